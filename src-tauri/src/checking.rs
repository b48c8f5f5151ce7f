//! One run over the evidence, with its progress told meanwhile.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use proofdesk_engine::browse::{self, Changes, Results, Selection};
use proofdesk_engine::core::verdict::Verdict;
use proofdesk_engine::keys::SecondKey;
use proofdesk_engine::parts::cache::{self, Cache};
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::{Header, Reported, Started};
use proofdesk_engine::run::{self, Basis, Job, Sentence, Summary};
use proofdesk_report::Kept;

use crate::earlier::Compared;
use crate::fault::{Fault, FaultCode};
use crate::messages::{List, Progress, SoFar};

/// How often a run says how far it is.
const TICK: Duration = Duration::from_millis(100);

/// So many results that do not match are listed while a run goes on.
const LISTED: usize = 50;

/// What became of the last run.
pub(crate) enum Outcome {
    Empty,
    Running,
    Finished(Arc<Finished>),
    Failed(Fault),
}

/// A run that came to its end, or was cancelled.
pub(crate) struct Finished {
    pub(crate) job: Job,
    pub(crate) started: Started,
    /// When it began by the clock of this machine, with which files are compared.
    pub(crate) begun: SystemTime,
    pub(crate) summary: Summary,
    pub(crate) sentence: Sentence,
    /// What is not as it was at the run before.
    pub(crate) changes: Option<Changes>,
    pub(crate) elapsed: Duration,
    pub(crate) browsing: Mutex<Browsing>,
    /// What differs from the earlier report that was chosen last.
    pub(crate) compared: Mutex<Option<Arc<Compared>>>,
    /// What the history of keys says of domains of the evidence. No result depends on it.
    pub(crate) history: Mutex<OfHistory>,
}

/// The results of a run while they are looked through: each is read by itself, so that the page waits for
/// none of it.
pub(crate) struct Shared<'f>(pub(crate) &'f Finished);

impl Kept for Shared<'_> {
    fn each(&mut self, visit: &mut dyn FnMut(Reported) -> io::Result<()>) -> io::Result<()> {
        let count = self.0.browse().results.len() as u32;
        (0..count).try_for_each(|index| {
            let text = self.0.browse().results.finding_json(index)?;
            visit(serde_json::from_str(&text)?)
        })
    }

    fn write_json(&mut self, header: &Header<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.0.browse().results.write_json(header, out)
    }
}

/// What the history says beside a run.
#[derive(Default)]
pub(crate) struct OfHistory {
    /// Domains of the evidence for which there is more than one key.
    pub(crate) second_keys: Vec<SecondKey>,
    /// It is full: no further key is noted.
    pub(crate) is_full: bool,
    /// Keys of the run that were more than one run notes.
    pub(crate) left_out: u64,
}

/// Results, and the selection of them that was asked for last.
pub(crate) struct Browsing {
    pub(crate) results: Results,
    selection: Option<(List, Selection)>,
}

impl Finished {
    pub(crate) fn history(&self) -> MutexGuard<'_, OfHistory> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn browse(&self) -> MutexGuard<'_, Browsing> {
        self.browsing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Browsing {
    pub(crate) fn new(results: Results) -> Self {
        Self { results, selection: None }
    }

    /// What the filter lets through, in the order asked for, and where its rows are. Scrolling asks the
    /// same again and again, so the last answer is kept.
    pub(crate) fn select(&mut self, list: &List) -> io::Result<(&mut Results, &mut Selection)> {
        let (asked, mut selection) = match self.selection.take() {
            Some((asked, found)) if asked.filter == list.filter && asked.sort == list.sort => {
                (Some(asked), found)
            }
            _ => (None, self.results.select(&list.filter, list.sort)?),
        };
        if asked.is_none_or(|asked| asked.toggled != list.toggled) {
            selection.toggle(&list.toggled);
        }
        let (_, selection) = self.selection.insert((list.clone(), selection));
        Ok((&mut self.results, selection))
    }
}

/// Carries out a run to its end, or until it is cancelled.
pub(crate) fn carry_out(
    generation: u64,
    job: Job,
    cache: Option<&Cache>,
    control: &Control,
    tell: &(dyn Fn(Progress) + Sync),
) -> Outcome {
    let (started, begun) = (Started::now(), SystemTime::now());
    let clock = Instant::now();
    let (done, ended) = channel::<()>();
    let results = Mutex::new(Results::new());
    let lock = || results.lock().unwrap_or_else(PoisonError::into_inner);
    let ran = std::thread::scope(|scope| {
        let ended = ended;
        scope.spawn(move || {
            let mut so_far = SoFar::default();
            while ended.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                so_far.look_at(&mut lock());
                tell(progress(generation, control, clock.elapsed(), &so_far));
            }
        });
        let ran = catch_unwind(AssertUnwindSafe(|| {
            let mut keep = |encoded| lock().accept(encoded);
            match cache {
                None => run::carry_out(&job, control, &browse::encode_rows, &mut keep),
                // Where nothing can be kept, everything is read again.
                Some(cache) => {
                    let (prepare, say) = (&browse::encode_rows, &mut |_| ());
                    cache::carry_out(&job, cache, control, prepare, &mut keep, say)
                }
            }
        }));
        drop(done);
        ran
    });
    match ran {
        Ok(Ok(summary)) => {
            let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
            results.seal(summary.by_file.clone());
            let browsing = Mutex::new(Browsing::new(results));
            let elapsed = clock.elapsed();
            let sentence = summary.sentence(&control.snapshot(), Basis::Listed);
            Outcome::Finished(Arc::new(Finished {
                job,
                started,
                begun,
                summary,
                sentence,
                changes: None,
                elapsed,
                browsing,
                compared: Mutex::default(),
                history: Mutex::default(),
            }))
        }
        Ok(Err(e)) => Outcome::Failed(
            Fault::new(FaultCode::File, format!("The results could not be kept: {e}."))
                .remedy("Make room in the folder for temporary files, and check again."),
        ),
        Err(_) => Outcome::Failed(Fault::internal("the run ended unexpectedly")),
    }
}

impl SoFar {
    /// Looks at the results that have come since the last time.
    fn look_at(&mut self, results: &mut Results) {
        let new: Vec<Verdict> = results.verdicts(self.total as u32).collect();
        for (index, verdict) in (self.total as u32..).zip(&new) {
            *self.counts.entry(*verdict).or_default() += 1;
            if *verdict == Verdict::Mismatch && self.mismatches.len() < LISTED {
                // One that cannot be read back is told of when the run ends.
                self.mismatches.extend(results.row(index));
            }
        }
        self.total += new.len() as u64;
    }
}

fn progress(generation: u64, control: &Control, elapsed: Duration, so_far: &SoFar) -> Progress {
    let seen = control.snapshot();
    Progress {
        generation,
        bytes_done: seen.bytes_done,
        bytes_total: seen.bytes_total,
        files_done: seen.files_done,
        files_total: seen.files_total,
        current: seen.current.as_deref().map(str::to_owned),
        elapsed_ms: elapsed.as_millis() as u64,
        so_far: so_far.clone(),
    }
}
