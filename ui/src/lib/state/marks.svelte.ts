/** The rows that are marked in the list besides the one that is shown: they are copied together. */
import { SvelteSet } from "svelte/reactivity";
import type { Row } from "../bindings/types";
import { copyLater } from "../clipboard";
import { place, plural, sourceName, told } from "../format";
import { marked } from "../visible";
import type { AppState } from "./app.svelte";

/** More than this is no text for the clipboard, but a report. */
const most = 10_000;

/** What the list is, as far as its marks need to know. */
export interface Markable {
  total: number;
  /** The rows from one place to another, both included. */
  read(from: number, to: number): Promise<Row[]>;
}

export class Marks {
  #places = new SvelteSet<number>();
  /** All rows, but for those in `#places`. */
  #all = $state(false);
  #anchor: number | null = null;

  constructor(readonly list: Markable) {}

  has(place: number): boolean {
    return this.#all !== this.#places.has(place);
  }

  get count(): number {
    return this.#all ? this.list.total - this.#places.size : this.#places.size;
  }

  clear(): void {
    this.#all = false;
    this.#anchor = null;
    this.#places.clear();
  }

  everything(): void {
    this.clear();
    this.#all = true;
  }

  toggle(place: number, shown: number | null): void {
    // The row that is shown is the first of them.
    if (this.count === 0 && shown !== null && shown !== place) this.#places.add(shown);
    if (this.#places.has(place)) this.#places.delete(place);
    else this.#places.add(place);
    this.#anchor = place;
  }

  /** From where the marking began to this place. */
  reach(place: number, shown: number | null): void {
    const from = this.#anchor ?? shown ?? place;
    this.clear();
    this.#anchor = from;
    for (let at = Math.min(from, place); at <= Math.max(from, place); at += 1) this.#places.add(at);
  }

  /** Puts the marked rows on the clipboard, or the one that is shown when none is marked. */
  async copy(app: AppState, shown: number | null): Promise<void> {
    const places = this.#all
      ? Array.from({ length: this.list.total }, (_, at) => at).filter((at) => this.has(at))
      : [...this.#places].sort((a, b) => a - b);
    if (places.length === 0 && shown !== null) places.push(shown);
    const [first, last] = [places[0], places.at(-1)];
    if (first === undefined || last === undefined) return;
    if (last - first >= most) {
      const message = `${plural(places.length, "row is", "rows are")} too many for the clipboard.`;
      return app.notify({ code: "nothing", message, remedy: "Save the report, or mark fewer." });
    }
    const { state, summary } = app.evidence;
    const provisional = state === "running" || summary?.cancelled === true;
    const wanted = new Set(places.map((at) => at - first));
    const text = this.list.read(first, last).then((rows) =>
      rows
        .filter((_, at) => wanted.has(at))
        .map((row) => rowText(row, provisional))
        .join(""),
    );
    const done = await copyLater(text);
    app.announce(
      done ? `${plural(places.length, "row", "rows")} copied` : "It could not be copied",
    );
  }
}

/** A row as a line of text: where, and what is said of it. */
function rowText(row: Row, provisional: boolean): string {
  const where = [sourceName(row.source), place(row.source)].filter(Boolean).join(", ");
  return `${marked(where)}: ${marked(told(row, provisional).headline)}\n`;
}

/**
 * The keys that mark and copy. True where the key was one of them; any other move ends the marking.
 * `go` shows the row at a place.
 */
export function markWithKeys(
  event: KeyboardEvent,
  marks: Marks,
  app: AppState,
  at: number | null,
  target: number | undefined,
  go: (place: number) => void,
): boolean {
  const ctrl = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (ctrl && !event.altKey && key === "a") marks.everything();
  else if (ctrl && !event.altKey && key === "c" && !String(getSelection() ?? ""))
    void marks.copy(app, at);
  else if (event.shiftKey && !ctrl && !event.altKey && target !== undefined) {
    const to = Math.min(Math.max(0, target), marks.list.total - 1);
    marks.reach(to, at);
    go(to);
  } else {
    if (target !== undefined || event.key === "Escape") marks.clear();
    return false;
  }
  event.preventDefault();
  return true;
}
