/** axe-core finds nothing against WCAG 2.2 AA on any screen or dialog, in light and in dark. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inWindow } from "./harness/app.mjs";
import { choose } from "./harness/gtk.mjs";
import { discarded, poke, openDetail, pinned, settled, toDetails } from "./harness/journey.mjs";
import { root } from "./harness/sandbox.mjs";
import { until } from "./harness/wait.mjs";

const axe = readFileSync(join(root, "ui/node_modules/axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds, one line a rule, with the elements. */
async function violations(app) {
  if (!(await app.evaluate(() => "axe" in window)))
    await app.driver.execute(`${axe}; return true;`);
  const found = await app.driver.executeAsync(async (tags) => {
    const { violations, passes } = await window.axe.run(document, {
      runOnly: { type: "tag", values: tags },
      resultTypes: ["violations"],
    });
    return {
      checked: passes.length,
      found: violations.map(
        (v) =>
          `${v.id}: ${v.nodes.map((n) => `${n.html.slice(0, 160)} ${n.any[0]?.message ?? ""}`).join(" || ")}`,
      ),
    };
  }, TAGS);
  assert.ok(found.checked > 5, "axe checked next to nothing");
  return found.found;
}

async function opened(app, button, dialog, check) {
  await app.clickOn(async () => (await app.all("button", button))[0]);
  await app.see("dialog", dialog);
  await check();
  await app.press("Escape");
  await app.gone("dialog", dialog);
}

/** Every place, by name: how to get there, and what to do before leaving it. */
const PLACES = {
  "the evidence with the samples": async (app, check) => {
    await app.go("Evidence");
    await settled(app);
    await check();
  },
  "the detail of a mismatch, with the signed bytes": async (app, check) => {
    await openDetail(app, "dividend-resolution.record.json", "Document record");
    await app.click("button", "Signed bytes");
    await app.see("region", /^Bytes of /);
    await check();
    await app.click("button", "Signed bytes");
  },
  "a trace": async (app, check) => {
    await openDetail(app, "5-trace-item-removed.json", "Trace");
    await check();
  },
  "an audit log": async (app, check) => {
    await openDetail(app, "6-audit-log-gap.ndjson", "Audit log");
    await app.shows("Gap: event no. 24 is missing.");
    await check();
  },
  "a filter without results": async (app, check) => {
    await app.go("Evidence");
    await app.fill("Search the results, or find an id, a proof link or a hash", "nothing has this");
    await app.see("heading", "No result matches this filter");
    await check();
    await app.click("button", "Show all results");
  },
  "the list of inputs": async (app, check) => {
    await app.click("button", /^1 folder$/);
    await check();
    await app.press("Escape");
  },
  "the dialog for pasting": (app, check) => opened(app, "Paste", "Paste", check),
  "the keys": async (app, check) => {
    await app.go("Keys");
    await check();
  },
  "adding a key": (app, check) => opened(app, "Add a key…", "Add a key", check),
  "comparing a fingerprint": async (app, check) => {
    await app.clickOn(async () => (await app.all("button", "Add a key…"))[0]);
    await app.click("button", /harbourline\.key\.json/);
    await app.see("heading", "Step 2 of 3: Fingerprint");
    await app.fill("Fingerprint obtained elsewhere", "5c27");
    await app.shows("Character 4 of 64 differs");
    await check();
    await discarded(app, "Add a key");
  },
  "editing a key": (app, check) => opened(app, "Edit…", "Edit a key", check),
  "removing a key": (app, check) => opened(app, "Remove…", "Remove a key", check),
  "the errors": async (app, check) => {
    await app.go("Errors");
    await app.see("tab", "Codes");
    await check();
  },
  "an error that is explained": async (app, check) => {
    await app.click("tab", "Explain a response");
    await app.fill("Error response", "rate_limited");
    await app.click("button", "Explain this response");
    await app.see("heading", /^rate_limited/);
    await check();
  },
  "a request that is checked": async (app, check) => {
    await app.click("tab", "Check a request");
    await app.fill("Request body", '{"event_type": "", "payload": {}}');
    await app.click("button", "Check this request");
    await app.see("heading", /^Breaks/);
    await check();
    await app.click("tab", "Statuses and headers");
    await check();
    await app.click("tab", "Codes");
  },
  "saying whose key it is": async (app, check) => {
    await app.go("Keys");
    await toDetails(app);
    await app.click("radio", "A reviewer’s, who signs reports");
    await check();
    await discarded(app, "Add a key");
  },
  "the reports": async (app, check) => {
    await app.go("Reports");
    await check();
  },
  "what reports are filed under": async (app, check) => {
    await app.go("Reports");
    await app.click("button", "Fill in…");
    await app.see("dialog", "Filed under");
    await app.fill("Prepared on", "tomorrow");
    await poke(app, "button", "Add an exhibit");
    await app.see("option", "README.md");
    await app.press("ArrowDown");
    await app.shows("This is not a date");
    await check();
    await app.press("Escape");
    await discarded(app, "Filed under");
  },
  "a question before packing": async (app, check) => {
    await app.go("Reports");
    await poke(app, "button", "Pack to hand on…");
    await app.see("dialog", "Leave out what could not be read?");
    await check();
    await app.click("button", "Do not pack");
  },
  "a report beside an earlier one": async (app, check) => {
    await app.go("Reports");
    if ((await app.all("button", "Do not compare")).length === 0) {
      await app.click("button", "Compare with an earlier report…");
      await choose(app, "Choose an earlier report", app.sandbox.path("earlier.json"));
    }
    await app.see("heading", /^New: \d+$/);
    await check();
  },
  "the settings": async (app, check) => {
    await app.go("Settings");
    await check();
  },
  "the help": (app, check) => opened(app, "Help", "Help", check),
  About: (app, check) => opened(app, "About Proofdesk", "About Proofdesk", check),
};

