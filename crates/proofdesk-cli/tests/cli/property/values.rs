//! Each value that a signature covers, and each byte of a record's own text.

use proofdesk_engine::core::time::Timestamp;
use proofdesk_engine::core::verdict::Verdict;
use serde_json::Value;
use test_issuer::json::{record_line, sorted};

use super::{
    RECORD, Unit, attestations, audit_events, changed, documents, json, places, samples, trace,
    unit,
};

/// Copies of a value with one thing changed: a character of a string, a number by one, a truth, a
/// key, an element.
fn variants(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![Value::Bool(false)],
        Value::Bool(b) => vec![Value::Bool(!b)],
        Value::Number(n) => match (n.as_i64(), n.as_u64()) {
            (Some(n), _) => vec![(n ^ 1).into()],
            (None, Some(n)) => vec![(n ^ 1).into()],
            (None, None) => panic!("the samples have no floats"),
        },
        Value::String(text) => {
            let chars: Vec<char> = text.chars().collect();
            let step = chars.len().div_ceil(40).max(1);
            let at = |i: usize| {
                let mut chars = chars.clone();
                chars[i] = if chars[i] == 'x' { 'y' } else { 'x' };
                Value::String(chars.into_iter().collect())
            };
            (0..chars.len()).step_by(step).map(at).chain([format!("{text} ").into()]).collect()
        }
        Value::Array(items) => {
            let mut found = Vec::new();
            for (i, item) in items.iter().enumerate() {
                let with = |variant| {
                    let mut items = items.clone();
                    items[i] = variant;
                    Value::Array(items)
                };
                found.extend(variants(item).into_iter().map(with));
                let mut fewer = items.clone();
                fewer.remove(i);
                found.push(Value::Array(fewer));
            }
            found.push([items.clone(), vec![Value::Null]].concat().into());
            found
        }
        Value::Object(members) => {
            let mut found = Vec::new();
            for (name, member) in members {
                for variant in variants(member) {
                    let mut members = members.clone();
                    members[name] = variant;
                    found.push(Value::Object(members));
                }
                let mut renamed = members.clone();
                renamed.remove(name);
                let without = Value::Object(renamed.clone());
                renamed.insert(format!("{name}_"), member.clone());
                found.extend([without, Value::Object(renamed)]);
            }
            found
        }
    }
}

/// What the vendor's own SDK would sign for an event.
fn canonical(event: &Value) -> Option<Vec<u8>> {
    let mut event = event.clone();
    event["event_id"] = event["id"].clone();
    invoance::canonical_audit_bytes(&event).ok()
}

#[test]
fn of_audit_events() {
    let mut noticed = 0;
    for event in audit_events(&samples()) {
        let unit = unit(&event, &[]);
        for name in [
            "id",
            "org_id",
            "seq",
            "occurred_at",
            "ingested_at",
            "action",
            "actor",
            "targets",
            "context",
            "metadata",
        ] {
            for variant in event.get(name).map(variants).unwrap_or_default() {
                let mut changed = event.clone();
                changed[name] = variant;
                // Digits behind the milliseconds are not signed, nor is the absence of a null.
                if canonical(&changed) != canonical(&event) {
                    unit.require_noticed_in_record(&changed, &format!("{name}: {}", changed[name]));
                    noticed += 1;
                }
            }
        }
    }
    assert!(noticed > 1_500, "{noticed}");
}

#[test]
fn of_event_payloads() {
    let samples = samples();
    let proof = json(&samples, "good/events/loan-decision.proof.json");
    let event = json(&samples, "good/events/loan-decision.json");
    let unit = unit(&proof, &[("event.json", record_line(&event).into())]);
    for variant in variants(&event["payload"]) {
        let mut changed = event.clone();
        changed["payload"] = variant;
        let verdicts = unit.verdicts_with("event.json", record_line(&changed).as_bytes());
        assert_eq!(verdicts["event.json"], Verdict::Mismatch, "{}", sorted(&changed["payload"]));
        // Without the payload that was signed, the proof proves nothing of a payload.
        assert_ne!(verdicts[RECORD], Verdict::Verified);
    }
}

#[test]
fn of_trace_items() {
    let (trace, unit) = trace(&samples());
    // The items of a document and of an attestation sign only the hash of what they name.
    for i in [0, 3, 4, 5] {
        for variant in variants(&trace["events"][i]["payload"]) {
            let mut changed = trace.clone();
            changed["events"][i]["payload"] = variant;
            unit.require_noticed_in_record(&changed, &format!("/events/{i}/payload"));
        }
    }
    for variant in
        variants(&trace["events"]).into_iter().filter(|v| v.as_array().unwrap().len() != 6)
    {
        let mut changed = trace.clone();
        changed["events"] = variant;
        unit.require_noticed_in_record(&changed, "/events");
    }
    for (a, b) in [(0, 1), (2, 3), (4, 5), (0, 5)] {
        let mut changed = trace.clone();
        changed["events"].as_array_mut().unwrap().swap(a, b);
        // The order in the list is not what was sealed, the order of time is.
        let verdict = unit.verdicts_with(RECORD, changed.to_string().as_bytes())[RECORD];
        assert_eq!(verdict, Verdict::Verified);
    }
}

/// Changes bytes of a record's text wherever they are. What still verifies says the same.
fn change_text(unit: &Unit, says_the_same: impl Fn(&Value) -> bool) {
    let text = &unit.files[RECORD];
    for (place, mask) in places(text.len()) {
        let changed = changed(text, place, mask);
        let verdicts = unit.verdicts_with(RECORD, &changed);
        if verdicts[RECORD] == Verdict::Verified {
            let record: Value = serde_json::from_slice(&changed).unwrap();
            assert!(says_the_same(&record), "byte {place}: {}", String::from_utf8_lossy(&changed));
        }
    }
}

/// Every shown field that was signed has the signed value.
fn agrees(record: &Value, statement: &Value) -> bool {
    statement.as_object().unwrap().iter().all(|(name, signed)| {
        let Some(shown) = record.get(name) else { return true };
        let instant = |v: &Value| v.as_str().and_then(|text| Timestamp::parse(text).ok());
        shown == signed || instant(signed).is_some() && instant(shown) == instant(signed)
    })
}

#[test]
fn of_record_texts() {
    let samples = samples();
    for (record, content) in documents(&samples) {
        use base64::Engine;
        let payload = record["signed_payload_b64"].as_str().unwrap();
        let engine = base64::engine::general_purpose::STANDARD;
        let statement = serde_json::from_slice(&engine.decode(payload).unwrap()).unwrap();
        change_text(&unit(&record, &[("content", content)]), |r| agrees(r, &statement));
    }
    for (record, content) in attestations(&samples) {
        let payload = record["signed_payload"].as_str().unwrap();
        let statement: Value = serde_json::from_slice(&hex::decode(payload).unwrap()).unwrap();
        change_text(&unit(&record, &content), |changed| {
            agrees(changed, &statement)
                && changed.get("attestation_hash").is_none_or(|h| *h == statement["payload_hash"])
        });
    }
    for event in audit_events(&samples) {
        change_text(&unit(&event, &[]), |changed| {
            canonical(changed) == canonical(&event)
                && changed["payload_hash"] == event["payload_hash"]
        });
    }
}
