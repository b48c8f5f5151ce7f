//! The wrong samples: each is a good one after one accident or one deliberate change.

use serde_json::{Value, json};

use super::audit_log::{log, ndjson};
use super::files;
use super::set::{Place, Samples};
use crate::json::{record_line, record_text, string};
use crate::{
    Attestation, Document, Event, Issuer, Subject, Trace, TraceForms, TraceItem, sha256_hex,
};

pub(super) fn add(samples: &mut Samples, issuer: &Issuer) {
    other_version(samples, issuer);
    edited_document(samples, issuer);
    edited_attestation(samples, issuer);
    signed_again(samples, issuer);
    borrowed_signature(samples, issuer);
    item_removed(samples, issuer);
    gap(samples, issuer);
    edited_audit_event(samples, issuer);
    changed_raw_body(samples, issuer);
}

/// The record is right; the file was saved again with other line endings.
fn other_version(samples: &mut Samples, issuer: &Issuer) {
    let anchored = "Notice to members\r\n\r\nThe branch at the quay is closed on 6 April 2026.\r\n\
        Transfers made after 14:00 are booked on 7 April.\r\n";
    let saved_again = anchored.replace("\r\n", "\n");
    let record =
        issuer.document(&Document::new(anchored.as_bytes(), "notice.txt", "2026-03-16T12:00:01Z"));
    let path = "wrong/1-other-version/notice";
    samples.add(&format!("{path}.txt"), saved_again);
    samples.add(&format!("{path}.record.json"), record_text(&record));
    let why =
        "an editor replaced the Windows line endings: not the anchored version of the document";
    samples.expect(&format!("{path}.txt"), "content", "mismatch", &["other_version"], why);
    let draft = "Notice to members (draft)\n\nThe branch at the quay is closed in April.\n";
    samples.add(&format!("{path}-draft.txt"), draft);
    let why = "a draft of the notice: no record refers to it";
    samples.expect(&format!("{path}-draft.txt"), "content", "not_found", &["proof_not_found"], why);
    let why = "its signature is valid under the pinned key, but the anchored version of its file is not here";
    let reasons = &["content_not_supplied"];
    samples.expect(&format!("{path}.record.json"), "document", "unconfirmed", reasons, why);
}

/// The date around the signed bytes was changed to look as if a deadline had been kept.
fn edited_document(samples: &mut Samples, issuer: &Issuer) {
    let resolution = files::pdf(
        "Resolution on dividends",
        &[
            "The general meeting resolves to pay a dividend of 1.5 % on shares for 2025.",
            "",
            "For: 212. Against: 31.",
        ],
    );
    let mut record = issuer.document(&Document::new(
        &resolution,
        "dividend-resolution.pdf",
        "2026-03-17T18:22:09.771246Z",
    ));
    record["created_at"] = json!("2026-02-27T18:22:09.771246Z");
    let path = "wrong/2-edited-record/dividend-resolution";
    samples.add(&format!("{path}.pdf"), resolution);
    samples.add(&format!("{path}.record.json"), record_text(&record));
    let reasons = &["signed_fields_differ"];
    let why = "its SHA-256 is the one in the signed part, but its only record was rejected";
    samples.expect(&format!("{path}.pdf"), "content", "unconfirmed", reasons, why);
    let why = "`created_at` was changed; the signature is valid, for bytes with another date";
    samples.expect(&format!("{path}.record.json"), "document", "mismatch", reasons, why);
}

/// The model shown is not the model signed.
fn edited_attestation(samples: &mut Samples, issuer: &Issuer) {
    let screening = Attestation {
        attestation_type: "decision",
        input: "Is application HL-0398 complete? Answer yes or no, with the missing parts.",
        output: "No. Missing: proof of income for January.",
        model: ["quillmark", "quill-2-small", "2025-11-30"],
        subject: Subject::Members(vec![("user_id", json!("officer_108"))]),
        created_at: "2026-03-17T10:02:11.005870Z",
    };
    let mut record = issuer.attestation(&screening);
    record["model_name"] = json!("quill-2-large");
    let path = "wrong/2-edited-record/screening";
    samples.add(&format!("{path}.raw.json"), screening.raw_body());
    samples.add(&format!("{path}.record.json"), record_text(&record));
    let reasons = &["signed_fields_differ"];
    let why = "its SHA-256 is the one in the signed part, but its only record was rejected";
    samples.expect(&format!("{path}.raw.json"), "request", "unconfirmed", reasons, why);
    let why =
        "`model_name` was changed; the signature is valid, for bytes with another model's name";
    samples.expect(&format!("{path}.record.json"), "attestation", "mismatch", reasons, why);
}

/// A changed file with a new record, signed with a key of the forger's own.
fn signed_again(samples: &mut Samples, issuer: &Issuer) {
    let fees = "service,fee_eur\nTransfer to another bank,0.00\nReplacement card,0.00\nLate payment,0.00\n";
    let forger = issuer.impostor("somebody else");
    let record =
        forger.document(&Document::new(fees.as_bytes(), "fees-2026.csv", "2026-03-02T09:00:00Z"));
    let path = "wrong/3-signed-again/fees-2026";
    samples.add(&format!("{path}.csv"), fees);
    samples.add(&format!("{path}.record.json"), record_text(&record));
    let reasons = &["pinned_key_mismatch"];
    let why = "its SHA-256 is in a record, but that record is not signed with the pinned key";
    samples.expect(&format!("{path}.csv"), "content", "unconfirmed", reasons, why);
    let why = "hash and signature agree, but the key is not the one that is pinned for this domain";
    samples.expect(&format!("{path}.record.json"), "document", "mismatch", reasons, why);
}

