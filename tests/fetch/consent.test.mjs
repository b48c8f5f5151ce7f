// Nothing leaves the machine that the user did not agree to, and every request is in the log.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { DOMAIN, FINGERPRINT, Home, KEY, cli, fetcher, record } from "./harness/program.mjs";
import { Server, json } from "./harness/server.mjs";

let server;
before(async () => {
  server = await Server.start((request, response) =>
    json(response, request.url.startsWith("/keys/") ? KEY : record(request.url.split("/").pop())),
  );
});
after(() => server.close());

/** Runs without the consent that the harness gives. */
const unasked = (home, ...what) => home.arguments(server, ...what).filter((arg) => arg !== "--yes");
const sent = () => server.requests.length;

test("without a terminal and without --yes nothing is sent", async () => {
  const [home, before] = [new Home(), sent()];
  const { status, stderr, stdout } = await home.run(unasked(home, "key", DOMAIN));
  assert.deepEqual([status, stdout, sent() - before, await home.log()], [2, "", 0, []]);
  assert.match(stderr, /the domain harbourline\.example\s+GET https/);
  assert.match(stderr, /nothing was sent/);
});

test("on a terminal it asks, and only yes is yes", async () => {
  // A pseudo-terminal, in which the answer is typed once the question is there.
  const typing = `
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
seen = b""
while True:
    try:
        more = os.read(fd, 4096)
    except OSError:
        break
    if not more:
        break
    if b"[y/N]" in seen + more and b"[y/N]" not in seen:
        os.write(fd, sys.argv[1].encode())
    seen += more
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
  // Whatever is typed ends the question: an answer, or Ctrl-C.
  const ended = async (typed, ...more) => {
    const [home, before] = [new Home(), sent()];
    const args = ["-c", typing, typed, fetcher, ...unasked(home, "key", DOMAIN), ...more];
    const { status, stdout } = await home.run(args, { program: "python3", mixed: true });
    return { status, sent: sent() - before, stdout };
  };
  const cancelled = await ended("\u0003", "--json");
  assert.deepEqual([cancelled.status, cancelled.sent], [130, 0]);
  const summary = JSON.parse(/\{"event":"summary".*\}/.exec(cancelled.stdout)[0]);
  assert.deepEqual([summary.cancelled, summary.not_asked, summary.exit_status], [true, 1, 130]);
  const answered = async (answer) => {
    const [home, before] = [new Home(), sent()];
    const args = ["-c", typing, `${answer}\n`, fetcher, ...unasked(home, "key", DOMAIN)];
    const { status, stdout } = await home.run(args, { program: "python3" });
    assert.match(stdout, /GET https.*\r\n[^]*Send it\? \[y\/N\]/);
    return { status, sent: sent() - before };
  };
  for (const no of ["", "n", "yep", "no"])
    assert.deepEqual(await answered(no), { status: 2, sent: 0 });
  for (const yes of ["y", "YES"]) assert.deepEqual(await answered(yes), { status: 0, sent: 1 });
});

test("what is said to come next works for a folder that begins with a hyphen", async () => {
  const home = new Home();
  mkdirSync(join(home.folder, "-dash"));
  const args = home.arguments(server, "proof", "evt_1", "--kind", "event");
  const { stdout } = await home.run(
    args.map((arg) => (arg === home.into ? "--into=-dash" : arg)).filter((arg) => arg !== "--into"),
  );
  const command = /To verify: (proofdesk verify .*)/.exec(stdout)?.[1];
  const path = `${dirname(cli)}:${process.env.PATH}`;
  const run = await home.run(["-c", `${command} --no-keyring`], {
    program: "sh",
    env: { PATH: path },
  });
  assert.equal(run.status, 3, run.stderr);
});

test("--dry-run prints the requests and sends none", async () => {
  const [home, before] = [new Home(), sent()];
  const args = [...unasked(home, "proof", "evt_1", "evt_2", "--kind", "trace"), "--dry-run"];
  const { status, stdout, stderr } = await home.run(args);
  const url = (id) => `GET ${server.base}/proof/trace/${id}\n`;
  assert.deepEqual([status, stdout, stderr], [0, url("evt_1") + url("evt_2"), ""]);
  const { events } = await home.run([...args, "--json"]);
  assert.deepEqual(
    events.map((e) => e.event),
    ["plan"],
  );
  assert.deepEqual(
    events[0].requests.map((r) => r.url),
    ["evt_1", "evt_2"].map((id) => `${server.base}/proof/trace/${id}`),
  );
  assert.deepEqual(
    events[0].headers.map(([name]) => name),
    ["accept", "accept-encoding", "user-agent"],
  );
  assert.deepEqual([sent() - before, await home.log()], [0, []]);
});

test("a link to another host is said to be one, and that host is not asked", async () => {
  const home = new Home();
  const { stderr, status } = await home.run(
    home.arguments(server, "proof", "https://evil.example/proof/event/evt_1"),
  );
  assert.equal(status, 0);
  assert.match(stderr, /The link leads to evil\.example; that host is not asked/);
});

test("files, hashes, keys and what needs a kind are refused before anything is sent", async () => {
  const [home, before] = [new Home(), sent()];
  writeFileSync(join(home.folder, "minutes"), "x");
  const pem =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----";
  for (const [words, ...what] of [
    [/hash is ever sent/, "proof", FINGERPRINT, "--kind", "event"],
    [/hash is ever sent/, "proof", `sha256:${FINGERPRINT}`, "--kind", "event"],
    [/a SHA-1, and no hash is ever sent/, "proof", FINGERPRINT.slice(24), "--kind", "event"],
    [/an MD5,.* with its hyphens/, "proof", FINGERPRINT.slice(32), "--kind", "event"],
    [/not the id of a record/, "proof", "..", "--kind", "event"],
    [/not a domain/, "key", "acme.com/.."],
    [/not a domain/, "key", "acme.com/path"],
    [/name of a file/, "proof", "minutes", "--kind", "event"],
    [/form of a key/, "proof", JSON.parse(KEY).public_key, "--kind", "event"],
    [/private key/, "proof", pem, "--kind", "event"],
    [/key of the API/, "proof", "invoance_live_abcdef", "--kind", "event"],
    [/key of the API/, "proof", "https://invoance.com/proof/event/invoance%5Flive_abcdef"],
    [/name of a file/, "proof", '"minutes"', "--kind", "event"],
    [/hash is ever sent/, "proof", `${FINGERPRINT}?x`, "--kind", "event"],
    [/hash is ever sent/, "proof", `sha256-${"A".repeat(43)}=`, "--kind", "event"],
    [/--kind/, "proof", "evt_1"],
    [/--kind says trace/, "proof", "https://invoance.com/proof/event/evt_1", "--kind", "trace"],
    [/not a domain/, "key", "jane@acme.com"],
    [/not a domain/, "key", "127.0.0.1"],
    [/required/, "key"],
    [/line 2: .*not a domain/, "key", "--from", "-"],
  ]) {
    const { status, stderr, stdout } = await home.run(home.arguments(server, ...what), {
      input: "acme.com\n?\n",
    });
    assert.deepEqual([status, stdout], [2, ""], what.join(" "));
    assert.match(stderr, words);
    assert.ok(!stderr.includes("MC4CAQ"), "a private key is not repeated");
  }
  const elsewhere = [
    "http://api.example.com",
    "https://user:word@api.example.com",
    "ftp://127.0.0.1",
  ];
  for (const base of elsewhere) {
    const { status } = await home.run(["key", DOMAIN, "--yes", "--base", base]);
    assert.equal(status, 2, base);
  }
  assert.deepEqual([sent() - before, await home.log()], [0, []]);
});

test("the log has every request, can be turned off, and forgets when told to", async () => {
  const home = new Home();
  await home.ask(server, "key", DOMAIN);
  await home.ask(server, "proof", "evt_1", { args: ["--kind", "ai"] });
  const urls = [`${server.base}/keys/${DOMAIN}`, `${server.base}/proof/ai/evt_1`];
  assert.deepEqual(await home.log(), urls);
  const { stdout, stderr } = await home.run(["log"]);
  const line = (url) => `\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z  GET ${url}\\n`;
  assert.match(stdout, new RegExp(`^${urls.map(line).join("")}$`));
  assert.match(stderr, /^2 requests in /);

  assert.equal((await home.run(["log", "off"])).status, 0);
  assert.equal((await home.ask(server, "proof", "evt_2", { args: ["--kind", "ai"] })).status, 0);
  assert.deepEqual(await home.log(), urls);
  assert.match((await home.run(["log"])).stderr, /The log is off/);
  await home.run(["log", "on"]);
  await home.ask(server, "proof", "evt_3", { args: ["--kind", "ai"] });
  assert.equal((await home.log()).length, 3);
  assert.equal((await home.run(["log", "clear"])).status, 0);
  assert.deepEqual(await home.log(), []);
});

test("what cannot be noted is not sent", async () => {
  const [home, before] = [new Home(), sent()];
  // A folder where the file belongs.
  mkdirSync(join(home.folder, ".local/share/proofdesk/look-ups.ndjson"), { recursive: true });
  const { status, of } = await home.ask(server, "key", DOMAIN);
  assert.deepEqual([status, sent() - before], [2, 0]);
  assert.match(of("not_written")[0].words, /not sent.*log off/);
  await home.run(["log", "off"]);
  assert.equal((await home.ask(server, "key", DOMAIN)).status, 0);
});

test("a log that another program holds stops nothing but the request", async () => {
  const [home, before] = [new Home(), sent()];
  const folder = join(home.folder, ".local/share/proofdesk");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "look-ups.ndjson"), "");
  const holder = spawn("flock", [join(folder, "look-ups.ndjson"), "sleep", "30"], {
    detached: true,
  });
  await sleep(500);
  const { status, of } = await home.ask(server, "key", DOMAIN);
  assert.deepEqual([status, sent() - before], [2, 0]);
  assert.match(of("not_written")[0].words, /another program holds it/);
  let begun;
  const cancelled = await home.ask(server, "key", DOMAIN, {
    during: async (child) => {
      let told = "";
      child.stdout.on("data", (text) => (told += text));
      while (!told.includes('"request"') && child.exitCode === null) await sleep(20);
      begun = performance.now();
      child.kill("SIGINT");
    },
  });
  assert.deepEqual([cancelled.status, sent() - before], [130, 0]);
  assert.ok(performance.now() - begun < 1500, `${performance.now() - begun} ms`);
  process.kill(-holder.pid);
});

test("a line of the log that was cut off does not take the next one with it", async () => {
  const home = new Home();
  const folder = join(home.folder, ".local/share/proofdesk");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "look-ups.ndjson"), '{"schema":"proofdesk.look-up/1","at":"20');
  assert.equal((await home.ask(server, "key", DOMAIN)).status, 0);
  assert.deepEqual(await home.log(), [`${server.base}/keys/${DOMAIN}`]);
  assert.match((await home.run(["log"])).stderr, /lines that cannot be read: 1/);
});

test("a log that is no regular file is refused, and not waited for", async () => {
  const [home, before] = [new Home(), sent()];
  const folder = join(home.folder, ".local/share/proofdesk");
  mkdirSync(folder, { recursive: true });
  execFileSync("mkfifo", [join(folder, "look-ups.ndjson")]);
  const { status, of } = await home.ask(server, "key", DOMAIN);
  assert.deepEqual([status, sent() - before], [2, 0]);
  assert.match(of("not_written")[0].words, /not a regular file/);
  assert.equal((await home.run(["log"])).status, 2);
});

test("settings of a newer version are not guessed at", async () => {
  const [home, before] = [new Home(), sent()];
  mkdirSync(join(home.folder, ".config/proofdesk"), { recursive: true });
  const settings = join(home.folder, ".config/proofdesk/look-ups.json");
  writeFileSync(settings, '{"schema":"proofdesk.look-up-settings/2","log":true}');
  assert.equal((await home.ask(server, "key", DOMAIN)).status, 2);
  assert.equal(sent() - before, 0);
});
