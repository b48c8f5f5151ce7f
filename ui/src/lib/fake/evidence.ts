/** What the stand-in makes of findings: another verdict for another setting, signed bytes, sequences. */
import type { Axes, Finding, NumberRange, Segment, Settings, SignedForm } from "../bindings/types";

/** The settings' part in verdicts, as far as the samples show it. */
export function assess(finding: Finding, settings: Settings): Finding {
  const gap = finding.checks.some((check) => check.reason === "sequence_gap");
  if (settings.contiguous && gap) {
    return mismatch(finding, "there is a gap in the numbers of the events", "completeness");
  }
  const { source, label } = finding.signer;
  if (settings.signer !== null && source !== "none" && label !== settings.signer) {
    return mismatch(finding, "it is not signed with the expected key", "signer");
  }
  return finding;
}

function mismatch(finding: Finding, what: string, axis: keyof Axes): Finding {
  const axes = { ...finding.axes, [axis]: "fail" as const };
  return { ...finding, verdict: "mismatch", headline: `Does not match: ${what}`, axes };
}

/** A text as it may have been signed: made from the fields, since the stand-in has no files. */
export function signedForms(finding: Finding, offset: number | null): SignedForm[] {
  const signed = finding.fields.filter((f) => f.status !== "unsigned" || f.signed_value !== null);
  if (signed.length === 0) return [];
  const differs = (name: string) =>
    offset !== null && signed.some((f) => f.name === name && f.status === "unsigned");
  const segments: Segment[] = [];
  const write = (text: string, marked: boolean) => {
    const last = segments.at(-1);
    if (last && last.marked === marked) last.text += text;
    else segments.push({ text, marked });
  };
  signed.forEach((field, n) => {
    write(`${n === 0 ? "{" : ","}"${field.name}":`, false);
    write(JSON.stringify(field.signed_value ?? field.value), differs(field.name));
  });
  write("}", false);
  const length = segments.reduce((sum, s) => sum + s.text.length, 0);
  return [
    {
      pointer: null,
      name: finding.kind === "audit_event" ? "canonical bytes" : "signed_payload_b64",
      held: finding.axes.signature === "pass",
      length,
      sha256: finding.hashes["canonical_sha256"] ?? finding.hashes["sha256"] ?? "0".repeat(64),
      cut: false,
      segments,
    },
  ];
}

/** The runs of an audit log, read from its check of the sequence. */
export function sequence(log: Finding, first: number | null): NumberRange[] {
  const check = log.checks.find((c) => c.check === "sequence");
  const range = /from (\d+) to (\d+)/.exec(check?.note ?? "");
  if (!range) return [];
  const [from, to] = [Number(range[1]), Number(range[2])];
  const gaps = check?.values.find((v) => v.source === "calculated")?.value;
  const missing = [...(gaps ?? "").matchAll(/\d+/g)].map((m) => Number(m[0]));
  const runs: NumberRange[] = [];
  let [start, seen] = [from, 0];
  const present = (end: number) => {
    if (end < start) return;
    const index = first === null ? null : first + seen;
    runs.push({ from: start, to: end, verdict: "verified", index, repeated: false });
    seen += end - start + 1;
  };
  for (const gap of missing) {
    present(gap - 1);
    runs.push({ from: gap, to: gap, verdict: null, index: null, repeated: false });
    start = gap + 1;
  }
  present(to);
  return runs;
}
