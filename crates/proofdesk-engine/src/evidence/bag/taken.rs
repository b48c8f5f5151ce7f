//! What was kept of the files of a run because of the bags that they may lie in.

use std::collections::BTreeMap;

use proofdesk_core::trust::Trust;
use proofdesk_core::verdict::Finding;

use crate::input::{FileDigest, Places, Skipped, Taken};
use crate::order::{FileNumber, Order};

/// What was taken of files because of the bags that they may lie in.
#[derive(Debug, Default)]
pub(crate) struct Bags {
    taken: BTreeMap<FileNumber, Taken>,
}

/// Everything that is known of the files of a run.
pub(crate) struct FileSet<'s> {
    pub places: &'s Places<'s>,
    /// The hashes of those that were read to their end, in order.
    pub read: &'s [(FileNumber, FileDigest)],
    pub skipped: &'s [Skipped],
    pub trust: &'s Trust,
}

impl FileSet<'_> {
    /// The hash of a file, if it was read to its end.
    pub(super) fn digest(&self, file: FileNumber) -> Option<&FileDigest> {
        let at = self.read.binary_search_by_key(&file, |(file, _)| *file).ok()?;
        Some(&self.read[at].1)
    }
}

/// A bag that was checked.
pub(crate) struct Checked {
    pub order: Order,
    pub finding: Finding,
    /// The files that make it a bag, and are no evidence by themselves.
    pub own: Vec<FileNumber>,
}

impl Bags {
    /// Keeps what was taken of a file, if anything was.
    pub(crate) fn note(&mut self, file: FileNumber, taken: Taken) {
        if taken.sha512.is_some() || taken.text.is_some() {
            self.taken.insert(file, taken);
        }
    }

    /// The files of which something was kept, in order.
    pub(super) fn files(&self) -> impl Iterator<Item = FileNumber> {
        self.taken.keys().copied()
    }

    /// The text of a file that a bag has by its name.
    pub(super) fn text(&self, file: FileNumber) -> Option<&[u8]> {
        self.taken.get(&file)?.text.as_deref()
    }

    /// The SHA-512 of a file, in hexadecimal.
    pub(super) fn sha512(&self, file: FileNumber) -> Option<String> {
        self.taken.get(&file)?.sha512.as_deref().map(hex::encode)
    }
}
