//! A run compared with an earlier report, and an earlier run repeated.

use std::fs;
use std::path::Path;
use std::process::Command;

use proofdesk_engine::core::encoding::groups_of_four;
use serde_json::{Value, json};

use test_issuer::Document;

use crate::support::{
    Evidence, LETTER, Report, audit_event, issuer, letter, pin, place_of, proofdesk, text,
};

/// A verified document, a file that nothing is known of, and a log.
fn evidence() -> Evidence {
    Evidence::new()
        .file("letter.txt", LETTER)
        .record("letter.json", &letter())
        .file("note.txt", "nobody's")
        .lines("log.ndjson", &[audit_event("a", 1), audit_event("a", 2)])
}

/// Writes the report on the evidence beside it.
fn report_on(evidence: &Evidence, args: &[&str]) {
    let pin = pin();
    let base = ["verify", "--quiet", "--pin", &pin, "e", "--format", "json", "-o", "report.json"];
    let output = evidence.run([&base, args].concat());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!([0, 1, 3].contains(&output.status.code().unwrap()));
}

fn against(evidence: &Evidence, args: &[&str]) -> Report {
    let pin = pin();
    let base = ["verify", "--format", "json", "--pin", &pin, "e", "--against", "report.json"];
    let output = evidence.run([&base, args].concat());
    let said = String::from_utf8(output.stderr).unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    crate::support::require_valid("", &json);
    let status = output.status.code().unwrap();
    // That a pass is none is said.
    let verified = &json["summary"]["verified"];
    let is_refused = status == 3 && *verified == json["summary"]["total"];
    assert_eq!(
        said.contains("gone, no longer verified, or about other bytes"),
        is_refused,
        "{said}"
    );
    Report { json, status }
}

/// The changes, each as its kind, place and verdicts.
fn changes(report: &Report) -> Vec<String> {
    let changes = report.json["against"]["changes"].as_array().unwrap().iter();
    changes
        .map(|change| {
            let word = |name: &str| change[name].as_str().unwrap_or("-").to_owned();
            let from = &change["moved_from"];
            let from =
                if from.is_null() { String::new() } else { format!(" from {}", place_of(from)) };
            format!(
                "{} {} {}{from}: {} {}",
                word("change"),
                word("kind"),
                place_of(&change["source"]),
                word("before"),
                word("now")
            )
        })
        .collect()
}

#[test]
fn nothing_changed() {
    let evidence = evidence();
    report_on(&evidence, &[]);
    let report = against(&evidence, &[]);
    assert_eq!(report.json["against"]["same"], true);
    assert_eq!(report.json["against"]["lost"], 0);
    assert_eq!(report.json["against"]["report_digest"], report.json["report_digest"]);
    assert_eq!(changes(&report), [""; 0]);
    assert_eq!(report.status, 3, "a file without a record");
    let plain = evidence.verify();
    assert_eq!(plain.json["report_digest"], report.json["report_digest"], "not in the digest");
    assert_eq!(plain.json.get("against"), None);
}

#[test]
fn what_is_new_gone_moved_rewritten_or_judged_otherwise_is_named() {
    let evidence = evidence().file("gone.txt", "going").file("sub/old.txt", "moving");
    report_on(&evidence, &[]);
    fs::remove_file(evidence.path("gone.txt")).unwrap();
    fs::rename(evidence.path("sub/old.txt"), evidence.path("new name.txt")).unwrap();
    fs::write(evidence.path("note.txt"), "somebody's").unwrap();
    fs::write(evidence.path("letter.txt"), "another letter").unwrap();
    let evidence = evidence.file("more.txt", "more");
    let report = against(&evidence, &[]);
    let expected = [
        "verdict document letter.json: verified unconfirmed",
        "verdict content letter.txt: verified not_found",
        "gone content gone.txt: not_found -",
        "new content more.txt: - not_found",
        "bytes - letter.txt: verified not_found",
        "bytes - note.txt: not_found not_found",
        "moved - new name.txt from sub/old.txt: - -",
    ];
    assert_eq!(changes(&report), expected);
    assert_eq!(report.json["against"]["lost"], 2);
    assert_eq!(report.json["against"]["same"], false);
}

