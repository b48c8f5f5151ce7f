//! Work on several threads whose results are shown in the order of the tasks.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use proofdesk_engine::progress::Control;

/// How many tasks may be done before an earlier one, so that results waiting for it stay few.
const RUN_AHEAD: usize = 4096;

/// Does `work` for each task on `jobs` threads, this one among them, and shows the results on this
/// one in the order of the tasks. Stops early when the run is cancelled or a result cannot be shown.
pub(crate) fn in_order<T: Send, R: Send>(
    jobs: usize,
    control: &Control,
    tasks: impl Iterator<Item = T> + Send,
    work: impl Fn(T) -> R + Sync,
    mut show: impl FnMut(R) -> io::Result<()>,
) -> io::Result<()> {
    let tasks = Mutex::new(tasks.enumerate());
    let work_one = &|| {
        let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).next();
        task.map(|(at, task)| (at, work(task)))
    };
    let (give, results) = mpsc::channel();
    // A token is left here before a task is taken, and taken away when its result was shown.
    let (token, tokens) = mpsc::sync_channel(RUN_AHEAD);
    thread::scope(move |scope| {
        for _ in 1..jobs {
            let (give, token) = (give.clone(), token.clone());
            let worker = move || {
                while token.send(()).is_ok() && !control.is_cancelled() {
                    if work_one().is_none_or(|result| give.send(result).is_err()) {
                        break;
                    }
                }
            };
            // Where the system gives fewer threads, those that it gives do the work.
            let _ = thread::Builder::new().spawn_scoped(scope, worker);
        }
        drop(give);
        let mut tasks_left = true;
        let mut early = BTreeMap::new();
        let mut next = 0;
        loop {
            // Working instead of waiting, this thread need not be woken for each small file.
            let result = match results.try_recv() {
                Ok(result) => Some(result),
                Err(_) if tasks_left && token.try_send(()).is_ok() => {
                    let result = work_one();
                    tasks_left = result.is_some();
                    if !tasks_left {
                        continue;
                    }
                    result
                }
                Err(_) => results.recv().ok(),
            };
            let Some((at, result)) = result else { return Ok(()) };
            early.insert(at, result);
            while let Some(result) = early.remove(&next) {
                if control.is_cancelled() {
                    return Ok(());
                }
                // When nobody takes the results any more, the workers need not finish theirs.
                show(result).inspect_err(|_| control.cancel())?;
                next += 1;
                let _ = tokens.try_recv();
            }
        }
    })
}
