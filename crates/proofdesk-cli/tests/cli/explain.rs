//! `explain` and `check-request` as a user meets them: standard input, names, exit status.

use std::process::Output;

use proofdesk_engine::core::api_error::Catalogue;
use serde_json::Value;

use crate::support::{Evidence, LETTER, given, letter, proofdesk, reasons, text};

fn with_input(args: &[&str], input: &[u8]) -> Output {
    given(&mut proofdesk(args), input)
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn every_code_and_status_of_the_catalogue_is_explained() {
    let catalogue = Catalogue::get();
    let codes = catalogue.entries.iter().map(|e| e.code.clone());
    let statuses = catalogue.statuses.iter().map(|s| s.status.to_string());
    for word in codes.chain(statuses) {
        let output = proofdesk(["explain", "--format", "json", &word]).output().unwrap();
        assert_eq!(status(&output), 0, "{word}");
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(json["schema"], "proofdesk.explanation/1");
        assert!(!text(&json["what_happened"]).is_empty());
    }
}

#[test]
fn a_code_wins_over_a_file_of_that_name() {
    let body = br#"{"error":"db_error","message":"m"}"#;
    let evidence = Evidence::new();
    std::fs::write(evidence.outside().join("rate_limited"), body).unwrap();
    std::fs::write(evidence.outside().join("saved"), body).unwrap();
    let as_code = evidence.run(["explain", "rate_limited"]);
    assert!(out(&as_code).starts_with("rate_limited: 429") && status(&as_code) == 0);
    let said = String::from_utf8_lossy(&as_code.stderr).into_owned();
    assert!(said.contains("./rate_limited"), "{said}");
    for name in ["./rate_limited", "saved"] {
        let as_file = evidence.run(["explain", name]);
        assert!(out(&as_file).starts_with("db_error: 500"), "{name}");
        assert!(as_file.stderr.is_empty());
    }
}

#[test]
fn standard_input() {
    let explained = with_input(
        &["explain", "-"],
        b"HTTP/2 404\r\n\r\n{\"error\":\"event_not_found\",\"message\":\"m\"}",
    );
    assert!(out(&explained).starts_with("event_not_found: 404") && status(&explained) == 0);
    assert!(out(&with_input(&["explain", "-"], b"trace_empty\n")).starts_with("trace_empty: 400"));
    for (input, word) in [(&b""[..], "nothing"), (&[b' '; 5 << 20][..], "larger")] {
        let refused = with_input(&["explain", "-"], input);
        assert_eq!((status(&refused), out(&refused)), (2, String::new()));
        assert!(String::from_utf8_lossy(&refused.stderr).contains(word));
    }
    let checked = with_input(&["check-request", "-"], br#"{"label":"a trace"}"#);
    assert_eq!(status(&checked), 0, "{}", out(&checked));
    assert_eq!(status(&with_input(&["check-request", "-"], br#"{"label":""}"#)), 1);
    assert_eq!(status(&with_input(&["check-request", "-"], b"{}")), 3);
    assert_eq!(status(&with_input(&["check-request", "-", "--kind", "trace"], b"{}")), 1);
}

#[test]
fn what_cannot_be_read() {
    let evidence = Evidence::new().file("a.json", r#"{"label":"a trace"}"#);
    for args in [["explain", "e"], ["check-request", "e"], ["check-request", "e/none.json"]] {
        assert_eq!(status(&evidence.run(args)), 2, "{args:?}");
    }
    // The files that can be read are checked all the same.
    let several = evidence.run(["check-request", "e/none.json", "e/a.json"]);
    assert_eq!(status(&several), 2);
    assert!(out(&several).contains("it meets every\n  documented rule"), "{}", out(&several));
}

#[test]
fn the_exit_status_of_several_files() {
    let evidence = Evidence::new()
        .file("good.json", r#"{"label":"a trace"}"#)
        .file("bad.json", r#"{"label":""}"#)
        .file("other.txt", "words");
    let run = |names: &[&str]| {
        let paths = names.iter().map(|name| format!("e/{name}"));
        status(&evidence.run(std::iter::once("check-request".to_owned()).chain(paths)))
    };
    assert_eq!(run(&["good.json"]), 0);
    assert_eq!(run(&["good.json", "other.txt"]), 3);
    assert_eq!(run(&["other.txt", "bad.json", "good.json"]), 1);
    assert_eq!(run(&["other.txt", "bad.json", "none.json"]), 2);
}

/// An error that was saved with its headers is explained beside the evidence, and is no content.
#[test]
fn a_saved_error_among_the_evidence() {
    let saved = "HTTP/1.1 404 Not Found\r\nDate: x\r\n\r\n{\"error\":\"document_not_found\",\"message\":\"m\"}\n";
    let page = "HTTP/1.1 502 Bad Gateway\r\n\r\n<html></html>";
    let evidence = Evidence::new().file("404.txt", saved).file("502.txt", page);
    let report = evidence.verify();
    let result = report.result("404.txt");
    assert_eq!((&result["kind"], &result["verdict"]), (&"error_response".into(), &"info".into()));
    assert!(
        text(&result["next_step"])
            .starts_with("Whoever sent the request must act: Compare the id ")
    );
    assert_eq!(report.result("502.txt")["verdict"], "not_found", "it is content");
}

/// Words of a search that finds nothing name the causes, and never say that there is no record.
#[test]
fn what_is_not_in_the_evidence_may_exist() {
    let evidence = Evidence::new().record("letter.json", &letter()).file("letter.txt", LETTER);
    let hash = "0".repeat(64);
    for query in [
        "evt_1",
        &hash,
        "https://www.invoance.com/proof/document/x",
        "https://www.invoance.com/proof/event/x?y=1",
        "www.invoance.com/proof/ai/x",
        "/proof/trace/x/",
        "https://www.invoance.com/proof/x",
    ] {
        let report = evidence.verify_with(&["--find", query, "e"]);
        let [result] = report.results() else { panic!("{:?}", report.places()) };
        assert_eq!((&result["verdict"], report.status), (&"not_found".into(), 3));
        assert_eq!(reasons(result).len(), 1);
        let cause = text(&result["possible_causes"]);
        for word in ["export", "tenant", "retention"] {
            assert!(cause.contains(word), "{query}: {cause}");
        }
        assert!(text(&result["next_step"]).contains("ask the issuer for"), "{result:#}");
        let all = result.to_string();
        assert!(!all.contains("does not exist") && !all.contains("no such"), "{all}");
    }
}

/// Whoever reads a report looks its codes up.
#[test]
fn the_reasons_of_reports_are_explained() {
    let output = Evidence::new().run(["explain", "key_not_pinned"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("is a reason in the reports of Proofdesk"), "{said}");
    assert!(!said.contains("did you mean"), "{said}");
    // What may be a cause is no fact, and nobody meant a file.
    assert!(said.contains("Possible causes: ") && said.contains("Next step: "), "{said}");
    assert!(!said.contains("there is no file"), "{said}");
    let output = Evidence::new().run(["explain", "mismatch"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("is a verdict in the reports of Proofdesk"), "{said}");
}

/// What `verify` has a name for, has the same name here.
#[test]
fn another_file_is_called_what_it_is() {
    let pem = "-----BEGIN PRIVATE KEY-----\n\
               MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n\
               -----END PRIVATE KEY-----\n";
    let record = letter().to_string();
    let mail = "From: a@b.example\nMIME-Version: 1.0\nMessage-ID: <1@b.example>\n\nHello\n";
    let utf_16: Vec<u8> = record.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let evidence = Evidence::new()
        .file("page", "<!DOCTYPE html><title>502</title>")
        .file("key", pem)
        .file("utf-16", [&b"\xFF\xFE"[..], &utf_16].concat())
        .file("array", format!("[{record},{record}]"))
        .file("lines", format!("{record}\n{record}\n"))
        .file("notes", format!("# Notes\n\n```json\n{record}\n```\n"))
        .file("mail", mail)
        .file("empty", "");
    evidence.run(["verify", "--no-keyring", "-o", "e/report", "--format", "json", "e/mail"]);
    for (name, words) in [
        ("page", "an HTML page"),
        ("key", "a private key"),
        ("utf-16", "a text in UTF-16"),
        ("array", "JSON with records in it"),
        ("lines", "JSON with records in it"),
        ("notes", "a text in Markdown"),
        ("mail", "an e-mail; `proofdesk verify` says what is in it"),
        ("report", "a report of Proofdesk"),
    ] {
        let file = format!("e/{name}");
        for command in ["explain", "check-request"] {
            let output = evidence.run([command, &file]);
            let all = String::from_utf8_lossy(&output.stderr).into_owned() + &out(&output);
            let all = all.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(all.contains(&format!(" but {words}")), "{command} {name}: {all}");
            assert_eq!(status(&output), if command == "explain" { 2 } else { 3 });
        }
    }
    let empty = evidence.run(["check-request", "e/empty"]);
    assert!(out(&empty).contains("an empty file"), "{}", out(&empty));
}

/// A word in a file can be a password.
#[test]
fn a_word_in_a_file_is_not_repeated() {
    let evidence = Evidence::new().file("word", "hunter2secret\n").file("slip", "rate_limitd\n");
    let said = |name: &str| {
        let output = evidence.run(["explain", name]);
        assert_eq!(status(&output), 2);
        String::from_utf8_lossy(&output.stderr).into_owned() + &out(&output)
    };
    assert!(said("e/word").contains("it holds one word, which is no documented error code"));
    assert!(!said("e/word").contains("hunter2"), "{}", said("e/word"));
    assert!(said("e/slip").contains("did you mean rate_limited?"), "{}", said("e/slip"));
}
