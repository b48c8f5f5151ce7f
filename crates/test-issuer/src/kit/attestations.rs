//! AI attestations: the statement, the request body and its texts.

use serde_json::{Value, json};

use super::case::{Case, case};
use super::issuers::issuer;
use super::statement::{with, without};
use crate::json::{indented, string};
use crate::{Attestation, Subject, sha256_hex};

pub(super) const AT: &str = "2026-03-18T08:30:00.642008Z";

pub(super) fn answer() -> Attestation<'static> {
    Attestation {
        attestation_type: "output",
        input: "May a member under 18 hold a notice account? Größe < 1 & \"so\"",
        output: "No. Young savers hold a share account until they are 18.",
        model: ["quillmark", "quill-2-small", "2025-11-30"],
        subject: Subject::Null,
        created_at: AT,
    }
}

pub(super) fn record() -> Value {
    issuer().attestation(&answer())
}

pub(super) fn body() -> String {
    answer().raw_body()
}

pub(super) const SIGNED: &str = "signed attestation_id tenant_id attestation_type attestation_hash input_hash output_hash model_provider model_name model_version created_at
     unsigned retention_policy organization";
pub(super) const VERIFIED: &str = "r.json attestation verified - by quayside.example";

/// The text of what was signed.
pub(super) fn signed_text() -> String {
    let text = record()["signed_payload"].as_str().unwrap().to_owned();
    String::from_utf8(hex::decode(text).unwrap()).unwrap()
}

/// The record, signed over these bytes.
pub(super) fn signed_over(bytes: &str) -> Value {
    let record = with(record(), "signed_payload", hex::encode(bytes));
    with(record, "signature", issuer().sign_hex(bytes.as_bytes()))
}

/// The record and its body.
pub(super) fn of(name: &str, shows: &'static str, record: Value, expected: &str) -> Case {
    case(name, shows).file("body.json", body()).record("r.json", &record).expect(expected)
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = content();
    cases.extend(bodies());
    cases
}

