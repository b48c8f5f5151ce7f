//! A run over an evidence set: what it is given, and how it is carried out.
//!
//! Workers take blocks of records before they take new files, so that the one who reads a large
//! export never waits for the others, and memory stays flat: a reader whose queue is full judges
//! the next block itself. Results that are final at once (audit events) are given out as soon as
//! all before them in their file are; the others wait until everything has been read, because
//! content and records can find each other anywhere in the set.

use std::collections::VecDeque;
use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use proofdesk_core::trust::{Trust, Verifier};
use proofdesk_core::verdict::{Finding, Verdict};
use serde::Serialize;

use crate::collector::{Collector, FileEnd};
use crate::exclude::Exclude;
use crate::intake::{self, Block, BlockYield, Problem, Unread};
use crate::lookup::Query;
use crate::names::LookAlikes;
use crate::order::Order;
use crate::progress::Control;
use crate::source::ReadError;
use crate::walk::{self, Entry, EntryKind, Input, ReportPlace, Unreadable};

/// What a run is given.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// Files, folders, standard input and pasted texts.
    pub inputs: Vec<Input>,
    /// The keys to trust.
    pub trust: Trust,
    /// How to go about it.
    pub options: Options,
}

/// How to go about a run.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Worker threads; as many as the machine has processors if not given.
    pub jobs: Option<NonZeroUsize>,
    /// Files and folders to pass over.
    pub exclude: Exclude,
    /// The file that the report will be written to.
    pub report: Option<ReportPlace>,
    /// A gap in a sequence is a mismatch.
    pub contiguous: bool,
    /// Only results that one of these names are given; what none names is not found.
    pub find: Vec<Query>,
}

/// A finding and its place in the report.
#[derive(Debug, Clone)]
pub struct Located {
    /// Its place.
    pub order: Order,
    /// The finding.
    pub finding: Finding,
}

/// A file that was not looked at, or that held nothing and is no evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Skipped {
    /// Its name.
    pub path: Arc<str>,
    /// Why, in a few words.
    pub why: &'static str,
}

/// What stands beside the results of a file, and is none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LeftOver {
    /// The file.
    pub path: Arc<str>,
    /// How many values.
    pub count: u64,
    /// JSON Pointers to the first of them; behind `:LINE#` where values stand on lines.
    pub pointers: Vec<String>,
}

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Summary {
    /// Results, `info` included, items of traces not.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub total: u64,
    /// Results that are `verified`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub verified: u64,
    /// Results that are `unconfirmed`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub unconfirmed: u64,
    /// Results that are `mismatch`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub mismatch: u64,
    /// Results that are `uncheckable`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub uncheckable: u64,
    /// Results that are `not_found`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub not_found: u64,
    /// Results that are `info`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub info: u64,
    /// Files read to their end and hashed.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub files: u64,
    /// Bytes read and hashed.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes_hashed: u64,
    /// How many files were skipped; [`Summary::skipped_files`] names them.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub skipped: u64,
    /// The run was stopped before its end. It is never a pass.
    pub cancelled: bool,
    /// The files that were skipped, by name. The report has them beside the summary.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub skipped_files: Arc<[Skipped]>,
    /// What stands beside results. The report has it beside the summary.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub left_over: Arc<[LeftOver]>,
    /// The patterns of [`Options::exclude`] that nothing was passed over for.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub unused_excludes: Arc<[String]>,
    /// Names that look like others, for a report that people read.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub look_alikes: LookAlikes,
}

impl Summary {
    /// Counts one result.
    pub fn count(&mut self, verdict: Verdict) {
        self.total += 1;
        *match verdict {
            Verdict::Verified => &mut self.verified,
            Verdict::Unconfirmed => &mut self.unconfirmed,
            Verdict::Mismatch => &mut self.mismatch,
            Verdict::Uncheckable => &mut self.uncheckable,
            Verdict::NotFound => &mut self.not_found,
            _ => &mut self.info,
        } += 1;
    }

    /// Adds the results of another count.
    pub(crate) fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.verified += other.verified;
        self.unconfirmed += other.unconfirmed;
        self.mismatch += other.mismatch;
        self.uncheckable += other.uncheckable;
        self.not_found += other.not_found;
        self.info += other.info;
    }

    /// The exit status of the command line: 0 if everything is verified (and there is something),
    /// 1 for a mismatch, 3 for anything else, 130 if the run was cancelled.
    pub fn exit_status(&self) -> u8 {
        if self.cancelled {
            130
        } else if self.mismatch > 0 {
            1
        } else if self.verified > 0 && self.unconfirmed + self.uncheckable + self.not_found == 0 {
            0
        } else {
            3
        }
    }
}

