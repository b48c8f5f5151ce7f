/** As much of the W3C WebDriver protocol as these tests need. https://www.w3.org/TR/webdriver2/ */
import { request } from "node:http";
import { createServer } from "node:net";
import { need, start, stop } from "./processes.mjs";
import { until } from "./wait.mjs";

/** The name under which the protocol passes an element. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

export class Driver {
  constructor(process, port) {
    this.process = process;
    this.port = port;
    this.session = null;
  }

  /** Starts WebKitWebDriver, and it starts `binary` with `args`, in the environment `env`. */
  static async open({ binary, args, env, log }) {
    const program = need("WebKitWebDriver", "webkit2gtk-driver");
    const port = await freePort();
    const driver = new Driver(start(program, [`--port=${port}`], { env, log }), port);
    await until("WebKitWebDriver to answer", () => driver.call("GET", "/status"));
    const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { binary, args } } };
    const opened = await driver.call("POST", "/session", { capabilities }, 60_000);
    driver.session = `/session/${opened.sessionId}`;
    return driver;
  }

  /** One command; an answer that is an error is thrown. */
  call(method, path, body, timeout = 40_000) {
    const text = body === undefined ? "" : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const headers = { "content-length": Buffer.byteLength(text) };
      const options = { host: "127.0.0.1", port: this.port, method, path, headers, timeout };
      const asked = request(options, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("error", reject);
        answer.on("end", () => {
          const { value } = JSON.parse(Buffer.concat(parts).toString());
          if (answer.statusCode === 200) return resolve(value);
          const error = new Error(`${value.error}: ${value.message}`);
          error.code = value.error;
          reject(error);
        });
      });
      asked.on("timeout", () => {
        asked.destroy(new Error(`WebDriver gave no answer to ${method} ${path} in ${timeout} ms`));
      });
      asked.on("error", reject);
      asked.end(text);
    });
  }

  /** Runs a function, or a function's body as text, in the page. */
  execute(script, ...args) {
    return this.#script(
      "sync",
      typeof script === "function" ? `return (${script})(...arguments)` : script,
      args,
    );
  }

  /** Runs an async function in the page; what it is rejected with is thrown, as `error.value`. */
  async executeAsync(script, ...args) {
    const body = `const done = arguments[arguments.length - 1];
      const args = Array.prototype.slice.call(arguments, 0, -1);
      (${script})(...args).then((value) => done({ value: value === undefined ? null : value }),
        (error) => done({ error: error instanceof Error ? { name: error.name, message: error.message } : error }));`;
    const answer = await this.#script("async", body, args);
    if ("value" in answer) return answer.value;
    const error = new Error(`The page answered ${JSON.stringify(answer.error)}`);
    error.value = answer.error;
    throw error;
  }

  #script(kind, script, args) {
    return this.call("POST", `${this.session}/execute/${kind}`, { script, args });
  }

  click(element) {
    return this.call("POST", `${this.session}/element/${element[ELEMENT]}/click`, {});
  }

  actions(...sources) {
    return this.call("POST", `${this.session}/actions`, { actions: sources });
  }

  async close() {
    await stop(this.process);
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
