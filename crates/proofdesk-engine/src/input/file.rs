//! One file from its bytes to its blocks.
//!
//! Every file is read once, and hashed while it is read: the bytes that were hashed are the bytes
//! that are parsed.

use std::ops::Range;
use std::sync::Arc;

use proofdesk_core::encoding::Digest;
use proofdesk_core::format::{self, Format};
use proofdesk_core::marks::{compressed_in, may_hold_record};
use proofdesk_core::text::{Legible, as_ascii, is_private_key};
use serde::{Deserialize, Serialize};

use super::block::{Block, Part};
use super::container::Packing;
use super::cut::{Cutter, format_of_legible};
use super::entry::{Entry, EntryKind, Standing};
use super::exclude::Excluding;
use super::forms::is_form;
use super::given::Skipped;
use super::judged::{FileEnd, FileFacts, Seems};
use super::limits::{CHUNK, DOCUMENT_LIMIT, UnpackLimits};
use super::places::Placed;
use super::problem::Problem;
use super::range::{self, Chunks as _};
use super::sniff::{self, Looks};
use super::source::{Budget, Change, ReadError, Reading};
use crate::order::FileNumber;
use crate::platform::Opened;
use crate::progress::Control;
use crate::variants::{self, Variant};

/// So much of one piece of a file is looked at with the next: a record may stand across both. In bytes.
const ACROSS: usize = 64 << 10;
/// A key in a form that is no JSON is no longer than this. In bytes.
const KEY_LIMIT: usize = 8 << 10;

/// Takes what reading a file gives, in order.
pub(crate) trait Intake {
    /// A part of a file.
    fn block(&mut self, block: Block);
    /// Before the blocks of a file that is cut as a whole, its text and what that looks like.
    fn whole(&mut self, file: FileNumber, text: &[u8], looks: Looks);
    /// A member of a container comes next.
    fn begin(&mut self, file: FileNumber, placed: Placed);
    /// Everything of a member was read.
    fn end(&mut self, file: FileNumber, end: FileEnd);
    /// A member is no evidence.
    fn skip(&mut self, skipped: Skipped);
}

/// Reads one given file, and what lies in it.
pub(crate) struct Reader<'r> {
    pub control: &'r Control,
    pub exclude: &'r Excluding<'r>,
    pub entry: &'r Entry,
    pub intake: &'r mut dyn Intake,
    /// How many members were met.
    met: u32,
    pub(super) budget: Arc<Budget>,
}

impl<'r> Reader<'r> {
    pub(crate) fn new(
        entry: &'r Entry,
        limits: UnpackLimits,
        exclude: &'r Excluding<'r>,
        control: &'r Control,
        intake: &'r mut dyn Intake,
    ) -> Self {
        Self { control, exclude, entry, intake, met: 0, budget: Arc::new(Budget::new(limits)) }
    }

    /// Reads the file that was given as this one.
    pub(crate) fn read(mut self, given: u32) -> Result<FileFacts, ReadError> {
        let Self { entry, control, .. } = self;
        let file = FileNumber { given, member: 0 };
        let reading = match &entry.kind {
            EntryKind::File => Reading::open(entry.place.clone(), control)?,
            EntryKind::Text(bytes) => Reading::text(&entry.display, bytes.clone(), control),
            EntryKind::Rows => return self.rows(file).map(|(facts, _)| facts),
            _ => Reading::stdin(control),
        };
        let container = file;
        let whole = Placed { members: Arc::default(), container, standing: entry.standing() };
        let wanted = entry.wanted();
        self.file(reading.wanting(wanted).within(self.budget.clone()), file, &whole)
    }

    /// Reads the rows of a table, which is no file and has no hash. And says how many they are.
    pub(crate) fn rows(self, file: FileNumber) -> Result<(FileFacts, u64), ReadError> {
        let mut give = |block: Block| self.intake.block(block);
        let mut cutter = Cutter::new(file, &mut give);
        cutter.rows(&mut Reading::stdin(self.control))?;
        let lines = cutter.line_count();
        Ok((FileFacts { blocks: cutter.blocks(), ..FileFacts::default() }, lines))
    }

    /// Whether the given file is one of one record a line, as far as it can be read.
    pub(crate) fn is_of_lines(entry: &Entry) -> bool {
        let control = Control::new();
        let look = || -> Result<bool, ReadError> {
            let mut reading = Reading::open(entry.place.clone(), &control)?;
            let mut buffer = Vec::new();
            reading.next_chunk(&mut buffer, CHUNK)?;
            let is_packed = Packing::of(&buffer).is_some();
            Ok(!is_packed && sniff::look(&mut buffer, &mut reading)? == Looks::Lines)
        };
        look().unwrap_or(false)
    }

