//! What takes what the workers of a run read and judge.

use std::io;

use proofdesk_core::verdict::Source;

use crate::input::{FileEnd, Looks, Placed, Skipped};
use crate::order::FileNumber;

/// Takes what workers come with, in any order.
pub(crate) trait Sink: Send {
    /// What a worker makes of a block.
    type Ready: Send;
    /// What a worker makes of the text of a file that is cut as a whole.
    type Text: Send;

    /// That, made on the worker; nothing if the text is not wanted.
    fn text(file: FileNumber, text: &[u8], looks: Looks) -> Option<Self::Text>;
    /// Takes that of a file before what its blocks come to.
    fn whole(&mut self, file: FileNumber, text: Self::Text);
    /// Takes note of a member of a container, before anything of it comes.
    fn begin(&mut self, file: FileNumber, placed: Placed);
    /// Takes note of what is no evidence.
    fn skip(&mut self, skipped: Skipped);
    /// A file as a whole.
    fn source(&self, file: FileNumber) -> Source;
    /// The number of the block of a file that is next in order.
    fn next_block(&self, file: FileNumber) -> u32;
    /// Takes what a block came to.
    fn end_block(&mut self, file: FileNumber, number: u32, ready: Self::Ready) -> io::Result<()>;
    /// Takes how the reading of a file ended; blocks of it may still come.
    fn end_file(&mut self, file: FileNumber, end: FileEnd) -> io::Result<()>;
    /// Something failed: the run ends.
    fn fail(&mut self, error: io::Error);
}
