//! Each byte of what a record carries encoded, and of its content.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proofdesk_engine::core::verdict::Verdict;
use serde_json::Value;

use super::{
    PLACES, Unit, attestations, audit_events, changed, documents, json, places, samples, trace,
    unit,
};

/// How a record spells bytes.
#[derive(Clone, Copy)]
enum Spelling {
    Hex,
    Base64,
    Prefixed,
}

impl Spelling {
    fn decode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Hex => hex::decode(text).unwrap(),
            Self::Base64 => STANDARD.decode(text).unwrap(),
            Self::Prefixed => STANDARD.decode(text.strip_prefix("ed25519:").unwrap()).unwrap(),
        }
    }

    fn encode(self, bytes: &[u8]) -> Value {
        match self {
            Self::Hex => hex::encode(bytes).into(),
            Self::Base64 => STANDARD.encode(bytes).into(),
            Self::Prefixed => format!("ed25519:{}", STANDARD.encode(bytes)).into(),
        }
    }
}

/// Changes each byte of the member at `pointer`, or many of a long one, and returns how many.
fn change_each(unit: &Unit, record: &Value, pointer: &str, spelling: Spelling) -> usize {
    let text = record.pointer(pointer).unwrap().as_str().unwrap();
    let bytes = spelling.decode(text);
    let mut count = 0;
    for (place, mask) in places(bytes.len()) {
        let mut record = record.clone();
        let bytes = changed(&bytes, place, mask);
        *record.pointer_mut(pointer).unwrap() = spelling.encode(&bytes);
        unit.require_noticed_in_record(&record, &format!("{pointer}, byte {place}"));
        count += 1;
    }
    count
}

fn change_content(unit: &Unit, name: &str) {
    let bytes = &unit.files[name];
    for (place, mask) in places(bytes.len()) {
        let what = format!("{name}, byte {place}");
        unit.require_noticed(name, &changed(bytes, place, mask), &what);
    }
    // One byte more, and one less.
    let longer = [bytes.as_slice(), b"!"].concat();
    match serde_json::from_slice::<Value>(bytes) {
        // The body is still in it, but the file is more than the body.
        Ok(_) => assert_ne!(unit.verdicts_with(name, &longer)[name], Verdict::Verified),
        Err(_) => unit.require_noticed(name, &longer, "longer"),
    }
    if !bytes.ends_with(b"\n") {
        unit.require_noticed(name, &bytes[..bytes.len() - 1], "shorter");
    }
}

#[test]
fn of_documents() {
    for (record, content) in documents(&samples()) {
        let unit = unit(&record, &[("content", content)]);
        assert_eq!(change_each(&unit, &record, "/signature_b64", Spelling::Base64), 64);
        assert_eq!(change_each(&unit, &record, "/public_key_b64", Spelling::Base64), 32);
        assert!(change_each(&unit, &record, "/signed_payload_b64", Spelling::Base64) > 140);
        assert_eq!(change_each(&unit, &record, "/document_hash", Spelling::Hex), 32);
        change_content(&unit, "content");
    }
}

#[test]
fn of_attestations() {
    for (record, content) in attestations(&samples()) {
        let unit = unit(&record, &content);
        assert_eq!(change_each(&unit, &record, "/signature", Spelling::Hex), 64);
        assert_eq!(change_each(&unit, &record, "/public_key", Spelling::Hex), 32);
        assert!(change_each(&unit, &record, "/signed_payload", Spelling::Hex) > PLACES / 2);
        for hash in ["/attestation_hash", "/input_hash", "/output_hash"] {
            assert_eq!(change_each(&unit, &record, hash, Spelling::Hex), 32);
        }
        for (name, _) in content {
            change_content(&unit, name);
        }
    }
}

#[test]
fn of_proof_responses() {
    let samples = samples();
    let proof = json(&samples, "good/events/loan-decision.proof.json");
    let event = super::file(&samples, "good/events/loan-decision.json").to_vec();
    let unit = unit(&proof, &[("event.json", event)]);
    assert_eq!(change_each(&unit, &proof, "/signature", Spelling::Prefixed), 64);
    assert_eq!(change_each(&unit, &proof, "/public_key", Spelling::Base64), 32);
    assert_eq!(change_each(&unit, &proof, "/payload_hash", Spelling::Hex), 32);
}

#[test]
fn of_traces() {
    let (trace, unit) = trace(&samples());
    let items = trace["events"].as_array().unwrap().len();
    assert_eq!(items, 6);
    let parts = (0..items).map(|i| format!("/events/{i}")).chain(["/seal_event".to_owned()]);
    for part in parts {
        let member = |name: &str| format!("{part}/{name}");
        assert_eq!(change_each(&unit, &trace, &member("signature"), Spelling::Hex), 64);
        assert_eq!(change_each(&unit, &trace, &member("public_key"), Spelling::Hex), 32);
        assert_eq!(change_each(&unit, &trace, &member("content_hash"), Spelling::Hex), 32);
    }
    assert_eq!(change_each(&unit, &trace, "/composite_hash", Spelling::Hex), 32);
}

#[test]
fn of_audit_events() {
    for event in audit_events(&samples()) {
        let unit = unit(&event, &[]);
        assert_eq!(change_each(&unit, &event, "/signature", Spelling::Hex), 64);
        assert_eq!(change_each(&unit, &event, "/signing_public_key", Spelling::Hex), 32);
        assert_eq!(change_each(&unit, &event, "/payload_hash", Spelling::Hex), 32);
    }
}

/// Another letter case is no other value, but the API writes lowercase: something rewrote it.
#[test]
fn of_hashes_in_capital_letters() {
    let samples = samples();
    let capital = |unit: &Unit, record: &Value, pointer: &str| {
        let mut record = record.clone();
        let hash = record.pointer(pointer).unwrap().as_str().unwrap().to_owned();
        let letter = hash.find(|c: char| c.is_ascii_lowercase()).unwrap();
        let (all, one) =
            (hash.to_uppercase(), hash[..=letter].to_uppercase() + &hash[letter + 1..]);
        for hash in [all, one] {
            *record.pointer_mut(pointer).unwrap() = hash.into();
            unit.require_noticed_in_record(&record, pointer);
        }
    };
    for (record, content) in documents(&samples) {
        capital(&unit(&record, &[("content", content)]), &record, "/document_hash");
    }
    for (record, content) in attestations(&samples) {
        let unit = unit(&record, &content);
        for hash in ["/attestation_hash", "/input_hash", "/output_hash"] {
            capital(&unit, &record, hash);
        }
    }
    for event in audit_events(&samples) {
        capital(&unit(&event, &[]), &event, "/payload_hash");
    }
    let (trace, of_trace) = trace(&samples);
    for hash in ["/composite_hash", "/events/0/content_hash", "/seal_event/content_hash"] {
        capital(&of_trace, &trace, hash);
    }
}
