//! Audit logs as wholes: the sequence numbers of each organisation, over all files of a run.
//!
//! Numbers are gap-free per organisation, so a number that is missing inside the range shows that
//! an event is missing. What was cut off before the first or after the last number leaves no
//! trace. Logs are kept apart by signing key, so that nobody can disturb a log with events signed
//! by a key of their own; only those of keys that the user pinned for one issuer are one log. And one
//! organisation has one issuer: that there are events of another
//! issuer that the user pinned is said on the logs of both.
//!
//! Memory stays flat: consecutive numbers on consecutive lines are one [`Run`], and the digests
//! that tell a copy from a conflict go to a temporary file once they are many.
//!
//! Workers read several files at once, so events of different files come in any order, and their
//! runs are cut anywhere. What is said must not depend on that: it follows the order of the report.

mod checks;
mod digests;
mod log;
mod logs;
mod numbered;
mod sequence;
mod stretch;

pub(crate) use logs::{AuditLogs, Concluded};
pub(crate) use numbered::Numbered;

/// Gaps, conflicts and copies that are named one by one; of more, the number is given.
const NAMED: usize = 50;
