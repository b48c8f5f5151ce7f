//! Signatures, signers, and what is signed.

use serde_json::{Value, json};
use test_issuer::{Document, Issuer, SignedForm};

use super::Case;
use super::content::event;
use super::parse::{
    from_base64, letter_with, letter_without, other_letter, sign_document, signed_payload,
    to_base64,
};
use super::traces::{sealed, trace};
use crate::support::{LETTER, answer, issuer, letter, value_from};

fn flipped(signature: &Value) -> Value {
    let mut bytes = from_base64(signature);
    bytes[7] ^= 1;
    to_base64(&bytes).into()
}

pub(super) fn signature_invalid() -> Case {
    letter_with("signature_b64", flipped(&letter()["signature_b64"])).gives("mismatch", 1)
}

/// What is signed is not documented for the items of a trace, but the others show it.
pub(super) fn signature_invalid_beside_others() -> Case {
    let mut trace = sealed();
    trace["events"][1]["signature"] = trace["events"][0]["signature"].clone();
    Case::new().record("trace.json", &trace).gives("mismatch", 1)
}

pub(super) fn signature_invalid_for_the_required_signer() -> Case {
    let record = stranger_without_key();
    Case::new()
        .record("r.json", &record)
        .file("letter.txt", LETTER)
        .args(["--signer", "issuer.example"])
        .gives("mismatch", 1)
}

pub(super) fn no_signature() -> Case {
    Case::new().record("event.json", &event()).gives("unconfirmed", 3)
}

pub(super) fn no_signature_left() -> Case {
    letter_without("signature_b64").gives("unconfirmed", 3)
}

pub(super) fn no_public_key() -> Case {
    letter_without("public_key_b64").pin(None).gives("unconfirmed", 3)
}

/// A key under which anybody's signature would hold.
pub(super) fn invalid_public_key() -> Case {
    letter_with("public_key_b64", to_base64(&[0; 32]).into()).gives("unconfirmed", 3)
}

pub(super) fn invalid_public_key_document() -> Case {
    let mut key = issuer().key_document();
    key["public_key"] = "AAAA".into();
    Case::new().record("issuer.key.json", &key).gives("uncheckable", 3)
}

pub(super) fn unsupported_algorithm() -> Case {
    let mut record = issuer().attestation(&answer());
    record["signature_alg"] = json!("rsa-pss");
    Case::new()
        .record("answer.json", &record)
        .file("answer.raw.json", answer().raw_body())
        .gives("unconfirmed", 3)
}

pub(super) fn signed_bytes_undocumented() -> Case {
    let mut proof = issuer().proof_response(&event(), SignedForm::HEX_DIGEST);
    proof["signature"] = issuer().sign_hex(b"something else").into();
    Case::new().record("proof.json", &proof).record("event.json", &event()).gives("unconfirmed", 3)
}

fn stranger() -> Issuer {
    Issuer::new("a stranger", "Stranger Ltd", "stranger.example")
}

fn stranger_without_key() -> Value {
    let mut record =
        stranger().document(&Document::new(LETTER, "letter.txt", "2026-03-02T10:00:00Z"));
    record.as_object_mut().unwrap().remove("public_key_b64");
    record
}

pub(super) fn no_pinned_key_holds() -> Case {
    let record = stranger_without_key();
    Case::new().record("r.json", &record).file("letter.txt", LETTER).gives("unconfirmed", 3)
}

/// What is signed is not documented, so that the required signer may have signed it or not, with the
/// key in the record or without.
#[test]
fn the_required_signer_of_undocumented_bytes() {
    let mut proof = issuer().proof_response(&event(), SignedForm::HEX_DIGEST);
    proof["signature"] = issuer().sign_hex(b"something else").into();
    let report = |proof: &Value| {
        let case = Case::new().record("proof.json", proof).record("event.json", &event());
        case.args(["--signer", "issuer.example"]).run()
    };
    let with_key = report(&proof);
    proof.as_object_mut().unwrap().remove("public_key");
    let without = report(&proof);
    for (report, signer) in [(with_key, "none"), (without, "unknown")] {
        let result = report.result("proof.json");
        assert_eq!(result["verdict"], "unconfirmed", "{result:#}");
        assert_eq!(result["axes"]["signer"], signer);
        assert_eq!(report.status, 3);
    }
}

pub(super) fn key_not_pinned() -> Case {
    letter_with("metadata", json!({})).pin(None).gives("unconfirmed", 3)
}

fn forged() -> Value {
    let impostor = issuer().impostor("somebody else");
    impostor.document(&Document::new(LETTER, "letter.txt", "2026-03-02T10:00:00Z"))
}

pub(super) fn pinned_key_mismatch() -> Case {
    Case::new().record("r.json", &forged()).file("letter.txt", LETTER).gives("mismatch", 1)
}

/// Without a domain in the record, the tenant tells.
pub(super) fn pinned_key_mismatch_by_tenant() -> Case {
    let mut record = forged();
    record.as_object_mut().unwrap().remove("organization");
    with_ring(&[("tenant_id", issuer().tenant_id())], &record).gives("mismatch", 1)
}

/// A document's record and the document, with the issuer pinned in a key ring.
fn with_ring(members: &[(&str, &str)], record: &Value) -> Case {
    with_pins(&[members], record)
}

