//! What a run shares with whoever watches it: how far it is, and whether it should stop.
//!
//! A [`Control`] is handed to every thread of a run. The threads count into it, the window or the
//! terminal reads a [`Snapshot`] as often as it likes, and either may ask for the run to stop. It
//! holds no clock: rate and remaining time belong to whoever shows them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// The progress of a run and its cancel flag, shared by reference between threads.
///
/// ```
/// use proofdesk_engine::progress::Control;
///
/// let control = Control::new();
/// control.expect(2, 300);
/// control.add_bytes(100);
/// control.file_done();
/// let seen = control.snapshot();
/// assert_eq!((seen.files_done, seen.files_total), (1, 2));
/// assert_eq!((seen.bytes_done, seen.bytes_total), (100, 300));
/// ```
#[derive(Debug, Default)]
pub struct Control {
    // Every counter stands alone, so relaxed ordering is enough: nothing is read on the strength
    // of another value having been seen.
    cancelled: AtomicBool,
    bytes_total: AtomicU64,
    bytes_done: AtomicU64,
    files_total: AtomicU64,
    files_done: AtomicU64,
    current: Mutex<Option<PathBuf>>,
}

/// The figures of a [`Control`] at one moment.
///
/// They are read one after another while the run goes on, so a sum may be a chunk behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Bytes that the run expects to read, as far as it knows yet.
    pub bytes_total: u64,
    /// Bytes read so far. May pass `bytes_total`, which standard input does not count into.
    pub bytes_done: u64,
    /// Files that the run expects to read, as far as it knows yet.
    pub files_total: u64,
    /// Files that are done with, whether they could be read or not.
    pub files_done: u64,
    /// The file whose reading began last; `None` before the first.
    pub current: Option<PathBuf>,
    /// Whether the run was asked to stop.
    pub cancelled: bool,
}

impl Control {
    /// A control with every figure at zero, not cancelled.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the run to stop. It stops at the next chunk; there is no way back.
    pub fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }

    /// Whether the run was asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Relaxed)
    }

    /// Adds to what the run expects to read.
    pub fn expect(&self, files: u64, bytes: u64) {
        self.files_total.fetch_add(files, Relaxed);
        self.bytes_total.fetch_add(bytes, Relaxed);
    }

    /// Counts bytes as read.
    pub fn add_bytes(&self, bytes: u64) {
        self.bytes_done.fetch_add(bytes, Relaxed);
    }

    /// Counts one file as done with.
    pub fn file_done(&self) {
        self.files_done.fetch_add(1, Relaxed);
    }

    /// Names the file whose reading begins.
    pub fn set_current(&self, path: &Path) {
        // A thread that panicked while it held the lock left a whole path or none: both are fine.
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(path.to_path_buf());
    }

    /// The figures now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            bytes_total: self.bytes_total.load(Relaxed),
            bytes_done: self.bytes_done.load(Relaxed),
            files_total: self.files_total.load(Relaxed),
            files_done: self.files_done.load(Relaxed),
            current: self.current.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            cancelled: self.is_cancelled(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_from_several_threads() {
        let control = Control::new();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..1000 {
                        control.add_bytes(3);
                        control.file_done();
                    }
                });
            }
        });
        let seen = control.snapshot();
        assert_eq!((seen.bytes_done, seen.files_done), (12_000, 4000));
    }

    #[test]
    fn a_cancelled_control_stays_cancelled() {
        let control = Control::new();
        assert!(!control.is_cancelled());
        control.cancel();
        control.cancel();
        assert!(control.is_cancelled() && control.snapshot().cancelled);
    }

    #[test]
    fn names_what_is_read_last() {
        let control = Control::new();
        assert_eq!(control.snapshot().current, None);
        control.set_current(Path::new("a"));
        control.set_current(Path::new("b"));
        assert_eq!(control.snapshot().current.as_deref(), Some(Path::new("b")));
    }
}
