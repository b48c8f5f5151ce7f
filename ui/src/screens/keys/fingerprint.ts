/**
 * Help with the comparison of two fingerprints, one shown and one obtained elsewhere. Whether they are
 * equal is decided by the program when the key is pinned.
 */
const LENGTH = 64;

export type Comparison =
  | { state: "empty" }
  /** So far everything agrees: `digits` of 64. */
  | { state: "partial"; digits: number }
  /** The first difference, at a place counted from 1. `actual` is the key's digit. */
  | { state: "differs"; place: number; entered: string; actual: string }
  | { state: "not_hex"; place: number; entered: string }
  | { state: "too_long"; digits: number }
  | { state: "equal" };

/** The digits alone: a prefix, spaces, colons and the case are how a fingerprint is written down. */
export function digitsOf(text: string): string {
  return text
    .trim()
    .replace(/^sha-?256[:=]?/i, "")
    .replace(/[\s:]/gu, "")
    .toLowerCase();
}

/** Compares what was entered with `fingerprint`, 64 lowercase hexadecimal digits. */
export function compare(entered: string, fingerprint: string): Comparison {
  const digits = [...digitsOf(entered)];
  if (digits.length === 0) return { state: "empty" };
  for (const [i, digit] of digits.slice(0, LENGTH).entries()) {
    if (!/^[0-9a-f]$/.test(digit)) return { state: "not_hex", place: i + 1, entered: digit };
    if (digit !== fingerprint[i]) {
      return { state: "differs", place: i + 1, entered: digit, actual: fingerprint[i] ?? "" };
    }
  }
  if (digits.length > LENGTH) return { state: "too_long", digits: digits.length };
  return digits.length === LENGTH
    ? { state: "equal" }
    : { state: "partial", digits: digits.length };
}
