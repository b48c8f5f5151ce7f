/** What the user does is seen, can be undone, and is in reach of the keyboard. */
import { fireEvent, render, screen, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import App from "../../src/App.svelte";
import { blankFiled } from "../../src/lib/filed";
import { fakeBackend, type FakeOptions } from "../../src/lib/backend.fake";
import { SAMPLE_KEY } from "../../src/lib/fake/ring";
import { navigate, navigation } from "../../src/lib/state/navigation.svelte";
import { settle } from "./harness";

async function open(options: FakeOptions = {}) {
  const backend = fakeBackend(options);
  render(App, { backend });
  await settle();
  await settle();
  return backend;
}

/** The stand-in's runs take a few turns of the clock. */
const checked = async () => {
  for (let i = 0; i < 8; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    await settle();
  }
};
const headline = () => screen.getByRole("article").querySelector("h2")?.textContent ?? "";
const press = (key: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });
const dialog = (name: string) => screen.queryByRole("dialog", { name });

beforeEach(() => navigate("evidence"));

describe("what was added", () => {
  it("is shown as soon as it is checked, from whatever screen it came", async () => {
    const backend = await open();
    navigate("settings");
    await settle();
    await backend.paste("some words that are no record");
    await checked();
    expect(navigation.screen).toBe("evidence");
    expect(screen.getByRole("article").textContent).toContain("pasted text 1");
  });

  it("is shown although a filter would hide it", async () => {
    const backend = await open();
    await fireEvent.click(screen.getByRole("button", { name: /Does not match/ }));
    await checked();
    await backend.paste("some words that are no record");
    await checked();
    expect(screen.getByRole("article").textContent).toContain("pasted text 1");
    const pressed = screen.getByRole("button", { name: /Does not match/ });
    expect(pressed.getAttribute("aria-pressed")).toBe("false");
  });

  it("a link that was dropped is looked up, and what is found is shown", async () => {
    const backend = await open();
    navigate("reports");
    await settle();
    const id = "81f3ec97-42b0-4598-83b4-ac83c2df95bc";
    const found = await backend.find(`https://invoance.example/proof/document/${id}`);
    backend.emit({ type: "found", found });
    await checked();
    expect(navigation.screen).toBe("evidence");
    expect(screen.getByRole("article").textContent).toContain(id);
  });

  it("a key that is dropped where keys are shown is offered for pinning, on that screen", async () => {
    const backend = await open({ state: "nokeys" });
    navigate("keys");
    await settle();
    expect(backend.told).toContain("keys shown");
    const candidate = await backend.readKey(SAMPLE_KEY.key);
    backend.emit({ type: "key", candidate });
    await settle();
    expect(dialog("Add a key")).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByLabelText("Fingerprint obtained elsewhere"));
    expect(navigation.screen).toBe("keys");
    navigate("evidence");
    await settle();
    expect(backend.told.at(-1)).toBe("keys hidden");
  });

  it("a key document offers its key for pinning in its own detail", async () => {
    await open({ state: "nokeys" });
    const search = screen.getByRole("searchbox");
    await fireEvent.input(search, { target: { value: "harbourline.key.json" } });
    await fireEvent.keyDown(search, { key: "Enter" });
    await checked();
    await fireEvent.click(await screen.findByRole("button", { name: "Pin this key…" }));
    await settle();
    expect(dialog("Add a key")).toBeTruthy();
  });
});

describe("pinning", () => {
  it("says afterwards what came of it", async () => {
    const backend = await open({ state: "nokeys" });
    const candidate = await backend.readKey(SAMPLE_KEY.key);
    backend.emit({ type: "key", candidate });
    await settle();
    const write = (name: string | RegExp, value: string) =>
      fireEvent.input(screen.getByLabelText(name), { target: { value } });
    await write("Fingerprint obtained elsewhere", SAMPLE_KEY.fingerprint);
    await write(/What did you compare it with/, "samples/README.md");
    await fireEvent.click(screen.getByRole("button", { name: "Continue" }));
    await settle();
    await write("Label", "harbourline.example");
    await fireEvent.click(screen.getByRole("button", { name: "Pin this key" }));
    await checked();
    expect(dialog("Add a key")).toBeNull();
    const said = screen.getByText(/^The key harbourline\.example is pinned/).textContent;
    expect(said).toMatch(/Results now: .*Verified 113 \(before: 0\)/);
    expect(navigation.screen).toBe("evidence");
  });
});

describe("the detail belongs to the list", () => {
  it("a filter that hides what is selected selects another", async () => {
    await open();
    expect(headline()).not.toMatch(/^Verified/);
    await fireEvent.click(screen.getByRole("button", { name: /Verified/ }));
    await checked();
    expect(headline()).toMatch(/^Verified/);
  });

  it("a search that finds nothing leaves nothing selected", async () => {
    await open();
    const search = screen.getByRole("searchbox");
    await fireEvent.input(search, { target: { value: "nothing has these words" } });
    await fireEvent.keyDown(search, { key: "Enter" });
    await checked();
    expect(screen.queryByRole("article")).toBeNull();
  });
});

