/** What one sees who starts Proofdesk for the first time. */
import assert from "node:assert/strict";
import { inWindow } from "./harness/app.mjs";
import { expectedSamples } from "./harness/words.mjs";

inWindow({}, (it) => {
  it("an empty window explains itself in one sentence", async (app) => {
    const heading =
      "Drop files here with the records that came with them. Proofdesk says what is " +
      "verified, what does not match, and what could not be checked.";
    await app.see("heading", heading);
    await app.see("button", "Choose files");
    await app.see("button", "Choose a folder");
    await app.shows("Nothing leaves this machine unless you agree to it.");
  });

  it("the sample evidence is one click away", async (app) => {
    await app.click("button", "Try the sample evidence");
    const summary = await app.read("region", "Summary");
    const [, results, more] = /(\d+) results, (\d+) more for information/.exec(summary) ?? [];
    assert.equal(Number(results) + Number(more), expectedSamples().length, summary);
  });
});
