//! Look-ups, by the separate program `proofdesk-fetch`. This program opens no connection: it says what is to be
//! fetched, shows what that program says, and adds the files that it wrote to the evidence.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use proofdesk_engine::platform::{self, FETCHER, display_path, in_words};
use proofdesk_engine::report::{Replaced, time_of};
use serde::Deserialize;

use crate::fault::{Fault, FaultCode, Result, sentence};
use crate::lookups::{FetchPlan, FetchStep, ToFetch};
use crate::messages::AppEvent;
use crate::session::Session;

/// Of what the program says in words so much is read. In bytes.
const WORDS: u64 = 64 << 10;
/// To be told what would be sent.
const PLANS: &[&str] = &["--dry-run"];
/// To send it. If this program is gone, so is the consent.
const SENDS: &[&str] = &["--yes", "--end-with-input"];
/// So many folders of one second are told apart.
const SAME_SECOND: u32 = 100;

/// What the program says: one line of JSON each. What this one has no use for is left out.
#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Told {
    Plan { host: String, through: Option<String>, requests: Vec<Planned> },
    Request { attempt: u32 },
    Waiting { seconds: u64, code: String, attempt: u32 },
    Fetched { file: String },
    OtherAnswer { words: String, next_step: String, file: Option<String> },
    NoAnswer { words: String, next_step: String },
    NotWritten { words: String },
    Summary { cancelled: bool },
}

#[derive(Debug, Deserialize)]
struct Planned {
    sent: String,
    url: String,
    link_leads_to: Option<String>,
}

/// What came of a look-up.
#[derive(Debug)]
pub(crate) enum Came {
    /// The file with what was asked for.
    File(PathBuf),
    /// Something else, or nothing: what happened, what to do, and where the answer is kept.
    Not { words: String, next_step: Option<String>, kept: Option<String> },
    /// The user stopped it.
    Stopped,
}

/// The one look-up at a time: what the user was asked about, or what goes on.
#[derive(Default)]
pub(crate) struct Fetches(Mutex<State>);

#[derive(Default)]
struct State {
    /// What was shown, and is sent if the user agrees.
    shown: Option<ToFetch>,
    running: Option<Child>,
    is_busy: bool,
    /// The user stopped it.
    is_stopped: bool,
}

impl Fetches {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops what goes on. The program ends by itself, and what it wrote is whole.
    pub(crate) fn stop(&self) {
        let mut state = self.lock();
        state.is_stopped = true;
        state.shown = None;
        if let Some(child) = &mut state.running {
            // One that ended meanwhile needs no wish.
            let _ = platform::interrupt(child);
        }
    }

    /// Only one look-up goes on at a time.
    fn begin(&self) -> Result<Begun<'_>> {
        let mut state = self.lock();
        if state.is_busy {
            return Err(Fault::new(FaultCode::Nothing, "Something is being fetched already."));
        }
        (state.is_busy, state.is_stopped) = (true, false);
        Ok(Begun(self))
    }

    /// Says what would be sent, and to whom. Nothing is sent.
    pub(crate) fn plan(&self, session: &Session, wanted: ToFetch) -> Result<FetchPlan> {
        let begun = self.begin()?;
        // An empty folder: nothing that was fetched before is taken for an answer of today.
        let nowhere = tempfile::tempdir().map_err(Fault::internal)?;
        let mut plan = None;
        let run = begun.run(&wanted, nowhere.path(), PLANS, &mut |told| {
            if let Told::Plan { host, through, requests } = told {
                plan = requests.into_iter().next().map(|request| (host, through, request));
            }
        })?;
        let Some((host, through, Planned { sent, url, link_leads_to })) = plan else {
            return Err(run.fault());
        };
        let folder = session.fetch_folder().map(|folder| display_path(&folder));
        let mut state = self.lock();
        if state.is_stopped {
            return Err(run.fault());
        }
        state.shown = Some(wanted);
        Ok(FetchPlan { host, through, sent, url, link_leads_to, folder })
    }

    /// Fetches what was shown last, to which the user agreed, into a new folder.
    pub(crate) fn fetch(&self, session: &Session) -> Result<(ToFetch, PathBuf, Came)> {
        let begun = self.begin()?;
        let Some(wanted) = self.lock().shown.take() else {
            return Err(Fault::new(
                FaultCode::Nothing,
                "Nothing was shown to be fetched, so nothing was sent.",
            ));
        };
        let folder = new_folder(session)?;
        let tell = |step| session.send(AppEvent::Fetching { step });
        let mut came = None;
        let run = begun.run(&wanted, &folder, SENDS, &mut |told| match told {
            Told::Request { attempt } => tell(FetchStep::Asking { attempt }),
            Told::Waiting { seconds, code, attempt } => {
                tell(FetchStep::Waiting { seconds, code, attempt });
            }
            // Its names are plain, but that of the folder may not be.
            Told::Fetched { file } => {
                let name = Path::new(&file).file_name().unwrap_or_default();
                came = Some(Came::File(folder.join(name)));
            }
            Told::OtherAnswer { words, next_step, file } => {
                came = Some(Came::Not { words, next_step: Some(next_step), kept: file });
            }
            Told::NoAnswer { words, next_step } => {
                came = Some(Came::Not { words, next_step: Some(next_step), kept: None });
            }
            Told::NotWritten { words } => {
                let words = sentence(&words);
                came = Some(Came::Not { words, next_step: None, kept: None });
            }
            Told::Summary { cancelled: true } if came.is_none() => came = Some(Came::Stopped),
            Told::Plan { .. } | Told::Summary { .. } => {}
        });
        // Only an empty one can be taken away.
        let _ = fs::remove_dir(&folder);
        let run = run?;
        let came = match came {
            Some(came) => came,
            None if self.lock().is_stopped => Came::Stopped,
            None => return Err(run.fault()),
        };
        Ok((wanted, folder, came))
    }
}