#[test]
fn lines_added_to_a_log_are_new_and_nothing_else_is() {
    let evidence = evidence();
    report_on(&evidence, &[]);
    let evidence = evidence
        .lines("log.ndjson", &[audit_event("a", 3), audit_event("a", 1), audit_event("a", 2)]);
    let expected = ["new audit_event log.ndjson:1: - verified", "bytes - log.ndjson: - -"];
    let report = against(&evidence, &[]);
    let changes: Vec<String> =
        changes(&report).into_iter().filter(|change| !change.contains("audit_log")).collect();
    assert_eq!(changes, expected);
    assert_eq!(report.json["against"]["lost"], 0);
}

#[test]
fn a_pass_is_no_pass_if_something_that_was_verified_is_gone() {
    let evidence = Evidence::new()
        .file("letter.txt", LETTER)
        .record("letter.json", &letter())
        .lines("log.ndjson", &[audit_event("a", 1)]);
    report_on(&evidence, &[]);
    assert_eq!(against(&evidence, &[]).status, 0);
    fs::rename(evidence.path("letter.txt"), evidence.path("renamed.txt")).unwrap();
    assert_eq!(against(&evidence, &[]).status, 0, "it was only renamed");
    fs::remove_file(evidence.path("log.ndjson")).unwrap();
    let report = against(&evidence, &[]);
    assert_eq!(report.status, 3);
    assert_eq!(report.json["summary"]["verified"], report.json["summary"]["total"]);
    let pin = pin();
    for format in ["text", "ndjson", "html", "pdf", "csv", "junit"] {
        let args = ["verify", "--pin", &pin, "e", "--against", "report.json", "--format", format];
        assert_eq!(evidence.run(args).status.code(), Some(3), "{format}");
    }
    let mismatch = evidence.file("letter.json", letter().to_string().replace("letter.txt", "x"));
    assert_eq!(against(&mismatch, &[]).status, 1, "that of the run");
}

/// Another document that is verified under the same name is not the one that was.
#[test]
fn what_was_replaced_by_something_that_is_verified_too_is_lost() {
    let evidence = Evidence::new().file("letter.txt", LETTER).record("letter.json", &letter());
    report_on(&evidence, &[]);
    let other = Document::new(b"another letter", "letter.txt", "2026-03-02T10:00:00Z");
    let other = issuer().document(&other);
    let evidence = evidence.file("letter.txt", "another letter").record("letter.json", &other);
    let report = against(&evidence, &[]);
    assert_eq!(report.json["summary"]["verified"], 2);
    assert!(changes(&report).contains(&"bytes - letter.txt: verified verified".to_owned()));
    assert_eq!(report.json["against"]["verified"], 2);
    assert_eq!(report.json["against"]["lost"], 1, "the file; the record has the same id");
    assert_eq!(report.status, 3);
}

#[test]
fn where_nothing_was_verified_nothing_still_is() {
    let evidence = Evidence::new().file("note.txt", "nobody's");
    report_on(&evidence, &[]);
    fs::write(evidence.path("note.txt"), "somebody's").unwrap();
    let pin = pin();
    let args = ["verify", "--pin", &pin, "e", "--against", "report.json", "--format", "html"];
    let page = String::from_utf8(evidence.run(args).stdout).unwrap();
    assert!(page.contains("No result was verified in the earlier report"));
    assert!(!page.contains("still verified"));
}

#[test]
fn options_and_keys_that_differ_are_named() {
    let evidence = evidence();
    report_on(&evidence, &["--max-members", "7"]);
    let other = test_issuer::Issuer::new("another", "Other Ltd", "other.example");
    let other = format!("other.example={}", other.public_key_hex());
    let report = against(&evidence, &["--contiguous", "--pin", &other]);
    let compared = &report.json["against"];
    assert_eq!(
        compared["options"],
        json!({ "new": ["--contiguous"], "gone": ["--max-members 7"] })
    );
    assert_eq!(compared["pins"]["gone"], json!([]));
    assert_eq!(compared["pins"]["new"][0]["label"], "other.example");
    assert_eq!(changes(&report), [""; 0]);
    assert_eq!(compared["same"], false);
}