/// Carries out `job`.
///
/// `prepare` turns findings into what the caller needs of them, on the worker that made them;
/// `accept` takes these one after another. Findings of one file that come at once are in the
/// order of the file.
///
/// # Errors
/// What `accept` returns, and failures of the temporary file that a large run uses.
pub fn run<T: Send>(
    job: &Job,
    control: &Control,
    prepare: &(dyn Fn(Vec<Located>) -> T + Sync),
    accept: &mut (dyn FnMut(T) -> io::Result<()> + Send),
) -> io::Result<Summary> {
    let walk = walk::walk(&job.inputs, &job.options.exclude, job.options.report.as_ref(), control);
    let entries = &walk.entries;
    for entry in entries {
        match entry.kind {
            // The walk counted these with their length.
            EntryKind::File | EntryKind::Text(_) => {}
            EntryKind::Stdin => {
                control.expect(1, 0);
                control.expect_more();
            }
            EntryKind::Special(_) | EntryKind::Unreadable(_) => control.expect(1, 0),
        }
    }
    let collector = Mutex::new(Collector::new(job, entries, walk.skipped, accept));
    let workers = job.options.jobs.or_else(|| std::thread::available_parallelism().ok());
    let room = workers.map_or(2, |n| n.get() * 2);
    let crew = Crew {
        job,
        control,
        entries,
        prepare,
        collector: &collector,
        queue: Mutex::new(Queue::default()),
        changed: Condvar::new(),
        room,
        ahead: (room * AHEAD) as u32,
    };
    std::thread::scope(|scope| {
        // This thread is one of the workers.
        for i in 1..workers.map_or(1, NonZeroUsize::get) {
            let worker = std::thread::Builder::new().name(format!("verify-{i}"));
            if worker.spawn_scoped(scope, || crew.work()).is_err() {
                break;
            }
        }
        crew.work();
    });
    drop(crew);
    let collector = collector.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut summary = collector.finish(prepare, control)?;
    summary.unused_excludes = walk.unused.into();
    summary.skipped = summary.skipped_files.len() as u64;
    summary.bytes_hashed = control.snapshot().bytes_done;
    summary.cancelled = control.is_cancelled();
    let skipped = summary.skipped_files.iter().map(|file| &*file.path);
    let read = entries.iter().map(|entry| &*entry.display);
    summary.look_alikes = LookAlikes::among(read.chain(skipped));
    Ok(summary)
}

/// Blocks that may be out of order, for each that may wait in the queue.
const AHEAD: usize = 2;

#[derive(Debug, Default)]
struct Queue {
    next_file: usize,
    blocks: VecDeque<Block>,
    readers: usize,
    /// Readers that wait for a block to be judged.
    waiting: usize,
}

struct Crew<'a, 'c, T> {
    job: &'a Job,
    control: &'a Control,
    entries: &'a [Entry],
    prepare: &'a (dyn Fn(Vec<Located>) -> T + Sync),
    collector: &'a Mutex<Collector<'c, T>>,
    queue: Mutex<Queue>,
    changed: Condvar,
    /// Blocks that may wait.
    room: usize,
    /// Blocks of a file that may be cut before the first of them is given out.
    ahead: u32,
}

enum Task {
    Block(Block),
    File(usize),
}

/// One who reads a file, until it is dropped: also when a panic ends it, or the others would wait
/// for ever.
struct Reader<'r, 'a, 'c, T: Send>(&'r Crew<'a, 'c, T>);

impl<T: Send> Drop for Reader<'_, '_, '_, T> {
    fn drop(&mut self) {
        self.0.lock_queue().readers -= 1;
        self.0.changed.notify_all();
    }
}

/// One who judges a block, until it is dropped: also when a panic ends it.
struct Judging<'r, 'a, 'c, T: Send>(&'r Crew<'a, 'c, T>);

impl<T: Send> Drop for Judging<'_, '_, '_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.control.cancel();
        }
        if self.0.lock_queue().waiting > 0 {
            self.0.changed.notify_all();
        }
    }
}

