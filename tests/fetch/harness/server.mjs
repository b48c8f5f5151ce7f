/**
 * Servers on the loopback address. Each notes what came, and `proper` says that it was nothing but a
 * domain or an id.
 */
import assert from "node:assert/strict";
import { createServer as createPlain } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer as createSecure } from "node:https";
import { connect, createServer as createRaw } from "node:net";
import { createServer as createTls } from "node:tls";
import { good } from "./certificates.mjs";

/** Every header that may come: nothing in them tells one user from another. */
const HEADERS = new Set(["accept", "accept-encoding", "user-agent", "host"]);

export class Server {
  requests = [];
  sockets = new Set();
  busiest = 0;
  #busy = 0;

  /**
   * `answer` is given a request and a response of Node's http module. `kind` is `https` (HTTP/1.1 or, by
   * choice of the client, HTTP/2), `http1` or `plain`.
   */
  static async start(answer, { kind = "https", certificate = good } = {}) {
    const server = new Server();
    const listener = async (request, response) => {
      const { url, method, headers } = request;
      server.busiest = Math.max(server.busiest, ++server.#busy);
      response.on("close", () => server.#busy--);
      let body = "";
      const noted = { url, method, headers, at: performance.now(), http: request.httpVersion };
      server.requests.push(noted);
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => (noted.body = body));
      await answer(request, response, server.requests.filter((r) => r.url === url).length);
    };
    const { key, cert } = certificate;
    server.http =
      kind === "plain"
        ? createPlain(listener)
        : kind === "http1"
          ? createSecure({ key, cert }, listener)
          : createSecureServer({ key, cert, allowHTTP1: true }, listener);
    server.scheme = kind === "plain" ? "http" : "https";
    await server.#listen();
    return server;
  }

  /** One that answers every connection with these bytes, and then ends it or does nothing. */
  static async raw(bytes, { end = true, certificate = good } = {}) {
    const server = new Server();
    server.http = createTls({ key: certificate.key, cert: certificate.cert }, (socket) => {
      socket.on("error", () => {});
      socket.once("data", (data) => {
        server.requests.push({ raw: String(data) });
        if (end) socket.end(bytes);
        else socket.write(bytes);
      });
    });
    server.scheme = "https";
    await server.#listen();
    return server;
  }

  /** A proxy that connects to the servers here, unless it is told to refuse. */
  static async proxy({ refuse } = {}) {
    const server = new Server();
    server.http = createRaw((socket) => {
      socket.on("error", () => {});
      socket.once("data", (data) => {
        const [line, ...headers] = String(data).split("\r\n");
        server.requests.push({ line, headers });
        if (refuse) return socket.end(`HTTP/1.1 ${refuse}\r\ncontent-length: 0\r\n\r\n`);
        const [host, port] = line.split(" ")[1].split(":");
        assert.ok(["127.0.0.1", "localhost"].includes(host), "tests reach this machine only");
        const onward = connect(Number(port), "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
          socket.pipe(onward).pipe(socket);
        });
        onward.on("error", () => socket.destroy());
      });
    });
    server.scheme = "http";
    await server.#listen();
    return server;
  }

  async #listen() {
    this.http.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.once("close", () => this.sockets.delete(socket));
    });
    this.http.on("tlsClientError", () => {});
    await new Promise((resolve) => this.http.listen(0, "127.0.0.1", resolve));
    this.port = this.http.address().port;
    this.host = `127.0.0.1:${this.port}`;
    this.base = `${this.scheme}://${this.host}`;
  }

  /** How often an address was asked. */
  count(url) {
    return this.requests.filter((request) => request.url === url).length;
  }

  /** Nothing came but these addresses, each as a request without a body, and nothing that identifies. */
  proper(...urls) {
    for (const { url, method, headers, body } of this.requests) {
      assert.equal(method, "GET");
      assert.ok(urls.includes(url), `${url} was not to be asked`);
      assert.equal(body ?? "", "");
      const names = Object.keys(headers).filter((name) => !name.startsWith(":"));
      for (const name of names) assert.ok(HEADERS.has(name), `the header ${name} came`);
      assert.match(headers["user-agent"], /^proofdesk-fetch\/\d+\.\d+\.\d+$/);
      assert.equal(headers["accept-encoding"], "identity");
    }
  }

  close() {
    this.http.close();
    for (const socket of this.sockets) socket.destroy();
  }
}

/** Answers with JSON. */
export function json(response, value, { status = 200, headers = {} } = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof value === "string" ? value : JSON.stringify(value));
}
