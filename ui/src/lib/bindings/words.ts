// Made from the Rust types by `make bindings`. Do not edit.
import type { Axis, CheckName, FieldStatus, KeySource, Kind, Outcome, Party, Provenance, Retry, RuleOutcome, RuleSource, Term, ValueSource, Verdict } from "./types";

/** Verdicts. */
export const verdictWord: Readonly<Record<Verdict, string>> = {
  "info": "For information",
  "mismatch": "Does not match",
  "not_found": "No record found",
  "uncheckable": "Cannot be checked",
  "unconfirmed": "Not confirmed",
  "verified": "Verified"
};

/** Verdicts of a run that goes on or was cancelled. */
export const provisionalWord: Readonly<Record<Verdict, string>> = {
  "info": "For information",
  "mismatch": "Does not match",
  "not_found": "No record found",
  "uncheckable": "Cannot be checked",
  "unconfirmed": "Not confirmed",
  "verified": "Provisional"
};

/** What each verdict means, in sentences. */
export const verdictMeaning: Readonly<Record<Verdict, string>> = {
  "info": "It is nothing that is verified by itself. What lies in an archive or a mail has results of its own.",
  "mismatch": "Something that was checked does not agree; the reason beside the verdict says what.",
  "not_found": "The evidence that was given has no record for it, which does not show that there is none.",
  "uncheckable": "It could not be read, or not checked at all, which says nothing for or against it.",
  "unconfirmed": "No mismatch was found in what could be checked, but something that is needed for \"verified\" is missing; the reason beside the verdict says what.",
  "verified": "Every check that Proofdesk makes of it passed, under a key that you pinned. What no check can show is listed under the limits."
};

/** Verdicts, worst first. */
export const verdictsByWeight: readonly Verdict[] = [
  "mismatch",
  "uncheckable",
  "not_found",
  "unconfirmed",
  "verified",
  "info"
];

/** Verdicts as they are read: what does not match first, what is verified last. */
export const readingOrder: readonly Verdict[] = [
  "mismatch",
  "unconfirmed",
  "uncheckable",
  "not_found",
  "verified",
  "info"
];

/** How checks and axes came out. */
export const outcomeWord: Readonly<Record<Outcome, string>> = {
  "fail": "Failed",
  "none": "Not applicable",
  "pass": "Passed",
  "unknown": "Inconclusive"
};

/** The five questions. */
export const axisWord: Readonly<Record<Axis, string>> = {
  "binding": "Shown fields",
  "completeness": "Completeness",
  "content": "Content",
  "signature": "Signature",
  "signer": "Signing key"
};

/** The five questions in order. */
export const axes: readonly Axis[] = [
  "content",
  "signature",
  "signer",
  "binding",
  "completeness"
];

/** What came out on each axis: a sentence; of what does not apply, none. */
export const axisClaim: Readonly<Record<Axis, Readonly<Record<Outcome, string>>>> = {
  "binding": {
    "fail": "A field shown does not agree with the signed part",
    "none": "",
    "pass": "No signed field is shown with another value",
    "unknown": "Whether the fields shown agree with the signed part could not be determined"
  },
  "completeness": {
    "fail": "The numbers, items or seal do not agree",
    "none": "",
    "pass": "The numbers, items and seal that are present agree. Items that were never recorded cannot be seen",
    "unknown": "Whether anything is missing could not be determined"
  },
  "content": {
    "fail": "The hash calculated from the content differs from the one in the record",
    "none": "",
    "pass": "The hash calculated from the content equals the one in the record",
    "unknown": "The content was not compared with the hash in the record, or without a clear result"
  },
  "signature": {
    "fail": "Not valid for the bytes that it should cover",
    "none": "",
    "pass": "Valid for the signed bytes",
    "unknown": "Whether it is valid could not be determined"
  },
  "signer": {
    "fail": "The key is not one that your pins accept for this",
    "none": "",
    "pass": "The key is one that you pinned",
    "unknown": "Whether your pins accept the key could not be determined"
  }
};

/** Checks. */
export const checkWord: Readonly<Record<CheckName, string>> = {
  "binding": "Fields shown and fields signed",
  "canonical_form": "Canonical form",
  "composite_hash": "Sealed hash",
  "content_hash": "Hash of the content",
  "items": "Number and order of items",
  "lookup": "Search for a record",
  "manifest": "Files and manifests of the bag",
  "parse": "Reading and form",
  "payload_hash": "Hash of the data",
  "rules": "Documented rules",
  "seal": "Seal of the trace",
  "sequence": "Sequence numbers",
  "signature": "Signature",
  "signer": "Signing key"
};

