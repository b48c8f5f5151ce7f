/** The counts of a run as sentences. */
import type { Summary } from "./bindings/types";
import { count, plural } from "./format";

/** "6 of 389 do not match; 371 are verified, 10 unconfirmed, 2 without a record." */
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
  const rest = [
    summary.verified > 0 && `${count(summary.verified)} verified`,
    summary.unconfirmed > 0 && `${count(summary.unconfirmed)} unconfirmed`,
    summary.uncheckable > 0 && `${count(summary.uncheckable)} that cannot be checked`,
    summary.not_found > 0 && `${count(summary.not_found)} without a record`,
  ].filter((part) => part !== false);
  const others = rest.length > 0 ? `: ${list(rest)}` : "";
  if (summary.mismatch > 0) {
    const verb = summary.mismatch === 1 ? "does" : "do";
    const also = rest.length > 0 ? `. The others: ${list(rest)}` : "";
    return `${count(summary.mismatch)} of ${count(checked)} ${verb} not match${also}.`;
  }
  return `Nothing of ${plural(checked, "result", "results")} contradicts${others}.`;
}

function list(parts: string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
