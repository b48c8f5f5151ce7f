// What is fetched: the files, the notes beside them, what is said of a key, and that all of it verifies.

import assert from "node:assert/strict";
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  existsSync,
  readdirSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { good } from "./harness/certificates.mjs";
import {
  DOMAIN,
  FINGERPRINT,
  Home,
  ID,
  KEY,
  PROOF,
  cli,
  record,
  sha256,
} from "./harness/program.mjs";
import { Server, json } from "./harness/server.mjs";

/** Another key for the same domain. */
const OTHER = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8";

/** A key of a published test vector (RFC 8032, section 7.1). */
const OTHER_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

const keyUrl = `/keys/${DOMAIN}`;
const proofUrl = `/proof/event/${ID}`;
let server;

function answer(request, response) {
  if (request.url === keyUrl) return json(response, KEY, { headers: { "x-request-id": "r-1" } });
  if (request.url === proofUrl) return json(response, PROOF);
  return json(response, record(decodeURIComponent(request.url.split("/").pop())));
}

before(async () => (server = await Server.start(answer)));
after(() => server.close());

test("a key: its bytes, the note beside it, and the fingerprint to compare", async () => {
  const home = new Home();
  const { status, stdout, stderr } = await home.run(home.arguments(server, "key", DOMAIN));
  assert.equal(status, 0, stderr);
  assert.deepEqual(home.names(), [`key-${DOMAIN}.fetched.json`, `key-${DOMAIN}.json`]);
  assert.equal(String(home.read(`key-${DOMAIN}.json`)), KEY);
  const note = JSON.parse(home.read(`key-${DOMAIN}.fetched.json`));
  assert.equal(note.schema, "proofdesk.fetched/1");
  assert.equal(note.url, server.base + keyUrl);
  assert.deepEqual(note.asked, { domain: DOMAIN });
  assert.equal(note.status, 200);
  assert.equal(note.sha256, sha256(KEY));
  assert.equal(note.certificate_sha256, good.sha256);
  assert.ok(Math.abs(Date.now() - Date.parse(note.at)) < 60_000);
  assert.ok(note.headers.some((h) => h.name === "x-request-id" && h.value === "r-1"));
  const groups = FINGERPRINT.match(/.{4}/g);
  assert.ok(
    stdout.includes(groups.slice(0, 8).join(" ")) && stdout.includes(groups.slice(8).join(" ")),
  );
  assert.match(stdout, /not pinned, and nothing is verified with it/);
  assert.match(stdout, /proofdesk keys add harbourline\.example @/);
  // What leaves the machine was shown first.
  assert.match(stderr, new RegExp(`goes to ${server.host}:\\s+the domain ${DOMAIN}`));
  server.proper(keyUrl);
  // Nothing was pinned.
  const config = join(home.folder, ".config");
  assert.ok(
    !existsSync(join(config, "proofdesk")) ||
      !readdirSync(join(config, "proofdesk")).includes("keyring.json"),
  );
});

test("a fetched record and a fetched key verify together, and the notes are no evidence", async () => {
  const home = new Home();
  assert.equal((await home.ask(server, "key", DOMAIN)).status, 0);
  const link = `https://www.invoance.com/de/proof/event/${ID}/?ref=mail`;
  const { status, of, stderr } = await home.ask(server, "proof", link);
  assert.equal(status, 0, stderr);
  assert.deepEqual(of("fetched")[0].records, ["proof_response"]);
  const pin = `${DOMAIN}=@${join(home.into, `key-${DOMAIN}.json`)}`;
  const verified = home.verify("--pin", pin);
  assert.equal(verified.status, 0);
  const results = verified.report.results.map((r) => [r.kind, r.verdict]).sort();
  assert.deepEqual(results, [
    ["key", "info"],
    ["look_up_note", "info"],
    ["look_up_note", "info"],
    ["proof_response", "verified"],
  ]);
  // Without the pin it is what any record is.
  assert.equal(home.verify().status, 3);
});

test("a note that holds a record, or has one more member, hides nothing", async () => {
  const home = new Home();
  await home.ask(server, "key", DOMAIN);
  const note = JSON.parse(home.read(`key-${DOMAIN}.fetched.json`));
  const hidden = { ...note, headers: [{ name: "x", value: JSON.stringify(record("evt_hidden")) }] };
  writeFileSync(join(home.into, "hidden.fetched.json"), JSON.stringify(hidden));
  writeFileSync(join(home.into, "more.fetched.json"), JSON.stringify({ ...note, more: 1 }));
  const { status, report } = home.verify();
  assert.equal(status, 3);
  const of = (name) =>
    report.results.filter((r) => r.source.path.endsWith(name)).map((r) => r.kind);
  assert.deepEqual(of("hidden.fetched.json").sort(), ["look_up_note", "proof_response"]);
  assert.deepEqual(of("more.fetched.json"), ["content"]);
});

