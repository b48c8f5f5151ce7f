//! The key ring: the public keys that the user decided to trust, in a file of their own.
//!
//! The file is JSON that a person can read and a newer version can recognise. It is written to a
//! temporary file beside it and moved into place, readable by its owner only. The ring holds no
//! secrets, but whoever can write it decides what is verified.
//!
//! The window and the command line share one ring. Whoever changes it holds a lock from reading to
//! writing; whoever only reads needs none.

use std::borrow::Cow;
use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::platform::display_path;
use proofdesk_core::key::{KeyError, ParsedKey, PublicKey, parse_key};
use proofdesk_core::marks::hidden;
use proofdesk_core::time::{Timestamp, TimestampError};
use proofdesk_core::trust::{Confirmed, Pin};
use serde::{Deserialize, Serialize};

use crate::{platform, report};

/// The version of the file's format.
pub const SCHEMA: &str = "proofdesk.keyring/1";
/// A ring is a few hundred bytes a key. In bytes.
const FILE_LIMIT: u64 = 16 << 20;
const LABEL_LIMIT: usize = 100;
/// How long another's change is waited for. It takes some milliseconds.
const PATIENCE: Duration = Duration::from_secs(2);

/// One key in the ring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct RingPin {
    /// The user's name for the key, unique in the ring, 1 to 100 characters.
    pub label: String,
    /// The issuer's domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The 32 key bytes, 64 lowercase hex digits.
    pub key: String,
    /// SHA-256 of the key bytes, 64 lowercase hex digits; must be that of `key`.
    pub fingerprint: String,
    /// The issuer's tenant id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,
    /// The issuer's name for the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// RFC 3339; signatures before it are not accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// RFC 3339; signatures after it are not accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// RFC 3339; signatures from it on are not accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compromised_since: Option<String>,
    /// The user's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How the fingerprint was compared with one obtained elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<String>,
    /// RFC 3339; when it was pinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_at: Option<String>,
}

/// The ring.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyRing {
    pins: Vec<RingPin>,
    others_can_write: bool,
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

/// Why a ring could not be read, changed or written.
#[derive(Debug)]
#[non_exhaustive]
pub enum KeyRingError {
    /// The file could not be read or written.
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The file is not a key ring.
    Form {
        /// Which file.
        path: PathBuf,
        /// What is wrong, and where.
        what: String,
    },
    /// The file is a key ring of a newer format.
    Newer {
        /// Which file.
        path: PathBuf,
        /// Which format.
        schema: String,
    },
    /// A value of a pin is not acceptable.
    Pin {
        /// The pin's label.
        label: String,
        /// What is wrong.
        what: String,
    },
    /// No pin has this label or fingerprint.
    Unknown {
        /// What was asked for.
        selector: String,
    },
    /// Several pins have this fingerprint.
    Several {
        /// What was asked for.
        selector: String,
        /// Their labels.
        labels: Vec<String>,
    },
    /// Somebody else is changing the ring, and did not come to an end.
    Busy {
        /// Which file.
        path: PathBuf,
    },
    /// There is no home folder to keep a ring in.
    NoHome,
}

impl fmt::Display for KeyRingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, error } => write!(f, "the key ring {}: {error}", display_path(path)),
            Self::Form { path, what } => write!(f, "the key ring {}: {what}", display_path(path)),
            Self::Newer { path, schema } => write!(
                f,
                "the key ring {} is of the newer format {}; update Proofdesk",
                display_path(path),
                proofdesk_core::visible(schema)
            ),
            Self::Pin { label, what } => {
                write!(f, "the key \"{}\": {what}", proofdesk_core::visible(label))
            }
            Self::Unknown { selector } => write!(
                f,
                "no pinned key has the label or fingerprint \"{}\"",
                proofdesk_core::visible(selector)
            ),
            Self::Several { selector, labels } => {
                let labels: Vec<_> =
                    labels.iter().map(|l| format!("\"{}\"", proofdesk_core::visible(l))).collect();
                write!(
                    f,
                    "several pinned keys have the fingerprint {}: {}; name one of them by its label",
                    proofdesk_core::visible(selector),
                    labels.join(", ")
                )
            }
            Self::Busy { path } => write!(
                f,
                "another Proofdesk is changing the key ring {}; try again",
                display_path(path)
            ),
            Self::NoHome => f.write_str("there is no home folder to keep a key ring in"),
        }
    }
}

