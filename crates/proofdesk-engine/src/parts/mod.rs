//! A run in parts: what several processes read and checked, put together to the report of one run.
//!
//! A *part* is what one process knows of its share of the evidence before anything is matched: of each file
//! its hashes and what is said of it as a whole; the blocks of records in it, packed; and which of their
//! signatures hold. [`write`](write()) makes one. [`merge`](merge()) judges the blocks once more, with these answers in place of the
//! arithmetic, and then does what every run does. So a part decides nothing but that a signature holds, and
//! what the hash of a file is; whom to trust, and what follows, is decided by who merges.
//!
//! `docs/parts.md` has the format.

mod answers;
mod belief;
pub mod cache;
mod error;
mod facts;
mod format;
mod index;
mod merge;
mod open;
mod packed;
mod read;
mod replay;
mod sharing;
mod sink;
mod terms;
mod union;
mod write;

pub use crate::input::Share;
pub use error::PartError;
pub use merge::merge;
pub use open::Parts;
pub use sharing::{SPLIT_FROM, Sharing};
pub use write::{Written, write};
