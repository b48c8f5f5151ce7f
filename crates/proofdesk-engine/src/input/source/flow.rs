//! What comes out of a container, as far as it may.

use std::fmt::Debug;
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use proofdesk_core::verdict::{Check, CheckName, Reason};

use super::error::ReadError;
use crate::input::limits::{FREE, UnpackLimits};
use crate::input::section::Section;

/// What has gone into and come out of one given file.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    pub limits: UnpackLimits,
    read: AtomicU64,
    unpacked: AtomicU64,
    /// What the disk, or whoever cancelled, said to a container's own reading. Decoders hand it on as
    /// their own failure, or not at all.
    failed: Mutex<Option<ReadError>>,
}

impl Budget {
    pub(crate) fn new(limits: UnpackLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    pub(super) fn add_read(&self, bytes: u64) {
        self.read.fetch_add(bytes, Relaxed);
    }

    /// Keeps a failure that is none of the data, and gives what a decoder is told of it.
    pub(super) fn fail(&self, error: ReadError) -> io::Error {
        let words = io::Error::other(error.to_string());
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        words
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    pub(crate) fn failure(&self) -> Option<ReadError> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The bytes of a member on their way out.
pub(super) struct Flow<'a> {
    stream: &'a mut (dyn Read + Send),
    pub section: Option<Section>,
    budget: Arc<Budget>,
    came: u64,
    /// Why there are no more, although there should be.
    pub broken: Option<Box<Check>>,
}

impl Debug for Flow<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flow").field("came", &self.came).finish_non_exhaustive()
    }
}

impl<'a> Flow<'a> {
    pub(super) fn new(
        stream: &'a mut (dyn Read + Send),
        section: Option<Section>,
        budget: Arc<Budget>,
    ) -> Self {
        Self { stream, section, budget, came: 0, broken: None }
    }

    /// Reads on. Where the data breaks off or more comes than may, this is the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.broken.is_some() || buffer.is_empty() {
            return Ok(0);
        }
        let (allowed, limit) = self.allowed();
        let want = buffer.len().min(usize::try_from(allowed).unwrap_or(usize::MAX));
        // Whether the end is there, or only the limit.
        let mut one = [0];
        let buffer = if want == 0 { &mut one[..] } else { &mut buffer[..want] };
        let came = match self.stream.read(buffer) {
            Ok(came) => came,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) if self.budget.has_failed() => return Err(error),
            Err(error) => {
                let reason = match error.kind() {
                    io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                        Reason::ArchiveDamaged
                    }
                    io::ErrorKind::Unsupported => Reason::Compressed,
                    _ => return Err(self.budget.fail(error.into())),
                };
                self.breaks(reason, format!("Behind its byte {}, {error}.", self.came));
                return Ok(0);
            }
        };
        if want == 0 && came > 0 {
            self.breaks(Reason::ArchiveLimit, limit);
            return Ok(0);
        }
        self.came += came as u64;
        self.budget.unpacked.fetch_add(came as u64, Relaxed);
        Ok(came)
    }

    /// How many bytes may still come, and what is said if more do.
    fn allowed(&self) -> (u64, String) {
        let Budget { limits, read, unpacked, .. } = &*self.budget;
        let (read, unpacked) = (read.load(Relaxed), unpacked.load(Relaxed));
        let by_ratio = limits.ratio.saturating_mul(read).max(FREE);
        let left = [
            limits.member.saturating_sub(self.came),
            limits.unpacked.saturating_sub(unpacked),
            by_ratio.saturating_sub(unpacked),
        ];
        let least = left.into_iter().min().unwrap_or_default();
        if least > 0 {
            return (least, String::new());
        }
        let words = match () {
            () if left[0] == 0 => format!(
                "It has more than {} bytes, the limit for one member (max-member).",
                limits.member
            ),
            () if left[1] == 0 => format!(
                "More than {} bytes come out of the file, the limit for all of it (max-unpacked).",
                limits.unpacked
            ),
            () => format!(
                "More comes out of the file than {} times what went in and {} bytes (max-ratio).",
                limits.ratio, FREE
            ),
        };
        (0, words)
    }

    fn breaks(&mut self, reason: Reason, note: String) {
        self.broken = Some(Box::new(Check::unknown(CheckName::Parse, reason).note(note)));
    }
}
