//! The files in which keys are kept: read strictly, and changed by one at a time.

use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use proofdesk_core::text::without_mark;
use serde::de::DeserializeOwned;

use super::file_error::{FileError, FileFault};
use crate::platform::{self, Access, write_atomically};

/// What the name of the file of a lock ends with.
const LOCK: &str = ".lock";

/// A kind of file in which keys are kept.
pub(super) struct Format {
    /// What it is called, such as "the key ring".
    pub of: &'static str,
    /// What the names of all its versions begin with.
    pub any_version: &'static str,
    /// The version that is written, and read.
    pub now: &'static str,
    /// Those that are read too.
    pub older: &'static [&'static str],
    /// How large it is at most. In MiB.
    pub limit: u64,
}

impl Format {
    /// The file at `path` is not what it should be.
    pub(super) fn fault(&self, path: &Path, what: impl ToString) -> FileError {
        FileError::new(self.of, path, FileFault::Form(what.to_string()))
    }

    pub(super) fn io(&self, path: &Path, error: io::Error) -> FileError {
        FileError::new(self.of, path, FileFault::Io(error))
    }

    /// What `file`, called `path`, holds: what is not exactly of this form is an error, since what is half
    /// understood would be half trusted.
    pub(super) fn read<T: DeserializeOwned>(
        &self,
        path: &Path,
        file: impl Read,
    ) -> Result<T, FileError> {
        let fault = |what: String| self.fault(path, what);
        let most = self.limit << 20;
        let mut bytes = Vec::new();
        file.take(most + 1).read_to_end(&mut bytes).map_err(|error| self.io(path, error))?;
        if bytes.len() as u64 > most {
            return Err(fault(format!("it is larger than {} MiB", self.limit)));
        }
        if without_mark(&bytes).trim_ascii().is_empty() {
            return Err(fault("it is empty".to_owned()));
        }
        // serde_json takes the last of two equal keys; a file with such a pair has been tampered with or edited
        // badly.
        let other = || fault(format!("it does not begin with \"schema\": \"{}\"", self.now));
        let node = proofdesk_core::json::parse(&bytes).map_err(|e| {
            // Where a text of another kind is no JSON helps nobody.
            let is_begun = without_mark(&bytes).trim_ascii_start().starts_with(b"{");
            if is_begun { fault(e.to_string()) } else { other() }
        })?;
        match node.as_object().and_then(|object| object.str("schema")) {
            Some(schema) if schema == self.now || self.older.contains(&schema) => {}
            Some(other) if other.starts_with(self.any_version) => {
                return Err(FileError::new(self.of, path, FileFault::Newer(other.to_owned())));
            }
            _ => return Err(other()),
        }
        serde_json::from_slice(without_mark(&bytes)).map_err(|e| fault(e.to_string()))
    }

    /// Locks the file that `path` leads to, until what is given back is closed.
    pub(super) fn lock(&self, path: &Path) -> Result<File, FileError> {
        lock(&platform::target_of(path)).map_err(|error| match error {
            TryLockError::Error(error) => self.io(path, error),
            TryLockError::WouldBlock => FileError::new(self.of, path, FileFault::Busy),
        })
    }

    /// Puts this text into the file that `path` leads to.
    pub(super) fn write(&self, path: &Path, text: &str) -> Result<(), FileError> {
        let target = platform::target_of(path);
        write_atomically(&target, Access::Owner, |out| out.write_all(text.as_bytes()))
            .map_err(|error| self.io(path, error))
    }
}

/// The path with this behind its name.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Locks the file at `path` against others that would change it, until what is given back is closed. The
/// lock is on a file beside it, because each change puts another file in its place.
fn lock(path: &Path) -> Result<File, TryLockError> {
    fs::create_dir_all(platform::folder_of(path)).map_err(TryLockError::Error)?;
    let place = beside(path, LOCK);
    let open = || platform::open_private(&place).map_err(TryLockError::Error);
    let mut file = open()?;
    loop {
        platform::lock_soon(&file)?;
        // Whoever had it may have taken the file away: a lock on that keeps nobody else off.
        if identity(file.metadata()) == identity(fs::metadata(&place)) {
            return Ok(file);
        }
        file = open()?;
    }
}

fn identity(metadata: io::Result<Metadata>) -> Option<platform::FileIdentity> {
    platform::Facts::of(&metadata.ok()?).identity
}

/// Takes the file of a lock away with what it was for. Where that is not possible it stays, and so does one
/// with something in it, which is none of ours.
pub(super) fn unlock_for_good(lock: File, path: &Path) {
    if lock.metadata().is_ok_and(|metadata| metadata.len() == 0) {
        let _ = fs::remove_file(beside(path, LOCK));
    }
}
