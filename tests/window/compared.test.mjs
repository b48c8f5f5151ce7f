/** A check beside an earlier report: the same facts as the command line finds, each with a way to its row. */
import assert from "node:assert/strict";
import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { inWindow } from "./harness/app.mjs";
import { choose, saveAs } from "./harness/gtk.mjs";
import { dismissed, pinned, renewed, settled } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";

let folder;
const prepare = async (sandbox) => [
  (folder = await pinned(sandbox, sandbox.samples("good/documents"))),
];
const compareWith = async (app, file) => {
  await app.click("button", /^Compare with (an earlier|another) report…$/);
  await choose(app, "Choose an earlier report", file);
};
const region = async (app) => app.content(await app.see("region", "Compare"));

inWindow({ prepare }, (it) => {
  it("the same evidence again is the same, and says so", async (app, sandbox) => {
    await settled(app);
    await app.go("Reports");
    const file = sandbox.path("earlier.json");
    await app.click("button", "Save as JSON…");
    await saveAs(app, file);
    await app.shows(`The report was saved to ${file}.`);
    await compareWith(app, file);
    await app.shows("Both reports have the same digest");
    assert.ok((await region(app)).includes(file));
  });

  it("what changed is found at the next check, without asking again", async (app) => {
    renameSync(`${folder}/board-minutes-2026-02.record.json`, `${folder}/renamed.json`);
    appendFileSync(`${folder}/board-minutes-2026-02.pdf`, " ");
    writeFileSync(`${folder}/new.txt`, "A letter that nobody anchored.");
    await app.go("Evidence");
    await renewed(app, () => app.click("button", "Check again"));
    await app.go("Reports");
    await app.shows(
      /\d+ results? that (was|were) verified (is|are) gone, no longer verified, or about other bytes\./,
    );
    const words = await region(app);
    for (const said of [/Another verdict: \d/, /New: 1/, /Other bytes: 1/, /Moved: \d/])
      assert.match(words, said);
    assert.match(words, /was verified, now/);
  });

  it("in a window that gets narrower no text lies over another", async (app) => {
    await app.display.tool("windowsize", await app.window(), 720, 480);
    await until("the smallest size", () => app.evaluate(() => innerWidth === 720));
    const overlaps = () =>
      app.evaluate(() => {
        const items = document.querySelectorAll("section[aria-labelledby=report-compare] li");
        return Array.from(items).filter((item) => {
          const [name, words] = Array.from(item.children, (e) => e.getBoundingClientRect());
          return name.bottom > words.top + 2 && name.right > words.left;
        }).length;
      });
    assert.equal(await overlaps(), 0);
    await app.display.tool("windowsize", await app.window(), 1120, 760);
    await until("the usual size", () => app.evaluate(() => innerWidth === 1120));
    assert.equal(await overlaps(), 0);
  });

  it("a change leads to its row", async (app) => {
    await app.clickOn(async () => (await app.all("button", /new\.txt$/))[0]);
    await app.see("grid", "Results");
    await app.shows("new.txt");
    assert.match(await app.content(await app.see("article")), /new\.txt/);
  });

  it("the saved report has what the command line finds", async (app, sandbox) => {
    await app.go("Reports");
    const file = sandbox.path("later.json");
    await app.click("button", "Save as JSON…");
    await saveAs(app, file);
    await app.shows(`The report was saved to ${file}.`);
    const { against } = JSON.parse(readFileSync(file, "utf8"));
    assert.ok(against.lost > 0 && against.changes.length > 3);
    const options = ["--format", "json", "--against", sandbox.path("earlier.json"), folder];
    const { stdout } = await sandbox.cli("verify", ...options);
    assert.deepEqual(against, JSON.parse(stdout).against);
  });

  it("a report that was changed by hand is refused, and so is what is none", async (app, sandbox) => {
    const edited = sandbox.path("edited.json");
    const report = readFileSync(sandbox.path("earlier.json"), "utf8");
    writeFileSync(edited, report.replace('"verified":', '"verified":1'));
    await compareWith(app, edited);
    await app.shows(/edited\.json: its report digest or its counts are not those of what it holds/);
    await dismissed(app);
    const none = sandbox.path("none.json");
    writeFileSync(none, "{}");
    await compareWith(app, none);
    await app.shows(`${none}: this is no JSON report of Proofdesk.`);
    await app.shows("Choose a report that was saved as JSON.");
    // The comparison that was there is there still.
    assert.match(await region(app), /earlier\.json/);
  });

  it("another key is named, and a report that lies in the evidence is none of it", async (app, sandbox) => {
    const within = `${folder}/report.json`;
    writeFileSync(within, readFileSync(sandbox.path("earlier.json")));
    await sandbox.cli("keys", "remove", "harbourline.example");
    await app.go("Evidence");
    await renewed(app, () => app.click("button", "Check again"));
    await app.go("Reports");
    assert.match(await region(app), /Only in the earlier run: the key pinned as harbourline/);
    assert.match(await region(app), /New: 2/);
    await compareWith(app, within);
    await app.shows(/1 file skipped/);
    await app.shows("New: 1");
    rmSync(within);
  });

  it("without a comparison reports say nothing of it", async (app, sandbox) => {
    await app.click("button", "Do not compare");
    await app.see("button", "Compare with an earlier report…");
    await settledReports(app);
    const file = sandbox.path("plain.json");
    await app.click("button", "Save as JSON…");
    await saveAs(app, file);
    await app.shows(`The report was saved to ${file}.`);
    assert.ok(!("against" in JSON.parse(readFileSync(file, "utf8"))));
  });
});

/** The check that the end of a comparison began is over. */
const settledReports = (app) => app.see("button", "Save as JSON…");
