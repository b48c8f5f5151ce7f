//! Honest records that a database gave out again, in its own types: not accused, and not green where
//! something is open.

use serde_json::{Value, json};
use test_issuer::json::record_line;
use test_issuer::sha256_hex;

use crate::support::{Evidence, LETTER, checks, issuer, letter, reasons, text};

/// A record whose statement has this member too, and which shows it so.
fn showing(name: &str, signed: &Value, shown: &Value) -> Value {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let mut record = letter();
    let statement = format!(
        r#"{{"v":1,"document_hash":"{}","created_at":"2026-03-02T10:00:00Z","{name}":{signed}}}"#,
        sha256_hex(LETTER)
    );
    record["signature_b64"] = json!(issuer().sign_base64(statement.as_bytes()));
    record["signed_payload_b64"] = json!(STANDARD.encode(&statement));
    record["created_at"] = json!("2026-03-02T10:00:00Z");
    record[name] = shown.clone();
    record
}

/// The verdict on it, and what is said of the member.
fn judged(name: &str, signed: Value, shown: Value) -> (String, Value) {
    let record = showing(name, &signed, &shown);
    let report =
        Evidence::new().file("r.json", record_line(&record)).file("letter.txt", LETTER).verify();
    let result = report.result("r.json").clone();
    (text(&result["verdict"]).to_owned(), result)
}

#[test]
fn values_that_databases_write_in_another_type_are_open() {
    for (name, signed, shown, words) in [
        ("has_original", json!(false), json!(0), "the number that databases write"),
        ("has_original", json!(true), json!(1), "the number that databases write"),
        ("metadata", json!({ "a": [1, "x"] }), json!("{\"a\": [1, \"x\"]}"), "written as text"),
        ("tags", json!(["a", "b"]), json!("[\"a\",\"b\"]"), "written as text"),
        ("signed_at", json!(1_772_445_600), json!("2026-03-02T10:00:00Z"), "count from 1970 on"),
        (
            "signed_at",
            json!(1_772_445_600_250_u64),
            json!("2026-03-02T11:00:00.250+01:00"),
            "from 1970",
        ),
    ] {
        let (verdict, result) = judged(name, signed, shown);
        assert_eq!(verdict, "unconfirmed", "{name}: {result:#}");
        let open = checks(&result).iter().find(|check| check["field"] == name).unwrap();
        assert_eq!(
            (&open["reason"], &open["outcome"]),
            (&"invalid_field".into(), &"unknown".into())
        );
        assert!(text(&open["note"]).contains(words), "{open:#}");
    }
}

#[test]
fn another_value_in_another_type_is_another_value() {
    for (name, signed, shown) in [
        ("has_original", json!(false), json!(1)),
        ("has_original", json!(true), json!(0)),
        ("has_original", json!(true), json!("true")),
        ("metadata", json!({ "a": 1 }), json!("{\"a\":2}")),
        ("metadata", json!({ "a": 1 }), json!("{\"a\":1,\"a\":1}")),
        ("amount", json!(5), json!("5")),
        ("signed_at", json!(1_772_445_600), json!("2026-03-02T10:00:01Z")),
        ("count", json!(1_772_445_600), json!("2026-03-02T10:00:00Z")),
    ] {
        let (verdict, result) = judged(name, signed, shown);
        assert_eq!(verdict, "mismatch", "{name}: {result:#}");
        assert!(reasons(&result).contains("signed_fields_differ"), "{name}");
    }
}

#[test]
fn a_key_is_its_bytes_in_every_encoding() {
    let (hex, base64) = (issuer().public_key_hex(), issuer().public_key_base64());
    let (verdict, result) = judged("public_key", json!(hex), json!(base64));
    assert_eq!(verdict, "verified", "{result:#}");
    let fields = result["fields"].as_array().unwrap();
    let field = fields.iter().find(|field| field["name"] == "public_key").unwrap();
    assert_eq!((&field["status"], &field["signed_value"]), (&"normalised".into(), &json!(hex)));
    let other = "ab".repeat(32);
    let (verdict, _) = judged("public_key", json!(hex), json!(other));
    assert_eq!(verdict, "mismatch");
}
