/** The run cache: unchanged files are not read again, which is said; it is shown, deleted and switched off. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { inWindow } from "./harness/app.mjs";
import { counts, pinned, renewed, settled } from "./harness/journey.mjs";
import { root } from "./harness/sandbox.mjs";
import { until } from "./harness/wait.mjs";

// Only files that are a minute old are kept, and only on a disk of this machine: those of the repository are.
const samples = join(root, "samples");
const kind = execFileSync("stat", ["-f", "-c", "%T", samples], { encoding: "utf8" }).trim();
const keeps = ["ext2/ext3", "xfs", "btrfs", "f2fs", "zfs", "bcachefs"].includes(kind);
const place = (sandbox) => sandbox.path("cache/proofdesk/run");
const sentence = /\d+ of \d+ files unchanged since 20.* taken from the run cache\./;
const text = (app) => app.evaluate(() => document.querySelector("main").textContent);

if (keeps) {
  inWindow(
    {
      prepare: async (sandbox) => {
        await pinned(sandbox, "");
        return [samples];
      },
    },
    (it) => {
      let before;

      it("the first check reads everything, and keeps it for the user alone", async (app, sandbox) => {
        await settled(app);
        before = await counts(app);
        await app.shows(/0 of \d+ files taken from the run cache\./);
        assert.equal(statSync(place(sandbox)).mode & 0o777, 0o700);
      });

      it("the second says what it did not read, and comes to the same", async (app) => {
        await renewed(app, () => app.click("button", "Check again"));
        assert.match(await text(app), sentence);
        assert.deepEqual(await counts(app), before);
      });

      it("settings say where it is and how large, and delete it", async (app, sandbox) => {
        await app.go("Settings");
        await app.shows(place(sandbox));
        await app.click("button", /^Delete the run cache \(\d+(\.\d+)? KiB\)$/);
        await until("the cache to be gone", () => !existsSync(place(sandbox)));
        await app.shows("Delete the run cache (0 bytes)");
        await app.go("Evidence");
        await renewed(app, () => app.click("button", "Check again"));
        assert.doesNotMatch(await text(app), sentence);
        assert.ok(existsSync(place(sandbox)));
      });

      it("switched off, every file is read and nothing is said or kept", async (app, sandbox) => {
        await app.go("Settings");
        await app.click("checkbox", "Do not read unchanged files again");
        await app.click("button", /^Delete the run cache/);
        await until("the cache to be gone", () => !existsSync(place(sandbox)));
        await app.go("Evidence");
        await renewed(app, () => app.click("button", "Check again"));
        assert.doesNotMatch(await text(app), /run cache/);
        assert.equal(existsSync(place(sandbox)), false);
        assert.deepEqual(await counts(app), before);
      });
    },
  );
}
