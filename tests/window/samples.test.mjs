/** The sample evidence in the window: every verdict as it is written down for the command line. */
import assert from "node:assert/strict";
import { inWindow } from "./harness/app.mjs";
import {
  addSamples,
  allRows,
  counts,
  pinSampleKey,
  renewed,
  rowCount,
  search,
  settled,
  visibleRows,
} from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";
import { expectedCounts, expectedFiles, verdictWord } from "./harness/words.mjs";

inWindow({}, (it) => {
  it("nothing is verified while no key is pinned, and the window says why", async (app) => {
    await addSamples(app);
    await app.shows(
      "No key is pinned, so nothing can be verified yet: a record cannot prove that its key is the issuer’s.",
    );
    const seen = await counts(app);
    assert.equal(seen.verified, 0);
    assert.equal(
      Object.values(seen).reduce((a, b) => a + b),
      expectedFiles().length,
    );
  });

  it("the sample key is pinned only after its fingerprint was compared", async (app) => {
    await pinSampleKey(app);
    assert.deepEqual(await counts(app), expectedCounts(expectedFiles()));
  });

  it("every file has the worst of the verdicts that are expected of its results", async (app) => {
    await settled(app);
    const rows = await allRows(app);
    const seen = rows.map((r) => `${r.folder}/${r.name}: ${r.verdict}`);
    const expected = expectedFiles().map((f) => `samples/${f.path}: ${verdictWord[f.verdict]}`);
    assert.deepEqual(seen.toSorted(), expected.toSorted());
  });

  it("what does not match is the first thing read, and its file is selected", async (app) => {
    const { mismatch } = expectedCounts(expectedFiles());
    const lead = await app.evaluate(() => {
      const largest = Array.from(document.querySelectorAll("main *"))
        .filter((e) => e.children.length === 0 && e.textContent.trim() && e.checkVisibility())
        .map((e) => [parseFloat(getComputedStyle(e).fontSize), e.textContent.trim()]);
      return largest.toSorted((a, b) => b[0] - a[0])[0][1];
    });
    assert.equal(lead, `${mismatch} of ${expectedFiles().length} files do not match`);
    const selected = (await allRows(app)).find((row) => row.selected);
    assert.ok(selected, "a row is selected");
  });

  it("after another check the first file that does not match is selected again", async (app) => {
    await app.press("End");
    await renewed(app, () => app.click("button", "Check again"));
    await app.shows("Nothing changed since the last run.");
    const [first] = await visibleRows(app);
    assert.deepEqual([first.selected, first.verdict], [true, verdictWord.mismatch]);
    await app.see("heading", /^Not the anchored version: only the line endings differ \(CR LF in/);
  });

  it("a log is one row; Right opens it, Left closes it, and its detail names its events", async (app) => {
    await search(app, "");
    const find = async () =>
      (await allRows(app)).find((row) => row.name === "6-audit-log-gap.ndjson");
    const log = await find();
    assert.equal(log.opens, "false");
    const total = await rowCount(app);
    await app.press("Home");
    for (let at = 0; at < log.at; at += 1) await app.press("ArrowDown");
    const row = () => app.evaluate((at) => document.getElementById(`result-${at}`), log.at);
    await app.clickOn(() => until("its row", row));
    await app.see("heading", /^Not confirmed: event no\. 24 is missing/);
    await app.press("ArrowRight");
    await until("its results", async () => (await rowCount(app)) === total + 41);
    await app.press("ArrowLeft");
    await until("its results to leave", async () => (await rowCount(app)) === total);
  });
});
