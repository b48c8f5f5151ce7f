import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { SAMPLE_KEY } from "../../src/lib/fake/ring";
import { navigation } from "../../src/lib/state/navigation.svelte";
import Keys from "../../src/screens/Keys.svelte";
import { mountScreen, resetNavigation } from "../screen";

const KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const PRINT = "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9";

const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>("button", { name });
const field = (name: string | RegExp) => screen.getByLabelText<HTMLInputElement>(name);
const write = (name: string | RegExp, value: string) =>
  fireEvent.input(field(name), { target: { value } });

/** Opens the dialog and reads the key: what follows is the comparison. */
async function toComparison() {
  const mounted = await mountScreen(Keys, { state: "nokeys" });
  await screen.findByText("No keys are pinned");
  await fireEvent.click(screen.getAllByRole("button", { name: /Add a key/ })[0]!);
  await write("Public key", KEY);
  await fireEvent.click(button("Read this key"));
  await screen.findByLabelText("Fingerprint obtained elsewhere");
  return mounted;
}

beforeEach(resetNavigation);

describe("the comparison of the fingerprint", () => {
  test("shows the whole fingerprint, and lets nobody pass without it", async () => {
    await toComparison();
    const dialog = screen.getByRole("dialog");
    expect(dialog.querySelector(".digits")?.textContent).toContain(PRINT);
    expect(button("Continue").disabled).toBe(true);
  });

  test("needs the digits and with whom they were compared", async () => {
    await toComparison();
    await write("Fingerprint obtained elsewhere", PRINT.toUpperCase().replace(/(.{4})/g, "$1 "));
    await screen.findByText("All 64 characters agree.");
    expect(button("Continue").disabled).toBe(true);
    await write(/What did you compare/, "   ");
    expect(button("Continue").disabled).toBe(true);
    await write(/What did you compare/, "by telephone with the issuer");
    expect(button("Continue").disabled).toBe(false);
  });

  test("names the first difference, ties it to the field, and stays closed", async () => {
    await toComparison();
    await write(/What did you compare/, "by telephone with the issuer");
    await write("Fingerprint obtained elsewhere", `${PRINT.slice(0, 40)}f${PRINT.slice(41)}`);
    const input = field("Fingerprint obtained elsewhere");
    expect(input.getAttribute("aria-invalid")).toBe("true");
    const described = input.getAttribute("aria-describedby") ?? "";
    const words = described.split(" ").map((id) => document.getElementById(id)?.textContent);
    expect(words.join(" ").replace(/\s+/g, " ")).toContain(
      "Character 41 of 64 differs: you entered f, the key has 6.",
    );
    expect(screen.getByRole("dialog").querySelector("mark")?.textContent).toBe("6");
    expect(button("Continue").disabled).toBe(true);
  });

  test("closes again when the digits are changed after they agreed", async () => {
    await toComparison();
    await write(/What did you compare/, "by telephone with the issuer");
    await write("Fingerprint obtained elsewhere", PRINT);
    expect(button("Continue").disabled).toBe(false);
    await write("Fingerprint obtained elsewhere", PRINT.slice(0, 63));
    expect(button("Continue").disabled).toBe(true);
  });

  test("by eye takes the tick and with whom", async () => {
    await toComparison();
    await fireEvent.click(screen.getByRole("radio", { name: /by eye/ }));
    await write(/What did you compare/, "from their signed letter");
    expect(button("Continue").disabled).toBe(true);
    await fireEvent.click(screen.getByRole("checkbox", { name: /all 64 characters/ }));
    expect(button("Continue").disabled).toBe(false);
  });

  test("is kept with the pin, in the user's words", async () => {
    const { fake } = await toComparison();
    const pinKey = vi.spyOn(fake, "pinKey");
    await write("Fingerprint obtained elsewhere", PRINT);
    await write(/What did you compare/, "by telephone with M. Adeyemi");
    await fireEvent.click(button("Continue"));
    await write("Label", "Quayside");
    await write("Valid until", "2026-12-31");
    await fireEvent.click(button("Pin this key"));
    await waitFor(() => expect(fake.ring.pins).toHaveLength(1));
    expect(pinKey).toHaveBeenCalledWith(
      expect.objectContaining({
        key: KEY,
        label: "Quayside",
        fingerprint: PRINT,
        confirmed: "by telephone with M. Adeyemi",
        valid_until: "2026-12-31T23:59:59.999Z",
        valid_from: null,
      }),
    );
    expect(await screen.findByRole("heading", { name: "Quayside" })).toBeTruthy();
  });

  test("a reviewer’s key is pinned without domain and dates, whatever was written", async () => {
    const { fake } = await toComparison();
    await write("Fingerprint obtained elsewhere", PRINT);
    await write(/What did you compare/, "by telephone with Ada");
    await fireEvent.click(button("Continue"));
    await write("Label", "Ada");
    await write("Domain", "quayside.example");
    await write("Valid until", "2026-12-31");
    await fireEvent.click(screen.getByRole("radio", { name: "A reviewer’s, who signs reports" }));
    expect(screen.queryByLabelText("Domain")).toBeNull();
    expect(screen.queryByLabelText("Valid until")).toBeNull();
    await fireEvent.click(button("Pin this key"));
    await waitFor(() => expect(fake.ring.pins).toHaveLength(1));
    const [pin] = fake.ring.pins;
    expect(pin).toMatchObject({ label: "Ada", reviewer: true });
    expect([pin?.domain ?? null, pin?.valid_until ?? null]).toEqual([null, null]);
    expect(await screen.findByText(/Pinned by you\s+as a reviewer’s key/)).toBeTruthy();
    const detail = (await screen.findByRole("heading", { name: "Ada" })).closest("article");
    expect(detail?.textContent).not.toMatch(/Domain|Valid|Tenant/);
  });

  test("is lost with another key", async () => {
    await toComparison();
    await write("Fingerprint obtained elsewhere", PRINT);
    await write(/What did you compare/, "by telephone");
    await fireEvent.click(button("Back"));
    await write("Public key", SAMPLE_KEY.key);
    await fireEvent.click(button("Read this key"));
    const input = await screen.findByLabelText<HTMLInputElement>("Fingerprint obtained elsewhere");
    await waitFor(() => expect(field("Fingerprint obtained elsewhere").value).toBe(""));
    expect(input.isConnected).toBe(true);
    expect(button("Continue").disabled).toBe(true);
  });

  test("for the sample key names the place to compare with, and says what it is worth", async () => {
    await mountScreen(Keys, { state: "nokeys" });
    await fireEvent.click((await screen.findAllByRole("button", { name: /Add a key/ }))[0]!);
    await fireEvent.click(await screen.findByRole("button", { name: /harbourline\.key\.json/ }));
    const words = await screen.findByText(/compare it with the fingerprint in samples\/README\.md/);
    expect(words.textContent).toMatch(/It proves nothing about any real\s+organisation/);
    expect(words.parentElement?.textContent).toContain("5c26 295e aee6");
    expect(button("Continue").disabled).toBe(true);
  });
});

