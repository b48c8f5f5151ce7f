//! A trace as a whole: composite, seal, count, order and repeats.

use proofdesk_core::verdict::{CheckName, Finding, Outcome, ValueSource, Verdict};
use serde_json::{Value, json};

use crate::issue::{
    ABSENT, assert_verdict, check, judge, key, note, pinned, reasons, sha256, sign, with,
};
use crate::traces::{Joined, Signed, item, items, plain, sealed};

fn judged(trace: &Value) -> Finding {
    judge(trace, &pinned(&key(7)))
}

#[test]
fn items_that_do_not_give_the_composite() {
    let all = items(Signed::Hex);
    let good = plain(&all);
    let another = item(3, json!({"step": 3}), Signed::Hex);
    let changed: [Vec<Value>; 4] = [
        vec![all[0].clone(), all[1].clone()],
        vec![all[0].clone(), all[2].clone()],
        vec![all[0].clone(), all[1].clone(), all[2].clone(), another.clone()],
        vec![all[0].clone(), all[1].clone(), another],
    ];
    for items in changed {
        let trace = with(&good, json!({"event_count": items.len(), "events": items}));
        let finding = judged(&trace);
        assert_verdict(&finding, Verdict::Mismatch, &["composite_hash_mismatch"]);
        let check = check(&finding, CheckName::CompositeHash);
        assert_eq!(check.value_from(ValueSource::Stated), good["composite_hash"].as_str());
        let said = note(&finding, CheckName::CompositeHash);
        for form in ["hexadecimal text", "raw bytes", "sha256:", "array order", "order of time"] {
            assert!(said.contains(form), "{said}");
        }
    }
    // A replaced composite meets the items or the seal.
    let finding = judged(&with(&good, json!({"composite_hash": sha256(b"x")})));
    assert_verdict(&finding, Verdict::Mismatch, &["composite_hash_mismatch", "seal_mismatch"]);
}

#[test]
fn a_seal_over_another_hash() {
    let mut trace = plain(&items(Signed::Hex));
    let other = sha256(b"the composite of another trace");
    trace["seal_event"]["content_hash"] = json!(other);
    trace["seal_event"]["signature"] = json!(sign(&key(7), other.as_bytes()));
    let finding = judged(&trace);
    assert_verdict(&finding, Verdict::Mismatch, &["seal_mismatch"]);
    let check = check(&finding, CheckName::Seal);
    let stated: Vec<&str> = check.values.iter().map(|value| &*value.value).collect();
    assert_eq!(stated, [trace["composite_hash"].as_str().unwrap(), &*other]);
    assert!(check.values.iter().all(|value| value.source == ValueSource::Stated));
}

/// Without a seal that can be read, nothing ties the items together.
#[test]
fn a_seal_that_is_none() {
    let good = plain(&items(Signed::Hex));
    for value in [json!(ABSENT), Value::Null] {
        let finding = judged(&with(&good, json!({"seal_event": value})));
        assert_verdict(&finding, Verdict::Unconfirmed, &["missing_field"]);
        assert_eq!(check(&finding, CheckName::Parse).field.as_deref(), Some("seal_event"));
    }
    for value in [json!("evt_seal"), json!([]), json!(true), json!(0)] {
        let finding = judged(&with(&good, json!({"seal_event": value})));
        assert_verdict(&finding, Verdict::Unconfirmed, &["invalid_field"]);
        let check = check(&finding, CheckName::Parse);
        assert_eq!(check.field.as_deref(), Some("seal_event"));
        let note = check.note.as_deref().unwrap_or_default();
        assert!(note.starts_with("It is ") && note.ends_with(", not an object."), "{note}");
    }
    let finding = judged(&with(&good, json!({"seal_event": {}})));
    assert_verdict(&finding, Verdict::Unconfirmed, &["missing_field", "no_signature"]);
    for (name, codes) in
        [("content_hash", &["missing_field"][..]), ("signature", &["no_signature"])]
    {
        let mut trace = good.clone();
        trace["seal_event"][name] = Value::Null;
        let finding = judged(&trace);
        assert_verdict(&finding, Verdict::Unconfirmed, codes);
        let member = format!("seal_event.{name}");
        let named = finding.checks.iter().any(|c| c.field.as_deref() == Some(&*member));
        assert!(named, "{finding:#?}");
    }
    for name in ["content_hash", "signature", "timestamp", "public_key"] {
        let mut trace = good.clone();
        trace["seal_event"][name] = json!(7);
        let finding = judged(&trace);
        assert_verdict(&finding, Verdict::Unconfirmed, &["invalid_field"]);
    }
}

#[test]
fn a_trace_that_is_not_sealed() {
    let good = plain(&items(Signed::Hex));
    for status in ["open", "sealing", "Sealed", ""] {
        let finding = judged(&with(&good, json!({"status": status})));
        assert_verdict(&finding, Verdict::Unconfirmed, &["trace_not_sealed"]);
    }
    let open = json!({
        "status": "open", "seal_event": null, "composite_hash": null, "sealed_at": null,
    });
    let finding = judged(&with(&good, open));
    assert_verdict(&finding, Verdict::Unconfirmed, &["trace_not_sealed"]);
    assert_eq!(finding.signer.label.as_deref(), Some("Harbour"), "the items' own");
}

