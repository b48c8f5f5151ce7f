/** The names of files within words. */
import type { Source } from "../../lib/bindings/types";

export interface LinkedPiece {
  text: string;
  source: Source | null;
}

/** Cuts words at the paths of these sources. */
export function linked(text: string, sources: readonly Source[]): LinkedPiece[] {
  // The longest first: one path can begin like another.
  const known = [...sources].sort((a, b) => b.path.length - a.path.length);
  const pieces: LinkedPiece[] = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const source = known.find(({ path }) => path !== "" && text.startsWith(path, at));
    if (!source) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) pieces.push({ text: plain, source: null });
    plain = "";
    pieces.push({ text: source.path, source });
    at += source.path.length;
  }
  if (plain) pieces.push({ text: plain, source: null });
  return pieces;
}
