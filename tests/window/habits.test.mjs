/** What the user does is seen at once, on whatever screen; menus, keys, and saving beside the evidence. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inWindow } from "./harness/app.mjs";
import { clipboard, drag, paste } from "./harness/desktop.mjs";
import { saveAs } from "./harness/gtk.mjs";
import {
  detail,
  pinned,
  quiet,
  renewed,
  settled,
  unchanged,
  visibleRows,
} from "./harness/journey.mjs";
import { root } from "./harness/sandbox.mjs";
import { until } from "./harness/wait.mjs";
import { sampleKey } from "./harness/words.mjs";

let folder;
const sample = (path) => readFileSync(join(root, "samples", path), "utf8");

const settings = (sandbox) =>
  JSON.parse(readFileSync(sandbox.path("config/proofdesk/settings.json"), "utf8"));

inWindow(
  {
    prepare: async (sandbox) => {
      folder = await pinned(sandbox, sandbox.samples("wrong"));
      return [folder];
    },
  },
  (it) => {
    it("what is pasted on another screen is checked and shown", async (app) => {
      await settled(app);
      await app.go("Settings");
      await renewed(app, () =>
        paste(app, sample("good/documents/board-minutes-2026-02.record.json"), () =>
          app.see("heading", "Evidence"),
        ),
      );
      await detail(app, /^Document record · Pasted text 1/);
    });

    it("what is dropped on another screen is checked and shown, though a filter would hide it", async (app) => {
      await app.click("button", /^[\d,]+ Does not match$/);
      await settled(app);
      await app.go("Reports");
      const file = join(root, "samples/good/documents/branch-plan.png");
      await drag(app, [file]);
      await detail(app, /^File · branch-plan\.png/);
      await app.gone("button", "Show all");
    });

    it("a proof link that is dropped is looked up, as one that is pasted", async (app) => {
      await app.go("Errors");
      const id = "81f3ec97-42b0-4598-83b4-ac83c2df95bc";
      await drag(app, [`https://invoance.example/proof/document/${id}`]);
      await detail(app, /dividend-resolution\.record\.json/);
    });

    it("a key file that is dropped on Keys is offered for pinning, and is no evidence", async (app, sandbox) => {
      const before = readFileSync(sandbox.keyring, "utf8");
      await app.go("Keys");
      await quiet(app);
      const file = sandbox.path("other.key");
      writeFileSync(file, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
      await unchanged(app, async () => {
        await drag(app, [file]);
        await app.see("heading", "Step 2 of 3: Fingerprint");
      });
      const field = await app.evaluate(() => document.activeElement.labels?.[0]?.textContent);
      assert.equal(field, "Fingerprint obtained elsewhere");
      await app.press("Escape");
      await app.gone("dialog", "Add a key");
      assert.equal(readFileSync(sandbox.keyring, "utf8"), before);
    });

    it("what is removed comes back with Ctrl+Z", async (app) => {
      await app.go("Evidence");
      await app.click("button", "1 folder, 1 file, 1 pasted text");
      await renewed(app, () => app.click("button", "Remove branch-plan.png"));
      await app.see("button", "1 folder, 1 pasted text");
      await app.shows("branch-plan.png was removed.");
      await app.press("Escape");
      await renewed(app, () => app.press("Control+z"));
      await app.see("button", "1 folder, 1 file, 1 pasted text");
      await detail(app, /^File · branch-plan\.png/);
    });

    it("F10 opens the menu, and its keys lead through it", async (app) => {
      await app.display.tool("windowactivate", "--sync", await app.window());
      await app.display.tool("key", "F10");
      await app.see("menu", "Menu");
      const at = () => app.evaluate(() => document.activeElement.textContent.trim());
      await until("the first command", async () => /^Add files/.test(await at()));
      await app.press("ArrowDown");
      assert.match(await at(), /^Add folder/);
      await app.press("Escape");
      await app.gone("menu", "Menu");
    });

    it("a click with the right button gives the row's own menu, which copies", async (app) => {
      const row = await until("a row", () =>
        app.evaluate(() => {
          const row = document.querySelector("[role=row][aria-selected=true]");
          const box = row.getBoundingClientRect();
          return { x: box.left + 200, y: box.top + 20 };
        }),
      );
      const at = await app.display.geometry(await app.window());
      await app.display.tool(
        "mousemove",
        Math.round(at.x + row.x),
        Math.round(at.y + row.y),
        "click",
        3,
      );
      await app.see("menu", "What can be done with the row");
      await app.click("menuitem", /^Copy name/);
      await app.gone("menu", "What can be done with the row");
      const { name } = (await visibleRows(app)).find((row) => row.selected);
      await until("the name on the clipboard", async () => (await clipboard(app)) === name);
    });

    it("a report goes into the evidence only with a word, and over evidence never", async (app) => {
      const place = `${folder}/report.json`;
      await app.press("Control+s");
      await saveAs(app, place);
      await app.see("dialog", "Save into the evidence?");
      await app.click("button", "Do not save");
      await quiet(app);
      assert.ok(!existsSync(place));
      await app.press("Control+s");
      await saveAs(app, place);
      await app.click("button", "Save it there");
      await app.shows(`The report was saved to ${place}.`);
      assert.equal(JSON.parse(readFileSync(place, "utf8")).schema, "proofdesk.report/1");
      const evidence = `${folder}/1-other-version/notice.txt`;
      const before = readFileSync(evidence);
      await app.press("Control+s");
      await saveAs(app, evidence);
      await app.shows(/would take the place of this file, which lies in the evidence/);
      assert.deepEqual(readFileSync(evidence), before);
    });

    it("what was added and how the list is sorted are kept, but no result", async (app, sandbox) => {
      await app.click("button", "Name");
      await until("the order to be kept", () => settings(sandbox).settings.sort.by === "name");
      const kept = settings(sandbox);
      assert.equal(kept.version, 5);
      assert.ok(kept.recent.includes(folder));
      assert.ok(kept.recent.every((path) => !path.includes("Pasted")));
      assert.deepEqual(Object.keys(kept).toSorted(), ["folders", "recent", "settings", "version"]);
      await app.go("Settings");
      await app.click("checkbox", "Remember where evidence was added from");
      await until("nothing to be remembered", () => settings(sandbox).recent.length === 0);
    });
  },
);
