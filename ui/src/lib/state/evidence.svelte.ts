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
import { changeOfCounts } from "../change";
import { plural } from "../format";
import type { AppState } from "./app.svelte";
import { Marks } from "./marks.svelte";
import { navigate } from "./navigation.svelte";
import { Rows, type Query } from "./rows.svelte";

/** A row of the list: a result, or a whole file with several. */
export interface Selected {
  generation: number;
  index: number;
  source: Source;
  whole: boolean;
}

export class EvidenceView {
  readonly rows: Rows;
  readonly marks: Marks;
  verdicts = $state.raw<readonly Verdict[]>([]);
  kinds = $state.raw<readonly Kind[]>([]);
  signer = $state<string | null>(null);
  folder = $state<string | null>(null);
  /** An archive or a mail: what lies in it. */
  container = $state.raw<Source | null>(null);
  text = $state("");
  /** The order of the list, and the part of the width that it has in per cent: both are kept. */
  readonly sort: Sort = $derived.by(() => this.app.settings.sort);
  readonly listWidth: number = $derived.by(() => this.app.settings.list_width);
  /** Files with several results that were opened, or closed, by their first results. */
  toggled = $state.raw<readonly number[]>([]);
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
  /** What is said of the detail, then of each of its items, while the run is incomplete. */
  told = $state.raw<readonly string[]>([]);
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
  /** In a narrow window: the detail is shown instead of the list. */
  opened = $state(false);
  /** Brings the reader to the detail: the screen knows how. */
  open: () => void = () => {};

  #listed = 0;
  /** The filter for which files were opened and closed. */
  #toggledFor = "";
  #wanted = 0;
  /** What was added and is to be shown as soon as it has been checked. */
  #added: readonly number[] = [];
  /** What was selected before a filter left it out. */
  #chosen: Selected | null = null;
  /** Keys that were pinned, and the run before; until it is known what came of it. */
  #pinned: { labels: readonly string[]; since: number } | null = null;
  /** The counts of the last runs. */
  #counts = new Map<number, Summary>();

  /** A file is being opened or closed: the rows above it stay where they are. */
  #opening = false;

