//! What the vendor's SDK accepts and we do not, each with its reason; and the few spellings that
//! we accept and the SDK does not. Anything else on which the two differ is a fault.

use invoance::verify_audit_event;
use proofdesk_core::record::canonical_audit_bytes;
use proofdesk_core::verdict::Verdict;
use serde_json::{Value, json};

use crate::issue::{
    ABSENT, assert_verdict, base64, draft_of, judge, key, pinned, public_hex, sha256, sign, with,
};
use crate::sdk::signed;

fn event() -> Value {
    json!({
        "org_id": "aorg_1", "event_id": "aevt_1", "seq": 41, "action": "user.signed_in",
        "actor": {"type": "user", "id": "u1"}, "targets": [],
        "occurred_at": "2026-06-10T19:47:52.336Z", "ingested_at": "2026-06-10T19:47:52.901Z",
    })
}

#[test]
fn the_event_itself_is_accepted_by_both() {
    let record = signed(&event(), &key(7));
    assert!(verify_audit_event(&record, Some(&public_hex(&key(7)))).valid);
    assert_verdict(&judge(&record, &pinned(&key(7))), Verdict::Verified, &[]);
}

/// Signs `event` as changed, over the SDK's bytes. The SDK must accept it; we must say `codes`.
#[track_caller]
fn only_they_accept(changes: Value, codes: &[&str]) {
    let record = signed(&with(&event(), changes), &key(7));
    assert!(verify_audit_event(&record, Some(&public_hex(&key(7)))).valid, "{record}");
    let finding = judge(&record, &pinned(&key(7)));
    assert_ne!(finding.verdict(), Verdict::Verified);
    assert_ne!(finding.verdict(), Verdict::Mismatch, "it shows no change: {finding:#?}");
    assert_eq!(crate::issue::reasons(&finding), codes, "{record}");
}

#[test]
fn times_that_do_not_exist() {
    let no_time = [
        "2026-02-31T10:00:00Z",            // no such day
        "2025-02-29T10:00:00Z",            // not a leap year
        "2026-04-31T10:00:00Z",            // 30 days
        "2016-12-31T23:59:60Z",            // a leap second
        "2026-06-10T24:00:00Z",            // no such hour
        "2026-06-10T10:61:00Z",            // no such minute
        "2026-06-10T10:00:00+99:99",       // no such offset
        " 2026-06-10T10:00:00Z\n",         // white space around it
        "2026-06-10T10:00:00.1234567890Z", // more than nine digits
        "2026-06-10T+1:00:00Z",            // a sign for a digit
        "9999-12-31T23:59:59-00:01",       // in the year 10000
    ];
    for text in no_time {
        only_they_accept(json!({"occurred_at": text}), &["canonicalization_failed"]);
        only_they_accept(json!({"ingested_at": text}), &["canonicalization_failed"]);
    }
}

#[test]
fn members_of_another_kind() {
    let kinds = [
        json!({"actor": "user u1"}),
        json!({"actor": ["u1"]}),
        json!({"targets": {"id": "t"}}),
        json!({"targets": "t"}),
        json!({"context": "203.0.113.10"}),
        json!({"metadata": [1]}),
        json!({"seq": "41"}),
        json!({"seq": i64::MAX as u64 + 1}),
        json!({"action": 5}),
        json!({"org_id": {"id": "aorg_1"}}),
        json!({"event_id": 5}),
    ];
    for changes in kinds {
        only_they_accept(changes, &["invalid_field"]);
    }
}

#[test]
fn versions_that_we_do_not_know() {
    for changes in [
        json!({"version": 2}),
        json!({"version": "1"}),
        json!({"schema_id": "invoance.audit/2"}),
        json!({"schema_id": 1}),
    ] {
        only_they_accept(changes, &["unsupported_schema"]);
    }
}

#[test]
fn a_hash_that_is_missing() {
    let mut record = signed(&event(), &key(7));
    record["payload_hash"] = Value::Null;
    assert!(verify_audit_event(&record, Some(&public_hex(&key(7)))).valid);
    assert_verdict(&judge(&record, &pinned(&key(7))), Verdict::Unconfirmed, &["missing_field"]);
}

