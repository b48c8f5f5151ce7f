// Many at once: never too many, never too fast, to be cancelled and killed at any time, and to be gone on
// with.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createSecureServer } from "node:http2";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { good } from "./harness/certificates.mjs";
import { Home, fetcher, record } from "./harness/program.mjs";
import { Server, json } from "./harness/server.mjs";

const ids = Array.from({ length: 30 }, (_, i) => `evt_${String(i).padStart(2, "0")}`);
const url = (id) => `/proof/event/${id}`;

/** A server that takes its time for each answer; some come in two pieces. */
const start = (wait) =>
  Server.start(async (request, response) => {
    await sleep(wait);
    const id = request.url.split("/").pop();
    const text = JSON.stringify({ ...record(id), note: "x".repeat(200_000) });
    response.on("error", () => {});
    if (response.destroyed) return;
    response.writeHead(200, { "content-type": "application/json" });
    response.write(text.slice(0, 100_000));
    await sleep(wait / 2);
    if (!response.destroyed) response.end(text.slice(100_000));
  });

function listed(home) {
  const list = join(home.folder, "list.txt");
  writeFileSync(list, `# thirty events\r\n\r\n${ids.join("\r\n")}\r\n${ids[0]}\r\n`);
  return ["--kind", "event", "--from", list];
}

test("a list: each once, at most so many at once, below the documented rate", async () => {
  const server = await start(300);
  const home = new Home();
  const { status, of, stdout } = await home.ask(server, "proof", [], {
    args: [...listed(home), "--at-once", "3"],
  });
  server.close();
  assert.equal(status, 0, stdout);
  assert.deepEqual(of("summary")[0].fetched, ids.length);
  for (const id of ids) assert.equal(server.count(url(id)), 1);
  assert.ok(server.busiest <= 3 && server.busiest > 1, `${server.busiest} at once`);
  assert.equal(home.whole(), ids.length);
  server.proper(...ids.map(url));
});

test("requests keep their distance, and keep more of it where the server asks for that", async () => {
  for (const [limit, most] of [
    [undefined, 12],
    [2, 2],
  ]) {
    const headers = limit
      ? { "x-ratelimit-limit": String(limit), "x-ratelimit-remaining": "1" }
      : {};
    const server = await Server.start((request, response) =>
      json(response, record(request.url.split("/").pop()), { headers }),
    );
    const args = ["--kind", "event", "--at-once", "8"];
    const { status } = await new Home().ask(server, "proof", ids.slice(0, 12), { args });
    server.close();
    assert.equal(status, 0);
    // The first ones wait for a connection, and for what the server says with its answers.
    const [first, ...rest] = server.requests.map((request) => request.at).slice(4);
    const seconds = (rest.at(-1) - first) / 1000;
    assert.ok(rest.length / seconds < most, `${rest.length} requests in ${seconds} s`);
  }
});

test("Ctrl-C ends it at once, and the next run goes on where it was", async () => {
  const server = await start(400);
  const home = new Home();
  const args = listed(home);
  let asked;
  const { status, of } = await home.ask(server, "proof", [], {
    args,
    during: async (child) => {
      while (home.names().filter((n) => n.endsWith(".fetched.json")).length < 5) await sleep(20);
      asked = performance.now();
      child.kill("SIGINT");
      await new Promise((done) => child.once("exit", done));
      asked = performance.now() - asked;
    },
  });
  assert.equal(status, 130);
  assert.ok(asked < 2000, `${asked} ms`);
  const [summary] = of("summary");
  assert.ok(summary.cancelled && summary.fetched >= 5 && summary.not_asked > 0);
  assert.equal(summary.fetched + summary.not_asked, ids.length);
  assert.equal(home.whole(), summary.fetched);
  assert.ok(!home.names().some((name) => name.startsWith(".")), "nothing unfinished is left");

  const before = server.requests.length;
  const rest = await home.ask(server, "proof", [], { args });
  assert.equal(rest.status, 0);
  assert.equal(rest.of("summary")[0].there, summary.fetched);
  assert.equal(server.requests.length - before, ids.length - summary.fetched);
  server.close();
});

test("Ctrl-C ends a wait, too", async () => {
  const server = await Server.start((_, response) =>
    json(
      response,
      { error: "rate_limited", message: "m" },
      { status: 429, headers: { "retry-after": "60" } },
    ),
  );
  const home = new Home();
  const begun = performance.now();
  const { status } = await home.ask(server, "proof", "evt_1", {
    args: ["--kind", "event"],
    during: async (child) => {
      while (server.requests.length === 0) await sleep(20);
      await sleep(300);
      child.kill("SIGTERM");
    },
  });
  server.close();
  assert.equal(status, 130);
  assert.ok(performance.now() - begun < 20_000);
});

