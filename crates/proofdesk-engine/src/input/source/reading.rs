//! One pass through the bytes of a file, standard input or a text.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use proofdesk_core::verdict::Check;

use super::error::{Change, ReadError};
use super::flow::{Budget, Flow};
use super::overlapped;
use super::stdin::Stdin;
use super::taking::{Taken, Taking, Wanted};
use crate::input::section::Section;
use crate::platform::{self, ChangeStamp, Facts, FileIdentity, FileKind, Opened, Place};
use crate::progress::{Control, Read as BeingRead};

/// One step of plain reading. Small enough that the bytes are still in the core's own cache when
/// they are hashed.
pub(super) const STEP: usize = 128 << 10;
/// Of a member whose length is not told, so much is read at first: most are smaller.
const FIRST: usize = 16 << 10;
/// A file longer than this is read by a second thread while the first one hashes.
pub(super) const PLAIN_LIMIT: u64 = 8 << 20;

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
    budget: Arc<Budget>,
    /// Whoever watches is told of it as long as it lasts.
    _read: BeingRead<'a>,
    is_searched: bool,
}

/// The end of a zip archive with the longest comment (APPNOTE 4.3.16). In bytes.
const TAIL: usize = 22 + u16::MAX as usize;

/// What came so far.
#[derive(Debug)]
struct Hashed<'a> {
    hasher: Sha256,
    taking: Taking,
    /// The last of what was read, if that is wanted.
    tail: Option<Vec<u8>>,
    len: u64,
    /// The file's length when it was opened; `None` where nothing tells it.
    expected: Option<u64>,
    /// Nobody has told how many bytes will come: each that comes is more than was expected.
    is_uncounted: bool,
    control: &'a Control,
}

