//! The run cache: what was read of files that nobody changed since.
//!
//! An entry is what a part has of one file (`docs/parts.md`), behind what its file system says of it: which file it
//! is, how long, and when it was changed last. A file of which the system says the same is not opened: what was
//! read of it is given to the run, as [`merge`](super::merge()) does it with a part. Any other is read. So a cache
//! decides what a part decides, and no verdict.
//!
//! `docs/cache.md` says what is believed, and on which file systems.

mod carry;
mod entry;
mod error;
mod folder;
mod record;
mod segment;

pub use carry::carry_out;
pub use error::CacheError;
pub use folder::Cache;
pub use segment::MOST_BYTES;
