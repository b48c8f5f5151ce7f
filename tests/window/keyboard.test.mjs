/** The whole journey without a pointer: samples, a row, its detail, the key pinned. */
import assert from "node:assert/strict";
import { inWindow } from "./harness/app.mjs";
import { counts, settled, visibleRows } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";
import { expectedCounts, expectedFiles, sampleKey } from "./harness/words.mjs";

/** What has the focus, as a screen reader names it, and whether that is to be seen. */
const focus = (app) =>
  app.evaluate(() => {
    const element = document.activeElement;
    const flat = (text) => text.replace(/\s+/g, " ").trim();
    const label =
      element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
    // In the list it is the row that is shown to have the focus.
    const shown = document.getElementById(element.getAttribute("aria-activedescendant")) ?? element;
    const style = getComputedStyle(shown);
    const box = element.getBoundingClientRect();
    return {
      name: flat(label).slice(0, 200),
      ring:
        (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) ||
        style.boxShadow !== "none",
      inView: box.top < innerHeight && box.bottom > 0 && box.width > 0,
    };
  });

/** Presses Tab until this has the focus; every stop on the way must be to be seen. */
async function tabTo(app, name, { key = "Tab", most = 60 } = {}) {
  const met = [];
  for (let i = 0; i < most; i += 1) {
    await app.press(key);
    const now = await focus(app);
    met.push(now.name);
    assert.ok(now.ring, `no focus ring on “${now.name}”`);
    assert.ok(now.inView, `the focus is out of view on “${now.name}”`);
    if (name instanceof RegExp ? name.test(now.name) : now.name === name) return;
  }
  assert.fail(`Tab does not lead to “${name}”, only to ${met.join(" | ")}`);
}

inWindow({}, (it) => {
  it("Tab leads to the samples, and Enter adds them", async (app) => {
    await tabTo(app, "Try the sample evidence");
    await app.press("Enter");
    await settled(app);
  });

  it("Tab leads to the list; arrows, Page Down, End and Home go through it", async (app) => {
    await tabTo(app, "Results");
    const at = async () => (await visibleRows(app)).find((row) => row.selected)?.at;
    const selected = (place) => until(`row ${place}`, async () => (await at()) === place);
    await app.press("Home");
    await selected(0);
    await app.press("ArrowDown", "ArrowDown");
    await selected(2);
    await app.press("ArrowUp");
    await selected(1);
    await app.press("PageDown");
    await until("a page on", async () => (await at()) > 5);
    await app.press("End");
    await selected(expectedFiles().length - 1);
    await app.press("Home");
    await selected(0);
  });

  it("Enter opens the detail, and Escape comes back to the list", async (app) => {
    await app.press("Enter");
    await until("the headline to have the focus", async () =>
      /^Does not match: /.test((await focus(app)).name),
    );
    await app.press("Escape");
    await until("the list to have the focus", async () => (await focus(app)).name === "Results");
  });

  it("the sections of the detail open and close", async (app) => {
    await app.press("Enter");
    await tabTo(app, /^Signed bytes/);
    await app.press("Enter");
    await app.see("region", /^Bytes of /);
    await app.press("Enter");
    await app.gone("region", /^Bytes of /);
  });

  it("the key is pinned, with every step of the comparison", async (app) => {
    await tabTo(app, /Pin the sample key$/);
    await app.press("Enter");
    await app.see("heading", "Step 2 of 3: Fingerprint");
    // The dialog opens in the field that it is about.
    await until("the field", async () =>
      (await focus(app)).name.startsWith("Fingerprint obtained elsewhere"),
    );
    await app.type(sampleKey.fingerprint);
    await tabTo(app, /^What did you compare it with\?/);
    await app.type("samples/README.md");
    await tabTo(app, "Continue");
    await app.press("Enter");
    await app.see("heading", "Step 3 of 3: Details");
    await tabTo(app, "Pin this key");
    await app.press("Space");
    await app.gone("dialog", "Add a key");
    await app.press("Control+1");
    await until(
      "the verdicts",
      async () => (await counts(app)).verified === expectedCounts().verified,
    );
  });

  it("the focus comes back to what opened a dialog", async (app) => {
    await tabTo(app, "Help", { key: "Tab" });
    await app.press("Enter");
    await app.see("dialog", "Help");
    await app.press("Escape");
    await until("the button", async () => (await focus(app)).name === "Help");
  });

  it("Ctrl+F goes to the search from anywhere in the evidence", async (app) => {
    await app.press("Control+f");
    await until("the search", async () => /^Search the results/.test((await focus(app)).name));
  });
});
