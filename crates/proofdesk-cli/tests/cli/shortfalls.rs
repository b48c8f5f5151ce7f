//! Where the official verifiers fall short: each row of the table in the documentation of the
//! records, as something that Proofdesk gets right. Where the vendor's Rust SDK can be called
//! without a network, it is shown to fall short too, so that a row that no longer holds is noticed.

use std::fs;

use invoance::verify_audit_event;
use serde_json::{Value, json};
use test_issuer::{Attestation, Issuer, Trace, TraceForms, TraceItem, sha256_hex};

use crate::support::{
    Evidence, answer, audit_event, audit_fields, issuer, letter, pin, reasons, repository, text,
};

/// The attestation check of every SDK trusts the key inside the same response. (The SDK's is shown
/// to accept such records in the tests of the test issuer, with a server for it to ask.)
#[test]
fn a_key_inside_the_record_is_not_trusted() {
    let forger = Issuer::new("forger", "Example Ltd", "issuer.example");
    let evidence = Evidence::new()
        .record("forged.json", &forger.attestation(&answer()))
        .file("body.json", answer().raw_body());
    let report = evidence.verify_with(&["e"]);
    assert_eq!(reasons(report.result("forged.json")), ["key_not_pinned"].into());
    assert_eq!(report.status, 3);
    let report = evidence.verify();
    assert_eq!(reasons(report.result("forged.json")), ["pinned_key_mismatch"].into());
    assert_eq!(report.status, 1);
}

/// …and never compares the signed statement with the fields around it.
#[test]
fn fields_around_the_signed_statement_are_compared_with_it() {
    let record = issuer().attestation(&answer());
    let changes = [
        ("model_name", "quill-2-large"),
        ("model_version", "2026-01-15"),
        ("model_provider", "another"),
        ("attestation_type", "decision"),
        ("created_at", "2026-03-18T08:30:00.642009Z"),
        ("tenant_id", "another"),
        ("attestation_id", "att_another"),
        ("input_hash", &sha256_hex(b"another")),
        ("output_hash", &sha256_hex(b"another")),
        ("attestation_hash", &sha256_hex(b"another")),
    ];
    for (name, value) in changes {
        let mut changed = record.clone();
        changed[name] = json!(value);
        let report = Evidence::new()
            .record("r.json", &changed)
            .file("body.json", answer().raw_body())
            .verify();
        let result = report.result("r.json");
        assert_eq!(result["verdict"], "mismatch", "{name}");
        assert!(reasons(result).contains("signed_fields_differ"), "{name}");
        let field = result["fields"].as_array().unwrap().iter().find(|f| f["name"] == name);
        assert_ne!(field.unwrap()["status"], "signed", "{name}");
    }
}

/// The browser viewer says one word on the embedded key alone, and another that accuses somebody
/// when a field is merely missing.
#[test]
fn a_missing_field_accuses_nobody_and_an_embedded_key_proves_nothing() {
    for name in ["seq", "actor", "payload_hash", "signature", "ingested_at"] {
        let mut event = audit_event("viewer", 1);
        event.as_object_mut().unwrap().remove(name);
        let report = Evidence::new().record("event.json", &event).verify();
        let result = report.result("event.json");
        let verdict = text(&result["verdict"]);
        assert!(matches!(verdict, "uncheckable" | "unconfirmed"), "{name}: {verdict}");
        assert_eq!(report.status, 3, "{name}");
    }
    let report =
        Evidence::new().record("event.json", &audit_event("viewer", 1)).verify_with(&["e"]);
    let result = report.result("event.json");
    assert_eq!(
        result["headline"],
        "Not confirmed: its key is not one that you pinned for its issuer"
    );
    assert_eq!(result["signer"]["source"], "embedded");
    assert!(verify_audit_event(&audit_event("viewer", 1), None).valid);
}

fn trace() -> Value {
    let step = |n: u32| {
        TraceItem::event(&issuer().event(&test_issuer::Event {
            event_type: "step",
            payload: json!({ "n": n }),
            event_time: None,
            ingested_at: &format!("2026-02-03T{n:02}:00:00Z"),
        }))
    };
    issuer().trace(&Trace {
        label: "a trace",
        items: &[step(1), step(2)],
        created_at: "2026-02-03T00:00:00Z",
        sealed_at: "2026-02-04T00:00:00Z",
        forms: TraceForms::HEX,
    })
}

/// Trace bundles grade themselves.
#[test]
fn what_a_bundle_says_of_itself_plays_no_part() {
    let verdict = |trace: &Value| {
        let report = Evidence::new().record("trace.json", trace).verify();
        report.result("trace.json")["verdict"].clone()
    };
    let claims = |valid: bool| json!({ "composite_hash_valid": valid, "all_signatures_valid": valid, "verified": valid });
    for claim in [claims(true), claims(false), Value::Null, json!("yes")] {
        let mut good = trace();
        good["verification"] = claim.clone();
        assert_eq!(verdict(&good), "verified", "{claim}");
        let mut bad = good;
        bad["events"][0]["payload"]["n"] = json!(7);
        assert_eq!(verdict(&bad), "mismatch", "{claim}");
    }
}

/// An audit event that is signed with awkward values.
fn awkward(metadata: Value) -> Value {
    let mut fields = audit_fields("awkward", 1, "awkward.values");
    fields["metadata"] = metadata;
    issuer().audit_event(fields)
}

#[track_caller]
fn require(verdict: &str, event: &Value) {
    let report = Evidence::new().record("event.json", event).verify();
    let result = report.result("event.json");
    assert_eq!(result["verdict"], verdict, "{:?} {event}", reasons(result));
}

