//! A run is carried out by workers.
//!
//! They take blocks of records before they take new files, so that the one who reads a large
//! export never waits for the others, and memory stays flat: a worker whose queue is full judges
//! the next block itself. Results that are final at once (audit events) are given out as soon as
//! all before them in their file are; the others wait until everything has been read, because
//! content and records can find each other anywhere in the set.

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use proofdesk_core::trust::Verifier;

use super::collector::Collector;
use super::digested::Roots;
use super::job::{Job, Options};
use super::ready::sort_out;
use super::summary::Summary;
use crate::input::{
    self, Block, BlockYield, Entry, EntryKind, Excluding, FileEnd, Intake, Origins, Placed,
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
    let roots = &Roots::of(&job.inputs);
    let collector = Mutex::new(Collector::new(job, roots, entries, walk.skipped, accept));
    let threads = job.options.threads();
    let room = threads * 2;
    let crew = Crew {
        job,
        verifier: Verifier::new(&job.trust),
        control,
        roots,
        entries,
        exclude,
        prepare,
        collector: &collector,
        queue: Mutex::new(Queue::default()),
        changed: Condvar::new(),
        room,
        ahead: (room * AHEAD) as u32,
    };
    std::thread::scope(|scope| {
        // This thread is one of the workers.
        for i in 1..threads {
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
    summary.unused_excludes = exclude.unused().into();
    summary.cancelled = control.is_cancelled();
    // Of files that were not read to their end, no hash is known.
    if !summary.cancelled {
        summary.bytes_hashed = control.snapshot().bytes_done;
    }
    summary.origins = Origins::of(walk.entries);
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
    /// What every worker's own verifier comes from.
    verifier: Verifier<'a>,
    control: &'a Control,
    roots: &'a Roots,
    entries: &'a [Entry],
    exclude: &'a Excluding<'a>,
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

/// Counts as reading a file until it is dropped: also when a panic ends it, or the others would wait
/// for ever.
struct ReadGuard<'r, 'a, 'c, T: Send>(&'r Crew<'a, 'c, T>);

impl<T: Send> Drop for ReadGuard<'_, '_, '_, T> {
    fn drop(&mut self) {
        self.0.lock_queue().readers -= 1;
        self.0.changed.notify_all();
    }
}

/// Judges a block until it is dropped: also when a panic ends it.
struct JudgeGuard<'r, 'a, 'c, T: Send>(&'r Crew<'a, 'c, T>);

impl<T: Send> Drop for JudgeGuard<'_, '_, '_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.control.cancel();
        }
        if self.0.lock_queue().waiting > 0 {
            self.0.changed.notify_all();
        }
    }
}

/// What the reading of one file gives, on its way to the others.
struct Cut<'r, 'v, 't, 'a, 'c, T: Send> {
    crew: &'r Crew<'a, 'c, T>,
    verifier: &'v mut Verifier<'t>,
}

impl<T: Send> Intake for Cut<'_, '_, '_, '_, '_, T> {
    fn block(&mut self, block: Block) {
        let crew = self.crew;
        crew.keep_up(block.file, block.number, self.verifier);
        let mut queue = crew.lock_queue();
        if queue.blocks.len() < crew.room && !block.is_large() {
            queue.blocks.push_back(block);
            drop(queue);
            crew.changed.notify_one();
        } else {
            drop(queue);
            crew.judge(&block, self.verifier);
        }
    }

    fn begin(&mut self, file: FileNumber, placed: Placed) {
        self.crew.lock_collector().begin(file, placed);
    }

    fn end(&mut self, file: FileNumber, end: FileEnd) {
        let crew = self.crew;
        crew.control.file_done();
        crew.collect(|c| c.end_file(file, end, crew.prepare));
    }

    fn skip(&mut self, skipped: Skipped) {
        self.crew.lock_collector().skip(skipped);
    }
}

impl<'c, T: Send> Crew<'_, 'c, T> {
    fn work(&self) {
        let mut verifier = self.verifier.another();
        while let Some(task) = self.next() {
            match task {
                Task::Block(block) => self.judge(&block, &mut verifier),
                Task::File(i) => {
                    let _reading = ReadGuard(self);
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
        let end = match &entry.kind {
            EntryKind::Special(what) => FileEnd::NotRegular(what.clone()),
            EntryKind::Unreadable(error) => FileEnd::Unreadable(error.clone()),
            EntryKind::File | EntryKind::Stdin | EntryKind::Text(_) => {
                let limits = self.job.options.unpack;
                let mut intake = Cut { crew: self, verifier };
                let reader = Reader::new(entry, limits, self.exclude, self.control, &mut intake);
                let read = || reader.read(i as u32);
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
        let file = FileNumber { given: i as u32, member: 0 };
        self.collect(|c| c.end_file(file, end, self.prepare));
    }

    /// Holds back a reader that has cut far more of its file than was given out: what is behind a
    /// block that takes long would pile up. Meanwhile it judges what others have not begun. When
    /// nothing is left, the block that is next in order is being judged.
    fn keep_up(&self, file: FileNumber, number: u32, verifier: &mut Verifier<'_>) {
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
        let _judged = JudgeGuard(self);
        if self.control.is_cancelled() {
            return;
        }
        let whole = self.lock_collector().source(block.file);
        let judge = || verifier.together(|verifier| block.judge(&whole, verifier));
        let judged = catch_unwind(AssertUnwindSafe(judge));
        let found = judged.unwrap_or_else(|_| BlockYield {
            unread: vec![Unread { order: block.first_order(), problem: Problem::Internal }],
            recognised: true,
            ..BlockYield::default()
        });
        let ready = sort_out(found, &self.job.options.find, self.roots, self.prepare);
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
