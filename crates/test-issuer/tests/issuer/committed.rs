//! The samples in the repository, and the table of what is expected of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;
use test_issuer::samples::{Place, Samples};
use test_issuer::sha256_hex;

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn tree(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, root: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(root, root, &mut found);
    found
}

#[test]
fn samples_are_up_to_date() {
    let fresh = tempfile::tempdir().unwrap();
    Samples::make().write(fresh.path()).unwrap();
    let expected = tree(&fresh.path().join("samples"));
    let committed = tree(&repository().join("samples"));
    let hint = "run `cargo run -p test-issuer`";
    let names = |tree: &BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&committed), names(&expected), "{hint}");
    for (name, bytes) in &expected {
        assert!(committed[name] == *bytes, "samples/{name} differs: {hint}");
    }
    let table = "tests/samples-expected.tsv";
    let committed = fs::read(repository().join(table)).unwrap();
    assert!(committed == fs::read(fresh.path().join(table)).unwrap(), "{table} differs: {hint}");
}

#[test]
fn samples_are_made_the_same_way_twice() {
    let (once, again) = (Samples::make(), Samples::make());
    assert!(once.files() == again.files());
    assert_eq!(once.expected_tsv(), again.expected_tsv());
}

#[test]
fn samples_stay_small() {
    let bytes: usize = Samples::make().files().values().map(Vec::len).sum();
    assert!(bytes < 1_000_000, "{bytes} bytes");
}

#[test]
fn every_sample_has_expectations_and_every_expectation_a_sample() {
    let samples = Samples::make();
    // What is in a mail or an archive belongs to that file.
    let described: BTreeSet<&str> =
        samples.expected().iter().filter_map(|e| e.path.split(" › ").next()).collect();
    let written: BTreeSet<&str> = samples.files().keys().map(String::as_str).collect();
    assert_eq!(described, written);

    let mut seen = BTreeSet::new();
    for line in samples.expected_tsv().lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        assert_eq!(columns.len(), 6, "{line}");
        assert!(seen.insert(columns[..3].join("\t")), "{line} is expected twice");
    }
    for e in samples.expected() {
        let Some(file) = samples.files().get(&e.path) else { continue };
        match &e.place {
            Place::File => {}
            Place::Lines(first, last) => {
                let lines = file.split_inclusive(|byte| *byte == b'\n').count();
                assert!(1 <= *first && first <= last && *last <= lines, "{}", e.path);
            }
            Place::Pointer(pointer) => {
                let value: Value = serde_json::from_slice(file).unwrap();
                assert!(value.pointer(pointer).is_some(), "{} {pointer}", e.path);
            }
            Place::Elements(array, count) => {
                let value: Value = serde_json::from_slice(file).unwrap();
                let elements = value.pointer(array).unwrap().as_array().unwrap();
                assert_eq!(elements.len(), *count, "{}", e.path);
            }
        }
    }
}

/// Matching is by hash and sequences are per organisation, so a wrong sample that shared either
/// with a good one would change the good one's verdict.
#[test]
fn wrong_samples_share_nothing_with_good_ones() {
    let samples = Samples::make();
    let mut good = BTreeSet::new();
    let mut wrong = BTreeSet::new();
    let mut contents = BTreeSet::new();
    for (path, bytes) in samples.files() {
        assert!(contents.insert(sha256_hex(bytes)), "{path} is a copy of another sample");
        let side = if path.starts_with("wrong/") { &mut wrong } else { &mut good };
        side.insert(sha256_hex(bytes));
        for value in bytes.split(|byte| *byte == b'\n').chain([bytes.as_slice()]) {
            if let Ok(value) = serde_json::from_slice::<Value>(value) {
                identities(&value, side);
            }
        }
    }
    assert!(good.len() > 600 && wrong.len() > 100, "{} good, {} wrong", good.len(), wrong.len());
    assert_eq!(good.intersection(&wrong).collect::<Vec<_>>(), Vec::<&String>::new());
}

fn identities(value: &Value, found: &mut BTreeSet<String>) {
    const FIELDS: [&str; 9] = [
        "event_id",
        "attestation_id",
        "trace_id",
        "org_id",
        "document_hash",
        "payload_hash",
        "input_hash",
        "output_hash",
        "content_hash",
    ];
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                if let Some(text) = member.as_str()
                    && (FIELDS.contains(&key.as_str()) || text.starts_with("aevt_"))
                {
                    found.insert(text.to_owned());
                }
                identities(member, found);
            }
        }
        Value::Array(elements) => elements.iter().for_each(|e| identities(e, found)),
        _ => {}
    }
}
