//! Files as a table shows them: one with one result is that result, one with several opens.

use std::collections::BTreeMap;
use std::io;

use proofdesk_core::verdict::{KeySource, Kind, Source, Verdict, provisionally, signed_with};
use proofdesk_core::{capital, grouped};
use serde::Serialize;
use serde_json::Value;

use super::results::{Results, Stored};
use super::row::{FilePart, Provisional, Row};
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
    /// What is said instead while the run goes on, and if it was cancelled; `None` where that is the same.
    pub provisional: Option<String>,
    /// What it holds.
    pub contents: String,
    /// What may have caused the first of those with its verdict.
    pub possible_causes: Option<String>,
    /// What to do next about it.
    pub next_step: Option<String>,
    /// The result that both are said of.
    pub advised: Option<Source>,
    /// What its results say, the worst first; those alike together.
    pub groups: Vec<Group>,
    /// Results that were not looked at for what they say.
    pub more: u32,
    /// Of an audit log, the result about the numbers of its events.
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
    /// How many.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub count: u64,
    /// What they say.
    pub why: String,
    /// What they say while the run goes on, and if it was cancelled; `None` where that is the same.
    pub provisional: Option<String>,
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

    /// The results that are counted where files are said to have this verdict: those of the one kind that the
    /// items are of, or all. What is for information neither passes nor fails.
    fn items(&self, verdict: Verdict) -> Items {
        let judged = |verdicts: &BTreeMap<Verdict, u64>| -> u64 {
            let is_judged = |of: &Verdict| *of != Verdict::Info || verdict == Verdict::Info;
            verdicts.iter().filter(|(of, _)| is_judged(of)).map(|(_, count)| count).sum()
        };
        let there = self.0.iter().filter(|(_, verdicts)| judged(verdicts) > 0);
        let mut kinds: Vec<Kind> = there.map(|(kind, _)| *kind).collect();
        let own: Vec<Kind> = kinds.iter().copied().filter(|kind| !is_about_others(*kind)).collect();
        let [mut one, mut many] = ["result".to_owned(), "results".to_owned()];
        match own.as_slice() {
            [] => kinds.clear(),
            [kind] => (one, many) = (kind.word().to_owned(), kind.plural()),
            _ => {}
        }
        if own.len() == 1 {
            kinds = own;
        }
        let of_kinds = || kinds.iter().filter_map(|kind| self.0.get(kind));
        let all = of_kinds().map(judged).sum();
        let having = of_kinds().filter_map(|verdicts| verdicts.get(&verdict)).sum();
        Items { kinds, all, having, one, many }
    }
}

/// The results of a file that are counted.
struct Items {
    /// Their kinds.
    kinds: Vec<Kind>,
    all: u64,
    /// How many have the verdict.
    having: u64,
    /// What one of them is, and several.
    one: String,
    many: String,
}

impl Items {
    /// "1 of 300 audit events".
    fn subject(&self) -> String {
        match (self.having == self.all, self.all) {
            (_, 1) => format!("the one {}", self.one),
            (true, n) => format!("all {} {}", grouped(n), self.many),
            (false, n) => format!("{} of {} {}", grouped(self.having), grouped(n), self.many),
        }
    }

