/** Files as the program lists them: one with one result is that result, one with several opens. */
import type {
  FileCounts,
  FileDetail,
  FilePart,
  Finding,
  Kind,
  List,
  Row,
  Sentence,
  Summary,
  Verdict,
} from "../bindings/types";
import { kindWords, provisionalWord, verdictsByWeight } from "../bindings/words";
import { capital, count, nameInside, plural, told } from "../format";

/** What does not match, what is not confirmed; what is verified last. */
export const weights: Verdict[] = [
  "mismatch",
  "unconfirmed",
  "uncheckable",
  "not_found",
  "verified",
  "info",
];
export const weight = (verdict: Verdict) => weights.indexOf(verdict);
export const worst = (rows: readonly Row[]) =>
  verdictsByWeight.find((verdict) => rows.some((row) => row.verdict === verdict)) ?? "info";

const clauses: Record<Verdict, readonly [one: string, many: string]> = {
  mismatch: ["does not match", "do not match"],
  unconfirmed: ["is not confirmed", "are not confirmed"],
  uncheckable: ["cannot be checked", "cannot be checked"],
  not_found: ["has no record in this evidence", "have no record in this evidence"],
  verified: ["is verified", "are verified"],
  info: ["is for information", "are for information"],
};
const aboutOthers = (kind: Kind) => kind === "audit_log" || kind === "list";

/** The results of each file, in the order in which the files first come. */
export function byFile(rows: readonly Row[]): Row[][] {
  const files = new Map<string, Row[]>();
  for (const row of rows) files.set(row.source.path, [...(files.get(row.source.path) ?? []), row]);
  return [...files.values()];
}

export function fileCounts(rows: readonly Row[]): FileCounts {
  const verdicts = byFile(rows).map(worst);
  const of = (verdict: Verdict) => verdicts.filter((v) => v === verdict).length;
  const counts = Object.fromEntries(weights.map((verdict) => [verdict, of(verdict)]));
  return { total: verdicts.length, ...(counts as Record<Verdict, number>) };
}

export function sentence(files: FileCounts, summary: Summary): Sentence {
  if (summary.cancelled) {
    return {
      lead: "Cancelled after 12 of 42 files",
      counts: "",
      caveat: "These results are incomplete; do not rely on them.",
      unpinned: "",
    };
  }
  const judged = files.total - files.info;
  if (files.verified === judged) {
    const all = judged === 1 ? "The one file is" : `All ${count(judged)} files are`;
    return {
      lead: `${all} verified under the keys listed, within the limits listed`,
      counts: "",
      caveat: "",
      unpinned: "",
    };
  }
  const there = weights.filter((verdict) => files[verdict] > 0);
  const say = (verdict: Verdict) =>
    `${count(files[verdict])} ${clauses[verdict][files[verdict] === 1 ? 0 : 1]}`;
  const [first, ...rest] = there;
  if (first === undefined)
    return { lead: "Nothing was checked", counts: "", caveat: "", unpinned: "" };
  const clause = clauses[first][files[first] === 1 ? 0 : 1];
  const lead = `${count(files[first])} of ${plural(files.total, "file", "files")} ${clause}`;
  const caveat = files.mismatch > 0 ? "" : "No mismatch was found in what could be checked.";
  const counts = rest.length > 0 ? `${rest.map(say).join(", ")}.` : "";
  return { lead, counts, caveat, unpinned: "" };
}

function contents(rows: readonly Row[]): string {
  const kinds = [...new Set(rows.map((row) => row.kind))];
  kinds.sort((a, b) => Number(aboutOthers(a)) - Number(aboutOthers(b)));
  return kinds
    .map((kind) => plural(rows.filter((row) => row.kind === kind).length, ...kindWords[kind]))
    .join(", ");
}

/** What the program says of a file: the headline, and what stands beside the word of its verdict. */
function words(rows: readonly Row[]): Pick<Row, "headline" | "why" | "provisional"> {
  const [said, incomplete] = [say(rows, false), say(rows, true)];
  return { ...said, provisional: said.headline === incomplete.headline ? null : incomplete };
}

/** The headline of what is verified as far as a run came. */
export const provisionally = (clause: string) =>
  `${provisionalWord.verified}: ${clause}; the run is incomplete`;

