/**
 * Programs that tests start. Each is the leader of a process group of its own, and all groups are
 * killed when this process ends, however it ends.
 */
import { spawn } from "node:child_process";
import { accessSync, constants, openSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

const running = new Set();

/** The full path of a program, or an error that names the Debian package that has it. */
export function need(program, debianPackage) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = isAbsolute(program) ? program : join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  throw new Error(`${program} is missing. On Debian and Ubuntu: apt-get install ${debianPackage}`);
}

/**
 * Starts a program. Its output goes to the file `log`, or is thrown away; `stdio` adds pipes from
 * descriptor 3 on.
 */
export function start(program, args, { env, cwd, log, pipes = 0 } = {}) {
  const out = log ? openSync(log, "a") : "ignore";
  const stdio = ["ignore", out, out, ...Array(pipes).fill("pipe")];
  const child = spawn(program, args, { env, cwd, stdio, detached: true });
  return register(child);
}

/** From here on, `stop` can end the program, and it does not outlive this process. */
export function register(child) {
  running.add(child);
  // A test that failed to stop it must not wait for it.
  child.unref();
  child.once("error", () => running.delete(child));
  child.ended = new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
  return child;
}

/** Ends a program that `start` started, and everything that it started in turn. */
export async function stop(child) {
  if (!running.delete(child)) return;
  signal(child, "SIGTERM");
  const patience = setTimeout(() => signal(child, "SIGKILL"), 3000);
  if (child.exitCode === null && child.signalCode === null) await child.ended;
  clearTimeout(patience);
  // What it left behind.
  signal(child, "SIGKILL");
}

function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch {
    // Nothing of it runs any more.
  }
}

/** An X server that is not asked to end leaves its lock behind. */
function killAll() {
  for (const child of running)
    signal(child, child.spawnfile.endsWith("Xvfb") ? "SIGTERM" : "SIGKILL");
  running.clear();
}

process.on("exit", killAll);
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(name, () => {
    killAll();
    process.exit(130);
  });
}
