// Answers that are not what was asked for: every documented error, and everything that is no answer of the
// API at all.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
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

test("the status decides whether it is asked again, not the code in the body", async () => {
  for (const [status, error] of [
    [402, "quota_exceeded"],
    [404, "rate_limited"],
    [400, "rate_limited"],
    [200, "rate_limited"],
  ]) {
    const headers = { "retry-after": "1" };
    const { server, other } = await once((_, response) =>
      json(response, { error, message: "m" }, { status, headers }),
    );
    assert.deepEqual([server.requests.length, other.code], [1, error], String(status));
    if (status === 404) assert.doesNotMatch(other.next_step, /Retry-After|again/);
  }
  const { status, server } = await once((_, response, nth) =>
    nth === 1
      ? json(response, { error: "proof_not_found", message: "m" }, { status: 503 })
      : json(response, record("evt_1")),
  );
  assert.deepEqual([status, server.requests.length], [0, 2]);
});

test("a wait that cannot be read is none, and one of two minutes is waited for", async () => {
  const limited = (after) => (_, response, nth) =>
    nth === 1
      ? json(
          response,
          { error: "rate_limited", message: "m" },
          { status: 429, headers: { "retry-after": after } },
        )
      : json(response, record("evt_1"));
  const unreadable = await once(limited("soon"));
  assert.deepEqual([unreadable.status, unreadable.server.requests.length], [0, 2]);
  for (const after of ["121", "9".repeat(30)]) {
    const { status, server } = await once(limited(after));
    assert.deepEqual([status, server.requests.length], [1, 1], after);
  }
  const server = await Server.start(limited("120"));
  const waiting = await new Home().ask(server, "proof", "evt_1", {
    args: ["--kind", "event"],
    during: async (child) => {
      let told = "";
      child.stdout.on("data", (text) => (told += text));
      while (!told.includes('"waiting"') && child.exitCode === null) await sleep(20);
      child.kill("SIGINT");
    },
  });
  server.close();
  assert.equal(waiting.of("waiting")[0]?.seconds, 120);
});

