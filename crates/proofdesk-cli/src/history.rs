//! The history of keys, beside a run that reads nothing of it.

use std::path::{Path, PathBuf};

use clap::ValueHint;
use proofdesk_engine::core::counted;
use proofdesk_engine::core::file_kind::FileKind;
use proofdesk_engine::keys::{HistoryError, KeyHistory, MOST_SEEN, SecondKey};
use proofdesk_engine::platform::display_path;
use proofdesk_engine::report::{PlaceError, Replaced, Started, time_of};
use proofdesk_engine::run::Summary;

use crate::failure::Failure;
use crate::input::is_dash;
use crate::kept::of_keys;
use crate::terminal::say;

/// Whether a history is kept, and where.
#[derive(Debug, clap::Args)]
pub(crate) struct HistoryArgs {
    /// Keep a history of keys in this file: for which domain a key was seen, when, and in which file. If a
    /// domain has a second key, this is said beside the report; no verdict depends on it. `proofdesk keys
    /// history` shows and deletes it. Not with --no-keyring
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "no_keyring")]
    history: Option<PathBuf>,
}

impl HistoryArgs {
    /// The file.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.history.as_deref()
    }

    /// Sees that the history can be read and written before anything is verified, and is neither evidence nor
    /// another file of the user's.
    pub(crate) fn begin(
        &self,
        require_apart: impl FnOnce(&Path) -> Result<Replaced, PlaceError>,
    ) -> Result<(), Failure> {
        let Some(path) = self.path() else { return Ok(()) };
        let is_apart = !is_dash(path) && matches!(require_apart(path), Ok(Replaced::Nothing));
        if !is_apart {
            return Err(Failure::new(format!(
                "--history {}: the history needs a file of its own, outside the evidence, that is no key ring \
                 and is not named for anything else",
                display_path(path)
            )));
        }
        KeyHistory::note(path, &[], "")?;
        Ok(())
    }

    /// Notes the keys of a run, and gives the domains among them that have more than one key. Where they cannot
    /// be noted, that is said: the report is the same. Of a run that was cancelled nothing is noted.
    pub(crate) fn note(&self, summary: &Summary, started: Started) -> Vec<SecondKey> {
        let Some(path) = self.path().filter(|_| !summary.cancelled) else { return Vec::new() };
        let history = match KeyHistory::note(path, &summary.keys_met, &time_of(started.at)) {
            Ok(history) => history,
            Err(error) => {
                say(format!("--history: the keys of this run were not noted: {error}"));
                return Vec::new();
            }
        };
        if history.is_full() {
            say(format!(
                "--history {}: it has {MOST_SEEN} keys, and no further one is noted, only compared with \
                 these; name another file, or delete this one with `proofdesk keys history --delete`",
                display_path(path)
            ));
        }
        if summary.more_keys_met > 0 {
            say(format!(
                "--history {}: this run came upon more than {} keys; {} were neither noted nor compared",
                display_path(path),
                summary.keys_met.len(),
                counted(summary.more_keys_met, "more key"),
            ));
        }
        history.second_keys(&summary.keys_met)
    }
}

impl From<HistoryError> for Failure {
    fn from(error: HistoryError) -> Self {
        match error {
            HistoryError::File(error) => {
                let repair = "; repair the file, move it away, or name another with --history";
                of_keys(&error, "a history of keys", &FileKind::KeyHistory, repair)
            }
            error => Self::new(error),
        }
    }
}
