//! Records that are signed over whatever statement a case needs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::issuers::issuer;
use crate::{Document, sha256_hex};

/// The document of most cases.
pub(super) const LETTER: &str = "Dear members,\nthe branch at the quay is closed on 6 April.\n";
/// When it was anchored.
pub(super) const AT: &str = "2026-03-02T10:00:00.250Z";

/// The record of [`LETTER`].
pub(super) fn letter() -> Value {
    issuer().document(&Document::new(LETTER.as_bytes(), "letter.txt", AT))
}

/// A value with a member changed.
pub(super) fn with(mut value: Value, member: &str, changed: impl Into<Value>) -> Value {
    value[member] = changed.into();
    value
}

/// A value without some members.
pub(super) fn without(mut value: Value, members: &[&str]) -> Value {
    for member in members {
        value.as_object_mut().unwrap().remove(*member).unwrap();
    }
    value
}

/// The statement that a document's record is signed over, as text.
pub(super) fn statement_of(record: &Value) -> String {
    let text = record["signed_payload_b64"].as_str().unwrap();
    String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()
}

/// The same document's record, signed over these bytes.
pub(super) fn signed_over(record: Value, bytes: impl AsRef<[u8]>) -> Value {
    let bytes = bytes.as_ref();
    let record = with(record, "signed_payload_b64", STANDARD.encode(bytes));
    with(record, "signature_b64", issuer().sign_base64(bytes))
}

/// The letter's record, its statement with something replaced.
pub(super) fn letter_with(old: &str, new: &str) -> Value {
    let statement = statement_of(&letter());
    assert!(statement.contains(old), "{statement}");
    signed_over(letter(), statement.replacen(old, new, 1))
}

/// The letter's record, with members more at the end of its statement; those that are shown are in
/// `shown`.
pub(super) fn letter_and(more: &str, shown: Value) -> Value {
    let mut record = letter_with(
        &format!(r#""created_at":"{AT}"}}"#),
        &format!(r#""created_at":"{AT}",{more}}}"#),
    );
    for (name, value) in shown.as_object().unwrap() {
        record[name.as_str()] = value.clone();
    }
    record
}

/// The SHA-256 of the letter.
pub(super) fn letter_hash() -> String {
    sha256_hex(LETTER.as_bytes())
}

/// A statement of a document with these members.
pub(super) fn statement(members: Value, order: &[&str]) -> String {
    crate::json::ordered(&members, order)
}

/// The answer of the key-discovery service.
pub(super) fn key_document() -> Value {
    json!({
        "domain": issuer().domain(),
        "public_key": issuer().public_key_hex(),
        "algorithm": "ed25519",
        "key_id": issuer().key_id(),
    })
}

/// In standard base64.
pub(super) fn to_base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// Adds the order of the group to the number S of a signature (RFC 8032, section 5.1).
pub(super) fn add_order(s: &mut [u8]) {
    let order =
        hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let mut carry = 0;
    for (digit, add) in s.iter_mut().zip(order) {
        let sum = u16::from(*digit) + u16::from(add) + carry;
        *digit = sum as u8;
        carry = sum >> 8;
    }
}
