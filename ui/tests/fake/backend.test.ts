import { describe, expect, test, vi } from "vitest";
import { fakeBackend, type Fake } from "../../src/lib/backend.fake";
import type { AppEvent, Evidence, Filter, RingPin, Sort } from "../../src/lib/bindings/types";
import { SAMPLE_KEY } from "../../src/lib/fake/ring";

const ALL: Filter = { verdicts: [], kinds: [], text: "" };
const ORDER: Sort = { by: "order", descending: false };

/** Starts it, and waits with `until` for a state of the evidence. */
async function started(fake: Fake) {
  const events: AppEvent[] = [];
  const startup = await fake.start((event) => events.push(event));
  const shown = () => events.filter((e) => e.type === "evidence").map((e) => e.evidence);
  const until = (state: Evidence["state"]) =>
    vi.waitFor(() => {
      const last = shown().at(-1);
      expect(last?.state).toBe(state);
      return last as Evidence;
    });
  return { events, startup, until };
}

const newPin = (change: Partial<RingPin> = {}): RingPin => ({
  key: SAMPLE_KEY.key,
  label: "harbourline.example",
  domain: null,
  tenant_id: null,
  key_id: null,
  valid_from: null,
  valid_until: null,
  compromised_since: null,
  note: null,
  fingerprint: SAMPLE_KEY.fingerprint,
  confirmed: "samples/README.md",
  ...change,
});

describe("evidence", () => {
  test("a run tells its progress, and ends with the summary of the report", async () => {
    const fake = fakeBackend({ state: "empty" });
    const { events, startup, until } = await started(fake);
    expect(startup.evidence.state).toBe("empty");
    await fake.addSamples();
    const done = await until("done");
    expect(done.summary).toMatchObject({ total: 130, unconfirmed: 122, mismatch: 5 });
    expect(events.filter((e) => e.type === "progress")).toHaveLength(4);
  });

  test("pinning the samples' key re-evaluates the set", async () => {
    const fake = fakeBackend({ state: "nokeys" });
    const { until } = await started(fake);
    await fake.pinKey(newPin());
    expect((await until("done")).summary).toMatchObject({ verified: 111, mismatch: 6 });
  });

  test("a cancelled run says so", async () => {
    const fake = fakeBackend({ state: "running" });
    const { until } = await started(fake);
    await fake.cancel();
    expect((await until("cancelled")).summary?.cancelled).toBe(true);
  });

  test("another generation is a fault", async () => {
    const fake = fakeBackend();
    const { startup } = await started(fake);
    const later = startup.evidence.generation + 1;
    await expect(fake.rows(later, ALL, ORDER, 0, 10)).rejects.toMatchObject({ code: "stale" });
  });

  test("rows are filtered, sorted and paged", async () => {
    const fake = fakeBackend();
    const { generation } = (await started(fake)).startup.evidence;
    const filter: Filter = { ...ALL, verdicts: ["mismatch"] };
    const page = await fake.rows(generation, filter, { by: "name", descending: true }, 1, 2);
    expect(page.total).toBe(6);
    expect(page.rows.map((row) => row.verdict)).toEqual(["mismatch", "mismatch"]);
    const paths = page.rows.map((row) => row.source.path);
    expect(paths).toEqual([...paths].sort().reverse());
  });

  test("two million rows are paged without being made", async () => {
    const fake = fakeBackend({ state: "many" });
    const { generation, summary } = (await started(fake)).startup.evidence;
    expect(summary?.total).toBe(2_000_000);
    const filter: Filter = { ...ALL, verdicts: ["mismatch"] };
    const page = await fake.rows(generation, filter, ORDER, 5_990, 20);
    expect(page.total).toBe(summary?.mismatch);
    expect(page.rows).toHaveLength(10);
    const last = await fake.rows(generation, ALL, { by: "verdict", descending: true }, 0, 1);
    expect(last.rows[0]?.verdict).toBe("verified");
    const detail = await fake.detail(generation, last.rows[0]?.index ?? -1);
    expect(detail.id).toBe(last.rows[0]?.id);
  });

  test.each(["samples", "many"] as const)(
    "a row of %s is found again by its source",
    async (state) => {
      const fake = fakeBackend({ state });
      const { generation } = (await started(fake)).startup.evidence;
      const filter: Filter = { ...ALL, verdicts: ["mismatch", "verified"] };
      for (const descending of [true, false]) {
        const sort: Sort = { by: "verdict", descending };
        const row = (await fake.rows(generation, filter, sort, 7, 1)).rows[0];
        if (!row) throw new Error("there is a row");
        const located = await fake.locate(generation, filter, sort, row.source);
        expect(located).toEqual({ row, position: 7 });
        const none: Filter = { ...ALL, verdicts: ["info"] };
        const hidden = await fake.locate(generation, none, sort, row.source);
        expect(hidden?.position).toBeNull();
      }
    },
  );

  test("the number that a log lacks is a run without a verdict", async () => {
    const fake = fakeBackend();
    const { generation } = (await started(fake)).startup.evidence;
    const filter: Filter = { verdicts: ["unconfirmed"], kinds: ["audit_log"], text: "" };
    const log = (await fake.rows(generation, filter, ORDER, 0, 1)).rows[0];
    const runs = await fake.sequence(generation, log?.index ?? -1);
    expect(runs.map((run) => [run.from, run.to, run.verdict])).toEqual([
      [1, 23, "verified"],
      [24, 24, null],
      [25, 41, "verified"],
    ]);
  });

  test("the settings change verdicts", async () => {
    const fake = fakeBackend();
    const { until, startup } = await started(fake);
    await fake.settings({ ...startup.settings, contiguous: true });
    expect((await until("done")).summary?.mismatch).toBe(7);
  });

  test("what is not there is answered with the documented error", async () => {
    const fake = fakeBackend();
    await started(fake);
    const found = await fake.find("trc_01KQJAWFHA7FAYVZKN9DT2FWH2");
    expect(found.rows.map((row) => row.kind)).toContain("trace");
    const missing = await fake.find("https://issuer.example/proof/document/none");
    expect(missing.said?.checks[0]?.reason).toBe("document_not_found");
  });
});

