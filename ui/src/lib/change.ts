/** What another check changed, in words. */
import type { Summary } from "./bindings/types";
import { verdictsByWeight } from "./bindings/words";
import { count } from "./format";

const words = {
  mismatch: "do not match",
  uncheckable: "cannot be checked",
  unconfirmed: "not confirmed",
  not_found: "without a record",
  verified: "verified",
} as const;

/** "Results now: 300 verified (before: 0), 12 not confirmed (before: 312)." */
export function changeOfCounts(before: Summary, after: Summary): string {
  const changed = verdictsByWeight.flatMap((verdict) =>
    verdict !== "info" && before[verdict] !== after[verdict]
      ? [`${count(after[verdict])} ${words[verdict]} (before: ${count(before[verdict])})`]
      : [],
  );
  return changed.length === 0
    ? "There are as many results of each verdict as before."
    : `Results now: ${changed.join(", ")}.`;
}
