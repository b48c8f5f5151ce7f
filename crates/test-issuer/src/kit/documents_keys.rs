//! Documents: whose key it is, what the pins say of it, and what is asked for.

use serde_json::{Value, json};

use super::case::{Case, case, pin, pin_of};
use super::issuers::{impostor, issuer, other};
use super::statement::{AT, LETTER, letter, letter_and, with, without};
use crate::{Document, Issuer, sha256_hex};

const VERIFIED: &str = "letter.txt content verified - by quayside.example
     r.json document verified - by quayside.example";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = keys();
    cases.extend(pins());
    cases.extend(asked_for());
    cases
}

fn of(name: &str, shows: &'static str, record: Value, expected: &str) -> Case {
    case(name, shows).file("letter.txt", LETTER).record("r.json", &record).expect(expected)
}

fn letter_of(issuer: &Issuer) -> Value {
    issuer.document(&Document::new(LETTER.as_bytes(), "letter.txt", AT))
}

fn rejected(reason: &str, verdict: &str) -> String {
    format!("letter.txt content unconfirmed {reason}\n r.json document {verdict} {reason}")
}

/// The same where the signature holds under a key that is pinned with this label.
fn rejected_of(label: &str, reason: &str, verdict: &str) -> String {
    format!("{} by {label}", rejected(reason, verdict))
}

fn keys() -> Vec<Case> {
    let keyed = |key: &str| with(letter(), "public_key_b64", key);
    let keyless = || without(letter(), &["public_key_b64"]);
    let forged = || letter_of(&impostor());
    let forged_keyless = || without(forged(), &["public_key_b64"]);
    vec![
        of(
            "key_in_hex",
            "A key is its 32 bytes, in whatever notation.",
            keyed(&issuer().public_key_hex()),
            VERIFIED,
        ),
        of(
            "key_in_base64url_without_padding",
            "Also in that of the key-discovery service.",
            keyed(
                &issuer().public_key_base64().replace('+', "-").replace('/', "_").replace('=', ""),
            ),
            VERIFIED,
        ),
        of(
            "key_with_prefix",
            "And with `ed25519:` before it.",
            keyed(&format!("ed25519:{}", issuer().public_key_base64())),
            VERIFIED,
        ),
        of(
            "no_key_in_the_record",
            "A signature without a key is tried under every pin.",
            keyless(),
            VERIFIED,
        ),
        of("key_empty", "An empty key is a missing one.", keyed(""), VERIFIED),
        of(
            "key_id_in_place_of_the_key",
            "The id of a key is no key.",
            keyed(&issuer().key_id()),
            VERIFIED,
        ),
        of(
            "no_key_and_no_pin_holds_fail",
            "It holds under none of the pins: its signer may not be pinned.",
            forged_keyless(),
            &rejected("no_pinned_key_holds", "unconfirmed"),
        ),
        of(
            "no_key_and_no_pins_fail",
            "Without any key nothing can be checked.",
            keyless(),
            &rejected("no_public_key", "unconfirmed"),
        )
        .pins([]),
        of(
            "key_not_pinned_fail",
            "A record cannot vouch for its own key.",
            letter(),
            "letter.txt content unconfirmed key_not_pinned
             r.json document unconfirmed key_not_pinned
               signed event_id tenant_id document_ref document_hash created_at
               unsigned has_original organization",
        )
        .pins([]),
        of(
            "another_issuer_that_is_not_pinned_fail",
            "Somebody else's record, under a key that nobody pinned.",
            letter_of(&other()),
            &rejected("key_not_pinned", "unconfirmed"),
        ),
        of(
            "signed_by_an_impostor_fail",
            "It names the issuer by domain and tenant, and has another key.",
            forged(),
            &rejected("pinned_key_mismatch", "mismatch"),
        ),
        of(
            "impostor_that_names_the_domain_in_capitals_fail",
            "Domains are compared without regard to case, final dot and white space.",
            with(
                without(forged(), &["tenant_id"]),
                "organization",
                json!({ "name": "Q", "primary_domain": " QuaySide.Example. " }),
            ),
            &rejected("pinned_key_mismatch", "mismatch"),
        ),
        of(
            "impostor_with_a_second_domain_fail",
            "A second name that nobody pinned hides nothing.",
            with(forged(), "tenant_domain", "zzz.example"),
            &rejected("pinned_key_mismatch", "mismatch"),
        ),
        of(
            "impostor_who_names_nobody_fail",
            "Without the issuer's names it is only a key that is not pinned.",
            without(forged(), &["organization"]),
            &rejected("key_not_pinned", "unconfirmed"),
        ),
        of(
            "another_pinned_issuer_in_this_ones_name_fail",
            "The key that is pinned for one issuer does not pass under the name of another.",
            letter_of(&issuer().impostor("conformance kit, another")),
            &rejected_of("hillside.example", "pinned_key_mismatch", "mismatch"),
        )
        .pins([pin_of(&issuer()), pin_of(&other())]),
        of(
            "key_of_zeros_fail",
            "A point of low order is no key (RFC 8032, section 5.1): any signature could hold.",
            keyed(&"00".repeat(32)),
            &rejected("invalid_public_key", "unconfirmed"),
        ),
        of(
            "key_of_the_identity_fail",
            "Nor is the identity.",
            keyed(&format!("01{}", "00".repeat(31))),
            &rejected("invalid_public_key", "unconfirmed"),
        ),
        of(
            "key_not_canonical_fail",
            "Nor the encoding of a number that is p or more.",
            keyed(&format!("f0{}7f", "ff".repeat(30))),
            &rejected("invalid_public_key", "unconfirmed"),
        ),
        of(
            "key_of_31_bytes_fail",
            "Nor what has another length.",
            keyed(&issuer().public_key_hex()[2..]),
            &rejected("invalid_public_key", "unconfirmed"),
        ),
        of(
            "key_that_is_no_text_fail",
            "Nor what is no text.",
            with(letter(), "public_key_b64", json!([1, 2])),
            &rejected_of("quayside.example", "invalid_field", "unconfirmed"),
        ),
        of(
            "key_of_the_signer_is_not_the_one_shown_fail",
            "The pinned key signed, but the record shows another: the signature is checked under that one.",
            keyed(&other().public_key_base64()),
            "letter.txt content unconfirmed pinned_key_mismatch
             r.json document mismatch pinned_key_mismatch,signature_invalid",
        ),
    ]
}

