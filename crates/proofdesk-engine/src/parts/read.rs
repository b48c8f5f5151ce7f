//! The frames of a part, one after another. Nothing in it is believed before it is compared.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::error::PartError;
use super::format::{
    About, BEGINNING, BODY_LIMIT, ENDING, Frame, HEAD_LIMIT, INDEX_LIMIT, MARK, VERSION,
};
use super::index::Index;
use super::packed::unpacked;
use crate::platform::{Opened, Place};

/// What stands at the end: the place of the last frame, and a mark.
const TRAILER: u64 = 16;

/// Reads the frames of a part, and hashes what it reads.
pub(super) struct Frames<R = BufReader<File>> {
    path: PathBuf,
    input: R,
    at: u64,
    /// Where the last frame begins.
    end: u64,
    hasher: Sha256,
}

impl Frames {
    /// Opens a part, and reads what it says of itself.
    pub(super) fn open(path: &Path) -> Result<(Self, About), PartError> {
        let no_part =
            |what: &str| PartError::NoPart { path: path.to_owned(), what: what.to_owned() };
        let failed = |error| PartError::Read { path: path.to_owned(), error };
        // A pipe would be waited for without end.
        let Opened::Regular(file, _) = Place::from(path).open().map_err(failed)? else {
            return Err(no_part("it is no regular file; name the parts themselves"));
        };
        let metadata = file.metadata().map_err(failed)?;
        let mut input = BufReader::with_capacity(256 << 10, file);
        let mut beginning = Vec::new();
        let len = BEGINNING.len() as u64;
        input.by_ref().take(len).read_to_end(&mut beginning).map_err(failed)?;
        if beginning != BEGINNING {
            return Err(match beginning.starts_with(MARK) {
                true => no_part(&format!(
                    "its format is of another version than {VERSION}: use one version of Proofdesk for all \
                     parts and for the merge"
                )),
                false => PartError::NotOne { path: path.to_owned() },
            });
        }
        let damaged = |what| PartError::damaged(path, what);
        let unended = || damaged("its end is missing");
        let end = metadata.len().checked_sub(TRAILER).ok_or_else(unended)?;
        let mut trailer = [0; TRAILER as usize];
        input.seek(SeekFrom::Start(end)).map_err(failed)?;
        input.read_exact(&mut trailer).map_err(failed)?;
        let (at, ending) = trailer.split_at(8);
        let index_at = u64::from_le_bytes(at.try_into().unwrap_or_default());
        if ending != ENDING || index_at < len || index_at > end {
            return Err(unended());
        }
        input.seek(SeekFrom::Start(len)).map_err(failed)?;
        let hasher = Sha256::new().chain_update(BEGINNING);
        let mut frames = Self { path: path.to_owned(), input, at: len, end: index_at, hasher };
        match frames.next()? {
            Some((Frame::Part(about), _)) => Ok((frames, *about)),
            _ => Err(damaged("it does not say what it is of")),
        }
    }

    /// Its index. Frames go on where they were.
    pub(super) fn index(&mut self) -> Result<Index, PartError> {
        let Self { at, end, .. } = *self;
        let hasher = self.hasher.clone();
        self.seek(end)?;
        (self.at, self.end) = (end, u64::MAX);
        let index = match self.next()? {
            Some((Frame::Index { bytes }, body)) if bytes <= INDEX_LIMIT => {
                let text = unpacked(&body, bytes);
                text.and_then(|text| serde_json::from_slice(&text).ok())
            }
            _ => None,
        };
        let index = index.ok_or_else(|| self.damaged("its list of files cannot be read"))?;
        self.seek(at)?;
        (self.at, self.end, self.hasher) = (at, end, hasher);
        Ok(index)
    }

    fn seek(&mut self, at: u64) -> Result<(), PartError> {
        let sought = self.input.seek(SeekFrom::Start(at));
        sought.map(drop).map_err(|error| PartError::Read { path: self.path.clone(), error })
    }
}

impl<R: Read> Frames<R> {
    /// Those that these bytes of a file are, so many.
    pub(super) fn of(path: &Path, input: R, len: u64) -> Self {
        Self { path: path.to_owned(), input, at: 0, end: len, hasher: Sha256::new() }
    }

    pub(super) fn damaged(&self, what: &'static str) -> PartError {
        PartError::damaged(&self.path, what)
    }

    /// How many bytes were read.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// The next frame, until the last of the files was read.
    pub(super) fn next(&mut self) -> Result<Option<(Frame, Vec<u8>)>, PartError> {
        if self.at == self.end {
            return Ok(None);
        }
        let mut lengths = [0; 8];
        self.take(&mut lengths)?;
        let [head, body] = [&lengths[..4], &lengths[4..]]
            .map(|len| u32::from_le_bytes(len.try_into().unwrap_or_default()));
        if head > HEAD_LIMIT || body > BODY_LIMIT {
            return Err(self.damaged("a piece of it is longer than any can be"));
        }
        let frame = serde_json::from_slice(&self.piece(head)?);
        let frame = frame.map_err(|_| self.damaged("a piece of it cannot be read"))?;
        let body = self.piece(body)?;
        if self.at > self.end {
            return Err(self.damaged("a piece of it goes on over its end"));
        }
        Ok(Some((frame, body)))
    }

    /// So many bytes. Room is made as they come: a file can say that there are more than it has.
    fn piece(&mut self, len: u32) -> Result<Vec<u8>, PartError> {
        let mut bytes = Vec::with_capacity((len as usize).min(1 << 20));
        let came = self.input.by_ref().take(len.into()).read_to_end(&mut bytes);
        came.map_err(|error| PartError::Read { path: self.path.clone(), error })?;
        if bytes.len() != len as usize {
            return Err(self.damaged("it was cut short"));
        }
        self.note(&bytes);
        Ok(bytes)
    }

    fn take(&mut self, bytes: &mut [u8]) -> Result<(), PartError> {
        self.input.read_exact(bytes).map_err(|_| self.damaged("it was cut short"))?;
        self.note(bytes);
        Ok(())
    }

    fn note(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.at += bytes.len() as u64;
    }

    /// The hash of all that was read.
    pub(super) fn sha256(&self) -> [u8; 32] {
        self.hasher.clone().finalize().into()
    }
}
