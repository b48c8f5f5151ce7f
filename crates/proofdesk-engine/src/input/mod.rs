//! What is given is listed, read once, and cut into blocks that are judged by themselves.

mod block;
mod cut;
mod earlier;
mod entry;
mod exclude;
mod file;
mod given;
mod judge;
mod judged;
mod limits;
mod problem;
mod sniff;
mod source;
mod spans;
mod text;
mod walk;

pub(crate) use block::Block;
pub use earlier::{SCHEMA, holds_report};
pub(crate) use earlier::{earlier, in_part};
pub(crate) use entry::{Entry, EntryKind, Unreadable};
pub use entry::{Origin, Origins};
pub use exclude::Exclude;
pub(crate) use file::read;
pub use given::{FileRead, Input, ReportPlace, Skipped, SkippedWhy};
pub(crate) use judge::judge_again;
pub(crate) use judged::{BlockYield, FileFacts, Judged};
pub(crate) use limits::{CHUNK, DOCUMENT_LIMIT, LINE_LIMIT, PAYLOAD_LIMIT};
pub(crate) use problem::{Problem, Unread};
pub use source::{Change, FileDigest, ReadError, Reading};
pub(crate) use walk::walk;
