// Made from the Rust types by `make bindings`. Do not edit.

// What the engine says.
export type Verdict = "mismatch" | "uncheckable" | "not_found" | "unconfirmed" | "verified" | "info";
export type Kind = "document" | "attestation" | "event" | "audit_event" | "audit_log" | "trace" | "trace_item" | "proof_response" | "request" | "content" | "key" | "error_response" | "list" | "report" | "look_up_note" | "container" | "bag" | "unknown";
export type Outcome = "pass" | "fail" | "unknown" | "none";
export type Axis = "content" | "signature" | "signer" | "binding" | "completeness";
export type Axes = {
/**
 * Was the content compared with the hashes, and does it have them?
 */
content: Outcome,
/**
 * Does the signature hold for the signed bytes?
 */
signature: Outcome,
/**
 * Is the key one that the user pinned?
 */
signer: Outcome,
/**
 * Are the fields shown the fields signed?
 */
binding: Outcome,
/**
 * Is a trace or an audit log whole?
 */
completeness: Outcome, };
export type CheckName = "parse" | "content_hash" | "payload_hash" | "canonical_form" | "signature" | "signer" | "binding" | "composite_hash" | "seal" | "sequence" | "items" | "rules" | "manifest" | "lookup";
export type ValueSource = "signed" | "shown" | "calculated" | "stated" | "bag" | "pinned" | "record" | "found";
export type Value = {
/**
 * Where it comes from.
 */
source: ValueSource,
/**
 * The value: a hash as lowercase hex, a time as RFC 3339, a string as its characters, anything
 * else as compact JSON.
 */
value: string, };
export type Check = {
/**
 * Which check.
 */
check: CheckName,
/**
 * How it came out.
 */
outcome: Outcome,
/**
 * Why, on anything but a pass; and on a pass that a person should know more about.
 */
reason: string | null,
/**
 * The member that the check is about, by its name; inside another, behind its name and a dot.
 */
field: string | null,
/**
 * The form of the bytes for which the check came out so.
 */
form: string | null,
/**
 * What was compared. What is signed, stated or pinned stands before what it was compared with.
 */
values: Array<Value>,
/**
 * Offset in bytes of the place that the check is about, in the bytes that the note names.
 */
offset: number | null,
/**
 * What else a person should know: what was compared with what, where, and what follows.
 */
note: string | null, };
export type Source = {
/**
 * The file, as the user named it or found under the folder that the user named.
 */
path: string,
/**
 * The way from the file to what lies inside it, from the outermost container on. Empty for what
 * stands in the file itself.
 */
members: Array<Member>,
/**
 * Line in the file, from 1, for records that stand one per line.
 */
line: number | null,
/**
 * JSON Pointer (RFC 6901) to the record inside the file or line.
 */
pointer: string | null,
/**
 * What was read of the file comes from the run cache: it is unchanged, and was not read once more.
 */
cached?: boolean, };
export type Member = {
/**
 * The member's name in the container; bytes that are not UTF-8 as `\xNN`.
 */
name: string,
/**
 * Its place among the members, from 0, since names can repeat.
 */
index: number,
/**
 * Which of the members of this name it is, from 2; none of the first.
 */
of_name: number | null, };
export type KeySource = "pinned" | "embedded" | "none";
export type Signer = {
/**
 * The label of the pin.
 */
label: string | null,
/**
 * SHA-256 of the 32 key bytes, 64 lowercase hex digits.
 */
fingerprint: string | null,
/**
 * Where the key comes from.
 */
source: KeySource, };
export type FieldStatus = "signed" | "normalised" | "unsigned" | "not_shown";
export type Field = {
/**
 * Its name in the record.
 */
name: string,
/**
 * The value shown: a string as its characters, anything else as compact JSON.
 */
value: string,
/**
 * Whether it is signed.
 */
status: FieldStatus,
/**
 * The signed value where it is not spelled like the shown one.
 */
signed_value: string | null, };
export type Stretch = {
/**
 * To the first.
 */
first: string,
/**
 * To the last.
 */
last: string, };
export type Role = "document" | "request_body" | "input" | "output" | "payload";
export type Finding = {
/**
 * Where it comes from.
 */
source: Source,
/**
 * What it is.
 */
kind: Kind,
/**
 * Its id, as it states it.
 */
id: string | null,
/**
 * The one word.
 */
verdict: Verdict,
/**
 * The one sentence.
 */
headline: string,
/**
 * What may have caused it: possibilities, never a finding.
 */
possible_causes: string | null,
/**
 * What to do next.
 */
next_step: string | null,
/**
 * The five axes.
 */
axes: Axes,
/**
 * Everything that was checked.
 */
checks: Array<Check>,
/**
 * Whose key.
 */
signer: Signer,
/**
 * The fields that the record shows.
 */
fields: Array<Field>,
/**
 * Hashes by name, lowercase hex.
 */
hashes: Record<string, string>,
/**
 * Of a file that a record names: what it is to the first of these records.
 */
role?: Role,
/**
 * The files and records that it was matched with.
 */
matched_with: Array<Source>,
/**
 * How many it stands for: of children that are alike in everything but their place, all.
 */
count: number,
/**
 * Of several, where they are.
 */
pointers: Array<Stretch>,
/**
 * The items of a trace, those that are alike in everything but their place as one. There can be as many as
 * there is room for in a file, so they are packed. They have neither children nor keys of their own.
 */
children: Array<Finding>, };
export type Summary = {
/**
 * Results, `info` included, items of traces not.
 */
total: number,
/**
 * Results that are `verified`.
 */
verified: number,
/**
 * Results that are `unconfirmed`.
 */
unconfirmed: number,
/**
 * Results that are `mismatch`.
 */
mismatch: number,
/**
 * Results that are `uncheckable`.
 */
uncheckable: number,
/**
 * Results that are `not_found`.
 */
not_found: number,
/**
 * Results that are `info`.
 */
info: number,
/**
 * Files read to their end and hashed.
 */
files: number,
/**
 * Bytes read and hashed.
 */
bytes_hashed: number,
/**
 * The run was stopped before its end. It is never a pass.
 */
cancelled: boolean, };
export type FileCounts = {
/**
 * All of them.
 */
total: number,
/**
 * Those of which some result is `mismatch`.
 */
mismatch: number,
/**
 * `uncheckable`.
 */
uncheckable: number,
/**
 * `not_found`.
 */
not_found: number,
/**
 * `unconfirmed`.
 */
unconfirmed: number,
/**
 * Those of which every result that can be is `verified`.
 */
verified: number,
/**
 * Those with nothing to verify.
 */
info: number, };
export type Sentence = {
/**
 * What matters most, without a full stop: "6 of 40 files do not match".
 */
lead: string,
/**
 * How many came to what else, in a sentence; empty where there is none.
 */
counts: string,
/**
 * What must be said beside it, in a sentence; empty where there is nothing.
 */
caveat: string,
/**
 * That no key is pinned, in a sentence; empty where one is, or where none is needed.
 */
unpinned: string, };
export type FilePart = {
/**
 * How many results.
 */
results: number,
/**
 * How many of them pass the filter.
 */
listed: number,
/**
 * They stand below the row.
 */
opened: boolean,
/**
 * What they are: "40 audit events, 1 audit log".
 */
contents: string, };
export type Provisional = {
/**
 * The one sentence.
 */
headline: string,
/**
 * What it says beside the word; `None` where it is needed whole.
 */
why: string | null, };
export type Row = {
/**
 * Which result.
 */
index: number,
/**
 * Where it comes from.
 */
source: Source,
/**
 * What it is.
 */
kind: Kind,
/**
 * Its id, as it states it.
 */
id: string | null,
/**
 * The one word.
 */
verdict: Verdict,
/**
 * The one sentence.
 */
headline: string,
/**
 * What the headline says beside the word of the verdict; `None` where it is needed whole.
 */
why: string | null,
/**
 * What is said instead while the run goes on, and if it was cancelled; `None` where that is the same.
 */
provisional: Provisional | null,
/**
 * The label of the pin.
 */
signer: string | null,
/**
 * Where the key comes from.
 */
key_source: KeySource,
/**
 * The reason codes of the checks that did not pass, what it is most about first, and those of its items
 * behind its own.
 */
reasons: Array<string>,
/**
 * How many items it has.
 */
children: number,
/**
 * How many files and records it was matched with.
 */
matched: number,
/**
 * When it was made, as it says itself.
 */
date: string | null,
/**
 * The number of an event.
 */
number: string | null,
/**
 * Of the row of a file with several results: what is in it. The row has the first result's index.
 */
file: FilePart | null,
/**
 * It stands inside the row of its file.
 */
within: boolean, };
export type Group = {
/**
 * Their verdict.
 */
verdict: Verdict,
/**
 * How many of what they are: "3 audit events".
 */
what: string,
/**
 * How many.
 */
count: number,
/**
 * What they say.
 */
why: string,
/**
 * What they say while the run goes on, and if it was cancelled; `None` where that is the same.
 */
provisional: string | null,
/**
 * The first of them.
 */
index: number,
/**
 * Where that stands.
 */
source: Source, };
export type FileDetail = {
/**
 * The file.
 */
source: Source,
/**
 * The worst of its results.
 */
verdict: Verdict,
/**
 * The one sentence.
 */
headline: string,
/**
 * What is said instead while the run goes on, and if it was cancelled; `None` where that is the same.
 */
provisional: string | null,
/**
 * What it holds.
 */
contents: string,
/**
 * What may have caused the first of those with its verdict.
 */
possible_causes: string | null,
/**
 * What to do next about it.
 */
next_step: string | null,
/**
 * The result that both are said of.
 */
advised: Source | null,
/**
 * What its results say, the worst first; those alike together.
 */
groups: Array<Group>,
/**
 * Results that were not looked at for what they say.
 */
more: number,
/**
 * Of an audit log, the result about the numbers of its events.
 */
log: number | null, };
export type Change = {
/**
 * The file, as the report names it.
 */
path: string,
/**
 * In words.
 */
words: string,
/**
 * Its verdict at the check before; `None` if it was not there, or had none.
 */
before: Verdict | null,
/**
 * Its verdict now; `None` if it is not there any more.
 */
now: Verdict | null, };
export type Changes = {
/**
 * All of it in a sentence.
 */
sentence: string,
/**
 * How many files.
 */
total: number,
/**
 * The first of them: those whose verdict became worse first.
 */
first: Array<Change>, };
export type Choices = {
/**
 * The kinds of results.
 */
kinds: Array<Kind>,
/**
 * The labels of the pins whose keys signed something.
 */
signers: Array<string>,
/**
 * The folders that hold files with results, the first of them.
 */
folders: Array<string>,
/**
 * The archives and mails, those that lie in others behind them, the first of them.
 */
containers: Array<Source>, };
export type Filter = {
/**
 * Files with these verdicts, and their results that have them; all, if none is named.
 */
verdicts: Array<Verdict>,
/**
 * These kinds; all, if none is named.
 */
kinds: Array<Kind>,
/**
 * Signed under the pin of this label.
 */
signer: string | null,
/**
 * In this folder, or in one that is in it.
 */
folder: string | null,
/**
 * In this archive or mail, or in one that is in it.
 */
container: Source | null,
/**
 * Each of its words must occur, in whatever case, in what the row shows (place, id, headline, the
 * words of kind, verdict and key, the signer's label), in a field, a fingerprint or a hash, or in
 * what is said of a check that did not pass (its word, the code of its reason and its clause). A
 * hash may be written in any way that [`lookup`] reads, and a proof link stands for its id.
 */
text: string, };
export type SortBy = "order" | "name" | "kind" | "verdict" | "id" | "signer" | "date" | "number";
export type Sort = {
/**
 * By what.
 */
by: SortBy,
/**
 * The last first. Results that lack what is sorted by are last either way.
 */
descending: boolean, };
export type NumberRange = {
/**
 * The first number.
 */
from: number,
/**
 * The last number.
 */
to: number,
/**
 * The worst verdict of the events with such a number; `None` where numbers are missing.
 */
verdict: Verdict | null,
/**
 * The first result that has this verdict and the first number.
 */
index: number | null,
/**
 * Several results bear each of the numbers.
 */
repeated: boolean, };
export type RingPin = {
/**
 * The user's name for the key, unique in the ring, 1 to 100 characters.
 */
label: string,
/**
 * The issuer's domain.
 */
domain?: string | null,
/**
 * The 32 key bytes, 64 lowercase hex digits.
 */
key: string,
/**
 * SHA-256 of the key bytes, 64 lowercase hex digits; must be that of `key`.
 */
fingerprint: string,
/**
 * The issuer's tenant id.
 */
tenant_id?: string | null,
/**
 * The issuer's name for the key.
 */
key_id?: string | null,
/**
 * RFC 3339; signatures before it are not accepted.
 */
valid_from?: string | null,
/**
 * RFC 3339; signatures after it are not accepted.
 */
valid_until?: string | null,
/**
 * RFC 3339; signatures from it on are not accepted.
 */
compromised_since?: string | null,
/**
 * The user's own words.
 */
note?: string | null,
/**
 * How the fingerprint was compared with one obtained elsewhere, in the user's words.
 */
confirmed?: string | null,
/**
 * The program compared it with one that the user gave, and the words are the program's.
 */
matched?: boolean,
/**
 * The file with the fingerprint that it was compared with, if that lay beside the key: then it is
 * not independent, whatever the words.
 */
compared_with?: string | null,
/**
 * It is the key of somebody who signs reports, and no issuer's: it verifies no evidence.
 */
reviewer?: boolean,
/**
 * RFC 3339; when it was pinned.
 */
added_at?: string | null, };
export type How = "signature_held" | "fetched";
export type SeenKey = {
/**
 * The domain, in lowercase; `None` if nothing named one.
 */
domain: string | null,
/**
 * SHA-256 of the key, 64 lowercase hex digits.
 */
fingerprint: string,
/**
 * When it was first seen, RFC 3339.
 */
first_seen: string,
/**
 * When it was last seen, RFC 3339.
 */
last_seen: string,
/**
 * How it was first seen.
 */
how: How,
/**
 * In which file it was first seen: the end of its path.
 */
file: string,
/**
 * Where it was fetched from, if it was.
 */
url?: string | null, };
export type DatedKey = {
/**
 * SHA-256 of the key, 64 lowercase hex digits.
 */
fingerprint: string,
/**
 * When it was first seen, RFC 3339.
 */
first_seen: string,
/**
 * When it was last seen, RFC 3339.
 */
last_seen: string,
/**
 * How it was first seen.
 */
how: How, };
export type SecondKey = {
/**
 * The domain.
 */
domain: string,
/**
 * Its keys, the one that was seen first as the first.
 */
keys: Array<DatedKey>, };
export type PinnedKey = {
/**
 * The user's name for it.
 */
label: string,
/**
 * The issuer's domain.
 */
domain: string | null,
/**
 * The issuer's tenant id.
 */
tenant_id: string | null,
/**
 * SHA-256 of the key bytes, 64 lowercase hex digits.
 */
fingerprint: string,
/**
 * How the user compared the fingerprint, in their words, or with which file; `None` if they have
 * not said, and for a key that is given for one run.
 */
confirmed: string | null,
/**
 * The program compared it with one that the user gave, and the words are the program's.
 */
matched: boolean,
/**
 * `false` if the fingerprint was compared with a file that lies beside the key; `None` where only
 * the user knows.
 */
independent: boolean | null,
/**
 * When the user pinned it, RFC 3339 in UTC by their machine's clock; `None` where nothing notes it, as
 * for a key that is given for one run, and in older reports.
 */
pinned_at: string | null,
/**
 * It is the key of the sample evidence, which anybody can sign with.
 */
sample: boolean,
/**
 * From when on the user trusts the key, RFC 3339.
 */
valid_from: string | null,
/**
 * Until when, RFC 3339.
 */
valid_until: string | null,
/**
 * Since when it is compromised, RFC 3339.
 */
compromised_since: string | null, };
export type ReviewerKey = {
/**
 * The user's name for it.
 */
label: string,
/**
 * SHA-256 of the key bytes, 64 lowercase hex digits.
 */
fingerprint: string,
/**
 * As [`PinnedKey::confirmed`].
 */
confirmed: string | null,
/**
 * As [`PinnedKey::matched`].
 */
matched: boolean,
/**
 * As [`PinnedKey::independent`].
 */
independent: boolean | null,
/**
 * As [`PinnedKey::pinned_at`].
 */
pinned_at: string | null, };
export type VerdictOptions = {
/**
 * The label of the pin that every signature must be of.
 */
signer: string | null,
/**
 * A gap in an audit log is a mismatch.
 */
contiguous: boolean,
/**
 * Only what one of these names is a result.
 */
find: Array<string>,
/**
 * Files and folders that match are no evidence.
 */
exclude: Array<string>,
/**
 * How much is read of what lies in containers; `None` if it is as much as usual.
 */
limits: UnpackLimits | null, };
export type EngagementForm = { engagement: string, working_paper: string, prepared_by: string, prepared_on: string, reviewed_by: string, reviewed_on: string, received: string,
/**
 * The files that have a number, each once.
 */
exhibits: Array<Exhibit>, };
export type Exhibit = {
/**
 * Its path below its input, with `/` between names.
 */
file: string,
/**
 * The number.
 */
number: string, };
export type FieldError = {
/**
 * The field.
 */
field: keyof EngagementForm,
/**
 * Which of the exhibits, from 0; `None` if it is about all of them, or another field.
 */
exhibit: number | null,
/**
 * A clause that says what, and what to do.
 */
what: string, };
export type UnpackLimits = {
/**
 * Bytes that come out of a given file.
 */
unpacked: number,
/**
 * Bytes of one member.
 */
member: number,
/**
 * How many times as much as went in may come out, beyond 64 MiB.
 */
ratio: number,
/**
 * Members.
 */
members: number,
/**
 * Containers, one inside the other.
 */
depth: number, };
export type Term = {
/**
 * The word, in lower case.
 */
word: string,
/**
 * What it means: a phrase without a full stop.
 */
meaning: string, };
export type SelfCheck = {
/**
 * Each check.
 */
checks: Array<KnownAnswer>,
/**
 * All of them passed.
 */
passed: boolean,
/**
 * The same in a sentence, with what to do.
 */
sentence: string, };
export type KnownAnswer = {
/**
 * What was checked.
 */
name: string,
/**
 * The answer was the known one.
 */
passed: boolean, };

