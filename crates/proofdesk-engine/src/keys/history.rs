//! The history of keys: which key was seen for which domain, when, and in what.
//!
//! A key whose signature held, or that was fetched, is kept here if the user wants that. A second key for
//! a domain can then be told of, however long ago the first was seen. It warns and never trusts: no verdict
//! depends on it, and no part of a run reads it.
//!
//! Rows are added, never taken away or exchanged, but for the moment at which a key was last seen. The whole
//! can be deleted, since it tells whom one audited.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use proofdesk_core::encoding::Digest;
use proofdesk_core::text::without_mark;
use proofdesk_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::file;
use super::history_error::HistoryError;
use super::pin::domain_of_issuer;
use crate::platform::{self, Access, write_atomically};

/// The version of the file's format.
pub const HISTORY_SCHEMA: &str = "proofdesk.key-history/1";
/// What the schemas of all versions begin with.
const ANY_VERSION: &str = "proofdesk.key-history/";
/// So many rows are kept.
pub const MOST_SEEN: usize = 10_000;
/// Of the name of a file so many characters are kept, the last ones; of an address the first ones, with its
/// host.
const LONGEST_NAME: usize = 300;
/// What ten thousand rows have at most, with room to spare. In bytes.
const FILE_LIMIT: u64 = 64 << 20;
/// Of a file that cannot be read so much is looked at. In bytes.
const BEGINNING: u64 = 1024;

/// How a key was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// A signature was valid under it.
    SignatureHeld,
    /// It was fetched, as the look-up note beside it says.
    Fetched,
}

impl How {
    /// In a few words, behind the name of a key.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SignatureHeld => "a signature was valid under it",
            Self::Fetched => "fetched",
        }
    }
}

/// A key that a run came upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetKey {
    /// The domain of its issuer, as the record, the pin or the look-up names it.
    pub domain: Option<String>,
    /// SHA-256 of the key, 64 lowercase hex digits.
    pub fingerprint: String,
    /// How.
    pub how: How,
    /// The first file that it was met in.
    pub file: String,
    /// Where it was fetched from.
    pub url: Option<String>,
}

/// A key that was seen: a row of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SeenKey {
    /// The domain, in lowercase; `None` if nothing named one.
    pub domain: Option<String>,
    /// SHA-256 of the key, 64 lowercase hex digits.
    pub fingerprint: String,
    /// When it was first seen, RFC 3339.
    pub first_seen: String,
    /// When it was last seen, RFC 3339.
    pub last_seen: String,
    /// How it was first seen.
    pub how: How,
    /// In which file it was first seen: the end of its path.
    pub file: String,
    /// Where it was fetched from, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl SeenKey {
    /// Whether its fingerprint and its times are what they are called.
    fn is_in_form(&self) -> bool {
        let times = [&self.first_seen, &self.last_seen];
        Digest::parse_written(&self.fingerprint)
            .is_ok_and(|read| hex::encode(read.0) == self.fingerprint)
            && times.into_iter().all(|time| Timestamp::parse(time).is_ok())
    }
}

/// A domain for which more than one key was seen. A report that is handed on says no more of the history
/// than this: files of other engagements are not named in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct SecondKey {
    /// The domain.
    pub domain: String,
    /// Its keys, the one that was seen first as the first.
    pub keys: Vec<DatedKey>,
}

/// One of the keys of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DatedKey {
    /// SHA-256 of the key, 64 lowercase hex digits.
    pub fingerprint: String,
    /// When it was first seen, RFC 3339.
    pub first_seen: String,
    /// When it was last seen, RFC 3339.
    pub last_seen: String,
    /// How it was first seen.
    pub how: How,
}

/// What to make of a second key, in sentences.
pub const SECOND_KEY_MEANS: &str = "The issuer may have a new key, or one of the keys is not the issuer's. \
    Ask the issuer, by another way than the network, which keys are theirs. No verdict depends on this.";

impl SecondKey {
    /// What was seen, as a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{} different keys were seen for {}.", self.keys.len(), self.domain)
    }
}

/// The history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyHistory {
    seen: Vec<SeenKey>,
    /// Keys of the run that was noted last for which there is no room: they are compared, and not kept.
    not_kept: Vec<SeenKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HistoryFile {
    schema: String,
    seen: Vec<SeenKey>,
}

