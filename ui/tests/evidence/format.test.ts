import { describe, expect, it } from "vitest";
import { elapsed, folderWithin, instant, pathParts } from "../../src/lib/format";

describe("the folder in a row", () => {
  const roots = ["/home/a/evidence"];

  it("begins with the folder that was added", () => {
    expect(folderWithin("/home/a/evidence/good/x.json", roots)).toBe("evidence/good");
    expect(folderWithin("/home/a/evidence/x.json", roots)).toBe("evidence");
  });

  it("is whole for a file that was added by itself", () => {
    expect(folderWithin("/home/a/evidence-2/x.json", roots)).toBe("/home/a/evidence-2");
    expect(folderWithin("/home/b/x.json", [])).toBe("/home/b");
  });

  it("knows the separator of Windows", () => {
    expect(folderWithin("C:\\e\\good\\x.json", ["C:\\e"])).toBe("e\\good");
  });

  it("is nothing for what was pasted", () => {
    expect(folderWithin("Pasted text 1", roots)).toBe("");
  });
});

describe("a path", () => {
  it("is cut at slashes, and at backslashes on Windows only", () => {
    expect(pathParts("/e/caf\\xe9.txt")).toEqual({ folder: "/e/", name: "caf\\xe9.txt" });
    expect(pathParts("C:\\e\\x.txt")).toEqual({ folder: "C:\\e\\", name: "x.txt" });
    expect(pathParts("\\\\host\\share\\x.txt").name).toBe("x.txt");
  });
});

describe("elapsed", () => {
  it.each([
    [320, "320 ms later"],
    [4_200, "4.2 s later"],
    [61_000, "1 minute 1 second later"],
    [-3_600_000, "1 hour earlier"],
    [200_000_000, "2 days 7 hours later"],
    [-18 * 86_400_000, "18 days earlier"],
  ])("%d", (milliseconds, words) => expect(elapsed(milliseconds)).toBe(words));
});

describe("the moment of a time", () => {
  it.each([
    ["2026-03-17T18:22:09.5Z", Date.UTC(2026, 2, 17, 18, 22, 9, 500)],
    ["2026-03-17t19:22:09+01:00", Date.UTC(2026, 2, 17, 18, 22, 9)],
    ["2024-02-29T00:00:00Z", Date.UTC(2024, 1, 29)],
    ["2026-02-29T00:00:00Z", null],
    ["2026-13-01T00:00:00Z", null],
    ["2026-03-17T25:00:00Z", null],
    ["2026-03-17", null],
    ["17 March 2026", null],
    ["", null],
  ])("%s", (text, moment) => expect(instant(text)).toBe(moment));
});