/// The SDK looks at `id` and never at `event_id`, which a reader may take for the signed one.
#[test]
fn ids_that_differ() {
    let mut record = signed(&event(), &key(7));
    record["event_id"] = json!("aevt_2");
    assert!(verify_audit_event(&record, Some(&public_hex(&key(7)))).valid);
    let finding = judge(&record, &pinned(&key(7)));
    assert_verdict(&finding, Verdict::Mismatch, &["signed_fields_differ"]);
    record["event_id"] = json!("aevt_1");
    assert_verdict(&judge(&record, &pinned(&key(7))), Verdict::Verified, &[]);
}

/// The last one silently wins in theirs, so a person can be shown another value than was signed.
#[test]
fn duplicate_keys() {
    let record = signed(&event(), &key(7)).to_string();
    let doubled = record.replacen("\"action\":", "\"action\":\"user.deleted\",\"action\":", 1);
    let theirs: Value = serde_json::from_str(&doubled).unwrap();
    assert!(verify_audit_event(&theirs, Some(&public_hex(&key(7)))).valid);
    let error = proofdesk_core::json::parse(doubled.as_bytes()).unwrap_err();
    assert!(error.to_string().contains("the key \"action\" occurs twice"), "{error}");
}

/// The key inside the record is all that theirs needs when none is given.
#[test]
fn a_key_that_nobody_pinned() {
    let record = signed(&event(), &key(8));
    assert!(verify_audit_event(&record, None).valid);
    let finding = judge(&record, &pinned(&key(7)));
    assert_verdict(&finding, Verdict::Unconfirmed, &["key_not_pinned"]);
}

#[test]
fn spellings_that_only_we_accept() {
    let record = signed(&event(), &key(7));
    let bytes = invoance::canonical_audit_bytes(&event()).unwrap();
    let signature = hex::decode(sign(&key(7), &bytes)).unwrap();
    let public = key(7).verifying_key().to_bytes();
    let spellings = [
        json!({"signature": base64(&signature)}),
        json!({"signature": format!("ed25519:{}", hex::encode(&signature))}),
        json!({"signing_public_key": base64(&public)}),
        json!({"signing_public_key": format!("ed25519:{}", hex::encode(public))}),
        json!({"payload_hash": format!("sha256:{}", sha256(&bytes))}),
    ];
    for changes in spellings {
        let record = with(&record, changes);
        assert!(!verify_audit_event(&record, None).valid);
        assert_verdict(&judge(&record, &pinned(&key(7))), Verdict::Verified, &[]);
    }
    // Uppercase digits are the same value, but something rewrote them.
    let record = with(&record, json!({"payload_hash": sha256(&bytes).to_uppercase()}));
    assert!(!verify_audit_event(&record, None).valid);
    assert_verdict(&judge(&record, &pinned(&key(7))), Verdict::Unconfirmed, &["invalid_field"]);
}

/// A pinned key serves where the record carries none; theirs is told the key, too.
#[test]
fn a_record_without_a_key_is_tried_against_the_pins() {
    let text = signed(&event(), &key(7)).to_string();
    let without = text.replace(&format!(",\"signing_public_key\":\"{}\"", public_hex(&key(7))), "");
    assert!(without.len() < text.len());
    let finding = draft_of(&without, &pinned(&key(7))).conclude();
    assert_verdict(&finding, Verdict::Verified, &[]);
    let record: Value = serde_json::from_str(&without).unwrap();
    assert!(verify_audit_event(&record, Some(&public_hex(&key(7)))).valid);
}

/// The canonical bytes of an event that is not whole are an error in both.
#[test]
fn events_without_a_required_member() {
    let whole = event();
    for name in whole.as_object().unwrap().keys() {
        for value in [json!(ABSENT), Value::Null] {
            let text = with(&whole, json!({ name: value })).to_string();
            let node = proofdesk_core::json::parse(text.as_bytes()).unwrap();
            let error = canonical_audit_bytes(node.as_object().unwrap()).unwrap_err();
            assert_eq!(error.to_string(), format!("{name} is missing"));
            assert!(invoance::canonical_audit_bytes(&text.parse().unwrap()).is_err());
        }
    }
}
