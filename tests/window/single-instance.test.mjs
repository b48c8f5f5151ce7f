/** One window: a second start hands its files over and ends. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { dirname } from "node:path";
import { test } from "node:test";
import { inWindow } from "./harness/app.mjs";
import { start, stop } from "./harness/processes.mjs";
import { Sandbox, binary } from "./harness/sandbox.mjs";
import { rowCount, settled, unchanged } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";

let folder;

/** A second start; its exit status. */
function second(sandbox, args, cwd) {
  return new Promise((resolve, reject) => {
    const options = { env: sandbox.env, cwd, timeout: 20_000 };
    execFile(binary, args, options, (error) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve(error?.code ?? 0);
    });
  });
}

inWindow(
  { prepare: (sandbox) => [`${(folder = sandbox.samples())}/good/documents/branch-plan.png`] },
  (it) => {
    it("a second start ends with status 0, and its files are in the first window", async (app, sandbox) => {
      await settled(app);
      assert.equal(await rowCount(app), 1);
      assert.equal(await second(sandbox, [`${folder}/wrong/1-other-version`]), 0);
      await until("four results", async () => (await rowCount(app)) === 4);
      await app.see("button", "1 folder, 1 file");
    });

    it("paths are those of the folder that the second start was made in", async (app, sandbox) => {
      assert.equal(await second(sandbox, ["records.json"], `${folder}/good/documents`), 0);
      await until("one more file", async () => (await rowCount(app)) === 5);
    });

    it("without files it only brings the window to the front", async (app, sandbox) => {
      await unchanged(app, async () => {
        assert.equal(await second(sandbox, []), 0);
        await until(
          "the window to be active",
          async () => (await app.display.activeTitle()) === "Proofdesk",
        );
      });
      assert.equal(await rowCount(app), 5);
      const windows = await app.display.tool("search", "--onlyvisible", "--name", "^Proofdesk$");
      assert.equal(windows.split("\n").length, 1);
    });
  },
);

test(
  "where there is no session bus, the window opens all the same",
  { timeout: 60_000 },
  async () => {
    const sandbox = await Sandbox.open({ bus: false });
    try {
      const app = start(binary, [dirname(sandbox.samples("good"))], {
        env: sandbox.env,
        log: sandbox.log,
      });
      await sandbox.display.window("Proofdesk", { timeout: 20_000 });
      assert.equal(app.exitCode, null);
      await stop(app);
    } finally {
      await sandbox.close();
    }
  },
);

test("--help and --version answer without a window", async () => {
  const run = (arg) =>
    new Promise((resolve) => {
      execFile(binary, [arg], { env: { PATH: process.env.PATH } }, (error, stdout) =>
        resolve([error, stdout]),
      );
    });
  const [failed, help] = await run("--help");
  assert.equal(failed, null);
  assert.match(help, /^Usage: proofdesk-desktop \[FILE OR FOLDER\]/);
  assert.match((await run("--version"))[1], /^proofdesk-desktop \d+\.\d+\.\d+\n$/);
});
