/**
 * The rows of the table, fetched in pages as they come into view and forgotten when far from it, so
 * that two million results cost no more than two hundred.
 */
import type { List, Row } from "../bindings/types";
import type { AppState } from "./app.svelte";

export const pageSize = 100;
const keptPages = 24;

export interface Query {
  generation: number;
  list: List;
}

export class Rows {
  total = $state(0);
  /** Files and results that the filter lets through. */
  files = $state(0);
  results = $state(0);
  /** The row of the first file that does not match, else of the first that is not confirmed. */
  foremost = $state.raw<number | null>(null);
  /** Rows of the latest answer are shown until those of a new query arrive. */
  stale = $state(false);
  /** Goes up with every page that arrived. */
  #version = $state(0);
  #pages = new Map<number, Row[]>();
  #asked = new Set<number>();
  #query: Query | null = null;
  /** What the rows that are here are the answer to. */
  #answered = $state.raw<Query | null>(null);
  #app: AppState;

  constructor(app: AppState) {
    this.#app = app;
  }

  at(position: number): Row | undefined {
    void this.#version;
    return this.#pages.get(Math.floor(position / pageSize))?.[position % pageSize];
  }

  /** The position of a row among those that are loaded. */
  find(wanted: (row: Row) => boolean): number | null {
    for (const [number, rows] of this.#pages) {
      const at = rows.findIndex(wanted);
      if (at >= 0) return number * pageSize + at;
    }
    return null;
  }

  /** True where the rows that are here answer this query. */
  answer(query: Query): boolean {
    return JSON.stringify(this.#answered) === JSON.stringify(query);
  }

  /** Starts a new query, from the rows that are in view. */
  async ask(query: Query, from = 0): Promise<void> {
    this.#query = query;
    this.stale = true;
    const number = Math.floor(from / pageSize);
    const page = await this.#fetch(query, number);
    if (this.#query !== query) return;
    if (!page) {
      // Rows of another run would stand below the counts of this one.
      if (this.#answered?.generation !== query.generation) this.#drop();
      return;
    }
    this.#answered = query;
    this.#pages = new Map([[number, page.rows]]);
    this.#asked = new Set([number]);
    this.total = page.total;
    this.files = page.files;
    this.results = page.results;
    this.foremost = page.foremost;
    this.stale = false;
    this.#version += 1;
    // The list became shorter than where it was scrolled to.
    if (page.rows.length === 0 && number > 0) await this.ask(query);
  }

  /** The rows from one place to another, both included, whether they are here or not. */
  async read(first: number, last: number): Promise<Row[]> {
    const query = this.#query;
    if (!query) return [];
    const rows: Row[] = [];
    const from = Math.floor(first / pageSize);
    for (let number = from; number <= Math.floor(last / pageSize); number += 1)
      rows.push(...((await this.#fetch(query, number))?.rows ?? []));
    return rows.slice(first - from * pageSize, last + 1 - from * pageSize);
  }

  /** Forgets everything: there is no evidence. */
  empty(): void {
    this.#query = null;
    this.#drop();
    this.stale = false;
  }

  #drop(): void {
    this.#pages.clear();
    this.#asked.clear();
    this.#answered = null;
    this.total = this.files = this.results = 0;
    this.foremost = null;
    this.#version += 1;
  }

  /** Makes sure that these rows are there or on their way. */
  need(first: number, last: number): void {
    const query = this.#query;
    if (!query || this.stale) return;
    const from = Math.max(0, Math.floor(first / pageSize));
    const to = Math.min(Math.floor(last / pageSize), Math.floor((this.total - 1) / pageSize));
    for (let number = from; number <= to; number += 1) {
      if (this.#asked.has(number)) continue;
      this.#asked.add(number);
      void this.#fetch(query, number).then((page) => {
        if (this.#query !== query) return;
        if (!page) return void this.#asked.delete(number);
        this.#pages.set(number, page.rows);
        this.#forget(number);
        this.#version += 1;
      });
    }
  }

  #forget(near: number): void {
    for (const number of [...this.#pages.keys()]) {
      if (this.#pages.size <= keptPages) return;
      if (Math.abs(number - near) < keptPages / 2) continue;
      this.#pages.delete(number);
      this.#asked.delete(number);
    }
  }

  async #fetch({ generation, list }: Query, number: number) {
    try {
      const { backend } = this.#app;
      return await backend.rows(generation, list, number * pageSize, pageSize);
    } catch (error) {
      this.#app.notify(error);
      return undefined;
    }
  }
}