describe("keys", () => {
  test.each([
    ["hex", SAMPLE_KEY.key],
    ["base64url", "Fu55OWEs2_s1oeLkNRK_xzFocPN5xaZVhXANaoKQ7Xk"],
    ["prefixed", "ed25519:Fu55OWEs2/s1oeLkNRK/xzFocPN5xaZVhXANaoKQ7Xk="],
    ["a key document", '{"public_key":"Fu55OWEs2_s1oeLkNRK_xzFocPN5xaZVhXANaoKQ7Xk"}'],
  ])("a key in %s has its fingerprint", async (_, text) => {
    const candidate = await fakeBackend().readKey(text);
    expect(candidate).toMatchObject({
      fingerprint: SAMPLE_KEY.fingerprint,
      sample: true,
      pinned_as: "harbourline.example",
    });
  });

  test("what is no key is a fault with a remedy", async () => {
    const fault = fakeBackend().readKey("not a key");
    await expect(fault).rejects.toMatchObject({ code: "key" });
  });

  test.each([
    ["another fingerprint", { fingerprint: "0".repeat(64) }, "unconfirmed"],
    ["no confirmation", { confirmed: " " }, "unconfirmed"],
    ["no label", { label: "" }, "key_ring"],
    ["a date that is none", { valid_from: "yesterday" }, "key_ring"],
  ])("a pin with %s is refused", async (_, change, code) => {
    const fake = fakeBackend({ state: "nokeys" });
    await expect(fake.pinKey(newPin(change))).rejects.toMatchObject({ code });
    expect((await fake.keys()).keys).toEqual([]);
  });

  test("an import tells what is new, and pins nothing", async () => {
    const fake = fakeBackend();
    const [held, second] = fake.ring.pins;
    if (!held || !second) throw new Error("the stand-in has two pins");
    const conflict = { ...second, fingerprint: "0".repeat(64) };
    fake.chosen.ring = [held, conflict, { ...held, label: "other" }];
    expect(await fake.importKeys()).toMatchObject({
      keys: [{ pin: { label: "other", confirmed: null, added_at: null }, sample: true }],
      already: [held.label],
      conflicts: [second.label],
    });
    expect(fake.ring.pins).toEqual([held, second]);
  });

  test("keys are adopted with the user's words, not with the file's", async () => {
    const fake = fakeBackend({ state: "nokeys" });
    const [held] = fakeBackend().ring.pins;
    if (!held) throw new Error("the stand-in has two pins");
    const labels = await fake.adoptKeys([held], " by telephone ", "/home/auditor/theirs.json");
    expect(labels).toEqual([held.label]);
    expect(fake.ring.pins[0]).toMatchObject({
      fingerprint: held.fingerprint,
      confirmed: "by telephone (imported from theirs.json)",
    });
    expect(fake.ring.pins[0]?.added_at).not.toBe(held.added_at);
  });

  test.each([
    ["no words", "nokeys", {}, " ", "unconfirmed"],
    ["another fingerprint", "nokeys", { fingerprint: "0".repeat(64) }, "by post", "key_ring"],
    ["a label that is taken", null, { label: "harbourline.example" }, "by post", "key_ring"],
  ] as const)("with %s none of the keys is adopted", async (_, state, change, words, code) => {
    const fake = fakeBackend(state ? { state } : {});
    const before = fake.ring.pins;
    const [held, second] = fakeBackend().ring.pins;
    if (!held || !second) throw new Error("the stand-in has two pins");
    const keys = [
      { ...held, label: "first" },
      { ...second, label: "second", ...change },
    ];
    await expect(fake.adoptKeys(keys, words, "/theirs.json")).rejects.toMatchObject({ code });
    expect(fake.ring.pins).toEqual(before);
  });
});