test("killed at any time, what is written is whole", async () => {
  const server = await start(5);
  const home = new Home();
  const args = listed(home);
  let killed = 0;
  for (let round = 0; round < 12; round++) {
    const from = home.whole();
    const { status } = await home.ask(server, "proof", [], {
      args: [...args, "--at-once", "8"],
      during: async (child) => {
        const ended = new Promise((done) => child.once("exit", done));
        // Somewhere within the next files.
        const enough = async () => {
          while (home.whole() < from + 2 && child.exitCode === null) await sleep(1);
          await sleep(Math.random() * 60);
        };
        await Promise.race([ended, enough()]);
        child.kill("SIGKILL");
      },
    });
    killed += Number(status === "SIGKILL");
    home.whole();
    for (const name of home
      .names()
      .filter((n) => /^event-.*\.json$/.test(n) && !n.includes("fetched"))) {
      JSON.parse(home.read(name));
    }
    if (status === 0) break;
  }
  assert.ok(killed > 1, `${killed} killed`);
  const last = await home.ask(server, "proof", [], { args });
  server.close();
  assert.equal(last.status, 0);
  assert.equal(home.whole(), ids.length);
});

test("it ends with the program that started it", async () => {
  const server = await Server.start(() => {});
  // The input is at its end from the beginning.
  const begun = performance.now();
  const { status, of } = await new Home().ask(server, "proof", "evt_1", {
    args: ["--kind", "event", "--end-with-input"],
  });
  server.close();
  assert.deepEqual([status, of("summary")[0].cancelled], [130, true]);
  assert.ok(performance.now() - begun < 10_000);
});

test("several runs into one folder at once adopt what another one wrote", async () => {
  const server = await start(50);
  const home = new Home();
  const args = listed(home);
  const runs = await Promise.all(
    Array.from({ length: 4 }, () => home.ask(server, "proof", [], { args })),
  );
  server.close();
  for (const { status, of } of runs)
    assert.deepEqual([status, of("not_written").map((event) => event.words)], [0, []]);
  assert.equal(home.whole(), ids.length);
});

test("a long list takes no longer than its length", async () => {
  const home = new Home();
  const list = join(home.folder, "long.txt");
  writeFileSync(list, Array.from({ length: 8000 }, (_, i) => `evt_${i}`).join("\n"));
  const begun = performance.now();
  const args = ["proof", "--kind", "event", "--from", list, "--dry-run", "--into", home.into];
  const { status, stdout } = await home.run(args);
  assert.deepEqual([status, stdout.trim().split("\n").length], [0, 8000]);
  const seconds = (performance.now() - begun) / 1000;
  assert.ok(seconds < 4, `${seconds} s`);
});

test("status 3 where nothing answers, 1 where something else does, and 1 before 3", async () => {
  const server = await Server.start(
    (request, response) =>
      request.url.endsWith("cut")
        ? response.socket.destroy()
        : json(response, { error: "event_not_found", message: "m" }, { status: 404 }),
    { kind: "http1" },
  );
  const status = async (...what) =>
    (await new Home().ask(server, "proof", what, { args: ["--kind", "event"] })).status;
  assert.deepEqual(
    [await status("cut"), await status("none"), await status("cut", "none")],
    [3, 1, 1],
  );
  server.close();
});

test("a reader that goes away ends it", async () => {
  const server = await start(1);
  const home = new Home();
  const args = home.arguments(server, "proof", "evt_1", "--kind", "event", "--json");
  const line = `"${fetcher}" ${args.map((a) => `'${a}'`).join(" ")} | true; echo "\${PIPESTATUS[0]}"`;
  const { stdout } = await home.run(["-c", line], { program: "bash" });
  server.close();
  assert.ok(["141", "0"].includes(stdout.trim()), stdout);
});

test("a connection that ends between two requests costs none", async () => {
  const args = ["--kind", "event"];
  const id = (path) => path.split("/").pop();
  // HTTP/2: the server says that it takes no more streams, and the one that was sent is not processed.
  const away = createSecureServer({ key: good.key, cert: good.cert });
  away.on("sessionError", () => {});
  away.on("session", (session) => (session.taken = 0));
  away.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    if (++stream.session.taken > 10) return stream.session.goaway(0, stream.id - 2);
    stream.respond({ ":status": 200, "content-type": "application/json" });
    stream.end(JSON.stringify(record(id(headers[":path"]))));
  });
  await new Promise((resolve) => away.listen(0, "127.0.0.1", resolve));
  const base = `https://127.0.0.1:${away.address().port}`;
  const first = await new Home().ask({ base }, "proof", ids, { args });
  away.close();
  assert.deepEqual([first.status, first.of("summary")[0].fetched], [0, ids.length]);
  assert.ok(first.of("request").some((event) => event.attempt === 2));
  // HTTP/1.1: the server ends a connection on which the next request is on its way.
  const server = await Server.start(
    (request, response) => {
      if (server.requests.length % 3 === 2) return request.socket.destroy();
      json(response, record(id(request.url)));
    },
    { kind: "http1" },
  );
  const home = new Home();
  const second = await home.ask(server, "proof", ids, { args: [...args, "--at-once", "1"] });
  server.close();
  assert.deepEqual([second.status, second.of("summary")[0].fetched], [0, ids.length]);
  assert.equal((await home.log()).length, server.requests.length);
});
