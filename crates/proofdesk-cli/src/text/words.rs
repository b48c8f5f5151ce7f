//! Numbers, places and clauses in words.

use std::collections::BTreeMap;

use proofdesk_engine::core::capital;
use proofdesk_engine::core::verdict::{Check, Kind, Source};

/// How many there are of each kind.
pub(super) type Kinds = BTreeMap<Kind, u64>;

pub(super) fn plurals(kinds: &Kinds) -> String {
    let each: Vec<String> = kinds.iter().map(|(kind, n)| kind.counted(*n)).collect();
    each.join(", ")
}

pub(super) fn place(source: &Source) -> String {
    source.visible_place().into_owned()
}

/// What is to be known of a check that passed.
pub(super) fn noted(check: &Check) -> String {
    let clause = || sentence(check.reason.map_or("", |r| r.clause()));
    check.note.as_deref().map_or_else(clause, str::to_owned)
}

pub(super) fn sentence(clause: &str) -> String {
    format!("{}.", capital(clause))
}
