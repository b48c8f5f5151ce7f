//! What lies in a mail or an archive, as the list shows it; and files with several signers.

use std::fs;
use std::path::Path;

use proofdesk_engine::Input;
use proofdesk_engine::browse::{Filter, Row, Sort};
use proofdesk_engine::core::key::parse_key;
use proofdesk_engine::core::trust::Trust;
use proofdesk_engine::core::verdict::{KeySource, Kind, Source, Verdict};
use proofdesk_engine::keys::run_pin;
use serde_json::Value;

use crate::support::{Run, pasted, sample};

fn mail_of_the_samples() -> Run {
    Run::over([Input::Path(sample("wrong/9-received-by-mail.eml"))])
}

fn only_row(run: &mut Run) -> Row {
    let selection = run.results.select(&Filter::default(), Sort::default()).unwrap();
    assert_eq!(selection.rows(), 1);
    run.results.listed(&selection, 0).unwrap()
}

/// A mail with these files, in an encoding that keeps every byte.
fn mail(files: &[(&str, &Path)]) -> String {
    let mut text = "From: a@x.example\r\nSubject: records\r\nMIME-Version: 1.0\r\nContent-Type: \
                    multipart/mixed; boundary=between\r\n\r\n"
        .to_owned();
    for (name, path) in files {
        text += &format!(
            "--between\r\nContent-Type: application/octet-stream\r\nContent-Disposition: \
             attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: \
             quoted-printable\r\n\r\n"
        );
        for byte in fs::read(path).unwrap() {
            match byte {
                b'\n' => text += "=0A=\r\n",
                b' '..=b'~' if byte != b'=' => text.push(char::from(byte)),
                _ => text += &format!("={byte:02X}"),
            }
        }
        text += "\r\n";
    }
    text + "--between--\r\n"
}

#[test]
fn the_row_of_a_mail_names_the_attachment_that_does_not_match() {
    let mut run = mail_of_the_samples();
    let row = only_row(&mut run);
    assert_eq!((row.verdict, row.kind), (Verdict::Mismatch, Kind::Container));
    assert_eq!(
        row.why.as_deref(),
        Some(
            "balances.csv, in quarter-end.zip: not the anchored version: only the line endings differ"
        )
    );
    assert_eq!(
        row.headline,
        "1 of 4 results does not match. balances.csv, in quarter-end.zip: not the anchored version: \
         only the line endings differ (CR LF in the anchored version, LF in this file)"
    );
    let file = run.results.file(row.index).unwrap();
    assert_eq!(file.headline, row.headline);
    assert_eq!(
        file.next_step.as_deref(),
        Some(
            "Ask the issuer for balances.csv as it was anchored, or for a record of exactly this file."
        )
    );
    let advised = file.advised.unwrap();
    assert_eq!(&*advised.visible_inside().unwrap(), "balances.csv, in quarter-end.zip");
    assert_eq!((file.groups[0].count, &file.groups[0].source), (1, &advised));
}

/// What is for information neither passes nor fails.
#[test]
fn a_mail_in_which_all_is_verified_says_so_of_all() {
    let (document, record) = (sample("README.md"), sample("README.record.json"));
    let text = mail(&[("README.md", &document), ("README.record.json", &record)]);
    let mut run = Run::over([pasted("good.eml", text)]);
    assert_eq!((run.summary.verified, run.summary.info), (2, 1));
    let row = only_row(&mut run);
    let words = "all 2 results are signed with the key you pinned as harbourline.example";
    assert_eq!(row.headline, format!("Verified: {words}"));
    assert_eq!(row.why, Some(format!("A{}", &words[1..])));
}

#[test]
fn a_mail_that_holds_a_log_is_no_log() {
    let gap = sample("wrong/6-audit-log-gap.ndjson");
    let mut run = Run::over([pasted("m.eml", mail(&[("gap.ndjson", &gap)]))]);
    let row = only_row(&mut run);
    assert_eq!((row.kind, row.id, row.signer), (Kind::Container, None, None));
    assert_eq!(row.key_source, KeySource::None);
    assert_eq!(
        row.headline,
        "gap.ndjson: Not confirmed: event no. 24 is missing; the 40 events present are \
         verified"
    );
    // The numbers are those of the log, which has a result of its own.
    assert_eq!(run.results.file(row.index).unwrap().log, None);
}

#[test]
fn several_that_do_not_match_are_counted_and_the_first_is_named() {
    let edited = sample("wrong/2-edited-record/dividend-resolution.record.json");
    let screening = sample("wrong/2-edited-record/screening.record.json");
    let text = mail(&[("a/x.json", &edited), ("y.json", &screening)]);
    let mut run = Run::over([pasted("m.eml", text)]);
    let row = only_row(&mut run);
    assert_eq!(row.headline, "All 2 results do not match. The first: x.json, in a");
    assert_eq!(row.why.as_deref(), Some("All 2 results. The first: x.json, in a"));
}

#[test]
fn containers_are_choices_and_filter_the_list() {
    let mut run = Run::over_samples();
    let choices = run.results.choices().unwrap();
    let [mail, archive] = choices.containers.as_slice() else { panic!("{choices:?}") };
    assert!(mail.members.is_empty() && mail.path.ends_with("9-received-by-mail.eml"));
    assert_eq!(&*archive.members[0].name, "quarter-end.zip");
    let mut listed = |container: &Source| {
        let filter = Filter { container: Some(container.clone()), ..Filter::default() };
        let selection = run.results.select(&filter, Sort::default()).unwrap();
        let rows = 0..selection.rows();
        let rows = rows.map(|row| run.results.listed(&selection, row).unwrap()).collect();
        (selection.files(), selection.results().len(), rows)
    };
    let (files, results, _): (_, _, Vec<Row>) = listed(mail);
    assert_eq!((files, results), (1, 6));
    let (files, results, rows) = listed(archive);
    assert_eq!((files, results), (1, 5));
    // What lies in it is shown at once.
    assert!(rows[0].file.as_ref().unwrap().opened && rows[1..].iter().all(|row| row.within));
    assert!(rows[1..].iter().all(|row| row.source.members[0] == archive.members[0]));
}

/// No key is credited with what another signed.
#[test]
fn a_file_with_two_signers_names_both() {
    let read =
        |name: &str| -> Value { serde_json::from_slice(&fs::read(sample(name)).unwrap()).unwrap() };
    let first = read("good/documents/board-minutes-2026-02.record.json");
    let second = read("wrong/3-signed-again/fees-2026.record.json");
    let pin = |label: &str, record: &Value| {
        let key = record["public_key_b64"].as_str().unwrap();
        run_pin(label, parse_key(key.as_bytes()).unwrap())
    };
    let trust = Trust::new(vec![pin("first-key", &first), pin("second-key", &second)], None);
    let both = serde_json::to_string(&[&first, &second]).unwrap();
    let inputs = [
        pasted("records.json", both),
        Input::Path(sample("good/documents/board-minutes-2026-02.pdf")),
        Input::Path(sample("wrong/3-signed-again/fees-2026.csv")),
    ];
    let mut run = Run::under(trust, inputs);
    let selection = run.results.select(&Filter::default(), Sort::default()).unwrap();
    let rows = (0..selection.rows()).map(|row| run.results.listed(&selection, row).unwrap());
    let row = rows.into_iter().find(|row| row.file.is_some()).unwrap();
    let words = "all 2 document records are signed with the keys you pinned as first-key and \
                 second-key";
    assert_eq!(row.headline, format!("Verified: {words}"));
    assert_eq!(row.signer, None);
}
