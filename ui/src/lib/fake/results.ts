/** What the stand-in shows as results: a report, or rows that are made when they are asked for. */
import type {
  Filter,
  Finding,
  Located,
  Row,
  Sort,
  Source,
  Summary,
  Verdict,
} from "../bindings/types";
import { keyWord, kindWord, reasonClause, verdictWord, verdictsByWeight } from "../bindings/words";
import { capital, place, sameSource, sourceName } from "../format";

/** Results of one run. `page` must not take longer for more results than `limit`. */
export interface Results {
  summary: Summary;
  page(filter: Filter, sort: Sort, offset: number, limit: number): { total: number; rows: Row[] };
  locate(filter: Filter, sort: Sort, source: Source): Located | null;
  finding(index: number): Finding | undefined;
}

export function summarise(verdicts: Verdict[], more: Partial<Summary> = {}): Summary {
  const count = (verdict: Verdict) => verdicts.filter((v) => v === verdict).length;
  return {
    total: verdicts.length,
    verified: count("verified"),
    unconfirmed: count("unconfirmed"),
    mismatch: count("mismatch"),
    uncheckable: count("uncheckable"),
    not_found: count("not_found"),
    info: count("info"),
    files: 0,
    bytes_hashed: 0,
    cancelled: false,
    ...more,
  };
}

export function toRow(finding: Finding, index: number): Row {
  const { source, kind, id, verdict, headline, signer } = finding;
  const open = finding.checks.filter((c) => c.outcome !== "pass");
  const reasons = open.map((c) => c.reason).filter((reason) => reason !== null);
  return {
    index,
    source,
    kind,
    id,
    verdict,
    headline,
    why: why(finding, reasons[0]),
    signer: signer.label,
    key_source: signer.source,
    reasons,
    children: finding.children.reduce((sum, child) => sum + child.count, 0),
    matched: finding.matched_with.length,
  };
}

/** As the program says it, but for what only its own words of one check know. */
function why({ verdict, signer, checks, kind }: Finding, reason?: string): string | null {
  if (verdict === "verified") return `Signed with the key you pinned as ${signer.label}`;
  const ofItsRecords = kind === "content" && checks.some((c) => c.check === "lookup");
  const whole = reason === "other_version" || (verdict === "unconfirmed" && ofItsRecords);
  if (verdict === "info" || whole || reason === undefined) return null;
  return capital(reasonClause[reason] ?? "");
}

/** Every word of the filter's text must occur in what a row shows, or in a hash. */
export function passes(row: Row, filter: Filter, hashes: string[] = []): boolean {
  if (filter.verdicts.length > 0 && !filter.verdicts.includes(row.verdict)) return false;
  if (filter.kinds.length > 0 && !filter.kinds.includes(row.kind)) return false;
  const { source, id, headline, why, signer, reasons } = row;
  const words = [kindWord[row.kind], verdictWord[row.verdict], keyWord[row.key_source]];
  const clauses = reasons.map((reason) => reasonClause[reason]);
  const shown = [
    sourceName(source),
    place(source),
    id,
    headline,
    why,
    signer,
    ...words,
    ...clauses,
  ];
  const all = [...shown, ...reasons, ...hashes].join("\n").toLowerCase();
  return filter.text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** What rows are ordered by; rows of the same key stay in the order of the report. */
export function sortKey(row: Row, sort: Sort): string {
  switch (sort.by) {
    case "order":
      return "";
    case "name":
      return row.source.path;
    case "kind":
      return row.kind;
    case "verdict":
      return String(verdictsByWeight.indexOf(row.verdict));
    case "id":
      return row.id ?? "";
    case "signer":
      return row.signer ?? "";
  }
}

/** Results that are all there, as those of the samples. */
export function listed(findings: Finding[], more: Partial<Summary> = {}): Results {
  const rows = findings.map(toRow);
  return {
    summary: summarise(
      findings.map((finding) => finding.verdict),
      more,
    ),
    page(filter, sort, offset, limit) {
      const kept = table(filter, sort);
      return { total: kept.length, rows: kept.slice(offset, offset + limit) };
    },
    locate(filter, sort, source) {
      const row = rows.find((r) => sameSource(r.source, source));
      if (!row) return null;
      const position = table(filter, sort).indexOf(row);
      return { row, position: position < 0 ? null : position };
    },
    finding: (index) => findings[index],
  };

  function table(filter: Filter, sort: Sort): Row[] {
    const compare = (a: Row, b: Row) => {
      const [x, y] = [sortKey(a, sort), sortKey(b, sort)];
      return x < y ? -1 : x > y ? 1 : a.index - b.index;
    };
    const hashes = (row: Row) => Object.values(findings[row.index]?.hashes ?? {});
    const kept = rows.filter((row) => passes(row, filter, hashes(row))).sort(compare);
    return sort.descending ? kept.reverse() : kept;
  }
}
