//! The coverage rule: everything in the evidence is a result, or is covered by a hash.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::audit_events::{event, members, signed};
use super::case::{Case, case};
use super::events::event_of;
use super::issuers::issuer;
use super::statement::{AT, LETTER, key_document, letter, with};
use crate::json::{record_line, sorted};
use crate::{Document, SignedForm};

/// An event that shows another action than was signed.
pub(super) fn edited() -> Value {
    let members = with(members(2), "org_id", issuer().id("aorg", "another organisation"));
    with(signed(members), "action", "member.erased")
}

pub(super) const GOOD: &str = "audit_event verified - by quayside.example";
pub(super) const BAD: &str = "audit_event mismatch payload_hash_mismatch,signature_invalid";

pub(super) fn cases() -> Vec<Case> {
    let mut cases = hidden();
    cases.extend(texts());
    cases.extend(covered());
    cases.extend(others());
    cases
}

/// An edited record beside a good one.
fn hidden() -> Vec<Case> {
    let of = |name: &str, shows, value: Value, good: &str, bad: &str| {
        case(name, shows)
            .file("f.json", value.to_string())
            .expect(format!("f.json#{good} {GOOD}\n f.json#{bad} {BAD}"))
    };
    vec![
        of("record_beside_a_record_fail", "Under a name that no list has.", json!({ "kept": event(1), "anything": edited() }), "/kept", "/anything"),
        case("record_inside_a_record_fail", "Inside another record, in a member that no hash covers.")
            .file("f.json", with(event(1), "related", edited()).to_string())
            .expect(format!("f.json {GOOD}\n f.json#/related {BAD}")),
        of("record_deep_inside_fail", "Inside many arrays and objects.", json!({ "kept": event(1), "a": [[{ "b": [{ "c": edited() }] }]] }), "/kept", "/a/0/0/b/0/c"),
        of("record_under_an_odd_name_fail", "Under a name with a slash and a tilde.", json!({ "kept": event(1), "a/b~c": edited() }), "/kept", "/a~1b~0c"),
        of("record_under_an_empty_name_fail", "Under no name.", json!({ "kept": event(1), "": edited() }), "/kept", "/"),
        of("record_in_an_error_response_fail", "In what looks like an error.", json!({ "kept": event(1), "answer": { "error": "x", "message": "y", "record": edited() } }), "/kept", "/answer/record"),
        case("record_in_paging_members_fail", "In what belongs to a list, which then says that more follows.")
            .file("f.json", json!({ "kept": event(1), "next": edited() }).to_string())
            .expect(format!("f.json#/kept {GOOD}\n f.json#/next {BAD}\n f.json list unconfirmed list_incomplete")),
        case("record_in_a_request_fail", "In the request to anchor a document.")
            .file("letter.txt", LETTER)
            .file("f.json", json!({ "document_hash": letter()["document_hash"], "metadata": { "record": edited() } }).to_string())
            .expect(format!("letter.txt content not_found proof_not_found\n f.json request info -\n f.json#/metadata/record {BAD}")),
        case("record_in_the_payload_of_a_request_fail", "In the payload of a request that nobody signed.")
            .file("f.json", json!({ "event_type": "t", "payload": { "a": edited() } }).to_string())
            .expect(format!("f.json request info -\n f.json#/payload/a {BAD}")),
        case("record_in_a_seal_fail", "In the seal of a trace, which has no payload.")
            .file("f.json", {
                let mut trace = super::traces::trace();
                trace["seal_event"]["payload"] = edited();
                trace.to_string()
            })
            .expect(format!("f.json trace verified - by quayside.example\n f.json#/seal_event/payload {BAD}")),
        case("record_in_a_payload_that_has_its_hash_fail", "In a payload that its hash covers it is content.")
            .file("f.json", event_of(json!({ "about": edited() })).to_string())
            .expect("f.json event unconfirmed no_signature"),
        case("record_in_a_payload_that_has_not_its_hash_fail", "In one that it does not cover it is a record.")
            .file("f.json", with(event_of(json!({ "a": 1 })), "payload", json!({ "about": edited() })).to_string())
            .expect(format!("f.json event mismatch no_signature,payload_hash_mismatch\n f.json#/payload/about {BAD}")),
        case("record_in_signed_metadata", "In the metadata of an audit event, which its hash covers, it is content.")
            .file("f.json", signed(with(members(1), "metadata", json!({ "about": edited() }))).to_string())
            .expect(format!("f.json {GOOD}")),
        case("record_of_two_kinds_fail", "With the marks of two kinds it is judged as each, and its two ids contradict each other.")
            .file("letter.txt", LETTER)
            .file("f.json", {
                let mut both = letter();
                for (name, value) in event(1).as_object().unwrap() {
                    both[name.as_str()] = value.clone();
                }
                both.to_string()
            })
            .expect("letter.txt content verified - by quayside.example
                     f.json document verified - by quayside.example\n f.json audit_event mismatch signed_fields_differ by quayside.example"),
    ]
}

/// A record in a text.
fn texts() -> Vec<Case> {
    let bad = record_line(&edited());
    let base64 = STANDARD.encode(&bad);
    let of = |name: &str, shows, text: String, pointer: &str| {
        case(name, shows)
            .file("f.json", json!({ "kept": event(1), "message": text }).to_string())
            .expect(format!("f.json#/kept {GOOD}\n f.json#/message{pointer} {BAD}"))
    };
    let told = |name: &str, shows, text: String, reason: &str| {
        case(name, shows)
            .file("f.json", json!({ "kept": event(1), "message": text }).to_string())
            .expect(format!("f.json#/kept {GOOD}\n f.json#/message unknown uncheckable {reason}"))
    };
    let hex: String = bad.bytes().map(|byte| format!("{byte:02x}")).collect();
    let quoted = json!(bad).to_string();
    let deep = json!(json!(quoted).to_string()).to_string();
    // gzip of an audit event, deflated.
    let gz = "H4sIAAAAAAACAx3LMQrAIAxG4bv8sxRcc5VSJK1BHGxoYifx7i2u7+MNqJVUMwiKAJcHFAP46lXvPzZpp9gmxi4ZC9RAA2t53VLEDOhsRbqD9mN+WNQmxVMAAAA=".to_owned();
    let spread: Vec<String> = bad
        .as_bytes()
        .chunks(40)
        .map(|piece| String::from_utf8_lossy(piece).into_owned())
        .collect();
    vec![
        of("text_that_is_json_fail", "Log shippers carry records as text.", bad.clone(), ""),
        of("text_in_a_text_fail", "Queues in queues twice.", quoted, ""),
        of("text_behind_words_fail", "Behind a date and a level.", format!("2026-03-02 INFO {bad}"), ""),
        of("text_in_base64_fail", "Others encode it.", base64.clone(), ""),
        of("text_in_base64_without_padding_fail", "With padding or without.", base64.trim_end_matches('=').to_owned(), ""),
        of("text_in_base64_lines_fail", "In lines.", base64.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect::<Vec<_>>().join("\r\n"), ""),
        of("text_in_base64_twice_fail", "Twice.", STANDARD.encode(&base64), ""),
        of("text_in_a_data_link_fail", "In a link of data.", format!("data:application/json;base64,{base64}"), ""),
        of("text_in_hex_fail", "In hexadecimal.", hex, ""),
        told("text_too_deep_fail", "Deeper it is not read, and told of.", deep, "too_deep"),
        told("text_with_typographic_quotes_fail", "What is damaged is told of.", bad.replace('"', "\u{201d}"), "invalid_json"),
        told("text_with_entities_fail", "In HTML entities too.", bad.replace('"', "&quot;"), "invalid_json"),
        told("text_compressed_fail", "What is compressed in a text was not examined.", gz, "compressed"),
        case("lines_of_a_text_in_a_list_fail", "A text that was cut into a list has the names as a whole.")
            .file("f.json", json!({ "kept": event(1), "message": spread }).to_string())
            .expect(format!("f.json#/kept {GOOD}\n f.json#/message unknown uncheckable unsupported_record")),
        case("name_that_is_a_record_fail", "The name of a member is a text too.")
            .file("f.json", json!({ "kept": event(1), "{\"org_id\":\"o\",\"seq\":1}": 1 }).to_string())
            .expect(format!("f.json#/kept {GOOD}\n f.json unknown uncheckable unsupported_record")),
        case("har_capture_fail", "A capture of a browser carries answers as text.")
            .file("f.har", json!({ "log": { "entries": [{ "response": { "content": { "mimeType": "application/json", "text": bad } } }] } }).to_string())
            .expect(format!("f.har#/log/entries/0/response/content/text {BAD}")),
        case("saved_response_fail", "A response saved with its headers.")
            .file("f.txt", format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{bad}"))
            .expect(format!("f.txt:4 {BAD}")),
        case("saved_response_of_an_error_fail", "Whatever its status.")
            .file("f.txt", format!("HTTP/2 404\r\ncontent-type: application/json\r\n\r\n{bad}"))
            .expect(format!("f.txt:4 {BAD}")),
    ]
}

/// What a verified document covers.
fn covered() -> Vec<Case> {
    let anchored = |text: &str| issuer().document(&Document::new(text.as_bytes(), "f.json", AT));
    let marks = json!({ "org_id": "o", "seq": 4, "action": "x" }).to_string();
    let bad = edited().to_string();
    let carrying = with(anchored(&bad), "original_bytes_b64", STANDARD.encode(&bad));
    vec![
        case("marks_in_an_anchored_file", "What has no signature of its own in an anchored file is left over.")
            .file("f.json", &marks).record("r.json", &anchored(&marks))
            .expect("f.json content verified - by quayside.example\n r.json document verified - by quayside.example\n left f.json 1"),
        case("signed_record_in_an_anchored_file_fail", "What has one is judged.")
            .file("f.json", &bad).record("r.json", &anchored(&bad))
            .expect(format!("f.json content verified - by quayside.example\n f.json {BAD}\n r.json document verified - by quayside.example")),
        case("signed_record_in_a_carried_file_fail", "Also in the bytes that the record carries.")
            .record("r.json", &carrying)
            .expect(format!("r.json document verified - by quayside.example\n r.json#/original_bytes_b64 {BAD}")),
        case("marks_in_a_file_that_is_not_verified_fail", "A file whose record does not hold covers nothing.")
            .file("f.json", &marks).record("r.json", &anchored(&marks)).pins([])
            .expect("f.json audit_event uncheckable missing_field,no_signature\n r.json document unconfirmed key_not_pinned"),
        case("payload_file_with_marks_fail", "A payload that looks like a record is judged as one where it stands alone.")
            .record("p.json", &issuer().proof_response(&event_of(json!({ "event_id": "e", "payload_hash": "0" })), SignedForm::HEX_DIGEST))
            .file("payload.json", sorted(&json!({ "event_id": "e", "payload_hash": "0" })))
            .expect("p.json proof_response verified - by quayside.example\n payload.json event uncheckable invalid_field,missing_field,no_signature"),
    ]
}

/// What is no record.
fn others() -> Vec<Case> {
    let of = |name: &str, shows, value: Value, expected: &str| {
        case(name, shows).file("f.json", value.to_string()).expect(expected)
    };
    let text = |name: &str, shows, file: &str, text: &str, expected: &str| {
        case(name, shows).file(file, text).expect(expected)
    };
    vec![
        of("key_document_fail", "The issuer's key is shown, and never trusted for being there.", key_document(), "f.json key info -\n status 3"),
        case("key_document_is_not_trusted_fail", "A record beside its key is not verified by it.").file("letter.txt", LETTER).record("r.json", &letter()).record("k.json", &key_document()).pins([])
            .expect("letter.txt content unconfirmed key_not_pinned\n r.json document unconfirmed key_not_pinned\n k.json key info -"),
        of("error_response_fail", "An error of the API is explained.", json!({ "error": "event_not_found", "message": "No event exists with this ID." }), "f.json error_response info -\n status 3"),
        of("request_that_breaks_a_rule_fail", "A request that the API would refuse.", json!({ "event_type": "", "payload": { "a": 1 } }), "f.json request mismatch invalid_event_type"),
        of("request_with_a_bad_hash_fail", "Its hash is not 64 lowercase characters.", json!({ "document_hash": "ABC" }), "f.json request mismatch invalid_document_hash"),
        of("request_with_metadata_of_a_list_fail", "Metadata are an object.", json!({ "document_hash": "00".repeat(32), "metadata": [1] }), "f.json request mismatch invalid_metadata"),
        of("request_with_another_original_fail", "The original does not have the hash.", json!({ "document_hash": "00".repeat(32), "original_bytes_b64": "YQ==" }), "f.json request mismatch original_bytes_hash_mismatch"),
        of("attestation_request_without_input_fail", "Input and output must not be empty.", json!({ "type": "output", "payload": { "input": "", "output": "a" }, "context": { "model_name": "m" } }), "f.json request mismatch empty_payload"),
        of("attestation_request_with_an_empty_model_fail", "Nor a field of the context.", json!({ "type": "output", "payload": { "input": "q", "output": "a" }, "context": { "model_name": "" } }), "f.json request mismatch invalid_context"),
        of("attestation_request_of_another_type_fail", "There are three types.", json!({ "type": "verdict", "payload": { "input": "q", "output": "a" }, "context": { "model_name": "m" } }), "f.json request mismatch invalid_attestation_type"),
        of("attestation_request_with_many_keys_fail", "A subject has at most 20 keys of its own.", {
            let subject: serde_json::Map<String, Value> = (0..21).map(|n| (format!("k{n}"), json!(n))).collect();
            json!({ "type": "output", "payload": { "input": "q", "output": "a" }, "context": { "model_name": "m" }, "subject": subject })
        }, "f.json request mismatch subject_too_many_keys"),
        of("attestation_request_with_a_large_subject_fail", "Of 8 KB.", json!({ "type": "output", "payload": { "input": "q", "output": "a" }, "context": { "model_name": "m" }, "subject": { "user_id": "x".repeat(8192) } }), "f.json request mismatch subject_too_large"),
        of("trace_request_with_large_metadata_fail", "The metadata of a trace have at most 16 KB.", json!({ "label": "l", "metadata": { "a": "x".repeat(16_384) } }), "f.json request mismatch metadata_too_large"),
        of("trace_request_without_label_fail", "And a label.", json!({ "label": "", "metadata": {} }), "f.json request mismatch invalid_label"),
        of("event_request_with_a_large_payload_fail", "A payload has at most 64 KB.", json!({ "event_type": "t", "payload": { "a": "x".repeat(65_536) } }), "f.json request mismatch payload_too_large"),
        of("request_with_a_field_of_another_kind_fail", "A field is of the documented kind.", json!({ "event_type": "t", "payload": { "a": 1 }, "trace_id": 7 }), "f.json request mismatch invalid_payload"),
        of("private_key_fail", "A private key is a result, and is never repeated.", json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A" }), "f.json key uncheckable private_key"),
        of("answer_to_a_comparison_fail", "An answer of the API that claims something proves nothing.", json!({ "event_id": "e", "anchored_hash": "00".repeat(32), "submitted_hash": "00".repeat(32), "match_result": true }), "f.json unknown uncheckable unsupported_record"),
        case("not_utf_8_fail", "A record that is not UTF-8.").file("f.json", b"{\"event_id\":\"e\xff\",\"payload_hash\":\"00\",\"event_type\":\"t\"}")
            .expect("f.json unknown uncheckable invalid_utf8"),
        case("line_too_large_fail", "A line of more than 64 MiB is not read as a record.").long_file("f.ndjson", format!("{}\n{{\"org_id\":\"o\",\"seq\":2,\"x\":\"", record_line(&event(1))), ("aaaaaaaaaaaaaaaa", 72 * 1024 * 64), "\"}\n")
            .expect(format!("f.ndjson:1 {GOOD}\n f.ndjson:2 unknown uncheckable too_large")),
        text("yaml_fail", "A record in another notation is named.", "f.yaml", "org_id: o\nseq: 1\naction: a\n", "f.yaml unknown uncheckable unsupported_record"),
        text("html_fail", "A web page that shows one too.", "f.html", "<html><pre>{\"org_id\": \"o\", \"seq\": 1}</pre></html>", "f.html unknown uncheckable unsupported_record"),
        text("html_table_fail", "In a table too.", "f.html", "<html><table><tr><td>org_id</td><td>o</td></tr><tr><td>seq</td><td>1</td></tr></table></html>", "f.html unknown uncheckable unsupported_record"),
        text("log_of_another_program_fail", "The log of another program is content.", "f.log", "{\"level\":\"info\"}\n{\"level\":\"warn\"}\n", "f.log content not_found proof_not_found"),
        text("plain_text_fail", "So is a text.", "f.txt", "hello\n", "f.txt content not_found proof_not_found"),
        case("asked_for_and_not_there_fail", "An id that nothing has.").file("f.json", event(1).to_string()).options(["--find", "evt_wanted"])
            .expect("evt_wanted unknown not_found proof_not_found"),
    ]
}