impl std::error::Error for KeyRingError {}

impl KeyRingError {
    /// The label is another pin's.
    pub fn taken(label: &str) -> Self {
        let what = "the label is taken; choose another, or remove that pin first".to_owned();
        Self::Pin { label: label.to_owned(), what }
    }
}

/// Where the user's own ring is: in the configuration folder of the platform.
///
/// # Errors
/// [`KeyRingError::NoHome`].
pub fn default_path() -> Result<PathBuf, KeyRingError> {
    let folders =
        directories::ProjectDirs::from("", "", "Proofdesk").ok_or(KeyRingError::NoHome)?;
    Ok(folders.config_dir().join("keyring.json"))
}

impl RingPin {
    /// A pin of `key` with nothing but its label, and what the key's own text says of it.
    pub fn new(label: &str, parsed: &ParsedKey) -> Self {
        Self {
            label: label.to_owned(),
            domain: parsed.domain.clone(),
            key: parsed.key.to_hex(),
            fingerprint: parsed.key.fingerprint().to_string(),
            tenant_id: None,
            key_id: parsed.key_id.clone(),
            valid_from: None,
            valid_until: None,
            compromised_since: None,
            note: None,
            confirmed: None,
            added_at: None,
        }
    }

    /// The pin as it is taken over from `file`, with the user's word for it. Its key is kept in one
    /// form: the file may have it in another, with more around it.
    ///
    /// # Errors
    /// [`KeyRingError::Pin`] for whatever is not acceptable in it.
    pub fn adopt(self, words: &str, file: &Path) -> Result<Self, KeyRingError> {
        let name = file.file_name().map_or(file, Path::new);
        let name = platform::display_path(name);
        Ok(Self {
            key: self.to_pin()?.key.to_hex(),
            confirmed: Some(format!("{words} (imported from {name})")),
            added_at: Some(report::time_of(SystemTime::now())),
            ..self
        })
    }

    /// The pin as the verifier uses it.
    ///
    /// # Errors
    /// [`KeyRingError::Pin`] for whatever is not acceptable in it.
    pub fn to_pin(&self) -> Result<Pin, KeyRingError> {
        let fault = |what: String| KeyRingError::Pin { label: self.label.clone(), what };
        let length = self.label.chars().count();
        if !(1..=LABEL_LIMIT).contains(&length) || self.label.chars().any(char::is_control) {
            return Err(fault(
                "a label has 1 to 100 characters, none of them a control".to_owned(),
            ));
        }
        let said = [&self.domain, &self.tenant_id, &self.key_id, &self.note, &self.confirmed];
        let said = said.into_iter().flatten().chain([&self.label]);
        if said.into_iter().any(|text| matches!(hidden(text), Cow::Owned(_))) {
            return Err(fault("its label or one of its notes contains a private key".to_owned()));
        }
        let key = parse_key(self.key.as_bytes()).map_err(|e: KeyError| fault(e.to_string()))?.key;
        if key.fingerprint().to_string() != self.fingerprint {
            return Err(fault("its fingerprint is not that of its key".to_owned()));
        }
        let time = |name: &str, text: &Option<String>| -> Result<Option<Timestamp>, KeyRingError> {
            let parsed = text.as_deref().map(Timestamp::parse).transpose();
            parsed.map_err(|e: TimestampError| fault(format!("{name}: {e}")))
        };
        let pin = Pin {
            label: self.label.as_str().into(),
            domain: self.domain.clone(),
            key,
            tenant_id: self.tenant_id.clone(),
            valid_from: time("valid_from", &self.valid_from)?,
            valid_until: time("valid_until", &self.valid_until)?,
            compromised_since: time("compromised_since", &self.compromised_since)?,
            confirmed: match &self.confirmed {
                Some(words) => Confirmed::Said(words.clone()),
                None => Confirmed::Never,
            },
        };
        if matches!((pin.valid_from, pin.valid_until), (Some(from), Some(until)) if from > until) {
            return Err(fault("valid_until is before valid_from".to_owned()));
        }
        Ok(pin)
    }
}

