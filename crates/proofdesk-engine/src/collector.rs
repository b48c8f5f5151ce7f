//! Puts what the workers found back into the order of the files.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

use proofdesk_core::reason::Reason;
use proofdesk_core::verdict::{Check, CheckName, Finding, Kind, Source, Verdict};

use crate::audit_log::{AuditLogs, Concluded, Numbered};
use crate::evidence::{Evidence, Held};
use crate::intake::{self, BlockYield, FileFacts, Problem, Stranger};
use crate::job::{Job, Located, Summary};
use crate::lookup::{Match, Query};
use crate::order::Order;
use crate::progress::Control;
use crate::walk::{Entry, Unreadable};

/// Lines that are no records of one file that are named. They are kept until it is known whether
/// the file holds records at all. Of more, the number is given.
const STRANGERS: usize = 100_000;

/// How the reading of a file ended.
pub(crate) enum FileEnd {
    Read(Box<FileFacts>),
    NotRegular(String),
    Unreadable(Unreadable),
    /// It changed. Audit events that were given out already stay, since they are about the bytes
    /// that were read; nothing else of it counts.
    Changed(String),
}

/// A block's yield, sorted by what becomes of it.
pub(crate) struct Ready<T> {
    /// Final results, prepared.
    streamed: Option<T>,
    tally: Summary,
    numbered: Vec<Numbered>,
    held: Vec<Held>,
    strangers: Vec<Stranger>,
    recognised: bool,
    found: Vec<(usize, Match)>,
}

/// Done on the worker: everything about a block that needs no one else.
pub(crate) fn sort_out<T>(
    found: BlockYield,
    queries: &[Query],
    prepare: &(dyn Fn(Vec<Located>) -> T + Sync),
) -> Ready<T> {
    let mut ready = Ready {
        streamed: None,
        tally: Summary::default(),
        numbered: Vec::new(),
        held: Vec::new(),
        strangers: found.strangers,
        recognised: found.recognised,
        found: Vec::new(),
    };
    let mut results = Vec::new();
    for (order, mut draft) in found.drafts {
        if !intake::is_final(&draft) {
            draft.shrink_to_fit();
            ready.held.push(Held { order, draft });
            continue;
        }
        let entry = draft.audit.take();
        let finding = draft.conclude();
        let matching = crate::lookup::matching(queries, &finding);
        let asked_for = !matching.is_empty();
        ready.numbered.extend(entry.map(|e| Numbered::new(e, order, &finding, asked_for)));
        if queries.is_empty() || !matching.is_empty() {
            ready.found.extend(matching);
            ready.tally.count(finding.verdict);
            results.push(Located { order, finding });
        }
    }
    if !results.is_empty() {
        ready.streamed = Some(prepare(results));
    }
    ready
}

#[derive(Default)]
struct FileProgress<T> {
    next: u32,
    waiting: BTreeMap<u32, Ready<T>>,
    strangers: Vec<Stranger>,
    /// Those that are results already.
    named_strangers: usize,
    more_strangers: u64,
    recognised: bool,
    end: Option<FileEnd>,
}

/// Takes the workers' results and gives them out.
pub(crate) struct Collector<'a, T> {
    job: &'a Job,
    entries: &'a [Entry],
    accept: &'a mut (dyn FnMut(T) -> io::Result<()> + Send),
    files: HashMap<u32, FileProgress<T>>,
    /// Files that could not be read to their end; what still comes of them is dropped.
    lost: HashSet<u32>,
    evidence: Evidence,
    logs: AuditLogs,
    summary: Summary,
    found: Vec<Match>,
    error: Option<io::Error>,
}

type Prepare<'p, T> = &'p (dyn Fn(Vec<Located>) -> T + Sync);

impl<'a, T> Collector<'a, T> {
    pub(crate) fn new(
        job: &'a Job,
        entries: &'a [Entry],
        accept: &'a mut (dyn FnMut(T) -> io::Result<()> + Send),
    ) -> Self {
        Self {
            job,
            entries,
            accept,
            files: HashMap::new(),
            lost: HashSet::new(),
            evidence: Evidence::default(),
            logs: AuditLogs::new(),
            summary: Summary::default(),
            found: vec![Match::None; job.options.find.len()],
            error: None,
        }
    }

    /// Remembers the first failure; the run ends with it.
    pub(crate) fn fail(&mut self, error: io::Error) {
        self.error.get_or_insert(error);
    }

    pub(crate) fn end_block(
        &mut self,
        file: u32,
        number: u32,
        ready: Ready<T>,
        prepare: Prepare<'_, T>,
    ) -> io::Result<()> {
        if self.lost.contains(&file) {
            return Ok(());
        }
        self.progress(file).waiting.insert(number, ready);
        self.advance(file, prepare)
    }

