/** A trace's items as its picture needs them. What failed is read from the checks, never worked out. */
import type { CheckName, Finding, Outcome, Verdict } from "../../lib/bindings/types";
import { checkWord } from "../../lib/bindings/words";
import { count, elapsed } from "../../lib/format";

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
  /** How many items it stands for: those that are alike in everything but their place. */
  count: number;
  /** Their numbers, from 1, in words. */
  numbers: string;
}

function field(finding: Finding, name: string): string | null {
  return finding.fields.find((f) => f.name === name)?.value ?? null;
}

/** The number of an item, from 1, by the pointer to it. */
function number(pointer: string | null): number {
  return Number(pointer?.split("/").at(-1)) + 1;
}

/** The first and the last number of each stretch of items that a child stands for. */
function stretches(child: Finding): [number, number][] {
  const only = { first: child.source.pointer, last: child.source.pointer };
  const all = child.pointers.length > 0 ? child.pointers : [only];
  return all.map(({ first, last }) => [number(first), number(last)]);
}

/** More stretches than these are not named. */
const NAMED = 5;

function inWords(all: [number, number][]): string {
  const named = all.slice(0, NAMED).map(([first, last]) => {
    return first === last ? count(first) : `${count(first)} to ${count(last)}`;
  });
  return named.join(", ") + (all.length > NAMED ? " and others" : "");
}

export function traceItems(trace: Finding): TraceItem[] {
  const repeated = trace.checks.some((c) => c.reason === "item_repeated");
  const seen = new Set<string>();
  let before: number | null = null;
  let behind = 1;
  return trace.children.map((child, at) => {
    const time = field(child, "timestamp");
    const now = time === null ? NaN : Date.parse(time);
    const places = stretches(child);
    const follows = places[0]?.[0] === behind;
    behind = (places.length === 1 ? (places[0]?.[1] ?? NaN) : NaN) + 1;
    const known = before !== null && follows && !Number.isNaN(now);
    const since = known && before !== null ? elapsed(now - before) : null;
    before = Number.isNaN(now) ? before : now;
    const twice = child.id !== null && (child.count > 1 || seen.has(child.id));
    const again = repeated && twice;
    if (child.id !== null) seen.add(child.id);
    const type = field(child, "event_type");
    const { verdict, id, count } = child;
    return { at, verdict, type, id, time, since, again, count, numbers: inWords(places) };
  });
}

const weight: readonly Outcome[] = ["fail", "unknown", "pass", "none"];

/** What ties the items together, as the engine checked it: the worst outcome of each. */
export function ties(trace: Finding): { name: string; outcome: Outcome }[] {
  const checks: CheckName[] = ["items", "composite_hash", "seal"];
  return checks.map((check) => {
    const outcomes = trace.checks.filter((c) => c.check === check).map((c) => c.outcome);
    return {
      name: checkWord[check],
      outcome: weight.find((outcome) => outcomes.includes(outcome)) ?? "none",
    };
  });
}
