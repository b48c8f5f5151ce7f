/** Where two values differ, and the values cut at these places. */
import { isDigest } from "./format";

/** From one place in a text to another, in units of UTF-16, and never inside a character. */
export interface Span {
  from: number;
  to: number;
}

export interface Difference {
  /** The number of the first character that differs, from 1. */
  first: number;
  /** What differs in the one, and in the other. */
  marks: readonly [readonly Span[], readonly Span[]];
}

/**
 * Of values as long as each other, every character that differs; otherwise all that is between the
 * beginning and the end that they share. Null when they are equal.
 */
export function difference(one: string, other: string): Difference | null {
  if (one === other) return null;
  const [a, b] = [[...one], [...other]];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  if (a.length === b.length) {
    let places = runs(a, b, start);
    const differing = places.reduce((sum, [from, to]) => sum + to - from, 0);
    // Two hashes of different things agree in one digit of sixteen, and only by chance: which ones
    // says nothing. Of a hash that was edited, most digits agree, and each that does not is marked.
    if (isDigest(one) && isDigest(other) && differing > a.length / 2) places = [[start, start + 1]];
    return { first: start + 1, marks: [spans(a, places), spans(b, places)] };
  }
  let [endA, endB] = [a.length, b.length];
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  return { first: start + 1, marks: [spans(a, [[start, endA]]), spans(b, [[start, endB]])] };
}

/** Neighbouring characters that differ, as the first and the one after the last. */
function runs(a: readonly string[], b: readonly string[], start: number): [number, number][] {
  const found: [number, number][] = [];
  for (let at = start; at < a.length; at += 1) {
    if (a[at] === b[at]) continue;
    const last = found.at(-1);
    if (last?.[1] === at) last[1] = at + 1;
    else found.push([at, at + 1]);
  }
  return found;
}

/** Numbers of characters as places in the text. Where nothing stands, the span is empty. */
function spans(characters: readonly string[], places: readonly [number, number][]): Span[] {
  let [at, units] = [0, 0];
  const unitsAt = (place: number) => {
    for (; at < place; at += 1) units += characters[at]?.length ?? 0;
    return units;
  };
  return places.map(([first, last]) => ({ from: unitsAt(first), to: unitsAt(last) }));
}

/** A part of a text in pieces, marked and not; an empty span is none. */
export function cut(text: string, marks: readonly Span[], from = 0, to = text.length) {
  const pieces: { text: string; marked: boolean }[] = [];
  const add = (start: number, end: number, marked: boolean) => {
    const [first, last] = [Math.max(start, from), Math.min(end, to)];
    if (first < last) pieces.push({ text: text.slice(first, last), marked });
  };
  let done = from;
  for (const mark of marks) {
    add(done, mark.from, false);
    add(mark.from, mark.to, true);
    done = Math.max(done, mark.to);
  }
  add(done, to, false);
  return pieces;
}
