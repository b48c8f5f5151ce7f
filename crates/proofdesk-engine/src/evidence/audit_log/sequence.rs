use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::NAMED;
use super::digests::Digests;
use super::log::{Log, Run, insert_named};
use super::stretch::{Stretch, without};
use crate::order::Order;

/// What is there, missing, doubled or contradicted in a log.
#[derive(Default)]
pub(super) struct Sequence {
    /// Low end of each stretch of numbers, its high end and its run. Stretches do not overlap.
    pub taken: BTreeMap<i64, (i64, usize)>,
    pub gaps: Vec<Stretch>,
    pub gap_count: u64,
    pub missing: u128,
    pub conflicts: BTreeSet<(i64, Order, Order)>,
    pub conflict_count: u64,
    pub copies: BTreeSet<(i64, Order, Order)>,
    pub copy_count: u64,
}

impl Sequence {
    /// The stretches of numbers from one to another that no event has.
    pub(super) fn free(&self, (low, high): Stretch) -> Vec<Stretch> {
        let before = self.taken.range(..low).next_back();
        let taken = before.into_iter().chain(self.taken.range(low..=high));
        without((low, high), taken.map(|(start, (end, _))| (*start, *end)))
    }
}

/// Lays the runs over the line of numbers. What falls on a free place takes it; what falls on a
/// taken place is compared with what is there, which stands before it in the report.
pub(super) fn examine(log: &Log, digests: &mut Digests) -> io::Result<Sequence> {
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
