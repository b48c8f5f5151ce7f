//! The session: the evidence that the user added, the run over it, and what came of it.
//!
//! Every change of the set, of the keys or of a setting that verdicts depend on begins a new run
//! over everything. No result is carried over from an earlier run, so that what is shown is always
//! about the bytes and the keys of one moment; files that were not changed are not read again, unless
//! the user wants that. Each run has a generation, and what is asked of an
//! older one is refused as stale.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use proofdesk_engine::browse;
use proofdesk_engine::core::trust::Trust;
use proofdesk_engine::core::verdict::Source;
use proofdesk_engine::keys::{self, KeyHistory, KeyRing};
use proofdesk_engine::parts::cache::Cache;
use proofdesk_engine::platform;
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::{self, OwnFiles, PinnedKey, Replaced, ReviewerKey, VerdictOptions};
use proofdesk_engine::run::{Files as Outcomes, Job, Options};
use tauri::ipc::Channel;

use crate::checking::{Finished, OfHistory, Outcome, carry_out};
use crate::earlier::Earlier;
use crate::fault::{Fault, FaultCode, KeptFile, Result};
use crate::files::Files;
use crate::history;
use crate::inputs::{Inputs, lies_in, name_of};
use crate::kept::{Folders, Kept};
use crate::messages::{
    AppEvent, Evidence, EvidenceInput, EvidenceState, InputKind, Progress, RecentEvidence, Settings,
};
use crate::outside::Outside;

/// The state of the program. One for the whole of it.
pub(crate) struct Session {
    pub(crate) files: Files,
    /// The window's frame and its place on the desktop, once it is open.
    pub(crate) outside: OnceLock<Outside>,
    /// The page shows keys: what is dropped on it may be meant as one.
    shows_keys: AtomicBool,
    inner: Mutex<Inner>,
    /// Held while what is kept is written, so that the file has the last of it.
    keeping: Mutex<()>,
    /// Held while the state is read and sent, so that no older state is sent after a newer one.
    sending: Mutex<()>,
}

struct Inner {
    listener: Option<Channel<AppEvent>>,
    /// What is to be sent to the first listener.
    early: Vec<Fault>,
    inputs: Inputs,
    generation: u64,
    control: Option<Arc<Control>>,
    outcome: Outcome,
    /// What each file came to in the last run that came to its end.
    complete: Option<Outcomes>,
    kept: Kept,
    /// What was kept could not be read: nothing is written in its place without the user's doing.
    unread: bool,
    /// Whether the user was asked to close the window, and has not answered.
    asked: bool,
    /// Reports that were saved: no evidence, wherever they lie.
    saved: Vec<PathBuf>,
    /// The report that checks are compared with: no evidence either.
    earlier: Option<Arc<Earlier>>,
    /// The file that reports' engagement data was read from last.
    engagement: Option<PathBuf>,
    /// Where the user wants what is fetched, in this session.
    fetch_folder: Option<PathBuf>,
}

/// What was added.
struct TakenIn {
    /// The ids of the inputs, also of those that were there.
    ids: Vec<u64>,
    /// The paths that were not there.
    new: Vec<PathBuf>,
    /// It is to be checked.
    wanted: bool,
}

