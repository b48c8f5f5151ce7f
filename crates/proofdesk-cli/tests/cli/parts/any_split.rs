//! Any split of any evidence: in this process, with files that are divided however short they are.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proofdesk_engine::Input;
use proofdesk_engine::core::key::parse_key;
use proofdesk_engine::core::trust::Trust;
use proofdesk_engine::keys::run_pin;
use proofdesk_engine::parts::{self, Parts, Share, Sharing};
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::{self, Clock, Header, JsonReport, Started};
use proofdesk_engine::run::{self, Job, Options};
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use proptest::test_runner::{Config, TestRunner};
use test_issuer::json::{record_line, record_text};
use test_issuer::{Event, SignedForm};

use crate::containers::{stored, tar, zip};
use crate::support::{LETTER, answer, audit_event, audit_event_with, issuer, letter, repository};

/// Lines that a log may have.
pub(crate) static LINES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut changed = audit_event("a", 8);
    changed["action"] = "other".into();
    let unsigned = serde_json::json!({"event_id": "e-1", "event_type": "t", "payload": {"n": 1},
        "payload_hash": "d3626ac30a87e6f7a6428233b3c68299976865fa5508e4267c5415c76af7a772"});
    let mut lines: Vec<String> = (1..=12).map(|seq| record_line(&audit_event("a", seq))).collect();
    lines.extend((3..=6).map(|seq| record_line(&audit_event("b", seq))));
    lines.push(record_line(&audit_event_with("a", 3, "another")));
    lines.push(record_line(&changed));
    lines.push(record_line(&letter()));
    lines.push(record_line(&unsigned));
    lines.push(format!("[{},{}]", record_line(&audit_event("a", 20)), record_line(&letter())));
    lines.push(serde_json::to_string_pretty(&audit_event("a", 21)).unwrap());
    let two = [22, 23].map(|seq| record_line(&audit_event("b", seq)));
    lines.push(two.join(" "));
    lines.push(r#"{"data":[],"has_more":true}"#.to_owned());
    lines.push(r#"{"level":"info","n":1}"#.to_owned());
    lines.push(String::new());
    lines.push("  \r".to_owned());
    lines.push("no JSON, but payload_hash and org_id".to_owned());
    lines.push(r#"{"org_id":"cut"#.to_owned());
    lines.push("{".to_owned());
    lines
});

/// Files that are not divided.
pub(crate) static FILES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let log = LINES[..6].join("\n");
    let record = issuer().event(&Event {
        event_type: "loan.decision",
        payload: serde_json::json!({"case": 7, "amount": 12.5}),
        event_time: None,
        ingested_at: "2026-03-02T10:00:00Z",
    });
    let proof = issuer().proof_response(&record, SignedForm::HEX_DIGEST);
    let answer = answer();
    let mut files: Vec<(&str, Vec<u8>)> = vec![
        ("letter.txt", LETTER.into()),
        ("letter-crlf.txt", String::from_utf8_lossy(LETTER).replace('\n', "\r\n").into()),
        ("letter.json", record_text(&letter()).into()),
        ("answer.json", record_text(&issuer().attestation(&answer)).into()),
        ("answer-input.txt", answer.input.into()),
        ("event.json", record_text(&record).into()),
        ("proof.json", record_text(&proof).into()),
        ("log.zip", zip(&[stored("in/log.ndjson", &log), stored("letter.txt", LETTER)])),
        (
            "log.tar",
            tar(&[("log.ndjson", b'0', "", log.as_bytes()), ("l", b'2', "log.ndjson", b"")]),
        ),
        ("utf16.json", utf16(&record_text(&letter()))),
        ("key.pem", issuer().public_key_hex().into()),
        (".DS_Store", b"litter".to_vec()),
        ("empty", Vec::new()),
        ("page.html", b"<!doctype html><p>no record</p>".to_vec()),
        ("bag/bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_vec()),
        ("bag/manifest-sha512.txt", b"00  data/a\n".to_vec()),
        ("bag/data/a", b"a".to_vec()),
        ("failed.txt", b"HTTP/1.1 401 Unauthorized\r\n\r\n{\"error\":\"unauthorized\"}".to_vec()),
    ];
    let name = "trace-loan-hl-0417.json";
    files.push((name, fs::read(repository().join("samples/good").join(name)).unwrap()));
    for name in ["5-trace-item-removed.json", "9-received-by-mail.eml"] {
        files.push((name, fs::read(repository().join("samples/wrong").join(name)).unwrap()));
    }
    files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect()
});

fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

static TRUST: LazyLock<Trust> = LazyLock::new(|| {
    let own = parse_key(issuer().public_key_hex().as_bytes()).unwrap();
    let sample = fs::read(repository().join("samples/harbourline.key.json")).unwrap();
    let pins = vec![
        run_pin("issuer.example", own),
        run_pin("harbourline.example", parse_key(&sample).unwrap()),
    ];
    Trust::new(pins, None)
});

pub(crate) fn job(folder: &Path, threads: usize) -> Job {
    let options = Options { threads: NonZeroUsize::new(threads), ..Options::default() };
    Job { inputs: vec![Input::Path(folder.to_owned())], trust: TRUST.clone(), options }
}

/// The whole report, of a run that began at no particular time.
pub(crate) fn report(
    job: &Job,
    carry_out: impl FnOnce(
        &mut (dyn FnMut(report::Encoded) -> std::io::Result<()> + Send),
    ) -> run::Summary,
) -> String {
    let mut report = JsonReport::default();
    let summary = carry_out(&mut |encoded| report.accept(encoded));
    let at = std::time::SystemTime::UNIX_EPOCH;
    let header = Header::new(job, Started { at, clock: Clock::System }, &summary, None);
    let mut text = Vec::new();
    report.write(&header, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

pub(crate) fn in_one_run(folder: &Path) -> String {
    let job = job(folder, 2);
    report(&job, |accept| run::carry_out(&job, &Control::new(), &report::encode, accept).unwrap())
}

fn in_parts(folder: &Path, scratch: &Path, of: u32, split_from: u64, threads: usize) -> String {
    let made = job(folder, threads);
    let paths: Vec<PathBuf> = (1..=of)
        .map(|number| {
            let share = Share { number, of };
            let sharing = Sharing { share, divided: false, split_from };
            let mut part = Vec::new();
            parts::write(&made, sharing, &Control::new(), &mut part).unwrap();
            let path = scratch.join(format!("{number}.part"));
            fs::write(&path, part).unwrap();
            path
        })
        .collect();
    let parts = Parts::open(&paths).unwrap();
    // As the one run has it, which the report says.
    let options = Options { threads: NonZeroUsize::new(2), ..Options::default() };
    let job = parts.job(TRUST.clone(), options).unwrap();
    report(&job, |accept| {
        parts::merge(&parts, &job, &Control::new(), &report::encode, accept).unwrap()
    })
}

/// Evidence, and how it is split.
#[derive(Debug)]
struct Case {
    files: Vec<usize>,
    logs: Vec<Vec<Index>>,
    ends_with_a_line_end: bool,
    of: u32,
    split_from: u64,
    threads: usize,
}

fn case() -> impl Strategy<Value = Case> {
    let all: Vec<usize> = (0..FILES.len()).collect();
    let logs = prop::collection::vec(prop::collection::vec(any::<Index>(), 1..40), 0..3);
    let split = prop_oneof![Just(1_u64), Just(2000), Just(10_000)];
    (subsequence(all, 0..FILES.len()), logs, any::<bool>(), 1_u32..7, split, 1_usize..4).prop_map(
        |(files, logs, ends_with_a_line_end, of, split_from, threads)| Case {
            files,
            logs,
            ends_with_a_line_end,
            of,
            split_from,
            threads,
        },
    )
}

#[test]
fn any_split_into_shares_gives_the_report_of_one_run() {
    let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&case(), |case| {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("e");
        fs::create_dir(&folder).unwrap();
        for (name, bytes) in case.files.iter().map(|i| &FILES[*i]) {
            fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
            fs::write(folder.join(name), bytes).unwrap();
        }
        for (i, log) in case.logs.iter().enumerate() {
            let lines: Vec<&str> = log.iter().map(|index| &**index.get(&LINES)).collect();
            let end = if case.ends_with_a_line_end { "\n" } else { "" };
            fs::write(folder.join(format!("log-{i}.ndjson")), lines.join("\n") + end).unwrap();
        }
        let one = in_one_run(&folder);
        let merged = in_parts(&folder, scratch.path(), case.of, case.split_from, case.threads);
        prop_assert!(one == merged, "{}", difference(&one, &merged));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// The first lines that differ.
pub(crate) fn difference(one: &str, merged: &str) -> String {
    let lines = one.lines().zip(merged.lines()).find(|(one, merged)| one != merged);
    let (one, merged) = lines.unwrap_or(("more", "or less"));
    format!("one run:\n{one}\nin parts:\n{merged}")
}
