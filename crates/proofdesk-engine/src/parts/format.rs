//! A part as bytes: a mark, frames behind each other, and where the last of them begins.

use proofdesk_core::verdict::Member;
use serde::{Deserialize, Serialize};

use super::facts::{End, Facts};
use super::terms::Terms;
use crate::input::{Looks, PART_MARK, Share, Skipped, Standing};
use crate::order::FileNumber;

/// The version of the format.
pub(super) const VERSION: u32 = 1;
/// What a part of any version begins with.
pub(super) const MARK: &[u8] = PART_MARK;
/// And of this one.
pub(super) const BEGINNING: &[u8] = b"proofdesk-part 1\n";
/// What it ends with, behind the place of its last frame.
pub(super) const ENDING: &[u8; 8] = b"part end";
/// The head of a frame is no longer. In bytes.
pub(super) const HEAD_LIMIT: u32 = 64 << 20;
/// And its body, packed or not: a file that is read as a whole is no longer, nor is what is cut of another.
pub(super) const BODY_LIMIT: u32 = 320 << 20;
/// The list of files is no longer.
pub(super) const INDEX_LIMIT: u64 = 3 << 30;

/// A file of a part: its place in the list, and its number in that.
pub(super) type Number = (u32, u32);

pub(super) fn number(file: FileNumber) -> Number {
    (file.given, file.member)
}

/// What the head of a frame says. Behind it come its bytes, if it has any.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub(super) enum Frame {
    /// The first.
    Part(Box<About>),
    /// A member of a container comes next.
    Begin { file: Number, members: Vec<Member>, container: Number, standing: Standing },
    /// A member of a container is no evidence.
    Skip(Skipped),
    /// A block of a file: `bytes` of text, packed, then so many answers.
    Block { file: Number, part: BlockPart, bytes: u64, answers: u32 },
    /// A file that is cut as a whole, in the same way, and its end.
    Whole { file: Number, looks: LooksLike, bytes: u64, answers: u32, tag: bool, facts: Facts },
    /// The end of any other file: `bytes` of the text that a bag wants, packed.
    End { file: Number, bytes: Option<u64>, end: Box<End> },
    /// The last, an index of so many `bytes`, packed.
    Index { bytes: u64 },
}

/// What a part is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct About {
    pub share: Share,
    /// The inputs were divided before: other parts had others.
    pub divided: bool,
    pub terms: Terms,
}

/// What a block is.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum BlockPart {
    Lines { first: u64, rows: bool },
    LongLine { line: u64 },
    Key,
}

/// What the text of a file looks like.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum LooksLike {
    Json,
    PerhapsJson,
    Encoded,
    Responses,
}

impl LooksLike {
    /// Nothing for what is not cut as a whole.
    pub(super) fn of(looks: Looks) -> Option<Self> {
        match looks {
            Looks::Json => Some(Self::Json),
            Looks::PerhapsJson => Some(Self::PerhapsJson),
            Looks::Encoded(_) => Some(Self::Encoded),
            Looks::Responses => Some(Self::Responses),
            Looks::Lines | Looks::Other => None,
        }
    }
}

/// A frame with its bytes.
pub(super) fn encoded(frame: &Frame, body: &[&[u8]]) -> Vec<u8> {
    // Strings, numbers and structs cannot fail to serialise into memory.
    let head = serde_json::to_vec(frame).unwrap_or_default();
    let len: usize = body.iter().map(|bytes| bytes.len()).sum();
    let mut bytes = Vec::with_capacity(8 + head.len() + len);
    bytes.extend((head.len() as u32).to_le_bytes());
    bytes.extend((len as u32).to_le_bytes());
    bytes.extend(head);
    body.iter().for_each(|part| bytes.extend_from_slice(part));
    bytes
}