describe("removing", () => {
  async function opened() {
    const backend = await open();
    await backend.addFiles();
    await backend.addFolder();
    await checked();
    await fireEvent.click(screen.getByRole("button", { name: /2 folders, 1 file/ }));
    return backend;
  }
  const buttons = () => screen.getAllByRole("button", { name: /^Remove (?!everything)/ });

  it("is undone with the notice's button and with Ctrl+Z, to where it was", async () => {
    await opened();
    const before = buttons().map((button) => button.getAttribute("aria-label"));
    await fireEvent.click(buttons()[1]!);
    await checked();
    expect(buttons()).toHaveLength(2);
    await fireEvent.pointerDown(screen.getByRole("button", { name: "Undo" }));
    await fireEvent.click(screen.getByRole("button", { name: "Undo" }));
    await checked();
    expect(screen.queryByText(/was removed/)).toBeNull();
    await fireEvent.click(screen.getByRole("button", { name: /2 folders, 1 file/ }));
    expect(new Set(buttons().map((b) => b.getAttribute("aria-label")))).toEqual(new Set(before));
    await fireEvent.click(buttons()[0]!);
    await checked();
    await press("z", { ctrlKey: true });
    await checked();
    expect(screen.getByRole("button", { name: /2 folders, 1 file/ })).toBeTruthy();
  });

  it("a double click removes one, and the focus stays in the list", async () => {
    await opened();
    const [, second] = buttons();
    await fireEvent.click(second!, { detail: 1 });
    await fireEvent.click(second!, { detail: 2 });
    await checked();
    expect(buttons()).toHaveLength(2);
    expect(buttons()).toContain(document.activeElement);
  });

  it("Delete removes the input that has the focus, and everything can come back", async () => {
    const backend = await opened();
    buttons()[0]!.focus();
    await press("Delete");
    await checked();
    expect(buttons()).toHaveLength(2);
    await backend.clear();
    await checked();
    expect(screen.getByRole("heading", { level: 2 }).textContent).toContain("Drop files");
    await press("z", { ctrlKey: true });
    await checked();
    expect(screen.getByRole("treegrid", { name: "Results" })).toBeTruthy();
  });
});

describe("the menu", () => {
  it("opens with F10, moves with the arrows, and gives the keyboard back", async () => {
    await open();
    const search = screen.getByRole("searchbox");
    search.focus();
    await press("F10");
    const menu = screen.getByRole("menu", { name: "Menu" });
    const items = within(menu).getAllByRole("menuitem");
    expect(document.activeElement).toBe(items[0]);
    await press("ArrowDown");
    expect(document.activeElement).toBe(items[1]);
    await press("End");
    expect(document.activeElement).toBe(items.at(-1));
    await press("ArrowDown");
    expect(document.activeElement).toBe(items[0]);
    await press("r");
    expect(document.activeElement?.textContent).toMatch(/^R/);
    await press("Escape");
    expect(screen.queryByRole("menu")).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Menu" }));
  });

  it("has every command that has a key", async () => {
    await open();
    await press("F10");
    const titles = screen.getAllByRole("menuitem").map((item) => item.textContent ?? "");
    for (const words of [
      /Add files/,
      /Add folder/,
      /Paste/,
      /sample evidence/,
      /Check again/,
      /Cancel the run/,
      /Undo/,
      /Remove everything/,
      /Save as PDF/,
      /Save as HTML/,
      /Save as CSV/,
      /Save as JUnit/,
      /Save as JSON/,
      /Save as NDJSON/,
      /Print/,
      /Add a key/,
      /Import keys/,
      /Export keys/,
      /^Evidence/,
      /^Keys/,
      /^Errors/,
      /^Reports/,
      /^Settings/,
      /Search/,
      /Next pane/,
      /Zoom in/,
      /Zoom out/,
      /Reset zoom/,
      /Help/,
      /About/,
      /Close/,
    ]) {
      expect(
        titles.some((title) => words.test(title)),
        String(words),
      ).toBe(true);
    }
  });

  it("does what it says, and what cannot be done does nothing", async () => {
    const backend = await open({ state: "empty" });
    await press("F10");
    const item = (name: RegExp) => screen.getByRole("menuitem", { name });
    const rerun = vi.spyOn(backend, "rerun");
    expect(item(/Check again/).getAttribute("aria-disabled")).toBe("true");
    await fireEvent.click(item(/Check again/));
    expect(rerun).not.toHaveBeenCalled();
    await fireEvent.click(item(/^Settings/));
    await settle();
    expect(navigation.screen).toBe("settings");
  });
});

