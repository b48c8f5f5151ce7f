// No answer: certificates, the clock, names, proxies, and connections that end, stall or never begin.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { bad, ca, good, notForServers, ofAuthority } from "./harness/certificates.mjs";
import { DOMAIN, Home, KEY, fetcher } from "./harness/program.mjs";
import { Server, json } from "./harness/server.mjs";

const answer = (_, response) => json(response, KEY);

/** Asks for the key, and gives what is said of no answer. */
async function ask(server, options = {}) {
  const home = options.home ?? new Home();
  const run = await home.ask(server, "key", DOMAIN, options);
  return { ...run, home, none: run.of("no_answer")[0] };
}

for (const [code, certificate] of Object.entries(bad)) {
  test(`${code}: nothing is sent`, async () => {
    const server = await Server.start(answer, { certificate });
    const { status, none, home } = await ask(server);
    server.close();
    assert.deepEqual([status, none?.code], [3, code]);
    if (/expired|not_yet/.test(code))
      assert.match(`${none.words} ${none.next_step}`, /this machine's clock.*date and time/);
    assert.deepEqual([server.requests.length, home.names()], [0, []]);
  });
}

for (const [words, certificate] of [
  [/was not made for servers\.$/, notForServers],
  [/is that of a certificate authority, and was shown as that of a server\.$/, ofAuthority],
]) {
  test(`a certificate that is not a server's: ${words.source}`, async () => {
    const server = await Server.start(answer, { certificate });
    const { status, none } = await ask(server);
    server.close();
    assert.deepEqual([status, none?.code, server.requests.length], [3, "certificate", 0]);
    assert.match(none.words, words);
    assert.match(none.next_step, /^Something in between may answer in its place/);
  });
}

test("a certificate authority is trusted only if it is the system's or given", async () => {
  const server = await Server.start(answer);
  const home = new Home();
  const without = home
    .arguments(server, "key", DOMAIN)
    .filter((arg) => ![ca, "--ca"].includes(arg));
  const { status, of } = await home.run([...without, "--json"]);
  assert.deepEqual([status, of("no_answer")[0].code], [3, "certificate_unknown_issuer"]);
  // Whoever reads it in the window has no options to give; who uses the program, has.
  assert.doesNotMatch(of("no_answer")[0].next_step, /--/);
  assert.match(of("no_answer")[0].on_command_line, /--ca/);
  const { stdout } = await home.run(without);
  assert.match(stdout, /Next step: Something in between[^]* --ca\./);
  // The system's own store, as OpenSSL's variable names it.
  const trusted = await home.run([...without, "--json"], { env: { SSL_CERT_FILE: ca } });
  assert.equal(trusted.status, 0);
  const empty = join(home.folder, "empty.pem");
  writeFileSync(empty, "");
  const none = await home.run([...without, "--ca", empty]);
  assert.equal(none.status, 2);
  assert.match(none.stderr, /--ca .*no certificate in PEM form/);
  const named = await home.run(without, { env: { PROOFDESK_FETCH_CA: empty } });
  assert.match(named.stderr, /PROOFDESK_FETCH_CA .*no certificate in PEM form/);
  server.close();
});

test("a server without TLS gets nothing of what was asked", async () => {
  const server = await Server.start(answer, { kind: "plain" });
  const { status, none } = await ask({ base: `https://${server.host}` });
  assert.deepEqual([status, none.code], [3, "tls"]);
  assert.equal(server.requests.length, 0);
  server.close();
});

test("nobody there, no name, no way", async () => {
  const server = await Server.start(answer);
  server.close();
  const refused = await ask(server);
  assert.deepEqual([refused.status, refused.none.code], [3, "refused"]);
  const named = await ask({ base: "https://nowhere.invalid" });
  assert.equal(named.status, 3);
  assert.ok(["name_not_found", "offline"].includes(named.none.code), named.none.code);
});

const isolated = spawnSync("unshare", ["-rn", "true"]).status === 0;
test("offline", { skip: isolated ? false : "no network namespaces here" }, async () => {
  const home = new Home();
  const args = ["-rn", fetcher, "key", DOMAIN, "--yes", "--json"];
  const { status, of } = await home.run(args, { program: "unshare" });
  assert.deepEqual([status, of("no_answer")[0].code], [3, "offline"]);
  assert.match(of("no_answer")[0].words, /This machine is offline/);
});

test("late: the first byte, the next ones, the end", async () => {
  const silent = () => {};
  const begun = (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write("{");
  };
  const dripping = (_, response) => {
    begun(_, response);
    const drip = setInterval(() => response.write(" "), 100);
    response.on("close", () => clearInterval(drip)).on("error", () => {});
  };
  for (const [codes, slow] of [
    [["no_first_byte"], silent],
    [["stalled", "too_slow"], begun],
    [["too_slow"], dripping],
  ]) {
    const server = await Server.start(slow);
    const { status, none, home } = await ask(server, { args: ["--timeout", "2"] });
    server.close();
    assert.equal(status, 3);
    assert.ok(codes.includes(none.code), `${none.code}: ${none.words}`);
    assert.deepEqual(home.names(), []);
  }
});

test("--timeout is one limit for all: redirects count, and it can be longer than the usual ones", async () => {
  const server = await Server.start(async (request, response) => {
    await sleep(700);
    const hops = Number(/hop(\d)/.exec(request.url)?.[1] ?? 0);
    if (hops < 5) response.writeHead(302, { location: `/hop${hops + 1}` }).end();
    else json(response, KEY);
  });
  const begun = performance.now();
  const { status, none } = await ask(server, { args: ["--timeout", "2"] });
  assert.deepEqual([status, none.code], [3, "no_first_byte"]);
  assert.match(none.words, /within 2 s/);
  assert.ok(performance.now() - begun < 3400, `${performance.now() - begun} ms`);
  server.close();
  const late = await Server.start(async (_, response) => {
    await sleep(31_000);
    json(response, KEY);
  });
  assert.equal((await ask(late, { args: ["--timeout", "60"] })).status, 0);
  late.close();
});

test("cut off: before the answer, in its headers, in its body", async () => {
  const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
  const cut = [
    "",
    "HTTP/1.1 200 OK\r\ncontent-ty",
    `${head}content-length: 999\r\n\r\n${KEY}`,
    `${head}transfer-encoding: chunked\r\n\r\n5\r\n{"dom`,
    "\u0000\u0001\u0002 this is no HTTP\r\n\r\n",
  ];
  for (const bytes of cut) {
    const server = await Server.raw(bytes);
    const { status, none, home } = await ask(server);
    server.close();
    assert.deepEqual([status, none?.code, home.names()], [3, "cut", []], JSON.stringify(bytes));
    // In words for people, not those of a library.
    assert.match(
      none.words,
      /^No whole answer came from [\d.:]+: (the connection was closed before its end|what came was cut off, or is not HTTP)\.$/,
    );
  }
  // What follows the stated length is not part of the answer.
  const longer = await Server.raw(`${head}content-length: ${KEY.length}\r\n\r\n${KEY}{"more":1}`);
  const { status, home } = await ask(longer);
  longer.close();
  assert.deepEqual([status, String(home.read(`key-${DOMAIN}.json`))], [0, KEY]);
});

test("a proxy is used, named and noted, and its password is not", async () => {
  const server = await Server.start(answer);
  const proxy = await Server.proxy();
  const home = new Home();
  const env = { HTTPS_PROXY: `http://user:secret-word@127.0.0.1:${proxy.port}` };
  const text = await home.run(home.arguments(server, "key", DOMAIN), { env });
  assert.equal(text.status, 0, text.stderr);
  assert.match(text.stderr, new RegExp(`through the proxy 127\\.0\\.0\\.1:${proxy.port}`));
  const note = String(home.read(`key-${DOMAIN}.fetched.json`));
  assert.equal(JSON.parse(note).through, `127.0.0.1:${proxy.port}`);
  assert.equal(JSON.parse(note).certificate_sha256, good.sha256);
  const log = await home.run(["log", "--json"]);
  assert.equal(JSON.parse(log.stdout).through, `127.0.0.1:${proxy.port}`);
  for (const said of [text.stdout, text.stderr, note, log.stdout])
    assert.ok(!said.includes("secret-word"));
  // The proxy saw the host and no domain.
  assert.equal(proxy.requests[0].line, `CONNECT ${server.host} HTTP/1.1`);
  server.proper(`/keys/${DOMAIN}`);

  for (const NO_PROXY of ["127.0.0.1", "localhost, *"]) {
    const direct = await ask(server, { env: { ...env, NO_PROXY } });
    assert.deepEqual([direct.status, proxy.requests.length], [0, 1], NO_PROXY);
  }
  // Plain HTTP stays on this machine, whatever the environment says.
  const plain = await Server.start(answer, { kind: "plain" });
  const own = await ask(plain, {
    env: { HTTP_PROXY: env.HTTPS_PROXY, ALL_PROXY: env.HTTPS_PROXY },
  });
  assert.deepEqual([own.status, proxy.requests.length], [0, 1]);
  for (const each of [server, proxy, plain]) each.close();
});

test("a setting of a proxy that cannot be read is refused before the question", async () => {
  const server = await Server.start(answer);
  const home = new Home();
  const args = home.arguments(server, "key", DOMAIN).filter((arg) => arg !== "--yes");
  for (const [env, named] of [
    [{ HTTPS_PROXY: "garbage://x" }, "HTTPS_PROXY"],
    [{ https_proxy: "http://" }, "https_proxy"],
    [{ HTTPS_PROXY: "http://proxy.example:31 28" }, "HTTPS_PROXY"],
    [{ HTTPS_PROXY: "", all_proxy: "user:secret-word@" }, "all_proxy"],
  ]) {
    const { status, stdout, stderr } = await home.run(args, { env });
    assert.deepEqual([status, stdout], [2, ""], JSON.stringify(env));
    assert.match(stderr, new RegExp(`^proofdesk-fetch: ${named}: this setting of a proxy cannot`));
    assert.ok(!stderr.includes("secret-word"));
  }
  // A CGI program uses no proxy, in silence.
  const cgi = { HTTPS_PROXY: "http://127.0.0.1:9", REQUEST_METHOD: "GET" };
  const { status, stderr } = await home.run(args, { env: cgi });
  assert.equal(status, 2);
  assert.match(stderr, /HTTPS_PROXY: where REQUEST_METHOD is set, .* nothing was sent/);
  assert.equal(server.requests.length, 0);
  server.close();
});

test("a proxy that refuses, or is not there", async () => {
  const server = await Server.start(answer);
  const proxy = await Server.proxy({ refuse: "403 Forbidden" });
  const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
  const refused = await ask(server, { env });
  assert.deepEqual([refused.status, refused.none.code], [3, "proxy"]);
  assert.match(refused.none.next_step, /HTTPS_PROXY/);
  proxy.close();
  const gone = await ask(server, { env });
  assert.deepEqual([gone.status, gone.none.code, server.requests.length], [3, "proxy", 0]);
  server.close();
});

test("a proxy's own trouble is told as the proxy's", async () => {
  const server = await Server.start(answer);
  for (const [code, certificate] of Object.entries(bad)) {
    const proxy = await Server.raw("", { certificate });
    const { none } = await ask(server, { env: { HTTPS_PROXY: proxy.base } });
    proxy.close();
    assert.equal(none.code, code);
    assert.ok(none.words.includes(`the proxy ${proxy.host}`), none.words);
    assert.ok(!none.words.includes(server.host), none.words);
  }
  const password = await Server.proxy({ refuse: "407 Proxy Authentication Required" });
  for (const [user, words] of [
    ["", /^The proxy [\d.:]+ asks for a user name and a password\.$/],
    [
      "user:word@",
      /^The proxy [\d.:]+ did not accept the user name and the password of its setting\.$/,
    ],
  ]) {
    const { none } = await ask(server, { env: { HTTPS_PROXY: `http://${user}${password.host}` } });
    assert.equal(none.code, "proxy");
    assert.match(none.words, words);
  }
  const unknown = await ask(server, { env: { HTTPS_PROXY: "http://proxy.invalid:3128" } });
  assert.match(unknown.none.words, /the proxy proxy\.invalid:3128/);
  // With this kind of proxy, the name of the server is looked up here.
  const env = { HTTPS_PROXY: `socks5://${password.host}` };
  const named = await ask({ base: "https://nowhere.invalid" }, { env });
  assert.match(named.none.words, /nowhere\.invalid/);
  password.close();
  server.close();
});

test("a connection that ends before it is secured", async () => {
  for (const end of ["end", "resetAndDestroy"]) {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket[end]());
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { none } = await ask({ base: `https://127.0.0.1:${server.address().port}` });
    server.close();
    assert.equal(none.code, "tls");
    assert.match(none.words, /ended the connection before it was secured \(TLS\)\.$/);
  }
});

test("a folder that is not there, and one that cannot be written to", async () => {
  const server = await Server.start(answer);
  const home = new Home();
  const into = (folder) =>
    [...home.arguments(server, "key", DOMAIN), "--into", folder].filter((a) => a !== home.into);
  const args = into("/proc/self").filter(
    (a, i, all) => !(a === "--into" && all[i + 1] === "--yes"),
  );
  const missing = await home.run(
    args.map((a) => (a === "/proc/self" ? join(home.folder, "none") : a)),
  );
  assert.equal(missing.status, 2);
  assert.equal(server.requests.length, 0);
  const denied = await home.run(args);
  assert.equal(denied.status, 2);
  assert.match(denied.stdout, /not written/);
  assert.ok(!existsSync(`/proc/self/key-${DOMAIN}.json`));
  server.close();
});
