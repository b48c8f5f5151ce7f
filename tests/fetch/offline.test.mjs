// The verifier and the window have no network client, and the verifier needs and opens no network.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Home, cli, fetcher, root } from "./harness/program.mjs";

/** Libraries that ask servers, or are there for it. */
const CLIENTS =
  /^(reqwest|hyper(-.*)?|h2|quinn(-.*)?|ureq|isahc|curl(-sys)?|rustls(-.*)?|tokio-rustls|native-tls|openssl(-sys)?|attohttpc|surf|minreq|tungstenite|hickory-.*|proofdesk-fetch|invoance)$/;
/** Libraries that open sockets. The window's program has some for the session bus. */
const SOCKETS = /^(tokio|mio|socket2|async-io|async-net|async-std|smol)$/;

/** What a program is built from on this system. */
function libraries(name) {
  const args = [
    "tree",
    "--package",
    name,
    "--edges",
    "normal",
    "--prefix",
    "none",
    "--format",
    "{p}",
  ];
  const { stdout, stderr, status } = spawnSync("cargo", [...args, "--locked", "--offline"], {
    cwd: root,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return stdout.split("\n").map((line) => line.split(" ")[0]);
}

for (const name of [
  "proofdesk-core",
  "proofdesk-engine",
  "proofdesk-report",
  "proofdesk-cli",
  "proofdesk-desktop",
]) {
  test(`${name} is built without a network client`, () => {
    const all = libraries(name);
    assert.ok(all.includes("ed25519-dalek"));
    const sockets = (library) => name !== "proofdesk-desktop" && SOCKETS.test(library);
    assert.deepEqual(
      all.filter((library) => CLIENTS.test(library) || sockets(library)),
      [],
    );
  });
}

test("this would be noticed: proofdesk-fetch has one", () => {
  const all = libraries("proofdesk-fetch");
  for (const client of ["reqwest", "rustls", "hyper"])
    assert.ok(all.includes(client) && CLIENTS.test(client));
  assert.ok(!all.some((library) => library.startsWith("aws-lc")));
});

const pin = `harbourline.example=@${join(root, "samples/harbourline.key.json")}`;
const verify = [
  cli,
  "verify",
  "--no-keyring",
  "--format",
  "json",
  "--pin",
  pin,
  join(root, "samples"),
];

/** What a run came to, without what differs from run to run. */
function results(run) {
  assert.equal(run.status, 1, run.stderr);
  const { results, summary } = JSON.parse(run.stdout);
  return { results, summary };
}

const run = (program, args) => {
  const { env } = new Home();
  return spawnSync(program, args, { env, encoding: "utf8", maxBuffer: 1 << 28 });
};

const isolated = spawnSync("unshare", ["-rn", "true"]).status === 0;
test(
  "the samples verify where there is no network",
  { skip: isolated ? false : "no network namespaces here" },
  () => {
    const links = run("unshare", ["-rn", "cat", "/proc/net/route"]);
    assert.equal(links.stdout.trim().split("\n").length, 1, "there is no route");
    const [command, ...args] = verify;
    assert.deepEqual(results(run("unshare", ["-rn", ...verify])), results(run(command, args)));
  },
);

const traceable = spawnSync("strace", ["-qq", "true"]).status;
const untraced =
  process.platform !== "linux"
    ? "strace is for Linux"
    : traceable === 0
      ? false
      : "processes cannot be traced here (or strace is missing: scripts/setup desktop test)";
test("a traced run opens no connection", { skip: untraced }, () => {
  const home = new Home();
  const trace = join(home.folder, "trace.txt");
  const traced = (...command) => {
    const result = run("strace", ["-f", "-qq", "-e", "trace=network", "-o", trace, ...command]);
    return { result, calls: readFileSync(trace, "utf8") };
  };
  const { result, calls } = traced(...verify);
  results(result);
  assert.doesNotMatch(calls, /AF_INET|AF_INET6|AF_NETLINK|AF_PACKET/);
  // And it could not: it gave that up before it opened anything of the evidence.
  const order = join(home.folder, "order.txt");
  const watched = "landlock_restrict_self,seccomp,?open,openat,execve";
  const ordered = run("strace", ["-f", "-qq", "-e", `trace=${watched}`, "-o", order, ...verify]);
  results(ordered);
  const lines = readFileSync(order, "utf8").split("\n");
  const at = (pattern) => lines.findIndex((line) => pattern.test(line));
  const [files, others] = [at(/landlock_restrict_self\(.*= 0$/), at(/seccomp\(SECCOMP_SET_MODE_FILTER.*= 0$/)];
  const evidence = lines.findIndex((line) => line.includes("/samples") && !/O_PATH|execve/.test(line));
  assert.ok(0 < files && files < others && others < evidence, `${files}, ${others}, ${evidence}`);
  // What is looked for would be seen.
  const { calls: own } = traced(
    fetcher,
    "key",
    "acme.com",
    "--yes",
    "--base",
    "https://127.0.0.1:9",
  );
  assert.match(own, /connect\(.*AF_INET/);
});