function say(rows: readonly Row[], provisional: boolean): { headline: string; why: string } {
  const verdict = worst(rows);
  const judged = rows.filter((row) => row.verdict !== "info" || verdict === "info");
  const own = judged.filter((row) => !aboutOthers(row.kind));
  const kinds = new Set(own.map((row) => row.kind));
  const [kind] = kinds;
  const items = kinds.size > 1 ? judged : own;
  const having = items.filter((row) => row.verdict === verdict);
  const [first] = having.length > 0 ? having : rows.filter((row) => row.verdict === verdict);
  const of = first && told(first, provisional);
  const said = of?.why ?? of?.headline ?? "";
  const at = first && first.source.members.length > 0 ? `${nameInside(first.source, false)}: ` : "";
  if (having.length === 0) return { headline: at + (of?.headline ?? ""), why: at + said };
  const [one, many] = kind && kinds.size === 1 ? kindWords[kind] : ["result", "results"];
  const all = having.length === items.length;
  const subject =
    items.length === 1
      ? `the one ${one}`
      : `${all ? "all" : `${count(having.length)} of`} ${count(items.length)} ${many}`;
  if (verdict === "verified") {
    const clause = `${subject} ${items.length === 1 ? "is" : "are"} ${lower(said)}`;
    const headline = provisional ? provisionally(clause) : `Verified: ${clause}`;
    return { headline, why: capital(clause) };
  }
  const clause = capital(`${subject} ${clauses[verdict][having.length === 1 ? 0 : 1]}`);
  if (having.length > 1 && at) {
    const place = `. The first: ${at.slice(0, -2)}`;
    return { headline: clause + place, why: capital(subject) + place };
  }
  if (having.length > 1) return { headline: clause, why: capital(subject) };
  return at
    ? { headline: `${clause}. ${at}${lower(said)}`, why: at + lower(said) }
    : { headline: `${clause}: ${lower(said)}`, why: `${capital(subject)}: ${lower(said)}` };
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

export function fileRow(rows: readonly Row[], part: Pick<FilePart, "listed" | "opened">): Row {
  const [first] = rows as [Row, ...Row[]];
  const inside = rows.some((row) => row.source.members.length > 0);
  const log = inside ? undefined : rows.find((row) => row.kind === "audit_log");
  const verdict = worst(rows);
  const own = log?.kind ?? (new Set(rows.map((r) => r.kind)).size === 1 ? first.kind : "unknown");
  const kind = inside ? "container" : own;
  return {
    ...first,
    source: { path: first.source.path, members: [], line: null, pointer: null },
    kind,
    id: log?.id ?? null,
    verdict,
    ...words(rows),
    signer: log?.signer ?? null,
    key_source: log?.key_source ?? "none",
    date: null,
    number: null,
    file: { ...part, results: rows.length, contents: contents(rows) },
  };
}

/** The rows of a list: files, and the results in those that are open. */
export function filesOf(passed: readonly Row[], all: readonly Row[], list: List) {
  const { verdicts, kinds, signer, container, text } = list.filter;
  const narrow = kinds.length > 0 || signer !== null || container !== null || text.trim() !== "";
  const whole = new Map(byFile(all).map((rows) => [rows[0]?.source.path, rows]));
  const rows: Row[] = [];
  const every = (some: Row[]) => whole.get(some[0]?.source.path) ?? some;
  // Files with these verdicts, and their results that have them.
  const files = byFile(passed).filter(
    (some) => verdicts.length === 0 || verdicts.includes(worst(every(some))),
  );
  for (const some of files) {
    const own = every(some);
    if (own.length === 1) {
      rows.push(...some);
      continue;
    }
    const opened = list.toggled.includes(own[0]?.index ?? -1) !== narrow;
    rows.push(fileRow(own, { listed: some.length, opened }));
    if (opened) rows.push(...some.map((row) => ({ ...row, within: true })));
  }
  const top = rows.map((row, at) => ({ row, at })).filter(({ row }) => !row.within);
  const [foremost] = [...top].sort((a, b) => weight(a.row.verdict) - weight(b.row.verdict));
  const results = files.reduce((sum, some) => sum + some.length, 0);
  return { rows, files: files.length, results, foremost: foremost?.at ?? null };
}

export function fileDetail(rows: readonly Row[], findings: readonly Finding[]): FileDetail {
  const row = fileRow(rows, { listed: rows.length, opened: false });
  const sorted = [...rows].sort((a, b) => weight(a.verdict) - weight(b.verdict));
  const groups = new Map<string, Row[]>();
  for (const one of sorted) {
    const key = JSON.stringify([one.verdict, one.kind, one.why ?? one.headline]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const about = rows.find((one) => one.verdict === row.verdict);
  const first = about && findings[about.index];
  return {
    source: row.source,
    verdict: row.verdict,
    headline: row.headline,
    provisional: row.provisional?.headline ?? null,
    contents: row.file?.contents ?? "",
    possible_causes: first?.possible_causes ?? null,
    next_step: first?.next_step ?? null,
    advised: about?.source ?? null,
    groups: [...groups.values()].map((same) => {
      const [one] = same as [Row, ...Row[]];
      return {
        verdict: one.verdict,
        what: plural(same.length, ...kindWords[one.kind]),
        count: same.length,
        why: one.why ?? one.headline,
        provisional: one.provisional && !one.provisional.why ? one.provisional.headline : null,
        index: one.index,
        source: one.source,
      };
    }),
    more: 0,
    log:
      row.kind === "audit_log"
        ? (rows.find((one) => one.kind === "audit_log")?.index ?? null)
        : null,
  };
}
