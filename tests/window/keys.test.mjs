/** Keys: pinned only after their fingerprint was compared; verdicts follow every change at once. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { inWindow } from "./harness/app.mjs";
import { counts, openDetail, quiet, settled } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";
import { expectedCounts, sampleKey } from "./harness/words.mjs";

const { fingerprint } = sampleKey;
let folder;

const ring = (sandbox) => JSON.parse(readFileSync(sandbox.keyring, "utf8"));
const enabled = async (app, name) =>
  !(await app.evaluate((e) => e.disabled, await app.see("button", name)));
const verified = (app, count) =>
  until(`${count} verified results`, async () => (await counts(app)).verified === count);

inWindow({ prepare: (sandbox) => [(folder = sandbox.samples())] }, (it) => {
  it("without a key the ring says what to get, and from where", async (app) => {
    await settled(app);
    await app.go("Keys");
    await app.see("heading", "No keys are pinned");
    await app.shows("Get the issuer’s public key from the issuer, and its fingerprint another way");
  });

  it("the key document in the evidence is offered, and marked as a sample", async (app) => {
    const [add] = await app.all("button", "Add a key…");
    await app.clickOn(() => add);
    await app.see("heading", "Step 1 of 3: Key");
    await app.click("button", /harbourline\.key\.json, a sample/);
    await app.see("heading", "Step 2 of 3: Fingerprint");
    await app.shows("It proves nothing about any real organisation.");
  });

  it("the whole fingerprint is shown to compare, in groups of four", async (app) => {
    const dialog = await app.see("dialog", "Add a key");
    const groups = await app.evaluate(
      (element) =>
        Array.from(element.querySelectorAll(".digits .group"), (group) => group.textContent),
      dialog,
    );
    assert.deepEqual(groups, fingerprint.match(/.{4}/g));
  });

  it("a wrong fingerprint is refused, and the digit that differs is named", async (app) => {
    const wrong = `${fingerprint.slice(0, 40)}${fingerprint[40] === "0" ? "1" : "0"}${fingerprint.slice(41)}`;
    await app.fill("What did you compare it with?", "by telephone");
    await app.fill("Fingerprint obtained elsewhere", wrong);
    await app.shows("Character 41 of 64 differs");
    assert.equal(await enabled(app, "Continue"), false);
  });

  it("a part of the fingerprint is not enough", async (app) => {
    await app.fill("Fingerprint obtained elsewhere", fingerprint.slice(0, 63));
    await app.shows("So far 63 of 64 characters agree.");
    assert.equal(await enabled(app, "Continue"), false);
  });

  it("nor is the whole, as long as it is not said with whom it was compared", async (app) => {
    await app.fill(
      "Fingerprint obtained elsewhere",
      fingerprint.toUpperCase().match(/.{2}/g).join(":"),
    );
    await app.shows("All 64 characters agree.");
    await app.fill("What did you compare it with?", "");
    assert.equal(await enabled(app, "Continue"), false);
  });

  it("the right one is pinned under a label, with how it was confirmed", async (app, sandbox) => {
    await app.fill("What did you compare it with?", "by telephone with the head of records");
    await app.click("button", "Continue");
    await app.see("heading", "Step 3 of 3: Details");
    await app.fill("Label", "Harbourline");
    await app.click("button", "Pin this key");
    await app.gone("dialog", "Add a key");
    await app.see("heading", "Harbourline");
    const [pin] = ring(sandbox).pins;
    assert.equal(pin.label, "Harbourline");
    assert.equal(pin.fingerprint, fingerprint);
    assert.match(pin.confirmed, /^by telephone with the head of records/);
    assert.equal(pin.domain, "harbourline.example");
  });

  it("verdicts change at once", async (app) => {
    await app.go("Evidence");
    await verified(app, expectedCounts().verified);
    assert.deepEqual(await counts(app), expectedCounts());
    await openDetail(app, "README.record.json", "Document record");
    await app.shows("Pinned by you");
    await app.see("heading", "Verified: signed with the key you pinned as Harbourline");
  });

  it("a label that is changed is in the verdicts, and dates count", async (app) => {
    await app.go("Keys");
    await app.click("button", "Edit…");
    await app.fill("Label", "Harbourline Credit Union");
    await app.fill("Note", "From their annual report");
    await app.click("button", "Save");
    await app.gone("dialog", "Edit a key");
    await app.see("heading", "Harbourline Credit Union");
    await app.shows("From their annual report");
    await app.go("Evidence");
    await app.see(
      "heading",
      "Verified: signed with the key you pinned as Harbourline Credit Union",
    );
  });

  it("a time that is none is said beside its field, and nothing is saved", async (app, sandbox) => {
    const before = readFileSync(sandbox.keyring, "utf8");
    await app.go("Keys");
    await app.click("button", "Edit…");
    await app.fill("Compromised since", "last summer");
    await app.click("button", "Save");
    await app.shows("Write a day, such as 2026-03-02, or a time, such as 2026-03-02T09:30:00Z.");
    await quiet(app);
    assert.equal(readFileSync(sandbox.keyring, "utf8"), before);
  });

  it("a key marked as compromised verifies nothing that is signed later", async (app) => {
    await app.fill("Compromised since", "2020-01-01");
    await app.click("button", "Save");
    await app.gone("dialog", "Edit a key");
    await app.shows("You marked this key as compromised");
    await app.go("Evidence");
    await verified(app, 0);
    await openDetail(app, "README.record.json", "Document record");
    await app.shows("key_compromised");
    await app.see("heading", /^Does not match: /);
  });

  it("the mark can be taken back", async (app) => {
    await app.go("Keys");
    await app.click("button", "Edit…");
    await app.fill("Compromised since", "");
    await app.click("button", "Save");
    await app.gone("dialog", "Edit a key");
    await app.go("Evidence");
    await verified(app, expectedCounts().verified);
  });

  it("a key is removed only after a question, and then verifies nothing", async (app, sandbox) => {
    await app.go("Keys");
    await app.click("button", "Remove…");
    const dialog = await app.see("dialog", "Remove a key");
    assert.ok((await app.content(dialog)).includes(fingerprint));
    await app.click("button", "Keep it");
    await app.gone("dialog", "Remove a key");
    await quiet(app);
    assert.match(readFileSync(sandbox.keyring, "utf8"), /Harbourline Credit Union/);
    await app.click("button", "Remove…");
    await app.click("button", "Remove this key");
    await app.see("heading", "No keys are pinned");
    assert.doesNotMatch(readFileSync(sandbox.keyring, "utf8"), /Harbourline/);
    await app.go("Evidence");
    await verified(app, 0);
  });

  it("a key inside a record can be pinned too, but only after the same comparison", async (app) => {
    await openDetail(app, "wrong/3-signed-again/fees-2026.record.json", "Document record");
    await app.click("button", "Pin this key…");
    await app.see("heading", "Step 2 of 3: Fingerprint");
    const dialog = await app.see("dialog", "Add a key");
    assert.ok(
      (await app.content(dialog)).includes(
        "53caa1d4258cc59b5ceee16644bb0fb0e4e1c8140b1da2d6bbdfc6f854587792",
      ),
    );
    assert.equal(await enabled(app, "Continue"), false);
    await app.press("Escape");
    await app.gone("dialog", "Add a key");
  });

  it("a text that is no key is refused with what is accepted", async (app) => {
    await app.go("Keys");
    await app.clickOn(async () => (await app.all("button", "Add a key…"))[0]);
    await app.fill("Public key", "not a key");
    await app.click("button", "Read this key");
    await app.shows("This is no public key that can be used");
    await app.shows(
      "Give an Ed25519 public key as 64 hexadecimal characters, base64, PEM, DER, JWK",
    );
    await app.press("Escape");
    assert.ok(folder);
  });
});
