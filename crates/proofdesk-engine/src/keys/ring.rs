//! The key ring: the public keys that the user decided to trust, in a file of their own.
//!
//! The file is JSON that a person can read and a newer version can recognise. It is written to a
//! temporary file beside it and moved into place, readable by its owner only. The ring holds no
//! secrets, but whoever can write it decides what is verified.
//!
//! The window and the command line share one ring. Whoever changes it holds a lock from reading to
//! writing; whoever only reads needs none.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use proofdesk_core::encoding::Digest;
use proofdesk_core::trust::Pin;
use serde::{Deserialize, Serialize};

use super::error::KeyRingError;
use super::file::{Format, beside};
use super::file_error::FileError;
use super::pin::RingPin;
use crate::platform;

/// The version of the file's format.
pub const SCHEMA: &str = "proofdesk.keyring/2";
/// The version before, which has no `compared_with` and no reviewers. It is read; a copy is kept when it is changed.
const OLDER: &str = "proofdesk.keyring/1";
/// A ring is a few hundred bytes a key.
const FORMAT: Format = Format {
    of: "the key ring",
    any_version: "proofdesk.keyring/",
    now: SCHEMA,
    older: &[OLDER],
    limit: 16,
};

/// The ring.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyRing {
    pins: Vec<RingPin>,
    others_can_write: bool,
    /// The file that it was read from is of the version before.
    is_older: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RingFile {
    schema: String,
    pins: Vec<RingPin>,
}

/// What one ring has for another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offer {
    /// Under labels that are free. How and when these keys were confirmed is left out: what another
    /// ring says of that is nobody's word.
    pub new: Vec<RingPin>,
    /// The same key is there under the same label.
    pub already: Vec<RingPin>,
    /// The label is another key's.
    pub conflicts: Vec<RingPin>,
}

/// Where the user's own ring is: in the configuration folder of the platform.
///
/// # Errors
/// [`KeyRingError::NoHome`].
pub fn default_path() -> Result<PathBuf, KeyRingError> {
    // The system is asked once: in a sandbox, its list of users cannot be read.
    static OWN: OnceLock<Option<PathBuf>> = OnceLock::new();
    let own = OWN.get_or_init(|| {
        let folders = directories::ProjectDirs::from("", "", "Proofdesk")?;
        Some(folders.config_dir().join("keyring.json"))
    });
    own.clone().ok_or(KeyRingError::NoHome)
}

impl KeyRing {
    /// The pins, in the order in which they were added.
    pub fn pins(&self) -> &[RingPin] {
        &self.pins
    }

