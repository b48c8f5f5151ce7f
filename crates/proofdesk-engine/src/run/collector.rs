//! Puts what the workers found back into the order of the files.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::sync::Arc;

use proofdesk_core::coverage::{LeftOver, Page, Remainder, Sequence, VIEWER_ROWS};
use proofdesk_core::encoding::Digest;
use proofdesk_core::record::Draft;
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{Check, CheckName, Finding, Kind, Source, ValueSource, Verdict};
use proofdesk_core::{capital, visible};

use super::digested::Roots;
use super::files::FileOutcome;
use super::job::Job;
use super::ready::Ready;
use super::rows::Rows;
use super::sink::Sink;
use super::summary::{self, Summary};
use crate::evidence::{
    AuditLogs, Bags, Checked, Concluded, EventPointers, Evidence, FileSet, Numbered, check_bags,
    lists,
};
use crate::input::{
    self, BlockYield, Entry, FileDigest, FileEnd, Judged, Looks, Placed, Places, Skipped,
    SkippedWhy, Standing, Unread,
};
use crate::lookup::{self, Match, Meant, NotRead, Query};
use crate::names::LookAlikes;
use crate::order::{FileNumber, Located, Order};
use crate::progress::Control;

/// Values of one file that cannot be read and are named. They are kept until it is known whether the
/// file holds records at all. Of more, the number is given.
const UNREAD: usize = 100_000;

#[derive(Default)]
struct FileProgress<T> {
    next: u32,
    waiting: BTreeMap<u32, Ready<T>>,
    unread: Vec<Unread>,
    more_unread: u64,
    sequence: Sequence,
    left_over: LeftOver,
    report_lines: u64,
    report_ends: bool,
    other_values: u64,
    /// Its values stand on lines.
    on_lines: bool,
    /// The organisation of its first audit event.
    owner: Option<String>,
    /// It has saved responses.
    has_head: bool,
    recognised: bool,
    end: Option<FileEnd>,
}

/// Of a file nothing is known before it was read.
fn unknown(entry: &Entry) -> FileOutcome {
    FileOutcome { path: entry.display.clone(), ..FileOutcome::default() }
}

/// Takes the workers' results and gives them out.
pub(crate) struct Collector<'a, T> {
    job: &'a Job,
    roots: Roots,
    entries: &'a [Entry],
    places: Places<'a>,
    /// Of the names that are looked for, the first member that has one as its own.
    named: Vec<Option<FileNumber>>,
    prepare: Prepare<'a, T>,
    accept: &'a mut (dyn FnMut(T) -> io::Result<()> + Send),
    files: HashMap<FileNumber, FileProgress<T>>,
    /// Files that could not be read to their end; what still comes of them is dropped.
    lost: HashSet<FileNumber>,
    evidence: Evidence,
    bags: Bags,
    logs: AuditLogs,
    /// Of what was not asked for, what could not be read.
    not_read: NotRead,
    /// Of the whole evidence, what could not be read. What is missing may be in it.
    unread: NotRead,
    pointers: EventPointers,
    pages: Vec<(Order, Page)>,
    /// Organisations of which a list is as long as the viewer's longest.
    capped: HashSet<String>,
    skipped: Vec<Skipped>,
    left_over: BTreeMap<FileNumber, LeftOver>,
    /// The files that were read to their end.
    read: Vec<(FileNumber, FileDigest)>,
    /// By their names, the reports that signatures lie beside, and what they are once all was read.
    signed: HashMap<String, Option<Digest>>,
    /// What was given by names that nothing has.
    absent: Vec<Arc<str>>,
    summary: Summary,
    /// What the digest covers of the results.
    rows: Rows,
    /// What each file came to.
    outcomes: Vec<FileOutcome>,
    found: Vec<Match>,
    error: Option<io::Error>,
}

/// What a caller makes of findings.
pub(crate) type Prepare<'p, T> = &'p (dyn Fn(Vec<Located>) -> T + Sync);