/// Where the history beside a key ring is: of `keyring.json`, in `keyring-history.json`.
#[must_use]
pub fn history_beside(ring: &Path) -> PathBuf {
    let mut name = ring.file_stem().unwrap_or_default().to_owned();
    name.push("-history.json");
    ring.with_file_name(name)
}

impl KeyHistory {
    /// Every key, in the order in which they were first seen.
    pub fn seen(&self) -> &[SeenKey] {
        &self.seen
    }

    /// Those of a domain, as people write it.
    pub fn of<'h>(&'h self, domain: &str) -> impl Iterator<Item = &'h SeenKey> + use<'h> {
        let domain = domain_of_issuer(domain);
        self.seen.iter().filter(move |key| domain.is_some() && key.domain == domain)
    }

    /// Whether no further key is kept.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.seen.len() >= MOST_SEEN
    }

    /// Reads a history; a file that is not there is an empty one.
    ///
    /// # Errors
    /// [`HistoryError::Io`], [`HistoryError::Newer`], or [`HistoryError::Form`] for anything that is not
    /// exactly a history. The file is left as it is.
    pub fn load(path: &Path) -> Result<Self, HistoryError> {
        let io = |error| HistoryError::Io { path: path.to_owned(), error };
        let fault = |what| HistoryError::Form { path: path.to_owned(), what };
        let Some((file, _)) = platform::open_regular(path).map_err(io)? else {
            return Ok(Self::default());
        };
        let mut bytes = Vec::new();
        file.take(FILE_LIMIT + 1).read_to_end(&mut bytes).map_err(io)?;
        if bytes.len() as u64 > FILE_LIMIT {
            return Err(fault("it is larger than 64 MiB".to_owned()));
        }
        // serde_json takes the last of two equal keys.
        let node = proofdesk_core::json::parse(&bytes).map_err(|e| fault(e.to_string()))?;
        match node.as_object().and_then(|object| object.str("schema")) {
            Some(HISTORY_SCHEMA) => {}
            Some(other) if other.starts_with(ANY_VERSION) => {
                let (path, schema) = (path.to_owned(), other.to_owned());
                return Err(HistoryError::Newer { path, schema });
            }
            _ => {
                return Err(fault(format!(
                    "it does not begin with \"schema\": \"{HISTORY_SCHEMA}\""
                )));
            }
        }
        let read: HistoryFile =
            serde_json::from_slice(without_mark(&bytes)).map_err(|e| fault(e.to_string()))?;
        if read.seen.len() > MOST_SEEN {
            return Err(fault(format!("it has more than {MOST_SEEN} keys")));
        }
        if let Some(at) = read.seen.iter().position(|key| !key.is_in_form()) {
            return Err(fault(format!(
                "/seen/{at}: its fingerprint is no SHA-256, or a time is none"
            )));
        }
        Ok(Self { seen: read.seen, not_kept: Vec::new() })
    }

    /// Notes in the file at `path` which keys a run came upon at this moment (RFC 3339), and gives the history
    /// as it then is. Of two that do so at the same time, one waits for the other. Where the history is full,
    /// further keys are compared with what is there and not noted; nothing is lost of what is there.
    ///
    /// # Errors
    /// [`HistoryError::Busy`], those of [`KeyHistory::load`], or [`HistoryError::Io`]. The file is then as it
    /// was.
    pub fn note(path: &Path, met: &[MetKey], at: &str) -> Result<Self, HistoryError> {
        // Beside what is no history, no lock is left.
        Self::load(path)?;
        let target = platform::target_of(path);
        let _lock = file::lock(&target).map_err(|e| HistoryError::of_lock(path, e))?;
        let mut history = Self::load(path)?;
        met.iter().for_each(|key| history.add(key, at));
        let text = history.to_json();
        write_atomically(&target, Access::Owner, |out| out.write_all(text.as_bytes()))
            .map_err(|error| HistoryError::Io { path: path.to_owned(), error })?;
        Ok(history)
    }

    fn add(&mut self, met: &MetKey, at: &str) {
        let domain = met.domain.as_deref().and_then(domain_of_issuer);
        let is_this =
            |seen: &&mut SeenKey| seen.domain == domain && seen.fingerprint == met.fingerprint;
        if let Some(seen) = self.seen.iter_mut().find(is_this) {
            // A clock may have been set back.
            if *seen.last_seen < *at {
                seen.last_seen = at.to_owned();
            }
        } else {
            let rows = if self.is_full() { &mut self.not_kept } else { &mut self.seen };
            rows.push(SeenKey {
                domain,
                fingerprint: met.fingerprint.clone(),
                first_seen: at.to_owned(),
                last_seen: at.to_owned(),
                how: met.how,
                file: end_of(&met.file),
                url: met.url.as_deref().map(start_of),
            });
        }
    }

    /// Forgets every key: deletes the file. False where there is none.
    ///
    /// # Errors
    /// [`HistoryError::NotDeleted`] for anything but a history: one that is damaged, or of a newer format, is
    /// one too. [`HistoryError::Busy`] or [`HistoryError::Io`]. The file is then as it was.
    pub fn delete(path: &Path) -> Result<bool, HistoryError> {
        let io = |error| HistoryError::Io { path: path.to_owned(), error };
        let refused = |why| Err(HistoryError::NotDeleted { path: path.to_owned(), why });
        match fs::symlink_metadata(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
            // Whoever made the link would choose what is deleted.
            there if there.as_ref().is_ok_and(fs::Metadata::is_symlink) => {
                return refused("it is a symbolic link; name the file that it leads to");
            }
            there => there.map_err(io)?,
        };
        match Self::load(path) {
            Ok(_) | Err(HistoryError::Newer { .. }) => {}
            Err(HistoryError::Form { .. }) if begins_as_history(path).map_err(io)? => {}
            Err(HistoryError::Form { .. }) => return refused("it is no history of keys"),
            Err(error) => return Err(error),
        }
        let lock = file::lock(path).map_err(|e| HistoryError::of_lock(path, e))?;
        fs::remove_file(path).map_err(io)?;
        file::unlock_for_good(lock, path);
        Ok(true)
    }

    /// The domains of these keys for which more than one key was seen.
    #[must_use]
    pub fn second_keys(&self, met: &[MetKey]) -> Vec<SecondKey> {
        let named = met.iter().filter_map(|key| domain_of_issuer(key.domain.as_deref()?));
        let mut domains: Vec<String> = named.collect();
        domains.sort();
        domains.dedup();
        let of = |domain: String| {
            let rows = self.seen.iter().chain(&self.not_kept);
            let rows = rows.filter(|seen| seen.domain.as_deref() == Some(&*domain));
            let mut keys: Vec<DatedKey> = Vec::new();
            for seen in rows {
                // Of what is not kept, a key can be there twice.
                if !keys.iter().any(|key| key.fingerprint == seen.fingerprint) {
                    keys.push(seen.into());
                }
            }
            (keys.len() > 1).then_some(SecondKey { domain, keys })
        };
        domains.into_iter().filter_map(of).collect()
    }

    fn to_json(&self) -> String {
        let file = HistoryFile { schema: HISTORY_SCHEMA.to_owned(), seen: self.seen.clone() };
        // Strings and structs cannot fail to serialise.
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }
}

