/**
 * An audit log of any length whose rows are made when they are asked for. Everything about a row but
 * its number depends on its place in a block of 1,000, so that filtering and sorting are arithmetic.
 */
import type { FileDetail, Filter, Finding, Row, Sort, Source, Verdict } from "../bindings/types";
import { reasonClause, verdictWord } from "../bindings/words";
import { passes, sortKey, summarise, toRow, type Results } from "./results";

const BLOCK = 1000;

/** What place in the block bears which verdict but "verified". */
const EXCEPTIONS: Record<number, Verdict> = {
  17: "mismatch",
  18: "mismatch",
  140: "unconfirmed",
  141: "unconfirmed",
  142: "unconfirmed",
  300: "not_found",
  555: "uncheckable",
  777: "unconfirmed",
  999: "mismatch",
};
const REASONS: Partial<Record<Verdict, string>> = {
  mismatch: "payload_hash_mismatch",
  unconfirmed: "key_not_pinned",
  not_found: "proof_not_found",
  uncheckable: "invalid_json",
};
/** `like` is an audit event that verified: what these results look like inside. */
export function many(total: number, like: Finding): Results {
  const place = (index: number) => index % BLOCK;
  const verdictAt = (index: number): Verdict => EXCEPTIONS[place(index)] ?? "verified";

  const finding = (index: number): Finding | undefined => {
    if (index < 0 || index >= total) return undefined;
    const verdict = verdictAt(index);
    const reason = REASONS[verdict] ?? null;
    const failed = verdict === "mismatch" ? ("fail" as const) : ("unknown" as const);
    return {
      ...like,
      source: {
        path: `export/events/${String(index).padStart(9, "0")}.json`,
        members: [],
        line: null,
        pointer: null,
      },
      id: `aevt_${String(index).padStart(9, "0")}`,
      verdict,
      headline: reason ? `${verdictWord[verdict]}: ${reasonClause[reason]}` : like.headline,
      signer:
        verdict === "verified" ? like.signer : { ...like.signer, label: null, source: "none" },
      checks: reason
        ? like.checks.map((c) =>
            c.check === "payload_hash" ? { ...c, reason, outcome: failed } : c,
          )
        : like.checks,
    };
  };

  const row = (index: number): Row => toRow(finding(index) as Finding, index);
  const block = Array.from({ length: Math.min(BLOCK, total) }, (_, index) => row(index));
  const blocks = Math.ceil(total / BLOCK);
  const counts = summarise(block.map((r) => r.verdict));
  const times = (count: number) => Math.round((count * total) / block.length);

  /** The number of the row at a source. */
  const indexOf = (source: Source): number | null => {
    const number = /(\d{9})\.json$/.exec(source.path)?.[1];
    return number !== undefined && Number(number) < total ? Number(number) : null;
  };

  /** Places of the block, grouped by what they are sorted by: each group runs through all blocks. */
  const groupsOf = (filter: Filter, sort: Sort): number[][] => {
    const groups = new Map<string, number[]>();
    for (const r of block) {
      if (!passes(r, filter)) continue;
      const key = sort.by === "id" ? "" : sortKey(r, sort);
      groups.set(key, [...(groups.get(key) ?? []), r.index]);
    }
    return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, places]) => places);
  };
  const lengthOf = (groups: number[][]) =>
    groups.reduce((sum, places) => sum + places.length * blocks, 0);

  const files = {
    total,
    verified: times(counts.verified),
    unconfirmed: times(counts.unconfirmed),
    mismatch: times(counts.mismatch),
    uncheckable: times(counts.uncheckable),
    not_found: times(counts.not_found),
    info: 0,
  };
  return {
    files,
    file: (): FileDetail | undefined => undefined,
    choices: () => ({
      kinds: ["audit_event"],
      signers: [],
      folders: ["export/events"],
      containers: [],
    }),
    summary: {
      ...counts,
      ...files,
      bytes_hashed: total * 870,
    },
    finding,
    locate({ filter, sort }, source) {
      const index = indexOf(source);
      if (index === null) return null;
      const groups = groupsOf(filter, sort);
      const own = groups.findIndex((places) => places.includes(place(index)));
      if (own < 0) return { row: row(index), position: null, closed: null };
      const places = groups[own] ?? [];
      const before = lengthOf(groups.slice(0, own)) + Math.floor(index / BLOCK) * places.length;
      const n = before + places.indexOf(place(index));
      const position = sort.descending ? lengthOf(groups) - 1 - n : n;
      return { row: row(index), position, closed: null };
    },
    page({ filter, sort }, offset, limit) {
      const groups = groupsOf(filter, sort);
      const found = lengthOf(groups);
      const at = (n: number): number => {
        for (const places of groups) {
          const length = places.length * blocks;
          if (n < length) {
            return Math.floor(n / places.length) * BLOCK + (places[n % places.length] ?? 0);
          }
          n -= length;
        }
        throw new RangeError("beyond the last row");
      };
      const rows: Row[] = [];
      for (let n = offset; n < Math.min(found, offset + limit); n++) {
        rows.push(row(at(sort.descending ? found - 1 - n : n)));
      }
      const foremost = found > 0 ? 0 : null;
      return { total: found, files: found, results: found, foremost, rows };
    },
  };
}