  constructor(readonly app: AppState) {
    this.rows = new Rows(app);
    this.marks = new Marks(this.rows);
    app.onadded = (inputs) => {
      this.#added = inputs;
      this.#come("What you added is on the Evidence screen.");
    };
    app.onfound = (found) => {
      this.#come("What you looked up is on the Evidence screen.");
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

  /** Comes to this screen, but not while something is written in a dialog of another. */
  #come(words: string): void {
    if (!document.querySelector("dialog[open]")) return navigate("evidence");
    const run = () => {
      this.app.untell("elsewhere");
      navigate("evidence");
    };
    this.app.tell("elsewhere", words, { title: "Show", run });
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

  get #filter(): Filter {
    const { signer, folder, container } = this;
    const [verdicts, kinds] = [[...this.verdicts], [...this.kinds]];
    return { verdicts, kinds, signer, folder, container, text: this.text.trim() };
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
    const { verdicts, kinds, signer, folder, container, text } = this;
    const chosen = [signer, folder, container].some((one) => one !== null);
    return chosen || verdicts.length > 0 || kinds.length > 0 || text.trim() !== "";
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
      this.#counts.set(generation, summary);
      this.#counts.delete(generation - 10);
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
    this.marks.clear();
    await this.rows.ask(query, opening ? this.top : 0);
    if (query.generation !== this.#listed) return;
    if (!renewed) {
      await this.#belong(query, opening);
      if (!opening)
        this.app.announce(plural(this.rows.files, "file is listed", "files are listed"));
      return;
    }
    const { sentence, changes } = this;
    const words = sentence && [
      `${sentence.lead}.`,
      sentence.counts,
      sentence.caveat,
      sentence.unpinned,
      changes?.sentence,
    ];
    if (words) this.app.announce(words.filter(Boolean).join(" "));
    if (this.#pinned && this.#pinned.since < query.generation) this.#tellPinned(this.summary);
    void this.#findAgain(query.generation);
    this.#selectNothing();
    this.#chosen = null;
    this.top = 0;
    if (await this.#showAdded(query)) return;
    await this.#selectForemost(query);
    this.opened = false;
  }

  /** The detail belongs to the list: what is not listed is not shown until it is listed again. */
  async #belong(query: Query, opening: boolean): Promise<void> {
    const wanted = this.#chosen ?? this.selected;
    const { backend } = this.app;
    const { generation, list } = query;
    const located =
      wanted &&
      (await this.app.attempt(() => backend.locate(generation, list, wanted.source, wanted.whole)));
    if (generation !== this.#listed) return;
    const { pane } = this;
    if (located && located.position !== null) {
      this.position = located.position;
      this.#chosen = null;
      // A file that was closed around it is shown in its place; in a new list the file is opened.
      if (located.closed !== null && opening) await this.selectFile(wanted.source.path);
      else if (located.closed !== null) this.#open(located.closed);
      const { row } = located;
      const { selected } = this;
      const isIt = row.index === selected?.index && (row.file !== null) === selected.whole;
      if (!isIt && !(located.closed !== null && opening)) this.select(row, located.position);
    } else {
      this.#selectNothing();
      await this.#selectForemost(query);
      this.#chosen = wanted;
    }
    // What was looked up stays in view.
    this.pane = pane;
  }

  #selectNothing(): void {
    // The answer that is still on its way is about nothing any more.
    this.#wanted += 1;
    this.selected = null;
    this.detail = this.detailOf = this.file = null;
    this.position = null;
  }

  /** Shows the worst result of what was just added, if this run has it: in a closed file, the file. */
  async #showAdded({ generation, list }: Query): Promise<boolean> {
    const added = this.#added;
    const there = this.app.evidence.inputs.map((input) => input.id);
    if (added.length === 0 || !added.every((id) => there.includes(id))) return false;
    this.#added = [];
    const { backend } = this.app;
    const source = await this.app.attempt(() => backend.worstOf(generation, added));
    if (!source || generation !== this.#listed) return false;
    const locate = (whole: boolean) =>
      this.app.attempt(() => backend.locate(generation, list, source, whole));
    let located = await locate(false);
    if (located && located.closed !== null) located = await locate(true);
    if (!located || generation !== this.#listed) return false;
    this.select(located.row, located.position);
    if (located.position === null) this.clearFilter();
    return true;
  }

  /** The first file that does not match is shown, whatever is before it. */
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
    this.#chosen = null;
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
    this.signer = this.folder = this.container = null;
    this.text = "";
  }

  /** The same column again turns the order round. */
  sortBy(by: SortBy): void {
    const descending = this.sort.by === by && !this.sort.descending;
    void this.app.set({ sort: { by, descending } });
  }

  /** Opens a file with several results in the list, or closes it. */
  toggleFile(row: Row): void {
    if (row.file) this.#open(row.index);
  }

  /** Opens the file of this first result, or closes it. */
  #open(index: number): void {
    this.#opening = true;
    const without = this.toggled.filter((other) => other !== index);
    this.toggled = without.length < this.toggled.length ? without : [...without, index];
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
    this.#chosen = null;
    this.selected = { generation, index, source, whole: false };
    this.pane = "detail";
    void this.#show(this.app.backend.detail(generation, index), (answer) => {
      const { finding, provisional, counterparts } = answer;
      this.detail = finding;
      this.told = provisional;
      this.counterparts = counterparts;
      this.file = null;
      this.detailOf = { generation, index };
      this.item = item !== null && finding.children[item] ? item : null;
    });
  }

  #selectFile(index: number, source: Source): void {
    const generation = this.#listed;
    this.#chosen = null;
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
    // The list follows, opens the file, and finds the row; what is filtered out is shown without one.
    if (located.closed !== null && located.position !== null) this.#open(located.closed);
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

  /** Shows the result of this source, or its file where it has none of its own, or is a file as a whole. */
  async goToResultOrFile(source: Source, whole: boolean): Promise<void> {
    const inside = source.members.length > 0;
    const done = whole && !inside ? false : await this.selectSource(source);
    if (!done && !(await this.selectFile(source.path)))
      this.app.announce("It is not in the results");
    this.opened = true;
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
    // Without evidence, a link can only be one to fetch.
    if (found.rows.length === 0 && !found.said && found.fetchable)
      return this.app.fetchProof(found);
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
