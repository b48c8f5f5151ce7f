/** Keys of reviewers: pinned in the window, they show who signed a report, and verify no evidence. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { inWindow } from "./harness/app.mjs";
import { counts, generation, openDetail, pinned, settled } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";

let folder;

async function prepare(sandbox) {
  folder = await pinned(sandbox, sandbox.samples("good/documents"));
  const openssl = (...args) => execFileSync("openssl", args, { cwd: sandbox.folder });
  openssl("genpkey", "-algorithm", "ed25519", "-out", "key.pem");
  openssl("pkey", "-in", "key.pem", "-pubout", "-out", "public.pem");
  const report = sandbox.path("evidence/samples/good/documents/reviewed.json");
  const options = ["--format", "json", "-o", report, "--sign", sandbox.path("key.pem")];
  const { status, stderr } = await sandbox.cli("verify", ...options, folder);
  assert.ok([0, 3].includes(status), stderr);
  return [folder];
}

inWindow({ prepare }, (it) => {
  let before;

  it("without the reviewer's key nobody is named", async (app) => {
    await settled(app);
    before = await counts(app);
    await openDetail(app, "reviewed.json.dsse.json", "Earlier report");
    await app.shows(/its signature was not checked/i);
  });

  it("the dialog asks whose key it is, and a reviewer's has no domain or dates", async (app, sandbox) => {
    await app.go("Keys");
    await app.click("button", "Add a key…");
    await app.fill("Public key", readFileSync(sandbox.path("public.pem"), "utf8"));
    await app.click("button", "Read this key");
    await app.see("heading", "Step 2 of 3: Fingerprint");
    const dialog = await app.see("dialog", "Add a key");
    const print = await app.evaluate(
      (element) =>
        Array.from(element.querySelectorAll(".digits .group"), (g) => g.textContent).join(""),
      dialog,
    );
    await app.fill("Fingerprint obtained elsewhere", print);
    await app.fill("What did you compare it with?", "by telephone with Ada");
    await app.click("button", "Continue");
    await app.see("textbox", "Domain");
    await app.click("radio", "A reviewer’s, who signs reports");
    await app.gone("textbox", "Domain");
    await app.fill("Label", "Ada");
    await app.click("button", "Pin this key");
    await app.gone("dialog", "Add a key");
    await app.see("heading", "Ada");
    await app.shows("Pinned by you as a reviewer’s key");
    await app.shows("no evidence is verified with it");
    const [, pin] = JSON.parse(readFileSync(sandbox.keyring, "utf8")).pins;
    assert.deepEqual([pin.label, pin.reviewer], ["Ada", true]);
    assert.ok(!("domain" in pin) && !("valid_from" in pin));
    assert.match((await sandbox.cli("keys", "list")).stdout, /Ada/);
  });

  it("then the signed report names its reviewer, and no other verdict changes", async (app) => {
    await app.go("Evidence");
    await settled(app);
    await openDetail(app, "reviewed.json.dsse.json", "Earlier report");
    await app.shows(/Ada/);
    await app.click("button", "Clear the search").catch(() => {});
    assert.deepEqual(await counts(app), before);
  });

  it("reports name the reviewer's key apart from those of issuers", async (app) => {
    await app.go("Reports");
    await app.shows("Reviewers’ keys");
    await app.shows("Ada, who signs reports");
  });

  it("removed, the key names nobody any more", async (app) => {
    await app.go("Keys");
    await app.click("button", /Ada Reviewer$/);
    await app.click("button", "Remove…");
    await app.shows("No other verdict changes.");
    const before = await generation(app);
    await app.click("button", "Remove this key");
    await app.gone("dialog", "Remove a key");
    await app.go("Evidence");
    await until("another run", async () => (await generation(app)) > before);
    await settled(app);
    await openDetail(app, "reviewed.json.dsse.json", "Earlier report");
    await app.shows(/its signature was not checked/i);
  });
});
