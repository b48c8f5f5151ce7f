import { fireEvent, render, screen, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import type { Value, Verdict } from "../../src/lib/bindings/types";
import { navigation } from "../../src/lib/state/navigation.svelte";
import Compared from "../../src/screens/evidence/Compared.svelte";
import DetailPane from "../../src/screens/evidence/DetailPane.svelte";
import Fields from "../../src/screens/evidence/Fields.svelte";
import { scene, settle, show } from "../components/harness";

async function detail(path: string, state: "samples" | "nokeys" | "many" = "samples") {
  const stage = await scene({ state });
  await stage.view.selectSource({ path, members: [], line: null, pointer: null });
  await settle();
  const onback = vi.fn();
  const { container } = show(stage, DetailPane, { onback });
  await settle();
  return { ...stage, container, onback };
}

const edited = "samples/wrong/2-edited-record/dividend-resolution.record.json";
const trace = "samples/wrong/5-trace-item-removed.json";

describe("the detail of each verdict", () => {
  const [form, signature, key] = ["Reading and form", "Signature", "Signing key"];
  const [fields, content] = ["Fields shown and fields signed", "Hash of the content"];
  // What did not pass comes first.
  const paths: [Verdict, string, string[]][] = [
    ["verified", "samples/README.record.json", [form, signature, key, fields, content]],
    [
      "unconfirmed",
      "samples/wrong/1-other-version/notice.record.json",
      [content, form, signature, key, fields],
    ],
    ["mismatch", edited, [`${fields}: created_at`, form, signature, key, content]],
    ["mismatch", "samples/wrong/1-other-version/notice.txt", [content]],
    ["not_found", "samples/wrong/1-other-version/notice-draft.txt", ["Search for a record"]],
    ["info", "samples/harbourline.key.json", [form]],
  ];
  it.each(paths)(
    "%s: the sentence, cause and step, and every check",
    async (verdict, path, checks) => {
      const { view, container } = await detail(path);
      const finding = view.detail;
      if (!finding) throw new Error("no detail");
      expect(finding.verdict).toBe(verdict);
      expect(screen.getByRole("heading", { level: 2 }).textContent?.trim()).toBe(finding.headline);
      for (const words of [finding.possible_causes, finding.next_step]) {
        if (words) expect(container.textContent).toContain(words);
      }
      const said = (selector: string) =>
        [...container.querySelectorAll(selector)].map((e) => e.textContent?.trim());
      expect(said("li > .line > .name")).toEqual(checks);
      const applies = ["verified", "unconfirmed", "mismatch"].includes(verdict);
      expect(said(".axes li > :first-child")).toEqual(
        applies ? ["Content", "Signature", "Signing key", "Shown fields", "Completeness"] : [],
      );
    },
  );

  it("uncheckable", async () => {
    const stage = await scene({ state: "many" });
    stage.view.verdicts = ["uncheckable"];
    stage.view.follow();
    await settle();
    const row = stage.view.rows.at(0);
    if (!row) throw new Error("no row");
    stage.view.select(row, 0);
    await settle();
    show(stage, DetailPane, { onback: () => {} });
    expect(screen.getByRole("heading", { level: 2 }).textContent).toContain("Cannot be checked");
  });
});

describe("a difference", () => {
  it("is marked in both values, at the same place", async () => {
    const { container } = await detail(edited);
    const marks = container.querySelectorAll("section dl mark");
    // 2026-03-17 and 2026-02-27: the month's and the day's digit.
    expect([...marks].map((m) => m.textContent)).toEqual(["3", "1", "2", "2"]);
    expect(container.textContent).toContain(
      "The time shown is 18 days earlier than the one signed.",
    );
  });

  it("is told by its place", () => {
    const values: Value[] = [
      { source: "signed", value: "harbourline.example" },
      { source: "shown", value: "harbour1ine.example" },
    ];
    const { container } = render(Compared, { values });
    expect(container.textContent).toContain("The first difference is at character 8.");
  });

  it("stands in the fields beside what was signed, apart from what is not signed at all", async () => {
    await detail(edited);
    const table = screen.getByRole("table");
    const row = within(table).getByText("created_at").closest("tr");
    expect(row?.textContent).toContain("Differs");
    expect([...(row?.querySelectorAll("td mark") ?? [])].map((m) => m.textContent)).toEqual([
      "2",
      "2",
      "3",
      "1",
    ]);
    expect(within(table).getByText("Shown, but not signed")).toBeTruthy();
  });
});

describe("the axes", () => {
  it("say what came out on each, beside the name that it has in the report", async () => {
    await detail(edited);
    const rows = within(screen.getByRole("list", { name: "What was checked" }));
    const said = rows.getAllByRole("listitem").map((li) => {
      const parts = li.querySelectorAll(":scope > :first-child, .claim, .said > .outcome");
      return [...parts].map((part) => part.textContent?.trim());
    });
    expect(said).toEqual([
      ["Content", "The hash calculated from the content equals the one in the record", "Passed"],
      ["Signature", "Valid for the signed bytes", "Passed"],
      ["Signing key", "The key is one that you pinned", "Passed"],
      ["Shown fields", "A field shown does not agree with the signed part", "Failed"],
      ["Completeness", "", "Not applicable"],
    ]);
  });

  it("do not say of an edited event that what it shows was signed", async () => {
    await detail("samples/wrong/7-audit-event-edited.json");
    const rows = within(screen.getByRole("list", { name: "What was checked" }));
    const said = rows
      .getAllByRole("listitem")
      .map((li) => li.querySelector(".claim")?.textContent?.trim());
    expect(said.slice(0, 4)).toEqual([
      "The hash calculated from the content differs from the one in the record",
      "Not valid for the bytes that it should cover",
      // Nobody signed, so neither a signer nor what they bound is judged.
      "",
      "",
    ]);
  });

  it("assert nothing that is not established", async () => {
    await detail("samples/wrong/6-audit-log-gap.ndjson");
    const rows = within(screen.getByRole("list", { name: "What was checked" }));
    expect(
      rows.getByText("Whether anything is missing could not be determined").parentElement
        ?.textContent,
    ).toContain("Inconclusive");
  });
});

describe("the search for a record", () => {
  const outcome = () =>
    screen.getByText("Search for a record").parentElement?.children[1]?.textContent?.trim();

  it("that found none says so, and is not merely not established", async () => {
    await detail("samples/wrong/1-other-version/notice-draft.txt");
    expect(outcome()).toBe("No record found");
    expect(screen.getByRole("button", { name: "Checks No record found" })).toBeTruthy();
    expect(screen.queryByText("Inconclusive")).toBeNull();
  });

  it("that found one which is not verified does not say that there is none", async () => {
    await detail("samples/wrong/2-edited-record/dividend-resolution.pdf");
    expect(outcome()).toBe("Inconclusive");
    expect(screen.queryByText("No record found")).toBeNull();
  });
});

describe("what it was matched with", () => {
  const about = (name: string) => within(screen.getByRole("region", { name }));

  it("is below the headline, with its own verdict, and leads there", async () => {
    const { view } = await detail("samples/wrong/3-signed-again/fees-2026.record.json");
    const [file] = about("What it is about").getAllByRole("button");
    const said = file?.textContent?.replace(/\s+/g, " ");
    expect(said).toContain("fees-2026.csv File");
    expect(said).toContain("No reliable proof: the only record for this file was rejected");
    await fireEvent.click(file as HTMLElement);
    await settle();
    expect(view.detail?.source.path).toBe("samples/wrong/3-signed-again/fees-2026.csv");
    const [record] = about("Its record").getAllByRole("button");
    expect(record?.textContent).toContain("fees-2026.record.json");
    expect(record?.textContent).toContain("Does not match: ");
  });

  it("is each of several", async () => {
    await detail("samples/good/attestations/complaint-triage.record.json");
    expect(about("What it is about").getAllByRole("button")).toHaveLength(2);
  });

  it("is the record that names the anchored version of a file, which is another one", async () => {
    await detail("samples/wrong/1-other-version/notice.txt");
    expect(about("Its record").getByRole("button").textContent).toContain("notice.record.json");
  });

  it("is a link where words name it, never a path to read", async () => {
    const { view } = await detail("samples/wrong/2-edited-record/dividend-resolution.pdf");
    const step = screen.getByText("Next step").nextElementSibling;
    expect(step?.textContent?.trim()).toBe("See dividend-resolution.record.json.");
    await fireEvent.click(within(step as HTMLElement).getByRole("button"));
    await settle();
    expect(view.detail?.kind).toBe("document");
  });

  it("can be an item of a trace, which is shown in its trace", async () => {
    const { view } = await detail("samples/good/events/loan-decision.json");
    await fireEvent.click(
      screen.getByRole("button", { name: "samples/good/trace-loan-hl-0417.json" }),
    );
    await settle();
    expect(view.detail?.kind).toBe("trace");
    expect(view.detail?.children[view.item ?? -1]?.source.pointer).toBe("/events/3");
  });

  it("is not spoken of where there is nothing", async () => {
    await detail("samples/wrong/1-other-version/notice-draft.txt");
    expect(screen.queryByRole("region", { name: /^Its|^What it is about/ })).toBeNull();
  });
});

describe("the sections", () => {
  it("read the signed bytes only when they are opened", async () => {
    const { fake, container } = await detail(edited);
    const forms = vi.spyOn(fake, "signedForms");
    const button = screen.getByRole("button", { name: "Signed bytes" });
    expect(button.getAttribute("aria-expanded")).toBe("false");
    await fireEvent.click(button);
    await settle();
    expect(forms).toHaveBeenCalledWith(expect.any(Number), expect.any(Number), 245);
    expect(container.querySelector("pre mark")?.textContent).toContain("2026-03-17");
    await fireEvent.click(button);
  });

  it("stay as they were left, for the next result too", async () => {
    const { view } = await detail(edited);
    await fireEvent.click(screen.getByRole("button", { name: "Hashes" }));
    await view.selectSource({
      path: "samples/README.record.json",
      members: [],
      line: null,
      pointer: null,
    });
    await settle();
    expect(screen.getByRole("button", { name: "Hashes" }).getAttribute("aria-expanded")).toBe(
      "false",
    );
    await fireEvent.click(screen.getByRole("button", { name: "Hashes" }));
  });

  it("lead to what it was matched with", async () => {
    const { view } = await detail(edited);
    await fireEvent.click(
      screen.getByRole("button", {
        name: "samples/wrong/2-edited-record/dividend-resolution.pdf",
      }),
    );
    await settle();
    expect(view.detail?.kind).toBe("content");
  });

  it("offer an embedded key for pinning, and never a pinned one", async () => {
    const pinned = await detail(edited);
    expect(screen.queryByRole("button", { name: "Pin this key…" })).toBeNull();
    pinned.container.remove();
    const { app } = await detail(edited, "nokeys");
    await fireEvent.click(screen.getByRole("button", { name: "Pin this key…" }));
    await settle();
    expect(app.pinning?.candidate?.fingerprint).toMatch(/^5c26295e/);
    expect(navigation.screen).toBe("evidence");
  });

  it("do not offer a key for pinning where another one is pinned", async () => {
    const { container } = await detail("samples/wrong/3-signed-again/fees-2026.record.json");
    expect(screen.queryByRole("button", { name: "Pin this key…" })).toBeNull();
    expect(container.textContent).toContain("You pinned another key for this issuer.");
  });

  it("say after the checks what none of them shows, where all hold", async () => {
    const { app, container } = await detail("samples/README.record.json");
    const titles = [...container.querySelectorAll("h3")].map((h3) => h3.textContent?.trim());
    expect(titles[titles.findIndex((title) => title?.startsWith("Checks")) + 1]).toBe("Limits");
    expect(screen.getByText(/^Every check that Proofdesk makes of it passed/)).toBeTruthy();
    for (const words of app.evidence.limits) expect(screen.getByText(words)).toBeTruthy();
  });

  it("do not speak of what was not checked where the verdict is another", async () => {
    await detail(edited);
    expect(screen.queryByRole("button", { name: "Limits" })).toBeNull();
  });
});

describe("a trace", () => {
  it("shows its items in order, and what ties them", async () => {
    const { container } = await detail(trace);
    const items = [...container.querySelectorAll("ol button")];
    expect(items.map((item) => item.querySelector(".type")?.textContent)).toEqual([
      "complaint.received",
      "complaint.acknowledged",
      "complaint.answered",
      "complaint.closed",
    ]);
    expect(container.querySelector("ol")?.textContent).toContain("16 days 17 hours later");
    expect(container.querySelector(".bracket")?.classList).toContain("fail");
    expect(container.querySelector(".seal")?.classList).toContain("pass");
  });

  it("says what ties the items before the first of them", async () => {
    const { container } = await detail(trace);
    const [ties, first] = [container.querySelector(".ties"), container.querySelector("ol")];
    expect([...(ties?.children ?? [])].map((li) => li.textContent?.trim())).toEqual([
      "Number and order of items Passed",
      "Sealed hash Failed",
      "Seal of the trace Passed",
    ]);
    const follows = ties?.compareDocumentPosition(first as Node) ?? 0;
    expect(follows & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    expect(screen.getAllByText("Sealed hash", { selector: ".ties span" })).toHaveLength(1);
  });

  it("goes from item to item with the arrows, and into one with Enter", async () => {
    const { container, view, onback } = await detail(trace);
    const items = [...container.querySelectorAll<HTMLElement>("ol button")];
    items[0]?.focus();
    await fireEvent.keyDown(items[0] as HTMLElement, { key: "ArrowDown" });
    expect(document.activeElement).toBe(items[1]);
    await fireEvent.keyDown(items[1] as HTMLElement, { key: "End" });
    expect(document.activeElement).toBe(items[3]);
    await fireEvent.click(items[3] as HTMLElement);
    await settle();
    expect(view.item).toBe(3);
    expect(container.textContent).toContain("evt_01KGBQVVN543RJK4ZZMJ64HSRN");
    await fireEvent.click(screen.getByRole("button", { name: "Back to the trace" }));
    expect(onback).toHaveBeenCalledOnce();
  });

  it("counts items that are alike, and says where they are", async () => {
    const { container, view } = await detail(trace);
    if (!view.detail) throw new Error("no detail");
    const [first, second, ...others] = view.detail.children;
    if (!first || !second) throw new Error("no items");
    const at = (i: number) => `/events/${i}`;
    const pointers = [
      { first: at(0), last: at(2) },
      { first: at(4), last: at(4) },
    ];
    const source = { ...second.source, pointer: at(3) };
    const alike = { ...first, count: 4, pointers };
    view.detail = { ...view.detail, children: [alike, { ...second, source }, ...others] };
    await settle();
    expect(container.querySelector("ol button")?.textContent).toContain("4 alike: no. 1 to 3, 5");
    expect(container.querySelector("ol")?.textContent).not.toContain("16 days 17 hours later");
    expect(screen.getByText("7 items")).toBeTruthy();
  });

  it("has a table that says the same", async () => {
    await detail(trace);
    await fireEvent.click(screen.getByRole("button", { name: "Show as a table" }));
    const [table] = screen.getAllByRole("table");
    expect(within(table as HTMLElement).getAllByRole("row")).toHaveLength(5);
    expect(table?.textContent).toContain("complaint.answered");
  });
});

it("an error response leads to the words about its code", async () => {
  const { view } = await detail("samples/harbourline.key.json");
  if (!view.detail) throw new Error("no detail");
  const field = { name: "error", value: "rate_limited", status: "unsigned" as const };
  const fields = [{ ...field, signed_value: null }];
  view.detail = { ...view.detail, kind: "error_response", fields };
  await settle();
  await fireEvent.click(screen.getByRole("button", { name: "rate_limited" }));
  expect(navigation).toMatchObject({ screen: "errors", params: { code: "rate_limited" } });
});

it("a verdict under the key of the samples says that it is one", async () => {
  await detail("samples/README.record.json");
  expect(screen.getByText(/sample key that comes with Proofdesk/)).toBeTruthy();
});

it("a value that was signed and is not shown stands beside those that are, as not shown", () => {
  const fields = [
    { name: "model_name", value: "quill", status: "signed" as const, signed_value: null },
    { name: "model_version", value: "", status: "not_shown" as const, signed_value: "2025-11-30" },
  ];
  render(Fields, { fields });
  const row = screen.getByText("model_version").closest("tr");
  const words = [...(row?.children ?? [])].map((cell) => cell.textContent?.trim());
  expect(words).toEqual([
    expect.stringMatching(/^model_version\s*Signed, not shown$/),
    "The record does not show it",
    "2025-11-30",
  ]);
});

describe("a key whose signature is not shown to hold", () => {
  it("names nobody as the signer, also if it is pinned", async () => {
    const { view, container } = await detail("samples/README.record.json");
    if (!view.detail) throw new Error("no detail");
    const signer = { ...view.detail.signer, label: null, source: "embedded" as const };
    view.detail = { ...view.detail, signer };
    await settle();
    const section = container.querySelector("section:has(.signer)");
    expect(section?.querySelector(".key.pinned")).toBeNull();
    expect(section?.querySelector("strong")).toBeNull();
    expect(section?.textContent).toContain("You pinned this key as harbourline.example");
    expect(section?.textContent).toContain("nobody is named as the signer");
    expect(screen.queryByRole("button", { name: "Pin this key…" })).toBeNull();
  });
});

it.each(["list", "report"] as const)("a result of kind %s has no signed bytes", async (kind) => {
  const { view } = await detail("samples/README.record.json");
  if (!view.detail) throw new Error("no detail");
  view.detail = { ...view.detail, kind };
  await settle();
  expect(screen.queryByRole("button", { name: /^Signed bytes/ })).toBeNull();
});
