/** The names of files within words. */
import type { Source } from "../../lib/bindings/types";
import { STEP, sourceName } from "../../lib/format";

export interface LinkedPiece {
  text: string;
  source: Source | null;
}

/** Cuts words at the names of these sources, with the way into containers. */
export function linked(text: string, sources: readonly Source[]): LinkedPiece[] {
  // The longest first: one name can begin like another.
  const known = sources
    .filter(({ path }) => path !== "")
    .map((source) => ({ source, name: sourceName(source) }))
    .sort((a, b) => b.name.length - a.name.length);
  const pieces: LinkedPiece[] = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    // The name of a container before a name in it is not the container that is meant.
    const found = known.find(
      ({ name }) => text.startsWith(name, at) && !text.startsWith(STEP, at + name.length),
    );
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) pieces.push({ text: plain, source: null });
    plain = "";
    pieces.push({ text: found.name, source: found.source });
    at += found.name.length;
  }
  if (plain) pieces.push({ text: plain, source: null });
  return pieces;
}
