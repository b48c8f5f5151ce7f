/** A mail as it was received: its attachments are named wherever something is said of them. */
import assert from "node:assert/strict";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inWindow } from "./harness/app.mjs";
import { clipboard, drag } from "./harness/desktop.mjs";
import {
  SEARCH,
  detail,
  discarded,
  pinned,
  poke,
  put,
  quiet,
  search,
  settled,
  visibleRows,
} from "./harness/journey.mjs";
import { root } from "./harness/sandbox.mjs";
import { until } from "./harness/wait.mjs";

const MAIL = "9-received-by-mail.eml";
const selected = async (app) => (await visibleRows(app)).find((row) => row.selected);

/** Keys as the X server gives them, so that the web view does with them what it does by itself. */
async function keys(app, ...names) {
  await app.display.tool("windowactivate", "--sync", await app.window());
  await app.display.tool("key", ...names);
}

async function resize(app, width, height) {
  await app.display.tool("windowsize", await app.window(), width, height);
}

async function zoomed(app, percent) {
  await app.press("Control+5");
  await app.choose("Zoom", `${percent} %`);
  await app.press("Control+1");
}

inWindow(
  { prepare: async (sandbox) => [await pinned(sandbox, sandbox.samples("wrong"))] },
  (it) => {
    it("its row names the attachment that does not match, and says why, whole", async (app) => {
      await settled(app);
      await search(app, MAIL);
      await app.press("Escape");
      await until("the whole list", async () => (await visibleRows(app)).length > 3);
      const rows = await visibleRows(app);
      const row = rows.find(({ name }) => name === MAIL);
      assert.equal(
        row.why,
        "balances.csv, in quarter-end.zip: not the anchored version: only the line endings differ",
      );
      const cut = await app.evaluate((at) => {
        const reason = document.querySelector(`#result-${at} .reason`);
        return reason.scrollHeight - reason.clientHeight;
      }, row.at);
      assert.ok(cut <= 1, `${cut} pixels of the reason are cut`);
    });

    it("its detail names it too, and says what to ask whom for", async (app) => {
      const row = (await visibleRows(app)).find(({ name }) => name === MAIL);
      await app.clickOn(() =>
        app.evaluate((at) => document.getElementById(`result-${at}`), row.at),
      );
      await detail(app, /1 of 4 results does not match\. balances\.csv, in quarter-end\.zip/);
      const article = await app.content(await app.see("article"));
      assert.match(article, /Next step for balances\.csv, in quarter-end\.zip/);
      assert.match(article, /Ask the issuer for balances\.csv as it was anchored, or for a record/);
      assert.doesNotMatch(article, /Signed bytes/);
    });

    it("opened, each attachment has its sign, and names only what is inside the mail", async (app) => {
      await app.press("ArrowRight");
      await until("the attachments", async () =>
        (await visibleRows(app)).some((row) => row.within && row.name === "balances.csv"),
      );
      const rows = (await visibleRows(app)).filter((row) => row.within);
      assert.equal(rows[0].folder, "quarter-end.zip");
      const places = await app.evaluate(() => {
        const row = document.querySelector("[role=row][aria-level='2']");
        const above = document.querySelector("[role=row][aria-expanded=true]");
        const left = (of, part) => of.querySelector(part).getBoundingClientRect().left;
        const sign = row.querySelector(".verdict svg").getBoundingClientRect();
        const cell = row.querySelector("[role=gridcell].verdict").getBoundingClientRect();
        return {
          sign: sign.width > 0 && sign.right <= cell.right + 1,
          name: left(row, ".own") > left(above, ".own"),
        };
      });
      assert.deepEqual(places, { sign: true, name: true });
    });

    it("rows are copied with the way to each", async (app) => {
      await app.press("ArrowRight");
      await app.press("Control+c");
      await until("the clipboard", async () =>
        /9-received-by-mail\.eml › quarter-end\.zip › balances\.csv: Not the anchored version/.test(
          await clipboard(app),
        ),
      );
    });

    for (const key of ["shift+F10", "Menu"]) {
      it(`${key} opens the menu of the row that is selected`, async (app) => {
        const before = await selected(app);
        await keys(app, key);
        await app.see("menu", "What can be done with the row");
        assert.equal((await selected(app)).at, before.at);
        await app.press("Escape");
        await app.gone("menu", "What can be done with the row");
        assert.equal((await selected(app)).at, before.at);
      });
    }

    it("what a search found stays selected when the search is cleared", async (app) => {
      await search(app, MAIL);
      const find = async () => {
        const row = (await visibleRows(app)).find(({ name }) => name === "balances.csv");
        return app.evaluate((at) => document.getElementById(`result-${at}`), row.at);
      };
      await app.clickOn(find);
      await detail(app, /^File · balances\.csv, in 9-received-by-mail\.eml › quarter-end\.zip/);
      await app.fill(SEARCH, "");
      await until("the whole list", async () =>
        (await visibleRows(app)).some((row) => !row.within),
      );
      await until("the row", async () => (await selected(app))?.name === "balances.csv");
    });

    it("the filter has the mail and the archive in it", async (app) => {
      await app.click("button", "Filter");
      await app.choose("Folder, archive or mail", `${MAIL} › quarter-end.zip`);
      await until("its files", async () => {
        const rows = await visibleRows(app);
        return rows.length === 6 && rows.slice(1).every((row) => row.within);
      });
      await app.press("Escape");
      await app.click("button", "Show all");
      await settled(app);
    });

    it("its record and the file say the same", async (app) => {
      await search(app, "wrong/1-other-version");
      const find = async () => {
        const row = (await visibleRows(app)).find(({ name }) => name === "notice.txt");
        return app.evaluate((at) => document.getElementById(`result-${at}`), row.at);
      };
      await app.clickOn(find);
      await detail(app, /^File · notice\.txt/);
      const article = await app.content(await app.see("article"));
      assert.match(
        article,
        /notice\.record\.json .*Not confirmed: only another version of its file is in this evidence/,
      );
      assert.match(article, /Ask the issuer for notice\.txt as it was anchored/);
      assert.doesNotMatch(article, /No key is known to have signed this/);
      await app.fill(SEARCH, "");
      await settled(app);
    });

    it("F6 shows where the keyboard is, also after a click", async (app) => {
      const row = (await visibleRows(app))[0];
      await app.clickOn(() =>
        app.evaluate((at) => document.getElementById(`result-${at}`), row.at),
      );
      for (let i = 0; i < 3; i += 1) {
        await keys(app, "F6");
        const ring = await app.evaluate(() => {
          const at = document.activeElement;
          const rows = at.querySelectorAll("[role=row].at");
          return [at, ...rows].some((e) => getComputedStyle(e).outlineStyle !== "none");
        });
        assert.ok(ring, `stop ${i + 1}`);
      }
    });

    it("at 720 by 480 and 200 % the row that the keys move is in view, and shows the way to its detail", async (app) => {
      await app.evaluate(() => document.querySelector("[role=treegrid]").focus());
      await resize(app, 720, 480);
      await zoomed(app, 200);
      await poke(app, "button", "Back to the list");
      await app.see("grid", "Results");
      await app.evaluate(() => document.querySelector("[role=treegrid]").focus());
      await app.press("Home", "ArrowDown");
      const inView = await until("the row", () =>
        app.evaluate(() => {
          const box = document.querySelector("[role=row].at")?.getBoundingClientRect();
          return box && box.top >= 0 && box.bottom <= innerHeight + 1;
        }),
      );
      assert.ok(inView);
      const way = await app.evaluate(
        () => document.querySelector("[role=row].at .opens").getBoundingClientRect().width,
      );
      assert.ok(way > 0);
    });

    it("its filter stays beside the rail", async (app) => {
      await poke(app, "button", "Filter");
      const box = await app.evaluate(() => {
        const panel = document.querySelector(".panel").getBoundingClientRect();
        const rail = document.querySelector("nav").getBoundingClientRect();
        return { left: panel.left - rail.right, right: innerWidth - panel.right };
      });
      assert.ok(box.left >= 0 && box.right >= 0, JSON.stringify(box));
      await app.press("Escape");
      await zoomed(app, 100);
      await resize(app, 1120, 760);
      await until("the size", () => app.evaluate(() => innerWidth === 1120));
    });

    it("the panel of inputs lies over the list's bar", async (app) => {
      await app.click("button", "1 folder");
      const covered = await app.evaluate(() => {
        const panel = document.querySelector(".toolbar .panel").getBoundingClientRect();
        const bar = document.querySelector(".list .bar").getBoundingClientRect();
        // Where both are, the panel is what is seen.
        const [x, y] = [panel.left + panel.width / 2, Math.min(panel.bottom, bar.bottom) - 4];
        const both = y > bar.top && x > bar.left && x < bar.right;
        return !both || document.elementFromPoint(x, y).closest(".panel") !== null;
      });
      assert.ok(covered);
      await app.press("Escape");
    });

    it("a dropped file does not close what reports are filed under", async (app) => {
      await app.go("Reports");
      await app.click("button", "Fill in…");
      await app.fill("Engagement", "Harbourline 2026");
      await drag(app, [join(root, "samples/good/documents/branch-plan.png")]);
      await quiet(app);
      const value = await app.evaluate((e) => e.value, await app.see("textbox", "Engagement"));
      assert.equal(value, "Harbourline 2026");
      await discarded(app, "Filed under");
      await app.click("button", "Show");
      await detail(app, /^File · branch-plan\.png/);
    });

    it("a request that was checked stays when the screen is left", async (app) => {
      await app.press("Control+3");
      await app.click("tab", "Check a request");
      await put(app, "Request body", '{"document_hash":"x"}');
      await app.click("button", "Check this request");
      await app.shows("invalid_document_hash");
      await app.press("Control+1");
      await app.see("heading", "Evidence");
      await app.press("Control+3");
      await app.shows("invalid_document_hash");
    });

    it("a key that is being added is not lost to another", async (app, sandbox) => {
      await app.go("Keys");
      const [one, other] = ["one.key", "other.key"].map((name) => sandbox.path(name));
      writeFileSync(one, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
      copyFileSync(join(root, "samples/harbourline.key.json"), other);
      await drag(app, [one]);
      await app.see("heading", "Step 2 of 3: Fingerprint");
      await app.fill("What did you compare it with?", "by telephone");
      await drag(app, [other]);
      await app.shows(/Another key came in/);
      await app.click("button", "Keep editing");
      const kept = await app.see("textbox", "What did you compare it with?");
      assert.equal(await app.evaluate((e) => e.value, kept), "by telephone");
      await discarded(app, "Add a key");
      assert.ok(readFileSync(sandbox.keyring, "utf8"));
    });
  },
);
