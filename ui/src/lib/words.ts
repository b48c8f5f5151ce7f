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

/** What came out on each axis: a sentence that is true of that outcome; of what does not apply, none. */
export const axisClaim: Record<keyof Axes, Record<Outcome, string>> = {
  content: {
    pass: "It is what was recorded",
    fail: "It is not what was recorded",
    unknown: "Whether it is what was recorded",
    none: "",
  },
  signature: {
    pass: "It fits the bytes that were signed",
    // Which bytes were signed instead, nobody can tell.
    fail: "It does not fit the bytes that it should",
    unknown: "Whether it fits the bytes that it should",
    none: "",
  },
  // Not "that you pinned": a pin can be out of its dates, or not the one that is required.
  signer: {
    pass: "The key is one that you accept",
    fail: "The key is not one that you accept",
    unknown: "Whether the key is one that you accept",
    none: "",
  },
  binding: {
    pass: "The fields shown are those signed",
    fail: "The fields shown are not those signed",
    unknown: "Whether the fields shown are those signed",
    none: "",
  },
  completeness: {
    pass: "The trace or log is whole",
    fail: "The trace or log is not whole",
    unknown: "Whether the trace or log is whole",
    none: "",
  },
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
