/** A trace's items as its picture needs them. What failed is read from the checks, never worked out. */
import type { CheckName, Finding, Outcome, Verdict } from "../../lib/bindings/types";
import { elapsed } from "../../lib/format";

export interface TraceItem {
  /** Its place in `children`. */
  at: number;
  verdict: Verdict;
  type: string | null;
  id: string | null;
  time: string | null;
  /** Time since the item before it, in words; null when it is not known. */
  since: string | null;
  /** True where the engine found it to be there twice, for every one of the same id but the first. */
  again: boolean;
}

function field(finding: Finding, name: string): string | null {
  return finding.fields.find((f) => f.name === name)?.value ?? null;
}

export function traceItems(trace: Finding): TraceItem[] {
  const repeated = trace.checks.some((c) => c.reason === "item_repeated");
  const seen = new Set<string>();
  let before: number | null = null;
  return trace.children.map((child, at) => {
    const time = field(child, "timestamp");
    const now = time === null ? NaN : Date.parse(time);
    const since = before === null || Number.isNaN(now) ? null : elapsed(now - before);
    before = Number.isNaN(now) ? before : now;
    const again = repeated && child.id !== null && seen.has(child.id);
    if (child.id !== null) seen.add(child.id);
    const type = field(child, "event_type");
    return { at, verdict: child.verdict, type, id: child.id, time, since, again };
  });
}

const weight: readonly Outcome[] = ["fail", "unknown", "pass", "none"];

/** What ties the items together, as the engine checked it: the worst outcome of each. */
export function ties(trace: Finding): { name: string; outcome: Outcome }[] {
  const named: [string, CheckName][] = [
    ["Number and order of items", "items"],
    ["Hash over all items", "composite_hash"],
    ["Seal of the trace", "seal"],
  ];
  return named.map(([name, check]) => {
    const outcomes = trace.checks.filter((c) => c.check === check).map((c) => c.outcome);
    return { name, outcome: weight.find((outcome) => outcomes.includes(outcome)) ?? "none" };
  });
}
