/** The history of keys: asked for once, kept beside the ring, told of beside the results, and deleted. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { inWindow } from "./harness/app.mjs";
import { saveAs } from "./harness/gtk.mjs";
import { counts, dismissed, pinned, renewed, settled } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";
import { sampleKey } from "./harness/words.mjs";

const DOMAIN = sampleKey.label;
const place = (sandbox) => sandbox.path("config/ring-history.json");
const history = (sandbox) => JSON.parse(readFileSync(place(sandbox), "utf8"));
const warning = `More than one key was seen for ${DOMAIN} (2 keys).`;

let folder;
const prepare = async (sandbox) => [(folder = await pinned(sandbox, sandbox.samples()))];

inWindow({ prepare }, (it) => {
  let before;

  it("until the user is asked, and says yes, nothing is kept", async (app, sandbox) => {
    await settled(app);
    before = await counts(app);
    assert.equal(existsSync(place(sandbox)), false);
    await app.go("Keys");
    await app.shows("Keep a history of keys?");
    await app.shows("It tells whom you audited");
  });

  it("what the evidence shows is then kept, for the user alone", async (app, sandbox) => {
    await app.click("button", "Keep a history");
    await until("the history", () => existsSync(place(sandbox)));
    assert.equal(statSync(place(sandbox)).mode & 0o777, 0o600);
    const keys = history(sandbox).seen.filter(({ domain }) => domain === DOMAIN);
    assert.equal(keys.length, 2, "that of the samples, and that of the forger");
    assert.ok(keys.some(({ fingerprint }) => fingerprint === sampleKey.fingerprint));
    assert.ok((await app.all("button", "Keep a history")).length === 0, "it is asked once");
  });

  it("a second key is said above the results, and no verdict is another one", async (app) => {
    await app.go("Evidence");
    await app.shows(warning);
    await app.shows("No verdict depends on this.");
    assert.deepEqual(await counts(app), before);
  });

  it("the history shows both, by their domain", async (app) => {
    await app.click("button", "Show the history");
    const dialog = await app.see("dialog", "History of keys");
    await app.shows("2 different keys");
    const words = await app.content(dialog);
    assert.ok(words.includes(sampleKey.fingerprint));
    assert.match(words, /A signature was valid under it, in/);
    await app.fill("Find a domain or a fingerprint", "elsewhere.example");
    await app.shows("No key matches.");
    await app.fill("Find a domain or a fingerprint", sampleKey.fingerprint.slice(0, 12));
    await app.gone("status", "No key matches.");
    await app.press("Escape");
    await app.gone("dialog", "History of keys");
  });

  it("a saved report says it, beside the digest, which is that of a run without a history", async (app, sandbox) => {
    const file = sandbox.path("with-history.json");
    await app.go("Reports");
    await app.click("button", "Save as JSON…");
    await saveAs(app, file);
    await app.shows(`The report was saved to ${file}.`);
    const report = JSON.parse(readFileSync(file, "utf8"));
    assert.deepEqual(
      report.second_keys.map(({ domain, keys }) => [domain, keys.map(({ how }) => how)]),
      [[DOMAIN, ["signature_held", "signature_held"]]],
    );
    assert.ok(
      report.second_keys[0].keys.some(({ fingerprint }) => fingerprint === sampleKey.fingerprint),
    );
    const plain = await sandbox.cli("verify", "--format", "json", folder);
    const { report_digest, second_keys } = JSON.parse(plain.stdout);
    assert.equal(second_keys, undefined);
    assert.equal(report.report_digest, report_digest);
    await dismissed(app);
    await app.go("Evidence");
  });

  it("the command line shows the same one", async (app, sandbox) => {
    const { stdout, status } = await sandbox.cli("keys", "history", DOMAIN);
    assert.equal(status, 0);
    assert.match(stdout, /harbourline\.example: 2 different keys/);
  });

  it("one that cannot be read is told of, and stays as it is", async (app, sandbox) => {
    const whole = readFileSync(place(sandbox));
    writeFileSync(place(sandbox), "{ broken");
    await app.go("Evidence");
    await renewed(app, () => app.invoke("rerun"));
    await app.shows("The history of keys");
    assert.deepEqual(await counts(app), before);
    assert.equal(readFileSync(place(sandbox), "utf8"), "{ broken");
    await app.click("button", "Dismiss");
    writeFileSync(place(sandbox), whole);
    await renewed(app, () => app.invoke("rerun"));
    await app.shows(warning);
  });

  it("one that is full says so, is compared with, and takes in nothing more", async (app, sandbox) => {
    const whole = readFileSync(place(sandbox));
    const known = history(sandbox);
    const [own] = known.seen.filter(({ fingerprint }) => fingerprint === sampleKey.fingerprint);
    const others = Array.from({ length: 9_999 }, (_, i) => ({
      ...own,
      domain: `company-${i}.example`,
      fingerprint: i.toString(16).padStart(64, "0"),
    }));
    const full = { ...known, seen: [own, ...others] };
    writeFileSync(place(sandbox), JSON.stringify(full));
    await renewed(app, () => app.invoke("rerun"));
    await app.shows("The history of keys is full.");
    await app.shows("To begin a new one, delete it or move its file aside.");
    await app.shows(warning);
    assert.deepEqual(await counts(app), before);
    const rows = ({ seen }) => seen.map(({ domain, fingerprint }) => [domain, fingerprint]);
    assert.deepEqual(rows(history(sandbox)), rows(full));
    await app.click("button", "Show the history");
    await app.shows("The history has 10,000 keys, and no further one is noted.");
    await app.press("Escape");
    await app.gone("dialog", "History of keys");
    await app.go("Evidence");
    writeFileSync(place(sandbox), whole);
    await renewed(app, () => app.invoke("rerun"));
    await until("no notice", async () => !(await app.body()).includes("history of keys is full"));
  });

  it("switched off, nothing is added or said, and what was noted stays", async (app, sandbox) => {
    await app.go("Settings");
    await app.click("checkbox", "Keep a history of keys");
    await app.go("Evidence");
    await until("no warning", async () => !(await app.body()).includes(warning));
    const kept = readFileSync(place(sandbox), "utf8");
    await renewed(app, () => app.invoke("rerun"));
    assert.equal(readFileSync(place(sandbox), "utf8"), kept);
    assert.ok(!(await app.body()).includes(warning));
  });

  it("it is deleted only after a question", async (app, sandbox) => {
    await app.go("Keys");
    await app.click("button", "History…");
    await app.click("button", "Delete the history…");
    await app.shows("Your pinned keys stay");
    await app.click("button", "Keep it");
    assert.equal(existsSync(place(sandbox)), true);
    await app.click("button", "Delete the history…");
    await app.click("button", "Delete the history");
    await app.shows("No history is kept.");
    assert.equal(existsSync(place(sandbox)), false);
    assert.equal(existsSync(sandbox.keyring), true);
  });
});
