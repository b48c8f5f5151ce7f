use std::collections::{BTreeMap, BTreeSet};

use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{CheckName, KeySource, Signer};

use super::NAMED;
use super::numbered::Fault;
use super::stretch::Stretch;
use crate::order::Order;

/// Numbers one apart, each on the line (or element) behind the other, of one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub first: i64,
    /// `1` or `-1`: exports list the oldest or the newest first. `0` while there is one event.
    pub step: i64,
    pub len: u64,
    /// Place of the first digest.
    pub digest: u64,
    pub order: Order,
}

impl Run {
    pub(super) fn low(&self) -> i64 {
        if self.step < 0 { self.first - (self.len as i64 - 1) } else { self.first }
    }

    pub(super) fn high(&self) -> i64 {
        self.low() + (self.len as i64 - 1)
    }

    pub(super) fn numbers(&self) -> Stretch {
        (self.low(), self.high())
    }

    pub(super) fn offset(&self, seq: i64) -> u64 {
        self.first.abs_diff(seq)
    }

    pub(super) fn order(&self, seq: i64) -> Order {
        self.order.advanced(self.offset(seq))
    }

    pub(super) fn accepts(&self, seq: i64, order: Order) -> Option<i64> {
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
pub(super) struct Log {
    /// That of the first event that holds, and where this is: labels can differ for one key.
    pub signer: Signer,
    pub first: Order,
    pub events: u64,
    /// How many of the events state a payload hash.
    pub hashed: u64,
    /// What was not established of some of the events, and of how many.
    pub doubts: BTreeMap<Reason, (CheckName, u64)>,
    pub runs: Vec<Run>,
    /// Numbers claimed by events that do not hold, and why these do not.
    pub claims: Vec<(Run, Fault)>,
    /// The first of these numbers.
    pub named_claims: BTreeSet<(Order, i64)>,
    pub claim_count: u64,
    pub asked_for: bool,
    /// Where there are several keys of one issuer, each with its first event and how many it signed.
    pub keys: Vec<(Order, Signer, u64)>,
}

impl Log {
    pub(super) fn new() -> Self {
        Self {
            signer: Signer::NONE,
            first: Order::default(),
            events: 0,
            hashed: 0,
            doubts: BTreeMap::new(),
            runs: Vec::new(),
            claims: Vec::new(),
            named_claims: BTreeSet::new(),
            claim_count: 0,
            asked_for: false,
            keys: Vec::new(),
        }
    }

    /// Takes the claim of an event that does not hold.
    pub(super) fn claim(&mut self, seq: i64, order: Order, fault: Fault) {
        self.claim_count += 1;
        insert_named(&mut self.named_claims, (order, seq));
        if let Some((run, last)) = self.claims.last_mut()
            && let Some(step) = run.accepts(seq, order).filter(|_| *last == fault)
        {
            run.step = step;
            run.len += 1;
            return;
        }
        self.claims.push((Run { first: seq, step: 0, len: 1, digest: 0, order }, fault));
    }

    /// Takes the events of another key of the same issuer.
    pub(super) fn absorb(&mut self, other: Self) {
        if self.keys.is_empty() {
            self.keys.push((self.first, self.signer.clone(), self.events));
        }
        self.keys.push((other.first, other.signer.clone(), other.events));
        self.keys.sort_by_key(|(first, ..)| *first);
        if other.first < self.first {
            (self.first, self.signer) = (other.first, other.signer);
        }
        self.events += other.events;
        self.hashed += other.hashed;
        for (reason, (check, count)) in other.doubts {
            self.doubts.entry(reason).or_insert((check, 0)).1 += count;
        }
        self.runs.extend(other.runs);
        self.claim_count += other.claim_count;
        self.claims.extend(other.claims);
        for claim in other.named_claims {
            insert_named(&mut self.named_claims, claim);
        }
        self.asked_for |= other.asked_for;
    }

    /// Whether the user pinned the key under which its events hold.
    pub(super) fn is_pinned(&self) -> bool {
        self.signer.source == KeySource::Pinned
    }
}

/// Keeps the first [`NAMED`] of all that are inserted, in whatever order they come.
pub(super) fn insert_named<T: Ord>(named: &mut BTreeSet<T>, item: T) {
    named.insert(item);
    if named.len() > NAMED {
        named.pop_last();
    }
}
