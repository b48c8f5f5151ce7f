/** Theme, size, shortcuts, About; and that the window comes back as it was left. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App, inWindow } from "./harness/app.mjs";
import { openDetail, pinned, renewed } from "./harness/journey.mjs";
import { root } from "./harness/sandbox.mjs";
import { until } from "./harness/wait.mjs";

const colour = (app) =>
  app.evaluate(() => getComputedStyle(document.querySelector("main")).backgroundColor);
const lightness = (rgb) =>
  rgb
    .match(/[\d.]+/g)
    .slice(0, 3)
    .reduce((sum, part) => sum + Number(part), 0) / 3;
const scale = (app) => app.evaluate(() => window.innerWidth);

inWindow(
  { prepare: async (sandbox) => [await pinned(sandbox, sandbox.samples("wrong"))] },
  (it, desk) => {
    it("the theme is light or dark as it is chosen, at once", async (app) => {
      await app.go("Settings");
      await app.click("radio", "Dark");
      await until("a dark window", async () => lightness(await colour(app)) < 60);
      await app.click("radio", "Light");
      await until("a light window", async () => lightness(await colour(app)) > 230);
      await app.click("radio", "Match system");
      await until("the system's theme", () =>
        app.evaluate(() => !document.documentElement.dataset.theme),
      );
    });

    it("everything grows with the size that is chosen", async (app) => {
      const before = await scale(app);
      await app.choose("Zoom", "150 %");
      await until(
        "the window to zoom",
        async () => Math.abs((await scale(app)) - before / 1.5) < 3,
      );
      await app.see("heading", "Settings");
    });

    it("keys make everything larger, smaller, and as it was", async (app) => {
      const whole = (await scale(app)) * 1.5;
      const steps = [
        ["ctrl+plus", 1.75],
        ["ctrl+plus", 2],
        ["ctrl+minus", 1.75],
        ["ctrl+0", 1],
      ];
      for (const [keys, size] of steps) {
        await app.display.tool("key", keys);
        await until(
          `a size of ${size}`,
          async () => Math.abs((await scale(app)) - whole / size) < 3,
        );
      }
    });

    it("a gap in an audit log can be made a mismatch", async (app) => {
      await renewed(app, async () => {
        await app.click("checkbox", "A gap in an audit log is a mismatch");
        await app.go("Evidence");
      });
      await openDetail(app, "6-audit-log-gap.ndjson", "Audit log");
      await app.see(
        "heading",
        "Does not match: event no. 24 is missing; the 40 events present are verified",
      );
    });

    it("the help says what words mean and what the keys do, opened with ?", async (app) => {
      await app.evaluate(() => document.activeElement.blur());
      await app.press("?");
      const text = await app.text(await app.see("dialog", "Help"));
      for (const words of [
        /pinned recorded by you as the genuine key of an issuer/,
        /signed part the bytes that the signature covers/,
        /Choose files Ctrl O/,
        /Search Ctrl F/,
        /Cancel the run Ctrl \./,
        /Check again F5/,
      ]) {
        assert.match(text, words);
      }
      await app.press("Escape");
      await app.gone("dialog", "Help");
    });

    it("every screen has its key", async (app) => {
      for (const [i, screen] of ["Evidence", "Keys", "Errors", "Reports", "Settings"].entries()) {
        await app.press(`Control+${i + 1}`);
        await until(screen, () =>
          app.evaluate(
            (name) =>
              document.querySelector("nav [aria-current=page]")?.textContent.trim() === name,
            screen,
          ),
        );
      }
    });

    it("About names the version, the licence and the work of others", async (app) => {
      await app.click("button", "About Proofdesk");
      const text = await app.text(await app.see("dialog", "About Proofdesk"));
      const version = /^version = "(.+)"/m.exec(readFileSync(join(root, "Cargo.toml"), "utf8"))[1];
      assert.ok(text.includes(`Version ${version}`), text);
      assert.match(text, /Licence MIT OR Apache-2\.0/);
      await app.shows("This program gives the right answer in all 11 checks.");
      await app.fill("Search by name or licence", "ed25519-dalek");
      await app.shows("1 library");
      await app.shows("ed25519-dalek");
      await app.press("Escape");
      await app.gone("dialog", "About Proofdesk");
    });

    it("theme, settings and the window's size are remembered over a restart", async (app, sandbox) => {
      await app.go("Settings");
      await app.click("radio", "Dark");
      await until("a dark window", async () => lightness(await colour(app)) < 60);
      const window = await app.window();
      await app.display.tool("windowsize", "--sync", window, 900, 640);
      await until("the new size", () => app.evaluate(() => window.innerWidth === 900));
      // As a user closes it: the window manager's own way.
      await app.display.tool("windowactivate", "--sync", window, "key", "alt+F4");
      await until("the window to close", async () => !(await app.display.hasWindow("Proofdesk")));
      await app.close();
      desk.app = await App.open(sandbox);
      await until("the dark theme", async () => lightness(await colour(desk.app)) < 60);
      const { width, height } = await app.display.geometry(await desk.app.window());
      assert.deepEqual({ width, height }, { width: 900, height: 640 });
      await desk.app.go("Settings");
      const box = await desk.app.see("checkbox", "A gap in an audit log is a mismatch");
      assert.equal(await desk.app.evaluate((e) => e.checked, box), true);
    });
  },
);
