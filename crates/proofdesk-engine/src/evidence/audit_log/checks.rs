use std::collections::{BTreeMap, BTreeSet};

use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{Check, CheckName, Finding, Signer, Source, signed_with};
use proofdesk_core::{capital, counted};

use super::NAMED;
use super::log::{Log, Run};
use super::numbered::Fault;
use super::sequence::Sequence;
use super::stretch::{Stretch, common, count, joined, without};
use crate::lookup::NotRead;
use crate::order::Order;

/// One organisation, one issuer.
pub(super) fn other_issuer(log: &Log, stranger: &Log, source: &dyn Fn(Order) -> Source) -> Check {
    let check = Check::unknown(CheckName::Signer, Reason::UnexpectedSigner).note(format!(
        "Other events of this organisation are signed with the key that you pinned as {}, the first \
         at {}. Your pins do not say that both keys are of one issuer. The first fingerprint is that \
         of this log.",
        stranger.signer.label.as_deref().unwrap_or_default(),
        place(&source(stranger.first))
    ));
    let check = check
        .clause(
            "this organisation's events are signed with two keys, and your pins do not say that both belong \
             to one issuer",
        )
        .possible_causes(
            "The issuer may have changed its key, or somebody else whose key you pinned may have signed \
             events in the organisation's name.",
        )
        .next_step(
            "If both keys are of one issuer, pin both with its domain. Else ask the issuer which events \
             belong to this log.",
        );
    check.key_of(&log.signer).key_of(&stranger.signer)
}

/// What the checks of its events come to: a log is no better than they are.
pub(super) fn check_events(finding: &mut Finding, log: &Log, sequence: &Sequence) {
    // A copy is read and judged too, but it is no other event.
    let all = match sequence.copy_count {
        0 => events(log.events),
        copies => format!(
            "{} ({} different, {} repeated)",
            events(log.events),
            log.events - copies.min(log.events),
            copies
        ),
    };
    for (reason, (check, count)) in &log.doubts {
        let note = format!("Inconclusive for {count} of {all}.");
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
                CheckName::Signature => format!("Checked for each of {all}."),
                _ => "Checked for each event.".to_owned(),
            };
            let check = Check::pass(name);
            finding.add(match name {
                CheckName::Signer if !log.keys.is_empty() => signed_with_keys(check, &log.keys),
                _ => check.note(note),
            });
        }
    }
}

/// Which keys of one issuer signed how many of the events.
fn signed_with_keys(check: Check, keys: &[(Order, Signer, u64)]) -> Check {
    let labels: Vec<Option<&str>> =
        keys.iter().map(|(_, signer, _)| signer.label.as_deref()).collect();
    let each = keys.iter().map(|(_, signer, count)| {
        format!("{}: {}", signer.label.as_deref().unwrap_or_default(), events(*count))
    });
    let note = format!(
        "Checked for each event. They are signed with {} keys that you pinned for one issuer: {}.",
        keys.len(),
        each.collect::<Vec<_>>().join("; ")
    );
    let check = check.clause(signed_with(&labels)).remark(note);
    keys.iter().fold(check, |check, (_, signer, _)| check.key_of(signer))
}

/// Other logs of the same organisation.
pub(super) struct Others<'l> {
    /// Those under keys of other issuers that the user pinned.
    pub pinned: Vec<&'l Log>,
    /// Those under keys that nobody pinned.
    pub unpinned: Vec<&'l Log>,
}

/// What the gaps of a log are looked at with.
pub(super) struct Beside<'l> {
    pub others: Others<'l>,
    /// The claims of events of the organisation that name no key.
    pub keyless: &'l [(Run, Fault)],
    /// What of the evidence could not be read.
    pub unread: &'l NotRead,
    /// A gap is a mismatch.
    pub contiguous: bool,
}

