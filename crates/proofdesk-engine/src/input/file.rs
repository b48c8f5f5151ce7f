//! One file from its bytes to its blocks.
//!
//! Every file is read once, and hashed while it is read: the bytes that were hashed are the bytes
//! that are parsed.

use proofdesk_core::encoding::Digest;
use proofdesk_core::format;
use proofdesk_core::marks::{compressed_in, may_hold_record};
use proofdesk_core::text::is_private_key;

use super::block::{Block, Part};
use super::cut::{Cutter, format_of};
use super::entry::{Entry, EntryKind};
use super::judged::FileFacts;
use super::limits::{CHUNK, DOCUMENT_LIMIT};
use super::problem::Problem;
use super::sniff::{self, Looks};
use super::source::{ReadError, Reading};
use super::text::as_ascii;
use crate::progress::Control;
use crate::variants::{self, Variant};

/// So much of one piece of a file is looked at with the next: a record may stand across both. In bytes.
const ACROSS: usize = 64 << 10;
/// A key in a form that is no JSON is no longer than this. In bytes.
const KEY_LIMIT: usize = 8 << 10;

/// Reads one file and gives its blocks to `give`, in order.
pub(crate) fn read(
    entry: &Entry,
    file: u32,
    control: &Control,
    give: &mut dyn FnMut(Block),
) -> Result<FileFacts, ReadError> {
    let mut reading = match &entry.kind {
        EntryKind::File => Reading::open(entry.place.clone(), control)?,
        EntryKind::Text(bytes) => Reading::text(&entry.display, bytes.clone(), control),
        _ => Reading::stdin(control),
    };
    let mut buffer = Vec::new();
    reading.next_chunk(&mut buffer, CHUNK)?;
    let mut facts = FileFacts::default();
    let mut cutter = Cutter::new(file, give);
    let looks = sniff::look(&mut buffer, &mut reading)?;
    match looks {
        Looks::Lines => {
            cutter.lines(buffer, &mut reading)?;
            facts.digest = Some(reading.finish()?);
        }
        Looks::Other => {
            facts.problem = format_of(&buffer);
            facts.is_html = format::is_html(&buffer);
            facts.names_record = entry.litter && names_record(&buffer, &mut reading)?;
            if !entry.litter {
                facts.near = variants_of(&buffer, &mut reading)?;
            }
            facts.digest = Some(reading.finish()?);
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
            facts.digest = Some(reading.finish()?);
        }
        _ => {
            facts.digest = Some(reading.finish()?);
            facts.near = variants::of(&buffer);
            cutter.whole(buffer, looks, &mut facts);
        }
    }
    facts.blocks = cutter.blocks();
    Ok(facts)
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
