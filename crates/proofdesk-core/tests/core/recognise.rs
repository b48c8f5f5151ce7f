//! What a value is, told by its fields alone.

use proofdesk_core::json::parse;
use proofdesk_core::recognise::{Recognised, RequestKind, candidates, recognise};
use proofdesk_core::verdict::Kind;
use serde_json::{Value, json};

use crate::traces::{Signed, items, plain};

fn is(value: &Value) -> Option<Recognised> {
    let text = value.to_string();
    recognise(parse(text.as_bytes()).unwrap().as_object().unwrap())
}

fn record(kind: Kind) -> Option<Recognised> {
    Some(Recognised::Record(kind))
}

fn request(kind: RequestKind) -> Option<Recognised> {
    Some(Recognised::Request(kind))
}

#[test]
fn records() {
    let cases = [
        (Kind::Document, json!({"event_id": "e", "document_hash": "h", "signature_b64": "s"})),
        (Kind::Document, json!({"signed_payload_b64": "p", "has_original": false})),
        (Kind::Attestation, json!({"attestation_id": "a"})),
        (Kind::Attestation, json!({"attestation_hash": "h", "signed_payload": "p"})),
        (Kind::Event, json!({"event_id": "e", "event_type": "t", "payload": {}})),
        (Kind::Event, json!({"event_type": "t", "payload_hash": "h"})),
        (Kind::ProofResponse, json!({"event_id": "e", "payload_hash": "h", "signature": "s"})),
        (Kind::ProofResponse, json!({"verify_url": "u", "payload_hash": "h"})),
        (Kind::AuditEvent, json!({"org_id": "o", "seq": 1})),
        (Kind::AuditEvent, json!({"seq": 1, "action": "a", "actor": {}})),
        (Kind::AuditEvent, json!({"schema_id": "invoance.audit/2", "action": "a"})),
        (Kind::Trace, json!({"trace_id": "t", "events": []})),
        (Kind::Trace, json!({"label": "l", "events": [], "composite_hash": "h"})),
        (Kind::Trace, plain(&items(Signed::Hex))),
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

/// Pointers lead back to the value.
#[test]
fn lists_and_envelopes() {
    let audit = json!({"org_id": "o", "seq": 1});
    let event = json!({"event_id": "e", "event_type": "t", "payload": {}});
    let cases = [
        (event.clone(), vec![""]),
        (json!([event, audit]), vec!["/0", "/1"]),
        (json!({"events": [event, event], "next": null}), vec!["/events/0", "/events/1"]),
        (json!({"data": [audit, {"event": audit}]}), vec!["/data/0", "/data/1/event"]),
        (json!({"event": audit}), vec!["/event"]),
        (json!({"data": event, "ok": true}), vec!["/data"]),
        // What stands beside a record might be the one that does not hold.
        (
            json!({"events": [event], "documents": [7], "record": event, "proof": audit}),
            vec!["/documents/0", "/events/0", "/proof", "/record"],
        ),
        // Under any other name only records count, and the marks of one only beside another.
        (
            json!({"events": [event], "x": [7, audit, {}], "y": audit}),
            vec!["/events/0", "/x/1", "/y"],
        ),
        (json!({"a~/b": {"c": [[audit]]}, "data": event}), vec!["/a~0~1b/c/0/0", "/data"]),
        (json!({"x": {"y": audit}}), vec![""]),
        (
            json!({"x": [{"signature": "s", "event_id": "e", "payload_hash": "h"}], "y": audit}),
            vec!["/x/0", "/y"],
        ),
        (json!([{"x": audit}, [event], [7]]), vec!["/0", "/1", "/2"]),
        (json!({"data": {"x": {"label": "l"}}}), vec![""]),
        // A request's documented members are its own, and so is all that a record carries.
        (json!({"event_type": "t", "payload": {"record": event}}), vec![""]),
        (
            json!({"document_hash": "h", "document": event, "metadata": event}),
            vec!["/document", ""],
        ),
        (json!({"event_id": "e", "payload_hash": "h", "signature": "s", "event": audit}), vec![""]),
        // An envelope may repeat what the event in it shows.
        (json!({"org_id": "o", "seq": 1, "event": audit}), vec!["/event"]),
        (json!({"org_id": "o", "seq": 2, "event": audit}), vec!["/event", ""]),
        (
            json!({"org_id": "o", "seq": 1, "event": audit, "data": event}),
            vec!["/data", "/event", ""],
        ),
        (json!({"org_id": "o", "seq": 1, "signature": "s", "event": audit}), vec![""]),
        (json!({"org_id": "o", "seq": 1, "record": audit}), vec![""]),
        (json!({"error": "partial", "message": "m", "data": [event]}), vec!["/data/0", ""]),
        (json!([{"data": 5}, 7, []]), vec!["/0", "/1", "/2"]),
        (json!([]), vec![]),
        // The items of a trace belong to it, even if its id is missing.
        (plain(&items(Signed::Hex)), vec![""]),
        (
            crate::issue::with(
                &plain(&items(Signed::Hex)),
                json!({"trace_id": crate::issue::ABSENT}),
            ),
            vec![""],
        ),
    ];
    for (value, pointers) in cases {
        let text = value.to_string();
        let root = parse(text.as_bytes()).unwrap();
        let found = candidates(&root);
        assert_eq!(found.iter().map(|(p, _)| p.as_str()).collect::<Vec<_>>(), pointers, "{value}");
        for (pointer, node) in found {
            let expected = value.pointer(&pointer).unwrap();
            let own: Value = serde_json::from_str(&text[node.start..node.end]).unwrap();
            assert_eq!(own, *expected);
        }
    }
}
