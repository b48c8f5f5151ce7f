//! What goes between the program and the page, besides what the engine says itself.
//!
//! The page's copy of these types is made from them by `make bindings`; a test fails when the two
//! differ. Numbers fit in a double: sizes and counts stay under 2^53.

use std::collections::BTreeMap;

use proofdesk_engine::UnpackLimits;
use proofdesk_engine::browse::{Changes, Filter, Row, Sort, SortBy};
use proofdesk_engine::core::verdict::{Finding, Verdict};
use proofdesk_engine::keys::{RingPin, SecondKey, SeenKey};
use proofdesk_engine::report::{PinnedKey, ReviewerKey, VerdictOptions};
use proofdesk_engine::run::{FileCounts, Sentence, Summary};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::lookups::FetchStep;

/// What an entry of the evidence set is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum InputKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// Text from the clipboard.
    Text,
    /// Nothing is there (any more).
    Missing,
}

/// One thing that the user added.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct EvidenceInput {
    /// To remove it by.
    #[cfg_attr(test, ts(type = "number"))]
    pub id: u64,
    /// The last part of its path.
    pub name: String,
    /// The whole path, as the report names it.
    pub path: String,
    /// What it is.
    pub kind: InputKind,
    /// It is the sample evidence that comes with the program.
    pub sample: bool,
}

/// How far the evidence is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum EvidenceState {
    /// There is none.
    Empty,
    /// It is being checked.
    Running,
    /// All of it has been.
    Done,
    /// The user stopped it. Never a pass.
    Cancelled,
    /// The run could not be done.
    Failed,
}

/// The evidence set.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Evidence {
    /// Grows with every run; results of another generation are stale.
    #[cfg_attr(test, ts(type = "number"))]
    pub generation: u64,
    /// What the user added, in that order.
    pub inputs: Vec<EvidenceInput>,
    /// How far it is.
    pub state: EvidenceState,
    /// What came of it, once it is over.
    pub summary: Option<Summary>,
    /// How many files came to what.
    pub files: FileCounts,
    /// What came of it, in words.
    pub sentence: Option<Sentence>,
    /// What is not as it was at the check before; `None` if there was none.
    pub changes: Option<Changes>,
    /// Why it failed.
    pub error: Option<Fault>,
    /// The keys that were pinned for it: the ring may hold others by now.
    pub pinned: Vec<PinnedKey>,
    /// The keys of reviewers, who sign reports, that were pinned for it.
    pub reviewers: Vec<ReviewerKey>,
    /// When the run began: RFC 3339, as in the report.
    pub started_at: Option<String>,
    /// How long it took, in milliseconds.
    #[cfg_attr(test, ts(type = "number | null"))]
    pub elapsed_ms: Option<u64>,
    /// The options of the run that change verdicts.
    pub options: Option<VerdictOptions>,
    /// Domains of the evidence for which the history of keys has more than one key.
    pub second_keys: Vec<SecondKey>,
    /// The history of keys is full: further keys are compared with it, and not noted.
    pub history_full: bool,
    /// Keys of the evidence that were more than one run notes and compares.
    #[cfg_attr(test, ts(type = "number"))]
    pub keys_left_out: u64,
    /// What no check of the run could show: only what applies to what was read.
    pub limits: Vec<String>,
    /// How many files were skipped.
    pub skipped: usize,
    /// What was taken from the run cache, as a sentence.
    pub cache: Option<String>,
    /// What was removed last and can be put back, in words.
    pub removed: Option<String>,
}

/// How far a run is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Progress {
    /// Which run.
    #[cfg_attr(test, ts(type = "number"))]
    pub generation: u64,
    /// Bytes read.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes_done: u64,
    /// Bytes that are known of.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes_total: u64,
    /// Files that are done with.
    #[cfg_attr(test, ts(type = "number"))]
    pub files_done: u64,
    /// Files that are known of.
    #[cfg_attr(test, ts(type = "number"))]
    pub files_total: u64,
    /// What is being read.
    pub current: Option<String>,
    /// Since it began, in milliseconds.
    #[cfg_attr(test, ts(type = "number"))]
    pub elapsed_ms: u64,
    /// What it found.
    pub so_far: SoFar,
}

