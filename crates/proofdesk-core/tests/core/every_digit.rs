//! No change of a single digit of a hash, a signature, a key or a signed text leaves a record
//! verified, wherever it is. (For audit events, `sdk` does the same with every byte.)

use proofdesk_core::verdict::{Finding, Verdict};
use serde_json::{Value, json};

use crate::issue::{judge, key, pinned, public_hex, sha256, sign};
use crate::traces::{Signed, items, plain};
use crate::{attestations, documents};

/// Replaces every character of the string at `pointer`, one at a time, by another of its alphabet.
#[track_caller]
fn every_digit(record: &Value, pointers: &[&str], judge: impl Fn(&Value) -> Finding) {
    assert_eq!(judge(record).verdict(), Verdict::Verified);
    for pointer in pointers {
        let text = record.pointer(pointer).and_then(Value::as_str).expect(pointer);
        for at in 0..text.len() {
            let digit = if &text[at..=at] == "0" { "1" } else { "0" };
            let mut changed = record.clone();
            let forged = format!("{}{digit}{}", &text[..at], &text[at + 1..]);
            *changed.pointer_mut(pointer).unwrap() = json!(forged);
            let finding = judge(&changed);
            assert_ne!(finding.verdict(), Verdict::Verified, "{pointer} at {at}: {finding:#?}");
        }
    }
}

#[test]
fn of_a_document() {
    let pointers = [
        "/document_hash",
        "/signature_b64",
        "/signed_payload_b64",
        "/public_key_b64",
        "/event_id",
        "/tenant_id",
        "/document_ref",
        "/created_at",
        "/metadata/tags/0",
    ];
    every_digit(&documents::record(), &pointers, documents::judge);
}

#[test]
fn of_an_attestation() {
    let pointers = [
        "/attestation_id",
        "/attestation_hash",
        "/input_hash",
        "/output_hash",
        "/signature",
        "/signed_payload",
        "/public_key",
        "/model_provider",
        "/model_name",
        "/model_version",
        "/tenant_id",
        "/attestation_type",
        "/created_at",
    ];
    every_digit(&attestations::record(), &pointers, attestations::judge);
}

#[test]
fn of_a_trace() {
    for form in [Signed::Raw, Signed::Payload] {
        let pointers = [
            "/composite_hash",
            "/seal_event/content_hash",
            "/seal_event/signature",
            "/seal_event/public_key",
            "/events/1/content_hash",
            "/events/1/signature",
            "/events/1/public_key",
            "/events/1/payload/kind",
        ];
        let mut items = items(form);
        items[1] = crate::traces::item(1, json!({"kind": "decision", "n": 1}), form);
        every_digit(&plain(&items), &pointers, |trace| judge(trace, &pinned(&key(7))));
    }
}

#[test]
fn of_a_proof_response() {
    let payload = json!({"a": 1});
    let hash = sha256(crate::issue::sorted(&payload).as_bytes());
    let proof = json!({
        "event_id": "evt_1", "payload_hash": hash, "signature": sign(&key(7), hash.as_bytes()),
        "public_key": public_hex(&key(7)), "verify_url": "https://example.com",
    });
    every_digit(&proof, &["/payload_hash", "/signature", "/public_key"], |proof| {
        crate::events::judge_proof(proof, Some(&payload), &pinned(&key(7)))
    });
}