fn content() -> Vec<Case> {
    let answer = answer();
    let none = || case("", "").record("r.json", &record());
    let named = |case: Case, name: &str, shows| case.named(name, shows);
    vec![
        of("as_issued", "The record, and the request body as it is stored.", record(),
            &format!("body.json request verified - by quayside.example\n {VERIFIED}\n {SIGNED}")),
        named(none(), "without_its_content_fail", "Neither the body nor the texts are in the evidence.")
            .expect(format!("r.json attestation unconfirmed content_not_supplied by quayside.example\n {SIGNED}")),
        named(none(), "with_both_texts", "Both texts are enough, since both hashes are signed.")
            .file("i.txt", answer.input).file("o.txt", answer.output)
            .expect(format!("i.txt content verified - by quayside.example
                     o.txt content verified - by quayside.example
                     {VERIFIED}")),
        named(none(), "with_the_input_only_fail", "One text is not enough.")
            .file("i.txt", answer.input)
            .expect("i.txt content unconfirmed content_not_supplied
                     r.json attestation unconfirmed content_not_supplied by quayside.example"),
        named(none(), "with_the_output_only_fail", "Nor is the other.")
            .file("o.txt", answer.output)
            .expect("o.txt content unconfirmed content_not_supplied
                     r.json attestation unconfirmed content_not_supplied by quayside.example"),
        named(none(), "input_with_a_line_break_fail", "A text with a line break at its end is another text, and no other version of a document.")
            .file("i.txt", format!("{}\n", answer.input)).file("o.txt", answer.output)
            .expect("i.txt content not_found proof_not_found
                     o.txt content unconfirmed content_not_supplied
                     r.json attestation unconfirmed content_not_supplied by quayside.example"),
        named(none(), "texts_in_quotes_fail", "The hashes are of the texts, without quotes.")
            .file("i.txt", string(answer.input)).file("o.txt", string(answer.output))
            .expect("i.txt content not_found proof_not_found
                     o.txt content not_found proof_not_found
                     r.json attestation unconfirmed content_not_supplied by quayside.example"),
        named(none(), "body_of_another_output_fail", "The same question with another answer is another request.")
            .file("body.json", Attestation { output: "Yes.", ..answer.clone() }.raw_body())
            .expect("body.json request not_found proof_not_found
                     r.json attestation unconfirmed content_not_supplied by quayside.example"),
        named(none(), "body_and_texts", "All of it at once.")
            .file("body.json", body()).file("i.txt", answer.input).file("o.txt", answer.output)
            .expect(format!("body.json request verified - by quayside.example
                     i.txt content verified - by quayside.example
                     o.txt content verified - by quayside.example
                     {VERIFIED}")),
        case("statement_that_disagrees_with_its_body_fail", "The signed hash of the input is not that of the input in the signed body.")
            .file("body.json", body())
            .record("r.json", &{
                let text = signed_text().replace(&sha256_hex(answer.input.as_bytes()), &sha256_hex(b"Another?"));
                with(signed_over(&text), "input_hash", sha256_hex(b"Another?"))
            })
            .expect("body.json request unconfirmed content_hash_mismatch
                     r.json attestation mismatch content_hash_mismatch by quayside.example"),
        case("output_that_only_the_record_names_fail", "A hash that is shown and not signed makes no text the answer.")
            .file("i.txt", answer.input).file("o.txt", "Approved.")
            .record("r.json", &with(record(), "output_hash", sha256_hex(b"Approved.")))
            .expect(format!("i.txt content unconfirmed signed_fields_differ
                     o.txt content not_found proof_not_found
                     r.json attestation mismatch content_not_supplied,signed_fields_differ by quayside.example
                       signed attestation_id tenant_id attestation_type attestation_hash input_hash model_provider model_name model_version created_at
                       differing output_hash = {}
                       unsigned retention_policy organization", sha256_hex(answer.output.as_bytes()))),
        of("list_item_without_proof_fail", "An item of the API's list has no signature.",
            without(record(), &["signature", "signed_payload", "public_key"]),
            "body.json request unconfirmed no_signature
             r.json attestation unconfirmed missing_field,no_signature"),
    ]
}

fn bodies() -> Vec<Case> {
    let saved = |name: &str, shows, body: String, expected: &str| {
        case(name, shows).file("body.json", body).record("r.json", &record()).expect(expected)
    };
    let verified = format!("body.json request verified - by quayside.example\n {VERIFIED}");
    let weaker = "body.json request unconfirmed weaker_form_matched
                  r.json attestation unconfirmed weaker_form_matched by quayside.example";
    let unknown = "body.json request not_found proof_not_found
                   r.json attestation unconfirmed content_not_supplied by quayside.example";
    let sorted = {
        let value: Value = serde_json::from_str(&body()).unwrap();
        crate::json::sorted(&value)
    };
    let with_repeated = |text: String| {
        let record = signed_over(
            &signed_text().replace(&sha256_hex(body().as_bytes()), &sha256_hex(text.as_bytes())),
        );
        with(record, "attestation_hash", sha256_hex(text.as_bytes()))
    };
    let repeated =
        body().replacen("\"type\":\"output\"", "\"type\":\"output\",\"type\":\"output\"", 1);
    vec![
        saved(
            "body_indented",
            "White space between its values means nothing.",
            indented(&body()) + "\n",
            &verified,
        ),
        saved(
            "body_without_the_subject_fail",
            "\"subject\":null was taken away: a weaker match.",
            body().replace(",\"subject\":null", ""),
            weaker,
        ),
        case("body_with_a_subject_of_null_added_fail", "Or was added.")
            .file("body.json", body())
            .record(
                "r.json",
                &issuer().attestation(&Attestation { subject: Subject::Absent, ..answer() }),
            )
            .expect(weaker),
        saved(
            "body_sorted_fail",
            "Go sorts the members: written again in the documented order it has the hash, a weaker match.",
            sorted,
            weaker,
        ),
        saved(
            "body_escaped_fail",
            "So it has where text is written with escapes.",
            body().replace('ö', "\\u00f6").replace('ß', "\\u00DF"),
            weaker,
        ),
        saved(
            "body_escaped_for_html_fail",
            "Or with those of an HTML writer.",
            body().replace('<', "\\u003c").replace('&', "\\u0026"),
            weaker,
        ),
        saved(
            "body_with_another_subject_fail",
            "Another subject is another body.",
            body().replace("null}", "{\"user_id\":\"u\"}}"),
            unknown,
        ),
        saved(
            "body_with_a_member_added_fail",
            "A member more is another body.",
            body().replace("\"subject\":null", "\"subject\":null,\"x\":1"),
            unknown,
        ),
        saved(
            "body_with_a_byte_order_mark",
            "A mark before it is no part of its JSON.",
            format!("\u{feff}{}", body()),
            &verified,
        ),
        case(
            "body_with_a_repeated_key_fail",
            "Its bytes have the signed hash; what its texts are cannot be known.",
        )
        .file("body.json", &repeated)
        .record("r.json", &with_repeated(repeated.clone()))
        .expect(
            "body.json content unconfirmed duplicate_json_key
                     r.json attestation unconfirmed duplicate_json_key by quayside.example",
        ),
        case("body_with_a_subject", "A subject with its members in their order.")
            .file("body.json", with_subject().raw_body())
            .record("r.json", &issuer().attestation(&with_subject()))
            .expect(&verified),
        case(
            "body_with_the_subject_in_another_order_fail",
            "The order of its members is that of the stored body, which is lost.",
        )
        .file(
            "body.json",
            with_subject()
                .raw_body()
                .replace("\"user_id\":\"u_1\",\"case\":7", "\"case\":7,\"user_id\":\"u_1\""),
        )
        .record("r.json", &issuer().attestation(&with_subject()))
        .expect(unknown),
    ]
}

fn with_subject() -> Attestation<'static> {
    let subject = Subject::Members(vec![("user_id", json!("u_1")), ("case", json!(7))]);
    Attestation { subject, ..answer() }
}
