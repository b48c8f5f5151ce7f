//! Bytes that are written once, in pieces, and read back piece by piece.

use std::io::{self, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use crate::platform::{display_path, in_words};

/// So many bytes are kept in memory; more, in a temporary file.
const IN_MEMORY: usize = 1 << 20;
/// Whoever reads one piece after another gets so many bytes at once from the file.
const WINDOW: u64 = 256 << 10;

/// Does this with a temporary file. An error of it says where such files are, and how to have them elsewhere.
pub(crate) fn spooled<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let variable = if cfg!(windows) { "TMP" } else { "TMPDIR" };
    work().map_err(|error| {
        let words = format!(
            "a temporary file in {}: {}; make room there, or name a folder of another disk in the variable {variable}",
            display_path(&std::env::temp_dir()),
            in_words(&error)
        );
        io::Error::new(error.kind(), words)
    })
}

/// Pieces of bytes behind each other.
pub(crate) struct Spool {
    file: SpooledTempFile,
    len: u64,
    /// What was read last, and where it begins.
    window: Vec<u8>,
    start: u64,
}

impl Spool {
    pub(crate) fn new() -> Self {
        Self { file: SpooledTempFile::new(IN_MEMORY), len: 0, window: Vec::new(), start: 0 }
    }

    /// How many bytes there are.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Adds bytes and says where they begin.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> io::Result<u64> {
        let start = self.len;
        spooled(|| {
            self.file.seek(SeekFrom::Start(start))?;
            self.file.write_all(bytes)
        })?;
        self.len += bytes.len() as u64;
        Ok(start)
    }

    /// The `len` bytes at `at`.
    pub(crate) fn get(&mut self, at: u64, len: u32) -> io::Result<&[u8]> {
        let end = at + u64::from(len);
        let known = self.start..=self.start + self.window.len() as u64;
        if !(known.contains(&at) && known.contains(&end)) {
            // A jump tells nothing of what is read next.
            let want = if known.contains(&at) { end.max(at + WINDOW).min(self.len) } else { end };
            let mut window = std::mem::take(&mut self.window);
            window.resize((want - at) as usize, 0);
            spooled(|| {
                self.file.seek(SeekFrom::Start(at))?;
                self.file.read_exact(&mut window)
            })?;
            (self.window, self.start) = (window, at);
        }
        let from = (at - self.start) as usize;
        Ok(&self.window[from..from + len as usize])
    }

    /// Writes the `len` bytes at `at` to `out`, as many at a time as are read at once.
    pub(crate) fn copy(&mut self, at: u64, len: u32, out: &mut dyn Write) -> io::Result<()> {
        let end = at + u64::from(len);
        for at in (at..end).step_by(WINDOW as usize) {
            out.write_all(self.get(at, WINDOW.min(end - at) as u32)?)?;
        }
        Ok(())
    }
}

/// Bytes behind those that are there.
impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.append(bytes).map(|_| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back_in_any_order_while_others_are_added() {
        let piece = |i: u32| vec![i as u8; (i * 7919 % 70_000) as usize];
        let mut spool = Spool::new();
        let mut places = Vec::new();
        for i in 0..700 {
            places.push(spool.append(&piece(i)).unwrap());
            let back = i / 2;
            let read = spool.get(places[back as usize], piece(back).len() as u32).unwrap();
            assert_eq!(read, piece(back));
        }
        assert!(spool.len > IN_MEMORY as u64);
        for i in (0..700).chain((0..700).rev()) {
            let read = spool.get(places[i as usize], piece(i).len() as u32).unwrap();
            assert_eq!(read, piece(i), "{i}");
        }
    }
}
