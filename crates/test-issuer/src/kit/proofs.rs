//! Proof responses: a signature over the hash of a payload, in a form that is not documented.

use serde_json::{Value, json};

use super::case::{Case, case, pin_of};
use super::events::{event, event_of};
use super::issuers::{impostor, issuer, other};
use super::statement::{with, without};
use crate::json::{indented, sorted};
use crate::{DigestForm, SignedForm, sha256_hex};

const SIGNED: &str = "signed payload_hash
     unsigned event_id status tenant_domain anchored_at event_type verify_url";
const VERIFIED: &str = "p.json proof_response verified - by quayside.example";

fn proof(form: SignedForm) -> Value {
    issuer().proof_response(&event(), form)
}

fn hexed() -> Value {
    proof(SignedForm::HEX_DIGEST)
}

fn payload() -> String {
    sorted(&event()["payload"])
}

/// A proof and the payload beside it.
fn of(name: &str, shows: &'static str, record: Value, expected: &str) -> Case {
    case(name, shows).record("p.json", &record).file("payload.json", payload()).expect(expected)
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = forms();
    cases.extend(payloads());
    cases.extend(other_kinds());
    cases.extend(keys());
    cases
}

fn forms() -> Vec<Case> {
    let payload = format!("payload.json content verified - by quayside.example\n {VERIFIED}");
    vec![
        of("signed_over_the_hash_as_text", "Signed over the 64 characters of the hash.", hexed(), &format!("{payload}\n {SIGNED}")),
        of("signed_over_the_hash_as_bytes", "Over its 32 bytes.", proof(SignedForm::RAW_DIGEST), &format!("{payload}\n {SIGNED}")),
        of("signed_over_the_hash_with_prefix", "Over `sha256:` and the characters.", proof(SignedForm::Digest(DigestForm::PrefixedHex)), &format!("{payload}\n {SIGNED}")),
        of("signed_over_the_payload", "Over the canonical bytes of the payload.", proof(SignedForm::Canonical), &format!("{payload}\n {SIGNED}")),
        of("signed_over_something_else_fail", "Another form and a forgery cannot be told apart.",
            with(hexed(), "signature", issuer().sign_hex(b"something else")),
            "payload.json content unconfirmed signed_bytes_undocumented
             p.json proof_response unconfirmed signed_bytes_undocumented
               unsigned event_id status payload_hash tenant_domain anchored_at event_type verify_url"),
        of("signed_over_hash_and_time_fail", "That the time is signed too is said on a page of the vendor: such a form is not known.",
            with(hexed(), "signature", issuer().sign_hex(format!("{}{}", event()["payload_hash"].as_str().unwrap(), super::events::AT).as_bytes())),
            "payload.json content unconfirmed signed_bytes_undocumented
             p.json proof_response unconfirmed signed_bytes_undocumented"),
        of("signature_missing_fail", "Nobody signed.", without(hexed(), &["signature"]),
            "payload.json content unconfirmed no_signature
             p.json proof_response unconfirmed no_signature"),
        of("signature_empty_fail", "An empty signature is a missing one.", with(hexed(), "signature", ""),
            "payload.json content unconfirmed no_signature
             p.json proof_response unconfirmed no_signature"),
        of("signature_cut_fail", "Half a signature is none.", with(hexed(), "signature", "ed25519:abcd"),
            "payload.json content unconfirmed invalid_field
             p.json proof_response unconfirmed invalid_field"),
        of("id_changed", "The id is signed by nothing, and shown so.", with(hexed(), "event_id", "evt_another"), &format!("{payload}\n {SIGNED}")),
        of("status_changed", "Nor is the status.", with(hexed(), "status", "verified"), &format!("{payload}\n {SIGNED}")),
        of("time_changed", "Nor the time.", with(hexed(), "anchored_at", "1999-01-01T00:00:00Z"), &format!("{payload}\n {SIGNED}")),
        of("type_changed", "Nor the type.", with(hexed(), "event_type", "invoice.rejected"), &format!("{payload}\n {SIGNED}")),
        of("hash_changed_fail", "The hash is: under another one the signature holds in no form.", with(hexed(), "payload_hash", sha256_hex(b"x")),
            "payload.json content not_found proof_not_found
             p.json proof_response uncheckable content_not_supplied,signed_bytes_undocumented"),
    ]
}

fn payloads() -> Vec<Case> {
    let alone = |name: &str, shows, record: Value, expected: &str| {
        case(name, shows).record("p.json", &record).expect(expected)
    };
    let carrying = |payload: Value| with(hexed(), "payload", payload);
    let saved = |name: &str, shows, text: String, expected: &str| {
        case(name, shows).record("p.json", &hexed()).file("payload.json", text).expect(expected)
    };
    let list = json!([event()["payload"]]).to_string();
    let list_hash = sha256_hex(list.as_bytes());
    let of_list = with(
        with(hexed(), "payload_hash", list_hash.as_str()),
        "signature",
        issuer().sign_hex(list_hash.as_bytes()),
    );
    let open = "p.json proof_response unconfirmed content_not_supplied by quayside.example";
    vec![
        alone("without_its_payload_fail", "The signature holds, and what it is about is not there.", hexed(), &format!("{open}\n {SIGNED}")),
        alone("carrying_its_payload", "The response can carry its payload.", carrying(event()["payload"].clone()),
            &format!("{VERIFIED}\n signed payload_hash payload\n unsigned event_id status tenant_domain anchored_at event_type verify_url")),
        alone("carrying_a_changed_payload_fail", "The payload in it does not have the hash.", carrying(json!({ "invoice": "INV-1", "amount": 1 })),
            "p.json proof_response mismatch payload_hash_mismatch by quayside.example"),
        of("carrying_a_changed_payload_beside_the_right_one_fail", "The payload beside it does not mend it.", carrying(json!({ "amount": 1 })),
            "payload.json content unconfirmed payload_hash_mismatch
             p.json proof_response mismatch payload_hash_mismatch by quayside.example"),
        of("carrying_a_text_fail", "A payload is an object: no other counts for a response that shows something else.", carrying(json!("pay 1,000,000")),
            "payload.json content not_found proof_not_found
             p.json proof_response unconfirmed invalid_field by quayside.example"),
        of("carrying_a_list_fail", "Nor is a list one.", carrying(json!([1])),
            "payload.json content not_found proof_not_found
             p.json proof_response unconfirmed invalid_field by quayside.example"),
        alone("carrying_null_fail", "Null is as missing.", carrying(Value::Null), open),
        saved("payload_indented", "White space means nothing.", indented(&payload()), &format!("payload.json content verified - by quayside.example\n {VERIFIED}")),
        saved("payload_in_another_order", "Nor does the order.", "{\"to\":\"Öffentliche Kasse\",\"invoice\":\"INV-1\",\"amount\":5000}".to_owned(),
            &format!("payload.json content verified - by quayside.example\n {VERIFIED}")),
        saved("payload_with_escapes", "Nor how its text is written.", payload().replace('Ö', "\\u00d6"), &format!("payload.json content verified - by quayside.example\n {VERIFIED}")),
        saved("payload_changed_fail", "Another payload has another hash.", payload().replace("5000", "6000"),
            &format!("payload.json content not_found proof_not_found\n {open}")),
        saved("payload_with_a_repeated_key_fail", "Nobody can say which of two equal keys was hashed.", payload().replacen('{', "{\"amount\":1,", 1),
            &format!("payload.json unknown uncheckable duplicate_json_key\n {open}")),
        case("payload_in_the_event_fail", "The record of the event has the payload; it stays unsigned itself.").record("p.json", &hexed()).record("e.json", &event())
            .expect(format!("{VERIFIED}\n e.json event unconfirmed no_signature")),
        case("payload_that_is_a_list_fail", "The payload of an event is an object. The hash of anything else, a seal's for one, proves none.")
            .record("p.json", &of_list).file("payload.json", &list)
            .expect(format!("payload.json content not_found proof_not_found\n {open}")),
        case("float_saved_as_an_integer_fail", "JavaScript saves 100.0 as 100: a weaker match.")
            .record("p.json", &issuer().proof_response(&event_of(json!({ "a": 100.0 })), SignedForm::HEX_DIGEST))
            .file("payload.json", "{\"a\":100}")
            .expect("payload.json content unconfirmed weaker_form_matched
                     p.json proof_response unconfirmed weaker_form_matched by quayside.example"),
    ]
}

/// What was signed for another kind.
fn other_kinds() -> Vec<Case> {
    let audit = super::audit_events::event(1);
    let mut bytes = super::audit_events::members(1);
    bytes["event_id"] = bytes["id"].clone();
    bytes.as_object_mut().unwrap().remove("id");
    bytes["schema_id"] = json!("invoance.audit/1");
    let audited = event_of(bytes);
    assert_eq!(audited["payload_hash"], audit["payload_hash"]);
    let of_audit = with(
        issuer().proof_response(&audited, SignedForm::Canonical),
        "signature",
        audit["signature"].clone(),
    );
    let statement = event_of(json!({ "v": 1, "payload_hash": sha256_hex(b"x") }));
    let of_statement = issuer().proof_response(&statement, SignedForm::Canonical);
    let seal_hash = sha256_hex(b"the hashes of items");
    vec![
        case("signature_of_an_audit_event_fail", "The signed bytes of an audit event are those of an object with its hash, and prove no payload.")
            .record("p.json", &with(of_audit, "payload", audited["payload"].clone()))
            .expect("p.json proof_response unconfirmed signed_payload_does_not_bind by quayside.example"),
        case("payload_in_the_form_of_a_statement_fail", "A payload in the form of a statement can have been signed as one.")
            .record("p.json", &with(of_statement, "payload", statement["payload"].clone()))
            .expect("p.json proof_response unconfirmed signed_payload_does_not_bind by quayside.example"),
        case("signature_of_a_document_fail", "The signature of a document's record is over a statement, not over this hash.")
            .record("p.json", &with(hexed(), "signature", super::statement::letter()["signature_b64"].clone())).file("payload.json", payload())
            .expect("payload.json content unconfirmed signed_bytes_undocumented
                     p.json proof_response unconfirmed signed_bytes_undocumented"),
        case("signature_of_a_seal_fail", "A seal signs a hash in the same form. It is the hash of no object, so no file is its payload.")
            .record("p.json", &with(with(hexed(), "payload_hash", seal_hash.as_str()), "signature", issuer().sign_hex(seal_hash.as_bytes())))
            .file("hashes.txt", "the hashes of items")
            .expect("hashes.txt content not_found proof_not_found
                     p.json proof_response unconfirmed content_not_supplied by quayside.example"),
    ]
}

fn keys() -> Vec<Case> {
    let forged = || impostor().proof_response(&event(), SignedForm::HEX_DIGEST);
    let rejected = |reason: &str, verdict: &str| {
        format!(
            "payload.json content unconfirmed {reason}\n p.json proof_response {verdict} {reason}"
        )
    };
    vec![
        of("signed_by_an_impostor_fail", "Another key in the name of the issuer's domain.", forged(), &rejected("pinned_key_mismatch", "mismatch")),
        of("impostor_without_the_domain_fail", "Without the name it is only a key that is not pinned.", without(forged(), &["tenant_domain"]), &rejected("key_not_pinned", "unconfirmed")),
        of("key_not_pinned_fail", "A response cannot vouch for its own key.", hexed(), &format!("{}\n {SIGNED}", rejected("key_not_pinned", "unconfirmed"))).pins([]),
        of("no_key_in_the_response", "A signature without a key is tried under every pin.", without(hexed(), &["public_key"]),
            &format!("payload.json content verified - by quayside.example\n {VERIFIED}")),
        of("key_id_in_place_of_the_key", "The id of a key is no key.", with(hexed(), "public_key", issuer().key_id()),
            &format!("payload.json content verified - by quayside.example\n {VERIFIED}")),
        of("no_key_and_no_pin_holds_fail", "It holds under none of them.", without(forged(), &["public_key"]), &rejected("no_pinned_key_holds", "unconfirmed")),
        of("no_key_and_another_signer_required_fail", "Nor is it invalid where another signer is required: the form may be another.",
            without(hexed(), &["public_key"]),
            "payload.json content unconfirmed unexpected_signer
             p.json proof_response mismatch unexpected_signer by quayside.example").pins([pin_of(&issuer()), pin_of(&other())]).options(["--signer", "hillside.example"]),
        of("key_of_low_order_fail", "A key under which anything could hold is none.", with(hexed(), "public_key", "00".repeat(32)), &rejected("invalid_public_key", "unconfirmed")),
        of("unsigned_time_decides_of_a_dated_pin_fail", "The time is the only one there is, and unsigned.", hexed(), &format!("{} by quayside.example", rejected("key_compromised", "mismatch")))
            .pinned("compromised_since", "2026-01-01T00:00:00Z"),
        of("found_by_an_id_that_nothing_signs_fail", "Finding it by its id proves nothing.", hexed(), &format!(
            "p.json proof_response verified - by quayside.example\n {} unknown unconfirmed id_not_signed", event()["event_id"].as_str().unwrap()))
            .options(["--find", event()["event_id"].as_str().unwrap()]),
    ]
}
