/**
 * Look-ups from the window: what is sent is shown before anything is, by the separate program, to a server on
 * this machine. A proof link becomes a verified record, and a domain a pinned key.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ca } from "../fetch/harness/certificates.mjs";
import { DOMAIN, FINGERPRINT, ID, KEY, PROOF } from "../fetch/harness/program.mjs";
import { Server, json } from "../fetch/harness/server.mjs";
import { inWindow } from "./harness/app.mjs";
import { paste } from "./harness/desktop.mjs";
import { family } from "./harness/family.mjs";
import { quiet, renewed, settled } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";

const OTHER = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";
const link = `https://www.invoance.com/proof/event/${ID}`;
const proofUrl = `/proof/event/${ID}`;
const keyUrl = `/keys/${DOMAIN}`;

let server;
let key = KEY;

async function answer(request, response, count) {
  if (request.url === keyUrl) return json(response, key);
  if (request.url === proofUrl && count === 1) {
    const body = { error: "rate_limited", message: "Too many requests." };
    return json(response, body, { status: 429, headers: { "retry-after": "3" } });
  }
  if (request.url === proofUrl) return json(response, PROOF);
  // It never ends.
  if (request.url === "/proof/event/evt_slow") return;
  return json(response, { error: "proof_not_found", message: "No such proof." }, { status: 404 });
}

test.before(async () => (server = await Server.start(answer)));
test.after(() => server.close());

const prepare = (sandbox) => {
  Object.assign(sandbox.env, { PROOFDESK_FETCH_BASE: server.base, PROOFDESK_FETCH_CA: ca });
  return [];
};

/** Gives the window a link or an id, as somebody who looks for a button. */
async function lookUp(app, text) {
  await app.click("button", /^Paste/);
  await app.fill("A record, an id, a proof link or a hash", text);
  await app.click("button", "Find or add");
}

const send = () => `Send to ${server.host}`;
const fetched = (sandbox) => sandbox.path("data/proofdesk/fetched");

