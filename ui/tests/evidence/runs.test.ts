/** What the window shows while one run takes another's place. */
import { screen, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { navigate } from "../../src/lib/state/navigation.svelte";
import DetailPane from "../../src/screens/evidence/DetailPane.svelte";
import Evidence from "../../src/screens/Evidence.svelte";
import { scene, settle, show, type Scene } from "../components/harness";

beforeEach(() => navigate("evidence"));

async function follow({ view }: Scene) {
  view.follow();
  await settle();
}

async function runOver(stage: Scene) {
  await vi.waitFor(() => expect(stage.app.evidence.state).toBe("done"));
  await follow(stage);
}

/** What a search gives beside its rows. */
const found = { text: "0".repeat(64), said: null, fetchable: false, names_kind: false };

/** A backend's answer that comes when the test says so. */
function later<T>() {
  let give: (value: T) => void = () => {};
  const answer = new Promise<T>((done) => (give = done));
  return { answer, give };
}

describe("while the evidence is checked again", () => {
  it("the results of the check before are named as such, and no pin is denied", async () => {
    const stage = await scene({ pace: 120 });
    show(stage, Evidence);
    await stage.fake.rerun();
    await follow(stage);
    expect(stage.app.evidence.state).toBe("running");
    expect(await screen.findByText(/^Below are the results of the run before/)).toBeTruthy();
    expect(screen.queryByText(/No key is pinned/)).toBeNull();
    await runOver(stage);
    expect(screen.queryByText(/^Below are the results/)).toBeNull();
  });

  it("an answer to a search is asked for again", async () => {
    const stage = await scene();
    const { view, fake } = stage;
    await view.find("0".repeat(64));
    expect(view.lookup?.said).not.toBeNull();
    const rows = [view.rows.at(0), view.rows.at(1)].filter((row) => row !== undefined);
    vi.spyOn(fake, "find").mockResolvedValue({ ...found, rows });
    await fake.rerun();
    await runOver(stage);
    expect(view.lookup?.rows).toHaveLength(2);
    expect(view.lookup?.said).toBeNull();
  });

  it("the row of an earlier run is found by its source, not by its number", async () => {
    const stage = await scene();
    const { view } = stage;
    const [row, other] = [view.rows.at(0), view.rows.at(1)];
    if (!row || !other) throw new Error("there are rows");
    await view.show({ ...found, rows: [{ ...row, index: other.index }] });
    await settle();
    expect(view.detail?.source).toEqual(row.source);
  });

  it("rows of another run do not stand below the counts of this one", async () => {
    const stage = await scene();
    const { view, fake } = stage;
    vi.spyOn(fake, "rows").mockRejectedValue({ code: "file", message: "Lost.", remedy: null });
    await fake.rerun();
    await runOver(stage);
    expect(view.rows.at(0)).toBeUndefined();
    expect(view.detail).toBeNull();
    expect(view.selected).toBeNull();
  });
});

describe("while the evidence is checked for the first time", () => {
  it("what does not match is listed as it is found, and nothing is called verified", async () => {
    const stage = await scene({ state: "running" });
    show(stage, Evidence);
    const list = await screen.findByRole("list", { name: "Does not match, so far" });
    const found = stage.app.progress?.so_far;
    expect(within(list).getAllByRole("listitem")).toHaveLength(found?.counts.mismatch ?? 0);
    expect(found?.counts.mismatch).toBeGreaterThan(0);
    const counted = screen.getByText(/^Results so far:/).textContent ?? "";
    expect(counted).toContain(`Does not match ${found?.counts.mismatch}`);
    expect(counted).toContain(`Provisional ${found?.counts.verified}`);
    expect(document.body.textContent).not.toMatch(/\bVerified\b/);
  });
});

describe("what is told late", () => {
  it("does not replace what is newer", async () => {
    const { app, fake } = await scene();
    const before = app.evidence;
    await fake.rerun();
    await vi.waitFor(() => expect(app.evidence.state).toBe("done"));
    const now = app.evidence;
    fake.emit({ type: "evidence", evidence: before });
    expect(app.evidence).toBe(now);
    const progress = { bytes_done: 1, bytes_total: 2, files_done: 0, files_total: 1 };
    const so_far = { total: 0, counts: {}, mismatches: [] };
    const more = { generation: before.generation, current: null, elapsed_ms: 1, so_far };
    fake.emit({ type: "progress", progress: { ...progress, ...more } });
    expect(app.progress).toBeNull();
  });

  it("a detail is of its own result until the next one is there", async () => {
    const stage = await scene();
    const { view, fake } = stage;
    show(stage, DetailPane, { onback: () => {} });
    const [first, second] = [view.rows.at(0), view.rows.at(1)];
    if (!first || !second) throw new Error("there are rows");
    const real = await fake.detail(stage.app.evidence.generation, second.index);
    const { answer, give } = later<typeof real>();
    vi.spyOn(fake, "detail").mockReturnValue(answer);
    view.select(second);
    await settle();
    expect(view.detail?.source).toEqual(first.source);
    expect(view.detailOf?.index).toBe(first.index);
    give(real);
    await settle();
    expect(view.detail?.source).toEqual(second.source);
    expect(view.detailOf?.index).toBe(second.index);
  });
});
