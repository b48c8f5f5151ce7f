/** The words that the window must use, and what is expected of the samples. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./sandbox.mjs";

export const verdictWord = {
  verified: "Verified",
  unconfirmed: "Not confirmed",
  mismatch: "Does not match",
  uncheckable: "Cannot be checked",
  not_found: "No record found",
  info: "For information",
};

export const kindWord = {
  document: "Document record",
  attestation: "AI attestation",
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
  container: "Container",
  report: "Earlier report",
  unknown: "Unrecognised item",
};

export const axisWord = {
  content: "Content",
  signature: "Signature",
  signer: "Signing key",
  binding: "Shown fields",
  completeness: "Completeness",
};

/** What is said of each axis and outcome, beside the axis's name; of what does not apply, nothing. */
export const axisClaim = {
  content: {
    pass: "The hash calculated from the content equals the one in the record",
    fail: "The hash calculated from the content differs from the one in the record",
    unknown: "The content was not compared with the hash in the record, or without a clear result",
    none: "",
  },
  signature: {
    pass: "Valid for the signed bytes",
    fail: "Not valid for the bytes that it should cover",
    unknown: "Whether it is valid could not be determined",
    none: "",
  },
  signer: {
    pass: "The key is one that you pinned",
    fail: "The key is not one that your pins accept for this",
    unknown: "Whether your pins accept the key could not be determined",
    none: "",
  },
  binding: {
    pass: "No signed field is shown with another value",
    fail: "A field shown does not agree with the signed part",
    unknown: "Whether the fields shown agree with the signed part could not be determined",
    none: "",
  },
  completeness: {
    pass: "The numbers, items and seal that are present agree. Items that were never recorded cannot be seen",
    fail: "The numbers, items or seal do not agree",
    unknown: "Whether anything is missing could not be determined",
    none: "",
  },
};

export const outcomeWord = {
  pass: "Passed",
  fail: "Failed",
  unknown: "Inconclusive",
  none: "Not applicable",
};

export const checkWord = {
  parse: "Reading and form",
  content_hash: "Hash of the content",
  payload_hash: "Hash of the data",
  canonical_form: "Canonical form",
  signature: "Signature",
  signer: "Signing key",
  binding: "Fields shown and fields signed",
  composite_hash: "Sealed hash",
  seal: "Seal of the trace",
  sequence: "Sequence numbers",
  items: "Number and order of items",
  rules: "Documented rules",
  lookup: "Search for a record",
};

export const sampleKey = {
  label: "harbourline.example",
  fingerprint: "5c26295eaee62cf7e32f9af06497cc95cd748f25c903589fb0438a1704f3c63a",
};

/** The rows of samples-expected.tsv: path, line, pointer, kind, verdict, reasons. */
export function expectedSamples() {
  const text = readFileSync(join(root, "tests/samples-expected.tsv"), "utf8");
  const [head, ...lines] = text.trimEnd().split("\n");
  const names = head.split("\t");
  return lines.map((line) => {
    const values = line.split("\t");
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ""]));
  });
}

/** How many of the expected rows have each verdict. */
export function expectedCounts(rows = expectedFiles()) {
  const counts = {};
  for (const verdict of Object.keys(verdictWord)) {
    counts[verdict] = rows.filter((row) => row.verdict === verdict).length;
  }
  return counts;
}

/** The files of the expected rows, each with the worst of its verdicts. */
export function expectedFiles(rows = expectedSamples()) {
  const worst = ["mismatch", "uncheckable", "not_found", "unconfirmed", "verified", "info"];
  const files = new Map();
  for (const { path: place, verdict } of rows) {
    // What is in an archive or a mail belongs to that file.
    const [path] = place.split(" › ");
    const before = files.get(path) ?? "info";
    const is = worst.indexOf(verdict) < worst.indexOf(before) ? verdict : before;
    files.set(path, is);
  }
  return Array.from(files, ([path, verdict]) => ({ path, verdict }));
}
