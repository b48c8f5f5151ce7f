//! What the verifiers in the vendor's SDKs say of the records in the conformance kit, as a table.
//!
//! `SDKS=write cargo test -p test-issuer sdk_kit` writes the table anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use invoance::verify_audit_event;
use serde_json::{Value, json};
use test_issuer::kit;

use crate::server::{Server, wait};

const KIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors/proofdesk");

/// A record that a verifier of one kind can be given.
struct Question {
    case: String,
    kind: &'static str,
    record: String,
    key: String,
    /// Whether it is right to accept it, and what is said of it if not.
    right: bool,
    reasons: String,
}

/// Every case with one audit event, or one attestation, in a file of its own, and with one pin. Of
/// attestations, what is right of signature, key and fields counts: the SDKs look at no content.
fn questions() -> Vec<Question> {
    const CONTENT: [&str; 3] =
        ["content_not_supplied", "weaker_form_matched", "content_hash_mismatch"];
    let mut questions = Vec::new();
    for text in kit::cases().values() {
        let case: Value = serde_json::from_str(text).unwrap();
        let name = case["name"].as_str().unwrap();
        let judged = |result: &&Value| match result["kind"].as_str().unwrap() {
            "audit_event" | "attestation" => true,
            // A strict reader refuses it; another one reads it as an event.
            "unknown" => name.starts_with("audit-events/"),
            _ => false,
        };
        let results = case["expected"]["results"].as_array().unwrap();
        let [result] = results.iter().filter(judged).collect::<Vec<_>>()[..] else { continue };
        let place = ["members", "line", "pointer"].iter().any(|part| result.get(part).is_some());
        let file = &case["files"][result["path"].as_str().unwrap()];
        let (Some(record), [pin]) = (file["text"].as_str(), &case["pins"].as_array().unwrap()[..])
        else {
            continue;
        };
        if place || !case["options"].as_array().unwrap().is_empty() {
            continue;
        }
        let of_attestation = result["kind"] == "attestation";
        let reasons = result["reasons"].as_array().unwrap().iter().map(|r| r.as_str().unwrap());
        let reasons: Vec<&str> =
            reasons.filter(|code| !(of_attestation && CONTENT.contains(code))).collect();
        questions.push(Question {
            case: name.to_owned(),
            kind: if of_attestation { "attestation" } else { "audit_event" },
            record: record.trim_start_matches('\u{feff}').to_owned(),
            key: pin["key"].as_str().unwrap().to_owned(),
            right: reasons.is_empty(),
            reasons: reasons.join("`, `"),
        });
    }
    questions
}

/// The SDK for Rust.
fn rust(question: &Question) -> bool {
    if question.kind == "audit_event" {
        let event = serde_json::from_str::<Value>(&question.record);
        return event.is_ok_and(|event| verify_audit_event(&event, Some(&question.key)).valid);
    }
    let path = "/v1/ai/attestations/att".to_owned();
    let body = question.record.clone().into_bytes();
    let server = Server::start(BTreeMap::from([(path, body)]));
    let result = wait(server.client().attestations().verify_signature("att"));
    result.is_ok_and(|result| result.valid)
}

/// The SDK for Python.
fn python(questions: &[Question]) -> Vec<bool> {
    let python = Path::new(KIT).join("../../../target/python/bin/python");
    let mut command = Command::new(python);
    let script = Path::new(KIT).join("sdk.py");
    let pipe = Stdio::piped;
    let mut child = command.arg(script).stdin(pipe()).stdout(pipe()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let lines: String = questions
        .iter()
        .map(|q| json!({ "kind": q.kind, "record": q.record, "key": q.key }).to_string() + "\n")
        .collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let answers = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<bool> = answers.lines().map(|answer| answer == "true").collect();
    assert_eq!(answers.len(), questions.len(), "sdk.py: run `scripts/setup test`");
    answers
}

fn table() -> String {
    let questions = questions();
    let answers = python(&questions);
    let mut out = String::from(
        "# What the vendor's verifiers make of the kit

Asked were the verifiers in the SDKs that check a record by themselves: that of audit events, with the pinned key, and
that of attestations, which takes the key from the record. Documents, events, proof responses and traces have none.
Versions: PyPI `invoance` 0.4.0, crates.io `invoance` 0.2.0. An npm package of this name was not to be had.

",
    );
    let mut rows = String::new();
    let mut wrong = [0, 0];
    for (question, python) in questions.iter().zip(answers) {
        let said = [python, rust(question)];
        if said == [question.right; 2] {
            continue;
        }
        let word = |said: bool| match (said, question.right) {
            (true, false) => "**accepts**",
            (false, true) => "refuses",
            _ => "right",
        };
        for (count, said) in wrong.iter_mut().zip(said) {
            *count += usize::from(said != question.right);
        }
        let right = match question.right {
            true => "verified".to_owned(),
            false => format!("`{}`", question.reasons),
        };
        let [python, rust] = said.map(word);
        writeln!(rows, "| `{}` | {right} | {python} | {rust} |", question.case).unwrap();
    }
    writeln!(
        out,
        "Of {} records, Python is wrong about {}, Rust about {}. To accept what is not what was signed is the graver\n\
         fault. Some rows are no fault of a verifier that says no more than it does: it knows no dates of keys, for one.\n\n\
         | case | right | Python 0.4.0 | Rust 0.2.0 |\n|---|---|---|---|\n{rows}",
        questions.len(),
        wrong[0],
        wrong[1],
    )
    .unwrap();
    out.trim_end().to_owned() + "\n"
}

#[test]
fn sdk_kit() {
    let path = Path::new(KIT).join("SDKS.md");
    let table = table();
    if std::env::var_os("SDKS").is_some_and(|value| value == "write") {
        fs::write(&path, &table).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap();
    assert!(committed == table, "SDKS.md differs; run with SDKS=write:\n{table}");
}
