/** The words and the order of verdicts, outcomes, axes, checks and kinds. */
import type {
  Axes,
  CheckName,
  FieldStatus,
  InputKind,
  KeySource,
  Kind,
  Outcome,
  ValueSource,
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
  unconfirmed: "Not confirmed",
  mismatch: "Does not match",
  uncheckable: "Cannot be checked",
  not_found: "No record found",
  info: "Information",
};

export const outcomeWord: Record<Outcome, string> = {
  pass: "Passed",
  fail: "Failed",
  unknown: "Inconclusive",
  none: "Not applicable",
};

/** What stands before a value that was compared. */
export const sourceWord: Record<ValueSource, string> = {
  signed: "Signed",
  shown: "Shown in the record",
  calculated: "Calculated from the file",
  stated: "Stated in the record",
  pinned: "Pinned",
  record: "In the record",
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
    pass: "The hash calculated from it equals the one in the record",
    fail: "The hash calculated from it differs from the one in the record",
    unknown: "Whether it has the hash in the record is not known",
    none: "",
  },
  signature: {
    pass: "Valid for the signed bytes",
    // Which bytes were signed instead, nobody can tell.
    fail: "Not valid for the bytes that it should cover",
    unknown: "Whether it is valid for the bytes that it should cover is not known",
    none: "",
  },
  // Not "that you pinned": a pin can be out of its dates, or not the one that is required.
  signer: {
    pass: "The key is one you pinned, and it counts here",
    fail: "The key does not count here: the checks say why",
    unknown: "Whether the key is the issuer’s is not known",
    none: "",
  },
  // The statement is what the signature is over; whether that holds is said above.
  binding: {
    pass: "No field shown differs from its signed value",
    fail: "A field shown differs from its signed value",
    unknown: "Whether the fields shown have their signed values is not known",
    none: "",
  },
  completeness: {
    pass: "The numbers, items and seal that are present agree. What was never recorded cannot be seen",
    fail: "Its numbers, items or seal do not agree",
    unknown: "Whether anything is missing is not known",
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
  list: "List",
  report: "Earlier report",
  unknown: "Not recognised",
};

export const statusWord: Record<FieldStatus, string> = {
  signed: "Signed",
  normalised: "Signed, in different notation",
  unsigned: "Not signed",
  not_shown: "Signed, not shown",
};

export const keyWord: Record<KeySource, string> = {
  pinned: "Pinned by you",
  embedded: "Supplied by the record",
  none: "No key",
};

/** The words that are used in one sense only. */
export const glossary: readonly { word: string; meaning: string }[] = [
  { word: "file", meaning: "what lies on disk, in a container, or was pasted" },
  {
    word: "record",
    meaning:
      "what the issuer's service gives out about something: about a document, an AI attestation, an event, a trace or an audit event",
  },
  { word: "content", meaning: "what a record is about: the document, the request, the payload" },
  { word: "payload", meaning: "the data of an event, as JSON" },
  { word: "request body", meaning: "what was sent to the service to have a record made" },
  { word: "signed part", meaning: "the bytes that the signature covers" },
  { word: "anchored", meaning: "a document's SHA-256 was recorded by the issuer" },
  { word: "attested", meaning: "an AI input and output were recorded by the issuer" },
  { word: "sealed", meaning: "a trace was closed: the hashes of its items are signed together" },
  { word: "signed", meaning: "a signature under some key is valid for these bytes" },
  { word: "pinned", meaning: "recorded by you as the genuine key of an issuer" },
  {
    word: "issuer",
    meaning:
      "the organisation whose key signed, or is said to have signed; never the maker of the service",
  },
];

/** Of what a set consists: one, and more of them. */
export const inputWords: Record<InputKind, readonly [one: string, many: string]> = {
  folder: ["folder", "folders"],
  file: ["file", "files"],
  text: ["pasted text", "pasted texts"],
  missing: ["missing", "missing"],
};

export const inputWord: Record<InputKind, string> = {
  file: "File",
  folder: "Folder",
  text: "Pasted",
  missing: "Missing",
};