test("a key that is pinned is said to be, and another one is a serious thing", async () => {
  const home = new Home();
  const ring = join(home.folder, "ring.json");
  const add = async (label, key) => {
    const args = [
      "keys",
      "add",
      "--keyring",
      ring,
      "--domain",
      DOMAIN,
      "--confirmed",
      "by telephone",
      label,
      key,
    ];
    const { status, stderr } = await home.run(args, { program: cli });
    assert.equal(status, 0, stderr);
  };
  const ask = async () => {
    const folder = join(home.folder, `run-${Math.random()}`);
    mkdirSync(folder);
    const args = ["--keyring", ring, "--into", folder];
    const base = home
      .arguments(server, "key", DOMAIN)
      .filter((a) => a !== "--into" && a !== home.into);
    const text = await home.run([...base, ...args]);
    const again = await home.run([...base, ...args, "--json"]);
    return { ...text, fetched: again.of("fetched")[0] };
  };
  await add("other", OTHER);
  const kept = readFileSync(ring);
  const other = await ask();
  assert.equal(other.status, 0);
  assert.equal(other.fetched.ring.is, "other_key");
  assert.match(other.stdout, /WARNING: for harbourline\.example you pinned another key, as other/);
  assert.match(other.stdout, /do not pin the fetched key/);
  assert.ok(!other.stdout.includes("keys add"), "what would pin it is not offered");
  assert.deepEqual(readFileSync(ring), kept, "the ring is as it was");

  await add("this", JSON.parse(KEY).public_key);
  const both = await ask();
  assert.deepEqual(both.fetched.ring, { is: "pinned", label: "this" });
  assert.match(both.stdout, /It is the key that you pinned as this/);
  assert.equal(both.fetched.before, true, "the second time it was there");
});

test("a second key is told of in a history, also where its domain ends in a dot", async () => {
  const home = new Home();
  const history = join(home.folder, "seen.json");
  const key = JSON.parse(KEY);
  let body = KEY;
  const own = await Server.start((_, response) => json(response, body));
  const seen = async (name) => {
    const folder = join(home.folder, name);
    mkdirSync(folder);
    const into = home.arguments(own, "key", DOMAIN).map((a) => (a === home.into ? folder : a));
    assert.equal((await home.run(into)).status, 0);
    return home.run(["verify", "--history", history, folder], { program: cli });
  };
  await seen("first");
  body = JSON.stringify({ ...key, key_id: undefined, domain: `${DOMAIN}.`, public_key: OTHER_KEY });
  const { stdout } = await seen("second");
  own.close();
  assert.match(stdout, /2 different keys were seen for harbourline\.example/);
});

test("a ring that cannot be read ends it before anything is sent", async () => {
  const home = new Home();
  const ring = join(home.folder, "ring.json");
  writeFileSync(ring, "{}");
  const before = server.requests.length;
  const { status, stderr } = await home.ask(server, "key", DOMAIN, { args: ["--keyring", ring] });
  assert.equal(status, 2);
  assert.match(stderr, /the key ring .*ring\.json/);
  assert.equal(server.requests.length, before);
});

test("a ring that is named and not there ends it before anything is sent", async () => {
  const [home, before] = [new Home(), server.requests.length];
  const ring = join(home.folder, "rinq.json");
  for (const [named, options] of [
    ["--keyring", { args: ["--keyring", ring] }],
    ["PROOFDESK_KEYRING", { env: { PROOFDESK_KEYRING: ring } }],
  ]) {
    const { status, stdout, stderr } = await home.ask(server, "key", DOMAIN, options);
    assert.deepEqual([status, stdout], [2, ""], named);
    assert.match(stderr, new RegExp(`${named} .*rinq\\.json: there is no key ring of this name`));
  }
  assert.equal(server.requests.length, before);
  // Whoever wants none says so.
  const env = { PROOFDESK_KEYRING: ring };
  const none = await home.ask(server, "key", DOMAIN, { args: ["--no-keyring"], env });
  assert.deepEqual([none.status, none.of("fetched")[0].ring], [0, null]);
  const again = await home.run([...home.arguments(server, "key", DOMAIN), "--no-keyring"], { env });
  assert.match(again.stdout, /compared with no key ring/);
});

