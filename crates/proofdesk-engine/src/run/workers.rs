//! A run is carried out by workers.
//!
//! They take blocks of records before they take new files, so that the one who reads a large
//! export never waits for the others, and memory stays flat: a worker whose queue is full judges
//! the next block itself. Results that are final at once (audit events) are given out as soon as
//! all before them in their file are; the others wait until everything has been read, because
//! content and records can find each other anywhere in the set.

use std::collections::VecDeque;
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use proofdesk_core::trust::{Trust, Verifier};
use proofdesk_core::verdict::Source;

use super::sink::Sink;
use crate::input::{Block, FileEnd, Intake, Looks, Placed, Skipped};
use crate::order::FileNumber;
use crate::progress::Control;

/// Blocks that may be out of order, for each that may wait in the queue.
const AHEAD: usize = 2;

/// What workers have to do.
pub(crate) struct Work<'w, R> {
    /// How many things there are to read.
    pub count: usize,
    /// Reads one of them, and gives what it finds.
    pub read: &'w (dyn Fn(usize, &mut dyn Intake) + Sync),
    /// Judges a block of a file.
    pub judge: &'w (dyn Fn(&Block, &Source, &mut Verifier<'_>) -> R + Sync),
    pub trust: &'w Trust,
    pub threads: usize,
    pub control: &'w Control,
}

impl<R> Work<'_, R> {
    /// Has it done, and everything given to `sink`.
    pub(crate) fn give_to<S: Sink<Ready = R>>(&self, sink: S) -> S {
        let room = self.threads * 2;
        let crew = Crew {
            work: self,
            verifier: Verifier::new(self.trust),
            sink: Mutex::new(sink),
            queue: Mutex::new(Queue::default()),
            changed: Condvar::new(),
            room,
            ahead: (room * AHEAD) as u32,
        };
        std::thread::scope(|scope| {
            // This thread is one of the workers.
            for i in 1..self.threads {
                let worker = std::thread::Builder::new().name(format!("verify-{i}"));
                if worker.spawn_scoped(scope, || crew.work()).is_err() {
                    break;
                }
            }
            crew.work();
        });
        crew.sink.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Default)]
struct Queue {
    next_file: usize,
    blocks: VecDeque<Block>,
    readers: usize,
    /// Readers that wait for a block to be judged.
    waiting: usize,
}

struct Crew<'w, S: Sink> {
    work: &'w Work<'w, S::Ready>,
    /// What every worker's own verifier comes from.
    verifier: Verifier<'w>,
    sink: Mutex<S>,
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
struct ReadGuard<'r, 'w, S: Sink>(&'r Crew<'w, S>);

impl<S: Sink> Drop for ReadGuard<'_, '_, S> {
    fn drop(&mut self) {
        // Who waits for a block of this file would wait for ever.
        if std::thread::panicking() {
            self.0.work.control.cancel();
        }
        self.0.lock_queue().readers -= 1;
        self.0.changed.notify_all();
    }
}

/// Judges a block until it is dropped: also when a panic ends it.
struct JudgeGuard<'r, 'w, S: Sink>(&'r Crew<'w, S>);

impl<S: Sink> Drop for JudgeGuard<'_, '_, S> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.work.control.cancel();
        }
        if self.0.lock_queue().waiting > 0 {
            self.0.changed.notify_all();
        }
    }
}

/// What the reading of one file gives, on its way to the others.
struct Cut<'r, 'v, 't, 'w, S: Sink> {
    crew: &'r Crew<'w, S>,
    verifier: &'v mut Verifier<'t>,
}

impl<S: Sink> Intake for Cut<'_, '_, '_, '_, S> {
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

    fn whole(&mut self, file: FileNumber, text: &[u8], looks: Looks) {
        if let Some(text) = S::text(file, text, looks) {
            self.crew.lock_sink().whole(file, text);
        }
    }

    fn begin(&mut self, file: FileNumber, placed: Placed) {
        self.crew.lock_sink().begin(file, placed);
    }

    fn end(&mut self, file: FileNumber, end: FileEnd) {
        self.crew.work.control.file_done();
        self.crew.collect(|sink| sink.end_file(file, end));
    }

    fn skip(&mut self, skipped: Skipped) {
        self.crew.lock_sink().skip(skipped);
    }
}

impl<S: Sink> Crew<'_, S> {
    fn work(&self) {
        let mut verifier = self.verifier.another();
        while let Some(task) = self.next() {
            match task {
                Task::Block(block) => self.judge(&block, &mut verifier),
                Task::File(i) => {
                    let _reading = ReadGuard(self);
                    (self.work.read)(i, &mut Cut { crew: self, verifier: &mut verifier });
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
            if self.work.control.is_cancelled() {
                return None;
            }
            if let Some(block) = queue.blocks.pop_front() {
                return Some(Task::Block(block));
            }
            if queue.next_file < self.work.count {
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

    /// Holds back a reader that has cut far more of its file than was given out: what is behind a
    /// block that takes long would pile up. Meanwhile it judges what others have not begun. When
    /// nothing is left, the block that is next in order is being judged.
    fn keep_up(&self, file: FileNumber, number: u32, verifier: &mut Verifier<'_>) {
        let may_go_on = || {
            let next = self.lock_sink().next_block(file);
            self.work.control.is_cancelled() || number.saturating_sub(next) < self.ahead
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
        if self.work.control.is_cancelled() {
            return;
        }
        let whole = self.lock_sink().source(block.file);
        let ready = (self.work.judge)(block, &whole, verifier);
        self.collect(|sink| sink.end_block(block.file, block.number, ready));
    }

    fn lock_sink(&self) -> MutexGuard<'_, S> {
        self.sink.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn collect(&self, give: impl FnOnce(&mut S) -> io::Result<()>) {
        let mut sink = self.lock_sink();
        if let Err(e) = give(&mut sink) {
            sink.fail(e);
            self.work.control.cancel();
        }
    }
}
