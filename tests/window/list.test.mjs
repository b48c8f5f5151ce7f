/** The list of results: filtered by verdict, searched, sorted, and records looked up in it. */
import assert from "node:assert/strict";
import { inWindow } from "./harness/app.mjs";
import {
  SEARCH,
  allRows,
  rowCount,
  search,
  settled,
  visibleRows,
  pinned,
} from "./harness/journey.mjs";
import { expectedCounts, expectedFiles, kindWord, verdictWord } from "./harness/words.mjs";
import { until } from "./harness/wait.mjs";

const expected = expectedFiles();
const total = expected.length;
const listed = (app, count) => until(`${count} rows`, async () => (await rowCount(app)) === count);
const toggle = async (app, verdict) =>
  app.click("button", new RegExp(`^[\\d,]+ ${verdictWord[verdict]}$`));
const name = (row) => row.path.split("/").at(-1);

inWindow({ prepare: async (sandbox) => [await pinned(sandbox, sandbox.samples())] }, (it) => {
  it("all files are listed, what does not match first", async (app) => {
    await settled(app);
    assert.equal(await rowCount(app), total);
    const first = (await visibleRows(app)).slice(0, expectedCounts(expected).mismatch);
    assert.deepEqual(new Set(first.map((row) => row.verdict)), new Set(["Does not match"]));
  });

  it("each row says why, without the words of its verdict", async (app) => {
    const rows = await visibleRows(app);
    const why = (wanted) => rows.find((row) => row.name === wanted)?.why;
    assert.equal(
      why("screening.record.json"),
      "A field that it shows is not what was signed: model_name",
    );
    assert.ok(rows.every((row) => row.why !== ""));
  });

  for (const verdict of ["mismatch", "not_found", "unconfirmed", "info"]) {
    it(`the count of ${verdict.replace("_", " ")} shows those only, and again all`, async (app) => {
      await toggle(app, verdict);
      const wanted = expected.filter((row) => row.verdict === verdict);
      await listed(app, wanted.length);
      const rows = await allRows(app);
      assert.deepEqual(rows.map((r) => r.name).toSorted(), wanted.map(name).toSorted());
      assert.ok(rows.every((row) => row.verdict === verdictWord[verdict]));
      await toggle(app, verdict);
      await listed(app, total);
    });
  }

  it("two verdicts together show both", async (app) => {
    await toggle(app, "mismatch");
    await toggle(app, "not_found");
    const counts = expectedCounts(expected);
    await listed(app, counts.mismatch + counts.not_found);
    await toggle(app, "mismatch");
    await toggle(app, "not_found");
    await listed(app, total);
  });

  it("the search follows the typing, and looks in names, reasons and kinds", async (app) => {
    await app.fill(SEARCH, "dividend");
    await listed(app, 2);
    await app.fill(SEARCH, "SIGNED_FIELDS_DIFFER");
    await until("the two records and the files that they name", async () => {
      const rows = await visibleRows(app);
      return rows.some((row) => row.name === "screening.record.json") && rows.length < 10;
    });
    await app.fill(SEARCH, "");
    await listed(app, total);
  });

  it("a search without a result says so, and offers the way back", async (app) => {
    await app.fill(SEARCH, "no such words here");
    await app.see("heading", "No result matches this filter");
    await app.click("button", "Show all results");
    await listed(app, total);
    assert.equal(await app.evaluate((field) => field.value, await app.see("textbox", SEARCH)), "");
  });

  it("a name is whole as long as what stands beside it can be shorter", async (app) => {
    await search(app, "9-received-by-mail.eml");
    const widths = await app.evaluate(() => {
      const line = document.querySelector("[role=row][aria-selected] .name .line");
      const width = (part) => line.querySelector(part)?.getBoundingClientRect().width ?? 0;
      const text = document.createRange();
      text.selectNodeContents(line.querySelector(".own .head"));
      // The smallest part of a pixel costs a letter and three dots.
      const cut = text.getBoundingClientRect().width - width(".own .head");
      return { cut, beside: width(".where") };
    });
    assert.ok(widths.beside > 0, "nothing stands beside the name");
    assert.ok(widths.cut < 0.01, `${widths.cut} pixels of the name are cut`);
    await search(app, "");
    await listed(app, total);
  });

  it("headers sort, and sort the other way when used again", async (app) => {
    await search(app, "2-edited-record");
    await listed(
      app,
      expected.filter((row) => row.path.startsWith("wrong/2-edited-record")).length,
    );
    await app.click("button", "Name");
    const sorted = async (direction) => {
      await until(`the order to be ${direction}`, async () => {
        const header = await app.see("columnheader", "Name");
        return (await app.evaluate((e) => e.getAttribute("aria-sort"), header)) === direction;
      });
      await settled(app);
      return (await allRows(app)).map((row) => row.name);
    };
    const wanted = expected
      .filter((row) => row.path.startsWith("wrong/2-edited-record"))
      .map(name)
      .toSorted();
    assert.deepEqual(await sorted("ascending"), wanted);
    await app.click("button", "Name");
    assert.deepEqual(await sorted("descending"), wanted.toReversed());
    await app.click("button", "Verdict");
    await search(app, "");
  });

  it("an id is looked up, and leads to its record", async (app) => {
    await app.fill(SEARCH, "");
    await listed(app, total);
    await app.fill(SEARCH, "att_01KSFGB5EYNS8V427ZFJMY0E4Q");
    await app.press("Enter");
    await app.see(
      "heading",
      "Not confirmed: the content that it refers to is not in this evidence",
    );
    assert.match(
      await app.content((await app.all("article"))[0]),
      new RegExp(`^${kindWord.attestation} · answer\\.record\\.json`),
    );
  });

  it("a hash that several results have leads to each of them", async (app) => {
    const hash = "06927f16a16cbe5181f30e70689aeb561e62f268f5baaa1ce101923b1d748e56";
    await app.fill(SEARCH, hash);
    await app.press("Enter");
    await app.shows("Looked up in this evidence");
    const pane = await app.see("region", "Result");
    assert.match(await app.text(pane), /2 results/);
    await app.click("button", /dividend-resolution\.pdf/, { within: pane });
    await app.see("heading", "No reliable proof: the only record for this file was rejected");
    await app.click("button", "Back to what was found");
    await app.click("button", /dividend-resolution\.record\.json/, {
      within: await app.see("region", "Result"),
    });
    await app.see(
      "heading",
      "Does not match: a field that it shows is not what was signed: created_at",
    );
  });

  it("an id that is not in this evidence gets the documented answer, which does not say that it does not exist", async (app) => {
    await app.fill(SEARCH, "https://app.example/proof/trace/trc_01AAAAAAAAAAAAAAAAAAAAAAAA");
    await app.press("Enter");
    await app.shows("trace_not_found");
    const text = await app.text(await app.see("region", "Result"));
    assert.doesNotMatch(text, /does not exist/i);
    assert.match(text, /elsewhere/);
  });

  it("a search is closed, and the result that was shown before comes back", async (app) => {
    await app.click("button", "Close the search");
    await app.see(
      "heading",
      "Does not match: a field that it shows is not what was signed: created_at",
    );
  });
});
