//! Why a key ring could not be read, changed or written.

use std::fmt;

use super::file_error::FileError;

/// Why a ring could not be read, changed or written.
#[derive(Debug)]
#[non_exhaustive]
pub enum KeyRingError {
    /// The file could not be read or changed.
    File(FileError),
    /// A value of a pin is not acceptable.
    Pin {
        /// The pin's label.
        label: String,
        /// What is wrong.
        what: String,
    },
    /// The key is pinned under this label already.
    AlreadyPinned {
        /// The label.
        label: String,
    },
    /// A key is to be an issuer's and a reviewer's.
    BothRoles {
        /// The label under which it is to be added.
        label: String,
        /// The label that it has.
        other: String,
    },
    /// No pin has this label or fingerprint.
    Unknown {
        /// What was asked for.
        selector: String,
    },
    /// Several pins have this fingerprint.
    Several {
        /// What was asked for.
        selector: String,
        /// Their labels.
        labels: Vec<String>,
    },
    /// There is no home folder to keep a ring in.
    NoHome,
}

impl fmt::Display for KeyRingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Pin { label, what } => {
                write!(f, "the key \"{}\": {what}", proofdesk_core::visible(label))
            }
            Self::BothRoles { label, other } => write!(
                f,
                "the key \"{}\": it is pinned as {}; one key is either an issuer's or a reviewer's",
                proofdesk_core::visible(label),
                proofdesk_core::visible(other)
            ),
            Self::AlreadyPinned { label } => {
                write!(f, "this key is already pinned as {}", proofdesk_core::visible(label))
            }
            Self::Unknown { selector } => write!(
                f,
                "no pinned key has the label or fingerprint \"{}\"",
                proofdesk_core::visible(selector)
            ),
            Self::Several { selector, labels } => {
                let labels: Vec<_> =
                    labels.iter().map(|l| format!("\"{}\"", proofdesk_core::visible(l))).collect();
                write!(
                    f,
                    "several pinned keys have the fingerprint {}: {}; name one of them by its label",
                    proofdesk_core::visible(selector),
                    labels.join(", ")
                )
            }
            Self::NoHome => f.write_str("there is no home folder to keep a key ring in"),
        }
    }
}

impl std::error::Error for KeyRingError {}

impl From<FileError> for KeyRingError {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl KeyRingError {
    /// The label is another pin's.
    pub(super) fn taken(label: &str) -> Self {
        let what = "the label is taken; choose another, or remove that pin first".to_owned();
        Self::Pin { label: label.to_owned(), what }
    }
}