impl<'a, T> Collector<'a, T> {
    pub(crate) fn new(
        job: &'a Job,
        roots: Roots,
        entries: &'a [Entry],
        skipped: Vec<Skipped>,
        prepare: Prepare<'a, T>,
        accept: &'a mut (dyn FnMut(T) -> io::Result<()> + Send),
    ) -> Self {
        Self {
            job,
            roots,
            entries,
            places: Places::of(entries),
            named: vec![None; job.options.find.len()],
            prepare,
            accept,
            files: HashMap::new(),
            lost: HashSet::new(),
            evidence: Evidence::default(),
            bags: Bags::default(),
            logs: AuditLogs::new(),
            not_read: NotRead::default(),
            unread: NotRead::default(),
            pointers: EventPointers::default(),
            pages: Vec::new(),
            capped: HashSet::new(),
            skipped,
            left_over: BTreeMap::new(),
            read: Vec::new(),
            signed: HashMap::new(),
            absent: Vec::new(),
            summary: Summary {
                unpinned: job.trust.pins().is_empty(),
                sought: !job.options.find.is_empty(),
                ..Summary::default()
            },
            rows: Rows::new(),
            outcomes: entries.iter().map(unknown).collect(),
            found: vec![Match::None; job.options.find.len()],
            error: None,
        }
    }

    /// A file as a whole.
    fn source(&self, file: FileNumber) -> Source {
        self.places.source(file)
    }

    fn progress(&mut self, file: FileNumber) -> &mut FileProgress<T> {
        self.files.entry(file).or_insert_with(|| FileProgress {
            next: 0,
            waiting: BTreeMap::new(),
            unread: Vec::new(),
            more_unread: 0,
            sequence: Sequence::default(),
            left_over: LeftOver::default(),
            report_lines: 0,
            report_ends: false,
            other_values: 0,
            on_lines: false,
            owner: None,
            has_head: false,
            recognised: false,
            end: None,
        })
    }

    /// Gives out what is next in the file, and ends the file after its last block.
    fn advance(&mut self, file: FileNumber) -> io::Result<()> {
        loop {
            let progress = self.progress(file);
            let next = progress.next;
            let Some(ready) = progress.waiting.remove(&next) else { break };
            progress.next += 1;
            let BlockYield { results, unread, sequence, left_over, pages, owner, .. } = ready.rest;
            progress.owner = progress.owner.take().or(owner);
            progress.recognised |= ready.rest.recognised;
            progress.on_lines |= ready.rest.on_lines;
            progress.report_lines += ready.rest.report_lines;
            progress.report_ends |= ready.rest.report_ends;
            progress.other_values += ready.rest.other_values;
            let room = UNREAD.saturating_sub(progress.unread.len());
            progress.more_unread += unread.len().saturating_sub(room) as u64;
            progress.unread.extend(unread.into_iter().take(room));
            progress.sequence.append(sequence);
            progress.left_over.add_all(left_over.count, left_over.pointers.into_iter());
            // Of a list that says nothing, the head of a saved response may.
            progress.has_head |= pages.iter().any(|(_, page)| page.is_head);
            let has_head = progress.has_head;
            let telling = |page: &Page| has_head || page.says_something();
            self.pages.extend(pages.into_iter().filter(|(_, page)| telling(page)));
            for judged in results {
                let report = input::report_of(&judged.draft.finding);
                self.signed.extend(report.map(|(report, _)| (report, None)));
                self.evidence.hold(judged);
            }
            self.note_found(&ready.found);
            for (numbered, pointer) in ready.numbered {
                self.pointers.note(numbered.order(), pointer.as_deref());
                self.logs.add(numbered)?;
            }
            self.summary.add(&ready.tally);
            self.rows.add(&ready.tally.digested)?;
            if let Some(verdict) = ready.tally.worst() {
                self.note_outcome(file, verdict, ready.tally.private_keys > 0);
            }
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
            Some(progress) => self.file_ended(file, progress),
            None => Ok(()),
        }
    }

