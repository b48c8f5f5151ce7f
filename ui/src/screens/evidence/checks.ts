/** How the checks of a result came out, in words. */
import type { Check, Finding } from "../../lib/bindings/types";
import { capital, count } from "../../lib/format";

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
  return capital(said.join(", "));
}
