//! What a report is filed under, and the pages that people sign.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Evidence, LETTER, given, letter, pin};

const DATA: &str = r#"
engagement = "Audit of the quay branch"
working_paper = "C-12.3"
prepared_by = "A. Preparer"
prepared_on = 2026-03-31
reviewed_by = "R. Reviewer"
reviewed_on = "2026-04-02"
received = """Handed over
on a disk."""

[exhibits]
"letter.txt" = "EX-7"
"#;

fn evidence() -> Evidence {
    Evidence::new().file("letter.txt", LETTER).record("letter.json", &letter())
}

/// Evidence with engagement data beside it.
fn filed(data: &str) -> Evidence {
    let evidence = evidence();
    fs::write(evidence.outside().join("data.toml"), data).unwrap();
    evidence
}

/// Standard output of a command that says nothing else and has this status.
#[track_caller]
fn output(evidence: &Evidence, args: &[&str], status: i32) -> Vec<u8> {
    let output = evidence.run(args);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    assert_eq!(output.status.code(), Some(status), "{args:?}");
    output.stdout
}

/// What a command says that is refused.
#[track_caller]
fn refused(evidence: &Evidence, args: &[&str]) -> String {
    let output = evidence.run(args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn form(evidence: &Evidence, format: &str, more: &[&str]) -> Vec<u8> {
    let pin = pin();
    let args = ["verify", "--pin", &pin, "e", "--engagement", "data.toml", "--format", format];
    output(evidence, &[&args, more].concat(), 0)
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// The words of a PDF, without white space.
fn pdf_words(pdf: &[u8]) -> String {
    let output = given(Command::new("pdftotext").args(["-", "-"]), pdf);
    String::from_utf8(output.stdout).unwrap().split_whitespace().collect()
}

#[test]
fn engagement_data_are_in_the_report_and_not_in_its_digest() {
    let evidence = filed(DATA);
    let report: Value = serde_json::from_slice(&form(&evidence, "json", &[])).unwrap();
    let expected = json!({
        "engagement": "Audit of the quay branch",
        "working_paper": "C-12.3",
        "prepared_by": "A. Preparer",
        "prepared_on": "2026-03-31",
        "reviewed_by": "R. Reviewer",
        "reviewed_on": "2026-04-02",
        "received": "Handed over on a disk.",
        "exhibits": { "letter.txt": "EX-7" },
    });
    assert_eq!(report["engagement"], expected);
    crate::support::require_valid("", &report);
    let without = evidence.verify();
    assert_eq!(without.json.get("engagement"), None);
    assert_eq!(report["report_digest"], without.json["report_digest"]);
    let lines = text(form(&evidence, "ndjson", &[]));
    let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    crate::support::require_valid("last_line", &last);
    assert_eq!(last["engagement"], expected);
}

#[test]
fn every_form_for_people_repeats_engagement_data_as_the_users_word() {
    let evidence = filed(DATA);
    let page = text(form(&evidence, "html", &[]));
    let pdf = pdf_words(&form(&evidence, "pdf", &[]));
    for words in
        ["Audit of the quay branch", "C-12.3", "A. Preparer", "Handed over on a disk.", "EX-7"]
    {
        assert!(page.contains(words), "{words}");
        let squeezed: String = words.split_whitespace().collect();
        assert!(pdf.contains(&squeezed), "{words}");
    }
    assert!(page.contains("Proofdesk checked none of it"));
    let report = text(form(&evidence, "text", &[]));
    let report = report.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        report.contains(
            "You noted: engagement: Audit of the quay branch; working paper: C-12.3; prepared by: A. \
             Preparer (2026-03-31); reviewed by: R. Reviewer (2026-04-02); evidence received: Handed \
             over on a disk.; exhibits named: 1"
        ),
        "{report}"
    );
    let rows = text(form(&evidence, "csv", &[]));
    let rows: Vec<&str> = rows.lines().collect();
    assert!(rows[0].ends_with(",report_digest,exhibit,working_paper"), "{}", rows[0]);
    let row = rows.iter().find(|row| row.starts_with("e/letter.txt,")).unwrap();
    assert!(row.ends_with(",EX-7,C-12.3"), "{row}");
    let row = rows.iter().find(|row| row.starts_with("e/letter.json,")).unwrap();
    assert!(row.ends_with(",,C-12.3"), "{row}");
    assert!(!text(form(&evidence, "junit", &[])).contains("quay"));
}

#[test]
fn a_wrong_file_of_engagement_data_is_refused_by_name_and_line() {
    let long = format!("engagement = \"{}\"", "x".repeat(201));
    for (data, words) in [
        (
            "engagement = \"a\"\nprepard_by = \"b\"",
            "data.toml, line 2: there is no field prepard_by",
        ),
        ("[exhibit]\n\"a\" = \"1\"", "data.toml, line 1: there is no field exhibit"),
        ("\nreviewed_on = \"yesterday\"", "data.toml, line 2: this is not a date"),
        (long.as_str(), "data.toml, line 1: this has 201 characters, and 200 are the limit"),
        ("engagement = ", "data.toml, line 1: this is not TOML"),
        ("", "data.toml: every field is empty"),
    ] {
        let evidence = filed(data);
        let args = ["verify", "e", "--engagement", "data.toml", "-o", "out.txt"];
        let said = refused(&evidence, &args);
        assert!(said.contains(words) && said.contains("engagement-template"), "{said}");
        assert!(!evidence.outside().join("out.txt").exists(), "{data}");
    }
    let said = refused(&evidence(), &["verify", "e", "--engagement", "none.toml"]);
    assert!(said.contains("--engagement none.toml: "), "{said}");
}

#[test]
fn a_private_key_in_engagement_data_is_refused_and_not_repeated() {
    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let key =
        format!(r#"{{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"{seed}\",\"x\":\"{seed}\"}}"#);
    let evidence = filed(&format!("received = \"{key}\""));
    let said = refused(&evidence, &["verify", "e", "--engagement", "data.toml"]);
    assert!(said.contains("line 1: this has a private key") && !said.contains(seed), "{said}");
}

#[test]
fn the_template_is_filled_in_by_its_own_words() {
    let template = text(output(&evidence(), &["engagement-template"], 0));
    let filled = template.replace("prepared_by = \"\"", "prepared_by = \"A. Preparer\"");
    let report: Value = serde_json::from_slice(&form(&filed(&filled), "json", &[])).unwrap();
    assert_eq!(report["engagement"], json!({ "prepared_by": "A. Preparer" }));
}

#[test]
fn no_engagement_data_can_hide_reorder_calculate_or_be_markup() {
    let data = "engagement = \"<script>alert(1)</script> \\u202Etxt.exe\"\n\
                working_paper = \"=HYPERLINK(\\\"x\\\")\"\n\
                prepared_by = \"報告書 \\u200B) <</S/JavaScript>>\"\n\
                [exhibits]\n\"letter.txt\" = \"@SUM(A1)\"\n\"../<b>\\u2028\" = \"-1\"\n";
    let evidence = filed(data);
    let run = |format: &str| {
        let pin = pin();
        let args = ["verify", "--pin", &pin, "e", "--engagement", "data.toml", "--format", format];
        let output = evidence.run(args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("[exhibits] names ../<b><U+2028>"), "{said}");
        output.stdout
    };
    let report: Value = serde_json::from_slice(&run("json")).unwrap();
    crate::support::require_valid("", &report);
    assert_eq!(report["engagement"]["engagement"], "<script>alert(1)</script> \u{202E}txt.exe");
    for format in ["html", "text", "csv", "junit"] {
        let form = text(run(format));
        for hidden in ['\u{202E}', '\u{200B}', '\u{2028}'] {
            assert!(!form.contains(hidden), "{format}");
        }
        assert!(format != "html" || !form.contains("<script") && !form.contains("<b>"));
        assert!(
            format != "csv" || form.contains(",'@SUM(A1),\"'=HYPERLINK(\"\"x\"\")\""),
            "{form}"
        );
    }
    let pdf = pdf_words(&run("pdf"));
    assert!(pdf.contains("<script>alert(1)</script><U+202E>txt.exe"), "{pdf}");
    assert!(pdf.contains("<U+5831><U+544A><U+66F8><U+200B>)<</S/JavaScript>>"));
    assert!(pdf.contains("-1:../<b><U+2028>"), "an exhibit that is not there");
}

#[test]
fn engagement_data_can_be_added_to_a_form_which_says_so() {
    let evidence = filed(DATA);
    let pin = pin();
    let verify = ["verify", "--quiet", "--pin", &pin, "e", "--format", "json", "-o"];
    output(&evidence, &[&verify[..], &["plain.json"]].concat(), 0);
    let with = ["filed.json", "--engagement", "data.toml"];
    output(&evidence, &[&verify[..], &with].concat(), 0);
    let added = "It was added when this form was made";
    let export = |args: &[&str]| {
        text(output(&evidence, &[&["export", "--format", "html"], args].concat(), 0))
    };
    let page = export(&["plain.json", "--engagement", "data.toml"]);
    assert!(page.contains(added) && page.contains("Audit of the quay branch"));
    let own = export(&["filed.json"]);
    assert!(!own.contains(added) && own.contains("Audit of the quay branch"));
    assert!(!export(&["plain.json"]).contains("What this report is filed under"));
    let twice = ["export", "filed.json", "--format", "csv", "--engagement", "data.toml"];
    assert!(refused(&evidence, &twice).contains("has engagement data already"));
}

#[test]
fn pages_to_be_signed_are_there_if_asked_for_and_claim_nothing() {
    let evidence = filed(DATA);
    let plain = text(form(&evidence, "html", &[]));
    let page = text(form(&evidence, "html", &["--sign-off", "--certification"]));
    let pdf = pdf_words(&form(&evidence, "pdf", &["--sign-off", "--certification"]));
    let template = "This page is a template and no legal advice. Neither Proofdesk nor this report says \
                    that these rules or any other law are satisfied.";
    for words in ["Sign-off", "Signature", template, "under penalty of perjury"] {
        assert!(!plain.contains(words) && page.contains(words), "{words}");
        let squeezed: String = words.split_whitespace().collect();
        assert!(pdf.contains(&squeezed), "{words}");
    }
    let blanks = page.matches("left blank").count();
    assert!(blanks > 15, "{blanks}");
    let sign_off = &page[page.rfind("id=\"sign-off\"").unwrap()..];
    assert!(sign_off.contains("A. Preparer") && sign_off.contains("2026-04-02"));
    for format in ["text", "json", "ndjson", "csv", "junit"] {
        for option in ["--sign-off", "--certification"] {
            let said = refused(&evidence, &["verify", "e", "--format", format, option]);
            assert!(said.contains(option) && said.contains("--format pdf"), "{said}");
        }
    }
}

#[test]
fn a_report_with_engagement_data_is_a_report_and_its_data_file_is_not_overwritten() {
    let evidence = filed(DATA);
    let report = form(&evidence, "json", &[]);
    fs::write(evidence.path("earlier.json"), report).unwrap();
    assert_eq!(evidence.verify().result("earlier.json")["kind"], "report");
    let args = ["verify", "e", "--engagement", "data.toml", "-o", "data.toml"];
    assert!(refused(&evidence, &args).contains("a file that you gave for this run"));
    assert_eq!(fs::read_to_string(evidence.outside().join("data.toml")).unwrap(), DATA);
}

#[test]
fn a_file_with_two_numbers_is_told() {
    let evidence = filed("[exhibits]\n\"letter.txt\" = \"EX-1\"\n\"e/letter.txt\" = \"EX-2\"\n");
    let output = evidence.run(["verify", "--engagement", "data.toml", "--pin", &pin(), "e"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("names one file twice, as letter.txt and as e/letter.txt"), "{errors}");
}

/// A number names one exhibit.
#[test]
fn one_number_for_two_files_is_said() {
    let evidence = filed("[exhibits]\n\"letter.txt\" = \"EX-7\"\n\"letter.json\" = \"EX-7\"\n");
    let output = evidence.run(["verify", "--pin", &pin(), "--engagement", "data.toml", "e"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    let words = "gives the number EX-7 to several files: letter.json, letter.txt";
    assert!(errors.contains(words), "{errors}");
}
