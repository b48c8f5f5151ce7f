//! Content that is not what a record states.

use serde_json::json;
use test_issuer::{Attestation, Event, Subject, sha256_hex};

use super::Case;
use super::parse::{change_statement, letter_with, to_base64};
use crate::support::{LETTER, answer, audit_event, issuer, letter};

/// The body is the one that was signed, but the statement names another input text.
pub(super) fn content_hash_mismatch() -> Case {
    let mut record = issuer().attestation(&answer());
    let (input, other) = (sha256_hex(answer().input.as_bytes()), sha256_hex(b"other"));
    change_statement(
        &mut record,
        &format!("\"input_hash\":\"{input}\""),
        &format!("\"input_hash\":\"{other}\""),
    );
    record["input_hash"] = other.into();
    Case::new()
        .record("answer.json", &record)
        .file("answer.raw.json", answer().raw_body())
        .gives("mismatch", 1)
}

pub(super) fn other_version() -> Case {
    let converted = String::from_utf8_lossy(LETTER).replace('\n', "\r\n");
    Case::new().file("letter.txt", converted).record("r.json", &letter()).gives("mismatch", 1)
}

pub(super) fn event() -> serde_json::Value {
    issuer().event(&Event {
        event_type: "policy.approval",
        payload: json!({ "policy": "lending", "version": 3 }),
        event_time: None,
        ingested_at: "2026-02-27T08:20:44.731900Z",
    })
}

pub(super) fn content_not_supplied() -> Case {
    Case::new().record("r.json", &letter()).gives("unconfirmed", 3)
}

pub(super) fn original_bytes_hash_mismatch() -> Case {
    letter_with("original_bytes_b64", to_base64(b"other bytes").into()).gives("mismatch", 1)
}

pub(super) fn original_bytes_hash_mismatch_in_a_request() -> Case {
    let request = json!({
        "document_hash": sha256_hex(LETTER), "original_bytes_b64": to_base64(b"other bytes"),
    });
    Case::new().file("anchor.json", request.to_string()).gives("mismatch", 1)
}

pub(super) fn payload_hash_mismatch() -> Case {
    let mut changed = event();
    changed["payload"]["version"] = json!(4);
    Case::new().record("event.json", &changed).gives("mismatch", 1)
}

pub(super) fn payload_hash_mismatch_of_an_audit_event() -> Case {
    let mut changed = audit_event("edited", 1);
    changed["action"] = json!("member.erased");
    Case::new().record("event.json", &changed).gives("mismatch", 1)
}

/// Hashed as JavaScript writes it: `1` instead of `1.0`.
pub(super) fn canonical_form_undetermined() -> Case {
    let mut record = event();
    record["payload"] = json!({ "rate": 1.0 });
    record["payload_hash"] = sha256_hex(br#"{"rate":1}"#).into();
    Case::new().record("event.json", &record).gives("uncheckable", 3)
}

/// The body was hashed with `"subject":null` and is stored without.
pub(super) fn weaker_form_matched() -> Case {
    let stored = Attestation { subject: Subject::Absent, ..answer() };
    Case::new()
        .record("answer.json", &issuer().attestation(&answer()))
        .file("answer.raw.json", stored.raw_body())
        .gives("unconfirmed", 3)
}

pub(super) fn canonicalization_failed() -> Case {
    let mut record = audit_event("edited", 1);
    record["occurred_at"] = json!("2026-02-31T08:31:00Z");
    Case::new().record("event.json", &record).gives("uncheckable", 3)
}
