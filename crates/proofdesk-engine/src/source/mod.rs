//! Reading a file exactly once: the bytes that are hashed are the bytes that the caller gets.
//!
//! A [`Reading`] hashes whatever passes through it. A caller may look at the first block, then
//! take the rest into memory, go through it chunk by chunk, or only have it hashed; in each case
//! [`Reading::finish`] gives the SHA-256 of the whole, or says that the file changed meanwhile.
//!
//! ```
//! use proofdesk_engine::{progress::Control, source::Reading};
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("record.json");
//! # std::fs::write(&path, "{}")?;
//!
//! let control = Control::new();
//! let mut reading = Reading::open(&path, true, &control)?;
//! let mut first = Vec::new();
//! reading.next_chunk(&mut first, 4096)?;
//! assert!(first.starts_with(b"{"));
//! assert_eq!(reading.finish()?.len, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod ring;
mod stdin;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

pub use error::{Change, ReadError};
use stdin::Stdin;

use crate::platform::{self, ChangeStamp, FileIdentity};
use crate::progress::{Control, Read as BeingRead};

/// One step of plain reading. Small enough that the bytes are still in the core's own cache when
/// they are hashed.
const STEP: usize = 128 << 10;
/// A file longer than this is read by a second thread while the first one hashes.
const PLAIN_LIMIT: u64 = 8 << 20;

/// The hash and length of everything that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileDigest {
    /// The SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// How many bytes they are.
    pub len: u64,
}

/// A file, standard input or a text on its way through the hash.
#[derive(Debug)]
pub struct Reading<'a> {
    input: Input<'a>,
    hashed: Hashed<'a>,
    ended: bool,
    /// Whoever watches is told of it as long as it lasts.
    _read: BeingRead<'a>,
}

/// What came so far.
#[derive(Debug)]
struct Hashed<'a> {
    hasher: Sha256,
    len: u64,
    /// The file's length when it was opened; `None` for standard input.
    expected: Option<u64>,
    control: &'a Control,
}

#[derive(Debug)]
enum Input<'a> {
    File {
        file: File,
        path: PathBuf,
        follow: bool,
        // Both as they were when it was opened.
        stamp: ChangeStamp,
        identity: Option<FileIdentity>,
    },
    Stdin(Stdin<'a>),
    Text(io::Cursor<Arc<[u8]>>),
}

impl<'a> Reading<'a> {
    /// Opens a regular file. With `follow` off, a path that is itself a symbolic link is
    /// [`ReadError::NotRegular`].
    ///
    /// Anything but a regular file is told by its metadata and not opened, because opening alone
    /// can have effects: it rewinds a tape, and lets a program go on that waits at a FIFO.
    ///
    /// # Errors
    /// `NotRegular`, `Unreadable`, or `Cancelled`.
    pub fn open(path: &Path, follow: bool, control: &'a Control) -> Result<Self, ReadError> {
        if control.is_cancelled() {
            return Err(ReadError::Cancelled);
        }
        require_regular(&metadata_of(path, follow)?)?;
        let file = platform::open_to_read(path, follow)?;
        // Only the descriptor tells for certain: the path may have changed hands since.
        let metadata = file.metadata()?;
        require_regular(&metadata)?;
        let read = control.read(platform::display_path(path).into());
        let input = Input::File {
            file,
            path: path.to_path_buf(),
            follow,
            stamp: ChangeStamp::of(&metadata),
            identity: FileIdentity::of(&metadata),
        };
        Ok(Self::new(input, read, control))
    }

    /// Standard input, from where it stands to its end. It cannot be seen to change.
    #[must_use]
    pub fn stdin(control: &'a Control) -> Self {
        let read = control.read("standard input".into());
        Self::new(Input::Stdin(Stdin::new(control)), read, control)
    }

    /// A text in memory, called `name`.
    #[must_use]
    pub fn text(name: &str, bytes: Arc<[u8]>, control: &'a Control) -> Self {
        Self::new(Input::Text(io::Cursor::new(bytes)), control.read(name.into()), control)
    }

