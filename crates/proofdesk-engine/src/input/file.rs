//! One file from its bytes to its blocks.
//!
//! Every file is read once, and hashed while it is read: the bytes that were hashed are the bytes
//! that are parsed.

use std::sync::Arc;

use proofdesk_core::encoding::Digest;
use proofdesk_core::format;
use proofdesk_core::marks::{compressed_in, may_hold_record};
use proofdesk_core::text::is_private_key;

use super::bag::{portable, tag_text_limit};
use super::block::{Block, Part};
use super::container::Packing;
use super::cut::{Cutter, format_of};
use super::entry::{Entry, EntryKind, Standing};
use super::exclude::Excluding;
use super::given::Skipped;
use super::judged::{FileEnd, FileFacts};
use super::limits::{CHUNK, DOCUMENT_LIMIT, UnpackLimits};
use super::places::Placed;
use super::problem::Problem;
use super::sniff::{self, Looks};
use super::source::{Budget, ReadError, Reading, Wanted};
use super::text::as_ascii;
use crate::order::FileNumber;
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
        let reading = match &entry.kind {
            EntryKind::File => Reading::open(entry.place.clone(), control)?,
            EntryKind::Text(bytes) => Reading::text(&entry.display, bytes.clone(), control),
            _ => Reading::stdin(control),
        };
        let file = FileNumber { given, member: 0 };
        let container = file;
        let whole = Placed { members: Arc::default(), container, standing: entry.standing() };
        let sha512 = entry.sha512;
        let wanted = Wanted { sha512, text: tag_text_limit(&portable(&entry.display)) };
        self.file(reading.wanting(wanted).within(self.budget.clone()), file, &whole)
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
            facts.container = self.container(packing, buffer, &mut reading, file, placed)?;
            end(reading, &mut facts)?;
            return Ok(facts);
        }
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
                facts.problem = format_of(&buffer);
                facts.is_html = format::is_html(&buffer);
                facts.names_record = !is_evidence && names_record(&buffer, &mut reading)?;
                if is_evidence {
                    facts.near = variants_of(&buffer, &mut reading)?;
                }
                end(reading, &mut facts)?;
                let text = as_ascii(&buffer);
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
                cutter.whole(buffer, looks, &mut facts);
            }
        }
        facts.blocks = cutter.blocks();
        Ok(facts)
    }
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

/// Whether a file names a record somewhere, or may hide one: it is looked through to its end, piece by
/// piece.
fn names_record(beginning: &[u8], reading: &mut Reading<'_>) -> Result<bool, ReadError> {
    let mut piece = beginning.to_vec();
    let may_hold = |piece: &[u8]| {
        let text = as_ascii(piece);
        may_hold_record(&text) || compressed_in(&text).is_some()
    };
    while !may_hold(&piece) {
        piece.drain(..piece.len().saturating_sub(ACROSS));
        if reading.next_chunk(&mut piece, CHUNK)? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}
