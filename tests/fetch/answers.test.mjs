// Answers that are not what was asked for: every documented error, and everything that is no answer of the
// API at all.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { DOMAIN, Home, ID, KEY, PROOF, record, root } from "./harness/program.mjs";
import { Server, json } from "./harness/server.mjs";

const rows = readFileSync(join(root, "tests/vectors/invoance-errors/codes.tsv"), "utf8")
  .trim()
  .split("\n");
const documented = rows
  .map((row) => row.split("\t"))
  .filter(([, , status]) => /^\d{3}$/.test(status))
  .map(([, code, status]) => ({ code, status: Number(status) }));

/** One run against a server of its own. */
async function once(answer, what = "evt_1", options = {}) {
  const { command = "proof", args = ["--kind", "event"], kind } = options;
  const server = await Server.start(answer, { kind });
  const home = new Home();
  try {
    const run = await home.ask(server, command, what, { args: command === "key" ? [] : args });
    return { ...run, home, server, other: run.of("other_answer")[0], none: run.of("no_answer")[0] };
  } finally {
    server.close();
  }
}

test("every documented error is explained from the catalogue", async () => {
  assert.ok(documented.length > 40);
  const server = await Server.start((request, response) => {
    const code = request.url.split("err-").pop();
    const { status } = documented.find((d) => d.code === code);
    // A wait that nobody waits for.
    const headers = status === 429 ? { "retry-after": "3600" } : {};
    json(response, { error: code, message: "\u001b[31mred\u202e" }, { status, headers });
  });
  const home = new Home();
  const codes = [...new Set(documented.map((d) => d.code))];
  const list = ["# every code", "", ...codes.map((code) => `err-${code}`)].join("\n");
  const args = ["--kind", "document", "--from", "-", "--at-once", "8"];
  const run = await home.ask(server, "proof", [], { args, input: list });
  server.close();
  assert.equal(run.status, 1);
  assert.equal(run.of("other_answer").length, codes.length);
  for (const event of run.of("other_answer")) {
    const code = event.asked.id.slice("err-".length);
    const { status } = documented.find((d) => d.code === code);
    assert.equal(event.code, code);
    assert.equal(event.explanation.status, status);
    assert.ok(event.words.includes(code) && event.next_step.length > 15, JSON.stringify(event));
    // Errors of the service are tried again, five times in all; what is wrong stays wrong.
    assert.equal(server.count(`/proof/document/${event.asked.id}`), status === 500 ? 5 : 1, code);
    const saved = JSON.parse(readFileSync(event.file));
    assert.equal(saved.error, code);
    if (status === 401 || status === 403)
      assert.match(event.next_step, /not public: ask the issuer.*no API key and needs none/);
    if (status === 429) assert.match(event.next_step, /3600 seconds/);
  }
  // An answer of the API is evidence of what it said, and makes no verdict worse.
  assert.equal(home.whole(), codes.length);
  const kinds = new Set(home.verify().report.results.map((r) => `${r.kind} ${r.verdict}`));
  assert.deepEqual([...kinds].sort(), ["error_response info", "look_up_note info"]);
});

