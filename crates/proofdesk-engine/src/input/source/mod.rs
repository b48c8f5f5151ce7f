//! Reading a file exactly once: the bytes that are hashed are the bytes that the caller gets.
//!
//! A [`Reading`] hashes whatever passes through it. A caller may look at the first block, then
//! take the rest into memory, go through it chunk by chunk, or only have it hashed; in each case
//! [`Reading::finish`] gives the SHA-256 of the whole, or says that the file changed meanwhile.
//!
//! ```
//! use proofdesk_engine::{input::Reading, progress::Control};
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("record.json");
//! # std::fs::write(&path, "{}")?;
//!
//! let control = Control::new();
//! let mut reading = Reading::open(&*path, &control)?;
//! let mut first = Vec::new();
//! reading.next_chunk(&mut first, 4096)?;
//! assert!(first.starts_with(b"{"));
//! assert_eq!(reading.finish()?.len, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod flow;
mod overlapped;
mod reading;
mod stdin;
mod taking;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use error::{Change, ReadError};
pub(crate) use flow::Budget;
pub use reading::{FileDigest, Reading};
pub(crate) use taking::{Taken, Wanted};
