//! What stands at the end of a part: its files, and what is to be compared with other parts.

use serde::{Deserialize, Serialize};

use super::facts::hash;
use crate::input::{Skipped, Stretched};

/// What a part holds.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Index {
    /// The files, in the order of their names. Their places are their numbers in the part.
    pub files: Vec<Listed>,
    /// What is no evidence and was not looked at; of shares of one list in the first.
    pub skipped: Vec<Skipped>,
    pub unused_excludes: Vec<String>,
    /// How many bytes were hashed.
    pub bytes: u64,
    /// The SHA-256 of the list of all files that the share was taken of.
    #[serde(with = "hash::option")]
    pub list: Option<[u8; 32]>,
    /// The SHA-256 of the part up to here.
    #[serde(with = "hash")]
    pub sha256: [u8; 32],
}

/// A file of a part.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listed {
    pub name: String,
    pub kind: ListedKind,
    pub litter: bool,
    /// Its SHA-512 was taken.
    pub sha512: bool,
    /// What of it is in this part, if others have the rest.
    pub stretch: Option<Stretch>,
}

/// Where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ListedKind {
    File,
    Stdin,
    Rows,
}

/// A stretch of a file, or of the rows of a table.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stretch {
    /// From where to where, of a file.
    pub bytes: Option<(u64, u64)>,
    pub lines: u64,
    pub blocks: u32,
    /// The hash of a stretch of a file; of the first, that of the whole tells.
    #[serde(with = "hash::option")]
    pub sha256: Option<[u8; 32]>,
    /// In the first part: the hashes of the others, as it read them.
    pub others: Vec<Hash>,
    /// It could not be read to its end.
    pub failed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hash(#[serde(with = "hash")] pub [u8; 32]);

impl Stretch {
    pub(super) fn of(stretched: Stretched, blocks: u32) -> Self {
        let Stretched { bytes, lines, sha256, others } = stretched;
        Self {
            bytes: Some((bytes.start, bytes.end)),
            lines,
            blocks,
            sha256,
            others: others.into_iter().map(Hash).collect(),
            failed: false,
        }
    }

    pub(super) fn failed() -> Self {
        Self { failed: true, ..Self::default() }
    }
}
