//! No single change of signed content, of a signature or of a key leaves a sample verified.
//!
//! Thousands of runs, so they are made inside this process. The changes are the same every time.

mod bytes;
mod values;

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use proofdesk_engine::Input;
use proofdesk_engine::core::key::parse_key;
use proofdesk_engine::core::trust::Trust;
use proofdesk_engine::core::verdict::Verdict;
use proofdesk_engine::keys::run_pin;
use proofdesk_engine::progress::Control;
use proofdesk_engine::run::{self, Job, Options};
use serde_json::Value;
use tempfile::TempDir;
use test_issuer::json::record_text;
use test_issuer::samples::{Samples, harbourline};

/// Places that are changed in a long text.
const PLACES: usize = 300;

/// One sample's record alone with its content, so that a run is short.
struct Unit {
    folder: TempDir,
    files: BTreeMap<&'static str, Vec<u8>>,
    trust: Trust,
}

const RECORD: &str = "record.json";

impl Unit {
    fn new(record: impl Into<Vec<u8>>, content: &[(&'static str, &[u8])]) -> Self {
        let key = parse_key(harbourline().public_key_hex().as_bytes()).unwrap();
        let trust = Trust::new(vec![run_pin("harbourline.example", key)], None);
        let mut files: BTreeMap<&str, Vec<u8>> =
            content.iter().map(|(name, bytes)| (*name, bytes.to_vec())).collect();
        files.insert(RECORD, record.into());
        let unit = Self { folder: tempfile::tempdir().unwrap(), files, trust };
        for (name, bytes) in &unit.files {
            fs::write(unit.folder.path().join(name), bytes).unwrap();
        }
        assert_eq!(unit.verdicts().get(RECORD), Some(&Verdict::Verified), "as it is");
        unit
    }

    /// The worst verdict in each file.
    fn verdicts(&self) -> BTreeMap<String, Verdict> {
        let job = Job {
            inputs: vec![Input::Path(self.folder.path().to_owned())],
            trust: self.trust.clone(),
            options: Options { threads: NonZeroUsize::new(1), ..Options::default() },
        };
        let mut verdicts = BTreeMap::new();
        let mut take = |found: Vec<proofdesk_engine::Located>| {
            for proofdesk_engine::Located { finding, .. } in found {
                let name = finding.source.path.rsplit('/').next().unwrap().to_owned();
                // Verdicts are declared worst first.
                let worst = verdicts.entry(name).or_insert(finding.verdict());
                *worst = (*worst).min(finding.verdict());
            }
            Ok(())
        };
        run::carry_out(&job, &Control::new(), &|found| found, &mut take).unwrap();
        verdicts
    }

    /// The verdicts with one file changed.
    fn verdicts_with(&self, name: &str, bytes: &[u8]) -> BTreeMap<String, Verdict> {
        let path = self.folder.path().join(name);
        replace(&path, bytes);
        let verdicts = self.verdicts();
        replace(&path, &self.files[name]);
        verdicts
    }

    /// Neither the changed file nor the record verifies.
    #[track_caller]
    fn require_noticed(&self, name: &str, bytes: &[u8], what: &str) {
        assert_ne!(self.files[name], bytes, "{what}: nothing was changed");
        let verdicts = self.verdicts_with(name, bytes);
        for name in [name, RECORD] {
            assert_ne!(verdicts[name], Verdict::Verified, "{what}");
        }
    }

    fn require_noticed_in_record(&self, record: &Value, what: &str) {
        self.require_noticed(RECORD, record_text(record).as_bytes(), what);
    }
}

/// Writes a new file. To write over the old one is slow: some file systems then wait for the disk.
fn replace(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Up to [`PLACES`] places of a text of this length, spread over all of it; all places of a short
/// one. Each with a change that is never none.
fn places(len: usize) -> impl Iterator<Item = (usize, u8)> {
    let step = len.div_ceil(PLACES).max(1);
    // Another bit pattern at each place, and not always the first place of each step.
    (0..len).step_by(step).enumerate().filter_map(move |(i, start)| {
        let place = start + i * 7 % step;
        (place < len).then_some((place, 1 + (i * 89 % 255) as u8))
    })
}

fn changed(bytes: &[u8], place: usize, mask: u8) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    // White space between JSON tokens may be other white space.
    let both_white = |b: u8| b" \t\r\n".contains(&b);
    let mask = if both_white(bytes[place]) && both_white(bytes[place] ^ mask) { 1 } else { mask };
    changed[place] ^= mask;
    changed
}

#[test]
fn places_are_spread_over_everything() {
    assert_eq!(places(64).map(|(place, _)| place).collect::<Vec<_>>(), (0..64).collect::<Vec<_>>());
    let far: Vec<usize> = places(100_000).map(|(place, _)| place).collect();
    assert!(far.len() > PLACES - 10 && far.len() <= PLACES && far.is_sorted());
    assert!(far.last() > Some(&99_000));
    assert!(places(100_000).all(|(_, mask)| mask != 0));
}

fn samples() -> Samples {
    Samples::make()
}

fn file<'s>(samples: &'s Samples, path: &str) -> &'s [u8] {
    &samples.files()[path]
}

