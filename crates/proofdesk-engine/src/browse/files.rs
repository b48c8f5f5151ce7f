//! Files as a table shows them: one with one result is that result, one with several opens.

use std::collections::BTreeMap;
use std::io;

use proofdesk_core::verdict::{KeySource, Kind, Source, Verdict};
use proofdesk_core::{capital, grouped};
use serde::Serialize;
use serde_json::Value;

use super::results::{Results, Stored};
use super::row::{FilePart, Row};
use super::span::{FileSpan, weight};

/// Results of a file that are looked at for what they say; of more, the number is given.
const LOOKED_AT: usize = 10_000;
/// Groups of results that are told apart.
const GROUPS: usize = 100;

/// A file with several results, as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FileDetail {
    /// The file.
    pub source: Source,
    /// The worst of its results.
    pub verdict: Verdict,
    /// The one sentence.
    pub headline: String,
    /// What it holds.
    pub contents: String,
    /// What may have caused the first of what is wrong.
    pub possible_causes: Option<String>,
    /// What to do next about it.
    pub next_step: Option<String>,
    /// What its results say, the worst first; those alike together.
    pub groups: Vec<Group>,
    /// Results that were not looked at for what they say.
    pub more: u32,
    /// The result about the numbers of its events.
    pub log: Option<u32>,
}

/// Results of a file that say the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Group {
    /// Their verdict.
    pub verdict: Verdict,
    /// How many of what they are: "3 audit events".
    pub what: String,
    /// What they say.
    pub why: String,
    /// The first of them.
    pub index: u32,
    /// Where that stands.
    pub source: Source,
}

/// How many results of each kind have which verdict.
#[derive(Debug, Default)]
struct Tally(BTreeMap<Kind, BTreeMap<Verdict, u64>>);

/// What is about the others and no item itself.
fn is_about_others(kind: Kind) -> bool {
    matches!(kind, Kind::AuditLog | Kind::List)
}

impl Tally {
    fn of(stored: &[Stored]) -> Self {
        let mut tally = Self::default();
        for Stored { kind, verdict, .. } in stored {
            *tally.0.entry(*kind).or_default().entry(*verdict).or_default() += 1;
        }
        tally
    }

    /// What is there: what is about the others comes last.
    fn contents(&self) -> String {
        let mut kinds: Vec<(&Kind, u64)> =
            self.0.iter().map(|(kind, verdicts)| (kind, verdicts.values().sum())).collect();
        kinds.sort_by_key(|(kind, _)| is_about_others(**kind));
        let words = kinds.iter().map(|(kind, count)| counted(**kind, *count));
        words.collect::<Vec<_>>().join(", ")
    }

    /// How many items there are, how many of them have this verdict, and what they are.
    fn items(&self, verdict: Verdict) -> (u64, u64, [String; 2]) {
        let items = self.0.iter().filter(|(kind, _)| !is_about_others(**kind));
        let (mut all, mut having) = (0, 0);
        let mut kinds = Vec::new();
        for (kind, verdicts) in items {
            all += verdicts.values().sum::<u64>();
            having += verdicts.get(&verdict).copied().unwrap_or_default();
            kinds.push(*kind);
        }
        let words = match kinds.as_slice() {
            [kind] => [kind.word().to_owned(), kind.plural()],
            _ => ["result".to_owned(), "results".to_owned()],
        };
        (all, having, words)
    }
}

fn counted(kind: Kind, count: u64) -> String {
    match count {
        1 => kind.counted(1),
        n => format!("{} {}", grouped(n), kind.plural()),
    }
}

/// "1 of 300 audit events does not match"; `None` where no item has the verdict.
fn items_clause(tally: &Tally, verdict: Verdict) -> Option<(u64, String)> {
    let (all, having, [one, many]) = tally.items(verdict);
    if having == 0 {
        return None;
    }
    let verb = |singular: &'static str, plural| if having == 1 { singular } else { plural };
    let verb = match verdict {
        Verdict::Mismatch => verb("does not match", "do not match"),
        Verdict::Unconfirmed => verb("is not confirmed", "are not confirmed"),
        Verdict::Uncheckable => "cannot be checked",
        Verdict::NotFound => {
            verb("has no record in this evidence", "have no record in this evidence")
        }
        Verdict::Verified => verb("is verified", "are verified"),
        Verdict::Info => verb("is for information", "are for information"),
    };
    let words = match (having == all, all) {
        (_, 1) => format!("The one {one} {verb}"),
        (true, n) => format!("All {} {many} {verb}", grouped(n)),
        (false, n) => format!("{} of {} {many} {verb}", grouped(having), grouped(n)),
    };
    Some((having, words))
}