    fn new(input: Input<'a>, read: BeingRead<'a>, control: &'a Control) -> Self {
        let expected = match &input {
            Input::File { stamp, .. } => Some(stamp.len()),
            Input::Stdin(_) => None,
            Input::Text(text) => Some(text.get_ref().len() as u64),
        };
        let hashed = Hashed { hasher: Sha256::new(), len: 0, expected, control };
        Self { input, hashed, ended: false, _read: read }
    }

    /// The file's length when it was opened; `None` for standard input.
    #[must_use]
    pub fn expected_len(&self) -> Option<u64> {
        self.hashed.expected
    }

    /// Fills `chunk` from the input, hashes what came, and says how much that is: less than the
    /// whole chunk only at the end of the input.
    ///
    /// # Errors
    /// `Unreadable`, `Cancelled`, or `Changed` as soon as more came than the file had; the content
    /// of `chunk` is then of no use.
    pub fn fill(&mut self, chunk: &mut [u8]) -> Result<usize, ReadError> {
        let mut filled = 0;
        while filled < chunk.len() && !self.ended {
            let rest = &mut chunk[filled..];
            let step = rest.len().min(STEP);
            let came = read_some(&mut self.input, &mut rest[..step])?;
            self.ended = came == 0;
            self.hashed.take(&rest[..came])?;
            filled += came;
        }
        Ok(filled)
    }

    /// Appends up to `want` bytes to `buffer` and says how many came: fewer than `want` only at
    /// the end of the input.
    ///
    /// # Errors
    /// As [`Reading::fill`]; `buffer` is then as it was.
    pub fn next_chunk(&mut self, buffer: &mut Vec<u8>, want: usize) -> Result<usize, ReadError> {
        let start = buffer.len();
        // No more room than the file can fill: to clear a large buffer for each of many small
        // files costs more than to read them. One byte more meets the end, or a file that grew.
        let left =
            self.hashed.left().map_or(usize::MAX, |left| left.try_into().unwrap_or(usize::MAX));
        buffer.resize(start + want.min(left.saturating_add(1)), 0);
        let outcome = self.fill(&mut buffer[start..]);
        buffer.truncate(start + outcome.as_ref().map_or(0, |came| *came));
        outcome
    }

    /// Appends the rest of the input to `buffer` and says `true`; or stops as soon as the buffer
    /// holds one byte more than `limit` and says `false`. Nothing is lost then: the caller may go
    /// on from there.
    ///
    /// # Errors
    /// As [`Reading::fill`].
    pub fn read_to_end(&mut self, buffer: &mut Vec<u8>, limit: usize) -> Result<bool, ReadError> {
        // Room for all of it and the step that meets the end, so that the buffer never moves. The
        // length is only a hint, though: in /proc it is 0.
        let left = self.hashed.left().unwrap_or(0);
        let left = usize::try_from(left).unwrap_or(usize::MAX).saturating_add(STEP);
        buffer.reserve(left.min(limit.saturating_sub(buffer.len()).saturating_add(1)));
        while !self.ended && buffer.len() <= limit {
            let want = STEP.min((limit - buffer.len()).saturating_add(1));
            self.next_chunk(buffer, want)?;
        }
        Ok(buffer.len() <= limit)
    }

    /// Hashes what is left, unread by the caller, and finishes.
    ///
    /// # Errors
    /// As [`Reading::finish`].
    pub fn hash_to_end(self) -> Result<FileDigest, ReadError> {
        self.finish()
    }

    /// Hashes what the caller has not read, if anything, and gives the digest of the whole, once
    /// it is sure that the file is still what it was when it was opened.
    ///
    /// # Errors
    /// `Changed`, `Unreadable` or `Cancelled`.
    pub fn finish(mut self) -> Result<FileDigest, ReadError> {
        self.hash_rest()?;
        self.require_unchanged()?;
        Ok(FileDigest { sha256: self.hashed.hasher.finalize().into(), len: self.hashed.len })
    }

