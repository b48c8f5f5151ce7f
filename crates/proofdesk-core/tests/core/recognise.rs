//! What a value is, told by its fields alone.

use proofdesk_core::json::parse;
use proofdesk_core::recognise::{Recognised, recognise};
use proofdesk_core::request::RequestKind;
use proofdesk_core::verdict::RecordKind;
use serde_json::{Value, json};

use crate::traces::{Signed, items, plain};

fn is(value: &Value) -> Option<Recognised> {
    let text = value.to_string();
    recognise(parse(text.as_bytes()).unwrap().as_object().unwrap())
}

fn record(kind: RecordKind) -> Option<Recognised> {
    Some(Recognised::Record(kind))
}

fn request(kind: RequestKind) -> Option<Recognised> {
    Some(Recognised::Request(kind))
}

#[test]
fn records() {
    let cases = [
        (
            RecordKind::Document,
            json!({"event_id": "e", "document_hash": "h", "signature_b64": "s"}),
        ),
        (RecordKind::Document, json!({"signed_payload_b64": "p", "has_original": false})),
        (RecordKind::Attestation, json!({"attestation_id": "a", "model_name": "m"})),
        (RecordKind::Attestation, json!({"attestation_hash": "h", "signed_payload": "p"})),
        (RecordKind::Event, json!({"event_id": "e", "event_type": "t", "payload": {}})),
        (RecordKind::Event, json!({"event_type": "t", "payload_hash": "h"})),
        (
            RecordKind::ProofResponse,
            json!({"event_id": "e", "payload_hash": "h", "signature": "s"}),
        ),
        (
            RecordKind::ProofResponse,
            json!({"event_id": "e", "verify_url": "u", "payload_hash": "h", "payload": {}}),
        ),
        (RecordKind::TraceItem, json!({"event_id": "e", "content_hash": "h", "signature": "s"})),
        (RecordKind::AuditEvent, json!({"org_id": "o", "seq": 1})),
        (RecordKind::AuditEvent, json!({"seq": 1, "action": "a", "actor": {}})),
        (RecordKind::AuditEvent, json!({"schema_id": "invoance.audit/2", "action": "a"})),
        (RecordKind::Trace, json!({"trace_id": "t", "events": []})),
        (RecordKind::Trace, json!({"label": "l", "events": [], "composite_hash": "h"})),
        (RecordKind::Trace, plain(&items(Signed::Hex))),
    ];
    for (kind, value) in cases {
        assert_eq!(is(&value), record(kind), "{value}");
    }
}

#[test]
fn what_is_no_record() {
    let key =
        json!({"domain": "acme.com", "public_key": "A", "algorithm": "ed25519", "key_id": "k"});
    let error = json!({"error": "document_not_found", "message": "no", "request_id": "r"});
    let cases = [
        (key.clone(), Some(Recognised::Key)),
        (json!({"kty": "OKP", "crv": "Ed25519", "x": "A"}), Some(Recognised::Key)),
        (json!({"kty": "RSA", "n": "A", "e": "AQAB"}), Some(Recognised::Key)),
        (json!({"error": "rate_limited", "retry_after": 1}), Some(Recognised::ErrorResponse)),
        (json!({"attestation_id": "a"}), None),
        (error.clone(), Some(Recognised::ErrorResponse)),
        (json!({"error": "unauthorized"}), Some(Recognised::ErrorResponse)),
        (json!({"document_hash": "h"}), request(RequestKind::AnchorDocument)),
        (
            json!({"type": "output", "payload": {"input": "i", "output": "o"}, "context": {}}),
            request(RequestKind::IngestAttestation),
        ),
        (json!({"event_type": "t", "payload": {"a": 1}}), request(RequestKind::IngestEvent)),
        (json!({"label": "l", "metadata": {}}), request(RequestKind::CreateTrace)),
        (json!({"label": "l", "x": 1}), None),
        (json!({"error": "in the form", "field": "x"}), None),
        (json!({"name": "package", "version": "1.0.0"}), None),
        (json!({}), None),
    ];
    for (value, expected) in cases {
        assert_eq!(is(&value), expected, "{value}");
    }
    // Whatever bears a proof is never waved through as a key or an error.
    for name in ["signature", "signed_payload", "payload_hash", "composite_hash"] {
        for value in [&key, &error] {
            let found = is(&crate::issue::with(value, json!({ name: "x" })));
            assert!(!matches!(found, Some(Recognised::Key | Recognised::ErrorResponse)), "{name}");
        }
    }
}
