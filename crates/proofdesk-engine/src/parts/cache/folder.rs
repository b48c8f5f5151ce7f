//! The folder of a run cache: private, and no larger than it may be.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::error::CacheError;
use super::segment::{MOST_BYTES, Segment, beginning};
use crate::input::Input;
use crate::platform::{UNFINISHED, make_private_folder, open_own, why_not_private};

/// What one run adds is no larger. In bytes.
pub(super) const MOST_OF_RUN: u64 = MOST_BYTES / 2;
/// Only files that were last changed so long before they were read are kept. A change at the same moment could
/// not be seen: file systems tick by up to a second, and what a program writes through a memory map is noted
/// again only when the system has written it to the disk, which it does within 35 seconds.
const SETTLED: Duration = Duration::from_secs(60);
/// How the names of its files end.
const ENDING: &str = ".proofdesk-cache";

/// A run cache in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    folder: PathBuf,
    settled: Duration,
}

impl Cache {
    /// The one in this folder, which need not be there yet.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), settled: SETTLED }
    }

    /// The same, but it keeps files that were changed so long before they were read: for tests, which cannot
    /// wait a minute.
    #[must_use]
    pub fn with_settled(self, settled: Duration) -> Self {
        Self { settled, ..self }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file whose times lie before this was changed long enough before a run that began then.
    pub(super) fn settled_before(&self, began: SystemTime) -> SystemTime {
        began.checked_sub(self.settled).unwrap_or(SystemTime::UNIX_EPOCH)
    }

    /// Sees that neither it lies in the evidence, nor the evidence in it.
    ///
    /// # Errors
    /// [`CacheError::InEvidence`].
    pub fn require_apart(&self, inputs: &[Input]) -> Result<(), CacheError> {
        let folder = real(&self.folder);
        let lies_within = |path: &&Path| {
            let given = real(path);
            folder.starts_with(&given) || given.starts_with(&folder)
        };
        match inputs.iter().filter_map(Input::path).find(lies_within) {
            None => Ok(()),
            Some(evidence) => Err(CacheError::InEvidence {
                folder: self.folder.clone(),
                evidence: evidence.to_owned(),
            }),
        }
    }

    /// Makes the folder if it is not there, and sees that it is private.
    ///
    /// # Errors
    /// [`CacheError::NotPrivate`], or what the system says.
    pub fn prepare(&self) -> Result<(), CacheError> {
        let folder = || self.folder.clone();
        let io = |error| CacheError::Io { folder: folder(), error };
        if fs::symlink_metadata(&self.folder).is_err() {
            make_private_folder(&self.folder).map_err(io)?;
        }
        match why_not_private(&self.folder).map_err(io)? {
            None => Ok(()),
            Some(what) => Err(CacheError::NotPrivate { folder: folder(), what }),
        }
    }

    /// How many bytes its files have; none where there is no folder.
    ///
    /// # Errors
    /// What the system says.
    pub fn size(&self) -> io::Result<u64> {
        Ok(self.files()?.iter().map(|file| file.len).sum())
    }

    /// Deletes its files, and the folder if nothing else is in it.
    ///
    /// # Errors
    /// What the system says.
    pub fn delete(&self) -> io::Result<()> {
        for file in self.files()? {
            fs::remove_file(&file.path)?;
        }
        // Where something else is in it, it stays.
        let _ = fs::remove_dir(&self.folder);
        Ok(())
    }

    /// What runs under these terms left, the last that was of use first. What is damaged is removed.
    pub(super) fn segments(&self, terms: &[u8; 32]) -> Vec<Segment> {
        let begins = name_of(terms);
        let own = self.files().unwrap_or_default().into_iter();
        let own = own.filter(|file| file.name.starts_with(&begins));
        let mut segments: Vec<Segment> = Vec::new();
        for file in own {
            match Segment::open(&file.path, terms) {
                Some(segment) => segments.push(segment),
                None => drop(fs::remove_file(&file.path)),
            }
        }
        segments.sort_by(|a, b| (b.used_at, &b.path).cmp(&(a.used_at, &a.path)));
        segments
    }

    /// A place for a new segment.
    pub(super) fn place(&self, terms: &[u8; 32]) -> PathBuf {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let number = format!("{:x}-{:x}", now.as_nanos(), std::process::id());
        self.folder.join(format!("{}{number}{ENDING}", name_of(terms)))
    }

    /// Removes what no run of this program can use, and of the rest the oldest until it is small enough.
    pub(super) fn prune(&self) {
        let mut files = self.files().unwrap_or_default();
        // One that another process is writing is the newest.
        files.sort_by(|a, b| (b.used_at, &b.name).cmp(&(a.used_at, &a.name)));
        let mut room = MOST_BYTES;
        for file in files {
            let is_useful = file.name.starts_with(UNFINISHED) || is_of_this_program(&file.path);
            match room.checked_sub(file.len).filter(|_| is_useful) {
                Some(left) => room = left,
                None => drop(fs::remove_file(&file.path)),
            }
        }
    }

    fn files(&self) -> io::Result<Vec<CacheFile>> {
        let children = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            children => children?,
        };
        let mut files = Vec::new();
        for child in children {
            let child = child?;
            let Ok(name) = child.file_name().into_string() else { continue };
            if !name.ends_with(ENDING) && !name.starts_with(UNFINISHED) {
                continue;
            }
            // It may be gone meanwhile, by another process.
            let Ok(metadata) = child.metadata() else { continue };
            if let (false, Ok(used_at)) = (metadata.is_dir(), metadata.modified()) {
                files.push(CacheFile { path: child.path(), name, len: metadata.len(), used_at });
            }
        }
        Ok(files)
    }
}

/// A file of a cache.
struct CacheFile {
    path: PathBuf,
    name: String,
    len: u64,
    used_at: SystemTime,
}

fn name_of(terms: &[u8; 32]) -> String {
    hex::encode(&terms[..8]) + "-"
}

fn is_of_this_program(path: &Path) -> bool {
    let expected = beginning();
    let mut begins = vec![0; expected.len()];
    let read = open_own(path).and_then(|mut file| file.read_exact(&mut begins));
    read.is_ok() && begins == expected.as_bytes()
}

/// Where a path leads, without links, as far as it is there.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for at in path.ancestors() {
        if let (Ok(real), Ok(rest)) = (fs::canonicalize(at), path.strip_prefix(at)) {
            return real.join(rest);
        }
    }
    path
}
