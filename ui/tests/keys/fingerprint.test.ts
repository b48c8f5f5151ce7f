import { describe, expect, test } from "vitest";
import { compare, digitsOf } from "../../src/screens/keys/fingerprint";
import { shownInstant, toInstant } from "../../src/screens/keys/times";

const PRINT = "5c26295eaee62cf7e32f9af06497cc95cd748f25c903589fb0438a1704f3c63a";
const groups = (text: string, by: string) => (text.match(/.{4}/g) ?? []).join(by);

describe("a fingerprint is compared digit by digit", () => {
  test.each([
    ["as it is", PRINT],
    ["in groups of four", groups(PRINT, " ")],
    ["in capitals", PRINT.toUpperCase()],
    ["with colons", (PRINT.match(/../g) ?? []).join(":")],
    ["over several lines", groups(PRINT, "\n")],
    ["with a prefix", `SHA256:${PRINT}`],
    ["with other spaces", groups(PRINT, "\u00a0")],
  ])("%s it is equal", (_, text) => {
    expect(compare(text, PRINT)).toEqual({ state: "equal" });
  });

  test("every single changed digit is found, in its place", () => {
    for (let i = 0; i < 64; i += 1) {
      const wrong = PRINT[i] === "0" ? "1" : "0";
      const text = PRINT.slice(0, i) + wrong + PRINT.slice(i + 1);
      expect(compare(text, PRINT)).toEqual({
        state: "differs",
        place: i + 1,
        entered: wrong,
        actual: PRINT[i],
      });
    }
  });

  test("no part of it is equal", () => {
    for (let i = 1; i < 64; i += 1) {
      expect(compare(PRINT.slice(0, i), PRINT)).toEqual({ state: "partial", digits: i });
    }
  });

  test("more than all of it is not equal", () => {
    expect(compare(`${PRINT}0`, PRINT)).toEqual({ state: "too_long", digits: 65 });
  });

  test("what looks like a digit is not one", () => {
    // A Cyrillic letter, a full-width digit, a character that does not show.
    for (const character of ["с", "５", "\u200b", "g"]) {
      const result = compare(character + PRINT.slice(1), PRINT);
      expect(result).toEqual({ state: "not_hex", place: 1, entered: character });
    }
  });

  test("nothing is nothing", () => {
    expect(compare(" \n:", PRINT)).toEqual({ state: "empty" });
    expect(digitsOf(" AB:cd ")).toBe("abcd");
  });
});

describe("times", () => {
  test.each([
    ["2026-03-02", "start", "2026-03-02T00:00:00Z"],
    ["2026-03-02", "end", "2026-03-02T23:59:59.999Z"],
    [" 2026-03-02T09:30:00+01:00 ", "start", "2026-03-02T09:30:00+01:00"],
    ["2026-03-02t09:30:00z", "end", "2026-03-02T09:30:00Z"],
    ["2026-02-31", "start", null],
    ["2026-3-2", "start", null],
    ["yesterday", "start", null],
    ["2026-03-02T09:30", "start", null],
    ["2026-03-02T25:00:00Z", "start", null],
  ] as const)("%s as %s is %s", (text, end, instant) => {
    expect(toInstant(text, end)).toBe(instant);
  });

  test("are shown with a space and the name of UTC", () => {
    expect(shownInstant("2026-03-02T00:00:00Z")).toBe("2026-03-02 00:00:00 UTC");
  });
});
