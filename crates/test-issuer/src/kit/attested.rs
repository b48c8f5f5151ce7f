//! AI attestations: what was signed, what is shown, and whose key it is.

use serde_json::Value;

use super::attestations::{
    AT, SIGNED, VERIFIED, answer, body, of, record, signed_over, signed_text,
};
use super::case::{Case, case, pin_of};
use super::issuers::{impostor, issuer, other};
use super::statement::{statement, with, without};
use crate::sha256_hex;

pub(super) fn cases() -> Vec<Case> {
    [changed(), statements(), keys()].concat()
}

/// A field shown is not the one signed.
fn changed() -> Vec<Case> {
    let input_hash = sha256_hex(answer().input.as_bytes());
    let output_hash = sha256_hex(answer().output.as_bytes());
    let payload_hash = sha256_hex(body().as_bytes());
    let issuer = issuer();
    let id = record()["attestation_id"].as_str().unwrap().to_owned();
    let changes: [(&str, &str, &str, &str); 10] = [
        ("id_changed_fail", "attestation_id", "att_another", &id),
        ("tenant_changed_fail", "tenant_id", "another", issuer.tenant_id()),
        ("type_changed_fail", "attestation_type", "decision", "output"),
        ("attestation_hash_changed_fail", "attestation_hash", &sha256_hex(b"x"), &payload_hash),
        ("input_hash_changed_fail", "input_hash", &sha256_hex(b"x"), &input_hash),
        ("output_hash_changed_fail", "output_hash", &sha256_hex(b"x"), &output_hash),
        ("model_provider_changed_fail", "model_provider", "another", "quillmark"),
        ("model_name_changed_fail", "model_name", "quill-2-large", "quill-2-small"),
        ("model_version_changed_fail", "model_version", "2026-01-15", "2025-11-30"),
        ("date_changed_fail", "created_at", "2026-03-18T08:30:00.642009Z", AT),
    ];
    let all = [
        "attestation_id",
        "tenant_id",
        "attestation_type",
        "attestation_hash",
        "input_hash",
        "output_hash",
        "model_provider",
        "model_name",
        "model_version",
        "created_at",
    ];
    let mut cases: Vec<Case> = changes
        .into_iter()
        .map(|(name, field, value, signed)| {
            let others: Vec<&str> = all.into_iter().filter(|other| *other != field).collect();
            of(
                name,
                "The value shown is not the one signed, although the signature holds.",
                with(record(), field, value),
                &format!(
                    "body.json request unconfirmed signed_fields_differ
                 r.json attestation mismatch signed_fields_differ by quayside.example
                   signed {}
                   differing {field} = {signed}
                   unsigned retention_policy organization",
                    others.join(" ")
                ),
            )
        })
        .collect();
    cases.extend([
        of("type_that_is_none_fail", "The API knows three types; the signed one is another.",
            with(signed_over(&signed_text().replace("\"output\"", "\"verdict\"")), "attestation_type", "verdict"),
            "body.json request unconfirmed invalid_attestation_type
             r.json attestation unconfirmed invalid_attestation_type by quayside.example"),
        of("retention_changed", "What the statement does not have is unsigned, and shown so.", with(record(), "retention_policy", "none"),
            &format!("body.json request verified - by quayside.example\n {VERIFIED}\n {SIGNED}")),
        of("hash_with_prefix", "A hash in another notation is the same hash.", with(record(), "input_hash", format!("sha256:{input_hash}")), &format!(
            "body.json request verified - by quayside.example\n {VERIFIED}
               signed attestation_id tenant_id attestation_type attestation_hash output_hash model_provider model_name model_version created_at
               normalised input_hash = {input_hash}
               unsigned retention_policy organization")),
        of("model_left_out", "Signed fields that are not shown are listed with their signed values.", without(record(), &["model_name", "model_version"]), &format!(
            "body.json request verified - by quayside.example\n {VERIFIED}
               signed attestation_id tenant_id attestation_type attestation_hash input_hash output_hash model_provider created_at
               not_shown model_name = quill-2-small
               not_shown model_version = 2025-11-30
               unsigned retention_policy organization")),
    ]);
    cases
}

/// What was signed.
fn statements() -> Vec<Case> {
    let refused = |name: &str, shows, record, reason: &str, verdict: &str| {
        of(
            name,
            shows,
            record,
            &format!(
                "body.json request unconfirmed {reason}
             r.json attestation {verdict} {reason} by quayside.example"
            ),
        )
    };
    // A statement that names no body says nothing of the one that is there.
    let names_no_body = |name: &str, shows, record, body: &str, reason: &str, verdict: &str| {
        of(
            name,
            shows,
            record,
            &format!(
                "body.json request {body}
             r.json attestation {verdict} {reason} by quayside.example"
            ),
        )
    };
    let text = signed_text();
    let parsed: Value = serde_json::from_str(&text).unwrap();
    let hash = sha256_hex(body().as_bytes());
    vec![
        refused("statement_sorted_fail", "Sorted bytes could have been signed as the payload of an event.",
            signed_over(&crate::json::sorted(&parsed)), "signed_payload_does_not_bind", "unconfirmed"),
        refused("statement_with_two_members_swapped_fail", "The documented order is what tells a statement from a payload.",
            signed_over(&statement(parsed.clone(), &["v", "attestation_id", "attestation_type", "tenant_id", "input_hash", "output_hash", "payload_hash",
                "model_provider", "model_name", "model_version", "created_at"])), "signed_payload_does_not_bind", "unconfirmed"),
        refused("statement_without_version_fail", "What has no version may be something else.",
            signed_over(&text.replace("\"v\":1,", "")), "unsupported_schema", "unconfirmed"),
        refused("statement_of_version_2_fail", "What another version means is not documented.",
            signed_over(&text.replace("\"v\":1,", "\"v\":2,")), "unsupported_schema", "unconfirmed"),
        names_no_body("statement_without_the_hash_fail", "A statement that names no body speaks of none.",
            signed_over(&text.replace(&format!("\"payload_hash\":\"{hash}\","), "")), "not_found proof_not_found", "signed_payload_does_not_bind", "mismatch"),
        refused("statement_without_the_model_fail", "A statement that leaves out what the record shows does not vouch for it.",
            signed_over(&text.replace("\"model_name\":\"quill-2-small\",", "")), "signed_payload_does_not_bind", "unconfirmed"),
        of("statement_with_a_member_more", "What else is signed is listed.",
            signed_over(&text.replace("\"created_at\"", "\"region\":\"eu\",\"created_at\"")), &format!(
            "body.json request verified - by quayside.example\n {VERIFIED}
               signed attestation_id tenant_id attestation_type attestation_hash input_hash output_hash model_provider model_name model_version created_at
               not_shown region = eu
               unsigned retention_policy organization")),
        names_no_body("statement_of_a_document_fail", "The statement of a document proves no attestation.",
            signed_over(&format!("{{\"v\":1,\"document_hash\":\"{hash}\"}}")), "info -", "signed_payload_does_not_bind", "mismatch"),
        refused("bytes_of_an_audit_event_fail", "Nor do the bytes of an audit event.",
            signed_over(&format!("{{\"action\":\"a\",\"attestation_hash\":\"x\",\"payload_hash\":\"{hash}\",\"schema_id\":\"invoance.audit/1\"}}")),
            "signed_payload_does_not_bind", "mismatch"),
        names_no_body("repeated_key_in_the_statement_fail", "Of two equal keys nobody can say which one was meant.",
            signed_over(&text.replace("\"v\":1,", "\"v\":1,\"v\":1,")), "info -", "duplicate_json_key", "unconfirmed"),
        names_no_body("statement_that_is_no_json_fail", "The signed part is no statement.", signed_over("no JSON"), "info -", "signed_payload_does_not_bind", "mismatch"),
        of("signed_part_in_base64_fail", "The signed part is documented in hex, and in one form only.",
            with(record(), "signed_payload", super::statement::to_base64(text.as_bytes())),
            "body.json request unconfirmed invalid_field
             r.json attestation unconfirmed invalid_field"),
        of("signature_over_other_bytes_fail", "The signature does not hold; nobody is named as signer.",
            with(record(), "signature", issuer().sign_hex(b"x")),
            "body.json request unconfirmed signature_invalid
             r.json attestation mismatch signature_invalid
               unsigned attestation_id tenant_id attestation_type attestation_hash input_hash output_hash model_provider model_name model_version created_at retention_policy organization"),
        of("signature_empty_fail", "An empty signature is a missing one.", with(record(), "signature", ""),
            "body.json request unconfirmed no_signature
             r.json attestation unconfirmed no_signature"),
        of("another_algorithm_fail", "Another algorithm is not checked.", with(record(), "signature_alg", "es256"),
            "body.json request unconfirmed unsupported_algorithm
             r.json attestation unconfirmed unsupported_algorithm"),
    ]
}

fn keys() -> Vec<Case> {
    let forged = || impostor().attestation(&answer());
    vec![
        of(
            "signed_by_an_impostor_fail",
            "Every SDK accepts this: the key comes from the same response.",
            forged(),
            "body.json request unconfirmed pinned_key_mismatch
             r.json attestation mismatch pinned_key_mismatch",
        ),
        of(
            "key_not_pinned_fail",
            "A record cannot vouch for its own key.",
            record(),
            &format!(
                "body.json request unconfirmed key_not_pinned
             r.json attestation unconfirmed key_not_pinned\n {SIGNED}"
            ),
        )
        .pins([]),
        of(
            "no_key_in_the_record",
            "A signature without a key is tried under every pin.",
            without(record(), &["public_key"]),
            &format!("body.json request verified - by quayside.example\n {VERIFIED}"),
        ),
        of(
            "impostor_in_the_name_of_another_pin_fail",
            "A key that is pinned for one issuer does not pass in the name of another.",
            issuer().impostor("conformance kit, another").attestation(&answer()),
            "body.json request unconfirmed pinned_key_mismatch
             r.json attestation mismatch pinned_key_mismatch by hillside.example",
        )
        .pins([pin_of(&issuer()), pin_of(&other())]),
        of(
            "signed_after_the_compromise_fail",
            "The signed time is after the compromise of the key.",
            record(),
            "body.json request unconfirmed key_compromised
             r.json attestation mismatch key_compromised by quayside.example",
        )
        .pinned("compromised_since", "2026-03-18T08:30:00.642008Z"),
        case("found_by_its_id", "The id is signed.")
            .file("body.json", body())
            .record("r.json", &record())
            .options(["--find", record()["attestation_id"].as_str().unwrap()])
            .expect(VERIFIED),
        case("asked_for_and_not_there_fail", "What was asked for is not in the evidence.")
            .file("body.json", body())
            .record("r.json", &record())
            .options(["--find", "https://www.invoance.com/proof/ai/att_wanted"])
            .expect("proof/ai/att_wanted attestation not_found attestation_not_found"),
    ]
}
