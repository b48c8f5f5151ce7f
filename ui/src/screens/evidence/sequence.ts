/** An audit log's runs of numbers, gathered so that any log fits on a strip of a few dozen pieces. */
import type { NumberRange, Verdict } from "../../lib/bindings/types";
import { count } from "../../lib/format";
import { provisionalWord, verdictWord, verdictsByWeight } from "../../lib/bindings/words";

export const most = 16;

export type PieceKind = Verdict | "gap";

export interface Piece {
  from: number;
  to: number;
  runs: readonly NumberRange[];
  /** How many numbers there are of each, the weightiest first. */
  parts: readonly { kind: PieceKind; numbers: number }[];
  repeated: boolean;
}

/** The weightiest first: a gap before what is only not confirmed. */
const order: readonly PieceKind[] = verdictsByWeight.flatMap((verdict) =>
  verdict === "mismatch" ? [verdict, "gap"] : [verdict],
);

/** One piece for each run while they fit; otherwise neighbours share one, which can be opened. */
export function pieces(runs: readonly NumberRange[]): Piece[] {
  const each = Math.ceil(runs.length / most);
  const found: Piece[] = [];
  for (let i = 0; i < runs.length; i += Math.max(1, each)) {
    const part = runs.slice(i, i + each);
    const sum = (kind: PieceKind) =>
      part.reduce((n, run) => n + ((run.verdict ?? "gap") === kind ? run.to - run.from + 1 : 0), 0);
    found.push({
      from: part[0]?.from ?? 0,
      to: part.at(-1)?.to ?? 0,
      runs: part,
      parts: order.map((kind) => ({ kind, numbers: sum(kind) })).filter((p) => p.numbers > 0),
      repeated: part.some((run) => run.repeated),
    });
  }
  return found;
}

export function numbers(from: number, to: number): string {
  return from === to ? count(from) : `${count(from)}–${count(to)}`;
}

/** A range in words: "No. 24 missing", "No. 25–41: verified, numbers repeated". */
export function runWords(run: NumberRange, provisional: boolean): string {
  if (run.verdict === null) {
    return `No. ${numbers(run.from, run.to)} missing`;
  }
  const repeated = run.repeated ? ", each more than once" : "";
  const word = (provisional ? provisionalWord : verdictWord)[run.verdict].toLowerCase();
  return `No. ${numbers(run.from, run.to)}: ${word}${repeated}`;
}

/** A piece in words; of one with many runs, how many there are of each. */
export function pieceWords(piece: Piece, provisional: boolean): string {
  const [only] = piece.runs;
  if (only && piece.runs.length === 1) return runWords(only, provisional);
  const gaps = piece.runs.filter((run) => run.verdict === null).length;
  const said = [
    `No. ${numbers(piece.from, piece.to)}: ${count(piece.runs.length)} ranges`,
    gaps > 0 && `${count(gaps)} ${gaps === 1 ? "gap" : "gaps"}`,
    piece.runs.some((run) => run.verdict === "mismatch") && "some do not match",
    piece.repeated && "some numbers occur more than once",
  ];
  return said.filter(Boolean).join(", ");
}

/** How many numbers a set of runs lacks. */
export function missing(runs: readonly NumberRange[]): number {
  return runs.reduce((sum, run) => sum + (run.verdict === null ? run.to - run.from + 1 : 0), 0);
}