#[test]
fn keys_of_reviewers_that_differ_are_named_although_no_digest_covers_them() {
    let evidence = evidence();
    report_on(&evidence, &[]);
    let key = test_issuer::Issuer::new("another", "Other Ltd", "other.example").public_key_hex();
    let reviewer = format!("Ada={key}");
    let report = against(&evidence, &["--reviewer", &reviewer]);
    let compared = &report.json["against"];
    assert_eq!((&compared["same"], &compared["pins"]["new"]), (&true.into(), &json!([])));
    assert_eq!(compared["reviewers"]["new"][0]["label"], "Ada");
    assert_eq!(compared["reviewers"]["gone"], json!([]));
    let pin = pin();
    let args = ["verify", "--pin", &pin, "--reviewer", &reviewer, "e", "--against", "report.json"];
    for format in ["text", "html"] {
        let output = evidence.run([&args[..], &["--format", format]].concat());
        let words = String::from_utf8(output.stdout).unwrap();
        assert!(
            words.to_lowercase().contains("only with this run: the key of the reviewer ada"),
            "{words}"
        );
    }
}

#[test]
fn people_read_what_differs() {
    let evidence = evidence();
    report_on(&evidence, &[]);
    let run = |args: &[&str]| {
        let pin = pin();
        let base = ["verify", "--pin", &pin, "e", "--against", "report.json"];
        String::from_utf8(evidence.run([&base, args].concat()).stdout).unwrap()
    };
    assert!(run(&[]).contains("The same: both have this report digest:"));
    assert!(run(&["--format", "html"]).contains("Both reports have the same digest"));
    fs::remove_file(evidence.path("letter.txt")).unwrap();
    let report = run(&[]);
    let report = report.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Compared with report.json, begun 20",
        "Another verdict: 1",
        "): was verified, now not confirmed Gone: 1 - e/letter.txt (file): was verified",
        "2 results that were verified are gone, no longer verified, or about other bytes",
    ] {
        assert!(report.contains(words), "{words}: {report}");
    }
    let page = run(&["--format", "html"]);
    for words in
        ["Compared with an earlier report", "was verified, now not confirmed", "2 results that"]
    {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_report_that_was_altered_or_is_none_is_not_compared_with() {
    let evidence = evidence();
    report_on(&evidence, &[]);
    let path = evidence.outside().join("report.json");
    let whole = fs::read_to_string(&path).unwrap();
    let report: Value = serde_json::from_str(&whole).unwrap();
    let altered = |pointer: &str, value: Value| {
        let mut report = report.clone();
        *report.pointer_mut(pointer).unwrap() = value;
        report.to_string()
    };
    let mut cancelled = report.clone();
    cancelled["report_digest"] = Value::Null;
    cancelled["summary"]["cancelled"] = true.into();
    for (text, words) in [
        (altered("/results/0/verdict", "info".into()), "changed after it was written"),
        (altered("/report_digest", "00".repeat(32).into()), "changed after it was written"),
        (altered("/summary/files", 500.into()), "changed after it was written"),
        (altered("/summary/bytes_hashed", 5.into()), "changed after it was written"),
        (altered("/results/0/verdict", "fine".into()), "not a JSON report"),
        (whole[..whole.len() / 2].to_owned(), "it was cut short"),
        (letter().to_string(), "not a JSON report"),
        (cancelled.to_string(), "its run was cancelled"),
    ] {
        fs::write(&path, text).unwrap();
        for args in [&["verify", "e", "--against", "report.json"][..], &["repeat", "report.json"]] {
            let output = evidence.run(args);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{said}");
            assert!(said.contains("report.json: ") && said.contains(words), "{said}");
            assert_eq!(String::from_utf8_lossy(&output.stdout), "");
        }
    }
}

/// What `repeat` says, and its status, run in a folder.
fn repeat(folder: &Path, args: &[&str]) -> (String, i32) {
    let args = [&["repeat", "report.json"], args].concat();
    let output = crate::support::proofdesk(args).current_dir(folder).output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (said.split_whitespace().collect::<Vec<_>>().join(" "), output.status.code().unwrap())
}

#[test]
fn a_verification_is_repeated_with_its_options() {
    let id = text(&letter()["event_id"]).to_owned();
    let link = format!("https://invoance.com/proof/document/{id}");
    let pin = pin();
    for args in [
        &[][..],
        &["--contiguous"],
        &["--signer", "issuer.example"],
        &["--exclude", "note.txt"],
        &["--find", &link, "--find", "evt_none"],
        &["--max-members", "7"],
    ] {
        let evidence = evidence();
        report_on(&evidence, args);
        let (said, status) = repeat(evidence.outside(), &["--pin", &pin]);
        assert_eq!(status, 0, "{args:?}: {said}");
        assert!(
            said.contains("The same: the repeated verification has the report digest"),
            "{said}"
        );
    }
}

#[test]
fn a_repeated_verification_that_differs_says_how() {
    let evidence = evidence();
    report_on(&evidence, &[]);
    fs::write(evidence.path("note.txt"), "somebody's").unwrap();
    let (said, status) = repeat(evidence.outside(), &["--pin", &pin()]);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("Other bytes: 1") && said.contains("e/note.txt (file)"), "{said}");
    assert!(said.contains("Not the same"), "{said}");
}

