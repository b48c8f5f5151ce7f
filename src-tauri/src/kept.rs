//! What the program keeps from one session to the next, besides keys: settings, recent evidence, the
//! folders that dialogs begin in, and who prepared the last report.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use proofdesk_engine::platform::in_words;
use serde::{Deserialize, Serialize};

use crate::fault::{Fault, KeptFile, Result};
use crate::files::{move_aside, write};
use crate::messages::Settings;

/// Settings and a few paths.
const LIMIT: u64 = 256 << 10;
/// Which form of the file this program writes.
const VERSION: u32 = 5;
/// So many pieces of evidence are remembered.
const RECENT: usize = 10;

/// What is in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    version: u32,
    /// What the user set.
    pub settings: Settings,
    /// What the user added, the last first.
    #[serde(default)]
    pub recent: Vec<PathBuf>,
    /// Where dialogs begin.
    #[serde(default)]
    pub folders: Folders,
    /// Who prepared the last report that was saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prepared_by: Option<String>,
}

/// The folders in which the user last chose something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Folders {
    /// Evidence.
    pub evidence: Option<PathBuf>,
    /// A key, or a key ring.
    pub keys: Option<PathBuf>,
    /// A place for a report.
    pub reports: Option<PathBuf>,
    /// A place for what is fetched.
    pub fetched: Option<PathBuf>,
}

impl Default for Kept {
    fn default() -> Self {
        let (settings, recent, folders, prepared_by) = Default::default();
        Self { version: VERSION, settings, recent, folders, prepared_by }
    }
}

impl Kept {
    /// What is kept at `path`; the usual where there is nothing. Where it cannot be read, the usual
    /// too, and that it is so: the settings may have required a signer.
    pub(crate) fn load(path: &Path) -> (Self, Option<Fault>) {
        match read(path) {
            Ok(kept) => (kept, None),
            Err(e) => {
                let fault = Fault::file(path, format!("the settings cannot be read: {e}"));
                let remedy = "The usual settings are in force: a gap in a log is no mismatch, and \
                              no signer is required. Set them again in Settings.";
                (Self::default(), Some(fault.remedy(remedy).about(KeptFile::Settings)))
            }
        }
    }

    /// Writes it. What is there and cannot be read is moved aside, not written over.
    pub(crate) fn save(&self, path: &Path) -> Result<()> {
        if !can_be_read(path) {
            move_aside(path)?;
        }
        let text = serde_json::to_string_pretty(self).map_err(Fault::internal)?;
        write(path, |out| out.write_all(text.as_bytes()))
    }

    /// Forgets all that the user did not set.
    pub(crate) fn forget(&mut self) {
        let settings = std::mem::take(&mut self.settings);
        *self = Self { settings, ..Self::default() };
    }

    /// Puts a path in front of the recent ones. One that JSON cannot hold is not remembered.
    pub(crate) fn remember(&mut self, path: &Path) {
        if path.to_str().is_some() {
            self.recent.retain(|other| other != path);
            self.recent.insert(0, path.to_owned());
            self.recent.truncate(RECENT);
        }
    }
}

/// Whether there is nothing, or what this program can read.
pub(crate) fn can_be_read(path: &Path) -> bool {
    read(path).is_ok()
}

fn read(path: &Path) -> Result<Kept, String> {
    let words = |e: io::Error| in_words(&e).to_string();
    match fs::metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound && path.symlink_metadata().is_err() => {
            return Ok(Kept::default());
        }
        Err(e) => return Err(words(e)),
        Ok(facts) if !facts.is_file() => return Err("it is not a file".to_owned()),
        Ok(facts) if facts.len() > LIMIT => return Err("it is larger than settings are".to_owned()),
        Ok(_) => {}
    }
    let bytes = fs::read(path).map_err(words)?;
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
    if !value.is_object() {
        return Err("it holds no settings".to_owned());
    }
    let kept = match value.get("version").map(serde_json::Value::as_u64) {
        // The first form had the settings alone.
        None => serde_json::from_value(value).map(|settings| Kept { settings, ..Kept::default() }),
        Some(Some(version)) if version > u64::from(VERSION) => {
            return Err(format!("a newer Proofdesk wrote it (form {version})"));
        }
        Some(_) => serde_json::from_value(value),
    };
    let kept = kept.map_err(|e| e.to_string())?;
    Ok(Kept { version: VERSION, settings: kept.settings.within_limits(), ..kept })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn loaded(text: &str) -> (Kept, Option<Fault>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        fs::write(&path, text).unwrap();
        Kept::load(&path)
    }

    #[test]
    fn the_form_of_earlier_versions_is_read() {
        let (kept, fault) = loaded(r#"{"theme":"dark","zoom":150,"contiguous":true,"signer":"A"}"#);
        assert!(fault.is_none());
        assert_eq!((kept.settings.zoom, kept.settings.contiguous), (150, true));
        assert_eq!(kept.settings.signer.as_deref(), Some("A"));
    }

    #[test]
    fn the_version_before_is_read() {
        let (kept, fault) = loaded(r#"{"version":2,"settings":{"zoom":125},"recent":["/in/a"]}"#);
        assert!(fault.is_none());
        assert_eq!((kept.version, kept.settings.zoom), (VERSION, 125));
        assert_eq!((kept.recent.len(), kept.prepared_by), (1, None));
    }

    #[test]
    fn only_what_was_set_is_left_of_what_is_forgotten() {
        let mut kept = Kept::default();
        kept.settings.zoom = 150;
        let set = kept.clone();
        kept.remember(Path::new("/in/a"));
        kept.folders.reports = Some("/reports".into());
        kept.prepared_by = Some("A. Auditor".to_owned());
        kept.forget();
        assert_eq!(kept, set);
    }

    #[test]
    fn what_was_saved_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/settings.json");
        let mut kept = Kept::default();
        kept.settings.contiguous = true;
        for n in 0..12 {
            kept.remember(Path::new(&format!("/in/{n}")));
        }
        kept.remember(Path::new("/in/7"));
        kept.folders.keys = Some("/keys".into());
        kept.prepared_by = Some("A. Auditor".to_owned());
        kept.save(&path).unwrap();
        let (again, fault) = Kept::load(&path);
        assert!(fault.is_none());
        assert_eq!(again, kept);
        assert_eq!(again.recent.len(), RECENT);
        assert_eq!(again.recent[0], Path::new("/in/7"));
    }

    #[test]
    fn what_cannot_be_read_is_told_and_never_written_over() {
        let newer = r#"{"version":6,"settings":{}}"#;
        for text in ["{ broken", r#"{"colour":"blue"}"#, newer, "[]", ""] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("settings.json");
            fs::write(&path, text).unwrap();
            let (kept, fault) = Kept::load(&path);
            assert_eq!(kept, Kept::default(), "{text}");
            assert_eq!(fault.unwrap().kept, Some(KeptFile::Settings), "{text}");
            kept.save(&path).unwrap();
            assert!(can_be_read(&path), "{text}");
            let texts: Vec<_> = fs::read_dir(folder.path())
                .unwrap()
                .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
                .collect();
            assert!(texts.len() == 2 && texts.iter().any(|other| other == text), "{texts:?}");
        }
    }
}
