//! What a part holds, given to a run as if its files were read.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::sync::Arc;

use proofdesk_core::text::TextEncoding;
use proofdesk_core::trust::Answers;

use super::answers::{self, LEN};
use super::error::PartError;
use super::facts::Facts;
use super::format::{BODY_LIMIT, BlockPart, Frame, LooksLike, Number};
use super::packed::unpacked;
use super::read::Frames;
use super::union::{LINES, Local};
use crate::input::{Block, Cutter, FileEnd, Intake, Looks, Part, Placed};
use crate::order::FileNumber;

/// Gives everything in a part to a run.
pub(super) struct Replay<'r, R> {
    frames: Frames<R>,
    locals: &'r [Local],
    intake: &'r mut dyn Intake,
    /// The files that were begun: how many of their blocks were met, if they have not ended.
    open: HashMap<Number, Option<u32>>,
    /// The last member that was begun of each file.
    members: HashMap<u32, u32>,
    /// Files that could not be read to their end. A container's members need not have one.
    lost: HashSet<u32>,
}

impl<'r, R: Read> Replay<'r, R> {
    pub(super) fn new(frames: Frames<R>, locals: &'r [Local], intake: &'r mut dyn Intake) -> Self {
        let given = (0..).take(locals.len()).map(|given| ((given, 0), Some(0)));
        Self {
            frames,
            locals,
            intake,
            open: given.collect(),
            members: HashMap::new(),
            lost: HashSet::new(),
        }
    }

    /// All of it. `go_on` is told how many bytes were read and how many members begun, and says whether to.
    pub(super) fn all(
        mut self,
        sha256: [u8; 32],
        go_on: &dyn Fn(u64, u64) -> bool,
    ) -> Result<(), PartError> {
        let mut before = self.frames.at();
        while let Some((frame, body)) = self.frames.next()? {
            let begun = u64::from(matches!(frame, Frame::Begin { .. }));
            let is_right = match frame {
                Frame::Begin { file, members, container, standing } => {
                    // Before its member is known: nothing lies in itself.
                    let in_file = container.0 == file.0 && !members.is_empty();
                    let container = self.known(container).filter(|_| in_file);
                    container.and_then(|container| {
                        let placed = Placed { members: members.into(), container, standing };
                        let file = self.begin(file)?;
                        self.intake.begin(file, placed);
                        Some(())
                    })
                }
                Frame::Skip(skipped) => {
                    self.intake.skip(skipped);
                    Some(())
                }
                Frame::Block { file, part, bytes, answers } => {
                    self.block(file, part, &body, bytes, answers)
                }
                Frame::Whole { file, looks, bytes, answers, tag, facts } => {
                    self.whole(file, looks, &body, (bytes, answers), tag, facts)
                }
                Frame::End { file, bytes, end } => {
                    let text = bytes.map(|bytes| text(&body, bytes));
                    match text {
                        Some(None) => None,
                        text => self.end(file, |blocks| end.for_run(text.flatten(), blocks)),
                    }
                }
                Frame::Part(_) | Frame::Index { .. } => None,
            };
            if is_right.is_none() {
                return Err(self.frames.damaged("its pieces do not fit together"));
            }
            let now = self.frames.at();
            if !go_on(now - before, begun) {
                return Ok(());
            }
            before = now;
        }
        let damaged = |what| Err(self.frames.damaged(what));
        let is_open = |(number, met): (&Number, &Option<u32>)| {
            met.is_some() && !self.lost.contains(&number.0)
        };
        match () {
            () if self.frames.sha256() != sha256 => {
                damaged("its bytes are not those that were written")
            }
            () if self.open.iter().any(is_open) => damaged("it has not all of its files"),
            () => Ok(()),
        }
    }

    fn local(&self, (given, _): Number) -> Option<&Local> {
        self.locals.get(given as usize)
    }

    /// The number of a file in the run, if it was begun and can still be read.
    fn known(&self, number: Number) -> Option<FileNumber> {
        self.open.get(&number).filter(|_| !self.lost.contains(&number.0))?;
        Some(FileNumber { given: self.local(number)?.given, member: number.1 })
    }