test("what is there is not asked for again, and no file is replaced", async () => {
  const home = new Home();
  await home.ask(server, "proof", ["evt_a", "evt_b"], { args: ["--kind", "event"] });
  const asked = server.requests.length;
  const again = await home.ask(server, "proof", ["evt_a", "evt_b", "evt_c"], {
    args: ["--kind", "event"],
  });
  assert.deepEqual([again.status, server.requests.length - asked], [0, 1]);
  assert.deepEqual(again.of("summary")[0], {
    event: "summary",
    fetched: 1,
    there: 2,
    other_answers: 0,
    no_answers: 0,
    not_written: 0,
    not_asked: 0,
    cancelled: false,
    exit_status: 0,
  });

  // Somebody's own file in the place, a link to one, and one that was changed after it was fetched.
  const outside = join(home.folder, "outside.json");
  writeFileSync(outside, "mine");
  writeFileSync(join(home.into, "event-evt_d.json"), "mine");
  symlinkSync(outside, join(home.into, "event-evt_e.json"));
  symlinkSync(join(home.folder, "nowhere.json"), join(home.into, "event-evt_f.json"));
  writeFileSync(join(home.into, "event-evt_a.json"), "{}");
  writeFileSync(join(home.into, "event-evt_g.fetched.json"), "{}");
  const ids = ["evt_a", "evt_b", "evt_d", "evt_e", "evt_f", "evt_g"];
  const third = await home.ask(server, "proof", ids, { args: ["--kind", "event"] });
  assert.equal(third.status, 2);
  assert.equal(third.of("summary")[0].not_written, 5);
  const words = third
    .of("not_written")
    .map((e) => e.words)
    .join("\n");
  for (const id of ["evt_a", "evt_d", "evt_e", "evt_f", "evt_g"])
    assert.ok(words.includes(`event-${id}`), words);
  // A run that sends nothing ends as this one.
  const dry = await home.run([
    ...home.arguments(server, "proof", "evt_a", "evt_h", "--kind", "event"),
    "--dry-run",
  ]);
  assert.deepEqual([dry.status, dry.stdout], [2, `GET ${server.base}/proof/event/evt_h\n`]);
  assert.match(dry.stderr, /event-evt_a\.json/);
  assert.equal(readFileSync(outside, "utf8"), "mine");
  assert.equal(String(home.read("event-evt_d.json")), "mine");
  assert.equal(String(home.read("event-evt_a.json")), "{}");
  assert.ok(!existsSync(join(home.folder, "nowhere.json")));
});

test("a file whose note was never written gets it, if the same bytes come", async () => {
  const home = new Home();
  await home.ask(server, "proof", "evt_a", { args: ["--kind", "event"] });
  const bytes = home.read("event-evt_a.json");
  const other = new Home();
  writeFileSync(join(other.into, "event-evt_a.json"), bytes);
  const { status, of } = await other.ask(server, "proof", "evt_a", { args: ["--kind", "event"] });
  assert.equal(status, 0);
  assert.equal(of("request").length, 1);
  assert.equal(other.whole(), 1);
});

test("names of files are plain, whatever the id", async () => {
  const home = new Home();
  const ids = ["EVT_A", "evt_a", "evt:é", "-x".repeat(60), "a%2e", "evt_a.fetched"];
  const links = ids.map((id) => `https://invoance.com/proof/event/${encodeURIComponent(id)}`);
  const { status, of } = await home.ask(server, "proof", links);
  assert.equal(status, 0);
  const files = new Set(of("fetched").map((e) => e.file.split("/").pop().toLowerCase()));
  assert.equal(files.size, ids.length);
  for (const name of home.names()) assert.match(name, /^event-[a-z0-9._~-]{1,140}\.json$/);
  assert.equal(home.whole(), ids.length);
});

test("HTTP/1.1, HTTP/2 and plain HTTP on this machine", async () => {
  for (const [kind, http] of [
    ["https", "HTTP/2.0"],
    ["http1", "HTTP/1.1"],
    ["plain", "HTTP/1.1"],
  ]) {
    const own = await Server.start(answer, { kind });
    const home = new Home();
    const { status, stderr } = await home.ask(own, "key", DOMAIN);
    assert.equal(status, 0, stderr);
    const note = JSON.parse(home.read(`key-${DOMAIN}.fetched.json`));
    assert.equal(note.http, http);
    assert.equal(note.certificate_sha256, kind === "plain" ? null : good.sha256);
    own.proper(keyUrl);
    own.close();
  }
});

test("`proofdesk fetch` is this program, where it lies beside", async () => {
  const home = new Home();
  const args = ["fetch", ...home.arguments(server, "key", DOMAIN)];
  const { status, stdout } = await home.run(args, { program: cli });
  assert.equal(status, 0);
  assert.match(stdout, /Key of harbourline\.example: fetched/);
  const help = await home.run(["fetch", "--help"], { program: cli });
  assert.match(help.stdout, /Usage: proofdesk-fetch/);
  const copy = join(home.folder, "proofdesk");
  copyFileSync(cli, copy);
  writeFileSync(`${copy}-fetch`, "", { mode: 0o644 });
  const { status: failed, stderr } = await home.run(["fetch", "log"], { program: copy });
  assert.equal(failed, 2);
  assert.match(stderr, /proofdesk-fetch: you have no permission/);
});
