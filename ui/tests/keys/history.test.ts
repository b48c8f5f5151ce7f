import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { SeenKey } from "../../src/lib/bindings/types";
import { SAMPLE_KEY } from "../../src/lib/fake/ring";
import RunBanners from "../../src/screens/evidence/RunBanners.svelte";
import Keys from "../../src/screens/Keys.svelte";
import Settings from "../../src/screens/Settings.svelte";
import { mountScreen, resetNavigation } from "../screen";

const seen = (domain: string | null, digit: string): SeenKey => ({
  domain,
  fingerprint: digit.repeat(64),
  first_seen: "2026-03-02T10:00:00.000Z",
  last_seen: "2026-04-02T10:00:00.000Z",
  how: "signature_held",
  file: `/evidence/${digit}.json`,
});

beforeEach(resetNavigation);

async function openHistory(keys: SeenKey[]) {
  const mounted = await mountScreen(Keys, {}, (fake) => (fake.ring.seen = keys));
  await fireEvent.click(await screen.findByRole("button", { name: "History…" }));
  return { ...mounted, dialog: await screen.findByRole("dialog", { name: "History of keys" }) };
}

describe("the question", () => {
  test.each([
    ["Keep a history", true],
    ["No history", false],
  ])("is asked once: %s", async (answer, history) => {
    const { app } = await mountScreen(Keys);
    await fireEvent.click(await screen.findByRole("button", { name: answer }));
    await waitFor(() => expect(app.settings.history).toBe(history));
    expect(screen.queryByText("Keep a history of keys?")).toBeNull();
  });

  test("the settings have it too, and say what is kept", async () => {
    const { app } = await mountScreen(Settings);
    const box = screen.getByRole("checkbox", { name: "Keep a history of keys" });
    const hint = document.getElementById(box.getAttribute("aria-describedby") ?? "");
    expect(hint?.textContent).toContain("changes no verdict");
    await fireEvent.click(box);
    expect(app.settings.history).toBe(true);
  });
});

describe("the history", () => {
  test("has domains with several keys first, and finds others", async () => {
    const { dialog } = await openHistory([
      seen("a.example", "a"),
      seen(null, "b"),
      seen(null, "c"),
      seen("z.example", "d"),
      seen("z.example", "e"),
    ]);
    const headings = () => within(dialog).getAllByRole("heading", { level: 3 });
    const names = headings().map((heading) => heading.textContent?.replace(/\s+/g, " ").trim());
    expect(names).toEqual(["z.example 2 different keys", "a.example", "No domain was named"]);
    const field = within(dialog).getByLabelText("Find a domain or a fingerprint");
    await fireEvent.input(field, { target: { value: "AAAA aaaa" } });
    expect(headings()).toHaveLength(1);
    await fireEvent.input(field, { target: { value: "nothing" } });
    expect(within(dialog).getByText("No key matches.")).toBeTruthy();
  });

  test("is deleted only after a question", async () => {
    const { dialog, fake } = await openHistory([seen("a.example", "a")]);
    const remove = vi.spyOn(fake, "deleteHistory");
    await fireEvent.click(within(dialog).getByRole("button", { name: "Delete the history…" }));
    await fireEvent.click(within(dialog).getByRole("button", { name: "Keep it" }));
    expect(remove).not.toHaveBeenCalled();
    await fireEvent.click(within(dialog).getByRole("button", { name: "Delete the history…" }));
    await fireEvent.click(within(dialog).getByRole("button", { name: "Delete the history" }));
    expect(remove).toHaveBeenCalledOnce();
    expect(await within(dialog).findByText("No history is kept.")).toBeTruthy();
  });

  test("one that cannot be read offers what can be done", async () => {
    const { fake } = await mountScreen(Keys);
    vi.spyOn(fake, "keyHistory").mockResolvedValue({
      path: "/x/keyring-history.json",
      exists: true,
      seen: [],
      full: false,
      fault: { code: "file", message: "It is broken.", remedy: null, kept: "history" },
    });
    await fireEvent.click(await screen.findByRole("button", { name: "History…" }));
    expect(await screen.findByText("It is broken.")).toBeTruthy();
    expect(screen.getByRole("button", { name: /begin a new history/ })).toBeTruthy();
  });
});

describe("a second key", () => {
  test("is said above the results, and leads to the history", async () => {
    const { app } = await mountScreen(RunBanners);
    const key = { first_seen: "", last_seen: "", how: "signature_held" as const };
    const keys = ["a", "b"].map((digit) => ({ ...key, fingerprint: digit.repeat(64) }));
    expect(screen.queryByText(/More than one key/)).toBeNull();
    app.evidence = { ...app.evidence, second_keys: [{ domain: "acme.example", keys }] };
    const words = await screen.findByText(/More than one key was seen for/);
    expect(words.textContent?.replace(/\s+/g, " ")).toContain("acme.example (2 keys)");
    expect(screen.getByText(/No verdict depends on this/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Show the history" })).toBeTruthy();
  });

  test("what the history could not take in is said", async () => {
    const { app } = await mountScreen(RunBanners);
    app.evidence = { ...app.evidence, history_full: true, keys_left_out: 3 };
    expect(await screen.findByText(/The history of keys is full/)).toBeTruthy();
    const more = await screen.findByText(/more keys than the history takes in/);
    expect(more.parentElement?.textContent?.replace(/\s+/g, " ")).toContain(
      "3 keys were neither noted nor compared.",
    );
  });

  test("is said before a key is pinned", async () => {
    const { app, fake } = await mountScreen(Keys, { state: "nokeys" });
    fake.ring.seen = [seen(SAMPLE_KEY.domain, "a")];
    app.pin(fake.ring.candidate(SAMPLE_KEY));
    const words = await screen.findByText(/Your history of keys has another key for/);
    expect(words.closest(".notice")?.textContent).toContain("/evidence/a.json");
  });
});
