import { describe, expect, it } from "vitest";
import { folderWithin, pathParts } from "../../src/lib/format";

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
