//! A file of a run cache: what runs under the same terms read, whole or not there.
//!
//! A line that says of which version of what it is, the frames of its files, an index of these, where the index
//! begins, and the SHA-256 of all that.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::entry::Indexed;
use crate::parts::format::VERSION as OF_PARTS;
use crate::platform::open_own;
use crate::report::RULES_VERSION;

/// All files of a cache together are no larger; of more, those go that were of use longest ago. In bytes.
pub const MOST_BYTES: u64 = 1 << 30;
/// The version of the format.
const VERSION: u32 = 1;
/// What stands behind the index.
const TRAILER: u64 = 8 + 32;

/// What a segment begins with that this program reads, whatever the keys and options.
pub(super) fn beginning() -> String {
    let program = env!("CARGO_PKG_VERSION");
    format!("proofdesk-cache {VERSION} parts {OF_PARTS} program {program} rules {RULES_VERSION} ")
}

/// And the rest of that line.
pub(super) fn first_line(terms: &[u8; 32]) -> String {
    format!("{}terms {}\n", beginning(), hex::encode(terms))
}

/// One that is whole, and of the terms of this run.
pub(super) struct Segment {
    pub path: PathBuf,
    file: Mutex<File>,
    pub index: Vec<Indexed>,
    pub used_at: SystemTime,
}

impl Segment {
    /// Reads all of it. Nothing if it is not what was written, or not under these terms.
    pub(super) fn open(path: &Path, terms: &[u8; 32]) -> Option<Self> {
        let mut file = open_own(path).ok()?;
        let metadata = file.metadata().ok()?;
        let used_at = metadata.modified().ok()?;
        let first = first_line(terms);
        let end = metadata.len().checked_sub(TRAILER)?;
        if metadata.len() > MOST_BYTES || end < first.len() as u64 {
            return None;
        }
        let mut line = vec![0; first.len()];
        file.read_exact(&mut line).ok()?;
        if line != first.as_bytes() {
            return None;
        }
        let mut hasher = Sha256::new().chain_update(&line);
        hash(&mut (&mut file).take(end + 8 - first.len() as u64), &mut hasher).ok()?;
        let mut sha256 = [0; 32];
        file.read_exact(&mut sha256).ok()?;
        if hasher.finalize()[..] != sha256 {
            return None;
        }
        let mut at = [0; 8];
        file.seek(SeekFrom::Start(end)).ok()?;
        file.read_exact(&mut at).ok()?;
        let at = u64::from_le_bytes(at);
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(at)).ok()?;
        (&mut file).take(end.checked_sub(at)?).read_to_end(&mut bytes).ok()?;
        let (mut rest, mut index) = (&*bytes, Vec::new());
        while !rest.is_empty() {
            index.push(Indexed::read(&mut rest, at)?);
        }
        Some(Self { path: path.to_owned(), file: Mutex::new(file), index, used_at })
    }

    /// The frames of one of its files.
    pub(super) fn frames<'s>(&'s self, indexed: &'s Indexed) -> impl Read + 's {
        Frames { segment: self, left: &indexed.extents, at: 0 }
    }

    /// Notes that it was of use.
    pub(super) fn touch(&self) {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // What this cannot be noted of goes sooner.
        let _ = file.set_modified(SystemTime::now());
    }
}

fn hash(input: &mut impl Read, hasher: &mut Sha256) -> io::Result<()> {
    let mut buffer = vec![0; 256 << 10];
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(came) => hasher.update(&buffer[..came]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Reads one extent after another.
struct Frames<'s> {
    segment: &'s Segment,
    left: &'s [(u64, u64)],
    /// So much of the first of them was read.
    at: u64,
}

impl Read for Frames<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(((place, len), rest)) = self.left.split_first() {
            if self.at == *len {
                (self.left, self.at) = (rest, 0);
                continue;
            }
            let want = usize::try_from(len - self.at).unwrap_or(usize::MAX).min(buffer.len());
            let mut file = self.segment.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(place + self.at))?;
            let came = file.read(&mut buffer[..want])?;
            self.at += came as u64;
            return Ok(came);
        }
        Ok(0)
    }
}
