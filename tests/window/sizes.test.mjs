/**
 * Every screen and state in every theme, at every size and zoom: no text lies over another, none is cut
 * without a way to read it, nothing is squeezed to syllables, and all of it can be told from its ground.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { inWindow } from "./harness/app.mjs";
import { choose } from "./harness/gtk.mjs";
import { poke, pinned, search, settled, toDetails } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";

const SCREENS = ["Evidence", "Keys", "Errors", "Reports", "Settings"];
const SIZES = [
  [720, 480],
  [1120, 760],
  [1400, 900],
];
const ZOOMS = [100, 125, 150, 200];
const THEMES = ["light", "dark"];

/** What is wrong with the text that is shown. */
function faults() {
  const flat = (text) => text.replace(/\s+/g, " ").trim().slice(0, 50);
  const found = [];
  const root = Array.from(document.querySelectorAll("dialog[open]")).at(-1) ?? document.body;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const shown = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!flat(node.data) || !element.checkVisibility({ checkVisibilityCSS: true })) continue;
    if (element.closest(".visually-hidden, option, title, .print")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    // What scrolled away, or is cut by a part that scrolls or clips, is not in view.
    let [left, right, top, bottom] = [0, innerWidth, 0, innerHeight];
    let clipped = false;
    for (let parent = element; parent; parent = parent.parentElement) {
      const style = getComputedStyle(parent);
      if (!/auto|scroll|hidden|clip/.test(style.overflowX + style.overflowY)) continue;
      const area = parent.getBoundingClientRect();
      [left, right] = [Math.max(left, area.left), Math.min(right, area.right)];
      [top, bottom] = [Math.max(top, area.top), Math.min(bottom, area.bottom)];
      if (/hidden|clip/.test(style.overflowX)) {
        const box = range.getBoundingClientRect();
        const titled = parent.closest("[title]") ?? element.closest("[title]");
        if ((box.right > area.right + 1 || box.left < area.left - 1) && !titled) clipped = true;
      }
    }
    for (const box of range.getClientRects()) {
      const seen = {
        left: Math.max(box.left, left),
        right: Math.min(box.right, right),
        top: Math.max(box.top, top),
        bottom: Math.min(box.bottom, bottom),
      };
      if (seen.right - seen.left < 2 || seen.bottom - seen.top < 2) continue;
      shown.push({ ...seen, element, text: flat(node.data) });
    }
    if (clipped) found.push(`cut, with no way to read it: “${flat(node.data)}”`);
  }
  // Two texts at one place. What lies on top of the rest on purpose hides what is below.
  const top = ({ left, right, top, bottom }) =>
    document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const visible = shown.filter((text) => {
    const at = top(text);
    return at && (text.element.contains(at) || at.contains(text.element));
  });
  for (const [i, a] of visible.entries()) {
    for (const b of visible.slice(i + 1)) {
      if (a.element === b.element || a.element.contains(b.element) || b.element.contains(a.element))
        continue;
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      // Lines may touch; letters may not.
      if (wide > 2 && high > 5) found.push(`“${a.text}” lies over “${b.text}”`);
    }
  }
  // The name and the reason of every row that is in view.
  for (const row of document.querySelectorAll("[role=row][aria-selected]")) {
    for (const part of [".own", ".why"]) {
      const box = row.querySelector(`.name ${part}`)?.getBoundingClientRect();
      if (box && row.checkVisibility() && box.width < 48)
        found.push(`${part} of “${flat(row.textContent)}” is ${Math.round(box.width)} wide`);
    }
  }
  // Contrast: AA, 4.5 to 1, or 3 to 1 for large text.
  const parse = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => {
      const v = c / 255;
      return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const [r, g, b, a = 1] = parse(getComputedStyle(e).backgroundColor);
      if (a > 0.99) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const seen = new Set();
  for (const { element, text } of visible) {
    if (seen.has(element) || element.closest(":disabled, [aria-disabled=true], .stale")) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const [one, other] = [light(parse(style.color)), light(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) found.push(`contrast ${ratio.toFixed(2)}: “${text}”`);
  }
  // At some sizes a pixel is divided.
  if (document.documentElement.scrollWidth > innerWidth + 1) found.push("wider than the window");
  return [...new Set(found)];
}

const state = (app) =>
  app.evaluate(() => document.querySelector("[data-generation]").dataset.state);

async function resize(app, width, height) {
  await app.display.tool("windowsize", await app.window(), width, height);
}

/** What is wrong on a screen or in a dialog, from its beginning to its end. */
async function judge(app, where) {
  for (let page = 0; ; page += 1) {
    const more = await app.evaluate((n) => {
      const dialog = Array.from(document.querySelectorAll("dialog[open]")).at(-1);
      const parts = dialog
        ? [dialog.querySelector(".body"), dialog]
        : [document.querySelector("main")];
      const part = parts.find((e) => e.scrollHeight > e.clientHeight + 1) ?? parts[0];
      const step = Math.max(part.clientHeight - 64, 64);
      part.scrollTop = n * step;
      return part.scrollHeight > part.clientHeight + 1 && (n + 1) * step + 64 < part.scrollHeight;
    }, page);
    assert.deepEqual(await app.evaluate(faults), [], `${where}, page ${page + 1}`);
    if (!more || page > 40) return;
  }
}

/** Opens a dialog with a button, wherever on its screen that is. */
async function dialog(app, button, name, where) {
  await poke(app, "button", button);
  await app.see("dialog", name);
  await judge(app, `${name} ${where}`);
  await app.press("Escape");
  await app.gone("dialog", name);
}

async function walk(app, where) {
  for (const [i, screen] of SCREENS.entries()) {
    await app.press(`Control+${i + 1}`);
    await app.see("heading", screen);
    await judge(app, `${screen} ${where}`);
    if (screen !== "Reports") continue;
    await dialog(app, "Edit…", "Filed under", where);
    await dialog(app, "Pack to hand on…", "Leave out what could not be read?", where);
  }
  await app.press("Control+1");
}

/** Reports with all that can stand there: filed under something, and beside an earlier report. */
async function fillReports(app) {
  await app.go("Reports");
  await app.click("button", "Fill in…");
  await app.fill("Engagement", "Harbourline Credit Union: audit of the records of 2026");
  await app.fill("Prepared by", "M. Okafor");
  await app.fill("How the evidence was received", "From the client’s records office. ".repeat(8));
  await poke(app, "button", "Add an exhibit");
  await app.type("good/documents/board-minutes-2026-02.rec");
  await app.see("option", /board-minutes/);
  await app.press("ArrowDown", "Enter");
  await app.fill("Number 1", "EX-1");
  await app.click("button", "Done");
  await app.gone("dialog", "Filed under");
  await poke(app, "button", "Compare with an earlier report…");
  await choose(app, "Choose an earlier report", app.sandbox.path("earlier.json"));
  await app.see("heading", /^New: \d+$/);
}

/** The samples with a file that cannot be read, and a report on a part of them. */
async function prepare(sandbox) {
  const folder = await pinned(sandbox, sandbox.samples());
  execFileSync("mkfifo", [`${folder}/pipe`]);
  const report = sandbox.path("earlier.json");
  await sandbox.cli("verify", "--format", "json", "-o", report, `${folder}/good`);
  return [folder];
}

inWindow(
  {
    size: { width: 1600, height: 1000 },
    prepare,
  },
  (it) => {
    it("the reports are filled in", async (app) => {
      await settled(app);
      await fillReports(app);
    });

    for (const theme of THEMES) {
      it(`in the ${theme} theme`, { timeout: 600_000 }, async (app) => {
        await app.go("Settings");
        await app.click("radio", theme === "light" ? "Light" : "Dark");
        for (const [width, height] of SIZES) {
          await resize(app, width, height);
          for (const zoom of ZOOMS) {
            await app.press("Control+5");
            await app.choose("Zoom", `${zoom} %`);
            await until(`${width} at ${zoom} %`, () =>
              app.evaluate((wanted) => Math.abs(innerWidth - wanted) <= 2, (width * 100) / zoom),
            );
            await walk(app, `${width}×${height} at ${zoom} %, ${theme}`);
            if (width !== SIZES[0][0]) continue;
            await app.press("Control+2");
            await toDetails(app);
            await judge(app, `whose key it is, ${width}×${height} at ${zoom} %, ${theme}`);
            // What was written is given up only on being asked.
            await app.press("Escape");
            await judge(app, `asked, ${width}×${height} at ${zoom} %, ${theme}`);
            await poke(app, "button", "Discard");
            await app.gone("dialog", "Add a key");
          }
        }
        await app.press("Control+5");
        await app.choose("Zoom", "100 %");
        await resize(app, 1120, 760);
        await app.press("Control+1");
        assert.equal(await state(app), "done");
      });
    }

    it(
      "a file that opens, and every detail in turn, one after another",
      { timeout: 600_000 },
      async (app) => {
        await app.press("Control+1");
        await search(app, "6-audit-log-gap.ndjson");
        assert.deepEqual(await app.evaluate(faults), [], "a file that is open");
        await search(app, "");
        await app.press("Home");
        // Each follows another: nothing keeps the height of the one before it.
        for (let row = 0; row < 20; row += 1) {
          await app.press("ArrowDown");
          await settled(app);
          assert.deepEqual(await app.evaluate(faults), [], `detail ${row}`);
        }
      },
    );
  },
);
