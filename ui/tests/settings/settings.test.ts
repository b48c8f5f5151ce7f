import { fireEvent, screen, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { shortcuts } from "../../src/lib/state/shortcuts";
import Settings from "../../src/screens/Settings.svelte";
import { mountScreen, resetNavigation } from "../screen";

beforeEach(resetNavigation);

const SAVED = {
  theme: "system",
  zoom: 100,
  contiguous: false,
  signer: null,
  list_width: 52,
  sort: { by: "verdict", descending: false },
  remember: true,
  columns: null,
  unpack: { unpacked: 2 ** 40, member: 2 ** 38, ratio: 1000, members: 10_000_000, depth: 4 },
  history: null,
  cache: true,
};

async function mountSettings(options = {}) {
  const mounted = await mountScreen(Settings, options);
  const save = vi.spyOn(mounted.fake, "settings");
  return { ...mounted, save };
}

describe("each setting is kept by the program", () => {
  test("the theme", async () => {
    const { app, save } = await mountSettings();
    await fireEvent.click(screen.getByRole("radio", { name: "Dark" }));
    expect(save).toHaveBeenCalledWith({ ...SAVED, theme: "dark" });
    expect(app.settings.theme).toBe("dark");
  });

  test("the size, from 80 to 200 percent", async () => {
    const { save } = await mountSettings();
    const select = screen.getByLabelText<HTMLSelectElement>("Zoom");
    const values = [...select.options].map((option) => Number(option.value));
    expect([Math.min(...values), Math.max(...values)]).toEqual([80, 200]);
    await fireEvent.change(select, { target: { value: "200" } });
    expect(save).toHaveBeenCalledWith({ ...SAVED, zoom: 200 });
  });

  test("gaps, with what it means otherwise", async () => {
    const { save } = await mountSettings();
    const box = screen.getByRole("checkbox", { name: /gap in an audit log is a mismatch/ });
    const hint = document.getElementById(box.getAttribute("aria-describedby") ?? "");
    expect(hint?.textContent).toContain("not confirmed");
    await fireEvent.click(box);
    expect(save).toHaveBeenCalledWith({ ...SAVED, contiguous: true });
  });

  test("the required signer, out of the pins", async () => {
    const { save } = await mountSettings();
    await screen.findByRole("option", { name: "Quayside Clearing, 2025" });
    const select = screen.getByLabelText(
      "Every valid signature must be made with the key you pinned as",
    );
    await fireEvent.change(select, { target: { value: "harbourline.example" } });
    expect(save).toHaveBeenLastCalledWith({ ...SAVED, signer: "harbourline.example" });
    expect(screen.getByText(/^A record signed with another key is a mismatch/)).toBeTruthy();
    await fireEvent.change(select, { target: { value: "" } });
    expect(save).toHaveBeenLastCalledWith(SAVED);
    await vi.waitFor(() => expect(screen.queryByText(/signed with another key/)).toBeNull());
  });
});

test("the limits inside archives and mails, and the usual ones again", async () => {
  const { save } = await mountSettings();
  const field = (words: RegExp) => screen.getByLabelText<HTMLInputElement>(words);
  const set = (words: RegExp, value: string) =>
    fireEvent.change(field(words), { target: { value } });
  expect(field(/^Size of one member/).value).toBe("256");
  await set(/^Size of one member/, "2");
  const unpack = { ...SAVED.unpack, member: 2 ** 31 };
  expect(save).toHaveBeenLastCalledWith({ ...SAVED, unpack });
  // What is no such number changes nothing.
  for (const wrong of ["0", "1.5", "", "33"]) await set(/^Archives and mails, one/, wrong);
  expect(save).toHaveBeenCalledOnce();
  expect(field(/^Archives and mails, one/).value).toBe("4");
  await fireEvent.click(screen.getByRole("button", { name: "Set the usual limits" }));
  expect(save).toHaveBeenLastCalledWith(SAVED);
});

test("a required signer that is pinned no more is shown as such", async () => {
  await mountSettings({ state: "nokeys", settings: { signer: "acme.com" } });
  expect(await screen.findByRole("option", { name: "acme.com (not pinned)" })).toBeTruthy();
});

test("a setting that is not kept goes back, and that is told", async () => {
  const { app, save } = await mountSettings();
  save.mockRejectedValue({
    code: "file",
    message: "The settings cannot be written.",
    remedy: null,
  });
  await fireEvent.click(screen.getByRole("radio", { name: "Dark" }));
  await vi.waitFor(() => expect(app.notices).toHaveLength(1));
  expect(screen.getByRole<HTMLInputElement>("radio", { name: "Match system" }).checked).toBe(true);
});

test("the place of the key ring is named", async () => {
  const { app } = await mountSettings();
  expect(screen.getByText(app.about?.keyring_path ?? "-")).toBeTruthy();
});

describe("About", () => {
  async function about() {
    await mountSettings();
    await fireEvent.click(screen.getByRole("button", { name: "About…" }));
    return within(await screen.findByRole("dialog"));
  }

  test("says version, licence and that it has no network client", async () => {
    const dialog = await about();
    expect(dialog.getByText("0.1.0")).toBeTruthy();
    expect(dialog.getByText(/This window has no network client/)).toBeTruthy();
  });

  test("says whether the program gives known answers", async () => {
    const dialog = await about();
    expect(await dialog.findByText(/^This program gives the right answer/)).toBeTruthy();
  });

  test("names each wrong answer", async () => {
    const { fake } = await mountSettings();
    const sentence = "This program gives a wrong answer in 1 of 2 checks. Do not use it.";
    vi.spyOn(fake, "selfCheck").mockResolvedValue({
      checks: [
        { name: "One", passed: true },
        { name: "Two", passed: false },
      ],
      passed: false,
      sentence,
    });
    await fireEvent.click(screen.getByRole("button", { name: "About…" }));
    const alert = await within(await screen.findByRole("dialog")).findByRole("alert");
    expect(alert.textContent).toContain(sentence);
    expect(
      within(alert)
        .getAllByRole("listitem")
        .map((item) => item.textContent),
    ).toEqual(["Two"]);
  });

  test("searches the licences of others by name and by licence", async () => {
    const dialog = await about();
    await dialog.findByText("10 libraries");
    const field = dialog.getByLabelText("Search by name or licence");
    await fireEvent.input(field, { target: { value: "bsd dalek" } });
    expect(dialog.getByText("2 libraries")).toBeTruthy();
    expect(dialog.queryByText("svelte")).toBeNull();
    await fireEvent.input(field, { target: { value: "SVELTE" } });
    expect(dialog.getByText("1 library")).toBeTruthy();
  });

  test("a library opens on the text of its licence", async () => {
    const dialog = await about();
    const library = await dialog.findByRole("button", { name: /^serde 1\.0\.228/ });
    expect(dialog.queryByText(/^Permission is hereby granted/)).toBeNull();
    await fireEvent.click(library);
    expect(library.getAttribute("aria-expanded")).toBe("true");
    expect(dialog.getByText(/^Permission is hereby granted/)).toBeTruthy();
    await fireEvent.click(library);
    expect(dialog.queryByText(/^Permission is hereby granted/)).toBeNull();
  });
});

describe("the run cache", () => {
  test("is switched off, and stays off", async () => {
    const { save } = await mountSettings();
    const box = screen.getByRole("checkbox", { name: "Do not read unchanged files again" });
    const hint = document.getElementById(box.getAttribute("aria-describedby") ?? "");
    expect(hint?.textContent).toContain("Every result that rests on it says so");
    await fireEvent.click(box);
    expect(save).toHaveBeenCalledWith({ ...SAVED, cache: false });
  });

  test("says where it is and how large, and is deleted", async () => {
    await mountSettings();
    await screen.findByText("/home/a/.cache/proofdesk/run");
    const button = await screen.findByRole("button", { name: "Delete the run cache (3.0 MiB)" });
    await fireEvent.click(button);
    const empty = await screen.findByRole("button", { name: "Delete the run cache (0 bytes)" });
    expect((empty as HTMLButtonElement).disabled).toBe(true);
  });
});

test("Help gives each word its one sense", async () => {
  await mountSettings();
  await fireEvent.click(screen.getByRole("button", { name: "Help…" }));
  const list = (await screen.findByRole("dialog", { name: "Help" })).querySelector("dl.words");
  const words = [...(list?.querySelectorAll("dt") ?? [])].map((dt) => dt.textContent);
  for (const word of ["file", "record", "content", "signed part", "anchored", "pinned", "issuer"]) {
    expect(words).toContain(word);
  }
  expect(list?.textContent).toContain("recorded by you as the genuine key of an issuer");
});

test("Help lists every shortcut", async () => {
  await mountSettings();
  await fireEvent.click(screen.getByRole("button", { name: "Help…" }));
  const dialog = await screen.findByRole("dialog");
  const listed = shortcuts.filter((shortcut) => !shortcut.unlisted);
  for (const shortcut of listed) {
    expect(within(dialog).getAllByText(shortcut.words).length).toBeGreaterThan(0);
  }
  expect(dialog.querySelectorAll(".shortcut")).toHaveLength(listed.length);
});

test("F1, “?” and Ctrl+/ open Help", () => {
  const keys = shortcuts.filter((s) => s.id === "help").map((s) => s.shown.join("+"));
  expect(keys).toEqual(["F1", "?", "Ctrl+/"]);
});
