/** A home of its own for each test file: settings, key ring, samples, session bus, temporary files. */
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { need, start, stop } from "./processes.mjs";
import { Display } from "./display.mjs";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

/** The program under test. */
export const binary = built("PROOFDESK_DESKTOP", "debug/proofdesk-desktop", "proofdesk-desktop");
/** The command line, to compare with. */
export const cli = built("PROOFDESK_CLI", "debug/proofdesk", "proofdesk-cli");

function built(variable, path, crate) {
  const file = resolve(process.env[variable] ?? join(target, path));
  try {
    if (statSync(file).isFile()) return file;
  } catch {
    // Said below.
  }
  throw new Error(`${file} is missing: cargo build -p ${crate}, or set ${variable}`);
}

export class Sandbox {
  /**
   * `size` is that of the display; `folder` is for those who need the same path each time. Everything
   * is gone after `close`, or when the process ends.
   */
  static async open({ size, bus = true, folder } = {}) {
    const sandbox = new Sandbox();
    if (folder) mkdirSync(folder);
    // The real path, as the program names it.
    sandbox.folder = realpathSync(folder ?? mkdtempSync(join(tmpdir(), "proofdesk-window-")));
    process.on("exit", sandbox.remove);
    for (const name of ["run", "config", "data", "cache", "tmp", "evidence"]) {
      mkdirSync(sandbox.path(name), { mode: 0o700 });
    }
    sandbox.keyring = sandbox.path("config/ring.json");
    sandbox.log = sandbox.path("log.txt");
    const env = { ...process.env };
    for (const name of Object.keys(env)) {
      if (/^(XDG_|DBUS_|GTK_|WAYLAND_|PROOFDESK_|DISPLAY$|XAUTHORITY$)/.test(name))
        delete env[name];
    }
    sandbox.env = {
      ...env,
      HOME: sandbox.folder,
      TMPDIR: sandbox.path("tmp"),
      XDG_RUNTIME_DIR: sandbox.path("run"),
      XDG_CONFIG_HOME: sandbox.path("config"),
      XDG_DATA_HOME: sandbox.path("data"),
      XDG_CACHE_HOME: sandbox.path("cache"),
      PROOFDESK_KEYRING: sandbox.keyring,
      GSETTINGS_BACKEND: "memory",
      LC_ALL: "C.UTF-8",
      NO_AT_BRIDGE: "1",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
      WEBKIT_DISABLE_DMABUF_RENDERER: "1",
    };
    sandbox.processes = [];
    if (bus) await sandbox.#bus();
    sandbox.display = await Display.open(sandbox.env, sandbox.log, size);
    sandbox.env = sandbox.display.env;
    return sandbox;
  }

  /** A session bus, by which a second start finds the first. */
  async #bus() {
    const program = need("dbus-daemon", "dbus-daemon");
    const args = ["--session", "--nofork", "--nopidfile", "--print-address=3"];
    const bus = start(program, args, { env: this.env, pipes: 1 });
    this.processes.push(bus);
    const address = await new Promise((resolve, reject) => {
      bus.stdio[3].setEncoding("utf8").once("data", resolve);
      bus.once("exit", () => reject(new Error("dbus-daemon ended before it was ready")));
    });
    this.env = { ...this.env, DBUS_SESSION_BUS_ADDRESS: address.trim() };
  }

  path(...parts) {
    return join(this.folder, ...parts);
  }

  /** A copy of the samples, or of a part of them, that a test may change. */
  samples(part = "") {
    const to = this.path("evidence/samples", part);
    cpSync(join(root, "samples", part), to, { recursive: true });
    return to;
  }

  /** Runs the command line with this sandbox's key ring. Any exit status is an answer. */
  cli(...args) {
    return new Promise((resolve, reject) => {
      execFile(cli, args, { env: this.env, maxBuffer: 1 << 30 }, (error, stdout, stderr) => {
        const status = error ? error.code : 0;
        if (typeof status !== "number") reject(error);
        else resolve({ status, stdout, stderr });
      });
    });
  }

  files(folder) {
    return readdirSync(this.path(folder));
  }

  remove = () => rmSync(this.folder, { recursive: true, force: true });

  async close() {
    await this.display.close();
    for (const child of this.processes) await stop(child);
    process.off("exit", this.remove);
    this.remove();
  }
}