/// How much is packed of what is to be handed on.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Packing {
    /// Bytes of the evidence that are packed.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes_done: u64,
    /// Bytes of the evidence.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes_total: u64,
}

/// What a run has found until now, while it goes on.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct SoFar {
    /// The number of results.
    #[cfg_attr(test, ts(type = "number"))]
    pub total: u64,
    /// Of each verdict that some have.
    #[cfg_attr(test, ts(type = "{ [key in Verdict]?: number }"))]
    pub counts: BTreeMap<Verdict, u64>,
    /// The first that do not match.
    pub mismatches: Vec<Row>,
}

/// What the page is told without having asked.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum AppEvent {
    /// The evidence set or its state changed.
    Evidence {
        /// As it is now.
        evidence: Box<Evidence>,
    },
    /// A run goes on. Some ten a second.
    Progress {
        /// How far it is.
        progress: Progress,
    },
    /// Evidence is being packed. Some ten a second.
    Packing {
        /// How far it is; `None` when it is over.
        packing: Option<Packing>,
    },
    /// Files are dragged over the window, or no longer.
    Hover {
        /// How many; `None` when they left or were dropped.
        count: Option<usize>,
    },
    /// This was added, and is to be shown as soon as it has been checked.
    Added {
        /// The ids of its inputs.
        #[cfg_attr(test, ts(type = "number[]"))]
        inputs: Vec<u64>,
    },
    /// A proof link was dropped, and looked up.
    Found {
        /// What came of it.
        found: Box<Found>,
    },
    /// A public key was dropped where keys are shown.
    Key {
        /// To pin, or not.
        candidate: KeyCandidate,
    },
    /// A key ring was dropped where keys are shown.
    Ring {
        /// What is in it.
        preview: ImportPreview,
    },
    /// A look-up goes on.
    Fetching {
        /// How far it is.
        step: FetchStep,
    },
    /// The key ring changed.
    Keys,
    /// The evidence that was added lately changed.
    Recent {
        /// The last first.
        recent: Vec<RecentEvidence>,
    },
    /// The window is to be closed while evidence is being checked: the user decides.
    Closing,
    /// Something went wrong that no command asked for.
    Notice {
        /// What.
        fault: Fault,
    },
}

/// A file or folder that was added lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct RecentEvidence {
    /// The last part of its path.
    pub name: String,
    /// The whole path: what the page names it by. The program opens what is in its own list only.
    pub path: String,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A column of the list that can be shown or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum ColumnName {
    /// What it is.
    Kind,
    /// When it was made.
    Date,
    /// The number of the event.
    Number,
    /// The id.
    Id,
    /// Whose pin.
    Signer,
}

/// A column of the list, as the user has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub(crate) struct ListColumn {
    /// Which.
    pub name: ColumnName,
    /// How wide, in pixels where letters have their usual size.
    pub width: u32,
}

/// What the user can set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Settings {
    /// Light or dark.
    pub theme: Theme,
    /// Size of everything, in percent, from 50 to 300.
    pub zoom: u32,
    /// A gap in an audit log is a mismatch.
    pub contiguous: bool,
    /// The label of the pin that every record must be signed by.
    pub signer: Option<String>,
    /// The part of the width that the list of results has, in percent.
    pub list_width: u32,
    /// The order of the list of results.
    pub sort: Sort,
    /// Whether the evidence that was added is remembered.
    pub remember: bool,
    /// The columns of the list; `None` for those that there is room for.
    pub columns: Option<Vec<ListColumn>>,
    /// How much is read of what lies in archives and mails.
    pub unpack: UnpackLimits,
    /// Whether a history of keys is kept; `None` until the user was asked.
    pub history: Option<bool>,
    /// Files that were not changed since the last check are not read again.
    pub cache: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            zoom: 100,
            contiguous: false,
            signer: None,
            list_width: 52,
            // What does not match comes first: it is what one looks for.
            sort: Sort { by: SortBy::Verdict, descending: false },
            remember: true,
            columns: None,
            unpack: UnpackLimits::default(),
            history: None,
            cache: true,
        }
    }
}

