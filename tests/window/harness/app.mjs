/** The real window, and what a user does with it and reads in it. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Driver } from "./webdriver.mjs";
import { Sandbox, binary } from "./sandbox.mjs";
import { contentOf, queryAll, textOf } from "./page.mjs";
import { until } from "./wait.mjs";

const KEYS = {
  Enter: "\uE007",
  Tab: "\uE004",
  Escape: "\uE00C",
  Space: " ",
  Backspace: "\uE003",
  Delete: "\uE017",
  ArrowUp: "\uE013",
  ArrowDown: "\uE015",
  ArrowLeft: "\uE012",
  ArrowRight: "\uE014",
  Home: "\uE011",
  End: "\uE010",
  PageUp: "\uE00E",
  PageDown: "\uE00F",
  Shift: "\uE008",
  Control: "\uE009",
  Alt: "\uE00A",
};

export class App {
  /** Opens the window in a sandbox, with command-line arguments, and waits until it can be used. */
  static async open(sandbox, ...args) {
    const app = new App();
    app.sandbox = sandbox;
    app.display = sandbox.display;
    const env = { ...sandbox.env, TAURI_WEBVIEW_AUTOMATION: "true" };
    app.driver = await Driver.open({
      binary: sandbox.binary ?? binary,
      args,
      env,
      log: sandbox.log,
    });
    await app.see("navigation", "Screens");
    return app;
  }

  // --- reading

  /** All visible elements of a role, and a name: the whole of it, or a regular expression. */
  all(role, name = null, within = null) {
    const named = name instanceof RegExp ? { source: name.source, flags: name.flags } : name;
    return this.driver.execute(queryAll, role, named, within);
  }

  /** The one element of a role and a name, as soon as it is there. */
  see(role, name, { within, timeout } = {}) {
    const ask = async () => {
      const found = await this.all(role, name, within);
      if (found.length > 1) throw new Error(`there are ${found.length} of them`);
      return found[0];
    };
    return until(`${role}${name ? ` “${name}”` : ""}`, ask, { timeout });
  }

  /** Waits until an element is there no more. */
  gone(role, name) {
    return until(`no ${role} “${name}”`, async () => (await this.all(role, name)).length === 0);
  }

  /** The text of the one element of a role and a name. */
  async read(role, name, options) {
    return this.driver.execute(textOf, await this.see(role, name, options));
  }

  text(element) {
    return this.driver.execute(textOf, element);
  }

  content(element) {
    return this.driver.execute(contentOf, element);
  }

  /** All of the window's text. */
  body() {
    return this.driver.execute(() => document.body.innerText.replace(/\s+/g, " "));
  }

  /** Waits until the window shows a text, anywhere. */
  shows(text, { timeout } = {}) {
    const ask = async () => {
      const body = await this.body();
      if (text instanceof RegExp ? text.test(body) : body.includes(text)) return true;
      throw new Error(body.slice(0, 2000));
    };
    return until(`the text “${text}”`, ask, { timeout });
  }

  evaluate(script, ...args) {
    return this.driver.execute(script, ...args);
  }

  /** Calls a command of the program from the page, as the page's own code would. */
  invoke(command, args = {}) {
    const call = (name, given) => window.__TAURI_INTERNALS__.invoke(name, given);
    return this.driver.executeAsync(call, command, args);
  }

  // --- doing

  /** Clicks with the pointer, in the middle of the element. */
  async click(role, name, options) {
    await this.clickOn(() => this.see(role, name, options));
  }

  /** What is drawn anew between finding and clicking is looked for again. */
  async clickOn(find) {
    const ask = async () => {
      await this.driver.click(await find());
      return true;
    };
    await until("a click to arrive", ask, { timeout: 5000 });
  }

  /** Writes into a field in place of what is there. */
  async fill(name, text, options) {
    await this.click("textbox", name, options);
    await this.press("Control+a");
    if (text === "") await this.press("Delete");
    else await this.type(text);
  }

  async choose(name, option) {
    const list = await this.see("combobox", name);
    const script = (element, words) => {
      const wanted = [...element.options].find((o) => o.text.trim() === words);
      element.value = wanted.value;
      element.dispatchEvent(new Event("change", { bubbles: true }));
    };
    await this.driver.execute(script, list, option);
  }

  /** Presses keys: "Enter", "Control+Shift+o". */
  async press(...chords) {
    for (const chord of chords) {
      const keys = (chord === "+" ? ["+"] : chord.split("+")).map((key) => KEYS[key] ?? key);
      const down = keys.map((value) => ({ type: "keyDown", value }));
      const up = keys.toReversed().map((value) => ({ type: "keyUp", value }));
      await this.driver.actions({ type: "key", id: "keyboard", actions: [...down, ...up] });
    }
  }

  async type(text) {
    const actions = [...text].flatMap((value) => [
      { type: "keyDown", value: value === "\n" ? KEYS.Enter : value },
      { type: "keyUp", value: value === "\n" ? KEYS.Enter : value },
    ]);
    await this.driver.actions({ type: "key", id: "keyboard", actions });
  }

  /** Goes to a screen of the rail. */
  async go(screen) {
    const rail = await this.see("navigation", "Screens");
    await this.click("button", screen, { within: rail });
    await this.see("heading", screen);
  }

  /** The id of the window on the display. */
  window() {
    return this.display.window("Proofdesk");
  }

  async close() {
    await this.driver.close();
  }
}

/**
 * Tests in one window, in order, each going on where the one before it stopped, unless they are
 * `independent`. A test that fails leaves a picture of the display.
 */
export function inWindow({ size, bus, independent = false, prepare = () => [] }, tests) {
  const desk = {};
  test.before(async () => {
    desk.sandbox = await Sandbox.open({ size, bus });
    const args = await prepare(desk.sandbox);
    desk.app = await App.open(desk.sandbox, ...args);
  });
  test.after(async () => {
    await desk.app?.close();
    await desk.sandbox?.close();
  });
  let failed = false;
  const it = (words, ...rest) => {
    const [body, options = {}] = rest.toReversed();
    return test(words, { timeout: 120_000, ...options }, async (t) => {
      // The rest of a journey means nothing.
      if (failed) return t.skip("a step before it failed");
      try {
        await body(desk.app, desk.sandbox);
      } catch (error) {
        failed = !independent;
        t.diagnostic(`Picture: ${await picture(desk, words)}`);
        throw error;
      }
    });
  };
  tests(it, desk);
}

async function picture({ sandbox }, words) {
  const folder = mkdtempSync(join(tmpdir(), "proofdesk-failure-"));
  const path = join(folder, `${words.replace(/\W+/g, "-").slice(0, 60)}.png`);
  return sandbox?.display.picture(path).then(
    () => path,
    (error) => error.message,
  );
}
