import { fireEvent, screen } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import ResultGrid from "../../src/screens/evidence/ResultGrid.svelte";
import { Scale, rowHeight } from "../../src/screens/evidence/scroll";
import { scene, settle, show } from "../components/harness";

const total = 2_000_000;

describe("Scale", () => {
  it("leaves lists alone that an element can hold", () => {
    const scale = new Scale(1000, 600);
    expect(scale.scaled).toBe(false);
    expect(scale.toOffset(360)).toBe(360);
  });

  it("reaches both ends of two million rows with an element of eight million pixels", () => {
    const scale = new Scale(total, 600);
    expect(scale.drawn).toBe(8_000_000);
    expect(scale.toOffset(0)).toBe(0);
    expect(scale.toOffset(scale.drawn - 600)).toBe(total * rowHeight - 600);
    expect(scale.toOffset(scale.toScrollTop(12_345_678))).toBeCloseTo(12_345_678);
  });

  it("reveals a row with the least movement", () => {
    const scale = new Scale(1000, 10 * rowHeight);
    expect(scale.reveal(0, 9)).toBe(0);
    expect(scale.reveal(0, 10)).toBe(rowHeight);
    expect(scale.reveal(100 * rowHeight, 50)).toBe(50 * rowHeight);
  });
});

describe("ResultGrid", () => {
  async function grid(state: "samples" | "many") {
    const stage = await scene({ state });
    const onopen = vi.fn();
    show(stage, ResultGrid, { onopen });
    await settle();
    return { ...stage, onopen, grid: screen.getByRole("treegrid") };
  }
  const selected = () => document.querySelector("[aria-selected=true]");

  it("has fewer than 100 of 2,000,000 rows in the page, and tells how many there are", async () => {
    const { grid: table } = await grid("many");
    expect(table.getAttribute("aria-rowcount")).toBe(String(total + 1));
    const rows = screen.getAllByRole("row");
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.length).toBeLessThan(100);
  });

  it("goes to the last of 2,000,000 rows and selects it", async () => {
    const { grid: table, view } = await grid("many");
    await fireEvent.keyDown(table, { key: "End" });
    await settle();
    expect(screen.getAllByRole("row").length).toBeLessThan(100);
    expect(selected()?.getAttribute("aria-rowindex")).toBe(String(total + 1));
    expect(table.getAttribute("aria-activedescendant")).toBe(selected()?.id);
    expect(view.position).toBe(total - 1);
    await fireEvent.keyDown(table, { key: "Home" });
    await settle();
    expect(selected()?.getAttribute("aria-rowindex")).toBe("2");
  });

  it("moves with the arrows and by pages, and stops at the ends", async () => {
    const { grid: table, view } = await grid("samples");
    expect(view.position).toBe(0);
    await fireEvent.keyDown(table, { key: "ArrowUp" });
    expect(view.position).toBe(0);
    await fireEvent.keyDown(table, { key: "ArrowDown" });
    await fireEvent.keyDown(table, { key: "ArrowDown" });
    expect(view.position).toBe(2);
    await fireEvent.keyDown(table, { key: "PageDown" });
    expect(view.position).toBeGreaterThan(8);
    await fireEvent.keyDown(table, { key: "PageUp" });
    expect(view.position).toBe(2);
    await settle();
    expect(view.detail?.source).toEqual(view.selected?.source);
  });

  it("opens the detail with Enter, but leaves Enter to the headers", async () => {
    const { grid: table, onopen } = await grid("samples");
    await fireEvent.keyDown(screen.getByRole("button", { name: "Name" }), { key: "Enter" });
    expect(onopen).not.toHaveBeenCalled();
    await fireEvent.keyDown(table, { key: "Enter" });
    expect(onopen).toHaveBeenCalledOnce();
  });

  it("says in each row why, without the words of the verdict beside it", async () => {
    const { view } = await grid("samples");
    const row = (name: string) => screen.getByText(name).closest("[role=row]");
    const words = (name: string) => {
      const why = row(name)?.querySelector(".name .why");
      // A reason that is cut in its middle stands whole beside the pieces, for screen readers.
      return (why?.querySelector(".visually-hidden") ?? why)?.textContent.trim();
    };
    expect(words("screening.record.json")).toBe("A field that it shows is not what was signed");
    expect(words("ledger-close.json")).toBe("It is unsigned");
    expect(words("notice.txt")).toBe(
      "Not the anchored version: only the line endings differ (CR LF in the anchored version, LF in this file)",
    );
    await fireEvent.keyDown(screen.getByRole("treegrid"), { key: "End" });
    await settle();
    expect(words("harbourline.key.json")).toContain("Public key of harbourline.example");
    await fireEvent.keyDown(screen.getByRole("treegrid"), { key: "Home" });
    await settle();
    view.text = "notice-draft";
    view.follow();
    await settle();
    expect(words("notice-draft.txt")).toBe(
      "No record in this evidence shows the hash of this content",
    );
    expect(row("notice-draft.txt")?.querySelector(".verdict")?.textContent?.trim()).toBe(
      "No record found",
    );
    view.text = "board-minutes-2026-02.pdf";
    view.follow();
    await settle();
    expect(words("board-minutes-2026-02.pdf")).toBe(
      "Signed with the key you pinned as harbourline.example",
    );
  });

  it("keeps the last folder of a path whole, and reads the path out in one piece", async () => {
    await grid("samples");
    const row = screen.getByText("screening.record.json").closest("[role=row]");
    const folder = row?.querySelector(".folder");
    expect(folder?.querySelector(".tail")?.textContent).toBe("/2-edited-record");
    expect(folder?.querySelector(".visually-hidden")?.textContent).toBe(
      "samples/wrong/2-edited-record",
    );
  });

  it("sorts by a column, and the other way round", async () => {
    const { view } = await grid("samples");
    const header = () => screen.getByRole("columnheader", { name: /Name/ });
    expect(header().getAttribute("aria-sort")).toBe("none");
    await fireEvent.click(screen.getByRole("button", { name: "Name" }));
    expect(header().getAttribute("aria-sort")).toBe("ascending");
    await fireEvent.click(screen.getByRole("button", { name: "Name" }));
    expect(header().getAttribute("aria-sort")).toBe("descending");
    view.follow();
    await settle();
    expect(view.rows.at(0)?.source.path).toContain("9-received-by-mail");
  });

  it("forgets pages that are far away", async () => {
    const { view } = await grid("many");
    for (let page = 0; page < 60; page += 1) {
      view.rows.need(page * 100, page * 100);
      await settle();
    }
    expect(view.rows.at(5900)).toBeDefined();
    expect(view.rows.at(1000)).toBeUndefined();
  });
});