    /// Reads one share of so many of a file of one record a line.
    ///
    /// The first share hashes the whole file, and what the others read of it, so that it can be seen whether
    /// they read the same.
    pub(crate) fn share(
        self,
        file: FileNumber,
        Share { number, of }: Share,
    ) -> Result<(FileFacts, Stretched), ReadError> {
        let Self { entry, control, .. } = self;
        // What the others read is not counted: the first reads it too.
        let own = Control::new();
        let counting = if number == 1 { control } else { &own };
        let wanted = entry.wanted();
        let mut reading = Reading::open(entry.place.clone(), counting)?.wanting(wanted);
        let len = reading.left().unwrap_or_default();
        let mut buffer = Vec::new();
        reading.next_chunk(&mut buffer, CHUNK)?;
        if Packing::of(&buffer).is_some() || sniff::look(&mut buffer, &mut reading)? != Looks::Lines
        {
            return Err(Change::Modified.into());
        }
        let mut again = match entry.place.open()? {
            Opened::Regular(file, _) => file,
            Opened::Special(kind) => return Err(ReadError::NotRegular { kind }),
        };
        let ends = range::ends(&mut again, len, of, control)?;
        let at = number as usize - 1;
        let begin = if at == 0 { 0 } else { ends[at - 1] };
        let bytes = begin..ends[at];
        let mut give = |block: Block| self.intake.block(block);
        let mut cutter = Cutter::new(file, &mut give);
        let mut facts = FileFacts::default();
        let (mut sha256, mut others) = (None, Vec::new());
        if number == 1 {
            let here = usize::try_from(bytes.end).map_or(buffer.len(), |end| end.min(buffer.len()));
            let rest = buffer.split_off(here);
            let left = bytes.end - here as u64;
            cutter.lines(buffer, &mut range::Beginning { reading: &mut reading, left })?;
            others = range::hash_stretches(&rest, &mut reading, bytes.end, &ends[1..])?;
            end(reading, &mut facts)?;
        } else {
            drop(reading);
            let mut stretch = range::Stretch::new(again, &bytes, control)?;
            let mut first = Vec::new();
            // From there on, chunks end where those of the whole file do.
            let to_end = CHUNK - (bytes.start % CHUNK as u64) as usize;
            let came = stretch.next_chunk(&mut first, to_end)?;
            if came > 0 {
                cutter.lines(first, &mut stretch)?;
            }
            sha256 = Some(stretch.sha256());
        }
        facts.blocks = cutter.blocks();
        let lines = cutter.line_count();
        Ok((facts, Stretched { bytes, lines, sha256, others }))
    }

    /// The number of the next member, as long as there may be one more.
    pub(super) fn next_number(&mut self, given: u32) -> Option<FileNumber> {
        if u64::from(self.met) >= self.budget.limits.members {
            return None;
        }
        self.met = self.met.checked_add(1)?;
        Some(FileNumber { given, member: self.met })
    }