    /// "does not match".
    fn verb(&self, verdict: Verdict) -> &'static str {
        let number = |one, many| if self.having == 1 { one } else { many };
        match verdict {
            Verdict::Mismatch => number("does not match", "do not match"),
            Verdict::Unconfirmed => number("is not confirmed", "are not confirmed"),
            Verdict::Uncheckable => "cannot be checked",
            Verdict::NotFound => {
                number("has no record in this evidence", "have no record in this evidence")
            }
            Verdict::Verified => number("is", "are"),
            Verdict::Info => number("is for information", "are for information"),
        }
    }

    /// The headline and what stands beside the word of the verdict, from what the first of those with it
    /// says and where in the file that is.
    fn words(
        &self,
        verdict: Verdict,
        place: Option<&str>,
        headline: &str,
        why: Option<&str>,
        gist: Option<&str>,
    ) -> (String, String) {
        let (subject, verb) = (self.subject(), self.verb(verdict));
        let said = why.unwrap_or(headline);
        let gist = lower(gist.unwrap_or(said));
        let at = place.map(|place| format!("{place}: ")).unwrap_or_default();
        let (headline, why) = match (self.having, place) {
            (0, _) => (format!("{at}{headline}"), format!("{at}{gist}")),
            (1, Some(_)) => {
                (format!("{subject} {verb}. {at}{}", lower(said)), format!("{at}{gist}"))
            }
            (1, None) => {
                (format!("{subject} {verb}: {}", lower(said)), format!("{subject}: {gist}"))
            }
            (_, Some(place)) => (
                format!("{subject} {verb}. The first: {place}"),
                format!("{subject}. The first: {place}"),
            ),
            (_, None) => (format!("{subject} {verb}"), subject),
        };
        let capital = |words: String| match at.is_empty() || !words.starts_with(&at) {
            true => capital(&words),
            // The name of a file is spelled as it is.
            false => words,
        };
        (capital(headline), capital(why))
    }
}

/// What is said of a file with several results.
#[derive(Default)]
struct FileWords {
    headline: String,
    /// What stands beside the word of the verdict.
    why: String,
    /// What is said while the run is incomplete, where that is not the same.
    provisional: Option<Provisional>,
    /// The result that it is most about.
    foremost: Option<u32>,
}

fn counted(kind: Kind, count: u64) -> String {
    match count {
        1 => kind.counted(1),
        n => format!("{} {}", grouped(n), kind.plural()),
    }
}