    fn hash_rest(&mut self) -> Result<(), ReadError> {
        if self.ended {
            return Ok(());
        }
        // One byte more than is left, so that one call meets the end too.
        let left = self.hashed.left().unwrap_or(u64::MAX);
        let size = usize::try_from(left.saturating_add(1)).map_or(STEP, |size| size.min(STEP));
        let mut buffer = vec![0; size];
        let plain = self.hashed.len.saturating_add(PLAIN_LIMIT);
        while !self.ended && self.hashed.len < plain {
            self.fill(&mut buffer)?;
        }
        if !self.ended {
            self.hash_overlapped()?;
        }
        // Only where no thread could be started.
        while !self.ended {
            self.fill(&mut buffer)?;
        }
        Ok(())
    }

    fn require_unchanged(&self) -> Result<(), ReadError> {
        let Input::File { file, path, follow, stamp, identity } = &self.input else {
            return Ok(());
        };
        if self.hashed.len != stamp.len() {
            return Err(Change::Length { expected: stamp.len(), read: self.hashed.len }.into());
        }
        // Before the stamp, because a lost name changes the stamp too and says less.
        let now = metadata_of(path, *follow);
        if !now.is_ok_and(|now| now.is_file() && FileIdentity::of(&now) == *identity) {
            return Err(Change::Replaced.into());
        }
        if ChangeStamp::of(&file.metadata()?) != *stamp {
            return Err(Change::Modified.into());
        }
        Ok(())
    }
}

impl Hashed<'_> {
    fn left(&self) -> Option<u64> {
        self.expected.map(|expected| expected.saturating_sub(self.len))
    }

    /// Hashes and counts what was read. More than the file had when it was opened is refused at
    /// once: a file that grows as fast as it is read would have no end.
    fn take(&mut self, bytes: &[u8]) -> Result<(), ReadError> {
        if self.control.is_cancelled() {
            return Err(ReadError::Cancelled);
        }
        self.hasher.update(bytes);
        self.len += bytes.len() as u64;
        self.control.add_bytes(bytes.len() as u64);
        match self.expected {
            Some(expected) if self.len > expected => {
                Err(Change::Length { expected, read: self.len }.into())
            }
            _ => Ok(()),
        }
    }
}

fn metadata_of(path: &Path, follow: bool) -> io::Result<fs::Metadata> {
    if follow { fs::metadata(path) } else { fs::symlink_metadata(path) }
}

fn require_regular(metadata: &fs::Metadata) -> Result<(), ReadError> {
    match platform::special_kind(metadata.file_type()) {
        None => Ok(()),
        Some(kind) => Err(ReadError::NotRegular { kind }),
    }
}

