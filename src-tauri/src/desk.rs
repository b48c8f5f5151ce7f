//! The evidence on the desk: what the user added, the run over it, and what came of it.
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

use proofdesk_engine::core::trust::Trust;
use proofdesk_engine::job::{self, Job, Options, Summary};
use proofdesk_engine::keyring::KeyRing;
use proofdesk_engine::progress::Control;
use proofdesk_engine::results::{Filter, Results, Sort};
use proofdesk_engine::{Input, platform, report};
use tauri::ipc::Channel;

use crate::fault::{Answer, Fault, FaultCode};
use crate::messages::{
    AppEvent, Evidence, EvidenceInput, EvidenceState, InputKind, PinnedKey, Progress, Settings,
};
use crate::places::Places;

/// How often a run tells how far it is.
const TICK: Duration = Duration::from_millis(100);

/// The state of the program. One for the whole of it.
pub(crate) struct Desk {
    pub(crate) places: Places,
    inner: Mutex<Inner>,
    /// Held while the state is read and told, so that no older state is told after a newer one.
    telling: Mutex<()>,
}

struct Inner {
    listener: Option<Channel<AppEvent>>,
    /// What is to be told to the first listener.
    early: Option<Fault>,
    inputs: Vec<Held>,
    next_id: u64,
    texts: u32,
    generation: u64,
    control: Option<Arc<Control>>,
    outcome: Outcome,
    settings: Settings,
}

/// One input and its description.
struct Held {
    input: Input,
    shown: EvidenceInput,
}

impl Held {
    fn path(&self) -> Option<PathBuf> {
        match &self.input {
            Input::Path(path) => Some(path.clone()),
            _ => None,
        }
    }
}

/// What became of the last run.
enum Outcome {
    Empty,
    Running,
    Over(Arc<Over>),
    Failed(Fault),
}

/// A run that came to its end, or was cancelled.
pub(crate) struct Over {
    pub(crate) job: Job,
    pub(crate) started: SystemTime,
    pub(crate) summary: Summary,
    elapsed: Duration,
    browsing: Mutex<Browsing>,
}

/// Results, and the selection of them that was asked for last.
pub(crate) struct Browsing {
    pub(crate) results: Results,
    selection: Option<(Filter, Sort, Vec<u32>)>,
}

