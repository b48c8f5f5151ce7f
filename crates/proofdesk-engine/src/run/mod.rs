//! A run over an evidence set: what it is given, how it is carried out, and what it came to.

mod collector;
mod digested;
mod files;
mod job;
mod limits;
mod met;
mod ready;
mod sentence;
mod summary;
mod workers;

pub(crate) use digested::{CheckRow, Digested, FieldRow, MemberRow, Roots, Row, portable};
pub use files::{FileCounts, FileOutcome, Files};
pub use job::{Job, Options};
pub use limits::{Limit, Limits};
pub use sentence::{Basis, Sentence, Tally};
pub use summary::{LeftOver, Summary};
pub use workers::carry_out;
