/** What goes wrong outside of Proofdesk: it says what, and what to do, and goes on. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { inWindow } from "./harness/app.mjs";
import { dismiss } from "./harness/gtk.mjs";
import {
  counts,
  openDetail,
  renewed,
  rowCount,
  search,
  settled,
  visibleRows,
} from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";

let folder;

function prepare(sandbox) {
  folder = sandbox.path("evidence");
  writeFileSync(`${folder}/good.txt`, "good");
  writeFileSync(`${folder}/torn.json`, '{"event_id": "a", "signature": ');
  // Who runs the tests as root may read everything, so not only the mode is in the way.
  writeFileSync(`${folder}/closed.txt`, "closed");
  chmodSync(`${folder}/closed.txt`, 0o000);
  mkdirSync(`${folder}/names`);
  const name = Buffer.concat([
    Buffer.from(`${folder}/names/caf`),
    Buffer.from([0xe9]),
    Buffer.from(".txt"),
  ]);
  writeFileSync(name, "Latin-1");
  writeFileSync(`${folder}/names/turned\u202Etxt.exe`, "turned");
  return [folder, `${folder}/gone.json`];
}

inWindow({ prepare }, (it) => {
  it("a path where nothing is is one result that cannot be checked, and the rest is", async (app) => {
    await settled(app);
    await openDetail(app, "gone.json", "Unrecognised item");
    await app.shows("unreadable_file");
    await app.see("heading", /^Cannot be checked: /);
    await openDetail(app, "good.txt", "File");
    await app.see(
      "heading",
      /^No record found in this evidence: its record may be in what could not be read: /,
    );
  });

  it("the list of inputs says that it is not there", async (app) => {
    await app.click("button", "1 folder, 1 missing");
    await app.shows(/Missing · \S+gone\.json/);
    await app.press("Escape");
  });

  it("a record that is torn off is not an alarm, and says where the fault is", async (app) => {
    await openDetail(app, "torn.json", "Unrecognised item");
    await app.shows("invalid_json");
  });

  it(
    "a file that may not be read is named",
    { skip: process.getuid() === 0 && "root may read everything" },
    async (app) => {
      await openDetail(app, "closed.txt", "Unrecognised item");
      await app.shows("unreadable_file");
    },
  );

  it("a name that is not UTF-8 is shown by its bytes, and checked", async (app) => {
    await openDetail(app, "caf\\xe9.txt", "File");
    await app.see("heading", /^No record found in this evidence: its record may be in /);
  });

  it("a name that would turn the text around it shows the character instead", async (app) => {
    await search(app, "turned");
    await until("the row", async () => (await visibleRows(app))[0]?.name === "turnedU+202Etxt.exe");
    await app.clickOn(() => app.evaluate(() => document.getElementById("result-0")));
    await until("its detail", async () =>
      /^File · turnedU\+202Etxt\.exe/.test(await app.content(await app.see("article"))),
    );
    const text = await app.body();
    assert.doesNotMatch(text, /\u202E/);
  });

  it("a key ring that cannot be read stops every verdict, and is never taken as an empty one", async (app, sandbox) => {
    const before = await rowCount(app);
    assert.ok(before > 0);
    writeFileSync(sandbox.keyring, "{ broken");
    await app.evaluate(() => document.activeElement.blur());
    await app.press("Control+r");
    await app.shows("The run could not be done.");
    assert.equal((await app.all("group", "Show only")).length, 0);
    await app.go("Keys");
    await app.shows("The key ring cannot be used, so no key counts as pinned.");
    assert.ok((await app.body()).includes(sandbox.keyring));
    assert.equal((await app.all("button", "Add a key…")).length, 0);
  });

  it("repaired, it is read again from the same screen", async (app, sandbox) => {
    rmSync(sandbox.keyring);
    await app.click("button", "Read it again");
    await app.see("heading", "No keys are pinned");
    await app.go("Evidence");
    await renewed(app, () => app.click("button", "Try again"));
    assert.equal((await counts(app)).verified, 0);
  });

  it("what is wrong with the file manager is said, with a way on by hand", async (app) => {
    await openDetail(app, "good.txt", "File");
    await app.click("button", "Show in folder");
    await app.shows("the file manager could not be opened");
    await app.shows("Copy the path, and open its folder by hand.");
    await app.click("button", "Dismiss");
    await until(
      "the notice to go",
      async () => !(await app.body()).includes("the file manager could not"),
    );
  });

  it("a notice does not stop anything", async (app) => {
    await app.press("Control+o");
    await dismiss(app, "Add files");
  });
});
