/**
 * Untrusted text in pieces, so that every character that could hide, reorder or erase others, or
 * pass for a plain space, is shown as a mark. The same characters as `proofdesk_core::visible` names.
 */
const deceptive =
  /[\p{Cc}\u00a0\u00ad\u034f\u061c\u070f\u115f\u1160\u0600-\u0605\u06dd\u08e2\u0890\u0891\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\ufdd0-\ufdef\uffa0\ufff0-\ufffb\ufffe-\uffff\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{16fe4}\u{1bca0}-\u{1bca3}\u{1d159}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}\u{1fffe}-\u{1ffff}\u{2fffe}-\u{2ffff}\u{3fffe}-\u{3ffff}\u{4fffe}-\u{4ffff}\u{5fffe}-\u{5ffff}\u{6fffe}-\u{6ffff}\u{7fffe}-\u{7ffff}\u{8fffe}-\u{8ffff}\u{9fffe}-\u{9ffff}\u{afffe}-\u{affff}\u{bfffe}-\u{bffff}\u{cfffe}-\u{cffff}\u{dfffe}-\u{dffff}\u{efffe}-\u{effff}\u{ffffe}-\u{fffff}\u{10fffe}-\u{10ffff}]/u;

const names: Record<number, string> = {
  0x00: "NUL",
  0x09: "tab",
  0x0a: "line feed",
  0x0d: "carriage return",
  0x1b: "escape",
  0x7f: "delete",
  0xa0: "no-break space",
  0xad: "soft hyphen",
  0x200b: "zero-width space",
  0x200c: "zero-width non-joiner",
  0x200d: "zero-width joiner",
  0x200e: "left-to-right mark",
  0x200f: "right-to-left mark",
  0x2028: "line separator",
  0x2029: "paragraph separator",
  0x202a: "left-to-right embedding",
  0x202b: "right-to-left embedding",
  0x202c: "pop directional formatting",
  0x202d: "left-to-right override",
  0x202e: "right-to-left override",
  0x202f: "narrow no-break space",
  0x2060: "word joiner",
  0x2066: "left-to-right isolate",
  0x2067: "right-to-left isolate",
  0x2068: "first strong isolate",
  0x2069: "pop directional isolate",
  0x2800: "blank Braille pattern",
  0x3000: "ideographic space",
  0xfeff: "byte order mark",
};

export type Piece =
  | { kind: "text"; text: string }
  | { kind: "mark"; code: string; name: string | null }
  /** White space, only when it was asked for; `text` is what it stands for. */
  | { kind: "space"; text: string; shown: string };

/** With `whitespace`, spaces, tabs and line ends become pieces of their own. */
export function pieces(text: string, whitespace = false): Piece[] {
  // Most text is plain: one look at all of it is enough.
  if (!whitespace && !deceptive.test(text)) return text ? [{ kind: "text", text }] : [];
  const found: Piece[] = [];
  let plain = "";
  const flush = () => {
    if (plain) found.push({ kind: "text", text: plain });
    plain = "";
  };
  for (const c of text) {
    const shown = whitespace ? shownSpace(c) : null;
    if (shown) {
      flush();
      const last = found.at(-1);
      if (last?.kind === "space" && c === " " && last.text.endsWith(" ")) {
        last.text += c;
        last.shown += shown;
      } else found.push({ kind: "space", text: c, shown });
    } else if (deceptive.test(c)) {
      flush();
      const point = c.codePointAt(0) ?? 0;
      const code = `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
      found.push({ kind: "mark", code, name: names[point] ?? null });
    } else plain += c;
  }
  flush();
  return found;
}

/** In plain text: what would hide or reorder others stands there by its number. */
export function marked(text: string): string {
  return pieces(text)
    .map((piece) => (piece.kind === "mark" ? `[${piece.code}]` : piece.text))
    .join("");
}

function shownSpace(c: string): string | null {
  if (c === " ") return "·";
  if (c === "\t") return "→\t";
  if (c === "\n") return "↵\n";
  if (c === "\r") return "␍";
  return null;
}