/// The same, with the key pinned as often as there are lists of members.
fn with_pins(pins: &[&[(&str, &str)]], record: &Value) -> Case {
    let pin = |(number, members): (usize, &&[(&str, &str)])| {
        let mut pin = json!({
            "label": format!("Example {number}"),
            "key": issuer().public_key_hex(),
            "fingerprint": test_issuer::sha256_hex(&issuer().public_key()),
        });
        for (name, value) in *members {
            pin[*name] = json!(value);
        }
        pin
    };
    let pins: Vec<Value> = pins.iter().enumerate().map(pin).collect();
    let ring = json!({ "schema": "proofdesk.keyring/1", "pins": pins });
    Case::new()
        .record("r.json", record)
        .file("letter.txt", LETTER)
        .with(|folder| std::fs::write(folder.join("../ring.json"), ring.to_string()).unwrap())
        .pin(None)
        .args(["--keyring", "ring.json"])
}

pub(super) fn unexpected_signer() -> Case {
    let other = format!("other={}", stranger().public_key_hex());
    letter_with("metadata", json!({}))
        .args(["--pin", &other, "--signer", "other"])
        .gives("mismatch", 1)
}

// The letter was signed at 10:00 on 2 March 2026.

pub(super) fn outside_key_validity_before() -> Case {
    with_ring(&[("valid_from", "2026-03-02T10:00:01Z")], &letter()).gives("mismatch", 1)
}

pub(super) fn outside_key_validity_after() -> Case {
    with_ring(&[("valid_until", "2026-03-02T10:59:59+01:00")], &letter()).gives("mismatch", 1)
}

/// A time that is there and cannot be read is not called missing.
#[test]
fn a_time_that_cannot_be_read_is_shown() {
    let dated = [("valid_from", "2026-01-01T00:00:00Z")];
    let mut record = letter();
    let signed = signed_payload(&record).replace("2026-03-02T10:00:00Z", "yesterday");
    sign_document(&mut record, &issuer(), signed.as_bytes());
    record["created_at"] = json!("yesterday");
    let report = with_ring(&dated, &record).run();
    let result = report.result("r.json");
    assert_eq!(result["verdict"], "unconfirmed", "{result:#}");
    let headline = result["headline"].as_str().unwrap();
    assert!(headline.contains("time of signing cannot be read"), "{headline}");
    let checks = result["checks"].as_array().unwrap();
    let signer = checks.iter().find(|check| check["check"] == "signer").unwrap();
    assert_eq!(value_from(signer, "signed"), "yesterday", "{signer:#}");
}

/// Both times have the same milliseconds, and the reason must not read as if they were equal.
#[test]
fn the_times_are_shown_with_all_their_digits() {
    let mut record = letter();
    let signed = signed_payload(&record).replace("10:00:00Z", "10:00:00.0000005Z");
    sign_document(&mut record, &issuer(), signed.as_bytes());
    record["created_at"] = json!("2026-03-02T10:00:00.0000005Z");
    let report = with_ring(&[("valid_until", "2026-03-02T10:00:00Z")], &record).run();
    assert_eq!(report.json["pins"][0]["valid_until"], "2026-03-02T10:00:00Z");
    let checks = report.result("r.json")["checks"].as_array().unwrap();
    let signer = checks.iter().find(|check| check["check"] == "signer").unwrap();
    assert_eq!(signer["reason"], "outside_key_validity");
    assert_eq!(value_from(signer, "pinned"), "2026-03-02T10:00:00Z");
    assert_eq!(value_from(signer, "signed"), "2026-03-02T10:00:00.0000005Z");
}

/// Two pins of one key, of which one excludes the time: the domain in the record, which nobody
/// signed, does not choose.
#[test]
fn an_unsigned_domain_does_not_choose_between_dates() {
    let old = [("domain", "issuer.example"), ("valid_until", "2020-01-01T00:00:00Z")];
    let other = [("domain", "two.example")];
    let mut renamed = letter();
    renamed["organization"]["primary_domain"] = json!("two.example");
    for record in [letter(), renamed] {
        let report = with_pins(&[&old, &other], &record).run();
        let result = report.result("r.json");
        assert_eq!((&result["verdict"], report.status), (&json!("unconfirmed"), 3), "{result:#}");
        let checks = result["checks"].as_array().unwrap();
        let signer = checks.iter().find(|check| check["check"] == "signer").unwrap();
        assert_eq!(signer["reason"], "outside_key_validity");
        let note = signer["note"].as_str().unwrap();
        assert!(
            note.contains("Example 0") && note.contains("nothing that is signed chooses"),
            "{note}"
        );
    }
}

pub(super) fn key_compromised() -> Case {
    with_ring(&[("compromised_since", "2026-03-02T10:00:00Z")], &letter()).gives("mismatch", 1)
}

#[test]
fn a_pin_whose_dates_hold_verifies() {
    let dates = [
        ("valid_from", "2026-03-02T10:00:00Z"),
        ("valid_until", "2026-03-02T11:00:00+01:00"),
        ("compromised_since", "2026-03-02T10:00:00.000001Z"),
    ];
    let report = with_ring(&dates, &letter()).run();
    assert_eq!(report.status, 0, "{:?}", report.places());
}

pub(super) fn signed_fields_differ() -> Case {
    letter_with("document_ref", json!("contract.txt")).gives("mismatch", 1)
}

pub(super) fn signed_payload_does_not_bind() -> Case {
    let mut record = letter();
    sign_document(&mut record, &issuer(), signed_payload(&other_letter()).as_bytes());
    Case::new().record("r.json", &record).file("letter.txt", LETTER).gives("mismatch", 1)
}

#[test]
fn traces_and_documents_verify_before_anything_is_changed() {
    let case = letter_with("metadata", json!({})).record("trace.json", &trace(&[0, 1, 2]));
    let report = case.run();
    assert_eq!(report.status, 0, "{:?}", report.places());
}
