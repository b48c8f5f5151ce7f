//! The operating system's part: how a file is opened, told from others, named and written.
//!
//! All `cfg(unix)` and `cfg(windows)` code of the engine is here, so that the rest reads the same
//! on every system.

mod atomic;
mod facts;
mod file_system;
mod names;
mod open;
mod place;
mod program;
mod sandbox;
mod words;

pub(crate) use atomic::target_of;
pub use atomic::{Access, AtomicFile, UNFINISHED, folder_of, write_atomically};
pub(crate) use facts::UNCHANGED;
pub use facts::{ChangeStamp, Facts, FileIdentity, FileKind};
pub(crate) use file_system::FileSystems;
pub use names::{display_name, display_path, name_bytes, name_from_bytes, path_from_display};
pub use open::{
    lock_soon, open_private, open_regular, open_to_read, others_can_write, own_outputs,
};
pub(crate) use open::{make_private_folder, open_own, why_not_private};
pub use place::{Opened, Place, Root};
pub use program::{FETCHER, hand_over, interrupt, program_beside, without_window};
pub use sandbox::{InForce, Needs, enter_sandbox};
pub use words::in_words;