    pub(crate) fn end_file(
        &mut self,
        file: u32,
        end: FileEnd,
        prepare: Prepare<'_, T>,
    ) -> io::Result<()> {
        self.progress(file).end = Some(end);
        self.advance(file, prepare)
    }

    fn progress(&mut self, file: u32) -> &mut FileProgress<T> {
        self.files.entry(file).or_insert_with(|| FileProgress {
            next: 0,
            waiting: BTreeMap::new(),
            strangers: Vec::new(),
            named_strangers: 0,
            more_strangers: 0,
            recognised: false,
            end: None,
        })
    }

    /// Gives out what is next in the file, and ends the file after its last block.
    fn advance(&mut self, file: u32, prepare: Prepare<'_, T>) -> io::Result<()> {
        loop {
            let progress = self.progress(file);
            let next = progress.next;
            let Some(ready) = progress.waiting.remove(&next) else { break };
            progress.next += 1;
            progress.recognised |= ready.recognised;
            let known = progress.named_strangers + progress.strangers.len();
            let room = STRANGERS.saturating_sub(known);
            progress.more_strangers += ready.strangers.len().saturating_sub(room) as u64;
            progress.strangers.extend(ready.strangers.into_iter().take(room));
            // Once the file is known to hold records, what is none of them is a result.
            if progress.recognised {
                let strangers = std::mem::take(&mut progress.strangers);
                progress.named_strangers += strangers.len();
                self.give_strangers(strangers, prepare)?;
            }
            self.evidence.held.extend(ready.held);
            self.note_found(&ready.found);
            for numbered in ready.numbered {
                self.logs.add(numbered)?;
            }
            self.summary.add(&ready.tally);
            if let Some(batch) = ready.streamed {
                (self.accept)(batch)?;
            }
        }
        let progress = self.progress(file);
        let ended = match &progress.end {
            Some(FileEnd::Read(facts)) => progress.next == facts.blocks,
            Some(_) => true,
            None => false,
        };
        if !ended {
            return Ok(());
        }
        match self.files.remove(&file) {
            Some(progress) => self.file_ended(file, progress, prepare),
            None => Ok(()),
        }
    }

    fn file_ended(
        &mut self,
        file: u32,
        progress: FileProgress<T>,
        prepare: Prepare<'_, T>,
    ) -> io::Result<()> {
        let order = Order { file, ..Order::default() };
        let mut missing = false;
        let (reason, note) = match progress.end {
            Some(FileEnd::Read(facts)) => {
                self.summary.files += 1;
                let path = &self.entries[file as usize].display;
                self.evidence.add_file(file, path.clone(), *facts, progress.recognised);
                if progress.recognised && progress.more_strangers > 0 {
                    let mut finding = Finding::new(self.source(order), Kind::Unknown);
                    finding.add(Check::unknown(CheckName::Parse, Reason::UnsupportedRecord).note(
                        format!("{} further lines are not records.", progress.more_strangers),
                    ));
                    finding.conclude();
                    return self.give(vec![Located { order, finding }], prepare);
                }
                return Ok(());
            }
            Some(FileEnd::NotRegular(what)) => (Reason::NotARegularFile, format!("It is {what}.")),
            Some(FileEnd::Unreadable(Unreadable { words, missing: gone })) => {
                missing = gone;
                (Reason::UnreadableFile, format!("{words}."))
            }
            Some(FileEnd::Changed(what)) => (Reason::ChangedWhileReading, what),
            None => return Ok(()),
        };
        // Nothing that has not been given out may be used.
        self.lost.insert(file);
        self.evidence.held.retain(|held| held.order.file != file);
        let mut finding = Finding::new(self.source(order), Kind::Unknown);
        finding.add(Check::unknown(CheckName::Parse, reason).note(note));
        finding.conclude();
        if missing {
            finding.cause = Some(
                "Nothing has this name: it was spelled in another way, the file was moved or \
                 deleted, or the disk that holds it is not connected."
                    .into(),
            );
            finding.next_step = Some("Check the name and the folder, and try again.".into());
        }
        self.give(vec![Located { order, finding }], prepare)
    }

    fn give_strangers(
        &mut self,
        strangers: Vec<Stranger>,
        prepare: Prepare<'_, T>,
    ) -> io::Result<()> {
        let results = strangers.into_iter().map(|Stranger { order, pointer, problem }| {
            let source = self.source(order);
            let source = Source { pointer: pointer.or(source.pointer), ..source };
            let mut finding = Finding::new(source, Kind::Unknown);
            finding.add(match problem {
                Some(problem) => problem.check(),
                None => Check::unknown(CheckName::Parse, Reason::UnsupportedRecord)
                    .note("It has the fields of no known record."),
            });
            finding.conclude();
            Located { order, finding }
        });
        let results: Vec<Located> = results.collect();
        self.give(results, prepare)
    }

