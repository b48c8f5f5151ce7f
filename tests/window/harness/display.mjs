/** An X display of its own for each test file, with a window manager, and hands for it. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { need, start, stop } from "./processes.mjs";
import { until } from "./wait.mjs";

const run = promisify(execFile);
let opened = 0;

export class Display {
  constructor(name, env, processes) {
    this.name = name;
    this.env = env;
    this.processes = processes;
  }

  /** `env` is what programs on this display get; DISPLAY is added. */
  static async open(env, log, { width = 1400, height = 1000 } = {}) {
    const xvfb = need("Xvfb", "xvfb");
    const openbox = need("openbox", "openbox");
    need("xdotool", "xdotool");
    // Numbers far from those that people use, and others for tests that run at the same time. A display
    // that another server had a moment ago may still be half there.
    for (let attempt = 0; ; attempt += 1) {
      const name = `:${1000 + ((process.pid + 7919 * (opened++ + attempt)) % 50_000)}`;
      const screen = ["-screen", "0", `${width}x${height}x24`, "-nolisten", "tcp"];
      const server = start(xvfb, [name, "-displayfd", "3", ...screen], { env, log, pipes: 1 });
      const own = { ...env, DISPLAY: name };
      const display = new Display(name, own, [server]);
      try {
        await firstLine(server.stdio[3], "Xvfb");
        const manager = start(openbox, [], { env: own, log });
        display.processes.unshift(manager);
        await until("openbox to manage windows", () => {
          if (manager.exitCode === null) return display.tool("get_num_desktops");
          throw Object.assign(new Error("openbox ended"), { fatal: true });
        });
        return display;
      } catch (error) {
        await display.close();
        if (attempt === 3) throw new Error(`${error.message}: ${readFileSync(log, "utf8")}`);
      }
    }
  }

  /** Runs xdotool; gives what it printed. */
  async tool(...args) {
    const { stdout } = await run("xdotool", args.map(String), { env: this.env, timeout: 20_000 });
    return stdout.trim();
  }

  /** The id of the visible window whose whole title is `title`. */
  async window(title, options) {
    const found = () => this.tool("search", "--onlyvisible", "--name", `^${title}$`);
    const ids = await until(`the window “${title}”`, found, options);
    return ids.split("\n").at(-1);
  }

  async hasWindow(title) {
    return this.tool("search", "--onlyvisible", "--name", `^${title}$`).then(Boolean, () => false);
  }

  async activeTitle() {
    return this.tool("getactivewindow", "getwindowname").catch(() => "");
  }

  /** Position and size of a window's inside. */
  async geometry(id) {
    const text = await this.tool("getwindowgeometry", "--shell", id);
    const value = (name) => Number(new RegExp(`^${name}=(-?\\d+)`, "m").exec(text)[1]);
    return { x: value("X"), y: value("Y"), width: value("WIDTH"), height: value("HEIGHT") };
  }

  /** A picture of a window, or of the whole display. */
  async picture(path, window = "root", ...options) {
    need("import", "imagemagick");
    await run("import", ["-window", window, ...options, path], { env: this.env, timeout: 20_000 });
  }

  async close() {
    for (const child of this.processes) await stop(child);
  }
}

function firstLine(stream, program) {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.setEncoding("utf8");
    stream.on("data", (part) => {
      text += part;
      if (text.includes("\n")) resolve(text.trim());
    });
    stream.on("end", () => reject(new Error(`${program} ended before it was ready`)));
  });
}
