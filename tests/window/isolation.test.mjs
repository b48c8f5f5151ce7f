/** No network and no foreign code: what the page cannot do, and that nobody listens. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { createServer } from "node:http";
import { test } from "node:test";
import { inWindow } from "./harness/app.mjs";
import { family } from "./harness/family.mjs";
import { addSamples, quiet } from "./harness/journey.mjs";
import { start, stop } from "./harness/processes.mjs";
import { Sandbox, binary } from "./harness/sandbox.mjs";
import { until } from "./harness/wait.mjs";

let server;
let asked;
let url;

test.before(async () => {
  asked = [];
  server = createServer((request, answer) => {
    asked.push(request.url);
    answer.end("x");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${server.address().port}`;
});
test.after(() => {
  server.closeAllConnections();
  server.close();
});

/** The server hears us, and heard nobody else. */
async function onlyControl() {
  await fetch(`${url}/control`);
  assert.deepEqual(asked.splice(0), ["/control"]);
}

/** Does something in the page, and gives the directive of the policy that it met; null if it met none. */
async function blocked(app, attempt) {
  return app.driver.executeAsync(
    new Function(
      "url",
      `return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(null), 3000);
        document.addEventListener("securitypolicyviolation", (event) => {
          clearTimeout(timer);
          resolve(event.effectiveDirective);
        }, { once: true });
        (${attempt})(url);
      })`,
    ),
    url,
  );
}

const append = (tag, attributes) =>
  `(url) => { const e = document.createElement("${tag}"); Object.assign(e, ${attributes}); document.body.append(e); }`;

inWindow({ independent: true }, (it) => {
  it("an inline script does not run", async (app) => {
    assert.match(
      await blocked(app, append("script", '{ textContent: "window.ran = 1" }')),
      /^script-src/,
    );
    assert.equal(await app.evaluate(() => window.ran === undefined), true);
  });

  it("an inline handler does not run", async (app) => {
    const attempt = `() => { document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.ran = 2">'); }`;
    assert.match(await blocked(app, attempt), /^script-src/);
    assert.equal(await app.evaluate(() => window.ran === undefined), true);
  });

  it("text is not made into code", async (app) => {
    for (const attempt of [
      `() => { try { eval("window.ran = 3"); } catch {} }`,
      `() => { try { new Function("window.ran = 4")(); } catch {} }`,
      `() => { try { setTimeout("window.ran = 5", 0); } catch {} }`,
    ]) {
      assert.match((await blocked(app, attempt)) ?? "none", /^script-src/, attempt);
    }
    assert.equal(await app.evaluate(() => window.ran === undefined), true);
  });

  const attempts = {
    "a script from elsewhere": [append("script", "{ src: url + '/script.js' }"), /^script-src/],
    "a stylesheet from elsewhere": [
      append("link", "{ rel: 'stylesheet', href: url + '/style.css' }"),
      /^style-src/,
    ],
    "a picture from elsewhere": [append("img", "{ src: url + '/picture.png' }"), /^img-src/],
    "a frame": [append("iframe", "{ src: url + '/frame.html' }"), /^(frame|child|default)-src/],
    "a frame with a text of its own": [
      append("iframe", "{ src: 'data:text/html,<p>x' }"),
      /^(frame|child|default)-src/,
    ],
    "an object": [append("object", "{ data: url + '/object' }"), /^(object|default)-src/],
    "a film": [append("video", "{ src: url + '/film.mp4' }"), /^(media|default)-src/],
    fetch: [`(url) => { fetch(url + "/fetch").catch(() => {}); }`, /^connect-src/],
    XMLHttpRequest: [
      `(url) => { const x = new XMLHttpRequest(); x.open("GET", url + "/xhr"); x.onerror = () => {}; x.send(); }`,
      /^connect-src/,
    ],
    "a socket": [
      `(url) => { try { new WebSocket(url.replace("http", "ws")); } catch {} }`,
      /^connect-src/,
    ],
    "a stream of events": [
      `(url) => { try { new EventSource(url + "/events"); } catch {} }`,
      /^connect-src/,
    ],
    "a beacon": [`(url) => { navigator.sendBeacon(url + "/beacon", "x"); }`, /^connect-src/],
    "a worker": [
      `() => { try { new Worker("data:text/javascript,1"); } catch {} }`,
      /^(worker|child|script|default)-src/,
    ],
    "a form that is sent": [
      `(url) => { const f = document.createElement("form"); f.action = url + "/form"; f.method = "post"; document.body.append(f); f.submit(); }`,
      /^form-action/,
    ],
    "another base for addresses": [append("base", "{ href: url }"), /^base-uri/],
  };
  for (const [what, [attempt, directive]] of Object.entries(attempts)) {
    it(`${what} is refused`, async (app) => {
      assert.match((await blocked(app, attempt)) ?? "nothing stopped it", directive);
    });
  }

  it("nothing of all this reached the network", () => onlyControl());

  it("the page keeps its place: it cannot be led elsewhere", async (app) => {
    for (const lead of [
      (to) => void (location.href = `${to}/place`),
      (to) => void window.open(`${to}/window`),
      (to) => void window.open(`${to}/self`, "_self"),
      (to) => {
        const link = Object.assign(document.createElement("a"), { href: `${to}/link` });
        document.body.append(link);
        link.click();
      },
    ]) {
      await app.evaluate(lead, url);
      await quiet(app);
      assert.equal(await app.evaluate(() => location.protocol), "tauri:");
    }
    await app.see("navigation", "Screens");
    await onlyControl();
  });

  it("prototypes are frozen", async (app) => {
    assert.equal(await app.evaluate(() => Object.isFrozen(Object.prototype)), true);
  });

  it("and it still works", (app) => addSamples(app));
});

/** Internet sockets that these processes have open, as /proc lists them. */
function sockets(pids) {
  const own = new Set();
  for (const pid of pids) {
    for (const fd of readdirSync(`/proc/${pid}/fd`)) {
      try {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
        if (inode) own.add(inode);
      } catch {
        // Closed meanwhile.
      }
    }
  }
  return ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"].flatMap((kind) => {
    const lines = readFileSync(`/proc/${pids[0]}/net/${kind}`, "utf8").trim().split("\n").slice(1);
    return lines
      .filter((line) => own.has(line.trim().split(/\s+/)[9]))
      .map((line) => `${kind} ${line}`);
  });
}

test(
  "as users start it, no process of it has an internet socket open",
  { timeout: 60_000 },
  async () => {
    const sandbox = await Sandbox.open();
    try {
      const app = start(binary, [sandbox.samples()], { env: sandbox.env, log: sandbox.log });
      await sandbox.display.window("Proofdesk", { timeout: 20_000 });
      const pids = await until("its web process", () => {
        const all = family(app.pid);
        return all.length >= 3 && all;
      });
      assert.deepEqual(sockets(pids), []);
      await stop(app);
    } finally {
      await sandbox.close();
    }
  },
);