/** Kinds. */
export const kindWord: Readonly<Record<Kind, string>> = {
  "attestation": "AI attestation",
  "audit_event": "Audit event",
  "audit_log": "Audit log",
  "bag": "Bag",
  "container": "Container",
  "content": "File",
  "document": "Document record",
  "error_response": "Error response",
  "event": "Event",
  "key": "Key document",
  "list": "List",
  "look_up_note": "Look-up note",
  "proof_response": "Proof response",
  "report": "Earlier report",
  "request": "Request body",
  "trace": "Trace",
  "trace_item": "Trace item",
  "unknown": "Unrecognised item"
};

/** Kinds of record: of these there are bytes that were signed. */
export const recordKinds: readonly Kind[] = [
  "document",
  "attestation",
  "event",
  "audit_event",
  "trace",
  "trace_item",
  "proof_response"
];

/** One of a kind and several, within a sentence. */
export const kindWords: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  "attestation": [
    "AI attestation",
    "AI attestations"
  ],
  "audit_event": [
    "audit event",
    "audit events"
  ],
  "audit_log": [
    "audit log",
    "audit logs"
  ],
  "bag": [
    "bag",
    "bags"
  ],
  "container": [
    "container",
    "containers"
  ],
  "content": [
    "file",
    "files"
  ],
  "document": [
    "document record",
    "document records"
  ],
  "error_response": [
    "error response",
    "error responses"
  ],
  "event": [
    "event",
    "events"
  ],
  "key": [
    "key document",
    "key documents"
  ],
  "list": [
    "list",
    "lists"
  ],
  "look_up_note": [
    "look-up note",
    "look-up notes"
  ],
  "proof_response": [
    "proof response",
    "proof responses"
  ],
  "report": [
    "earlier report",
    "earlier reports"
  ],
  "request": [
    "request body",
    "request bodies"
  ],
  "trace": [
    "trace",
    "traces"
  ],
  "trace_item": [
    "trace item",
    "trace items"
  ],
  "unknown": [
    "unrecognised item",
    "unrecognised items"
  ]
};

/** What the signature says of a field. */
export const statusWord: Readonly<Record<FieldStatus, string>> = {
  "normalised": "Signed, in different notation",
  "not_shown": "Signed, not shown",
  "signed": "Signed",
  "unsigned": "Not signed"
};

/** Where a key comes from. */
export const keyWord: Readonly<Record<KeySource, string>> = {
  "embedded": "Supplied by the record, not pinned",
  "none": "No key",
  "pinned": "Pinned by you"
};

/** Where a value that a check compared comes from. */
export const sourceWord: Readonly<Record<ValueSource, string>> = {
  "bag": "Stated in the bag",
  "calculated": "Calculated from the evidence",
  "found": "Found in its place",
  "pinned": "Pinned",
  "record": "In the record",
  "shown": "Shown in the record",
  "signed": "Signed",
  "stated": "Stated in the record"
};

/** Where an error code is documented, within a sentence. */
export const provenanceWord: Readonly<Record<Provenance, string>> = {
  "errors_page": "the API's Errors page",
  "sdk_change_log": "the change logs of Invoance's SDKs; not on the Errors page"
};

/** Where a rule is documented, within a sentence. */
export const ruleSourceWord: Readonly<Record<RuleSource, string>> = {
  "errors_page": "the API's Errors page",
  "inferred": "inferred from the rule for another kind of request",
  "sdk_documentation": "Invoance's SDK documentation"
};

/** What stands before what may have caused a verdict. */
export const causesTitle: Readonly<Record<Verdict, string>> = {
  "info": "Meaning",
  "mismatch": "Possible causes",
  "not_found": "Possible causes",
  "uncheckable": "Possible causes",
  "unconfirmed": "Possible causes",
  "verified": "Possible causes"
};

/** Who must act. */
export const partyWord: Readonly<Record<Party, string>> = {
  "invoance": "Invoance",
  "issuer": "The issuer",
  "you": "Whoever sent the request"
};

/** Whether a request may be sent again, in a sentence. */
export const retryWord: Readonly<Record<Retry, string>> = {
  "after_retry_after": "Send the request again after the wait that the header Retry-After gives (seconds, or a date).",
  "exponential_backoff": "Send the request again with waits that double: 1, 2, 4, 8 … seconds.",
  "never": "Do not retry: the same request gets the same response until its cause is removed."
};

/** What stands above the rules that came out so. */
export const ruleOutcomeTitle: Readonly<Record<RuleOutcome, string>> = {
  "fail": "Rules that this body breaks",
  "not_published": "Not checked: the rule or its limit is not published",
  "pass": "Rules that this body meets"
};

/** Of a run that was cancelled. */
export const cancelledWords: string = "Cancelled. These results are incomplete; do not rely on them.";

/** A required signer, before the label of the pin. */
export const requiredSigner: string = "Every valid signature must be made with the key you pinned as";

