//! Why a file in which keys are kept could not be read or changed.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::platform::{display_path, in_words};

/// Why a key ring or a history of keys could not be read, changed or written.
#[derive(Debug)]
pub struct FileError {
    /// What the file is for, such as "the key ring".
    pub(super) of: &'static str,
    /// Which file.
    pub(super) path: PathBuf,
    /// What is wrong.
    pub fault: FileFault,
}

/// What is wrong with such a file.
#[derive(Debug)]
#[non_exhaustive]
pub enum FileFault {
    /// It could not be read or written; what the system says.
    Io(io::Error),
    /// It is not exactly what it is taken for; what is wrong, and where.
    Form(String),
    /// It is of a newer format, of this name.
    Newer(String),
    /// Somebody else is changing it, and did not come to an end.
    Busy,
}

impl FileError {
    /// Which file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn new(of: &'static str, path: &Path, fault: FileFault) -> Self {
        Self { of, path: path.to_owned(), fault }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (of, path) = (self.of, display_path(&self.path));
        match &self.fault {
            FileFault::Io(error) => write!(f, "{of} {path}: {}", in_words(error)),
            FileFault::Form(what) => write!(f, "{of} {path}: {what}"),
            FileFault::Newer(schema) => {
                let schema = proofdesk_core::visible(schema);
                write!(f, "{of} {path} is of the newer format {schema}; update Proofdesk")
            }
            FileFault::Busy => write!(f, "another Proofdesk is changing {of} {path}; try again"),
        }
    }
}

impl std::error::Error for FileError {}
