//! The session: the evidence that the user added, the run over it, and what came of it.
//!
//! Every change of the set, of the keys or of a setting that verdicts depend on begins a new run
//! over everything. Nothing is carried over from an earlier run, so that what is shown is always
//! about the bytes and the keys of one moment. Each run has a generation, and what is asked of an
//! older one is refused as stale.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use proofdesk_engine::browse::{Changes, Results, Selection};
use proofdesk_engine::keys::{self, KeyRing};
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::{self, KeyFiles, PinnedKey, Started, VerdictOptions};
use proofdesk_engine::run::{self, Basis, Files as Outcomes, Job, Options, Sentence, Summary};
use proofdesk_engine::{Input, browse, platform};
use tauri::ipc::Channel;

use crate::fault::{Fault, FaultCode, Result};
use crate::files::Files;
use crate::messages::{
    AppEvent, Evidence, EvidenceInput, EvidenceState, InputKind, List, Progress, Settings,
};

/// How often a run says how far it is.
const TICK: Duration = Duration::from_millis(100);

/// The state of the program. One for the whole of it.
pub(crate) struct Session {
    pub(crate) files: Files,
    inner: Mutex<Inner>,
    /// Held while the state is read and sent, so that no older state is sent after a newer one.
    sending: Mutex<()>,
}

struct Inner {
    listener: Option<Channel<AppEvent>>,
    /// What is to be sent to the first listener.
    early: Option<Fault>,
    inputs: Vec<Held>,
    next_id: u64,
    texts: u32,
    generation: u64,
    control: Option<Arc<Control>>,
    outcome: Outcome,
    /// What each file came to in the last run that came to its end.
    complete: Option<Outcomes>,
    settings: Settings,
    /// Reports that were saved: no evidence, wherever they lie.
    saved: Vec<PathBuf>,
}

/// One input and its description.
struct Held {
    input: Input,
    shown: EvidenceInput,
}

impl Held {
    fn path(&self) -> Option<PathBuf> {
        self.input.path().map(Path::to_owned)
    }
}

/// What became of the last run.
enum Outcome {
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
    sentence: Sentence,
    /// What is not as it was at the run before.
    changes: Option<Changes>,
    elapsed: Duration,
    browsing: Mutex<Browsing>,
}

/// Results, and the selection of them that was asked for last.
pub(crate) struct Browsing {
    pub(crate) results: Results,
    selection: Option<(List, Selection)>,
}

