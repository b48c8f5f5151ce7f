/** The evidence screen's state: what is listed, what is selected, what is shown beside it. */
import { getContext, setContext, untrack } from "svelte";
import type {
  Changes,
  FileCounts,
  FileDetail,
  Filter,
  Finding,
  Found,
  Kind,
  List,
  PinnedKey,
  Row,
  Sentence,
  Sort,
  SortBy,
  Source,
  Summary,
  Verdict,
} from "../bindings/types";
import { plural } from "../format";
import type { AppState } from "./app.svelte";
import { navigate } from "./navigation.svelte";
import { Rows, type Query } from "./rows.svelte";

/** A row of the list: a result, or a whole file with several. */
export interface Selected {
  generation: number;
  index: number;
  source: Source;
  whole: boolean;
}

/** What does not match comes first: it is what one looks for. */
const firstSort: Sort = { by: "verdict", descending: false };

export class EvidenceView {
  readonly rows: Rows;
  verdicts = $state.raw<readonly Verdict[]>([]);
  kinds = $state.raw<readonly Kind[]>([]);
  signer = $state<string | null>(null);
  folder = $state<string | null>(null);
  text = $state("");
  /** Files with several results that were opened, or closed, by their first results. */
  toggled = $state.raw<readonly number[]>([]);
  sort = $state.raw<Sort>(firstSort);
  /** The last run's counts; they stay while the next run is under way. */
  summary = $state.raw<Summary | null>(null);
  files = $state.raw<FileCounts | null>(null);
  sentence = $state.raw<Sentence | null>(null);
  /** What is not as it was at the check before that. */
  changes = $state.raw<Changes | null>(null);
  /** The keys that were pinned for that run. */
  pinned = $state.raw<readonly PinnedKey[]>([]);

  /** Where in the list the selection is; null when the list does not show it. */
  position = $state<number | null>(null);
  /** The first row in view, so that coming back to the screen shows the same rows. */
  top = $state(0);
  selected = $state.raw<Selected | null>(null);
  detail = $state.raw<Finding | null>(null);
  /** The rows of what it was matched with. */
  counterparts = $state.raw<readonly Row[]>([]);
  /** Instead of one result: a file with several. */
  file = $state.raw<FileDetail | null>(null);
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
  /** The filter for which files were opened and closed. */
  #toggledFor = "";
  #wanted = 0;

  /** A file is being opened or closed: the rows above it stay where they are. */
  #opening = false;

  constructor(readonly app: AppState) {
    this.rows = new Rows(app);
  }

