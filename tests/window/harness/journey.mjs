/** Longer ways through the window, that several tests go. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { root } from "./sandbox.mjs";
import { until } from "./wait.mjs";
import { sampleKey, verdictWord } from "./words.mjs";

/** How many files came to what, as the summary strip has it: what none came to is not there. */
export async function counts(app) {
  const strip = await app.see("group", "Show only");
  const read = {};
  for (const [verdict, word] of Object.entries(verdictWord)) {
    const [button] = await app.all("button", new RegExp(`^[\\d,]+ ${word}$`), strip);
    const text = button ? await app.text(button) : "0";
    read[verdict] = Number(text.split(" ")[0].replaceAll(",", ""));
  }
  return read;
}

/** The number of the run that the window shows, or waits for. */
export function generation(app) {
  return app.evaluate(() => Number(document.querySelector("[data-generation]").dataset.generation));
}

/** Waits until the run is over and the list is of this run, this filter and this order. */
export async function settled(app, { timeout = 20_000 } = {}) {
  const ask = () =>
    app.evaluate(() => {
      const grid = document.querySelector("[role=treegrid]");
      const rows = Array.from(document.querySelectorAll("[role=row][aria-selected]"));
      const loaded = rows.every((row) => row.querySelector("[role=gridcell].verdict"));
      return grid?.getAttribute("aria-busy") === "false" && loaded && rows.length > 0;
    });
  await until("the results to be listed", ask, { timeout });
}

/** Does what begins another run, and waits for the results of that one. */
export async function renewed(app, act, options) {
  const before = await generation(app);
  await act();
  await until("another run", async () => (await generation(app)) > before);
  await settled(app, options);
}

/** Does what must begin no run: none has begun when the program and the page have done all that was asked. */
export async function unchanged(app, act) {
  const before = await generation(app);
  await act();
  await quiet(app);
  assert.equal(await generation(app), before);
}