    fn file_ended(&mut self, file: FileNumber, mut progress: FileProgress<T>) -> io::Result<()> {
        let order = Order { file, ..Order::default() };
        let mut unreadable = None;
        let mut found = None;
        let (reason, note) = match progress.end.take() {
            Some(FileEnd::Read(mut facts)) => {
                if let Some(outcome) = self.outcome(file).filter(|_| file.member == 0) {
                    outcome.sha256 = facts.digest.as_ref().map(|digest| digest.sha256);
                }
                // Rows of a table are no file: what of them is no record is told of, as beside records.
                progress.recognised |= facts.digest.is_none() && facts.broken.is_none();
                self.read.extend(facts.digest.map(|digest| (file, digest)));
                self.bags.note(file, std::mem::take(&mut facts.taken));
                let source = self.source(file);
                // An earlier report in NDJSON.
                if progress.report_lines > 0 {
                    let source = source.clone();
                    let whole = progress.report_ends && progress.other_values == 0;
                    let finding = match whole {
                        true => input::earlier(source),
                        false => input::in_part(source, progress.report_lines),
                    };
                    let order = Order { part: u64::from(!whole), ..order };
                    self.evidence.hold(Judged::new(order, Draft::new(finding)));
                    progress.recognised = true;
                }
                // The vendor's viewer exports one array.
                if !progress.on_lines && progress.other_values == VIEWER_ROWS as u64 {
                    self.capped.extend(progress.owner.take());
                }
                if let Some(broken) = facts.broken {
                    self.evidence.damaged.insert(file);
                    let finding = Finding::of(source, Kind::Unknown, *broken);
                    let judged = Judged::new(order, Draft::new(finding));
                    // Whatever it lies in: nobody has seen the rest of it.
                    self.evidence.hold(Judged { signed: true, ..judged });
                } else {
                    let standing = self.places.standing(file);
                    let FileProgress { recognised, .. } = progress;
                    let members = self.places.members(file);
                    let contents = &mut self.evidence.contents;
                    contents.add_file(file, &source, members, *facts, recognised, standing);
                }
                if progress.recognised {
                    let FileProgress { unread, more_unread, sequence, .. } = progress;
                    let FileProgress { left_over, on_lines, .. } = progress;
                    self.end_sequence(order, unread, more_unread, sequence, left_over, on_lines);
                }
                return Ok(());
            }
            Some(FileEnd::Unread(check)) => {
                let finding = Finding::of(self.source(file), Kind::Unknown, *check);
                let judged = Judged::new(order, Draft::new(finding));
                self.evidence.hold(Judged { signed: true, ..judged });
                return Ok(());
            }
            Some(FileEnd::NotRegular(what)) => {
                let note = format!("is {what}");
                found = Some(what);
                (Reason::NotARegularFile, note)
            }
            Some(FileEnd::Unreadable(why)) => {
                let note = format!("could not be read: {}", why.words);
                unreadable = Some(why);
                (Reason::UnreadableFile, note)
            }
            Some(FileEnd::Changed(what)) => (Reason::ChangedWhileReading, what),
            None => return Ok(()),
        };
        if let Some(outcome) = self.outcome(file).filter(|_| file.member == 0) {
            outcome.unread = Some(match reason {
                Reason::ChangedWhileReading => "changed while it was being read".into(),
                _ => note.as_str().into(),
            });
        }
        let note = match reason {
            Reason::ChangedWhileReading => note,
            _ => format!("It {note}."),
        };
        // Nothing that has not been given out may be used.
        self.lost.insert(file);
        let source = self.source(file);
        let mut check = Check::unknown(CheckName::Parse, reason).note(note);
        // No digest covers a note.
        if let Some(what) = found {
            check = check.value(ValueSource::Found, what);
        }
        check = match unreadable {
            Some(why) if why.missing => {
                self.absent.push(self.places.path(file));
                self.unread.note_absent();
                match Meant::by(&self.entries[file.given as usize].place.path()) {
                    Some(meant) => {
                        check.possible_causes(meant.cause()).next_step(meant.next_step())
                    }
                    None => check
                        .possible_causes(
                            "Nothing has this name: it may have been mistyped, the file may have been moved or \
                             deleted, or the disk that holds it may not be connected.",
                        )
                        .next_step("Check the name and the folder, and try again."),
                }
            }
            Some(why) if why.folder => check
                .clause("the folder could not be read: what is in it, or some of it, was not seen")
                .possible_causes(capital(&why.words) + ".")
                .next_step(
                    "Get permission to read it, or ask somebody who can read it for a copy, and try again.",
                ),
            Some(why) => check.possible_causes(capital(&why.words) + "."),
            None => check,
        };
        let mut finding = Finding::of(source, Kind::Unknown, check);
        finding.conclude();
        self.unread.note_finding(order, &finding);
        self.give(vec![Located { order, finding }])
    }

