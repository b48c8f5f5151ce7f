//! What came of a run, in the words with which the command line ends and the window begins.

use std::fmt;

use proofdesk_core::{capital, counted, counted_in_groups, grouped, visible_name};
use serde::Serialize;

use super::files::FileCounts;
use super::summary::Summary;
use crate::input::{Skipped, SkippedWhy};
use crate::progress::Snapshot;

/// What came of a run. Each part will be quoted alone, so neither claims what is not so of all that it
/// speaks of. Files come before results: a log of 300 lines is one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Sentence {
    /// What matters most, without a full stop: "6 of 40 files do not match".
    pub lead: String,
    /// How many came to what else, in a sentence; empty where there is none.
    pub counts: String,
    /// What must be said beside it, in a sentence; empty where there is nothing.
    pub caveat: String,
    /// That no key is pinned, in a sentence; empty where one is, or where none is needed.
    pub unpinned: String,
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.", self.lead)?;
        let more = [&self.counts, &self.caveat, &self.unpinned];
        more.into_iter()
            .filter(|words| !words.is_empty())
            .try_for_each(|words| write!(f, " {words}"))
    }
}

impl Sentence {
    /// Says this besides, if it is anything.
    fn and(mut self, words: &str) -> Self {
        let space = if words.is_empty() || self.caveat.is_empty() { "" } else { " " };
        self.caveat.push_str(space);
        self.caveat.push_str(words);
        self
    }
}

/// What must be said beside whatever comes of a run that was cancelled.
pub const INCOMPLETE: &str = "These results are incomplete; do not rely on them.";

/// So many of the names that nothing has are said.
const NAMED: usize = 3;

/// Under what something is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Keys and limits are listed beside the sentence.
    Listed,
    /// They are not.
    Unlisted,
}

impl Basis {
    fn words(self) -> &'static str {
        match self {
            Self::Listed => "under the keys listed, within the limits listed",
            Self::Unlisted => "under keys that you pinned",
        }
    }
}

/// The counts of a run that came to its end, of which its sentence is made. A report that is read back has
/// them as well, and so says the same.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// The results.
    pub results: FileCounts,
    /// The files.
    pub files: FileCounts,
    /// Something was looked for, and only what it names is counted: nothing is said of whole files.
    pub sought: bool,
    /// Results on files that could not be read.
    pub unreadable: u64,
    /// No key was pinned.
    pub unpinned: bool,
    /// Files and folders that the user left out.
    pub excluded: u64,
    /// Folders that could not be read. They are no files.
    pub folders: u64,
}

impl Summary {
    /// What came of the run. `at` is how far it came.
    pub fn sentence(&self, at: &Snapshot, basis: Basis) -> Sentence {
        if self.cancelled {
            return Sentence {
                lead: format!("Cancelled after {} of {} files", at.files_done, at.files_total),
                counts: String::new(),
                caveat: INCOMPLETE.to_owned(),
                unpinned: String::new(),
            };
        }
        let tally = Tally {
            results: self.counts(),
            files: self.by_file.counts(),
            sought: self.sought,
            unreadable: self.unreadable,
            unpinned: self.unpinned,
            excluded: excluded(&self.skipped_files),
            folders: self.by_file.folders(),
        };
        tally.sentence(basis).and(&self.what_is_absent())
    }

    /// A name that was mistyped is easily missed among many results. Empty if every name was found.
    pub fn what_is_absent(&self) -> String {
        let named: Vec<_> =
            self.absent.iter().take(NAMED).map(|name| visible_name(name).into_owned()).collect();
        let more = match self.absent.len() - named.len() {
            0 => String::new(),
            more => format!(" and {} more", grouped(more as u64)),
        };
        match self.absent.len() {
            0 => String::new(),
            1 => format!("There is no file or folder of the name {}.", named.join("")),
            _ => {
                format!("There are no files or folders of these names: {}{more}.", named.join(", "))
            }
        }
    }

    /// The results as they are counted, not their files.
    fn counts(&self) -> FileCounts {
        FileCounts {
            total: self.total,
            mismatch: self.mismatch,
            uncheckable: self.uncheckable,
            not_found: self.not_found,
            unconfirmed: self.unconfirmed,
            verified: self.verified,
            info: self.info,
        }
    }
}

