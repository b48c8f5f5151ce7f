import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, test } from "vitest";
import type { RingPin } from "../../src/lib/bindings/types";
import { fakeBackend } from "../../src/lib/backend.fake";
import Keys from "../../src/screens/Keys.svelte";
import { mountScreen, resetNavigation } from "../screen";

const [SAMPLE, OTHER] = fakeBackend().ring.pins as [RingPin, RingPin];
/** What a stranger's file may say of its keys. */
const FILE: RingPin[] = [
  {
    ...OTHER,
    label: "Harbour\u202Eline",
    domain: "har\u200Bbourline.example",
    note: "Trust me\u2066.",
    confirmed: "by telephone with their head of records",
  },
  { ...SAMPLE, label: "Sample", valid_from: "2024-01-01T00:00:00Z" },
];

const dialog = () => within(screen.getByRole("dialog"));
const boxes = () => dialog().getAllByRole<HTMLInputElement>("checkbox");
const pin = () => dialog().getByRole<HTMLButtonElement>("button", { name: /^Pin / });
const say = (words: string) =>
  fireEvent.input(dialog().getByLabelText("What did you compare them with?"), {
    target: { value: words },
  });

async function choose(file: RingPin[], state: "nokeys" | null = "nokeys") {
  const mounted = await mountScreen(Keys, state ? { state } : {});
  await screen.findByText(state ? "No keys are pinned" : "Fingerprint");
  mounted.fake.chosen.ring = file;
  await fireEvent.click(screen.getAllByRole("button", { name: /^Import/ })[0]!);
  await screen.findByRole("dialog");
  return mounted;
}

beforeEach(resetNavigation);

describe("a ring that was chosen", () => {
  test("pins nothing, and lists every new key with its whole fingerprint", async () => {
    const { fake } = await choose(FILE);
    expect(fake.ring.pins).toEqual([]);
    expect(boxes().map((box) => box.checked)).toEqual([false, false]);
    const [theirs, sample] = dialog().getAllByRole("group");
    const digest = theirs?.querySelectorAll(".digits .group") ?? [];
    expect([...digest].map((group) => group.textContent)).toEqual(OTHER.fingerprint.match(/.{4}/g));
    for (const text of [
      "2025-01-01 00:00:00 UTC",
      "2025-12-31 23:59:59 UTC",
      "2025-11-03 00:00:00 UTC",
    ]) {
      expect(within(theirs!).getByText(text)).toBeTruthy();
    }
    expect(sample?.textContent).toContain("2024-01-01 00:00:00 UTC");
    expect(sample?.textContent).toContain("It proves nothing about any real organisation");
    expect(theirs?.textContent).not.toContain("proves nothing");
  });

  test("shows what does not show, and not what the file says was compared", async () => {
    await choose(FILE);
    const text = screen.getByRole("dialog").textContent;
    for (const hidden of ["U+202E", "U+200B", "U+2066"]) expect(text).toContain(hidden);
    expect(text).not.toMatch(/[\u202E\u200B\u2066]/);
    expect(text).not.toContain("by telephone with their head of records");
  });

  test("says when a key is pinned already under another label", async () => {
    await choose(FILE, null);
    const notices = [...screen.getByRole("dialog").querySelectorAll(".notice")];
    for (const label of [SAMPLE.label, OTHER.label]) {
      const words = `You already pinned this key, as ${label}.`;
      expect(notices.some((notice) => notice.textContent?.includes(words))).toBe(true);
    }
  });

  test("lists what is there already and what cannot be pinned, with what to do", async () => {
    const conflict = { ...OTHER, fingerprint: "0".repeat(64) };
    const { fake } = await choose([SAMPLE, conflict], null);
    for (const [title, label, words] of [
      ["Already there: 1", SAMPLE.label, "It stays as it is"],
      ["Label taken: 1", OTHER.label, "Find out from the issuer which is theirs"],
    ] as const) {
      const part = dialog().getByText(title).closest("section") as HTMLElement;
      expect(within(part).getByText(label)).toBeTruthy();
      expect(part.textContent).toContain(words);
    }
    expect(dialog().getByText("The file contains no new keys.")).toBeTruthy();
    expect(dialog().queryByRole("checkbox")).toBeNull();
    await fireEvent.click(dialog().getByRole("button", { name: "Done" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(fake.ring.pins).toEqual([SAMPLE, OTHER]);
  });

  test("that is cancelled leaves everything as it was, and is forgotten", async () => {
    const { fake } = await choose(FILE);
    await fireEvent.click(boxes()[0]!);
    await say("by telephone");
    await fireEvent.click(dialog().getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(fake.ring.pins).toEqual([]);
    await fireEvent.click(screen.getAllByRole("button", { name: /^Import/ })[0]!);
    await screen.findByRole("dialog");
    expect(boxes().some((box) => box.checked)).toBe(false);
    expect(pin().disabled).toBe(true);
  });
});

describe("the keys of the ring", () => {
  test("are pinned only with a tick and with words", async () => {
    await choose(FILE);
    expect(pin().disabled).toBe(true);
    await say("by telephone with the issuer");
    expect(pin().disabled).toBe(true);
    expect(pin().textContent?.trim()).toBe("Pin 0 keys");
    await fireEvent.click(boxes()[0]!);
    expect(pin().disabled).toBe(false);
    expect(pin().textContent?.trim()).toBe("Pin 1 key");
    await say("   ");
    expect(pin().disabled).toBe(true);
    await say("by telephone with the issuer");
    await fireEvent.click(boxes()[1]!);
    expect(pin().textContent?.trim()).toBe("Pin 2 keys");
    await fireEvent.click(boxes()[0]!);
    await fireEvent.click(boxes()[1]!);
    expect(pin().disabled).toBe(true);
  });

  test("are left out without a tick, and kept with the user's words", async () => {
    const { fake, app } = await choose(FILE);
    await fireEvent.click(boxes()[1]!);
    await say(" with samples/README.md ");
    await fireEvent.click(pin());
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(fake.ring.pins).toHaveLength(1);
    expect(fake.ring.pins[0]).toMatchObject({
      label: "Sample",
      fingerprint: SAMPLE.fingerprint,
      valid_from: "2024-01-01T00:00:00Z",
      confirmed: "with samples/README.md (imported from keyring.json)",
    });
    expect(fake.ring.pins[0]?.added_at).not.toBe(SAMPLE.added_at);
    expect(app.lastPinned).toEqual(["Sample"]);
    await screen.findByRole("heading", { name: "Sample" });
  });

  test("are all refused when one is, which is said in place", async () => {
    const { fake } = await choose([FILE[1]!, { ...FILE[0]!, fingerprint: "0".repeat(64) }]);
    for (const box of boxes()) await fireEvent.click(box);
    await say("by telephone");
    await fireEvent.click(pin());
    expect((await dialog().findByRole("alert")).textContent).toContain(
      "its fingerprint is not that of its key",
    );
    expect(boxes().every((box) => box.checked)).toBe(true);
    expect(fake.ring.pins).toEqual([]);
  });
});

test("an import without a file says nothing", async () => {
  await mountScreen(Keys);
  await screen.findByRole("heading", { name: SAMPLE.label });
  await fireEvent.click(screen.getByRole("button", { name: "Import…" }));
  expect(screen.queryByRole("dialog")).toBeNull();
});
