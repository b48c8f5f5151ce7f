/** The HTML report in a browser that runs no script of it and reaches no network: WCAG 2.2 AA by axe-core. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium, withChromium } from "./harness/chromium.mjs";
import { cli, root } from "./harness/sandbox.mjs";

const axe = join(root, "ui/node_modules/axe-core/axe.min.js");
const missing =
  (!chromium && "there is no Chromium") || (!existsSync(axe) && "there is no axe-core");

let folder;
let page;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "report-page-"));
  page = join(folder, "report.html");
  writeFileSync(
    join(folder, "data.toml"),
    'engagement = "<script>document.title = 1</script>"\nprepared_by = "\\u202Egnorw"\n' +
      '[exhibits]\n"README.md" = "<img src=http://127.0.0.1:9/x>"\n',
  );
  const pin = `harbourline.example=@${join(root, "samples/harbourline.key.json")}`;
  const common = ["verify", "--quiet", "--no-keyring", "--pin", pin];
  const earlier = join(folder, "earlier.json");
  const run = (args) => {
    const { status, stderr } = spawnSync(cli, [...common, ...args], { encoding: "utf8" });
    assert.ok([0, 1, 3].includes(status), stderr);
  };
  run([join(root, "samples/wrong"), "--format", "json", "-o", earlier]);
  run([
    join(root, "samples"),
    "--format",
    "html",
    "-o",
    page,
    "--sign-off",
    "--certification",
    "--engagement",
    join(folder, "data.toml"),
    "--against",
    earlier,
  ]);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const words = "document.body.innerText";

test("the page is the same without scripts and loads nothing", { skip: missing }, async () => {
  await withChromium(async (browser) => {
    await browser.open(pathToFileURL(page).href);
    const withScripts = await browser.evaluate(words);
    await browser.send("Emulation.setScriptExecutionDisabled", { value: true });
    await browser.open(pathToFileURL(page).href);
    assert.equal(await browser.evaluate(words), withScripts);
    assert.ok(withScripts.includes("<script>document.title = 1</script>"));
    assert.equal(await browser.evaluate("document.title"), "Verification report, Proofdesk");
    assert.deepEqual([...new Set(browser.requests)], [pathToFileURL(page).href]);
  });
});

for (const scheme of ["light", "dark"]) {
  for (const width of [320, 1280]) {
    test(`axe-core finds nothing, ${scheme}, ${width} wide`, { skip: missing }, async () => {
      await withChromium(async (browser) => {
        const features = [{ name: "prefers-color-scheme", value: scheme }];
        await browser.send("Emulation.setEmulatedMedia", { features });
        const size = { width, height: 900, deviceScaleFactor: 1, mobile: false };
        await browser.send("Emulation.setDeviceMetricsOverride", size);
        await browser.open(pathToFileURL(page).href);
        await browser.evaluate(`${readFileSync(axe, "utf8")}; null`);
        const { violations, passes } = await browser.evaluate(
          `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })
            .then(({ violations, passes }) => ({
              violations: violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((n) => n.html)]),
              passes: passes.length,
            }))`,
        );
        assert.deepEqual(violations, []);
        assert.ok(passes > 10, "axe checked next to nothing");
        const beyond = "document.documentElement.scrollWidth > innerWidth";
        assert.equal(await browser.evaluate(beyond), false, "the page scrolls sideways");
      });
    });
  }
}
