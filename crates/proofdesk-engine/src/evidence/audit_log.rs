//! Audit logs as wholes: the sequence numbers of each organisation, over all files of a run.
//!
//! Numbers are gap-free per organisation, so a number that is missing inside the range shows that
//! an event is missing. What was cut off before the first or after the last number leaves no
//! trace. Logs are kept apart by signing key, so that nobody can disturb a log with events signed
//! by a key of their own. But one organisation has one issuer: that there are events of another
//! issuer that the user pinned is said on the logs of both.
//!
//! Memory stays flat: consecutive numbers on consecutive lines are one [`Run`], and the digests
//! that tell a copy from a conflict go to a temporary file once they are many.
//!
//! Workers read several files at once, so events of different files come in any order, and their
//! runs are cut anywhere. What is said must not depend on that: it follows the order of the report.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use proofdesk_core::reason::Reason;
use proofdesk_core::records::AuditEntry;
use proofdesk_core::trust::Trust;
use proofdesk_core::verdict::{
    Check, CheckName, Finding, KeySource, Kind, Outcome, Signer, Source,
};
use tempfile::SpooledTempFile;

use crate::order::Order;

/// Digests up to this many bytes are kept in memory.
const IN_MEMORY: usize = 1 << 20;
/// Gaps, conflicts and copies that are named one by one; of more, the number is given.
const NAMED: usize = 50;
const DIGEST: u64 = 32;

/// An audit event's place in its log.
#[derive(Debug)]
pub(crate) struct Numbered {
    entry: AuditEntry,
    order: Order,
    signer: Signer,
    /// What was not established of it, each once.
    doubts: Vec<(Reason, CheckName)>,
    /// Of one that does not hold, the first reason.
    fault: Reason,
    /// It states a payload hash, which was compared.
    hashed: bool,
    asked_for: bool,
}

impl Numbered {
    /// The place of the event that `finding` is about.
    pub(crate) fn new(entry: AuditEntry, order: Order, finding: &Finding, asked_for: bool) -> Self {
        let unknown = finding.checks.iter().filter(|check| check.outcome == Outcome::Unknown);
        let mut doubts: Vec<_> = unknown.filter_map(|c| Some((c.reason?, c.check))).collect();
        doubts.sort_by_key(|(reason, _)| *reason);
        doubts.dedup();
        let hashed = finding.checks.iter().any(|check| check.check == CheckName::PayloadHash);
        let of = |outcome| finding.checks.iter().find(|check| check.outcome == outcome)?.reason;
        let fault = of(Outcome::Fail).or_else(|| of(Outcome::Unknown));
        let fault = fault.unwrap_or(Reason::SignatureInvalid);
        Self { entry, order, signer: finding.signer.clone(), doubts, fault, hashed, asked_for }
    }
}

impl Numbered {
    /// Where the event stands.
    pub(crate) fn order(&self) -> Order {
        self.order
    }
}

/// A log that was looked at as a whole.
pub(crate) struct Concluded {
    pub order: Order,
    pub finding: Finding,
    /// Whether one of its events was asked for.
    pub event_asked_for: bool,
}

/// Identifies a log: organisation, and fingerprint of the signing key.
type LogKey = (String, Arc<str>);

/// All logs of a run.
pub(crate) struct AuditLogs {
    logs: HashMap<LogKey, Log>,
    /// The log that the previous event went to: an export is of one organisation.
    last: Option<LogKey>,
    digests: Digests,
}

/// Numbers one apart, each on the line (or element) behind the other, of one file.
#[derive(Debug, Clone, Copy)]
struct Run {
    first: i64,
    /// `1` or `-1`: exports list the oldest or the newest first. `0` while there is one event.
    step: i64,
    len: u64,
    /// Place of the first digest.
    digest: u64,
    order: Order,
}

impl Run {
    fn low(&self) -> i64 {
        if self.step < 0 { self.first - (self.len as i64 - 1) } else { self.first }
    }

    fn high(&self) -> i64 {
        self.low() + (self.len as i64 - 1)
    }

    fn offset(&self, seq: i64) -> u64 {
        self.first.abs_diff(seq)
    }

    fn order(&self, seq: i64) -> Order {
        self.order.advanced(self.offset(seq))
    }

