/** The words and the order of verdicts, outcomes, axes, checks and kinds. */
import type {
  Axes,
  CheckName,
  FieldStatus,
  InputKind,
  KeySource,
  Kind,
  Outcome,
  Verdict,
} from "./bindings/types";

/** As in the summary strip. */
export const verdicts: readonly Verdict[] = [
  "verified",
  "unconfirmed",
  "mismatch",
  "uncheckable",
  "not_found",
  "info",
];

export const verdictWord: Record<Verdict, string> = {
  verified: "Verified",
  unconfirmed: "Unconfirmed",
  mismatch: "Does not match",
  uncheckable: "Cannot be checked",
  not_found: "No record found",
  info: "Information",
};

export const outcomeWord: Record<Outcome, string> = {
  pass: "Holds",
  fail: "Does not hold",
  unknown: "Not established",
  none: "Does not apply",
};

export const axes: readonly (keyof Axes)[] = [
  "content",
  "signature",
  "signer",
  "binding",
  "completeness",
];

export const axisWord: Record<keyof Axes, string> = {
  content: "Content",
  signature: "Signature",
  signer: "Signer",
  binding: "Binding",
  completeness: "Completeness",
};

/** What holds, or does not, on each axis. */
export const axisClaim: Record<keyof Axes, string> = {
  content: "It is what was recorded",
  signature: "It fits the bytes that were signed",
  // Not "that you pinned": a pin can be out of its dates, or not the one that is required.
  signer: "The key is one that you accept",
  binding: "The fields shown are those signed",
  completeness: "The trace or log is whole",
};

export const checkWord: Record<CheckName, string> = {
  parse: "Form of the record",
  content_hash: "Hash of the content",
  payload_hash: "Hash of the payload",
  canonical_form: "Canonical form",
  signature: "Signature",
  signer: "Signing key",
  binding: "Fields shown and fields signed",
  composite_hash: "Hash over all items",
  seal: "Seal of the trace",
  sequence: "Sequence of numbers",
  items: "Items of the trace",
  rules: "Documented rules",
  lookup: "Search for a record",
};

export const kindWord: Record<Kind, string> = {
  document: "Document record",
  attestation: "Attestation",
  event: "Event",
  audit_event: "Audit event",
  audit_log: "Audit log",
  trace: "Trace",
  trace_item: "Trace item",
  proof_response: "Proof response",
  request: "Request body",
  content: "File",
  key: "Key document",
  error_response: "Error response",
  unknown: "Not recognised",
};

export const statusWord: Record<FieldStatus, string> = {
  signed: "Signed",
  normalised: "Signed, spelt another way",
  unsigned: "Not signed",
};

export const keyWord: Record<KeySource, string> = {
  pinned: "Pinned by you",
  embedded: "Named by the record only",
  none: "No key",
};

/** Of what a set consists: one, and more of them. */
export const inputWords: Record<InputKind, readonly [one: string, many: string]> = {
  folder: ["folder", "folders"],
  file: ["file", "files"],
  text: ["pasted text", "pasted texts"],
  missing: ["not there any more", "not there any more"],
};

export const inputWord: Record<InputKind, string> = {
  file: "File",
  folder: "Folder",
  text: "Pasted",
  missing: "Not there any more",
};
