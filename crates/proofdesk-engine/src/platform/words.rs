//! What the operating system answers, in plain words.

use std::io::{Error, ErrorKind};

/// Errors that have no kind of their own, by their number.
#[cfg(unix)]
mod number {
    pub(super) const ENFILE: i32 = 23;
    pub(super) const EMFILE: i32 = 24;
    pub(super) const EIO: i32 = 5;
    pub(super) const ELOOP: i32 = if cfg!(target_vendor = "apple") { 62 } else { 40 };
}

/// What went wrong, as a clause without a full stop. It is read off the kind of the error, never off
/// its text; only what is neither known by its kind nor by its number is in the system's own words.
#[must_use]
pub fn in_words(error: &Error) -> String {
    by_kind(error.kind())
        .or_else(|| by_number(error))
        .map_or_else(|| error.to_string(), str::to_owned)
}

fn by_kind(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::NotFound => "there is no file or folder of this name",
        ErrorKind::PermissionDenied => "you have no permission for it",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::NotADirectory => "a part of its path is a file, not a folder",
        ErrorKind::AlreadyExists => "there is something of this name already",
        ErrorKind::StorageFull => "there is no space left on the disk or device",
        ErrorKind::QuotaExceeded => "there is no space left that you may use on this disk",
        ErrorKind::FileTooLarge => "it is larger than a file can be there",
        ErrorKind::ReadOnlyFilesystem => "nothing can be written on this disk",
        ErrorKind::InvalidFilename => {
            "the name is too long, or has characters that are not allowed"
        }
        ErrorKind::ResourceBusy => "another program is using it",
        ErrorKind::StaleNetworkFileHandle => "the connection to its network folder was lost",
        ErrorKind::TimedOut => "there was no answer in time",
        ErrorKind::BrokenPipe => "nobody reads what is written to it",
        _ => return None,
    })
}

fn by_number(error: &Error) -> Option<&'static str> {
    #[cfg(unix)]
    {
        Some(match error.raw_os_error()? {
            number::ENFILE | number::EMFILE => "too many files are open at once",
            number::EIO => "the disk or device reported an error",
            number::ELOOP => "too many symbolic links lead to it",
            _ => return None,
        })
    }
    #[cfg(not(unix))]
    {
        let _ = error;
        None
    }
}
