/** Without the separate program, the window says so where it would be used, and everything else works. */
import assert from "node:assert/strict";
import { copyFileSync, linkSync, mkdirSync } from "node:fs";
import { inWindow } from "./harness/app.mjs";
import { settled } from "./harness/journey.mjs";
import { binary } from "./harness/sandbox.mjs";

/** The window's program alone in a folder. */
function prepare(sandbox) {
  mkdirSync(sandbox.path("alone"));
  sandbox.binary = sandbox.path("alone/proofdesk-desktop");
  try {
    linkSync(binary, sandbox.binary);
  } catch {
    // Another disk.
    copyFileSync(binary, sandbox.binary);
  }
  return [sandbox.samples("good/events")];
}

inWindow({ prepare }, (it) => {
  it("a record that is not there cannot be fetched, and the button says why", async (app) => {
    await settled(app);
    await app.click("button", /^Paste/);
    await app.fill(
      "A record, an id, a proof link or a hash",
      "https://www.invoance.com/proof/event/evt_none",
    );
    await app.click("button", "Find or add");
    await app.shows("This takes the program proofdesk-fetch, which is not installed.");
    const button = await app.see("button", "Fetch the public proof…");
    assert.equal(await app.evaluate((e) => e.disabled, button), true);
  });

  it("nor can a key", async (app) => {
    await app.go("Keys");
    await app.clickOn(async () => (await app.all("button", "Add a key…"))[0]);
    await app.fill("Or an issuer’s domain", "acme.com");
    await app.shows("takes the program proofdesk-fetch, which is not installed.");
    const button = await app.see("button", "Fetch this key…");
    assert.equal(await app.evaluate((e) => e.disabled, button), true);
    await app.press("Enter");
    assert.deepEqual(await app.all("dialog", "Fetch a public key"), []);
    await app.press("Escape");
    await app.gone("dialog", "Add a key");
  });

  it("the program refuses it too, whatever the page asks for", async (app) => {
    const asked = app.invoke("plan_fetch", { wanted: { type: "key", domain: "acme.com" } });
    await assert.rejects(asked, ({ value }) => /is not installed/.test(value?.message));
  });
});
