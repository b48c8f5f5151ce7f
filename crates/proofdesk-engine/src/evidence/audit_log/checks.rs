use std::collections::BTreeSet;

use proofdesk_core::counted;
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{Check, CheckName, Finding, Source};

use super::NAMED;
use super::log::{Log, Run};
use super::sequence::Sequence;
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
            "The issuer may have changed its key, or somebody else whose key you pinned signed events in \
             the organisation's name.",
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
            finding.add(Check::pass(name).note(note));
        }
    }
}

/// Other logs of the same organisation.
pub(super) struct Others<'l> {
    /// Those under keys of other issuers that the user pinned.
    pub pinned: Vec<&'l Log>,
    /// Those under keys that nobody pinned.
    pub unpinned: Vec<&'l Log>,
}

/// The numbers of the log. `unread` is how many values of its files could not be read.
pub(super) fn check_sequence(
    finding: &mut Finding,
    log: &Log,
    sequence: &Sequence,
    others: &Others<'_>,
    contiguous: bool,
    unread: u64,
    source: &dyn Fn(Order) -> Source,
) {
    let low = log.runs.iter().map(Run::low).min().unwrap_or_default();
    let high = log.runs.iter().map(Run::high).max().unwrap_or_default();
    let range = format!("The numbers of the events present run from {low} to {high}.");
    let check = CheckName::Sequence;
    let claims = log.claims.iter();
    let claims = claims.map(|(order, seq, _)| format!("{seq}, at {}", place(&source(*order))));
    let claims = claims.collect::<Vec<_>>().join("; ");
    let more_claims = more(log.claim_count, log.claims.len());
    let mut claimed = match log.claim_count {
        0 => None,
        1 => Some(format!("An event that did not pass its own checks shows number {claims}.")),
        _ => Some(format!(
            "Events that did not pass their own checks show these numbers: {claims}{more_claims}."
        )),
    };
    let only_claimed = only_claimed(log, sequence, low, high);
    let reason = only_claimed.map_or(Reason::SequenceGap, |(_, fault)| fault);
    let is_open = only_claimed.is_some() || log.claims.iter().any(|(_, n, _)| !sequence.has(*n));
    // No number is missing, but some events did not pass: these are what it is about.
    let about_events = |check: Check| match only_claimed {
        None => check,
        Some((events, _)) => check
            .clause(match events {
                1 => "1 event of the log did not pass its own checks".to_owned(),
                events => format!("{events} events of the log did not pass their own checks"),
            })
            .possible_causes("Some of its events may have been altered, or cannot be checked.")
            .next_step("See the results of these events: each has its own."),
    };
    if sequence.gap_count > 0 {
        // What is there and not verified, or signed with another key, is told of by itself.
        let present_elsewhere = match only_claimed {
            Some(_) => Vec::new(),
            None => {
                let claimed = unverified_in_gaps(log, sequence);
                let claimed = claimed.into_iter().map(|number| (number, number));
                joined(claimed.chain(in_gaps(sequence, &others.pinned)).collect())
            }
        };
        let absent = sequence.missing - count(&present_elsewhere);
        let is_whole = absent == 0;
        let outcome = if contiguous && !is_whole { Check::fail } else { Check::unknown };
        let gaps = sequence.gaps.iter().flat_map(|gap| without(*gap, &present_elsewhere));
        let gaps = format!("{}{}", listed(gaps), more(sequence.gap_count, sequence.gaps.len()));
        let reason = if is_whole { Reason::UnexpectedSigner } else { reason };
        let mut gap = about_events(outcome(check, reason)).note(range);
        let strange = joined(in_gaps(sequence, &others.unpinned));
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
            Some(_) => gap.shown(format!("did not pass: {gaps}")),
            None if is_whole => gap.clause(format!(
                "events of this organisation that are signed with another key, or did not pass their own \
                 checks, have the numbers that are missing in this log: {}",
                listed(present_elsewhere.into_iter())
            )),
            None => {
                let clause = format!("{}{}", missing(absent, &gaps), present(log, sequence));
                let gap = gap.calculated(format!("missing: {gaps}")).clause(clause);
                if unread == 0 { gap } else { unread_in_its_files(gap, unread, absent) }
            }
        });
    } else if let Some(claimed) = claimed.take_if(|_| is_open) {
        let mut open = about_events(Check::unknown(check, reason)).note(range);
        open.add_to_note(&claimed);
        if only_claimed.is_none() {
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
fn unread_in_its_files(gap: Check, unread: u64, absent: u128) -> Check {
    let [them, they, these] = match absent {
        1 => ["this event", "it is", "this event"],
        _ => ["these events", "they are", "these events"],
    };
    let (what, lie) = match unread {
        1 => ("1 value".to_owned(), "is"),
        n => (format!("{n} values"), "are"),
    };
    gap.possible_causes(format!(
        "What could not be read in the files of the log ({what}) may be {them}. {}",
        Reason::SequenceGap.cause()
    ))
    .next_step(format!(
        "Ask for the files again, since {what} in them {lie} damaged. If {they} still missing, ask the \
         issuer for {these}, or why {they} missing."
    ))
}

/// Which events are missing, and how many.
fn missing(absent: u128, gaps: &str) -> String {
    match absent {
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

/// The numbers without a verified event that an event which does not hold bears, where all of these are known
/// and all gaps are listed.
fn unverified_in_gaps(log: &Log, sequence: &Sequence) -> BTreeSet<i64> {
    if log.unnamed_claims || sequence.gap_count > sequence.gaps.len() as u64 {
        return BTreeSet::new();
    }
    let is_in_gap =
        |number: &i64| sequence.gaps.iter().any(|(low, high)| (*low..=*high).contains(number));
    log.claims.iter().map(|(_, number, _)| *number).filter(is_in_gap).collect()
}

/// Numbers from one to another.
type Stretch = (i64, i64);

/// The numbers in the gaps that events of other logs have, where all gaps are listed.
fn in_gaps(sequence: &Sequence, others: &[&Log]) -> Vec<Stretch> {
    if sequence.gap_count > sequence.gaps.len() as u64 {
        return Vec::new();
    }
    let runs = || others.iter().flat_map(|other| &other.runs);
    let within = |(low, high): &Stretch| {
        let (low, high) = (*low, *high);
        runs().map(move |run| (run.low().max(low), run.high().min(high)))
    };
    sequence.gaps.iter().flat_map(within).filter(|(low, high)| low <= high).collect()
}

/// Stretches in order, those that overlap or touch as one.
fn joined(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_unstable();
    let mut joined: Vec<Stretch> = Vec::new();
    for (low, high) in stretches {
        match joined.last_mut() {
            Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
            _ => joined.push((low, high)),
        }
    }
    joined
}

fn count(stretches: &[Stretch]) -> u128 {
    stretches.iter().map(|(low, high)| u128::from(high.abs_diff(*low)) + 1).sum()
}

/// A stretch without others, which are in order and apart.
fn without((low, high): Stretch, others: &[Stretch]) -> Vec<Stretch> {
    let (mut rest, mut next) = (Vec::new(), Some(low));
    for (first, last) in others.iter().filter(|(first, last)| *last >= low && *first <= high) {
        rest.extend(next.filter(|next| next < first).map(|next| (next, first - 1)));
        next = last.checked_add(1);
    }
    rest.extend(next.filter(|next| *next <= high).map(|next| (next, high)));
    rest
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
