/** The evidence screen's state: what is listed, what is selected, what is shown beside it. */
import { getContext, setContext, untrack } from "svelte";
import type {
  Finding,
  Found,
  PinnedKey,
  Row,
  Sort,
  SortBy,
  Source,
  Summary,
  Verdict,
} from "../bindings/types";
import { changeOfCounts } from "../change";
import { plural } from "../format";
import { summarySentence } from "../summary";
import type { AppState } from "./app.svelte";
import { Marks } from "./marks.svelte";
import { navigate } from "./navigation.svelte";
import { Rows, type Query } from "./rows.svelte";

export class EvidenceView {
  readonly rows: Rows;
  readonly marks: Marks;
  verdicts = $state.raw<readonly Verdict[]>([]);
  text = $state("");
  /** The order of the list, and the part of the width that it has in per cent: both are kept. */
  readonly sort: Sort = $derived.by(() => this.app.settings.sort);
  readonly listWidth: number = $derived.by(() => this.app.settings.list_width);
  /** The last run's counts; they stay while the next run is under way. */
  summary = $state.raw<Summary | null>(null);
  /** The keys that were pinned for that run. */
  pinned = $state.raw<readonly PinnedKey[]>([]);

  /** Where in the list the selection is; null when the list does not show it. */
  position = $state<number | null>(null);
  /** The first row in view, so that coming back to the screen shows the same rows. */
  top = $state(0);
  selected = $state.raw<{ generation: number; index: number; source: Source } | null>(null);
  detail = $state.raw<Finding | null>(null);
  /** Which result `detail` is: not the selected one while that is on its way. */
  detailOf = $state.raw<{ generation: number; index: number } | null>(null);
  /** Which item of a trace is shown instead of the trace. */
  item = $state<number | null>(null);
  /** The item that was left for its trace, where the keyboard goes on. */
  left: number | null = null;
  /** The answer to the last search for a record. */
  lookup = $state.raw<Found | null>(null);
  pane = $state<"detail" | "lookup">("detail");
  /** In a narrow window: the detail is shown instead of the list. */
  opened = $state(false);
  /** Brings the reader to the detail: the screen knows how. */
  open: () => void = () => {};

  #listed = 0;
  #wanted = 0;
  /** What was added and is to be shown as soon as it has been checked. */
  #added: readonly number[] = [];
  /** What was selected before a filter left it out. */
  #chosen: Source | null = null;
  /** Keys that were pinned, and the run before; until it is known what came of it. */
  #pinned: { labels: readonly string[]; since: number } | null = null;
  /** The counts of the last runs. */
  #counts = new Map<number, Summary>();

  constructor(readonly app: AppState) {
    this.rows = new Rows(app);
    this.marks = new Marks(this.rows);
    app.onadded = (inputs) => {
      this.#added = inputs;
      navigate("evidence");
    };
    app.onfound = (found) => {
      navigate("evidence");
      void this.show(found);
    };
    app.onpinned = (labels, since) => {
      app.lastPinned = labels;
      this.#pinned = { labels, since };
      if (app.evidence.inputs.length === 0) this.#tellPinned(null);
      else if (app.evidence.state === "done" && this.#listed > since)
        this.#tellPinned(this.summary);
    };
  }

  /** Says which keys were pinned, and what came of it. */
  #tellPinned(after: Summary | null): void {
    const pinned = this.#pinned;
    if (!pinned) return;
    this.#pinned = null;
    const { labels, since } = pinned;
    const before = this.#counts.get(since);
    const [first = ""] = labels;
    const done =
      labels.length === 1 ? `The key ${first} is pinned.` : `${labels.length} keys are pinned.`;
    const words =
      before && after && !after.cancelled ? `${done} ${changeOfCounts(before, after)}` : done;
    this.app.tell("pinned", words);
  }

