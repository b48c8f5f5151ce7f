//! A container that is read from its beginning to its end, and hashed on the way.

use std::io::{self, BufRead, Read};

use crate::input::source::Reading;

/// How much is read at once. In bytes.
const STEP: usize = 128 << 10;

/// What passes through the hash of the container.
pub(crate) struct Passing<'p, 'a> {
    /// What was read, and how much of it was taken.
    buffer: Vec<u8>,
    taken: usize,
    /// Where the buffer begins in the container.
    offset: u64,
    reading: &'p mut Reading<'a>,
}

impl<'p, 'a> Passing<'p, 'a> {
    /// Of a container of which so much was read.
    pub(crate) fn new(beginning: Vec<u8>, reading: &'p mut Reading<'a>) -> Self {
        Self { buffer: beginning, taken: 0, offset: 0, reading }
    }

    /// How many bytes were taken.
    pub(super) fn position(&self) -> u64 {
        self.offset + self.taken as u64
    }

    /// Takes this many bytes, or as many as there are, and says how many.
    pub(super) fn skip(&mut self, mut len: u64) -> io::Result<u64> {
        let start = self.position();
        while len > 0 {
            let there = self.fill_buf()?.len() as u64;
            if there == 0 {
                break;
            }
            let taken = there.min(len);
            self.consume(taken as usize);
            len -= taken;
        }
        Ok(self.position() - start)
    }

    /// Takes this many bytes, or as many as there are, and says whether all of them are zero and all are
    /// there.
    pub(super) fn skip_zeros(&mut self, mut len: u64) -> io::Result<Skipped> {
        let mut skipped = Skipped::Zeros;
        while len > 0 {
            let there = self.fill_buf()?;
            if there.is_empty() {
                return Ok(Skipped::Short);
            }
            let taken = there.len().min(usize::try_from(len).unwrap_or(usize::MAX));
            if there[..taken].iter().any(|b| *b != 0) {
                skipped = Skipped::Others;
            }
            self.consume(taken);
            len -= taken as u64;
        }
        Ok(skipped)
    }

    /// Takes what is left, and says whether something else than zeros was in it.
    pub(super) fn rest_has_bytes(&mut self) -> io::Result<bool> {
        let mut others = false;
        loop {
            let there = self.fill_buf()?;
            if there.is_empty() {
                return Ok(others);
            }
            others |= there.iter().any(|b| *b != 0);
            let taken = there.len();
            self.consume(taken);
        }
    }

    /// Fills the buffer, or says how much there was.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read(&mut buffer[filled..])? {
                0 => break,
                came => filled += came,
            }
        }
        Ok(filled)
    }
}

/// What was met where zeros were expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Skipped {
    Zeros,
    Others,
    /// The container ended first.
    Short,
}

impl Read for Passing<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let came = self.fill_buf()?.read(buffer)?;
        self.consume(came);
        Ok(came)
    }
}

impl BufRead for Passing<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.taken == self.buffer.len() {
            self.offset += self.taken as u64;
            self.taken = 0;
            self.buffer.clear();
            self.reading.pass_on(&mut self.buffer, STEP)?;
        }
        Ok(&self.buffer[self.taken..])
    }

    fn consume(&mut self, taken: usize) {
        self.taken += taken;
    }
}
