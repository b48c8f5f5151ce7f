//! Honestly issued records that went through ordinary programs: no word of a report may be untrue of them.

use std::fs;
use std::process::Output;

use serde_json::{Value, json};
use test_issuer::sha256_hex;

use crate::support::{
    Evidence, LETTER, Report, audit_event, audit_fields, checks, issuer, letter, pin, text,
};

fn said(result: &Value) -> String {
    let each = ["headline", "possible_causes", "next_step"].map(|name| text(&result[name]));
    each.join(" | ")
}

/// The record of a file may be in what could not be read.
#[test]
fn content_beside_what_cannot_be_read_is_not_said_to_have_no_record_anywhere() {
    let record = serde_json::to_string_pretty(&letter()).unwrap();
    let html = format!("<!doctype html><html><body><pre>{record}</pre></body></html>");
    let quoted = record.lines().map(|line| format!("> {line}\n")).collect::<String>();
    let inline = format!("Dear colleague, here it is:\n\n{record}\n");
    for (name, unread) in [("r.html", html), ("quoted.txt", quoted), ("inline.txt", inline)] {
        let evidence = Evidence::new().file("letter.txt", LETTER).file(name, unread);
        let report = evidence.verify();
        let file = report.result("letter.txt");
        assert_eq!(file["verdict"], "not_found");
        let headline = format!(
            "No record found in this evidence: its record may be in what could not be read: e/{name}"
        );
        assert_eq!(file["headline"], headline);
        assert!(text(&file["next_step"]).contains(name), "{}", said(file));
        let output = evidence.run(["verify", "--no-keyring", "e"]);
        let output = String::from_utf8(output.stdout).unwrap();
        let output = output.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!output.contains("has no record in this evidence."), "{output}");
    }
    let alone = Evidence::new().file("letter.txt", LETTER).verify();
    assert_eq!(alone.result("letter.txt")["headline"], "No record found in this evidence");
}

/// Words before JSON are not said to be damage of it, and a form that is not read is named.
#[test]
fn what_is_copied_out_of_something_is_said_to_be_so() {
    let event = audit_event("org", 1);
    let verify = |name: &str, file: String| {
        let report = Evidence::new().file(name, file).verify();
        report.results()[0].clone()
    };
    let log = verify("s.log", format!("Mar  9 09:01:01 host app[1]: {event}\n"));
    assert_eq!(log["headline"], "Cannot be checked: there is other text before its JSON");
    assert!(text(&log["possible_causes"]).contains("a mail or a log"), "{}", said(&log));
    let table = "# Notes\n\n| event_id | document_hash | created_at |\n|---|---|---|\n| evt_1 | 00 | 2026 |\n";
    let table = verify("notes.md", table.to_owned());
    let headline = "Cannot be checked: it has the field names of a record, in a form that is not read: Markdown";
    assert_eq!(table["headline"], headline);
    let broken =
        serde_json::to_string(&event).unwrap().replacen("member.viewed", "member.\nviewed", 1);
    let broken = verify("r.json", broken);
    assert!(text(&checks(&broken)[0]["note"]).contains("a line break inside a text"), "{broken:#}");
    assert!(text(&broken["possible_causes"]).contains("a page, a mail"), "{}", said(&broken));
}

/// What is said of the ends of a text, and of its line endings, is so.
#[test]
fn the_other_version_is_described_as_it_is() {
    let anchored = |text: &[u8]| {
        issuer().document(&test_issuer::Document::new(text, "a.txt", "2026-03-02T10:00:00Z"))
    };
    let endings = "only the line endings differ";
    let number = "only the number of line breaks at the end differs";
    let cases: [(&[u8], &[u8], &str, &str); 6] = [
        (b"a\nb\n", b"a\nb\n\n", number, "this file has one more than the anchored version"),
        (b"a\nb\n\n", b"a\nb\n", number, "the anchored version has one more than this file"),
        (
            b"a\r\nb\r\n",
            b"a\r\nb\r\n\r\n",
            number,
            "this file has one more than the anchored version",
        ),
        (b"a\nb\n", b"a\r\nb\n", endings, "LF in the anchored version, LF and CR LF in this file"),
        (
            b"a\r\nb\r\n",
            b"a\r\nb\n",
            endings,
            "CR LF in the anchored version, CR LF and LF in this file",
        ),
        (
            b"\xEF\xBB\xBFa",
            b"\xEF\xBB\xBF\xEF\xBB\xBFa",
            "only the number of UTF-8 marks at the beginning differs",
            "this file has one more than the anchored version",
        ),
    ];
    for (original, file, difference, which) in cases {
        let report =
            Evidence::new().record("r.json", &anchored(original)).file("a.txt", file).verify();
        let headline = format!("Not the anchored version: {difference} ({which})");
        assert_eq!(report.result("a.txt")["headline"], headline);
    }
}

fn with_ring(evidence: Evidence, pins: &Value) -> Report {
    Report::of(in_form(&evidence, pins, "json"))
}

fn in_form(evidence: &Evidence, pins: &Value, format: &str) -> Output {
    let ring = json!({ "schema": "proofdesk.keyring/2", "pins": pins });
    fs::write(evidence.outside().join("ring.json"), ring.to_string()).unwrap();
    evidence.run(["verify", "--keyring", "ring.json", "--format", format, "e"])
}

