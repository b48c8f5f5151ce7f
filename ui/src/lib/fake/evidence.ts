/** What the stand-in makes of findings: another verdict for another setting, signed bytes, sequences. */
import type { Axes, Finding, NumberRange, Segment, Settings, SignedForm } from "../bindings/types";
import { reasonClause, verdictWord } from "../bindings/words";

/** The settings' part in verdicts, as far as the samples show it. */
export function assess(finding: Finding, settings: Settings): Finding {
  const gap = finding.checks.some((check) => check.reason === "sequence_gap");
  if (settings.contiguous && gap) {
    return mismatch(finding, "sequence_gap", "completeness");
  }
  const { source, label } = finding.signer;
  if (settings.signer !== null && source !== "none" && label !== settings.signer) {
    return mismatch(finding, "unexpected_signer", "signer");
  }
  return finding;
}

function mismatch(finding: Finding, reason: string, axis: keyof Axes): Finding {
  const axes = { ...finding.axes, [axis]: "fail" as const };
  const headline = `${verdictWord.mismatch}: ${reasonClause[reason]}`;
  return { ...finding, verdict: "mismatch", headline, axes };
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
      said:
        finding.axes.signature === "pass"
          ? "The signature is valid for these bytes"
          : "Tried: the signature is not valid for these bytes",
      length,
      sha256: finding.hashes["canonical_sha256"] ?? finding.hashes["sha256"] ?? "0".repeat(64),
      cut: false,
      segments,
    },
  ];
}

/** The runs of an audit log, from its events as they stand in the list from `first` on. */
export function sequence(events: readonly Finding[], first: number): NumberRange[] {
  const runs: NumberRange[] = [];
  events.forEach((event, n) => {
    const seq = Number(event.fields.find((field) => field.name === "seq")?.value);
    const { verdict } = event;
    const last = runs.at(-1);
    if (last && seq > last.to + 1) {
      runs.push({
        from: last.to + 1,
        to: seq - 1,
        verdict: null,
        index: null,
        repeated: false,
      });
    }
    if (last && seq === last.to + 1 && verdict === last.verdict) last.to = seq;
    else runs.push({ from: seq, to: seq, verdict, index: first + n, repeated: false });
  });
  return runs;
}
