//! What a run reads goes into a new segment, beside the collector.

use std::collections::HashMap;
use std::io::{self, Write};
use std::time::SystemTime;

use proofdesk_core::verdict::Source;
use sha2::{Digest, Sha256};

use super::entry::{Indexed, Key};
use super::folder::{Cache, MOST_OF_RUN};
use super::segment::{Segment, first_line};
use crate::input::{FileEnd, Looks, Placed, Skipped};
use crate::order::FileNumber;
use crate::parts::format::Number;
use crate::parts::sink::{Checked, FrameSink, PartSink, Text};
use crate::platform::{Access, AtomicFile};
use crate::run::Sink;

/// So many segments of one run's terms are put together to one.
const MOST_SEGMENTS: usize = 8;

/// Gives what workers find to the sink of the run, and of files that may be kept to a new segment too.
pub(super) struct Recording<'s, S> {
    pub sink: S,
    pub parts: PartSink<NewSegment<'s>>,
}

impl<S: Sink> Sink for Recording<'_, S> {
    type Ready = (S::Ready, Option<Checked>);
    type Text = (Option<S::Text>, Option<Text>);

    fn text(file: FileNumber, text: &[u8], looks: Looks) -> Option<Self::Text> {
        let packed = match file.member {
            0 => PartSink::<NewSegment<'_>>::text(file, text, looks),
            _ => None,
        };
        let own = S::text(file, text, looks);
        (own.is_some() || packed.is_some()).then_some((own, packed))
    }

    fn whole(&mut self, file: FileNumber, (own, packed): Self::Text) {
        own.into_iter().for_each(|text| self.sink.whole(file, text));
        if self.parts.frames.may_keep(file) {
            packed.into_iter().for_each(|text| self.parts.whole(file, text));
        }
    }

    fn begin(&mut self, file: FileNumber, placed: Placed) {
        self.sink.begin(file, placed);
    }

    fn skip(&mut self, skipped: Skipped) {
        self.sink.skip(skipped);
    }

    fn source(&self, file: FileNumber) -> Source {
        self.sink.source(file)
    }

    fn next_block(&self, file: FileNumber) -> u32 {
        self.sink.next_block(file)
    }

    fn end_block(
        &mut self,
        file: FileNumber,
        number: u32,
        (ready, checked): Self::Ready,
    ) -> io::Result<()> {
        if let Some(checked) = checked {
            self.parts.end_block(file, number, checked)?;
        }
        self.sink.end_block(file, number, ready)
    }

    fn end_file(&mut self, file: FileNumber, end: FileEnd) -> io::Result<()> {
        if self.parts.frames.may_keep(file) {
            self.parts.end_file(file, end.clone())?;
        }
        self.sink.end_file(file, end)
    }

    fn fail(&mut self, error: io::Error) {
        self.sink.fail(error);
    }
}

/// A segment in the making. What fails here is no failure of the run.
pub(super) struct NewSegment<'s> {
    cache: &'s Cache,
    terms: [u8; 32],
    /// Of each given file that may be kept, how it stood when it was listed.
    keys: &'s [Option<Key>],
    began: SystemTime,
    out: Option<AtomicFile>,
    hasher: Sha256,
    written: u64,
    open: HashMap<FileNumber, Open>,
    index: Vec<Indexed>,
    failed: Option<io::Error>,
}

#[derive(Default)]
struct Open {
    hasher: Sha256,
    extents: Vec<(u64, u64)>,
}

impl<'s> NewSegment<'s> {
    pub(super) fn new(
        cache: &'s Cache,
        terms: [u8; 32],
        keys: &'s [Option<Key>],
        began: SystemTime,
    ) -> Self {
        Self {
            cache,
            terms,
            keys,
            began,
            out: None,
            hasher: Sha256::new(),
            written: 0,
            open: HashMap::new(),
            index: Vec::new(),
            failed: None,
        }
    }

    fn key(&self, file: FileNumber) -> Option<&Key> {
        self.keys.get(file.given as usize)?.as_ref().filter(|_| file.member == 0)
    }

    fn may_keep(&self, file: FileNumber) -> bool {
        self.failed.is_none() && self.written < MOST_OF_RUN && self.key(file).is_some()
    }

    fn write(&mut self, bytes: &[u8]) {
        if self.failed.is_none()
            && let Err(error) = self.try_write(bytes)
        {
            self.failed = Some(error);
            self.out = None;
        }
    }

