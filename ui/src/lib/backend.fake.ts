/**
 * A `Backend` without a program: for tests, and for a browser through `fake.html`. It shows reports
 * that the command line made of the samples, and keeps to what `backend.ts` promises. It is no part
 * of what is shipped.
 */
import pinnedReport from "../../tests/fixtures/samples-report.json";
import unpinnedReport from "../../tests/fixtures/samples-unpinned.json";
import type { Backend } from "./backend";
import type {
  About,
  AppEvent,
  EngagementForm,
  Evidence,
  EvidenceInput,
  Fault,
  Finding,
  Found,
  KeyCandidate,
  Licences,
  Packed,
  RingPin,
  Saved,
  Settings,
  SoFar,
} from "./bindings/types";
import { CATALOGUE, checkRequest, explain } from "./fake/errors";
import { assess, sequence, signedForms } from "./fake/evidence";
import { sentence, weight } from "./fake/files";
import { many } from "./fake/many";
import { listed, provisional, toRow, type Results } from "./fake/results";
import { checkFiled, comparison } from "./fake/reports";
import { FakeFetches } from "./fake/fetch";
import { FakeRing, HISTORY_PATH, RING_PATH, SAMPLE_KEY, fault } from "./fake/ring";
import { usualSettings } from "./settings";

/** What the window finds when it opens. */
export type FakeState =
  | "recent" // no evidence, but there was some
  | "empty" // first run: no evidence, no keys
  | "samples" // the samples, with their key pinned
  | "nokeys" // the samples, with no key pinned
  | "one" // a single verified file
  | "long" // very long names, right-to-left text, control characters
  | "many" // 2,000,000 rows
  | "running" // half-way, and staying there until cancelled
  | "cancelled"
  | "failed"
  | "hover" // files held over the window
  | "ringfault"; // the key ring cannot be read

export const FAKE_STATES: FakeState[] = [
  "recent",
  "empty",
  "samples",
  "nokeys",
  "one",
  "long",
  "many",
  "running",
  "cancelled",
  "failed",
  "hover",
  "ringfault",
];

export interface FakeOptions {
  state?: FakeState;
  /** Milliseconds between two events of a run. */
  pace?: number;
  settings?: Partial<Settings>;
  /** What the program is, where it is not as usual. */
  about?: Partial<About>;
}

/** The stand-in, and the hands of a user outside of the page. */
export interface Fake extends Backend {
  /** What the system's dialogs give back next; null is "Cancel". */
  chosen: {
    files: boolean;
    keyFile: string | null;
    ring: RingPin[] | null;
    save: string | null;
    /** The place to save at lies in a folder of the evidence. */
    inEvidence: boolean;
    /** What a file with engagement data has. */
    engagement: EngagementForm | Fault | null;
    /** What is asked before something is packed. */
    packAsks: Packed[];
    /** An earlier report is chosen. */
    earlier: boolean;
    /** The folder for what is fetched. */
    folder: string | null;
  };
  /** What the program was told to do outside of the page. */
  told: string[];
  /** How large the run cache is. */
  cached: number;
  ring: FakeRing;
  fetches: FakeFetches;
  /** Tells the page something, as the program would. */
  emit(event: AppEvent): void;
}

const ABOUT: About = {
  version: "0.1.0",
  tauri: "2.12.0",
  webview: "2.48.5",
  licence: "MIT OR Apache-2.0",
  keyring_path: RING_PATH,
  keyring_is_temporary: false,
  fetches: true,
  sample_fingerprint:
    "5c26 295e aee6 2cf7 e32f 9af0 6497 cc95 cd74 8f25 c903 589f b043 8a17 04f3 c63a",
};

const STARTED = "2026-11-22T19:08:07.118Z";

const PINNED = pinnedReport as unknown as { results: Finding[]; limits: string[] };
const UNPINNED = unpinnedReport as unknown as { results: Finding[] };

