//! The files in which keys are kept: changed by one at a time.

use std::fs::{self, File, Metadata, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::platform;

/// How long another's change is waited for. It takes some milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the name of the file of a lock ends with.
const LOCK: &str = ".lock";

/// The path with this behind its name.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Locks the file at `path` against others that would change it, until what is given back is closed. The
/// lock is on a file beside it, because each change puts another file in its place.
pub(super) fn lock(path: &Path) -> Result<File, TryLockError> {
    fs::create_dir_all(platform::folder_of(path)).map_err(TryLockError::Error)?;
    let place = beside(path, LOCK);
    let open = || platform::open_private(&place).map_err(TryLockError::Error);
    let mut file = open()?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(10));
            }
            // On a file system without locks a change goes on without one.
            Err(TryLockError::Error(e)) if platform::has_no_locks(&e) => return Ok(file),
            // Whoever had it may have taken the file away: a lock on that keeps nobody else off.
            Ok(()) if identity(file.metadata()) != identity(fs::metadata(&place)) => file = open()?,
            locked => return locked.map(|()| file),
        }
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
