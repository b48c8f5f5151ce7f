//! Sealed traces: every candidate form, what is learned from a bundle, and what is wrong with one.

use proofdesk_core::trust::{Pin, Trust};
use proofdesk_core::verdict::{CheckName, FieldStatus, Finding, KeySource, Outcome, Verdict};
use serde_json::{Value, json};

use crate::issue::{
    ABSENT, assert_verdict, check, form_of, judge, key, note, pin, pinned, public_hex, reasons,
    sha256, sign, sorted, with,
};

/// What is signed for an item, or for a seal but for its payload, which it has none of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Signed {
    Raw,
    Hex,
    Prefixed,
    Payload,
}

/// What the composite is computed over.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Joined {
    Hex,
    Raw,
    Prefixed,
}

const SIGNED: [(Signed, &str); 4] = [
    (Signed::Raw, "the 32 bytes of the hash"),
    (Signed::Hex, "the 64 hexadecimal characters of the hash"),
    (Signed::Prefixed, "the hash in hexadecimal with the prefix sha256:"),
    (Signed::Payload, "the canonical bytes of the payload"),
];

const JOINED: [(Joined, &str); 3] = [
    (Joined::Hex, "hexadecimal text"),
    (Joined::Raw, "raw bytes"),
    (Joined::Prefixed, "hexadecimal text with sha256:"),
];

fn signature(hash: &str, payload: &Value, form: Signed, number: u8) -> String {
    let bytes = match form {
        Signed::Raw => hex::decode(hash).unwrap(),
        Signed::Hex => hash.as_bytes().to_vec(),
        Signed::Prefixed => format!("sha256:{hash}").into_bytes(),
        Signed::Payload => sorted(payload).into_bytes(),
    };
    sign(&key(number), &bytes)
}

/// An item whose `content_hash` is the hash of its payload.
pub(crate) fn item(number: usize, payload: Value, form: Signed) -> Value {
    let hash = sha256(sorted(&payload).as_bytes());
    let signature = signature(&hash, &payload, form, 7);
    json!({
        "event_id": format!("evt_{number}"), "event_type": "loan.step", "payload": payload,
        "content_hash": hash, "timestamp": format!("2026-03-01T08:00:0{number}.5Z"),
        "signature": signature, "public_key": public_hex(&key(7)),
    })
}

/// Three items.
pub(crate) fn items(form: Signed) -> Vec<Value> {
    (0..3).map(|n| item(n, json!({"step": n, "by": "ä"}), form)).collect()
}

fn composite(items: &[Value], joined: Joined) -> String {
    let hashes = items.iter().map(|item| item["content_hash"].as_str().unwrap());
    let bytes: Vec<u8> = hashes
        .flat_map(|hash| match joined {
            Joined::Hex => hash.as_bytes().to_vec(),
            Joined::Raw => hex::decode(hash).unwrap(),
            Joined::Prefixed => format!("sha256:{hash}").into_bytes(),
        })
        .collect();
    sha256(&bytes)
}

/// The bundle of `shown`, sealed over `counted` in this order.
pub(crate) fn sealed(shown: &[Value], counted: &[Value], joined: Joined, form: Signed) -> Value {
    let composite = composite(counted, joined);
    let form = if form == Signed::Payload { Signed::Hex } else { form };
    json!({
        "version": "1", "trace_id": "tr_1", "label": "Loan 417", "tenant_domain": "harbour.example",
        "status": "sealed", "created_at": "2026-03-01T08:00:00Z", "sealed_at": "2026-03-01T08:01:00Z",
        "composite_hash": composite, "event_count": shown.len(), "events": shown,
        "seal_event": {
            "event_id": "evt_seal", "event_type": "trace.sealed", "content_hash": composite,
            "timestamp": "2026-03-01T08:01:00Z", "public_key": public_hex(&key(7)),
            "signature": signature(&composite, &Value::Null, form, 7),
        },
        "verification": {"composite_hash_valid": true, "all_signatures_valid": true},
    })
}

pub(crate) fn plain(items: &[Value]) -> Value {
    sealed(items, items, Joined::Hex, Signed::Hex)
}

fn judged(trace: &Value) -> Finding {
    judge(trace, &pinned(&key(7)))
}