impl Tally {
    /// What came of it.
    pub fn sentence(&self, basis: Basis) -> Sentence {
        let sought = match self.sought && self.results.total > 0 {
            true => {
                "Only results for what you looked for are counted. Nothing is said about anything else in these files."
            }
            false => "",
        };
        // Whoever pinned no key would else look for the fault in the evidence.
        let unpinned =
            match self.unpinned && self.results.total > self.results.info + self.unreadable {
                true => "No key is pinned: nothing can be verified until you pin the issuer's key.",
                false => "",
            };
        let excluded = match self.excluded {
            0 => String::new(),
            1 => "Nothing is said about what was excluded: 1 file or folder.".to_owned(),
            n => {
                format!("Nothing is said about what was excluded: {} files or folders.", grouped(n))
            }
        };
        let unseen = match self.folders {
            0 => "",
            1 => "Nothing is said about what was not seen in the folder that could not be read.",
            _ => "Nothing is said about what was not seen in the folders that could not be read.",
        };
        let counted = self.counted(basis.words()).and(sought).and(&excluded).and(unseen);
        Sentence { unpinned: unpinned.to_owned(), ..counted }
    }

    fn counted(&self, basis: &str) -> Sentence {
        let (noun, counts) = match self.files.total > 0 && !self.sought {
            true => ("file", self.files),
            false => ("result", self.results),
        };
        let FileCounts { total, mismatch, uncheckable, not_found, unconfirmed, verified, info } =
            counts;
        let judged = total - info;
        let folders = || format!("{} could not be read", counted(self.folders, "folder"));
        let more = |n: u64| match n {
            0 => String::new(),
            1 => format!("1 more {noun} is for information."),
            n => format!("{} more {noun}s are for information.", grouped(n)),
        };
        // Whatever else there is, nobody may quote that all is well, or that there is nothing.
        if self.folders > 0 && noun == "file" && verified == judged {
            let counts = match judged {
                0 => String::new(),
                1 => format!("The one file that was seen is verified {basis}."),
                n => format!("All {} files that were seen are verified {basis}.", grouped(n)),
            };
            let space = if counts.is_empty() || info == 0 { "" } else { " " };
            return say(capital(&folders()), counts + space + &more(info), "");
        }
        if total == 0 {
            return say("There was nothing to verify".to_owned(), String::new(), "");
        }
        if judged == 0 {
            let lead = "There was nothing to verify".to_owned();
            let verb = if info == 1 { "is" } else { "are" };
            let counts = format!("{} {verb} for information.", counted(info, noun));
            return say(lead, counts, "");
        }
        if verified == judged {
            let results = self.results.total - self.results.info;
            let of = match noun == "file" && results != judged {
                true => format!(" ({})", counted(results, "result")),
                false => String::new(),
            };
            let lead = match judged {
                1 => format!("The one {noun}{of} is verified {basis}"),
                n => format!("All {} {noun}s{of} are verified {basis}", grouped(n)),
            };
            return say(lead, more(info), "");
        }
        let checked = self.results.verified + self.results.unconfirmed + self.results.mismatch;
        if uncheckable == judged && checked == 0 {
            // Without any file, the results are those on folders.
            let files = if noun == "file" { judged } else { judged.saturating_sub(self.folders) };
            let mut unread = Vec::new();
            if self.unreadable == files + self.folders {
                unread.extend(
                    (files > 0).then(|| format!("{} could not be read", counted(files, "file"))),
                );
                unread.extend((self.folders > 0).then(folders));
            }
            let lead = match unread.is_empty() {
                true => "Nothing could be checked".to_owned(),
                false => format!("Nothing could be checked: {}", unread.join(", and ")),
            };
            return say(lead, more(info), "");
        }
        // A record may be in what could not be read.
        let no_record = match self.results.uncheckable {
            0 => ["has no record in this evidence", "have no record in this evidence"],
            _ => ["has no record in what could be read", "have no record in what could be read"],
        };
        let parts = [
            (mismatch, ["does not match", "do not match"]),
            (unconfirmed, ["is not confirmed", "are not confirmed"]),
            (uncheckable, ["cannot be checked", "cannot be checked"]),
            (not_found, no_record),
        ]
        .into_iter()
        .filter(|(n, _)| *n > 0);
        let mut parts = parts.peekable();
        // Quoted alone, "1 of 1,000 files is not confirmed" would say that the rest is well.
        let first = parts.peek().map_or(0, |(n, _)| *n);
        let none_verified = verified == 0 && mismatch == 0 && first != total;
        let told = |n: u64, [one, many]: [&str; 2]| match n {
            1 => format!("1 {one}"),
            n => format!("{} {many}", grouped(n)),
        };
        let (n, [one, many]) = match none_verified {
            true => (0, ["is verified", "are verified"]),
            false => parts.next().unwrap_or_default(),
        };
        let lead = format!(
            "{} of {} {}",
            grouped(n),
            counted_in_groups(total, noun),
            if n == 1 { one } else { many }
        );
        let mut rest: Vec<String> = parts.map(|(n, words)| told(n, words)).collect();
        // A file can be open although most of what it holds is verified. That counts something else.
        let mut of_results = String::new();
        match verified {
            0 if self.results.verified > 0
                || uncheckable == judged && self.results.unconfirmed > 0 =>
            {
                // All that the results came to: the worst of them must not be what is left out.
                let told = [
                    (self.results.verified, ["is verified", "are verified"]),
                    (self.results.mismatch, ["does not match", "do not match"]),
                    (self.results.unconfirmed, ["is not confirmed", "are not confirmed"]),
                    (self.results.uncheckable, ["cannot be checked", "cannot be checked"]),
                    (self.results.not_found, no_record),
                ];
                let mut told = told.into_iter().filter(|(n, _)| *n > 0);
                if let Some((n, words)) = told.next() {
                    let of = counted_in_groups(self.results.total - self.results.info, "result");
                    let first = format!("{} of {of} {}", grouped(n), words[usize::from(n != 1)]);
                    let rest = told
                        .map(|(n, words)| format!("{} {}", grouped(n), words[usize::from(n != 1)]));
                    of_results = listed(&std::iter::once(first).chain(rest).collect::<Vec<_>>());
                }
            }
            0 if mismatch > 0 || none_verified => {}
            0 => rest.push("none is verified".to_owned()),
            n => rest.push(told(n, ["is verified", "are verified"])),
        }
        if info > 0 {
            rest.push(told(info, ["is for information", "are for information"]));
        }
        let caveat = match (mismatch, self.results.verified + self.results.unconfirmed) {
            (0, 0) => "Nothing could be compared with a record.",
            (0, _) => "No mismatch was found in what could be checked.",
            _ => "",
        };
        let counts = [listed(&rest), of_results];
        let counts = counts.into_iter().filter(|words| !words.is_empty());
        say(lead, counts.collect::<Vec<_>>().join(" "), caveat)
    }
}

