//! Why parts cannot be put together.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::platform::{display_path, in_words};

/// Why parts cannot be put together.
#[derive(Debug)]
#[non_exhaustive]
pub enum PartError {
    /// The file could not be read.
    Read {
        /// The part.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// It is another file.
    NotOne {
        /// Which.
        path: PathBuf,
    },
    /// It is no part that can be read, such as one of another version of the format.
    NoPart {
        /// The file.
        path: PathBuf,
        /// What is wrong, as what continues its name.
        what: String,
    },
    /// It was cut short or changed.
    Damaged {
        /// The part.
        path: PathBuf,
        /// What is wrong with it, as a clause.
        what: &'static str,
    },
    /// It does not belong to the others, or to this program, or to the keys that are trusted here.
    Other {
        /// The part.
        path: PathBuf,
        /// What differs and what to do, as what continues its name.
        what: String,
    },
    /// Shares are missing, or there more than once.
    Shares(String),
    /// It says that a signature holds that does not.
    Deceived,
    /// The report could not be written, or the temporary file.
    Io(io::Error),
}

impl PartError {
    pub(super) fn damaged(path: &Path, what: &'static str) -> Self {
        Self::Damaged { path: path.to_owned(), what }
    }

    pub(super) fn other(path: &Path, what: impl Into<String>) -> Self {
        Self::Other { path: path.to_owned(), what: what.into() }
    }
}

impl fmt::Display for PartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, error } => write!(f, "{}: {}", display_path(path), in_words(error)),
            Self::NotOne { path } => write!(
                f,
                "{}: it is not a part of a run, as `proofdesk verify --partial` writes it; name the parts \
                 themselves",
                display_path(path)
            ),
            Self::NoPart { path, what } | Self::Other { path, what } => {
                write!(f, "{}: {what}", display_path(path))
            }
            Self::Damaged { path, what } => write!(
                f,
                "{}: this part is damaged: {what}; copy it again, or make it again with `proofdesk verify \
                 --partial`",
                display_path(path)
            ),
            Self::Shares(what) => f.write_str(what),
            Self::Deceived => f.write_str(
                "a part says that a signature is valid that is not: the machine or the program that made it \
                 cannot be relied on; verify the evidence itself",
            ),
            Self::Io(error) if error.get_ref().is_some() => error.fmt(f),
            Self::Io(error) => f.write_str(&in_words(error)),
        }
    }
}

impl std::error::Error for PartError {}

impl From<io::Error> for PartError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
