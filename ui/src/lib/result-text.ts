/** A result in plain text, to be pasted into a letter: what the detail says, in its order. */
import type { FileDetail, Finding, Value } from "./bindings/types";
import {
  axes,
  axisClaim,
  axisWord,
  causesTitle,
  checkWord,
  kindWord,
  outcomeWord,
  sourceWord,
} from "./bindings/words";
import { count, place, placeInside, sourceName } from "./format";
import { marked } from "./visible";

export function resultText(finding: Finding): string {
  const where = place(finding.source);
  const lines = [
    marked(finding.headline),
    "",
    `${kindWord[finding.kind]}: ${marked(sourceName(finding.source))}${where ? `, ${marked(where)}` : ""}`,
    ...(finding.id ? [`Id: ${marked(finding.id)}`] : []),
    ...paragraph(causesTitle[finding.verdict], finding.possible_causes),
    ...paragraph("Next step", finding.next_step),
    ...axesLines(finding),
    ...checkLines(finding),
    ...signerLines(finding),
    ...hashLines(finding),
  ];
  return `${lines.join("\n")}\n`;
}

/** A file with several results: what they say together, the worst first. */
export function fileText(file: FileDetail): string {
  const groups = file.groups.map(({ what, why, source }) => {
    const where = placeInside(source);
    return marked([what, why].filter(Boolean).join(": ") + (where && ` (${where})`));
  });
  const more = file.more > 0 ? [`${count(file.more)} further results`] : [];
  const lines = [
    marked(file.headline),
    "",
    `File: ${marked(file.source.path)}`,
    `Contents: ${marked(file.contents)}`,
    ...paragraph(causesTitle[file.verdict], file.possible_causes),
    ...paragraph("Next step", file.next_step),
    ...section("Results", [...groups, ...more]),
  ];
  return `${lines.join("\n")}\n`;
}

function paragraph(title: string, text: string | null): string[] {
  return text ? ["", `${title}: ${marked(text)}`] : [];
}

function section(title: string, lines: string[]): string[] {
  return lines.length > 0 ? ["", title, ...lines.map((line) => `  ${line}`)] : [];
}

function axesLines(finding: Finding): string[] {
  const apply = axes.filter((axis) => finding.axes[axis] !== "none");
  return section(
    "What was checked",
    apply.map((axis) => {
      const outcome = finding.axes[axis];
      return `${axisWord[axis]}: ${outcomeWord[outcome]}. ${axisClaim[axis][outcome]}`.trim();
    }),
  );
}

function checkLines(finding: Finding): string[] {
  const value = ({ source, value }: Value) => `  ${sourceWord[source]}: ${marked(value)}`;
  return section(
    "Checks",
    finding.checks.flatMap((check) => {
      const reason = check.reason ? ` (${check.reason})` : "";
      const note = check.note ? [`  ${marked(check.note)}`] : [];
      const field = check.field ? `, ${marked(check.field)}` : "";
      const line = `${checkWord[check.check]}${field}: ${outcomeWord[check.outcome]}${reason}`;
      return [line, ...check.values.map(value), ...note];
    }),
  );
}

function signerLines({ signer }: Finding): string[] {
  if (!signer.fingerprint) return [];
  const label = signer.label ? [`Signed with the key you pinned as ${marked(signer.label)}`] : [];
  return section(axisWord.signer, [...label, `Fingerprint: ${signer.fingerprint}`]);
}

function hashLines({ hashes }: Finding): string[] {
  return section(
    "Hashes",
    Object.entries(hashes).map(([name, hash]) => `${name}: ${hash}`),
  );
}
