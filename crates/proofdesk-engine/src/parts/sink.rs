//! Puts what the workers found into a part, the blocks of each file in their order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};

use proofdesk_core::trust::Answer;
use proofdesk_core::verdict::Source;
use sha2::{Digest, Sha256};

use super::answers;
use super::facts::{End, Facts};
use super::format::{BlockPart, Frame, LooksLike, encoded, number};
use super::packed::packed;
use crate::input::{Block, FileEnd, Looks, Part, Placed, Skipped};
use crate::order::FileNumber;
use crate::run::Sink;

/// What a worker makes of a block.
pub(super) struct Checked {
    /// Its text, if it is not a part of a file that is cut as a whole.
    block: Option<(BlockPart, Packed)>,
    answers: Vec<Answer>,
}

/// A text as it stands in a part.
struct Packed {
    bytes: Vec<u8>,
    len: u64,
}

impl Packed {
    fn new(text: &[u8]) -> Self {
        Self { bytes: packed(text), len: text.len() as u64 }
    }
}

/// The text of a file that is cut as a whole.
pub(super) struct Text {
    packed: Packed,
    looks: LooksLike,
}

impl Checked {
    pub(super) fn new(block: &Block, answers: Vec<Answer>) -> Self {
        let part = match block.part {
            Part::Lines { first, rows } => Some(BlockPart::Lines { first, rows }),
            Part::LongLine { line } => Some(BlockPart::LongLine { line }),
            Part::Key => Some(BlockPart::Key),
            _ => None,
        };
        Self { block: part.map(|part| (part, Packed::new(&block.data))), answers }
    }
}

#[derive(Default)]
struct Open {
    next: u32,
    waiting: BTreeMap<u32, Checked>,
    text: Option<Text>,
    /// What is known of the signatures in the text.
    answers: Vec<Answer>,
    end: Option<FileEnd>,
}

/// Writes a part.
pub(super) struct PartSink<'o> {
    out: &'o mut (dyn Write + Send),
    hasher: Sha256,
    written: u64,
    files: HashMap<FileNumber, Open>,
    /// Files that could not be read to their end.
    lost: HashSet<FileNumber>,
    error: Option<io::Error>,
}

impl<'o> PartSink<'o> {
    pub(super) fn new(out: &'o mut (dyn Write + Send)) -> Self {
        Self {
            out,
            hasher: Sha256::new(),
            written: 0,
            files: HashMap::new(),
            lost: HashSet::new(),
            error: None,
        }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.written += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    fn frame(&mut self, frame: &Frame, body: &[&[u8]]) -> io::Result<()> {
        self.write(&encoded(frame, body))
    }

    /// The hash and the length of all that was written, or why that is not all.
    pub(super) fn end(&mut self) -> io::Result<([u8; 32], u64)> {
        match self.error.take() {
            Some(error) => Err(error),
            None => Ok((self.hasher.clone().finalize().into(), self.written)),
        }
    }

    fn advance(&mut self, file: FileNumber) -> io::Result<()> {
        loop {
            let open = self.files.entry(file).or_default();
            let Some(checked) = open.waiting.remove(&open.next) else { break };
            open.next += 1;
            match (&open.text, checked.block) {
                (None, Some((part, text))) => {
                    let frame = Frame::Block {
                        file: number(file),
                        part,
                        bytes: text.len,
                        answers: checked.answers.len() as u32,
                    };
                    self.frame(&frame, &[&text.bytes, &answers::to_bytes(&checked.answers)])?;
                }
                _ => open.answers.extend(checked.answers),
            }
        }
        let open = self.files.entry(file).or_default();
        let ended = match &open.end {
            Some(FileEnd::Read(facts)) => open.next == facts.blocks,
            Some(_) => true,
            None => false,
        };
        if ended && let Some(Open { text, answers, end: Some(end), .. }) = self.files.remove(&file)
        {
            return self.file_ended(file, text, &answers, end);
        }
        Ok(())
    }

    fn file_ended(
        &mut self,
        file: FileNumber,
        text: Option<Text>,
        answers: &[Answer],
        end: FileEnd,
    ) -> io::Result<()> {
        match (text, end) {
            (Some(Text { packed, looks }), FileEnd::Read(mut facts)) => {
                // The text tells.
                facts.problem = None;
                let (facts, tag) = Facts::of(*facts);
                let frame = Frame::Whole {
                    file: number(file),
                    looks,
                    bytes: packed.len,
                    answers: answers.len() as u32,
                    tag: tag.is_some(),
                    facts,
                };
                self.frame(&frame, &[&packed.bytes, &answers::to_bytes(answers)])
            }
            (_, end) => {
                if !matches!(end, FileEnd::Read(_)) {
                    self.lost.insert(file);
                }
                let (end, tag) = End::of(end);
                let tag = tag.map(|tag| Packed::new(&tag));
                let bytes = tag.as_ref().map(|tag| tag.len);
                let frame = Frame::End { file: number(file), bytes, end: Box::new(end) };
                self.frame(&frame, &[tag.as_ref().map_or(&[], |tag| &tag.bytes)])
            }
        }
    }
}

impl Sink for PartSink<'_> {
    type Ready = Checked;
    type Text = Text;

    fn text(text: &[u8], looks: Looks) -> Option<Text> {
        Some(Text { packed: Packed::new(text), looks: LooksLike::of(looks)? })
    }

    fn whole(&mut self, file: FileNumber, text: Text) {
        self.files.entry(file).or_default().text = Some(text);
    }

    fn begin(&mut self, file: FileNumber, placed: Placed) {
        let Placed { members, container, standing } = placed;
        let (members, container) = (members.to_vec(), number(container));
        let begun =
            self.frame(&Frame::Begin { file: number(file), members, container, standing }, &[]);
        begun.unwrap_or_else(|error| self.fail(error));
    }

    fn skip(&mut self, skipped: Skipped) {
        self.frame(&Frame::Skip(skipped), &[]).unwrap_or_else(|error| self.fail(error));
    }

    /// Nobody reads what is found here: it is found once more when the parts are put together.
    fn source(&self, _: FileNumber) -> Source {
        Source::file("")
    }

    fn next_block(&self, file: FileNumber) -> u32 {
        self.files.get(&file).map_or(0, |open| open.next)
    }

    fn end_block(&mut self, file: FileNumber, number: u32, checked: Checked) -> io::Result<()> {
        if self.lost.contains(&file) || self.lost.contains(&file.outermost()) {
            return Ok(());
        }
        self.files.entry(file).or_default().waiting.insert(number, checked);
        self.advance(file)
    }

    fn end_file(&mut self, file: FileNumber, end: FileEnd) -> io::Result<()> {
        self.files.entry(file).or_default().end = Some(end);
        self.advance(file)
    }

    fn fail(&mut self, error: io::Error) {
        self.error.get_or_insert(error);
    }
}
