/** What was written is not lost: a dialog asks before it closes, and screens keep what was pasted. */
import { fireEvent, render, screen } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import App from "../../src/App.svelte";
import { fakeBackend, type FakeOptions } from "../../src/lib/backend.fake";
import { SAMPLE_KEY } from "../../src/lib/fake/ring";
import { navigate, navigation } from "../../src/lib/state/navigation.svelte";
import { settle } from "./harness";

async function open(options: FakeOptions = {}) {
  const backend = fakeBackend(options);
  render(App, { backend });
  await checked();
  return backend;
}
const checked = async () => {
  for (let i = 0; i < 8; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    await settle();
  }
};
const press = (key: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });
const dialog = (name: string) => screen.queryByRole("dialog", { name });
const click = async (name: string | RegExp) => {
  await fireEvent.click(screen.getByRole("button", { name }));
  await checked();
};
const write = (name: string | RegExp, value: string) =>
  fireEvent.input(screen.getByLabelText(name), { target: { value } });
const value = (name: string | RegExp) => screen.getByLabelText<HTMLInputElement>(name).value;

const OTHER = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

beforeEach(() => navigate("evidence"));

describe("what reports are filed under", () => {
  async function opened() {
    const backend = await open();
    navigate("reports", { filed: true });
    await checked();
    return backend;
  }

  it("is not given up by Escape without asking", async () => {
    await opened();
    await press("Escape");
    await write("Engagement", "Harbourline 2026");
    screen.getByLabelText("Engagement").focus();
    await press("Escape");
    await settle();
    expect(screen.getByText("Discard what you wrote?")).toBeTruthy();
    expect(document.activeElement?.textContent).toBe("Keep editing");
    await press("Escape");
    await settle();
    expect(value("Engagement")).toBe("Harbourline 2026");
    await press("Escape");
    await settle();
    await click("Discard");
    expect(dialog("Filed under")).toBeNull();
  });

  it("stays in view when something is dropped meanwhile, which is said", async () => {
    const backend = await opened();
    await write("Engagement", "Harbourline 2026");
    await backend.paste("some words that are no record");
    await checked();
    expect(navigation.screen).toBe("reports");
    expect(value("Engagement")).toBe("Harbourline 2026");
    await click("Done");
    await click("Show");
    expect(navigation.screen).toBe("evidence");
    expect(screen.getByRole("article").textContent).toContain("pasted text 1");
  });
});

describe("a key that is being added", () => {
  async function begun() {
    const backend = await open({ state: "nokeys" });
    navigate("keys");
    await checked();
    backend.emit({ type: "key", candidate: await backend.readKey(SAMPLE_KEY.key) });
    await checked();
    await write("Fingerprint obtained elsewhere", SAMPLE_KEY.fingerprint);
    await write(/What did you compare it with/, "samples/README.md");
    await click("Continue");
    await write("Label", "my label");
    return backend;
  }

  it("is not given up for another that is dropped, nor by Escape", async () => {
    const backend = await begun();
    backend.emit({ type: "key", candidate: await backend.readKey(OTHER) });
    await checked();
    expect(screen.getByText(/^Another key came in/)).toBeTruthy();
    await click("Keep editing");
    expect(value("Label")).toBe("my label");
    screen.getByLabelText("Label").focus();
    await press("Escape");
    await settle();
    expect(screen.getByText("Discard what you wrote?")).toBeTruthy();
    await click("Keep editing");
    expect(value("Label")).toBe("my label");
  });

  it("makes room for the other one when the user says so", async () => {
    const backend = await begun();
    const candidate = await backend.readKey(OTHER);
    backend.emit({ type: "key", candidate });
    await checked();
    await click("Discard");
    expect(dialog("Add a key")?.querySelector(".digits")?.textContent).toContain(
      candidate.fingerprint,
    );
    expect(value("Fingerprint obtained elsewhere")).toBe("");
  });
});

it("a request that was checked is still there after another screen", async () => {
  await open();
  navigate("errors");
  await checked();
  await fireEvent.click(screen.getByRole("tab", { name: "Check a request" }));
  await write("Request body", '{"document_hash": "x"}');
  await click("Check this request");
  const said = screen.getByRole("tabpanel").textContent;
  await press("1", { ctrlKey: true });
  await checked();
  await press("3", { ctrlKey: true });
  await checked();
  expect(value("Request body")).toBe('{"document_hash": "x"}');
  expect(screen.getByRole("tabpanel").textContent).toBe(said);
  expect(screen.getByRole("tab", { name: "Check a request" }).ariaSelected ?? "true").toBe("true");
});

it("what is pasted with the menu on Keys is offered for pinning", async () => {
  await open({ state: "nokeys" });
  navigate("keys");
  await checked();
  await press("F10");
  await fireEvent.click(screen.getByRole("menuitem", { name: /^Paste/ }));
  await settle();
  await write(/^A public key, a record/, OTHER);
  await click("Pin, find or add");
  expect(dialog("Add a key")).toBeTruthy();
});

describe("the keys of the row's menu", () => {
  it.each([
    ["F10", { shiftKey: true }],
    ["ContextMenu", {}],
  ])("%s is about the row that is selected, whatever the web view clicks", async (key, more) => {
    await open();
    const grid = screen.getByRole("treegrid", { name: "Results" });
    grid.focus();
    await press("ArrowDown");
    await checked();
    const selected = () => screen.getAllByRole("row", { selected: true })[0]?.id;
    const before = selected();
    await press(key, more);
    // The web view clicks at a corner of the list as well.
    const last = screen.getAllByRole("row").at(-1);
    await fireEvent.contextMenu(last ?? grid, { button: 2 });
    await settle();
    expect(selected()).toBe(before);
    expect(screen.getByRole("menu", { name: "What can be done with the row" })).toBeTruthy();
  });
});

it("F6 after a click says where the keyboard is", async () => {
  await open();
  // No element has a size here.
  vi.spyOn(Element.prototype, "getClientRects").mockReturnValue([{}] as unknown as DOMRectList);
  const seen: (FocusOptions | undefined)[] = [];
  const focus = HTMLElement.prototype.focus;
  HTMLElement.prototype.focus = function (options?: FocusOptions) {
    seen.push(options);
    focus.call(this, options);
  };
  await press("F6");
  vi.restoreAllMocks();
  HTMLElement.prototype.focus = focus;
  expect(seen).toEqual([{ focusVisible: true }]);
});
