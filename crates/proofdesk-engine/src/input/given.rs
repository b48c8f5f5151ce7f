//! What a run is given, and what of it is no evidence.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use crate::platform::display_path;

/// One thing that a run was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file or a folder.
    Path(PathBuf),
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

impl Input {
    /// The path, if it has one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::Stdin | Self::Text { .. } => None,
        }
    }

    /// How it is named in a report.
    pub fn shown(&self) -> String {
        match self {
            Self::Path(path) => display_path(path),
            Self::Stdin => "-".to_owned(),
            Self::Text { name, .. } => name.to_string(),
        }
    }
}

/// A file that was not looked at, or that held nothing and is no evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Skipped {
    /// Its name.
    pub path: Arc<str>,
    /// Why, in a few words.
    pub why: &'static str,
}

/// The run's own report, which is no evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportPlace {
    /// Where it will be. What is there now is passed over and counted as skipped: see that it is
    /// an earlier report.
    pub path: PathBuf,
    /// Where it is while it is being written, if that is a file. It is of this run, so that it is
    /// not counted.
    pub unfinished: Option<PathBuf>,
}

/// Why a file is skipped that this program writes into.
pub const OWN_OUTPUT: &str = "what this run writes its output to";
