//! Parts that do not belong together, and those that are no parts.

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use test_issuer::json::record_line;

use super::said;
use crate::support::{Evidence, Report, audit_event, letter, pin};

/// Why there is no report.
#[track_caller]
pub(super) fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{}", said(output));
    assert!(output.stdout.is_empty());
    said(output)
}

fn evidence() -> Evidence {
    let log: String = (1..=30).map(|seq| record_line(&audit_event("o", seq)) + "\n").collect();
    Evidence::new().file("a.ndjson", log).record("letter.json", &letter())
}

const KEYS: &[&str] = &["--no-keyring"];

#[test]
fn a_share_that_is_missing_or_there_twice() {
    let evidence = evidence();
    let parts: Vec<PathBuf> =
        (1..=3).map(|n| evidence.part(&format!("{n}/3"), &["--no-keyring", "e"])).collect();
    let words = refused(&evidence.merge(&parts[1..2], KEYS));
    assert!(words.contains("shares 1, 3 of 3 are missing: give every part of the run"), "{words}");
    let words = refused(&evidence.merge(&parts[..2], KEYS));
    assert!(words.contains("share 3 of 3 is missing"), "{words}");
    let twice = [parts.as_slice(), &parts[..1]].concat();
    let words = refused(&evidence.merge(&twice, KEYS));
    assert!(words.contains("are both share 1: give each share once"), "{words}");
}

#[test]
fn parts_of_other_runs() {
    let evidence = evidence();
    let pin = pin();
    let one = evidence.part("1/2", &["--no-keyring", "e"]);
    for (options, words) in [
        (&["--no-keyring", "--contiguous", "e"][..], "it was made with other options"),
        (&["--no-keyring", "e/a.ndjson"], "it was given other files or folders"),
        (&["--no-keyring", "--pin", &pin, "e"], "it was made with other pinned keys"),
        (&["--no-keyring", "--divided", "e"], "only one of the two was made with --divided"),
    ] {
        let other = evidence.part("2/2", options);
        let said = refused(&evidence.merge(&[one.clone(), other], KEYS));
        assert!(said.contains(words) && said.contains("no part of the same run"), "{said}");
    }
    let other = evidence.part("2/3", &["--no-keyring", "e"]);
    let said = refused(&evidence.merge(&[one.clone(), other], KEYS));
    assert!(said.contains("another number of shares"), "{said}");
    // Other keys than those of who merges.
    let both = [one, evidence.part("2/2", &["--no-keyring", "e"])];
    let said = refused(&evidence.merge(&both, &["--no-keyring", "--pin", &pin]));
    assert!(said.contains("made with other pinned keys (none) than"), "{said}");
    // A file that came between two shares.
    fs::write(evidence.path("late.txt"), "late").unwrap();
    let late = [both[0].clone(), evidence.part("2/2", &["--no-keyring", "e"])];
    let said = refused(&evidence.merge(&late, KEYS));
    assert!(said.contains("the list of all files was another"), "{said}");
    let divided = |share: &str| evidence.part(share, &["--no-keyring", "--divided", "e"]);
    let said = refused(&evidence.merge(&[divided("1/2"), divided("2/2")], KEYS));
    assert!(said.contains("which another part has too: give each file to one share"), "{said}");
}

#[test]
fn shares_of_a_file_that_changed_between_them() {
    let line = |seq| record_line(&audit_event("o", seq)) + "\n";
    let log: String = (1..=8000).map(line).collect();
    let evidence = Evidence::new().file("log.ndjson", &log);
    let first = evidence.part("1/2", &["--no-keyring", "e"]);
    // As long as it was, so that the list of files is the same.
    let at = log.find(r#""seq":7999"#).unwrap();
    let changed = format!("{}{}", &log[..at], log[at..].replacen("7999", "7998", 1));
    fs::write(evidence.path("log.ndjson"), changed).unwrap();
    let second = evidence.part("2/2", &["--no-keyring", "e"]);
    let said = refused(&evidence.merge(&[first, second], KEYS));
    assert!(said.contains("this part read other bytes of it than the first part"), "{said}");
}

#[test]
fn what_is_damaged_or_no_part() {
    let evidence = evidence();
    let part = evidence.part("1/1", &["--no-keyring", "e"]);
    let whole = fs::read(&part).unwrap();
    let with = |bytes: &[u8]| {
        fs::write(&part, bytes).unwrap();
        refused(&evidence.merge(std::slice::from_ref(&part), KEYS))
    };
    for len in (0..whole.len()).filter(|len| with_few(*len, whole.len())) {
        with(&whole[..len]);
    }
    let said = with(&whole[..whole.len() - 1]);
    assert!(said.contains("this part is damaged: its end is missing; copy it again"), "{said}");
    let mut other = whole.clone();
    other[15] = b'2';
    assert!(with(&other).contains("its format is of another version than 1"));
    assert!(
        with(b"{}")
            .contains("it is not a part of a run, as `proofdesk verify --partial` writes it")
    );
    // Each byte that is another is noticed.
    for at in (17..whole.len()).filter(|at| with_few(*at, whole.len())) {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        with(&changed);
    }
    let folder = evidence.merge(&[evidence.path("")], KEYS);
    assert_eq!(folder.status.code(), Some(2));
}

/// A few of many places, those at both ends among them.
fn with_few(at: usize, len: usize) -> bool {
    at < 24 || at + 24 > len || at.is_multiple_of(len / 60)
}

#[test]
fn a_report_takes_the_place_of_no_part_and_options_that_mean_nothing_are_refused() {
    let evidence = evidence();
    let part = evidence.part("1/1", &["--no-keyring", "e"]);
    let place = part.to_str().unwrap();
    let words = refused(&evidence.run(["merge", "--no-keyring", "-o", place, place]));
    assert!(words.contains("would take the place of a file that you gave"), "{words}");
    for (args, words) in [
        (&["verify", "--shard", "1/2", "e"][..], "--partial"),
        (&["verify", "--partial", "--divided", "e"], "--shard"),
        (&["verify", "--partial", "--shard", "3/2", "e"], "such as 3/8"),
        (&["verify", "--partial", "--shard", "0/2", "e"], "such as 3/8"),
        (&["verify", "--partial", "--format", "json", "e"], "--format"),
        (&["verify", "--partial", "--shard", "1/2", "-"], "standard input cannot be shared"),
        (&["verify", "--rows-of", "t", "e"], "give - as the only PATH"),
        (&["verify", "--rows-of", "", "-"], "give the name of the table"),
    ] {
        let output = evidence.run(args);
        assert!(refused(&output).contains(words), "{args:?}: {}", said(&output));
    }
}

#[test]
fn a_part_that_says_that_a_signature_is_valid_is_believed_and_some_of_it_checked() {
    // What a part says is put in the place of what was calculated: that is what merging saves.
    let forged: String = (1..=5000)
        .map(|seq| {
            let mut event = audit_event("o", seq);
            event["action"] = "member.removed".into();
            record_line(&event) + "\n"
        })
        .collect();
    let evidence = Evidence::new().file("a.ndjson", forged);
    let part = evidence.part("1/1", &["--no-keyring", "e"]);
    let merged = Report::of(evidence.merge(&[part], &["--format", "json", "--no-keyring"]));
    // Of signatures that are not valid, nothing is said in it.
    assert_eq!(merged.json["summary"]["mismatch"], 5000);
}
