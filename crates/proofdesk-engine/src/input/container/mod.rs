//! Files that hold other files: what is in them is read in place, one member after another.
//!
//! Each format is a file of its own and does the same: it gives its [`Member`]s in their order to a
//! [`Visit`], and then says in [`Told`] what is to be said of the container itself. Nothing that a
//! container says of itself is believed: sizes, names and places are compared with the bytes.

mod gzip;
mod mail;
mod mime;
mod outlook;
mod passing;
mod tar;
mod tar_header;
mod zip;
mod zip_directory;
mod zstd;

use std::io::{self, Read};
use std::sync::Arc;

use proofdesk_core::format;
use proofdesk_core::verdict::{Check, CheckName, Reason};

use super::section::Section;
use super::source::{ReadError, Reading};
pub(crate) use passing::Passing;

/// A mail, and an archive that can only be read by seeking in it, are held in memory where they do not
/// lie on the disk as they are. In bytes.
pub(crate) const HELD: usize = 256 << 20;

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
    Zip,
    Tar,
    Mail,
    /// A mail as Outlook saves it; or another file of the same outer form.
    Outlook,
}

/// A member of a container.
pub(crate) struct Member<'m> {
    /// The name that the container has for it, in whatever encoding.
    pub name: Name,
    pub is: Is<'m>,
}

/// How a member is called.
#[derive(Debug, Clone)]
pub(crate) enum Name {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What the container is called, without the ending of its format.
    OfContainer,
}

/// What a member is.
pub(crate) enum Is<'m> {
    File(Data<'m>),
    Folder,
    /// A link to what has this name: seen from the root of the container, or from where it lies.
    Link {
        target: Vec<u8>,
        from_root: bool,
    },
    /// A device or the like; in words that fit after "it is".
    Special(&'static str),
    /// It cannot be read, and this says why.
    Unread(Check),
}

/// The bytes of a member.
pub(crate) struct Data<'m> {
    pub stream: &'m mut (dyn Read + Send),
    /// The same as a stretch that can be read from any place.
    pub section: Option<Section>,
    /// How many bytes they are said to be.
    pub len: Option<u64>,
    /// It is what somebody wrote in a mail, and not what they attached.
    pub own_text: bool,
}

impl<'m> Data<'m> {
    pub(super) fn stream(stream: &'m mut (dyn Read + Send), len: Option<u64>) -> Self {
        Self { stream, section: None, len, own_text: false }
    }
}

/// Takes one member after the other.
pub(crate) type Visit<'v> = dyn FnMut(Member<'_>) -> Result<(), ReadError> + 'v;

/// What is to be said of a container.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// What is wrong with it.
    pub checks: Vec<Check>,
    /// It is no container after all, but a document.
    pub is_content: bool,
}

impl Told {
    fn damaged(&mut self, note: impl Into<String>) {
        self.checks.push(damaged(note));
    }
}

/// That a container, or the part of it that a member is, does not hold together.
pub(crate) fn damaged(note: impl Into<String>) -> Check {
    Check::unknown(CheckName::Parse, Reason::ArchiveDamaged).note(note.into())
}

pub(crate) fn encrypted(note: impl Into<String>) -> Check {
    Check::unknown(CheckName::Parse, Reason::ArchiveEncrypted).note(note.into())
}

pub(crate) fn limited(note: impl Into<String>) -> Check {
    Check::unknown(CheckName::Parse, Reason::ArchiveLimit).note(note.into())
}

fn named_only(note: impl Into<String>) -> Check {
    Check::unknown(CheckName::Parse, Reason::Compressed).note(note.into())
}

impl Packing {
    /// Tells a container by its beginning.
    pub(crate) fn of(beginning: &[u8]) -> Option<Self> {
        match beginning {
            [0x1F, 0x8B, 0x08, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Self::Zstd),
            // A frame that is skipped may come first.
            [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstd),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Self::Zip),
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => Some(Self::Outlook),
            _ if tar_header::is_first(beginning) => Some(Self::Tar),
            _ => format::is_mail(beginning).then_some(Self::Mail),
        }
    }

    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip-compressed file",
            Self::Zstd => "zstd-compressed file",
            Self::Zip => "zip archive",
            Self::Tar => "tar archive",
            Self::Mail => "e-mail",
            Self::Outlook => "Outlook message",
        }
    }

    /// Whether it is read from its beginning to its end. The others are read from any place.
    fn is_stream(self) -> bool {
        matches!(self, Self::Gzip | Self::Zstd | Self::Tar)
    }
}

/// Gives the members of a container, of which so much was read.
pub(crate) fn each_member(
    packing: Packing,
    beginning: Vec<u8>,
    reading: &mut Reading<'_>,
    visit: &mut Visit<'_>,
) -> Result<Told, ReadError> {
    let told = match packing.is_stream() {
        true => in_passing(packing, beginning, reading, visit),
        false => in_place(packing, beginning, reading, visit),
    };
    // What the disk says is not the container's fault.
    told.map_err(|error| reading.failure().unwrap_or(error))
}

/// Of a container that is read from its beginning to its end.
fn in_passing(
    packing: Packing,
    beginning: Vec<u8>,
    reading: &mut Reading<'_>,
    visit: &mut Visit<'_>,
) -> Result<Told, ReadError> {
    let mut passing = Passing::new(beginning, reading);
    match packing {
        Packing::Gzip => gzip::read(&mut passing, visit),
        Packing::Zstd => zstd::read(&mut passing, visit),
        _ => tar::read(&mut passing, visit),
    }
}

/// Of a container that is read from any place.
fn in_place(
    packing: Packing,
    beginning: Vec<u8>,
    reading: &mut Reading<'_>,
    visit: &mut Visit<'_>,
) -> Result<Told, ReadError> {
    let is_mail = packing != Packing::Zip;
    let in_place = reading.section().filter(|_| !is_mail);
    let section = match in_place {
        Some(section) => {
            reading.hash_rest()?;
            section
        }
        None => {
            let mut bytes = beginning;
            if !reading.read_to_end(&mut bytes, HELD)? {
                let note = format!(
                    "It is larger than {} MiB. Such a file is read only where it lies on the disk as \
                     it is.",
                    HELD >> 20
                );
                return Ok(Told { checks: vec![limited(note)], ..Told::default() });
            }
            Section::memory(bytes.into())
        }
    };
    if reading.is_broken() {
        // The reason is told at the container itself; of what can only be read as a whole, nothing is
        // read.
        return Ok(Told::default());
    }
    match packing {
        Packing::Zip => zip::read(&section, visit),
        Packing::Mail => mail::read(&section, visit),
        _ => outlook::read(&section, visit),
    }
}

/// Bytes in memory as a member of their own.
fn in_memory<R>(bytes: Vec<u8>, then: impl FnOnce(Data<'_>) -> R) -> R {
    let len = bytes.len() as u64;
    let bytes: Arc<[u8]> = bytes.into();
    let section = Section::memory(bytes);
    let mut stream = section.clone();
    then(Data { stream: &mut stream, section: Some(section), len: Some(len), own_text: false })
}

/// What a decoder says of bytes that it cannot decode.
fn broken_off() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "its data breaks off")
}

fn invalid(words: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, words)
}
