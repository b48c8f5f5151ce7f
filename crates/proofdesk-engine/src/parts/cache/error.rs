//! Why a folder cannot be used for a run cache.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::platform::{display_path, in_words};

/// Why a folder cannot be used for a run cache.
#[derive(Debug)]
#[non_exhaustive]
pub enum CacheError {
    /// It is not the user's alone.
    NotPrivate {
        /// The folder.
        folder: PathBuf,
        /// What is wrong, as a clause.
        what: &'static str,
    },
    /// It lies in the evidence, or the evidence in it.
    InEvidence {
        /// The folder.
        folder: PathBuf,
        /// What was given.
        evidence: PathBuf,
    },
    /// The system would not show or make it.
    Io {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPrivate { folder, what } => write!(
                f,
                "{}: {what}; a run cache needs a folder of your own that nobody else can enter: name one that is \
                 not there yet, or close it with `chmod 700`",
                display_path(folder)
            ),
            Self::InEvidence { folder, evidence } => write!(
                f,
                "{}: the run cache and the evidence ({}) lie in one another; choose a folder outside the evidence",
                display_path(folder),
                display_path(evidence)
            ),
            Self::Io { folder, error } => {
                write!(f, "{}: {}", display_path(folder), in_words(error))
            }
        }
    }
}

impl std::error::Error for CacheError {}
