/**
 * The JSON report that the window saves is, byte for byte, that of the command line over the same
 * evidence and keys, but for the facts of the run.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { inWindow } from "./harness/app.mjs";
import { saveAs } from "./harness/gtk.mjs";
import { pinned, renewed, timeless } from "./harness/journey.mjs";
import { binary, root } from "./harness/sandbox.mjs";

const fixtures = [
  "tests/vectors",
  "crates/proofdesk-cli/tests/cmd/errors",
  "crates/proofdesk-cli/tests/cmd/evidence",
  "crates/proofdesk-cli/tests/cmd/narrow",
].filter((path) => existsSync(join(root, path)));

/** A folder, and every folder in it. */
function folders(path) {
  const inside = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [path, ...inside.flatMap((entry) => folders(join(path, entry.name)))];
}

const cases = [
  ...["samples", ...fixtures].flatMap((path) => folders(join(root, path))).map((path) => [path]),
  [join(root, "samples/wrong/5-trace-item-removed.json")],
  [
    join(root, "samples/wrong/6-audit-log-gap.ndjson"),
    join(root, "samples/good/audit/card-services-page.json"),
  ],
  [join(root, "no such file")],
];

/** Hands files over with a second start. */
function add(sandbox, paths) {
  return new Promise((resolve, reject) => {
    execFile(binary, paths, { env: sandbox.env, timeout: 20_000 }, (error) =>
      error ? reject(error) : resolve(),
    );
  });
}

inWindow(
  {
    independent: true,
    prepare: async (sandbox) => {
      await pinned(sandbox, "");
      return [];
    },
  },
  (it) => {
    for (const [i, paths] of cases.entries()) {
      it(`the reports on ${paths.map((path) => relative(root, path)).join(", ")} are equal`, async (app, sandbox) => {
        await app.invoke("clear");
        await app.go("Evidence");
        await app.see("button", "Try the sample evidence");
        // What is added is shown: that comes first, wherever one goes then.
        await renewed(app, () => add(sandbox, paths));
        await app.go("Reports");
        await app.click("button", "Save as JSON…");
        const file = sandbox.path(`report-${i}.json`);
        await saveAs(app, file);
        await app.shows(`The report was saved to ${file}.`);
        const { stdout } = await sandbox.cli("verify", "--format", "json", ...paths);
        const report = readFileSync(file, "utf8");
        assert.equal(JSON.parse(report).schema, "proofdesk.report/1");
        assert.ok(timeless(report) === timeless(stdout), difference(report, stdout));
      });
    }
  },
);

/** The first line that differs, since the whole of a report is too much to read. */
function difference(report, stdout) {
  const [own, other] = [timeless(report).split("\n"), timeless(stdout).split("\n")];
  const at = own.findIndex((line, i) => line !== other[i]);
  return `line ${at + 1}\nwindow:       ${own[at]?.slice(0, 500)}\ncommand line: ${other[at]?.slice(0, 500)}`;
}
