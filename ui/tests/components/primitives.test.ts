import { fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import CopyButton from "../../src/lib/components/CopyButton.svelte";
import Dialog from "../../src/lib/components/Dialog.svelte";
import Digest from "../../src/lib/components/Digest.svelte";
import KeySign from "../../src/lib/components/KeySign.svelte";
import LongText from "../../src/lib/components/LongText.svelte";
import MiddleText from "../../src/lib/components/MiddleText.svelte";
import VerdictSign from "../../src/lib/components/VerdictSign.svelte";
import Visible from "../../src/lib/components/Visible.svelte";
import type { Verdict } from "../../src/lib/bindings/types";
import { createRawSnippet } from "svelte";
import { settle } from "./harness";

const hash = "0123456789abcdef".repeat(4);

describe("Visible", () => {
  it("shows what could hide or reorder, as marks in isolated text", () => {
    const { container } = render(Visible, { text: "invoice\u202Efdp.exe\u200B\n" });
    expect(container.textContent).toBe("invoiceU+202Efdp.exeU+200BU+000A");
    expect(container.querySelector("bdi")).not.toBeNull();
    expect([...container.querySelectorAll("[title]")].map((e) => e.getAttribute("title"))).toEqual([
      "right-to-left override",
      "zero-width space",
      "line feed",
    ]);
  });

  it("shows spaces and selectors that pass for a plain space, or for nothing", () => {
    const { container } = render(Visible, { text: "a\u00A0b\u3000c\u2800d\uFE0Fe\u2003f" });
    expect(container.textContent).toBe("aU+00A0bU+3000cU+2800dU+FE0FeU+2003f");
  });

  it("never makes markup of text", () => {
    const { container } = render(Visible, { text: "<img src=x onerror=alert(1)>" });
    expect(container.querySelector("img")).toBeNull();
    expect(container.textContent).toBe("<img src=x onerror=alert(1)>");
  });

  it("shows white space where bytes are shown", () => {
    const { container } = render(Visible, { text: "a  b\tc\r\n", whitespace: true });
    expect(container.textContent).toBe("a··b→\tc␍↵\n");
  });
});

describe("VerdictSign", () => {
  it("gives each verdict another shape and its word", () => {
    const words = {
      verified: "Verified",
      unconfirmed: "Not confirmed",
      mismatch: "Does not match",
      uncheckable: "Cannot be checked",
      not_found: "No record found",
      info: "For information",
    };
    const verdicts = Object.keys(words) as Verdict[];
    const shapes = verdicts.map((verdict) => {
      const { container, unmount } = render(VerdictSign, { verdict });
      const shape = container.querySelector("svg")?.innerHTML ?? "";
      expect(container.textContent?.trim()).toBe(words[verdict]);
      unmount();
      return shape;
    });
    expect(new Set(shapes).size).toBe(verdicts.length);
  });
});

describe("KeySign", () => {
  it("gives pinned and embedded keys another shape and another word", () => {
    const pinned = render(KeySign, { source: "pinned" });
    const embedded = render(KeySign, { source: "embedded" });
    expect(pinned.container.innerHTML).not.toBe(embedded.container.innerHTML);
    expect(pinned.container.textContent).not.toBe(embedded.container.textContent);
  });
});

describe("Digest", () => {
  it("shows the whole value in groups of four", () => {
    const { container } = render(Digest, { value: hash });
    expect(container.querySelectorAll(".group")).toHaveLength(16);
    expect(container.textContent?.trim()).toBe(hash);
  });

  it("marks what differs, over the gaps between groups", () => {
    const mark = [
      { from: 2, to: 5 },
      { from: 63, to: 64 },
    ];
    const { container } = render(Digest, { value: hash, mark });
    expect([...container.querySelectorAll("mark")].map((m) => m.textContent)).toEqual([
      "23",
      "4",
      "f",
    ]);
    expect(container.textContent?.trim()).toBe(hash);
  });

  it("marks the one character that was asked for", () => {
    const { container } = render(Digest, { value: hash, mark: 10 });
    const marks = container.querySelectorAll("mark");
    expect(marks).toHaveLength(1);
    expect(marks[0]?.textContent).toBe(hash[10]);
    expect(container.querySelector(".group:nth-of-type(3)")?.textContent).toBe(hash.slice(8, 12));
  });
});

describe("MiddleText", () => {
  it("keeps the end that was asked for, and is read out in one piece", () => {
    const { container } = render(MiddleText, { text: "dividend-resolution.pdf", end: 4 });
    expect(container.querySelector(".head")?.textContent).toBe("dividend-resolution");
    expect(container.querySelector(".tail")?.textContent).toBe(".pdf");
    expect(container.querySelector(".visually-hidden")?.textContent).toBe(
      "dividend-resolution.pdf",
    );
  });

  it("leaves text in one piece that has next to nothing before its end", () => {
    const { container } = render(MiddleText, { text: "notice.txt", end: 8 });
    expect(container.querySelector(".tail")).toBeNull();
    expect(container.textContent).toBe("notice.txt");
  });
});

describe("CopyButton", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("copies, and says so politely", async () => {
    const writeText = vi.fn().mockResolvedValue(undefined);
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    render(CopyButton, { text: hash, label: "Copy the fingerprint" });
    await fireEvent.click(screen.getByRole("button", { name: "Copy the fingerprint" }));
    await settle();
    expect(writeText).toHaveBeenCalledWith(hash);
    expect(screen.getByRole("status").textContent).toBe("Copied");
  });

  it("copies by selection where the page has no clipboard", async () => {
    vi.stubGlobal("navigator", {});
    let copied = "";
    document.execCommand = vi.fn(() => {
      copied = (document.activeElement as HTMLTextAreaElement).value;
      return true;
    });
    render(CopyButton, { text: hash, label: "Copy" });
    await fireEvent.click(screen.getByRole("button", { name: "Copy" }));
    await settle();
    expect(copied).toBe(hash);
    expect(screen.getByRole("status").textContent).toBe("Copied");
    expect(document.querySelector("textarea")).toBeNull();
  });

  it("says when it could not", async () => {
    vi.stubGlobal("navigator", {});
    document.execCommand = vi.fn(() => false);
    render(CopyButton, { text: hash, label: "Copy" });
    await fireEvent.click(screen.getByRole("button", { name: "Copy" }));
    await settle();
    expect(screen.getByRole("status").textContent).toBe("Could not be copied");
  });
});