    /// Counts and gives out results, if they are asked for.
    fn give(&mut self, results: Vec<Located>, prepare: Prepare<'_, T>) -> io::Result<()> {
        let kept = results.into_iter().filter(|located| self.is_asked_for(&located.finding));
        let kept = kept.collect();
        self.give_out(kept, prepare)
    }

    /// Whether a result is asked for. Remembers what asked for it.
    fn is_asked_for(&mut self, finding: &Finding) -> bool {
        let queries = &self.job.options.find;
        let matching = crate::lookup::matching(queries, finding);
        self.note_found(&matching);
        queries.is_empty() || !matching.is_empty()
    }

    fn note_found(&mut self, matching: &[(usize, Match)]) {
        for (i, found) in matching {
            self.found[*i] = self.found[*i].max(*found);
        }
    }

    /// Counts and gives out results.
    fn give_out(&mut self, results: Vec<Located>, prepare: Prepare<'_, T>) -> io::Result<()> {
        if results.is_empty() {
            return Ok(());
        }
        results.iter().for_each(|located| self.summary.count(located.finding.verdict));
        (self.accept)(prepare(results))
    }

    fn source(&self, order: Order) -> Source {
        source_of(self.entries, self.evidence.pointers(), order)
    }

    /// Matches what was held and gives it out. A cancelled run says only what it knows: what
    /// depends on files that were not read is left out.
    pub(crate) fn finish(
        mut self,
        prepare: Prepare<'_, T>,
        control: &Control,
    ) -> io::Result<Summary> {
        if let Some(error) = self.error {
            return Err(error);
        }
        if control.is_cancelled() {
            return Ok(self.summary);
        }
        let mut evidence = std::mem::take(&mut self.evidence);
        let pointers = evidence.take_pointers();
        let trust = &self.job.trust;
        evidence.conclude(trust, control, &mut |batch| self.give(batch, prepare))?;
        if control.is_cancelled() {
            return Ok(self.summary);
        }
        let entries = self.entries;
        let source = |order: Order| source_of(entries, &pointers, order);
        let logs = std::mem::replace(&mut self.logs, AuditLogs::new());
        let mut logs = logs.conclude(&self.job.trust, self.job.options.contiguous, &source)?;
        // What fails in a log concerns all its events, also one that is asked for alone.
        logs.retain(|log| {
            self.is_asked_for(&log.finding)
                || log.event_asked_for && log.finding.verdict == Verdict::Mismatch
        });
        let logs =
            logs.into_iter().map(|Concluded { order, finding, .. }| Located { order, finding });
        self.give_out(logs.collect(), prepare)?;
        let asked = self.job.options.find.iter().zip(&self.found);
        let missing: Vec<Located> = asked
            .filter_map(|(query, found)| query.answer(*found))
            // Behind everything that is about a file.
            .map(|finding| Located { order: Order { file: u32::MAX, ..Order::default() }, finding })
            .collect();
        self.give_out(missing, prepare)?;
        Ok(self.summary)
    }
}

/// Where the result with this place stands.
fn source_of(entries: &[Entry], pointers: &HashMap<u32, Vec<String>>, order: Order) -> Source {
    let path = entries.get(order.file as usize).map_or("".into(), |e| e.display.clone());
    let pointer = order.element.checked_sub(1).map(|i| {
        let known = pointers.get(&order.file).and_then(|all| all.get(i as usize));
        known.cloned().unwrap_or_else(|| format!("/{i}"))
    });
    Source { path, line: Some(order.line).filter(|l| *l > 0), pointer }
}

impl Problem {
    /// The check that says what is wrong.
    pub(crate) fn check(&self) -> Check {
        let parse = CheckName::Parse;
        match self {
            Self::Json(e) => {
                use proofdesk_core::json::JsonErrorKind as K;
                let reason = match e.kind {
                    K::DuplicateKey(_) => Reason::DuplicateJsonKey,
                    K::TooDeep => Reason::TooDeep,
                    K::TooManyValues => Reason::TooLarge,
                    K::InvalidUtf8 => Reason::InvalidUtf8,
                    _ => Reason::InvalidJson,
                };
                let capital = e.to_string();
                let capital = capital[..1].to_uppercase() + &capital[1..];
                Check::unknown(parse, reason).offset(e.offset).note(format!("{capital}."))
            }
            Self::TooLarge { limit } => Check::unknown(parse, Reason::TooLarge)
                .expected(format!("at most {} MiB", limit >> 20)),
            Self::Utf16 => Check::unknown(parse, Reason::InvalidUtf8)
                .note("Line 1, column 1: the text is UTF-16."),
            Self::CsvExport => Check::unknown(parse, Reason::UnsupportedRecord).note(
                "This is the viewer's CSV export. Its rows lack the event id, the organisation, \
                 the metadata and the key, so they cannot be verified. Ask for the export as \
                 NDJSON.",
            ),
            Self::Internal => Check::unknown(parse, Reason::UnreadableFile)
                .note("An internal error of Proofdesk. Please report it."),
        }
    }
}
