//! The list as people read it: file by file.

use std::fs;

use proofdesk_engine::Input;
use proofdesk_engine::browse::{Filter, Row, Selection, Sort, SortBy};
use proofdesk_engine::core::verdict::{KeySource, Kind, Source, Verdict};
use serde_json::Value;

use crate::support::{Run, pasted, sample};

const BY_VERDICT: Sort = Sort { by: SortBy::Verdict, descending: false };

fn select(run: &mut Run, filter: &Filter, sort: Sort) -> Selection {
    run.results.select(filter, sort).unwrap()
}

fn rows(run: &mut Run, selection: &Selection) -> Vec<Row> {
    (0..selection.rows()).map(|row| run.results.listed(selection, row).unwrap()).collect()
}

fn name(row: &Row) -> &str {
    row.source.path.rsplit('/').next().unwrap_or_default()
}

/// A log with one event whose signed action was changed.
fn edited_log() -> Run {
    let log = fs::read_to_string(sample("good/audit/branch-systems.ndjson")).unwrap();
    let edited: Vec<String> = log
        .lines()
        .enumerate()
        .map(|(at, line)| match at {
            6 => {
                let mut event: Value = serde_json::from_str(line).unwrap();
                event["action"] = "another.action".into();
                event.to_string()
            }
            _ => line.to_owned(),
        })
        .collect();
    Run::over([pasted("log.ndjson", edited.join("\n")), pasted("letter.txt", "Dear members,")])
}

#[test]
fn a_log_is_one_row_that_says_how_many_events_do_not_match_and_opens() {
    let mut run = edited_log();
    let mut selection = select(&mut run, &Filter::default(), BY_VERDICT);
    assert_eq!((selection.files(), selection.rows()), (2, 2));
    let closed = rows(&mut run, &selection);
    assert_eq!(name(&closed[0]), "log.ndjson");
    assert_eq!((closed[0].verdict, closed[0].kind), (Verdict::Mismatch, Kind::AuditLog));
    let file = closed[0].file.clone().unwrap();
    let events = run.summary.total - 2;
    assert_eq!((file.opened, u64::from(file.results)), (false, events + 1));
    assert_eq!(file.contents, format!("{events} audit events, 1 audit log"));
    let why = closed[0].why.clone().unwrap();
    assert!(why.starts_with(&format!("1 of {events} audit events: its signature")), "{why}");
    assert_eq!(closed[1].file, None);

    selection.toggle(&[closed[0].index]);
    let opened = rows(&mut run, &selection);
    assert_eq!(opened.len() as u64, events + 3);
    // Inside, what does not match is first too.
    assert_eq!((opened[1].verdict, opened[1].source.line), (Verdict::Mismatch, Some(7)));
    assert!(opened[1..=events as usize + 1].iter().all(|row| row.within && row.file.is_none()));
    assert_eq!(name(&opened[events as usize + 2]), "letter.txt");

    let bad = opened[1].index;
    assert_eq!(selection.position(bad, false), Some(1));
    assert_eq!(selection.position(bad, true), Some(0));
    selection.toggle(&[]);
    assert_eq!(selection.position(bad, false), Some(0));
    assert_eq!(selection.closed_around(bad), Some(closed[0].index));
    assert_eq!(selection.foremost(), Some(0));
    assert!(run.results.listed(&selection, 2).is_err());
}

#[test]
fn a_file_as_a_whole_says_what_its_results_say_the_worst_first() {
    let mut run = edited_log();
    let selection = select(&mut run, &Filter::default(), BY_VERDICT);
    let first = run.results.listed(&selection, 0).unwrap();
    let file = run.results.file(first.index + 3).unwrap();
    assert_eq!(file.verdict, Verdict::Mismatch);
    assert!(file.headline.starts_with("1 of "), "{}", file.headline);
    assert!(file.headline.contains(" audit events does not match: its signature"));
    assert_eq!(file.advised.unwrap().line, Some(7));
    assert!(file.next_step.is_some() && file.possible_causes.is_some());
    assert_eq!(file.groups[0].what, "1 audit event");
    assert_eq!(file.groups[0].source.line, Some(7));
    assert_eq!(file.more, 0);
    let log = run.results.row(file.log.unwrap()).unwrap();
    assert_eq!(log.kind, Kind::AuditLog);
    assert!(run.results.file(100_000).is_err());
}