const SAMPLE_PIN: RingPin = {
  label: "harbourline.example",
  domain: "harbourline.example",
  key: SAMPLE_KEY.key,
  fingerprint: SAMPLE_KEY.fingerprint,
  tenant_id: null,
  key_id: SAMPLE_KEY.key_id,
  valid_from: null,
  valid_until: null,
  compromised_since: null,
  note: null,
  confirmed: "compared with the fingerprint in samples/README.md",
  compared_with: "samples/README.md",
  added_at: "2026-11-22T09:12:44.031Z",
};

const OTHER_PIN: RingPin = {
  label: "Quayside Clearing, 2025",
  domain: "quayside.example",
  key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
  fingerprint: "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9",
  tenant_id: "0b54cc1a-5f6e-4b09-9c9c-7f3e0f7f2a10",
  key_id: "invoance:pk_0b54cc1a",
  valid_from: "2025-01-01T00:00:00Z",
  valid_until: "2025-12-31T23:59:59Z",
  compromised_since: "2025-11-03T00:00:00Z",
  note: "Replaced after their notice of 3 November 2025.",
  confirmed: "by telephone with M. Adeyemi, their head of records",
  added_at: "2025-01-14T10:03:21.000Z",
};

const MIT = "Permission is hereby granted, free of charge, to any person obtaining a copy";
const LIBRARIES = [
  ["base64ct", "1.8.0", "Apache-2.0 OR MIT"],
  ["curve25519-dalek", "5.0.0", "BSD-3-Clause"],
  ["ed25519-dalek", "3.0.0", "BSD-3-Clause"],
  ["rfd", "0.17.0", "MIT"],
  ["serde", "1.0.228", "MIT OR Apache-2.0"],
  ["serde_json", "1.0.145", "MIT OR Apache-2.0"],
  ["sha2", "0.11.0", "MIT OR Apache-2.0"],
  ["svelte", "5.57.0", "MIT"],
  ["tauri", "2.12.0", "Apache-2.0 OR MIT"],
  ["zeroize", "1.8.1", "Apache-2.0 OR MIT"],
].map(([name = "", version = "", licence = ""]) => ({ name, version, licence, texts: [0] }));

const EVERYTHING = {
  verdicts: [],
  kinds: [],
  signer: null,
  folder: null,
  container: null,
  text: "",
};

const LONG_NAME = `evidence/${"quarterly-reconciliation-of-member-accounts-".repeat(5)}final (2).pdf`;

/** Findings that try the layout: long, right-to-left, and with characters that do not show. */
function difficult(findings: Finding[]): Finding[] {
  const at = (n: number, path: string, id: string | null): Finding => {
    const finding = findings[n] as Finding;
    return { ...finding, source: { ...finding.source, path }, id };
  };
  return [
    at(0, LONG_NAME, null),
    at(1, "evidence/דוח שנתי 2026.record.json", `att_${"0123456789".repeat(12)}`),
    at(2, "evidence/invoice\u202Egnp.exe", null),
    at(3, "evidence/line\nbreak\u0007bell\u200Bzero-width.txt", null),
  ];
}

