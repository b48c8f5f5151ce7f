import { describe, expect, it } from "vitest";
import type { Check, Finding, Outcome, Verdict } from "../../src/lib/bindings/types";
import { checksNote } from "../../src/screens/evidence/checks";
import report from "../fixtures/samples-report.json";

describe("how the checks came out", () => {
  const one = (outcome: Outcome): Check => ({
    ...(report.results[0]?.checks[0] as Check),
    outcome,
  });
  const lookup = (): Check => ({ ...one("unknown"), check: "lookup" });
  const note = (checks: Check[], verdict: Verdict = "unconfirmed") =>
    checksNote({ ...(report.results[0] as unknown as Finding), verdict, checks });

  it.each<[Outcome[], string]>([
    [["pass"], "1 passed"],
    [["pass", "pass", "pass", "pass", "pass"], "All 5 passed"],
    [["fail"], "1 failed"],
    [["fail", "pass"], "1 failed"],
    [["fail", "pass", "fail"], "2 failed"],
    [["unknown", "pass"], "1 inconclusive"],
    [["unknown", "fail", "unknown"], "1 failed, 2 inconclusive"],
  ])("%j", (outcomes, words) => expect(note(outcomes.map(one))).toBe(words));

  it("says that no record was found only where that is so", () => {
    expect(note([lookup()], "not_found")).toBe("No record found");
    expect(note([one("fail"), lookup()], "not_found")).toBe("1 failed, no record found");
    // A record names the file, and is not verified itself.
    expect(note([one("pass"), lookup()])).toBe("1 inconclusive");
  });
});
