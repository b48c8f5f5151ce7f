/** A headless Chromium without network, spoken to through its pipe. */

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** The program, if there is one. */
export const chromium = NAMES.find((name) => spawnSync(name, ["--version"]).status === 0);

/** Calls `use` with a browser that has `send(method, params)` and `requests`, and ends it. */
export async function withChromium(use) {
  const profile = mkdtempSync(join(tmpdir(), "chromium-"));
  const flags = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
    `--user-data-dir=${profile}`,
    "about:blank",
  ];
  const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"];
  // In a group of its own, so that its helpers end with it.
  const child = spawn(chromium, flags, { stdio, detached: true });
  try {
    await use(await pageOf(child));
  } finally {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    process.kill(-child.pid, "SIGKILL");
    await ended;
    // Its helpers may end a little later.
    rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** The first page of a browser. */
async function pageOf(child) {
  const [, , , input, output] = child.stdio;
  const waiting = new Map();
  const events = new Map();
  const requests = [];
  let text = "";
  output.on("data", (chunk) => {
    const messages = (text + chunk).split("\0");
    text = messages.pop();
    for (const message of messages.map((message) => JSON.parse(message))) {
      if (message.method === "Network.requestWillBeSent") requests.push(message.params.request.url);
      events.get(message.method)?.(message.params);
      const { resolve, reject } = waiting.get(message.id) ?? {};
      if (message.error) reject?.(new Error(message.error.message));
      else resolve?.(message.result);
    }
  });
  let last = 0;
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  const { targetInfos } = await send("Target.getTargets");
  const { targetId } = targetInfos.find((target) => target.type === "page");
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const call = (method, params) => send(method, params, sessionId);
  await call("Page.enable");
  await call("Network.enable");
  return {
    requests,
    send: call,
    /** Opens an address and waits until it is loaded. */
    async open(url) {
      const loaded = new Promise((resolve) => events.set("Page.loadEventFired", resolve));
      await call("Page.navigate", { url });
      await loaded;
    },
    /** What an expression gives, which may be a promise. */
    async evaluate(expression) {
      const { result, exceptionDetails } = await call("Runtime.evaluate", {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? expression);
      return result.value;
    },
  };
}
