//! A run from its list of files to its summary.

use std::convert::identity;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proofdesk_core::trust::Verifier;
use proofdesk_core::verdict::Source;

use super::collector::{Collector, Prepare};
use super::digested::Roots;
use super::job::{Job, Options};
use super::ready::{Ready, sort_out};
use super::sink::Sink;
use super::summary::Summary;
use super::workers::Work;
use crate::input::{
    self, Block, BlockYield, Entry, EntryKind, Excluding, FileEnd, FileFacts, Intake, Origins,
    Problem, ReadError, Reader, Skipped, Unread, Unreadable,
};
use crate::order::{FileNumber, Located};
use crate::progress::Control;

/// Carries out `job`.
///
/// `prepare` turns findings into what the caller needs of them, on the worker that made them;
/// `accept` takes these one after another. Findings of one file that come at once are in the
/// order of the file.
///
/// # Errors
/// What `accept` returns, and failures of the temporary file that a large run uses.
pub fn carry_out<T: Send>(
    job: &Job,
    control: &Control,
    prepare: &(dyn Fn(Vec<Located>) -> T + Sync),
    accept: &mut (dyn FnMut(T) -> io::Result<()> + Send),
) -> io::Result<Summary> {
    let Options { exclude, report, saved, .. } = &job.options;
    let exclude = &Excluding::new(exclude);
    let walk = input::walk(&job.inputs, exclude, report.as_ref(), saved, control);
    let entries = &walk.entries;
    entries.iter().for_each(|entry| expect(entry, control));
    let mut summary = reduce(
        Evidence { job, entries, skipped: walk.skipped, count: entries.len() },
        control,
        &|i, intake| read(job, (i as u32, &entries[i]), exclude, control, intake),
        &|block, whole, verifier| judge(block, whole, verifier),
        prepare,
        accept,
    )?;
    all_read(&mut summary, exclude, walk.entries);
    Ok(summary)
}

/// Says what is known of a run once all of its list was read.
pub(crate) fn all_read(summary: &mut Summary, exclude: &Excluding<'_>, entries: Vec<Entry>) {
    summary.unused_excludes = exclude.unused().into();
    summary.origins = Origins::of(entries);
}

/// Reads a file of a run.
pub(crate) fn read(
    job: &Job,
    (given, entry): (u32, &Entry),
    exclude: &Excluding<'_>,
    control: &Control,
    intake: &mut dyn Intake,
) {
    let read = |intake: &mut dyn Intake| reader(job, entry, exclude, control, intake).read(given);
    if let Some(end) = read_to_end(entry, intake, read) {
        intake.end(FileNumber { given, member: 0 }, end);
    }
}

/// What a run is about.
pub(crate) struct Evidence<'e> {
    pub job: &'e Job,
    pub entries: &'e [Entry],
    pub skipped: Vec<Skipped>,
    /// How many things are read: the files, or what was made of them before.
    pub count: usize,
}

/// Has everything read and judged, matches it, and gives it out.
pub(crate) fn reduce<'e, T: Send>(
    evidence: Evidence<'e>,
    control: &Control,
    read: &(dyn Fn(usize, &mut dyn Intake) + Sync),
    judge: &(dyn Fn(&Block, &Source, &mut Verifier<'_>) -> BlockYield + Sync),
    prepare: Prepare<'e, T>,
    accept: &'e mut (dyn FnMut(T) -> io::Result<()> + Send),
) -> io::Result<Summary> {
    let judge = |block: &Block, whole: &Source, verifier: &mut Verifier<'_>| {
        (judge(block, whole, verifier), ())
    };
    let through =
        Through { ready: &|ready, ()| ready, begin: identity::<Collector<'e, T>>, end: identity };
    reduce_through(evidence, control, read, &judge, prepare, accept, through)
}

/// What stands between the workers and the collector.
pub(crate) struct Through<'t, R, X, S: Sink, B, E> {
    /// What is made of a block that was judged, and of what else was kept of it.
    pub ready: &'t (dyn Fn(R, X) -> S::Ready + Sync),
    pub begin: B,
    pub end: E,
}