    /// What the values of a file come to as a sequence, once all of them were looked at.
    fn end_sequence(
        &mut self,
        order: Order,
        unread: Vec<Unread>,
        more_unread: u64,
        sequence: Sequence,
        mut left_over: LeftOver,
        on_lines: bool,
    ) {
        self.evidence.unread.extend(unread);
        let Remainder { unrecognised, rest } = sequence.remainder();
        let name = |at: u64| match on_lines {
            true => format!("line {at}"),
            false => Order { element: at, ..order }.element_pointer(),
        };
        let source = self.source(order.file);
        let end = order.end_of_file();
        if let Some(finding) = unrecognised.finding(source.clone(), name) {
            self.evidence.hold(Judged::new(end, Draft::new(finding)));
        }
        left_over.add_all(
            rest.count,
            rest.first().map(|at| match on_lines {
                true => format!(":{at}"),
                false => Order { element: at, ..order }.element_pointer(),
            }),
        );
        if left_over.count > 0 {
            self.left_over.insert(order.file, left_over);
        }
        if more_unread > 0 {
            let note = format!("{more_unread} further values cannot be read.");
            let check = Check::unknown(CheckName::Parse, Reason::InvalidJson).note(note);
            let finding = Finding::of(source, Kind::Unknown, check);
            // Before them, or nobody would see it.
            let order = Order { part: 1, ..order };
            self.evidence.hold(Judged::new(order, Draft::new(finding)));
        }
    }

    /// Counts and gives out results, if they are asked for.
    fn give(&mut self, results: Vec<Located>) -> io::Result<()> {
        let mut kept = Vec::with_capacity(results.len());
        for mut located in results {
            self.compare_with_signed(&mut located.finding);
            if self.is_asked_for(&located.finding) {
                kept.push(located);
            } else {
                let Located { order, finding } = &located;
                let reasons = finding.checks.iter().filter_map(|check| check.reason);
                self.not_read.note(*order, || finding.source.clone(), reasons);
            }
        }
        self.give_out(kept)
    }

    /// Notes what the files are beside which signatures lie.
    fn note_signed_reports(&mut self) {
        let mut signed = std::mem::take(&mut self.signed);
        if signed.is_empty() {
            return;
        }
        for (file, digest) in &self.read {
            if let Some(found) = signed.get_mut(&*self.source(*file).name()) {
                *found = Some(Digest(digest.sha256));
            }
        }
        self.signed = signed;
    }

    /// Beside the signature of another report, one would seem to be signed.
    fn compare_with_signed(&self, finding: &mut Finding) {
        let Some((report, hash)) = input::report_of(finding) else { return };
        let found = self.signed.get(&report).copied().flatten();
        if let Some(found) = found.filter(|found| found.to_string() != hash) {
            input::is_of_another(finding, &hash, &report, &found);
        }
    }

