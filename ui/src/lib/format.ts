/** Numbers, sizes, times and places in words. English throughout, whatever the system's language. */
import type { Member, Provisional, Row, Source } from "./bindings/types";

const integer = new Intl.NumberFormat("en");
const decimal = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function count(n: number): string {
  return integer.format(n);
}

/** "1 file", "2,000 files". */
export function plural(n: number, one: string, many: string): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** As at the beginning of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

export function bytes(n: number): string {
  let unit = 0;
  let value = n;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  if (unit === 0) return plural(Math.round(n), "byte", "bytes");
  return `${decimal.format(value)} ${units[unit]}`;
}

export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${decimal.format(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const rfc3339 = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** The moment that an RFC 3339 time names, in milliseconds; null when it is none. */
export function instant(text: string): number | null {
  const day = rfc3339.exec(text)?.[1];
  // The calendar of the platform takes 31 February for a day in March.
  if (day === undefined || new Date(`${day}T00:00Z`).getUTCDate() !== Number(day.slice(8))) {
    return null;
  }
  const moment = Date.parse(text.toUpperCase());
  return Number.isNaN(moment) ? null : moment;
}

/**
 * The moment of an RFC 3339 time by the clock of this machine: "2026-03-02 10:30:00 +01:00"; null where
 * that says the same, or where it is no time.
 */
export function localTime(text: string): string | null {
  const moment = instant(text);
  if (moment === null) return null;
  const offset = -new Date(moment).getTimezoneOffset();
  if (offset === 0) return null;
  const two = (n: number) => String(n).padStart(2, "0");
  const at = new Date(moment + offset * 60_000).toISOString();
  const size = Math.abs(offset);
  const zone = `${offset < 0 ? "\u2212" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${at.slice(0, 10)} ${at.slice(11, 19)} ${zone}`;
}

/** "2 days 17 hours later", and "5 minutes earlier" where the order is not that of time. */
export function elapsed(milliseconds: number): string {
  return `${interval(Math.abs(milliseconds))} ${milliseconds < 0 ? "earlier" : "later"}`;
}

/** In the two largest units, or in the one when there is nothing of the other. */
function interval(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 1) return `${milliseconds} ms`;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), "day"],
    [Math.floor(seconds / 3600) % 24, "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
    [Math.floor(seconds % 60), "second"],
  ];
  const first = parts.findIndex(([n]) => n > 0);
  const shown = parts.slice(first, first + 2).filter(([n]) => n > 0);
  return shown.map(([n, unit]) => plural(n, unit, `${unit}s`)).join(" ");
}

/** Time that is left, rounded so that it does not flicker. */
export function remaining(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds <= 5) return "a few seconds left";
  if (seconds < 60) return `about ${Math.ceil(seconds / 5) * 5} s left`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `about ${minutes} min left` : `about ${Math.ceil(minutes / 60)} h left`;
}

/** Only Windows separates with "\\"; elsewhere it can be part of a name. */
function isWindows(path: string): boolean {
  return /^([A-Za-z]:[/\\]|\\\\)/.test(path);
}

/** A path in its folder and its name. */
export function pathParts(path: string): { folder: string; name: string } {
  const trimmed = path.replace(isWindows(path) ? /[/\\]+$/ : /\/+$/, "");
  const at = Math.max(trimmed.lastIndexOf("/"), isWindows(path) ? trimmed.lastIndexOf("\\") : -1);
  return { folder: trimmed.slice(0, at + 1), name: trimmed.slice(at + 1) || path };
}

/**
 * The folder of a path, from the added folder on that it lies in: what is above that is the same
 * for all. The detail shows the whole path.
 */
export function folderWithin(path: string, roots: readonly string[]): string {
  const { folder } = pathParts(path);
  const root = roots.find(
    (root) => path.startsWith(root) && /^[/\\]/.test(path.slice(root.length)),
  );
  const within = root === undefined ? folder : folder.slice(pathParts(root).folder.length);
  return within.replace(/[/\\]$/, "");
}