impl Over {
    pub(crate) fn browse(&self) -> MutexGuard<'_, Browsing> {
        self.browsing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Browsing {
    /// What the filter lets through, in the order asked for. Scrolling asks the same again and
    /// again, so the last answer is kept.
    pub(crate) fn select(&mut self, filter: &Filter, sort: Sort) -> std::io::Result<&[u32]> {
        let same = matches!(&self.selection, Some((f, s, _)) if f == filter && *s == sort);
        if !same {
            let found = self.results.select(filter, sort)?;
            self.selection = Some((filter.clone(), sort, found));
        }
        Ok(self.selection.as_ref().map_or(&[], |(_, _, found)| found))
    }
}

impl Desk {
    pub(crate) fn new(places: Places) -> Arc<Self> {
        let (settings, early) = places.load_settings();
        Arc::new(Self {
            places,
            telling: Mutex::new(()),
            inner: Mutex::new(Inner {
                listener: None,
                early,
                inputs: Vec::new(),
                next_id: 1,
                texts: 0,
                generation: 0,
                control: None,
                outcome: Outcome::Empty,
                settings,
            }),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From here on, `listener` is told of everything. A page that was loaded anew takes over.
    pub(crate) fn listen(&self, listener: Channel<AppEvent>) {
        let early = {
            let mut inner = self.lock();
            inner.listener = Some(listener);
            inner.early.take()
        };
        if let Some(fault) = early {
            self.tell(AppEvent::Notice { fault });
        }
    }

    pub(crate) fn tell(&self, event: AppEvent) {
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
    pub(crate) fn set_settings(self: &Arc<Self>, settings: Settings) -> Answer<()> {
        // What could not be kept is not in force either: the page shows the old ones then.
        self.places.save_settings(&settings)?;
        let old = std::mem::replace(&mut self.lock().settings, settings.clone());
        if (old.contiguous, &old.signer) != (settings.contiguous, &settings.signer) {
            self.run();
        }
        Ok(())
    }

    pub(crate) fn evidence(&self) -> Evidence {
        self.lock().evidence(&self.places)
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
            sample: self.places.is_sample(path),
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

    /// The last run, if it is the one that the caller means.
    pub(crate) fn over(&self, generation: u64) -> Answer<Arc<Over>> {
        let inner = self.lock();
        match &inner.outcome {
            Outcome::Over(over) if inner.generation == generation => Ok(over.clone()),
            _ => Err(Fault::stale()),
        }
    }

    /// What to look a record up in: the last run, or `None` while there is no evidence. To say that
    /// something is not there, the evidence must have been read.
    pub(crate) fn searchable(&self) -> Answer<Option<Arc<Over>>> {
        match &self.lock().outcome {
            Outcome::Over(over) => Ok(Some(over.clone())),
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
    pub(crate) fn last(&self) -> Option<Arc<Over>> {
        match &self.lock().outcome {
            Outcome::Over(over) => Some(over.clone()),
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
            drop(inner);
            return self.tell_evidence();
        }
        let job = match self.job(&inner) {
            Ok(job) => job,
            Err(fault) => {
                inner.outcome = Outcome::Failed(fault);
                drop(inner);
                return self.tell_evidence();
            }
        };
        let control = Arc::new(Control::new());
        inner.control = Some(control.clone());
        inner.outcome = Outcome::Running;
        drop(inner);
        self.tell_evidence();

        let desk = self.clone();
        let begun = std::thread::Builder::new().name("run".to_owned()).spawn(move || {
            let outcome = carry_out(&desk, generation, job, &control);
            let mut inner = desk.lock();
            if inner.generation != generation {
                return;
            }
            inner.control = None;
            inner.outcome = outcome;
            drop(inner);
            desk.tell_evidence();
        });
        if let Err(e) = begun {
            let mut inner = self.lock();
            inner.control = None;
            inner.outcome = Outcome::Failed(Fault::internal(e));
            drop(inner);
            self.tell_evidence();
        }
    }

    fn tell_evidence(&self) {
        let _telling = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        self.tell(AppEvent::Evidence { evidence: Box::new(self.evidence()) });
    }

    fn job(&self, inner: &Inner) -> Answer<Job> {
        let pins = KeyRing::load(&self.places.keyring)?.to_pins()?;
        let signer = inner.settings.signer.as_deref();
        if let Some(label) = signer.filter(|label| !pins.iter().any(|p| *p.label == **label)) {
            return Err(Fault::new(
                FaultCode::KeyRing,
                format!(
                    "Every record must be signed by {label}, but no pinned key has this label."
                ),
            )
            .remedy("Choose another signer in Settings, or pin the key under this label."));
        }
        Ok(Job {
            inputs: inner.inputs.iter().map(|held| held.input.clone()).collect(),
            trust: Trust::new(pins, signer.map(Into::into)),
            options: Options { contiguous: inner.settings.contiguous, ..Options::default() },
        })
    }
}

/// One run, with its progress told meanwhile.
fn carry_out(desk: &Arc<Desk>, generation: u64, job: Job, control: &Arc<Control>) -> Outcome {
    let started = SystemTime::now();
    let clock = Instant::now();
    let (done, over) = std::sync::mpsc::channel::<()>();
    let teller = {
        let (desk, control) = (desk.clone(), control.clone());
        std::thread::spawn(move || {
            while over.recv_timeout(TICK) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                let progress = progress(generation, &control, clock.elapsed());
                desk.tell(AppEvent::Progress { progress });
            }
        })
    };
    let results = Mutex::new(Results::new());
    let lock = || results.lock().unwrap_or_else(PoisonError::into_inner);
    let ran = catch_unwind(AssertUnwindSafe(|| {
        job::run(&job, control, &report::encode_rows, &mut |encoded| lock().accept(encoded))
    }));
    drop(done);
    // It has nothing to fail with.
    let _ = teller.join();
    match ran {
        Ok(Ok(summary)) => {
            let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
            results.seal();
            let browsing = Mutex::new(Browsing { results, selection: None });
            let elapsed = clock.elapsed();
            Outcome::Over(Arc::new(Over { job, started, summary, elapsed, browsing }))
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

    fn evidence(&self, places: &Places) -> Evidence {
        let over = match &self.outcome {
            Outcome::Over(over) => Some(over),
            _ => None,
        };
        let (state, error) = match &self.outcome {
            Outcome::Empty => (EvidenceState::Empty, None),
            Outcome::Running => (EvidenceState::Running, None),
            Outcome::Over(over) if over.summary.cancelled => (EvidenceState::Cancelled, None),
            Outcome::Over(_) => (EvidenceState::Done, None),
            Outcome::Failed(fault) => (EvidenceState::Failed, Some(fault.clone())),
        };
        Evidence {
            generation: self.generation,
            inputs: self.inputs.iter().map(|held| held.shown.clone()).collect(),
            state,
            summary: over.map(|over| over.summary.clone()),
            error,
            pinned: over.map_or_else(Vec::new, |over| {
                let pins = over.job.trust.pins().iter();
                pins.map(|pin| PinnedKey {
                    label: pin.label.to_string(),
                    fingerprint: pin.key.fingerprint().to_string(),
                    sample: places.is_sample_key(&pin.key),
                })
                .collect()
            }),
            started_at: over.map(|over| report::time_of(over.started)),
            elapsed_ms: over.map(|over| over.elapsed.as_millis() as u64),
            not_checked: report::NOT_CHECKED.map(str::to_owned).to_vec(),
        }
    }
}
