/** Real drops: files dragged from the window of another program onto Proofdesk. */
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { inWindow } from "./harness/app.mjs";
import { drag } from "./harness/desktop.mjs";
import { allRows, renewed, rowCount, settled, unchanged } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";

let samples;

async function names(app) {
  return (await allRows(app)).map((row) => row.name).toSorted();
}

const listed = (app, count) =>
  until(`${count} results`, async () => (await rowCount(app)) === count);

inWindow({}, (it) => {
  it("one file: the window says so while it hangs over it, and checks it when it is dropped", async (app, sandbox) => {
    samples = sandbox.samples();
    await renewed(app, () =>
      drag(app, [`${samples}/good/documents/branch-plan.png`], () =>
        app.shows("Drop 1 file or folder to check"),
      ),
    );
    assert.deepEqual(await names(app), ["branch-plan.png"]);
    assert.ok(!(await app.body()).includes("Drop 1 file or folder"));
  });

  it("a folder is read with all that is in it, and adds to what is there", async (app) => {
    await drag(app, [`${samples}/wrong/1-other-version`], () =>
      app.shows("Drop 1 file or folder to check"),
    );
    await listed(app, 4);
    await settled(app);
    assert.deepEqual(await names(app), [
      "branch-plan.png",
      "notice-draft.txt",
      "notice.record.json",
      "notice.txt",
    ]);
  });

  it("several at once are counted before the drop", async (app) => {
    const documents = `${samples}/good/documents`;
    const paths = [
      `${documents}/record-0041.json`,
      `${documents}/records.json`,
      `${samples}/wrong/8-changed-raw-body`,
    ];
    await drag(app, paths, () => app.shows("Drop 3 files or folders to check"));
    await listed(app, 8);
    await app.see("button", "2 folders, 3 files");
  });

  it("names with spaces and letters of other scripts", async (app, sandbox) => {
    const name = "Müller & Söhne – 日本 100% #1.png";
    copyFileSync(`${samples}/good/documents/branch-plan.png`, sandbox.path("evidence", name));
    await drag(app, [sandbox.path("evidence", name)], () =>
      app.shows("Drop 1 file or folder to check"),
    );
    await listed(app, 9);
    await settled(app);
    assert.ok((await names(app)).includes(name));
  });

  it("a drag that leaves without a drop changes nothing", async (app, sandbox) => {
    const path = sandbox.path("evidence/other.txt");
    writeFileSync(path, "other");
    const leave = async () => {
      await app.shows("Drop 1 file or folder to check");
      await app.display.tool("mousemove", 5, 5, "sleep", 0.05, "mousemove", 6, 6);
      await until(
        "the drop target to go",
        async () => !(await app.body()).includes("Drop 1 file or folder"),
      );
    };
    await unchanged(app, () => drag(app, [path], leave));
    assert.equal(await rowCount(app), 9);
  });

  it("a link is not fetched, and not taken for a file: what is dropped with it is added", async (app) => {
    await drag(app, ["https://app.example/proof/trace/trc_1", `${samples}/harbourline.key.json`]);
    await listed(app, 10);
    await app.shows(
      "https://app.example/proof/trace/trc_1 was not added: it is a link, not a file.",
    );
    await app.click("button", "Dismiss");
  });

  it("a name that is not UTF-8 comes as it is", async (app, sandbox) => {
    const folder = sandbox.path("evidence/names");
    mkdirSync(folder);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.of(0xe9)]), "Latin-1");
    await drag(app, [`file://${folder}/caf%E9`]);
    await listed(app, 11);
    await settled(app);
    assert.ok((await names(app)).includes("caf\\xe9"));
  });
});
