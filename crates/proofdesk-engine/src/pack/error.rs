//! Why a bag could not be made.

use std::fmt;
use std::io;

use proofdesk_core::visible_name;

/// Why a bag could not be made.
#[derive(Debug)]
#[non_exhaustive]
pub enum PackError {
    /// Files were not read, so that nothing shows that they are what was verified.
    Unread {
        /// The first of them.
        path: String,
        /// How many more.
        more: usize,
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
            Self::Unread { path, more } => {
                let path = visible_name(path);
                match more {
                    0 => write!(f, "{path} could not be read"),
                    more => write!(f, "{path} and {more} more could not be read"),
                }
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

impl std::error::Error for PackError {}

impl From<io::Error> for PackError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
