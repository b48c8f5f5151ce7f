//! Where the program keeps what it keeps, and where its samples are.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use proofdesk_engine::keys;
use proofdesk_engine::parts::cache::Cache;
use proofdesk_engine::platform::{Access, display_path, folder_of, in_words, write_atomically};
use tempfile::TempDir;

use crate::fault::{Fault, FaultCode, Result};

/// Files and folders of the program.
pub(crate) struct Files {
    /// The key ring: that of the command line, or one for this session.
    pub(crate) keyring: PathBuf,
    /// The key ring is there only until the window is closed.
    pub(crate) forgets_keys: bool,
    /// The history of keys, beside the ring.
    pub(crate) history: PathBuf,
    /// Where what is fetched is written, unless the user chooses another folder.
    pub(crate) fetched: Option<PathBuf>,
    /// The run cache; `None` where there is no home folder.
    pub(crate) cache: Option<Cache>,
    /// The settings; `None` where there is no home folder.
    pub(crate) settings: Option<PathBuf>,
    /// Whether settings can be kept.
    pub(crate) keeps_settings: bool,
    /// Where the web view keeps its own things, if that is not where it usually does.
    pub(crate) web_data: Option<PathBuf>,
    samples: Option<PathBuf>,
    /// What cannot be kept, until the window is closed.
    session: Option<TempDir>,
}

impl Files {
    /// `resources` is the folder of what comes with the program, `web_data` where the web view usually
    /// keeps its own things. Where nothing can be kept, the program works all the same until it ends,
    /// and says so.
    pub(crate) fn new(resources: Option<PathBuf>, web_data: Option<PathBuf>) -> (Self, Vec<Fault>) {
        // The same variable as on the command line.
        let keyring = match std::env::var_os("PROOFDESK_KEYRING").filter(|v| !v.is_empty()) {
            Some(path) => Some(PathBuf::from(path)),
            None => keys::default_path().ok(),
        };
        let folders = directories::ProjectDirs::from("", "", "Proofdesk");
        let fetched = folders.as_ref().map(|folders| folders.data_local_dir().join("fetched"));
        let cache = folders.as_ref().map(|folders| Cache::at(folders.cache_dir().join("run")));
        let settings = folders.map(|folders| folders.config_dir().join("settings.json"));
        let samples = resources.map(|folder| folder.join("samples")).filter(|path| path.is_dir());
        let mut files = Self {
            keyring: PathBuf::new(),
            forgets_keys: false,
            history: PathBuf::new(),
            fetched,
            cache,
            keeps_settings: settings.as_deref().is_some_and(|path| refuses(path).is_none()),
            settings,
            web_data: None,
            samples: samples.and_then(|path| fs::canonicalize(path).ok()),
            session: None,
        };
        let mut faults = Vec::new();
        if let Err(fault) = files.place_keyring(keyring) {
            faults.push(fault);
        }
        files.history = keys::history_beside(&files.keyring);
        if web_data.is_none_or(|folder| refuses(&folder.join("web")).is_some()) {
            files.web_data = files.session_folder().ok().map(|folder| folder.join("web"));
        }
        if files.forgets_keys || !files.keeps_settings {
            faults.push(files.nothing_kept());
        }
        (files, faults)
    }

    /// Uses the ring at `wanted`, or, where that cannot be changed, a copy of it for this session.
    fn place_keyring(&mut self, wanted: Option<PathBuf>) -> Result<()> {
        if let Some(wanted) = &wanted
            && refuses(wanted).is_none()
        {
            self.keyring = wanted.clone();
            return Ok(());
        }
        let folder = match self.session_folder() {
            Ok(folder) => folder.to_owned(),
            Err(fault) => {
                self.keyring = wanted.unwrap_or_else(|| "keyring.json".into());
                return Err(fault);
            }
        };
        self.keyring = folder.join("keyring.json");
        if let Some(wanted) = wanted
            && let Err(e) = copy_if_there(&wanted, &self.keyring)
        {
            // To begin without its pins would turn a mismatch into what is merely not confirmed.
            let fault = Fault::file(&wanted, in_words(&e));
            self.keyring = wanted;
            return Err(fault);
        }
        self.forgets_keys = true;
        Ok(())
    }