/// The same through a sink of its own before the collector.
pub(crate) fn reduce_through<'e, T: Send, X, S: Sink>(
    Evidence { job, entries, skipped, count }: Evidence<'e>,
    control: &Control,
    read: &(dyn Fn(usize, &mut dyn Intake) + Sync),
    judge: &(dyn Fn(&Block, &Source, &mut Verifier<'_>) -> (BlockYield, X) + Sync),
    prepare: Prepare<'e, T>,
    accept: &'e mut (dyn FnMut(T) -> io::Result<()> + Send),
    through: Through<
        '_,
        Ready<T>,
        X,
        S,
        impl FnOnce(Collector<'e, T>) -> S,
        impl FnOnce(S) -> Collector<'e, T>,
    >,
) -> io::Result<Summary> {
    let roots = Roots::of(&job.inputs);
    let Through { ready, begin, end } = through;
    let sink = begin(Collector::new(job, roots.clone(), entries, skipped, prepare, accept));
    let judge = |block: &Block, whole: &Source, verifier: &mut Verifier<'_>| {
        let (found, kept) = judge(block, whole, verifier);
        ready(sort_out(found, &job.options.find, &roots, prepare), kept)
    };
    let threads = job.options.threads();
    let work = Work { count, read, judge: &judge, trust: &job.trust, threads, control };
    let mut summary = end(work.give_to(sink)).finish(control)?;
    summary.cancelled = control.is_cancelled();
    Ok(summary)
}

/// Tells whoever watches what is to be read of a file.
pub(crate) fn expect(entry: &Entry, control: &Control) {
    match entry.kind {
        // The walk counted these with their length.
        EntryKind::File | EntryKind::Text(_) => {}
        EntryKind::Stdin | EntryKind::Rows => {
            control.expect(1, 0);
            control.expect_more();
        }
        EntryKind::Special(_) | EntryKind::Unreadable(_) => control.expect(1, 0),
    }
}

/// What reads a file of a run.
pub(crate) fn reader<'r>(
    job: &Job,
    entry: &'r Entry,
    exclude: &'r Excluding<'r>,
    control: &'r Control,
    intake: &'r mut dyn Intake,
) -> Reader<'r> {
    Reader::new(entry, job.options.unpack, exclude, control, intake)
}

/// How the reading of a file ends that is read so, if it is one. `None` if the run is cancelled.
pub(crate) fn read_to_end(
    entry: &Entry,
    intake: &mut dyn Intake,
    read: impl FnOnce(&mut dyn Intake) -> Result<FileFacts, ReadError>,
) -> Option<FileEnd> {
    match &entry.kind {
        EntryKind::Special(what) => return Some(FileEnd::NotRegular(what.clone())),
        EntryKind::Unreadable(error) => return Some(FileEnd::Unreadable(error.clone())),
        EntryKind::File | EntryKind::Stdin | EntryKind::Rows | EntryKind::Text(_) => {}
    }
    Some(match catch_unwind(AssertUnwindSafe(|| read(intake))) {
        Ok(Ok(facts)) => FileEnd::Read(Box::new(facts)),
        Ok(Err(ReadError::Cancelled)) => return None,
        Ok(Err(ReadError::NotRegular { kind })) => FileEnd::NotRegular(kind.to_owned()),
        Ok(Err(ReadError::Unreadable(e))) => FileEnd::Unreadable(e.into()),
        Ok(Err(e)) => FileEnd::Changed(e.to_string()),
        Err(_) => {
            let words = "an internal error of Proofdesk; please report it";
            FileEnd::Unreadable(Unreadable::file(words))
        }
    })
}

/// Judges a block. A panic costs this block alone.
pub(crate) fn judge(block: &Block, whole: &Source, verifier: &mut Verifier<'_>) -> BlockYield {
    let judge = || verifier.together(|verifier| block.judge(whole, verifier));
    let judged = catch_unwind(AssertUnwindSafe(judge));
    judged.unwrap_or_else(|_| BlockYield {
        unread: vec![Unread { order: block.first_order(), problem: Problem::Internal }],
        recognised: true,
        ..BlockYield::default()
    })
}