fn say(lead: String, counts: String, caveat: &str) -> Sentence {
    Sentence { lead, counts, caveat: caveat.to_owned(), unpinned: String::new() }
}

/// How many files and folders the user left out.
pub fn excluded(skipped: &[Skipped]) -> u64 {
    skipped.iter().filter(|skipped| skipped.why == SkippedWhy::Excluded).count() as u64
}

/// "One, two, and three."
fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => capital(&format!("{one}.")),
        [first, last] => capital(&format!("{first}, and {last}.")),
        [first @ .., last] => capital(&format!("{}, and {last}.", first.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(of: [u64; 6], results: u64) -> String {
        let [mismatch, unconfirmed, uncheckable, not_found, verified, info] = of;
        let total = of.iter().sum();
        let counts =
            FileCounts { total, mismatch, uncheckable, not_found, unconfirmed, verified, info };
        let results =
            FileCounts { total: results, info, verified, unconfirmed, ..FileCounts::default() };
        let tally = Tally { results, files: counts, ..Tally::default() };
        tally.sentence(Basis::Listed).to_string()
    }

    #[test]
    fn files_are_counted_and_what_does_not_match_comes_first() {
        let cases = [
            (
                [6, 10, 0, 2, 22, 1],
                391,
                "6 of 41 files do not match. 10 are not confirmed, 2 have no record in this \
                 evidence, 22 are verified, and 1 is for information.",
            ),
            ([1, 0, 0, 0, 0, 0], 300, "1 of 1 file does not match."),
            ([2, 0, 0, 0, 29, 0], 31, "2 of 31 files do not match. 29 are verified."),
            (
                [0, 2, 0, 0, 0, 0],
                2,
                "2 of 2 files are not confirmed. None is verified. No mismatch was found in what \
                 could be checked.",
            ),
            (
                [0, 1, 0, 1, 1, 0],
                3,
                "1 of 3 files is not confirmed. 1 has no record in this evidence, and 1 is \
                 verified. No mismatch was found in what could be checked.",
            ),
            (
                [0, 0, 0, 0, 4, 0],
                4,
                "All 4 files are verified under the keys listed, within the limits listed.",
            ),
            (
                [0, 0, 0, 0, 2, 1],
                302,
                "All 2 files (301 results) are verified under the keys listed, within the limits \
                 listed. 1 more file is for information.",
            ),
            (
                [0, 0, 0, 0, 1, 0],
                1,
                "The one file is verified under the keys listed, within the limits listed.",
            ),
            (
                [0, 1, 0, 1_001, 0, 0],
                1_002,
                "0 of 1,002 files are verified. 1 is not confirmed, and 1,001 have no record in this \
                 evidence. No mismatch was found in what could be checked.",
            ),
            (
                [0, 2, 0, 0, 0, 1],
                3,
                "0 of 3 files are verified. 2 are not confirmed, and 1 is for information. No \
                 mismatch was found in what could be checked.",
            ),
            ([0, 0, 2, 0, 0, 0], 2, "Nothing could be checked."),
            ([0, 0, 0, 0, 0, 2], 2, "There was nothing to verify. 2 files are for information."),
            ([0, 0, 0, 0, 0, 0], 0, "There was nothing to verify."),
            (
                [0, 12_000, 0, 0, 0, 0],
                12_000,
                "12,000 of 12,000 files are not confirmed. None is \
              verified. No mismatch was found in what could be checked.",
            ),
        ];
        for (counts, results, expected) in cases {
            assert_eq!(said(counts, results), expected);
        }
    }

    /// A file is as good as the worst of its results; most of them can be verified all the same.
    #[test]
    fn what_is_verified_in_a_file_that_is_not_is_said() {
        let said = |of_file: fn(&mut FileCounts) -> &mut u64| {
            let mut counts = FileCounts { total: 1, ..FileCounts::default() };
            *of_file(&mut counts) = 1;
            let results = FileCounts { total: 301, verified: 299, ..FileCounts::default() };
            let tally = Tally { results, files: counts, ..Tally::default() };
            tally.sentence(Basis::Listed).to_string()
        };
        assert_eq!(
            said(|counts| &mut counts.mismatch),
            "1 of 1 file does not match. 299 of 301 results are verified."
        );
        assert_eq!(
            said(|counts| &mut counts.uncheckable),
            "1 of 1 file cannot be checked. 299 of 301 results are verified. No mismatch was found in \
             what could be checked."
        );
    }

    #[test]
    fn what_was_looked_for_says_nothing_of_its_file() {
        let summary = Summary { sought: true, total: 1, verified: 1, ..Summary::default() };
        assert_eq!(
            summary.sentence(&Snapshot::default(), Basis::Unlisted).to_string(),
            "The one result is verified under keys that you pinned. Only results for what you \
             looked for are counted. Nothing is said about anything else in these files."
        );
    }

    #[test]
    fn a_cancelled_run_says_nothing_else() {
        let summary = Summary { cancelled: true, total: 40, verified: 40, ..Summary::default() };
        let at = Snapshot { files_done: 3, files_total: 9, ..Snapshot::default() };
        assert_eq!(
            summary.sentence(&at, Basis::Listed).to_string(),
            "Cancelled after 3 of 9 files. These results are incomplete; do not rely on them."
        );
    }
}
