//! The vendor's client, given the samples by a local server: it parses them all and accepts what it
//! can check.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use test_issuer::json::sorted;
use test_issuer::samples::{Place, Samples, harbourline};
use test_issuer::sha256_hex;

use crate::server::{Server, wait};
use crate::{json, text};

/// Where the API serves a record.
fn address(record: &Value) -> String {
    for (field, path) in [
        ("attestation_id", "ai/attestations"),
        ("document_hash", "document"),
        ("payload", "events"),
    ] {
        if record.get(field).is_some() {
            let id = if field == "attestation_id" { field } else { "event_id" };
            return format!("/v1/{path}/{}", text(record, id));
        }
    }
    format!("/v1/traces/{}/proof", text(record, "trace_id"))
}

fn serve(records: &[Value]) -> Server {
    let bodies = records.iter().map(|record| (address(record), record.to_string().into_bytes()));
    Server::start(bodies.collect())
}

/// The records of one kind among the samples, with the paths of their files.
fn records(samples: &Samples, kind: &str, folder: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    // The SDK opens no mails and archives.
    let files = samples.expected().iter().filter(|e| samples.files().contains_key(&e.path));
    for e in files.filter(|e| e.kind == kind && e.path.starts_with(folder)) {
        let value = json(samples, &e.path);
        let record = match &e.place {
            Place::Pointer(pointer) => value.pointer(pointer).unwrap(),
            _ => &value,
        };
        found.push((e.path.clone(), record.clone()));
    }
    found
}

#[test]
fn the_sdk_accepts_the_signature_of_every_good_attestation() {
    let found = records(&Samples::make(), "attestation", "good/");
    assert_eq!(found.len(), 3);
    let records: Vec<Value> = found.into_iter().map(|(_, record)| record).collect();
    let server = serve(&records);
    let client = server.client();
    for record in &records {
        let id = text(record, "attestation_id");
        let result = wait(client.attestations().verify_signature(id)).unwrap();
        assert!(result.valid, "{:?}", result.reason);
        assert_eq!(result.attestation.public_key, harbourline().public_key_hex());
        let signed = result.signed_data.unwrap();
        assert_eq!(signed["v"], 1);
        assert_eq!(signed["payload_hash"], record["attestation_hash"]);
        for field in ["attestation_id", "tenant_id", "attestation_type", "input_hash"] {
            assert_eq!(signed[field], record[field]);
        }
        for field in ["output_hash", "model_provider", "model_name", "model_version"] {
            assert_eq!(signed[field], record[field]);
        }
    }
}

/// The gap that Proofdesk fills: nothing of the SDK looks at the fields around the signed bytes.
#[test]
fn the_sdk_accepts_the_edited_attestation_too() {
    let (_, record) = records(&Samples::make(), "attestation", "wrong/2-").remove(0);
    let server = serve(std::slice::from_ref(&record));
    let call = server.client();
    let result =
        wait(call.attestations().verify_signature(text(&record, "attestation_id"))).unwrap();
    assert!(result.valid);
    assert_ne!(result.signed_data.unwrap()["model_name"], record["model_name"]);
}

/// Sends a raw body through the SDK, and returns the hash that it asks the server about.
fn hash_sent(raw: &str) -> String {
    let answer = json!({
        "attestation_id": "a", "match_result": true, "matched_field": "payload_hash",
        "anchored_hash": "", "submitted_hash": "", "anchored_at": "",
    });
    let bodies = BTreeMap::from([("POST".to_owned(), answer.to_string().into_bytes())]);
    let server = Server::start(bodies);
    let client = server.client();
    wait(client.attestations().verify_payload("a", raw)).unwrap();
    let (path, body) = server.posted().remove(0);
    assert_eq!(path, "/v1/ai/attestations/a/verify");
    text(&body, "content_hash").to_owned()
}

