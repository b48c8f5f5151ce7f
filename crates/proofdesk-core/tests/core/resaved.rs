//! What programs change when they save a record again, in each kind of record. Whether it was one of these
//! changes, the hash or the signature decides; any other is a mismatch.

use proofdesk_core::verdict::{CheckName, FieldStatus, Verdict};
use serde_json::{Value, json};

use crate::issue::{
    assert_verdict, base64, form_of, judge, key, pinned, public_hex, reasons, sha256, sign, sorted,
    with,
};
use crate::sdk::signed;

/// A text, and how a program saved it.
const CHANGES: [(&str, &str, &str); 8] = [
    // Python: `"José Müller".encode().decode("latin1")`, and the same with cp1252.
    ("José Müller", "JosÃ© MÃ¼ller", "texts read as UTF-8"),
    ("10 € – ‘à’", "10 â‚¬ â€“ â€˜Ã\u{a0}â€™", "texts read as UTF-8"),
    // PHP: `htmlspecialchars("O'Neil \\"R&D\\" <x>")`, and Python: `html.escape` of the same.
    (
        "O'Neil \"R&D\" <x>",
        "O&#039;Neil &quot;R&amp;D&quot; &lt;x&gt;",
        "HTML entities as characters",
    ),
    (
        "O'Neil \"R&D\" <x>",
        "O&#x27;Neil &quot;R&amp;D&quot; &lt;x&gt;",
        "HTML entities as characters",
    ),
    // PowerShell 7: `'…' | ConvertFrom-Json | ConvertTo-Json`.
    ("2026-03-09T09:31:04.660Z", "2026-03-09T09:31:04.66Z", "times in another notation"),
    ("2026-03-09T09:31:04.000Z", "2026-03-09T09:31:04Z", "times in another notation"),
    ("2026-03-09T09:31:04+00:00", "2026-03-09T10:31:04+01:00", "times in another notation"),
    ("2026-03-09T09:31:04.100000Z", "2026-03-09T09:31:04.1Z", "times in another notation"),
];

fn audit_event(action: &str, metadata: Value) -> Value {
    let event = json!({
        "org_id": "aorg_1", "event_id": "aevt_1", "seq": 41, "action": action,
        "actor": {"type": "user", "id": "u1"}, "targets": [], "metadata": metadata,
        "occurred_at": "2026-06-10T19:47:52.336Z", "ingested_at": "2026-06-10T19:47:52.901Z",
    });
    signed(&event, &key(7))
}

fn proof(payload: &Value) -> Value {
    let hash = sha256(sorted(payload).as_bytes());
    json!({
        "event_id": "evt_1", "payload_hash": hash, "signature": sign(&key(7), hash.as_bytes()),
        "public_key": public_hex(&key(7)), "anchored_at": "2026-03-01T08:00:00Z",
        "verify_url": "https://example.com", "payload": payload,
    })
}

#[test]
fn of_an_audit_event_the_field_is_normalised() {
    for (was, is, _) in CHANGES {
        let record = audit_event("signed_in", json!({"a": was, "b": 1}));
        let saved = with(&record, json!({"metadata": {"a": is, "b": 1}}));
        let finding = judge(&saved, &pinned(&key(7)));
        assert_verdict(&finding, Verdict::Verified, &[]);
        let field = finding.fields.iter().find(|field| field.name == "metadata").unwrap();
        assert_eq!(field.status, FieldStatus::Normalised);
        let shown: Value = serde_json::from_str(field.signed_value.as_deref().unwrap()).unwrap();
        assert_eq!(shown, json!({"a": was, "b": 1}));
        // What was changed beside it is a mismatch.
        let changed = with(&record, json!({"metadata": {"a": is, "b": 2}}));
        assert_eq!(judge(&changed, &pinned(&key(7))).verdict(), Verdict::Mismatch, "{is}");
        let action = audit_event(was, json!({}));
        let finding = judge(&with(&action, json!({"action": is})), &pinned(&key(7)));
        assert_verdict(&finding, Verdict::Verified, &[]);
        let field = finding.fields.iter().find(|field| field.name == "action").unwrap();
        assert_eq!(
            (field.status, field.signed_value.as_deref()),
            (FieldStatus::Normalised, Some(was))
        );
    }
}

#[test]
fn of_a_payload_the_form_is_weaker() {
    for (was, is, form) in CHANGES {
        let payload = |text: &str| json!({"a": [text, "x"], text: {"b": 1}});
        let record = proof(&payload(was));
        let saved = with(&record, json!({"payload": payload(is)}));
        let finding = judge(&saved, &pinned(&key(7)));
        assert_verdict(&finding, Verdict::Unconfirmed, &["weaker_form_matched"]);
        let form = format!("the payload, sorted and compact, with {form}");
        assert_eq!(form_of(&finding, CheckName::PayloadHash), form);
        let changed = with(&record, json!({"payload": {"a": [is, "y"], is: {"b": 1}}}));
        let finding = judge(&changed, &pinned(&key(7)));
        assert_verdict(&finding, Verdict::Mismatch, &["payload_hash_mismatch"]);
    }
}