    fn accepts(&self, seq: i64, order: Order) -> Option<i64> {
        let step = match seq.checked_sub(self.first)? {
            delta if self.step == 0 && matches!(delta, 1 | -1) => delta,
            delta if self.step != 0 && delta == self.step.checked_mul(self.len as i64)? => {
                self.step
            }
            _ => return None,
        };
        (self.order.advanced(self.len) == order).then_some(step)
    }
}

#[derive(Debug)]
struct Log {
    /// That of the first event that holds, and where this is: labels can differ for one key.
    signer: Signer,
    first: Order,
    events: u64,
    /// How many of the events state a payload hash.
    hashed: u64,
    /// What was not established of some of the events, and of how many.
    doubts: BTreeMap<Reason, (CheckName, u64)>,
    runs: Vec<Run>,
    /// Numbers claimed by events that do not hold, as far as they are named, and why they do not.
    claims: BTreeSet<(Order, i64, Reason)>,
    claim_count: u64,
    /// Whether there are claims that are not named.
    unnamed_claims: bool,
    asked_for: bool,
}

impl Log {
    fn new() -> Self {
        Self {
            signer: Signer::NONE,
            first: Order::default(),
            events: 0,
            hashed: 0,
            doubts: BTreeMap::new(),
            runs: Vec::new(),
            claims: BTreeSet::new(),
            claim_count: 0,
            unnamed_claims: false,
            asked_for: false,
        }
    }

    /// Whether the user pinned the key under which its events hold.
    fn is_pinned(&self) -> bool {
        self.signer.source == KeySource::Pinned
    }
}

/// Digests in the order of arrival, in memory or in a temporary file.
struct Digests {
    file: SpooledTempFile,
    buffer: Vec<u8>,
    written: u64,
}

impl Digests {
    fn push(&mut self, digest: &[u8; 32]) -> io::Result<u64> {
        let place = self.written / DIGEST + self.buffer.len() as u64 / DIGEST;
        self.buffer.extend_from_slice(digest);
        if self.buffer.len() >= 1 << 16 {
            self.flush()?;
        }
        Ok(place)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.written))?;
        self.file.write_all(&self.buffer)?;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    fn get(&mut self, place: u64) -> io::Result<[u8; 32]> {
        let mut digest = [0; 32];
        self.file.seek(SeekFrom::Start(place * DIGEST))?;
        self.file.read_exact(&mut digest)?;
        Ok(digest)
    }
}

/// What is there, missing, doubled or contradicted in a log.
#[derive(Default)]
struct Sequence {
    /// Low end of each stretch of numbers, its high end and its run. Stretches do not overlap.
    taken: BTreeMap<i64, (i64, usize)>,
    gaps: Vec<(i64, i64)>,
    gap_count: u64,
    missing: u128,
    conflicts: BTreeSet<(i64, Order, Order)>,
    conflict_count: u64,
    copies: BTreeSet<(i64, Order, Order)>,
    copy_count: u64,
}

impl Sequence {
    fn has(&self, seq: i64) -> bool {
        self.taken.range(..=seq).next_back().is_some_and(|(_, (end, _))| *end >= seq)
    }
}

impl AuditLogs {
    pub(crate) fn new() -> Self {
        let digests =
            Digests { file: SpooledTempFile::new(IN_MEMORY), buffer: Vec::new(), written: 0 };
        Self { logs: HashMap::new(), last: None, digests }
    }

    /// Takes an event into its log. Events come in the order of their file.
    pub(crate) fn add(&mut self, event: Numbered) -> io::Result<()> {
        let Some(fingerprint) = event.signer.fingerprint.clone() else { return Ok(()) };
        let AuditEntry { org_id, seq, digest, holds, .. } = event.entry;
        let key = match self.last.take() {
            Some(key) if key.0 == org_id && key.1 == fingerprint => key,
            _ => (org_id, fingerprint),
        };
        if !self.logs.contains_key(&key) {
            self.logs.insert(key.clone(), Log::new());
        }
        let Some(log) = self.logs.get_mut(&key) else { return Ok(()) };
        self.last = Some(key);
        log.asked_for |= event.asked_for;
        if !holds {
            log.claim_count += 1;
            log.unnamed_claims |= insert_named(&mut log.claims, (event.order, seq, event.fault));
            return Ok(());
        }
        if log.events == 0 || event.order < log.first {
            (log.first, log.signer) = (event.order, event.signer);
        }
        let place = self.digests.push(&digest.0)?;
        log.events += 1;
        log.hashed += u64::from(event.hashed);
        for (reason, check) in event.doubts {
            log.doubts.entry(reason).or_insert((check, 0)).1 += 1;
        }
        if let Some(run) = log.runs.last_mut() {
            let follows = run.digest + run.len == place;
            if let Some(step) = run.accepts(seq, event.order).filter(|_| follows) {
                run.step = step;
                run.len += 1;
                return Ok(());
            }
        }
        log.runs.push(Run { first: seq, step: 0, len: 1, digest: place, order: event.order });
        Ok(())
    }

