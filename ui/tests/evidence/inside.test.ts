/** What lies in a mail or an archive: named by the way to it, wherever it is said. */
import { fireEvent, render, screen, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { Finding, Source } from "../../src/lib/bindings/types";
import MiddleText from "../../src/lib/components/MiddleText.svelte";
import { fileName, nameInside, shortName, told } from "../../src/lib/format";
import { fileText, resultText } from "../../src/lib/result-text";
import { rowMenu } from "../../src/lib/state/row-menu";
import FileWhole from "../../src/screens/evidence/FileWhole.svelte";
import ListBar from "../../src/screens/evidence/ListBar.svelte";
import Lookup from "../../src/screens/evidence/Lookup.svelte";
import { linked } from "../../src/screens/evidence/linked";
import { toRow } from "../../src/lib/fake/results";
import { scene, settle, show } from "../components/harness";
import report from "../fixtures/samples-report.json";

const member = (name: string, of_name: number | null = null) => ({ name, index: 0, of_name });
const inside = (...names: string[]): Source => ({
  path: "/e/mail.eml",
  members: names.map((name) => member(name)),
  line: null,
  pointer: null,
});
const balances = inside("Q1 (final).zip", "documents/balances.csv");
const MAIL = "samples/wrong/9-received-by-mail.eml";

async function mail() {
  const stage = await scene();
  await stage.view.selectFile(MAIL);
  await settle();
  const { file } = stage.view;
  if (!file) throw new Error("no file");
  return { ...stage, file };
}

describe("the name of an attachment", () => {
  it("stands before the way to it", () => {
    expect(nameInside(balances, false)).toBe("balances.csv, in Q1 (final).zip › documents");
    expect(nameInside(balances, true)).toBe(
      "balances.csv, in mail.eml › Q1 (final).zip › documents",
    );
    expect(nameInside(inside("notice.txt"), false)).toBe("notice.txt");
    expect(shortName(balances)).toBe("mail.eml › Q1 (final).zip › documents/balances.csv");
  });

  it("is told from another of the same name", () => {
    const second = { ...balances, members: [member("record.json", 2)] };
    expect(fileName(second)).toBe("record.json (no. 2 of this name)");
    expect(nameInside(second, true)).toBe("record.json (no. 2 of this name), in mail.eml");
  });

  it("that is written from right to left begins where it is read", () => {
    const direction = (text: string) => {
      const { container } = render(MiddleText, { text });
      return container.querySelector(".head")?.getAttribute("dir");
    };
    expect(direction("פרוטוקול ישיבה (2026).pdf")).toBe("rtl");
    expect(direction("2026 إشعار.txt")).toBe("rtl");
    expect(direction("rec10 דיבידנד.json")).toBe("ltr");
  });
});

describe("words that name it", () => {
  it("lead to it and not to its mail", () => {
    const text = `${shortName(balances).replace("mail", "/e/mail")} names the anchored version.`;
    const [first, rest] = linked(text, [inside("other.txt"), balances]);
    expect(first).toEqual({
      text: "/e/mail.eml › Q1 (final).zip › documents/balances.csv",
      source: balances,
    });
    expect(rest?.text).toBe(" names the anchored version.");
    expect(linked(text, [inside()]).every((piece) => piece.source === null)).toBe(true);
  });
});

describe("a mail with an attachment that does not match", () => {
  it("names it in its row, in the detail and with the next step", async () => {
    const stage = await mail();
    const row = stage.view.rows.at(stage.view.position ?? -1);
    expect(row?.kind).toBe("container");
    expect(row?.why).toMatch(/^balances\.csv, in quarter-end\.zip: not the anchored version/);
    const at = { generation: 1, index: row?.index ?? 0 };
    const { container } = show(stage, FileWhole, { file: stage.file, at });
    expect(screen.getByRole("heading", { level: 2 }).textContent).toMatch(
      /^1 of 4 results does not match\. balances\.csv, in quarter-end\.zip/,
    );
    expect(container.querySelector("dt")?.textContent).toMatch(
      /Next step\s+for\s+balances\.csv, in quarter-end\.zip/,
    );
    const first = container.querySelector("li")?.textContent;
    expect(first).toContain("balances.csv, in quarter-end.zip");
  });

  it("is copied with the way to each result", async () => {
    const stage = await mail();
    expect(fileText(stage.file)).toContain("balances.csv, in quarter-end.zip");
    const source = stage.file.advised;
    if (!source) throw new Error("no next step");
    await stage.view.selectSource(source);
    // Its file is opened for it.
    for (let i = 0; i < 2; i += 1) {
      stage.view.follow();
      await settle();
    }
    if (!stage.view.detail) throw new Error("no detail");
    const whole = `${MAIL} › quarter-end.zip › balances.csv`;
    expect(resultText(stage.view.detail)).toContain(whole);
    const written: string[] = [];
    const writeText = vi.fn(async (text: string) => void written.push(text));
    Object.assign(navigator, { clipboard: { writeText } });
    const items = rowMenu(stage.app, stage.view).flatMap((group) => group.items);
    for (const title of ["Copy name", "Copy path", "Copy row as text"]) {
      items.find((item) => item.title === title)?.run();
      await settle();
    }
    expect(written[0]).toBe("9-received-by-mail.eml › quarter-end.zip › balances.csv");
    expect(written[1]).toBe(whole);
    expect(written[2]).toMatch(new RegExp(`^${whole}: `));
  });

  it("is a choice of the filter, and so is the archive in it", async () => {
    const stage = await scene();
    show(stage, ListBar);
    await fireEvent.focusIn(screen.getByRole("group", { name: "List" }));
    await fireEvent.click(screen.getByRole("button", { name: "Filter" }));
    await settle();
    const choice = screen.getByLabelText<HTMLSelectElement>("Folder, archive or mail");
    const archive = within(choice).getByRole<HTMLOptionElement>("option", {
      name: "9-received-by-mail.eml › quarter-end.zip",
    });
    await fireEvent.change(choice, { target: { value: archive.value } });
    stage.view.follow();
    await settle();
    expect(stage.view.rows.files).toBe(1);
    expect(stage.view.rows.results).toBe(5);
  });

  it("stays what was looked at when the search that found it is cleared", async () => {
    const stage = await mail();
    stage.view.text = "9-received-by-mail.eml";
    stage.view.follow();
    await settle();
    if (!stage.file.advised) throw new Error("no next step");
    expect(await stage.view.selectSource(stage.file.advised)).toBe(true);
    await settle();
    stage.view.text = "";
    for (let i = 0; i < 3; i += 1) {
      stage.view.follow();
      await settle();
    }
    const row = stage.view.rows.at(stage.view.position ?? -1);
    expect(row?.within).toBe(true);
    expect(row && fileName(row.source)).toBe("balances.csv");
    expect(stage.view.selected?.index).toBe(row?.index);
  });
});

it("what is found by a look-up is named with its mail and archive", async () => {
  const stage = await mail();
  const found = {
    text: "f".repeat(64),
    rows: [0, 1].map((n) => ({
      ...(stage.view.rows.at(0) as NonNullable<ReturnType<typeof stage.view.rows.at>>),
      index: n,
      source: { ...balances, members: [member("record.json", n === 0 ? null : 2)] },
    })),
    said: null,
    fetchable: false,
    names_kind: false,
  };
  const { container } = show(stage, Lookup, { found });
  const names = [...container.querySelectorAll("li")].map((li) => li.textContent ?? "");
  expect(names[0]).toContain("record.json, in mail.eml");
  expect(names[1]).toContain("record.json (no. 2 of this name), in mail.eml");
  // What is to be compared character by character stands in groups of four.
  expect(container.querySelectorAll(".text .group")).toHaveLength(16);
});

it("before the end of a run nothing that is said is verified", () => {
  const results = report.results as unknown as Finding[];
  const log = results.find(({ headline }) => /events present are verified/.test(headline));
  const row = toRow(log as Finding, 0);
  expect(told(row, false).headline).toMatch(/the 40 events present are verified$/);
  expect(told(row, true)).toEqual({
    headline: "Not confirmed: there is a gap in the numbers of the events",
    why: null,
  });
  const good = results.find(({ verdict }) => verdict === "verified");
  expect(told(toRow(good as Finding, 1), true).headline).toMatch(
    /^Provisional: signed with the key you pinned as .*; the run is incomplete$/,
  );
});