impl Settings {
    /// With a size at which the window can be used.
    pub(crate) fn within_limits(self) -> Self {
        let depth = self.unpack.depth.min(UnpackLimits::MOST_DEPTH);
        Self {
            zoom: self.zoom.clamp(50, 300),
            list_width: self.list_width.clamp(30, 70),
            unpack: UnpackLimits { depth, ..self.unpack },
            ..self
        }
    }
}

/// What the program is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct About {
    /// Its version.
    pub version: String,
    /// The version of Tauri.
    pub tauri: String,
    /// The version of the web view.
    pub webview: String,
    /// Its licence, as an SPDX expression.
    pub licence: String,
    /// Where the key ring is.
    pub keyring_path: String,
    /// It is there only until the window is closed.
    pub keyring_is_temporary: bool,
    /// The program that fetches what is public is installed.
    pub fetches: bool,
    /// The fingerprint of the sample key, as the description of the samples has it.
    pub sample_fingerprint: Option<String>,
}

/// What the page begins with.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Startup {
    /// What the program is.
    pub about: About,
    /// What the user set.
    pub settings: Settings,
    /// The evidence set.
    pub evidence: Evidence,
    /// What was added lately, the last first.
    pub recent: Vec<RecentEvidence>,
    /// Who prepared the last report that was saved.
    pub prepared_by: Option<String>,
}

/// A table of files: which of them, in which order, and which of those with several results are open.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct List {
    /// Which results.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// Files that were opened, or closed where they are open by themselves: their first results.
    pub toggled: Vec<u32>,
}

/// A part of the table.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Page {
    /// Of which run.
    #[cfg_attr(test, ts(type = "number"))]
    pub generation: u64,
    /// Rows: files, and the results in those that are open.
    pub total: usize,
    /// Files that the filter lets through.
    pub files: usize,
    /// Results that the filter lets through.
    pub results: usize,
    /// The row of the first file that does not match, else of the first that is not confirmed, and so
    /// on.
    pub foremost: Option<usize>,
    /// The rows asked for.
    pub rows: Vec<Row>,
}

/// A row, found by its source.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Located {
    /// The row.
    pub row: Row,
    /// Its place in the filtered and sorted table; `None` if it is not in it.
    pub position: Option<usize>,
    /// It is inside this file, which is closed and has the place.
    pub closed: Option<u32>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Segment {
    /// The characters.
    pub text: String,
    /// The first difference is here.
    pub marked: bool,
}

/// Bytes that a signature or a hash is over.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct SignedForm {
    /// JSON Pointer to the record inside the file or line.
    pub pointer: Option<String>,
    /// Which form it is.
    pub name: String,
    /// The signature or hash holds for it.
    pub held: bool,
    /// That, in words.
    pub said: &'static str,
    /// Number of bytes.
    #[cfg_attr(test, ts(type = "number"))]
    pub length: u64,
    /// SHA-256 of all bytes, 64 lowercase hex digits.
    pub sha256: String,
    /// There are more bytes than are shown.
    pub cut: bool,
    /// The bytes as text; those that are no UTF-8 as `\xNN`.
    pub segments: Vec<Segment>,
}

/// What a search for one record came to.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Found {
    /// What was looked for.
    pub text: String,
    /// The results that it names.
    pub rows: Vec<Row>,
    /// If there are none, the documented error; if nothing signs the id that they were found by, that.
    pub said: Option<Finding>,
    /// What was looked for is an id or a proof link, by which a public proof can be fetched.
    pub fetchable: bool,
    /// It says of which kind the record is, so that this need not be asked.
    pub names_kind: bool,
}

/// What became of a pasted text.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Pasted {
    /// It is evidence now.
    Added {
        /// Under this name.
        name: String,
    },
    /// It was looked for.
    Found {
        /// What came of it.
        found: Box<Found>,
    },
    /// It is a documented error code of the API.
    Code {
        /// The code.
        code: String,
    },
    /// It is a public key.
    Key {
        /// To pin, or not.
        candidate: KeyCandidate,
    },
}

