use std::io::{self, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use crate::spool::spooled;

/// Digests up to this many bytes are kept in memory.
const IN_MEMORY: usize = 1 << 20;
/// One takes this many bytes.
const DIGEST: u64 = 32;

/// Digests in the order of arrival, in memory or in a temporary file.
pub(super) struct Digests {
    file: SpooledTempFile,
    buffer: Vec<u8>,
    written: u64,
}

impl Digests {
    pub(super) fn new() -> Self {
        Self { file: SpooledTempFile::new(IN_MEMORY), buffer: Vec::new(), written: 0 }
    }

    pub(super) fn push(&mut self, digest: &[u8; 32]) -> io::Result<u64> {
        let place = self.written / DIGEST + self.buffer.len() as u64 / DIGEST;
        self.buffer.extend_from_slice(digest);
        if self.buffer.len() >= 1 << 16 {
            self.flush()?;
        }
        Ok(place)
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        spooled(|| {
            self.file.seek(SeekFrom::Start(self.written))?;
            self.file.write_all(&self.buffer)
        })?;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    pub(super) fn get(&mut self, place: u64) -> io::Result<[u8; 32]> {
        let mut digest = [0; 32];
        spooled(|| {
            self.file.seek(SeekFrom::Start(place * DIGEST))?;
            self.file.read_exact(&mut digest)
        })?;
        Ok(digest)
    }
}