/// JavaScript verifiers round integers above 2^53, reorder integer-like keys, drop `__proto__` and
/// sort by UTF-16.
#[test]
fn large_integers_and_awkward_keys_are_exact() {
    let metadata = json!({
        "large": 9_007_199_254_740_993_u64,
        "largest": u64::MAX,
        "smallest": i64::MIN,
        "10": 1, "9": 2, "1": 3,
        "__proto__": "kept", "constructor": "kept", "toString": "kept",
        // Sorted by code point the first comes first, by UTF-16 the second.
        "\u{ffee}": 1, "\u{1f4c4}": 2,
    });
    let event = awkward(metadata);
    require("verified", &event);
    // What rounding would make of it is another event.
    let mut rounded = event.clone();
    rounded["metadata"]["large"] = json!(9_007_199_254_740_992_u64);
    require("mismatch", &rounded);
    let mut dropped = event.clone();
    dropped["metadata"].as_object_mut().unwrap().remove("__proto__");
    require("mismatch", &dropped);
}

/// The Go canonicaliser escapes `< > &` U+2028 and U+2029.
#[test]
fn characters_of_html_and_line_separators_are_not_escaped() {
    let event = awkward(json!({ "note": "<urgent> & \u{2028} approved\u{2029}", "a<b>&c": true }));
    require("verified", &event);
}

/// The Python attestation re-hash escapes what is not ASCII.
#[test]
fn text_in_any_language_is_hashed_as_it_is() {
    let attestation = Attestation {
        input: "¿Puede una socia menor de 18 años? 会員は? \u{1f4c4}",
        output: "Não — só aos 18.\n\"Ναι\" \\ слово\u{7f}",
        ..answer()
    };
    let record = issuer().attestation(&attestation);
    let report = Evidence::new()
        .record("r.json", &record)
        .file("body.json", attestation.raw_body())
        .verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    let report = Evidence::new()
        .record("r.json", &record)
        .file("in.txt", attestation.input)
        .file("out.txt", attestation.output)
        .verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
}

/// Rust's date check accepts 31 February.
#[test]
fn dates_are_dates_of_the_calendar() {
    for date in ["2026-02-31T08:31:00Z", "2025-02-29T08:31:00Z", "2026-04-31T08:31:00+01:00"] {
        let mut fields = audit_fields("dates", 1, "a");
        fields["occurred_at"] = json!(date);
        // Signed like that by the SDK itself, which has nothing against it.
        let event = issuer().audit_event(fields);
        assert!(verify_audit_event(&event, None).valid, "{date}");
        let report = Evidence::new().record("event.json", &event).verify();
        let result = report.result("event.json");
        assert_eq!(reasons(result), ["canonicalization_failed"].into(), "{date}");
        assert_eq!(result["verdict"], "uncheckable", "{date}");
    }
    let mut fields = audit_fields("dates", 1, "a");
    fields["occurred_at"] = json!("2028-02-29T08:31:00Z");
    require("verified", &issuer().audit_event(fields));
}

/// Duplicate keys: the last one silently wins everywhere.
#[test]
fn a_second_value_for_a_key_is_never_passed_over() {
    let good = audit_event("twice", 1).to_string();
    let twice = good.replacen('{', "{\"action\":\"member.erased\",", 1);
    // The SDK sees the last value only, which was signed.
    let seen: Value = serde_json::from_str(&twice).unwrap();
    assert!(verify_audit_event(&seen, None).valid);
    let nested = good.replacen("\"type\":\"user\"", "\"type\":\"root\",\"type\":\"user\"", 1);
    assert_ne!(nested, good);
    let escaped = good.replacen('{', "{\"\\u0061ction\":\"member.erased\",", 1);
    for text in [twice, nested, escaped] {
        let report = Evidence::new().file("event.json", &text).verify();
        let result = report.result("event.json");
        assert_eq!(reasons(result), ["duplicate_json_key"].into(), "{text}");
        assert_eq!(result["verdict"], "uncheckable");
    }
}

/// All golden vectors of the vendor, of which the JavaScript verifiers fail fourteen.
#[test]
fn every_golden_vector_verifies() {
    let path = repository().join("tests/vectors/invoance-audit/audit_vectors.json");
    let vectors: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let key = text(&vectors["test_public_key"]);
    let vectors = vectors["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 15);
    for vector in vectors {
        let mut event = vector["event"].clone();
        event["payload_hash"] = vector["payload_hash_sha256"].clone();
        event["signature"] = vector["signature_ed25519"].clone();
        event["signing_public_key"] = json!(key);
        let evidence = Evidence::new().file("event.json", event.to_string());
        let report = evidence.verify_with(&["--pin", &format!("vendor={key}"), "e"]);
        assert_eq!(report.status, 0, "{}: {:#}", vector["name"], report.results()[0]);
    }
}

/// The pin is what decides, for every kind of record.
#[test]
fn without_a_pin_nothing_is_verified() {
    let evidence = Evidence::new()
        .record("letter.json", &letter())
        .record("trace.json", &trace())
        .record("event.json", &audit_event("viewer", 1))
        .record("answer.json", &issuer().attestation(&answer()))
        .file("body.json", answer().raw_body())
        .file("letter.txt", crate::support::LETTER);
    assert_eq!(evidence.verify().status, 0);
    let other = Issuer::new("other", "Other", "other.example");
    let other = format!("other.example={}", other.public_key_hex());
    for args in [vec!["e"], vec!["--pin", &other, "e"]] {
        let report = evidence.verify_with(&args);
        assert_eq!(report.json["summary"]["verified"], 0);
        assert_eq!(report.json["summary"]["mismatch"], 0);
        assert_eq!(report.status, 3);
    }
    assert!(pin().starts_with("issuer.example="));
}