/** That no signer is required. */
export const noSigner: string = "No signer is required: each record may be signed with any key that you pinned, unless you pinned another key for the issuer that it names.";

/** What to make of a second key. */
export const secondKeyMeans: string = "The issuer may have a new key, or one of the keys is not the issuer's. Ask the issuer, by another way than the network, which keys are theirs. No verdict depends on this.";

/** What is taken as a key. */
export const keyForms: string = "Give an Ed25519 public key as 64 hexadecimal characters, base64, PEM, DER, JWK, an OpenSSH line or the issuer's key document.";

/** Reasons by their code: a clause that continues the word of a verdict. */
export const reasonClause: Readonly<Record<string, string>> = {
  "archive_damaged": "the archive or mail that it is or lies in is damaged",
  "archive_encrypted": "it is encrypted, and what is inside was not examined",
  "archive_limit": "it exceeds a limit for what is read inside archives and mails",
  "attestation_not_found": "no AI attestation with this id or hash is in this evidence",
  "bag_file_changed": "a file in the bag is not the one that its manifest lists",
  "bag_file_missing": "a file that its manifest lists is not in the bag",
  "bag_file_not_checked": "a file that its manifest lists could not be compared",
  "bag_file_unlisted": "it holds a file that none of its manifests lists",
  "bag_manifest_invalid": "the files that describe the bag cannot be read in full",
  "bag_manifest_missing": "it has no manifest of SHA-256 or SHA-512 hashes, and others are not checked",
  "bag_path_outside": "a manifest lists a path outside the bag",
  "bag_size_mismatch": "the number or the size of its files is not the one in bag-info.txt",
  "bag_tag_manifest_missing": "its manifests are listed nowhere",
  "canonical_form_undetermined": "how its payload was serialised for hashing is not known for certain",
  "canonicalization_failed": "the bytes that were signed cannot be rebuilt from it",
  "changed_while_reading": "the file changed while it was being read",
  "composite_form_undetermined": "its items contain no hashes from which to calculate the sealed hash",
  "composite_hash_mismatch": "the hash calculated from the items is not the one shown as composite_hash",
  "compressed": "it is compressed or packed, and what is inside was not examined",
  "content_hash_mismatch": "the SHA-256 calculated from the content is not the one in the record",
  "content_not_supplied": "the content that it refers to is not in this evidence",
  "document_not_found": "no document record with this id or hash is in this evidence",
  "duplicate_json_key": "one object has the same key twice, so programs and people could read different values",
  "empty_payload": "input or output is empty",
  "event_count_mismatch": "the number of items is not the number that the trace shows",
  "event_not_found": "no event with this id or hash is in this evidence",
  "id_not_signed": "it was found by an id that is not signed, and whoever can edit the file can write any id",
  "invalid_attestation_type": "its type is not output, decision or approval",
  "invalid_context": "a field of the model context is empty",
  "invalid_document_hash": "document_hash is not 64 lowercase hexadecimal characters",
  "invalid_event_type": "event_type is not a text of 1 to 128 characters",
  "invalid_field": "a field does not have the documented form",
  "invalid_json": "its JSON is not well formed",
  "invalid_label": "label is not a text of 1 to 255 characters",
  "invalid_metadata": "metadata is not a JSON object",
  "invalid_original_bytes_base64": "original_bytes_b64 is not valid base64",
  "invalid_payload": "the request does not have the documented form",
  "invalid_public_key": "the public key in it is not a usable Ed25519 key",
  "invalid_utf8": "its text is not UTF-8",
  "item_out_of_order": "the items are not in the order of their times",
  "item_repeated": "an item occurs more than once in the trace",
  "key_compromised": "the time of signing that it shows is on or after the date from which you marked the key as compromised",
  "key_not_pinned": "its key is not one that you pinned for its issuer",
  "list_incomplete": "the list says that more follows, and the rest is not in this evidence",
  "metadata_too_large": "metadata is larger than the limit",
  "missing_field": "a required field is missing",
  "no_pinned_key_holds": "its signature is not valid under any key that you pinned",
  "no_public_key": "there is no public key to check its signature with",
  "no_signature": "it is unsigned",
  "not_a_regular_file": "it is not a regular file",
  "original_bytes_empty": "original_bytes_b64 is empty",
  "original_bytes_hash_mismatch": "the SHA-256 calculated from the bytes in the record is not the one that the record shows",
  "original_bytes_too_large": "the original bytes are larger than 5 MB",
  "other_version": "it is another version of the file that was anchored",
  "outside_key_validity": "it is not shown to have been signed within the dates that you set for the key",
  "payload_hash_mismatch": "the SHA-256 calculated from its data is not the one in the record",
  "payload_too_large": "it is larger than the API accepts for this resource",
  "pinned_key_mismatch": "it names an issuer that you pinned, but carries a different key",
  "private_key": "it contains a private key",
  "proof_not_found": "no record in this evidence shows the hash of this content",
  "seal_mismatch": "the hash in the seal is not the one that the trace shows as composite_hash",
  "sequence_conflict": "two different events have the same number",
  "sequence_duplicate": "an event occurs more than once",
  "sequence_gap": "there is a gap in the numbers of the events",
  "signature_invalid": "its signature is not valid",
  "signed_bytes_undocumented": "it cannot be shown that its signature covers this record",
  "signed_fields_differ": "a field that it shows is not what was signed",
  "signed_payload_does_not_bind": "the signed part is not shown to be about this record",
  "subject_too_large": "the subject is larger than 8 KB",
  "subject_too_many_keys": "the subject has more than 20 keys besides user_id and session_id",
  "too_deep": "its values are nested too deeply to be read",
  "too_large": "it is too large to be read as a record",
  "trace_empty": "the trace has no items",
  "trace_not_found": "no trace with this id or hash is in this evidence",
  "trace_not_sealed": "the trace is not sealed, so items can still be added or left out",
  "unexpected_signer": "it is signed with another key than the one that you required",
  "unreadable_file": "the file could not be read",
  "unsupported_algorithm": "it names a signature algorithm other than Ed25519",
  "unsupported_record": "it is not a record of a kind that can be verified",
  "unsupported_schema": "its schema version is missing, or is not one that this program knows",
  "weaker_form_matched": "it matches what was hashed or signed only when Proofdesk writes it in another form, not as supplied"
};