/// Reads once; 0 is the end.
fn read_some(input: &mut Input<'_>, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        let came = match input {
            Input::File { file, .. } => file.read(buffer),
            Input::Stdin(stdin) => stdin.read(buffer),
            Input::Text(text) => text.read(buffer),
        };
        match came {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::ring::{RING, RING_BUFFER};
    use super::*;
    use std::io::{Seek, SeekFrom, Write};

    fn file_of(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    fn pattern(len: usize) -> Vec<u8> {
        (0..len).map(|at| (at * 31 + at / 251) as u8).collect()
    }

    #[test]
    fn every_length_hashes_as_in_memory() {
        let long = PLAIN_LIMIT as usize + RING * RING_BUFFER;
        let lens = [0, 1, STEP - 1, STEP, STEP + 1, PLAIN_LIMIT as usize, long + 1, 2 * long + 7];
        for len in lens {
            let bytes = pattern(len);
            let (_folder, path) = file_of(&bytes);
            let control = Control::new();
            let digest = Reading::open(&path, true, &control).unwrap().hash_to_end().unwrap();
            let sha256 = Sha256::digest(&bytes).into();
            assert_eq!(digest, FileDigest { sha256, len: len as u64 });
            assert_eq!(control.snapshot().bytes_done, len as u64);
        }
    }

    #[test]
    fn what_was_read_and_what_was_left_are_hashed_alike() {
        let bytes = pattern(3 * STEP + 5);
        let (_folder, path) = file_of(&bytes);
        let control = Control::new();
        let whole = Reading::open(&path, true, &control).unwrap().finish().unwrap();

        let mut reading = Reading::open(&path, true, &control).unwrap();
        let mut got = Vec::new();
        assert_eq!(reading.next_chunk(&mut got, 100).unwrap(), 100);
        assert_eq!(reading.next_chunk(&mut got, STEP).unwrap(), STEP);
        assert_eq!(got, bytes[..STEP + 100]);
        assert_eq!(reading.finish().unwrap(), whole);

        let mut reading = Reading::open(&path, true, &control).unwrap();
        let mut got = Vec::new();
        assert!(!reading.read_to_end(&mut got, 999).unwrap());
        assert_eq!(got, bytes[..1000]);
        assert!(!reading.read_to_end(&mut got, 10).unwrap());
        assert!(reading.read_to_end(&mut got, bytes.len()).unwrap());
        assert_eq!(got, bytes);
        assert_eq!(reading.next_chunk(&mut got, 7).unwrap(), 0);
        assert_eq!(reading.finish().unwrap(), whole);
    }

    /// Opens a file of some bytes, does something to it halfway, and says what `finish` found.
    fn changed_by(meanwhile: impl FnOnce(&Path)) -> Change {
        let (_folder, path) = file_of(&pattern(1000));
        // A stamp that lies back, so that the change is seen however coarsely the clock ticks.
        let past = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
        File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
        let control = Control::new();
        let mut reading = Reading::open(&path, true, &control).unwrap();
        reading.next_chunk(&mut Vec::new(), 500).unwrap();
        meanwhile(&path);
        match reading.finish() {
            Err(ReadError::Changed { change }) => change,
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn a_change_while_reading_is_found() {
        let append = |path: &Path| {
            File::options().append(true).open(path).unwrap().write_all(b"more").unwrap();
        };
        assert!(matches!(changed_by(append), Change::Length { expected: 1000, read: 1001.. }));
        let cut =
            |path: &Path| File::options().write(true).open(path).unwrap().set_len(600).unwrap();
        assert_eq!(changed_by(cut), Change::Length { expected: 1000, read: 600 });
        let overwrite = |path: &Path| {
            let mut file = File::options().write(true).open(path).unwrap();
            file.seek(SeekFrom::Start(10)).unwrap();
            file.write_all(b"!").unwrap();
        };
        assert_eq!(changed_by(overwrite), Change::Modified);
    }

    #[cfg(unix)]
    #[test]
    fn another_file_under_the_name_is_found() {
        let replace = |path: &Path| {
            let other = path.with_extension("new");
            fs::write(&other, pattern(1000)).unwrap();
            fs::rename(&other, path).unwrap();
        };
        assert_eq!(changed_by(replace), Change::Replaced);
        assert_eq!(changed_by(|path| fs::remove_file(path).unwrap()), Change::Replaced);
    }

    #[test]
    fn a_cancelled_run_stops_in_every_mode() {
        let (_folder, path) = file_of(&pattern(PLAIN_LIMIT as usize + 3 * RING_BUFFER));
        let control = Control::new();
        let mut plain = Reading::open(&path, true, &control).unwrap();
        let mut overlapped = Reading::open(&path, true, &control).unwrap();
        control.cancel();
        assert!(matches!(plain.fill(&mut [0; 10]), Err(ReadError::Cancelled)));
        assert!(matches!(overlapped.hash_overlapped(), Err(ReadError::Cancelled)));
        assert!(matches!(plain.finish(), Err(ReadError::Cancelled)));
        assert!(matches!(Reading::open(&path, true, &control), Err(ReadError::Cancelled)));
    }

    #[cfg(unix)]
    #[test]
    fn special_files_are_named_and_not_opened() {
        let (folder, path) = file_of(b"x");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let control = Control::new();
        let kind = |path: &Path, follow| match Reading::open(path, follow, &control) {
            Err(ReadError::NotRegular { kind }) => kind,
            other => unreachable!("{other:?}"),
        };
        assert_eq!(kind(folder.path(), true), "a directory");
        assert_eq!(kind(Path::new("/dev/null"), true), "a character device");
        assert_eq!(kind(&link, false), "a symbolic link");
        assert!(Reading::open(&link, true, &control).is_ok());
        let missing = Reading::open(&folder.path().join("none"), true, &control);
        assert!(matches!(missing, Err(ReadError::Unreadable(error))
            if error.kind() == io::ErrorKind::NotFound));
    }
}