/// A genuine record of another document, with this file's hash written over the shown one.
fn borrowed_signature(samples: &mut Samples, issuer: &Issuer) {
    let waiver = "Fee waiver\n\nMember m_40817 is released from all fees for the year 2026.\n";
    let genuine = b"Branch timetable\n\nMonday to Friday 9:00 to 16:00, Saturday 9:00 to 12:00.\n";
    let mut record =
        issuer.document(&Document::new(genuine, "branch-timetable.txt", "2026-03-13T07:45:10Z"));
    record["document_hash"] = json!(sha256_hex(waiver.as_bytes()));
    let path = "wrong/4-borrowed-signature/fee-waiver";
    samples.add(&format!("{path}.txt"), waiver);
    samples.add(&format!("{path}.record.json"), record_text(&record));
    let why = "the record shows its SHA-256, but the signed part contains another document's";
    let reasons = &["signed_payload_does_not_bind"];
    samples.expect(&format!("{path}.txt"), "content", "unconfirmed", reasons, why);
    let why =
        "the pinned key's signature is valid, but the signed part contains another document's hash";
    let reasons = &["signed_fields_differ", "signed_payload_does_not_bind"];
    samples.expect(&format!("{path}.record.json"), "document", "mismatch", reasons, why);
}

/// One item is missing, and the count was lowered to hide it.
fn item_removed(samples: &mut Samples, issuer: &Issuer) {
    let step = |event_type: &str, ingested_at: &str| {
        TraceItem::event(&issuer.event(&Event {
            event_type,
            payload: json!({ "complaint": "2026-019", "step": event_type }),
            event_time: None,
            ingested_at,
        }))
    };
    let mut trace = issuer.trace(&Trace {
        label: "Complaint 2026-019",
        items: &[
            step("complaint.received", "2026-02-03T10:12:40.118000Z"),
            step("complaint.acknowledged", "2026-02-03T16:30:02.440190Z"),
            step("complaint.deadline_missed", "2026-02-17T00:00:00.015200Z"),
            step("complaint.answered", "2026-02-20T09:41:55.903377Z"),
            step("complaint.closed", "2026-02-27T12:00:19.660021Z"),
        ],
        created_at: "2026-02-03T10:12:39.900000Z",
        sealed_at: "2026-02-27T12:05:00.200100Z",
        forms: TraceForms::HEX,
    });
    trace["events"].as_array_mut().unwrap().remove(2);
    trace["event_count"] = json!(4);
    let path = "wrong/5-trace-item-removed.json";
    samples.add(path, record_text(&trace));
    let why = "the item `complaint.deadline_missed` was removed, so the items no longer give the sealed hash";
    samples.expect(path, "trace", "mismatch", &["composite_hash_mismatch"], why);
}

/// Number 24 of 41 is missing.
fn gap(samples: &mut Samples, issuer: &Issuer) {
    let mut events = log(issuer, "cash desks", 1, 41);
    events.remove(23);
    let path = "wrong/6-audit-log-gap.ndjson";
    samples.add(path, ndjson(&events));
    let why = "each event is signed with the pinned key, those before and after the gap too";
    samples.expect_at(path, Place::Lines(1, 40), "audit_event", "verified", &[], why);
    let why = "gap: event no. 24 is missing; with `--contiguous` this is a mismatch";
    samples.expect(path, "audit_log", "unconfirmed", &["sequence_gap"], why);
}

/// One field of one event was changed.
fn edited_audit_event(samples: &mut Samples, issuer: &Issuer) {
    let mut event: Value = log(issuer, "vault", 7, 1).remove(0);
    event["action"] = json!("vault.inspected");
    let path = "wrong/7-audit-event-edited.json";
    samples.add(path, record_text(&event));
    let why = "`action` was changed, so the hash differs and the signature is not valid";
    let reasons = &["payload_hash_mismatch", "signature_invalid"];
    samples.expect(path, "audit_event", "mismatch", reasons, why);
}

/// A record in order, and a raw body whose output was changed.
fn changed_raw_body(samples: &mut Samples, issuer: &Issuer) {
    let answer = Attestation {
        attestation_type: "output",
        input: "May a member under 18 hold a notice account?",
        output: "No. Young savers hold a share account until they are 18.",
        model: ["quillmark", "quill-2-small", "2025-11-30"],
        subject: Subject::Null,
        created_at: "2026-03-18T08:30:00.642008Z",
    };
    let raw = answer
        .raw_body()
        .replace(&string(answer.output), &string("Yes. Young savers may hold any account."));
    let path = "wrong/8-changed-raw-body/answer";
    samples.add(&format!("{path}.raw.json"), raw);
    samples.add(&format!("{path}.record.json"), record_line(&issuer.attestation(&answer)));
    let why = "the answer in it was changed: same input text as an attestation here, but other bytes as a whole";
    let reasons = &["proof_not_found"];
    samples.expect(&format!("{path}.raw.json"), "request", "not_found", reasons, why);
    let why = "its signature is valid under the pinned key, but the request body that was attested is not here";
    let reasons = &["content_not_supplied"];
    samples.expect(&format!("{path}.record.json"), "attestation", "unconfirmed", reasons, why);
}
