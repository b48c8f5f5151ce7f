//! Evidence, reports and keys in one file to hand on. What cannot be packed as it is, is asked about.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use proofdesk_engine::Input;
use proofdesk_engine::input::{Origin, Reading};
use proofdesk_engine::pack::PackError;
use proofdesk_engine::platform::display_path;
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::Replaced;
use proofdesk_engine::run::FileOutcome;
use proofdesk_report::{Pack, bag_name};
use serde::Serialize;

use crate::checking::{Finished, Shared};
use crate::fault::{Fault, FaultCode, Result, sentence};
use crate::files;
use crate::messages::{AppEvent, Packing};
use crate::saving::Beside;
use crate::session::Session;

/// How often it is said how far it is.
const TICK: Duration = Duration::from_millis(100);
/// So many files are named that cannot be packed.
const NAMED: usize = 50;
/// When the program ends, what is unfinished is taken away within this time.
const PATIENCE: Duration = Duration::from_secs(3);

/// What became of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Packed {
    /// It was packed.
    Done {
        /// Where.
        path: String,
        /// SHA-256 of the file, 64 lowercase hex digits.
        sha256: String,
    },
    /// Asked: these files could not be read. Are they to be left out?
    Unread {
        /// The first of them, as the report names them.
        files: Vec<String>,
        /// How many more.
        more: usize,
    },
    /// Asked: these files hold a private key, which nobody else should get. Are they to be left out?
    PrivateKey {
        /// The first of them, as the report names them.
        files: Vec<String>,
        /// How many more.
        more: usize,
    },
    /// Asked: this file is not what it was any more. Is it to be left out?
    Changed {
        /// As the report names it.
        file: String,
    },
    /// Asked: the place lies in a folder of the evidence. Is that meant?
    InEvidence {
        /// The place.
        path: String,
    },
    /// No place was chosen.
    Nowhere,
    /// The user stopped it.
    Stopped,
}

/// A bag that is to be made.
pub(crate) struct Bagging {
    finished: Arc<Finished>,
    beside: Beside,
    place: Option<PathBuf>,
    /// Files that are left out.
    without: Vec<PathBuf>,
    /// It may lie in a folder of the evidence.
    within: bool,
    asked: Asked,
}

/// What the user was asked last.
enum Asked {
    Nothing,
    /// Whether these are to be left out.
    Without(Vec<PathBuf>),
    /// Whether it may lie in the evidence.
    Within,
}

/// What is being packed, or waits for an answer.
#[derive(Default)]
pub(crate) struct Table(Mutex<OnTable>);

#[derive(Default)]
struct OnTable {
    waiting: Option<Bagging>,
    control: Option<Arc<Control>>,
}

impl Table {
    fn lock(&self) -> MutexGuard<'_, OnTable> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What waits for an answer: the answer was yes.
    pub(crate) fn agreed(&self) -> Result<Bagging> {
        let waiting = self.lock().waiting.take();
        let mut bagging =
            waiting.ok_or_else(|| Fault::new(FaultCode::Nothing, "Nothing waits to be packed."))?;
        match std::mem::replace(&mut bagging.asked, Asked::Nothing) {
            Asked::Nothing => {}
            Asked::Without(more) => bagging.without.extend(more),
            Asked::Within => bagging.within = true,
        }
        Ok(bagging)
    }

    /// Whether something is being packed.
    pub(crate) fn is_busy(&self) -> bool {
        self.lock().control.as_ref().is_some_and(|control| !control.is_cancelled())
    }

    /// Stops what is being packed.
    pub(crate) fn cancel(&self) {
        if let Some(control) = &self.lock().control {
            control.cancel();
        }
    }

    /// Stops it, and waits until it has taken away what is unfinished.
    pub(crate) fn clear(&self) {
        self.cancel();
        let begun = Instant::now();
        while self.lock().control.is_some() && begun.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Only one bag is made at a time.
    fn begin(&self) -> Result<Begun<'_>> {
        let mut on_table = self.lock();
        if on_table.control.is_some() {
            return Err(Fault::new(FaultCode::Nothing, "Something is being packed already."));
        }
        let control = on_table.control.insert(Arc::default()).clone();
        Ok(Begun { table: self, control })
    }

    fn ask(&self, bagging: Bagging) {
        self.lock().waiting = Some(bagging);
    }
}

/// A bag is being made, until this is dropped.
struct Begun<'t> {
    table: &'t Table,
    control: Arc<Control>,
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.table.lock().control = None;
    }
}

impl Bagging {
    /// Begins with a check that came to its end.
    pub(crate) fn begin(finished: Arc<Finished>, beside: Beside) -> Result<Self> {
        let refused =
            |what: &str, remedy: &str| Err(Fault::new(FaultCode::Nothing, what).remedy(remedy));
        if finished.summary.cancelled {
            return refused(
                "The run was cancelled, so not all of the evidence was read, and nothing was packed.",
                "Check everything, then pack it.",
            );
        }
        if finished.job.inputs.iter().any(|input| matches!(input, Input::Text { .. })) {
            return refused(
                "Pasted text is no file, so nothing was packed.",
                "Save it as a file and add that, or remove it from the evidence.",
            );
        }
        let (place, without, asked) = (None, Vec::new(), Asked::Nothing);
        Ok(Self { finished, beside, place, without, within: false, asked })
    }

    /// The same, to be written there.
    pub(crate) fn at(mut self, place: PathBuf) -> Self {
        let is_zip = place.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
        self.place = Some(match is_zip {
            true => place,
            false => {
                let mut name = place.into_os_string();
                name.push(".zip");
                name.into()
            }
        });
        self
    }