impl Results {
    /// The row of a file with several results.
    pub(super) fn file_row(
        &mut self,
        span: &FileSpan,
        listed: usize,
        opened: bool,
    ) -> io::Result<Row> {
        let tally = Tally::of(self.stored_in(span));
        let kind = self.kind_of_file(span, &tally);
        let FileWords { headline, why, provisional, .. } = self.words_of_file(span, &tally)?;
        let (id, signer, key_source) = match self.log_of(span).map(|log| self.row(log)) {
            Some(log) => log.map(|log| (log.id, log.signer, log.key_source))?,
            None => (None, None, KeySource::None),
        };
        let first = self.row(span.first)?;
        let contents = tally.contents();
        Ok(Row {
            index: span.first,
            source: Source::file(first.source.path),
            kind,
            id,
            verdict: span.verdict,
            headline,
            why: Some(why),
            provisional,
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

    fn stored_in(&self, span: &FileSpan) -> &[Stored] {
        &self.stored[span.first as usize..(span.first + span.len) as usize]
    }

    /// Whether it holds other files.
    fn is_container(&self, span: &FileSpan) -> bool {
        self.stored_in(span).iter().any(|stored| stored.extent.order.file.member > 0)
    }

    /// What a file is, going by its results.
    fn kind_of_file(&self, span: &FileSpan, tally: &Tally) -> Kind {
        let own = tally.0.keys().copied().filter(|kind| !is_about_others(*kind));
        match own.collect::<Vec<_>>()[..] {
            _ if self.is_container(span) => Kind::Container,
            [Kind::AuditEvent] | [] if tally.0.contains_key(&Kind::AuditLog) => Kind::AuditLog,
            [kind] => kind,
            _ => Kind::Unknown,
        }
    }

    /// The audit log that a file is: one of several, or one in a mail, is not what the file is.
    fn log_of(&self, span: &FileSpan) -> Option<u32> {
        let logs = span.results().zip(self.stored_in(span));
        let mut logs = logs.filter(|(_, stored)| stored.kind == Kind::AuditLog);
        let (index, _) = logs.next()?;
        (logs.next().is_none() && !self.is_container(span)).then_some(index)
    }

    /// Why a file has its verdict: how many of its results have it, and what the only one says; of a mail or
    /// an archive, which of its files has it first.
    fn words_of_file(&mut self, span: &FileSpan, tally: &Tally) -> io::Result<FileWords> {
        let verdict = span.verdict;
        let items = tally.items(verdict);
        let foremost = span.results().zip(self.stored_in(span)).find(|(_, stored)| {
            stored.verdict == verdict && (items.having == 0 || items.kinds.contains(&stored.kind))
        });
        let Some((index, stored)) = foremost.map(|(index, stored)| (index, *stored)) else {
            return Ok(FileWords::default());
        };
        if verdict == Verdict::Verified {
            let words =
                format!("{} {} {}", items.subject(), items.verb(verdict), self.signed_by(span));
            return Ok(FileWords {
                headline: format!("{}: {words}", capital(verdict.word())),
                why: capital(&words),
                provisional: Some(Provisional {
                    headline: provisionally(&words),
                    why: Some(capital(&words)),
                }),
                foremost: Some(index),
            });
        }
        let brief = self.brief(&stored)?;
        let source = brief.source();
        let place = source.visible_inside().map(|place| place.into_owned());
        let place = place.as_deref();
        let (headline, why) = items.words(verdict, place, brief.headline, brief.why, brief.gist);
        let provisional = brief.provisional(stored.kind, stored.verdict).map(|told| {
            let (headline, why) =
                items.words(verdict, place, &told.headline, told.why.as_deref(), None);
            Provisional { headline, why: Some(why) }
        });
        Ok(FileWords { headline, why, provisional, foremost: Some(index) })
    }

    /// With which keys what is verified in a file was signed.
    fn signed_by(&self, span: &FileSpan) -> String {
        let stored = self.stored_in(span).iter();
        let mut labels: Vec<Option<&str>> = Vec::new();
        for stored in stored.filter(|stored| stored.verdict == Verdict::Verified) {
            let label = self.label(stored);
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        signed_with(&labels)
    }

    /// A file with several results as a whole: the file that this result is in.
    ///
    /// # Errors
    /// Those of the temporary files; `InvalidInput` when there is no such result.
    pub fn file(&mut self, index: u32) -> io::Result<FileDetail> {
        self.stored(index)?;
        let at = self.spans.partition_point(|span| span.first <= index) - 1;
        let span = self.spans[at];
        let tally = Tally::of(self.stored_in(&span));
        let FileWords { headline, provisional, foremost, .. } =
            self.words_of_file(&span, &tally)?;
        let provisional = provisional.map(|told| told.headline);
        let mut results: Vec<u32> = span.results().collect();
        results.sort_by_key(|index| weight(self.stored[*index as usize].verdict));
        let more = results.len().saturating_sub(LOOKED_AT) as u32;
        results.truncate(LOOKED_AT);
        let (causes, next) = self.advice(foremost)?;
        let advised = match foremost.filter(|_| causes.is_some() || next.is_some()) {
            Some(index) => Some(self.row(index)?.source),
            None => None,
        };
        let mut groups: Vec<(Group, Kind)> = Vec::new();
        let mut untold = 0;
        for index in results {
            let stored = self.stored(index)?;
            let brief = self.brief(&stored)?;
            let why = brief.why.unwrap_or(brief.headline);
            let full = groups.len() == GROUPS;
            let same = groups.iter_mut().find(|(group, kind)| {
                *kind == stored.kind && group.verdict == stored.verdict && group.why == why
            });
            match same {
                Some((group, _)) => group.count += 1,
                None if full => untold += 1,
                None => {
                    let (why, source) = (why.to_owned(), brief.source());
                    let (verdict, what) = (stored.verdict, String::new());
                    let provisional = brief.provisional(stored.kind, verdict);
                    let provisional =
                        provisional.filter(|told| told.why.is_none()).map(|told| told.headline);
                    let group = Group { verdict, what, count: 1, why, provisional, index, source };
                    groups.push((group, stored.kind));
                }
            }
        }
        let groups = groups.into_iter();
        let groups =
            groups.map(|(group, kind)| Group { what: counted(kind, group.count), ..group });
        Ok(FileDetail {
            source: Source::file(self.row(span.first)?.source.path),
            verdict: span.verdict,
            headline,
            provisional,
            contents: tally.contents(),
            possible_causes: causes,
            next_step: next,
            advised,
            groups: groups.collect(),
            more: more + untold,
            log: self.log_of(&span),
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
