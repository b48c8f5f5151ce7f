//! Puts what the workers found into a part, the blocks of each file in their order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};

use proofdesk_core::trust::Answer;
use proofdesk_core::verdict::Source;
use sha2::{Digest, Sha256};

use super::answers;
use super::facts::{End, Facts};
use super::format::{BlockPart, Frame, LooksLike, Number, encoded, number};
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

/// Where frames go.
pub(super) trait FrameSink: Send {
    /// The number that a file has there.
    fn number(&self, file: FileNumber) -> Number;
    /// Takes the next frame of a file, or one that is of none.
    fn put(&mut self, file: Option<FileNumber>, frame: &[u8]) -> io::Result<()>;
    /// Whether the last frame of a file that ended so is wanted, and with it those before.
    fn wants(&mut self, file: FileNumber, end: &FileEnd) -> bool;
    /// Takes the last frame of a file.
    fn put_last(&mut self, file: FileNumber, frame: &[u8]) -> io::Result<()>;
}

/// Takes what is known of files, and makes frames of it.
pub(super) struct PartSink<F> {
    pub frames: F,
    files: HashMap<FileNumber, Open>,
    /// Files that could not be read to their end.
    lost: HashSet<FileNumber>,
    error: Option<io::Error>,
}

/// Writes a part.
pub(super) struct PartFile<'o> {
    out: &'o mut (dyn Write + Send),
    hasher: Sha256,
    written: u64,
}

impl<'o> PartFile<'o> {
    pub(super) fn new(out: &'o mut (dyn Write + Send)) -> Self {
        Self { out, hasher: Sha256::new(), written: 0 }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.written += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// The hash and the length of all that was written.
    pub(super) fn end(&mut self) -> ([u8; 32], u64) {
        (self.hasher.clone().finalize().into(), self.written)
    }
}

impl FrameSink for PartFile<'_> {
    fn number(&self, file: FileNumber) -> Number {
        number(file)
    }

    fn put(&mut self, _: Option<FileNumber>, frame: &[u8]) -> io::Result<()> {
        self.write(frame)
    }

    fn wants(&mut self, _: FileNumber, _: &FileEnd) -> bool {
        true
    }

    fn put_last(&mut self, _: FileNumber, frame: &[u8]) -> io::Result<()> {
        self.write(frame)
    }
}

impl<F: FrameSink> PartSink<F> {
    pub(super) fn new(frames: F) -> Self {
        Self { frames, files: HashMap::new(), lost: HashSet::new(), error: None }
    }

    /// What took the frames, or why that is not all of them.
    pub(super) fn end(self) -> io::Result<F> {
        self.error.map_or(Ok(self.frames), Err)
    }

    fn advance(&mut self, file: FileNumber) -> io::Result<()> {
        loop {
            let open = self.files.entry(file).or_default();
            let Some(checked) = open.waiting.remove(&open.next) else { break };
            open.next += 1;
            match (&open.text, checked.block) {
                (None, Some((part, text))) => {
                    let frame = Frame::Block {
                        file: self.frames.number(file),
                        part,
                        bytes: text.len,
                        answers: checked.answers.len() as u32,
                    };
                    let body = [&*text.bytes, &answers::to_bytes(&checked.answers)];
                    self.frames.put(Some(file), &encoded(&frame, &body))?;
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
        if !matches!(end, FileEnd::Read(_)) {
            self.lost.insert(file);
        }
        if !self.frames.wants(file, &end) {
            return Ok(());
        }
        let number = self.frames.number(file);
        let last = match (text, end) {
            (Some(Text { packed, looks }), FileEnd::Read(mut facts)) => {
                // The text tells.
                facts.problem = None;
                let (facts, tag) = Facts::of(*facts);
                let frame = Frame::Whole {
                    file: number,
                    looks,
                    bytes: packed.len,
                    answers: answers.len() as u32,
                    tag: tag.is_some(),
                    facts,
                };
                encoded(&frame, &[&packed.bytes, &answers::to_bytes(answers)])
            }
            (_, end) => {
                let (end, tag) = End::of(end);
                let tag = tag.map(|tag| Packed::new(&tag));
                let bytes = tag.as_ref().map(|tag| tag.len);
                let frame = Frame::End { file: number, bytes, end: Box::new(end) };
                encoded(&frame, &[tag.as_ref().map_or(&[], |tag| &tag.bytes)])
            }
        };
        self.frames.put_last(file, &last)
    }
}

impl<F: FrameSink> Sink for PartSink<F> {
    type Ready = Checked;
    type Text = Text;

    fn text(_: FileNumber, text: &[u8], looks: Looks) -> Option<Text> {
        Some(Text { packed: Packed::new(text), looks: LooksLike::of(looks)? })
    }

    fn whole(&mut self, file: FileNumber, text: Text) {
        self.files.entry(file).or_default().text = Some(text);
    }

    fn begin(&mut self, file: FileNumber, placed: Placed) {
        let Placed { members, container, standing } = placed;
        let (members, container) = (members.to_vec(), number(container));
        let frame = Frame::Begin { file: self.frames.number(file), members, container, standing };
        let begun = self.frames.put(Some(file), &encoded(&frame, &[]));
        begun.unwrap_or_else(|error| self.fail(error));
    }

    fn skip(&mut self, skipped: Skipped) {
        let put = self.frames.put(None, &encoded(&Frame::Skip(skipped), &[]));
        put.unwrap_or_else(|error| self.fail(error));
    }

    /// Nobody reads what is found here: it is found once more when the parts are put together.
    fn source(&self, _: FileNumber) -> Source {
        Source::file("")
    }

    fn next_block(&self, file: FileNumber) -> u32 {
        self.files.get(&file).map_or(0, |open| open.next)
    }

    fn end_block(&mut self, file: FileNumber, number: u32, checked: Checked) -> io::Result<()> {
        if file.lies_in(&self.lost) {
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