impl DatedKey {
    /// When and how it was seen, in a few words.
    #[must_use]
    pub fn seen(&self) -> String {
        let Self { first_seen, last_seen, how, .. } = self;
        let until = match first_seen == last_seen {
            true => String::new(),
            false => format!(", last {last_seen}"),
        };
        format!("first seen {first_seen} ({}){until}", how.words())
    }
}

impl From<&SeenKey> for DatedKey {
    fn from(seen: &SeenKey) -> Self {
        let SeenKey { fingerprint, first_seen, last_seen, how, .. } = seen.clone();
        Self { fingerprint, first_seen, last_seen, how }
    }
}

/// Whether a file that cannot be read as a history says at its beginning that it is one.
fn begins_as_history(path: &Path) -> io::Result<bool> {
    let Some((file, _)) = platform::open_regular(path)? else { return Ok(false) };
    let mut bytes = Vec::new();
    file.take(BEGINNING).read_to_end(&mut bytes)?;
    let signs = without_mark(&bytes).iter().filter(|sign| !sign.is_ascii_whitespace());
    let signs: Vec<u8> = signs.copied().collect();
    Ok(signs.starts_with(format!("{{\"schema\":\"{ANY_VERSION}").as_bytes()))
}

/// The start of a long text, before a sign that it is one.
fn start_of(text: &str) -> String {
    match text.char_indices().nth(LONGEST_NAME) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// The end of a long text, behind a sign that it is one.
fn end_of(text: &str) -> String {
    match text.char_indices().rev().nth(LONGEST_NAME) {
        Some((at, sign)) => format!("…{}", &text[at + sign.len_utf8()..]),
        None => text.to_owned(),
    }
}
