//! A stretch of a file of one record a line, read by itself: a share of it.
//!
//! A stretch begins where a line begins with a bracket, as the blocks of a file do, and its chunks end where
//! those of the whole file end. So what is cut of it is what would be cut there of the whole.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::limits::CHUNK;
use super::source::{Change, ReadError, Reading};
use crate::progress::Control;

/// What a file is given in.
pub(crate) trait Chunks {
    /// As [`Reading::next_chunk`].
    fn next_chunk(&mut self, buffer: &mut Vec<u8>, want: usize) -> Result<usize, ReadError>;
}

impl Chunks for Reading<'_> {
    fn next_chunk(&mut self, buffer: &mut Vec<u8>, want: usize) -> Result<usize, ReadError> {
        Reading::next_chunk(self, buffer, want)
    }
}

/// The beginning of a file that is read on behind it.
pub(super) struct Beginning<'r, 'a> {
    pub reading: &'r mut Reading<'a>,
    pub left: u64,
}

impl Chunks for Beginning<'_, '_> {
    fn next_chunk(&mut self, buffer: &mut Vec<u8>, want: usize) -> Result<usize, ReadError> {
        let want = usize::try_from(self.left).map_or(want, |left| left.min(want));
        let came = self.reading.next_chunk(buffer, want)?;
        self.left -= came as u64;
        Ok(came)
    }
}

/// A stretch that begins behind the beginning of its file.
pub(super) struct Stretch<'a> {
    file: File,
    left: u64,
    hasher: Sha256,
    control: &'a Control,
}

impl<'a> Stretch<'a> {
    pub(super) fn new(
        mut file: File,
        range: &Range<u64>,
        control: &'a Control,
    ) -> io::Result<Self> {
        file.seek(SeekFrom::Start(range.start))?;
        Ok(Self { file, left: range.end - range.start, hasher: Sha256::new(), control })
    }

    pub(super) fn sha256(self) -> [u8; 32] {
        self.hasher.finalize().into()
    }
}

impl Chunks for Stretch<'_> {
    fn next_chunk(&mut self, buffer: &mut Vec<u8>, want: usize) -> Result<usize, ReadError> {
        if self.control.is_cancelled() {
            return Err(ReadError::Cancelled);
        }
        let want = self.left.min(want as u64);
        let start = buffer.len();
        let came = (&mut self.file).take(want).read_to_end(buffer)? as u64;
        if came < want {
            let read = self.left - want + came;
            return Err(Change::Length { expected: self.left, read }.into());
        }
        self.left -= came;
        self.hasher.update(&buffer[start..]);
        self.control.add_bytes(came);
        Ok(came as usize)
    }
}

/// Where the stretches of a file end that has so many: the last at its end.
pub(super) fn ends(
    file: &mut File,
    len: u64,
    of: u32,
    control: &Control,
) -> Result<Vec<u64>, ReadError> {
    let (mut ends, mut last) = (Vec::new(), 0);
    for n in 1..of {
        let at = (u128::from(len) * u128::from(n) / u128::from(of)) as u64;
        // Between the last place and what was found from there on, nothing begins.
        if at > last {
            last = next_value(file, at, len, control)?;
        }
        ends.push(last);
    }
    ends.push(len);
    Ok(ends)
}

/// The first place from `at` on where a line begins with a bracket; the end if there is none.
fn next_value(file: &mut File, at: u64, len: u64, control: &Control) -> Result<u64, ReadError> {
    let Some(mut from) = at.checked_sub(1) else { return Ok(0) };
    file.seek(SeekFrom::Start(from))?;
    let mut buffer = Vec::new();
    loop {
        if control.is_cancelled() {
            return Err(ReadError::Cancelled);
        }
        if file.take(CHUNK as u64).read_to_end(&mut buffer)? == 0 {
            return Ok(len);
        }
        let begins = |two: &[u8]| matches!(two, [b'\n', b'{' | b'[']);
        if let Some(found) = buffer.windows(2).position(begins) {
            return Ok((from + found as u64 + 1).min(len));
        }
        // A line may end with this chunk.
        from += buffer.len() as u64 - 1;
        buffer.drain(..buffer.len() - 1);
    }
}

/// The hashes of the stretches that end there, of which the first begins with `rest`; the file is read on
/// to its end.
pub(super) fn hash_stretches(
    rest: &[u8],
    reading: &mut Reading<'_>,
    from: u64,
    ends: &[u64],
) -> Result<Vec<[u8; 32]>, ReadError> {
    let mut hashes = Vec::new();
    let (mut at, mut hasher) = (from, Sha256::new());
    let mut take = |mut bytes: &[u8]| {
        while let Some(end) = ends.get(hashes.len()) {
            let len = usize::try_from(end - at).map_or(bytes.len(), |left| left.min(bytes.len()));
            let (of_this, others) = bytes.split_at(len);
            hasher.update(of_this);
            at += len as u64;
            bytes = others;
            if at < *end {
                break;
            }
            hashes.push(std::mem::take(&mut hasher).finalize().into());
        }
    };
    take(rest);
    let mut chunk = Vec::new();
    while reading.next_chunk(&mut chunk, CHUNK)? > 0 {
        take(&chunk);
        chunk.clear();
    }
    Ok(hashes)
}
