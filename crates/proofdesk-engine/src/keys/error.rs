//! Why a key ring could not be read, changed or written.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::platform::{display_path, in_words};

/// Why a ring could not be read, changed or written.
#[derive(Debug)]
#[non_exhaustive]
pub enum KeyRingError {
    /// The file could not be read or written.
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The file is not a key ring.
    Form {
        /// Which file.
        path: PathBuf,
        /// What is wrong, and where.
        what: String,
    },
    /// The file is a key ring of a newer format.
    Newer {
        /// Which file.
        path: PathBuf,
        /// Which format.
        schema: String,
    },
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
    /// Somebody else is changing the ring, and did not come to an end.
    Busy {
        /// Which file.
        path: PathBuf,
    },
    /// There is no home folder to keep a ring in.
    NoHome,
}

impl fmt::Display for KeyRingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, error } => {
                write!(f, "the key ring {}: {}", display_path(path), in_words(error))
            }
            Self::Form { path, what } => write!(f, "the key ring {}: {what}", display_path(path)),
            Self::Newer { path, schema } => write!(
                f,
                "the key ring {} is of the newer format {}; update Proofdesk",
                display_path(path),
                proofdesk_core::visible(schema)
            ),
            Self::Pin { label, what } => {
                write!(f, "the key \"{}\": {what}", proofdesk_core::visible(label))
            }
            Self::BothRoles { label, other } => write!(
                f,
                "the key \"{}\": it is pinned as {}; one key is either an issuer's or a reviewer's",
                proofdesk_core::visible(label),
                proofdesk_core::visible(other)
            ),
            Self::AlreadyPinned { label } => write!(
                f,
                "already pinned as {}, with this same key",
                proofdesk_core::visible(label)
            ),
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
            Self::Busy { path } => write!(
                f,
                "another Proofdesk is changing the key ring {}; try again",
                display_path(path)
            ),
            Self::NoHome => f.write_str("there is no home folder to keep a key ring in"),
        }
    }
}

impl std::error::Error for KeyRingError {}

impl KeyRingError {
    /// The label is another pin's.
    pub(super) fn taken(label: &str) -> Self {
        let what = "the label is taken; choose another, or remove that pin first".to_owned();
        Self::Pin { label: label.to_owned(), what }
    }
}
