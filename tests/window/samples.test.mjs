/** The sample evidence in the window: every verdict as it is written down for the command line. */
import assert from "node:assert/strict";
import { inWindow } from "./harness/app.mjs";
import { addSamples, allRows, counts, pinSampleKey, settled } from "./harness/journey.mjs";
import { expectedCounts, expectedSamples, kindWord, verdictWord } from "./harness/words.mjs";

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
      expectedSamples().length,
    );
  });

  it("the sample key is pinned only after its fingerprint was compared", async (app) => {
    await pinSampleKey(app);
    assert.deepEqual(await counts(app), expectedCounts());
  });

  it("every row has the verdict that is expected of it", async (app) => {
    await settled(app);
    const rows = await allRows(app);
    const seen = rows.map((r) => `${r.folder}/${r.name} ${r.where} ${r.kind}: ${r.verdict}`);
    const expected = expectedSamples().map((r) => {
      const where = [r.line && `line ${r.line}`, r.pointer].filter(Boolean).join(" ");
      return `samples/${r.path} ${where} ${kindWord[r.kind]}: ${verdictWord[r.verdict]}`;
    });
    assert.deepEqual(seen.toSorted(), expected.toSorted());
  });
});
