//! The wrong file, a file that another program saved again, a name that is nearly right, and an answer that
//! nobody can receive: each is called what it is, with what to do, and none passes in silence.

use std::fs;
use std::process::{Command, Output};

use crate::support::{
    Evidence, LETTER, audit_event, given, issuer, letter, pin, proofdesk, reasons, text,
};

/// The mark that programs on Windows write before a text.
const MARK: &[u8] = b"\xEF\xBB\xBF";

fn good() -> Evidence {
    Evidence::new().record("r.json", &letter()).file("letter.txt", LETTER)
}

fn marked(text: impl AsRef<[u8]>) -> Vec<u8> {
    [MARK, text.as_ref()].concat()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn answer(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[track_caller]
fn refused(output: &Output, words: &str) {
    let said = errors(output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(words), "{said}");
}

/// A report on the evidence, also beside it as this file.
fn report(evidence: &Evidence, name: &str) -> Vec<u8> {
    let output = evidence.run(["verify", "--pin", &pin(), "--format", "json", "e"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    fs::write(evidence.outside().join(name), &output.stdout).unwrap();
    output.stdout
}

#[test]
fn no_file_of_a_list_is_passed_over_for_a_byte_order_mark() {
    let evidence = good().file("other.txt", "other");
    let lines = evidence.run(["hash", "e/letter.txt", "e/other.txt"]).stdout;
    let of_windows =
        answer(&evidence.run(["hash", "e/letter.txt", "e/other.txt"])).replace('\n', "\r\n");
    for list in [marked(&lines), marked(of_windows)] {
        let checked = given(proofdesk(["hash", "-c"]).current_dir(evidence.outside()), &list);
        assert_eq!(answer(&checked), "e/letter.txt: OK\ne/other.txt: OK\n");
        assert_eq!((errors(&checked), checked.status.code()), (String::new(), Some(0)));
    }
    // The file of the first line is looked at.
    fs::write(evidence.path("letter.txt"), "changed").unwrap();
    let checked = given(proofdesk(["hash", "-c"]).current_dir(evidence.outside()), &marked(&lines));
    assert_eq!(answer(&checked), "e/letter.txt: FAILED\ne/other.txt: OK\n");
    assert_eq!(checked.status.code(), Some(1));
}

#[test]
fn a_report_that_was_saved_with_a_byte_order_mark_is_read() {
    let evidence = good();
    let report = report(&evidence, "report.json");
    fs::write(evidence.outside().join("marked.json"), marked(&report)).unwrap();
    let pin = pin();
    for args in [
        &["repeat", "--pin", &pin, "marked.json"][..],
        &["export", "marked.json", "-o", "out.html"],
        &["verify", "--pin", &pin, "--against", "marked.json", "e"],
    ] {
        let output = evidence.run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", errors(&output));
    }
    // Among evidence it is what it was without the mark.
    let among = evidence.verify_with(&["--no-keyring", "marked.json"]);
    assert_eq!(among.places(), ["marked.json info"]);
    assert_eq!(among.result("marked.json")["kind"], "report");
}

#[test]
fn a_damaged_report_is_called_one_and_the_place_is_said() {
    let evidence = good();
    let whole = String::from_utf8(report(&evidence, "report.json")).unwrap();
    let at = whole.find("\"verdict\":").unwrap();
    let damaged = format!("{};{}", &whole[..at + 9], &whole[at + 10..]);
    let (before, _) = whole[..at + 9].rsplit_once('\n').unwrap_or(("", &whole[..at + 9]));
    let line = before.lines().count() + 1;
    let pin = pin();
    let last_line = whole[..whole.len() / 2].lines().count();
    for (name, bytes, place, what) in [
        ("cut.json", &whole[..whole.len() / 2], format!("line {last_line}, "), "it was cut short"),
        ("damaged.json", &damaged, format!("line {line}, column "), "it was damaged or edited"),
        (
            "headless.json",
            "{\"schema\":\"proofdesk.report/1\"}",
            "line 1, ".to_owned(),
            "damaged or edited",
        ),
        // Of a member of its head, no line is told: it is read apart from the others.
        (
            "otherhead.json",
            "{\"schema\":\"proofdesk.report/1\",\n\"run\":\n{\"tool\":1},\n\"results\":[]}",
            "after its beginning".to_owned(),
            "damaged or edited",
        ),
    ] {
        fs::write(evidence.outside().join(name), bytes).unwrap();
        for args in [
            &["repeat", "--pin", &pin, name][..],
            &["export", name, "-o", "out.html"],
            &["verify", "--pin", &pin, "--against", name, "e"],
        ] {
            let output = evidence.run(args);
            refused(&output, &format!("{name}: {place}"));
            refused(&output, what);
            refused(&output, "Get it again as it was written, or verify the evidence again");
        }
    }
    // As evidence it is no record that an issuer could send again.
    for (name, place) in [("cut.json", "cut.json"), ("damaged.json", "damaged.json:1")] {
        let among = evidence.verify_with(&["--no-keyring", name]);
        let result = among.result(place);
        assert_eq!(reasons(result), ["invalid_json"].into());
        assert_eq!(
            result["headline"], "Cannot be checked: it is a damaged report of Proofdesk",
            "{result:#}"
        );
        assert!(text(&result["next_step"]).contains("proves nothing of what it reports"));
    }
}

#[test]
fn the_wrong_file_is_called_what_it_is_wherever_it_is_given() {
    let record = audit_event("log", 1);
    let evidence = Evidence::new()
        .record("r.json", &record)
        .file("page.html", "<!DOCTYPE html><html><body>502</body></html>")
        .file("archive.zip", b"PK\x03\x04\x14\0\0\0\0\0")
        .file("report.pdf", "%PDF-1.7\n%\n")
        .file("part", "proofdesk-part 1\n")
        .file(
            "secret.pem",
            "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n\
             -----END PRIVATE KEY-----\n",
        )
        .file("letter.txt", LETTER);
    let kinds = [
        ("e/r.json", "but a record (audit event); `proofdesk verify` checks it"),
        ("e/page.html", "but an HTML page"),
        ("e/archive.zip", "but a zip archive; `proofdesk verify` says what is in it"),
        ("e/report.pdf", "but a PDF; one that Proofdesk wrote has the JSON report attached"),
        ("e/secret.pem", "but a private key, or holds one; give it to nobody"),
    ];
    for (file, words) in kinds.iter().chain(&[("e/part", "but a part of a run; `proofdesk merge`")])
    {
        for args in [
            &["keys", "--keyring", file, "list"][..],
            &["keys", "import", file],
            &["verify", "--keyring", file, "e/letter.txt"],
        ] {
            refused(&evidence.run(args), &format!("{file}: it is not a key ring {words}"));
        }
        refused(
            &evidence.run(["keys", "history", "--history", file]),
            &format!("{file}: it is not a history of keys {words}"),
        );
        let output = evidence.run(["verify", "--no-keyring", "--engagement", file, "e/letter.txt"]);
        refused(&output, &format!("--engagement {file}"));
        if *file != "e/secret.pem" {
            refused(&output, &format!(": it is not a file of engagement data {words}"));
        }
        let output = evidence.run(["hash", "-c", file]);
        let said = errors(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(&format!("it is not a list of checksums {words}")), "{said}");
    }
    for (file, words) in kinds {
        refused(
            &evidence.run(["merge", "--no-keyring", file]),
            &format!("{file}: it is not a part of a run {words}"),
        );
    }
    // Of a text of no kind, no parser's place is told.
    for args in [["keys", "import", "e/letter.txt"], ["merge", "--no-keyring", "e/letter.txt"]] {
        let output = evidence.run(args);
        refused(&output, "letter.txt");
        assert!(!errors(&output).contains("column"), "{}", errors(&output));
    }
}

/// The digits alone do not tell which of the two they are.
#[test]
fn a_key_that_is_one_word_is_called_so_whatever_the_file_is_called() {
    let hex = issuer().public_key_hex();
    let evidence = Evidence::new().file("pub.hex", &hex).file("pub.der", &hex);
    for file in ["e/pub.hex", "e/pub.der"] {
        let words = "one word, which by its form is a public key or a SHA-256; `proofdesk keys add` pins a key";
        refused(&evidence.run(["explain", file]), words);
        let said = answer(&evidence.run(["check-request", file]));
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(words), "{said}");
        refused(
            &evidence.run(["keys", "--keyring", file, "list"]),
            &format!("this is a key, not a key ring: use `proofdesk keys add LABEL @{file}`"),
        );
    }
}

#[test]
fn a_slash_that_was_typed_makes_no_folder_of_what_is_none() {
    let evidence = good();
    for path in ["e/nowhere/", "e/letter.txt/"] {
        let said = answer(&evidence.run(["verify", "--no-keyring", path]));
        assert!(said.contains(path.trim_end_matches('/')) && !said.contains("1 folder"), "{said}");
        let report = evidence.verify_with(&["--no-keyring", path]);
        let [result] = report.results() else { panic!("{path}: {:?}", report.places()) };
        assert_eq!(result["source"]["path"], path.trim_end_matches('/'));
    }
}

#[test]
fn a_name_that_differs_in_form_or_case_is_hinted_at() {
    let evidence = good().file("caf\u{e9}/Minutes.txt", "x");
    for (path, cause, next) in [
        (
            "e/caf\u{e9}/minutes.TXT",
            "there is e/caf\u{e9}/Minutes.txt, which differs in upper and lower case letters",
            "Give e/caf\u{e9}/Minutes.txt.",
        ),
        ("E", "there is e, which differs in upper and lower case letters", "Give e."),
        (
            "e/cafe\u{301}/Minutes.txt",
            "is shown alike and has its letters in another Unicode form",
            "Give the folder that it lies in",
        ),
    ] {
        let report = evidence.verify_with(&["--no-keyring", path]);
        let [missing] = report.results() else { panic!("{path}: {:?}", report.places()) };
        assert_eq!(report.status, 3);
        assert!(text(&missing["possible_causes"]).contains(cause), "{missing:#}");
        assert!(text(&missing["next_step"]).contains(next), "{missing:#}");
        let said = errors(&evidence.run(["hash", path]));
        assert!(said.contains(cause), "{said}");
    }
}

#[test]
fn of_a_path_that_is_not_there_nobody_is_asked() {
    let evidence = good();
    let report = evidence.verify_with(&["--pin", &pin(), "e/letter.txt", "nowhere"]);
    let next = text(&report.result("letter.txt")["next_step"]);
    assert!(
        next.starts_with("Check the name and the folder of what is not there: nowhere."),
        "{next}"
    );
}

#[test]
fn a_ring_and_a_history_that_were_named_are_there_or_it_is_said() {
    let evidence = good();
    refused(
        &evidence.run(["keys", "--keyring", "nosuch", "list"]),
        "nosuch: there is no key ring of this name",
    );
    refused(
        &evidence.run(["keys", "history", "--history", "nosuch"]),
        "nosuch: there is no history of keys of this name",
    );
    // One's own need not be there yet.
    let output = evidence.run(["keys", "list"]);
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
}

#[test]
fn a_run_is_not_repeated_where_nothing_of_it_is() {
    let evidence = good();
    report(&evidence, "report.json");
    fs::create_dir_all(evidence.outside().join("wrong/e")).unwrap();
    fs::write(evidence.outside().join("wrong/e/other.txt"), "x").unwrap();
    let output = evidence.run(["repeat", "--pin", &pin(), "--root", "wrong", "report.json"]);
    refused(&output, "report.json: none of the 2 files that the report is about is there");
    assert!(output.stdout.is_empty(), "{}", answer(&output));
    // With one of them there, it is said what differs.
    fs::write(evidence.outside().join("wrong/e/letter.txt"), LETTER).unwrap();
    let output = evidence.run(["repeat", "--pin", &pin(), "--root", "wrong", "report.json"]);
    assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
}

#[test]
fn that_a_link_leads_elsewhere_is_in_the_report() {
    let evidence = good();
    let record = letter();
    let id = text(&record["event_id"]);
    let link = format!("https://evil.example/proof/document/{id}");
    let words = "The link leads to evil.example, not to invoance.com.";
    let output =
        evidence.run(["verify", "--pin", &pin(), "--format", "json", "--find", &link, "e"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let limits = report["limits"].as_array().unwrap();
    assert!(limits.iter().any(|limit| text(limit).starts_with(words)), "{limits:?}");
    let output = evidence.run(["verify", "--pin", &pin(), "--find", &link, "e"]);
    let said = answer(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(words), "{said}");
}

#[test]
fn characters_that_programs_for_people_write_are_named_with_what_to_do() {
    let evidence = Evidence::new()
        .file("quotes.json", "{\u{201C}error\u{201D}: \u{201C}quota_exceeded\u{201D}}")
        .file("unseen.json", "\u{200B}{\"error\": \"quota_exceeded\"}")
        .file("unseen_behind.json", "{\"error\": \"quota_exceeded\"}\u{200B}");
    for (file, character, remedy) in [
        (
            "e/quotes.json",
            "a typographic quotation mark (U+201C)",
            "Replace the typographic quotation marks with",
        ),
        (
            "e/unseen.json",
            "an invisible character (U+200B)",
            "or remove it, or ask for the data as a file",
        ),
        ("e/unseen_behind.json", "an invisible character (U+200B)", "or remove it"),
    ] {
        let output = evidence.run(["explain", file]);
        refused(&output, character);
        refused(&output, remedy);
        let said = answer(&evidence.run(["check-request", file]));
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(character) && said.contains(remedy), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_packed_is_called_what_it_is() {
    let evidence = good();
    assert!(Command::new("mkfifo").arg(evidence.path("pipe")).status().unwrap().success());
    std::os::unix::fs::symlink("nowhere", evidence.path("link")).unwrap();
    let output = evidence.run(["pack", "--no-keyring", "-o", "p.zip", "e"]);
    refused(
        &output,
        "e/link is a symbolic link that leads nowhere (to nowhere); e/pipe is a named pipe (FIFO)",
    );
    refused(&output, "leave out each such file with --without FILE");
    for (file, words) in [
        ("e/pipe", "e/pipe is a named pipe (FIFO)"),
        ("e/link", "e/link could not be read: it is a symbolic link that leads nowhere"),
    ] {
        refused(&evidence.run(["pack", "--no-keyring", "-o", "p.zip", file]), words);
    }
}

#[test]
fn a_place_that_cannot_be_written_to_is_named() {
    let evidence = good();
    refused(
        &evidence.run(["pack", "--no-keyring", "-o", "bag", "e"]),
        "-o bag: a bag is a zip archive: give it a name that ends in .zip",
    );
    refused(
        &evidence.run(["pack", "--no-keyring", "-o", "-", "e"]),
        "-o -: a bag is written to a file",
    );
    fs::write(evidence.outside().join("file"), "").unwrap();
    refused(
        &evidence.run(["verify", "--no-keyring", "-o", "file/x.json", "e"]),
        "file/x.json: it cannot be written: a part of its path is a file, not a folder; choose another place",
    );
}

#[test]
fn on_a_narrow_page_labels_are_wrapped_and_every_manual_page_has_its_version() {
    let evidence = good().file("letter.txt", String::from_utf8_lossy(LETTER).replace('\n', "\r\n"));
    let mut narrow = proofdesk(["verify", "--pin", &pin(), "e"]);
    let output = narrow.env("COLUMNS", "20").current_dir(evidence.outside()).output().unwrap();
    let said = answer(&output);
    for label in ["    stated in the\n    record\n", "    calculated from\n    the evidence\n"] {
        assert!(said.contains(label), "{said}");
    }
    for args in [&["man"][..], &["man", "verify"], &["man", "keys-add"]] {
        let page = answer(&evidence.run(args));
        let title = page.lines().find(|line| line.starts_with(".TH")).unwrap();
        assert!(title.contains(env!("CARGO_PKG_VERSION")), "{title}");
    }
}
