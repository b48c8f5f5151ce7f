/** What the stand-in shows as results: a report, or rows that are made when they are asked for. */
import type {
  Choices,
  FileCounts,
  FileDetail,
  Filter,
  Finding,
  List,
  Located,
  Page,
  Provisional,
  Row,
  Sort,
  Source,
  Summary,
  Verdict,
} from "../bindings/types";
import { keyWord, kindWord, reasonClause, verdictWord } from "../bindings/words";
import { capital, pathParts, place, sameSource, sourceName } from "../format";
import { byFile, fileCounts, fileDetail, filesOf, provisionally, weight } from "./files";

/** Results of one run. `page` must not take longer for more results than `limit`. */
export interface Results {
  summary: Summary;
  files: FileCounts;
  page(list: List, offset: number, limit: number): Omit<Page, "generation">;
  locate(list: List, source: Source, whole: boolean): Located | null;
  finding(index: number): Finding | undefined;
  file(index: number): FileDetail | undefined;
  choices(): Choices;
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
    provisional: provisional(finding),
    signer: signer.label,
    key_source: signer.source,
    reasons,
    children: finding.children.reduce((sum, child) => sum + child.count, 0),
    matched: finding.matched_with.length,
    date:
      finding.fields.find(({ name }) => /^(created|occurred|sealed)_at$/.test(name))?.value ?? null,
    number: (kind === "audit_event" && finding.fields.find((f) => f.name === "seq")?.value) || null,
    file: null,
    within: false,
  };
}

/** What is said of a result while its run is incomplete, where that is not the same. */
export function provisional({ verdict, signer, checks, kind }: Finding): Provisional | null {
  if (verdict === "verified") {
    const clause = `signed with the key you pinned as ${signer.label}`;
    return { headline: provisionally(clause), why: capital(clause) };
  }
  const reason = checks.find((check) => check.outcome !== "pass" && check.reason)?.reason;
  if (kind !== "audit_log" || !reason) return null;
  return { headline: `${verdictWord[verdict]}: ${reasonClause[reason]}`, why: null };
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
  if (filter.signer !== null && row.signer !== filter.signer) return false;
  if (filter.folder !== null && !row.source.path.startsWith(`${filter.folder}/`)) return false;
  if (filter.container !== null && !liesIn(row.source, filter.container)) return false;
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

function liesIn({ path, members }: Source, container: Source): boolean {
  const around = container.members.every(({ index }, at) => members[at]?.index === index);
  return path === container.path && around;
}

/** The containers around what lies in some. */
function containersOf(rows: readonly Row[]): Source[] {
  const found = new Map<string, Source>();
  for (const { source } of rows)
    source.members.forEach((_, depth) => {
      const members = source.members.slice(0, depth);
      const container = { path: source.path, members, line: null, pointer: null };
      found.set(sourceName(container), container);
    });
  return [...found.values()];
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
      return String(weight(row.verdict));
    case "id":
      return row.id ?? "";
    case "signer":
      return row.signer ?? "";
    case "date":
      return row.date ?? "";
    case "number":
      return (row.number ?? "").padStart(20, "0");
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
    files: fileCounts(rows),
    page(list, offset, limit) {
      const found = filesOf(table(list), rows, list);
      return {
        total: found.rows.length,
        files: found.files,
        results: found.results,
        foremost: found.foremost,
        rows: found.rows.slice(offset, offset + limit),
      };
    },
    locate(list, source, whole) {
      const row = rows.find((r) =>
        whole ? r.source.path === source.path : sameSource(r.source, source),
      );
      if (!row) return null;
      const found = filesOf(table(list), rows, list).rows;
      const own = found.findIndex((r) => r.index === row.index && r.file === null);
      const file = found.findIndex((r) => !r.within && r.source.path === source.path);
      const position = whole || own < 0 ? file : own;
      const closed = !whole && own < 0 && file >= 0 ? (found[file]?.index ?? null) : null;
      return {
        row: (whole ? found[file] : undefined) ?? row,
        position: position < 0 ? null : position,
        closed,
      };
    },
    finding: (index) => findings[index],
    file(index) {
      const of = rows.filter((row) => row.source.path === rows[index]?.source.path);
      return of.length > 0 ? fileDetail(of, findings) : undefined;
    },
    choices: () => ({
      kinds: [...new Set(rows.map((row) => row.kind))],
      signers: [...new Set(rows.flatMap((row) => row.signer ?? []))],
      folders: [...new Set(byFile(rows).flatMap(([row]) => folder(row)))],
      containers: containersOf(rows),
    }),
  };

  function folder(row: Row | undefined): string[] {
    const { folder } = pathParts(row?.source.path ?? "");
    return folder ? [folder.replace(/\/$/, "")] : [];
  }

  function table({ filter, sort }: List): Row[] {
    const compare = (a: Row, b: Row) => {
      const [x, y] = [sortKey(a, sort), sortKey(b, sort)];
      return x < y ? -1 : x > y ? 1 : a.index - b.index;
    };
    const hashes = (row: Row) => Object.values(findings[row.index]?.hashes ?? {});
    const kept = rows.filter((row) => passes(row, filter, hashes(row))).sort(compare);
    return sort.descending ? kept.reverse() : kept;
  }
}