  get #filter(): Filter {
    const { signer, folder } = this;
    const [verdicts, kinds] = [[...this.verdicts], [...this.kinds]];
    return { verdicts, kinds, signer, folder, text: this.text.trim() };
  }

  /** What the list shows, but for the run. */
  get list(): List {
    return { filter: this.#filter, sort: this.sort, toggled: [...this.toggled] };
  }

  /** Nothing here is a result that may be relied on: the run goes on, or did not come to its end. */
  get provisional(): boolean {
    return this.app.evidence.state === "running" || this.summary?.cancelled === true;
  }

  /** The list is not of this run, this filter and this order yet. */
  get busy(): boolean {
    const { generation, state } = this.app.evidence;
    return state === "running" || !this.rows.answer({ generation, list: this.list });
  }

  get filtered(): boolean {
    const { verdicts, kinds, signer, folder, text } = this;
    const chosen = verdicts.length > 0 || kinds.length > 0 || signer !== null || folder !== null;
    return chosen || text.trim() !== "";
  }

  /** Follows the program: called again whenever the evidence, the filter or the order changed. */
  follow(): void {
    const { generation, state, summary, pinned, files, sentence, changes } = this.app.evidence;
    const list = this.list;
    untrack(() => {
      if (state === "running" && !summary) return;
      this.summary = summary;
      this.files = files;
      this.sentence = sentence;
      this.changes = changes;
      this.pinned = pinned;
      if (!summary) return this.#forget();
      const renewed = generation !== this.#listed;
      this.#listed = generation;
      // Results are named by their numbers in one run, and open by themselves under some filters.
      const filter = JSON.stringify(list.filter);
      if ((renewed || filter !== this.#toggledFor) && list.toggled.length > 0) {
        this.toggled = list.toggled = [];
      }
      this.#toggledFor = filter;
      void this.#list({ generation, list }, renewed);
    });
  }

  async #list(query: Query, renewed: boolean): Promise<void> {
    const opening = this.#opening;
    this.#opening = false;
    if (!renewed && !opening) this.top = 0;
    await this.rows.ask(query, opening ? this.top : 0);
    if (query.generation !== this.#listed) return;
    const before = this.selected;
    if (!renewed) {
      const located =
        before &&
        (await this.app.attempt(() =>
          this.app.backend.locate(query.generation, query.list, before.source, before.whole),
        ));
      this.position = located?.position ?? null;
      if (!opening)
        this.app.announce(plural(this.rows.files, "file is listed", "files are listed"));
      return;
    }
    const { sentence, changes } = this;
    const words = sentence && [
      `${sentence.lead}.`,
      sentence.counts,
      sentence.caveat,
      changes?.sentence,
    ];
    if (words) this.app.announce(words.filter(Boolean).join(" "));
    void this.#findAgain(query.generation);
    this.selected = null;
    this.detail = this.detailOf = this.file = null;
    this.top = 0;
    await this.#selectForemost(query);
    this.opened = false;
  }

  /** After a run the first file that does not match is shown, whatever was before it. */
  async #selectForemost(query: Query): Promise<void> {
    const at = this.rows.foremost;
    if (at === null) return;
    let row = this.rows.at(at);
    if (!row) {
      const page = await this.app.attempt(() =>
        this.app.backend.rows(query.generation, query.list, at, 1),
      );
      row = page?.rows[0];
    }
    if (row && query.generation === this.#listed && !this.selected) this.select(row, at);
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
    this.detail = this.detailOf = this.file = null;
    this.position = null;
    if (this.toggled.length > 0) this.toggled = [];
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
    this.kinds = [];
    this.signer = this.folder = null;
    this.text = "";
  }

  /** The same column again turns the order round. */
  sortBy(by: SortBy): void {
    this.sort = { by, descending: this.sort.by === by && !this.sort.descending };
  }

  /** Opens a file with several results in the list, or closes it. */
  toggleFile(row: Row): void {
    if (!row.file) return;
    this.#opening = true;
    const without = this.toggled.filter((index) => index !== row.index);
    const was = without.length < this.toggled.length;
    this.toggled = was ? without : [...without, row.index];
  }

  // --- selection

  select(
    row: Row,
    position: number | null = this.rows.find((r) => r.index === row.index && !r.file === !row.file),
  ): void {
    this.position = position;
    if (row.file) this.#selectFile(row.index, row.source);
    else this.selectIndex(row.index, row.source);
  }

  selectIndex(index: number, source: Source, item: number | null = null): void {
    const generation = this.#listed;
    this.selected = { generation, index, source, whole: false };
    this.pane = "detail";
    void this.#show(this.app.backend.detail(generation, index), ({ finding, counterparts }) => {
      this.detail = finding;
      this.counterparts = counterparts;
      this.file = null;
      this.detailOf = { generation, index };
      this.item = item !== null && finding.children[item] ? item : null;
    });
  }

  #selectFile(index: number, source: Source): void {
    const generation = this.#listed;
    this.selected = { generation, index, source, whole: true };
    this.pane = "detail";
    void this.#show(this.app.backend.fileDetail(generation, index), (file) => {
      this.detail = null;
      this.file = file;
      this.detailOf = { generation, index };
      this.item = null;
    });
  }

  async #show<T>(asked: Promise<T>, show: (answer: T) => void): Promise<void> {
    const wanted = ++this.#wanted;
    try {
      const answer = await asked;
      // Another one was selected meanwhile: its detail is on its way.
      if (wanted === this.#wanted) show(answer);
    } catch (error) {
      if (wanted !== this.#wanted) return;
      // What was shown is not what is selected now.
      this.detail = this.detailOf = this.file = null;
      this.app.notify(error);
    }
  }

  /** Selects by an index that another result named. */
  async selectByIndex(index: number): Promise<void> {
    const generation = this.#listed;
    const found = await this.app.attempt(() => this.app.backend.detail(generation, index));
    if (found) await this.selectSource(found.finding.source);
  }

  /** Selects the result of this source, if there is one, and brings it into view in the list. */
  async selectSource(source: Source, item: number | null = null): Promise<boolean> {
    const generation = this.#listed;
    const located = await this.app.attempt(() =>
      this.app.backend.locate(generation, this.list, source, false),
    );
    if (!located || generation !== this.#listed) return false;
    // The list follows, opens the file, and finds the row.
    if (located.closed !== null) {
      this.#opening = true;
      const without = this.toggled.filter((index) => index !== located.closed);
      this.toggled = without.length < this.toggled.length ? without : [...without, located.closed];
    }
    this.position = located.position;
    this.selectIndex(located.row.index, located.row.source, item);
    return true;
  }

  /** Selects a whole file. */
  async selectFile(path: string): Promise<boolean> {
    const generation = this.#listed;
    const source = { path, members: [], line: null, pointer: null };
    const located = await this.app.attempt(() =>
      this.app.backend.locate(generation, this.list, source, true),
    );
    if (!located || generation !== this.#listed) return false;
    this.select(located.row, located.position);
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
