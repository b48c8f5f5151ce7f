import { describe, expect, it } from "vitest";
import type { Check, Finding, Outcome, Verdict } from "../../src/lib/bindings/types";
import { checksNote, reason } from "../../src/lib/headline";
import report from "../fixtures/samples-report.json";

describe("the reason in a row", () => {
  it.each<[Verdict, string, string]>([
    [
      "mismatch",
      "Does not match: the hash calculated from the items is not the one that was sealed",
      "The hash calculated from the items is not the one that was sealed",
    ],
    ["unconfirmed", "Not confirmed: it is unsigned", "It is unsigned"],
    [
      "uncheckable",
      "Cannot be checked: its JSON is not well formed",
      "Its JSON is not well formed",
    ],
    [
      "verified",
      "Verified: signed with the key you pinned as harbourline.example",
      "Signed with the key you pinned as harbourline.example",
    ],
    // Whole where there is no opening, or another one than the verdict's.
    ["not_found", "No record found in this evidence", "No record in this evidence names it"],
    ["info", "Public key of x, which you pinned as y", "Public key of x, which you pinned as y"],
    ["mismatch", "Not confirmed: it is unsigned", "Not confirmed: it is unsigned"],
    ["mismatch", "Does not match", "Does not match"],
    ["verified", "", ""],
  ])("%s: %s", (verdict, headline, expected) => {
    expect(reason(verdict, headline)).toBe(expected);
  });

  it("never repeats the verdict, in any headline of the samples", () => {
    for (const { verdict, headline } of report.results.filter((r) => r.verdict !== "not_found")) {
      const said = reason(verdict as Verdict, headline);
      expect(said).toMatch(/^[A-Z]/);
      expect(said).not.toMatch(/^(Verified|Not confirmed|Does not match|Cannot be checked)/);
      expect(headline.toLowerCase().endsWith(said.toLowerCase())).toBe(true);
    }
  });
});

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
