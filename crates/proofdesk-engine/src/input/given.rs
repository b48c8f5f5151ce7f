//! What a run is given, and what of it is no evidence.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use proofdesk_core::encoding::Digest;
use proofdesk_core::verdict::{Member, Source};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::platform::display_path;

/// What stands before the name of a table in a report.
pub const ROWS_OF: &str = "rows of ";

/// One thing that a run was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file or a folder.
    Path(PathBuf),
    /// Standard input.
    Stdin,
    /// Rows of a table of this name, one a line, on standard input. They are no file.
    Rows(Arc<str>),
    /// Text that the user pasted.
    Text {
        /// What the report calls it.
        name: Arc<str>,
        /// The text.
        bytes: Arc<[u8]>,
    },
}

impl Input {
    /// Whether it comes on standard input.
    pub fn is_on_stdin(&self) -> bool {
        matches!(self, Self::Stdin | Self::Rows(_))
    }

    /// The path, if it has one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::Stdin | Self::Rows(_) | Self::Text { .. } => None,
        }
    }

    /// How it is named in a report.
    pub fn shown(&self) -> String {
        match self {
            Self::Path(path) => display_path(path),
            Self::Stdin => "-".to_owned(),
            Self::Rows(table) => format!("{ROWS_OF}{table}"),
            Self::Text { name, .. } => name.to_string(),
        }
    }
}

/// A file, or a member of a container, that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRead {
    /// Its path, or that of the outermost container.
    pub path: Arc<str>,
    /// The way to it inside containers.
    pub members: Arc<[Member]>,
    /// Its length in bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub sha256: Digest,
    /// As of [`Source`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cached: bool,
}

impl FileRead {
    /// Where it is.
    #[must_use]
    pub fn source(&self) -> Source {
        let Self { path, members, cached, .. } = self;
        Source { members: members.to_vec(), cached: *cached, ..Source::file(path.clone()) }
    }
}

/// A file that was not looked at, or that held nothing and is no evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Skipped {
    /// Its name.
    pub path: Arc<str>,
    /// Why.
    pub why: SkippedWhy,
}

/// Why something was skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkippedWhy {
    /// The user excluded it.
    Excluded,
    /// This program writes into it.
    OwnOutput,
    /// It is what stands where this run's report will be.
    EarlierReport,
    /// It is a report that Proofdesk saved.
    SavedReport,
    /// It leads to what is read anyway.
    LinkWithin,
    /// It is no evidence by its name, and nothing in it is.
    Litter,
}

impl SkippedWhy {
    const ALL: [Self; 6] = [
        Self::Excluded,
        Self::OwnOutput,
        Self::EarlierReport,
        Self::SavedReport,
        Self::LinkWithin,
        Self::Litter,
    ];

    /// The same in a few words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Excluded => "excluded",
            Self::OwnOutput => "what this run writes its output to",
            Self::EarlierReport => "an earlier report, which this one replaces",
            Self::SavedReport => "a report that Proofdesk saved",
            Self::LinkWithin => "a link to a part of the evidence",
            Self::Litter => "left by the operating system or a program",
        }
    }
}

impl Serialize for SkippedWhy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.words())
    }
}

impl<'de> Deserialize<'de> for SkippedWhy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let words = String::deserialize(deserializer)?;
        let known = Self::ALL.into_iter().find(|why| why.words() == words);
        known.ok_or_else(|| D::Error::custom("nothing is skipped for this"))
    }
}

/// The run's own report, which is no evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportPlace {
    /// Where it will be. What is there now is passed over and counted as skipped: see that it is
    /// an earlier report.
    pub path: PathBuf,
    /// Where it and its signature are while they are being written, if those are files. They are of this
    /// run, so that they are not counted.
    pub unfinished: Vec<PathBuf>,
}