    /// Their labels.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.pins.iter().map(|pin| &*pin.label)
    }

    /// Reads a ring; a file that is not there is an empty ring.
    ///
    /// # Errors
    /// [`KeyRingError::File`] for anything that is not exactly a ring.
    pub fn load(path: &Path) -> Result<Self, KeyRingError> {
        let Some((file, metadata)) =
            platform::open_regular(path).map_err(|error| FORMAT.io(path, error))?
        else {
            return Ok(Self::default());
        };
        let ring = Self::read(path, file)?;
        Ok(Self { others_can_write: platform::others_can_write(&metadata), ..ring })
    }

    /// Reads a ring that a file or standard input gives, called `path`.
    ///
    /// # Errors
    /// As of [`KeyRing::load`].
    pub fn read(path: &Path, file: impl Read) -> Result<Self, KeyRingError> {
        let file: RingFile = FORMAT.read(path, file)?;
        let mut ring = Self { is_older: file.schema == OLDER, ..Self::default() };
        for pin in file.pins {
            ring.add(pin).map_err(|error| FORMAT.fault(path, error))?;
        }
        Ok(ring)
    }

    /// Whether others than its owner can write to the file that the ring was read from: whoever can
    /// decides what is verified.
    pub fn others_can_write(&self) -> bool {
        self.others_can_write
    }

    /// Changes the ring in a file: reads it, lets `work` change it, and writes it. Of two that do so
    /// at the same time, one waits for the other, so that no change is lost.
    ///
    /// # Errors
    /// [`KeyRingError::File`], and those of `work`. The ring is then as it was.
    pub fn change<T>(
        path: &Path,
        work: impl FnOnce(&mut Self) -> Result<T, KeyRingError>,
    ) -> Result<T, KeyRingError> {
        let _lock = FORMAT.lock(path)?;
        let mut ring = Self::load(path)?;
        let done = work(&mut ring)?;
        if ring.is_older {
            keep_copy(path)?;
        }
        FORMAT.write(path, &ring.to_json())?;
        Ok(done)
    }

    /// The ring as its file has it.
    pub fn to_json(&self) -> String {
        let file = RingFile { schema: SCHEMA.to_owned(), pins: self.pins.clone() };
        // Strings and structs cannot fail to serialise.
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }

    /// Adds a pin.
    ///
    /// # Errors
    /// [`KeyRingError::Pin`] when a value is not acceptable or the label is another key's, and
    /// [`KeyRingError::AlreadyPinned`].
    pub fn add(&mut self, pin: RingPin) -> Result<(), KeyRingError> {
        pin.to_pin()?;
        match self.place(&pin.label).map(|place| &self.pins[place]) {
            Some(held) if held.fingerprint == pin.fingerprint => {
                return Err(KeyRingError::AlreadyPinned { label: pin.label });
            }
            Some(_) => return Err(KeyRingError::taken(&pin.label)),
            None => {}
        }
        let is_other =
            |held: &&RingPin| held.fingerprint == pin.fingerprint && held.reviewer != pin.reviewer;
        if let Some(held) = self.pins.iter().find(is_other) {
            let (label, other) = (pin.label, held.label.clone());
            return Err(KeyRingError::BothRoles { label, other });
        }
        self.pins.push(pin);
        Ok(())
    }

    /// Puts `pin` in the place of the one with this label: other dates, another note, another
    /// label. The key stays; another key is another pin.
    ///
    /// # Errors
    /// [`KeyRingError::Unknown`], or [`KeyRingError::Pin`] when a value is not acceptable, the key
    /// is another or the new label is taken.
    pub fn replace(&mut self, label: &str, pin: RingPin) -> Result<(), KeyRingError> {
        let unknown = || KeyRingError::Unknown { selector: label.to_owned() };
        let place = self.place(label).ok_or_else(unknown)?;
        let held = &self.pins[place];
        if pin.to_pin()?.key != held.to_pin()?.key || pin.reviewer != held.reviewer {
            let what = "its key cannot be exchanged; pin the other key by itself".to_owned();
            return Err(KeyRingError::Pin { label: label.to_owned(), what });
        }
        if self.place(&pin.label).is_some_and(|other| other != place) {
            return Err(KeyRingError::taken(&pin.label));
        }
        self.pins[place] = pin;
        Ok(())
    }

    /// What this ring has for `other`, which stays as it is.
    pub fn offer_to(self, other: &Self) -> Offer {
        let mut offer = Offer::default();
        for pin in self.pins {
            match other.place(&pin.label).map(|place| &other.pins[place]) {
                Some(held) if held.fingerprint == pin.fingerprint => offer.already.push(pin),
                Some(_) => offer.conflicts.push(pin),
                None => {
                    let unsaid = RingPin {
                        confirmed: None,
                        matched: false,
                        compared_with: None,
                        added_at: None,
                        ..pin
                    };
                    offer.new.push(unsaid);
                }
            }
        }
        offer
    }

    fn place(&self, label: &str) -> Option<usize> {
        self.pins.iter().position(|pin| pin.label == label)
    }

    /// The pin with this label, or the only one with this fingerprint (64 hex digits, groups allowed).
    ///
    /// # Errors
    /// [`KeyRingError::Unknown`] or [`KeyRingError::Several`].
    pub fn find(&self, selector: &str) -> Result<&RingPin, KeyRingError> {
        if let Some(place) = self.place(selector) {
            return Ok(&self.pins[place]);
        }
        let compact: String =
            selector.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        let found: Vec<&RingPin> =
            self.pins.iter().filter(|pin| pin.fingerprint == compact).collect();
        let selector = selector.to_owned();
        match found.as_slice() {
            [] => Err(KeyRingError::Unknown { selector }),
            [pin] => Ok(pin),
            several => {
                let labels = several.iter().map(|pin| pin.label.clone()).collect();
                Err(KeyRingError::Several { selector, labels })
            }
        }
    }

    /// The first pin whose fingerprint these bytes are: what is given as a key can be one.
    pub fn with_fingerprint(&self, bytes: &[u8; 32]) -> Option<&RingPin> {
        let fingerprint = Digest(*bytes).to_string();
        self.pins.iter().find(|pin| pin.fingerprint == fingerprint)
    }

    /// Removes a pin and gives it back.
    ///
    /// # Errors
    /// Those of [`KeyRing::find`].
    pub fn remove(&mut self, selector: &str) -> Result<RingPin, KeyRingError> {
        let label = self.find(selector)?.label.clone();
        let place = self.place(&label).unwrap_or_default();
        Ok(self.pins.remove(place))
    }

    /// The keys of issuers, as the verifier uses them.
    ///
    /// # Errors
    /// [`KeyRingError::Pin`].
    pub fn to_pins(&self) -> Result<Vec<Pin>, KeyRingError> {
        self.pins.iter().filter(|pin| !pin.reviewer).map(RingPin::to_pin).collect()
    }

    /// The keys of those who sign reports.
    ///
    /// # Errors
    /// [`KeyRingError::Pin`].
    pub fn to_reviewers(&self) -> Result<Vec<Pin>, KeyRingError> {
        self.pins.iter().filter(|pin| pin.reviewer).map(RingPin::to_pin).collect()
    }
}

/// Keeps the ring in `path` as it was in an older version of the format, for an older program.
fn keep_copy(path: &Path) -> Result<(), FileError> {
    let target = platform::target_of(path);
    let text = fs::read_to_string(&target).map_err(|error| FORMAT.io(path, error))?;
    FORMAT.write(&beside(&target, ".1"), &text)
}
