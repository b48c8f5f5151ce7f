use std::fmt;
use std::io;

use crate::platform::in_words;

/// Why a file could not be read as one unchanging sequence of bytes.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// It is a folder, a FIFO, a device or the like, and was not opened.
    NotRegular {
        /// What it is, as in "it is a named pipe (FIFO)".
        kind: &'static str,
    },
    /// The system would not open or read it.
    Unreadable(io::Error),
    /// It is no longer what it was when the reading began.
    Changed {
        /// What gave it away.
        change: Change,
    },
    /// The run was cancelled.
    Cancelled,
}

/// What shows that a file changed while it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Another number of bytes came than the file had when it was opened, and now it has another
    /// length. When more came, reading stopped there.
    Length {
        /// The length when it was opened.
        expected: u64,
        /// The bytes that came.
        read: u64,
    },
    /// The file system noted a change of the file.
    Modified,
    /// The path now names another file, or none.
    Replaced,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRegular { kind } => write!(
                f,
                "it is {kind}, not a regular file, and was not opened; give a regular file, or \
                 its content on standard input (-)"
            ),
            Self::Unreadable(error) => write!(f, "it could not be read: {}", in_words(error)),
            Self::Changed { change } => write!(
                f,
                "it changed while it was being read ({change}), so its hash says nothing; wait \
                 until nothing writes to it, or make a copy, and try again"
            ),
            Self::Cancelled => {
                f.write_str("the run was cancelled before it was read to its end; run it again")
            }
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { expected, read } if read > expected => {
                write!(f, "it grew beyond the {expected} bytes that it had")
            }
            Self::Length { expected, read } => {
                write!(f, "only {read} of the {expected} bytes that it had came")
            }
            Self::Modified => f.write_str("its change time is another"),
            Self::Replaced => f.write_str("its name now belongs to another file, or to none"),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable(error) => Some(error),
            _ => None,
        }
    }
}

impl From<Change> for ReadError {
    fn from(change: Change) -> Self {
        Self::Changed { change }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}
