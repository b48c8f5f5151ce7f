/** Pasting: an id, a proof link, a hash, a record, a key; with the keys of the clipboard, and in the dialog. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inWindow } from "./harness/app.mjs";
import { clipboard, paste } from "./harness/desktop.mjs";
import { detail, pinned, rowCount, settled, unchanged } from "./harness/journey.mjs";
import { root } from "./harness/sandbox.mjs";
import { until } from "./harness/wait.mjs";
import { expectedFiles, sampleKey } from "./harness/words.mjs";

const sample = (path) => readFileSync(join(root, "samples", path), "utf8");
const total = expectedFiles().length;

const traceId = "trc_01K34MY6ZV3RBP1V6X02MXGC1K";
const headline =
  "Does not match: the hash calculated from the items is not the one shown as composite_hash";
const foundTrace = /composite_hash.*5-trace-item-removed/;

/** Beside the record, it is said that nothing signs the id of a trace. */
const seeUnsignedId = (app) =>
  app.see(
    "heading",
    "Not confirmed: it was found by an id that is not signed, and whoever can edit the file " +
      "can write any id",
  );

inWindow({ prepare: async (sandbox) => [await pinned(sandbox, sandbox.samples())] }, (it) => {
  it("an id shows its record", async (app) => {
    await settled(app);
    await paste(app, `  ${traceId}\n`, () => seeUnsignedId(app));
    await app.click("button", foundTrace);
    await app.see("heading", headline);
    assert.equal(await rowCount(app), total);
  });

  it("the keyboard is where it was before: a single key still works", async (app) => {
    await app.press("?");
    await app.see("dialog", "Help");
    await app.press("Escape");
    await app.gone("dialog", "Help");
  });

  it("a proof link shows its record", async (app) => {
    const id = "81f3ec97-42b0-4598-83b4-ac83c2df95bc";
    await paste(app, `https://invoance.example/proof/document/${id}`, () =>
      detail(app, /^Document record · dividend-resolution\.record\.json/),
    );
  });

  it("a hash shows what has it", async (app) => {
    const hash = "de86464844026483b33616b2a5e5c647a627bdba8e1acd35583afe7a5248296d";
    await paste(app, hash, () => detail(app, /^File · notice\.txt/));
  });

  it("a hash that nothing has gets the documented not-found answer", async (app) => {
    await paste(app, "0".repeat(64), () => app.shows("proof_not_found"));
  });

  it("a record is added and checked", async (app) => {
    await paste(app, sample("good/documents/board-minutes-2026-02.record.json"), () =>
      until("one row more", async () => (await rowCount(app)) === total + 1),
    );
    await app.see("button", "1 folder, 1 pasted text");
  });

  it("a public key is offered for pinning, never pinned by itself", async (app, sandbox) => {
    const before = readFileSync(sandbox.keyring, "utf8");
    await unchanged(app, () =>
      paste(app, sample("harbourline.key.json"), () => app.see("heading", "Keys")),
    );
    assert.equal(readFileSync(sandbox.keyring, "utf8"), before);
    await app.go("Evidence");
  });

  it("the dialog does the same for those who look for a button", async (app) => {
    await app.click("button", "Paste");
    await app.fill("A record, an id, a proof link or a hash", traceId);
    await app.click("button", "Find or add");
    await seeUnsignedId(app);
    await app.click("button", foundTrace);
    await detail(app, /^Trace · 5-trace-item-removed\.json/);
  });

  it("a fingerprint is copied whole, without the gaps that it is shown with", async (app) => {
    await app.click("button", "Copy fingerprint");
    assert.equal(await clipboard(app), sampleKey.fingerprint);
  });
});