    /// One finding for each log of an organisation of which there are two events or more.
    pub(crate) fn conclude(
        mut self,
        trust: &Trust,
        contiguous: bool,
        source: &dyn Fn(Order) -> Source,
    ) -> io::Result<Vec<Concluded>> {
        self.digests.flush()?;
        let mut logs: Vec<(LogKey, Log)> = self.logs.into_iter().collect();
        logs.sort_by(|a, b| a.0.cmp(&b.0));
        // One organisation can have many logs, of which as many are pinned as there are pins.
        let mut pinned: HashMap<&str, Vec<&Log>> = HashMap::new();
        for ((org_id, _), log) in logs.iter().filter(|(_, log)| log.is_pinned()) {
            pinned.entry(org_id).or_default().push(log);
        }
        let mut findings = Vec::new();
        for ((org_id, _), log) in &logs {
            let others = pinned.get(&**org_id).filter(|_| log.is_pinned());
            let strange = |other: &&&Log| !trust.of_one_issuer(&other.signer, &log.signer);
            let stranger = others.and_then(|others| others.iter().find(strange)).copied();
            let alone = log.events + log.claim_count < 2 && stranger.is_none();
            if alone || log.events == 0 {
                continue;
            }
            let sequence = examine(log, &mut self.digests)?;
            let order = log.runs.iter().map(|r| r.order).min().unwrap_or_default().whole_file();
            let mut finding = Finding::new(source(order), Kind::AuditLog);
            finding.id = Some(org_id.clone());
            finding.signer = log.signer.clone();
            check_events(&mut finding, log);
            if let Some(stranger) = stranger {
                finding.add(other_issuer(log, stranger, source));
            }
            check_sequence(&mut finding, log, &sequence, contiguous, source);
            finding.conclude();
            findings.push(Concluded { order, finding, event_asked_for: log.asked_for });
        }
        Ok(findings)
    }
}

/// Keeps the first [`NAMED`] of all that are inserted, in whatever order they come. Tells whether
/// one had to go.
fn insert_named<T: Ord>(named: &mut BTreeSet<T>, item: T) -> bool {
    named.insert(item);
    named.len() > NAMED && named.pop_last().is_some()
}

/// Lays the runs over the line of numbers. What falls on a free place takes it; what falls on a
/// taken place is compared with what is there, which stands before it in the report.
fn examine(log: &Log, digests: &mut Digests) -> io::Result<Sequence> {
    let mut found = Sequence::default();
    let mut runs = log.runs.clone();
    runs.sort_by_key(|run| run.order);
    let mut taken: BTreeMap<i64, (i64, usize)> = BTreeMap::new();
    for (i, run) in runs.iter().enumerate() {
        let (mut seq, high) = (run.low(), run.high());
        loop {
            // The stretch that holds `seq`, or else the next one.
            let before = taken.range(..=seq).next_back();
            let inside = before.filter(|(_, (end, _))| *end >= seq).map(|(_, v)| *v);
            if let Some((end, other)) = inside {
                let last = end.min(high);
                for n in seq..=last {
                    compare(&mut found, digests, n, &runs[other], run)?;
                }
                if last == high {
                    break;
                }
                seq = last + 1;
                continue;
            }
            let next = taken.range(seq..).next().map(|(start, _)| *start);
            let last = next.map_or(high, |start| high.min(start - 1));
            taken.insert(seq, (last, i));
            if last == high {
                break;
            }
            seq = last + 1;
        }
    }
    let mut ends = taken.iter().map(|(start, (end, _))| (*start, *end));
    let mut previous = ends.next().map(|(_, end)| end);
    for (start, end) in ends {
        if let Some(before) = previous.filter(|p| start - 1 > *p) {
            found.gap_count += 1;
            found.missing += start.abs_diff(before) as u128 - 1;
            if found.gaps.len() < NAMED {
                found.gaps.push((before + 1, start - 1));
            }
        }
        previous = Some(end);
    }
    found.taken = taken;
    Ok(found)
}

