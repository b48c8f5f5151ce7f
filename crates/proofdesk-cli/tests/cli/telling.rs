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
    assert_eq!(
        next,
        "See the result on e/proof.json. Only if it is verified was this payload signed; the event's id is not \
         signed even then."
    );
    let note = notes(result, "no_signature");
    assert_eq!(note, "The proof response in e/proof.json shows the hash of this payload.");
    let trace = issuer().trace(&Trace {
        label: "A loan",
        items: &[TraceItem::event(&event)],
        created_at: "2026-06-01T07:00:00Z",
        sealed_at: "2026-06-01T09:00:00Z",
        forms: TraceForms::HEX,
    });
    let report = Evidence::new().record("event.json", &event).record("t.json", &trace).verify();
    let next = text(&report.result("event.json")["next_step"]);
    assert_eq!(
        next,
        "See the result on e/t.json. Only if it is verified was this payload signed; the event's id is not \
         signed even then."
    );
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
    assert_eq!(
        note,
        "Neither the request body nor the two texts stand by themselves in the evidence, as a file, or as an \
         element of a list or a line."
    );
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
        format!("{OPEN}its signature (field signature_b64) is too short: it has 15 bytes of 64")
    );
    assert_eq!(
        headline(&|r| r["signature_b64"] = json!("ä")),
        format!("{OPEN}its signature (field signature_b64) cannot be decoded")
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
        "See the result on e/ev.zip › inner/proof.json. Only if it is verified was this payload signed; the event's id is not \
         signed even then."
    );
}

/// What could not be read may hold what was looked for.
#[test]
fn what_is_not_found_may_be_in_what_could_not_be_read() {
    let whole = audit_event("org", 1).to_string();
    let evidence = || Evidence::new().lines("log.ndjson", &[audit_event("org", 2)]);
    let sought = text(&audit_event("org", 1)["id"]).to_owned();
    let found = |evidence: Evidence| {
        let report =
            evidence.verify_with(&["--pin", &crate::support::pin(), "--find", &sought, "e"]);
        assert_eq!(report.status, 3);
        let result = report.results()[0].clone();
        assert_eq!(result["verdict"], "not_found");
        (text(&result["headline"]).to_owned(), checks(&result)[0]["note"].clone())
    };
    let (headline, note) = found(evidence());
    assert_eq!(headline, "No record found in this evidence");
    assert_eq!(note, "Not in this evidence; it may exist elsewhere.");
    let (headline, note) = found(evidence().file("cut.json", &whole[..whole.len() - 9]));
    assert_eq!(headline, "No record found in this evidence: not all of it could be read");
    assert_eq!(note, "It may be in what could not be read: e/cut.json.");
    let many =
        (0..9).fold(evidence(), |evidence, n| evidence.file(format!("{n}.json"), "{\"id\":"));
    let (_, note) = found(many);
    assert_eq!(
        note,
        "It may be in what could not be read: e/0.json, e/1.json, e/2.json and 6 more."
    );
}

/// A line that nobody can read may be the event that is missing.
#[test]
fn a_gap_beside_a_damaged_line_is_not_said_to_be_a_removal_first() {
    let lines = [1, 2, 3].map(|seq| audit_event("org", seq).to_string());
    let cut = &lines[1][..100];
    let text_of = |log: &Value| (text(&log["possible_causes"]).to_owned(), log.clone());
    let damaged = format!("{}\n{cut}\n{}\n", lines[0], lines[2]);
    let report = Evidence::new().file("log.ndjson", damaged).verify();
    let (causes, log) = text_of(report.log());
    assert!(
        causes.starts_with(
            "This event may be in what could not be read: e/log.ndjson:2. A filter or"
        ),
        "{causes}"
    );
    assert!(text(&log["next_step"]).starts_with("Ask for what could not be read again"), "{log}");
    let removed = format!("{}\n{}\n", lines[0], lines[2]);
    let report = Evidence::new().file("log.ndjson", removed).verify();
    let (causes, _) = text_of(report.log());
    assert!(causes.starts_with("A filter or the retention period"), "{causes}");
}

