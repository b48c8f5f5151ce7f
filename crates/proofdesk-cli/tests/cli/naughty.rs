//! Texts that programs stumble over, through every field that holds a text and every form of output.

use std::fs;

use serde_json::{Value, json};
use test_issuer::json::record_text;

use crate::support::{Evidence, LETTER, answer, audit_fields, issuer, letter, pin, repository};

/// The texts of `tests/vectors/naughty.json`.
fn texts() -> Vec<String> {
    let file = fs::read(repository().join("tests/vectors/naughty.json")).unwrap();
    let groups: Value = serde_json::from_slice(&file).unwrap();
    let groups = groups.as_object().unwrap().values();
    let texts = groups.flat_map(|group| group.as_array().unwrap());
    texts.map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// A record with a naughty text in every member that can hold one, none of which is signed so.
fn records(text: &str) -> Vec<(&'static str, Value)> {
    let mut document = letter();
    let mut attestation = issuer().attestation(&answer());
    let mut audit = issuer().audit_event(audit_fields("naughty", 1, "a.b"));
    let mut records = Vec::new();
    for name in ["event_id", "document_ref", "tenant_id", "created_at", "tenant_domain"] {
        document[name] = json!(text);
    }
    document["organization"]["primary_domain"] = json!(text);
    document["organization"]["name"] = json!(text);
    for name in ["attestation_id", "model_name", "model_provider", "retention_policy"] {
        attestation[name] = json!(text);
    }
    for name in ["action", "org_id", "id", "occurred_at"] {
        audit[name] = json!(text);
    }
    let mut member = letter();
    member[text] = json!(text);
    let event = json!({
        "event_id": text, "event_type": text, "payload": { text: text }, "payload_hash": text,
        "signature": text, "public_key": text,
    });
    records.push(("document.json", document));
    records.push(("attestation.json", attestation));
    records.push(("audit.json", audit));
    records.push(("member.json", member));
    records.push(("event.json", event));
    records.push(("error.json", json!({ "error": text, "message": text })));
    records.push(("key.json", json!({ "domain": text, "public_key": text, "algorithm": text })));
    records
}

fn evidence() -> Evidence {
    let mut evidence = Evidence::new().file("letter.txt", LETTER);
    for (number, text) in texts().iter().enumerate() {
        for (name, record) in records(text) {
            evidence = evidence.file(format!("{number:03}/{name}"), record_text(&record));
        }
        evidence = evidence.file(format!("{number:03}/text.txt"), text);
    }
    evidence
}

#[test]
fn the_list_has_what_programs_stumble_over() {
    let texts = texts();
    assert!(texts.len() >= 120, "{}", texts.len());
    let has = |test: fn(&str) -> bool| texts.iter().any(|text| test(text));
    assert!(has(str::is_empty) && has(|t| t.contains('\0')) && has(|t| t.contains('\u{1b}')));
    assert!(
        has(|t| t.contains('\u{202e}'))
            && has(|t| t.starts_with('='))
            && has(|t| t.contains("<script"))
    );
    assert!(has(|t| t.len() > 2000) && has(|t| t.contains('\u{10ffff}')));
}

/// Nothing of it verifies, nothing stops, and what is said of it has the form of a report.
#[test]
fn a_naughty_text_in_any_field_is_a_text() {
    let report = evidence().verify();
    assert_eq!(report.status, 1);
    // A member more, whatever it is called, is shown as unsigned and changes nothing.
    let verified = report.results().iter().filter(|result| result["verdict"] == "verified");
    let verified: Vec<&str> = verified.map(|r| r["source"]["path"].as_str().unwrap()).collect();
    assert!(verified.iter().all(|path| path.ends_with("member.json") || *path == "e/letter.txt"));
    assert_eq!(verified.len(), texts().len() + 1);
    // Each text comes back as it was, in the field that held it.
    for (number, text) in texts().iter().enumerate() {
        let at = format!("{number:03}/document.json");
        let found = report.result(&at);
        let fields = found["fields"].as_array().unwrap();
        let field = fields.iter().find(|field| field["name"] == "document_ref").unwrap();
        assert_eq!(field["value"], **text, "{at}");
    }
}

#[test]
fn every_output_holds_a_naughty_text_as_a_text() {
    let evidence = evidence();
    let run = |format: &str| {
        let output = evidence.run(["verify", "--pin", &pin(), "--format", format, "e"]);
        assert_eq!(output.status.code(), Some(1), "{format}");
        String::from_utf8(output.stdout).unwrap()
    };
    // The terminal and a page: no control character but a line break, nothing that turns the text.
    for format in ["text", "html", "junit"] {
        let text = run(format);
        let raw = |c: &char| {
            c.is_control() && !matches!(c, '\n' | '\t')
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        let found = text.chars().find(raw);
        assert_eq!(found, None, "{format}");
        assert!(format == "text" || !text.contains("<script>alert"), "{format}");
    }
    // A line a result.
    for line in run("ndjson").lines() {
        serde_json::from_str::<Value>(line).unwrap();
    }
    // No cell that a spreadsheet calculates.
    for row in run("csv").lines() {
        assert!(
            !row.split(',').any(|cell| cell.trim_matches('"').starts_with(['=', '+', '@'])),
            "{row}"
        );
    }
}

/// Also in what the user gives.
#[test]
fn a_naughty_text_in_an_argument_is_a_text() {
    for text in texts().iter().filter(|text| !text.contains('\0') && text.len() < 300) {
        for args in [
            ["explain", "--", text.as_str()],
            ["verify", "--no-keyring", &format!("--find={text}")],
        ] {
            let evidence = Evidence::new().file("letter.txt", LETTER);
            let mut args = args.to_vec();
            if args[0] == "verify" {
                args.push("e");
            }
            let output = evidence.run(&args);
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8(said).unwrap();
            assert!(matches!(output.status.code(), Some(0 | 2 | 3)), "{text:?}: {said}");
            assert!(
                !said.contains('\u{1b}') && !said.contains('\u{202e}') && !said.contains('\u{7}'),
                "{text:?}"
            );
        }
    }
}
