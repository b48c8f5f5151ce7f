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
import { plural } from "../format";
import { summarySentence } from "../summary";
import type { AppState } from "./app.svelte";
import { navigate } from "./navigation.svelte";
import { Rows, type Query } from "./rows.svelte";

/** What does not match comes first: it is what one looks for. */
const firstSort: Sort = { by: "verdict", descending: false };

export class EvidenceView {
  readonly rows: Rows;
  verdicts = $state.raw<readonly Verdict[]>([]);
  text = $state("");
  sort = $state.raw<Sort>(firstSort);
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
  /** The part of the width that the list has, in per cent. */
  listWidth = $state(52);
  /** In a narrow window: the detail is shown instead of the list. */
  opened = $state(false);

  #listed = 0;
  #wanted = 0;

  constructor(readonly app: AppState) {
    this.rows = new Rows(app);
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
      this.#listed = generation;
      void this.#list({ generation, filter, sort }, renewed);
    });
  }

  async #list(query: Query, renewed: boolean): Promise<void> {
    if (!renewed) this.top = 0;
    await this.rows.ask(query, renewed ? this.top : 0);
    if (query.generation !== this.#listed) return;
    const before = this.selected;
    if (!renewed) {
      const located =
        before &&
        (await this.app.attempt(() =>
          this.app.backend.locate(query.generation, query.filter, query.sort, before.source),
        ));
      this.position = located?.position ?? null;
      this.app.announce(plural(this.rows.total, "result is listed", "results are listed"));
      return;
    }
    if (this.summary) this.app.announce(summarySentence(this.summary));
    void this.#findAgain(query.generation);
    if (before && (await this.selectSource(before.source, this.item))) return;
    this.selected = null;
    this.detail = this.detailOf = null;
    const first = this.rows.at(0);
    if (first) this.select(first, 0);
    this.opened = false;
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
    this.sort = { by, descending: this.sort.by === by && !this.sort.descending };
  }

  // --- selection

  select(row: Row, position: number | null = this.rows.find((r) => r.index === row.index)): void {
    this.position = position;
    this.selectIndex(row.index, row.source);
  }

  selectIndex(index: number, source: Source, item: number | null = null): void {
    const generation = this.#listed;
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

  cancel(): void {
    if (this.app.evidence.state === "running")
      void this.app.attempt(() => this.app.backend.cancel());
  }

  async paste(text: string): Promise<void> {
    const pasted = await this.app.attempt(() => this.app.backend.paste(text));
    if (pasted?.type === "added") this.app.announce(`${pasted.name} was added`);
    if (pasted?.type === "found") await this.show(pasted.found);
    if (pasted?.type === "code") navigate("errors", { code: pasted.code });
    if (pasted?.type === "key") navigate("keys", { candidate: pasted.candidate });
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