#[test]
fn of_a_document_the_field_is_normalised() {
    let document = |signed: &Value, shown: &Value| {
        let hash = sha256(b"x");
        let statement = json!({"v": 1, "document_hash": hash, "ref": signed}).to_string();
        let record = json!({
            "event_id": "evt_1", "document_hash": hash, "original_bytes_b64": base64(b"x"),
            "signed_payload_b64": base64(statement.as_bytes()), "ref": shown,
            "signature_b64": sign(&key(7), statement.as_bytes()),
            "public_key_b64": public_hex(&key(7)),
        });
        judge(&record, &pinned(&key(7)))
    };
    for (was, is, form) in CHANGES.into_iter().filter(|(_, _, form)| !form.contains("times")) {
        let finding = document(&json!(was), &json!(is));
        assert_verdict(&finding, Verdict::Verified, &[]);
        let field = finding.fields.iter().find(|field| field.name == "ref").unwrap();
        assert_eq!(field.status, FieldStatus::Normalised, "{form}");
        let finding = document(&json!(was), &json!(format!("{is}.")));
        assert_verdict(&finding, Verdict::Mismatch, &["signed_fields_differ"]);
    }
    for lost in LOST {
        for (was, is) in [(json!({"a": 1}), json!(lost)), (json!([{"a": [1]}]), json!([lost]))] {
            let finding = document(&was, &is);
            assert_verdict(&finding, Verdict::Unconfirmed, &["invalid_field"]);
        }
        assert_eq!(document(&json!("x"), &json!(lost)).verdict(), Verdict::Mismatch);
    }
}

/// Of many integers of one name, some may have been doubles: not all ways to write them are tried.
#[test]
fn of_many_integers_of_one_name_nobody_is_accused() {
    let payload = |double: bool| {
        let number = |i: i64| match double && i % 3 == 0 {
            true => json!(i as f64),
            false => json!(i),
        };
        json!({"items": (1..=8).map(|i| json!({"p": number(i)})).collect::<Vec<_>>()})
    };
    let record = with(&proof(&payload(true)), json!({"payload": payload(false)}));
    let finding = judge(&record, &pinned(&key(7)));
    assert_verdict(&finding, Verdict::Unconfirmed, &["canonical_form_undetermined"]);
}

/// What is pinned for an issuer counts, in whatever type a record names its domain.
#[test]
fn a_domain_of_another_type_is_no_domain_that_was_read() {
    for named in [
        json!({"tenant_domain": ["other.example"]}),
        json!({"organization": {"primary_domain": ["other.example"]}}),
        json!({"organization": "{\"primary_domain\": \"other.example\"}"}),
    ] {
        let finding = judge(&with(&proof(&json!({"a": 1})), named), &pinned(&key(7)));
        assert!(reasons(&finding).contains(&"invalid_field"), "{:?}", reasons(&finding));
        assert_ne!(finding.verdict(), Verdict::Verified);
    }
}

/// What stands where an object or an array stood.
const LOST: [&str; 4] =
    ["@{a=1; b=}", "System.Object[]", "System.Collections.Hashtable", "[object Object]"];

#[test]
fn a_text_in_place_of_a_structure_accuses_nobody_at_any_depth() {
    for lost in LOST {
        let depths = [json!(lost), json!({"b": lost}), json!([[lost]])];
        for depth in depths {
            let payload = |value: &Value| json!({"a": value, "c": 1});
            let record =
                with(&proof(&payload(&json!({"a": 1}))), json!({"payload": payload(&depth)}));
            let finding = judge(&record, &pinned(&key(7)));
            assert_verdict(&finding, Verdict::Unconfirmed, &["canonical_form_undetermined"]);
            let record = audit_event("signed_in", json!({"a": {"b": 1}}));
            let record = with(&record, json!({"metadata": {"a": depth}}));
            let finding = judge(&record, &pinned(&key(7)));
            assert_eq!(finding.verdict(), Verdict::Uncheckable);
            let codes = ["canonicalization_failed", "canonicalization_failed"];
            assert_eq!(reasons(&finding), codes);
        }
        // Signed as it is, it is what was signed.
        let finding = judge(&audit_event("signed_in", json!({"a": lost})), &pinned(&key(7)));
        assert_verdict(&finding, Verdict::Verified, &[]);
    }
}
