//! Why a bag could not be made.

use std::fmt;
use std::io;
use std::sync::Arc;

use proofdesk_core::{grouped, visible_name};

/// So many files are named.
const NAMED: usize = 10;

/// Why a bag could not be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum PackError {
    /// Files were not read, so that nothing shows that they are what was verified.
    Unread {
        /// As the report names them, each with why it was not read, as what follows its name.
        files: Vec<(String, Arc<str>)>,
    },
    /// Nothing has a name that was given as evidence.
    Absent {
        /// The names.
        files: Vec<String>,
    },
    /// Files hold a private key, which nobody else should get.
    PrivateKey {
        /// As the report names them.
        files: Vec<String>,
    },
    /// A file is not what was verified any more.
    Changed {
        /// Which.
        path: String,
    },
    /// What is to be left out is no file of the evidence.
    NotThere {
        /// What was named.
        path: String,
    },
    /// There is no file to pack: a bag without a payload is none.
    Empty,
    /// Standard input or pasted text, which are no files.
    NoFile,
    /// Something could not be read or written.
    Io(io::Error),
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread { files } => {
                let said = files.iter().map(|(file, why)| format!("{} {why}", visible_name(file)));
                f.write_str(&listed(said, "; ", "; and"))
            }
            Self::Absent { files } => {
                write!(f, "{}: there is no file or folder of this name", named(files))
            }
            Self::PrivateKey { files } => {
                let verb = if files.len() == 1 { "contains" } else { "contain" };
                write!(f, "{} {verb} a private key, which nobody else should get", named(files))
            }
            Self::Changed { path } => {
                write!(f, "{} changed after it was verified", visible_name(path))
            }
            Self::NotThere { path } => {
                write!(f, "{} is no file of the evidence", visible_name(path))
            }
            Self::Empty => f.write_str("there is no file to pack"),
            Self::NoFile => f.write_str("standard input and pasted text are no files to pack"),
            Self::Io(error) => f.write_str(&crate::platform::in_words(error)),
        }
    }
}

/// The names of the first of some files, and how many more there are.
fn named(files: &[String]) -> String {
    listed(files.iter().map(|file| visible_name(file).into_owned()), ", ", " and")
}

/// The first of what is said of some files, and how many more there are.
fn listed(said: impl ExactSizeIterator<Item = String>, between: &str, and: &str) -> String {
    let more = said.len().saturating_sub(NAMED);
    let first = said.take(NAMED).collect::<Vec<_>>().join(between);
    match more {
        0 => first,
        more => format!("{first}{and} {} more", grouped(more as u64)),
    }
}

impl std::error::Error for PackError {}

impl From<io::Error> for PackError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
