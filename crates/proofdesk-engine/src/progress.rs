//! What a run shares with whoever watches it: how far it is, and whether it should stop.
//!
//! A [`Control`] is handed to every thread of a run. The threads count into it, the window or the
//! terminal reads a [`Snapshot`] as often as it likes, and either may ask for the run to stop. It
//! holds no clock: rate and remaining time belong to whoever shows them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    open_ended: AtomicBool,
    bytes_total: AtomicU64,
    bytes_done: AtomicU64,
    files_total: AtomicU64,
    files_done: AtomicU64,
    reading: Mutex<Reading>,
}

/// What is being read.
#[derive(Debug, Default)]
struct Reading {
    /// In the order in which it began.
    open: BTreeMap<u64, Arc<str>>,
    begun: u64,
    last: Option<Arc<str>>,
}

/// Something that is being read, until this is dropped.
#[derive(Debug)]
pub(crate) struct Read<'c> {
    control: &'c Control,
    number: u64,
}

impl Drop for Read<'_> {
    fn drop(&mut self) {
        self.control.reading().open.remove(&self.number);
    }
}

/// The figures of a [`Control`] at one moment.
///
/// They are read one after another while the run goes on, so a sum may be a chunk behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Bytes that the run expects to read, as far as it knows yet.
    pub bytes_total: u64,
    /// Bytes read so far.
    pub bytes_done: u64,
    /// More may come than `bytes_total`, and nobody knows how much: of standard input, for one.
    pub open_ended: bool,
    /// Files that the run expects to read, as far as it knows yet.
    pub files_total: u64,
    /// Files that are done with, whether they could be read or not.
    pub files_done: u64,
    /// The name of what is being read: of several files at once, the one whose reading began first,
    /// because it is the one that keeps the run; between two files, the one before.
    pub current: Option<Arc<str>>,
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

    /// Forgets what the run expects to read.
    pub(crate) fn expect_nothing(&self) {
        self.files_total.store(0, Relaxed);
        self.bytes_total.store(0, Relaxed);
    }

    /// Says that more will come, of unknown length.
    pub fn expect_more(&self) {
        self.open_ended.store(true, Relaxed);
    }

    /// Counts bytes as read.
    pub fn add_bytes(&self, bytes: u64) {
        self.bytes_done.fetch_add(bytes, Relaxed);
    }

    /// Counts one file as done with.
    pub fn file_done(&self) {
        self.files_done.fetch_add(1, Relaxed);
    }

    /// Names what is read until the value that this gives is dropped.
    pub(crate) fn read(&self, name: Arc<str>) -> Read<'_> {
        let mut reading = self.reading();
        reading.begun += 1;
        let number = reading.begun;
        reading.open.insert(number, name.clone());
        reading.last = Some(name);
        Read { control: self, number }
    }

    fn reading(&self) -> MutexGuard<'_, Reading> {
        // A thread that panicked while it held the lock left every name whole.
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The figures now.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let current = {
            let reading = self.reading();
            let first = reading.open.first_key_value().map(|(_, name)| name);
            first.or(reading.last.as_ref()).cloned()
        };
        Snapshot {
            bytes_total: self.bytes_total.load(Relaxed),
            bytes_done: self.bytes_done.load(Relaxed),
            files_total: self.files_total.load(Relaxed),
            files_done: self.files_done.load(Relaxed),
            open_ended: self.open_ended.load(Relaxed),
            current,
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
    fn names_what_is_being_read() {
        let control = Control::new();
        let current = || control.snapshot().current;
        assert_eq!(current(), None);
        let long = control.read("long".into());
        let short = control.read("short".into());
        assert_eq!(current().as_deref(), Some("long"));
        drop(short);
        let other = control.read("other".into());
        drop(long);
        assert_eq!(current().as_deref(), Some("other"));
        drop(other);
        assert_eq!(current().as_deref(), Some("other"));
    }
}
