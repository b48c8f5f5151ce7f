/** The programs under test, in a home of their own. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ca } from "./certificates.mjs";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

/** A program that `cargo test --workspace` built. */
export function built(name) {
  const file = join(target, "debug", name);
  if (!existsSync(file)) throw new Error(`${file} is missing: cargo build --workspace`);
  return file;
}

export const fetcher = built("proofdesk-fetch");
export const cli = built("proofdesk");

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

const homes = [];
process.on("exit", () =>
  homes.forEach((folder) => rmSync(folder, { recursive: true, force: true })),
);

/** A home with an empty folder for what is fetched. */
export class Home {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "proofdesk-fetch-"));
    this.into = join(this.folder, "fetched");
    mkdirSync(this.into);
    homes.push(this.folder);
    this.env = { HOME: this.folder, PATH: process.env.PATH, TERM: "dumb" };
  }

  /** The arguments for a server of the tests, agreed to. */
  arguments(server, command, ...what) {
    return [command, ...what, "--base", server.base, "--ca", ca, "--into", this.into, "--yes"];
  }

  /**
   * Starts the program and waits for its end: status, output, and with `--json` the events, unless its words are
   * `mixed` into them as on a terminal.
   */
  async run(args, { env = {}, input = "", program = fetcher, mixed = false, during } = {}) {
    const child = spawn(program, args, { env: { ...this.env, ...env }, cwd: this.folder });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) {
      child[name].setEncoding("utf8").on("data", (text) => (output[name] += text));
    }
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const ended = new Promise((done) =>
      child.once("close", (code, signal) => done(code ?? signal)),
    );
    await during?.(child);
    const status = await ended;
    const events =
      args.includes("--json") && !mixed
        ? output.stdout
            .trim()
            .split("\n")
            .filter(Boolean)
            .map((line) => JSON.parse(line))
        : [];
    return { status, ...output, events, of: (name) => events.filter((e) => e.event === name) };
  }

  /** Asks a server, and gives what happened as events. */
  ask(server, command, what, { args = [], ...options } = {}) {
    const all = [...this.arguments(server, command, ...[what].flat()), "--json", ...args];
    return this.run(all, options);
  }

  /** The names in the folder. */
  names() {
    return readdirSync(this.into).sort();
  }

  read(name) {
    return readFileSync(join(this.into, name));
  }

  /** What `proofdesk verify` says of the folder. */
  verify(...args) {
    const all = ["verify", "--no-keyring", "--format", "json", ...args, this.into];
    const { status, stdout } = spawnSync(cli, all, { env: this.env, encoding: "utf8" });
    return { status, report: JSON.parse(stdout) };
  }

  /** The addresses in the log of requests. */
  async log() {
    const { stdout, status } = await this.run(["log", "--json"]);
    assert.equal(status, 0);
    return stdout
      .trim()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line).url);
  }

  /** Everything in the folder is whole: each file is the one that the note beside it names. */
  whole() {
    const notes = this.names().filter((name) => name.endsWith(".fetched.json"));
    for (const name of notes) {
      const note = JSON.parse(this.read(name));
      const bytes = this.read(note.file);
      assert.equal(sha256(bytes), note.sha256, name);
      assert.equal(bytes.length, note.size, name);
    }
    return notes.length;
  }
}

/** A key document, and a record that the key signed together with its payload. */
export const KEY = readFileSync(join(root, "samples/harbourline.key.json"), "utf8");
export const DOMAIN = "harbourline.example";
export const FINGERPRINT = "5c26295eaee62cf7e32f9af06497cc95cd748f25c903589fb0438a1704f3c63a";
const proof = JSON.parse(readFileSync(join(root, "samples/good/events/loan-decision.proof.json")));
const event = JSON.parse(readFileSync(join(root, "samples/good/events/loan-decision.json")));
export const PROOF = JSON.stringify({ ...proof, payload: event.payload });
export const ID = proof.event_id;

/** A record with this id, which proves nothing. */
export const record = (id) => ({ ...proof, event_id: id });
