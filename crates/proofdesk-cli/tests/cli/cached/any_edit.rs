//! Any edit of any evidence between runs: the report of a run with a cache is that of one without.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proofdesk_engine::parts::cache::{self, Cache};
use proofdesk_engine::progress::Control;
use proofdesk_engine::report;
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use proptest::test_runner::{Config, TestRunner};

use super::{MARK, folder, relies_on};
use crate::parts::any_split::{self, FILES, LINES, difference, in_one_run, job};

/// Longer than file systems take to tick.
const SETTLED: Duration = Duration::from_millis(30);

/// What is done to one file, or to two.
#[derive(Debug, Clone, Copy)]
enum Edit {
    /// One byte becomes another, in place.
    Byte,
    /// The same, and the time of modification is put back.
    ByteAndTime,
    /// The same bytes once more.
    Same,
    /// It is emptied and written with the content of the other.
    Rewrite,
    /// Another file takes its name, as long and with its time of modification.
    RenameOver,
    /// The two change names.
    Swap,
    /// It becomes another name of the other.
    Link,
    Append,
    Remove,
    /// It is moved away, and back.
    ThereAndBack,
    /// A new file, of which the first name is left.
    Copy,
    Time,
}

const EDITS: [Edit; 12] = [
    Edit::Byte,
    Edit::ByteAndTime,
    Edit::Same,
    Edit::Rewrite,
    Edit::RenameOver,
    Edit::Swap,
    Edit::Link,
    Edit::Append,
    Edit::Remove,
    Edit::ThereAndBack,
    Edit::Copy,
    Edit::Time,
];

impl Edit {
    fn make(self, path: &Path, other: &Path, at: Index) {
        let aside = path.with_extension("aside");
        let Ok(mut bytes) = fs::read(path) else { return };
        let modified = fs::metadata(path).unwrap().modified().unwrap();
        let change = |bytes: &mut Vec<u8>| {
            if !bytes.is_empty() {
                let at = at.index(bytes.len());
                bytes[at] ^= 1;
            }
        };
        // In place, as editors do that keep the inode.
        let overwrite = |bytes: &[u8]| {
            let mut file = OpenOptions::new().write(true).open(path).unwrap();
            file.write_all(bytes).unwrap();
            file
        };
        match self {
            Self::Byte => {
                change(&mut bytes);
                drop(overwrite(&bytes));
            }
            Self::ByteAndTime => {
                change(&mut bytes);
                overwrite(&bytes).set_modified(modified).unwrap();
            }
            Self::Same => drop(overwrite(&bytes)),
            Self::Rewrite => fs::write(path, fs::read(other).unwrap_or_default()).unwrap(),
            Self::RenameOver => {
                change(&mut bytes);
                fs::write(&aside, bytes).unwrap();
                File::options().write(true).open(&aside).unwrap().set_modified(modified).unwrap();
                fs::rename(&aside, path).unwrap();
            }
            Self::Swap if other.exists() && path != other => {
                fs::rename(path, &aside).unwrap();
                fs::rename(other, path).unwrap();
                fs::rename(&aside, other).unwrap();
            }
            Self::Link if other.exists() && path != other => {
                fs::remove_file(path).unwrap();
                fs::hard_link(other, path).unwrap();
            }
            Self::Append => {
                File::options().append(true).open(path).unwrap().write_all(b"\n{}").unwrap();
            }
            Self::Remove => fs::remove_file(path).unwrap(),
            Self::ThereAndBack => {
                fs::rename(path, &aside).unwrap();
                fs::rename(&aside, path).unwrap();
            }
            Self::Copy => fs::write(&aside, bytes).unwrap(),
            Self::Time => File::options()
                .write(true)
                .open(path)
                .unwrap()
                .set_modified(modified - Duration::from_secs(1))
                .unwrap(),
            Self::Swap | Self::Link => {}
        }
    }
}

/// What is done, to which file, and where.
type Edits = Vec<(Edit, Index, Index, Index)>;

/// What is there, and what is done to it, round by round, with a wait before the run or none.
#[derive(Debug)]
struct Case {
    files: Vec<usize>,
    log: Vec<Index>,
    rounds: Vec<(bool, Edits)>,
}

fn case() -> impl Strategy<Value = Case> {
    let all: Vec<usize> = (0..FILES.len()).collect();
    let log = prop::collection::vec(any::<Index>(), 0..40);
    let edit = prop::sample::select(EDITS.to_vec());
    let edits = prop::collection::vec((edit, any::<Index>(), any::<Index>(), any::<Index>()), 0..4);
    let rounds = prop::collection::vec((any::<bool>(), edits), 2..5);
    (subsequence(all, 1..FILES.len()), log, rounds).prop_map(|(files, log, rounds)| Case {
        files,
        log,
        rounds,
    })
}

/// The report of a run with a cache, without what says so; and how many files it took from there.
fn with_cache(given: &Path, cache: &Cache) -> (String, u64) {
    let job = job(given, 2);
    let mut unchanged = 0;
    let report = any_split::report(&job, |accept| {
        let say = &mut |words| panic!("{words}");
        let control = Control::new();
        let mut summary =
            cache::carry_out(&job, cache, &control, &report::encode, accept, say).unwrap();
        unchanged = summary.cache.take().unwrap().unchanged;
        summary
    });
    (report.replace(MARK, ""), unchanged)
}

#[test]
fn any_edit_between_two_runs_is_seen() {
    if !relies_on(&folder()) {
        return;
    }
    let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
    let mut taken = 0;
    let taken = std::cell::RefCell::new(&mut taken);
    let outcome = TestRunner::new(config).run(&case(), |case| {
        let scratch = tempfile::tempdir_in(folder()).unwrap();
        let given = scratch.path().join("e");
        fs::create_dir(&given).unwrap();
        let mut paths: Vec<PathBuf> = Vec::new();
        for (name, bytes) in case.files.iter().map(|i| &FILES[*i]) {
            let path = given.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            paths.push(path);
        }
        let lines: Vec<&str> = case.log.iter().map(|index| &**index.get(&LINES)).collect();
        fs::write(given.join("log.ndjson"), lines.join("\n")).unwrap();
        paths.push(given.join("log.ndjson"));
        let cache = Cache::at(scratch.path().join("cache")).with_settled(SETTLED);
        cache.prepare().unwrap();
        for (waits, edits) in &case.rounds {
            if *waits {
                std::thread::sleep(SETTLED + SETTLED / 2);
            }
            let (with, unchanged) = with_cache(&given, &cache);
            let without = in_one_run(&given);
            prop_assert!(with == without, "{}", difference(&without, &with));
            **taken.borrow_mut() += unchanged;
            for (edit, path, other, at) in edits {
                let [path, other] = [path, other].map(|index| index.get::<PathBuf>(&paths));
                edit.make(path, other, *at);
            }
        }
        let (with, unchanged) = with_cache(&given, &cache);
        let without = in_one_run(&given);
        prop_assert!(with == without, "{}", difference(&without, &with));
        **taken.borrow_mut() += unchanged;
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(**taken.borrow() > 100, "{}", taken.borrow());
}
