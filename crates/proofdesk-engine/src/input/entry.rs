//! A file on its way to be read.

use std::io;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bag::{self, portable};
use super::source::Wanted;
use crate::platform::{Facts, Place, in_words};

/// A file to read, or a reason why not.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Where it is; nowhere for what is no file.
    pub place: Place,
    /// How it is named in the report.
    pub display: Arc<str>,
    pub kind: EntryKind,
    /// Of a file, its length as the system told it when the list was made.
    pub len: u64,
    /// Of a file, all that it told.
    pub facts: Option<Facts>,
    /// What was read of it comes from the run cache.
    pub cached: bool,
    /// What programs leave in folders: no evidence, unless it holds a record.
    pub litter: bool,
    /// A manifest in a folder that it lies in lists SHA-512.
    pub sha512: bool,
}

impl Entry {
    pub(crate) fn standing(&self) -> Standing {
        if self.litter { Standing::Litter } else { Standing::Evidence }
    }

    pub(crate) fn is_unreadable(&self) -> bool {
        matches!(self.kind, EntryKind::Unreadable(_))
    }

    /// What a bag may want of it.
    pub(crate) fn wanted(&self) -> Wanted {
        bag::wanted(&portable(&self.display), self.sha512)
    }

    pub(crate) fn is_stdin(&self) -> bool {
        matches!(self.kind, EntryKind::Stdin | EntryKind::Rows)
    }
}

/// What a file is to the evidence before anything is known of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    #[default]
    Evidence,
    /// What programs leave in folders: no evidence, unless it holds a record.
    Litter,
    /// What somebody wrote in a mail: none, unless it holds a record or a record names it.
    OwnText,
}

#[derive(Debug, Clone)]
pub(crate) enum EntryKind {
    /// A regular file.
    File,
    Stdin,
    /// Rows of a table, one a line, on standard input.
    Rows,
    Text(Arc<[u8]>),
    /// A FIFO, a device, a socket, or a link that leads out: named, never opened.
    Special(String),
    /// The system would not show it.
    Unreadable(Unreadable),
}

/// Why the system would not show or read a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unreadable {
    /// A clause without a full stop.
    pub words: String,
    /// Nothing has this name.
    pub missing: bool,
    /// It is a folder: which files are in it cannot be seen.
    #[serde(default)]
    pub folder: bool,
}

impl Unreadable {
    /// Of what may be there, but is not told by the system.
    pub(crate) fn file(words: &str) -> Self {
        Self { words: words.to_owned(), missing: false, folder: false }
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        let missing = error.kind() == io::ErrorKind::NotFound;
        Self { words: in_words(&error), missing, folder: false }
    }
}

/// Where a result comes from, to be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file.
    File(Place),
    /// Standard input.
    Stdin,
    /// Text that the user pasted.
    Text {
        /// What the report calls it.
        name: Arc<str>,
        /// The text.
        bytes: Arc<[u8]>,
    },
}

/// What a run read, by its names in the report. The names alone do not do to read it again: those that
/// are not UTF-8 are shown in another form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(Arc<[(Arc<str>, Origin)]>);

impl Origins {
    /// Of a list that is sorted by name.
    pub(crate) fn of(entries: Vec<Entry>) -> Self {
        let origins = entries.into_iter().map(|entry| {
            let origin = match entry.kind {
                EntryKind::Stdin | EntryKind::Rows => Origin::Stdin,
                EntryKind::Text(bytes) => Origin::Text { name: entry.display.clone(), bytes },
                _ => Origin::File(entry.place),
            };
            (entry.display, origin)
        });
        Self(origins.collect())
    }

    /// All of them, in the order of the report.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Origin)> {
        self.0.iter().map(|(path, origin)| (&**path, origin))
    }

    /// Where a path of the report leads.
    pub fn get(&self, path: &str) -> Option<&Origin> {
        let at = self.0.binary_search_by(|(name, _)| (**name).cmp(path)).ok()?;
        Some(&self.0[at].1)
    }
}