#[test]
fn evidence_that_was_moved_is_found_below_a_root() {
    let evidence = evidence();
    report_on(&evidence, &[]);
    let outside = evidence.outside();
    fs::create_dir(outside.join("moved")).unwrap();
    fs::rename(outside.join("e"), outside.join("moved/e")).unwrap();
    let (said, status) = repeat(outside, &["--pin", &pin()]);
    assert_eq!(status, 2);
    assert!(said.contains("e was verified") && said.contains("--root"), "{said}");
    assert_eq!(repeat(outside, &["--pin", &pin(), "--root", "moved"]).1, 0);
    // An absolute path counts by its last name.
    let absolute = outside.join("moved/e");
    let output = evidence.run([
        "verify",
        "--pin",
        &pin(),
        absolute.to_str().unwrap(),
        "--format",
        "json",
        "-o",
        "report.json",
    ]);
    assert_eq!(output.status.code(), Some(3));
    fs::rename(outside.join("moved"), outside.join("again")).unwrap();
    let (said, status) = repeat(outside, &["--pin", &pin(), "--root", "again"]);
    assert_eq!(status, 0, "{said}");
}

#[test]
fn a_key_is_not_trusted_because_a_report_names_it() {
    let evidence = evidence();
    report_on(&evidence, &[]);
    let (said, status) = repeat(evidence.outside(), &[]);
    assert_eq!(status, 2);
    let fingerprint = evidence.verify().json["pins"][0]["fingerprint"].as_str().unwrap().to_owned();
    let fingerprint = groups_of_four(&fingerprint).join(" ");
    assert!(said.contains(&fingerprint) && said.contains("issuer.example"), "{said}");
    let other = test_issuer::Issuer::new("another", "Other Ltd", "other.example");
    let other = format!("issuer.example={}", other.public_key_hex());
    assert_eq!(repeat(evidence.outside(), &["--pin", &other]).1, 2);
    // Keys beyond those of the report change nothing.
    let beside = other.replacen("issuer.example", "beside", 1);
    let (said, status) = repeat(evidence.outside(), &["--pin", &pin(), "--pin", &beside]);
    assert_eq!(status, 0, "{said}");
}

#[test]
fn a_signer_is_the_same_under_another_label() {
    let evidence = evidence();
    let key = pin().split_once('=').unwrap().1.to_owned();
    let [one, other] = ["one", "other"].map(|label| format!("{label}={key}"));
    let args =
        ["verify", "--pin", &one, "--signer", "one", "e", "--format", "json", "-o", "report.json"];
    assert_eq!(evidence.run(args).status.code(), Some(3));
    let (said, status) = repeat(evidence.outside(), &["--pin", &other]);
    assert_eq!(status, 0, "{said}");
}

#[test]
fn a_report_in_the_evidence_is_no_evidence_of_what_it_reports() {
    let evidence = evidence();
    let pin = pin();
    let args = ["verify", "--pin", &pin, ".", "--format", "json", "-o", "report.json"];
    let folder = evidence.path("");
    let run = crate::support::proofdesk(args).current_dir(&folder).output().unwrap();
    assert_eq!(run.status.code(), Some(3));
    let (said, status) = repeat(&folder, &["--pin", &pin]);
    assert_eq!(status, 0, "{said}");
    let args = ["verify", "--pin", &pin, ".", "--format", "json", "--against", "report.json"];
    let run = crate::support::proofdesk(args).current_dir(&folder).output().unwrap();
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(report["against"]["same"], true, "{report:#}");
}

