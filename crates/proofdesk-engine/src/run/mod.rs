//! A run over an evidence set: what it is given, how it is carried out, and what it came to.

mod carry;
mod collector;
mod digested;
mod files;
mod job;
mod limits;
mod met;
mod ready;
mod rows;
mod sentence;
mod sink;
mod summary;
mod workers;

pub use carry::carry_out;
pub(crate) use carry::{
    Evidence, Through, all_read, expect, judge, read, read_to_end, reader, reduce, reduce_through,
};
pub(crate) use collector::Prepare;
pub(crate) use digested::{CheckRow, Children, Digested, FieldRow, MemberRow, Roots, Row};
pub use files::{FileCounts, FileOutcome, Files, is_folder};
pub use job::{Job, Options};
pub use limits::{Limit, Limits};
pub(crate) use ready::Ready;
pub use sentence::{Basis, INCOMPLETE, Sentence, Tally, excluded};
pub(crate) use sink::Sink;
pub use summary::{FromCache, LeftOver, Summary};
pub(crate) use workers::Work;
