//! A stretch of a file or of memory that can be read from any place.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

/// A stretch of bytes. Several of one file must not be read at the same time: they share its position.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    of: Bytes,
    start: u64,
    len: u64,
    at: u64,
}

#[derive(Debug, Clone)]
enum Bytes {
    File(Arc<File>),
    Memory(Arc<[u8]>),
}

impl Section {
    /// A whole file of this length.
    pub(crate) fn file(file: Arc<File>, len: u64) -> Self {
        Self { of: Bytes::File(file), start: 0, len, at: 0 }
    }

    /// Bytes in memory.
    pub(crate) fn memory(bytes: Arc<[u8]>) -> Self {
        let len = bytes.len() as u64;
        Self { of: Bytes::Memory(bytes), start: 0, len, at: 0 }
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// A part of it, if it has that.
    pub(crate) fn part(&self, range: Range<u64>) -> Option<Self> {
        let len = range.end.checked_sub(range.start)?;
        let start = self.start.checked_add(range.start)?;
        (range.end <= self.len).then(|| Self { of: self.of.clone(), start, len, at: 0 })
    }

    /// All of its bytes, in memory.
    pub(crate) fn held(&self) -> io::Result<Arc<[u8]>> {
        match &self.of {
            Bytes::Memory(bytes) if self.len == bytes.len() as u64 => Ok(bytes.clone()),
            _ => self.bytes(0..self.len).map(Into::into),
        }
    }

    /// The bytes of a range: fewer where it goes beyond the end.
    pub(crate) fn bytes(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let end = range.end.min(self.len);
        let mut bytes = Vec::new();
        if let Some(mut part) = self.part(range.start.min(end)..end) {
            part.read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let want = usize::try_from(self.len - self.at).unwrap_or(usize::MAX).min(buffer.len());
        let from = self.start + self.at;
        let came = match &self.of {
            Bytes::File(file) => {
                let mut file = &**file;
                file.seek(SeekFrom::Start(from))?;
                file.read(&mut buffer[..want])?
            }
            Bytes::Memory(bytes) => {
                // In memory, the range is one of memory's.
                let from = from as usize;
                buffer[..want].copy_from_slice(&bytes[from..from + want]);
                want
            }
        };
        self.at += came as u64;
        Ok(came)
    }
}