test("nothing of an answer reaches the terminal as it is", async () => {
  const error = { error: "x\u001b[2J", message: "one\ntwo\u202e\u001b[31m", "\u001b]0;t\u0007": 1 };
  const headers = { "x-ratelimit-limit": "50", "x-ratelimit-remaining": "49" };
  const server = await Server.start((_, response) =>
    json(response, error, { status: 404, headers }),
  );
  const home = new Home();
  const { stdout, stderr, status } = await home.run(home.arguments(server, "key", DOMAIN));
  server.close();
  assert.equal(status, 1);
  assert.ok(!/[\u0000-\u0009\u000b-\u001f\u202e]/.test(stdout + stderr), JSON.stringify(stdout));
  assert.match(stdout, /x<U\+001B>\[2J/);
  assert.match(stdout, /quoted from the answer: "one<U\+000A>two<U\+202E><U\+001B>\[31m"/);
  assert.match(stdout, /Limit per second: 50\n\s+Remaining: 49\n/);
});

test("429: it waits as long as Retry-After says, and goes on", async () => {
  const { status, server, of } = await once((request, response, nth) =>
    nth === 1
      ? json(
          response,
          { error: "rate_limited", message: "slow", retry_after: 2 },
          {
            status: 429,
            headers: {
              "retry-after": "2",
              "x-ratelimit-limit": "50",
              "x-ratelimit-remaining": "0",
            },
          },
        )
      : json(response, record("evt_1")),
  );
  assert.equal(status, 0);
  const [waiting] = of("waiting");
  assert.deepEqual([waiting.code, waiting.attempt], ["rate_limited", 2]);
  const [first, second] = server.requests;
  assert.ok(second.at - first.at >= 1990, `${second.at - first.at} ms`);
});

test("500: waits grow, and the record comes in the end", async () => {
  const { status, server } = await once((_, response, nth) =>
    nth < 4
      ? json(response, { error: "db_error", message: "m" }, { status: 500 })
      : json(response, record("evt_1")),
  );
  assert.equal(status, 0);
  const at = server.requests.map((r) => r.at);
  const waits = at.slice(1).map((t, i) => t - at[i]);
  [500, 1000, 2000].forEach((least, i) => assert.ok(waits[i] >= least - 20, `${waits}`));
});

test("a web page is told from JSON", async () => {
  const page = (type) => (_, response) => {
    response.writeHead(200, { "content-type": type });
    response.end("<!doctype html><title>Sign in</title>");
  };
  for (const type of ["text/html; charset=utf-8", "application/json"]) {
    const { status, other, home } = await once(page(type));
    assert.deepEqual([status, other.code, home.names()], [1, "html", []]);
    assert.match(other.next_step, /captive portal/);
  }
  const { other } = await once((_, response) => {
    response.writeHead(403, { "content-type": "text/html" });
    response.end("<html>Forbidden</html>");
  });
  assert.match(other.words, /web page/);
  assert.match(other.next_step, /not public/);
});

test("what is no JSON, no record, or another one", async () => {
  const typed = (type, body) => (_, response) => {
    response.writeHead(200, type ? { "content-type": type } : {});
    response.end(body);
  };
  const cases = [
    ["wrong_type", typed("text/plain", PROOF)],
    ["wrong_type", typed(undefined, PROOF)],
    ["not_json", typed("application/json", "{")],
    ["not_json", typed("application/json", '{"event_id":"evt_1","event_id":"evt_1"}')],
    ["not_json", typed("application/json", "[".repeat(200) + "]".repeat(200))],
    ["not_json", typed("application/json", "")],
    ["no_record", typed("application/json", '{"hello":1}')],
    ["other_id", typed("application/json", PROOF)],
    ["proof_not_found", typed("application/json", '{"error":"proof_not_found","message":"none"}')],
    ["unexpected_status", (_, response) => response.writeHead(204).end()],
  ];
  for (const [code, answer] of cases) {
    const { status, other } = await once(answer);
    assert.deepEqual([status, other?.code], [1, code]);
  }
  const keys = [
    ["other_domain", KEY.replace(DOMAIN, "other.example")],
    ["other_domain", JSON.stringify({ ...JSON.parse(KEY), domain: undefined })],
    ["no_key", KEY.replace(/"public_key": "[^"]*"/, '"public_key": "invoance:pk_887a9a3f"')],
    ["no_key", "[]"],
    ["no_key", KEY.replace('"ed25519"', '"rsa"')],
  ];
  for (const [code, body] of keys) {
    const { status, other } = await once(typed("application/json", body), DOMAIN, {
      command: "key",
    });
    assert.deepEqual([status, other?.code], [1, code], body);
  }
});

test("a compressed answer was not asked for", async () => {
  const { status, other, server } = await once((_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(gzipSync(PROOF));
  }, ID);
  assert.deepEqual([status, other.code], [1, "compressed_answer"]);
  assert.equal(server.requests[0].headers["accept-encoding"], "identity");
});

test("a body is counted as it comes", async () => {
  const endless = (declared) => (_, response) => {
    response.writeHead(200, { "content-type": "application/json", ...declared });
    const piece = Buffer.alloc(1 << 16, " ");
    const more = () => {
      while (!response.destroyed && response.write(piece));
    };
    response.on("drain", more).on("error", () => {});
    more();
  };
  for (const declared of [{}, { "content-length": String(2 << 20) }]) {
    const { status, other, home } = await once(endless(declared), DOMAIN, {
      command: "key",
      kind: "http1",
    });
    assert.deepEqual([status, other.code, home.names()], [1, "over_limit", []]);
    assert.match(other.words, /larger than 1 MiB/);
  }
});

test("a redirect is followed on the same server only", async () => {
  const elsewhere = await Server.start((_, response) => json(response, record("evt_1")));
  const leads = (to) => (request, response) =>
    request.url === "/proof/event/evt_1"
      ? response.writeHead(302, { location: to }).end()
      : json(response, record("evt_1"));
  const followed = await once(leads("/moved/evt_1#part"));
  assert.equal(followed.status, 0);
  followed.server.proper("/proof/event/evt_1", "/moved/evt_1");
  const note = JSON.parse(followed.home.read("event-evt_1.fetched.json"));
  assert.equal(note.url, `${followed.server.base}/moved/evt_1`);
  assert.deepEqual(note.redirected_from, [`${followed.server.base}/proof/event/evt_1`]);
  assert.deepEqual(await followed.home.log(), [...note.redirected_from, note.url]);
  for (const to of [
    `${elsewhere.base}/x`,
    `//${elsewhere.host}/x`,
    "http://127.0.0.1:1/x",
    "https://a:b@127.0.0.1:1/",
  ]) {
    const { status, other } = await once(leads(to));
    assert.deepEqual([status, other.code], [1, "redirected"], to);
    assert.match(other.words, /No other server is asked/);
  }
  const loop = await once((request, response) =>
    response.writeHead(307, { location: request.url }).end(),
  );
  assert.deepEqual(
    [loop.status, loop.other.code, loop.server.requests.length],
    [1, "redirected", 6],
  );
  assert.equal(elsewhere.requests.length, 0);
  elsewhere.close();
});
