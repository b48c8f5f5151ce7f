/** A trace as a timeline and an audit log as a strip: read, and gone through with the keyboard. */
import assert from "node:assert/strict";
import { inWindow } from "./harness/app.mjs";
import { openDetail, pinned } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";
import { verdictWord } from "./harness/words.mjs";

let report;
let folder;

async function prepare(sandbox) {
  folder = await pinned(sandbox, sandbox.samples());
  report = JSON.parse((await sandbox.cli("verify", "--format", "json", folder)).stdout);
  return [folder];
}

const result = (path, kind) =>
  report.results.find((r) => r.source.path === `${folder}/${path}` && r.kind === kind);
const focused = (app) =>
  app.evaluate(() => document.activeElement.textContent.replace(/\s+/g, " ").trim());
const label = (app) => app.evaluate(() => document.activeElement.getAttribute("aria-label"));
const field = (item, name) => item.fields.find((f) => f.name === name)?.value;

/** The items of the timeline: buttons inside the list of the section. */
async function items(app) {
  return app.evaluate(() =>
    Array.from(document.querySelectorAll("article ol > li button"), (b) =>
      b.textContent.replace(/\s+/g, " ").trim(),
    ),
  );
}

inWindow({ prepare }, (it) => {
  it("the timeline has every item in order, with its verdict, type, id and time", async (app) => {
    const trace = result("good/trace-loan-hl-0417.json", "trace");
    await openDetail(app, "good/trace-loan-hl-0417.json", "Trace");
    const shown = await items(app);
    assert.equal(shown.length, 6);
    assert.equal(trace.children.length, 6);
    for (const [i, item] of trace.children.entries()) {
      assert.match(shown[i], new RegExp(`^${verdictWord[item.verdict]}`));
      assert.ok(shown[i].includes(item.id), shown[i]);
      for (const name of ["event_type", "timestamp"]) {
        const value = field(item, name);
        if (value) assert.ok(shown[i].includes(value), `${shown[i]}: ${value}`);
      }
    }
  });

  it("what ties the items together is shown as it was checked", async (app) => {
    const text = await app.content((await app.all("article"))[0]);
    for (const tie of ["Number and order of items", "Sealed hash", "Seal of the trace"]) {
      assert.match(text, new RegExp(`${tie} ?Passed`));
    }
    const { headline, children } = result("good/trace-loan-hl-0417.json", "trace");
    assert.ok(text.indexOf(headline) < text.indexOf("Seal of the trace"));
    assert.ok(text.indexOf("Seal of the trace") < text.indexOf(children[0].id), "before the items");
  });

  it("arrow keys go from item to item, Enter shows its checks, Escape comes back", async (app) => {
    const shown = await items(app);
    await app.evaluate(() => document.querySelector("article ol > li button").focus());
    await app.press("ArrowDown", "ArrowDown");
    assert.equal(await focused(app), shown[2]);
    await app.press("End");
    assert.equal(await focused(app), shown[5]);
    await app.press("ArrowDown");
    assert.equal(await focused(app), shown[5]);
    await app.press("Home", "ArrowRight");
    assert.equal(await focused(app), shown[1]);
    await app.press("Enter");
    const item = result("good/trace-loan-hl-0417.json", "trace").children[1];
    await app.see("heading", item.headline);
    assert.match(
      await app.content((await app.all("article"))[0]),
      /^Trace item · trace-loan-hl-0417\.json/,
    );
    await app.press("Escape");
    await until("the trace", async () => (await items(app)).length === 6);
  });

  it("the timeline has an equivalent in text", async (app) => {
    await app.click("button", "Show as a table");
    const rows = await app.evaluate(() =>
      Array.from(document.querySelectorAll("article section tbody tr"), (tr) =>
        tr.textContent.replace(/\s+/g, " ").trim(),
      ),
    );
    const trace = result("good/trace-loan-hl-0417.json", "trace");
    for (const [i, item] of trace.children.entries()) {
      assert.match(rows[i], new RegExp(`^${i + 1} ?${verdictWord[item.verdict]}`));
      assert.ok(rows[i].includes(item.id));
    }
    await app.click("button", "Show as a table");
  });

  it("a trace that an item was taken from has a broken bond, whole items and both hashes", async (app) => {
    await openDetail(app, "wrong/5-trace-item-removed.json", "Trace");
    const article = (await app.all("article"))[0];
    const text = await app.content(article);
    assert.match(text, /Sealed hash ?Failed/);
    assert.match(text, /Seal of the trace ?Passed/);
    assert.ok(text.includes("458bb58449dd4d4e6da691895105824ddd322a34d463cd482f05b09d26df2736"));
    assert.ok(text.includes("a1b68e4edf90eb470b56abf8e680b4fbee3ca56d3c0f89a8f64ad6191483497b"));
    assert.equal((await items(app)).length, 4);
  });

  it("an audit log is a strip with its gap, in words too", async (app) => {
    await openDetail(app, "wrong/6-audit-log-gap.ndjson", "Audit log");
    await app.shows("Events no. 1–41. Gap: event no. 24 is missing.");
    const strip = await app.evaluate(() =>
      Array.from(document.querySelectorAll("[aria-label='Ranges of numbers'] button"), (b) =>
        b.getAttribute("aria-label"),
      ),
    );
    await app.shows("Not to scale");
    assert.deepEqual(strip, ["No. 1–23: verified", "No. 24 missing", "No. 25–41: verified"]);
  });

  it("arrow keys go from run to run, and Enter shows the first event of one", async (app) => {
    await app.evaluate(() =>
      document.querySelector("[aria-label='Ranges of numbers'] button").focus(),
    );
    await app.press("ArrowRight");
    assert.equal(await label(app), "No. 24 missing");
    await app.press("Enter");
    await app.shows("Events no. 1–41.");
    await app.press("ArrowRight");
    assert.equal(await label(app), "No. 25–41: verified");
    await app.press("Enter");
    await until("the event after the gap", async () =>
      /^Audit event · 6-audit-log-gap\.ndjson, line 24/.test(
        await app.content((await app.all("article"))[0]),
      ),
    );
    assert.match(await app.content((await app.all("article"))[0]), /seq Signed25/);
  });

  it("a log without a gap says that none is missing", async (app) => {
    await openDetail(app, "good/audit/branch-systems.ndjson", "Audit log");
    await app.shows(
      "Events no. 1–300. None between them is missing. What was cut off before the first or after the last number cannot be seen.",
    );
  });
});
