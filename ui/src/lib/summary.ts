/** What was given, in words. */
import type { EvidenceInput, InputKind } from "./bindings/types";
import { plural } from "./format";

/** Of what a set consists: one, and more of them. */
const inputWords: Record<InputKind, readonly [one: string, many: string]> = {
  folder: ["folder", "folders"],
  file: ["file", "files"],
  text: ["pasted text", "pasted texts"],
  missing: ["missing", "missing"],
};

export function inputWord(input: EvidenceInput): string {
  return inputWords[input.kind][0];
}

/** "2 folders, 1 file". */
export function setWords(inputs: readonly EvidenceInput[]): string {
  return (Object.keys(inputWords) as InputKind[])
    .map((kind) => ({ kind, n: inputs.filter((input) => input.kind === kind).length }))
    .filter(({ n }) => n > 0)
    .map(({ kind, n }) => plural(n, ...inputWords[kind]))
    .join(", ");
}
