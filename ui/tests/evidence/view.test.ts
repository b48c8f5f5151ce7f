import { fireEvent, screen } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { looksLikeRecord } from "../../src/lib/state/evidence.svelte";
import { navigate, navigation } from "../../src/lib/state/navigation.svelte";
import type { EvidenceInput, InputKind } from "../../src/lib/bindings/types";
import { setWords } from "../../src/lib/summary";
import SummaryStrip from "../../src/screens/evidence/SummaryStrip.svelte";
import { scene, settle, show, type Scene } from "../components/harness";

/** What `provideEvidence` does in the window: follow again whatever changed. */
async function follow({ view }: Scene) {
  view.follow();
  await settle();
}

describe("the list", () => {
  it("begins with what does not match, and selects the first", async () => {
    const { view } = await scene();
    expect(view.rows.at(0)?.verdict).toBe("mismatch");
    expect(view.detail?.verdict).toBe("mismatch");
    expect(view.opened).toBe(false);
  });

  it("is filtered by the strip, whose counts stay", async () => {
    const stage = await scene();
    const { view } = stage;
    const summary = view.summary;
    if (!summary) throw new Error("no summary");
    show(stage, SummaryStrip, { summary });
    const button = screen.getByRole("button", { name: /No record found/ });
    await fireEvent.click(button);
    await follow(stage);
    expect(button.getAttribute("aria-pressed")).toBe("true");
    expect(view.rows.files).toBe(view.files?.not_found);
    await fireEvent.click(screen.getByRole("button", { name: /Does not match/ }));
    await follow(stage);
    expect(view.rows.files).toBe((view.files?.not_found ?? 0) + (view.files?.mismatch ?? 0));
    view.clearFilter();
    await follow(stage);
    expect(view.rows.files).toBe(view.files?.total);
  });

  it("selects what a filter leaves; another run begins with what does not match", async () => {
    const stage = await scene();
    const { view, app, fake } = stage;
    await view.selectSource({
      path: "samples/wrong/5-trace-item-removed.json",
      members: [],
      line: null,
      pointer: null,
    });
    await settle();
    view.item = 1;
    view.verdicts = ["verified"];
    await follow(stage);
    expect(view.detail?.verdict).toBe("verified");
    expect(view.position).toBe(0);
    view.clearFilter();
    await follow(stage);
    await view.selectSource({
      path: "samples/wrong/5-trace-item-removed.json",
      members: [],
      line: null,
      pointer: null,
    });
    await settle();
    view.item = 1;
    expect(view.rows.at(view.position ?? -1)?.kind).toBe("trace");

    await fake.rerun();
    expect(app.evidence.state).toBe("running");
    await follow(stage);
    expect(view.summary?.total).toBeGreaterThan(0);
    await vi.waitFor(() => expect(stage.app.evidence.state).toBe("done"));
    expect(app.evidence.state).toBe("done");
    await follow(stage);
    expect(view.position).toBe(0);
    expect(view.detail?.source).toEqual(view.rows.at(0)?.source);
    expect(view.detail?.verdict).toBe("mismatch");
    expect(view.item).toBeNull();
  });

  it("goes to the first that does not match in whatever order the list is", async () => {
    const stage = await scene();
    const { view, fake } = stage;
    view.sortBy("name");
    await follow(stage);
    await fake.rerun();
    await vi.waitFor(() => expect(stage.app.evidence.state).toBe("done"));
    await follow(stage);
    expect(view.detail?.verdict).toBe("mismatch");
    const before = Array.from({ length: view.position ?? 0 }, (_, at) => view.rows.at(at));
    expect(before.length).toBeGreaterThan(0);
    expect(before.every((row) => row?.verdict !== "mismatch")).toBe(true);
  });

  it("opens a file with several results, and shows what is in it", async () => {
    const stage = await scene();
    const { view } = stage;
    const log = "samples/wrong/6-audit-log-gap.ndjson";
    await view.selectFile(log);
    await settle();
    const row = view.rows.at(view.position ?? -1);
    expect(row?.file?.contents).toBe("40 audit events, 1 audit log");
    expect(view.file?.headline).toBe(row?.headline);
    if (!row) throw new Error("no row");
    const total = view.rows.total;
    view.toggleFile(row);
    await follow(stage);
    expect(view.rows.total).toBe(total + 41);
    expect(view.rows.at((view.position ?? 0) + 1)?.within).toBe(true);
    view.toggleFile(row);
    await follow(stage);
    expect(view.rows.total).toBe(total);
    // A link to an event opens its file.
    await view.selectSource({ path: log, members: [], line: 3, pointer: null });
    await follow(stage);
    expect(view.rows.at(view.position ?? -1)?.source.line).toBe(3);
    expect(view.detail?.kind).toBe("audit_event");
  });

  it("is empty after everything was removed", async () => {
    const stage = await scene();
    await stage.fake.clear();
    await follow(stage);
    expect(stage.view.rows.total).toBe(0);
    expect(stage.view.selected).toBeNull();
    expect(stage.view.summary).toBeNull();
  });
});

describe("looking up", () => {
  beforeEach(() => navigate("evidence"));

  it("selects the one record that is there", async () => {
    const { view } = await scene();
    await view.find("trc_01K34MY6ZV3RBP1V6X02MXGC1K");
    await settle();
    expect(view.lookup).toBeNull();
    expect(view.detail?.id).toBe("trc_01K34MY6ZV3RBP1V6X02MXGC1K");
    expect(view.opened).toBe(true);
  });

  it("shows the documented answer when it is not", async () => {
    const { view } = await scene();
    await view.paste("https://proof.example/proof/trace/trc_00000000000000000000000000");
    expect(view.pane).toBe("lookup");
    expect(view.lookup?.said?.checks[0]?.reason).toBe("trace_not_found");
    view.closeLookup();
    expect(view.pane).toBe("detail");
    expect(view.detail).not.toBeNull();
  });

  it("takes ids, proof links and hashes for what is looked up", () => {
    for (const text of [
      "a".repeat(64),
      "att_01KHSVT1Z4ZD2V64959ZAB6V8Z",
      "81f3ec97-42b0-4598-83b4-ac83c2df95bc",
      "https://proof.example/proof/ai/att_1",
    ]) {
      expect(looksLikeRecord(text), text).toBe(true);
    }
    for (const text of ["notice", "a".repeat(63), "sequence_gap", "", "harbourline.example"]) {
      expect(looksLikeRecord(text), text).toBe(false);
    }
  });

  it("offers a pasted key for pinning where it was pasted", async () => {
    const { view, app } = await scene();
    const candidate = { fingerprint: "ab" } as never;
    app.backend.paste = async () => ({ type: "key", candidate });
    await view.paste("ssh-ed25519 …");
    expect(app.pinning?.candidate).toEqual(candidate);
  });
});

describe("what was added", () => {
  const inputs = (...kinds: InputKind[]): EvidenceInput[] =>
    kinds.map((kind, id) => ({ id, name: "x", path: "/x", kind, sample: false }));
  it.each<[InputKind[], string]>([
    [["folder"], "1 folder"],
    [["file", "file", "file"], "3 files"],
    [["file", "folder", "folder"], "2 folders, 1 file"],
    [["text"], "1 pasted text"],
    [["text", "missing", "text"], "2 pasted texts, 1 missing"],
  ])("%j", (kinds, words) => expect(setWords(inputs(...kinds))).toBe(words));
});
