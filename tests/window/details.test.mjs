/**
 * The detail of every result of the samples, and of some that cannot be checked: sentence, cause, next
 * step, axes, every check, fields, hashes and what it was matched with, as the command line reports them.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { inWindow } from "./harness/app.mjs";
import { expectedDetail, shownDetail } from "./harness/detail.mjs";
import { openDetail, pathBelow, settled } from "./harness/journey.mjs";
import { expectedSamples, kindWord, sampleKey } from "./harness/words.mjs";

let report;
let folder;

async function prepare(sandbox) {
  folder = sandbox.samples();
  writeFileSync(`${folder}/torn.json`, '{"event_id": "a", "signature": ');
  writeFileSync(
    `${folder}/twice.json`,
    '{"event_id": "a", "event_id": "b", "document_hash": "00"}',
  );
  const key = ["keys", "add", sampleKey.label, `@${folder}/harbourline.key.json`];
  const added = await sandbox.cli(
    ...key,
    "--domain",
    sampleKey.label,
    "--fingerprint",
    sampleKey.fingerprint,
  );
  assert.equal(added.status, 0, added.stderr);
  report = JSON.parse((await sandbox.cli("verify", "--format", "json", folder)).stdout);
  return [folder];
}

const place = ({ line, pointer }) => [line && `line ${line}`, pointer].filter(Boolean).join(" ");

/** Everything but the 348 audit events, of which one good one and one of each kind of place are enough. */
function chosen(verdict) {
  const events = [
    "good/audit/branch-systems.ndjson line 7",
    "good/audit/card-services-page.json /events/3",
  ];
  return report.results.filter((finding) => {
    if (finding.verdict !== verdict) return false;
    const path = pathBelow(folder, finding.source);
    return (
      finding.kind !== "audit_event" ||
      verdict !== "verified" ||
      events.includes(`${path} ${place(finding.source)}`)
    );
  });
}

inWindow({ prepare }, (it) => {
  it("the report has the verdicts and reasons that are expected of the samples", async (app) => {
    await settled(app);
    const seen = report.results.map(({ source, kind, verdict, checks }) => {
      const path = pathBelow(folder, source);
      const reasons = new Set(checks.filter((c) => c.outcome !== "pass").map((c) => c.reason));
      return [`${path} ${source.line ?? ""} ${source.pointer ?? ""} ${kind}`, { verdict, reasons }];
    });
    const byPlace = new Map(seen);
    for (const row of expectedSamples()) {
      const found = byPlace.get(`${row.path} ${row.line} ${row.pointer} ${row.kind}`);
      assert.equal(found?.verdict, row.verdict, row.path);
      for (const reason of row.reasons.split(",").filter(Boolean))
        assert.ok(found.reasons.has(reason), `${row.path}: ${reason}`);
    }
  });

  for (const verdict of [
    "mismatch",
    "uncheckable",
    "not_found",
    "unconfirmed",
    "verified",
    "info",
  ]) {
    it(`the detail of what is ${verdict.replace("_", " ")} says all that the report says`, async (app) => {
      const findings = chosen(verdict);
      assert.ok(findings.length > 0, verdict);
      for (const finding of findings) {
        const path = pathBelow(folder, finding.source);
        await openDetail(app, path, kindWord[finding.kind], place(finding.source));
        assert.deepEqual(await shownDetail(app), expectedDetail(finding), path);
      }
    });
  }

  it("an edited record: the sentence, both values, and the way on, in the words of the report", async (app) => {
    await openDetail(
      app,
      "wrong/2-edited-record/dividend-resolution.record.json",
      "Document record",
    );
    const article = await app.content((await app.all("article"))[0]);
    assert.match(
      article,
      /Does not match: a field that it shows is not what was signed: created_at/,
    );
    assert.match(article, /Signed 2026-03-17T18:22:09.771246Z/);
    assert.match(article, /Shown in the record ?2026-02-27T18:22:09.771246Z/);
    assert.match(article, /The time shown is 18 days earlier than the one signed\./);
    assert.match(
      article,
      /Do not rely on the value shown\. The signature shows what was signed, not that it is right\. Ask the issuer for the record again, directly from the API\./,
    );
  });

  it("the signed bytes are shown whole, with the value that was signed marked where it stands", async (app) => {
    const file = `${folder}/wrong/2-edited-record/dividend-resolution.record.json`;
    const record = JSON.parse(readFileSync(file));
    const signed = Buffer.from(record.signed_payload_b64, "base64");
    const { offset } = report.results
      .find((r) => r.source.path === file)
      .checks.find((c) => c.offset !== null);
    await app.click("button", "Signed bytes");
    const bytes = await app.see("region", /^Bytes of /);
    const [before, marked, after] = await app.evaluate((pre) => {
      const mark = pre.querySelector("mark");
      const text = pre.textContent.replace(/·/g, " ");
      const range = document.createRange();
      range.setStart(pre, 0);
      range.setEndBefore(mark);
      const start = range.toString().length;
      const length = mark.textContent.length;
      return [text.slice(0, start), text.slice(start, start + length), text.slice(start + length)];
    }, bytes);
    assert.equal(before + marked + after, signed.toString());
    assert.equal(before.length, offset);
    // The value as JSON, so from its quotation mark on.
    assert.equal(signed.toString().slice(offset, offset + 11), '"2026-03-17');
    const digest = createHash("sha256").update(signed).digest("hex");
    const section = await app.content((await app.all("article"))[0]);
    assert.ok(section.includes(digest), section);
    assert.match(section, /The signature is valid for these bytes/);
    await app.click("button", "Signed bytes");
  });

  it("what it was matched with leads there", async (app) => {
    await app.click("button", `${folder}/wrong/2-edited-record/dividend-resolution.pdf`);
    await app.see("heading", "No reliable proof: the only record for this file was rejected");
  });

  it("the record of a file leads back to it", async (app) => {
    await app.click("button", `${folder}/wrong/2-edited-record/dividend-resolution.record.json`);
    await app.see(
      "heading",
      "Does not match: a field that it shows is not what was signed: created_at",
    );
  });
});
