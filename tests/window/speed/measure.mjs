/**
 * How fast the window is, and what it takes, beside peers of the desktop. Prints a Markdown table. Run by
 * `bench/window`; the program is the release build unless PROOFDESK_DESKTOP names another.
 */
import { execFile, execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { loadavg } from "node:os";
import { promisify } from "node:util";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const target = process.env.CARGO_TARGET_DIR ?? resolve(here, "../../../target");
process.env.PROOFDESK_DESKTOP ??= join(target, "release/proofdesk-desktop");
process.env.PROOFDESK_CLI ??= join(target, "release/proofdesk");

const { App } = await import("../harness/app.mjs");
const { need } = await import("../harness/processes.mjs");
const { Sandbox, binary } = await import("../harness/sandbox.mjs");
const { pinned, rowCount, settled } = await import("../harness/journey.mjs");
const { until } = await import("../harness/wait.mjs");
const { family } = await import("../harness/family.mjs");

const run = promisify(execFile);
const quick = process.argv.includes("--quick");
const STARTS = quick ? 3 : 10;
const ROUNDS = quick ? 2 : 7;
const MANY = quick ? 10_000 : 100_000;
const MINI_BROWSERS = [
  "/usr/lib/x86_64-linux-gnu",
  "/usr/lib/aarch64-linux-gnu",
  "/usr/libexec",
].map((folder) => join(folder, "webkit2gtk-4.1/MiniBrowser"));

const rows = [];
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const spread = (values, unit) =>
  `${median(values)} ${unit} (${Math.min(...values)} to ${Math.max(...values)})`;
function row(what, figure, limit = "") {
  rows.push(`| ${what} | ${figure} | ${limit} |`);
  console.error(`bench: ${what}: ${figure}`);
}

/** Programs side by side: each once, then each again, so that the machine's moods meet all of them. */
async function starts() {
  const mini = MINI_BROWSERS.find((path) => existsSync(path));
  const installed = (name) => {
    try {
      return need(name, name);
    } catch {
      return null;
    }
  };
  const python = "/usr/bin/python3";
  const programs = [
    ["Proofdesk: start to the empty window as it stays", [binary], "under 1000 ms"],
    ["a bare GTK 3 window (Python)", [python, join(here, "bare_window.py")]],
    ["`zenity --info`", installed("zenity") && [installed("zenity"), "--info", "--text=x"]],
    ["gedit", installed("gedit") && [installed("gedit"), "--standalone"]],
    ["WebKitGTK's MiniBrowser with a blank page", mini && [mini, "about:blank"]],
  ].filter(([, command]) => command);
  const sandbox = await Sandbox.open();
  try {
    const settings = sandbox.path("config/gtk-3.0");
    mkdirSync(settings, { recursive: true });
    writeFileSync(join(settings, "settings.ini"), "[Settings]\ngtk-cursor-blink=0\n");
    const times = programs.map(() => []);
    for (let round = -1; round < STARTS; round += 1) {
      for (const [i, [, command]] of programs.entries()) {
        const { stdout } = await run(python, [join(here, "watch.py"), ...command], {
          env: sandbox.env,
        });
        // The first round fills the caches.
        if (round >= 0) times[i].push(Number(stdout));
      }
    }
    for (const [i, [name, , limit]] of programs.entries()) row(name, spread(times[i], "ms"), limit);
  } finally {
    await sandbox.close();
  }
}

/** From the click to the frame after the one in which the rows are there. */
async function samples() {
  const times = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    await inWindow([], async (app, sandbox) => {
      await pinned(sandbox, "");
      await app.see("button", "Try the sample evidence");
      const time = await app.driver.executeAsync(async () => {
        const button = Array.from(document.querySelectorAll("button")).find((b) =>
          b.textContent.includes("sample evidence"),
        );
        const begun = performance.now();
        button.click();
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        for (;;) {
          await frame();
          const first = document.querySelector("[role=row][aria-selected] .verdict");
          if (first && document.querySelector("article h2")) break;
        }
        await frame();
        return performance.now() - begun;
      });
      if (round >= 0) times.push(Math.round(time));
    });
  }
  row(
    "The samples (391 results): added to results and first detail shown",
    spread(times, "ms"),
    "under 300 ms",
  );
}

