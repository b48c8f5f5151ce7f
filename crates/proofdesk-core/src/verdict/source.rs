use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Where a finding comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Source {
    /// The file, as the user named it or found under the folder that the user named.
    pub path: Arc<str>,
    /// The way from the file to what lies inside it, from the outermost container on. Empty for what
    /// stands in the file itself: containers are named, and not opened.
    #[serde(default)]
    pub members: Vec<Member>,
    /// Line in the file, from 1, for records that stand one per line.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub line: Option<u64>,
    /// JSON Pointer (RFC 6901) to the record inside the file or line.
    pub pointer: Option<String>,
}

/// One step into a container.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Member {
    /// The member's name in the container; bytes that are not UTF-8 as `\xNN`.
    pub name: Arc<str>,
    /// Its place among the members, from 0, since names can repeat.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub index: u64,
}

impl Source {
    /// A whole file.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), members: Vec::new(), line: None, pointer: None }
    }
}

/// Where the key comes from that the signature was checked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KeySource {
    /// A key that the user pinned.
    Pinned,
    /// The key inside the record, which proves nothing about who signed.
    Embedded,
    /// No key.
    None,
}

/// Whose key the signature was checked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Signer {
    /// The label of the pin.
    pub label: Option<Arc<str>>,
    /// SHA-256 of the 32 key bytes, 64 lowercase hex digits.
    pub fingerprint: Option<Arc<str>>,
    /// Where the key comes from.
    pub source: KeySource,
}

impl Signer {
    /// No key.
    pub const NONE: Self = Self { label: None, fingerprint: None, source: KeySource::None };
}

/// What the signature says of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FieldStatus {
    /// The value stands in the verified bytes.
    Signed,
    /// The verified bytes hold the value in another form, which stands beside it.
    Normalised,
    /// No signature covers it.
    Unsigned,
    /// The verified bytes hold it, and the record does not show it.
    NotShown,
}

/// A field that the record shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Field {
    /// Its name in the record.
    pub name: Cow<'static, str>,
    /// The value shown: a string as its characters, anything else as compact JSON.
    pub value: String,
    /// Whether it is signed.
    pub status: FieldStatus,
    /// The signed value where it is not spelled like the shown one.
    pub signed_value: Option<String>,
}