#[test]
fn a_log_that_is_whole_but_for_a_gap_is_as_its_numbers_are() {
    let mut run = Run::over([Input::Path(sample("wrong/6-audit-log-gap.ndjson"))]);
    let selection = select(&mut run, &Filter::default(), Sort::default());
    let row = run.results.listed(&selection, 0).unwrap();
    assert_eq!(row.verdict, Verdict::Unconfirmed);
    let why = row.why.as_deref();
    assert_eq!(why, Some("Event no. 24 is missing; the 40 events present are verified"));
    let mut run = Run::over([Input::Path(sample("good/audit/branch-systems.ndjson"))]);
    let selection = select(&mut run, &Filter::default(), Sort::default());
    let why = run.results.listed(&selection, 0).unwrap().why.unwrap();
    assert!(
        why.ends_with("audit events are signed with the key you pinned as harbourline.example"),
        "{why}"
    );
}

#[test]
fn the_counts_of_files_are_those_of_the_list() {
    let mut run = Run::over_samples();
    let counts = run.summary.by_file.counts();
    let selection = select(&mut run, &Filter::default(), BY_VERDICT);
    let rows = rows(&mut run, &selection);
    let of = |verdict| rows.iter().filter(|row| row.verdict == verdict).count() as u64;
    assert_eq!(rows.len() as u64, counts.total);
    let given = run.summary.files_read.iter().filter(|file| file.members.is_empty()).count();
    assert_eq!(counts.total, given as u64);
    assert_eq!(of(Verdict::Mismatch), counts.mismatch);
    assert_eq!(of(Verdict::Unconfirmed), counts.unconfirmed);
    assert_eq!(of(Verdict::Verified), counts.verified);
    let words = run.summary.sentence(&Default::default(), proofdesk_engine::run::Basis::Listed);
    assert_eq!(words.lead, format!("{} of {} files do not match", counts.mismatch, counts.total));
    // What does not match is first, then what is not confirmed; verified is behind all that is not.
    let verdicts: Vec<Verdict> = rows.iter().map(|row| row.verdict).collect();
    assert_eq!(verdicts[0], Verdict::Mismatch);
    assert_eq!(verdicts[counts.mismatch as usize], Verdict::Unconfirmed);
    let last = verdicts.iter().rposition(|v| *v != Verdict::Verified && *v != Verdict::Info);
    assert!(last < verdicts.iter().position(|v| *v == Verdict::Verified));
}

#[test]
fn names_are_sorted_as_people_do_and_what_lacks_the_key_is_last() {
    let texts = ["rec10.txt", "rec2.txt", "Rec1.txt", "rec002b.txt"];
    let mut run = Run::over(texts.map(|name| pasted(name, name)));
    let mut names = |sort| -> Vec<String> {
        let selection = select(&mut run, &Filter::default(), sort);
        rows(&mut run, &selection).iter().map(|row| name(row).to_owned()).collect()
    };
    let sorted = ["Rec1.txt", "rec2.txt", "rec002b.txt", "rec10.txt"];
    for by in [SortBy::Order, SortBy::Name, SortBy::Verdict, SortBy::Id, SortBy::Date] {
        assert_eq!(names(Sort { by, descending: false }), sorted, "{by:?}");
    }
    let mut reversed = sorted;
    reversed.reverse();
    assert_eq!(names(Sort { by: SortBy::Name, descending: true }), reversed);
    assert_eq!(names(Sort { by: SortBy::Id, descending: true }), sorted, "none has an id");

    let mut run = Run::over_samples();
    for by in [SortBy::Id, SortBy::Signer, SortBy::Date] {
        let key = |row: &Row| match by {
            SortBy::Id => row.id.clone(),
            SortBy::Signer => row.signer.clone(),
            _ => row.date.clone(),
        };
        for descending in [false, true] {
            let selection = select(&mut run, &Filter::default(), Sort { by, descending });
            let all = rows(&mut run, &selection);
            let single: Vec<&Row> = all.iter().filter(|row| row.file.is_none()).collect();
            let with = single.iter().position(|row| key(row).is_none()).unwrap();
            assert!(with > 0 && single[with..].iter().all(|row| key(row).is_none()), "{by:?}");
        }
    }
}

