//! The fuzz targets over their seeds and what is near them, so that each test run fuzzes a little.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::repository;

// Public for the programs of fuzzing.
#[allow(unreachable_pub)]
#[path = "../../../../fuzz/src/targets.rs"]
mod targets;

/// The files of a folder, sorted by name.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .map_or(Vec::new(), |all| all.map(|file| file.unwrap().path()).collect());
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// The seeds of a target, made anew from the conformance kit, and what fuzzing has found.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    static MADE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let script = repository().join("fuzz/seeds");
        let made = Command::new("python3").arg(script).arg(folder.path()).status().unwrap();
        assert!(made.success());
        folder
    });
    let seeds = files(&MADE.path().join(target));
    assert!(!seeds.is_empty(), "{target} has no seeds");
    seeds
}

/// A change of a seed.
#[derive(Debug, Clone)]
enum Change {
    Replace(prop::sample::Index, u8),
    Remove(prop::sample::Index, usize),
    Insert(prop::sample::Index, Vec<u8>),
    Repeat(prop::sample::Index, usize),
    Splice(prop::sample::Index, prop::sample::Index),
}

fn change() -> impl Strategy<Value = Change> {
    use prop::sample::Index;
    let words = prop::sample::select(vec![
        &b"\""[..],
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"null",
        b"0",
        b"-1",
        b"1e400",
        b"\\u0000",
        b"\\ud800",
        b"\xff",
        b"\0",
        b"\n",
        b"PK\x01\x02",
        b"\x1f\x8b",
        b"sha256:",
        b"=",
        b"events",
        b"payload",
        b"\xef\xbb\xbf",
    ]);
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Replace(at, byte)),
        (any::<Index>(), 1_usize..64).prop_map(|(at, count)| Change::Remove(at, count)),
        (any::<Index>(), words).prop_map(|(at, word)| Change::Insert(at, word.to_vec())),
        (any::<Index>(), 1_usize..200).prop_map(|(at, count)| Change::Repeat(at, count)),
        (any::<Index>(), any::<Index>()).prop_map(|(at, from)| Change::Splice(at, from)),
    ]
}

impl Change {
    fn apply(&self, data: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let place = |at: &prop::sample::Index| at.index(data.len() + 1);
        match self {
            Self::Replace(at, byte) if !data.is_empty() => {
                let at = at.index(data.len());
                data[at] = *byte;
            }
            Self::Remove(at, count) => {
                let at = place(at);
                data.drain(at..data.len().min(at + count));
            }
            Self::Insert(at, word) => {
                let at = place(at);
                data.splice(at..at, word.iter().copied());
            }
            Self::Repeat(at, count) => {
                let at = place(at);
                let part = data[at..data.len().min(at + count)].to_vec();
                data.splice(at..at, part);
            }
            Self::Splice(at, from) => {
                let at = place(at);
                let other = from.get(seeds);
                data.truncate(at);
                data.extend(&other[other.len().min(at)..]);
            }
            Self::Replace(..) => {}
        }
    }
}

#[test]
fn every_target_takes_its_seeds_and_what_is_near_them() {
    for (name, target) in targets::TARGETS {
        let seeds = seeds(name);
        for seed in &seeds {
            let taken = catch_unwind(|| target(seed));
            assert!(taken.is_ok(), "{name}: {}", String::from_utf8_lossy(seed));
        }
        let cases = if matches!(name, "verify" | "containers" | "bags" | "envelopes" | "parts") {
            60
        } else {
            250
        };
        let config = Config { cases, failure_persistence: None, ..Config::default() };
        let near = (any::<prop::sample::Index>(), prop::collection::vec(change(), 1..6));
        let near = near.prop_map(|(seed, changes)| {
            let mut data = seed.get(&seeds).clone();
            changes.iter().for_each(|change| change.apply(&mut data, &seeds));
            data
        });
        TestRunner::new(config)
            .run(&near, |data| {
                target(&data);
                Ok(())
            })
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// What is near the seeds reaches far only if the seeds do.
#[test]
fn the_seeds_of_parts_are_put_together() {
    for seed in seeds("parts") {
        assert!(targets::pieces_merge(&seed), "{}", String::from_utf8_lossy(&seed));
    }
}
