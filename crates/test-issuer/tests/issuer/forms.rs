//! The issuer's records in every candidate form, recomputed here by hand.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use test_issuer::json::{indented, ordered, record_line, record_text, sorted};
use test_issuer::{
    Attestation, DigestForm, Document, Event, Issuer, SignedForm, Subject, Trace, TraceForms,
    TraceItem, sha256_hex,
};

use crate::text;

const AT: &str = "2026-03-02T10:00:00.5Z";

fn issuer() -> Issuer {
    Issuer::new("forms", "Example Ltd", "issuer.example")
}

fn holds(issuer: &Issuer, bytes: &[u8], signature: &[u8]) -> bool {
    let key = VerifyingKey::from_bytes(&issuer.public_key()).unwrap();
    key.verify_strict(bytes, &Signature::from_slice(signature).unwrap()).is_ok()
}

fn event() -> Value {
    let payload = json!({ "z": 1, "a": { "é": 18_446_744_073_709_551_615_u64, "b": [2, 1] } });
    issuer().event(&Event { event_type: "t", payload, event_time: None, ingested_at: AT })
}

#[test]
fn a_document_is_signed_in_the_chosen_form() {
    let issuer = issuer();
    let hash = sha256_hex(b"content");
    for form in SignedForm::ALL {
        let document = Document { form, ..Document::new(b"content", "c.txt", AT) };
        let record = issuer.document(&document);
        let signed = STANDARD.decode(text(&record, "signed_payload_b64")).unwrap();
        let signature = STANDARD.decode(text(&record, "signature_b64")).unwrap();
        assert!(holds(&issuer, &signed, &signature), "{form:?}");
        match form {
            SignedForm::Canonical => {
                let statement: Value = serde_json::from_slice(&signed).unwrap();
                assert_eq!(statement["v"], 1);
                for field in ["event_id", "tenant_id", "document_ref", "document_hash"] {
                    assert_eq!(statement[field], record[field]);
                }
            }
            SignedForm::Digest(DigestForm::Raw) => assert_eq!(hex::encode(signed), hash),
            SignedForm::Digest(DigestForm::Hex) => assert_eq!(signed, hash.as_bytes()),
            SignedForm::Digest(DigestForm::PrefixedHex) => {
                assert_eq!(signed, format!("sha256:{hash}").as_bytes());
            }
        }
    }
}

#[test]
fn an_event_hash_is_over_the_sorted_payload() {
    let canonical = r#"{"a":{"b":[2,1],"é":18446744073709551615},"z":1}"#;
    assert_eq!(text(&event(), "payload_hash"), sha256_hex(canonical.as_bytes()));
}

#[test]
fn a_proof_response_is_signed_in_the_chosen_form() {
    let (issuer, event) = (issuer(), event());
    let hash = text(&event, "payload_hash");
    for form in SignedForm::ALL {
        let proof = issuer.proof_response(&event, form);
        let signature = text(&proof, "signature").strip_prefix("ed25519:").unwrap();
        let signed = form.bytes(&sorted(&event["payload"]), hash);
        assert!(holds(&issuer, &signed, &STANDARD.decode(signature).unwrap()), "{form:?}");
    }
}

#[test]
fn a_trace_is_made_in_the_chosen_forms() {
    let issuer = issuer();
    let document = issuer.document(&Document::new(b"d", "d", "2026-03-02T10:00:01Z"));
    let items = [TraceItem::event(&event()), TraceItem::document(&document)];
    for item in SignedForm::ALL {
        for composite in DigestForm::ALL {
            for seal in DigestForm::ALL {
                let trace = issuer.trace(&Trace {
                    label: "label",
                    items: &items,
                    created_at: AT,
                    sealed_at: "2026-03-02T10:00:02Z",
                    forms: TraceForms { item, composite, seal },
                });
                let mut hash = Sha256::new();
                for signed in trace["events"].as_array().unwrap() {
                    let content = text(signed, "content_hash");
                    let bytes = item.bytes(&sorted(&signed["payload"]), content);
                    let signature = hex::decode(text(signed, "signature")).unwrap();
                    assert!(holds(&issuer, &bytes, &signature));
                    hash.update(composite.bytes(content));
                }
                let digest = hex::encode(hash.finalize());
                assert_eq!(text(&trace, "composite_hash"), digest);
                let signature = hex::decode(text(&trace["seal_event"], "signature")).unwrap();
                assert!(holds(&issuer, &seal.bytes(&digest), &signature));
            }
        }
    }
}