    /// Whether a result is asked for. Remembers what asked for it.
    fn is_asked_for(&mut self, finding: &Finding) -> bool {
        let queries = &self.job.options.find;
        let matching = lookup::matching(queries, finding);
        self.note_found(&matching);
        queries.is_empty() || !matching.is_empty()
    }

    fn note_found(&mut self, matching: &[(usize, Match)]) {
        for (i, found) in matching {
            self.found[*i] = self.found[*i].max(*found);
        }
    }

    /// Counts and gives out results.
    fn give_out(&mut self, results: Vec<Located>) -> io::Result<()> {
        if results.is_empty() {
            return Ok(());
        }
        for Located { order, finding } in &results {
            self.summary.count(finding, &self.roots);
            let private_key = finding.has_reason(Reason::PrivateKey);
            self.note_outcome(order.file, finding.verdict(), private_key);
        }
        self.rows.add(&std::mem::take(&mut self.summary.digested))?;
        (self.accept)((self.prepare)(results))
    }

    /// What the given file came to which this is or lies in.
    fn outcome(&mut self, file: FileNumber) -> Option<&mut FileOutcome> {
        self.outcomes.get_mut(file.given as usize)
    }

    /// Notes a result of a file. That what was looked for is not there is of none.
    fn note_outcome(&mut self, file: FileNumber, verdict: Verdict, private_key: bool) {
        if let Some(outcome) = self.outcome(file) {
            outcome.note(verdict);
            outcome.private_key |= private_key;
        }
    }

    /// The summary, when all is counted.
    fn summed_up(mut self) -> Summary {
        // Of a run that was cancelled nothing is made of it, and the summary is copied often.
        self.summary.met = Default::default();
        self.summary.by_file = std::mem::take(&mut self.outcomes).into();
        self.absent.sort();
        self.summary.absent = std::mem::take(&mut self.absent).into();
        self.summary
    }

    /// The summary of a run that was cancelled.
    fn cut_short(mut self) -> Summary {
        self.summary.files = self.read.len() as u64;
        self.summary.bytes_hashed = self.read.iter().map(|(_, digest)| digest.len).sum();
        self.summed_up()
    }