/** The samples with a file that cannot be read, and a report on a part of them. */
async function prepare(sandbox) {
  const folder = await pinned(sandbox, sandbox.samples());
  execFileSync("mkfifo", [`${folder}/pipe`]);
  const report = sandbox.path("earlier.json");
  await sandbox.cli("verify", "--format", "json", "-o", report, `${folder}/good`);
  return [folder];
}

inWindow({ independent: true, prepare }, (it) => {
  for (const theme of ["Light", "Dark"]) {
    it(`the theme is ${theme.toLowerCase()}`, async (app) => {
      await app.go("Settings");
      await app.click("radio", theme);
      await until("the theme", () =>
        app.evaluate(
          (name) => document.documentElement.dataset.theme === name,
          theme.toLowerCase(),
        ),
      );
    });
    for (const [name, visit] of Object.entries(PLACES)) {
      it(`${theme.toLowerCase()}: ${name}`, async (app) => {
        // Judged when the place was left, so that the next one is found as it should be.
        const found = [];
        await visit(app, async () => void found.push(...(await violations(app))));
        assert.deepEqual(found, []);
      });
    }
  }

  for (const theme of ["light", "dark"]) {
    it(`${theme}: the empty window, empty keys and empty reports`, async (app) => {
      if (theme === "light") {
        await app.go("Settings");
        await app.click("radio", "Light");
        await app.go("Evidence");
        await app.click("button", /^1 folder$/);
        await app.click("button", "Remove everything");
        await app.click("button", "Remove everything");
        await app.go("Keys");
        await app.click("button", "Remove…");
        await app.click("button", "Remove this key");
        await app.see("heading", "No keys are pinned");
      } else {
        await app.go("Settings");
        await app.click("radio", "Dark");
      }
      await until("the theme", () =>
        app.evaluate((name) => document.documentElement.dataset.theme === name, theme),
      );
      for (const screen of ["Evidence", "Keys", "Reports"]) {
        await app.go(screen);
        assert.deepEqual(await violations(app), [], screen);
      }
    });
  }
});
