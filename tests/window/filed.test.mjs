/** What reports are filed under: filled in on Reports, held to the engine's rules, and in every report. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { inWindow } from "./harness/app.mjs";
import { choose, dialogOpens, dismiss, saveAs } from "./harness/gtk.mjs";
import { poke, dismissed, pinned, settled, timeless } from "./harness/journey.mjs";
import { until } from "./harness/wait.mjs";

let folder;
async function save(app, name, file) {
  await app.click("button", `Save as ${name}…`);
  await saveAs(app, file);
  await app.shows(`The report was saved to ${file}.`);
  return readFileSync(file, "utf8");
}

const prepare = async (sandbox) => [
  (folder = await pinned(sandbox, sandbox.samples("good/documents"))),
];

inWindow({ prepare }, (it) => {
  it("without anything filled in a report has no engagement data", async (app, sandbox) => {
    await settled(app);
    await app.go("Reports");
    await app.shows("Nothing is filled in.");
    const report = JSON.parse(await save(app, "JSON", sandbox.path("plain.json")));
    assert.ok(!("engagement" in report));
  });

  it("a date that is none is said at its field, and Done leaves the form open", async (app) => {
    await app.click("button", "Fill in…");
    await app.see("dialog", "Filed under");
    await app.fill("Engagement", "Harbourline Credit Union, audit 2026");
    await app.fill("Prepared by", "M. Okafor");
    await app.fill("Prepared on", "31.3.2026");
    await app.click("button", "Done");
    const field = await app.see("textbox", "Prepared on");
    const described = () =>
      app.evaluate(
        (element) =>
          (element.getAttribute("aria-describedby") ?? "")
            .split(" ")
            .map((id) => document.getElementById(id)?.textContent ?? "")
            .join(" "),
        field,
      );
    await until("the field to say what is wrong", async () =>
      (await described()).includes(
        "This is not a date; write year, month and day, such as 2026-03-31.",
      ),
    );
    await app.see("dialog", "Filed under");
  });

  it("a file gets its number by a part of its name, and the form is taken", async (app) => {
    await app.fill("Prepared on", "2026-03-31");
    await poke(app, "button", "Add an exhibit");
    await app.type("minutes-2026-02.rec");
    await app.see("option", "board-minutes-2026-02.record.json");
    await app.press("ArrowDown", "Enter");
    await app.fill("Number 1", "EX-1");
    await poke(app, "button", "Add an exhibit");
    await app.type(`${folder}/board-minutes-2026-02.record.json`);
    await app.fill("Number 2", "EX-2");
    await app.shows("One file has two numbers");
    await poke(app, "button", "Take out exhibit 2");
    await until("one number", async () => !(await app.body()).includes("two numbers"));
    await app.click("button", "Done");
    await app.gone("dialog", "Filed under");
    await app.shows("Harbourline Credit Union, audit 2026");
    await app.shows("EX-1: board-minutes-2026-02.record.json");
  });

  it("every report has it, as the command line writes it from a file", async (app, sandbox) => {
    const toml = sandbox.path("filed.toml");
    writeFileSync(
      toml,
      'engagement = "Harbourline Credit Union, audit 2026"\nprepared_by = "M. Okafor"\n' +
        'prepared_on = 2026-03-31\n[exhibits]\n"board-minutes-2026-02.record.json" = "EX-1"\n',
    );
    const own = await save(app, "JSON", sandbox.path("filed.json"));
    assert.equal(JSON.parse(own).engagement.prepared_on, "2026-03-31");
    const options = ["--engagement", toml, folder];
    const { stdout } = await sandbox.cli("verify", "--format", "json", ...options);
    assert.ok(timeless(own) === timeless(stdout), "the JSON reports differ");
    const html = await save(app, "HTML", sandbox.path("filed.html"));
    const made = await sandbox.cli("export", "--format", "html", sandbox.path("filed.json"));
    assert.equal(html.replaceAll("filed.html", "filed.json"), made.stdout);
    assert.ok(html.includes("M. Okafor") && !html.includes("902(13)"));
    const csv = await save(app, "CSV", sandbox.path("filed.csv"));
    assert.match(csv, /EX-1/);
  });

  it("HTML has the pages to be signed that were chosen", async (app, sandbox) => {
    await app.click("checkbox", "A sign-off page");
    await app.click("checkbox", "A certification template");
    const html = await save(app, "HTML", sandbox.path("signed.html"));
    const options = ["--format", "html", "--sign-off", "--certification"];
    const { stdout } = await sandbox.cli("export", ...options, sandbox.path("filed.json"));
    assert.equal(html.replaceAll("signed.html", "filed.json"), stdout);
    assert.match(html, /902\(13\)/);
  });

  it("a file with a mistake is refused with its line, and leaves the form as it was", async (app, sandbox) => {
    const wrong = sandbox.path("wrong.toml");
    writeFileSync(wrong, 'engagement = "x"\n\nreviewed_on = "tomorrow"\n');
    await app.click("button", "Edit…");
    await app.click("button", "Fill in from a file…");
    await choose(app, "Choose engagement data", wrong);
    await app.shows(
      `${wrong}, line 3: this is not a date; write year, month and day, such as 2026-03-31.`,
    );
    const value = (name) =>
      app.see("textbox", name).then((field) => app.evaluate((element) => element.value, field));
    assert.equal(await value("Engagement"), "Harbourline Credit Union, audit 2026");
    await app.click("button", "Fill in from a file…");
    await dismiss(app, "Choose engagement data");
  });

  it("a file fills in everything, and no report takes its place", async (app, sandbox) => {
    const toml = sandbox.path("other.toml");
    writeFileSync(toml, 'working_paper = "WP 7.3"\nprepared_by = "J. Adeyemi"\n');
    await app.click("button", "Fill in from a file…");
    await choose(app, "Choose engagement data", toml);
    const field = await app.see("textbox", "Working paper");
    await until("the form to be filled in", () =>
      app.evaluate((element) => element.value === "WP 7.3", field),
    );
    await app.click("button", "Done");
    await app.gone("dialog", "Filed under");
    await app.shows("WP 7.3");
    const before = readFileSync(toml, "utf8");
    await app.click("button", "Save as CSV…");
    await saveOver(app, toml);
    await app.shows(/would take the place of a file that you gave for this run/);
    assert.equal(readFileSync(toml, "utf8"), before);
    await dismissed(app);
  });

  it("what is packed says what it is filed under, too", async (app, sandbox) => {
    const file = sandbox.path("bag.zip");
    await poke(app, "button", "Pack to hand on…");
    await saveAs(app, file);
    await app.shows(`Packed into ${file}`);
    const report = execFileSync("unzip", ["-p", file, "bag/report/report.json"]);
    assert.deepEqual(JSON.parse(report).engagement, {
      working_paper: "WP 7.3",
      prepared_by: "J. Adeyemi",
    });
    const html = execFileSync("unzip", ["-p", file, "bag/report/report.html"]).toString();
    assert.ok(html.includes("WP 7.3") && html.includes("902(13)"));
  });

  it("only who prepared the last report is remembered, and offered", async (app, sandbox) => {
    await save(app, "JSON", sandbox.path("last.json"));
    const kept = JSON.parse(readFileSync(sandbox.path("config/proofdesk/settings.json"), "utf8"));
    assert.equal(kept.prepared_by, "J. Adeyemi");
    assert.ok(!JSON.stringify(kept).includes("WP 7.3"));
  });
});

/** Names a file that is there, and answers the system's question whether it is to be replaced. */
async function saveOver(app, path) {
  await saveAs(app, path).catch(() => {});
  if (!(await app.display.hasWindow("Save"))) return;
  await dialogOpens(app, "Save");
  await app.display.tool("key", "Tab", "Return");
}
