//! An afternoon of clumsy use, second part: what strangers tried, and what they must read.

use std::process::Output;

use serde_json::json;

use crate::support::{Evidence, LETTER, answer, issuer, letter, pin, proofdesk, text};

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Without the line breaks that the width made.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn refused(output: &Output, words: &str) {
    let said = errors(output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(unwrapped(&said).contains(words), "{said}");
}

fn good() -> Evidence {
    Evidence::new().record("r.json", &letter()).file("letter.txt", LETTER)
}

#[test]
fn the_ending_of_the_output_names_the_format() {
    let evidence = good();
    let pin = pin();
    for (name, begins) in [
        ("a.json", "{\"schema\":"),
        ("a.ndjson", "{\"source\""),
        ("a.JSONL", "{\"source\""),
        ("a.html", "<!doctype html>"),
        ("a.htm", "<!doctype html>"),
        ("a.pdf", "%PDF-"),
        ("a.csv", "\u{feff}file,"),
        ("a.xml", "<?xml "),
        ("a.txt", "Verified: "),
        ("a", "Verified: "),
    ] {
        let output = evidence.run(["verify", "--pin", &pin, "e", "-o", name]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", errors(&output));
        let written = std::fs::read(evidence.outside().join(name)).unwrap();
        let beginning = String::from_utf8_lossy(&written[..20.min(written.len())]).into_owned();
        assert!(
            beginning.to_lowercase().starts_with(&begins.to_lowercase()),
            "{name}: {beginning}"
        );
    }
    for (name, begins) in
        [("b.pdf", "%PDF-"), ("b.html", "<!"), ("b.csv", "\u{feff}file,"), ("b.xml", "<?xml ")]
    {
        let output = evidence.run(["export", "a.json", "-o", name]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", errors(&output));
        let written = std::fs::read(evidence.outside().join(name)).unwrap();
        assert!(written.starts_with(begins.as_bytes()), "{name}");
    }
}

#[test]
fn an_ending_and_a_format_that_contradict_each_other_are_refused() {
    let evidence = good();
    for (name, format) in
        [("x.pdf", "csv"), ("x.json", "text"), ("x.JSON", "ndjson"), ("x.xml", "html")]
    {
        let output = evidence.run(["verify", "--no-keyring", "e", "--format", format, "-o", name]);
        refused(&output, "by its ending this is a");
        assert!(!evidence.outside().join(name).exists(), "{name}");
    }
    let output = evidence.run(["verify", "--pin", &pin(), "e", "--format", "XML", "-o", "x.xml"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    let output = evidence.run(["verify", "--pin", &pin(), "e", "--format", "csv", "-o", "x.txt"]);
    assert_eq!(output.status.code(), Some(0));
    evidence.run(["verify", "--pin", &pin(), "e", "-o", "r.json"]);
    refused(
        &evidence.run(["export", "r.json", "--format", "html", "-o", "x.pdf"]),
        "by its ending",
    );
    refused(&evidence.run(["export", "r.json", "-o", "x.txt"]), "say which form to write");
    refused(&evidence.run(["export", "r.json"]), "say which form to write");
}

#[test]
fn whoever_leaves_something_out_is_told_what() {
    let evidence = good();
    let example = "'proofdesk keys add acme.com @acme.key.json'";
    refused(&evidence.run(["keys", "add"]), example);
    refused(&evidence.run(["keys", "add", "@acme.key.json"]), example);
    refused(&evidence.run(["verify"]), "'proofdesk verify .' verifies the folder");
    for given in
        ["@acme.key.json", "8139770ea87d175f56a35466c34c7ecccb8d8a91b4ee37a25df60f5b8fc9b394"]
    {
        refused(&evidence.run(["verify", "--pin", given, "e"]), "LABEL is your name for the key");
    }
}

#[test]
fn evidence_where_a_command_belongs_gets_the_command() {
    let evidence = good();
    refused(&evidence.run(["e/r.json"]), "to verify it, write 'proofdesk verify e/r.json'");
    refused(&evidence.run(["check", "e"]), "'proofdesk verify PATH' verifies a file or a folder");
    let other = errors(&evidence.run(["keys", "e"]));
    assert!(!other.contains("proofdesk verify"), "{other}");
}

#[test]
fn a_path_that_is_not_there_stands_first_and_last() {
    let evidence = good();
    let words = "There is no file or folder of the name e/typo.json.";
    let output = evidence.run(["verify", "--pin", &pin(), "e", "e/typo.json"]);
    let said = out(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert_eq!(said.lines().next(), Some(words));
    let end = unwrapped(&said);
    assert!(end.ends_with(words), "{said}");
    assert_eq!(errors(&output), format!("proofdesk: {words}\n"));
    let output = evidence.run(["verify", "--pin", &pin(), "e/r.json", "a", "b", "c", "d", "e"]);
    assert!(errors(&output).contains("of these names: a, b, c and 1 more."), "{}", errors(&output));
    // Every path that is there goes without saying.
    assert_eq!(errors(&evidence.run(["verify", "--pin", &pin(), "e"])), "");
}

#[test]
fn without_a_pin_the_last_line_says_what_is_missing() {
    let words = "No key is pinned: nothing can be verified until you pin the issuer's key.";
    let mut forged = letter();
    forged["document_ref"] = json!("other.txt");
    for evidence in [good(), good().record("r.json", &forged)] {
        let said = unwrapped(&out(&evidence.run(["verify", "--no-keyring", "e"])));
        assert!(said.ends_with(words), "{said}");
        assert!(!said.contains("was rejected"), "{said}");
        let page = out(&evidence.run(["verify", "--no-keyring", "e", "--format", "html"]));
        assert!(page.contains("No key was pinned, so nothing could be verified."));
    }
    let said = unwrapped(&out(&good().run(["verify", "--pin", &pin(), "e"])));
    assert!(!said.contains("until you pin"), "{said}");
    // A key would not make a file readable.
    let said = unwrapped(&out(&good().run(["verify", "--no-keyring", "e/none"])));
    assert!(!said.contains("until you pin"), "{said}");
}

#[test]
fn a_changed_answer_names_its_attestation() {
    let record = issuer().attestation(&answer());
    let body: serde_json::Value = serde_json::from_str(&answer().raw_body()).unwrap();
    let changed = |member: &str| {
        let mut body = body.clone();
        body["payload"][member] = json!("Yes.");
        body
    };
    for (member, words) in [
        ("output", "same input text as e/r.json, but another output text"),
        ("input", "same output text as e/r.json, but another input text"),
    ] {
        let evidence =
            Evidence::new().record("r.json", &record).record("raw.json", &changed(member));
        let report = evidence.verify();
        let raw = report.result("raw.json");
        let headline = format!("No record found in this evidence: {words}");
        assert_eq!(text(&raw["headline"]), headline);
        assert_eq!((text(&raw["verdict"]), report.status), ("not_found", 3));
        assert!(text(&raw["next_step"]).contains("e/r.json"), "{raw}");
    }
}

#[test]
fn what_the_program_compared_is_not_the_users_note() {
    let evidence = good();
    let ring = |args: &[&str]| evidence.run([&["keys", "--keyring", "ring.json"], args].concat());
    let key = issuer().public_key_hex();
    let fingerprint = test_issuer::sha256_hex(&hex::decode(&key).unwrap());
    let added = ring(&["add", "acme", &key, "--fingerprint", &fingerprint]);
    assert_eq!(added.status.code(), Some(0), "{}", errors(&added));
    let shown = unwrapped(&out(&ring(&["show", "acme"])));
    assert!(!shown.contains("you noted"), "{shown}");
    let words = "compared with a fingerprint given on the command line";
    assert!(shown.contains(words), "{shown}");
    let verify = |more: &[&str]| {
        out(&evidence.run([&["verify", "--keyring", "ring.json", "e"], more].concat()))
    };
    let said = unwrapped(&verify(&[]));
    assert!(!said.contains("you noted"), "{said}");
    assert!(said.contains(&format!("the key that you pinned as acme was {words}.")), "{said}");
    assert!(!verify(&["--format", "html"]).contains("The user noted"));
    // Their own words are theirs.
    let added =
        ring(&["add", "other", &key, "--fingerprint", &fingerprint, "--confirmed", "by telephone"]);
    assert_eq!(added.status.code(), Some(0), "{}", errors(&added));
    assert!(unwrapped(&out(&ring(&["show", "other"]))).contains("you noted by telephone"));
}

#[test]
fn a_note_that_says_nothing_is_refused() {
    let evidence = good();
    let key = issuer().public_key_hex();
    for nothing in ["", " ", "x", "1", "--", "  y  ", "2026"] {
        let confirmed = format!("--confirmed={nothing}");
        let output =
            evidence.run(["keys", "--keyring", "ring.json", "add", "acme", &key, &confirmed]);
        assert_eq!(output.status.code(), Some(2), "{nothing}");
        assert!(!evidence.outside().join("ring.json").exists(), "{nothing}");
    }
    for word in ["phone", "電話"] {
        let output =
            evidence.run(["keys", "--keyring", word, "add", "acme", &key, "--confirmed", word]);
        assert_eq!(output.status.code(), Some(0), "{word}: {}", errors(&output));
    }
}

#[test]
fn an_error_is_explained_without_contradicting_itself() {
    use proofdesk_engine::core::api_error::{Catalogue, Party, Retry};
    for entry in &Catalogue::get().entries {
        let said = unwrapped(&out(&proofdesk(["explain", &entry.code]).output().unwrap()));
        assert!(!said.contains("Who must act You"), "{said}");
        let (first, _) = entry.what_to_do.split_once(". ").unwrap_or((&entry.what_to_do, ""));
        let named = match entry.whose_move {
            Party::Issuer => "issuer",
            Party::Invoance => "service",
            Party::You => "",
        };
        assert!(first.contains(named), "{}: {first}", entry.code);
        let waits = entry.what_to_do.contains("Retry-After");
        assert_eq!(waits, entry.retry == Retry::AfterRetryAfter, "{}", entry.code);
    }
    let quota = unwrapped(&out(&proofdesk(["explain", "quota_exceeded"]).output().unwrap()));
    assert!(!quota.contains("does not help"), "{quota}");
    assert!(quota.contains("the wait that Retry-After gives can be long"), "{quota}");
}

#[test]
fn an_id_takes_no_more_than_its_lines() {
    for (id, shown) in [
        (format!("evt{}1", " ".repeat(5000)), "\" (5004 characters, SHA-256 "),
        ("e".repeat(9000), "e… (9000 characters, SHA-256 "),
        ("evt 1".to_owned(), "record \"evt 1\""),
        ("evt_1".to_owned(), "record evt_1"),
    ] {
        let mut record = letter();
        record["event_id"] = json!(id);
        let evidence = Evidence::new().record("r.json", &record).file("letter.txt", LETTER);
        for width in ["20", "80"] {
            let output = proofdesk(["verify", "--pin", &pin(), "e"])
                .current_dir(evidence.outside())
                .env("COLUMNS", width)
                .output()
                .unwrap();
            let said = out(&output);
            assert!(said.lines().count() < 150, "{said}");
            let squeezed: String = said.split_whitespace().collect();
            assert!(squeezed.contains(&shown.replace(' ', "")), "{said}");
        }
    }
}

#[test]
fn names_of_fields_are_told_from_the_list_that_they_stand_in() {
    let mut record = letter();
    record["note, signature"] = json!(1);
    record["every field that is shown"] = json!(1);
    let evidence = Evidence::new().record("r.json", &record).file("letter.txt", LETTER);
    let report = evidence.run(["verify", "--pin", &pin(), "e", "-o", "r.json"]);
    assert_eq!(report.status.code(), Some(0), "{}", errors(&report));
    let said = unwrapped(&out(&evidence.run(["verify", "--pin", &pin(), "e"])));
    assert!(
        said.contains("\"every field that is shown\"") && said.contains("\"note, signature\""),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn members_of_one_name_are_told_apart_in_every_form() {
    let evidence = Evidence::new().file("ev.zip › b.txt", "3");
    let script = "import sys, warnings, zipfile\nwarnings.simplefilter('ignore')\n\
                  z = zipfile.ZipFile(sys.argv[1], 'w')\n\
                  for name, data in [('a.txt', '1'), ('a.txt', '2'), ('b.txt', '4'), ('a.txt', '5'), \
                  ('c.txt (no. 2 of this name)', '6')]: z.writestr(name, data)\nz.close()";
    let mut python = std::process::Command::new("python3");
    assert!(python.args(["-c", script]).arg(evidence.path("ev.zip")).status().unwrap().success());
    let names = [
        "e/ev.zip › a.txt",
        "e/ev.zip › a.txt (no. 2 of this name)",
        "e/ev.zip › a.txt (no. 3 of this name)",
        "e/ev.zip › b.txt",
        "e/ev.zip › c.txt (no. 2 of this name<U+0029>",
        "e/ev.zip <U+203A> b.txt",
    ];
    let verify =
        |format: &str| out(&evidence.run(["verify", "--no-keyring", "e", "--format", format]));
    let lines: Vec<String> =
        verify("text").lines().map(|l| l.trim_start_matches("○ ").to_owned()).collect();
    let csv = verify("csv");
    let junit = verify("junit").replace("&lt;", "<").replace("&gt;", ">");
    let html = verify("html").replace("<span class=\"mark\">", "").replace("</span>", "");
    let html = html.replace("&lt;", "<").replace("&gt;", ">");
    for name in names {
        assert_eq!(lines.iter().filter(|line| *line == name).count(), 1, "{name}: {lines:#?}");
        assert_eq!(csv.matches(&format!("\r\n{name},")).count(), 1, "{name}: {csv}");
        assert_eq!(junit.matches(&format!("<testsuite name=\"{name}\"")).count(), 1, "{junit}");
        assert!(html.contains(name), "{name}");
    }
    let report = evidence.verify_with(&["--no-keyring", "e"]);
    let which = |result: &serde_json::Value| result["source"]["members"][0]["of_name"].as_u64();
    let which: Vec<Option<u64>> =
        report.results().iter().filter_map(|r| which(r).map(Some)).collect();
    assert_eq!(which, [Some(2), Some(3)]);
    // The report is recognised as one, and its other forms say the same.
    assert_eq!(
        evidence.run(["verify", "--no-keyring", "e", "-o", "r.json"]).status.code(),
        Some(3)
    );
    assert_eq!(out(&evidence.run(["export", "r.json", "--format", "csv"])), csv);
    let report = evidence.verify_with(&["--no-keyring", "r.json"]);
    assert_eq!(report.results()[0]["kind"], "report");
}

/// A word that is broken in its middle is no word. Names of files and hashes may be.
#[test]
fn a_narrow_terminal_breaks_no_words() {
    let evidence = good().file("other.txt", "other");
    let words = |width: &str, args: &[&str]| {
        let output = proofdesk(args).current_dir(evidence.outside()).env("COLUMNS", width).output();
        let said = out(&output.unwrap());
        let wide = said.lines().filter(|line| line.chars().count() > width.parse().unwrap());
        let wide: Vec<String> =
            wide.filter(|line| line.trim().contains(' ')).map(str::to_owned).collect();
        assert_eq!(wide, [""; 0], "{width}: {said}");
        said
    };
    for width in ["20", "24", "30", "40", "80"] {
        words(width, &["verify", "--no-keyring", "e"]);
        words(width, &["explain", "rate_limited"]);
        words(width, &["glossary"]);
        words(width, &["self-check"]);
        words(width, &["explain", "e/r.json"]);
    }
    let said = words("20", &["verify", "--no-keyring", "e"]);
    assert!(said.contains("Possible causes\n    The record may"), "{said}");
}

/// What somebody wrote in a mail is their own text, unless it holds a record.
#[test]
fn a_record_in_the_prose_of_a_mail_is_named() {
    let mail = |text: &str| {
        let mail = format!(
            "From: a@example\nTo: b@example\nMIME-Version: 1.0\nContent-Type: text/plain\n\n{text}\n"
        );
        Evidence::new().file("a.eml", mail).verify()
    };
    let report = mail(&format!("Dear auditor,\n\nhere it is: {}\n\nRegards", letter()));
    let named = report.result("a.eml › part 1 (text/plain)");
    assert_eq!((text(&named["verdict"]), report.status), ("uncheckable", 3));
    assert!(crate::support::reasons(named).contains("invalid_json"), "{named}");
    // A text that only speaks of records is none.
    let report = mail("Dear auditor,\n\nthe document_hash and the event_id stand in the record.");
    assert_eq!(report.results().len(), 1, "{:?}", report.places());
}
