//! Why a history of keys could not be read, changed or deleted.

use std::fmt;
use std::fs::TryLockError;
use std::io;
use std::path::{Path, PathBuf};

use crate::platform::{display_path, in_words};

/// Why a history of keys could not be read, changed or deleted.
#[derive(Debug)]
#[non_exhaustive]
pub enum HistoryError {
    /// The file could not be read or written.
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The file is not a history of keys.
    Form {
        /// Which file.
        path: PathBuf,
        /// What is wrong, and where.
        what: String,
    },
    /// The file is a history of a newer format.
    Newer {
        /// Which file.
        path: PathBuf,
        /// Which format.
        schema: String,
    },
    /// The file is not deleted, because it is none that may be.
    NotDeleted {
        /// Which file.
        path: PathBuf,
        /// Why.
        why: &'static str,
    },
    /// Somebody else is changing the history, and did not come to an end.
    Busy {
        /// Which file.
        path: PathBuf,
    },
}

impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, error } => {
                write!(f, "the history of keys {}: {}", display_path(path), in_words(error))
            }
            Self::Form { path, what } => {
                write!(f, "the history of keys {}: {what}", display_path(path))
            }
            Self::Newer { path, schema } => write!(
                f,
                "the history of keys {} is of the newer format {}; update Proofdesk",
                display_path(path),
                proofdesk_core::visible(schema)
            ),
            Self::NotDeleted { path, why } => {
                write!(f, "nothing was deleted: {}: {why}", display_path(path))
            }
            Self::Busy { path } => write!(
                f,
                "another Proofdesk is changing the history of keys {}; try again",
                display_path(path)
            ),
        }
    }
}

impl std::error::Error for HistoryError {}

impl HistoryError {
    pub(super) fn of_lock(path: &Path, error: TryLockError) -> Self {
        let path = path.to_owned();
        match error {
            TryLockError::Error(error) => Self::Io { path, error },
            TryLockError::WouldBlock => Self::Busy { path },
        }
    }
}