impl KeyRing {
    /// The pins, in the order in which they were added.
    pub fn pins(&self) -> &[RingPin] {
        &self.pins
    }

    /// Reads a ring; a file that is not there is an empty ring.
    ///
    /// # Errors
    /// [`KeyRingError::Io`], or [`KeyRingError::Form`] for anything that is not exactly a ring: a
    /// ring that is half understood would be half trusted.
    pub fn load(path: &Path) -> Result<Self, KeyRingError> {
        let io = |error| KeyRingError::Io { path: path.to_owned(), error };
        // Opening one could wait for ever, or do something: a device, a pipe.
        let regular = |metadata: fs::Metadata| match platform::Facts::of(&metadata).kind.special() {
            Some(kind) => Err(io(io::Error::other(format!("it is {kind}, and no regular file")))),
            None => Ok(metadata),
        };
        match fs::metadata(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            found => regular(found.map_err(io)?)?,
        };
        let file = platform::open_to_read(path).map_err(io)?;
        let metadata = regular(file.metadata().map_err(io)?)?;
        let ring = Self::read(path, file)?;
        Ok(Self { others_can_write: platform::others_can_write(&metadata), ..ring })
    }

    /// Reads a ring that a file or standard input gives, called `path`.
    ///
    /// # Errors
    /// As of [`KeyRing::load`].
    pub fn read(path: &Path, file: impl Read) -> Result<Self, KeyRingError> {
        let io = |error| KeyRingError::Io { path: path.to_owned(), error };
        let mut bytes = Vec::new();
        file.take(FILE_LIMIT + 1).read_to_end(&mut bytes).map_err(io)?;
        if bytes.len() as u64 > FILE_LIMIT {
            return Err(io(io::Error::other("it is larger than 16 MiB")));
        }
        let fault = |what| KeyRingError::Form { path: path.to_owned(), what };
        // serde_json takes the last of two equal keys; a ring with such a pair has been tampered
        // with or edited badly.
        let node = proofdesk_core::json::parse(&bytes).map_err(|e| fault(e.to_string()))?;
        match node.as_object().and_then(|o| o.str("schema")) {
            Some(SCHEMA) => {}
            Some(other) if other.starts_with("proofdesk.keyring/") => {
                let (path, schema) = (path.to_owned(), other.to_owned());
                return Err(KeyRingError::Newer { path, schema });
            }
            _ => return Err(fault(format!("it does not begin with \"schema\": \"{SCHEMA}\""))),
        }
        Self::parse(&bytes).map_err(fault)
    }

    /// Whether others than its owner can write to the file that the ring was read from: whoever can
    /// decides what is verified.
    pub fn others_can_write(&self) -> bool {
        self.others_can_write
    }