    /// The same of the next member.
    fn begin(&mut self, number: Number) -> Option<FileNumber> {
        let local = *self.local(number)?;
        let file = FileNumber { given: local.given, member: number.1 };
        let last = self.members.entry(number.0).or_default();
        if local.is_split || number.1 <= *last || self.open.get(&(number.0, 0))?.is_none() {
            return None;
        }
        *last = number.1;
        self.open.insert(number, Some(0));
        Some(file)
    }

    fn block(
        &mut self,
        file: Number,
        part: BlockPart,
        body: &[u8],
        bytes: u64,
        answers: u32,
    ) -> Option<()> {
        let number = self.known(file)?;
        let local = *self.local(file)?;
        let met = self.open.get_mut(&file)?.as_mut()?;
        // What was cut of a file before it could not be read further.
        if local.failed {
            return Some(());
        }
        let in_file = local.blocks_before.checked_add(*met)?;
        *met = met.checked_add(1)?;
        if local.is_split && *met > local.blocks {
            return None;
        }
        let (data, answers) = text_and_answers(body, bytes, answers)?;
        let line = |line: u64| Some(line.checked_add(local.lines_before)?).filter(|n| *n < LINES);
        let part = match part {
            BlockPart::Lines { first, rows } => Part::Lines { first: line(first.max(1))?, rows },
            BlockPart::LongLine { line: at } => Part::LongLine { line: line(at)? },
            BlockPart::Key => Part::Key,
        };
        self.intake.block(Block {
            file: number,
            number: in_file,
            data: Arc::new(data),
            part,
            encoding: None,
            answers: Some(answers),
        });
        Some(())
    }

    fn whole(
        &mut self,
        file: Number,
        looks: LooksLike,
        body: &[u8],
        (bytes, answers): (u64, u32),
        tag: bool,
        facts: Facts,
    ) -> Option<()> {
        let number = self.known(file)?;
        if self.local(file)?.is_split || *self.open.get(&file)? != Some(0) {
            return None;
        }
        let (text, answers) = text_and_answers(body, bytes, answers)?;
        let looks = match looks {
            LooksLike::Json => Looks::Json,
            LooksLike::PerhapsJson => Looks::PerhapsJson,
            LooksLike::Responses => Looks::Responses,
            LooksLike::Encoded => Looks::Encoded(TextEncoding::of(&text)?),
        };
        let mut facts = facts.for_run(tag.then(|| text.clone()))?;
        let mut give = |block: Block| {
            self.intake.block(Block { answers: Some(answers.clone()), ..block });
        };
        let mut cutter = Cutter::new(number, &mut give);
        cutter.whole(text, looks, &mut facts);
        facts.blocks = cutter.blocks();
        self.open.insert(file, None);
        self.intake.end(number, FileEnd::Read(Box::new(facts)));
        Some(())
    }

    fn end(&mut self, file: Number, end: impl FnOnce(u32) -> Option<FileEnd>) -> Option<()> {
        let number = self.known(file)?;
        let local = *self.local(file)?;
        let met = self.open.insert(file, None)??;
        let all = if local.is_split { local.all_blocks } else { met };
        let end = end(all)?;
        if file.1 == 0 && !matches!(end, FileEnd::Read(_)) {
            self.lost.insert(file.0);
        }
        if local.is_split {
            let is_read = matches!(end, FileEnd::Read(_));
            // Whoever waits for the blocks of a file would wait for ever.
            let is_as_listed = match local.failed {
                true => !local.tells || !is_read,
                false => is_read && met == local.blocks,
            };
            if !is_as_listed {
                return None;
            }
        }
        if !local.is_split || local.tells {
            self.intake.end(number, end);
        }
        Some(())
    }
}

/// What was packed, if it is no longer than any can be: a little can unpack to a thousand times as much.
fn text(packed: &[u8], bytes: u64) -> Option<Vec<u8>> {
    (bytes <= u64::from(BODY_LIMIT)).then(|| unpacked(packed, bytes)).flatten()
}

fn text_and_answers(body: &[u8], bytes: u64, answers: u32) -> Option<(Vec<u8>, Arc<Answers>)> {
    let packed = body.len().checked_sub((answers as usize).checked_mul(LEN)?)?;
    let (packed, answers) = body.split_at(packed);
    let text = text(packed, bytes)?;
    Some((text, Arc::new(Answers::new(answers::of_bytes(answers)))))
}