/// The same of a line in another file, and of one that a log of the system has words before: no number is shown
/// to be missing.
#[test]
fn a_gap_that_may_be_explained_by_what_cannot_be_read_is_no_failure() {
    let lines = [1, 2, 3].map(|seq| audit_event("org", seq).to_string());
    let log = format!("{}\n{}\n", lines[0], lines[2]);
    let cut = format!("{}\n{}\n{}\n", lines[0], &lines[1][..100], lines[2]);
    let syslog = format!("Mar  9 09:01:01 host app[1]: {}\n", lines[1]);
    let csv = "id,org_id,seq,action,occurred_at\naevt_2,org,2,a,2026-03-02T07:31:00Z\n";
    let in_evidence = [
        (Evidence::new().file("log.ndjson", cut), "e/log.ndjson:2"),
        (Evidence::new().file("log.ndjson", &log).file("s.log", syslog), "e/s.log"),
        (Evidence::new().file("log.ndjson", &log).file("rest.csv", csv), "e/rest.csv"),
    ];
    for (evidence, place) in in_evidence {
        let report = evidence.verify_with(&["--contiguous", "--pin", &crate::support::pin(), "e"]);
        let log = report.log();
        assert_eq!(log["verdict"], "unconfirmed", "{log}");
        let headline = "Not confirmed: event no. 2 is missing, or in what could not be read; the 2 events \
                        present are verified";
        assert_eq!(log["headline"], headline);
        assert!(text(&log["possible_causes"]).contains(place), "{log}");
    }
    let evidence = Evidence::new().file("log.ndjson", &log);
    let report = evidence.verify_with(&["--contiguous", "--pin", &crate::support::pin(), "e"]);
    assert_eq!(report.log()["verdict"], "mismatch");
    assert!(text(&report.log()["headline"]).contains("event no. 2 is missing; the 2"));
}

/// Where some of a file was checked, not nothing was.
#[test]
fn a_file_that_cannot_be_checked_in_full_is_not_called_unchecked() {
    let lines = format!("{}\n{{\"broken\n", audit_event("org", 1));
    let evidence = Evidence::new().file("log.ndjson", lines);
    let report = String::from_utf8(evidence.run(["verify", "--no-keyring", "e"]).stdout).unwrap();
    let report = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        report.contains("1 of 2 results is not confirmed, and 1 cannot be checked."),
        "{report}"
    );
    assert!(!report.contains("Nothing could be checked"), "{report}");
    let evidence = Evidence::new().file("log.ndjson", "{\"broken\n");
    let report = String::from_utf8(evidence.run(["verify", "--no-keyring", "e"]).stdout).unwrap();
    assert!(!report.contains("not confirmed"), "{report}");
}

/// What is wrong with an item is not said of the trace.
#[test]
fn a_trace_is_not_said_to_have_the_faults_of_its_items() {
    let issuer = issuer();
    let items = [1, 2].map(|n| {
        TraceItem::event(&issuer.event(&Event {
            event_type: "loan.decided",
            payload: json!({ "loan": n }),
            event_time: None,
            ingested_at: "2026-06-01T08:00:00.000001Z",
        }))
    });
    let mut trace = issuer.trace(&Trace {
        label: "loan",
        items: &items,
        created_at: "2026-06-01T07:00:00Z",
        sealed_at: "2026-06-01T09:00:00Z",
        forms: TraceForms::HEX,
    });
    assert!(trace["events"][1]["signature"].is_string());
    trace["events"][1]["signature"] = json!(issuer.sign_hex(b"x"));
    let report = Evidence::new().record("trace.json", &trace).verify();
    let headline = text(&report.result("trace.json")["headline"]).to_owned();
    assert!(headline.starts_with("Does not match: 1 of 2 items does not match: "), "{headline}");
}
