//! `invoance::verify_audit_event` on the audit samples.

use invoance::{KeySource, verify_audit_event};
use serde_json::{Value, json};
use test_issuer::samples::{Samples, harbourline};

use crate::{json, text};

fn lines(samples: &Samples, path: &str) -> Vec<Value> {
    let text = std::str::from_utf8(&samples.files()[path]).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Every event of the good audit samples.
fn good_events(samples: &Samples) -> Vec<Value> {
    let mut events = lines(samples, "good/audit/branch-systems.ndjson");
    let page = json(samples, "good/audit/card-services-page.json");
    events.extend(page["events"].as_array().unwrap().iter().cloned());
    events
}

#[test]
fn the_sdk_accepts_every_good_audit_event() {
    let samples = Samples::make();
    let pinned = harbourline().public_key_hex();
    let events = good_events(&samples);
    assert_eq!(events.len(), 308);
    for event in &events {
        let embedded = verify_audit_event(event, None);
        assert!(embedded.valid, "{:?}: {event}", embedded.reason);
        assert_eq!(embedded.key_source, KeySource::Event);
        assert_eq!(embedded.payload_hash, text(event, "payload_hash"));
        let pinned = verify_audit_event(event, Some(&pinned));
        assert!(pinned.valid, "{:?}: {event}", pinned.reason);
        assert_eq!(pinned.key_source, KeySource::Pinned);
    }
}

#[test]
fn the_good_logs_have_the_awkward_values_they_are_there_for() {
    let samples = Samples::make();
    let events = good_events(&samples);
    let some = |what: &str, test: &dyn Fn(&Value) -> bool| {
        assert!(events.iter().any(test), "no event has {what}");
    };
    some("an offset", &|e| text(e, "occurred_at").ends_with("-03:30"));
    some("whole seconds", &|e| text(e, "occurred_at").ends_with("+01:00"));
    some("text beyond ASCII", &|e| !e["actor"].to_string().is_ascii());
    some("a number above 2^63", &|e| {
        e["metadata"]["checksum"].as_u64().is_some_and(|n| n > 1 << 63)
    });
    some("a negative number", &|e| e["metadata"]["minor_units"].as_i64().is_some_and(|n| n < 0));
    some("a null inside the actor", &|e| e["actor"].get("name") == Some(&Value::Null));
    some("a null context", &|e| e.get("context") == Some(&Value::Null));
    some("no context", &|e| e.get("context").is_none());
    some("no targets", &|e| e["targets"] == json!([]));
    some("characters that HTML would escape", &|e| e["metadata"].to_string().contains('<'));
}

#[test]
fn good_logs_are_numbered_without_a_gap_and_the_wrong_one_has_one() {
    let samples = Samples::make();
    let numbers = |events: &[Value]| -> Vec<u64> {
        let mut seqs: Vec<u64> = events.iter().map(|e| e["seq"].as_u64().unwrap()).collect();
        seqs.sort_unstable();
        seqs
    };
    let export = lines(&samples, "good/audit/branch-systems.ndjson");
    assert_eq!(numbers(&export), (1..=300).collect::<Vec<_>>());
    let page = json(&samples, "good/audit/card-services-page.json");
    assert_eq!(numbers(page["events"].as_array().unwrap()), (118..=125).collect::<Vec<_>>());
    let gap = lines(&samples, "wrong/6-audit-log-gap.ndjson");
    assert_eq!(numbers(&gap), (1..=23).chain(25..=41).collect::<Vec<_>>());
    assert!(gap.iter().all(|event| verify_audit_event(event, None).valid));
}

#[test]
fn the_sdk_refuses_the_edited_audit_event() {
    let mut event = json(&Samples::make(), "wrong/7-audit-event-edited.json");
    let pinned = harbourline().public_key_hex();
    for key in [None, Some(pinned.as_str())] {
        let result = verify_audit_event(&event, key);
        assert!(!result.valid);
        assert_eq!(result.reason.as_deref(), Some("payload_hash_mismatch"));
    }
    event.as_object_mut().unwrap().remove("payload_hash");
    let result = verify_audit_event(&event, None);
    assert_eq!(result.reason.as_deref(), Some("signature_invalid"));
}

#[test]
fn the_sdk_refuses_an_impostor_only_when_a_key_is_pinned() {
    let issuer = harbourline();
    let mut event = json(&Samples::make(), "wrong/7-audit-event-edited.json");
    for field in ["payload_hash", "signature", "signing_public_key"] {
        event.as_object_mut().unwrap().remove(field);
    }
    let event = issuer.impostor("another key").audit_event(event);
    assert!(verify_audit_event(&event, None).valid);
    assert!(!verify_audit_event(&event, Some(&issuer.public_key_hex())).valid);
}