  get #query(): Omit<Query, "generation"> {
    const filter = { verdicts: [...this.verdicts], kinds: [], text: this.text.trim() };
    return { filter, sort: this.sort };
  }

  /** The list is not of this run, this filter and this order yet. */
  get busy(): boolean {
    const { generation, state } = this.app.evidence;
    const { filter, sort } = this.#query;
    return state === "running" || !this.rows.answer({ generation, filter, sort });
  }

  get filtered(): boolean {
    return this.verdicts.length > 0 || this.text.trim() !== "";
  }

  /** Follows the program: called again whenever the evidence, the filter or the order changed. */
  follow(): void {
    const { generation, state, summary, pinned } = this.app.evidence;
    const { filter, sort } = this.#query;
    untrack(() => {
      if (state === "running" && !summary) return;
      this.summary = summary;
      this.pinned = pinned;
      if (!summary) return this.#forget();
      const renewed = generation !== this.#listed;
      this.#counts.set(generation, summary);
      this.#counts.delete(generation - 10);
      this.#listed = generation;
      void this.#list({ generation, filter, sort }, renewed);
    });
  }

  async #list(query: Query, renewed: boolean): Promise<void> {
    if (!renewed) this.top = 0;
    this.marks.clear();
    await this.rows.ask(query, renewed ? this.top : 0);
    if (query.generation !== this.#listed) return;
    const before = this.selected;
    if (!renewed) {
      await this.#belong(query);
      this.app.announce(plural(this.rows.total, "result is listed", "results are listed"));
      return;
    }
    if (this.summary) this.app.announce(summarySentence(this.summary));
    if (this.#pinned && this.#pinned.since < query.generation) this.#tellPinned(this.summary);
    void this.#findAgain(query.generation);
    if (await this.#showAdded(query.generation)) return;
    if (before && (await this.selectSource(before.source, this.item))) return;
    this.#selectFirst();
    this.opened = false;
  }

  /** The detail belongs to the list: what is not listed is not shown until it is listed again. */
  async #belong(query: Query): Promise<void> {
    const wanted = this.#chosen ?? this.selected?.source ?? null;
    const { backend } = this.app;
    const { generation, filter, sort } = query;
    const located =
      wanted && (await this.app.attempt(() => backend.locate(generation, filter, sort, wanted)));
    if (query.generation !== this.#listed) return;
    const { pane } = this;
    if (located && located.position !== null) {
      this.position = located.position;
      const { index, source } = located.row;
      if (index !== this.selected?.index) this.selectIndex(index, source);
      this.#chosen = null;
    } else {
      this.#selectFirst();
      this.#chosen = wanted;
    }
    // What was looked up stays in view.
    this.pane = pane;
  }

  #selectFirst(): void {
    const first = this.rows.at(0);
    if (first) return this.select(first, 0);
    // The answer that is still on its way is about nothing any more.
    this.#wanted += 1;
    this.selected = null;
    this.detail = this.detailOf = null;
    this.position = null;
  }

  /** Shows the worst result of what was just added, if this run has it. */
  async #showAdded(generation: number): Promise<boolean> {
    const added = this.#added;
    const there = this.app.evidence.inputs.map((input) => input.id);
    if (added.length === 0 || !added.every((id) => there.includes(id))) return false;
    this.#added = [];
    const { backend } = this.app;
    const source = await this.app.attempt(() => backend.worstOf(generation, added));
    if (!source || generation !== this.#listed) return false;
    if (!(await this.selectSource(source))) return false;
    if (this.position === null) this.clearFilter();
    return true;
  }

  /** What an earlier run had of a record is no answer about this one. */
  async #findAgain(generation: number): Promise<void> {
    const before = this.lookup;
    if (!before) return;
    const found = await this.app.attempt(() => this.app.backend.find(before.text));
    if (generation !== this.#listed || this.lookup !== before) return;
    this.lookup = found ?? null;
  }

  #forget(): void {
    this.rows.empty();
    this.#listed = 0;
    this.selected = null;
    this.detail = this.detailOf = null;
    this.position = null;
    this.lookup = null;
    this.pane = "detail";
    this.opened = false;
    this.top = 0;
  }

  toggle(verdict: Verdict): void {
    const without = this.verdicts.filter((v) => v !== verdict);
    this.verdicts = without.length < this.verdicts.length ? without : [...without, verdict];
  }

  clearFilter(): void {
    this.verdicts = [];
    this.text = "";
  }

  /** The same column again turns the order round. */
  sortBy(by: SortBy): void {
    const descending = this.sort.by === by && !this.sort.descending;
    void this.app.set({ sort: { by, descending } });
  }

  // --- selection

  select(row: Row, position: number | null = this.rows.find((r) => r.index === row.index)): void {
    this.position = position;
    this.selectIndex(row.index, row.source);
  }

  selectIndex(index: number, source: Source, item: number | null = null): void {
    const generation = this.#listed;
    this.#chosen = null;
    this.selected = { generation, index, source };
    this.pane = "detail";
    const wanted = ++this.#wanted;
    this.app.backend.detail(generation, index).then(
      (finding) => {
        // Another one was selected meanwhile: its detail is on its way.
        if (wanted !== this.#wanted) return;
        this.detail = finding;
        this.detailOf = { generation, index };
        this.item = item !== null && finding.children[item] ? item : null;
      },
      (error) => {
        if (wanted !== this.#wanted) return;
        // What was shown is not what is selected now.
        this.detail = this.detailOf = null;
        this.app.notify(error);
      },
    );
  }

  /** Selects by an index that another result named. */
  async selectByIndex(index: number): Promise<void> {
    const generation = this.#listed;
    const finding = await this.app.attempt(() => this.app.backend.detail(generation, index));
    if (finding) await this.selectSource(finding.source);
  }

  /** Selects the result of this source, if there is one, and brings it into view in the list. */
  async selectSource(source: Source, item: number | null = null): Promise<boolean> {
    const { filter, sort } = this.#query;
    const generation = this.#listed;
    const located = await this.app.attempt(() =>
      this.app.backend.locate(generation, filter, sort, source),
    );
    if (!located || generation !== this.#listed) return false;
    this.position = located.position;
    this.selectIndex(located.row.index, located.row.source, item);
    return true;
  }

  /** Follows a link from one result to another. */
  async goTo(source: Source): Promise<void> {
    if (await this.selectSource(source)) return;
    // An item of a trace has no result of its own: it is shown in its trace.
    const [, trace = "", item] = /^(.*)\/events\/(\d+)$/.exec(source.pointer ?? "") ?? [];
    const within = { ...source, pointer: trace || null };
    if (item !== undefined && (await this.selectSource(within, Number(item)))) return;
    this.app.announce("It is not in the results");
  }

  // --- what the toolbar does

  addFiles(): void {
    void this.app.attempt(() => this.app.backend.addFiles());
  }

  addFolder(): void {
    void this.app.attempt(() => this.app.backend.addFolder());
  }

  addSamples(): void {
    void this.app.attempt(() => this.app.backend.addSamples());
  }

  rerun(): void {
    if (this.app.evidence.inputs.length === 0) return;
    void this.app.attempt(() => this.app.backend.rerun());
  }

  addRecent(path: string): void {
    void this.app.attempt(() => this.app.backend.addRecent(path));
  }

  /** Takes one input out. It can be put back. */
  async remove(id: number, name: string): Promise<void> {
    await this.#takeOut(() => this.app.backend.removeInput(id), `${name} was removed.`);
  }

  async clear(): Promise<void> {
    await this.#takeOut(() => this.app.backend.clear(), "Everything was removed.");
  }

  async #takeOut(call: () => Promise<void>, words: string): Promise<void> {
    const done = await this.app.attempt(async () => (await call(), true));
    if (done) this.app.tell("removed", words, { title: "Undo", run: () => this.restore() });
  }

  restore(): void {
    if (this.app.evidence.removed === null) return;
    this.app.untell("removed");
    void this.app.attempt(() => this.app.backend.restore());
  }

  cancel(): void {
    if (this.app.evidence.state === "running")
      void this.app.attempt(() => this.app.backend.cancel());
  }

  async paste(text: string): Promise<void> {
    const pasted = await this.app.attempt(() => this.app.backend.paste(text));
    if (pasted?.type === "added") this.app.announce(`${pasted.name} was added`);
    if (pasted?.type === "found") this.app.onfound(pasted.found);
    if (pasted?.type === "code") navigate("errors", { code: pasted.code });
    if (pasted?.type === "key") this.app.pin(pasted.candidate);
  }

  async find(text: string): Promise<void> {
    const found = await this.app.attempt(() => this.app.backend.find(text));
    if (found) await this.show(found);
  }

  /** One record found is selected; several, or none, are shown in the detail's place. */
  async show(found: Found): Promise<void> {
    const [only] = found.rows;
    // By its source: it may be of another run than what is listed.
    if (only && found.rows.length === 1 && !found.said && (await this.selectSource(only.source))) {
      this.lookup = null;
      this.app.announce("One record was found");
    } else {
      this.lookup = found;
      this.pane = "lookup";
      this.app.announce(plural(found.rows.length, "record was found", "records were found"));
    }
    this.opened = true;
  }

  leaveItem(): void {
    this.left = this.item;
    this.item = null;
  }

  closeLookup(): void {
    this.lookup = null;
    this.pane = "detail";
    if (!this.selected) this.opened = false;
  }
}

/** Text for which a search for a record is meant: an id, a proof link, or a hash. */
export function looksLikeRecord(text: string): boolean {
  return (
    /^[0-9a-f]{64}$/i.test(text) ||
    /\/proof\/\S+$/.test(text) ||
    /^[a-z]{2,6}_[0-9A-Za-z]{20,40}$/.test(text) ||
    /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)
  );
}

/** Under this key components find the view in their context. */
export const evidenceKey = Symbol("evidence");

export function provideEvidence(view: EvidenceView): EvidenceView {
  $effect(() => view.follow());
  return setContext(evidenceKey, view);
}

export function useEvidence(): EvidenceView {
  return getContext<EvidenceView>(evidenceKey);
}
