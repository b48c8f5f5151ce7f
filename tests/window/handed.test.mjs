/** Everything in one file to hand on: checked with common tools, by the command line and by the window itself. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { inWindow } from "./harness/app.mjs";
import { saveAs } from "./harness/gtk.mjs";
import { dismissed, pinned, renewed, settled, timeless } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";

let folder;
const unfinished = (sandbox) => sandbox.files(".").filter((name) => /unfinished/.test(name));

async function pack(app, file) {
  await app.click("button", "Pack to hand on…");
  await saveAs(app, file);
}

/** The bag, unpacked beside it. */
function unpacked(sandbox, file, name) {
  const into = sandbox.path(`unpacked-${name}`);
  mkdirSync(into);
  execFileSync("unzip", ["-q", file, "-d", into]);
  return `${into}/${name}`;
}

const prepare = async (sandbox) => [
  (folder = await pinned(sandbox, sandbox.samples("good/documents"))),
];

inWindow({ prepare }, (it) => {
  it("what is packed holds with common tools, and its SHA-256 is told", async (app, sandbox) => {
    await settled(app);
    await app.go("Reports");
    const file = sandbox.path("handed-on.zip");
    await pack(app, file);
    await app.shows(`Packed into ${file}`);
    const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
    const region = await app.see("region", "Hand on");
    assert.ok((await app.content(region)).replace(/\s+/g, "").includes(sha256));
    const bag = unpacked(sandbox, file, "handed-on");
    for (const list of ["manifest-sha256.txt", "tagmanifest-sha256.txt"])
      execFileSync("sha256sum", ["-c", "--quiet", list], { cwd: bag });
    assert.match(readFileSync(`${bag}/HOW-TO-VERIFY.txt`, "utf8"), /sha256sum -c/);
    const { status, stdout } = await sandbox.cli("verify", file);
    assert.ok([0, 3].includes(status), stdout);
  });

  it("it is the bag that the command line makes, but for the time", async (app, sandbox) => {
    const other = sandbox.path("theirs.zip");
    const { status, stderr } = await sandbox.cli("pack", "-o", other, folder);
    assert.equal(status, 0, stderr);
    const [own, theirs] = [
      sandbox.path("unpacked-handed-on/handed-on"),
      unpacked(sandbox, other, "theirs"),
    ];
    const list = (bag) => readFileSync(`${bag}/manifest-sha256.txt`, "utf8");
    assert.equal(list(own), list(theirs));
    assert.ok(list(own).includes("board-minutes-2026-02.record.json"));
    const keys = (bag) => readFileSync(`${bag}/keys/pinned.json`, "utf8");
    assert.equal(keys(own), keys(theirs));
    const names = (bag) =>
      readFileSync(`${bag}/tagmanifest-sha256.txt`, "utf8").replace(/^\w+/gm, "");
    assert.equal(names(own), names(theirs));
    const report = (bag) => timeless(readFileSync(`${bag}/report/report.json`, "utf8"));
    assert.equal(report(own), report(theirs));
  });

  it("a file that is there is never replaced", async (app, sandbox) => {
    const file = sandbox.path("other.zip");
    writeFileSync(file, "mine");
    await app.click("button", "Pack to hand on…");
    // Without its ending, so that the system's dialog does not ask.
    await saveAs(app, sandbox.path("other"));
    await app.shows(`${file}: there is a file of this name already.`);
    assert.equal(readFileSync(file, "utf8"), "mine");
    await dismissed(app);
  });

  it("into a folder of the evidence only with a word", async (app) => {
    await pack(app, `${folder}/within.zip`);
    await app.see("dialog", "Save into the evidence?");
    await app.click("button", "Do not pack");
    await app.gone("dialog", "Save into the evidence?");
    assert.ok(!existsSync(`${folder}/within.zip`));
  });

  it("what could not be read is named, and left out only with a word", async (app, sandbox) => {
    execFileSync("mkfifo", [`${folder}/pipe`]);
    await app.go("Evidence");
    await renewed(app, () => app.click("button", "Check again"));
    await app.go("Reports");
    await app.click("button", "Pack to hand on…");
    const dialog = await app.see("dialog", "Leave out what could not be read?");
    assert.match(await app.content(dialog), /1 file could not be read.*documents\/pipe/s);
    await app.click("button", "Do not pack");
    await app.gone("dialog", "Leave out what could not be read?");
    await app.click("button", "Pack to hand on…");
    await app.click("button", "Leave out and pack");
    const file = sandbox.path("without.zip");
    await saveAs(app, file);
    await app.shows(`Packed into ${file}`);
    const words = readFileSync(`${unpacked(sandbox, file, "without")}/HOW-TO-VERIFY.txt`, "utf8");
    assert.ok(words.includes(`${folder}/pipe`), words);
    rmSync(`${folder}/pipe`);
  });

  it("a file that changed after the check stops it, and can be left out", async (app, sandbox) => {
    await app.go("Evidence");
    await renewed(app, () => app.click("button", "Check again"));
    await app.go("Reports");
    const changed = `${folder}/records.json`;
    appendFileSync(changed, " ");
    const file = sandbox.path("changed.zip");
    await pack(app, file);
    const dialog = await app.see("dialog", "A file has changed");
    assert.ok((await app.content(dialog)).includes(changed));
    assert.ok(!existsSync(file));
    await app.click("button", "Leave it out and pack");
    await app.shows(`Packed into ${file}`);
    const list = readFileSync(`${unpacked(sandbox, file, "changed")}/manifest-sha256.txt`, "utf8");
    assert.ok(!list.includes("records.json") && list.includes("board-minutes"));
  });

  it("what takes long shows how far it is, and can be stopped", async (app, sandbox) => {
    // A file without blocks, so that it takes time and no room.
    const large = `${folder}/large.bin`;
    writeFileSync(large, "");
    truncateSync(large, 6 * 2 ** 30);
    await app.go("Evidence");
    await renewed(app, () => app.click("button", "Check again"), { timeout: 120_000 });
    await app.go("Reports");
    const file = sandbox.path("stopped.zip");
    await pack(app, file);
    await app.shows(/Packing: [\d.]+ [KMG]iB of 6\.0 GiB/);
    await app.press("Control+q");
    await app.see("dialog", "Close while packing?");
    await app.click("button", "Keep packing");
    await app.gone("dialog", "Close while packing?");
    await app.click("button", "Stop packing");
    await app.shows("Stopped: nothing was packed.");
    assert.ok(!existsSync(file));
    assert.deepEqual(unfinished(sandbox), []);
    await app.see("button", "Pack to hand on…");
    rmSync(large);
  });

  it("pasted text is no file to pack, and it is said what to do", async (app) => {
    await app.invoke("paste", { text: "Dear members, this is a pasted text." });
    await until("the check of the pasted text", async () =>
      (await app.body()).includes("Pasted text 1"),
    );
    await settled(app);
    await app.go("Reports");
    await app.click("button", "Pack to hand on…");
    await app.shows("Pasted text is no file, so nothing was packed.");
    await app.shows("Save it as a file and add that, or remove it from the evidence.");
  });
});