/** How a key was compared: the user's words as theirs. */
export function howCompared(words: string, matched: boolean): string {
  return matched ? words : `you noted: ${words}`;
}

/** Between the name of a container and that of what lies in it. */
export const STEP = " › ";

/** The name of a file, behind those of the containers that it lies in: "/a/mail.eml › letter.txt". */
export function sourceName(source: Source): string {
  return [source.path, ...source.members.map(memberName)].join(STEP);
}

/** The same without the folders before it: "mail.eml › letter.txt". */
export function shortName(source: Source): string {
  return sourceName({ ...source, path: pathParts(source.path).name });
}

/** The name of a member, told from others of its name in the container. */
function memberName({ name, of_name }: Member): string {
  return name + ofThisName(of_name);
}

/** What tells a member from the first of its name. */
function ofThisName(of_name: number | null): string {
  return of_name === null ? "" : ` (no. ${of_name} of this name)`;
}

function lastPart(name: string): string {
  return name.split(/[/\\]/).filter(Boolean).at(-1) ?? name;
}

/** What a file is called where it lies, told from others of its name there. */
export function fileName(source: Source): string {
  const member = source.members.at(-1);
  if (member === undefined) return pathParts(source.path).name;
  return lastPart(member.name) + ofThisName(member.of_name);
}

/** How many characters at the end of that name are not to be cut. */
export function endOfName(source: Source): number {
  return 12 + ofThisName(source.members.at(-1)?.of_name ?? null).length;
}

/** Where a member lies in its file: the containers and the folders around it, nothing for the file itself. */
export function around({ members }: Source): string {
  const last = members.at(-1);
  if (last === undefined) return "";
  const folder = last.name.slice(0, last.name.lastIndexOf(lastPart(last.name)));
  const steps = [...members.slice(0, -1).map(memberName), folder.replace(/[/\\]+$/, "")];
  return steps.filter(Boolean).join(STEP);
}

/** "letter.txt, in letters.zip › 2026": with the file around all of it, or only inside that. */
export function nameInside(source: Source, withFile: boolean): string {
  const file = withFile && source.members.length > 0 ? pathParts(source.path).name : "";
  const within = [file, around(source)].filter(Boolean).join(STEP);
  return within ? `${fileName(source)}, in ${within}` : fileName(source);
}

/** A result inside its file: the member that it is in, and where in that. Nothing for the file itself. */
export function placeInside(source: Source): string {
  const name = source.members.length > 0 ? nameInside(source, false) : "";
  return [name, place(source)].filter(Boolean).join(", ");
}

/** Where a file lies: its folder from the added folder on, or the containers and folders around it. */
export function placeOfFile(source: Source, roots: readonly string[]): string {
  const folder = folderWithin(source.path, roots);
  if (source.members.length === 0) return folder;
  const file = [folder, pathParts(source.path).name].filter(Boolean).join("/");
  return [file, around(source)].filter(Boolean).join(STEP);
}

/** Where in the file: "line 7", "/events/3", or nothing. */
export function place(source: Source): string {
  const line = source.line === null ? "" : `line ${source.line}`;
  return [line, source.pointer ?? ""].filter(Boolean).join(" ");
}

export function sameSource(a: Source, b: Source): boolean {
  const isSame = (member: Member, i: number) => member.index === b.members[i]?.index;
  const inside = a.members.length === b.members.length && a.members.every(isSame);
  return a.path === b.path && inside && a.line === b.line && a.pointer === b.pointer;
}

/** The same place in a text, or the one before when that is inside a character. */
export function wholeCharacter(text: string, at: number): number {
  const inside =
    /[\udc00-\udfff]/.test(text[at] ?? "") && /[\ud800-\udbff]/.test(text[at - 1] ?? "");
  return inside ? at - 1 : at;
}

/** Hexadecimal digits as long as a fingerprint or a hash are shown in groups. */
export function isDigest(text: string): boolean {
  return /^[0-9a-f]{40,128}$/i.test(text);
}

/** What is said of a row: before its run came to its end, nothing is verified. */
export function told(row: Row, provisional: boolean): Provisional {
  return (provisional && row.provisional) || row;
}