/// The numbers of the log.
pub(super) fn check_sequence(
    finding: &mut Finding,
    log: &Log,
    sequence: &Sequence,
    beside: &Beside<'_>,
    source: &dyn Fn(Order) -> Source,
) {
    let low = log.runs.iter().map(Run::low).min().unwrap_or_default();
    let high = log.runs.iter().map(Run::high).max().unwrap_or_default();
    let range = format!("The numbers of the events present run from {low} to {high}.");
    let check = CheckName::Sequence;
    let claims = log.named_claims.iter();
    let claims = claims.map(|(order, seq)| format!("{seq}, at {}", place(&source(*order))));
    let claims = claims.collect::<Vec<_>>().join("; ");
    let more_claims = more(log.claim_count, log.named_claims.len());
    let all_faults = log.claims.iter().map(|(_, fault)| *fault);
    let mut claimed = match log.claim_count {
        0 => None,
        1 => Some(format!("An event that {} shows number {claims}.", came_to(1, all_faults))),
        many => Some(format!(
            "Events that {} show these numbers: {claims}{more_claims}.",
            came_to(many, all_faults)
        )),
    };
    let open = OpenClaims::of(log, beside.keyless, sequence, (low, high));
    let is_open = !open.numbers.is_empty();
    // No number is missing, but some events did not pass: these are what it is about.
    let only_claimed = open.are_all_that_is_missing(sequence, low, high);
    let about_events = |check: Check| match only_claimed {
        false => check,
        true => check
            .clause(format!(
                "{} of the log {}",
                events(open.events),
                came_to(open.events, open.faults())
            ))
            .possible_causes(open.causes())
            .next_step(match open.events {
                1 => "See the result of this event, which has its own.",
                _ => "See the results of these events: each has its own.",
            }),
    };
    let reason = open.first.filter(|_| only_claimed).map(|(_, fault)| fault.reason);
    let reason = reason.unwrap_or(Reason::SequenceGap);
    if sequence.gap_count > 0 {
        // What is there and not verified, or signed with another key, is told of by itself.
        let present_elsewhere = match only_claimed {
            true => Vec::new(),
            false => {
                let claimed = open.numbers.iter().copied();
                joined(in_gaps(sequence, claimed.chain(numbers(&beside.others.pinned))))
            }
        };
        let absent = sequence.missing - count(&present_elsewhere);
        let is_whole = absent == 0;
        let failed = open.first_failed_between(low, high).filter(|_| only_claimed);
        let is_unread = !is_whole && !only_claimed && !beside.unread.is_empty();
        // A number that an event shows is not missing. If the event fails, so does the log.
        let fails = beside.contiguous
            && match only_claimed {
                true => failed.is_some(),
                false => !is_whole && !is_unread,
            };
        let outcome = if fails { Check::fail } else { Check::unknown };
        let gaps =
            sequence.gaps.iter().flat_map(|gap| without(*gap, present_elsewhere.iter().copied()));
        let gaps = format!("{}{}", listed(gaps), more(sequence.gap_count, sequence.gaps.len()));
        let reason = match failed.filter(|_| fails) {
            Some(fault) => fault.reason,
            None if is_whole => Reason::UnexpectedSigner,
            None => reason,
        };
        let mut gap = about_events(outcome(check, reason)).note(range);
        let strange = joined(in_gaps(sequence, numbers(&beside.others.unpinned)));
        if !strange.is_empty() {
            gap.add_to_note(&format!(
                "Events signed with keys that you did not pin show these numbers of the gaps: {}.",
                listed(strange.into_iter())
            ));
        }
        if let Some(claimed) = claimed.take() {
            gap.add_to_note(&claimed);
        }
        finding.add(match only_claimed {
            true if open.faults().all(|fault| !fault.failed) => {
                gap.shown(format!("could not be checked: {gaps}"))
            }
            true => gap.shown(format!("did not pass: {gaps}")),
            false if is_whole => gap.clause(format!(
                "events of this organisation that are signed with another key, or did not pass their own \
                 checks, have the numbers that are missing in this log: {}",
                listed(present_elsewhere.into_iter())
            )),
            false => {
                let unread = if is_unread { ", or in what could not be read" } else { "" };
                let clause =
                    format!("{}{unread}{}", missing(absent, &gaps), present(log, sequence));
                let gap = gap.calculated(format!("missing: {gaps}")).clause(clause);
                if is_unread { may_be_unread(gap, beside.unread, absent) } else { gap }
            }
        });
    } else if let Some(claimed) = claimed.take_if(|_| is_open) {
        let mut open = about_events(Check::unknown(check, reason)).note(range);
        open.add_to_note(&claimed);
        if !only_claimed {
            open.add_to_note("Whether an event with such a number is missing cannot be told.");
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
                .note(format!("The same event is there more than once: {words}.")),
        );
    }
}

/// That what is missing may stand in what nobody could read.
fn may_be_unread(gap: Check, unread: &NotRead, absent: u128) -> Check {
    let ([these, they], are) = match absent {
        1 => (["this event", "it"], "is"),
        _ => (["these events", "they"], "are"),
    };
    let places = unread.places();
    gap.possible_causes(format!(
        "{} may be in what could not be read: {places}. {}",
        capital(these),
        Reason::SequenceGap.cause()
    ))
    .next_step(format!(
        "Ask for what could not be read again: {places}. If {they} {are} still missing, ask the issuer for \
         {these}, or why {they} {are} missing."
    ))
}

