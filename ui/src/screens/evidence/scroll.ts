/**
 * Rows beyond what an element can be high. Engines stop at some 17 to 33 million pixels, so above a
 * bound the scroll bar is a scaled picture of the list.
 */
/** A row's height where letters have their usual size. */
export const rowHeight = 64;
const highest = 8_000_000;

export class Scale {
  /** Height of all rows. */
  readonly whole: number;
  /** Height of the element that the scroll bar measures. */
  readonly drawn: number;
  readonly #view: number;
  readonly #row: number;

  constructor(total: number, view: number, row = rowHeight) {
    this.#row = row;
    this.whole = total * row;
    this.drawn = Math.min(this.whole, highest);
    this.#view = view;
  }

  get scaled(): boolean {
    return this.whole > this.drawn;
  }

  /** The last offset at which the list is full. */
  get end(): number {
    return Math.max(0, this.whole - this.#view);
  }

  clamp(offset: number): number {
    return Math.min(Math.max(0, offset), this.end);
  }

  /** From the scroll bar's position to the list's. */
  toOffset(scrollTop: number): number {
    return this.clamp(scrollTop * this.#ratio);
  }

  toScrollTop(offset: number): number {
    return offset / this.#ratio;
  }

  /** The offset nearest to this one at which the row is wholly in view. */
  reveal(offset: number, position: number): number {
    const top = position * this.#row;
    if (top < offset) return this.clamp(top);
    if (top + this.#row > offset + this.#view) return this.clamp(top + this.#row - this.#view);
    return this.clamp(offset);
  }

  get #ratio(): number {
    const room = this.drawn - this.#view;
    return this.scaled && room > 0 ? this.end / room : 1;
  }
}