describe("what the program refuses", () => {
  test("a text that is no key is told at the field", async () => {
    await mountScreen(Keys, { state: "nokeys" });
    await fireEvent.click((await screen.findAllByRole("button", { name: /Add a key/ }))[0]!);
    await write("Public key", "no key");
    await fireEvent.click(button("Read this key"));
    await waitFor(() => expect(field("Public key").getAttribute("aria-invalid")).toBe("true"));
    const id = field("Public key").getAttribute("aria-describedby")?.split(" ").at(-1) ?? "";
    expect(document.getElementById(id)?.textContent).toContain("no public key");
  });

  test("a pin is told, and the dialog stays", async () => {
    const { fake } = await toComparison();
    vi.spyOn(fake, "pinKey").mockRejectedValue({
      code: "unconfirmed",
      message: "The fingerprint is not that of this key, so it is not pinned.",
      remedy: "Ask whoever gave it to you which of the two is right.",
    });
    await write("Fingerprint obtained elsewhere", PRINT);
    await write(/What did you compare/, "by telephone");
    await fireEvent.click(button("Continue"));
    await write("Label", "Quayside");
    await fireEvent.click(button("Pin this key"));
    const alert = await within(screen.getByRole("dialog")).findByRole("alert");
    expect(alert.textContent).toContain("not pinned. Ask whoever gave it");
  });

  test("a missing label is told before the program is asked", async () => {
    const { fake } = await toComparison();
    const pinKey = vi.spyOn(fake, "pinKey");
    await write("Fingerprint obtained elsewhere", PRINT);
    await write(/What did you compare/, "by telephone");
    await fireEvent.click(button("Continue"));
    await fireEvent.click(button("Pin this key"));
    expect(await screen.findByText("Give the key a label.")).toBeTruthy();
    expect(pinKey).not.toHaveBeenCalled();
  });
});

describe("from a verdict", () => {
  test("the key of the record is offered, for comparison", async () => {
    const { fake, app } = await mountScreen(Keys, { state: "nokeys" });
    const { generation } = app.evidence;
    app.pin(await fake.embeddedKey(generation, 1, SAMPLE_KEY.fingerprint));
    expect(await screen.findByLabelText("Fingerprint obtained elsewhere")).toBeTruthy();
    expect(screen.getByRole("dialog").textContent).toContain("samples/README.record.json");
    expect(button("Continue").disabled).toBe(true);
  });

  test("a fingerprint alone is shown, and the key is asked for", async () => {
    await mountScreen(Keys, { state: "nokeys" });
    navigation.params = { fingerprint: PRINT };
    expect(
      (await screen.findByText(/Anybody can put a key into a record/)).textContent,
    ).toBeTruthy();
    await write("Public key", SAMPLE_KEY.key);
    await fireEvent.click(button("Read this key"));
    expect(await screen.findByText(/not the key that the record contains/)).toBeTruthy();
  });

  test("a key that is pinned is shown", async () => {
    navigation.params = { fingerprint: PRINT };
    await mountScreen(Keys);
    expect(await screen.findByRole("heading", { name: "Quayside Clearing, 2025" })).toBeTruthy();
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
