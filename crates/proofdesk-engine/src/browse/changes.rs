//! What is not as it was at the check before.

use std::collections::HashMap;

use proofdesk_core::verdict::Verdict;
use proofdesk_core::{capital, counted, grouped};
use serde::Serialize;

use crate::run::{FileOutcome, Files};

/// Changes that are named; of more, the number is given.
const NAMED: usize = 500;

/// What is not as it was at the check before, file by file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Changes {
    /// All of it in a sentence.
    pub sentence: String,
    /// How many files.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub total: u64,
    /// The first of them: those whose verdict became worse first.
    pub first: Vec<Change>,
}

/// What is not as it was of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Change {
    /// The file, as the report names it.
    pub path: String,
    /// In words.
    pub words: String,
    /// Its verdict at the check before; `None` if it was not there, or had none.
    pub before: Option<Verdict>,
    /// Its verdict now; `None` if it is not there any more.
    pub now: Option<Verdict>,
}

/// Compares two runs.
pub fn changes(before: &Files, now: &Files) -> Changes {
    let earlier: HashMap<&str, &FileOutcome> = before
        .iter()
        .filter(|file| file.verdict.is_some())
        .map(|file| (&*file.path, file))
        .collect();
    let mut seen = 0;
    let [mut new, mut gone, mut verdict, mut bytes] = [0_u64; 4];
    let mut all: Vec<Change> = Vec::new();
    for file in now.iter().filter(|file| file.verdict.is_some()) {
        let old = earlier.get(&*file.path);
        seen += usize::from(old.is_some());
        let was = old.and_then(|old| old.verdict);
        // Where either could not be read to its end, nothing is known of its bytes.
        let hashes = old.and_then(|old| old.sha256.zip(file.sha256));
        let other_bytes = hashes.map(|(a, b)| a != b);
        let words = match (was, file.verdict) {
            (None, Some(is)) => {
                new += 1;
                format!("new: {}", is.word())
            }
            (Some(was), Some(is)) if was != is => {
                verdict += 1;
                bytes += u64::from(other_bytes == Some(true));
                let why = match other_bytes {
                    Some(true) => "its content changed",
                    Some(false) => "its content is the same",
                    None => "whether its content changed is not known",
                };
                format!("before: {}, now: {}; {why}", was.word(), is.word())
            }
            (Some(_), Some(is)) if other_bytes == Some(true) => {
                bytes += 1;
                format!("its content changed; still: {}", is.word())
            }
            _ => continue,
        };
        all.push(change(file, capital(&words), was, file.verdict));
    }
    if seen < earlier.len() {
        let still: HashMap<&str, ()> = now
            .iter()
            .filter(|file| file.verdict.is_some())
            .map(|file| (&*file.path, ()))
            .collect();
        for file in before.iter().filter(|file| file.verdict.is_some()) {
            if !still.contains_key(&*file.path) {
                gone += 1;
                let was = file.verdict.map_or("", Verdict::word);
                let words = format!("No longer in the evidence; before: {was}");
                all.push(change(file, words, file.verdict, None));
            }
        }
    }
    // A verdict that became worse is what one looks for, then one that became better.
    all.sort_by_key(|change| match (change.before, change.now) {
        (Some(was), Some(is)) if is < was => 0,
        (Some(was), Some(is)) if is > was => 1,
        (Some(_), Some(_)) => 2,
        (Some(_), None) => 3,
        (None, _) => 4,
    });
    let total = all.len() as u64;
    all.truncate(NAMED);
    Changes { sentence: sentence(verdict, bytes, new, gone), total, first: all }
}

fn change(
    file: &FileOutcome,
    words: String,
    before: Option<Verdict>,
    now: Option<Verdict>,
) -> Change {
    Change { path: file.path.to_string(), words, before, now }
}

fn sentence(verdict: u64, bytes: u64, new: u64, gone: u64) -> String {
    let files = |n: u64| match n {
        1 => counted(n, "file"),
        n => format!("{} files", grouped(n)),
    };
    let parts = [
        (verdict, if verdict == 1 { "has another verdict" } else { "have another verdict" }),
        (bytes, if bytes == 1 { "has other content" } else { "have other content" }),
        (new, if new == 1 { "is new" } else { "are new" }),
        (gone, if gone == 1 { "is no longer there" } else { "are no longer there" }),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, words)| format!("{} {words}", files(*n)))
        .collect();
    match said.is_empty() {
        true => "Nothing changed since the last run.".to_owned(),
        false => format!("Since the last run: {}.", said.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Info, Mismatch, Unconfirmed, Verified};

    fn files(all: &[(&str, Option<Verdict>, u8)]) -> Files {
        let outcome = |(path, verdict, hash): &(&str, Option<Verdict>, u8)| FileOutcome {
            path: (*path).into(),
            verdict: *verdict,
            sha256: Some([*hash; 32]),
            ..FileOutcome::default()
        };
        all.iter().map(outcome).collect::<Vec<_>>().into()
    }

    #[test]
    fn each_file_is_compared_and_what_became_worse_is_first() {
        let before = files(&[
            ("a", Some(Verified), 1),
            ("b", Some(Unconfirmed), 2),
            ("c", Some(Verified), 3),
            ("d", Some(Verified), 4),
            ("litter", None, 5),
            ("same", Some(Info), 6),
        ]);
        let now = files(&[
            ("a", Some(Verified), 9),
            ("b", Some(Verified), 2),
            ("c", Some(Mismatch), 8),
            ("litter", None, 7),
            ("new", Some(Unconfirmed), 1),
            ("same", Some(Info), 6),
        ]);
        let found = changes(&before, &now);
        let said: Vec<_> = found.first.iter().map(|c| (&*c.path, &*c.words)).collect();
        assert_eq!(
            said,
            [
                ("c", "Before: verified, now: does not match; its content changed"),
                ("b", "Before: not confirmed, now: verified; its content is the same"),
                ("a", "Its content changed; still: verified"),
                ("d", "No longer in the evidence; before: verified"),
                ("new", "New: not confirmed"),
            ]
        );
        assert_eq!(
            found.sentence,
            "Since the last run: 2 files have another verdict, 2 files have other content, \
             1 file is new, 1 file is no longer there."
        );
        assert_eq!(found.total, 5);
        assert_eq!(changes(&now, &now).sentence, "Nothing changed since the last run.");
    }

    #[test]
    fn bytes_that_were_not_read_are_not_said_to_have_changed() {
        let mut unread = files(&[("a", Some(Verdict::Uncheckable), 1)]);
        unread = unread
            .iter()
            .cloned()
            .map(|f| FileOutcome { sha256: None, ..f })
            .collect::<Vec<_>>()
            .into();
        let now = files(&[("a", Some(Verdict::Uncheckable), 2)]);
        assert_eq!(changes(&unread, &now).total, 0);
    }
}
