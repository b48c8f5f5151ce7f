/** The columns of the list: which there are, how wide they are, and which are shown by themselves. */
import type { ListColumn, SortBy } from "../bindings/types";

export type ColumnName = ListColumn["name"];

export interface ColumnFacts {
  name: ColumnName;
  title: string;
  sort: SortBy;
  /** In pixels, where letters have their usual size. */
  width: number;
}

/** In the order in which they stand. The name, with the reason, is always there. */
export const columns: readonly ColumnFacts[] = [
  { name: "kind", title: "Kind", sort: "kind", width: 128 },
  { name: "date", title: "Date", sort: "date", width: 160 },
  { name: "number", title: "No.", sort: "number", width: 72 },
  { name: "id", title: "Id", sort: "id", width: 200 },
  { name: "signer", title: "Signer", sort: "signer", width: 184 },
];

/** A column can be made this narrow. */
export const narrowest = 48;
/** The name and the reason have at least this much, and the words of verdicts stand beside them only then. */
export const nameWidth = 240;
export const verdictWidth = 152;
const gap = 16;

/** Without a choice: as many as leave the name and the reason enough room, the most telling first. */
const telling: readonly ColumnName[] = ["kind", "signer", "date", "id"];
export const comfortable = 400;

/** The columns to show in a list of this width. */
export function shownColumns(
  chosen: readonly ListColumn[] | null,
  width: number,
  unit = 1,
): ListColumn[] {
  if (chosen) return columns.flatMap(({ name }) => chosen.filter((column) => column.name === name));
  let room = width / unit - comfortable - verdictWidth - 3 * gap;
  const fit = telling.filter((name) => {
    const { width = 0 } = columns.find((column) => column.name === name) ?? {};
    const fits = room >= width + gap;
    if (fits) room -= width + gap;
    return fits;
  });
  return columns
    .filter(({ name }) => fit.includes(name))
    .map(({ name, width }) => ({ name, width }));
}

/** Whether the words of verdicts have a column of their own. */
export function isRoomy(shown: readonly ListColumn[], width: number, unit = 1): boolean {
  const others = shown.reduce((sum, column) => sum + column.width + gap, 0);
  return width / unit - others - verdictWidth - 3 * gap >= nameWidth + 200;
}
