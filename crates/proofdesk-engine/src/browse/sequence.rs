//! The events of an audit log in the order of their numbers.

use std::io;

use proofdesk_core::verdict::{Kind, Verdict};
use serde::Serialize;

use super::results::Results;

/// Consecutive numbers of an audit log that are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NumberRange {
    /// The first number.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub from: i64,
    /// The last number.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub to: i64,
    /// The worst verdict of the events with such a number; `None` where numbers are missing.
    pub verdict: Option<Verdict>,
    /// The first result that has this verdict and the first number.
    pub index: Option<u32>,
    /// Several results bear each of the numbers.
    pub repeated: bool,
}

impl Results {
    /// The events of an audit log, given by the result of kind `audit_log`, by their numbers. An
    /// event that does not hold stands at the number that it claims.
    ///
    /// # Errors
    /// Those of the temporary file; `InvalidInput` when the result is no audit log.
    pub fn sequence(&mut self, index: u32) -> io::Result<Vec<NumberRange>> {
        let stored = self.stored(index)?;
        let log = self.brief(&stored)?.log.filter(|_| stored.kind == Kind::AuditLog);
        let log = log.ok_or(io::Error::new(io::ErrorKind::InvalidInput, "it is no audit log"))?;
        let (org_id, fingerprint) = (log.org_id.to_owned(), log.fingerprint.to_owned());
        let mut events: Vec<(i64, Verdict, u32)> = Vec::new();
        let candidates = self.having(|stored| stored.kind == Kind::AuditEvent);
        self.visit(candidates, |i, stored, brief| {
            let event = brief.log.filter(|e| e.org_id == org_id && e.fingerprint == fingerprint);
            events.extend(event.map(|event| (event.seq, stored.verdict, i)));
        })?;
        // Verdicts are declared worst first.
        events.sort_unstable();
        Ok(ranges(&events))
    }
}

/// Joins events, sorted by number, verdict and index.
fn ranges(events: &[(i64, Verdict, u32)]) -> Vec<NumberRange> {
    let mut ranges: Vec<NumberRange> = Vec::new();
    for same in events.chunk_by(|a, b| a.0 == b.0) {
        let (seq, verdict, index) = same[0];
        let repeated = same.len() > 1;
        if let Some(last) = ranges.last_mut() {
            let next = last.to + 1;
            if next == seq && last.verdict == Some(verdict) && last.repeated == repeated {
                last.to = seq;
                continue;
            }
            if next < seq {
                let (from, to) = (next, seq - 1);
                ranges.push(NumberRange { from, to, verdict: None, index: None, repeated: false });
            }
        }
        let (verdict, index) = (Some(verdict), Some(index));
        ranges.push(NumberRange { from: seq, to: seq, verdict, index, repeated });
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_joined_and_gaps_are_seen() {
        use Verdict::{Mismatch, Verified};
        let run =
            |from, to, verdict, index, repeated| NumberRange { from, to, verdict, index, repeated };
        let events = [
            (i64::MIN, Verified, 9),
            (1, Verified, 0),
            (2, Verified, 1),
            (3, Mismatch, 7),
            (3, Verified, 2),
            (4, Verified, 3),
            (4, Verified, 4),
            (7, Mismatch, 5),
            (i64::MAX, Verified, 6),
        ];
        let expected = [
            run(i64::MIN, i64::MIN, Some(Verified), Some(9), false),
            run(i64::MIN + 1, 0, None, None, false),
            run(1, 2, Some(Verified), Some(0), false),
            run(3, 3, Some(Mismatch), Some(7), true),
            run(4, 4, Some(Verified), Some(3), true),
            run(5, 6, None, None, false),
            run(7, 7, Some(Mismatch), Some(5), false),
            run(8, i64::MAX - 1, None, None, false),
            run(i64::MAX, i64::MAX, Some(Verified), Some(6), false),
        ];
        assert_eq!(ranges(&events), expected);
        assert_eq!(ranges(&[]), []);
    }
}