fn compare(
    found: &mut Sequence,
    digests: &mut Digests,
    seq: i64,
    first: &Run,
    second: &Run,
) -> io::Result<()> {
    let same = digests.get(first.digest + first.offset(seq))?
        == digests.get(second.digest + second.offset(seq))?;
    let (count, named) = match same {
        true => (&mut found.copy_count, &mut found.copies),
        false => (&mut found.conflict_count, &mut found.conflicts),
    };
    *count += 1;
    insert_named(named, (seq, first.order(seq), second.order(seq)));
    Ok(())
}

/// One organisation, one issuer.
fn other_issuer(log: &Log, stranger: &Log, source: &dyn Fn(Order) -> Source) -> Check {
    let check = Check::unknown(CheckName::Signer, Reason::UnexpectedSigner).note(format!(
        "Other events of this organisation are signed with the key that you pinned as {}, the first \
         at {}. Your pins do not say that both keys are of one issuer. The first fingerprint is that \
         of this log.",
        stranger.signer.label.as_deref().unwrap_or_default(),
        place(&source(stranger.first))
    ));
    check.key_of(&log.signer).key_of(&stranger.signer)
}

/// What the checks of its events come to: a log is no better than they are.
fn check_events(finding: &mut Finding, log: &Log) {
    for (reason, (check, count)) in &log.doubts {
        let note = format!("{count} of {} events, each by itself.", log.events);
        let check = Check::unknown(*check, *reason).note(note);
        finding.add(match check.check {
            CheckName::Signer => check.key_of(&log.signer),
            _ => check,
        });
    }
    // All of them have canonical bytes; some may state no hash of these.
    let content =
        if log.hashed == log.events { CheckName::PayloadHash } else { CheckName::CanonicalForm };
    for name in [content, CheckName::Signature, CheckName::Binding, CheckName::Signer] {
        if !log.doubts.values().any(|(doubted, _)| *doubted == name) {
            let note = match name {
                CheckName::Signature => format!("{} events, each by itself.", log.events),
                _ => "Each event by itself.".to_owned(),
            };
            finding.add(Check::pass(name).note(note));
        }
    }
}

fn check_sequence(
    finding: &mut Finding,
    log: &Log,
    sequence: &Sequence,
    contiguous: bool,
    source: &dyn Fn(Order) -> Source,
) {
    let low = log.runs.iter().map(Run::low).min().unwrap_or_default();
    let high = log.runs.iter().map(Run::high).max().unwrap_or_default();
    let range = format!("The numbers of the events present run from {low} to {high}.");
    let check = CheckName::Sequence;
    let claims = log.claims.iter();
    let claims = claims.map(|(order, seq, _)| format!("no. {seq} at {}", place(&source(*order))));
    let claims = claims.collect::<Vec<_>>().join(", ");
    let more_claims = more(log.claim_count, log.claims.len());
    let mut claimed = match log.claim_count {
        0 => None,
        1 => Some(format!("An event that is not verified has {claims}.")),
        _ => Some(format!("Events that are not verified have {claims}{more_claims}.")),
    };
    let only_claimed = only_claimed(log, sequence, low, high);
    let reason = only_claimed.map_or(Reason::SequenceGap, |(_, fault)| fault);
    let is_open = only_claimed.is_some() || log.claims.iter().any(|(_, n, _)| !sequence.has(*n));
    // No number is missing, but some events are not verified: these are what it is about.
    let about_events = |check: Check| match only_claimed {
        None => check,
        Some((events, _)) => check
            .clause(match events {
                1 => "1 event of the log is not verified".to_owned(),
                events => format!("{events} events of the log are not verified"),
            })
            .possible_causes("Events that are not verified have numbers of this log.")
            .next_step("See the results of these events: each has its own."),
    };
    if sequence.gap_count > 0 {
        let outcome = if contiguous { Check::fail } else { Check::unknown };
        let gaps: Vec<String> = sequence.gaps.iter().map(|(a, b)| stretch(*a, *b)).collect();
        let gaps = format!("{}{}", gaps.join(", "), more(sequence.gap_count, sequence.gaps.len()));
        let mut gap = about_events(outcome(check, reason)).note(range);
        if let Some(claimed) = claimed.take() {
            gap.add_to_note(&claimed);
        }
        finding.add(match only_claimed {
            Some(_) => gap.calculated(format!("not verified: {gaps}")),
            None => gap.calculated(format!("missing: {gaps}")).clause(format!(
                "gap: {}{}",
                missing(sequence, &gaps),
                present(log, sequence)
            )),
        });
    } else if let Some(claimed) = claimed.take_if(|_| is_open) {
        let mut open = about_events(Check::unknown(check, reason)).note(range);
        open.add_to_note(&claimed);
        if only_claimed.is_none() {
            open.add_to_note("Whether an event with such a number is missing is not established.");
        }
        finding.add(open);
    } else if sequence.conflict_count == 0 {
        let mut whole = Check::pass(check).note(range);
        whole.add_to_note(
            "None between them is missing. What was cut off before the first or after the last \
             number cannot be seen.",
        );
        if let Some(claimed) = claimed.take() {
            whole.add_to_note(&claimed);
        }
        finding.add(whole);
    }
    let doubles = |count: u64, named: &BTreeSet<(i64, Order, Order)>| -> String {
        let each = named.iter().map(|(seq, a, b)| {
            format!("no. {seq} at {} and {}", place(&source(*a)), place(&source(*b)))
        });
        format!("{}{}", each.collect::<Vec<_>>().join(", "), more(count, named.len()))
    };
    if sequence.conflict_count > 0 {
        let words = doubles(sequence.conflict_count, &sequence.conflicts);
        let mut conflict = Check::fail(check, Reason::SequenceConflict)
            .note(format!("Different events have one number: {words}."));
        if let Some(claimed) = claimed.take() {
            conflict.add_to_note(&claimed);
        }
        finding.add(conflict);
        for (_, a, b) in &sequence.conflicts {
            finding.matched_with.extend([source(*a), source(*b)]);
        }
    }
    if sequence.copy_count > 0 {
        let words = doubles(sequence.copy_count, &sequence.copies);
        finding.add(
            Check::noted(check, Reason::SequenceDuplicate)
                .note(format!("The same event is there twice: {words}.")),
        );
    }
}