/** The words that are used in one sense only. */
export const glossary: readonly Term[] = [
  {
    "word": "file",
    "meaning": "what lies on disk, in a container, or was pasted"
  },
  {
    "word": "container",
    "meaning": "an archive or a mail, which is read in place"
  },
  {
    "word": "bag",
    "meaning": "a folder with lists of the hashes of its files, in the form BagIt"
  },
  {
    "word": "manifest",
    "meaning": "a list in a bag of files and their hashes"
  },
  {
    "word": "record",
    "meaning": "what the issuer's service gives out about something: about a document, an AI attestation, an event, a trace or an audit event"
  },
  {
    "word": "content",
    "meaning": "what a record is about: the document, the request, the payload"
  },
  {
    "word": "payload",
    "meaning": "the data of an event, as JSON"
  },
  {
    "word": "request body",
    "meaning": "what was sent to the service to have a record made"
  },
  {
    "word": "tenant",
    "meaning": "the account of an issuer at the service"
  },
  {
    "word": "API",
    "meaning": "the interface of the service, by which programs make and get records"
  },
  {
    "word": "proof link",
    "meaning": "the link to the service's public page about one record"
  },
  {
    "word": "hash",
    "meaning": "characters calculated from bytes, 64 of them with SHA-256; other bytes practically never give the same"
  },
  {
    "word": "serialised",
    "meaning": "written down as bytes, such as for hashing"
  },
  {
    "word": "canonical form",
    "meaning": "the one way of writing something down that its signature or hash covers"
  },
  {
    "word": "signed part",
    "meaning": "the bytes that the signature covers"
  },
  {
    "word": "anchored",
    "meaning": "a document's SHA-256 was recorded by the issuer"
  },
  {
    "word": "attested",
    "meaning": "an AI input and output were recorded by the issuer"
  },
  {
    "word": "sealed",
    "meaning": "a trace was closed: the hashes of its items are signed together"
  },
  {
    "word": "sealed hash",
    "meaning": "the hash over the hashes of a trace's items, which its seal signs"
  },
  {
    "word": "signed",
    "meaning": "a signature under some key is valid for these bytes"
  },
  {
    "word": "pinned",
    "meaning": "recorded by you as the genuine key of an issuer"
  },
  {
    "word": "issuer",
    "meaning": "the organisation whose key signed, or is said to have signed; never the maker of the service"
  },
  {
    "word": "fingerprint",
    "meaning": "the SHA-256 of a public key, by which people compare it"
  },
  {
    "word": "key ring",
    "meaning": "the file with the keys that you pinned"
  },
  {
    "word": "reviewer",
    "meaning": "somebody who signs reports, and whose key you pinned for that"
  },
  {
    "word": "provisional",
    "meaning": "passed as far as the run came; it was cancelled or still goes on, so do not rely on it"
  },
  {
    "word": "report digest",
    "meaning": "64 characters calculated from everything that was checked and what came of it; the same evidence, keys, options and rules give the same"
  },
  {
    "word": "look-up note",
    "meaning": "what proofdesk-fetch writes beside a file: what it asked for, of whom and when"
  }
];