/** Keys pressed by the X server while files are checked; from each press to the frame after it. */
async function latency() {
  const worst = [];
  const middle = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await inWindow([], async (app, sandbox) => {
      const folder = files(sandbox, "small", 10_000);
      await run(binary, [files(sandbox, "first", 200)], { env: sandbox.env });
      await settled(app);
      await app.evaluate(() => {
        document.querySelector("[role=treegrid]").focus();
        window.latencies = [];
        addEventListener(
          "keydown",
          (event) => {
            const pressed = Math.min(event.timeStamp, performance.now());
            requestAnimationFrame(() =>
              requestAnimationFrame(() => window.latencies.push(performance.now() - pressed)),
            );
          },
          true,
        );
      });
      const keys = run("xdotool", ["key", "--repeat", "60", "--delay", "20", "Down"], {
        env: sandbox.env,
      });
      await run(binary, [folder], { env: sandbox.env });
      await until("all results", async () => (await rowCount(app)) === 10_200, { timeout: 60_000 });
      await keys;
      const times = await app.evaluate(() => window.latencies);
      middle.push(Math.round(median(times)));
      worst.push(Math.round(Math.max(...times)));
    });
  }
  row(
    "A key pressed while 10,000 small files are added: to the next frame, middle of 60",
    spread(middle, "ms"),
  );
  row("The same, the slowest of 60", spread(worst, "ms"), "under 100 ms");
}

/** Resident memory of all processes; what they share is counted for each. */
async function memory() {
  for (const count of [1000, MANY]) {
    const resident = [];
    const proportional = [];
    for (let round = 0; round < (quick ? 1 : 3); round += 1) {
      await inWindow([(sandbox) => files(sandbox, "many", count)], async (app) => {
        await until("all results", async () => (await rowCount(app)) === count, {
          timeout: 180_000,
        });
        await settled(app);
        const pids = family(app.driver.process.pid).slice(1);
        const sum = (name) =>
          Math.round(
            pids.reduce((all, pid) => {
              const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
              return all + Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)[1]);
            }, 0) / 1024,
          );
        resident.push(sum("Rss"));
        proportional.push(sum("Pss"));
      });
    }
    const words = `Memory of all processes with ${count.toLocaleString("en")} results`;
    row(`${words}: resident`, spread(resident, "MiB"));
    row(`${words}: what they share counted once`, spread(proportional, "MiB"));
  }
}

async function size() {
  const sandbox = await Sandbox.open();
  try {
    const copy = sandbox.path("stripped");
    copyFileSync(binary, copy);
    execFileSync(need("strip", "binutils"), [copy]);
    row(
      "The release binary, stripped",
      `${(statSync(copy).size / 2 ** 20).toFixed(1)} MiB`,
      "under 15 MiB",
    );
  } finally {
    await sandbox.close();
  }
}

function files(sandbox, name, count) {
  const folder = sandbox.path(name);
  for (let i = 0; i < count; i += 1) {
    if (i % 1000 === 0) mkdirSync(join(folder, String(i / 1000)), { recursive: true });
    writeFileSync(join(folder, String(Math.floor(i / 1000)), `${i}.txt`), `file ${i}`);
  }
  return folder;
}

async function inWindow(args, during) {
  const sandbox = await Sandbox.open();
  let app;
  try {
    app = await App.open(sandbox, ...args.map((make) => make(sandbox)));
    await during(app, sandbox);
  } finally {
    await app?.close();
    await sandbox.close();
  }
}

const load = loadavg()[0].toFixed(1);
const only = process.argv.slice(2).filter((word) => !word.startsWith("--"));
for (const [name, measure] of Object.entries({ starts, samples, latency, memory, size })) {
  if (only.length === 0 || only.includes(name)) await measure();
}
const cpu = /^model name\s*: (.*)/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? "unknown";
const processors = readdirSync("/sys/devices/system/cpu").filter((name) =>
  /^cpu\d+$/.test(name),
).length;
console.log("# Benchmarks of the window\n");
console.log(
  `Written by \`bench/window\`: the release build under Xvfb, software rendering; ${processors} × ${cpu}; load ${load} before, ${loadavg()[0].toFixed(1)} after. Medians, in brackets the range. Files are in the page cache.\n`,
);
console.log(["| what | figure | wanted |", "|---|---|---|", ...rows].join("\n"));
