/** At its smallest, 720 by 480, and with everything at twice the size, nothing is out of reach. */
import assert from "node:assert/strict";
import { inWindow } from "./harness/app.mjs";
import { openDetail, pinned, settled } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";

const SCREENS = ["Evidence", "Keys", "Errors", "Reports", "Settings"];

/** What lies outside of the window, or of a part that cannot be scrolled to it. */
function lost() {
  const flat = (text) => text.replace(/\s+/g, " ").trim().slice(0, 60);
  const root = Array.from(document.querySelectorAll("dialog[open]")).at(-1) ?? document.body;
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth)
    found.push("the page is wider than the window");
  for (const element of root.querySelectorAll(
    "button, input, select, textarea, h1, h2, h3, p, dt, dd, th, td, label, [role=gridcell]",
  )) {
    if (!element.checkVisibility({ checkVisibilityCSS: true })) continue;
    if (element.closest(".visually-hidden, [aria-hidden=true]") || element.type === "radio")
      continue;
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    let [left, right, top, bottom] = [0, innerWidth, 0, innerHeight];
    let [scrollsX, scrollsY] = [false, false];
    for (let parent = element.parentElement; parent; parent = parent.parentElement) {
      const style = getComputedStyle(parent);
      const area = parent.getBoundingClientRect();
      if (/auto|scroll/.test(style.overflowX)) scrollsX = true;
      if (/auto|scroll/.test(style.overflowY)) scrollsY = true;
      if (!scrollsX && /hidden|clip/.test(style.overflowX))
        [left, right] = [Math.max(left, area.left), Math.min(right, area.right)];
      if (!scrollsY && /hidden|clip/.test(style.overflowY))
        [top, bottom] = [Math.max(top, area.top), Math.min(bottom, area.bottom)];
    }
    const wide = !scrollsX && (box.left < left - 1 || box.right > right + 1);
    const high = !scrollsY && (box.top < top - 1 || box.bottom > bottom + 1);
    if (wide || high)
      found.push(`${element.localName} “${flat(element.textContent || element.ariaLabel || "")}”`);
  }
  const grid = document.querySelector("[role=treegrid]");
  if (grid?.checkVisibility() && grid.clientHeight < 96)
    found.push(`the list is ${grid.clientHeight} pixels high`);
  return found;
}

async function everything(app) {
  // By keys: the driver's pointer does not know of the zoom.
  for (const [i, screen] of SCREENS.entries()) {
    await app.press(`Control+${i + 1}`);
    await app.see("heading", screen);
    assert.deepEqual(await app.evaluate(lost), [], screen);
  }
  for (const dialog of ["Help", "About Proofdesk"]) {
    await app.evaluate((button) => button.click(), await app.see("button", dialog));
    await app.see("dialog", dialog);
    assert.deepEqual(await app.evaluate(lost), [], dialog);
    await app.press("Escape");
    await app.gone("dialog", dialog);
  }
}

inWindow({ prepare: async (sandbox) => [await pinned(sandbox, sandbox.samples())] }, (it) => {
  it("the window cannot be made smaller than 720 by 480", async (app) => {
    await settled(app);
    const window = await app.window();
    await app.display.tool("windowsize", window, 300, 200);
    await until("the smallest size", () =>
      app.evaluate(() => innerWidth === 720 && innerHeight === 480),
    );
  });

  it("every screen and dialog is whole at 720 by 480", everything);

  it("the detail takes the place of the list, and the way back is there", async (app) => {
    await app.go("Evidence");
    await openDetail(app, "dividend-resolution.record.json", "Document record");
    assert.equal((await app.all("grid", "Results")).length, 0);
    assert.deepEqual(await app.evaluate(lost), []);
    await app.click("button", "Back to the list");
    await app.see("grid", "Results");
  });

  it("pinning a key works at this size", async (app) => {
    await app.go("Keys");
    await app.click("button", "Remove…");
    assert.deepEqual(await app.evaluate(lost), []);
    await app.click("button", "Remove this key");
    await app.see("heading", "No keys are pinned");
    await app.go("Evidence");
    await settled(app);
    await app.click("button", /Pin the sample key$/);
    await app.see("heading", "Step 2 of 3: Fingerprint");
    assert.deepEqual(await app.evaluate(lost), []);
    await app.press("Escape");
  });

  it("at 200 % in a window of 1120 by 760 nothing is lost either", async (app) => {
    await app.display.tool("windowsize", await app.window(), 1120, 760);
    await until("the size", () => app.evaluate(() => innerWidth === 1120));
    await app.go("Settings");
    await app.choose("Zoom", "200 %");
    await until("twice the size", () => app.evaluate(() => innerWidth <= 561));
    await everything(app);
  });
});
