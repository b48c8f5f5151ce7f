//! What has to be known of all results before the first of them is written.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;

use proofdesk_engine::core::counted;
use proofdesk_engine::core::verdict::{Kind, Member, Reason, Source, Verdict};
use proofdesk_engine::report::{Head, Reported};
use proofdesk_engine::run::{FileCounts, Tally, excluded, is_folder};

use super::page::{Page, Text};
use crate::apart::Names;
use crate::results::Results;
use crate::words::{file, is_exception, place, what};

/// Exceptions and files that are listed one by one; beyond, they are counted.
pub(super) const LISTED: usize = 20_000;
/// Names that a sentence has; beyond, they are counted.
pub(super) const NAMED: usize = 3;
/// Exceptions that are explained one by one.
pub(super) const EXPLAINED: usize = 500;

/// What has to be known of all results before the first of them is written.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) exceptions: u64,
    lists: u64,
    /// How many results of each kind have each verdict, and what they are called.
    kinds: BTreeMap<(Verdict, Kind, &'static str), u64>,
    /// The files, or the members of containers, that hold what cannot be checked: the first of them, and how many.
    pub(super) unchecked: (Vec<String>, u64),
    /// The last of them.
    last_unchecked: Option<(Arc<str>, Vec<Member>)>,
    /// The worst verdict in each file.
    files: HashMap<Arc<str>, Verdict>,
    unreadable: u64,
    /// Those that are listed, mismatches first.
    pub(super) listed: BTreeMap<Rank, Listed>,
    /// Those that are explained.
    pub(super) explained: BTreeMap<Rank, Reported>,
}

/// The place of an exception: by verdict, mismatches first, then in the order of the report.
pub(super) type Rank = (Verdict, u64);

/// What is listed of an exception.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) place: String,
    pub(super) what: &'static str,
    pub(super) headline: String,
}

impl Seen {
    pub(super) fn of(results: &mut dyn Results, names: &mut Names<'_>) -> io::Result<Self> {
        let mut seen = Self::default();
        results.each(&mut |result| {
            names.take(&result);
            seen.take(result);
            Ok(())
        })?;
        Ok(seen)
    }

    fn take(&mut self, result: Reported) {
        let what = what(&result);
        *self.kinds.entry((result.verdict, result.kind, what)).or_default() += 1;
        if result.verdict == Verdict::Uncheckable {
            self.note_unchecked(&result.source);
        }
        self.lists += u64::from(tells_of_completeness(&result));
        self.unreadable += u64::from(is_unreadable(&result));
        let worst = self.files.entry(result.source.path.clone()).or_insert(result.verdict);
        // Verdicts are declared worst first.
        *worst = result.verdict.min(*worst);
        if !is_exception(result.verdict) {
            return;
        }
        self.exceptions += 1;
        let rank = (result.verdict, self.exceptions);
        let (place, headline) = (place(&result.source), result.headline.clone());
        self.listed.insert(rank, Listed { place, what, headline });
        self.explained.insert(rank, result);
        if self.listed.len() > LISTED {
            self.listed.pop_last();
        }
        if self.explained.len() > EXPLAINED {
            self.explained.pop_last();
        }
    }

    /// Results of one file stand together.
    fn note_unchecked(&mut self, source: &Source) {
        let of = Some((source.path.clone(), source.members.clone()));
        if self.last_unchecked == of {
            return;
        }
        self.last_unchecked = of;
        let (first, count) = &mut self.unchecked;
        *count += 1;
        if first.len() < NAMED {
            first.push(file(source));
        }
    }

    /// What the sentence on the run is made of.
    pub(super) fn tally(&self, head: &Head) -> Tally {
        let results = &head.summary;
        let files = self.files.iter().filter(|(path, _)| !is_folder(path));
        Tally {
            results: FileCounts {
                total: results.total,
                mismatch: results.mismatch,
                uncheckable: results.uncheckable,
                not_found: results.not_found,
                unconfirmed: results.unconfirmed,
                verified: results.verified,
                info: results.info,
            },
            files: files.map(|(_, verdict)| *verdict).collect(),
            sought: !head.options.find.is_empty(),
            unreadable: self.unreadable,
            unpinned: head.pins.is_empty(),
            excluded: excluded(&head.skipped),
            folders: self.files.keys().filter(|path| is_folder(path)).count() as u64,
        }
    }

    /// How many results have this verdict.
    pub(super) fn count(&self, verdict: Verdict) -> u64 {
        self.kinds.iter().filter(|((of, ..), _)| *of == verdict).map(|(_, n)| n).sum()
    }

    /// Whether a result says how complete something is.
    pub(super) fn has_lists(&self) -> bool {
        self.lists > 0
    }

    /// How many results of each kind have a verdict: "3 events, 2 files".
    pub(super) fn kinds(&self, verdict: Verdict) -> String {
        let of = self.kinds.iter().filter(|((of, ..), _)| *of == verdict);
        let counted = |kind: Kind, what, n| match what == kind.word() {
            true => kind.counted(n),
            false => counted(n, what),
        };
        let each: Vec<String> = of.map(|((_, kind, what), n)| counted(*kind, what, *n)).collect();
        each.join(", ")
    }
}

/// Whether a result says how complete something is.
pub(super) fn tells_of_completeness(result: &Reported) -> bool {
    matches!(result.kind, Kind::AuditLog | Kind::Trace | Kind::List)
}

/// Whether it says that its file could not be read.
fn is_unreadable(result: &Reported) -> bool {
    let code = Reason::UnreadableFile.code();
    result.checks.iter().any(|check| check.reason.as_deref() == Some(code))
}

/// Says how many of so many were not listed.
pub(super) fn not_listed(count: u64, noun: &str, page: &mut dyn Page) -> io::Result<()> {
    match count.saturating_sub(LISTED as u64) {
        0 => Ok(()),
        more => page.paragraph(&Text::plain(&format!(
            "{} not listed here; the JSON report lists all.",
            counted(more, &format!("more {noun}"))
        ))),
    }
}
