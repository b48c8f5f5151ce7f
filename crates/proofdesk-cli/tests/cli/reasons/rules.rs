//! The documented validation rules, broken by request bodies and by records.

use serde_json::{Value, json};
use test_issuer::{Attestation, Event, sha256_hex};

use super::Case;
use super::parse::{letter_with, to_base64};
use super::traces::sealed;
use crate::support::{LETTER, answer, issuer, letter, reasons};

/// A request body that breaks a rule does not match it.
fn request(body: Value) -> Case {
    Case::new().file("request.json", body.to_string()).gives("mismatch", 1)
}

fn anchor(members: Value) -> Case {
    let mut body = json!({ "document_hash": sha256_hex(LETTER) });
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    request(body)
}

/// The body of an attestation that breaks no rule, after a change.
fn attestation(change: impl FnOnce(&mut Value)) -> Case {
    let mut body: Value = serde_json::from_str(&answer().raw_body()).unwrap();
    change(&mut body);
    request(body)
}

#[test]
fn requests_that_break_no_rule_are_for_information() {
    let anchor = json!({ "document_hash": sha256_hex(LETTER), "metadata": { "pages": 1 } });
    let event = json!({ "event_type": "a".repeat(128), "payload": { "n": 1 } });
    let trace = json!({ "label": "a".repeat(255), "metadata": { "m": "a".repeat(16_000) } });
    let bodies = [anchor.to_string(), answer().raw_body(), event.to_string(), trace.to_string()];
    for body in bodies {
        let report = Case::new().file("request.json", &body).run();
        assert_eq!(report.places(), ["request.json info"], "{body}");
        assert_eq!(report.status, 3, "information alone is nothing verified");
    }
}

pub(super) fn invalid_event_type() -> Case {
    request(json!({ "event_type": "a".repeat(129), "payload": {} }))
}

pub(super) fn invalid_event_type_of_a_record() -> Case {
    let event = issuer().event(&Event {
        event_type: &"a".repeat(129),
        payload: json!({ "n": 1 }),
        event_time: None,
        ingested_at: "2026-02-27T08:20:44.731900Z",
    });
    Case::new().record("event.json", &event).gives("unconfirmed", 3)
}

pub(super) fn invalid_document_hash() -> Case {
    request(json!({ "document_hash": "d41d8cd98f00b204e9800998ecf8427e" }))
}

/// The same value in capital letters is compared, but it is not what the API writes.
pub(super) fn invalid_document_hash_of_a_record() -> Case {
    let hash = letter()["document_hash"].as_str().unwrap().to_uppercase();
    letter_with("document_hash", json!(hash)).gives("unconfirmed", 3)
}

pub(super) fn invalid_metadata() -> Case {
    anchor(json!({ "metadata": ["pages", 1] }))
}

pub(super) fn metadata_too_large() -> Case {
    request(json!({ "label": "a trace", "metadata": { "note": "a".repeat(16 << 10) } }))
}

pub(super) fn invalid_original_bytes_base64() -> Case {
    anchor(json!({ "original_bytes_b64": "not base64!" }))
}

pub(super) fn original_bytes_empty() -> Case {
    anchor(json!({ "original_bytes_b64": "" }))
}

pub(super) fn original_bytes_too_large() -> Case {
    let bytes = vec![7; (5 << 20) + 1];
    let body = json!({
        "document_hash": sha256_hex(&bytes), "original_bytes_b64": to_base64(&bytes),
    });
    request(body)
}

pub(super) fn invalid_attestation_type() -> Case {
    attestation(|body| body["type"] = json!("summary"))
}

pub(super) fn invalid_attestation_type_of_a_record() -> Case {
    let summary = Attestation { attestation_type: "summary", ..answer() };
    Case::new()
        .record("summary.json", &issuer().attestation(&summary))
        .file("input.txt", summary.input)
        .file("output.txt", summary.output)
        .gives("unconfirmed", 3)
}

/// What the issuer attested is judged as that, whatever rules it breaks as a request.
#[test]
fn a_body_that_a_record_names_is_as_good_as_the_record() {
    let summary = Attestation { attestation_type: "summary", ..answer() };
    let record = issuer().attestation(&summary);
    let case =
        Case::new().record("summary.json", &record).file("summary.raw.json", summary.raw_body());
    let report = case.run();
    assert_eq!(
        (&report.result("summary.raw.json")["verdict"], report.status),
        (&"unconfirmed".into(), 3)
    );
    assert_eq!(reasons(report.result("summary.json")), ["invalid_attestation_type"].into());
}

pub(super) fn empty_payload() -> Case {
    attestation(|body| body["payload"]["output"] = json!(""))
}

pub(super) fn invalid_context() -> Case {
    attestation(|body| body["context"]["model_name"] = json!(" "))
}

pub(super) fn subject_too_large() -> Case {
    attestation(|body| body["subject"] = json!({ "user_id": "u".repeat(8 << 10) }))
}

pub(super) fn subject_too_many_keys() -> Case {
    let keys = (0..21).map(|i| (format!("key{i}"), json!(i)));
    let mut subject: serde_json::Map<String, Value> = keys.collect();
    subject.insert("user_id".to_owned(), json!("u"));
    attestation(|body| body["subject"] = Value::Object(subject))
}

pub(super) fn invalid_label() -> Case {
    request(json!({ "label": "a".repeat(256) }))
}

pub(super) fn invalid_label_of_a_trace() -> Case {
    let mut trace = sealed();
    trace["label"] = json!("a".repeat(256));
    Case::new().record("trace.json", &trace).gives("unconfirmed", 3)
}

pub(super) fn payload_too_large() -> Case {
    request(json!({ "event_type": "a", "payload": { "text": "a".repeat(64 << 10) } }))
}

pub(super) fn payload_too_large_of_an_attestation() -> Case {
    attestation(|body| body["payload"]["input"] = json!("a".repeat(1 << 20)))
}

pub(super) fn invalid_payload() -> Case {
    request(json!({ "event_type": "a", "payload": "text" }))
}
