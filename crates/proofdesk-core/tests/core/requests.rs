//! Request bodies against the documented rules, each at its limit; keys and error responses.

use proofdesk_core::trust::Trust;
use proofdesk_core::verdict::{Kind, Verdict};
use serde_json::{Value, json};

use crate::issue::{ABSENT, assert_verdict, base64, judge, key, pinned, public_hex, sha256, with};

fn anchor() -> Value {
    json!({"document_hash": sha256(b"x"), "event_type": "doc", "metadata": {"a": 1}})
}

fn attestation() -> Value {
    json!({
        "type": "output", "payload": {"input": "i", "output": "o"},
        "context": {"model_provider": "p", "model_name": "m", "model_version": "1"},
        "subject": {"user_id": "u", "session_id": "s"},
    })
}

#[track_caller]
fn breaks(body: &Value, changes: Value, codes: &[&str]) {
    let finding = judge(&with(body, changes), &Trust::default());
    assert_eq!(finding.kind, Kind::Request);
    let verdict = if codes.is_empty() { Verdict::Info } else { Verdict::Mismatch };
    assert_verdict(&finding, verdict, codes);
}

#[test]
fn document_anchors() {
    let breaks = |changes, codes: &[&str]| breaks(&anchor(), changes, codes);
    breaks(json!({}), &[]);
    let upper = sha256(b"x").to_uppercase();
    for hash in [json!(upper), json!(format!("sha256:{}", sha256(b"x"))), json!("ab"), json!(7)] {
        breaks(json!({ "document_hash": hash }), &["invalid_document_hash"]);
    }
    breaks(json!({"metadata": []}), &["invalid_metadata"]);
    breaks(json!({"event_type": "é".repeat(128)}), &[]);
    breaks(json!({"event_type": "é".repeat(129)}), &["invalid_event_type"]);
    breaks(json!({"event_type": ""}), &["invalid_event_type"]);
    breaks(json!({"original_bytes_b64": base64(b"x")}), &[]);
    breaks(json!({"original_bytes_b64": base64(b"y")}), &["original_bytes_hash_mismatch"]);
    breaks(json!({"original_bytes_b64": ""}), &["original_bytes_empty"]);
    for bytes in [json!("%"), json!(7)] {
        breaks(json!({ "original_bytes_b64": bytes }), &["invalid_original_bytes_base64"]);
    }
    let large = vec![0; 5 * 1024 * 1024 + 1];
    let own = json!({"original_bytes_b64": base64(&large), "document_hash": sha256(&large)});
    breaks(own, &["original_bytes_too_large"]);
    let fits = &large[1..];
    let own = json!({"original_bytes_b64": base64(fits), "document_hash": sha256(fits)});
    breaks(own, &[]);
}

#[test]
fn attestations() {
    let breaks = |changes, codes: &[&str]| breaks(&attestation(), changes, codes);
    breaks(json!({}), &[]);
    breaks(json!({"subject": null}), &[]);
    for kind in [json!("opinion"), json!(7)] {
        breaks(json!({ "type": kind }), &["invalid_attestation_type"]);
    }
    breaks(json!({"payload": {"input": "", "output": "o"}}), &["empty_payload"]);
    breaks(json!({"payload": {"output": "o"}}), &["empty_payload"]);
    breaks(json!({"payload": {}}), &["empty_payload"; 2]);
    breaks(json!({"context": {"model_name": " "}}), &["invalid_context"]);
    let keys = |count: usize| -> Value {
        let own = (0..count).map(|i| (format!("k{i}"), json!(i)));
        own.chain([("user_id".to_owned(), json!("u"))]).collect()
    };
    breaks(json!({"subject": keys(20)}), &[]);
    breaks(json!({"subject": keys(21)}), &["subject_too_many_keys"]);
    // {"a":"…"} has eight bytes around the text.
    breaks(json!({"subject": {"a": "x".repeat(8192 - 8)}}), &[]);
    breaks(json!({"subject": {"a": "x".repeat(8192 - 7)}}), &["subject_too_large"]);
    let text = "x".repeat(1024 * 1024);
    breaks(json!({"payload": {"input": text, "output": "o"}}), &["payload_too_large"]);
}

#[test]
fn events_and_traces() {
    let event = json!({"event_type": "t", "payload": {"a": 1}});
    breaks(&event, json!({}), &[]);
    breaks(&event, json!({"event_type": "x".repeat(129)}), &["invalid_event_type"]);
    breaks(&event, json!({"payload": [1]}), &["invalid_payload"]);
    breaks(&event, json!({"payload": {"a": "x".repeat(65_536 - 8)}}), &[]);
    breaks(&event, json!({"payload": {"a": "x".repeat(65_536 - 7)}}), &["payload_too_large"]);
    let trace = json!({"label": "Loan", "metadata": {"a": 1}});
    breaks(&trace, json!({}), &[]);
    breaks(&trace, json!({"label": "é".repeat(255), "metadata": ABSENT}), &[]);
    breaks(&trace, json!({"label": "é".repeat(256)}), &["invalid_label"]);
    breaks(&trace, json!({"label": ""}), &["invalid_label"]);
    breaks(&trace, json!({"label": 7}), &["invalid_label"]);
    breaks(&trace, json!({"metadata": "x"}), &["invalid_metadata"]);
    breaks(&trace, json!({"metadata": {"a": "x".repeat(16_384 - 7)}}), &["metadata_too_large"]);
}

/// A key in the evidence is shown and never trusted by itself.
#[test]
fn keys() {
    let document = json!({
        "domain": "acme\u{202e}.com", "public_key": public_hex(&key(7)), "algorithm": "ed25519",
        "key_id": "invoance:pk_1",
    });
    let finding = judge(&document, &Trust::default());
    assert_verdict(&finding, Verdict::Info, &[]);
    let words = "Public key of acme<U+202E>.com, which you have not pinned";
    assert_eq!(finding.headline(), words);
    let finding = judge(&document, &pinned(&key(7)));
    assert!(finding.headline().ends_with("which you pinned as Harbour"), "{}", finding.headline());
    assert_eq!(finding.hashes, [("fingerprint", sha256(&key(7).verifying_key().to_bytes()))]);
    let broken = with(&document, json!({"public_key": "00"}));
    let finding = judge(&broken, &Trust::default());
    assert_verdict(&finding, Verdict::Uncheckable, &["invalid_public_key"]);
}

#[test]
fn error_responses() {
    let error = json!({"error": "trace_\u{200b}empty", "message": "no items"});
    let finding = judge(&error, &Trust::default());
    assert_verdict(&finding, Verdict::Info, &[]);
    assert_eq!(finding.headline(), "Error response with a code of the API: trace_<U+200B>empty");
}

/// What the API says of its own comparison is no proof.
#[test]
fn other_answers() {
    for answer in [
        json!({"match_result": true, "anchored_hash": "h", "submitted_hash": "h"}),
        json!({"event_id": "e", "ingested_at": "2026-01-01T00:00:00Z", "status": "accepted"}),
    ] {
        let finding = judge(&answer, &Trust::default());
        assert_verdict(&finding, Verdict::Uncheckable, &["unsupported_record"]);
    }
}