/// Which events are missing, and how many.
fn missing(sequence: &Sequence, gaps: &str) -> String {
    match sequence.missing {
        1 => format!("event no. {gaps} is missing (1 event)"),
        count => format!("events no. {gaps} are missing ({count} events)"),
    }
}

/// That the events that are there are verified, if nothing speaks against one of them.
fn present(log: &Log, sequence: &Sequence) -> String {
    let all_verified = log.is_pinned()
        && log.doubts.is_empty()
        && log.claim_count == 0
        && sequence.conflict_count == 0;
    let count: u64 = sequence.taken.iter().map(|(low, (high, _))| high.abs_diff(*low) + 1).sum();
    match (all_verified, count) {
        (false, _) => String::new(),
        (true, 1) => "; the 1 event present is verified".to_owned(),
        (true, _) => format!("; the {count} events present are verified"),
    }
}

/// How many events that do not hold bear numbers of the log that no other has, and why the first of
/// them does not, if with these no number is missing.
fn only_claimed(log: &Log, sequence: &Sequence, low: i64, high: i64) -> Option<(u64, Reason)> {
    let open = || log.claims.iter().filter(|(_, number, _)| !sequence.has(*number));
    let numbers: BTreeSet<i64> = open().map(|(_, number, _)| *number).collect();
    let below = numbers.first().map_or(0, |first| low.saturating_sub(*first).max(0));
    let above = numbers.last().map_or(0, |last| last.saturating_sub(high).max(0));
    let absent = sequence.missing + below as u128 + above as u128;
    let first = match log.unnamed_claims {
        // Of those that are not named, it is not known which numbers they bear.
        true if sequence.gap_count == 0 => log.claims.first(),
        true => None,
        false => open().next(),
    };
    let events = if log.unnamed_claims { log.claim_count } else { open().count() as u64 };
    first.filter(|_| absent == numbers.len() as u128).map(|(_, _, fault)| (events, *fault))
}

fn stretch(low: i64, high: i64) -> String {
    if low == high { low.to_string() } else { format!("{low} to {high}") }
}

fn more(all: u64, named: usize) -> String {
    match all - named as u64 {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    }
}

fn place(source: &Source) -> String {
    let path = proofdesk_core::visible_name(&source.path);
    match (&source.line, &source.pointer) {
        (Some(line), _) => format!("{path}:{line}"),
        (None, Some(pointer)) => format!("{path}#{pointer}"),
        (None, None) => path.into_owned(),
    }
}
