/** What was given, and what came of it, in words. */
import type { EvidenceInput, InputKind, Summary } from "./bindings/types";
import { count, plural } from "./format";

/** Of what a set consists: one, and more of them. */
const inputWords: Record<InputKind, readonly [one: string, many: string]> = {
  folder: ["folder", "folders"],
  file: ["file", "files"],
  text: ["pasted text", "pasted texts"],
  missing: ["missing", "missing"],
};

export function inputWord(input: EvidenceInput): string {
  return inputWords[input.kind][0];
}

/** "2 folders, 1 file". */
export function setWords(inputs: readonly EvidenceInput[]): string {
  return (Object.keys(inputWords) as InputKind[])
    .map((kind) => ({ kind, n: inputs.filter((input) => input.kind === kind).length }))
    .filter(({ n }) => n > 0)
    .map(({ kind, n }) => plural(n, ...inputWords[kind]))
    .join(", ");
}

/**
 * "6 of 31 results do not match, 22 are verified, 2 have no record in this evidence, and 1 is for
 * information." The parts add up to the total, which is that of the list and of the report. The sentence
 * will be quoted alone, so it claims nothing that is not so of all results.
 */
export function summarySentence(summary: Summary): string {
  if (summary.cancelled) {
    return `Cancelled. These ${plural(summary.total, "result", "results")} are incomplete; do not rely on them.`;
  }
  const { total, verified, mismatch, uncheckable, info } = summary;
  const judged = total - info;
  const are = (n: number, what: string) => n > 0 && `${count(n)} ${n === 1 ? "is" : "are"} ${what}`;
  const have = (n: number, what: string) =>
    n > 0 && `${count(n)} ${n === 1 ? "has" : "have"} ${what}`;
  const beside = info > 0 ? `; ${are(info, "for information")}` : "";
  if (total === 0) return "Nothing was checked.";
  if (judged === 0) return `There was nothing to verify${beside}.`;
  if (verified === judged) {
    const all = judged === 1 ? "The one result is" : `All ${count(judged)} results are`;
    return `${all} verified under the keys listed, within the limits listed${beside}.`;
  }
  if (uncheckable === judged) {
    const each = judged === 1 ? "The one result" : `Each of the ${count(judged)} results`;
    return `Nothing could be checked. ${each} says why${beside}.`;
  }
  const results = plural(total, "result", "results");
  const rest = [
    mismatch > 0 && are(verified, "verified"),
    are(summary.unconfirmed, "not confirmed"),
    uncheckable > 0 && `${count(uncheckable)} cannot be checked`,
    have(summary.not_found, "no record in this evidence"),
    are(info, "for information"),
  ].filter((part) => part !== false);
  if (mismatch > 0) {
    const first = `${count(mismatch)} of ${results} ${mismatch === 1 ? "does" : "do"} not match`;
    return `${list([first, ...rest])}.`;
  }
  const verb = verified === 1 || total === 1 ? "is" : "are";
  const first = `${count(verified)} of ${results} ${verb} verified`;
  return `${list([first, ...rest])}. No mismatch was found in what could be checked.`;
}

/** Each part is a sentence of its own. */
function list(parts: string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")}, and ${parts.at(-1)}`;
}