    /// Matches what was held and gives it out. A cancelled run says only what it knows: what
    /// depends on files that were not read is left out.
    pub(crate) fn finish(mut self, control: &Control) -> io::Result<Summary> {
        if let Some(error) = self.error {
            return Err(error);
        }
        if control.is_cancelled() {
            return Ok(self.cut_short());
        }
        self.read.sort_unstable_by_key(|(file, _)| *file);
        let mut evidence = std::mem::take(&mut self.evidence);
        evidence.forget(&self.lost);
        let mut pages = std::mem::take(&mut self.pages);
        pages.retain(|(order, _)| !order.file.lies_in(&self.lost));
        self.pages = pages;
        self.note_signed_reports();
        for bag in self.checked_bags() {
            evidence.hold_bag(bag);
        }
        let trust = &self.job.trust;
        let places = std::mem::replace(&mut self.places, Places::of(&[]));
        let unread = &mut std::mem::take(&mut self.unread);
        let settled =
            evidence.conclude(trust, &places, unread, control, &mut |batch| self.give(batch))?;
        self.places = places;
        if control.is_cancelled() {
            return Ok(self.cut_short());
        }
        if settled.has_unexamined {
            self.summary.limits.note_inside();
        }
        for located in settled.events {
            let asked_for = self.is_asked_for(&located.finding);
            let pointer = located.finding.source.pointer.clone();
            let numbered = Numbered::new(located.entry, located.order, &located.finding, asked_for);
            self.pointers.note(located.order, pointer.as_deref());
            self.logs.add(numbered)?;
        }
        for (file, dropped) in settled.content {
            let left_over = self.left_over.entry(file).or_default();
            left_over.add_all(dropped.count, dropped.pointers.into_iter());
        }
        self.pages.retain(|(order, _)| !settled.anchored.contains(&order.file));
        let (own_texts, litter): (HashSet<FileNumber>, HashSet<FileNumber>) = settled
            .litter
            .into_iter()
            .partition(|file| self.places.standing(*file) == Standing::OwnText);
        own_texts.into_iter().for_each(|file| self.left_over.entry(file).or_default().count += 1);
        self.read.retain(|(file, _)| !litter.contains(file));
        for file in litter {
            let path = self.source(file).name().into_owned().into();
            self.skipped.push(Skipped { path, why: SkippedWhy::Litter });
        }
        let pointers = std::mem::take(&mut self.pointers);
        let places = std::mem::replace(&mut self.places, Places::of(&[]));
        let source = |order: Order| pointers.source(order, places.source(order.file));
        let logs = std::mem::replace(&mut self.logs, AuditLogs::new());
        let contiguous = self.job.options.contiguous;
        let mut logs = logs.conclude(&self.job.trust, contiguous, unread, &source)?;
        self.places = places;
        let lists = self.note_lists(&mut logs);
        // What fails in a log concerns all its events, also one that is asked for alone.
        logs.retain(|log| {
            self.is_asked_for(&log.finding)
                || log.event_asked_for && log.finding.verdict() == Verdict::Mismatch
        });
        let logs =
            logs.into_iter().map(|Concluded { order, finding, .. }| Located { order, finding });
        self.give_out(logs.collect())?;
        self.give(lists)?;
        let found = self.job.options.find.iter().zip(&self.found);
        // Of one that was not found, its result says so.
        let found = found.filter(|(_, found)| **found != Match::None);
        self.summary.led_elsewhere =
            found.filter_map(|(query, _)| query.leads_elsewhere()).collect();
        let asked = self.job.options.find.iter().zip(&self.found).zip(&self.named);
        let missing: Vec<Located> = asked
            .filter_map(|((query, found), member)| {
                let file = self.file_named(query, *member);
                query.not_established(*found, file.as_deref(), &self.not_read)
            })
            // Behind everything that is about a file.
            .map(|finding| Located {
                order: Order { file: FileNumber::LAST, ..Order::default() },
                finding,
            })
            .collect();
        self.give_out(missing)?;
        self.skipped.sort();
        self.summary.skipped_files = std::mem::take(&mut self.skipped).into();
        let left_over = std::mem::take(&mut self.left_over).into_iter().map(|(file, left)| {
            let path = self.places.source(file).name().into_owned().into();
            summary::LeftOver { path, count: left.count, pointers: left.pointers }
        });
        self.summary.left_over = left_over.collect();
        let read = std::mem::take(&mut self.read).into_iter();
        let read: Vec<_> = read.map(|(file, digest)| self.places.file_read(file, digest)).collect();
        let rows = std::mem::replace(&mut self.rows, Rows::new());
        self.summary.end(read.into(), &self.roots, rows, &self.job.trust)?;
        self.note_look_alikes();
        Ok(self.summed_up())
    }

    fn checked_bags(&mut self) -> Vec<Checked> {
        let bags = std::mem::take(&mut self.bags);
        let (places, read, skipped) = (&self.places, &self.read, &self.skipped);
        check_bags(&bags, &FileSet { places, read, skipped, trust: &self.job.trust })
    }

    /// A file, or a member of a container, that has what is looked for as its own name.
    fn file_named(&self, query: &Query, member: Option<FileNumber>) -> Option<String> {
        let entry = self.entries.iter().find(|entry| query.is_name_of(&entry.place.path()));
        match entry {
            Some(entry) => Some(entry.display.to_string()),
            None => Some(self.source(member?).name().into_owned()),
        }
    }