impl Finished {
    pub(crate) fn browse(&self) -> MutexGuard<'_, Browsing> {
        self.browsing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Browsing {
    /// What the filter lets through, in the order asked for, and where its rows are. Scrolling asks the
    /// same again and again, so the last answer is kept.
    pub(crate) fn select(
        &mut self,
        list: &List,
    ) -> std::io::Result<(&mut Results, &mut Selection)> {
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

impl Session {
    pub(crate) fn new(files: Files) -> Arc<Self> {
        let (settings, early) = files.load_settings();
        Arc::new(Self {
            files,
            sending: Mutex::new(()),
            inner: Mutex::new(Inner {
                listener: None,
                early,
                inputs: Vec::new(),
                next_id: 1,
                texts: 0,
                generation: 0,
                control: None,
                outcome: Outcome::Empty,
                complete: None,
                settings,
                saved: Vec::new(),
            }),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From here on, everything is sent to `listener`. A page that was loaded anew takes over.
    pub(crate) fn listen(&self, listener: Channel<AppEvent>) {
        let early = {
            let mut inner = self.lock();
            inner.listener = Some(listener);
            inner.early.take()
        };
        if let Some(fault) = early {
            self.send(AppEvent::Notice { fault });
        }
    }

    pub(crate) fn send(&self, event: AppEvent) {
        let listener = self.lock().listener.clone();
        if let Some(listener) = listener {
            // A page that is gone needs no news.
            let _ = listener.send(event);
        }
    }

    pub(crate) fn settings(&self) -> Settings {
        self.lock().settings.clone()
    }

    /// Takes new settings; checks the evidence again if verdicts depend on what changed.
    pub(crate) fn set_settings(self: &Arc<Self>, settings: Settings) -> Result<()> {
        // What could not be kept is not in force either: the page shows the old ones then.
        self.files.save_settings(&settings)?;
        let old = std::mem::replace(&mut self.lock().settings, settings.clone());
        if (old.contiguous, &old.signer) != (settings.contiguous, &settings.signer) {
            self.run();
        }
        Ok(())
    }

    pub(crate) fn evidence(&self) -> Evidence {
        self.lock().evidence()
    }

    /// Adds files and folders. What is there already is not added twice.
    pub(crate) fn add(self: &Arc<Self>, paths: Vec<PathBuf>) {
        // A disk may answer slowly, and the main thread waits for the lock: it is not held here.
        let described: Vec<_> = paths
            .into_iter()
            .map(|path| std::path::absolute(&path).unwrap_or(path))
            .map(|path| (self.describe(&path), path))
            .collect();
        let mut inner = self.lock();
        let mut known: HashSet<PathBuf> = inner.inputs.iter().filter_map(Held::path).collect();
        let before = inner.inputs.len();
        for (shown, path) in described {
            if known.insert(path.clone()) {
                inner.hold(Input::Path(path), shown);
            }
        }
        let changed = inner.inputs.len() > before;
        // Dropping a file again is a wish to have it checked again.
        let wanted = changed || inner.control.is_none();
        drop(inner);
        if wanted {
            self.run();
        }
    }

    fn describe(&self, path: &Path) -> EvidenceInput {
        let kind = match std::fs::metadata(path) {
            Ok(m) if m.is_dir() => InputKind::Folder,
            Ok(_) => InputKind::File,
            Err(_) => InputKind::Missing,
        };
        let shown = platform::display_path(path);
        let name = path.file_name().map(|n| platform::display_path(Path::new(n)));
        EvidenceInput {
            id: 0,
            name: name.unwrap_or_else(|| shown.clone()),
            path: shown,
            kind,
            sample: self.files.is_sample(path),
        }
    }

    /// Adds text from the clipboard, and says under which name.
    pub(crate) fn add_text(self: &Arc<Self>, text: &str) -> String {
        let mut inner = self.lock();
        inner.texts += 1;
        let name = format!("Pasted text {}", inner.texts);
        let input = Input::Text { name: name.as_str().into(), bytes: text.as_bytes().into() };
        let shown = EvidenceInput {
            id: 0,
            name: name.clone(),
            path: name.clone(),
            kind: InputKind::Text,
            sample: false,
        };
        inner.hold(input, shown);
        drop(inner);
        self.run();
        name
    }

    pub(crate) fn remove(self: &Arc<Self>, id: u64) {
        self.lock().inputs.retain(|held| held.shown.id != id);
        self.run();
    }

    pub(crate) fn clear(self: &Arc<Self>) {
        self.lock().inputs.clear();
        self.run();
    }

    pub(crate) fn cancel(&self) {
        if let Some(control) = &self.lock().control {
            control.cancel();
        }
    }

    /// Sees that what is to be saved at `place` takes the place of no evidence and no key ring.
    pub(crate) fn require_apart(&self, place: &Path) -> Result<()> {
        let inputs: Vec<Input> = self.lock().inputs.iter().map(|held| held.input.clone()).collect();
        let keys = KeyFiles { rings: std::slice::from_ref(&self.files.keyring), keys: &[] };
        report::require_apart(&inputs, keys, place)?;
        Ok(())
    }

    /// Remembers a report that was saved, so that no later run takes it for evidence.
    pub(crate) fn saved(&self, place: &Path) {
        self.lock().saved.push(place.to_owned());
    }

    /// The last run, if it is the one that the caller means.
    pub(crate) fn finished(&self, generation: u64) -> Result<Arc<Finished>> {
        let inner = self.lock();
        match &inner.outcome {
            Outcome::Finished(finished) if inner.generation == generation => Ok(finished.clone()),
            _ => Err(Fault::stale()),
        }
    }

    /// What to look a record up in: the last run, or `None` while there is no evidence. To say that
    /// something is not there, the evidence must have been read.
    pub(crate) fn searchable(&self) -> Result<Option<Arc<Finished>>> {
        match &self.lock().outcome {
            Outcome::Finished(finished) => Ok(Some(finished.clone())),
            Outcome::Empty => Ok(None),
            Outcome::Running => Err(Fault::new(
                FaultCode::Nothing,
                "The evidence is still being checked, so nothing was looked up.",
            )
            .remedy("Look it up again when the check is over.")),
            Outcome::Failed(_) => Err(Fault::new(
                FaultCode::Nothing,
                "The evidence could not be checked, so nothing was looked up.",
            )
            .remedy("See why it could not be checked, and check it again.")),
        }
    }

    /// The last run, whichever it is.
    pub(crate) fn last(&self) -> Option<Arc<Finished>> {
        match &self.lock().outcome {
            Outcome::Finished(finished) => Some(finished.clone()),
            _ => None,
        }
    }

    /// Checks everything again, on threads of its own. A run that goes on is given up.
    pub(crate) fn run(self: &Arc<Self>) {
        let mut inner = self.lock();
        if let Some(control) = inner.control.take() {
            control.cancel();
        }
        inner.generation += 1;
        let generation = inner.generation;
        if inner.inputs.is_empty() {
            inner.outcome = Outcome::Empty;
            inner.complete = None;
            drop(inner);
            return self.send_evidence();
        }
        let job = match self.job(&inner) {
            Ok(job) => job,
            Err(fault) => {
                inner.outcome = Outcome::Failed(fault);
                drop(inner);
                return self.send_evidence();
            }
        };
        let control = Arc::new(Control::new());
        inner.control = Some(control.clone());
        inner.outcome = Outcome::Running;
        drop(inner);
        self.send_evidence();

        let session = self.clone();
        let begun = std::thread::Builder::new().name("run".to_owned()).spawn(move || {
            let outcome = carry_out(&session, generation, job, &control);
            let mut inner = session.lock();
            if inner.generation != generation {
                return;
            }
            inner.control = None;
            inner.outcome = inner.compared(outcome);
            drop(inner);
            session.send_evidence();
        });
        if let Err(e) = begun {
            let mut inner = self.lock();
            inner.control = None;
            inner.outcome = Outcome::Failed(Fault::internal(e));
            drop(inner);
            self.send_evidence();
        }
    }

    fn send_evidence(&self) {
        let _sending = self.sending.lock().unwrap_or_else(PoisonError::into_inner);
        self.send(AppEvent::Evidence { evidence: Box::new(self.evidence()) });
    }

    fn job(&self, inner: &Inner) -> Result<Job> {
        let ring = KeyRing::load(&self.files.keyring)?;
        let trust = keys::trust(Vec::new(), Some(&ring), inner.settings.signer.as_deref())?;
        Ok(Job {
            inputs: inner.inputs.iter().map(|held| held.input.clone()).collect(),
            trust,
            options: Options {
                contiguous: inner.settings.contiguous,
                saved: inner.saved.clone(),
                ..Options::default()
            },
        })
    }
}

/// One run, with its progress told meanwhile.
fn carry_out(session: &Arc<Session>, generation: u64, job: Job, control: &Arc<Control>) -> Outcome {
    let (started, begun) = (Started::now(), SystemTime::now());
    let clock = Instant::now();
    let (done, ended) = std::sync::mpsc::channel::<()>();
    let ticker = {
        let (session, control) = (session.clone(), control.clone());
        std::thread::spawn(move || {
            while ended.recv_timeout(TICK) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                let progress = progress(generation, &control, clock.elapsed());
                session.send(AppEvent::Progress { progress });
            }
        })
    };
    let results = Mutex::new(Results::new());
    let lock = || results.lock().unwrap_or_else(PoisonError::into_inner);
    let ran = catch_unwind(AssertUnwindSafe(|| {
        run::carry_out(&job, control, &browse::encode_rows, &mut |encoded| lock().accept(encoded))
    }));
    drop(done);
    // It has nothing to fail with.
    let _ = ticker.join();
    match ran {
        Ok(Ok(summary)) => {
            let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
            results.seal(summary.by_file.clone());
            let browsing = Mutex::new(Browsing { results, selection: None });
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
            }))
        }
        Ok(Err(e)) => Outcome::Failed(
            Fault::new(FaultCode::File, format!("The results could not be kept: {e}."))
                .remedy("Make room in the folder for temporary files, and check again."),
        ),
        Err(_) => Outcome::Failed(Fault::internal("the run ended unexpectedly")),
    }
}

fn progress(generation: u64, control: &Control, elapsed: Duration) -> Progress {
    let seen = control.snapshot();
    Progress {
        generation,
        bytes_done: seen.bytes_done,
        bytes_total: seen.bytes_total,
        files_done: seen.files_done,
        files_total: seen.files_total,
        current: seen.current.as_deref().map(str::to_owned),
        elapsed_ms: elapsed.as_millis() as u64,
    }
}

impl Inner {
    fn hold(&mut self, input: Input, mut shown: EvidenceInput) {
        shown.id = self.next_id;
        self.next_id += 1;
        self.inputs.push(Held { input, shown });
    }

    /// Compares a run that came to its end with the one before that did.
    fn compared(&mut self, outcome: Outcome) -> Outcome {
        let Outcome::Finished(mut finished) = outcome else { return outcome };
        if !finished.summary.cancelled {
            let now = finished.summary.by_file.clone();
            let before = self.complete.replace(now.clone());
            if let (Some(before), Some(finished)) = (before, Arc::get_mut(&mut finished)) {
                finished.changes = Some(browse::changes(&before, &now));
            }
        }
        Outcome::Finished(finished)
    }

    fn evidence(&self) -> Evidence {
        let finished = match &self.outcome {
            Outcome::Finished(finished) => Some(finished),
            _ => None,
        };
        let (state, error) = match &self.outcome {
            Outcome::Empty => (EvidenceState::Empty, None),
            Outcome::Running => (EvidenceState::Running, None),
            Outcome::Finished(finished) if finished.summary.cancelled => {
                (EvidenceState::Cancelled, None)
            }
            Outcome::Finished(_) => (EvidenceState::Done, None),
            Outcome::Failed(fault) => (EvidenceState::Failed, Some(fault.clone())),
        };
        Evidence {
            generation: self.generation,
            inputs: self.inputs.iter().map(|held| held.shown.clone()).collect(),
            state,
            summary: finished.map(|finished| finished.summary.clone()),
            files: finished.map(|finished| finished.summary.by_file.counts()).unwrap_or_default(),
            sentence: finished.map(|finished| finished.sentence.clone()),
            changes: finished.and_then(|finished| finished.changes.clone()),
            error,
            pinned: finished.map_or_else(Vec::new, |finished| {
                finished.job.trust.pins().iter().map(PinnedKey::from).collect()
            }),
            options: finished.map(|finished| VerdictOptions::of(&finished.job)),
            started_at: finished.map(|finished| report::time_of(finished.started.at)),
            elapsed_ms: finished.map(|finished| finished.elapsed.as_millis() as u64),
            limits: finished.map_or_else(Vec::new, |finished| {
                finished.summary.limits.iter().map(|limit| limit.words().to_owned()).collect()
            }),
            skipped: finished.map_or(0, |finished| finished.summary.skipped_files.len()),
        }
    }
}