/// A look-up goes on, until this is dropped.
struct Begun<'f>(&'f Fetches);

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_busy = false;
        // It goes on only where what it said could not be read.
        if let Some(mut child) = state.running.take() {
            let _ = platform::interrupt(&mut child);
        }
    }
}

/// A run of the program that is over.
struct Run {
    /// What it said in words.
    said: String,
}

impl Run {
    /// Why there is nothing to show of it.
    fn fault(&self) -> Fault {
        let mut words = self.said.lines().filter_map(|line| line.strip_prefix("proofdesk-fetch: "));
        match words.next_back() {
            Some(words) => {
                let words = sentence(&format!("nothing was sent: {words}"));
                Fault::new(FaultCode::Nothing, words)
            }
            None => {
                Fault::new(FaultCode::Internal, "The program proofdesk-fetch ended without a word.")
                    .remedy("Install Proofdesk again.")
            }
        }
    }
}

impl Begun<'_> {
    /// Runs the program and hands what it says to `take`.
    fn run(
        &self,
        wanted: &ToFetch,
        folder: &Path,
        how: &[&str],
        take: &mut dyn FnMut(Told),
    ) -> Result<Run> {
        let program = program()?;
        let fault = |e: io::Error| Fault::file(&program, in_words(&e));
        let mut command = Command::new(&program);
        command.args([wanted.command(), "--json"]).args(how).arg("--into").arg(folder);
        match wanted {
            ToFetch::Key { domain } => {
                // The window itself compares the key with its ring, which may have no file yet.
                command.arg("--no-keyring");
                // What follows is no option, whatever it begins with.
                command.args(["--", domain]);
            }
            ToFetch::Proof { text, kind } => {
                command.args(kind.iter().flat_map(|kind| ["--kind", kind.word()]));
                command.args(["--", text]);
            }
        }
        // The pipe ends with this program, however that ends.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = platform::without_window(&mut command).spawn().map_err(fault)?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let words = std::thread::spawn(move || {
            let mut said = Vec::new();
            if let Some(mut stderr) = stderr {
                // What cannot be read is not needed; what is more is thrown away, so that it can go on.
                let _ = (&mut stderr).take(WORDS).read_to_end(&mut said);
                let _ = io::copy(&mut stderr, &mut io::sink());
            }
            String::from_utf8_lossy(&said).into_owned()
        });
        {
            let mut state = self.0.lock();
            if state.is_stopped {
                let _ = platform::interrupt(&mut child);
            }
            state.running = Some(child);
        }
        for line in stdout.into_iter().flat_map(|stdout| BufReader::new(stdout).lines()) {
            // Of a newer program, this one may not know every word.
            if let Ok(told) = serde_json::from_str(&line.map_err(fault)?) {
                take(told);
            }
        }
        let said = words.join().unwrap_or_default();
        let child = self.0.lock().running.take();
        if let Some(mut child) = child {
            child.wait().map_err(fault)?;
        }
        Ok(Run { said })
    }
}

impl ToFetch {
    fn command(&self) -> &'static str {
        match self {
            Self::Key { .. } => "key",
            Self::Proof { .. } => "proof",
        }
    }
}

/// The program, if it is installed in the folder of this one.
pub(crate) fn program() -> Result<PathBuf> {
    let found = platform::program_beside(FETCHER).map_err(Fault::internal)?;
    found.ok_or_else(|| {
        Fault::new(
            FaultCode::Nothing,
            "The program proofdesk-fetch is not installed, so nothing can be fetched from here.",
        )
        .remedy(
            "This window uses no network; install proofdesk-fetch in the folder of this program.",
        )
    })
}

/// A new folder for what is fetched now, named by the moment.
fn new_folder(session: &Session) -> Result<PathBuf> {
    let Some(around) = session.fetch_folder() else {
        return Err(Fault::new(FaultCode::Nothing, "There is no folder for what is fetched.")
            .remedy("Choose one."));
    };
    require_outside(session, &around)?;
    let fault = |e: io::Error| Fault::file(&around, in_words(&e)).remedy("Choose another folder.");
    fs::create_dir_all(&around).map_err(fault)?;
    let now = time_of(SystemTime::now());
    let moment: String = now.chars().take("2026-11-30T17:55:20".len()).collect();
    let moment = moment.replace('T', " ").replace(':', ".");
    for n in 1..=SAME_SECOND {
        let folder = around.join(match n {
            1 => format!("Fetched {moment} UTC"),
            n => format!("Fetched {moment} UTC ({n})"),
        });
        match fs::create_dir(&folder) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|()| folder).map_err(fault),
        }
    }
    Err(fault(io::ErrorKind::AlreadyExists.into()))
}

/// What was handed over stays as it is: nothing that is fetched is put into a folder of the evidence.
pub(crate) fn require_outside(session: &Session, folder: &Path) -> Result<()> {
    match session.require_apart(&folder.join("fetched"))? {
        Replaced::Nothing => Ok(()),
        _ => Err(Fault::new(
            FaultCode::File,
            format!("{} lies in the evidence, which stays as it is.", display_path(folder)),
        )
        .remedy("Choose a folder outside the evidence for what is fetched.")),
    }
}

/// How the page knows the state of look-ups.
pub(crate) type FetchState<'a> = tauri::State<'a, Arc<Fetches>>;