// The API's errors and rules.
export type Party = "you" | "issuer" | "invoance";
export type Retry = "never" | "after_retry_after" | "exponential_backoff";
export type Provenance = "errors_page" | "sdk_change_log";
export type ValueKind = "integer" | "string";
export type Category = {
/**
 * Its name on the page.
 */
name: string,
/**
 * Where it comes from.
 */
provenance: Provenance, };
export type Entry = {
/**
 * The code, as it stands in the member `error`.
 */
code: string,
/**
 * The HTTP status that it is documented with.
 */
status: number,
/**
 * The name of its [`Category`].
 */
category: string,
/**
 * What it concerns: `any`, `events`, `documents`, `attestations`, `traces`,
 * `audit_organisations`.
 */
resources: Array<string>,
/**
 * Who must act.
 */
whose_move: Party,
/**
 * Whether to retry, and how.
 */
retry: Retry,
/**
 * What happened, for whoever sent the request.
 */
for_integrator: string,
/**
 * What it shows, and does not show, about evidence.
 */
for_auditor: string,
/**
 * What to do.
 */
what_to_do: string,
/**
 * Members that its body has beside `error` and `message`.
 */
fields: Array<string>,
/**
 * Where it is documented.
 */
provenance: Provenance,
/**
 * Where the documentation is silent or says two things.
 */
note: string | null, };
export type Status = {
/**
 * The number.
 */
status: number,
/**
 * Its name.
 */
name: string,
/**
 * What it means.
 */
meaning: string,
/**
 * Who must act; nobody for a success.
 */
whose_move: Party | null,
/**
 * Whether to retry; none for a success.
 */
retry: Retry | null,
/**
 * What to do.
 */
what_to_do: string, };
export type StatusClass = {
/**
 * The first status.
 */
first: number,
/**
 * The last status.
 */
last: number,
/**
 * What it means.
 */
meaning: string,
/**
 * Who must act, if that can be known.
 */
whose_move: Party | null,
/**
 * Whether to retry.
 */
retry: Retry,
/**
 * What to do.
 */
what_to_do: string, };
export type ExtraField = {
/**
 * Its name in the body.
 */
name: string,
/**
 * What a person calls it.
 */
label: string,
/**
 * The kind of its value.
 */
kind: ValueKind,
/**
 * What it means.
 */
meaning: string, };
export type RateLimitHeader = {
/**
 * Its name.
 */
name: string,
/**
 * What a person calls it.
 */
label: string,
/**
 * What it means.
 */
meaning: string, };
export type Catalogue = {
/**
 * Version of this form: `proofdesk.errors/1`.
 */
schema: string,
/**
 * The groups of the page, in its order, then those that it does not have.
 */
categories: Array<Category>,
/**
 * The codes, grouped. One code has two entries: it means one thing for documents and another
 * for traces.
 */
entries: Array<Entry>,
/**
 * The documented HTTP statuses, in the page's order.
 */
statuses: Array<Status>,
/**
 * What is said of any other status.
 */
status_classes: Array<StatusClass>,
/**
 * The members that some errors have beside `error` and `message`.
 */
fields: Array<ExtraField>,
/**
 * The rate-limit headers.
 */
headers: Array<RateLimitHeader>, };
export type Given = "code" | "status" | "body" | "response";
export type Basis = "code" | "status" | "nothing";
export type Shown = {
/**
 * Its name.
 */
name: string,
/**
 * What a person calls it, if it is documented.
 */
label: string | null,
/**
 * The value: a string as its characters, anything else as compact JSON.
 */
value: string,
/**
 * What it means, if it is documented.
 */
meaning: string | null, };
export type BodyFault = {
/**
 * JSON Pointer (RFC 6901) into the body; empty for the body as a whole.
 */
pointer: string,
/**
 * What is wrong.
 */
problem: string,
/**
 * What to do about it.
 */
remedy: string, };
export type RetryPlan = {
/**
 * The documented advice; none where nothing is documented.
 */
advice: Retry | null,
/**
 * The same for people, with what the response says.
 */
words: string,
/**
 * Seconds to wait, counted from the response.
 */
after_seconds: number | null,
/**
 * The earliest time of the next attempt, RFC 3339 in UTC; from `Retry-After` and the response's
 * `Date`, never from a clock of this machine.
 */
retry_at: string | null, };
export type Explanation = {
/**
 * Version of this form: `proofdesk.explanation/1`.
 */
schema: string,
/**
 * What was given.
 */
given: Given,
/**
 * The code as it stands, documented or not.
 */
code: string | null,
/**
 * The HTTP status: that of the response, else the documented one.
 */
status: number | null,
/**
 * Its name, if it is documented.
 */
status_name: string | null,
/**
 * What the explanation rests on.
 */
basis: Basis,
/**
 * The error in one line.
 */
headline: string,
/**
 * The meanings of the code in the catalogue; two where it depends on the resource.
 */
meanings: Array<Entry>,
/**
 * What happened.
 */
what_happened: string,
/**
 * What it shows, and does not show, about evidence.
 */
for_auditor: string,
/**
 * Who must act, if it is known.
 */
whose_move: Party | null,
/**
 * What to do.
 */
what_to_do: string,
/**
 * Whether and when to retry.
 */
retry: RetryPlan,
/**
 * The message, as it stands. Show it through [`visible`](fn@crate::visible); never read anything from it.
 */
message: string | null,
/**
 * The other members of the body.
 */
fields: Array<Shown>,
/**
 * The headers that say something about the error.
 */
headers: Array<Shown>,
/**
 * Where the body is not of the documented shape.
 */
faults: Array<BodyFault>,
/**
 * What does not fit together, and where the documentation is silent.
 */
notes: Array<string>,
/**
 * Documented codes: those of a status that was asked for, or those nearest to an unknown one.
 */
related: Array<string>, };
export type RuleOutcome = "pass" | "fail" | "not_published";
export type RuleSource = "errors_page" | "sdk_documentation" | "inferred";
export type Rule = {
/**
 * The code that the API documents for breaking it.
 */
code: string,
/**
 * The HTTP status of that code.
 */
status: number,
/**
 * How it came out.
 */
outcome: RuleOutcome,
/**
 * The field: a JSON Pointer (RFC 6901) into the body, empty for the body as a whole.
 */
field: string,
/**
 * The rule, with its limit.
 */
rule: string,
/**
 * What is there: the size against the limit, or the value.
 */
actual: string,
/**
 * Where the rule or its number is documented.
 */
source: RuleSource,
/**
 * How to keep it, if it is broken.
 */
remedy: string | null,
/**
 * What else is worth knowing, such as where the documentation leaves room.
 */
note: string | null, };
export type RequestReport = {
/**
 * What the body is for.
 */
kind: "document" | "attestation" | "event" | "trace",
/**
 * Its size in bytes, white space around it among them.
 */
bytes: number,
/**
 * Every rule, in the order of the body's fields.
 */
rules: Array<Rule>, };
export type RequestKind = RequestReport["kind"];

