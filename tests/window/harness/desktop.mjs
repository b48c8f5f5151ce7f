/** Other programs of the desktop, that files are dragged from and text is copied from. */
import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { need, stop, register } from "./processes.mjs";
import { root } from "./sandbox.mjs";
import { until } from "./wait.mjs";

const run = promisify(execFile);
const here = join(root, "tests/window/harness");

/** Debian's own Python: the one that has GTK. */
function python() {
  need("/usr/bin/python3", "python3 python3-gi gir1.2-gtk-3.0");
  return "/usr/bin/python3";
}

function speaking(script, args, env) {
  const child = spawn(python(), [join(here, script), ...args], { env, detached: true });
  child.said = "";
  child.complaint = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (child.said += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (child.complaint += text));
  return register(child);
}

async function ready(child) {
  await until("the other program to be ready", () => {
    if (child.exitCode === null) return child.said.includes("READY");
    const missing = /No module named|Namespace .* not available/.test(child.complaint);
    const hint = missing ? "On Debian and Ubuntu: apt-get install python3-gi gir1.2-gtk-3.0\n" : "";
    throw Object.assign(new Error(`${hint}${child.complaint}`), { fatal: true });
  });
}

/**
 * Drags files from a window of another program onto the app, as a hand does: press, some twenty moves,
 * release. `over` is called while they hang over the app.
 */
export async function drag(app, paths, over = async () => {}) {
  const { display, sandbox } = app;
  const source = speaking("drag_source.py", ["20", "20", ...paths], sandbox.env);
  try {
    await ready(source);
    const from = await display.geometry(await display.window("Drag source"));
    const target = await display.geometry(await app.window());
    const start = { x: from.x + 60, y: from.y + 30 };
    const end = {
      x: target.x + Math.round(target.width / 2),
      y: target.y + Math.round(target.height / 2),
    };
    await display.tool("mousemove", start.x, start.y, "mousedown", 1);
    const steps = 20;
    const moves = Array.from({ length: steps }, (_, i) => {
      const part = (i + 1) / steps;
      const along = (a, b) => Math.round(a + (b - a) * part);
      return ["mousemove", along(start.x, end.x), along(start.y, end.y), "sleep", "0.01"];
    });
    await display.tool(...moves.flat());
    await over();
    await display.tool("mouseup", 1);
    await until("the drop to be taken", async () => !/Drop (.* )?to check/.test(await app.body()));
  } finally {
    await display.tool("mouseup", 1).catch(() => {});
    await stop(source);
  }
}

/** Offers a text on the clipboard while `during` goes on. */
export async function withClipboard(app, text, during) {
  const owner = speaking("clipboard.py", [], app.sandbox.env);
  owner.stdin.end(text);
  try {
    await ready(owner);
    await during();
  } finally {
    await stop(owner);
  }
}

/** The clipboard's text. */
export async function clipboard(app) {
  const options = { env: app.sandbox.env, timeout: 10_000 };
  return (await run(python(), [join(here, "clipboard.py"), "--read"], options)).stdout;
}

/** The accessibility tree of the window, as screen readers get it. */
export async function accessibilityTree(app) {
  const options = { env: app.sandbox.env, timeout: 60_000, maxBuffer: 1 << 28 };
  const { stdout } = await run(python(), [join(here, "atspi.py"), "proofdesk"], options);
  return JSON.parse(stdout);
}

/** Pastes with the keys as the X server gives them, so that the real clipboard is read. */
export async function paste(app, text, during) {
  await withClipboard(app, text, async () => {
    await app.display.tool("windowactivate", "--sync", await app.window());
    await app.display.tool("key", "ctrl+v");
    await during();
  });
}