fn two_keys(domains: [Option<&str>; 2]) -> Value {
    let keys = [issuer(), issuer().impostor("the next key")];
    let pins = keys.iter().zip(["acme 2025", "acme 2026"]).zip(domains);
    pins.map(|((issuer, label), domain)| {
        let fingerprint = sha256_hex(&issuer.public_key());
        json!({ "label": label, "key": issuer.public_key_hex(), "fingerprint": fingerprint, "domain": domain })
    })
    .collect()
}

/// Every key that signed a log is named.
#[test]
fn a_log_under_two_keys_of_one_issuer_names_both() {
    let next = issuer().impostor("the next key");
    let events = |seq| match seq {
        1 | 2 => audit_event("org", seq),
        _ => next.audit_event(audit_fields("org", seq, "member.viewed")),
    };
    let events: Vec<Value> = (1..=5).map(events).collect();
    let evidence = Evidence::new().lines("l.ndjson", &events);
    let keys = two_keys([Some("issuer.example"); 2]);
    let [csv, html] = ["csv", "html"]
        .map(|format| String::from_utf8(in_form(&evidence, &keys, format).stdout).unwrap());
    let fingerprints: Vec<&str> =
        keys.as_array().unwrap().iter().map(|key| text(&key["fingerprint"])).collect();
    let both = format!(",acme 2025; acme 2026,{},", fingerprints.join("; "));
    assert_eq!(csv.matches(&both).count(), 1, "{csv}");
    assert!(html.contains("<td>acme 2025, acme 2026</td>"), "{html}");
    let report = with_ring(evidence, &keys);
    let log = report.log();
    assert_eq!(
        log["headline"],
        "Verified: signed with the keys you pinned as acme 2025 and acme 2026"
    );
    let signer = checks(log).iter().find(|check| check["check"] == "signer").unwrap();
    assert!(
        text(&signer["note"]).ends_with("acme 2025: 2 events; acme 2026: 3 events."),
        "{signer}"
    );
    assert_eq!(signer["values"].as_array().unwrap().len(), 2);
}

/// A key that is pinned is not said to be one that anybody can make.
#[test]
fn the_next_step_fits_a_key_that_is_pinned() {
    let verify = |pins: &Value| {
        let evidence = Evidence::new().record("r.json", &letter()).file("letter.txt", LETTER);
        with_ring(evidence, pins).result("r.json").clone()
    };
    let record = verify(&two_keys([None, Some("issuer.example")]));
    assert_eq!(record["verdict"], "unconfirmed");
    assert!(text(&record["next_step"]).contains("give both pins its domain"), "{}", said(&record));
    assert!(!said(&record).contains("Anyone can make"), "{}", said(&record));
    let record = verify(&two_keys([Some("other.example"), Some("issuer.example")]));
    assert_eq!(record["verdict"], "mismatch");
    let headline = "Does not match: it names issuer.example, but carries the key you pinned as acme 2025, not \
                    the one you pinned for issuer.example";
    assert_eq!(record["headline"], headline);
}

/// The words of a log whose events fail are those of the events.
#[test]
fn the_causes_of_a_log_are_those_of_its_events() {
    let events: Vec<Value> = [1, 2, 3]
        .map(|seq| {
            let mut fields = audit_fields("org", seq, "member.viewed");
            if seq == 2 {
                fields["ingested_at"] = "2026-03-05T07:31:00.400Z".into();
            }
            issuer().audit_event(fields)
        })
        .into();
    let pins = json!([{
        "label": "old",
        "key": issuer().public_key_hex(),
        "fingerprint": sha256_hex(&issuer().public_key()),
        "domain": "issuer.example",
        "valid_until": "2026-03-03T00:00:00Z",
    }]);
    let report = with_ring(Evidence::new().lines("l.ndjson", &events), &pins);
    let causes = text(&report.log()["possible_causes"]);
    assert!(causes.contains("the dates that you gave the pin"), "{causes}");
    assert!(!causes.contains("altered"), "{causes}");
}

/// What is shown does not tell a text from a number.
#[test]
fn a_number_that_is_written_as_text_is_said_to_be_text() {
    let mut event = audit_event("org", 1);
    event["seq"] = "1".into();
    let report = Evidence::new().record("e.json", &event).verify();
    let check =
        checks(report.result("e.json")).iter().find(|check| check["field"] == "seq").unwrap();
    assert_eq!(check["note"], "It is a text, not a 64-bit integer.");
}

/// The letters of a UUID have no case.
#[test]
fn a_uuid_in_capitals_is_the_same() {
    let mut record = letter();
    record["tenant_id"] = text(&record["tenant_id"]).to_uppercase().into();
    let report = Evidence::new().record("r.json", &record).file("letter.txt", LETTER).verify();
    let record = report.result("r.json");
    assert_eq!(record["verdict"], "verified", "{record:#} {}", pin());
    let field =
        record["fields"].as_array().unwrap().iter().find(|f| f["name"] == "tenant_id").unwrap();
    assert_eq!(field["status"], "normalised");
}