// What the shell says.
export type KeptFile = "settings" | "key_ring" | "history";
export type FaultCode = "stale" | "file" | "key_ring" | "key" | "unconfirmed" | "nothing" | "field" | "internal";
export type Fault = {
/**
 * Stable, for the page to tell faults apart.
 */
code: FaultCode,
/**
 * What happened, as a sentence.
 */
message: string,
/**
 * What to do about it.
 */
remedy: string | null,
/**
 * The file of the program that cannot be read: the page offers to open its folder, and to move it
 * aside.
 */
kept?: KeptFile, };
export type InputKind = "file" | "folder" | "text" | "missing";
export type EvidenceInput = {
/**
 * To remove it by.
 */
id: number,
/**
 * The last part of its path.
 */
name: string,
/**
 * The whole path, as the report names it.
 */
path: string,
/**
 * What it is.
 */
kind: InputKind,
/**
 * It is the sample evidence that comes with the program.
 */
sample: boolean, };
export type EvidenceState = "empty" | "running" | "done" | "cancelled" | "failed";
export type Evidence = {
/**
 * Grows with every run; results of another generation are stale.
 */
generation: number,
/**
 * What the user added, in that order.
 */
inputs: Array<EvidenceInput>,
/**
 * How far it is.
 */
state: EvidenceState,
/**
 * What came of it, once it is over.
 */
summary: Summary | null,
/**
 * How many files came to what.
 */
files: FileCounts,
/**
 * What came of it, in words.
 */
sentence: Sentence | null,
/**
 * What is not as it was at the check before; `None` if there was none.
 */
changes: Changes | null,
/**
 * Why it failed.
 */
error: Fault | null,
/**
 * The keys that were pinned for it: the ring may hold others by now.
 */
pinned: Array<PinnedKey>,
/**
 * The keys of reviewers, who sign reports, that were pinned for it.
 */
reviewers: Array<ReviewerKey>,
/**
 * When the run began: RFC 3339, as in the report.
 */
started_at: string | null,
/**
 * How long it took, in milliseconds.
 */
elapsed_ms: number | null,
/**
 * The options of the run that change verdicts.
 */
options: VerdictOptions | null,
/**
 * Domains of the evidence for which the history of keys has more than one key.
 */
second_keys: Array<SecondKey>,
/**
 * The history of keys is full: further keys are compared with it, and not noted.
 */
history_full: boolean,
/**
 * Keys of the evidence that were more than one run notes and compares.
 */
keys_left_out: number,
/**
 * What no check of the run could show: only what applies to what was read.
 */
limits: Array<string>,
/**
 * How many files were skipped.
 */
skipped: number,
/**
 * What was taken from the run cache, as a sentence.
 */
cache: string | null,
/**
 * What was removed last and can be put back, in words.
 */
removed: string | null, };
export type Progress = {
/**
 * Which run.
 */
generation: number,
/**
 * Bytes read.
 */
bytes_done: number,
/**
 * Bytes that are known of.
 */
bytes_total: number,
/**
 * Files that are done with.
 */
files_done: number,
/**
 * Files that are known of.
 */
files_total: number,
/**
 * What is being read.
 */
current: string | null,
/**
 * Since it began, in milliseconds.
 */
elapsed_ms: number,
/**
 * What it found.
 */
so_far: SoFar, };
export type Packing = {
/**
 * Bytes of the evidence that are packed.
 */
bytes_done: number,
/**
 * Bytes of the evidence.
 */
bytes_total: number, };
export type SoFar = {
/**
 * The number of results.
 */
total: number,
/**
 * Of each verdict that some have.
 */
counts: { [key in Verdict]?: number },
/**
 * The first that do not match.
 */
mismatches: Array<Row>, };
export type RecentEvidence = {
/**
 * The last part of its path.
 */
name: string,
/**
 * The whole path: what the page names it by. The program opens what is in its own list only.
 */
path: string, };
export type ProofKind = "document" | "event" | "ai" | "trace";
export type ToFetch = { "type": "key",
/**
 * Its domain.
 */
domain: string, } | { "type": "proof",
/**
 * Its id, or a proof link.
 */
text: string,
/**
 * What an id is of; a link says it.
 */
kind: ProofKind | null, };
export type FetchPlan = {
/**
 * The server, with its port if that is not the usual one.
 */
host: string,
/**
 * The proxy, if there is one.
 */
through: string | null,
/**
 * What is told to the server, in words.
 */
sent: string,
/**
 * The address that is asked.
 */
url: string,
/**
 * Where a link leads, if that is another server.
 */
link_leads_to: string | null,
/**
 * The folder that the answer is written into, in one of its own; `None` if there is none yet.
 */
folder: string | null, };
export type FetchStep = { "type": "asking",
/**
 * For which time, from 1.
 */
attempt: number, } | { "type": "waiting",
/**
 * So many are left.
 */
seconds: number,
/**
 * The code of the answer.
 */
code: string,
/**
 * The attempt that comes then, from 2.
 */
attempt: number, };
export type Fetched = { "type": "key",
/**
 * To compare, and to pin or not.
 */
candidate: KeyCandidate, } | { "type": "proof" } | { "type": "not",
/**
 * What happened, as sentences.
 */
words: string,
/**
 * What to do.
 */
next_step: string | null,
/**
 * Where the answer is kept.
 */
kept: string | null, } | { "type": "stopped" };
export type AppEvent = { "type": "evidence",
/**
 * As it is now.
 */
evidence: Evidence, } | { "type": "progress",
/**
 * How far it is.
 */
progress: Progress, } | { "type": "packing",
/**
 * How far it is; `None` when it is over.
 */
packing: Packing | null, } | { "type": "hover",
/**
 * How many; `None` when they left or were dropped.
 */
count: number | null, } | { "type": "added",
/**
 * The ids of its inputs.
 */
inputs: number[], } | { "type": "found",
/**
 * What came of it.
 */
found: Found, } | { "type": "key",
/**
 * To pin, or not.
 */
candidate: KeyCandidate, } | { "type": "ring",
/**
 * What is in it.
 */
preview: ImportPreview, } | { "type": "fetching",
/**
 * How far it is.
 */
step: FetchStep, } | { "type": "keys" } | { "type": "recent",
/**
 * The last first.
 */
recent: Array<RecentEvidence>, } | { "type": "closing" } | { "type": "notice",
/**
 * What.
 */
fault: Fault, };
export type Theme = "system" | "light" | "dark";
export type ColumnName = "kind" | "date" | "number" | "id" | "signer";
export type ListColumn = {
/**
 * Which.
 */
name: ColumnName,
/**
 * How wide, in pixels where letters have their usual size.
 */
width: number, };
export type Settings = {
/**
 * Light or dark.
 */
theme: Theme,
/**
 * Size of everything, in percent, from 50 to 300.
 */
zoom: number,
/**
 * A gap in an audit log is a mismatch.
 */
contiguous: boolean,
/**
 * The label of the pin that every record must be signed by.
 */
signer: string | null,
/**
 * The part of the width that the list of results has, in percent.
 */
list_width: number,
/**
 * The order of the list of results.
 */
sort: Sort,
/**
 * Whether the evidence that was added is remembered.
 */
remember: boolean,
/**
 * The columns of the list; `None` for those that there is room for.
 */
columns: Array<ListColumn> | null,
/**
 * How much is read of what lies in archives and mails.
 */
unpack: UnpackLimits,
/**
 * Whether a history of keys is kept; `None` until the user was asked.
 */
history: boolean | null,
/**
 * Files that were not changed since the last check are not read again.
 */
cache: boolean, };
export type About = {
/**
 * Its version.
 */
version: string,
/**
 * The version of Tauri.
 */
tauri: string,
/**
 * The version of the web view.
 */
webview: string,
/**
 * Its licence, as an SPDX expression.
 */
licence: string,
/**
 * Where the key ring is.
 */
keyring_path: string,
/**
 * It is there only until the window is closed.
 */
keyring_is_temporary: boolean,
/**
 * The program that fetches what is public is installed.
 */
fetches: boolean,
/**
 * The fingerprint of the sample key, as the description of the samples has it.
 */
sample_fingerprint: string | null, };
export type Startup = {
/**
 * What the program is.
 */
about: About,
/**
 * What the user set.
 */
settings: Settings,
/**
 * The evidence set.
 */
evidence: Evidence,
/**
 * What was added lately, the last first.
 */
recent: Array<RecentEvidence>,
/**
 * Who prepared the last report that was saved.
 */
prepared_by: string | null, };
export type List = {
/**
 * Which results.
 */
filter: Filter,
/**
 * In which order.
 */
sort: Sort,
/**
 * Files that were opened, or closed where they are open by themselves: their first results.
 */
toggled: Array<number>, };
export type Page = {
/**
 * Of which run.
 */
generation: number,
/**
 * Rows: files, and the results in those that are open.
 */
total: number,
/**
 * Files that the filter lets through.
 */
files: number,
/**
 * Results that the filter lets through.
 */
results: number,
/**
 * The row of the first file that does not match, else of the first that is not confirmed, and so
 * on.
 */
foremost: number | null,
/**
 * The rows asked for.
 */
rows: Array<Row>, };
export type Located = {
/**
 * The row.
 */
row: Row,
/**
 * Its place in the filtered and sorted table; `None` if it is not in it.
 */
position: number | null,
/**
 * It is inside this file, which is closed and has the place.
 */
closed: number | null, };
export type Segment = {
/**
 * The characters.
 */
text: string,
/**
 * The first difference is here.
 */
marked: boolean, };
export type SignedForm = {
/**
 * JSON Pointer to the record inside the file or line.
 */
pointer: string | null,
/**
 * Which form it is.
 */
name: string,
/**
 * The signature or hash holds for it.
 */
held: boolean,
/**
 * That, in words.
 */
said: string,
/**
 * Number of bytes.
 */
length: number,
/**
 * SHA-256 of all bytes, 64 lowercase hex digits.
 */
sha256: string,
/**
 * There are more bytes than are shown.
 */
cut: boolean,
/**
 * The bytes as text; those that are no UTF-8 as `\xNN`.
 */
segments: Array<Segment>, };
export type PinnedInstead = {
/**
 * Under this label.
 */
label: string,
/**
 * SHA-256 of the key bytes, 64 lowercase hex digits.
 */
fingerprint: string, };
export type KeyCandidate = {
/**
 * The 32 key bytes, 64 lowercase hex digits.
 */
key: string,
/**
 * SHA-256 of the key bytes, 64 lowercase hex digits.
 */
fingerprint: string,
/**
 * The domain that the key's own text names.
 */
domain: string | null,
/**
 * The name that the key's own text gives it.
 */
key_id: string | null,
/**
 * Where it comes from: a path, or "pasted text".
 */
origin: string,
/**
 * The label under which it is pinned.
 */
pinned_as: string | null,
/**
 * The key that is pinned for its domain, if that is another one.
 */
pinned_instead: PinnedInstead | null,
/**
 * The other keys that the history of keys has for its domain.
 */
others_seen: Array<SeenKey>,
/**
 * It is the key of the sample evidence.
 */
sample: boolean, };
export type SeenKeys = {
/**
 * Where it is.
 */
path: string,
/**
 * There is a file.
 */
exists: boolean,
/**
 * The keys that were seen, in that order.
 */
seen: Array<SeenKey>,
/**
 * No further key is kept.
 */
full: boolean,
/**
 * Why it could not be read.
 */
fault: Fault | null, };
export type RunCache = {
/**
 * Its folder; `None` where there is no home folder.
 */
path: string | null,
/**
 * How large it is.
 */
bytes: number, };
export type Found = {
/**
 * What was looked for.
 */
text: string,
/**
 * The results that it names.
 */
rows: Array<Row>,
/**
 * If there are none, the documented error; if nothing signs the id that they were found by, that.
 */
said: Finding | null,
/**
 * What was looked for is an id or a proof link, by which a public proof can be fetched.
 */
fetchable: boolean,
/**
 * It says of which kind the record is, so that this need not be asked.
 */
names_kind: boolean, };
export type Pasted = { "type": "added",
/**
 * Under this name.
 */
name: string, } | { "type": "found",
/**
 * What came of it.
 */
found: Found, } | { "type": "code",
/**
 * The code.
 */
code: string, } | { "type": "key",
/**
 * To pin, or not.
 */
candidate: KeyCandidate, };
export type RingKey = {
/**
 * The pin. Of one to be imported, as far as the file can speak of it: not how it was confirmed,
 * nor when.
 */
pin: RingPin,
/**
 * It is the key of the sample evidence.
 */
sample: boolean, };
export type Ring = {
/**
 * Where it is.
 */
path: string,
/**
 * Its keys, in the order in which they were pinned.
 */
keys: Array<RingKey>,
/**
 * Others than its owner can write to it, and so decide what is verified.
 */
others_can_write: boolean,
/**
 * Why it could not be read.
 */
fault: Fault | null, };
export type ImportPreview = {
/**
 * The file.
 */
path: string,
/**
 * Keys under labels that are free.
 */
keys: Array<RingKey>,
/**
 * Labels that are there already, with the same key.
 */
already: Array<string>,
/**
 * Labels that are taken by another key.
 */
conflicts: Array<string>, };
export type ReportFormat = "pdf" | "html" | "csv" | "json" | "ndjson" | "junit";
export type Saved = { "type": "done",
/**
 * Where.
 */
path: string, } | { "type": "in_evidence",
/**
 * Where it would be.
 */
path: string, } | { "type": "nowhere" };
export type Filed = {
/**
 * What was filled in.
 */
form: EngagementForm,
/**
 * PDF and HTML have a page with lines to be signed.
 */
sign_off: boolean,
/**
 * PDF and HTML have a template for a certification.
 */
certification: boolean, };
export type FiledCheck = {
/**
 * What is wrong, each as a sentence.
 */
errors: Array<FieldError>,
/**
 * Files with a number that are not among those of the last check.
 */
not_read: Array<string>,
/**
 * Files of the last check that have two numbers, by both of their names: that of the first is used.
 */
doubled: Array<[string, string]>, };
export type Packed = { "type": "done",
/**
 * Where.
 */
path: string,
/**
 * SHA-256 of the file, 64 lowercase hex digits.
 */
sha256: string, } | { "type": "unread",
/**
 * The first of them, as the report names them.
 */
files: Array<string>,
/**
 * How many more.
 */
more: number, } | { "type": "private_key",
/**
 * The first of them, as the report names them.
 */
files: Array<string>,
/**
 * How many more.
 */
more: number, } | { "type": "changed",
/**
 * As the report names it.
 */
file: string, } | { "type": "in_evidence",
/**
 * The place.
 */
path: string, } | { "type": "nowhere" } | { "type": "stopped" };
export type Comparison = {
/**
 * The file with the earlier report.
 */
path: string,
/**
 * What differs; `None` if the last check was cancelled.
 */
found: Difference | null, };
export type Difference = {
/**
 * The digest of the earlier report.
 */
report_digest: string,
/**
 * When its check began, RFC 3339.
 */
started_at: string,
/**
 * Both have the same digest.
 */
same: boolean,
/**
 * Something that was verified is gone or no longer verified.
 */
lost: boolean,
/**
 * What matters most, as a sentence.
 */
sentence: string,
/**
 * Rules, options and keys that differ.
 */
settings: Array<SettingChange>,
/**
 * Files and results that differ, those first that a reader must not miss.
 */
groups: Array<ChangeGroup>, };
export type SettingChange = {
/**
 * In words.
 */
words: string,
/**
 * Of a key, its fingerprint.
 */
fingerprint: string | null, };
export type ChangeGroup = {
/**
 * In what: "Gone", "Other bytes".
 */
title: string,
/**
 * How many.
 */
total: number,
/**
 * The first of them.
 */
first: Array<ChangeShown>, };
export type ChangeShown = {
/**
 * Where it stands; of what is gone, where it stood.
 */
source: Source,
/**
 * What it is.
 */
what: string,
/**
 * What was and what is.
 */
words: string,
/**
 * It is a file as such, and no result.
 */
whole: boolean,
/**
 * It is among the results of this check.
 */
there: boolean,
/**
 * It was verified, and is not any more.
 */
lost: boolean, };
export type Licences = {
/**
 * The libraries.
 */
libraries: Array<Licence>,
/**
 * The texts, each once.
 */
texts: Array<string>, };
export type Licence = {
/**
 * Its name.
 */
name: string,
/**
 * Its version.
 */
version: string,
/**
 * Its licence, as an SPDX expression.
 */
licence: string,
/**
 * Which texts it comes with: places in [`Licences::texts`], from 0.
 */
texts: Array<number>, };
