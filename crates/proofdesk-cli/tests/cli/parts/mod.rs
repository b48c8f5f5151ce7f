//! A run in parts: the same report as that of one run, or none.

pub(crate) mod any_split;
mod refused;
mod rewritten;

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use serde_json::Value;
use test_issuer::json::record_line;

use crate::support::{
    Evidence, LETTER, Report, audit_event, audit_event_with, given, letter, pin, proofdesk, text,
};

/// What a program says on standard error.
fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

impl Evidence {
    /// Writes the share `share` of the evidence with these options, and says where.
    #[track_caller]
    fn part(&self, share: &str, options: &[&str]) -> PathBuf {
        let part = self.outside().join(format!("{}.part", share.replace('/', "-of-")));
        let mut args = vec!["verify", "--partial", "--shard", share, "-o", part.to_str().unwrap()];
        args.extend(options);
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        part
    }

    /// Merges parts with these options.
    fn merge(&self, parts: &[PathBuf], options: &[&str]) -> Output {
        let parts = parts.iter().map(|part| part.to_str().unwrap());
        self.run(["merge"].into_iter().chain(options.iter().copied()).chain(parts))
    }
}

/// The report as it is written, without what it says of the run.
pub(crate) fn timeless(report: &[u8]) -> String {
    let report = String::from_utf8(report.to_vec()).unwrap();
    let (before, rest) = report.split_once(r#","run":{"#).unwrap();
    let (_, after) = rest.split_once(r#"},"report_digest":"#).unwrap();
    format!("{before}{after}")
}

/// A log that is divided, beside files that are not.
fn evidence() -> Evidence {
    let mut log: String =
        (1..=8000).map(|seq| record_line(&audit_event("large", seq)) + "\n").collect();
    // The other sign between the lines, a value on several lines, what is no JSON, and no line end.
    log.insert_str(0, "\n\n");
    let several = serde_json::to_string_pretty(&audit_event("large", 8001)).unwrap();
    log.push_str(&format!("{several}\nnot JSON, but org_id and payload_hash\n"));
    log.push_str(&record_line(&audit_event_with("large", 4711, "other.action")));
    assert!(log.len() > proofdesk_engine::parts::SPLIT_FROM as usize, "{}", log.len());
    Evidence::new()
        .file("log.ndjson", log)
        .file("letter.txt", LETTER)
        .record("letter.json", &letter())
        .file("empty/.DS_Store", b"x")
}

#[test]
fn shares_give_the_report_of_one_run() {
    let evidence = evidence();
    let pin = pin();
    let options = ["--no-keyring", "--pin", &pin, "e"];
    let one = evidence.run(["verify", "--format", "json"].into_iter().chain(options));
    let parts: Vec<PathBuf> =
        (1..=5).rev().map(|n| evidence.part(&format!("{n}/5"), &options)).collect();
    let merged = evidence.merge(&parts, &["--format", "json", "--no-keyring", "--pin", &pin]);
    assert_eq!(timeless(&merged.stdout), timeless(&one.stdout));
    assert_eq!(merged.status.code(), one.status.code(), "{}", said(&merged));
    let report = Report::of(merged);
    assert!(report.results().len() > 8000);
    let hash =
        report.json["files"].as_array().unwrap().iter().find(|f| f["path"] == "e/log.ndjson");
    assert_eq!(text(&hash.unwrap()["sha256"]).len(), 64);
    // Each share has its part of the log.
    let sizes: Vec<u64> = parts.iter().map(|part| fs::metadata(part).unwrap().len()).collect();
    let [least, most] = [sizes.iter().min().unwrap(), sizes.iter().max().unwrap()];
    assert!(most < &(least * 3 / 2), "{sizes:?}");
    // The other forms say the same too.
    for format in ["text", "csv"] {
        let args = ["--format", format, "--no-keyring", "--pin", &pin];
        let one = evidence.run(["verify"].into_iter().chain(args).chain(["e"]));
        assert_eq!(evidence.merge(&parts, &args).stdout, one.stdout, "{format}");
    }
}

#[test]
fn rows_of_a_table_are_no_file_and_their_shares_are_what_is_given() {
    let evidence = Evidence::new();
    let lines: Vec<String> =
        (1..=40).map(|seq| record_line(&audit_event("t", seq)) + "\n").collect();
    let pin = pin();
    let verify = |options: &[&str], rows: &[String]| -> Output {
        let fixed = ["verify", "--no-keyring", "--pin", &pin, "--rows-of", "main.events"];
        let mut command = proofdesk(fixed.iter().chain(options).chain(&["-"]));
        given(command.current_dir(evidence.outside()), rows.concat().as_bytes())
    };
    // What is no row is told of, also where no row is a record.
    for rows in [&["no row\n".to_owned()][..], &[lines[0].clone(), "no row\n".to_owned()]] {
        let report = Report::of(verify(&["--format", "json"], rows));
        assert_eq!(report.status, 3);
        let place = format!("rows of main.events:{}", rows.len());
        assert_eq!(report.result(&place)["verdict"], "uncheckable");
    }
    let one = verify(&["--format", "json"], &lines);
    let mut parts = Vec::new();
    for (i, rows) in [&lines[..0], &lines[..7], &lines[7..39], &lines[39..]].iter().enumerate() {
        let part = evidence.outside().join(format!("{i}.part"));
        let share = format!("{}/4", i + 1);
        let output = verify(
            &["--partial", "--shard", &share, "--divided", "-o", part.to_str().unwrap()],
            rows,
        );
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        parts.push(part);
    }
    let merged = evidence.merge(&parts, &["--format", "json", "--no-keyring", "--pin", &pin]);
    assert_eq!(timeless(&merged.stdout), timeless(&one.stdout));
    let report = Report::of(merged);
    assert_eq!(report.status, 0);
    assert_eq!(report.json["files"], Value::Array(Vec::new()));
    assert_eq!(report.json["summary"]["files"], 0);
    assert_eq!(report.json["run"]["inputs"], serde_json::json!(["rows of main.events"]));
    assert_eq!(report.result("rows of main.events:40")["verdict"], "verified");
    // The same rows as a file have the same results, and a file beside them.
    let as_file = Evidence::new().file("rows.ndjson", lines.concat()).verify();
    assert_eq!(as_file.results().len(), report.results().len());
    assert_eq!(as_file.json["summary"]["files"], 1);
}

#[test]
fn a_part_is_for_its_owner_and_nothing_of_the_evidence_is_one() {
    let evidence = Evidence::new().record("letter.json", &letter());
    let part = evidence.part("1/1", &["--no-keyring", "e"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&part).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let shown = evidence.run(["verify", "--partial", "--no-keyring", "e"]);
    assert_eq!(shown.stdout, fs::read(&part).unwrap(), "the same on standard output");
    // What was signed under no pinned key is merged without one.
    let merged = Report::of(evidence.merge(&[part], &["--format", "json", "--no-keyring"]));
    assert_eq!(merged.result("letter.json")["verdict"], "unconfirmed");
}
