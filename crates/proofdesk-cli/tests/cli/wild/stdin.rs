//! Standard input: `-`.

use test_issuer::json::record_text;

use crate::support::{Evidence, LETTER, Report, audit_event, given, letter, pin, proofdesk};

fn verify(evidence: &Evidence, args: &[&str], input: &[u8]) -> Report {
    let pin = pin();
    let fixed = ["verify", "--format", "json", "--pin", &pin];
    let mut command = proofdesk(fixed.iter().chain(args));
    Report::of(given(command.current_dir(evidence.outside()), input))
}

#[test]
fn a_record_on_standard_input_finds_its_content_in_files() {
    let evidence = Evidence::new().file("letter.txt", LETTER);
    let report = verify(&evidence, &["-", "e"], record_text(&letter()).as_bytes());
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!(report.places(), ["- verified", "letter.txt verified"]);
    assert_eq!(report.json["run"]["inputs"], serde_json::json!(["-", "e"]));
}

#[test]
fn content_on_standard_input_finds_its_record_in_files() {
    let evidence = Evidence::new().record("r.json", &letter());
    let report = verify(&evidence, &["e", "-"], LETTER);
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!(report.result("-")["kind"], "content");
}

#[test]
fn an_export_on_standard_input_is_read_line_by_line() {
    let lines: String = (1..=3).map(|seq| audit_event("piped", seq).to_string() + "\n").collect();
    let report = verify(&Evidence::new(), &["-"], lines.as_bytes());
    assert_eq!(report.status, 0, "{:?}", report.places());
    assert_eq!(report.result("-:3")["verdict"], "verified");
    assert_eq!(report.log()["source"]["path"], "-");
}

#[test]
fn standard_input_can_be_empty_and_is_read_once() {
    let report = verify(&Evidence::new(), &["-"], b"");
    assert_eq!(report.places(), ["- not_found"]);
    let report = verify(&Evidence::new(), &["-", "-"], LETTER);
    assert_eq!(report.places(), ["- not_found"]);
}
