import { fireEvent, screen } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { looksLikeRecord } from "../../src/lib/state/evidence.svelte";
import { navigate, navigation } from "../../src/lib/state/navigation.svelte";
import type { EvidenceInput, InputKind } from "../../src/lib/bindings/types";
import { setWords, summarySentence } from "../../src/lib/summary";
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
    expect(view.rows.total).toBe(summary.not_found);
    await fireEvent.click(screen.getByRole("button", { name: /Does not match/ }));
    await follow(stage);
    expect(view.rows.total).toBe(summary.not_found + summary.mismatch);
    view.clearFilter();
    await follow(stage);
    expect(view.rows.total).toBe(summary.total);
  });

  it("selects what a filter leaves, and keeps the selection over another run", async () => {
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
    await new Promise((done) => setTimeout(done, 40));
    expect(app.evidence.state).toBe("done");
    await follow(stage);
    expect(view.detail?.kind).toBe("trace");
    expect(view.item).toBe(1);
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

describe("summarySentence", () => {
  const none = { verified: 0, unconfirmed: 0, mismatch: 0, uncheckable: 0, not_found: 0, info: 0 };
  const base = { ...none, total: 0, files: 0, bytes_hashed: 0, skipped: 0, cancelled: false };
  it.each([
    [
      { total: 31, mismatch: 2, verified: 29 },
      "2 of 31 results do not match, and 29 are verified.",
    ],
    [
      { total: 5, mismatch: 1, verified: 3, info: 1 },
      "1 of 5 results does not match, 3 are verified, and 1 is for information.",
    ],
    [
      { total: 390, mismatch: 6, verified: 371, unconfirmed: 10, not_found: 2, info: 1 },
      "6 of 390 results do not match, 371 are verified, 10 are not confirmed, 2 have no record in this evidence, and 1 is for information.",
    ],
    [{ total: 3, mismatch: 3 }, "3 of 3 results do not match."],
    [{ total: 1, mismatch: 1 }, "1 of 1 result does not match."],
    [{ total: 1, uncheckable: 1 }, "Nothing could be checked. The one result says why."],
    [
      { total: 4, verified: 4 },
      "All 4 results are verified under the keys listed, within the limits listed.",
    ],
    [
      { total: 1, verified: 1 },
      "The one result is verified under the keys listed, within the limits listed.",
    ],
    // What is information is in the total, and is not verified.
    [
      { total: 5, verified: 3, info: 2 },
      "All 3 results are verified under the keys listed, within the limits listed; 2 are for information.",
    ],
    [
      { total: 2, verified: 1, info: 1 },
      "The one result is verified under the keys listed, within the limits listed; 1 is for information.",
    ],
    [{ total: 2, info: 2 }, "There was nothing to verify; 2 are for information."],
    [{ total: 1, info: 1 }, "There was nothing to verify; 1 is for information."],
    [{}, "Nothing was checked."],
    [
      { total: 2, unconfirmed: 2 },
      "0 of 2 results are verified, and 2 are not confirmed. No mismatch was found in what could be checked.",
    ],
    [
      { total: 3, uncheckable: 2, info: 1 },
      "Nothing could be checked. Each of the 2 results says why; 1 is for information.",
    ],
    [
      { total: 3, verified: 1, unconfirmed: 1, not_found: 1 },
      "1 of 3 results is verified, 1 is not confirmed, and 1 has no record in this evidence. No mismatch was found in what could be checked.",
    ],
    [
      { total: 40, verified: 40, cancelled: true },
      "Cancelled. These 40 results are incomplete; do not rely on them.",
    ],
  ])("%j", (counts, sentence) => {
    expect(summarySentence({ ...base, ...counts })).toBe(sentence);
  });
});
