// Made from the Rust types by `make bindings`. Do not edit.

// --- what the engine says (crates/proofdesk-core, proofdesk-engine)
export type Verdict = "mismatch" | "uncheckable" | "not_found" | "unconfirmed" | "verified" | "info";
export type Kind =
  | "document" | "attestation" | "event" | "audit_event" | "audit_log" | "trace" | "trace_item"
  | "proof_response" | "request" | "content" | "key" | "error_response" | "unknown";
export type Outcome = "pass" | "fail" | "unknown" | "none";
export type Axes = { content: Outcome, signature: Outcome, signer: Outcome, binding: Outcome, completeness: Outcome, };
export type CheckName =
  | "parse" | "content_hash" | "payload_hash" | "canonical_form" | "signature" | "signer" | "binding"
  | "composite_hash" | "seal" | "sequence" | "items" | "rules" | "lookup";
export type Check = { check: CheckName, outcome: Outcome, reason: string | null, expected: string | null, actual: string | null, offset: number | null, note: string | null, };
export type Source = { path: string, line: number | null, pointer: string | null, };
export type KeySource = "pinned" | "embedded" | "none";
export type Signer = { label: string | null, fingerprint: string | null, source: KeySource, };
export type FieldStatus = "signed" | "normalised" | "unsigned";
export type Field = { name: string, value: string, status: FieldStatus, signed_value: string | null, };
export type Finding = { source: Source, kind: Kind, id: string | null, verdict: Verdict, headline: string, cause: string | null, next_step: string | null, axes: Axes, checks: Array<Check>, signer: Signer, fields: Array<Field>, hashes: Record<string, string>, matched_with: Array<Source>, children: Array<Finding>, };
export type Summary = { total: number, verified: number, unconfirmed: number, mismatch: number, uncheckable: number, not_found: number, info: number, bytes_hashed: number, skipped: number, cancelled: boolean, };
export type Row = { index: number, source: Source, kind: Kind, id: string | null, verdict: Verdict, headline: string, signer: string | null, key_source: KeySource, reasons: Array<string>, children: number, matched: number, };
export type Filter = { verdicts: Array<Verdict>, kinds: Array<Kind>, text: string, };
export type SortBy = "order" | "name" | "kind" | "verdict" | "id" | "signer";
export type Sort = { by: SortBy, descending: boolean, };
export type Run = { from: number, to: number, verdict: Verdict | null, index: number | null, repeated: boolean, };
export type RingPin = { label: string, domain: string | null, key: string, fingerprint: string, tenant_id: string | null, key_id: string | null, valid_from: string | null, valid_until: string | null, compromised_since: string | null, note: string | null, confirmed: string | null, added_at: string | null, };

// --- what the shell says (src-tauri)
export type Fault = { code: string, message: string, remedy: string | null, };
export type InputKind = "file" | "folder" | "text" | "missing";
export type EvidenceInput = { id: number, name: string, path: string, kind: InputKind, sample: boolean, };
export type EvidenceState = "empty" | "running" | "done" | "cancelled" | "failed";
export type Evidence = { generation: number, inputs: Array<EvidenceInput>, state: EvidenceState, summary: Summary | null, error: Fault | null, pins: number, elapsed_ms: number | null, started_at: string | null, not_checked: Array<string>, };
export type Progress = { generation: number, bytes_done: number, bytes_total: number, files_done: number, files_total: number, current: string | null, elapsed_ms: number, };
export type AppEvent =
  | { "type": "evidence", evidence: Evidence }
  | { "type": "progress", progress: Progress }
  | { "type": "hover", count: number | null }
  | { "type": "keys" }
  | { "type": "notice", fault: Fault };
