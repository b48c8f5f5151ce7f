//! Evidence to hand on: a bag (BagIt 1.0, RFC 8493) in one zip archive.
//!
//! Every file is read once more, and must be what was verified. The bag is written from its beginning to its
//! end; whoever gives the place for it sees that nothing half stays there.

mod error;
mod names;
mod zip;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::clock::{Started, time_of};
use crate::input::{Origin, ReadError, Reading};
use crate::platform::{Place, display_path};
use crate::progress::Control;
use crate::run::Summary;
pub use error::PackError;
pub use names::names_in_bag;
use names::{Names, encoded};
use zip::{Zip, dos_time};

/// The file that lists the hashes of the payload.
const MANIFEST: &str = "manifest-sha256.txt";
/// The file that lists the hashes of all else.
const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// How much of a file is read at once. In bytes.
const STEP: usize = 128 << 10;

/// A bag in the making.
pub struct Bag<W: Write> {
    zip: Zip<W>,
    /// The folder in the archive that is the bag, with a `/` behind it.
    folder: String,
    date: String,
    payload: BTreeMap<String, [u8; 32]>,
    payload_bytes: u64,
    tags: BTreeMap<String, [u8; 32]>,
}

/// A file of the evidence on its way into the bag.
struct Packed<'s> {
    shown: &'s str,
    place: &'s Place,
    path: String,
    sha256: [u8; 32],
}

impl<W: Write> Bag<W> {
    /// Begins a bag of this name in `out`.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn begin(name: &str, started: Started, out: W) -> io::Result<Self> {
        let date = time_of(started.at);
        let numbers = |text: &str| text.parse::<u16>().unwrap_or_default();
        let ranges = [0..4, 5..7, 8..10, 11..13, 14..16, 17..19];
        let time = ranges.map(|range| date.get(range).map_or(0, numbers));
        let mut bag = Self {
            zip: Zip::new(out, dos_time(time)),
            folder: format!("{name}/"),
            date: date.get(..10).unwrap_or_default().to_owned(),
            payload: BTreeMap::new(),
            payload_bytes: 0,
            tags: BTreeMap::new(),
        };
        let declaration = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
        bag.add("bagit.txt", &mut |out| out.write_all(declaration))?;
        Ok(bag)
    }

    /// Adds every file that a run read, but for those that are to be left out.
    ///
    /// # Errors
    /// [`PackError`] if a file was not read by the run, or is not what it was.
    pub fn add_evidence(
        &mut self,
        summary: &Summary,
        without: &[PathBuf],
        control: &Control,
    ) -> Result<(), PackError> {
        for file in evidence(summary, without)? {
            self.add_file(&file, control)?;
        }
        Ok(())
    }

    fn add_file(&mut self, file: &Packed<'_>, control: &Control) -> Result<(), PackError> {
        let changed = || PackError::Changed { path: file.shown.to_owned() };
        let read = |error: ReadError| match error {
            ReadError::Cancelled => PackError::Io(io::ErrorKind::Interrupted.into()),
            _ => changed(),
        };
        let mut reading = Some(Reading::open(file.place.clone(), control).map_err(read)?);
        let about = file.place.facts().map_or(0, |facts| facts.stamp.len());
        let mut digest = None;
        let name = format!("{}{}", self.folder, file.path);
        self.zip.add(&name, about, &mut |out| {
            let Some(mut reading) = reading.take() else { return Ok(()) };
            let mut buffer = vec![0; STEP];
            loop {
                match reading.fill(&mut buffer) {
                    Ok(0) => break,
                    Ok(came) => out.write_all(&buffer[..came])?,
                    Err(error) => {
                        digest = Some(Err(error));
                        return Ok(());
                    }
                }
            }
            digest = Some(reading.finish());
            Ok(())
        })?;
        let digest = digest.ok_or_else(changed)?.map_err(read)?;
        if digest.sha256 != file.sha256 {
            return Err(changed());
        }
        self.payload_bytes += digest.len;
        self.payload.insert(file.path.clone(), digest.sha256);
        Ok(())
    }

    /// Adds a file beside the payload.
    ///
    /// # Errors
    /// Those of `fill` and of the output.
    pub fn add(
        &mut self,
        path: &str,
        fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut hasher = Sha256::new();
        self.write(path, &mut |out| fill(&mut Hashing { out, hasher: &mut hasher }))?;
        self.tags.insert(path.to_owned(), hasher.finalize().into());
        Ok(())
    }

    fn write(
        &mut self,
        path: &str,
        fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        self.zip.add(&format!("{}{path}", self.folder), 0, fill)
    }

    /// Ends the bag with its manifests. `sign` may make an envelope of the last of them, which no manifest
    /// lists.
    ///
    /// # Errors
    /// Those of the output.
    pub fn finish(mut self, sign: &dyn Fn(&[u8]) -> Option<Vec<u8>>) -> io::Result<()> {
        let info = format!(
            "Bag-Software-Agent: proofdesk {}\nBagging-Date: {}\nPayload-Oxum: {}.{}\n",
            env!("CARGO_PKG_VERSION"),
            self.date,
            self.payload_bytes,
            self.payload.len()
        );
        self.add("bag-info.txt", &mut |out| out.write_all(info.as_bytes()))?;
        let payload = list(&self.payload);
        self.add(MANIFEST, &mut |out| out.write_all(payload.as_bytes()))?;
        let tags = list(&self.tags);
        self.write(TAG_MANIFEST, &mut |out| out.write_all(tags.as_bytes()))?;
        if let Some(envelope) = sign(tags.as_bytes()) {
            let name = format!("{TAG_MANIFEST}.dsse.json");
            self.write(&name, &mut |out| out.write_all(&envelope))?;
        }
        self.zip.finish()
    }
}