describe("LongText", () => {
  it("shows the beginning, and all of it when asked", async () => {
    const { container } = render(LongText, { text: "x".repeat(1000), limit: 100 });
    expect(container.textContent).toContain("…");
    await fireEvent.click(screen.getByRole("button", { name: "Show all 1,000 characters" }));
    expect(container.textContent).toBe("x".repeat(1000));
  });

  it("marks all that differs of what is shown", () => {
    const marks = [
      { from: 0, to: 2 },
      { from: 4, to: 5 },
    ];
    const { container } = render(LongText, { text: "abcdefgh", marks });
    expect([...container.querySelectorAll("mark")].map((m) => m.textContent)).toEqual(["ab", "e"]);
    expect(container.textContent).toBe("abcdefgh");
  });

  it("keeps a marked difference in view, however far it is", () => {
    const text = `${"x".repeat(600)}y${"x".repeat(600)}`;
    const { container } = render(LongText, { text, limit: 100, marks: [{ from: 600, to: 601 }] });
    expect(container.querySelector("mark")?.textContent).toBe("y");
  });

  it("keeps the place in view where something is missing", () => {
    const text = `${"x".repeat(600)}${"z".repeat(600)}`;
    const { container } = render(LongText, { text, limit: 100, marks: [{ from: 600, to: 600 }] });
    expect(container.textContent).toContain("xz");
    expect(container.querySelector("mark")).toBeNull();
  });
});

describe("Dialog", () => {
  const children = createRawSnippet(() => ({ render: () => "<p>Words</p>" }));

  it("is modal, named by its title, and tells when it closes", async () => {
    const onclose = vi.fn();
    render(Dialog, { open: true, title: "Paste", children, onclose });
    await settle();
    expect(screen.getByRole("dialog", { name: "Paste" })).toHaveProperty("open", true);
    await fireEvent.click(screen.getByRole("button", { name: "Close" }));
    await settle();
    expect(onclose).toHaveBeenCalledOnce();
    expect(screen.queryByText("Words")).toBeNull();
  });
});