fn pins() -> Vec<Case> {
    let dated = |name, shows, member: &str, value: &str, expected: &str| {
        of(name, shows, letter(), expected).pinned(member, value)
    };
    let timeless = || {
        let record = super::statement::letter_with(&format!(r#","created_at":"{AT}""#), "");
        without(record, &["created_at"])
    };
    let fingerprint_of_a_point = || {
        (0..)
            .map(|n| {
                Issuer::new(&format!("fingerprint {n}"), "Quayside Mutual", "quayside.example")
            })
            .find(|issuer| {
                let bytes = hex::decode(sha256_hex(&issuer.public_key())).unwrap();
                ed25519_dalek::VerifyingKey::from_bytes(&bytes.try_into().unwrap()).is_ok()
            })
            .unwrap()
    };
    let odd = fingerprint_of_a_point();
    vec![
        of("key_pinned_without_a_domain", "A pin of a label alone is a pin of this key for whomever.", letter(),
            "letter.txt content verified - by the-issuer
             r.json document verified - by the-issuer").pins([pin("the-issuer", None, &issuer().public_key_hex())]),
        of("key_pinned_for_another_domain", "The pinned key signed; the domain that the record shows has no pin, which is noted.", letter(),
            "letter.txt content verified - by hillside.example
             r.json document verified - by hillside.example").pins([pin("hillside.example", Some("hillside.example"), &issuer().public_key_hex())]),
        of("second_key_pinned_without_a_domain_fail", "A key of yours that names no issuer may be one of this issuer: unknown, not a mismatch.",
            letter_of(&impostor()), &rejected_of("old", "key_not_pinned", "unconfirmed"))
            .pins([pin_of(&issuer()), pin("old", None, &impostor().public_key_hex())]),
        of("two_keys_of_one_domain", "An issuer can have two keys.", letter_of(&impostor()),
            "letter.txt content verified - by quayside.example~(old)
             r.json document verified - by quayside.example~(old)")
            .pins([pin_of(&issuer()), pin("quayside.example (old)", Some("quayside.example"), &impostor().public_key_hex())]),
        of("fingerprint_pinned_as_the_key_fail", "Whoever pinned the fingerprint instead of the key made an error; nobody else is accused of it.",
            letter_of(&odd), &rejected("key_not_pinned", "unconfirmed"))
            .pins([pin("quayside.example", Some("quayside.example"), &sha256_hex(&odd.public_key()))]),
        dated("signed_after_the_pin_ends_fail", "The pin was valid until before the time of signing.",
            "valid_until", "2026-03-01T00:00:00Z", &rejected_of("quayside.example", "outside_key_validity", "mismatch")),
        dated("signed_before_the_pin_begins_fail", "Or is valid from after it.",
            "valid_from", "2026-03-03T00:00:00Z", &rejected_of("quayside.example", "outside_key_validity", "mismatch")),
        dated("signed_within_the_pin", "The pin was valid at the time.", "valid_until", "2026-03-03T00:00:00Z", VERIFIED),
        dated("signed_before_the_compromise", "The key was compromised later.", "compromised_since", "2026-03-03T00:00:00Z", VERIFIED),
        dated("signed_after_the_compromise_fail", "The key was compromised before.",
            "compromised_since", "2026-03-01T00:00:00Z", &rejected_of("quayside.example", "key_compromised", "mismatch")),
        dated("signed_at_the_moment_of_the_compromise_fail", "At that moment counts as after it.",
            "compromised_since", AT, &rejected_of("quayside.example", "key_compromised", "mismatch")),
        of("no_time_for_a_dated_pin_fail", "Without a time of signing nobody can say whether the pin was valid.",
            timeless(), &rejected_of("quayside.example", "outside_key_validity", "unconfirmed")).pinned("valid_until", "2026-03-03T00:00:00Z"),
        of("signed_time_counts_not_the_one_shown_fail", "The signed time decides, whatever is shown beside it.",
            with(letter(), "created_at", "2026-02-01T00:00:00Z"),
            "letter.txt content unconfirmed key_compromised
             r.json document mismatch key_compromised,signed_fields_differ by quayside.example").pinned("compromised_since", "2026-03-01T00:00:00Z"),
        of("tenant_pinned_with_another_key_fail", "A pin of the tenant id that the record shows has another key.",
            letter_of(&issuer().impostor("conformance kit, another")), &rejected("pinned_key_mismatch", "mismatch"))
            .pins([json!({ "label": "by tenant", "domain": null, "tenant_id": issuer().tenant_id(), "key": issuer().public_key_hex() })]),
        of("signer_required_and_met", "The record is signed with the key that is required.", letter(), VERIFIED).options(["--signer", "quayside.example"]),
        of("signer_required_is_another_fail", "It is signed with another pinned key than the one that is required.", letter(),
            "letter.txt content unconfirmed unexpected_signer
             r.json document mismatch unexpected_signer by quayside.example")
            .pins([pin_of(&issuer()), pin_of(&other())]).options(["--signer", "hillside.example"]),
        of("signer_required_of_an_unsigned_record_fail", "A record without a signature is judged as without the requirement.",
            without(letter(), &["signature_b64"]), &rejected("no_signature", "unconfirmed")).options(["--signer", "quayside.example"]),
        of("signer_required_and_no_key_shown_fail", "The signed bytes are documented, so that a signature that holds under no pin is invalid.",
            without(letter_of(&impostor()), &["public_key_b64"]), &rejected("signature_invalid", "mismatch")).options(["--signer", "quayside.example"]),
        of("signed_domain_of_another_issuer_fail", "A domain in the signed part counts too.",
            letter_and(r#""tenant_domain":"hillside.example""#, json!({})),
            "letter.txt content unconfirmed pinned_key_mismatch
             r.json document mismatch pinned_key_mismatch by quayside.example").pins([pin_of(&issuer()), pin_of(&other())]),
    ]
}

fn asked_for() -> Vec<Case> {
    let id = letter()["event_id"].as_str().unwrap().to_owned();
    let relabelled = super::statement::letter_with(&format!(r#""event_id":"{id}","#), "");
    let found = |name, shows, query: &str| {
        of(name, shows, letter(), "r.json document verified - by quayside.example")
            .options(["--find", query])
    };
    vec![
        found("found_by_its_id", "The id is signed.", &id),
        found(
            "found_by_a_link",
            "A link of the proof page names it.",
            &format!("https://www.invoance.com/proof/document/{id}"),
        ),
        of("found_by_its_hash", "The hash names the record and the file.", letter(), VERIFIED)
            .options(["--find", &super::statement::letter_hash()]),
        of(
            "found_by_an_id_that_is_not_signed_fail",
            "Whoever can edit the record can write any id.",
            relabelled,
            &format!(
                "{id} unknown unconfirmed id_not_signed
             r.json document verified - by quayside.example"
            ),
        )
        .options(["--find", &id]),
        of(
            "asked_for_and_not_there_fail",
            "What was asked for is not in the evidence.",
            letter(),
            "proof/document/evt_wanted document not_found document_not_found",
        )
        .options(["--find", "https://www.invoance.com/proof/document/evt_wanted"]),
        of(
            "found_by_a_link_of_another_kind_fail",
            "A link of one kind finds records of that kind.",
            letter(),
            &format!("proof/trace/{id} trace not_found trace_not_found"),
        )
        .options(["--find", &format!("https://www.invoance.com/proof/trace/{id}")]),
    ]
}
