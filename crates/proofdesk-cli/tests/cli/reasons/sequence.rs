//! Audit logs as wholes.

use serde_json::Value;

use super::Case;
use crate::support::{audit_event, audit_event_with};

fn log(numbers: &[i64]) -> Vec<Value> {
    numbers.iter().map(|seq| audit_event("a log", *seq)).collect()
}

pub(super) fn sequence_gap() -> Case {
    Case::new().lines("log.ndjson", &log(&[7, 8, 10])).gives("unconfirmed", 3)
}

pub(super) fn sequence_gap_that_fails() -> Case {
    Case::new().lines("log.ndjson", &log(&[7, 8, 10])).args(["--contiguous"]).gives("mismatch", 1)
}

/// The two stand in different files.
pub(super) fn sequence_conflict() -> Case {
    let other = [audit_event_with("a log", 2, "member.erased")];
    Case::new()
        .lines("log.ndjson", &log(&[1, 2, 3]))
        .lines("more.ndjson", &other)
        .gives("mismatch", 1)
}

/// Copies are noted and change no verdict.
pub(super) fn sequence_duplicate() -> Case {
    Case::new()
        .lines("log.ndjson", &log(&[1, 2, 3]))
        .lines("more.ndjson", &log(&[3, 4]))
        .gives("verified", 0)
}