/// Which events are missing, and how many.
fn missing(absent: u128, gaps: &str) -> String {
    match absent {
        1 => format!("event no. {gaps} is missing"),
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

/// What events that do not hold came to: a clause that continues "events that".
fn came_to(events: u64, faults: impl Iterator<Item = Fault>) -> &'static str {
    let (mut failed, mut unchecked) = (false, false);
    faults.for_each(|fault| *if fault.failed { &mut failed } else { &mut unchecked } = true);
    match (failed, unchecked, events) {
        (false, true, _) => "could not be checked",
        (true, true, _) => "did not pass their own checks, or could not be checked",
        (_, false, 1) => "did not pass its own checks",
        (_, false, _) => "did not pass their own checks",
    }
}

/// What the claims to numbers that no event of the log has come to.
#[derive(Default)]
struct OpenClaims {
    /// The numbers, in order and apart.
    numbers: Vec<Stretch>,
    /// Of events that fail, and of those that could not be checked.
    failed: Vec<(Stretch, Order, Fault)>,
    unchecked: Vec<Stretch>,
    /// How many events claim them.
    events: u64,
    /// The first of these events, and why it does not hold.
    first: Option<(Order, Fault)>,
    /// Each reason, by the first event that has it.
    by_fault: BTreeMap<Fault, Order>,
}

impl OpenClaims {
    /// `all` are the numbers of the log, from the lowest to the highest. An event without a key is of no log in particular: it
    /// can explain a gap, and changes nothing else.
    fn of(log: &Log, keyless: &[(Run, Fault)], sequence: &Sequence, all: Stretch) -> Self {
        let mut open = Self::default();
        let named = log.claims.iter().map(|(run, fault)| (run, fault, run.numbers()));
        let keyless = keyless.iter();
        let keyless =
            keyless.filter_map(|(run, fault)| Some((run, fault, common(run.numbers(), all)?)));
        let mut numbers = Vec::new();
        for (run, fault, claimed) in named.chain(keyless) {
            for part in sequence.free(claimed) {
                let order = run.order(part.0).min(run.order(part.1));
                open.events += part.1.abs_diff(part.0) + 1;
                open.first = open.first.into_iter().chain([(order, *fault)]).min();
                let first = open.by_fault.entry(*fault).or_insert(order);
                *first = order.min(*first);
                match fault.failed {
                    true => open.failed.push((part, order, *fault)),
                    false => open.unchecked.push(part),
                }
                numbers.push(part);
            }
        }
        open.unchecked = joined(open.unchecked);
        open.numbers = joined(numbers);
        open
    }

    fn faults(&self) -> impl Iterator<Item = Fault> {
        self.by_fault.keys().copied()
    }

    /// What may have caused it, by the reasons of the events, that of the first before the others.
    fn causes(&self) -> String {
        let mut faults: Vec<(Order, Reason)> =
            self.by_fault.iter().map(|(fault, order)| (*order, fault.reason)).collect();
        faults.sort();
        let mut causes: Vec<&str> = Vec::new();
        for (_, reason) in faults {
            if !causes.contains(&reason.cause()) {
                causes.push(reason.cause());
            }
        }
        causes.join(" ")
    }

    /// Whether with these numbers none of the log is missing.
    fn are_all_that_is_missing(&self, sequence: &Sequence, low: i64, high: i64) -> bool {
        let (Some((first, _)), Some((_, last))) = (self.numbers.first(), self.numbers.last())
        else {
            return false;
        };
        let below = low.saturating_sub(*first).max(0);
        let above = last.saturating_sub(high).max(0);
        sequence.missing + below as u128 + above as u128 == count(&self.numbers)
    }

    /// Why the first event does not hold that fails and shows a number from one to another, if no other event
    /// shows this number that could not be checked.
    fn first_failed_between(&self, low: i64, high: i64) -> Option<Fault> {
        let unchecked = || self.unchecked.iter().copied();
        let is_alone = |part: Stretch| {
            let inside = common(part, (low, high));
            inside.is_some_and(|inside| !without(inside, unchecked()).is_empty())
        };
        let failed = self.failed.iter().filter(|(part, ..)| is_alone(*part));
        failed.min_by_key(|(_, order, _)| *order).map(|(.., fault)| *fault)
    }
}

/// What of these stretches lies in the gaps, where all of these are listed.
fn in_gaps(sequence: &Sequence, stretches: impl Iterator<Item = Stretch> + Clone) -> Vec<Stretch> {
    if sequence.gap_count > sequence.gaps.len() as u64 {
        return Vec::new();
    }
    let within = |gap: &Stretch| {
        let gap = *gap;
        stretches.clone().filter_map(move |stretch| common(gap, stretch))
    };
    sequence.gaps.iter().flat_map(within).collect()
}

/// The numbers of logs.
fn numbers<'l>(logs: &'l [&'l Log]) -> impl Iterator<Item = Stretch> + Clone + 'l {
    logs.iter().flat_map(|log| &log.runs).map(Run::numbers)
}

/// The first stretches in words.
fn listed(stretches: impl Iterator<Item = Stretch>) -> String {
    let all: Vec<String> = stretches.map(|(low, high)| stretch(low, high)).collect();
    let named = all.len().min(NAMED);
    format!("{}{}", all[..named].join(", "), more(all.len() as u64, named))
}

fn events(count: u64) -> String {
    counted(count, "event")
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
    let path = source.visible_name();
    match (&source.line, &source.pointer) {
        (Some(line), _) => format!("{path}:{line}"),
        (None, Some(pointer)) => format!("{path}#{pointer}"),
        (None, None) => path.into_owned(),
    }
}
