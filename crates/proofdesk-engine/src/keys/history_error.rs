//! Why a history of keys could not be read, changed or deleted.

use std::fmt;
use std::path::PathBuf;

use super::file_error::FileError;
use crate::platform::display_path;

/// Why a history of keys could not be read, changed or deleted.
#[derive(Debug)]
#[non_exhaustive]
pub enum HistoryError {
    /// The file could not be read or changed.
    File(FileError),
    /// The file is not deleted, because it is none that may be.
    NotDeleted {
        /// Which file.
        path: PathBuf,
        /// Why.
        why: &'static str,
    },
}

impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::NotDeleted { path, why } => {
                write!(f, "nothing was deleted: {}: {why}", display_path(path))
            }
        }
    }
}

impl std::error::Error for HistoryError {}

impl From<FileError> for HistoryError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}
