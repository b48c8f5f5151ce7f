/**
 * Pictures of every screen and of what matters on it, in light and in dark, from the real window, into
 * docs/screenshots/. Run by `scripts/screenshots`.
 */
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { App } from "./harness/app.mjs";
import {
  discarded,
  openDetail,
  pinSampleKey,
  poke,
  put,
  search,
  settled,
} from "./harness/journey.mjs";
import { Sandbox, root } from "./harness/sandbox.mjs";
import { until } from "./harness/wait.mjs";
import { sampleKey } from "./harness/words.mjs";

const WIDTH = 1120;
const HEIGHT = 760;
const LARGEST = 150_000;
/** A palette without dithering: text on plain ground. */
const SMALL = ["-strip", "-depth", "8", "+dither", "-colors", "128"];
const out = join(root, "docs/screenshots");

/** A picture of the window alone, when nothing moves any more. */
async function take(app, theme, name) {
  await app.evaluate(
    () => document.activeElement?.matches("input, textarea") && document.activeElement.blur(),
  );
  // Nothing lies under the pointer.
  await app.display.tool("mousemove", 1, 1);
  const aside = { type: "pointerMove", x: 2, y: 360, duration: 0 };
  await app.driver.actions({ type: "pointer", id: "mouse", actions: [aside] });
  const window = await app.window();
  const path = join(out, `${name}-${theme}.png`);
  const picture = async () => {
    await app.display.picture(`PNG8:${path}`, window, ...SMALL);
    return readFileSync(path);
  };
  let before = await picture();
  await until(`the picture ${name} to stand still`, async () => {
    const now = await picture();
    const same = now.equals(before);
    before = now;
    return same;
  });
  const { size } = statSync(path);
  if (size > LARGEST) throw new Error(`${relative(root, path)} has ${size} bytes`);
  console.log(`${relative(root, path)}  ${Math.round(size / 1000)} kB`);
}

async function detail(app, path, kind) {
  await app.go("Evidence");
  await openDetail(app, path, kind);
  await search(app, "");
  await settled(app);
}

async function closed(app, dialog) {
  await app.press("Escape");
  await app.gone("dialog", dialog);
}

const SCENES = [
  [
    "keys-confirm",
    async (app, shot) => {
      await app.go("Keys");
      await app.clickOn(async () => (await app.all("button", "Add a key…"))[0]);
      await app.click("button", /harbourline\.key\.json/);
      await app.see("heading", "Step 2 of 3: Fingerprint");
      await app.fill(
        "Fingerprint obtained elsewhere",
        sampleKey.fingerprint.match(/.{4}/g).join(" "),
      );
      await app.fill("What did you compare it with?", "by telephone with the head of records");
      await app.shows("All 64 characters agree.");
      await shot();
      await discarded(app, "Add a key");
      await app.go("Evidence");
      if ((await app.all("button", /Pin the sample key$/)).length > 0) {
        await pinSampleKey(app);
        // What it changed is told, and would stand in the pictures.
        await app.click("button", "Dismiss");
      }
    },
  ],
  [
    "evidence-samples",
    async (app, shot) => {
      await detail(app, "1-other-version/notice.txt", "File");
      await shot();
    },
  ],
  [
    "detail-verified",
    async (app, shot) => {
      await detail(app, "documents/board-minutes-2026-02.record.json", "Document record");
      await shot();
    },
  ],
  [
    "detail-mismatch",
    async (app, shot) => {
      await detail(app, "2-edited-record/dividend-resolution.record.json", "Document record");
      await shot();
    },
  ],
  [
    "detail-trace",
    async (app, shot) => {
      await detail(app, "trace-loan-hl-0417.json", "Trace");
      await app.evaluate(() =>
        document.querySelector("article ol").closest("section").scrollIntoView(),
      );
      await shot();
    },
  ],
  [
    "detail-audit-log",
    async (app, shot) => {
      await detail(app, "6-audit-log-gap.ndjson", "Audit log");
      await app.shows("Gap: event no. 24 is missing.");
      await shot();
    },
  ],
  [
    "keys",
    async (app, shot) => {
      await app.go("Keys");
      await app.see("heading", sampleKey.label);
      await shot();
    },
  ],
  [
    "errors",
    async (app, shot) => {
      await app.go("Errors");
      await app.fill("Search by code, status or word", "");
      await app.click("button", /^rate_limited/);
      await shot();
    },
  ],
  [
    "reports",
    async (app, shot) => {
      await app.go("Reports");
      await shot();
    },
  ],
  [
    "reports-filed",
    async (app, shot) => {
      await app.click("button", "Fill in…");
      await app.see("dialog", "Filed under");
      await put(app, "Engagement", "Harbourline Credit Union, audit of 2026");
      await put(app, "Working paper", "WP 7.3");
      await put(app, "Prepared by", "M. Okafor");
      await put(app, "Prepared on", "2026-03-31");
      await put(
        app,
        "How the evidence was received",
        "On an encrypted stick, from the client’s records office, on 2 March 2026.",
      );
      await poke(app, "button", "Add an exhibit");
      await app.type("board-minutes-2026-02.rec");
      await app.see("option", /board-minutes/);
      await app.press("ArrowDown", "Enter");
      await put(app, "Number 1", "EX-1");
      await shot();
      await discarded(app, "Filed under");
    },
  ],
  [
    "settings",
    async (app, shot) => {
      await app.go("Settings");
      await shot();
    },
  ],
  [
    "about",
    async (app, shot) => {
      await app.click("button", "About Proofdesk");
      await app.see("dialog", "About Proofdesk");
      await app.shows(/[1-9]\d+ libraries/);
      await shot();
      await closed(app, "About Proofdesk");
    },
  ],
  [
    "shortcuts",
    async (app, shot) => {
      await app.click("button", "Help");
      await app.see("dialog", "Help");
      await shot();
      await closed(app, "Help");
    },
  ],
  [
    "narrow-720x480",
    async (app, shot) => {
      await detail(app, "2-edited-record/dividend-resolution.record.json", "Document record");
      await app.display.tool("windowsize", await app.window(), 720, 480);
      await until("the smallest size", () => app.evaluate(() => innerWidth === 720));
      await app.click("button", "Back to the list").catch(() => {});
      await shot();
      await app.display.tool("windowsize", await app.window(), WIDTH, HEIGHT);
      await until("the usual size", () => app.evaluate((width) => innerWidth === width, WIDTH));
    },
  ],
];

async function themed(app, theme) {
  await app.go("Settings");
  await app.click("radio", theme === "light" ? "Light" : "Dark");
  await until("the theme", () =>
    app.evaluate((name) => document.documentElement.dataset.theme === name, theme),
  );
  await app.go("Evidence");
}

mkdirSync(out, { recursive: true });
// Paths stand in the pictures.
const sandbox = await Sandbox.open({ folder: join(tmpdir(), "auditor") });
try {
  const samples = sandbox.samples();
  for (const theme of ["light", "dark"]) {
    let app = await App.open(sandbox);
    await themed(app, theme);
    await app.see("button", "Try the sample evidence");
    await take(app, theme, "empty");
    await app.close();
    app = await App.open(sandbox, samples);
    await settled(app);
    for (const [name, scene] of SCENES) await scene(app, () => take(app, theme, name));
    await app.close();
  }
} finally {
  await sandbox.close();
}