fn json(samples: &Samples, path: &str) -> Value {
    serde_json::from_slice(file(samples, path)).unwrap()
}

/// Every good document's record with its file.
fn documents(samples: &Samples) -> Vec<(Value, Vec<u8>)> {
    let folder = "good/documents";
    let records = json(samples, &format!("{folder}/records.json"));
    let read = |name: &str| file(samples, &format!("{folder}/{name}")).to_vec();
    let record = |name: &str| json(samples, &format!("{folder}/{name}"));
    vec![
        (json(samples, "README.record.json"), file(samples, "README.md").to_vec()),
        (record("board-minutes-2026-02.record.json"), read("board-minutes-2026-02.pdf")),
        (record("record-0041.json"), read("branch-plan.png")),
        (records[0].clone(), read("savings-rates-2026-03.csv")),
        (records[1].clone(), read("member-letter-2026-03.txt")),
        (records[2].clone(), read("loan-terms-2026.docx")),
    ]
}

/// Files by their names.
type Contents = Vec<(&'static str, Vec<u8>)>;

/// Every good attestation's record with its body or its texts.
fn attestations(samples: &Samples) -> Vec<(Value, Contents)> {
    let read = |name: &str| file(samples, &format!("good/attestations/{name}")).to_vec();
    let record = |name: &str| json(samples, &format!("good/attestations/{name}.record.json"));
    vec![
        (record("loan-summary"), vec![("body.json", read("loan-summary.raw.json"))]),
        (record("member-reply"), vec![("body.json", read("member-reply.raw.json"))]),
        (
            record("complaint-triage"),
            vec![
                ("input.txt", read("complaint-triage.input.txt")),
                ("output.txt", read("complaint-triage.output.txt")),
            ],
        ),
    ]
}

/// The good trace. The document and the attestation among its items are needed to tell what the
/// hashes of these items are.
fn trace(samples: &Samples) -> (Value, Unit) {
    let trace = json(samples, "good/trace-loan-hl-0417.json");
    let read = |name: &str| file(samples, &format!("good/attestations/{name}")).to_vec();
    let (terms_record, terms) = documents(samples).pop().unwrap();
    let named = [
        ("attestation.json", read("loan-summary.record.json")),
        ("body.json", read("loan-summary.raw.json")),
        ("terms.json", record_text(&terms_record).into()),
        ("terms.docx", terms),
    ];
    let unit = unit(&trace, &named);
    (trace, unit)
}

/// Some of the good audit events, with all the awkward values.
fn audit_events(samples: &Samples) -> Vec<Value> {
    let lines = std::str::from_utf8(file(samples, "good/audit/branch-systems.ndjson")).unwrap();
    let some = lines.lines().step_by(43).map(|line| serde_json::from_str(line).unwrap());
    let page = json(samples, "good/audit/card-services-page.json");
    some.chain([page["events"][0].clone()]).collect()
}

fn unit(record: &Value, content: &[(&'static str, Vec<u8>)]) -> Unit {
    let content: Vec<(&str, &[u8])> =
        content.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    Unit::new(record_text(record), &content)
}