#[test]
fn an_attestation_keeps_the_documented_key_order() {
    let mut attestation = Attestation {
        attestation_type: "output",
        input: "a \"b\"\n",
        output: "é",
        model: ["p", "n", "v"],
        subject: Subject::Members(vec![("user_id", json!("u")), ("a", json!(1))]),
        created_at: AT,
    };
    let start = concat!(
        r#"{"type":"output","payload":{"input":"a \"b\"\n","output":"é"},"#,
        r#""context":{"model_provider":"p","model_name":"n","model_version":"v"}"#,
    );
    assert_eq!(attestation.raw_body(), format!(r#"{start},"subject":{{"user_id":"u","a":1}}}}"#));
    attestation.subject = Subject::Null;
    assert_eq!(attestation.raw_body(), format!(r#"{start},"subject":null}}"#));
    attestation.subject = Subject::Absent;
    assert_eq!(attestation.raw_body(), format!("{start}}}"));

    let record = issuer().attestation(&attestation);
    let statement = hex::decode(text(&record, "signed_payload")).unwrap();
    let statement = String::from_utf8(statement).unwrap();
    let mut rest = statement.as_str();
    for key in [
        r#"{"v":1,"#,
        r#""attestation_id":"#,
        r#""tenant_id":"#,
        r#""attestation_type":"#,
        r#""input_hash":"#,
        r#""output_hash":"#,
        r#""payload_hash":"#,
        r#""model_provider":"#,
        r#""model_name":"#,
        r#""model_version":"#,
        r#""created_at":"#,
    ] {
        rest = rest.split_once(key).unwrap_or_else(|| panic!("{key} in {statement}")).1;
    }
}

#[test]
fn an_impostor_has_every_name_but_another_key() {
    let (issuer, impostor) = (issuer(), issuer().impostor("other"));
    assert_eq!(issuer.tenant_id(), impostor.tenant_id());
    assert_eq!(issuer.organization(), impostor.organization());
    assert_ne!(issuer.public_key(), impostor.public_key());
    let key = URL_SAFE_NO_PAD.decode(text(&issuer.key_document(), "public_key")).unwrap();
    assert_eq!(key, issuer.public_key());
    assert_eq!(issuer.fingerprint().replace(' ', ""), sha256_hex(&key));
}

#[test]
fn json_text_keeps_the_order_asked_for() {
    let value = json!({ "b": [], "a": { "d": "{,:\\\"[", "c": {} }, "z": [1, -2.5] });
    assert_eq!(sorted(&value), r#"{"a":{"c":{},"d":"{,:\\\"["},"b":[],"z":[1,-2.5]}"#);
    let chosen = ordered(&value, &["z", "d"]);
    assert_eq!(chosen, r#"{"z":[1,-2.5],"a":{"d":"{,:\\\"[","c":{}},"b":[]}"#);
    let pretty = indented(&chosen);
    assert!(pretty.starts_with("{\n  \"z\": [\n    1,\n    -2.5\n  ],\n"), "{pretty}");
    assert_eq!(serde_json::from_str::<Value>(&pretty).unwrap(), value);
    let record = issuer().document(&Document::new(b"x", "x", AT));
    assert!(record_line(&record).starts_with(r#"{"event_id":"#));
    assert_eq!(serde_json::from_str::<Value>(&record_text(&record)).unwrap(), record);
}
