/** The system's own dialogs: files and folders chosen, reports and key rings written and read. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { inWindow } from "./harness/app.mjs";
import { choose, dismiss, saveAs } from "./harness/gtk.mjs";
import {
  counts,
  pinned,
  quiet,
  renewed,
  rowCount,
  timeless,
  unchanged,
} from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";
import { sampleKey } from "./harness/words.mjs";

let folder;
const listed = (app, count) =>
  until(`${count} results`, async () => (await rowCount(app)) === count);

inWindow({}, (it) => {
  it("Ctrl+O opens the system's dialog, and closing it changes nothing", async (app, sandbox) => {
    folder = sandbox.samples();
    await unchanged(app, async () => {
      await app.press("Control+o");
      await dismiss(app, "Add files");
    });
    await app.see("button", "Choose files");
  });

  it("a file is chosen", async (app) => {
    await renewed(app, async () => {
      await app.click("button", "Choose files");
      await choose(app, "Add files", `${folder}/good/documents/records.json`);
    });
    assert.equal(await rowCount(app), 1);
  });

  it("a folder is chosen, and adds to what is there", async (app) => {
    await app.press("Control+Shift+O");
    await choose(app, "Add folders", `${folder}/wrong/2-edited-record`);
    await listed(app, 5);
    await app.see("button", "1 folder, 1 file");
  });

  it("a single input is taken out again, then all of them after a question", async (app) => {
    await app.click("button", "1 folder, 1 file");
    await app.click("button", "Remove records.json");
    await listed(app, 4);
    await app.click("button", "Remove everything");
    await app.click("button", "Keep");
    await app.click("button", "Remove everything");
    await app.shows("Your files stay where they are, and it can be undone.");
    await app.click("button", "Remove everything");
    await app.see("button", "Try the sample evidence");
    assert.ok(readFileSync(`${folder}/good/documents/records.json`).length > 0);
  });

  it("a key is read from a file", async (app) => {
    await app.go("Keys");
    await app.clickOn(async () => (await app.all("button", "Add a key…"))[0]);
    await app.click("button", "From a file…");
    await choose(app, "Choose a public key", `${folder}/harbourline.key.json`);
    await app.see("heading", "Step 2 of 3: Fingerprint");
    await app.shows(`Fingerprint of the key from ${folder}/harbourline.key.json`);
    await app.press("Escape");
    await app.gone("dialog", "Add a key");
  });

  it("a ring that is chosen pins nothing by itself", async (app, sandbox) => {
    await pinned(sandbox, folder);
    const file = sandbox.path("their-keys.json");
    writeFileSync(file, readFileSync(sandbox.keyring));
    await sandbox.cli("keys", "remove", sampleKey.label);
    const before = readFileSync(sandbox.keyring, "utf8");
    await app.click("button", "Import a key ring…");
    await choose(app, "Choose a key ring", file);
    const dialog = await app.see("dialog", "Import");
    const content = await app.content(dialog);
    assert.ok(content.includes(sampleKey.label) && content.includes(sampleKey.fingerprint));
    const pin = await app.see("button", "Pin 0 keys");
    await quiet(app);
    assert.ok(await app.evaluate((button) => button.disabled, pin));
    assert.equal(readFileSync(sandbox.keyring, "utf8"), before);
  });

  it("its keys are pinned once they are compared, with the user's words", async (app, sandbox) => {
    await app.click("checkbox", "I compared this fingerprint with one that reached me another way");
    await app.fill("What did you compare them with?", "with samples/README.md");
    await app.click("button", "Pin 1 key");
    await app.gone("dialog", "Import");
    await app.see("heading", sampleKey.label);
    const [pin] = JSON.parse(readFileSync(sandbox.keyring, "utf8")).pins;
    assert.equal(pin.fingerprint, sampleKey.fingerprint);
    assert.equal(pin.confirmed, "with samples/README.md (imported from their-keys.json)");
  });

  it("imported once more, it is said that it was there already", async (app, sandbox) => {
    await app.click("button", "Import…");
    await choose(app, "Choose a key ring", sandbox.path("their-keys.json"));
    assert.match(await app.text(await app.see("dialog", "Import")), /Already there: 1/);
    await app.click("button", "Done");
  });

  it("the ring is exported as the command line reads it", async (app, sandbox) => {
    const file = sandbox.path("exported.json");
    await app.click("button", "Export…");
    await saveAs(app, file);
    await app.shows(`The keys were saved to ${file}.`);
    assert.deepEqual(JSON.parse(readFileSync(file)), JSON.parse(readFileSync(sandbox.keyring)));
    const { stdout } = await sandbox.cli("keys", "--keyring", file, "list");
    assert.match(stdout, /harbourline\.example/);
  });

  it("a report is saved as NDJSON, line by line as the command line has it", async (app, sandbox) => {
    await app.go("Evidence");
    await renewed(app, async () => {
      await app.click("button", "Choose a folder");
      await choose(app, "Add folders", `${folder}/wrong`);
    });
    assert.ok((await counts(app)).mismatch > 0);
    const file = sandbox.path("report.ndjson");
    await app.go("Reports");
    await app.click("button", "Save as NDJSON…");
    await saveAs(app, file);
    await app.shows(`The report was saved to ${file}.`);
    const lines = (text) => text.trimEnd().split("\n").map(timeless);
    const { stdout } = await sandbox.cli("verify", "--format", "ndjson", `${folder}/wrong`);
    const [own, other] = [lines(readFileSync(file, "utf8")), lines(stdout)];
    assert.deepEqual(own.toSorted(), other.toSorted());
    assert.ok(own.at(-1).startsWith('{"summary":'));
  });

  it("a report is saved as a page and as rows, as the command line makes them of the JSON", async (app, sandbox) => {
    const saved = {};
    for (const [name, ending] of [
      ["JSON", "json"],
      ["HTML", "html"],
      ["CSV", "csv"],
      ["PDF", "pdf"],
    ]) {
      saved[ending] = sandbox.path(`filed.${ending}`);
      await app.click("button", `Save as ${name}…`);
      await saveAs(app, saved[ending]);
      await app.shows(`The report was saved to ${saved[ending]}.`);
    }
    for (const ending of ["html", "csv"]) {
      const { stdout } = await sandbox.cli("export", "--format", ending, saved.json);
      assert.equal(readFileSync(saved[ending], "utf8"), stdout, ending);
    }
    assert.equal(readFileSync(saved.pdf).subarray(0, 5).toString(), "%PDF-");
  });

  it("a dialog that is closed writes nothing, and says nothing", async (app, sandbox) => {
    const [files, text] = [sandbox.files("."), await app.body()];
    await app.click("button", "Save as JSON…");
    await dismiss(app, "Save");
    await quiet(app);
    assert.deepEqual(sandbox.files("."), files);
    assert.equal(await app.body(), text);
  });
});