#[test]
fn the_sdk_hashes_a_raw_body_to_what_its_record_says() {
    let samples = Samples::make();
    let bodies: Vec<&String> =
        samples.files().keys().filter(|path| path.ends_with(".raw.json")).collect();
    assert_eq!(bodies.len(), 4);
    for path in bodies {
        let raw = std::str::from_utf8(&samples.files()[path]).unwrap();
        let record = json(&samples, &path.replace(".raw.", ".record."));
        let changed = path.starts_with("wrong/8-");
        let anchored = hash_sent(raw) == text(&record, "attestation_hash");
        assert_eq!(anchored, !changed, "{path}");
    }
}

#[test]
fn the_attested_texts_have_the_hashes_of_their_record() {
    let samples = Samples::make();
    let record = json(&samples, "good/attestations/complaint-triage.record.json");
    for part in ["input", "output"] {
        let bytes = &samples.files()[&format!("good/attestations/complaint-triage.{part}.txt")];
        assert_eq!(text(&record, &format!("{part}_hash")), sha256_hex(bytes));
    }
}

#[test]
fn the_sdk_parses_every_document_record() {
    let samples = Samples::make();
    let found = records(&samples, "document", "");
    assert_eq!(found.len(), 10);
    let contents: Vec<String> = samples.files().values().map(|bytes| sha256_hex(bytes)).collect();
    for (path, record) in found {
        let server = serve(std::slice::from_ref(&record));
        let client = server.client();
        let document = wait(client.documents().get(text(&record, "event_id"))).unwrap();
        assert_eq!(document.tenant_id, harbourline().tenant_id());
        assert_eq!(document.organization.unwrap().primary_domain, "harbourline.example");
        // All but the one whose file was saved again are here with their content.
        let here = contents.contains(&document.document_hash);
        assert_eq!(here, !path.starts_with("wrong/1-"), "{path}");
    }
}

#[test]
fn the_sdk_parses_every_event_and_the_payload_hashes_agree() {
    let found = records(&Samples::make(), "event", "good/");
    assert_eq!(found.len(), 3);
    for (_, record) in found {
        let server = serve(std::slice::from_ref(&record));
        let client = server.client();
        let event = wait(client.events().get(text(&record, "event_id"))).unwrap();
        let canonical = sorted(&Value::Object(event.payload));
        assert_eq!(event.payload_hash, sha256_hex(canonical.as_bytes()));
    }
}

#[test]
fn the_sdk_parses_both_trace_bundles() {
    let found = records(&Samples::make(), "trace", "");
    assert_eq!(found.len(), 2);
    for (path, record) in found {
        let server = serve(std::slice::from_ref(&record));
        let client = server.client();
        let bundle = wait(client.traces().proof(text(&record, "trace_id"))).unwrap();
        assert_eq!(bundle.event_count, bundle.events.len() as u64);
        assert_eq!(bundle.seal_event.content_hash, bundle.composite_hash);
        // The server's own claims, which the wrong bundle keeps making.
        assert!(
            bundle.verification.composite_hash_valid && bundle.verification.all_signatures_valid
        );
        let hashes: String = bundle.events.iter().map(|item| item.content_hash.as_str()).collect();
        let composite = sha256_hex(hashes.as_bytes());
        assert_eq!(composite == bundle.composite_hash, path.starts_with("good/"), "{path}");
    }
}

#[test]
fn the_sdk_lists_the_page_of_audit_events() {
    let samples = Samples::make();
    let page = samples.files()["good/audit/card-services-page.json"].clone();
    let server = Server::start(BTreeMap::from([("/v1/audit/events".to_owned(), page)]));
    let audit = server.client().audit();
    let listed = wait(audit.events.list(Default::default())).unwrap();
    assert_eq!(listed.events.len(), 8);
    assert_eq!(listed.next_cursor, None);
    for event in listed.events {
        // Through the SDK's own model and back, as its users do it.
        let event = serde_json::to_value(event).unwrap();
        assert!(invoance::verify_audit_event(&event, None).valid);
    }
}