#[test]
fn they_are_filtered_by_signer_and_folder_and_the_choices_are_what_is_there() {
    let mut run = Run::over_samples();
    let choices = run.results.choices().unwrap();
    assert_eq!(choices.signers, ["harbourline.example"]);
    assert!(choices.kinds.contains(&Kind::AuditLog) && !choices.kinds.contains(&Kind::Unknown));
    let folder = choices.folders.iter().find(|f| f.ends_with("2-edited-record")).unwrap().clone();
    let filter = Filter { folder: Some(folder), ..Filter::default() };
    assert_eq!(select(&mut run, &filter, BY_VERDICT).files(), 4);
    let filter = Filter { signer: Some("harbourline.example".into()), ..Filter::default() };
    let signed = select(&mut run, &filter, BY_VERDICT);
    assert!(signed.results().len() > 300);
    for index in signed.results() {
        assert_eq!(run.results.row(*index).unwrap().key_source, KeySource::Pinned);
    }
    let filter = Filter { signer: Some("nobody".into()), ..Filter::default() };
    assert_eq!(select(&mut run, &filter, BY_VERDICT).rows(), 0);
}

#[test]
fn a_filter_that_looks_for_results_shows_them_inside_their_files() {
    let mut run = Run::over_samples();
    let filter = Filter {
        text: "branch-systems aevt_01KJ1XDS4SMHD7G0N55W7M7X8R".into(),
        ..Filter::default()
    };
    let selection = select(&mut run, &filter, BY_VERDICT);
    let found = rows(&mut run, &selection);
    assert_eq!(name(&found[0]), "branch-systems.ndjson");
    let file = found[0].file.clone().unwrap();
    assert!(file.opened && file.listed < file.results);
    assert_eq!(found.len() as u32, file.listed + 1);
    assert!(found[1..].iter().all(|row| row.within));
}

#[test]
fn a_source_leads_to_its_result() {
    let mut run = Run::over_samples();
    for index in [0, 5, 200, run.results.len() as u32 - 1] {
        let row = run.results.row(index).unwrap();
        assert_eq!(run.results.locate(&row.source).unwrap(), Some(index));
    }
    let log = run.only_named("branch-systems.ndjson");
    assert_eq!(
        run.results.first_of(&log).map(|i| run.results.row(i).unwrap().source.path.to_string()),
        Some(log)
    );
    assert_eq!(run.results.locate(&Source::file("no such file")).unwrap(), None);
}

/// A file and its record are one story: each leads to the other, also where the file is another version.
#[test]
fn another_version_and_its_record_lead_to_each_other() {
    let mut run = Run::over([Input::Path(sample("wrong/1-other-version"))]);
    let findings = run.findings();
    let of = |name: &str| {
        findings.iter().find(|f| f["source"]["path"].as_str().unwrap().ends_with(name)).unwrap()
    };
    let (file, record) = (of("notice.txt"), of("notice.record.json"));
    assert_eq!(
        file["headline"],
        "Not the anchored version: only the line endings differ (CR LF in the anchored version, LF \
         in this file)"
    );
    assert_eq!(file["matched_with"][0], record["source"]);
    assert_eq!(record["matched_with"][0], file["source"]);
    assert_eq!(
        file["next_step"],
        "Ask the issuer for notice.txt as it was anchored, or for a record of exactly this file."
    );
    // Its file is not missing altogether.
    assert_eq!(
        record["headline"],
        "Not confirmed: only another version of its file is in this evidence"
    );
    assert_eq!(
        record["next_step"],
        "Ask the issuer for notice.txt as it was anchored, and add it."
    );
    assert_eq!((&file["verdict"], &record["verdict"]), (&"mismatch".into(), &"unconfirmed".into()));
}
