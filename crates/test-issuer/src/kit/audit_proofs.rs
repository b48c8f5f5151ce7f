//! Audit events: hash, signature and key.

use super::audit_events::{VERIFIED, event, members, of};
use super::case::{Case, pin_of};
use super::issuers::{impostor, issuer, other};
use super::statement::{with, without};
use crate::sha256_hex;

pub(super) fn cases() -> Vec<Case> {
    let bytes = || {
        let mut input = members(1);
        input["event_id"] = input["id"].clone();
        invoance::canonical_audit_bytes(&input).unwrap()
    };
    let hash = sha256_hex(&bytes());
    let others =
        "unsigned id org_id seq occurred_at ingested_at action actor targets context metadata";
    let mut shifted = issuer().sign(&bytes());
    super::statement::add_order(&mut shifted[32..]);
    vec![
        of(
            "hash_changed_fail",
            "The signature is valid, and the hash beside it is another.",
            &with(event(1), "payload_hash", sha256_hex(b"x")),
            "e.json audit_event mismatch payload_hash_mismatch by quayside.example\n ALL",
        ),
        of(
            "hash_missing_fail",
            "The signature is valid, and a documented member is missing.",
            &without(event(1), &["payload_hash"]),
            "e.json audit_event unconfirmed missing_field by quayside.example\n ALL",
        ),
        of(
            "hash_with_prefix",
            "A hash can have a prefix.",
            &with(event(1), "payload_hash", format!("sha256:{hash}")),
            VERIFIED,
        ),
        of(
            "signature_over_the_hash_fail",
            "The signature is documented to be over the bytes, not over their hash.",
            &with(event(1), "signature", issuer().sign_hex(hash.as_bytes())),
            &format!("e.json audit_event mismatch signature_invalid\n {others}"),
        ),
        of(
            "signature_over_the_hash_as_bytes_fail",
            "Nor over the 32 bytes of it.",
            &with(event(1), "signature", issuer().sign_hex(&hex::decode(&hash).unwrap())),
            &format!("e.json audit_event mismatch signature_invalid\n {others}"),
        ),
        of(
            "signature_of_another_event_fail",
            "The signature of another event of the same key.",
            &with(event(1), "signature", event(2)["signature"].clone()),
            &format!("e.json audit_event mismatch signature_invalid\n {others}"),
        ),
        of(
            "signature_with_s_plus_order_fail",
            "S + L is no canonical number.",
            &with(event(1), "signature", hex::encode(shifted)),
            &format!("e.json audit_event mismatch signature_invalid\n {others}"),
        ),
        of(
            "signature_in_base64",
            "The notation of a signature does not matter.",
            &with(event(1), "signature", issuer().sign_base64(&bytes())),
            VERIFIED,
        ),
        of(
            "signature_missing_fail",
            "The hash agrees, and nobody signed.",
            &without(event(1), &["signature"]),
            &format!("e.json audit_event unconfirmed no_signature\n {others}"),
        ),
        of(
            "signature_empty_fail",
            "An empty one is a missing one.",
            &with(event(1), "signature", ""),
            &format!("e.json audit_event unconfirmed no_signature\n {others}"),
        ),
        of(
            "signature_cut_fail",
            "A signature that lacks its last character is none.",
            &{
                let text = event(1)["signature"].as_str().unwrap().to_owned();
                with(event(1), "signature", &text[..text.len() - 1])
            },
            &format!("e.json audit_event unconfirmed invalid_field\n {others}"),
        ),
        of(
            "signature_missing_and_changed_fail",
            "Nobody signed, and the hash does not agree.",
            &with(without(event(1), &["signature"]), "action", "a"),
            "e.json audit_event mismatch no_signature,payload_hash_mismatch",
        ),
        of(
            "key_missing",
            "A signature without a key is tried under every pin.",
            &without(event(1), &["signing_public_key"]),
            VERIFIED,
        ),
        of(
            "key_missing_and_none_holds_fail",
            "It holds under none of them.",
            &without(impostor().audit_event(members(1)), &["signing_public_key"]),
            "e.json audit_event unconfirmed no_pinned_key_holds",
        ),
        of(
            "key_missing_and_event_changed_fail",
            "The hash does not agree with what is shown.",
            &with(without(event(1), &["signing_public_key"]), "action", "a"),
            "e.json audit_event mismatch no_pinned_key_holds,payload_hash_mismatch",
        ),
        of(
            "key_not_pinned_fail",
            "An event cannot vouch for its own key.",
            &event(1),
            "e.json audit_event unconfirmed key_not_pinned\n ALL",
        )
        .pins([]),
        of(
            "signed_by_somebody_else_fail",
            "An event names neither domain nor tenant: another key is one that is not pinned.",
            &impostor().audit_event(members(1)),
            "e.json audit_event unconfirmed key_not_pinned\n ALL",
        ),
        of(
            "signed_by_somebody_else_in_the_issuers_name_fail",
            "If it names the issuer, it is another key than the pinned one.",
            &with(impostor().audit_event(members(1)), "tenant_domain", "quayside.example"),
            "e.json audit_event mismatch pinned_key_mismatch",
        ),
        of(
            "key_of_low_order_fail",
            "A key under which any signature could hold is none.",
            &with(event(1), "signing_public_key", "00".repeat(32)),
            "e.json audit_event unconfirmed invalid_public_key",
        ),
        of(
            "algorithm_named",
            "The algorithm can be named.",
            &with(event(1), "signature_alg", "Ed25519"),
            VERIFIED,
        ),
        of(
            "another_algorithm_fail",
            "Another one is not checked.",
            &with(event(1), "signature_alg", "hs256"),
            "e.json audit_event unconfirmed unsupported_algorithm",
        ),
        of(
            "signer_required_is_another_fail",
            "Another pinned key is required.",
            &event(1),
            "e.json audit_event mismatch unexpected_signer by quayside.example",
        )
        .pins([pin_of(&issuer()), pin_of(&other())])
        .options(["--signer", "hillside.example"]),
        of(
            "signed_after_the_compromise_fail",
            "The signed time of ingestion is after the compromise of the key.",
            &event(1),
            "e.json audit_event mismatch key_compromised by quayside.example",
        )
        .pinned("compromised_since", "2026-03-02T07:31:00Z"),
        of(
            "digits_below_the_millisecond_decide_nothing_fail",
            "Only the milliseconds of the time are signed: with more digits shown it is no later.",
            &with(event(1), "ingested_at", "2026-03-02T07:31:00.4009Z"),
            "e.json audit_event mismatch outside_key_validity by quayside.example",
        )
        .pinned("valid_from", "2026-03-02T07:31:00.4005Z"),
        of("found_by_its_id", "The id is signed.", &event(1), VERIFIED)
            .options(["--find", event(1)["id"].as_str().unwrap()]),
        of(
            "statement_in_place_of_the_bytes_fail",
            "The signature of a document's record proves no audit event.",
            &with(
                event(1),
                "signature",
                hex::encode({
                    use base64::Engine;
                    base64::engine::general_purpose::STANDARD
                        .decode(super::statement::letter()["signature_b64"].as_str().unwrap())
                        .unwrap()
                }),
            ),
            &format!("e.json audit_event mismatch signature_invalid\n {others}"),
        ),
    ]
}