describe("the keys", () => {
  it("F5 checks again, Ctrl+S saves, Ctrl+P prints, Ctrl+Q and Ctrl+W close, F1 helps", async () => {
    const backend = await open();
    const spies = {
      rerun: vi.spyOn(backend, "rerun"),
      save: vi.spyOn(backend, "exportReport"),
      print: vi.spyOn(backend, "print").mockResolvedValue(),
      close: vi.spyOn(backend, "close"),
    };
    await press("F5");
    await checked();
    expect(spies.rerun).toHaveBeenCalledOnce();
    await press("s", { ctrlKey: true });
    expect(spies.save).toHaveBeenCalledWith("json", blankFiled());
    await press("q", { ctrlKey: true });
    await press("w", { ctrlKey: true });
    expect(spies.close).toHaveBeenCalledTimes(2);
    await press("p", { ctrlKey: true });
    await checked();
    expect(spies.print).toHaveBeenCalledOnce();
    await press("F1");
    await settle();
    expect(dialog("Help")).toBeTruthy();
  });

  it("work in a field too, but for those that belong to its text", async () => {
    const backend = await open();
    const rerun = vi.spyOn(backend, "rerun");
    const restore = vi.spyOn(backend, "restore");
    screen.getByRole("searchbox").focus();
    await press("F5");
    expect(rerun).toHaveBeenCalledOnce();
    await press("z", { ctrlKey: true });
    expect(restore).not.toHaveBeenCalled();
  });
});

describe("closing during a check", () => {
  it("asks, and goes on checking unless told otherwise", async () => {
    const backend = await open({ state: "running" });
    backend.emit({ type: "closing" });
    await settle();
    expect(dialog("Close during the run?")).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: "Keep running" }));
    await settle();
    expect(dialog("Close during the run?")).toBeNull();
    expect(backend.told).toEqual(["stay"]);
    backend.emit({ type: "closing" });
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: "Stop and close" }));
    expect(backend.told).toEqual(["stay", "close all the same"]);
  });
});

describe("a file of the program that cannot be read", () => {
  it("offers to open its folder, and to move it aside", async () => {
    const backend = await open();
    const message = "/home/auditor/settings.json: the settings cannot be read: it is not a file.";
    backend.emit({
      type: "notice",
      fault: { code: "file", message, remedy: "Set them again.", kept: "settings" },
    });
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: "Open the folder" }));
    await fireEvent.click(screen.getByRole("button", { name: /^Move it aside/ }));
    await settle();
    expect(backend.told).toEqual(["reveal settings", "move settings"]);
    expect(screen.queryByText(message)).toBeNull();
    expect(screen.getByText(/could not be read is now/)).toBeTruthy();
  });
});

describe("a row's own menu", () => {
  it("takes the place of the browser's, and leaves fields theirs", async () => {
    await open();
    const grid = screen.getByRole("treegrid", { name: "Results" });
    expect(await fireEvent.contextMenu(grid)).toBe(false);
    const menu = screen.getByRole("menu", { name: "What can be done with the row" });
    const titles = within(menu)
      .getAllByRole("menuitem")
      .map((item) => item.textContent ?? "");
    for (const words of [
      "Open",
      "Show in folder",
      "Copy name",
      "Copy path",
      "Copy SHA-256",
      "Copy id",
      "Copy result as text",
    ]) {
      expect(
        titles.some((title) => title.startsWith(words)),
        words,
      ).toBe(true);
    }
    await press("Escape");
    expect(await fireEvent.contextMenu(screen.getByRole("searchbox"))).toBe(true);
    expect(await fireEvent.contextMenu(screen.getByRole("heading", { level: 1 }))).toBe(false);
    expect(screen.queryByRole("menu")).toBeNull();
  });
});

describe("rows are marked and copied together", () => {
  async function copied() {
    const backend = await open();
    const text = vi.fn(async (_: string) => {});
    Object.assign(navigator, { clipboard: { writeText: text } });
    const grid = screen.getByRole("treegrid", { name: "Results" });
    grid.focus();
    return { backend, text, grid };
  }
  const marked = () => screen.getAllByRole("row", { selected: true });

  it("with Shift and the arrows, as lines of text", async () => {
    const { text } = await copied();
    await press("Home");
    await press("ArrowDown", { shiftKey: true });
    await press("ArrowDown", { shiftKey: true });
    await settle();
    expect(marked()).toHaveLength(3);
    await press("c", { ctrlKey: true });
    await checked();
    const lines = text.mock.calls[0]?.[0].trimEnd().split("\n") ?? [];
    expect(lines).toHaveLength(3);
    expect(lines.every((line) => /^samples\/.*: \S/.test(line))).toBe(true);
    await press("ArrowUp");
    await settle();
    expect(marked()).toHaveLength(1);
  });

  it("all of them with Ctrl+A, also those that are not in view", async () => {
    const { text, grid } = await copied();
    const total = Number(grid.getAttribute("aria-rowcount")) - 1;
    expect(total).toBeGreaterThan(screen.getAllByRole("row").length);
    await press("a", { ctrlKey: true });
    await press("c", { ctrlKey: true });
    await checked();
    expect(text.mock.calls[0]?.[0].trimEnd().split("\n")).toHaveLength(total);
  });
});
