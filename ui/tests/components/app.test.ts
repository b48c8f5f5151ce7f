import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import App from "../../src/App.svelte";
import { fakeBackend, type FakeOptions } from "../../src/lib/backend.fake";
import type { Fault } from "../../src/lib/bindings/types";
import { navigate, navigation } from "../../src/lib/state/navigation.svelte";
import { settle } from "./harness";

async function open(options: FakeOptions = {}) {
  const backend = fakeBackend(options);
  const { container } = render(App, { backend });
  await settle();
  await settle();
  return { backend, container };
}

function pasting(text: string): Event {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  return Object.assign(event, { clipboardData: { getData: () => text } });
}

describe("the window", () => {
  beforeEach(() => navigate("evidence"));

  it("explains itself when it is empty, and offers the samples", async () => {
    const { backend } = await open({ state: "empty" });
    const samples = vi.spyOn(backend, "addSamples");
    expect(screen.getByRole("heading", { level: 2 }).textContent).toContain("Drop files");
    await fireEvent.click(screen.getByRole("button", { name: "Try the sample evidence" }));
    expect(samples).toHaveBeenCalledOnce();
  });

  it("shows the results of the samples", async () => {
    await open();
    expect(screen.getByRole("treegrid", { name: "Results" })).toBeTruthy();
    expect(screen.getByRole("region", { name: "Summary" }).textContent).toContain(
      "8 of 42 files do not match",
    );
  });

  it("says on the evidence screen which keys the verdicts rest on, and the limits", async () => {
    await open();
    const summary = screen.getByRole("region", { name: "Summary" });
    const keys = screen.getByRole("list", { name: "Pinned keys" });
    expect(summary.contains(keys)).toBe(true);
    const [sample, other] = [...keys.children].map((li) => li.textContent?.replace(/\s+/g, " "));
    expect(sample).toContain(
      "harbourline.example Sample key you compared with samples/README.md, which is not independent",
    );
    expect(other).toContain("you noted: by telephone with M. Adeyemi, their head of records");
    await fireEvent.click(screen.getByRole("button", { name: /^Keys, options and 7 limits/ }));
    const all = screen.getByRole("region", { name: "Keys, options and limits" });
    const said = all.textContent?.replace(/\s+/g, " ");
    expect(said).toContain("Not independent: you compared with samples/README.md, which lies");
    expect(said).toContain("You noted: by telephone with M. Adeyemi, their head of records");
    expect(said).toContain("A gap in an audit log leaves the log not confirmed.");
    expect(said).toContain("A signature shows what was signed, not that it is right.");
  });

  it("says how many items are held over it, and stops saying so", async () => {
    const { backend } = await open();
    backend.emit({ type: "hover", count: 3 });
    await settle();
    expect(screen.getByText("Drop 3 files or folders to check")).toBeTruthy();
    backend.emit({ type: "hover", count: null });
    await settle();
    expect(screen.queryByText(/Drop 3 files or folders/)).toBeNull();
  });

  it("looks up an id that is pasted anywhere, and lets fields have their own text", async () => {
    const { backend, container } = await open();
    const paste = vi.spyOn(backend, "paste");
    const search = screen.getByRole("searchbox");
    await fireEvent(search, pasting("trc_01K34MY6ZV3RBP1V6X02MXGC1X"));
    expect(paste).not.toHaveBeenCalled();
    await fireEvent(document.body, pasting("trc_01K34MY6ZV3RBP1V6X02MXGC1X"));
    await settle();
    expect(paste).toHaveBeenCalledWith("trc_01K34MY6ZV3RBP1V6X02MXGC1X");
    expect(container.textContent).toContain("Looked up in this evidence");
  });

  it("has a key for each screen, and for the search", async () => {
    await open();
    await fireEvent.keyDown(document.body, { key: "4", ctrlKey: true });
    expect(navigation.screen).toBe("reports");
    await fireEvent.keyDown(document.body, { key: "1", ctrlKey: true });
    await settle();
    await fireEvent.keyDown(document.body, { key: "f", ctrlKey: true });
    expect(document.activeElement).toBe(screen.getByRole("searchbox"));
  });

  it("says of a cancelled run that nothing in it is a pass", async () => {
    await open({ state: "cancelled" });
    expect(
      screen.getByText("Cancelled. These results are incomplete; do not rely on them."),
    ).toBeTruthy();
    expect(screen.queryByText(/All \d+ are verified/)).toBeNull();
    const said = document.body.textContent ?? "";
    expect(said).toContain("Provisional");
    expect(said).not.toMatch(/\bVerified\b|\bare verified\b/);
  });

  it("shows the fault of a failed run, with what to do", async () => {
    await open({ state: "failed" });
    expect(screen.getByText(/permission denied/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  });

  it("says that nothing can be verified while no key is pinned, and offers the sample's", async () => {
    await open({ state: "nokeys" });
    expect(screen.getByText(/No key is pinned, so nothing can be verified yet/)).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: /Pin the sample key/ }));
    await settle();
    expect(screen.getByRole("heading", { name: "Step 2 of 3: Fingerprint" })).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByLabelText("Fingerprint obtained elsewhere"));
    expect(navigation.screen).toBe("evidence");
  });

  it("shows progress only after a moment, and cancels", async () => {
    vi.useFakeTimers();
    try {
      const { backend } = await open({ state: "running" });
      expect(screen.queryByText("Checking")).toBeNull();
      await vi.advanceTimersByTimeAsync(200);
      expect(screen.getByText("Checking")).toBeTruthy();
      const cancel = vi.spyOn(backend, "cancel");
      await fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
      expect(cancel).toHaveBeenCalledOnce();
    } finally {
      vi.useRealTimers();
    }
  });

  it("shows a fault until it is dismissed", async () => {
    const { backend } = await open();
    const fault: Fault = { code: "file", message: "The disk is full.", remedy: "Make room." };
    backend.emit({ type: "notice", fault });
    await settle();
    expect(screen.getByText("The disk is full.")).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText("The disk is full.")).toBeNull();
  });

  it("removes everything only after asking", async () => {
    const { backend } = await open();
    const clear = vi.spyOn(backend, "clear");
    await fireEvent.click(screen.getByRole("button", { name: /1 folder/ }));
    await fireEvent.click(screen.getByRole("button", { name: "Remove everything" }));
    expect(clear).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByRole("button", { name: "Remove everything" }));
    expect(clear).toHaveBeenCalledOnce();
  });
});
