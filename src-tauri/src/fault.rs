//! What went wrong, as the page is told.

use std::fmt::Display;

use proofdesk_engine::keys::{FileError, FileFault, HistoryError, KeyRingError, TrustError};
use proofdesk_engine::report::{PlaceError, REQUIRED_SIGNER};
use serde::{Deserialize, Serialize};

/// Why a command could not do what it was asked to.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Fault {
    /// Stable, for the page to tell faults apart.
    pub code: FaultCode,
    /// What happened, as a sentence.
    pub message: String,
    /// What to do about it.
    pub remedy: Option<String>,
    /// The file of the program that cannot be read: the page offers to open its folder, and to move it
    /// aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub kept: Option<KeptFile>,
}

/// A file that the program keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeptFile {
    /// What the user set.
    Settings,
    /// The keys that the user pinned.
    KeyRing,
    /// The history of keys.
    History,
}

/// The kinds of [`Fault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum FaultCode {
    /// The results that the page asks for have been replaced by newer ones.
    Stale,
    /// A file could not be read or written.
    File,
    /// The key ring could not be read, changed or written.
    KeyRing,
    /// A text is no public key that can be used.
    Key,
    /// The fingerprint of a key was not confirmed.
    Unconfirmed,
    /// There is nothing to do it with.
    Nothing,
    /// A field of a form, or of a file that fills it, cannot be used as it is.
    Field,
    /// The program itself failed.
    Internal,
}

impl Fault {
    /// A fault without a remedy.
    pub(crate) fn new(code: FaultCode, message: impl Display) -> Self {
        Self { code, message: message.to_string(), remedy: None, kept: None }
    }

    /// With the file of the program that it is about.
    pub(crate) fn about(self, kept: KeptFile) -> Self {
        Self { kept: Some(kept), ..self }
    }

    /// With what to do about it.
    pub(crate) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    pub(crate) fn stale() -> Self {
        Self::new(FaultCode::Stale, "These results have been replaced by newer ones.")
    }

    pub(crate) fn internal(e: impl Display) -> Self {
        Self::new(FaultCode::Internal, format!("An internal error of Proofdesk: {e}."))
            .remedy("Please report it. The evidence was not changed.")
    }

    pub(crate) fn file(path: &std::path::Path, e: impl Display) -> Self {
        let path = proofdesk_engine::platform::display_path(path);
        Self::new(FaultCode::File, format!("{path}: {e}."))
    }
}

impl From<KeyRingError> for Fault {
    fn from(e: KeyRingError) -> Self {
        let remedy = match e {
            KeyRingError::File(FileError { fault: FileFault::Form(_), .. }) => {
                "Repair the file, or move it away and pin your keys again."
            }
            KeyRingError::Unknown { .. } => {
                "Another program may have changed the key ring. Open Keys again."
            }
            KeyRingError::NoHome => "Name a key ring with the variable PROOFDESK_KEYRING.",
            _ => "",
        };
        let remedy = Some(remedy).filter(|words| !words.is_empty()).map(str::to_owned);
        Self { remedy, ..Self::new(FaultCode::KeyRing, sentence(&e.to_string())) }
    }
}

impl From<HistoryError> for Fault {
    fn from(e: HistoryError) -> Self {
        let fault = Self::new(FaultCode::File, sentence(&e.to_string()));
        match e {
            // What is wrong with it stays for a person to look at.
            HistoryError::File(FileError {
                fault: FileFault::Form(_) | FileFault::Newer(_), ..
            }) => fault
                .remedy("No key is noted meanwhile. Repair the file, or move it aside to begin a new one.")
                .about(KeptFile::History),
            _ => fault,
        }
    }
}

impl From<TrustError> for Fault {
    fn from(e: TrustError) -> Self {
        match e {
            TrustError::Ring(e) => e.into(),
            TrustError::NoSigner { label } => Self::new(
                FaultCode::KeyRing,
                format!("{REQUIRED_SIGNER} {label}, but no pinned key has this label."),
            )
            .remedy("Choose another signer in Settings, or pin the key under this label."),
            e => Self::new(FaultCode::KeyRing, sentence(&e.to_string())),
        }
    }
}

impl From<PlaceError> for Fault {
    fn from(e: PlaceError) -> Self {
        let remedy = e.remedy().map(sentence);
        Self { remedy, ..Self::new(FaultCode::File, sentence(&e.to_string())) }
    }
}

/// An error of the engine, which is a clause, as a sentence.
pub(crate) fn sentence(clause: &str) -> String {
    let mut signs = clause.chars();
    let first = signs.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if clause.ends_with(['.', '?']) { "" } else { "." };
    format!("{first}{}{end}", signs.as_str())
}

/// What commands give back.
pub(crate) type Result<T, E = Fault> = std::result::Result<T, E>;

/// Does `work` on a thread that may block, so that the window goes on.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    // A panic in there comes back as an error.
    tauri::async_runtime::spawn_blocking(work).await.map_err(Fault::internal)?
}