/// A key of the ring, or of one that the user chose to import.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct RingKey {
    /// The pin. Of one to be imported, as far as the file can speak of it: not how it was confirmed,
    /// nor when.
    pub pin: RingPin,
    /// It is the key of the sample evidence.
    pub sample: bool,
}

/// The key ring.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Ring {
    /// Where it is.
    pub path: String,
    /// Its keys, in the order in which they were pinned.
    pub keys: Vec<RingKey>,
    /// Others than its owner can write to it, and so decide what is verified.
    pub others_can_write: bool,
    /// Why it could not be read.
    pub fault: Option<Fault>,
}

/// A key that could be pinned.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct KeyCandidate {
    /// The 32 key bytes, 64 lowercase hex digits.
    pub key: String,
    /// SHA-256 of the key bytes, 64 lowercase hex digits.
    pub fingerprint: String,
    /// The domain that the key's own text names.
    pub domain: Option<String>,
    /// The name that the key's own text gives it.
    pub key_id: Option<String>,
    /// Where it comes from: a path, or "pasted text".
    pub origin: String,
    /// The label under which it is pinned.
    pub pinned_as: Option<String>,
    /// The key that is pinned for its domain, if that is another one.
    pub pinned_instead: Option<PinnedInstead>,
    /// The other keys that the history of keys has for its domain.
    pub others_seen: Vec<SeenKey>,
    /// It is the key of the sample evidence.
    pub sample: bool,
}

/// A key that is pinned for a domain, beside another one.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct PinnedInstead {
    /// Under this label.
    pub label: String,
    /// SHA-256 of the key bytes, 64 lowercase hex digits.
    pub fingerprint: String,
}

/// The history of keys.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct SeenKeys {
    /// Where it is.
    pub path: String,
    /// There is a file.
    pub exists: bool,
    /// The keys that were seen, in that order.
    pub seen: Vec<SeenKey>,
    /// No further key is kept.
    pub full: bool,
    /// Why it could not be read.
    pub fault: Option<Fault>,
}

/// The run cache: what is kept of files that were read.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct RunCache {
    /// Its folder; `None` where there is no home folder.
    pub path: Option<String>,
    /// How large it is.
    #[cfg_attr(test, ts(type = "number"))]
    pub bytes: u64,
}

/// What is in a ring that the user chose to import. Nothing of it is pinned yet.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct ImportPreview {
    /// The file.
    pub path: String,
    /// Keys under labels that are free.
    pub keys: Vec<RingKey>,
    /// Labels that are there already, with the same key.
    pub already: Vec<String>,
    /// Labels that are taken by another key.
    pub conflicts: Vec<String>,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReportFormat {
    /// To hand on and to archive, with the JSON report inside.
    Pdf,
    /// One page to read, print and file.
    Html,
    /// A row a result, for spreadsheets.
    Csv,
    /// One JSON document.
    Json,
    /// One result a line.
    Ndjson,
    /// JUnit XML, for build servers.
    Junit,
}

impl ReportFormat {
    /// What a file of this form is called unless the user calls it otherwise.
    pub(crate) fn file_name(self) -> &'static str {
        match self {
            Self::Pdf => "proofdesk-report.pdf",
            Self::Html => "proofdesk-report.html",
            Self::Csv => "proofdesk-report.csv",
            Self::Json => "proofdesk-report.json",
            Self::Ndjson => "proofdesk-report.ndjson",
            Self::Junit => "proofdesk-report.xml",
        }
    }
}

/// What became of something that was to be saved.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Saved {
    /// It was saved.
    Done {
        /// Where.
        path: String,
    },
    /// It was not: the place lies in a folder of the evidence, and the user has to say that it is meant.
    InEvidence {
        /// Where it would be.
        path: String,
    },
    /// No place was chosen.
    Nowhere,
}

/// The libraries that are part of the program, by name, and the texts of their licences.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Licences {
    /// The libraries.
    pub libraries: Vec<Licence>,
    /// The texts, each once.
    pub texts: Vec<String>,
}

/// A library that is part of the program.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Licence {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence, as an SPDX expression.
    pub licence: String,
    /// Which texts it comes with: places in [`Licences::texts`], from 0.
    pub texts: Vec<u32>,
}