inWindow({ prepare }, (it) => {
  it("a proof link shows exactly what would leave this machine, and nothing has", async (app) => {
    await paste(app, link, () => app.see("dialog", "Fetch a public proof"));
    const dialog = await app.see("dialog", "Fetch a public proof");
    await app.see("button", send());
    const words = await app.text(dialog);
    assert.match(words, new RegExp(`This leaves this machine, and goes to ${server.host}`));
    assert.match(words, new RegExp(`the id ${ID}, and that it is of an event`, "i"));
    assert.match(words, new RegExp(`GET ${server.base}${proofUrl}`));
    assert.match(words, /The link leads to www\.invoance\.com; that host is not asked/);
    assert.match(words, /No file, no hash and no key is sent/);
    assert.match(words, /This window uses no network/);
    assert.deepEqual(server.requests, []);
  });

  it("without a yes nothing is sent, and nothing is written", async (app, sandbox) => {
    // Whoever goes on pressing Enter agrees to nothing.
    await app.press("Enter");
    await app.gone("dialog", "Fetch a public proof");
    await quiet(app);
    assert.deepEqual(server.requests, []);
    assert.equal(existsSync(fetched(sandbox)), false);
    await app.see("button", "Try the sample evidence");
  });

  it("a wait that the server asks for is counted down", async (app) => {
    await paste(app, link, () => app.see("button", send()));
    await app.press("Tab", "Enter");
    await app.shows(/asks to wait \(rate_limited\)\. Attempt 2 comes by itself\./);
    await app.see("progressbar", /asks to wait/);
    const seconds = async () => Number(/In (\d+) seconds?/.exec(await app.body())?.[1]);
    const first = await until("the seconds", seconds);
    assert.ok(first <= 3, `${first} seconds`);
    await until("fewer seconds", async () => (await seconds()) < first, { timeout: 5000 });
  });

  it("then the record is in the evidence, beside the note of where it came from", async (app, sandbox) => {
    await app.gone("dialog", "Fetch a public proof");
    await settled(app);
    await app.see("heading", /^Not confirmed: /);
    assert.equal(server.count(proofUrl), 2);
    server.proper(proofUrl);
    const [folder, ...none] = readdirSync(fetched(sandbox));
    assert.deepEqual(none, []);
    assert.match(folder, /^Fetched \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d UTC$/);
    const names = readdirSync(join(fetched(sandbox), folder)).sort();
    assert.equal(names.length, 2);
    const [note, record] = names.map((name) => readFileSync(join(fetched(sandbox), folder, name)));
    assert.equal(String(record), PROOF);
    assert.equal(JSON.parse(note).url, server.base + proofUrl);
  });

  it("the domain that it names leads to its key, and is said to be a claim", async (app) => {
    await app.clickOn(async () => (await app.all("row", /event-.*\.json/))[0]);
    await app.shows(
      new RegExp(`The record names ${DOMAIN} as its issuer’s domain. Anybody can write`),
    );
    await app.click("button", `Fetch the key of ${DOMAIN}…`);
    await app.shows(new RegExp(`the domain ${DOMAIN}`, "i"));
    await app.see("button", send());
    assert.equal(server.count(keyUrl), 0);
    await app.press("Enter");
    await app.gone("dialog", "Fetch a public key");
    assert.equal(server.count(keyUrl), 0);
  });

  it("a domain gives a key to compare, which is not pinned by itself", async (app, sandbox) => {
    await app.go("Keys");
    await app.clickOn(async () => (await app.all("button", "Add a key…"))[0]);
    await app.fill("Or an issuer’s domain", ` https://${DOMAIN}/ `);
    await app.click("button", "Fetch this key…");
    await app.see("dialog", "Fetch a public key");
    await app.shows(new RegExp(`the domain ${DOMAIN}`, "i"));
    assert.equal(server.count(keyUrl), 0);
    await app.click("button", send());
    await app.see("heading", "Step 2 of 3: Fingerprint");
    assert.equal(server.count(keyUrl), 1);
    const dialog = await app.see("dialog", "Add a key");
    assert.ok((await app.content(dialog)).includes(FINGERPRINT));
    assert.equal(existsSync(sandbox.keyring), false, "nothing is pinned");
    const isDisabled = await app.evaluate((e) => e.disabled, await app.see("button", "Continue"));
    assert.equal(isDisabled, true);
  });

  it("after the comparison it is pinned, and the record is verified", async (app, sandbox) => {
    await app.fill("Fingerprint obtained elsewhere", FINGERPRINT);
    await app.fill("What did you compare it with?", "by telephone with their head of records");
    await app.click("button", "Continue");
    await renewed(app, async () => {
      await app.click("button", "Pin this key");
      await app.gone("dialog", "Add a key");
      await app.go("Evidence");
    });
    const [pin] = JSON.parse(readFileSync(sandbox.keyring, "utf8")).pins;
    assert.deepEqual([pin.domain, pin.fingerprint], [DOMAIN, FINGERPRINT]);
    await app.clickOn(async () => (await app.all("row", /event-.*\.json/))[0]);
    await app.see("heading", `Verified: signed with the key you pinned as ${DOMAIN}`);
  });

  it("another key for a pinned domain is shown as what it is, and the pin stays", async (app, sandbox) => {
    const before = readFileSync(sandbox.keyring, "utf8");
    key = JSON.stringify({ ...JSON.parse(KEY), public_key: OTHER });
    await app.go("Keys");
    await app.click("button", "Add a key…");
    await app.fill("Or an issuer’s domain", DOMAIN);
    await app.click("button", "Fetch this key…");
    await app.click("button", send());
    await app.see("heading", "Step 2 of 3: Fingerprint");
    const alert = await app.see("alert", null);
    const words = await app.text(alert);
    assert.match(words, new RegExp(`You pinned another key for ${DOMAIN}, as ${DOMAIN}`));
    assert.match(words, /do not pin this one/);
    assert.ok((await app.content(alert)).includes(FINGERPRINT));
    await app.press("Escape");
    await app.gone("dialog", "Add a key");
    assert.equal(readFileSync(sandbox.keyring, "utf8"), before);
  });

  it("a record that is not there can be asked for; of a bare id the kind is asked", async (app) => {
    await app.go("Evidence");
    await lookUp(app, "evt_slow");
    await app.click("button", "Fetch the public proof…");
    await app.see("dialog", "Fetch a public proof");
    const go = await app.see("button", "Continue");
    assert.equal(await app.evaluate((e) => e.disabled, go), true);
    await app.choose("What is it the id of?", "A compliance event");
    await app.click("button", "Continue");
    await app.shows(/the id evt_slow, and that it is of an event/i);
  });

  it("a look-up is stopped at once, and leaves nothing", async (app, sandbox) => {
    const folders = readdirSync(fetched(sandbox)).length;
    await app.click("button", send());
    await until("the request", () => server.count("/proof/event/evt_slow") === 1);
    await app.shows(`Asking ${server.host}`);
    const started = performance.now();
    await app.click("button", "Stop");
    await app.shows("Stopped. Nothing was added to the evidence.");
    assert.ok(performance.now() - started < 5000);
    await app.click("button", "Done");
    await app.gone("dialog", "Fetch a public proof");
    assert.equal(readdirSync(fetched(sandbox)).length, folders);
    // The first fifteen letters of its name are all of it.
    const names = family(process.pid).map((pid) =>
      readFileSync(`/proc/${pid}/comm`, "utf8").trim(),
    );
    assert.ok(names.includes("proofdesk-deskt"), names.join());
    assert.ok(!names.includes("proofdesk-fetch"), names.join());
  });

  it("an answer that is none is explained, with the next step", async (app) => {
    await lookUp(app, "https://www.invoance.com/proof/document/none");
    await app.click("button", "Fetch the public proof…");
    await app.click("button", send());
    await app.shows("Not fetched.");
    await app.shows("Next step:");
    await app.shows("It is not added to the evidence.");
    await app.see("button", "Try again…");
    await app.click("button", "Done");
  });

  it("every request is in the log of the program", async (app, sandbox) => {
    const { stdout } = await sandbox.cli("fetch", "log", "--json");
    const urls = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).url);
    assert.deepEqual(
      urls,
      server.requests.map(({ url }) => server.base + url),
    );
  });

  it("where the window is killed, the program that asks for it ends", async (app) => {
    await lookUp(app, "https://www.invoance.com/proof/event/evt_slow");
    await app.click("button", "Fetch the public proof…");
    await app.click("button", send());
    await until("the request", () => server.count("/proof/event/evt_slow") === 2);
    const named = (name) =>
      family(process.pid).find((pid) => readFileSync(`/proc/${pid}/comm`, "utf8").trim() === name);
    const asking = named("proofdesk-fetch");
    assert.ok(asking);
    process.kill(named("proofdesk-deskt"), "SIGKILL");
    const state = () => {
      try {
        return /\) (\S)/.exec(readFileSync(`/proc/${asking}/stat`, "utf8"))[1];
      } catch {
        return "gone";
      }
    };
    await until("its end", () => ["gone", "Z"].includes(state()), { timeout: 5000 });
  });
});
