//! Documents: what the signed part says, and what is shown beside it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::case::{Case, case};
use super::issuers::issuer;
use super::statement::{
    AT, LETTER, letter, letter_and, letter_hash, letter_with, signed_over, statement_of, with,
};
use crate::{Attestation, Subject, sha256_hex};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = changed();
    cases.extend(statements());
    cases.extend(compared());
    cases
}

fn of(name: &str, shows: &'static str, record: Value, expected: &str) -> Case {
    case(name, shows).file("letter.txt", LETTER).record("r.json", &record).expect(expected)
}

/// A field shown is not the one signed.
fn changed() -> Vec<Case> {
    let change = |name: &str, shows, field: &str, value: &str, signed: &str| {
        let all = ["event_id", "tenant_id", "document_ref", "created_at"];
        let others: Vec<&str> = all.into_iter().filter(|other| *other != field).collect();
        let expected = format!(
            "letter.txt content unconfirmed signed_fields_differ
             r.json document mismatch signed_fields_differ by quayside.example
               signed document_hash {}
               differing {field} = {signed}
               unsigned has_original organization",
            others.join(" "),
        );
        of(name, shows, with(letter(), field, value), &expected)
    };
    let id = letter()["event_id"].as_str().unwrap().to_owned();
    let another = issuer().document(&crate::Document::new(b"another text", "other.txt", AT));
    let mut borrowed = letter();
    for member in ["signature_b64", "signed_payload_b64"] {
        borrowed[member] = another[member].clone();
    }
    vec![
        change("date_changed_fail", "The date shown is not the one signed.", "created_at", "2025-12-31T10:00:00.250Z", AT),
        change("date_changed_by_a_nanosecond_fail", "Nor is one that differs in the ninth digit.", "created_at", "2026-03-02T10:00:00.250000001Z", AT),
        change("name_changed_fail", "The name shown is not the one signed.", "document_ref", "contract.txt", "letter.txt"),
        change("name_with_a_look_alike_fail", "A Cyrillic letter looks like the Latin one and is another character.", "document_ref", "l\u{435}tter.txt", "letter.txt"),
        change("name_with_a_space_at_its_end_fail", "A space at the end cannot be seen and is a difference.", "document_ref", "letter.txt ", "letter.txt"),
        change("name_in_another_unicode_form_fail", "Two Unicode forms of one text are two texts.", "document_ref", "le\u{301}tter.txt", "letter.txt"),
        change("id_changed_fail", "The id shown is not the one signed.", "event_id", "evt_another", &id),
        change("tenant_changed_fail", "The tenant shown is not the one signed.", "tenant_id", "another", issuer().tenant_id()),
        of("date_of_another_type_fail", "A number where a text was signed is another value: nothing can be compared with a time.",
            with(letter(), "created_at", 1_772_445_600),
            &format!("letter.txt content unconfirmed invalid_field
             r.json document unconfirmed invalid_field by quayside.example
               signed event_id tenant_id document_ref document_hash
               differing created_at = {AT}
               unsigned has_original organization")),
        of("name_of_another_type_fail", "A value of another type is another value.",
            letter_and(r#""pages":12"#, json!({ "pages": "12" })),
            "letter.txt content unconfirmed signed_fields_differ
             r.json document mismatch signed_fields_differ by quayside.example
               signed event_id tenant_id document_ref document_hash created_at
               differing pages = 12
               unsigned has_original organization"),
        of("signature_borrowed_from_another_document_fail", "The record shows this file's hash; the signed part names another.",
            borrowed,
            "letter.txt content unconfirmed signed_payload_does_not_bind
             r.json document mismatch signed_fields_differ,signed_payload_does_not_bind by quayside.example"),
    ]
}

/// What was signed.
fn statements() -> Vec<Case> {
    let hash = letter_hash();
    let over = |text: String| signed_over(letter(), text);
    let refused = |name: &str, shows, record, reason: &str, verdict: &str| {
        let expected = format!(
            "letter.txt content unconfirmed {reason}
             r.json document {verdict} {reason} by quayside.example"
        );
        of(name, shows, record, &expected)
    };
    let attestation = Attestation {
        attestation_type: "output",
        input: "question",
        output: LETTER,
        model: ["p", "n", "v"],
        subject: Subject::Absent,
        created_at: AT,
    };
    let attested = issuer().attestation(&attestation);
    let attested = hex::decode(attested["signed_payload"].as_str().unwrap()).unwrap();
    let attested = String::from_utf8(attested).unwrap();
    let attested = attested.replace(&sha256_hex(attestation.raw_body().as_bytes()), &hash);
    vec![
        of("hash_under_another_name", "The names of the signed fields are not documented: the only hash in the statement is the document's.",
            over(format!(r#"{{"v":1,"id":"x","sha256":"{hash}","at":"{AT}"}}"#)),
            &format!("letter.txt content verified - by quayside.example
             r.json document verified - by quayside.example
               not_shown id = x
               not_shown sha256 = {hash}
               not_shown at = {AT}
               unsigned event_id tenant_id document_ref document_hash has_original created_at organization")),
        of("hash_deep_in_the_statement", "It can stand inside an object.",
            over(format!(r#"{{"v":1,"document":{{"hash":"sha256:{hash}"}}}}"#)),
            &format!("letter.txt content verified - by quayside.example
             r.json document verified - by quayside.example
               not_shown document = {{\"hash\":\"sha256:{hash}\"}}
               unsigned event_id tenant_id document_ref document_hash has_original created_at organization")),
        of("hash_of_an_earlier_version_beside_it", "A statement can name other hashes, if one stands under the name document_hash.",
            letter_and(&format!(r#""previous_hash":"{}""#, sha256_hex(b"before")), json!({})),
            &format!("letter.txt content verified - by quayside.example
             r.json document verified - by quayside.example
               signed event_id tenant_id document_ref document_hash created_at
               not_shown previous_hash = {}
               unsigned has_original organization", sha256_hex(b"before"))),
        refused("two_hashes_without_the_name_fail", "Which of two hashes is the document's cannot be known.",
            over(format!(r#"{{"v":1,"a":"{hash}","b":"{}"}}"#, sha256_hex(b"before"))),
            "signed_payload_does_not_bind", "unconfirmed"),
        refused("hash_beside_one_in_base64_fail", "Its own hash may be written in another way than the one that the record shows.",
            over(format!(r#"{{"v":1,"document_digest":"sha256-{}","file":"{hash}"}}"#,
                STANDARD.encode(Sha256::digest(b"another letter")))),
            "signed_payload_does_not_bind", "unconfirmed"),
        refused("hash_in_the_event_type_fail", "What stands in the type of the event, the customer wrote.",
            over(format!(r#"{{"v":1,"id":"x","event_type":"{hash}"}}"#)),
            "signed_payload_does_not_bind", "unconfirmed"),
        refused("hash_in_the_metadata_fail", "What stands in the metadata, the customer wrote.",
            over(format!(r#"{{"v":1,"digest":"{}","metadata":{{"note":"{hash}"}}}}"#, "ab".repeat(64))),
            "signed_payload_does_not_bind", "unconfirmed"),
        refused("no_hash_in_the_statement_fail", "The signed part does not name this document.",
            over(r#"{"v":1,"note":"a letter"}"#.to_owned()),
            "signed_payload_does_not_bind", "mismatch"),
        refused("statement_without_version_fail", "Without its version it may be anything that the key signed, such as the payload of an event.",
            over(statement_of(&letter()).replace(r#""v":1,"#, "")), "unsupported_schema", "unconfirmed"),
        refused("statement_of_version_2_fail", "What another version means is not documented.",
            over(statement_of(&letter()).replace(r#""v":1,"#, r#""v":2,"#)), "unsupported_schema", "unconfirmed"),
        refused("version_as_text_fail", "The version is a number.",
            over(statement_of(&letter()).replace(r#""v":1,"#, r#""v":"1","#)), "unsupported_schema", "unconfirmed"),
        refused("statement_of_an_attestation_fail", "The statement of an attestation proves no document, whatever hash it contains: people choose the texts.",
            over(attested), "signed_payload_does_not_bind", "mismatch"),
        refused("bytes_of_an_audit_event_fail", "Nor do the signed bytes of an audit event, whose metadata people choose.",
            over(format!(r#"{{"action":"a","actor":{{}},"metadata":{{"document_hash":"{hash}"}},"org_id":"o","schema_id":"invoance.audit/1","seq":1,"targets":[]}}"#)),
            "signed_payload_does_not_bind", "mismatch"),
        refused("statement_of_a_trace_fail", "Nor does a statement about a trace.",
            over(format!(r#"{{"v":1,"composite_hash":"{}","note":"{hash}"}}"#, sha256_hex(b"items"))),
            "signed_payload_does_not_bind", "mismatch"),
        refused("statement_of_an_event_fail", "Nor does a statement about an event.",
            over(format!(r#"{{"v":1,"payload_hash":"{hash}"}}"#)), "signed_payload_does_not_bind", "mismatch"),
        refused("payload_of_an_event_fail", "Nor does the payload of an event, which has no version.",
            over(format!(r#"{{"note":"see file","sha":"{hash}"}}"#)), "unsupported_schema", "unconfirmed"),
        refused("repeated_key_in_the_statement_fail", "Of two equal keys nobody can say which one was meant.",
            over(statement_of(&letter()).replace(r#""v":1,"#, r#""v":1,"document_ref":"contract.txt","#)),
            "duplicate_json_key", "unconfirmed"),
        refused("statement_that_is_no_json_fail", "The signed part is no statement.",
            over(format!("v=1 document_hash={hash}")), "signed_payload_does_not_bind", "mismatch"),
        refused("statement_with_something_behind_it_fail", "A statement is one JSON value and nothing more.",
            over(format!("{}{{}}", statement_of(&letter()))), "signed_payload_does_not_bind", "mismatch"),
        of("signed_part_with_white_space", "The signature covers the bytes as they are, however they are written.",
            over(statement_of(&letter()).replace(',', ", ")),
            "letter.txt content verified - by quayside.example
             r.json document verified - by quayside.example
               signed event_id tenant_id document_ref document_hash created_at
               unsigned has_original organization"),
        of("signed_part_with_escapes", "Texts are compared by their characters, not by their escapes.",
            letter_with("letter.txt", "\\u006cetter.txt"),
            "letter.txt content verified - by quayside.example
             r.json document verified - by quayside.example
               signed event_id tenant_id document_ref document_hash created_at
               unsigned has_original organization"),
    ]
}

/// Values of all types, shown and signed.
fn compared() -> Vec<Case> {
    let same = |name: &str, shows, signed: &str, shown: Value, status: &str| {
        let expected = format!(
            "letter.txt content verified - by quayside.example
             r.json document verified - by quayside.example
               signed event_id tenant_id document_ref document_hash created_at{status}
               unsigned has_original organization"
        );
        let record = letter_and(&format!(r#""metadata":{signed}"#), json!({ "metadata": shown }));
        of(name, shows, record, &expected)
    };
    let differs = |name: &str, shows, signed: &str, shown: Value| {
        let expected = format!(
            "letter.txt content unconfirmed signed_fields_differ
             r.json document mismatch signed_fields_differ by quayside.example
               signed event_id tenant_id document_ref document_hash created_at
               differing metadata = {signed}
               unsigned has_original organization"
        );
        let record = letter_and(&format!(r#""metadata":{signed}"#), json!({ "metadata": shown }));
        of(name, shows, record, &expected)
    };
    let unreadable = |name: &str, shows, signed: &str, member: &str, shown: Value| {
        let expected = format!(
            "letter.txt content unconfirmed invalid_field
             r.json document unconfirmed invalid_field by quayside.example
               signed event_id tenant_id document_ref document_hash created_at
               differing {member} = {signed}
               unsigned {}organization",
            if member == "has_original" { "" } else { "has_original " }
        );
        let record = letter_and(&format!(r#""{member}":{signed}"#), json!({ member: shown }));
        of(name, shows, record, &expected)
    };
    vec![
        same(
            "object_in_another_order",
            "The order of an object's members means nothing.",
            r#"{"b":1,"a":[true,null]}"#,
            json!({ "a": [true, null], "b": 1 }),
            " metadata",
        ),
        same(
            "null_member_left_out",
            "A member that is null is as missing.",
            r#"{"a":1,"b":null}"#,
            json!({ "a": 1 }),
            "\n               normalised metadata = {\"a\":1,\"b\":null}",
        ),
        same(
            "null_member_added",
            "On either side, at every depth.",
            r#"{"a":{"b":1}}"#,
            json!({ "a": { "b": 1, "c": null } }),
            "\n               normalised metadata = {\"a\":{\"b\":1}}",
        ),
        differs(
            "null_element_left_out_fail",
            "An element that is null is one.",
            "[1,null]",
            json!([1]),
        ),
        differs(
            "array_in_another_order_fail",
            "The order of an array means something.",
            "[1,2]",
            json!([2, 1]),
        ),
        differs(
            "member_of_an_object_added_fail",
            "A member more is a difference.",
            r#"{"a":1}"#,
            json!({ "a": 1, "b": 2 }),
        ),
        differs("false_for_zero_fail", "0 is not false.", "0", json!(false)),
        differs("text_of_a_number_fail", "A text of a number is no number.", "5", json!("5")),
        differs(
            "empty_object_for_empty_array_fail",
            "Nor is an empty object an empty array.",
            "[]",
            json!({}),
        ),
        unreadable(
            "number_for_false_fail",
            "Databases write 0 where false was signed: nothing can be compared.",
            "false",
            "has_original",
            json!(0),
        ),
        unreadable(
            "object_written_as_text_fail",
            "Databases write an object as a text: nothing can be compared.",
            r#"{"a":1}"#,
            "metadata",
            json!("{\"a\": 1}"),
        ),
        of(
            "field_added_where_null_was_signed",
            "What was signed as null says nothing, so that what is shown is unsigned.",
            letter_and(r#""metadata":null"#, json!({ "metadata": { "a": 1 } })),
            "letter.txt content verified - by quayside.example
             r.json document verified - by quayside.example
               signed event_id tenant_id document_ref document_hash created_at
               unsigned has_original metadata organization",
        ),
    ]
}

/// The letter, with a signed number in its metadata that is shown in another notation, or as another.
pub(super) fn metadata_case(
    name: &str,
    shows: &'static str,
    signed: &str,
    shown: &str,
    same: bool,
) -> Case {
    let record = letter_and(&format!(r#""pages":{signed}"#), json!({ "pages": "NUMBER" }));
    let text = crate::json::record_text(&record).replace("\"NUMBER\"", shown);
    let (file, verdict, reasons, status) = match same {
        true => ("verified -  by quayside.example", "verified", "-", "normalised"),
        false => {
            ("unconfirmed signed_fields_differ", "mismatch", "signed_fields_differ", "differing")
        }
    };
    case(name, shows).file("letter.txt", LETTER).file("r.json", text).expect(format!(
        "letter.txt content {file}
         r.json document {verdict} {reasons} by quayside.example
           signed event_id tenant_id document_ref document_hash created_at
           {status} pages := {shown} = {signed}
           unsigned has_original organization"
    ))
}