#[derive(Debug)]
enum Input<'a> {
    File {
        file: Arc<File>,
        place: Place,
        // Both as they were when it was opened.
        stamp: ChangeStamp,
        identity: Option<FileIdentity>,
    },
    Stdin(Stdin<'a>),
    Text(io::Cursor<Arc<[u8]>>),
    Member(Flow<'a>),
}

impl<'a> Reading<'a> {
    /// Opens a regular file, and nothing else.
    ///
    /// # Errors
    /// `NotRegular`, `Unreadable`, or `Cancelled`.
    pub fn open(place: impl Into<Place>, control: &'a Control) -> Result<Self, ReadError> {
        if control.is_cancelled() {
            return Err(ReadError::Cancelled);
        }
        let place = place.into();
        let (file, Facts { stamp, identity, .. }) = match place.open()? {
            Opened::Regular(file, facts) => (file, facts),
            Opened::Special(kind) => return Err(ReadError::NotRegular { kind }),
        };
        let read = control.read(platform::display_path(&place.path()).into());
        let input = Input::File { file: Arc::new(file), place, stamp, identity };
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

    /// A member of a container, called `name`, of `len` bytes if somebody said so.
    pub(crate) fn member(
        name: Arc<str>,
        stream: &'a mut (dyn Read + Send),
        section: Option<Section>,
        len: Option<u64>,
        budget: Arc<Budget>,
        control: &'a Control,
    ) -> Self {
        control.expect(1, len.unwrap_or_default());
        let flow = Flow::new(stream, section, budget.clone());
        let mut reading = Self::new(Input::Member(flow), control.read(name), control);
        reading.hashed.expected = len;
        reading.hashed.is_uncounted = len.is_none();
        reading.within(budget)
    }

    /// The same with a budget for what comes out of it.
    pub(crate) fn within(self, budget: Arc<Budget>) -> Self {
        Self { budget, ..self }
    }

    /// The same, and with its hash it gives this. To be said before anything is read.
    pub(crate) fn wanting(mut self, wanted: Wanted) -> Self {
        self.hashed.taking = Taking::new(wanted);
        self.is_searched = wanted.search;
        self
    }

    /// Whether it is to be looked through to its end for the name of a record.
    pub(crate) fn is_searched(&self) -> bool {
        self.is_searched
    }

    /// Keeps the last of what is read from now on, behind what came `before`.
    pub(crate) fn keep_tail(&mut self, before: &[u8]) {
        self.hashed.tail = Some(Vec::new());
        self.hashed.take_tail(before);
    }

    /// The last of it, after all was read, if that was kept.
    pub(crate) fn tail(&mut self) -> Result<&[u8], ReadError> {
        self.hash_rest()?;
        Ok(self.hashed.tail.as_deref().unwrap_or_default())
    }

    /// What was wanted of the whole of it.
    pub(crate) fn taken(&mut self) -> Result<Taken, ReadError> {
        self.hash_rest()?;
        Ok(std::mem::take(&mut self.hashed.taking).end())
    }

    /// The whole of it as a stretch that can be read from any place, if it lies on the disk or in memory
    /// as it is.
    pub(crate) fn section(&self) -> Option<Section> {
        match &self.input {
            Input::File { file, stamp, .. } => Some(Section::file(file.clone(), stamp.len())),
            Input::Text(text) => Some(Section::memory(text.get_ref().clone())),
            Input::Member(flow) => flow.section.clone(),
            Input::Stdin(_) => None,
        }
    }

    /// Appends up to `want` bytes to `buffer`, for a decoder.
    pub(crate) fn pass_on(&mut self, buffer: &mut Vec<u8>, want: usize) -> io::Result<usize> {
        self.next_chunk(buffer, want).map_err(|error| self.budget.fail(error))
    }

    /// Of a file, what the system said of it when it was opened.
    pub(crate) fn seen(&self) -> Option<Facts> {
        match &self.input {
            Input::File { stamp, identity, .. } => {
                Some(Facts { kind: FileKind::Regular, stamp: stamp.clone(), identity: *identity })
            }
            Input::Stdin(_) | Input::Text(_) | Input::Member(_) => None,
        }
    }

    /// Of a member, whether it broke off before its end.
    pub(crate) fn is_broken(&self) -> bool {
        matches!(&self.input, Input::Member(flow) if flow.broken.is_some())
    }

    /// What kept the containers around this from being read, if it is no fault of theirs.
    pub(crate) fn failure(&self) -> Option<ReadError> {
        self.budget.failure()
    }

    /// As [`Reading::finish`]; of a member that broke off, why instead.
    pub(crate) fn end(mut self) -> Result<Result<FileDigest, Box<Check>>, ReadError> {
        self.hash_rest()?;
        if let Input::Member(flow) = &mut self.input
            && let Some(broken) = flow.broken.take()
        {
            return Ok(Err(broken));
        }
        self.finish().map(Ok)
    }

    /// How many bytes are still to come, as far as the system tells.
    pub(crate) fn left(&self) -> Option<u64> {
        self.hashed.left()
    }

    fn new(input: Input<'a>, read: BeingRead<'a>, control: &'a Control) -> Self {
        let expected = match &input {
            Input::File { stamp, .. } => Some(stamp.len()),
            Input::Stdin(_) | Input::Member(_) => None,
            Input::Text(text) => Some(text.get_ref().len() as u64),
        };
        let is_uncounted = false;
        let (hasher, taking) = (Sha256::new(), Taking::default());
        let hashed = Hashed { hasher, taking, tail: None, len: 0, expected, is_uncounted, control };
        Self {
            input,
            hashed,
            ended: false,
            budget: Arc::default(),
            _read: read,
            is_searched: false,
        }
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
            let came = read_some(&mut self.input, &mut rest[..step])
                .map_err(|error| self.budget.failure().unwrap_or(error.into()))?;
            self.ended = came == 0;
            // In /proc, and in some network and cloud folders, the system tells no size, or none
            // that is right. What grew while it was read has another size now.
            let is_more = self.hashed.left().is_some_and(|left| left < came as u64);
            if is_more && !self.input.changed()? {
                self.hashed.expected = None;
            }
            self.hashed.take(&rest[..came])?;
            self.note_read(came);
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
        loop {
            let came = buffer.len() - start;
            // No more room than the file can fill: to clear a large buffer for each of many small
            // files costs more than to read them. One byte more meets the end, or a file that has
            // more than the system tells. Where it tells nothing, as much more as came.
            let room = match self.hashed.left() {
                Some(left) => usize::try_from(left).unwrap_or(usize::MAX).saturating_add(1),
                None => came.max(FIRST),
            };
            buffer.resize(start + came + (want - came).min(room), 0);
            let outcome = self.fill(&mut buffer[start + came..]);
            let more = *outcome.as_ref().unwrap_or(&0);
            buffer.truncate(start + came + more);
            if let Err(error) = outcome {
                buffer.truncate(start);
                return Err(error);
            }
            if self.ended || came + more == want {
                return Ok(came + more);
            }
        }
    }

    /// Appends the rest of the input to `buffer` and says `true`; or stops as soon as the buffer
    /// holds one byte more than `limit` and says `false`. Nothing is lost then: the caller may go
    /// on from there.
    ///
    /// # Errors
    /// As [`Reading::fill`].
    pub fn read_to_end(&mut self, buffer: &mut Vec<u8>, limit: usize) -> Result<bool, ReadError> {
        if self.ended {
            return Ok(buffer.len() <= limit);
        }
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

    /// Hashes what the caller has not read, if anything, and gives the digest of the whole, once
    /// it is sure that the file is still what it was when it was opened.
    ///
    /// # Errors
    /// `Changed`, `Unreadable` or `Cancelled`.
    pub fn finish(mut self) -> Result<FileDigest, ReadError> {
        self.hash_rest()?;
        let Self { mut input, hashed: Hashed { hasher, len, control, .. }, .. } = self;
        let digest = FileDigest { sha256: hasher.finalize().into(), len };
        input.require_unchanged(&digest, control)?;
        Ok(digest)
    }

    /// Counts what comes of a given file.
    fn note_read(&self, came: usize) {
        if !matches!(self.input, Input::Member(_)) {
            self.budget.add_read(came as u64);
        }
    }

    /// Hashes what has not been read.
    pub(crate) fn hash_rest(&mut self) -> Result<(), ReadError> {
        if self.ended {
            return Ok(());
        }
        // One byte more than is left, so that one call meets the end too.
        let left = self.hashed.left().unwrap_or(u64::MAX);
        let size = usize::try_from(left.saturating_add(1)).map_or(STEP, |size| size.min(STEP));
        let mut buffer = vec![0; size];
        let plain = self.hashed.len.saturating_add(PLAIN_LIMIT);
        while !self.ended && self.hashed.len < plain {
            if self.hashed.expected.is_none() {
                buffer.resize(STEP, 0);
            }
            self.fill(&mut buffer)?;
        }
        if !self.ended {
            let Self { input, hashed, budget, .. } = self;
            let is_member = matches!(input, Input::Member(_));
            let read = |buffer: &mut [u8]| read_some(input, buffer);
            let take = |bytes: &[u8]| {
                if !is_member {
                    budget.add_read(bytes.len() as u64);
                }
                hashed.take(bytes)
            };
            let ended = overlapped::each_buffer(read, take);
            self.ended = ended.map_err(|error| budget.failure().unwrap_or(error))?;
        }
        // Only where no thread could be started.
        while !self.ended {
            self.fill(&mut buffer)?;
        }
        Ok(())
    }
}

impl Input<'_> {
    /// Whether the file system notes another length or time than when it was opened.
    fn changed(&self) -> io::Result<bool> {
        match self {
            Self::File { file, stamp, .. } => Ok(Facts::of(&file.metadata()?).stamp != *stamp),
            Self::Stdin(_) | Self::Text(_) | Self::Member(_) => Ok(false),
        }
    }

    /// Makes sure that what was read is what the file holds. How much that is is not compared with
    /// the length that the system told: in `/proc`, and in some network and cloud folders, it tells
    /// another.
    fn require_unchanged(
        &mut self,
        digest: &FileDigest,
        control: &Control,
    ) -> Result<(), ReadError> {
        let Self::File { file, place, stamp, identity } = self else { return Ok(()) };
        // Before the stamp, because a lost name changes the stamp too and says less.
        match place.facts() {
            Ok(now) if now.kind == FileKind::Regular && now.identity == *identity => {}
            // Too many open files, a lost permission: that says nothing of the name.
            Err(error) if !tells_of_the_name(&error) => return Err(error.into()),
            Ok(_) | Err(_) => return Err(Change::Replaced.into()),
        }
        let now = Facts::of(&file.metadata()?).stamp;
        if now == *stamp {
            return Ok(());
        }
        if now.len() != stamp.len() && digest.len != stamp.len() {
            return Err(Change::Length { expected: stamp.len(), read: digest.len }.into());
        }
        // A new hard link or other permissions do that too. What it holds now tells.
        if now.differs_in_inode_only(stamp) && hash_again(&mut &**file, control)? == digest.sha256 {
            return Ok(());
        }
        Err(Change::Modified.into())
    }
}

/// Whether an error of looking at a file says that its name is no longer its own: there is none, or something else is
/// on the way, for which there are words of ours.
fn tells_of_the_name(error: &io::Error) -> bool {
    let kinds = [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory];
    kinds.contains(&error.kind()) || error.raw_os_error().is_none()
}

/// The SHA-256 of a file's content from its beginning.
fn hash_again(file: &mut &File, control: &Control) -> Result<[u8; 32], ReadError> {
    file.rewind()?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; STEP];
    loop {
        if control.is_cancelled() {
            return Err(ReadError::Cancelled);
        }
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hasher.finalize().into()),
            Ok(came) => hasher.update(&buffer[..came]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

impl Hashed<'_> {
    fn take_tail(&mut self, bytes: &[u8]) {
        let Some(tail) = &mut self.tail else { return };
        // Of a file whose length is known, all before its end needs no copy.
        if self.expected.is_none_or(|expected| self.len + TAIL as u64 > expected) {
            let last = &bytes[bytes.len().saturating_sub(TAIL)..];
            tail.drain(..(tail.len() + last.len()).saturating_sub(TAIL));
            tail.extend_from_slice(last);
        }
    }

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
        self.taking.take(bytes);
        self.len += bytes.len() as u64;
        self.take_tail(bytes);
        if self.is_uncounted {
            self.control.expect(0, bytes.len() as u64);
        }
        self.control.add_bytes(bytes.len() as u64);
        match self.expected {
            Some(expected) if self.len > expected => {
                Err(Change::Length { expected, read: self.len }.into())
            }
            _ => Ok(()),
        }
    }
}

/// Reads once; 0 is the end.
fn read_some(input: &mut Input<'_>, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        let came = match input {
            Input::File { file, .. } => (&**file).read(buffer),
            Input::Stdin(stdin) => stdin.read(buffer),
            Input::Text(text) => text.read(buffer),
            Input::Member(flow) => flow.read(buffer),
        };
        match came {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