    fn try_write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let out = match &mut self.out {
            Some(out) => out,
            None => {
                let place = self.cache.place(&self.terms);
                let out = self.out.insert(AtomicFile::create(&place, Access::Owner)?);
                let first = first_line(&self.terms);
                out.write_all(first.as_bytes())?;
                self.hasher.update(&first);
                self.written = first.len() as u64;
                out
            }
        };
        out.write_all(bytes)?;
        self.hasher.update(bytes);
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// Adds what is still of use of older segments, and gives the new one its place; then those go that it has
    /// all of.
    pub(super) fn finish(
        mut self,
        segments: Vec<Segment>,
        used: impl Iterator<Item = Key>,
    ) -> io::Result<()> {
        if self.index.is_empty() {
            return self.failed.map_or(Ok(()), Err);
        }
        let together = segments.len() >= MOST_SEGMENTS;
        if together {
            self.take_over(&segments, used);
        }
        let at = self.written;
        let mut index = Vec::new();
        self.index.iter().for_each(|indexed| indexed.write(&mut index));
        self.write(&index);
        self.write(&at.to_le_bytes());
        let sha256 = self.hasher.clone().finalize();
        self.write(&sha256);
        match (self.failed, self.out) {
            (None, Some(out)) => out.finish_new()?,
            (failed, _) => return failed.map_or(Ok(()), Err),
        }
        if together {
            // One that cannot be removed goes when there is no more room.
            segments.iter().for_each(|segment| drop(std::fs::remove_file(&segment.path)));
        }
        self.cache.prune();
        Ok(())
    }

    /// Copies from older segments what is of no file that this run saw otherwise: what it used first, then the
    /// latest.
    fn take_over(&mut self, segments: &[Segment], used: impl Iterator<Item = Key>) {
        let mut known: HashMap<[u8; 27], Option<Key>> =
            self.index.iter().map(|indexed| (indexed.key.whose(), None)).collect();
        for key in used {
            known.entry(key.whose()).or_insert(Some(key));
        }
        for segment in segments {
            for indexed in &segment.index {
                let wanted = known.entry(indexed.key.whose()).or_insert(Some(indexed.key));
                if *wanted != Some(indexed.key) || self.written + indexed.len() > MOST_OF_RUN {
                    continue;
                }
                *wanted = None;
                let at = self.written;
                let mut frames = Vec::new();
                if io::Read::read_to_end(&mut segment.frames(indexed), &mut frames).is_err() {
                    continue;
                }
                self.write(&frames);
                let extents = Box::new([(at, frames.len() as u64)]);
                self.index.push(Indexed { extents, ..indexed.clone() });
            }
        }
    }
}

impl FrameSink for NewSegment<'_> {
    /// Each file is by itself.
    fn number(&self, _: FileNumber) -> Number {
        (0, 0)
    }

    fn put(&mut self, file: Option<FileNumber>, frame: &[u8]) -> io::Result<()> {
        let Some(file) = file.filter(|file| self.may_keep(*file)) else { return Ok(()) };
        self.write(frame);
        let (end, len) = (self.written, frame.len() as u64);
        let open = self.open.entry(file).or_default();
        open.hasher.update(frame);
        match open.extents.last_mut() {
            Some((at, known)) if *at + *known == end.saturating_sub(len) => *known += len,
            _ => open.extents.push((end.saturating_sub(len), len)),
        }
        Ok(())
    }

    /// Only what was read to its end, is no container, and is still what was listed.
    fn wants(&mut self, file: FileNumber, end: &FileEnd) -> bool {
        let FileEnd::Read(facts) = end else {
            self.open.remove(&file);
            return false;
        };
        let is_listed = |seen| self.key(file).is_some_and(|key| key.is_of(seen));
        let wants = facts.digest.is_some() && facts.seen.as_ref().is_some_and(is_listed);
        if !wants {
            self.open.remove(&file);
        }
        wants
    }

    fn put_last(&mut self, file: FileNumber, frame: &[u8]) -> io::Result<()> {
        let fits = self.may_keep(file);
        self.put(Some(file), frame)?;
        let (open, key) = (self.open.remove(&file), self.key(file).copied());
        if let (true, Some(Open { hasher, extents }), Some(key)) = (fits, open, key) {
            let since = self.began.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
            self.index.push(Indexed {
                key,
                read_at: since.as_secs(),
                sha256: hasher.finalize().into(),
                extents: extents.into(),
            });
        }
        Ok(())
    }
}
