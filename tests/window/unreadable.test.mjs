/** Settings and a key ring that cannot be read: told, with what can be done about it as buttons. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { inWindow } from "./harness/app.mjs";
import { settled } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";

const broken = "{ broken";
let settings;

function prepare(sandbox) {
  const folder = sandbox.path("config/proofdesk");
  mkdirSync(folder, { recursive: true });
  settings = `${folder}/settings.json`;
  writeFileSync(settings, broken);
  writeFileSync(sandbox.keyring, broken);
  return [sandbox.samples("good/documents")];
}

inWindow({ prepare }, (it) => {
  it("unreadable settings are told, and moved aside on demand", async (app) => {
    await app.shows(/settings\.json: the settings cannot be read/);
    await app.see("button", "Open the folder", { within: await app.see("status", "Notices") });
    await app.click("button", "Move it aside and use the usual settings");
    await app.shows(`could not be read is now ${settings}.aside-1.`);
    assert.equal(readFileSync(`${settings}.aside-1`, "utf8"), broken);
    assert.ok(!existsSync(settings));
    await app.click("button", "Dismiss");
  });

  it("a key ring that cannot be read stops the check, which says so", async (app) => {
    await app.shows("The run could not be done.");
  });

  it("moved aside, an empty ring takes its place, and the evidence is checked", async (app, sandbox) => {
    await app.go("Keys");
    await app.shows("The key ring cannot be used, so no key counts as pinned.");
    await app.click("button", "Move it aside and start an empty key ring");
    await app.shows("No keys are pinned");
    assert.equal(readFileSync(`${sandbox.keyring}.aside-1`, "utf8"), broken);
    await app.go("Evidence");
    await settled(app);
    await until("no fault", async () => !(await app.body()).includes("could not be done"));
  });
});
