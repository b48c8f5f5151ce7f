//! Evidence that breaks a documented rule, and error responses among the evidence.

use proofdesk_core::assess_capture;
use proofdesk_core::request::RequestKind;
use proofdesk_core::trust::Trust;
use proofdesk_core::verdict::{Finding, Kind, Source, Verdict};
use serde_json::json;

use crate::documents;
use crate::issue::{assert_verdict, judge, sha256, with};

/// A hash that the record shows in part only is not the one that was signed.
#[test]
fn a_short_hash_beside_the_whole_one_that_was_signed() {
    let record = documents::record();
    let whole = record["document_hash"].as_str().unwrap();
    for hash in [&whole[1..], &whole[..63], &whole[..32], ""] {
        let finding = documents::judge(&with(&record, json!({ "document_hash": hash })));
        let codes = ["invalid_document_hash", "signed_fields_differ"];
        assert_verdict(&finding, Verdict::Mismatch, &codes);
    }
    // The same value in other letters is no other value, but not what the API writes either.
    let upper = json!({"document_hash": whole.to_uppercase()});
    let finding = documents::judge(&with(&record, upper));
    assert_verdict(&finding, Verdict::Unconfirmed, &["invalid_document_hash"]);
}

/// The rules of a request are those of `request::check`.
#[test]
fn a_request_among_the_evidence() {
    let body = json!({"document_hash": sha256(b"x").to_uppercase(), "metadata": 1, "trace_id": 1});
    let finding = judge(&body, &Trust::default());
    let codes = ["invalid_document_hash", "invalid_metadata", "invalid_payload"];
    assert_verdict(&finding, Verdict::Mismatch, &codes);
    let report = proofdesk_core::request::check(body.to_string().as_bytes(), None).unwrap();
    let same: Vec<&str> = report.broken().map(|rule| rule.code.code()).collect();
    assert_eq!(same, codes);
}

#[test]
fn an_error_response_says_what_to_do() {
    let finding = judge(&json!({"error": "db_error", "message": "m"}), &Trust::default());
    assert_verdict(&finding, Verdict::Info, &[]);
    assert_eq!(finding.headline(), "Error response with a code of the API: db_error");
    assert!(finding.possible_causes().unwrap().contains("database"));
    assert!(
        finding
            .next_step()
            .unwrap()
            .starts_with("Invoance must act: Until the service works again, send")
    );
    let unknown = judge(&json!({"error": "zebra", "message": "m"}), &Trust::default());
    assert!(unknown.possible_causes().unwrap().contains("not documented"));
}

fn captured(text: &str) -> Option<Finding> {
    let source = Source::file("saved.txt");
    Some(assess_capture(text.as_bytes(), source)?.conclude())
}

/// Only what is certainly an error of the API is taken for one.
#[test]
fn saved_responses() {
    let error = r#"{"error":"trace_not_found","message":"m"}"#;
    let finding = captured(&format!("HTTP/2 404 \r\ndate: x\r\n\r\n{error}")).unwrap();
    assert_eq!((finding.kind, finding.verdict()), (Kind::ErrorResponse, Verdict::Info));
    assert_eq!(finding.headline(), "Error response with a code of the API: trace_not_found");
    assert!(finding.possible_causes().is_some() && finding.next_step().is_some());
    for other in [
        format!("HTTP/2 200 \r\n\r\n{error}"),
        "HTTP/2 404 \r\n\r\n<html>".to_owned(),
        "HTTP/2 404 \r\n\r\n{\"detail\":\"x\"}".to_owned(),
        "HTTP/2 404 \r\n\r\n".to_owned(),
        "HTTP/2 409 \r\n\r\n{\"error\":\"e\",\"message\":\"m\",\"payload_hash\":\"h\"}".to_owned(),
        error.to_owned(),
        "HTTP/nonsense".to_owned(),
    ] {
        assert!(captured(&other).is_none(), "{other}");
    }
}

#[test]
fn kinds_of_requests_have_words() {
    for kind in RequestKind::ALL {
        assert!(kind.call().starts_with("POST /v1/") && !kind.code().contains(' '));
    }
}