#[test]
fn every_form_of_items_and_composite_in_either_order() {
    for (form, form_words) in SIGNED {
        for (joined, joined_words) in JOINED {
            for (shuffled, order_words) in [(false, "array"), (true, "time")] {
                let counted = items(form);
                let mut shown = counted.clone();
                if shuffled {
                    shown.rotate_left(1);
                }
                let trace = sealed(&shown, &counted, joined, form);
                let finding = judged(&trace);
                assert_verdict(&finding, Verdict::Verified, &[]);
                assert_eq!(
                    finding.headline(),
                    "Verified: signed with the key you pinned as Harbour"
                );
                let said = form_of(&finding, CheckName::CompositeHash);
                let expected =
                    format!("the items' hashes as {joined_words}, in {order_words} order");
                assert_eq!(said, expected);
                for (i, child) in finding.children.iter().enumerate() {
                    assert_eq!(form_of(&child, CheckName::Signature), form_words);
                    assert_eq!(child.verdict(), Verdict::Verified);
                    let pointer = format!("/events/{i}");
                    assert_eq!(child.source.pointer.as_deref(), Some(&*pointer));
                }
                let unpinned = judge(&trace, &Trust::default());
                assert_eq!(unpinned.verdict(), Verdict::Unconfirmed);
                assert!(reasons(&unpinned).iter().all(|code| *code == "key_not_pinned"));
            }
        }
    }
}

#[test]
fn what_is_signed_in_a_good_bundle() {
    let finding = judged(&plain(&items(Signed::Raw)));
    let status = |finding: &Finding, name: &str| {
        finding.fields.iter().find(|f| f.name == name).map(|f| f.status)
    };
    assert_eq!(status(&finding, "composite_hash"), Some(FieldStatus::Signed));
    for name in ["label", "status", "sealed_at", "verification", "event_count"] {
        assert_eq!(status(&finding, name), Some(FieldStatus::Unsigned), "{name}");
    }
    for child in finding.children.iter() {
        assert_eq!(status(&child, "content_hash"), Some(FieldStatus::Signed));
        assert_eq!(status(&child, "payload"), Some(FieldStatus::Signed));
        for name in ["event_id", "event_type", "timestamp"] {
            assert_eq!(status(&child, name), Some(FieldStatus::Unsigned), "{name}");
        }
    }
    assert_eq!(finding.signer.source, KeySource::Pinned);
}

/// A bundle grades itself. Nothing of that is believed.
#[test]
fn the_servers_own_grades_count_for_nothing() {
    let good = plain(&items(Signed::Hex));
    let grades = json!({"composite_hash_valid": false, "all_signatures_valid": false});
    assert_verdict(&judged(&with(&good, json!({"verification": grades}))), Verdict::Verified, &[]);
    assert_verdict(&judged(&with(&good, json!({"verification": ABSENT}))), Verdict::Verified, &[]);
    let mut items = items(Signed::Hex);
    items.pop();
    let finding = judged(&with(&good, json!({"events": items})));
    assert_eq!(finding.verdict(), Verdict::Mismatch);
}

#[test]
fn one_forged_item_among_good_ones() {
    for (form, words) in SIGNED {
        for forged in 0..3 {
            let mut items = items(form);
            items[forged]["signature"] = json!(sign(&key(7), b"something else"));
            let finding = judged(&plain(&items));
            assert_verdict(&finding, Verdict::Mismatch, &["signature_invalid"]);
            let expected = format!(
                "It is valid for none of the known forms; another item of this trace is signed over \
                 {words}."
            );
            assert_eq!(
                note(&finding.children.get(forged).unwrap(), CheckName::Signature),
                expected
            );
        }
    }
}

/// When no signature holds in any form, the form is not known: that shows no forgery.
#[test]
fn no_item_holds() {
    let mut items = items(Signed::Hex);
    for item in &mut items {
        item["signature"] = json!(sign(&key(7), b"something else"));
    }
    let mut trace = plain(&items);
    let finding = judged(&trace);
    let undocumented = "signed_bytes_undocumented";
    assert_verdict(&finding, Verdict::Unconfirmed, &[undocumented; 3]);
    trace["seal_event"]["signature"] = json!(sign(&key(7), b"something else"));
    let finding = judged(&trace);
    assert_verdict(&finding, Verdict::Unconfirmed, &[undocumented; 4]);
}