    pub(crate) fn has_place(&self) -> bool {
        self.place.is_some()
    }

    /// What is to be asked before a place is chosen, if there is something.
    pub(crate) fn question(self, table: &Table) -> Result<Self, Packed> {
        let unread = self.files(|outcome| outcome.sha256.is_none());
        let secret = self.files(|outcome| outcome.private_key);
        let is_unread = !unread.is_empty();
        let which = if is_unread { unread } else { secret };
        if which.is_empty() {
            return Ok(self);
        }
        let more = which.len().saturating_sub(NAMED);
        let files = which.iter().take(NAMED).map(|(shown, _)| shown.clone()).collect();
        let asked = Asked::Without(which.into_iter().map(|(_, path)| path).collect());
        table.ask(Self { asked, ..self });
        Err(match is_unread {
            true => Packed::Unread { files, more },
            false => Packed::PrivateKey { files, more },
        })
    }

    /// Files that came to this, and are not left out.
    fn files(&self, is: impl Fn(&FileOutcome) -> bool) -> Vec<(String, PathBuf)> {
        let summary = &self.finished.summary;
        let all = summary.origins.iter().zip(summary.by_file.iter());
        let files = all.filter_map(|((shown, origin), outcome)| match origin {
            Origin::File(place) if is(outcome) => Some((shown.to_string(), place.path())),
            _ => None,
        });
        files.filter(|(_, path)| !self.without.contains(path)).collect()
    }

    /// Packs it, and says how far it is meanwhile.
    pub(crate) fn pack(self, session: &Session, table: &Table) -> Result<Packed> {
        let Some(place) = self.place.clone() else { return Ok(Packed::Nowhere) };
        if place.symlink_metadata().is_ok() {
            return Err(Fault::file(&place, "there is a file of this name already")
                .remedy("Choose another name. A file that was handed on is not replaced."));
        }
        let in_evidence = session.require_apart(&place)? != Replaced::Nothing;
        if in_evidence && !self.within {
            table.ask(Self { asked: Asked::Within, ..self });
            return Ok(Packed::InEvidence { path: display_path(&place) });
        }
        let begun = table.begin()?;
        let control = begun.control.clone();
        let packed = told(session, &control, || self.write(&place, &control));
        drop(begun);
        session.send(AppEvent::Packing { packing: None });
        match packed {
            Ok(sha256) => Ok(Packed::Done { path: display_path(&place), sha256 }),
            Err(_) if control.is_cancelled() => Ok(Packed::Stopped),
            Err(NotPacked::Pack(PackError::Changed { path })) => {
                let file = path.clone();
                let asked = Asked::Without(self.place_of(&path).into_iter().collect());
                table.ask(Self { asked, ..self });
                Ok(Packed::Changed { file })
            }
            Err(NotPacked::Pack(PackError::Io(e))) => {
                Err(Fault::file(&place, proofdesk_engine::platform::in_words(&e)))
            }
            Err(NotPacked::Pack(e)) => Err(Fault::new(FaultCode::File, sentence(&e.to_string()))),
            Err(NotPacked::File(fault)) => Err(fault),
        }
    }

    fn place_of(&self, shown: &str) -> Option<PathBuf> {
        match self.finished.summary.origins.get(shown)? {
            Origin::File(place) => Some(place.path()),
            _ => None,
        }
    }

    /// Writes it, and gives the SHA-256 of the file.
    fn write(&self, place: &Path, control: &Control) -> Result<String, NotPacked> {
        let Self { finished, beside, without, .. } = self;
        let whole = finished.summary.files_read.iter().filter(|file| file.members.is_empty());
        control.expect(0, whole.map(|file| file.size).sum());
        let pack = Pack {
            job: &finished.job,
            started: finished.started,
            summary: &finished.summary,
            report: &mut Shared(finished),
            without,
            signer: None,
            name: &bag_name(place),
        };
        let mut why = None;
        let written = files::write(place, |out| {
            let made = pack.write(beside.borrowed(), control, out);
            // Also after the evidence, while the reports are written, the user may stop it.
            let stopped = || Err(io::Error::from(io::ErrorKind::Interrupted).into());
            made.and_then(|()| if control.is_cancelled() { stopped() } else { Ok(()) }).map_err(
                |error| {
                    why = Some(error);
                    io::Error::other("the bag could not be made")
                },
            )
        });
        match (written, why) {
            (_, Some(error)) => return Err(NotPacked::Pack(error)),
            (Err(fault), None) => return Err(NotPacked::File(fault)),
            (Ok(()), None) => {}
        }
        // What is on the disk now is what is handed on.
        let read = Reading::open(place, &Control::new()).and_then(Reading::finish);
        let digest = read.map_err(|e| NotPacked::File(Fault::file(place, e)))?;
        Ok(digest.sha256.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Why there is no bag.
enum NotPacked {
    Pack(PackError),
    File(Fault),
}

/// Does `work`, and tells the page how far it is.
fn told<T>(session: &Session, control: &Control, work: impl FnOnce() -> T) -> T {
    std::thread::scope(|scope| {
        let (done, ended) = channel::<()>();
        scope.spawn(move || {
            loop {
                let seen = control.snapshot();
                let packing =
                    Packing { bytes_done: seen.bytes_done, bytes_total: seen.bytes_total };
                session.send(AppEvent::Packing { packing: Some(packing) });
                if ended.recv_timeout(TICK) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        });
        let came = work();
        drop(done);
        came
    })
}
