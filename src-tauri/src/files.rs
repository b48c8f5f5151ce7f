//! Where the program keeps what it keeps, and where its samples are.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use proofdesk_engine::keys;
use proofdesk_engine::platform::{Access, folder_of, write_atomically};

use crate::fault::{Fault, FaultCode, Result};
use crate::messages::Settings;

/// Settings are a few hundred bytes.
const SETTINGS_LIMIT: u64 = 64 << 10;

/// Files and folders of the program.
pub(crate) struct Files {
    /// The key ring: that of the command line.
    pub(crate) keyring: PathBuf,
    settings: Option<PathBuf>,
    samples: Option<PathBuf>,
}

impl Files {
    /// `resources` is the folder of what comes with the program.
    pub(crate) fn new(resources: Option<PathBuf>) -> Result<Self> {
        // The same variable as on the command line.
        let keyring = match std::env::var_os("PROOFDESK_KEYRING").filter(|v| !v.is_empty()) {
            Some(path) => PathBuf::from(path),
            None => keys::default_path()?,
        };
        let folders = directories::ProjectDirs::from("", "", "Proofdesk");
        let samples = resources.map(|folder| folder.join("samples")).filter(|path| path.is_dir());
        Ok(Self {
            keyring,
            settings: folders.map(|f| f.config_dir().join("settings.json")),
            samples: samples.and_then(|path| fs::canonicalize(path).ok()),
        })
    }

    /// The folder of the sample evidence.
    pub(crate) fn samples(&self) -> Result<PathBuf> {
        self.samples.clone().ok_or_else(|| {
            Fault::new(FaultCode::File, "The sample evidence was not installed with the program.")
                .remedy("Install Proofdesk again.")
        })
    }

    pub(crate) fn is_sample(&self, path: &Path) -> bool {
        let samples = self.samples.as_deref();
        samples.is_some_and(|samples| fs::canonicalize(path).is_ok_and(|p| p.starts_with(samples)))
    }

    /// The settings; the usual ones where there are none. Where there are some that cannot be read,
    /// the usual ones and that it is so: they may have required a signer.
    pub(crate) fn load_settings(&self) -> (Settings, Option<Fault>) {
        let Some(path) = &self.settings else { return Default::default() };
        let read = || -> Result<Settings, String> {
            let size = fs::metadata(path).map_err(|e| e.to_string())?.len();
            if size > SETTINGS_LIMIT {
                return Err("it is larger than settings are".to_owned());
            }
            let bytes = fs::read(path).map_err(|e| e.to_string())?;
            serde_json::from_slice(&bytes).map_err(|e| e.to_string())
        };
        match fs::symlink_metadata(path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Default::default(),
            _ => match read() {
                Ok(settings) => (settings.within_limits(), None),
                Err(e) => {
                    let fault = Fault::file(path, format!("the settings cannot be read: {e}"));
                    let remedy = "The usual settings are in force: a gap in a log is no mismatch, \
                                  and any pinned key may sign. Set them again in Settings.";
                    (Settings::default(), Some(fault.remedy(remedy)))
                }
            },
        }
    }

    pub(crate) fn save_settings(&self, settings: &Settings) -> Result<()> {
        let Some(path) = &self.settings else { return Ok(()) };
        let text = serde_json::to_string_pretty(settings).map_err(Fault::internal)?;
        write(path, |out| out.write_all(text.as_bytes()))
    }
}

/// Writes a file in one step, in a folder that is made if it is not there.
pub(crate) fn write(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<()> {
    let fault = |e: std::io::Error| Fault::file(path, e);
    fs::create_dir_all(folder_of(path)).map_err(fault)?;
    write_atomically(path, Access::Ordinary, fill).map_err(fault)
}
