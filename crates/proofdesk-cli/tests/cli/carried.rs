//! Documents that records and requests carry, and files that are near to what is missing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use test_issuer::sha256_hex;

use crate::support::{Evidence, LETTER, checks, letter, matched, pin, reasons, text};

fn carrying() -> Value {
    let mut record = letter();
    record["original_bytes_b64"] = json!(STANDARD.encode(LETTER));
    record["has_original"] = json!(true);
    record
}

fn request(bytes: &[u8]) -> Value {
    json!({ "document_hash": sha256_hex(bytes), "original_bytes_b64": STANDARD.encode(bytes) })
}

fn crlf() -> String {
    String::from_utf8(LETTER.to_vec()).unwrap().replace('\n', "\r\n")
}

#[test]
fn a_document_that_another_record_carries_is_in_the_evidence() {
    let report = Evidence::new().record("a.json", &carrying()).record("b.json", &letter()).verify();
    assert_eq!(report.status, 0, "{:?}", report.places());
    let beside = report.result("b.json");
    assert_eq!(matched(beside), ["a.json#/original_bytes_b64".to_owned()].into());
    // Bytes with another hash are another document.
    let mut other = carrying();
    other["original_bytes_b64"] = json!(STANDARD.encode("something else"));
    let report = Evidence::new().record("a.json", &other).record("b.json", &letter()).verify();
    assert!(reasons(report.result("b.json")).contains("content_not_supplied"));
    assert_eq!(report.result("a.json")["verdict"], "mismatch");
}

#[test]
fn a_request_that_carries_the_anchored_version_is_looked_into() {
    let report = Evidence::new()
        .record("r.json", &letter())
        .file("request.json", request(LETTER).to_string())
        .file("letter.txt", crlf())
        .verify();
    assert_eq!(report.result("r.json")["verdict"], "verified");
    // It is not the anchored version, but nobody says that this one was sent for it.
    let file = report.result("letter.txt");
    assert_eq!(file["verdict"], "not_found", "{file:#}");
    let note = text(&checks(file)[0]["note"]);
    assert!(note.contains("has the hash of the document that e/r.json names"), "{note}");
    // Without it, the file is all that there is.
    let report = Evidence::new().record("r.json", &letter()).file("letter.txt", crlf()).verify();
    assert!(reasons(report.result("letter.txt")).contains("other_version"));
    // A request proves nothing by itself.
    let alone = Evidence::new().file("request.json", request(LETTER).to_string()).verify();
    assert_eq!(alone.result("request.json")["verdict"], "info");
}

#[test]
fn a_hint_says_how_many_more_there_are() {
    let mut record = letter();
    record.as_object_mut().unwrap().remove("document_ref");
    let note = |copies: usize| {
        let mut evidence = Evidence::new().record("r.json", &record);
        for copy in 0..copies {
            evidence = evidence.file(format!("{copy}.txt"), crlf());
        }
        let report = evidence.verify_with(&["--pin", &pin(), "e"]);
        let missing = report.result("r.json").clone();
        let check =
            checks(&missing).iter().find(|c| c["reason"] == "content_not_supplied").cloned();
        text(&check.unwrap()["note"]).to_owned()
    };
    assert!(!note(3).contains("more"), "{}", note(3));
    assert!(note(4).ends_with("1 more file, changed in such a way, has it too."), "{}", note(4));
    assert!(note(9).ends_with("6 more files, changed in such a way, have it too."), "{}", note(9));
}
