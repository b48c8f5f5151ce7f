import { fireEvent, screen } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { NumberRange } from "../../src/lib/bindings/types";
import { missing, most, pieces, pieceWords, runWords } from "../../src/screens/evidence/sequence";
import Sequence from "../../src/screens/evidence/Sequence.svelte";
import { scene, settle, show } from "../components/harness";

const run = (from: number, to: number, more: Partial<NumberRange> = {}): NumberRange => ({
  from,
  to,
  verdict: "verified",
  index: from,
  repeated: false,
  ...more,
});
const gap = (from: number, to = from) => run(from, to, { verdict: null, index: null });

describe("pieces", () => {
  it("are the runs while they fit", () => {
    const runs = [run(1, 23), gap(24), run(25, 41)];
    expect(pieces(runs).map((p) => [p.from, p.to, p.parts[0]?.kind])).toEqual([
      [1, 23, "verified"],
      [24, 24, "gap"],
      [25, 41, "verified"],
    ]);
    expect(missing(runs)).toBe(1);
  });

  it("share places when there are more, and tell what they hold, the weightiest first", () => {
    const runs = Array.from({ length: 2001 }, (_, i) =>
      i % 2 === 0 ? run(i * 1000 + 1, i * 1000 + 999) : gap(i * 1000, i * 1000),
    );
    const parts = pieces(runs);
    expect(parts.length).toBeLessThanOrEqual(most);
    expect(parts[0]?.from).toBe(1);
    expect(parts.at(-1)?.to).toBe(2_000_999);
    expect(parts.every((p) => p.parts.length === 2 && p.parts[0]?.kind === "gap")).toBe(true);
    expect(pieces([...runs, run(3e6, 3e6, { verdict: "mismatch" })]).at(-1)?.parts[0]?.kind).toBe(
      "mismatch",
    );
  });

  it("are said in words", () => {
    expect(runWords(gap(24), false)).toBe("No. 24 missing");
    expect(runWords(gap(1200, 1204), false)).toBe("No. 1,200–1,204 missing");
    expect(runWords(run(7, 7, { verdict: "mismatch", repeated: true }), false)).toBe(
      "No. 7: does not match, each more than once",
    );
    const [part] = pieces(Array.from({ length: 32 }, (_, i) => (i % 2 ? gap(i) : run(i, i))));
    expect(part && pieceWords(part, false)).toBe("No. 0–1: 2 ranges, 1 gap");
    // Nothing is verified while the run goes on.
    const [whole] = pieces([run(25, 41)]);
    expect(whole && pieceWords(whole, true)).toBe("No. 25–41: provisional");
    expect(whole && pieceWords(whole, false)).toBe("No. 25–41: verified");
  });
});

describe("Sequence", () => {
  async function log() {
    const stage = await scene();
    const path = "samples/wrong/6-audit-log-gap.ndjson";
    await stage.view.selectSource({ path, members: [], line: null, pointer: null });
    await settle();
    const at = stage.view.selected;
    if (!at) throw new Error("no log");
    const { container } = show(stage, Sequence, { at });
    await settle();
    return { ...stage, container };
  }

  it("shows the gap as an empty place with its number", async () => {
    const { container } = await log();
    expect(container.textContent?.replace(/\s+/g, " ")).toContain("Gap: event no. 24 is missing.");
    const [, hole] = container.querySelectorAll("li button");
    expect(hole?.getAttribute("aria-label")).toBe("No. 24 missing");
    expect(hole?.querySelector(".gap")).not.toBeNull();
  });

  it("says that its pieces are not as long as their runs", async () => {
    await log();
    expect(screen.getByText("Not to scale")).toBeTruthy();
  });

  it("goes from run to run with the arrows, and selects the first event of one", async () => {
    const { container, view } = await log();
    const buttons = [...container.querySelectorAll<HTMLElement>("li button")];
    buttons[0]?.focus();
    await fireEvent.keyDown(buttons[0] as HTMLElement, { key: "End" });
    expect(document.activeElement).toBe(buttons[2]);
    await fireEvent.click(buttons[2] as HTMLElement);
    await settle();
    expect(view.detail?.kind).toBe("audit_event");
    expect(view.detail?.fields.find((f) => f.name === "seq")?.value).toBe("25");
  });

  it("has a list that says the same", async () => {
    await log();
    await fireEvent.click(screen.getByRole("button", { name: "Show as a list" }));
    const list = document.querySelector("ol");
    expect(list?.textContent?.replace(/\s+/g, " ").trim()).toBe(
      "No. 1–23: verifiedNo. 24 missingNo. 25–41: verified",
    );
  });
});