    /// Reads one file and gives its blocks, or its members.
    pub(super) fn file(
        &mut self,
        mut reading: Reading<'_>,
        file: FileNumber,
        placed: &Placed,
    ) -> Result<FileFacts, ReadError> {
        let mut buffer = Vec::new();
        reading.next_chunk(&mut buffer, CHUNK)?;
        let mut facts = FileFacts::default();
        if let Some(packing) = Packing::of(&buffer) {
            let is_looked_through = placed.standing != Standing::Evidence || reading.is_searched();
            match self.container(packing, buffer, &mut reading, file, placed)? {
                Ok(container) => facts.container = Some(container),
                Err(may_hold_record) => facts.names_record = is_looked_through && may_hold_record,
            }
            end(reading, &mut facts)?;
            return Ok(facts);
        }
        facts.seen = reading.seen();
        let is_evidence = placed.standing == Standing::Evidence;
        let mut give = |block: Block| self.intake.block(block);
        let mut cutter = Cutter::new(file, &mut give);
        let looks = sniff::look(&mut buffer, &mut reading)?;
        match looks {
            Looks::Lines => {
                cutter.lines(buffer, &mut reading)?;
                end(reading, &mut facts)?;
            }
            Looks::Other => {
                if reading.is_searched() {
                    // Whole, so that what follows sees all of it.
                    let limit = usize::try_from(variants::LIMIT).unwrap_or(usize::MAX);
                    reading.read_to_end(&mut buffer, limit)?;
                }
                reading.keep_tail(&buffer);
                let beginning = Legible::of(&buffer[..buffer.len().min(CHUNK)]);
                facts.problem = format_of_legible(&beginning, buffer.len());
                facts.names_record =
                    (!is_evidence || reading.is_searched()) && names_record(&buffer, &mut reading)?;
                if is_evidence {
                    facts.near = variants_of(&buffer, &mut reading)?;
                }
                facts.seems = if is_form(&buffer, reading.tail()?) {
                    Some(Seems::Report)
                } else {
                    format::is_html(&buffer).then_some(Seems::HtmlPage)
                };
                // What is in an archive looks like a record behind other text.
                let packed =
                    |problem: &Problem| matches!(problem, Problem::Format(Format::Packed(_)));
                if !facts.problem.as_ref().is_some_and(packed) {
                    let tail = format::of_tail(reading.tail()?).map(Problem::Format);
                    facts.problem = tail.or(facts.problem);
                }
                end(reading, &mut facts)?;
                let text = match buffer.len() <= CHUNK {
                    true => beginning.into_ascii(),
                    false => as_ascii(&buffer),
                };
                // What follows a key as its comment may be a record that was hidden there.
                let is_small_key = buffer.len() <= KEY_LIMIT && !may_hold_record(&text);
                if is_private_key(&text) || is_small_key {
                    cutter.give(buffer, Part::Key);
                }
            }
            _ if !reading.read_to_end(&mut buffer, DOCUMENT_LIMIT)? => {
                drop(buffer);
                facts.problem = Some(Problem::TooLarge { limit: DOCUMENT_LIMIT });
                end(reading, &mut facts)?;
            }
            _ => {
                end(reading, &mut facts)?;
                facts.near = variants::of(&buffer);
                self.intake.whole(file, &buffer, looks);
                let mut give = |block: Block| self.intake.block(block);
                let mut cutter = Cutter::new(file, &mut give);
                let packed = format::of_tail(&buffer).map(Problem::Format);
                cutter.whole(buffer, looks, &mut facts);
                facts.problem = packed.or(facts.problem);
                facts.blocks = cutter.blocks();
                return Ok(facts);
            }
        }
        facts.blocks = cutter.blocks();
        Ok(facts)
    }
}

/// Which of how many shares, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Its number.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

/// A stretch of a file that was read by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stretched {
    pub bytes: Range<u64>,
    pub lines: u64,
    /// Of all but the first, the hash.
    pub sha256: Option<[u8; 32]>,
    /// Of the first, those of the others.
    pub others: Vec<[u8; 32]>,
}

/// Reads to the end, and notes the hash, or why there is none.
fn end(mut reading: Reading<'_>, facts: &mut FileFacts) -> Result<(), ReadError> {
    facts.taken = reading.taken()?;
    match reading.end()? {
        Ok(digest) => facts.digest = Some(digest),
        Err(broken) => facts.broken = Some(broken),
    }
    Ok(())
}

/// The variants of a text of which so much was read.
fn variants_of(
    beginning: &[u8],
    reading: &mut Reading<'_>,
) -> Result<Vec<(Variant, Digest)>, ReadError> {
    if beginning.len() as u64 + reading.left().unwrap_or_default() > variants::LIMIT {
        return Ok(Vec::new());
    }
    let mut hashing = variants::Hashing::new(beginning);
    let mut chunk = Vec::new();
    while hashing.is_text() {
        chunk.clear();
        if reading.next_chunk(&mut chunk, CHUNK)? == 0 {
            break;
        }
        hashing.take(&chunk);
    }
    Ok(hashing.finish())
}

/// What the end of a zip archive begins with.
const ZIP_END: &[u8] = b"PK\x05\x06";

/// Whether a file names a record somewhere, or may hide one: it is looked through to its end, piece by
/// piece.
fn names_record(beginning: &[u8], reading: &mut Reading<'_>) -> Result<bool, ReadError> {
    let mut piece = beginning.to_vec();
    let may_hold = |piece: &[u8]| {
        let text = as_ascii(piece);
        // Programs read a zip archive from its end on, whatever stands before it.
        let is_zip = piece.windows(ZIP_END.len()).any(|at| at == ZIP_END);
        is_zip || may_hold_record(&text) || compressed_in(&text).is_some()
    };
    while !may_hold(&piece) {
        piece.drain(..piece.len().saturating_sub(ACROSS));
        if reading.next_chunk(&mut piece, CHUNK)? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}
