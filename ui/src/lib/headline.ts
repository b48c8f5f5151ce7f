/** Words about a result that leave out what stands right beside them. */
import type { Check, Finding, Verdict } from "./bindings/types";
import { count } from "./format";

/** How headlines begin, which the verdict's own word already says. */
const openings: Partial<Record<Verdict, string>> = {
  verified: "Verified: ",
  unconfirmed: "Not confirmed: ",
  mismatch: "Does not match: ",
  uncheckable: "Cannot be checked: ",
};

/** The reason in a headline: "Not confirmed: it carries no signature" is "It carries no signature". */
export function reason(verdict: Verdict, headline: string): string {
  // The whole headline is the verdict's own word here.
  if (verdict === "not_found") return "No record in this evidence names it";
  const opening = openings[verdict];
  if (opening === undefined || !headline.startsWith(opening)) return headline;
  const [first = "", ...rest] = headline.slice(opening.length);
  return first.toUpperCase() + rest.join("");
}

/** True of the check that looked for a record and found none; of others, one was found. */
export function foundNothing(finding: Finding, check: Check): boolean {
  return finding.verdict === "not_found" && check.check === "lookup" && check.outcome === "unknown";
}

/** How the checks came out: "All 5 passed", "1 failed, 2 inconclusive". */
export function checksNote(finding: Finding): string {
  const { checks } = finding;
  const failed = checks.filter((c) => c.outcome === "fail").length;
  const searched = checks.filter((c) => foundNothing(finding, c)).length;
  const open = checks.filter((c) => c.outcome === "unknown").length - searched;
  const said = [
    failed > 0 && `${count(failed)} failed`,
    open > 0 && `${count(open)} inconclusive`,
    searched > 0 && "no record found",
  ].filter((part) => part !== false);
  if (said.length === 0)
    return checks.length === 1 ? "1 passed" : `All ${count(checks.length)} passed`;
  return said.join(", ").replace(/^n/, "N");
}