    /// The folder of what cannot be kept.
    fn session_folder(&mut self) -> Result<&Path> {
        let session = match self.session.take() {
            Some(session) => session,
            None => TempDir::with_prefix("proofdesk-session-").map_err(|e| {
                Fault::file(&std::env::temp_dir(), in_words(&e)).remedy(
                    "Make room in the folder for temporary files, and start Proofdesk again.",
                )
            })?,
        };
        Ok(self.session.insert(session).path())
    }

    /// Takes away what is not kept. The program ends without dropping its state.
    pub(crate) fn forget(&self) {
        if let Some(session) = &self.session {
            // What is still in use is in the folder for temporary files.
            let _ = fs::remove_dir_all(session.path());
        }
    }

    fn nothing_kept(&self) -> Fault {
        let nowhere = match &self.settings {
            Some(path) => format!("{} cannot be written to", display_path(folder_of(path))),
            None => "there is no home folder".to_owned(),
        };
        let (what, why) = match (self.forgets_keys, self.keeps_settings) {
            (true, true) => ("Keys that you pin", "the key ring cannot be changed".to_owned()),
            (true, false) => ("Keys that you pin and settings that you change", nowhere),
            (false, _) => ("Settings that you change", nowhere),
        };
        let words = format!("{what} are in force until the window is closed, and not kept: {why}.");
        Fault::new(FaultCode::File, words).remedy(
            "Everything else works as usual. To keep them, make the folder writable, and start \
             Proofdesk again.",
        )
    }

    /// The folder of the sample evidence.
    pub(crate) fn samples(&self) -> Result<PathBuf> {
        self.samples.clone().ok_or_else(|| {
            Fault::new(FaultCode::File, "The sample evidence was not installed with the program.")
                .remedy("Install Proofdesk again.")
        })
    }

    /// The fingerprint that the description of the samples names for their key, as it is written there.
    pub(crate) fn sample_fingerprint(&self) -> Option<String> {
        let text = fs::read_to_string(self.samples.as_ref()?.join("README.md")).ok()?;
        let is_hash = |line: &&str| {
            let digits: Vec<char> = line.chars().filter(|sign| *sign != ' ').collect();
            digits.len() == 64 && digits.iter().all(char::is_ascii_hexdigit)
        };
        text.lines().map(str::trim).find(is_hash).map(str::to_owned)
    }

    pub(crate) fn is_sample(&self, path: &Path) -> bool {
        let samples = self.samples.as_deref();
        samples.is_some_and(|samples| fs::canonicalize(path).is_ok_and(|p| p.starts_with(samples)))
    }
}

/// Why a file cannot be written, if it cannot: its folder, or the first one above that is there, takes
/// no new file.
fn refuses(path: &Path) -> Option<io::Error> {
    // A symbolic link stays one, and what it leads to is written.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut folder = folder_of(&path);
    while !folder.exists() {
        folder = folder.parent()?;
    }
    tempfile::tempfile_in(folder).err()
}

fn copy_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::copy(from, to) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

/// Gives a file another name in its folder, under which there is none, and says which.
pub(crate) fn move_aside(path: &Path) -> Result<PathBuf> {
    let named = |n: u32| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".aside-{n}"));
        path.with_file_name(name)
    };
    let free = (1..).map(named).find(|other| other.symlink_metadata().is_err());
    let free = free.unwrap_or_else(|| named(0));
    fs::rename(path, &free).map_err(|e| Fault::file(path, in_words(&e)))?;
    Ok(free)
}

/// Writes a file in one step, in a folder that is made if it is not there.
pub(crate) fn write(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    let fault = |e: io::Error| Fault::file(path, in_words(&e));
    fs::create_dir_all(folder_of(path)).map_err(fault)?;
    write_atomically(path, Access::Ordinary, fill).map_err(fault)
}