/// The files of a run that belong into the bag.
fn evidence<'s>(summary: &'s Summary, without: &[PathBuf]) -> Result<Vec<Packed<'s>>, PackError> {
    let mut names = Names::default();
    let mut files = Vec::new();
    let (mut unread, mut absent, mut secret) = (Vec::new(), Vec::new(), Vec::new());
    let mut unused: Vec<&PathBuf> = without.iter().collect();
    for ((shown, origin), outcome) in summary.origins.iter().zip(summary.by_file.iter()) {
        let Origin::File(place) = origin else { return Err(PackError::NoFile) };
        let named = without.iter().filter(|path| is_at(path, shown, place));
        let named: Vec<&PathBuf> = named.collect();
        if !named.is_empty() {
            unused.retain(|path| !named.contains(path));
            continue;
        }
        match (names.path_of(origin), outcome.sha256) {
            _ if summary.absent.iter().any(|name| **name == *shown) => {
                absent.push(shown.to_owned())
            }
            _ if outcome.private_key => secret.push(shown.to_owned()),
            (Some(path), Some(sha256)) => files.push(Packed { shown, place, path, sha256 }),
            _ => {
                let why = outcome.unread.clone().unwrap_or_else(|| "could not be read".into());
                unread.push((shown.to_owned(), why));
            }
        }
    }
    if let Some(path) = unused.first() {
        return Err(PackError::NotThere { path: display_path(path) });
    }
    match () {
        () if !absent.is_empty() => Err(PackError::Absent { files: absent }),
        () if !unread.is_empty() => Err(PackError::Unread { files: unread }),
        () if !secret.is_empty() => Err(PackError::PrivateKey { files: secret }),
        () if files.is_empty() => Err(PackError::Empty),
        () => Ok(files),
    }
}

/// Whether a path that the user gives is that of a file.
fn is_at(path: &PathBuf, shown: &str, place: &Place) -> bool {
    let real = |path: &PathBuf| std::fs::canonicalize(path).ok();
    display_path(path) == shown || real(path).is_some_and(|path| Some(path) == real(&place.path()))
}

/// A manifest.
fn list(files: &BTreeMap<String, [u8; 32]>) -> String {
    files.iter().map(|(path, hash)| format!("{}  {}\n", hex::encode(hash), encoded(path))).collect()
}

/// Hashes what passes.
struct Hashing<'h> {
    out: &'h mut dyn Write,
    hasher: &'h mut Sha256,
}

impl Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
