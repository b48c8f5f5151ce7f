/** What the detail must show of a result, and what it shows. White space is left out of both. */
import { until } from "./wait.mjs";
import { axisClaim, axisWord, checkWord, outcomeWord, verdictWord } from "./words.mjs";

const statusWord = {
  signed: "Signed",
  normalised: "Signed, in different notation",
  not_shown: "Signed, not shown",
};
const weight = ["fail", "unknown", "pass", "none"];
const comparable = ["content_hash", "payload_hash", "binding", "composite_hash", "seal"];

export const tight = (text) => text.replace(/\s+/g, "");

/** Control characters are shown by their code. */
const visible = (text) =>
  text.replace(
    /[\p{Cc}\u00a0\u2000-\u200f\u2028-\u202f\u2066-\u2069\ufeff]/gu,
    (c) => `U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );

function firstDifference(a, b) {
  const [x, y] = [[...a], [...b]];
  const at = x.findIndex((c, i) => c !== y[i]);
  return at === -1 ? Math.min(x.length, y.length) : at;
}

const sourceWord = {
  signed: "Signed",
  shown: "Shown in the record",
  calculated: "Calculated from the evidence",
  stated: "Stated in the record",
  pinned: "Pinned",
  record: "In the record",
};

/** The path, with the names of what it is in. */
const nameOf = ({ path, members }) => [path, ...members.map(({ name }) => name)].join(" › ");

/** A name of what a result was matched with is a link, which bears the last part of the path. */
function withLinks(note, matched) {
  const all = matched.toSorted((a, b) => nameOf(b).length - nameOf(a).length);
  const shown = (source) => nameOf({ ...source, path: source.path.split("/").at(-1) });
  return all.reduce((text, source) => text.replaceAll(nameOf(source), shown(source)), note);
}

function expectedCheck(check, verdict, matched) {
  const { field, form, note, values } = check;
  const searched = verdict === "not_found" && check.check === "lookup";
  const words = [checkWord[check.check], field === null ? "" : `: ${field}`];
  words.push(searched ? verdictWord.not_found : outcomeWord[check.outcome]);
  words.push(form === null ? "" : `Form: ${form}`, withLinks(note ?? "", matched));
  for (const { source, value } of values) words.push(sourceWord[source], value);
  const [one, other] = values;
  if (values.length === 2 && one.value !== other.value && comparable.includes(check.check)) {
    words.push(
      `The first difference is at character ${firstDifference(one.value, other.value) + 1}.`,
    );
  }
  words.push(check.reason ?? "");
  return tight(visible(words.join("")));
}

/** What is only shown stands below what is signed. */
function expectedFields(fields) {
  const differs = (field) => field.status === "unsigned" && field.signed_value !== null;
  const shownOnly = (field) => field.status === "unsigned" && !differs(field);
  const status = (field) => (differs(field) ? "Failed Differs" : statusWord[field.status]);
  const row = (...words) => tight(visible(words.join("")));
  const shown = (field) =>
    field.status === "not_shown" ? "The record does not show it" : field.value;
  const signed = fields.filter((field) => !shownOnly(field));
  const unsigned = fields.filter(shownOnly);
  return [
    ...signed.map((field) =>
      row(field.name, status(field), shown(field), field.signed_value ?? ""),
    ),
    ...(unsigned.length > 0 ? [row("Shown, but not signed")] : []),
    ...unsigned.map((field) => row(field.name, field.value)),
  ];
}

/** From a result of the command line's JSON report. */
export function expectedDetail(finding) {
  const checks = finding.checks.toSorted(
    (a, b) => weight.indexOf(a.outcome) - weight.indexOf(b.outcome),
  );
  const axes = Object.entries(finding.axes);
  return {
    headline: tight(visible(finding.headline)),
    cause: tight(visible(finding.possible_causes ?? "")),
    next: tight(visible(withLinks(finding.next_step ?? "", finding.matched_with))),
    axes: axes.every(([, o]) => o === "none")
      ? []
      : axes.map(([axis, outcome]) =>
          tight(axisWord[axis] + axisClaim[axis][outcome] + outcomeWord[outcome]),
        ),
    checks: checks.map((check) => expectedCheck(check, finding.verdict, finding.matched_with)),
    fields: expectedFields(finding.fields),
    hashes: Object.values(finding.hashes),
    matched: finding.matched_with.map((source) => {
      const place = [source.line && `line ${source.line}`, source.pointer]
        .filter(Boolean)
        .join(" ");
      return tight(visible(nameOf(source) + place));
    }),
    source: tight(visible(nameOf(finding.source))),
  };
}

/** What the window shows, in the same form; long texts are opened first. */
export async function shownDetail(app) {
  for (const button of await app.all("button", /^Show all [\d,]+( characters)?$/)) {
    await app.evaluate((element) => element.click(), button);
  }
  await until(
    "long texts to open",
    async () => (await app.all("button", /^Show all [\d,]+ characters$/)).length === 0,
  );
  return app.evaluate(() => {
    const tight = (element) => element?.textContent.replace(/\s+/g, "") ?? "";
    const article = document.querySelector("article");
    const under = (title) =>
      Array.from(article.querySelectorAll("section")).find((section) =>
        section.querySelector("h3")?.textContent.trim().startsWith(title),
      );
    const all = (title, selector) =>
      Array.from(under(title)?.querySelectorAll(selector) ?? [], tight);
    const after = (words) =>
      tight(
        Array.from(article.querySelectorAll("dt")).find((dt) => tight(dt) === words)
          ?.nextElementSibling,
      );
    return {
      headline: tight(article.querySelector("h2")),
      cause: after("Possiblecauses"),
      next: after("Nextstep"),
      axes: Array.from(article.querySelectorAll("ul[aria-label='What was checked'] > li"), tight),
      checks: all("Checks", "ul > li"),
      fields: all("Fields", "tbody > tr"),
      hashes: all("Hashes", "dd"),
      matched: all("Matched with", "li"),
      source: tight(under("Source")?.querySelector("p")),
    };
  });
}