    fn parse(bytes: &[u8]) -> Result<Self, String> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let file: RingFile = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
        let mut ring = Self::default();
        for pin in file.pins {
            ring.add(pin).map_err(|e| e.to_string())?;
        }
        Ok(ring)
    }

    /// Changes the ring in a file: reads it, lets `work` change it, and writes it. Of two that do so
    /// at the same time, one waits for the other, so that no change is lost.
    ///
    /// # Errors
    /// [`KeyRingError::Busy`], those of [`KeyRing::load`] and of `work`, or [`KeyRingError::Io`]. The
    /// ring is then as it was.
    pub fn change<T>(
        path: &Path,
        work: impl FnOnce(&mut Self) -> Result<T, KeyRingError>,
    ) -> Result<T, KeyRingError> {
        let io = |error| KeyRingError::Io { path: path.to_owned(), error };
        // A ring that is a symbolic link stays one, and has one lock under all its names.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let _lock = lock(&target).map_err(|e| match e {
            TryLockError::Error(error) => io(error),
            TryLockError::WouldBlock => KeyRingError::Busy { path: path.to_owned() },
        })?;
        let mut ring = Self::load(path)?;
        let done = work(&mut ring)?;
        write(&target, &ring.to_json()).map_err(io)?;
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
    /// [`KeyRingError::Pin`] when a value is not acceptable or the label is taken.
    pub fn add(&mut self, pin: RingPin) -> Result<(), KeyRingError> {
        pin.to_pin()?;
        if self.place(&pin.label).is_some() {
            return Err(KeyRingError::taken(&pin.label));
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
        if pin.to_pin()?.key != self.pins[place].to_pin()?.key {
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
                None => offer.new.push(RingPin { confirmed: None, added_at: None, ..pin }),
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

    /// Removes a pin and gives it back.
    ///
    /// # Errors
    /// Those of [`KeyRing::find`].
    pub fn remove(&mut self, selector: &str) -> Result<RingPin, KeyRingError> {
        let label = self.find(selector)?.label.clone();
        let place = self.place(&label).unwrap_or_default();
        Ok(self.pins.remove(place))
    }

    /// The pins as the verifier uses them.
    ///
    /// # Errors
    /// [`KeyRingError::Pin`].
    pub fn to_pins(&self) -> Result<Vec<Pin>, KeyRingError> {
        self.pins.iter().map(RingPin::to_pin).collect()
    }
}

/// Locks the ring in `path` against others that would change it, until the file is closed. The lock
/// is on a file beside the ring, because each change puts another file in the ring's place.
fn lock(path: &Path) -> Result<File, TryLockError> {
    fs::create_dir_all(folder_of(path)).map_err(TryLockError::Error)?;
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = platform::open_private(Path::new(&name)).map_err(TryLockError::Error)?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(10));
            }
            // On a file system without locks a change goes on without one.
            Err(TryLockError::Error(e)) if platform::has_no_locks(&e) => return Ok(file),
            locked => return locked.map(|()| file),
        }
    }
}

/// Writes a file in one step: whoever reads it meanwhile sees the old one or the new one.
fn write(path: &Path, text: &str) -> io::Result<()> {
    // tempfile creates it for the owner alone.
    let mut file = tempfile::NamedTempFile::new_in(folder_of(path))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// The folder in which a file is.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The domain that a text names, as people write it: with the scheme of a link, a final slash or dot.
/// A label that names one is also the pin's domain. `None` if it names none.
pub fn domain_in(text: &str) -> Option<String> {
    let text = text.trim();
    let scheme = ["https://", "http://"].into_iter().find_map(|scheme| text.strip_prefix(scheme));
    let domain = scheme.unwrap_or(text).trim_end_matches(['/', '.']);
    is_domain(domain).then(|| domain.to_owned())
}

/// What is wrong with a label that names another domain than the document in which the key came.
pub fn other_domain(label: &str, parsed: &ParsedKey) -> Option<String> {
    let (named, own) = (domain_in(label)?, parsed.domain.as_deref()?);
    let differs = !named.eq_ignore_ascii_case(own.trim_end_matches('.'));
    differs.then(|| {
        format!(
            "the file says that the key is of {}, the label names {}; take the domain of the file \
             as the label, or a label that is no domain",
            proofdesk_core::visible(own),
            proofdesk_core::visible(&named)
        )
    })
}

fn is_domain(label: &str) -> bool {
    let labels: Vec<&str> = label.split('.').collect();
    let part = |p: &&str| {
        !p.is_empty()
            && p.len() <= 63
            && p.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !p.starts_with('-')
            && !p.ends_with('-')
    };
    labels.len() >= 2 && labels.iter().all(part) && labels.iter().all(|p| !p.is_empty())
}

/// A pin for one run.
pub fn run_pin(label: &str, parsed: ParsedKey) -> Pin {
    let domain = domain_in(label).or(parsed.domain);
    let key: PublicKey = parsed.key;
    Pin {
        label: label.into(),
        domain,
        key,
        tenant_id: None,
        valid_from: None,
        valid_until: None,
        compromised_since: None,
        confirmed: Confirmed::NotAsked,
    }
}
