//! What each file of the evidence came to.

use std::sync::Arc;

use proofdesk_core::verdict::Verdict;
use serde::Serialize;

/// What one file came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileOutcome {
    /// The file, as the report names it.
    pub path: Arc<str>,
    /// The worst verdict of its results; `None` where it has none.
    pub verdict: Option<Verdict>,
    /// The SHA-256 of its bytes; `None` where they were not read to their end.
    pub sha256: Option<[u8; 32]>,
    /// A private key is in it, which must not be handed on.
    pub private_key: bool,
    /// Why its bytes were not read, as what follows its name.
    pub unread: Option<Arc<str>>,
}

/// Whether a path of a report is that of a folder, that could not be read.
#[must_use]
pub fn is_folder(path: &str) -> bool {
    path.ends_with('/')
}

impl FileOutcome {
    /// Notes a result of the file.
    pub(super) fn note(&mut self, verdict: Verdict) {
        // Verdicts are declared worst first.
        self.verdict = Some(self.verdict.map_or(verdict, |worst| worst.min(verdict)));
    }
}

/// The files of a run, in the order of the report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(Arc<[FileOutcome]>);

impl From<Vec<FileOutcome>> for Files {
    fn from(files: Vec<FileOutcome>) -> Self {
        Self(files.into())
    }
}

impl Files {
    /// Each file that was given; its place is [`FileNumber::given`](crate::FileNumber::given).
    pub fn iter(&self) -> std::slice::Iter<'_, FileOutcome> {
        self.0.iter()
    }

    /// The file at a place.
    pub fn get(&self, place: u32) -> Option<&FileOutcome> {
        self.0.get(place as usize)
    }

    /// How many files came to what.
    pub fn counts(&self) -> FileCounts {
        self.iter().filter(|file| !is_folder(&file.path)).filter_map(|file| file.verdict).collect()
    }

    /// How many folders could not be read.
    pub fn folders(&self) -> u64 {
        self.iter().filter(|file| is_folder(&file.path)).count() as u64
    }
}

/// How many files that have results came to what. A file is as good as the worst of its results.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FileCounts {
    /// All of them.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub total: u64,
    /// Those of which some result is `mismatch`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub mismatch: u64,
    /// `uncheckable`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub uncheckable: u64,
    /// `not_found`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub not_found: u64,
    /// `unconfirmed`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub unconfirmed: u64,
    /// Those of which every result that can be is `verified`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub verified: u64,
    /// Those with nothing to verify.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub info: u64,
}

impl FromIterator<Verdict> for FileCounts {
    fn from_iter<I: IntoIterator<Item = Verdict>>(verdicts: I) -> Self {
        let mut counts = Self::default();
        verdicts.into_iter().for_each(|verdict| counts.add(verdict));
        counts
    }
}

impl FileCounts {
    /// Counts a file.
    fn add(&mut self, verdict: Verdict) {
        self.total += 1;
        *match verdict {
            Verdict::Verified => &mut self.verified,
            Verdict::Unconfirmed => &mut self.unconfirmed,
            Verdict::Mismatch => &mut self.mismatch,
            Verdict::Uncheckable => &mut self.uncheckable,
            Verdict::NotFound => &mut self.not_found,
            Verdict::Info => &mut self.info,
        } += 1;
    }
}
