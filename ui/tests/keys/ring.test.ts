import { fireEvent, screen, within } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";
import Keys from "../../src/screens/Keys.svelte";
import { mountScreen, resetNavigation } from "../screen";

beforeEach(resetNavigation);

const shown = (name: string) => screen.findByRole("heading", { name });

test("each key is shown with everything that was said of it", async () => {
  await mountScreen(Keys);
  await shown("harbourline.example");
  expect(screen.getByText(/proves nothing about any real organisation/)).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: /Quayside Clearing/ }));
  const detail = (await shown("Quayside Clearing, 2025")).closest("article") as HTMLElement;
  for (const text of [
    "by telephone with M. Adeyemi, their head of records",
    "quayside.example",
    "2025-01-01 00:00:00 UTC",
    "2025-12-31 23:59:59 UTC",
    "Replaced after their notice of 3 November 2025.",
    "invoance:pk_0b54cc1a",
  ]) {
    expect(within(detail).getByText(text)).toBeTruthy();
  }
  expect(detail.textContent).toContain(
    "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9",
  );
  expect(within(detail).getByText(/signatures from 2025-11-03 00:00:00 UTC on/)).toBeTruthy();
});

test("a reviewer’s key is shown as such, and has no domain or dates to edit", async () => {
  const { fake } = await mountScreen(Keys, {}, ({ ring }) => {
    const of = { key: "ab".repeat(32), fingerprint: "cd".repeat(32), domain: null, reviewer: true };
    ring.pins = [{ ...ring.pins[0]!, ...of, label: "Ada" }];
  });
  await shown("Ada");
  expect(screen.getByRole("button", { name: /Ada\s+Reviewer/ })).toBeTruthy();
  expect(screen.getByText(/Pinned by you\s+as a reviewer’s key/)).toBeTruthy();
  expect(screen.getByText(/no evidence is verified with it/)).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "Edit…" }));
  expect(screen.queryByLabelText("Domain")).toBeNull();
  expect(screen.queryByLabelText("Valid from")).toBeNull();
  await fireEvent.input(screen.getByLabelText("Label"), { target: { value: "Ada, 2026" } });
  await fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await shown("Ada, 2026");
  expect(fake.ring.pins[0]).toMatchObject({ label: "Ada, 2026", reviewer: true });
});

test("the arrow keys go through the list", async () => {
  await mountScreen(Keys);
  await shown("harbourline.example");
  const first = screen.getByRole("button", { name: /harbourline\.example/ });
  await fireEvent.keyDown(first, { key: "ArrowDown" });
  await shown("Quayside Clearing, 2025");
  expect(document.activeElement?.getAttribute("aria-current")).toBe("true");
});

test("everything but the key can be edited", async () => {
  const { fake } = await mountScreen(Keys);
  await shown("harbourline.example");
  await fireEvent.click(screen.getByRole("button", { name: "Edit…" }));
  await fireEvent.input(screen.getByLabelText("Label"), { target: { value: "Harbourline" } });
  await fireEvent.input(screen.getByLabelText("Compromised since"), {
    target: { value: "2026-05-01" },
  });
  await fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await shown("Harbourline");
  expect(fake.ring.pins[0]).toMatchObject({
    label: "Harbourline",
    compromised_since: "2026-05-01T00:00:00Z",
    confirmed: "compared with the fingerprint in samples/README.md",
    compared_with: "samples/README.md",
  });
});

test("a label that is taken and a date that is none are told at their fields", async () => {
  await mountScreen(Keys);
  await shown("harbourline.example");
  await fireEvent.click(screen.getByRole("button", { name: "Edit…" }));
  const label = screen.getByLabelText("Label");
  await fireEvent.input(label, { target: { value: "Quayside Clearing, 2025" } });
  await fireEvent.blur(label);
  expect(await screen.findByText("Another pinned key has this label.")).toBeTruthy();
  expect(label.getAttribute("aria-invalid")).toBe("true");
  const until = screen.getByLabelText("Valid until");
  await fireEvent.input(until, { target: { value: "next year" } });
  await fireEvent.blur(until);
  expect(await screen.findByText(/^Write a day, such as/)).toBeTruthy();
});

test("a key is removed after it was said that verdicts change", async () => {
  const { fake } = await mountScreen(Keys);
  await shown("harbourline.example");
  await fireEvent.click(screen.getByRole("button", { name: "Remove…" }));
  expect(screen.getByRole("dialog").textContent).toContain("Verdicts can change");
  expect(fake.ring.pins).toHaveLength(2);
  await fireEvent.click(screen.getByRole("button", { name: "Keep it" }));
  expect(fake.ring.pins).toHaveLength(2);
  await fireEvent.click(screen.getByRole("button", { name: "Remove…" }));
  await fireEvent.click(screen.getByRole("button", { name: "Remove this key" }));
  await shown("Quayside Clearing, 2025");
  expect(fake.ring.pins).toHaveLength(1);
});

test("an export says where the keys are", async () => {
  const { fake } = await mountScreen(Keys);
  await shown("harbourline.example");
  fake.chosen.save = "/home/auditor/keys.json";
  await fireEvent.click(screen.getByRole("button", { name: "Export…" }));
  expect(await screen.findByText("The keys were saved to /home/auditor/keys.json.")).toBeTruthy();
});

test("a ring that cannot be read is told with its remedy, and read again on demand", async () => {
  const { fake } = await mountScreen(Keys, { state: "ringfault" });
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("no key counts as pinned");
  expect(alert.textContent).toContain("Repair the file");
  expect(screen.queryByRole("button", { name: /Add a key/ })).toBeNull();
  fake.ring.fault = null;
  const keys = vi.spyOn(fake, "keys");
  await fireEvent.click(screen.getByRole("button", { name: "Read it again" }));
  await shown("harbourline.example");
  expect(keys).toHaveBeenCalledOnce();
});
