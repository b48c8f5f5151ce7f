/** What another check changed, in words. */
import type { Summary } from "./bindings/types";
import { verdictWord, verdictsByWeight } from "./bindings/words";
import { count } from "./format";

/** "Results now: Verified 300 (before: 0), Not confirmed 12 (before: 312)." */
export function changeOfCounts(before: Summary, after: Summary): string {
  const changed = verdictsByWeight.flatMap((verdict) =>
    verdict !== "info" && before[verdict] !== after[verdict]
      ? [`${verdictWord[verdict]} ${count(after[verdict])} (before: ${count(before[verdict])})`]
      : [],
  );
  return changed.length === 0
    ? "There are as many results of each verdict as before."
    : `Results now: ${changed.join(", ")}.`;
}