test("each second of a wait is told once", async () => {
  const { of } = await once((_, response, nth) =>
    nth === 1
      ? json(
          response,
          { error: "rate_limited", message: "m" },
          { status: 429, headers: { "retry-after": "3" } },
        )
      : json(response, record("evt_1")),
  );
  assert.deepEqual(
    of("waiting").map((event) => event.seconds),
    [3, 2, 1],
  );
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
    ["other_id", typed("application/json", `[${PROOF}]`)],
    ["other_id", typed("application/json", `{"data":${PROOF}}`)],
    ["other_id", typed("application/json", JSON.stringify([record("evt_1"), record("evt_2")]))],
    ["other_id", typed("application/json", JSON.stringify({ ...record("evt_2"), id: "evt_1" }))],
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

test("a status that is not the one of a record is told in words that fit it", async () => {
  const told = async (status, body) => {
    const { other, server } = await once((_, response) => json(response, body, { status }));
    assert.equal(server.requests.length, 1);
    assert.doesNotMatch(`${other.words} ${other.next_step}`, /curl|Nothing has to be done/);
    return other;
  };
  const changed = await told(203, record("evt_1"));
  assert.equal(changed.code, "unexpected_status");
  assert.match(
    changed.words,
    /status 203, which says that something in between changed the answer/,
  );
  assert.match((await told(206, record("evt_1"))).words, /only a part of it/);
  assert.match((await told(300, record("evt_1"))).words, /gives out no record and no key/);
  for (const status of [201, 206]) {
    const body = { error: "something_new", message: "m" };
    assert.equal((await told(status, body)).next_step, "Ask the issuer for it.");
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

test("a status says what follows, also where the body is not read", async () => {
  const with_ = (status, headers, body) => (_, response, nth) => {
    if (status === 503 && nth > 1) return json(response, record("evt_1"));
    response.writeHead(status, { "content-type": "text/html", ...headers });
    response.end(body);
  };
  const gzip = { "content-encoding": "gzip" };
  for (const answer of [with_(503, gzip, "x"), with_(503, {}, "x".repeat(2 << 20))]) {
    const { status, server } = await once(answer);
    assert.deepEqual([status, server.requests.length], [0, 2]);
  }
  const { other } = await once(with_(401, gzip, "x"));
  assert.match(other.next_step, /not public: ask the issuer/);
  assert.match(other.words, /not read: it is compressed, or too large/);
  // What names no coding is not compressed.
  for (const coding of ["", "identity, Identity"]) {
    const headers = { "content-encoding": coding };
    const { status } = await once((_, response) => json(response, record("evt_1"), { headers }));
    assert.equal(status, 0, coding);
  }
});

test("what is said fits what was asked, and when it can be asked again", async () => {
  const refused =
    (status, headers = {}) =>
    (_, response) =>
      response.writeHead(status, { "content-type": "text/plain", ...headers }).end("no");
  const key = await once(refused(404), DOMAIN, { command: "key" });
  assert.doesNotMatch(key.other.words, /record/);
  for (const status of [418, 451]) {
    const { other } = await once(refused(status));
    assert.match(other.next_step, /^Something between this machine and the API may have answered/);
  }
  const { other } = await once(refused(503, { "retry-after": "3600" }));
  assert.match(other.next_step, /^Try again no earlier than \d{4}-/);
  const server = await Server.start(refused(429, { "retry-after": "3600" }));
  const home = new Home();
  const { stdout } = await home.run(home.arguments(server, "key", DOMAIN));
  server.close();
  assert.match(stdout, /: 3600 seconds\n/);
});

test("no answer fills the terminal", async () => {
  const long = "9".repeat(14_000);
  for (const answer of [
    (_, response) => response.writeHead(200, { "content-type": `x/${long}` }).end("{}"),
    (_, response) =>
      json(
        response,
        { error: "not_found", message: long },
        { status: 404, headers: { "x-ratelimit-limit": long, "x-ratelimit-remaining": long } },
      ),
    (_, response) => json(response, record(long)),
    (_, response) => response.writeHead(200, { "content-encoding": long }).end("{}"),
    (_, response) => response.writeHead(302, { location: `https://${long}.example/` }).end(),
  ]) {
    const server = await Server.start(answer);
    const home = new Home();
    const { stdout, status } = await home.run(
      home.arguments(server, "proof", "evt_1", "--kind", "event"),
    );
    server.close();
    assert.equal(status, 1);
    assert.ok(stdout.length < 1600, `${stdout.length}: ${stdout.slice(0, 2000)}`);
  }
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
    "http://localhost:1/x",
    "https://a:b@127.0.0.1:1/",
  ]) {
    const { status, other } = await once(leads(to));
    assert.deepEqual([status, other.code], [1, "redirected"], to);
    assert.match(other.words, /No other server is asked/);
    assert.doesNotMatch(other.next_step, /--/);
    assert.match(other.on_command_line, /--base/);
  }
  // The reason is that of each.
  for (const [to, words] of [
    [(base) => base.replace("https:", "http:"), /without TLS \(http\) .*Only https is used/],
    [(base) => base.replace("//", "//a:b@"), /with a user name or a password .*None is ever sent/],
    [(base) => base.replace("//", "//:b@"), /with a user name or a password .*None is ever sent/],
    [() => "file:///etc/passwd", /no address of the web .*Only https is used/],
  ]) {
    const { status, other, server } = await once((request, response) =>
      response
        .writeHead(302, { location: to(`https://${request.headers.host ?? request.authority}/x`) })
        .end(),
    );
    assert.deepEqual([status, other.code, server.requests.length], [1, "redirected", 1]);
    assert.match(other.words, words);
    assert.equal(other.on_command_line, undefined);
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
