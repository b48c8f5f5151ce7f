//! Which container a file is, and how it is read.

use proofdesk_core::format;
use proofdesk_core::marks::may_hold_record;
use proofdesk_core::text::as_ascii;

use super::member::{Told, Visit, limited};
use super::passing::Passing;
use super::{gzip, mail, outlook, tar, tar_header, zip, zstd};
use crate::input::section::Section;
use crate::input::source::{ReadError, Reading};

/// A mail, and an archive that can only be read by seeking in it, are held in memory where they do not
/// lie on the disk as they are. In bytes.
const HELD: usize = 256 << 20;

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

    const ALL: [Self; 6] =
        [Self::Gzip, Self::Zstd, Self::Zip, Self::Tar, Self::Mail, Self::Outlook];

    /// What is called so.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|packing| packing.name() == name)
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
        _ => {
            let told = outlook::read(&section, visit)?;
            let may_hold_record =
                told.is_content && may_hold_record(&as_ascii(&section.bytes(0..section.len())?));
            Ok(Told { may_hold_record, ..told })
        }
    }
}