export function fakeBackend(options: FakeOptions = {}): Fake {
  const { state = "samples", pace = 0 } = options;
  const ring = new FakeRing();
  if (!["empty", "nokeys"].includes(state)) ring.pins = [SAMPLE_PIN, OTHER_PIN];
  if (state === "ringfault") {
    ring.fault = fault(
      "key_ring",
      `The key ring ${RING_PATH}: unknown field \`colour\` at line 7 column 16`,
      "Repair the file, or move it away and pin the keys again.",
    );
  }

  let settings: Settings = { ...usualSettings, ...options.settings };
  let listen: (event: AppEvent) => void = () => {};
  let results: Results = listed([]);
  let nextInput = 1;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let evidence: Evidence = {
    generation: 1,
    inputs: [],
    state: "empty",
    summary: null,
    files: listed([]).files,
    sentence: null,
    changes: null,
    error: null,
    pinned: [],
    reviewers: [],
    elapsed_ms: null,
    started_at: null,
    options: null,
    second_keys: [],
    history_full: false,
    keys_left_out: 0,
    limits: PINNED.limits,
    skipped: 0,
    cache: null,
    removed: null,
  };
  /** What was removed, the last one last. */
  const removed: EvidenceInput[][] = [];

  const usable = () => (ring.fault ? [] : ring.pins);
  const pinned = () => ({
    pinned: usable()
      .filter((pin) => !pin.reviewer)
      .map(({ label, domain, fingerprint, confirmed, matched, compared_with, added_at }) => ({
        label,
        domain: domain ?? null,
        fingerprint,
        confirmed: compared_with ? `compared with ${compared_with}` : (confirmed ?? null),
        matched: matched ?? false,
        independent: compared_with ? false : null,
        pinned_at: added_at ?? null,
        sample: fingerprint === SAMPLE_KEY.fingerprint,
        tenant_id: null,
        valid_from: null,
        valid_until: null,
        compromised_since: null,
      })),
    reviewers: usable()
      .filter((pin) => pin.reviewer)
      .map(({ label, fingerprint, confirmed, matched, added_at }) => ({
        label,
        fingerprint,
        confirmed: confirmed ?? null,
        matched: matched ?? false,
        independent: null,
        pinned_at: added_at ?? null,
      })),
    options: {
      signer: settings.signer,
      contiguous: settings.contiguous,
      find: [],
      exclude: [],
      limits: null,
    },
  });
  const input = (name: string, rest: Partial<EvidenceInput> = {}): EvidenceInput => {
    const path = `/home/auditor/${name}`;
    return { id: nextInput++, name, path, kind: "folder", sample: false, ...rest };
  };
  const samples = () => input("samples", { sample: true });

  /** What the engine would find in the inputs, under the keys and settings of now. */
  function verify(): Results {
    const pinned = usable().some((pin) => pin.fingerprint === SAMPLE_KEY.fingerprint);
    const all = (pinned ? PINNED : UNPINNED).results.map((f) => assess(f, settings));
    if (state === "many") {
      return many(2_000_000, all.find((f) => f.kind === "audit_event") as Finding);
    }
    if (state === "one") return listed(all.slice(0, 1), { bytes_hashed: 5_312 });
    if (state === "long") return listed(difficult(all), { bytes_hashed: 5_312 });
    const whole = evidence.inputs.some((i) => i.kind !== "text");
    const text = evidence.inputs.filter((i) => i.kind === "text").map(asContent);
    return listed([...(whole ? all : []), ...text], { bytes_hashed: whole ? 364_710 : 0 });
  }

  function asContent({ name }: EvidenceInput): Finding {
    const like = PINNED.results.find((f) => f.verdict === "not_found") as Finding;
    return { ...like, source: { path: name, members: [], line: null, pointer: null }, hashes: {} };
  }

  const tell = (change: Partial<Evidence>) => {
    evidence = { ...evidence, ...change };
    listen({ type: "evidence", evidence });
  };
  /** What this part of the evidence gives, the last of it first: results come in any order. */
  const soFar = (part: number): SoFar => {
    const all = PINNED.results;
    const rows = all.map(toRow).slice(Math.round(all.length * (1 - part)));
    const counts: SoFar["counts"] = {};
    for (const { verdict } of rows) counts[verdict] = (counts[verdict] ?? 0) + 1;
    const mismatches = rows.filter(({ verdict }) => verdict === "mismatch");
    return { total: rows.length, counts, mismatches };
  };
  const progress = (part: number) => {
    const [bytes, files] = [364_710, 48];
    listen({
      type: "progress",
      progress: {
        generation: evidence.generation,
        bytes_done: Math.round(bytes * part),
        bytes_total: bytes,
        files_done: Math.round(files * part),
        files_total: files,
        current:
          PINNED.results[Math.floor(part * (PINNED.results.length - 1))]?.source.path ?? null,
        elapsed_ms: Math.round(2_400 * part),
        so_far: soFar(part),
      },
    });
  };

  /** What came of the results, in numbers and words. */
  const outcome = () => ({
    summary: results.summary,
    files: results.files,
    sentence: sentence(results.files, results.summary),
  });

  function finish(): void {
    const again = evidence.generation > 2;
    results = verify();
    tell({
      ...pinned(),
      ...outcome(),
      state: "done",
      changes: again
        ? { sentence: "Nothing changed since the last run.", total: 0, first: [] }
        : null,
      elapsed_ms: 212,
      started_at: STARTED,
    });
  }

  /** A run of four steps, told as the program tells it. */
  function run(): void {
    clearTimeout(timer);
    results = listed([]);
    const generation = evidence.generation + 1;
    const shown = {
      generation,
      summary: null,
      sentence: null,
      changes: null,
      error: null,
      elapsed_ms: null,
      started_at: null,
    };
    if (evidence.inputs.length === 0) return tell({ ...shown, state: "empty" });
    tell({ ...shown, state: "running", pinned: [] });
    const step = (part: number) => {
      progress(part);
      if (part >= 1) finish();
      else timer = setTimeout(step, pace, part + 0.25);
    };
    timer = setTimeout(step, pace, 0.25);
  }

  function add(...more: EvidenceInput[]): void {
    evidence = { ...evidence, inputs: [...evidence.inputs, ...more] };
    listen({ type: "added", inputs: more.map((input) => input.id) });
    run();
  }

  function takeOut(taken: (input: EvidenceInput) => boolean): void {
    const [out, inputs] = [evidence.inputs.filter(taken), evidence.inputs.filter((i) => !taken(i))];
    if (out.length > 0) removed.push(out);
    evidence = { ...evidence, inputs, removed: words() };
    run();
  }
  const words = () => {
    const [first, ...rest] = removed.at(-1) ?? [];
    if (!first) return null;
    return rest.length === 0 ? first.name : `${rest.length + 1} inputs`;
  };
  const saved = async (): Promise<Saved> => {
    const path = fake.chosen.save;
    if (path === null) return { type: "nowhere" };
    return { type: fake.chosen.inEvidence ? "in_evidence" : "done", path };
  };

  /** Below what was added. */
  const files = () => {
    const paths = PINNED.results.map(({ source }) => source.path.replace(/^.*?samples\//, ""));
    return [...new Set(paths)];
  };
  let compares = false;
  const packed = async (): Promise<Packed> => {
    const question = fake.chosen.packAsks.shift();
    if (question) return question;
    const path = fake.chosen.save;
    return path === null
      ? { type: "nowhere" }
      : { type: "done", path, sha256: SAMPLE_KEY.fingerprint };
  };

  /** The state with which the window opens. */
  function open(): void {
    if (state === "empty" || state === "recent") return;
    const dropped =
      state === "many"
        ? input("export")
        : state === "one"
          ? input("README.md", { kind: "file" })
          : samples();
    evidence = { ...evidence, inputs: [dropped], ...pinned() };
    if (state === "running") evidence = { ...evidence, state: "running" };
    else if (state === "failed") {
      const error = fault(
        "file",
        "The folder cannot be read: permission denied.",
        "Change its permissions, or add a copy.",
      );
      evidence = { ...evidence, state: "failed", error };
    } else {
      results = verify();
      const cancelled = state === "cancelled";
      if (cancelled) results = listed(PINNED.results.slice(0, 40), { cancelled });
      evidence = {
        ...evidence,
        ...outcome(),
        state: cancelled ? "cancelled" : "done",
        elapsed_ms: 212,
        started_at: STARTED,
      };
    }
  }
  open();

  function current(generation: number): void {
    if (generation !== evidence.generation) {
      throw fault("stale", "The evidence has changed since this was shown.");
    }
  }

  function findingAt(generation: number, index: number): Finding {
    current(generation);
    const finding = results.finding(index);
    if (!finding) throw fault("internal", "There is no such result.");
    return finding;
  }

  function find(text: string): Found {
    const wanted = text.trim();
    const isLink = wanted.includes("/proof/");
    const of = {
      text: wanted,
      fetchable: !/^[0-9a-f]{64}$/i.test(wanted),
      names_kind: /\/proof\/(document|event|ai|trace)\//.test(wanted),
    };
    if (evidence.inputs.length === 0 && isLink) return { ...of, rows: [], said: null };
    if (evidence.inputs.length === 0) {
      throw fault(
        "nothing",
        "There is no evidence yet, so there is nothing to look in.",
        "Add the files and records in which it should be, then look it up again.",
      );
    }
    const link = /\/proof\/(?:(document|event|ai|trace)\/)?([^/?#]+)/.exec(wanted);
    const id = link?.[2] ?? wanted;
    const all = (usable().length > 0 ? PINNED : UNPINNED).results;
    const rows = all.flatMap((finding, index) => {
      const hash = Object.values(finding.hashes).includes(wanted.toLowerCase());
      const inside = finding.children.some((child) => child.id === id);
      return hash || finding.id === id || inside ? [toRow(finding, index)] : [];
    });
    if (rows.length > 0) return { ...of, rows, said: null };
    const kind = { document: "document", event: "event", ai: "attestation", trace: "trace" }[
      link?.[1] ?? ""
    ];
    const like = PINNED.results.find((f) => f.verdict === "not_found") as Finding;
    const reason = `${kind ?? "proof"}_not_found`;
    const checks = like.checks.map((c) => ({
      ...c,
      reason,
      note: "Not in this evidence; it may exist elsewhere.",
    }));
    const source = { path: wanted, members: [], line: null, pointer: null };
    return {
      ...of,
      rows,
      said: {
        ...like,
        source,
        kind: (kind as Finding["kind"]) ?? "unknown",
        id,
        checks,
        hashes: {},
      },
    };
  }

  const changed = () => {
    listen({ type: "keys" });
    if (evidence.inputs.length > 0) run();
  };

  const fake: Fake = {
    chosen: {
      files: true,
      keyFile: null,
      ring: null,
      save: "/home/auditor/Documents/report.json",
      inEvidence: false,
      engagement: null,
      packAsks: [],
      earlier: true,
      folder: "/home/auditor/engagement/fetched",
    },
    told: [],
    cached: 3 * 2 ** 20,
    ring,
    fetches: new FakeFetches(),
    emit: (event) => listen(event),

    async start(listener) {
      listen = listener;
      if (state === "running") timer = setTimeout(progress, pace, 0.4);
      if (state === "hover") timer = setTimeout(() => listen({ type: "hover", count: 3 }), pace);
      const recent = [
        { name: "Q3 handover", path: "/home/auditor/Q3 handover" },
        { name: "board-minutes.record.json", path: "/home/auditor/board-minutes.record.json" },
      ];
      return {
        about: { ...ABOUT, ...options.about },
        settings,
        evidence,
        recent: state === "recent" ? recent : [],
        prepared_by: state === "recent" ? null : "M. Okafor",
      };
    },
    async addFiles() {
      if (fake.chosen.files) add(input("statement-2026-03.pdf", { kind: "file" }));
      return fake.chosen.files;
    },
    async addFolder() {
      if (fake.chosen.files) add(input("evidence"));
      return fake.chosen.files;
    },
    async addSamples() {
      add(samples());
    },
    async paste(text) {
      const candidate = await ring.read(text, "pasted text").catch(() => null);
      const hash = /^[0-9a-fA-F]{64}$/.test(text.trim());
      if (candidate && !hash) return { type: "key", candidate };
      const looked = /^(\S*\/proof\/\S+|[0-9a-fA-F]{64}|[a-z]+_[0-9A-Z]{26}|[0-9a-f-]{36})$/;
      if (looked.test(text.trim())) return { type: "found", found: find(text) };
      const name = `pasted text ${evidence.inputs.filter((i) => i.kind === "text").length + 1}`;
      add(input(name, { kind: "text" }));
      return { type: "added", name };
    },
    async addRecent(path) {
      add(input(path.split("/").at(-1) ?? path));
    },
    removeInput: async (id) => takeOut((input) => input.id === id),
    clear: async () => takeOut(() => true),
    async restore() {
      const back = removed.pop();
      evidence = { ...evidence, removed: words() };
      if (back) add(...back);
      return back !== undefined;
    },
    async worstOf(generation, inputs) {
      current(generation);
      const wanted = evidence.inputs.filter((i) => inputs.includes(i.id));
      const texts = wanted.filter((i) => i.kind === "text").map((i) => i.name);
      const within = (path: string) => texts.length < wanted.length || texts.includes(path);
      const some = Array.from({ length: Math.min(results.summary.total, 1000) }, (_, at) =>
        results.finding(at),
      ).filter((finding) => finding !== undefined && within(finding.source.path));
      const worst = (a?: Finding, b?: Finding) =>
        weight(a?.verdict ?? "info") - weight(b?.verdict ?? "info");
      return some.sort(worst)[0]?.source ?? null;
    },
    async rerun() {
      run();
    },
    async cancel() {
      if (evidence.state !== "running") return;
      clearTimeout(timer);
      results = listed(PINNED.results.slice(0, 40), { cancelled: true });
      tell({ ...outcome(), state: "cancelled", elapsed_ms: 97, started_at: STARTED });
    },

    async rows(generation, list, offset, limit) {
      current(generation);
      return { generation, ...results.page(list, offset, limit) };
    },
    async locate(generation, list, source, whole) {
      current(generation);
      return results.locate(list, source, whole);
    },
    async detail(generation, index) {
      const finding = findingAt(generation, index);
      const list = {
        filter: EVERYTHING,
        sort: { by: "order" as const, descending: false },
        toggled: [],
      };
      const rows = finding.matched_with.slice(0, 5).map((s) => results.locate(list, s, false)?.row);
      const told = [finding, ...finding.children].map(
        (one) => provisional(one)?.headline ?? one.headline,
      );
      return { finding, provisional: told, counterparts: rows.filter((row) => row !== undefined) };
    },
    async fileDetail(generation, index) {
      current(generation);
      const file = results.file(index);
      if (!file) throw fault("internal", "There is no such result.");
      return file;
    },
    async choices(generation) {
      current(generation);
      return results.choices();
    },
    signedForms: async (generation, index, offset) =>
      signedForms(findingAt(generation, index), offset),
    async sequence(generation, index) {
      const log = findingAt(generation, index);
      if (log.kind !== "audit_log") throw fault("nothing", "This is not an audit log.");
      const isEvent = (f: Finding) => f.kind === "audit_event" && f.source.path === log.source.path;
      return sequence(PINNED.results.filter(isEvent), PINNED.results.findIndex(isEvent));
    },
    find: async (text) => find(text),
    async reveal(generation, index) {
      findingAt(generation, index);
    },
    async exportReport() {
      if (evidence.state !== "done" && evidence.state !== "cancelled") {
        throw fault("nothing", "There are no results to report yet.");
      }
      return saved();
    },
    async saveAllTheSame() {
      return { type: "done", path: fake.chosen.save ?? "" };
    },
    async print() {
      window.print();
    },
    checkFiled: async (form) => checkFiled(form, files()),
    exhibitFiles: async (text) =>
      files()
        .filter((name) => name.toLowerCase().includes(text.toLowerCase()))
        .slice(0, 50),
    async loadEngagement() {
      const { engagement } = fake.chosen;
      if (engagement && "code" in engagement) throw engagement;
      return engagement;
    },
    pack: packed,
    packOn: packed,
    cancelPack: async () => void fake.told.push("cancel packing"),
    async compare() {
      if (fake.chosen.earlier) compares = true;
      return fake.chosen.earlier;
    },
    async compareNoMore() {
      compares = false;
    },
    async comparison(generation) {
      current(generation);
      if (!compares) return null;
      const all = comparison(PINNED.results);
      return evidence.state === "cancelled" ? { ...all, found: null } : all;
    },

    keys: async () => ring.ring(),
    readKey: (text) => ring.read(text, "pasted text"),
    async readKeyFile() {
      const text = fake.chosen.keyFile;
      return text === null ? null : ring.read(text, "/home/auditor/Downloads/acme.key.json");
    },
    async evidenceKeys() {
      const there = evidence.inputs.some((i) => i.sample);
      return there ? [ring.candidate(SAMPLE_KEY) satisfies KeyCandidate] : [];
    },
    async documentKey(generation, index) {
      const { kind, source } = findingAt(generation, index);
      if (kind !== "key") throw fault("key", "This is no key document.", null);
      return ring.candidate({ ...SAMPLE_KEY, origin: source.path });
    },
    showKeys: async (shown) => void fake.told.push(`keys ${shown ? "shown" : "hidden"}`),
    async embeddedKey(generation, index, print) {
      const finding = findingAt(generation, index);
      if (finding.signer.fingerprint !== print || print !== SAMPLE_KEY.fingerprint) {
        throw fault(
          "key",
          "The key cannot be read from the record: it holds no key with this fingerprint.",
          "Check the evidence again, or get the key from the issuer.",
        );
      }
      return ring.candidate({
        ...SAMPLE_KEY,
        domain: null,
        key_id: null,
        origin: finding.source.path,
      });
    },
    async pinKey(pin) {
      await ring.pin(pin);
      changed();
    },
    async editKey(label, edit) {
      ring.edit(label, edit);
      changed();
    },
    async removeKey(label) {
      ring.remove(label);
      changed();
    },
    async importKeys() {
      if (fake.chosen.ring === null) return null;
      return ring.preview("/home/auditor/keyring.json", fake.chosen.ring);
    },
    async adoptKeys(keys, confirmed, path) {
      const labels = await ring.adopt(keys, confirmed, path);
      changed();
      return labels;
    },
    exportKeys: saved,
    keyHistory: async () => ({
      path: HISTORY_PATH,
      exists: ring.seen.length > 0,
      seen: ring.seen,
      full: false,
      fault: null,
    }),
    async deleteHistory() {
      const there = ring.seen.length > 0;
      ring.seen = [];
      tell({ second_keys: [], history_full: false, keys_left_out: 0 });
      return there;
    },
    planFetch: async (wanted) => fake.fetches.plan(wanted),
    async chooseFetchFolder() {
      fake.fetches.folder = fake.chosen.folder;
      return fake.chosen.folder;
    },
    async fetch() {
      const came = await fake.fetches.fetch();
      if (came.type === "proof") add(input("Fetched 2026-11-30 17.55.20 UTC"));
      return came.type === "key" ? { ...came, candidate: ring.candidate(came.candidate) } : came;
    },
    stopFetch: async () => void (fake.fetches.stopped += 1),

    errorCatalogue: async () => CATALOGUE,
    explain: async (text) => explain(text),
    checkRequest: async (text, kind) => checkRequest(text, kind),

    async settings(next) {
      const verdicts = next.contiguous !== settings.contiguous || next.signer !== settings.signer;
      settings = next;
      if (verdicts && evidence.inputs.length > 0) run();
    },
    runCache: async () => ({ path: "/home/a/.cache/proofdesk/run", bytes: fake.cached }),
    async deleteRunCache() {
      fake.cached = 0;
    },
    close: async () => void fake.told.push("close"),
    closeAllTheSame: async () => void fake.told.push("close all the same"),
    stay: async () => void fake.told.push("stay"),
    revealKept: async (kept) => void fake.told.push(`reveal ${kept}`),
    async moveKeptAside(kept) {
      fake.told.push(`move ${kept}`);
      ring.fault = null;
      changed();
      return `${RING_PATH}.aside-1`;
    },
    licences: async (): Promise<Licences> => ({ libraries: LIBRARIES, texts: [MIT] }),
    selfCheck: async () => ({
      checks: [{ name: 'SHA-256 of "abc" (FIPS 180-4)', passed: true }],
      passed: true,
      sentence: "This program gives the right answer in all 1 checks.",
    }),
  };
  return fake;
}
