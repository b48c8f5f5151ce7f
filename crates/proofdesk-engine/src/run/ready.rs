//! What is done with a block on the worker that judged it.

use super::digested::Roots;
use super::summary::Summary;
use crate::evidence::Numbered;
use crate::input::{BlockYield, Judged};
use crate::lookup::{self, Match, Query};
use crate::order::Located;

/// A block's yield, sorted by what becomes of it.
pub(crate) struct Ready<T> {
    /// Final results, prepared.
    pub streamed: Option<T>,
    pub tally: Summary,
    pub numbered: Vec<(Numbered, Option<String>)>,
    /// What waits for the others.
    pub rest: BlockYield,
    pub found: Vec<(usize, Match)>,
}

/// Done on the worker: everything about a block that needs no one else.
pub(crate) fn sort_out<T>(
    mut found: BlockYield,
    queries: &[Query],
    roots: &Roots,
    prepare: &(dyn Fn(Vec<Located>) -> T + Sync),
) -> Ready<T> {
    let judged = std::mem::take(&mut found.results);
    let mut ready = Ready {
        streamed: None,
        tally: Summary::default(),
        numbered: Vec::new(),
        rest: found,
        found: Vec::new(),
    };
    let mut results = Vec::new();
    for mut judged in judged {
        if !judged.is_final() {
            judged.draft.shrink_to_fit();
            ready.rest.results.push(judged);
            continue;
        }
        let Judged { order, mut draft, .. } = judged;
        let entry = draft.audit.take();
        let finding = draft.conclude();
        let matching = lookup::matching(queries, &finding);
        let asked_for = !matching.is_empty();
        ready.numbered.extend(entry.map(|entry| {
            let pointer = finding.source.pointer.clone();
            (Numbered::new(entry, order, &finding, asked_for), pointer)
        }));
        if queries.is_empty() || !matching.is_empty() {
            ready.found.extend(matching);
            ready.tally.count(&finding, roots);
            results.push(Located { order, finding });
        }
    }
    if !results.is_empty() {
        ready.streamed = Some(prepare(results));
    }
    ready
}
