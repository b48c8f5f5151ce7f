//! What is said names the thing that it is about: the letter, the text, the field, the record.

use serde_json::{Value, json};
use test_issuer::{Event, Trace, TraceForms, TraceItem};

use crate::support::{
    Evidence, LETTER, answer, audit_event, checks, issuer, letter, reasons, text,
};

fn event() -> Value {
    issuer().event(&Event {
        event_type: "loan.decided",
        payload: json!({ "loan": "HL-0417", "granted": true }),
        event_time: None,
        ingested_at: "2026-06-01T08:00:00.000001Z",
    })
}

/// The notes of a result's checks with this reason.
fn notes(result: &Value, reason: &str) -> String {
    let checks = checks(result).iter().filter(|check| check["reason"] == reason);
    checks.filter_map(|check| check["note"].as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn letters_of_two_alphabets_that_look_alike_are_named() {
    let mut record = letter();
    // A Cyrillic е and a Cyrillic х.
    record["document_ref"] = json!("l\u{435}tter.t\u{445}t");
    let report = Evidence::new().record("r.json", &record).file("letter.txt", LETTER).verify();
    let result = report.result("r.json");
    assert_eq!(result["verdict"], "mismatch");
    let note = notes(result, "signed_fields_differ");
    assert!(note.contains("characters that look alike"), "{note}");
    assert!(note.contains("U+0435") && note.contains("U+0065"), "{note}");
}

#[test]
fn copies_of_an_event_are_not_counted_as_events() {
    let events: Vec<Value> = [1, 2, 2, 3, 3].map(|seq| audit_event("org", seq)).into();
    let report = Evidence::new().lines("log.ndjson", &events).verify();
    let log = report.log();
    let notes: Vec<&str> = checks(log).iter().filter_map(|c| c["note"].as_str()).collect();
    assert!(
        notes.contains(&"Checked for each of 5 events (3 different, 2 repeated)."),
        "{notes:?}"
    );
}

#[test]
fn nobody_is_asked_for_a_proof_that_is_there() {
    let event = event();
    let alone = Evidence::new().record("event.json", &event).verify();
    let next = text(&alone.result("event.json")["next_step"]).to_owned();
    assert!(next.contains("signed record that covers it"), "{next}");
    let proof = issuer().proof_response(&event, test_issuer::SignedForm::HEX_DIGEST);
    let with = Evidence::new().record("event.json", &event).record("proof.json", &proof);
    let report = with.verify();
    let result = report.result("event.json");
    assert_eq!(result["verdict"], "unconfirmed");
    let next = text(&result["next_step"]);
    assert_eq!(next, "See the verdict on e/proof.json: the proof for this event is in it.");
    let note = notes(result, "no_signature");
    assert_eq!(note, "The proof response in e/proof.json is for this payload.");
    let trace = issuer().trace(&Trace {
        label: "A loan",
        items: &[TraceItem::event(&event)],
        created_at: "2026-06-01T07:00:00Z",
        sealed_at: "2026-06-01T09:00:00Z",
        forms: TraceForms::HEX,
    });
    let report = Evidence::new().record("event.json", &event).record("t.json", &trace).verify();
    let next = text(&report.result("event.json")["next_step"]);
    assert_eq!(next, "See the verdict on e/t.json: the proof for this event is in it.");
    // A proof of another payload is none of this event.
    let mut other = event.clone();
    other["payload"]["granted"] = json!(false);
    other["payload_hash"] =
        json!(test_issuer::sha256_hex(test_issuer::json::sorted(&other["payload"]).as_bytes()));
    let proof = issuer().proof_response(&other, test_issuer::SignedForm::HEX_DIGEST);
    let report = Evidence::new().record("event.json", &event).record("p.json", &proof).verify();
    assert!(
        text(&report.result("event.json")["next_step"]).contains("signed record that covers it")
    );
}

#[test]
fn the_text_that_an_attestation_lacks_is_named() {
    let answer = answer();
    let record = issuer().attestation(&answer);
    let said = |evidence: Evidence| {
        let report = evidence.record("a.json", &record).verify();
        let result = report.result("a.json").clone();
        assert_eq!(result["verdict"], "unconfirmed");
        (notes(&result, "content_not_supplied"), text(&result["next_step"]).to_owned())
    };
    let (note, next) = said(Evidence::new().file("in.txt", answer.input));
    assert_eq!(note, "The output text is not in the evidence, nor is the request body.");
    assert!(
        next.starts_with(
            "Add the output text exactly as it was attested, or the request body: either will do."
        ),
        "{next}"
    );
    let (note, next) = said(Evidence::new().file("out.txt", answer.output));
    assert_eq!(note, "The input text is not in the evidence, nor is the request body.");
    assert!(next.starts_with("Add the input text"), "{next}");
    let (note, next) = said(Evidence::new());
    assert_eq!(note, "Neither the request body nor the two texts are in the evidence.");
    assert!(next.starts_with("Add the request body, or else both"), "{next}");
}

#[test]
fn an_item_whose_record_is_missing_asks_for_the_record() {
    let document = TraceItem::document(&letter());
    let trace = issuer().trace(&Trace {
        label: "A loan",
        items: &[document, TraceItem::event(&event())],
        created_at: "2026-06-01T07:00:00Z",
        sealed_at: "2026-06-01T09:00:00Z",
        forms: TraceForms::HEX,
    });
    let report = Evidence::new().record("t.json", &trace).verify();
    let result = report.result("t.json");
    assert!(reasons(result).contains("canonical_form_undetermined"), "{result:#}");
    for member in ["headline", "next_step", "possible_causes"] {
        assert!(!text(&result[member]).contains("payload"), "{member}: {}", result[member]);
    }
    assert!(text(&result["next_step"]).contains("Add the record of that document"));
}

#[test]
fn a_signature_that_is_none_is_said_to_be_missing_empty_or_short() {
    let headline = |change: &dyn Fn(&mut Value)| {
        let mut record = letter();
        change(&mut record);
        let report = Evidence::new().record("r.json", &record).file("letter.txt", LETTER).verify();
        let result = report.result("r.json").clone();
        assert_eq!(result["verdict"], "unconfirmed");
        text(&result["headline"]).to_owned()
    };
    const OPEN: &str = "Not confirmed: ";
    assert_eq!(
        headline(&|r| drop(r.as_object_mut().unwrap().remove("signature_b64"))),
        format!("{OPEN}it is unsigned: signature_b64 is missing")
    );
    assert_eq!(
        headline(&|r| r["signature_b64"] = Value::Null),
        format!("{OPEN}it is unsigned: signature_b64 is null")
    );
    assert_eq!(
        headline(&|r| r["signature_b64"] = json!("")),
        format!("{OPEN}it is unsigned: signature_b64 is empty")
    );
    assert_eq!(
        headline(&|r| r["signature_b64"] = json!("qFfwGs0R0Rnfbx4mIgZA")),
        format!("{OPEN}its signature, signature_b64, is too short: it has 15 bytes of 64")
    );
    assert_eq!(
        headline(&|r| r["signature_b64"] = json!("ä")),
        format!("{OPEN}its signature, signature_b64, cannot be decoded")
    );
}

/// Whoever verifies evidence has not sent the request.
#[test]
fn an_error_response_asks_its_reader_for_nothing() {
    let body = r#"{"error":"invalid_api_key","message":"no"}"#;
    let report = Evidence::new().file("e.json", body).verify();
    let next = text(&report.result("e.json")["next_step"]);
    let meaning = text(&report.result("e.json")["possible_causes"]);
    assert!(!next.contains("You must act"), "{next}");
    assert!(meaning.contains("The API did not accept the caller's key"), "{meaning}");
    assert!(next.contains("Whoever sent the request must act: Compare the key"), "{next}");
}

#[test]
fn the_name_of_a_status_and_a_code_in_capitals_are_understood() {
    for (word, meant) in [
        ("UNAUTHORIZED", "did you mean the status 401 (Unauthorized)"),
        ("RATE_LIMITED", "rate_limited"),
        ("Not Found", "the status 404 (Not Found)"),
    ] {
        let output = Evidence::new().run(["explain", word]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{word}");
        assert!(said.contains(meant), "{word}: {said}");
    }
}

#[test]
fn what_proves_an_event_is_named_with_the_way_to_it() {
    let event = event();
    let proof = issuer().proof_response(&event, test_issuer::SignedForm::HEX_DIGEST);
    let evidence = Evidence::new().record("event.json", &event);
    let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1], 'w')\n\
                  z.writestr('inner/proof.json', sys.argv[2])\nz.close()";
    let mut python = std::process::Command::new("python3");
    let python = python.args(["-c", script]).arg(evidence.path("ev.zip")).arg(proof.to_string());
    assert!(python.status().unwrap().success());
    let report = evidence.verify();
    let next = text(&report.result("event.json")["next_step"]);
    assert_eq!(
        next,
        "See the verdict on e/ev.zip › inner/proof.json: the proof for this event is in it."
    );
}