#[test]
fn the_stated_count() {
    let good = plain(&items(Signed::Hex));
    for count in [0, 2, 4, -3] {
        let finding = judged(&with(&good, json!({"event_count": count})));
        assert_verdict(&finding, Verdict::Mismatch, &["event_count_mismatch"]);
        let check = check(&finding, CheckName::Items);
        assert_eq!(check.value_from(ValueSource::Stated), Some(&*format!("{count} items")));
        assert_eq!(check.value_from(ValueSource::Calculated), Some("3 items"));
    }
    for count in [json!(ABSENT), Value::Null] {
        let finding = judged(&with(&good, json!({"event_count": count})));
        assert_verdict(&finding, Verdict::Unconfirmed, &["missing_field"]);
    }
    assert_eq!(
        judged(&with(&good, json!({"event_count": 3.0}))).verdict(),
        judged(&good).verdict()
    );
    for count in [json!("3"), json!(3.5), json!([3]), json!(u64::MAX)] {
        let finding = judged(&with(&good, json!({"event_count": count})));
        assert_verdict(&finding, Verdict::Unconfirmed, &["invalid_field"]);
    }
}

#[test]
fn an_item_that_occurs_twice() {
    let mut items = items(Signed::Hex);
    items.push(items[1].clone());
    let finding = judged(&plain(&items));
    // The copy also stands behind a later one.
    assert_verdict(&finding, Verdict::Mismatch, &["item_repeated", "item_out_of_order"]);
    let check = finding.checks.iter().find(|c| c.outcome == Outcome::Fail).unwrap();
    assert_eq!(check.note.as_deref(), Some("The same event_id at /events/1 and /events/3."));
    // Equal payloads under ids of their own are two events.
    items[3]["event_id"] = json!("evt_3");
    items[3]["timestamp"] = json!("2026-03-01T08:00:03Z");
    assert_verdict(&judged(&plain(&items)), Verdict::Verified, &[]);
}

#[test]
fn a_trace_without_items() {
    let empty = with(&plain(&items(Signed::Hex)), json!({"events": [], "event_count": 0}));
    assert_verdict(&judged(&empty), Verdict::Mismatch, &["trace_empty"]);
    let open = json!({"status": "open", "composite_hash": ABSENT, "seal_event": ABSENT});
    let finding = judged(&with(&empty, open));
    assert_verdict(&finding, Verdict::Uncheckable, &["trace_empty", "trace_not_sealed"]);
}

/// The composite is documented to be in chronological order.
#[test]
fn items_out_of_order() {
    let mut shown = items(Signed::Hex);
    shown.swap(0, 2);
    // Sealed in this order, so the times shown are not those of sealing.
    let finding = judged(&plain(&shown));
    assert_verdict(&finding, Verdict::Unconfirmed, &["item_out_of_order"]);
    // Sealed in the order of time, and only listed in another.
    let finding = judged(&sealed(&shown, &items(Signed::Hex), Joined::Raw, Signed::Hex));
    assert_verdict(&finding, Verdict::Verified, &[]);
    let said = finding.checks.iter().filter_map(|c| c.note.as_deref());
    assert_eq!(said.filter(|n| n.contains("listed in a different order")).count(), 1);
    // Sealed in a third order: no candidate.
    let mut third = items(Signed::Hex);
    third.rotate_left(1);
    let finding = judged(&sealed(&shown, &third, Joined::Hex, Signed::Hex));
    assert_eq!(finding.verdict(), Verdict::Mismatch);
    assert!(reasons(&finding).contains(&"composite_hash_mismatch"));
    // Instants count, not their spelling.
    let mut spelled = items(Signed::Hex);
    spelled[1]["timestamp"] = json!("2026-03-01T07:00:01.5-01:00");
    assert_verdict(&judged(&plain(&spelled)), Verdict::Verified, &[]);
}

#[test]
fn items_without_hashes() {
    let good = plain(&items(Signed::Hex));
    let mut trace = good.clone();
    for item in trace["events"].as_array_mut().unwrap() {
        item.as_object_mut().unwrap().remove("content_hash");
    }
    let finding = judged(&trace);
    assert_ne!(finding.verdict(), Verdict::Mismatch, "{finding:#?}");
    assert!(reasons(&finding).contains(&"composite_form_undetermined"));
    let finding = judged(&with(&good, json!({"composite_hash": null})));
    assert_verdict(&finding, Verdict::Unconfirmed, &["missing_field"]);
}

#[test]
fn labels() {
    let good = plain(&items(Signed::Hex));
    for (label, codes) in [
        ("é".repeat(255), &[][..]),
        ("é".repeat(256), &["invalid_label"]),
        (String::new(), &["invalid_label"]),
    ] {
        let verdict = if codes.is_empty() { Verdict::Verified } else { Verdict::Unconfirmed };
        assert_verdict(&judged(&with(&good, json!({ "label": label }))), verdict, codes);
    }
}
