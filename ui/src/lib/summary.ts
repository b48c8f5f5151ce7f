/** What was given, and what came of it, in words. */
import type { EvidenceInput, InputKind, Summary } from "./bindings/types";
import { count, plural } from "./format";
import { inputWords } from "./words";

/** "2 folders, 1 file". */
export function setWords(inputs: readonly EvidenceInput[]): string {
  return (Object.keys(inputWords) as InputKind[])
    .map((kind) => ({ kind, n: inputs.filter((input) => input.kind === kind).length }))
    .filter(({ n }) => n > 0)
    .map(({ kind, n }) => plural(n, ...inputWords[kind]))
    .join(", ");
}

/** "6 of 389 do not match, 371 are verified, 10 are unconfirmed, and for 2 no record was found." */
export function summarySentence(summary: Summary): string {
  if (summary.cancelled) {
    return `Incomplete: ${plural(summary.total, "result", "results")} before it was cancelled.`;
  }
  const checked = summary.total - summary.info;
  if (checked === 0) {
    return summary.total === 0 ? "Nothing was checked." : "There was nothing to verify.";
  }
  if (summary.verified === checked) {
    return checked === 1 ? "It is verified." : `All ${count(checked)} are verified.`;
  }
  const are = (n: number, what: string) => n > 0 && `${count(n)} ${n === 1 ? "is" : "are"} ${what}`;
  const rest = [
    are(summary.verified, "verified"),
    are(summary.unconfirmed, "unconfirmed"),
    summary.uncheckable > 0 && `${count(summary.uncheckable)} cannot be checked`,
    summary.not_found > 0 && `for ${count(summary.not_found)} no record was found`,
  ].filter((part) => part !== false);
  if (summary.mismatch > 0) {
    const verb = summary.mismatch === 1 ? "does" : "do";
    const first = `${count(summary.mismatch)} of ${count(checked)} ${verb} not match`;
    return `${list([first, ...rest])}.`;
  }
  return `Nothing of ${plural(checked, "result", "results")} contradicts: ${list(rest)}.`;
}

/** Each part is a sentence of its own. */
function list(parts: string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")}, and ${parts.at(-1)}`;
}