export type Theme = "system" | "light" | "dark";
export type Settings = { theme: Theme, zoom: number, contiguous: boolean, signer: string | null, };
export type About = { version: string, tauri: string, webview: string, licence: string, keyring_path: string, };
export type Startup = { about: About, settings: Settings, evidence: Evidence, };
export type Page = { generation: number, total: number, rows: Array<Row>, };
export type Located = { row: Row, position: number | null, };
export type Segment = { text: string, marked: boolean, };
export type SignedForm = { pointer: string | null, name: string, held: boolean, length: number, sha256: string, cut: boolean, segments: Array<Segment>, };
export type Found = { text: string, rows: Array<Row>, not_found: Finding | null, };
export type Pasted = { "type": "added", name: string } | { "type": "found", found: Found } | { "type": "key", candidate: KeyCandidate };
export type RingKey = { pin: RingPin, sample: boolean, };
export type Ring = { path: string, keys: Array<RingKey>, fault: Fault | null, };
export type KeyCandidate = { key: string, fingerprint: string, domain: string | null, key_id: string | null, origin: string, pinned_as: string | null, sample: boolean, };
export type NewPin = { key: string, label: string, domain: string | null, tenant_id: string | null, key_id: string | null, valid_from: string | null, valid_until: string | null, compromised_since: string | null, note: string | null, fingerprint: string, confirmed: string, };
export type PinEdit = { label: string, domain: string | null, tenant_id: string | null, key_id: string | null, valid_from: string | null, valid_until: string | null, compromised_since: string | null, note: string | null, };
export type ImportOutcome = { path: string, added: Array<string>, already: Array<string>, conflicts: Array<string>, };
export type ReportFormat = "json" | "ndjson";
export type Licence = { name: string, version: string, licence: string, };

// --- the API's errors and rules (crates/proofdesk-core: errors, request)
export type Party = "you" | "issuer" | "invoance";
export type Retry = "never" | "after_retry_after" | "exponential_backoff";
export type Provenance = "errors_page" | "sdk_change_log";
export type ValueKind = "integer" | "string";
export type Category = { name: string, provenance: Provenance, };
export type Entry = { code: string, status: number, category: string, resources: Array<string>, whose_move: Party, retry: Retry, for_integrator: string, for_auditor: string, what_to_do: string, fields: Array<string>, provenance: Provenance, note?: string | null, };
export type Status = { status: number, name: string, meaning: string, whose_move: Party | null, retry: Retry | null, what_to_do: string, };
export type StatusClass = { first: number, last: number, meaning: string, whose_move: Party | null, retry: Retry, what_to_do: string, };
export type ExtraField = { name: string, label: string, kind: ValueKind, meaning: string, };
export type RateLimitHeader = { name: string, label: string, meaning: string, };
export type Catalogue = { schema: string, categories: Array<Category>, entries: Array<Entry>, statuses: Array<Status>, status_classes: Array<StatusClass>, fields: Array<ExtraField>, headers: Array<RateLimitHeader>, };
export type Given = "code" | "status" | "body" | "response";
export type Basis = "code" | "status" | "nothing";
export type Shown = { name: string, label: string | null, value: string, meaning: string | null, };
export type BodyFault = { pointer: string, problem: string, remedy: string, };
export type RetryPlan = { advice: Retry | null, words: string, after_seconds: number | null, retry_at: string | null, };
export type Explanation = { schema: string, given: Given, code: string | null, status: number | null, status_name: string | null, basis: Basis, headline: string, meanings: Array<Entry>, what_happened: string, for_auditor: string, whose_move: Party | null, what_to_do: string, retry: RetryPlan, message: string | null, fields: Array<Shown>, headers: Array<Shown>, faults: Array<BodyFault>, notes: Array<string>, related: Array<string>, };
export type RequestKind = "document" | "attestation" | "event" | "trace";
export type RuleOutcome = "pass" | "fail" | "not_published";
export type RuleSource = "errors_page" | "sdk_documentation" | "inferred";
export type Rule = { code: string, status: number, outcome: RuleOutcome, field: string, rule: string, actual: string, source: RuleSource, remedy: string | null, note: string | null, };
export type RequestReport = { kind: RequestKind, bytes: number, rules: Array<Rule>, };
