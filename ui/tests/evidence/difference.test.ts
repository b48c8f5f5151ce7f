import { describe, expect, it } from "vitest";
import { cut, difference } from "../../src/lib/difference";

/** Both values with what is marked in brackets, and the number of the first character. */
function shown(one: string, other: string) {
  const found = difference(one, other);
  if (!found) return null;
  const [a, b] = found.marks;
  const write = (text: string, marks: typeof a) =>
    cut(text, marks)
      .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
      .join("");
  return [write(one, a), write(other, b), found.first];
}

const hash = "c4e233dbfc71c6211bff1baf7304b4b7fd9a886a1f903d6efdba23bfcdc8b605";
const another = "bae0f223757941f560ec7cfefab3061e2ff9e75e00d72134d568c0c2b04ffbcf";

describe("what differs", () => {
  it.each([
    // As long as each other: every character.
    ["2026-03-17T18", "2026-02-27T18", "2026-0[3]-[1]7T18", "2026-0[2]-[2]7T18", 7],
    ["quill-2-small", "quill-2-large", "quill-2-[small]", "quill-2-[large]", 9],
    ["100.00", "999.99", "[100].[00]", "[999].[99]", 1],
    // Otherwise: between the beginning and the end that both have.
    ["EUR 1,200.00", "EUR 12,200.00", "EUR 1,200.00", "EUR 1[2],200.00", 6],
    ["Q1 report", "Q1 draft report", "Q1 report", "Q1 [draft ]report", 4],
    ["abc", "abcd", "abc", "abc[d]", 4],
    ["aa", "aaa", "aa", "aa[a]", 3],
    ["", "x", "", "[x]", 1],
    ["one", "three", "[on]e", "[thre]e", 1],
  ])("%s and %s", (one, other, a, b, first) => {
    expect(shown(one, other)).toEqual([a, b, first]);
  });

  it("is nothing between equal values", () => {
    expect(difference("same", "same")).toBeNull();
  });

  it("is the first digit only of two hashes that differ nearly everywhere", () => {
    expect(shown(hash, another)).toEqual([`[c]${hash.slice(1)}`, `[b]${another.slice(1)}`, 1]);
  });

  it("is every digit of a hash that was edited", () => {
    const edited = `${hash.slice(0, 10)}0${hash.slice(11, 63)}6`;
    expect(shown(hash, edited)).toEqual([
      `${hash.slice(0, 10)}[7]${hash.slice(11, 63)}[5]`,
      `${hash.slice(0, 10)}[0]${hash.slice(11, 63)}[6]`,
      11,
    ]);
  });

  it("never cuts a character in two, and counts it as one", () => {
    // Both begin with the same half of a pair.
    expect(shown("a😀b", "a😁b")).toEqual(["a[😀]b", "a[😁]b", 2]);
    expect(shown("😀x", "😀xy")).toEqual(["😀x", "😀x[y]", 3]);
  });
});

describe("a part of a marked text", () => {
  it("has the marks that lie in it, cut at its ends", () => {
    expect(cut("0123456789", [{ from: 2, to: 6 }], 4, 8)).toEqual([
      { text: "45", marked: true },
      { text: "67", marked: false },
    ]);
    expect(cut("0123456789", [{ from: 2, to: 3 }], 4, 8)).toEqual([
      { text: "4567", marked: false },
    ]);
  });
});