impl<'c, T: Send> Crew<'_, 'c, T> {
    fn work(&self) {
        let mut verifier = Verifier::new(&self.job.trust);
        while let Some(task) = self.next() {
            match task {
                Task::Block(block) => self.judge(&block, &mut verifier),
                Task::File(i) => {
                    let _reader = Reader(self);
                    self.file(i, &mut verifier);
                }
            }
        }
        self.changed.notify_all();
    }

    fn lock_queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<Task> {
        let mut queue = self.lock_queue();
        loop {
            if self.control.is_cancelled() {
                return None;
            }
            if let Some(block) = queue.blocks.pop_front() {
                return Some(Task::Block(block));
            }
            if queue.next_file < self.entries.len() {
                queue.next_file += 1;
                queue.readers += 1;
                return Some(Task::File(queue.next_file - 1));
            }
            if queue.readers == 0 {
                return None;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn file(&self, i: usize, verifier: &mut Verifier<'_>) {
        let entry = &self.entries[i];
        let mut give = |block: Block| {
            self.keep_up(block.file, block.number, verifier);
            let mut queue = self.lock_queue();
            if queue.blocks.len() < self.room && !block.is_large() {
                queue.blocks.push_back(block);
                drop(queue);
                self.changed.notify_one();
            } else {
                drop(queue);
                self.judge(&block, verifier);
            }
        };
        let end = match &entry.kind {
            EntryKind::Special(what) => FileEnd::NotRegular(what.clone()),
            EntryKind::Unreadable(error) => FileEnd::Unreadable(error.clone()),
            EntryKind::File | EntryKind::Stdin | EntryKind::Text(_) => {
                let read = || intake::read(entry, i as u32, self.control, &mut give);
                match catch_unwind(AssertUnwindSafe(read)) {
                    Ok(Ok(facts)) => FileEnd::Read(Box::new(facts)),
                    Ok(Err(ReadError::Cancelled)) => return,
                    Ok(Err(ReadError::NotRegular { kind })) => FileEnd::NotRegular(kind.to_owned()),
                    Ok(Err(ReadError::Unreadable(e))) => FileEnd::Unreadable(e.into()),
                    Ok(Err(e)) => FileEnd::Changed(e.to_string()),
                    Err(_) => {
                        let words = "an internal error of Proofdesk; please report it".to_owned();
                        FileEnd::Unreadable(Unreadable { words, missing: false })
                    }
                }
            }
        };
        self.control.file_done();
        self.collect(|c| c.end_file(i as u32, end, self.prepare));
    }

    /// Holds back a reader that has cut far more of its file than was given out: what is behind a
    /// block that takes long would pile up. Meanwhile it judges what others have not begun. When
    /// nothing is left, the block that is next in order is being judged.
    fn keep_up(&self, file: u32, number: u32, verifier: &mut Verifier<'_>) {
        let may_go_on = || {
            let next = self.lock_collector().next_block(file);
            self.control.is_cancelled() || number - next < self.ahead
        };
        while !may_go_on() {
            let mut queue = self.lock_queue();
            if let Some(block) = queue.blocks.pop_front() {
                drop(queue);
                self.judge(&block, verifier);
                continue;
            }
            // Once more: nobody who ends a block now can overlook that this one waits.
            if may_go_on() {
                return;
            }
            queue.waiting += 1;
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
            queue.waiting -= 1;
        }
    }

    fn judge(&self, block: &Block, verifier: &mut Verifier<'_>) {
        let _judged = Judging(self);
        if self.control.is_cancelled() {
            return;
        }
        let path = &self.entries[block.file as usize].display;
        let judged = catch_unwind(AssertUnwindSafe(|| block.judge(path, verifier)));
        let found = judged.unwrap_or_else(|_| BlockYield {
            unread: vec![Unread { order: block.first_order(), problem: Problem::Internal }],
            recognised: true,
            ..BlockYield::default()
        });
        let ready = crate::collector::sort_out(found, &self.job.options.find, self.prepare);
        self.collect(|c| c.end_block(block.file, block.number, ready, self.prepare));
    }

    fn lock_collector(&self) -> MutexGuard<'_, Collector<'c, T>> {
        self.collector.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn collect(&self, give: impl FnOnce(&mut Collector<'_, T>) -> io::Result<()>) {
        let mut collector = self.lock_collector();
        if let Err(e) = give(&mut collector) {
            collector.fail(e);
            self.control.cancel();
        }
    }
}
