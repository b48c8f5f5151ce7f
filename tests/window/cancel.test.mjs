/** A long run: shown while it goes on, cancelled at any moment, and then never a pass. */
import assert from "node:assert/strict";
import { copyFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inWindow } from "./harness/app.mjs";
import {
  SEARCH,
  counts,
  detail,
  generation,
  pinned,
  renewed,
  search,
  visibleRows,
} from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";
import { root } from "./harness/sandbox.mjs";
import { expectedFiles } from "./harness/words.mjs";

/** A file without blocks, so that it takes time and no room. */
async function prepare(sandbox) {
  const folder = await pinned(sandbox, sandbox.samples("good"));
  copyFileSync(join(root, "samples/wrong/7-audit-event-edited.json"), `${folder}/edited.json`);
  for (const name of ["large-1.bin", "large-2.bin"]) {
    writeFileSync(`${folder}/${name}`, "");
    truncateSync(`${folder}/${name}`, 64 * 2 ** 30);
  }
  return [folder];
}

inWindow({ prepare }, (it) => {
  it("while it goes on: bytes, files, rate, remaining time, and what is being read", async (app) => {
    const text = async () => app.text(await app.see("region", "Progress"));
    await until("all figures", async () =>
      /^Checking [\d.]+ [MG]iB of 128\.0 GiB, \d+ of \d+ files, [\d.]+ [MG]iB a second, about \d+ (s|min|h) left/.test(
        await text(),
      ),
    );
    assert.match(await text(), /Reading .*large-[12]\.bin/);
    const before = await text();
    await until("progress", async () => (await text()) !== before);
  });

  it("results are there while it goes on: counted, none of them verified, and what does not match by name", async (app) => {
    const text = async () => app.text(await app.see("region", "Progress"));
    await until("results so far", async () =>
      /Results so far: .*Provisional \d/.test(await text()),
    );
    assert.match(await text(), /Results so far: Does not match 1, .*Provisional \d+/);
    const list = await app.evaluate(
      () => document.querySelector("[aria-label='Does not match, so far']")?.textContent ?? "",
    );
    assert.match(list, /edited\.json/);
    assert.match(list, /Its signature is not valid/);
    assert.doesNotMatch(await app.body(), /\bVerified\b/);
    // It goes on.
    await app.see("button", "Cancel");
  });

  it("the window can be used meanwhile", async (app) => {
    await app.go("Settings");
    await app.go("Evidence");
    await app.see("button", "Cancel");
  });

  it("the window's title says how far it is", async (app) => {
    await until("the title", () => app.display.hasWindow("[0-9]+ % checked – Proofdesk"));
  });

  it("closing it asks, and it goes on", async (app) => {
    await app.press("Control+q");
    await app.see("dialog", "Close during the run?");
    await app.click("button", "Keep running");
    await app.gone("dialog", "Close during the run?");
    await app.press("Control+w");
    await app.see("dialog", "Close during the run?");
    await app.press("Escape");
    await app.see("button", "Cancel");
  });

  it("Ctrl+. cancels at once, and nothing counts as a pass", async (app) => {
    await app.evaluate(() => document.activeElement.blur());
    const begun = Date.now();
    await app.press("Control+.");
    await app.shows("Cancelled. These results are incomplete; do not rely on them.");
    assert.ok(Date.now() - begun < 2000, `cancelled only after ${Date.now() - begun} ms`);
    const text = await app.body();
    assert.doesNotMatch(text, /is verified under|are verified under/);
    assert.doesNotMatch(text, /No mismatch was found/);
  });

  it("nor does a file with several results, in the list or in its detail", async (app) => {
    await search(app, "branch-systems.ndjson");
    await detail(app, /branch-systems\.ndjson/);
    const row = (await visibleRows(app)).find(({ name }) => name === "branch-systems.ndjson");
    assert.match(row.why, /audit events are signed with the key you pinned/);
    assert.match(await app.body(), /Provisional: all \d+ audit events are signed with/);
    assert.doesNotMatch(await app.body(), /\b[Vv]erified\b/);
    await app.fill(SEARCH, "");
  });

  it("results of a cancelled run say so in the report as well", async (app) => {
    await app.go("Reports");
    await app.shows(
      "Cancelled. These results are incomplete; do not rely on them. Every report says so.",
    );
    await app.go("Evidence");
  });

  it("checked again, it can be cancelled with its button", async (app) => {
    const before = await generation(app);
    await app.click("button", "Check everything");
    await until("another run", async () => (await generation(app)) > before);
    await app.click("button", "Cancel");
    await app.shows("Cancelled. These results are incomplete; do not rely on them.");
  });

  it("without the large files the same evidence is checked to its end", async (app, sandbox) => {
    for (const name of ["large-1.bin", "large-2.bin"])
      truncateSync(sandbox.path("evidence/samples/good", name), 10);
    await renewed(app, () => app.click("button", "Check everything"));
    assert.doesNotMatch(await app.body(), /Cancelled/);
    const { stdout } = await sandbox.cli(
      "verify",
      "--format",
      "json",
      sandbox.path("evidence/samples/good"),
    );
    const rows = JSON.parse(stdout).results.map(({ source, verdict }) => ({
      path: source.path,
      verdict,
    }));
    const files = expectedFiles(rows);
    const seen = await counts(app);
    assert.ok(seen.verified > 10);
    for (const [verdict, count] of Object.entries(seen))
      assert.equal(count, files.filter((file) => file.verdict === verdict).length, verdict);
  });
});