#[test]
fn standard_input_cannot_be_repeated() {
    let evidence = evidence();
    let mut command =
        crate::support::proofdesk(["verify", "-", "--format", "json", "-o", "report.json"]);
    crate::support::given(command.current_dir(evidence.outside()), LETTER);
    let (said, status) = repeat(evidence.outside(), &[]);
    assert_eq!(status, 2);
    assert!(said.contains("standard input was verified"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_found_again() {
    use std::os::unix::ffi::OsStrExt;
    let evidence = evidence();
    let name = std::ffi::OsStr::from_bytes(b"e\xff\\xff");
    fs::rename(evidence.path(""), evidence.outside().join(name)).unwrap();
    let mut command =
        crate::support::proofdesk(["verify", "--format", "json", "-o", "report.json"]);
    command.arg(name).current_dir(evidence.outside());
    assert_eq!(command.output().unwrap().status.code(), Some(3));
    let (said, status) = repeat(evidence.outside(), &[]);
    assert_eq!(status, 0, "{said}");
}

/// A report and its signature, where both were written into the evidence, are no evidence of what they report.
#[test]
fn a_signed_report_in_the_evidence_is_compared_with_and_repeated() {
    let evidence = evidence();
    let key = Command::new("openssl")
        .args(["genpkey", "-algorithm", "ed25519", "-out", "key.pem"])
        .current_dir(evidence.outside())
        .status();
    assert!(key.unwrap().success());
    let args = ["verify", "--pin", &pin(), "-o", "e/report.json", "--sign", "key.pem", "e"];
    assert_eq!(evidence.run(args).status.code(), Some(3));
    let args = ["--pin", &pin(), "--against", "e/report.json", "e"];
    let report = evidence.verify_with(&args);
    assert_eq!(report.json["against"]["same"], true, "{:#}", report.json["against"]);
    let repeated = evidence.run(["repeat", "e/report.json", "--pin", &pin()]);
    assert_eq!(repeated.status.code(), Some(0), "{}", String::from_utf8_lossy(&repeated.stdout));
}

/// Folders of one last name stay two folders below a root.
#[test]
fn folders_of_one_name_are_found_below_a_root() {
    let evidence = Evidence::new()
        .file("a/received/letter.txt", LETTER)
        .record("b/received/letter.json", &letter());
    let [a, b] = ["a/received", "b/received"].map(|name| evidence.path(name));
    let output = evidence.run([
        "verify".as_ref(),
        "-o".as_ref(),
        "report.json".as_ref(),
        "--pin".as_ref(),
        pin().as_ref() as &std::ffi::OsStr,
        a.as_os_str(),
        b.as_os_str(),
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    fs::rename(evidence.path(""), evidence.outside().join("moved")).unwrap();
    let args = ["--pin", &pin(), "--root", "moved"];
    let (said, status) = repeat(evidence.outside(), &args);
    assert_eq!(status, 0, "{said}");
}

/// The second of one name has a number in a bag, by which it is found again; also where the name of one stands for
/// the other there.
#[test]
fn folders_of_one_name_are_found_in_a_bag() {
    for given in [["a/docs", "b/docs"], ["docs", "a/docs"]] {
        let evidence = Evidence::new()
            .file(format!("{}/letter.txt", given[0]), LETTER)
            .record(format!("{}/letter.json", given[1]), &letter());
        let folder = evidence.path("");
        let packed = proofdesk(["pack", "--no-keyring", "--pin", &pin(), "-o", "../bag.zip"])
            .args(given)
            .current_dir(&folder)
            .output()
            .unwrap();
        assert!(packed.status.success(), "{}", String::from_utf8_lossy(&packed.stderr));
        let script = "import sys, zipfile\nzipfile.ZipFile('bag.zip').extractall('.')";
        let outside = evidence.outside();
        let unpacked = Command::new("python3").args(["-c", script]).current_dir(outside).status();
        assert!(unpacked.unwrap().success());
        fs::rename(outside.join("bag/report/report.json"), outside.join("report.json")).unwrap();
        let args = ["--pin", &pin(), "--root", "bag/data"];
        let (said, status) = repeat(evidence.outside(), &args);
        assert_eq!(status, 0, "{given:?}: {said}");
    }
}