impl Session {
    /// `faults` are those that are to be told as soon as somebody listens.
    pub(crate) fn new(files: Files, mut faults: Vec<Fault>) -> Arc<Self> {
        let (kept, fault) = match &files.settings {
            Some(path) => Kept::load(path),
            None => Default::default(),
        };
        let unread = fault.is_some();
        faults.extend(fault);
        Arc::new(Self {
            files,
            outside: OnceLock::new(),
            shows_keys: AtomicBool::new(false),
            keeping: Mutex::new(()),
            sending: Mutex::new(()),
            inner: Mutex::new(Inner {
                listener: None,
                early: faults,
                inputs: Inputs::default(),
                generation: 0,
                control: None,
                outcome: Outcome::Empty,
                complete: None,
                kept,
                unread,
                asked: false,
                saved: Vec::new(),
                earlier: None,
                engagement: None,
                fetch_folder: None,
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
            std::mem::take(&mut inner.early)
        };
        for fault in early {
            self.send(AppEvent::Notice { fault });
        }
    }

    /// Whether the user is to be asked before the window closes. Asked twice without an answer, the
    /// page does not work, and keeps no window open.
    pub(crate) fn asks_before_closing(&self, is_packing: bool) -> bool {
        let mut inner = self.lock();
        let is_checking = inner.control.as_ref().is_some_and(|control| !control.is_cancelled());
        let asks = (is_checking || is_packing) && inner.listener.is_some() && !inner.asked;
        inner.asked = asks;
        asks
    }

    /// The user wants the window to stay.
    pub(crate) fn stay(&self) {
        self.lock().asked = false;
    }

    /// The page shows keys, or no longer.
    pub(crate) fn show_keys(&self, shown: bool) {
        self.shows_keys.store(shown, Ordering::Relaxed);
    }

    pub(crate) fn shows_keys(&self) -> bool {
        self.shows_keys.load(Ordering::Relaxed)
    }

    pub(crate) fn send(&self, event: AppEvent) {
        let listener = self.lock().listener.clone();
        if let Some(listener) = listener {
            // A page that is gone needs no news.
            let _ = listener.send(event);
        }
    }

    pub(crate) fn settings(&self) -> Settings {
        self.lock().kept.settings.clone()
    }

    /// Takes new settings; checks the evidence again if verdicts depend on what changed.
    pub(crate) fn set_settings(self: &Arc<Self>, settings: Settings) -> Result<()> {
        let old = self.settings();
        let forgets = !settings.remember;
        // What could not be kept is not in force either: the page shows the old ones then.
        self.keep(|kept| {
            kept.settings = settings.clone();
            if forgets {
                kept.forget();
            }
        })?;
        if forgets {
            self.send(AppEvent::Recent { recent: Vec::new() });
        }
        if old.history != settings.history
            && let Some(finished) = self.last()
        {
            self.note_keys(&finished);
            self.send_evidence();
        }
        let decides = |set: &Settings| (set.contiguous, set.signer.clone(), set.unpack);
        if decides(&old) != decides(&settings) {
            self.run();
        }
        Ok(())
    }

    /// Changes what is kept between sessions, and writes it where that is possible.
    fn keep(&self, change: impl FnOnce(&mut Kept)) -> Result<()> {
        let _keeping = self.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        let mut kept = self.lock().kept.clone();
        change(&mut kept);
        if let Some(path) = self.files.settings.as_deref().filter(|_| self.files.keeps_settings) {
            kept.save(path)?;
        }
        let mut inner = self.lock();
        inner.kept = kept;
        inner.unread = false;
        Ok(())
    }

    /// What could not be read was moved aside.
    pub(crate) fn begin_anew(&self) {
        self.lock().unread = false;
    }

    /// Whether the program may note by itself where evidence comes from.
    fn may_remember(&self) -> bool {
        let inner = self.lock();
        inner.kept.settings.remember && !inner.unread
    }

    /// What was added lately. Whether it is still there is seen when it is added: a disk may answer
    /// slowly, and the window does not wait for it.
    pub(crate) fn recent(&self) -> Vec<RecentEvidence> {
        let recent = self.lock().kept.recent.clone();
        let shown = recent
            .iter()
            .map(|path| RecentEvidence { name: name_of(path), path: platform::display_path(path) });
        shown.collect()
    }

    /// Adds what was added lately and is called so.
    pub(crate) fn add_recent(self: &Arc<Self>, shown: &str) -> Result<()> {
        let recent = self.lock().kept.recent.clone();
        match recent.into_iter().find(|path| platform::display_path(path) == shown) {
            Some(path) => self.add(vec![path]),
            None => return Err(Fault::stale()),
        }
        Ok(())
    }

    /// The folders in which dialogs begin.
    pub(crate) fn folders(&self) -> Folders {
        self.lock().kept.folders.clone()
    }

    /// Remembers a folder in which something was chosen, unless the user wants nothing remembered.
    pub(crate) fn remember_folder(&self, set: impl FnOnce(&mut Folders)) {
        if self.may_remember() {
            // It is only a convenience, and a fault of it is told when settings are changed.
            let _ = self.keep(|kept| set(&mut kept.folders));
        }
    }

    /// The folder in which look-ups are written, each in one of its own.
    pub(crate) fn fetch_folder(&self) -> Option<PathBuf> {
        let inner = self.lock();
        let chosen = inner.fetch_folder.clone().or_else(|| inner.kept.folders.fetched.clone());
        chosen.or_else(|| self.files.fetched.clone())
    }

    /// Writes look-ups into this folder from now on.
    pub(crate) fn fetch_into(&self, folder: PathBuf) {
        self.lock().fetch_folder = Some(folder.clone());
        self.remember_folder(|folders| folders.fetched = Some(folder));
    }

    /// The history of keys, if the user wants one.
    pub(crate) fn history(&self) -> Result<Option<KeyHistory>> {
        match self.settings().history {
            Some(true) => Ok(Some(KeyHistory::load(&self.files.history)?)),
            _ => Ok(None),
        }
    }

    /// Notes the keys of a run, if the user wants that. No result depends on it; where it fails, that is told.
    fn note_keys(&self, finished: &Finished) {
        *finished.history() = OfHistory::default();
        if self.settings().history == Some(true) {
            if let Err(fault) = history::note(&self.files.history, finished) {
                self.send(AppEvent::Notice { fault });
            }
            self.send(AppEvent::Keys);
        }
    }

    /// Forgets every key that was seen. False where there was no history.
    pub(crate) fn delete_history(&self) -> Result<bool> {
        let was_there = KeyHistory::delete(&self.files.history)?;
        if let Some(finished) = self.last() {
            *finished.history() = OfHistory::default();
            self.send_evidence();
        }
        Ok(was_there)
    }

    /// Who prepared the last report.
    pub(crate) fn prepared_by(&self) -> Option<String> {
        self.lock().kept.prepared_by.clone()
    }

    /// Remembers who prepared a report, as of folders.
    pub(crate) fn remember_who(&self, prepared_by: &str) {
        if self.may_remember() && self.prepared_by().as_deref() != Some(prepared_by) {
            let _ = self.keep(|kept| kept.prepared_by = Some(prepared_by.to_owned()));
        }
    }

    fn remember(&self, paths: &[PathBuf]) {
        let paths = paths.iter().filter(|path| !self.files.is_sample(path));
        let paths: Vec<&PathBuf> = paths.collect();
        if paths.is_empty() || !self.may_remember() {
            return;
        }
        // As of folders.
        let _ = self.keep(|kept| paths.iter().rev().for_each(|path| kept.remember(path)));
        self.send(AppEvent::Recent { recent: self.recent() });
    }

    /// The key ring on the disk.
    pub(crate) fn ring(&self) -> Result<KeyRing> {
        KeyRing::load(&self.files.keyring).map_err(|e| Fault::from(e).about(KeptFile::KeyRing))
    }

    pub(crate) fn evidence(&self) -> Evidence {
        self.lock().evidence()
    }

    /// Adds files and folders. What is there already is not added twice.
    pub(crate) fn add(self: &Arc<Self>, paths: Vec<PathBuf>) {
        let inputs = self.take_in(paths);
        self.send(AppEvent::Added { inputs: inputs.ids });
        if inputs.wanted {
            self.run();
        }
        self.remember(&inputs.new);
    }

    /// The same, but what is shown stays: the user is about something else.
    pub(crate) fn add_aside(self: &Arc<Self>, paths: Vec<PathBuf>) {
        let inputs = self.take_in(paths);
        self.run();
        self.remember(&inputs.new);
    }

    fn take_in(&self, paths: Vec<PathBuf>) -> TakenIn {
        // A disk may answer slowly, and the main thread waits for the lock: it is not held here.
        let described: Vec<_> = paths
            .into_iter()
            .map(|path| std::path::absolute(&path).unwrap_or(path))
            .map(|path| (self.describe(&path), path))
            .collect();
        let mut inner = self.lock();
        let before = inner.inputs.len();
        let added = described.into_iter().map(|(shown, path)| inner.inputs.add(path, shown));
        let ids = added.collect();
        let new = inner
            .inputs
            .all()
            .into_iter()
            .skip(before)
            .filter_map(|input| input.path().map(Path::to_owned))
            .collect();
        // Dropping a file again is a wish to have it checked again.
        let wanted = inner.inputs.len() > before || inner.control.is_none();
        TakenIn { ids, new, wanted }
    }

    fn describe(&self, path: &Path) -> EvidenceInput {
        let kind = match std::fs::metadata(path) {
            Ok(m) if m.is_dir() => InputKind::Folder,
            Ok(_) => InputKind::File,
            Err(_) => InputKind::Missing,
        };
        EvidenceInput {
            id: 0,
            name: name_of(path),
            path: platform::display_path(path),
            kind,
            sample: self.files.is_sample(path),
        }
    }

    /// Adds text from the clipboard, and says under which name.
    pub(crate) fn add_text(self: &Arc<Self>, text: &str) -> String {
        let (id, name) = self.lock().inputs.add_text(text);
        self.send(AppEvent::Added { inputs: vec![id] });
        self.run();
        name
    }

    pub(crate) fn remove(self: &Arc<Self>, id: u64) {
        self.lock().inputs.remove(id);
        self.run();
    }

    pub(crate) fn clear(self: &Arc<Self>) {
        self.lock().inputs.clear();
        self.run();
    }

    /// Puts back what was removed last. False where nothing was.
    pub(crate) fn restore(self: &Arc<Self>) -> bool {
        let inputs = self.lock().inputs.restore();
        let any = !inputs.is_empty();
        if any {
            self.send(AppEvent::Added { inputs });
            self.run();
        }
        any
    }

    pub(crate) fn cancel(&self) {
        if let Some(control) = &self.lock().control {
            control.cancel();
        }
    }

    /// Sees that what is to be saved at `place` takes the place of no evidence and no key ring, and
    /// says whether it would lie in a folder of the evidence.
    pub(crate) fn require_apart(&self, place: &Path) -> Result<Replaced> {
        let (inputs, given) = {
            let inner = self.lock();
            let earlier = inner.earlier.as_ref().map(|earlier| earlier.path.clone());
            (inner.inputs.all(), earlier.into_iter().chain(inner.engagement.clone()))
        };
        let given: Vec<PathBuf> = given.chain([self.files.history.clone()]).collect();
        let own =
            OwnFiles { rings: std::slice::from_ref(&self.files.keyring), given: given.as_slice() };
        Ok(report::require_apart(&inputs, own, place)?)
    }

    /// Remembers the file that engagement data was read from, which no report takes the place of.
    pub(crate) fn engagement_from(&self, path: PathBuf) {
        self.lock().engagement = Some(path);
    }

    /// The report that checks are compared with.
    pub(crate) fn earlier(&self) -> Option<Arc<Earlier>> {
        self.lock().earlier.clone()
    }

    /// Compares checks with this report from now on, or with none. Where such a report lies in the evidence,
    /// everything is checked again: it is no evidence as long as checks are compared with it.
    pub(crate) fn compare_with(self: &Arc<Self>, earlier: Option<Earlier>) {
        let earlier = earlier.map(Arc::new);
        let (before, inputs) = {
            let mut inner = self.lock();
            (std::mem::replace(&mut inner.earlier, earlier.clone()), inner.inputs.all())
        };
        // By where they are on the disk, whatever links lead there.
        let real = |path: &Path| std::fs::canonicalize(path).ok();
        let folders: Vec<_> = inputs.iter().filter_map(|input| real(input.path()?)).collect();
        let lies_there = |earlier: &Arc<Earlier>| {
            real(&earlier.path).is_some_and(|path| folders.iter().any(|f| path.starts_with(f)))
        };
        let counts = before.iter().chain(&earlier).any(lies_there);
        if counts {
            self.run();
        }
    }

    /// The worst result of what was added with these ids.
    pub(crate) fn worst_of(
        &self,
        finished: &Finished,
        ids: &[u64],
    ) -> std::io::Result<Option<Source>> {
        let inputs = self.lock().inputs.of(ids);
        finished.browse().results.worst(|path| lies_in(&inputs, path))
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
            .remedy("Look it up again when the run is over.")),
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
        if let Some(outside) = self.outside.get() {
            outside.rest();
        }
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
        let (signer, caches) = (inner.kept.settings.signer.clone(), inner.kept.settings.cache);
        let (inputs, options) = (inner.inputs.all(), inner.options());
        let control = Arc::new(Control::new());
        inner.control = Some(control.clone());
        inner.outcome = Outcome::Running;
        drop(inner);
        self.send_evidence();

        let session = self.clone();
        let begun = std::thread::Builder::new().name("run".to_owned()).spawn(move || {
            let clock = Instant::now();
            let tell = |progress: Progress| {
                if let Some(outside) = session.outside.get() {
                    outside.show(&progress);
                }
                session.send(AppEvent::Progress { progress });
            };
            // A disk may answer slowly, and the main thread waits for the lock: ring and cache are read without it.
            let outcome = match session.trust(signer.as_deref()) {
                Ok(trust) => {
                    let job = Job { inputs, trust, options };
                    let cache = session.files.cache.as_ref().filter(|_| caches);
                    let cache = cache.filter(|cache| is_usable(cache, &job));
                    carry_out(generation, job, cache, &control, &tell)
                }
                Err(fault) => Outcome::Failed(fault),
            };
            if let Outcome::Finished(finished) = &outcome
                && session.lock().generation == generation
            {
                session.note_keys(finished);
            }
            let mut inner = session.lock();
            if inner.generation != generation {
                return;
            }
            inner.control = None;
            inner.outcome = inner.compared(outcome);
            drop(inner);
            if let Some(outside) = session.outside.get() {
                outside.finish(clock.elapsed());
            }
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

    fn trust(&self, signer: Option<&str>) -> Result<Trust> {
        Ok(keys::trust(keys::Given::default(), Some(&self.ring()?), signer)?)
    }
}

/// Whether a run can use the cache: it lies apart from the evidence, and can be written to.
fn is_usable(cache: &Cache, job: &Job) -> bool {
    cache.require_apart(&job.inputs).and_then(|()| cache.prepare()).is_ok()
}

impl Inner {
    fn options(&self) -> Options {
        let earlier = self.earlier.as_ref().map(|earlier| &earlier.path);
        Options {
            contiguous: self.kept.settings.contiguous,
            unpack: self.kept.settings.unpack,
            saved: self.saved.iter().chain(earlier).cloned().collect(),
            ..Options::default()
        }
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
            inputs: self.inputs.shown(),
            state,
            summary: finished.map(|finished| finished.summary.clone()),
            files: finished.map(|finished| finished.summary.by_file.counts()).unwrap_or_default(),
            sentence: finished.map(|finished| finished.sentence.clone()),
            changes: finished.and_then(|finished| finished.changes.clone()),
            error,
            pinned: finished.map_or_else(Vec::new, |finished| {
                finished.job.trust.pins().iter().map(PinnedKey::from).collect()
            }),
            reviewers: finished.map_or_else(Vec::new, |finished| {
                finished.job.trust.reviewers().iter().map(ReviewerKey::from).collect()
            }),
            options: finished.map(|finished| VerdictOptions::of(&finished.job)),
            started_at: finished.map(|finished| report::time_of(finished.started.at)),
            elapsed_ms: finished.map(|finished| finished.elapsed.as_millis() as u64),
            second_keys: finished
                .map_or_else(Vec::new, |finished| finished.history().second_keys.clone()),
            history_full: finished.is_some_and(|finished| finished.history().is_full),
            keys_left_out: finished.map_or(0, |finished| finished.history().left_out),
            limits: finished.map_or_else(Vec::new, |finished| {
                finished.summary.limits_in_words().map(str::to_owned).collect()
            }),
            skipped: finished.map_or(0, |finished| finished.summary.skipped_files.len()),
            cache: finished.and_then(|finished| Some(finished.summary.cache.as_ref()?.sentence())),
            removed: self.inputs.removed(),
        }
    }
}