/** Waits until the program has answered, and the page has drawn, all that came before. */
export async function quiet(app) {
  await app.invoke("keys");
  await app.driver.executeAsync(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

/** Adds the samples with the window's own button. */
export async function addSamples(app) {
  await renewed(app, () => app.click("button", "Try the sample evidence"));
}

/** Pins the key of the samples: through the fingerprint step, as a user must. */
export async function pinSampleKey(app) {
  await app.click("button", /Pin the sample key$/);
  await app.see("heading", "Step 2 of 3: Fingerprint");
  await app.fill("Fingerprint obtained elsewhere", sampleKey.fingerprint.match(/.{4}/g).join(" "));
  await app.fill("What did you compare it with?", "with samples/README.md");
  await app.click("button", "Continue");
  await app.see("heading", "Step 3 of 3: Details");
  const before = await generation(app);
  await app.click("button", "Pin this key");
  await app.gone("dialog", "Add a key");
  await app.go("Evidence");
  await until("another run", async () => (await generation(app)) > before);
  await settled(app);
}

/** The rows in view: verdict, name, place in the file, folder, reason, kind, and the number in the list. */
export function visibleRows(app) {
  return app.evaluate(() => {
    const flat = (element) => {
      if (!element) return "";
      // A long name is there twice: whole for screen readers, and as it is drawn.
      const spoken = element.cloneNode(true);
      for (const drawn of spoken.querySelectorAll("[aria-hidden=true]")) drawn.remove();
      return spoken.textContent.replace(/\s+/g, " ").trim();
    };
    const rows = Array.from(document.querySelectorAll("[role=row][aria-selected]"));
    return rows
      .filter((row) => row.querySelector(".verdict"))
      .map((row) => ({
        at: Number(row.getAttribute("aria-rowindex")) - 2,
        verdict: flat(row.querySelector(".verdict")),
        name: flat(row.querySelector(".name .own")),
        where: flat(row.querySelector(".name .where")),
        folder: flat(row.querySelector(".name .folder")),
        why: flat(row.querySelector(".name .why")),
        kind: flat(row.querySelector(".kind")),
        opens: row.getAttribute("aria-expanded"),
        within: row.getAttribute("aria-level") === "2",
        selected: row.getAttribute("aria-selected") === "true",
      }));
  });
}

/** How many rows the list has. */
export async function rowCount(app) {
  const grid = await app.see("grid", "Results");
  return app.evaluate((element) => Number(element.getAttribute("aria-rowcount")) - 1, grid);
}

/** Every row of the list, read page by page with the keyboard. */
export async function allRows(app) {
  const total = await rowCount(app);
  const grid = await app.see("grid", "Results");
  await app.evaluate((element) => element.focus(), grid);
  await app.press("Home");
  const rows = new Map();
  for (let last = -1; rows.size < total;) {
    const selected = await until("the next page of rows", async () => {
      const seen = await visibleRows(app);
      const now = seen.find((row) => row.selected);
      if (!now || (now.at === last && last !== -1)) return null;
      for (const row of seen) rows.set(row.at, row);
      return now;
    });
    last = selected.at;
    if (last >= total - 1) break;
    await app.press("PageDown");
  }
  return [...rows.values()].toSorted((a, b) => a.at - b.at);
}

/** The path of a source below a folder, with the names of what it is in. */
export const pathBelow = (folder, { path, members }) =>
  [path.slice(folder.length + 1), ...members.map((member) => member.name)].join(" › ");

/** Filters the list by a text. Set at once, since letter by letter takes long. */
export async function search(app, text) {
  const field = await app.see("textbox", SEARCH);
  await app.evaluate(
    (element, value) => {
      element.value = value;
      element.dispatchEvent(new Event("input", { bubbles: true }));
      element.focus();
    },
    field,
    text,
  );
  await app.press("Enter");
  await until("the filtered list", () =>
    app.evaluate(
      () => document.querySelector("[role=treegrid]")?.getAttribute("aria-busy") !== "true",
    ),
  );
}

export const SEARCH = "Search the results, or find an id, a proof link or a hash";

/**
 * Opens the detail of the result of a file: the one whose path ends so, whose kind has this word, and
 * which stands at this place in the file.
 */
export async function openDetail(app, path, kind, where = "") {
  await search(app, path);
  const [, folder = "", name] = /^(?:(.*)(?:\/| › ))?(.*)$/.exec(path);
  // Inside its file a result is named by its place.
  const find = async () => {
    const rows = await visibleRows(app);
    const row = rows.find(
      (r) =>
        (r.within && (where ? r.name.endsWith(where) : r.name === name)) ||
        (!r.within &&
          r.opens === null &&
          r.name === name &&
          r.folder.endsWith(folder) &&
          r.where === where),
    );
    if (!row) throw new Error(JSON.stringify(rows));
    return app.evaluate((at) => document.getElementById(`result-${at}`), row.at);
  };
  await app.clickOn(() => until(`the row of ${path}`, find));
  const shown = new RegExp(
    // What lies in a mail or an archive is named with these.
    `^${kind} · ${name.replace(/\W/g, "\\$&")}(?:, in .+)?${where ? `, ${where}` : ""} `,
  );
  await until(`the detail of ${path}`, async () => {
    const [article] = await app.all("article");
    return article && shown.test(`${await app.content(article)} `) && article;
  });
}

/** Puts the key of the samples into the sandbox's ring, by the command line. Gives `folder` back. */
export async function pinned(sandbox, folder) {
  const key = `@${join(root, "samples/harbourline.key.json")}`;
  const { label, fingerprint } = sampleKey;
  const options = [
    "--domain",
    label,
    "--fingerprint",
    fingerprint,
    "--confirmed",
    "samples/README.md",
  ];
  const { status, stderr } = await sandbox.cli("keys", "add", label, key, ...options);
  if (status !== 0) throw new Error(stderr);
  return folder;
}

/** Waits until the detail says what is looked for. */
export const detail = (app, what) =>
  until(`the detail of ${what}`, async () =>
    what.test(await app.content(await app.see("article"))),
  );

/** Dismisses everything that is told. */
export async function dismissed(app) {
  await until("no notice", async () => {
    const [dismiss] = await app.all("button", "Dismiss");
    if (dismiss) await app.evaluate((element) => element.click(), dismiss);
    return !dismiss;
  });
}

/** Clicks where the pointer cannot: outside of the view, or at a zoom that the driver knows nothing of. */
export async function poke(app, role, name) {
  const found = await until(`${role} “${name}”`, async () => (await app.all(role, name))[0]);
  await app.evaluate((element) => {
    element.scrollIntoView({ block: "center" });
    element.focus();
    element.click();
  }, found);
}

/** Closes a dialog in which something was written, and says that it is not needed. */
export async function discarded(app, name) {
  await app.press("Escape");
  await app.shows("Discard what you wrote?");
  await poke(app, "button", "Discard");
  await app.gone("dialog", name);
}

/** Writes into a field at once, wherever it is. */
export async function put(app, name, text) {
  const write = (element, value) => {
    element.value = value;
    element.dispatchEvent(new Event("input", { bubbles: true }));
  };
  await app.evaluate(write, await app.see("textbox", name), text);
}

/** Adds a key that is not pinned yet, as far as its details. */
export async function toDetails(app) {
  await poke(app, "button", "Add a key…");
  const key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  await put(app, "Public key", key);
  await poke(app, "button", "Read this key");
  await app.see("heading", "Step 2 of 3: Fingerprint");
  const fingerprint = "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9";
  await put(app, "Fingerprint obtained elsewhere", fingerprint);
  await put(app, "What did you compare it with?", "by telephone");
  await poke(app, "button", "Continue");
  await app.see("heading", "Step 3 of 3: Details");
}

/** A report without the facts of its run, and without what says which files were taken from the run cache. */
export const timeless = (report) =>
  report.replace(/"run":.*?,(?="report_digest":)/s, "").replaceAll(',"cached":true', "");