#[test]
fn a_forged_seal_beside_good_items() {
    let mut trace = plain(&items(Signed::Raw));
    trace["seal_event"]["signature"] = json!(sign(&key(7), b"something else"));
    let finding = judged(&trace);
    assert_verdict(&finding, Verdict::Mismatch, &["signature_invalid"]);
    let said = check(&finding, CheckName::Signature);
    assert_eq!(said.field.as_deref(), Some("seal_event.signature"));
    let words = "It is valid for none of the known forms; an item of this trace is signed over";
    assert!(said.note.as_deref().is_some_and(|note| note.starts_with(words)), "{said:?}");

    // What the seal is over may be a payload that the bundle does not carry, if that of the items is.
    for (form, verdict, code) in [
        (Signed::Payload, Verdict::Unconfirmed, "signed_bytes_undocumented"),
        (Signed::Prefixed, Verdict::Mismatch, "signature_invalid"),
    ] {
        let mut trace = plain(&items(form));
        trace["seal_event"]["signature"] = json!(sign(&key(7), b"something else"));
        assert_verdict(&judged(&trace), verdict, &[code]);
    }

    // Made again with another key, over another composite.
    let forged = composite(&items(Signed::Raw)[..2], Joined::Hex);
    trace["composite_hash"] = json!(forged);
    trace["events"] = json!(items(Signed::Raw)[..2]);
    trace["event_count"] = json!(2);
    trace["seal_event"]["content_hash"] = json!(forged);
    trace["seal_event"]["signature"] = json!(sign(&key(8), forged.as_bytes()));
    trace["seal_event"]["public_key"] = json!(public_hex(&key(8)));
    let finding = judged(&trace);
    let codes = ["key_not_pinned", "unexpected_signer"];
    assert_verdict(&finding, Verdict::Unconfirmed, &codes);
    assert_eq!(finding.signer.source, KeySource::Embedded);
}

/// A tenant has one key. Items of another issuer do not become this one's by its seal, even if
/// both are pinned.
#[test]
fn one_item_of_another_signer() {
    let both = Trust::new(vec![pin("Harbour", &key(7)), pin("Other", &key(8))], None);
    let mut items = items(Signed::Hex);
    let hash = items[2]["content_hash"].as_str().unwrap().to_owned();
    items[2]["signature"] = json!(sign(&key(8), hash.as_bytes()));
    items[2]["public_key"] = json!(public_hex(&key(8)));
    let finding = judge(&plain(&items), &both);
    assert_verdict(&finding, Verdict::Unconfirmed, &["unexpected_signer"]);
    assert_eq!(
        finding.headline(),
        "Not confirmed: its items are signed with different keys, and your pins do not say that they belong to one issuer"
    );
    let signer = finding.checks.iter().find(|c| c.outcome == Outcome::Unknown).unwrap();
    let words = "/events/2 is signed with a different key from the seal. The first fingerprint is that \
                 of the seal.";
    assert_eq!(signer.note.as_deref(), Some(words));
}

/// Two keys that are pinned for one issuer are of one issuer.
#[test]
fn items_of_two_keys_of_one_issuer() {
    let of = |label, number, domain: &str| Pin {
        domain: Some(domain.to_owned()),
        ..pin(label, &key(number))
    };
    let mut items = items(Signed::Hex);
    let hash = items[2]["content_hash"].as_str().unwrap().to_owned();
    items[2]["signature"] = json!(sign(&key(8), hash.as_bytes()));
    items[2]["public_key"] = json!(public_hex(&key(8)));
    let trace = with(&plain(&items), json!({"tenant_domain": ABSENT}));
    for (domain, verdict, codes) in [
        ("Harbour.example.", Verdict::Verified, &[][..]),
        ("other.example", Verdict::Unconfirmed, &["unexpected_signer"]),
    ] {
        let pins = vec![of("Harbour", 7, "harbour.example"), of("Other", 8, domain)];
        assert_verdict(&judge(&trace, &Trust::new(pins, None)), verdict, codes);
    }
}

/// What is not known to be of one kind is not learned for the other.
#[test]
fn forms_are_learned_for_each_kind_of_item() {
    let hash = sha256(b"a document");
    let mut items = items(Signed::Hex);
    items[1]["payload"] = json!({"document_hash": hash});
    items[1]["content_hash"] = json!(hash);
    items[1]["signature"] = json!(sign(&key(7), b"a statement"));
    let finding = judged(&plain(&items));
    let codes = ["canonical_form_undetermined", "signed_bytes_undocumented"];
    assert_verdict(&finding, Verdict::Uncheckable, &codes);
}

/// A bundle does not say that no item is there twice where it is not known which they are.
#[test]
fn items_without_ids() {
    let mut items = items(Signed::Hex);
    items[1].as_object_mut().unwrap().remove("event_id");
    let finding = judged(&plain(&items));
    assert_verdict(&finding, Verdict::Unconfirmed, &["missing_field"]);
    assert!(finding.checks.iter().all(|check| check.check != CheckName::Items), "{finding:#?}");
}

