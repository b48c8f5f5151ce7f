//! A run with a cache.

use std::collections::HashMap;
use std::io::{self, BufReader};
use std::time::{Duration, SystemTime};

use proofdesk_core::trust::Verifier;
use proofdesk_core::verdict::Source;

use super::entry::{Indexed, Key};
use super::folder::Cache;
use super::record::{NewSegment, Recording};
use super::segment::Segment;
use crate::clock::time_of;
use crate::input::{self, Block, Entry, EntryKind, Excluding, Intake};
use crate::order::Located;
use crate::parts::belief::Belief;
use crate::parts::error::PartError;
use crate::parts::read::Frames;
use crate::parts::replay::Replay;
use crate::parts::sink::{Checked, PartSink};
use crate::parts::terms::Terms;
use crate::parts::union::Local;
use crate::platform::{FileSystems, display_path, in_words};
use crate::progress::Control;
use crate::run::{
    Evidence, FromCache, Job, Options, Ready, Summary, Through, all_read, expect, judge, read,
    reduce_through,
};

/// The frames of a file are read in pieces of this size. In bytes.
const PIECE: u64 = 64 << 10;

/// An entry of the cache, and the segment that has it.
type Hit<'s> = (&'s Segment, &'s Indexed);

/// Carries out `job` as [`crate::run::carry_out`] does, but reads no file that is in `cache` and was not changed
/// since. What it reads is kept there for the next run. If that fails, `say` is told why, and the run is none the
/// worse.
///
/// # Errors
/// As of [`crate::run::carry_out`]; also if the cache is changed meanwhile.
pub fn carry_out<T: Send>(
    job: &Job,
    cache: &Cache,
    control: &Control,
    prepare: &(dyn Fn(Vec<Located>) -> T + Sync),
    accept: &mut (dyn FnMut(T) -> io::Result<()> + Send),
    say: &mut dyn FnMut(String),
) -> io::Result<Summary> {
    let began = SystemTime::now();
    let Options { exclude, report, saved, .. } = &job.options;
    let exclude = &Excluding::new(exclude);
    let walk = input::walk(&job.inputs, exclude, report.as_ref(), saved, control);
    let mut entries = walk.entries;
    entries.iter().for_each(|entry| expect(entry, control));
    let terms = Terms::hash(job);
    let segments = cache.segments(&terms);
    let mut keys = keys(&entries);
    let hits = hits(&segments, &keys);
    let settled = cache.settled_before(began);
    for ((entry, key), hit) in entries.iter_mut().zip(&mut keys).zip(&hits) {
        entry.cached = hit.is_some();
        // Of the others, what may be kept.
        let is_settled = entry.facts.as_ref().is_some_and(|facts| facts.settled_before(settled));
        *key = key.filter(|_| hit.is_none() && is_settled);
    }
    let belief = Belief::default();
    let mut kept = None;
    let summary = reduce_through(
        Evidence { job, entries: &entries, skipped: walk.skipped, count: entries.len() },
        control,
        &|i, intake| match hits[i] {
            None => read(job, (i as u32, &entries[i]), exclude, control, intake),
            Some(hit) => match replay(hit, i as u32, control, intake) {
                Ok(()) => control.add_bytes(entries[i].len),
                Err(error) => belief.fail(error, control),
            },
        },
        &|block: &Block, whole: &Source, verifier: &mut Verifier<'_>| {
            if block.answers.is_some() {
                return (belief.judge(block, whole, verifier), None);
            }
            let file = block.file;
            let is_kept = file.member == 0 && keys[file.given as usize].is_some();
            verifier.keep_answers();
            let found = judge(block, whole, verifier);
            let answers = verifier.take_answers();
            (found, is_kept.then(|| Checked::new(block, answers)))
        },
        prepare,
        accept,
        Through {
            ready: &|ready: Ready<T>, checked| (ready, checked),
            begin: |collector| Recording {
                sink: collector,
                parts: PartSink::new(NewSegment::new(cache, terms, &keys, began)),
            },
            end: |Recording { sink, parts }| {
                kept = Some(parts.frames);
                sink
            },
        },
    );
    let changed = |words: &str| {
        Err(io::Error::other(format!(
            "{}: {words}: delete it, or leave the run cache out, and verify again",
            display_path(cache.folder())
        )))
    };
    let (failed, deceived) = belief.end();
    if failed.is_some() {
        return changed("the run cache was changed while it was used");
    }
    if deceived {
        return changed("the run cache says that a signature is valid that is not");
    }
    let mut summary = summary?;
    if !summary.cancelled {
        summary.cache = Some(from_cache(&entries, &hits));
        let touched =
            |segment: &&Segment| hits.iter().flatten().any(|(hit, _)| std::ptr::eq(*hit, *segment));
        segments.iter().filter(touched).for_each(Segment::touch);
        let used: Vec<Key> = hits.iter().flatten().map(|(_, indexed)| indexed.key).collect();
        drop(hits);
        if let Some(Err(error)) = kept.map(|kept| kept.finish(segments, used.into_iter())) {
            say(format!(
                "{}: what was read was not kept in the run cache: {}",
                display_path(cache.folder()),
                in_words(&error)
            ));
        }
    }
    all_read(&mut summary, exclude, entries);
    Ok(summary)
}

/// How each file stands, if it lies where that can be relied on.
fn keys(entries: &[Entry]) -> Vec<Option<Key>> {
    let mut systems = FileSystems::default();
    let mut key = |entry: &Entry| {
        let facts = entry.facts.as_ref().filter(|_| matches!(entry.kind, EntryKind::File))?;
        Key::of(systems.id(&entry.place, facts)?, facts, entry)
    };
    entries.iter().map(&mut key).collect()
}

/// What the cache has of each file.
fn hits<'s>(segments: &'s [Segment], keys: &[Option<Key>]) -> Vec<Option<Hit<'s>>> {
    let mut known: HashMap<Key, Hit<'s>> = HashMap::new();
    for segment in segments {
        for indexed in &segment.index {
            known.entry(indexed.key).or_insert((segment, indexed));
        }
    }
    keys.iter().map(|key| known.get(key.as_ref()?).copied()).collect()
}

/// Gives what the cache has of a file.
fn replay(
    (segment, indexed): Hit<'_>,
    given: u32,
    control: &Control,
    intake: &mut dyn Intake,
) -> Result<(), PartError> {
    let len = indexed.len();
    let input = BufReader::with_capacity(len.min(PIECE) as usize, segment.frames(indexed));
    let frames = Frames::of(&segment.path, input, len);
    let locals = [Local { given, ..Local::default() }];
    Replay::new(frames, &locals, intake).all(indexed.sha256, &|_, _| !control.is_cancelled())
}

fn from_cache(entries: &[Entry], hits: &[Option<Hit<'_>>]) -> FromCache {
    let files = entries.iter().filter(|entry| matches!(entry.kind, EntryKind::File));
    let since = hits.iter().flatten().map(|(_, indexed)| indexed.read_at).min();
    let moment = |seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds));
    FromCache {
        unchanged: hits.iter().flatten().count() as u64,
        files: files.count() as u64,
        since: since.and_then(moment).map(time_of),
    }
}
