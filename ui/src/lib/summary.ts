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

/**
 * "6 of 31 results do not match, 22 are verified, for 2 no record was found, and 1 is information." The
 * parts add up to the total, which is that of the list and of the report.
 */
export function summarySentence(summary: Summary): string {
  if (summary.cancelled) {
    return `Incomplete: ${plural(summary.total, "result", "results")} before it was cancelled.`;
  }
  const { total } = summary;
  const are = (n: number, what: string) => n > 0 && `${count(n)} ${n === 1 ? "is" : "are"} ${what}`;
  if (total === 0) return "Nothing was checked.";
  if (summary.info === total) return `There was nothing to verify: ${are(total, "information")}.`;
  // Information is not verified: where there is some, not all results are.
  if (summary.verified === total) {
    return total === 1 ? "It is verified." : `All ${count(total)} results are verified.`;
  }
  const results = plural(total, "result", "results");
  const rest = [
    are(summary.verified, "verified"),
    are(summary.unconfirmed, "unconfirmed"),
    summary.uncheckable > 0 && `${count(summary.uncheckable)} cannot be checked`,
    summary.not_found > 0 && `for ${count(summary.not_found)} no record was found`,
    are(summary.info, "information"),
  ].filter((part) => part !== false);
  if (summary.mismatch > 0) {
    const verb = summary.mismatch === 1 ? "does" : "do";
    const first = `${count(summary.mismatch)} of ${results} ${verb} not match`;
    return `${list([first, ...rest])}.`;
  }
  return `Nothing contradicts. Of ${results}, ${list(rest)}.`;
}

/** Each part is a sentence of its own. */
function list(parts: string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")}, and ${parts.at(-1)}`;
}
