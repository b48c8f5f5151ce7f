/** Where nothing can be kept, the window starts, says so, and works until it is closed. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { inWindow } from "./harness/app.mjs";
import { addSamples, counts, pinSampleKey } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";
import { expectedFiles } from "./harness/words.mjs";

/** Also root can write nothing there. */
const nowhere = "/proc/nobody";

async function prepare(sandbox) {
  for (const name of ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"])
    sandbox.env[name] = nowhere;
  delete sandbox.env.PROOFDESK_KEYRING;
  return [];
}

inWindow({ prepare }, (it) => {
  it("it starts, and says that nothing is kept", async (app) => {
    await app.shows(
      /Keys that you pin and settings that you change are in force until the window is closed, and not kept: \/proc\/nobody\/proofdesk cannot be written to\./,
    );
    await app.click("button", "Dismiss");
  });

  it("a key can be pinned for the session, and verifies", async (app) => {
    await addSamples(app);
    await pinSampleKey(app);
    await until(
      "the verdicts",
      async () =>
        (await counts(app)).verified ===
        expectedFiles().filter((file) => file.verdict === "verified").length,
    );
  });

  it("settings are in force", async (app) => {
    await app.go("Settings");
    await app.shows("This key ring lasts until the window is closed");
    await app.click("radio", "Dark");
    await until("the theme", () =>
      app.evaluate(() => document.documentElement.dataset.theme === "dark"),
    );
    await app.see("radio", "Dark");
    assert.doesNotMatch(await app.body(), /could not be|cannot be opened/);
  });

  it("nothing of the session's keys is left when it is closed", async (app, sandbox) => {
    const keys = () =>
      readdirSync(sandbox.path("tmp")).filter((name) => name.startsWith("proofdesk-session-"));
    const [session] = keys();
    const ring = sandbox.path("tmp", session, "keyring.json");
    assert.equal(JSON.parse(readFileSync(ring, "utf8")).pins.length, 1);
    // The window is gone before the driver is told that the keys were let go.
    await app.press("Control+q").catch(() => {});
    await until("the window to close", async () => keys().length === 0);
  });
});