impl Results {
    /// The row of a file with several results.
    pub(super) fn file_row(
        &mut self,
        span: &FileSpan,
        listed: usize,
        opened: bool,
    ) -> io::Result<Row> {
        let stored = &self.stored[span.first as usize..(span.first + span.len) as usize];
        let tally = Tally::of(stored);
        let about = span.results().zip(stored).find(|(_, stored)| is_about_others(stored.kind));
        let about = about.map(|(index, stored)| (index, stored.kind));
        let kind =
            match tally.0.keys().filter(|kind| !is_about_others(**kind)).collect::<Vec<_>>()[..] {
                _ if about.is_some_and(|(_, kind)| kind == Kind::AuditLog) => Kind::AuditLog,
                [kind] => *kind,
                _ => Kind::Unknown,
            };
        let contents = tally.contents();
        let why = self.why_of_file(span, &tally)?;
        let (id, signer, key_source) = match about {
            Some((index, Kind::AuditLog)) => {
                let log = self.row(index)?;
                (log.id, log.signer, log.key_source)
            }
            _ => (None, None, KeySource::None),
        };
        let first = self.row(span.first)?;
        let headline = format!("{}: {why}", capital(span.verdict.word()));
        Ok(Row {
            index: span.first,
            source: Source::file(first.source.path),
            kind,
            id,
            verdict: span.verdict,
            headline,
            why: Some(why),
            signer,
            key_source,
            reasons: Vec::new(),
            children: 0,
            matched: 0,
            date: None,
            number: None,
            file: Some(FilePart { results: span.len, listed: listed as u32, opened, contents }),
            within: false,
        })
    }

    /// Why a file has its verdict: how many of its results have it, and what the only one says.
    fn why_of_file(&mut self, span: &FileSpan, tally: &Tally) -> io::Result<String> {
        let foremost = |results: &Self, others: bool| {
            span.results().find(|index| {
                let stored = &results.stored[*index as usize];
                stored.verdict == span.verdict && is_about_others(stored.kind) == others
            })
        };
        let (index, words) = match items_clause(tally, span.verdict) {
            Some((having, words)) => {
                let index = foremost(self, false);
                let verified = span.verdict == Verdict::Verified;
                match index.filter(|_| having == 1 || verified) {
                    Some(index) => (index, words),
                    None => return Ok(words),
                }
            }
            None => match foremost(self, true) {
                Some(index) => (index, String::new()),
                None => return Ok(String::new()),
            },
        };
        let row = self.row(index)?;
        let said = row.why.unwrap_or(row.headline);
        Ok(match words.is_empty() {
            true => said,
            false => format!("{words}: {}", lower(&said)),
        })
    }

    /// A file with several results as a whole: the file that this result is in.
    ///
    /// # Errors
    /// Those of the temporary files; `InvalidInput` when there is no such result.
    pub fn file(&mut self, index: u32) -> io::Result<FileDetail> {
        self.stored(index)?;
        let at = self.spans.partition_point(|span| span.first <= index) - 1;
        let span = self.spans[at];
        let row = self.file_row(&span, span.len as usize, false)?;
        let range = span.first as usize..(span.first + span.len) as usize;
        let log = span.results().zip(&self.stored[range]);
        let log = log.into_iter().find(|(_, stored)| stored.kind == Kind::AuditLog).map(|(i, _)| i);
        let mut results: Vec<u32> = span.results().collect();
        results.sort_by_key(|index| weight(self.stored[*index as usize].verdict));
        let more = results.len().saturating_sub(LOOKED_AT) as u32;
        results.truncate(LOOKED_AT);
        let (causes, next) = self.advice(results.first().copied())?;
        let mut groups: Vec<(Group, Kind, u64)> = Vec::new();
        let mut untold = 0;
        for index in results {
            let stored = self.stored(index)?;
            let brief = self.brief(&stored)?;
            let why = brief.why.unwrap_or(brief.headline);
            let full = groups.len() == GROUPS;
            let same = groups.iter_mut().find(|(group, kind, _)| {
                *kind == stored.kind && group.verdict == stored.verdict && group.why == why
            });
            match same {
                Some((_, _, count)) => *count += 1,
                None if full => untold += 1,
                None => {
                    let (why, source) = (why.to_owned(), brief.source());
                    let what = String::new();
                    let group = Group { verdict: stored.verdict, what, why, index, source };
                    groups.push((group, stored.kind, 1));
                }
            }
        }
        let groups = groups
            .into_iter()
            .map(|(group, kind, count)| Group { what: counted(kind, count), ..group });
        Ok(FileDetail {
            verdict: span.verdict,
            headline: row.headline,
            contents: row.file.map(|file| file.contents).unwrap_or_default(),
            source: row.source,
            possible_causes: causes,
            next_step: next,
            groups: groups.collect(),
            more: more + untold,
            log,
        })
    }

    /// What is said of causes and the next step of a result.
    fn advice(&mut self, index: Option<u32>) -> io::Result<(Option<String>, Option<String>)> {
        let Some(index) = index else { return Ok((None, None)) };
        let finding: Value = serde_json::from_str(&self.finding_json(index)?)?;
        let text = |member: &str| finding[member].as_str().map(str::to_owned);
        Ok((text("possible_causes"), text("next_step")))
    }
}

/// As within a sentence; what is written in capitals stays so.
fn lower(text: &str) -> String {
    let mut rest = text.chars();
    match (rest.next(), rest.clone().next()) {
        (Some(first), second) if second.is_none_or(|second| !second.is_uppercase()) => {
            first.to_lowercase().chain(rest).collect()
        }
        _ => text.to_owned(),
    }
}