/// An item without a key is tried against the pins. If the good items are of an issuer that nobody
/// pinned, that the pins do not hold shows nothing.
#[test]
fn an_item_without_a_key() {
    let mut items = items(Signed::Hex);
    items[1].as_object_mut().unwrap().remove("public_key");
    let trace = plain(&items);
    assert_verdict(&judged(&trace), Verdict::Verified, &[]);
    let finding = judge(&trace, &pinned(&key(8)));
    assert_eq!(finding.verdict(), Verdict::Unconfirmed, "{finding:#?}");
    assert!(reasons(&finding).contains(&"no_pinned_key_holds"));
    // The signer of the others is pinned, and this is not theirs.
    items[1]["signature"] = json!(sign(&key(8), b"something else"));
    assert_verdict(&judged(&plain(&items)), Verdict::Mismatch, &["signature_invalid"]);

    let mut trace = plain(&crate::traces::items(Signed::Hex));
    trace["seal_event"]["public_key"] = Value::Null;
    assert_verdict(&judged(&trace), Verdict::Verified, &[]);
    let finding = judge(&trace, &pinned(&key(8)));
    assert_eq!(finding.verdict(), Verdict::Unconfirmed, "{finding:#?}");
    trace["seal_event"]["signature"] = json!(sign(&key(8), b"something else"));
    assert_verdict(&judged(&trace), Verdict::Mismatch, &["signature_invalid"]);
}

/// One item whose hash is that of its payload shows what the hash of all of them is.
#[test]
fn the_payload_hash_is_learned() {
    let mut items = items(Signed::Hex);
    items[1]["payload"]["step"] = json!(9);
    let finding = judged(&plain(&items));
    assert_verdict(&finding, Verdict::Mismatch, &["payload_hash_mismatch"]);
    assert_eq!(finding.children.get(1).unwrap().verdict(), Verdict::Mismatch);

    // When no item has the hash of its payload, yet signatures hold, the hash is of another form.
    for item in &mut items {
        item["payload"]["server_side"] = json!("left out of the export");
    }
    let finding = judged(&plain(&items));
    assert_verdict(&finding, Verdict::Unconfirmed, &["canonical_form_undetermined"; 3]);
    // Without a signature that holds, there is nothing to learn from.
    for item in &mut items {
        item["signature"] = json!(sign(&key(7), b"something else"));
    }
    let finding = judged(&plain(&items));
    assert_eq!(finding.verdict(), Verdict::Mismatch);
    assert_eq!(reasons(&finding).iter().filter(|c| **c == "payload_hash_mismatch").count(), 3);
}

/// What the hash of a document's or attestation's item covers is not documented. That its payload
/// repeats the hash shows nothing of the rest of it.
#[test]
fn items_of_documents_and_attestations() {
    let hash = sha256(b"a document");
    let payloads = [
        json!({"document_hash": hash, "document_ref": "contract"}),
        json!({"attestation_id": "att_1", "attestation_hash": hash}),
        json!({"attestation_id": "att_1", "payload_hash": format!("sha256:{hash}")}),
    ];
    // Whatever an event's payload names beside, its hash is that of the payload.
    for payload in
        [json!({"attestation_id": "a", "input_hash": hash}), json!({"document_hash": "?"})]
    {
        let mut items = items(Signed::Hex);
        items[1]["payload"] = payload;
        let finding = judged(&plain(&items));
        assert_verdict(&finding, Verdict::Mismatch, &["payload_hash_mismatch"]);
    }
    for payload in payloads {
        let mut items = items(Signed::Hex);
        items[1]["payload"] = payload.clone();
        items[1]["content_hash"] = json!(hash);
        items[1]["signature"] = json!(sign(&key(7), hash.as_bytes()));
        let finding = judged(&plain(&items));
        assert_verdict(&finding, Verdict::Unconfirmed, &["canonical_form_undetermined"]);
        let unsigned = finding
            .children
            .get(1)
            .unwrap()
            .fields
            .into_iter()
            .find(|f| f.name == "payload")
            .unwrap();
        assert_eq!(unsigned.status, FieldStatus::Unsigned);

        items[1] = item(1, payload, Signed::Hex);
        assert_verdict(&judged(&plain(&items)), Verdict::Verified, &[]);
    }
    // An event does not become a document by naming a hash.
    let mut items = items(Signed::Hex);
    let own = items[1]["content_hash"].clone();
    items[1]["payload"] = json!({"step": 9, "document_hash": own});
    assert_ne!(judged(&plain(&items)).verdict(), Verdict::Verified);
}

#[test]
fn a_bundle_is_checked_in_linear_time() {
    let started = std::time::Instant::now();
    let one = item(0, json!({"step": 0}), Signed::Hex);
    let items: Vec<Value> =
        (0..3000).map(|n| with(&one, json!({"event_id": format!("evt_{n}")}))).collect();
    let finding = judged(&plain(&items));
    assert_verdict(&finding, Verdict::Verified, &[]);
    assert_eq!(finding.axes().completeness, Outcome::Pass);
    assert!(check(&finding, CheckName::Items).note.as_deref().unwrap().starts_with("3000 items"));
    assert!(started.elapsed() < std::time::Duration::from_secs(20), "{:?}", started.elapsed());
}