    /// Says of every list that more of it follows, at its log or else by itself.
    fn note_lists(&mut self, logs: &mut [Concluded]) -> Vec<Located> {
        let pages = std::mem::take(&mut self.pages);
        let mut capped = std::mem::take(&mut self.capped);
        let stopping = pages.iter().filter(|(_, page)| lists::stops_where_the_viewer_stops(page));
        capped.extend(stopping.filter_map(|(_, page)| page.owner.clone()));
        let is_gapless = |org: &str| {
            let mut of_org = logs.iter().filter(|log| log.finding.id.as_deref() == Some(org));
            of_org.all(|log| !log.finding.has_reason(Reason::SequenceGap))
                && logs.iter().any(|log| log.finding.id.as_deref() == Some(org))
        };
        let incomplete = lists::incomplete(pages, self.job.options.contiguous, &is_gapless);
        let mut others = Vec::new();
        for lists::Incomplete { order, page, check, says } in incomplete {
            let owner = page.owner.as_deref().filter(|_| page.kind == Kind::AuditEvent);
            let log =
                logs.iter_mut().find(|log| owner.is_some() && log.finding.id.as_deref() == owner);
            let place = Source {
                line: Some(order.line).filter(|line| *line > 0),
                pointer: Some(page.pointer.clone()).filter(|pointer| !pointer.is_empty()),
                ..self.source(order.file)
            };
            match log {
                Some(log) => {
                    let pointer = place.pointer.as_deref().unwrap_or_default();
                    let list = format!("The list at {}#{}", place.visible_name(), visible(pointer));
                    log.finding.add(check.note(format!("{list} {says}.")));
                    log.finding.conclude();
                }
                None => {
                    let mut finding = Finding::new(place, Kind::List);
                    finding.add(check.note(format!("It {says}.")));
                    finding.conclude();
                    others.push(Located { order, finding });
                }
            }
        }
        for log in logs.iter_mut() {
            if log.finding.id.as_ref().is_some_and(|org| capped.contains(org)) {
                log.finding.add(lists::viewer_note());
                log.finding.conclude();
            }
        }
        others
    }

    /// Notes which names look alike.
    fn note_look_alikes(&mut self) {
        let given = self.entries.iter().map(|entry| &*entry.display);
        let skipped = self.summary.skipped_files.iter().map(|file| &*file.path);
        let names = given.chain(self.places.names()).chain(skipped);
        self.summary.look_alikes = LookAlikes::among(names);
    }
}

impl<T: Send> Sink for Collector<'_, T> {
    type Ready = Ready<T>;
    type Text = ();

    fn text(_: FileNumber, _: &[u8], _: Looks) -> Option<()> {
        None
    }

    fn whole(&mut self, _: FileNumber, (): ()) {}

    fn begin(&mut self, file: FileNumber, placed: Placed) {
        if let Some(member) = placed.members.last() {
            let name = std::path::Path::new(&*member.name);
            for (query, named) in self.job.options.find.iter().zip(&mut self.named) {
                if query.is_name_of(name) {
                    *named = Some(named.map_or(file, |first| first.min(file)));
                }
            }
        }
        self.places.add(file, placed);
    }

    fn skip(&mut self, skipped: Skipped) {
        self.skipped.push(skipped);
    }

    fn source(&self, file: FileNumber) -> Source {
        self.places.source(file)
    }

    /// Remembers the first failure; the run ends with it.
    fn fail(&mut self, error: io::Error) {
        self.error.get_or_insert(error);
    }

    fn end_block(&mut self, file: FileNumber, number: u32, ready: Ready<T>) -> io::Result<()> {
        if file.lies_in(&self.lost) {
            return Ok(());
        }
        self.progress(file).waiting.insert(number, ready);
        self.advance(file)
    }

    fn end_file(&mut self, file: FileNumber, end: FileEnd) -> io::Result<()> {
        self.progress(file).end = Some(end);
        self.advance(file)
    }

    fn next_block(&self, file: FileNumber) -> u32 {
        self.files.get(&file).map_or(0, |progress| progress.next)
    }
}
