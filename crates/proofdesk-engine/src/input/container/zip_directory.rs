//! The directory of a zip archive (APPNOTE 6.3.10), read strictly: where its members are, and what it
//! says of them.

use std::io;
use std::ops::Range;

use super::decoding::crc;
use super::member::{Told, damaged};
use crate::input::section::Section;
use proofdesk_core::verdict::Check;

/// The end of the directory, without its comment.
const END: usize = 22;
/// The place of the zip64 end, which stands before it.
const LOCATOR: usize = 20;
/// A directory is no longer than this: it is held in memory. In bytes.
const LIMIT: u64 = 1 << 30;

/// What the directory says of a member.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub name: Vec<u8>,
    pub flags: u16,
    pub method: u16,
    pub crc: u32,
    pub packed: u64,
    pub size: u64,
    /// Where its own header is.
    pub header: u64,
    /// It is a symbolic link.
    pub is_link: bool,
    /// It is a folder, whatever its name ends with.
    pub is_folder: bool,
}

/// An entry without its name, its extra fields and its comment (APPNOTE 4.3.12). In bytes.
const RECORD: usize = 46;
/// A flag: encrypted.
pub(super) const ENCRYPTED: u16 = 1;
/// A flag: checksum and sizes stand behind the data.
pub(super) const DESCRIPTOR: u16 = 1 << 3;
/// A flag: the name is in UTF-8.
const UTF8: u16 = 1 << 11;

/// A directory.
#[derive(Debug)]
pub(super) struct Directory {
    pub entries: Vec<Entry>,
    /// Where it stands, and where the records behind it end.
    pub range: Range<u64>,
}

/// The numbers in a record, each behind the one before.
pub(super) struct Fields<'b>(pub &'b [u8]);

impl<'b> Fields<'b> {
    pub(super) fn take(&mut self, len: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(super) fn two(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn four(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn eight(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }
}

/// Where the directory is, by the records at the end of the archive.
struct End {
    entries: u64,
    len: u64,
    offset: u64,
    /// Where these records begin and end.
    range: Range<u64>,
}

impl Directory {
    /// Reads it, and looks at its comments and extra fields. `Err` inside says why it cannot be read.
    pub(super) fn read(archive: &Section, told: &mut Told) -> io::Result<Result<Self, Check>> {
        let end = match End::find(archive, told)? {
            Ok(end) => end,
            Err(check) => return Ok(Err(check)),
        };
        let stands_at = end.range.start.checked_sub(end.len);
        let prefix = stands_at.and_then(|at| at.checked_sub(end.offset));
        let (Some(start), Some(prefix)) = (stands_at, prefix) else {
            return Ok(Err(damaged("Its directory is not where its end says.")));
        };
        if end.len > LIMIT {
            return Ok(Err(damaged("Its directory states a length of more than 1 GiB.")));
        }
        let bytes = archive.bytes(start..start + end.len)?;
        let mut fields = Fields(&bytes);
        let most = bytes.len() / RECORD;
        let mut entries =
            Vec::with_capacity(usize::try_from(end.entries).map_or(most, |n| n.min(most)));
        while !fields.0.is_empty() {
            let at = start + (bytes.len() - fields.0.len()) as u64;
            match entry(&mut fields, prefix, at, told) {
                Some(entry) => entries.push(entry),
                None => {
                    let note = format!("Its directory is damaged at byte {at}.");
                    return Ok(Err(damaged(note)));
                }
            }
        }
        if entries.len() as u64 != end.entries {
            let note =
                format!("Its directory has {} entries, but states {}.", entries.len(), end.entries);
            return Ok(Err(damaged(note)));
        }
        Ok(Ok(Self { entries, range: start..end.range.end }))
    }

    /// Whether it is an office file, an EPUB, a program or the like: people open these as one document.
    pub(super) fn is_of_document(&self) -> bool {
        let is = |name: &[u8]| self.entries.iter().any(|entry| entry.name == name);
        let first = self.entries.iter().min_by_key(|entry| entry.header);
        first.is_some_and(|entry| entry.name == b"mimetype")
            || is(b"[Content_Types].xml")
            || is(b"META-INF/MANIFEST.MF")
            || is(b"AndroidManifest.xml")
            || is(b"doc.kml")
    }
}

impl End {
    fn find(archive: &Section, told: &mut Told) -> io::Result<Result<Self, Check>> {
        let len = archive.len();
        let from = len.saturating_sub((END + usize::from(u16::MAX)) as u64);
        let tail = archive.bytes(from..len)?;
        let ends = (0..tail.len().saturating_sub(END - 1)).rev();
        let mut places = ends.filter(|at| tail[*at..].starts_with(b"PK\x05\x06"));
        let comment = |at: usize| usize::from(u16::from_le_bytes([tail[at + 20], tail[at + 21]]));
        // Some programs fill the last block with zeros.
        let fits = |at: &usize| {
            let behind = tail.get(at + END + comment(*at)..);
            behind.is_some_and(|behind| behind.iter().all(|b| *b == 0))
        };
        let Some(at) = places.find(fits) else {
            return Ok(Err(damaged(
                "The end of its directory is missing, or bytes follow behind it: it may have been cut \
                 short. None of its files was read.",
            )));
        };
        let said = &tail[at + END..at + END + comment(at)];
        match said {
            [b'P', b'K', 1..=8, 1..=8, ..] => told.not_examined(format!(
                "Its comment, of {} bytes, begins as a zip archive does, and was not examined.",
                said.len()
            )),
            _ => told.look_at(|| "Its comment".to_owned(), said),
        }
        let mut fields = Fields(&tail[at + 4..]);
        let Some((disks, entries, here, size, offset)) = (|| {
            let disks = (fields.two()?, fields.two()?);
            let (here, entries) = (fields.two()?, fields.two()?);
            Some((disks, entries, here, fields.four()?, fields.four()?))
        })() else {
            return Ok(Err(damaged("The end of its directory is damaged.")));
        };
        let place = from + at as u64;
        let is_long = entries == u16::MAX || size == u32::MAX || offset == u32::MAX;
        if let Some(locator) = place.checked_sub(LOCATOR as u64) {
            let bytes = archive.bytes(locator..place)?;
            if bytes.starts_with(b"PK\x06\x07") {
                let long = Self::long(archive, &bytes, locator, len)?;
                // Info-ZIP writes it to a pipe although the other one has the same numbers.
                let same = |end: &Self| {
                    (end.entries, end.len, end.offset)
                        == (entries.into(), size.into(), offset.into())
                };
                if is_long || long.as_ref().is_ok_and(same) {
                    return Ok(long);
                }
            }
        }
        if disks != (0, 0) || here != entries {
            return Ok(Err(damaged("It is one part of an archive in several parts.")));
        }
        Ok(Ok(Self {
            entries: entries.into(),
            len: size.into(),
            offset: offset.into(),
            range: place..len,
        }))
    }

    /// By the zip64 record, which stands right before its locator.
    fn long(
        archive: &Section,
        locator: &[u8],
        at: u64,
        len: u64,
    ) -> io::Result<Result<Self, Check>> {
        let bad = || Ok(Err(damaged("The zip64 end of its directory is damaged.")));
        let Some(stated) = Fields(&locator[8..]).eight() else { return bad() };
        // Bytes before the archive move it.
        let Some(start) = at.checked_sub(56).filter(|start| *start >= stated) else { return bad() };
        let bytes = archive.bytes(start..at)?;
        let mut fields = Fields(bytes.get(4..).unwrap_or_default());
        let read = (|| {
            let rest = fields.eight()?;
            fields.take(4)?;
            let disks = (fields.four()?, fields.four()?);
            let (here, entries) = (fields.eight()?, fields.eight()?);
            let whole = rest == 44 && disks == (0, 0) && here == entries;
            Some((entries, fields.eight()?, fields.eight()?)).filter(|_| whole)
        })();
        match read.filter(|_| bytes.starts_with(b"PK\x06\x06")) {
            Some((entries, size, offset)) => {
                Ok(Ok(Self { entries, len: size, offset, range: start..len }))
            }
            None => bad(),
        }
    }
}

/// One entry of the directory.
fn entry(fields: &mut Fields<'_>, prefix: u64, at: u64, told: &mut Told) -> Option<Entry> {
    if fields.take(4)? != b"PK\x01\x02" {
        return None;
    }
    let made_by = fields.two()?;
    fields.two()?;
    let (flags, method) = (fields.two()?, fields.two()?);
    fields.four()?;
    let crc = fields.four()?;
    let (mut packed, mut size) = (u64::from(fields.four()?), u64::from(fields.four()?));
    let (name, extra, comment) = (fields.two()?, fields.two()?, fields.two()?);
    let disk = fields.two()?;
    fields.two()?;
    let attributes = fields.four()?;
    let mut header = u64::from(fields.four()?);
    let name = fields.take(name.into())?;
    let extra = fields.take(extra.into())?;
    let comment = fields.take(comment.into())?;
    for (what, said) in [("comment", comment), ("extra field", extra)] {
        told.look_at(|| format!("The {what} in its directory at byte {at}"), said);
    }
    if let Some(mut long) = extra_field(extra, 0x0001) {
        let mut long = |short: &mut u64| {
            if *short == u64::from(u32::MAX) {
                *short = long.eight()?;
            }
            Some(())
        };
        long(&mut size)?;
        long(&mut packed)?;
        long(&mut header)?;
    }
    if disk != 0 && disk != u16::MAX {
        return None;
    }
    // Made on Unix or macOS, whose kinds of files stand in the upper half; elsewhere, or without one, those of
    // DOS in the lower (APPNOTE 4.4.15).
    let kind = if matches!(made_by >> 8, 3 | 19) { (attributes >> 16) & 0o170_000 } else { 0 };
    let is_link = kind == 0o120_000;
    let is_folder = if kind == 0 { attributes & 0x10 != 0 } else { kind == 0o040_000 };
    let own = name;
    let name = utf8(own, flags, extra);
    if name != own {
        told.look_at(|| format!("The name in its directory at byte {at}"), own);
    }
    Some(Entry {
        name,
        flags,
        method,
        crc,
        packed,
        size,
        header: header.checked_add(prefix)?,
        is_link,
        is_folder,
    })
}

/// An extra field by its number.
fn extra_field(extra: &[u8], number: u16) -> Option<Fields<'_>> {
    let mut fields = Fields(extra);
    loop {
        let (id, len) = (fields.two()?, fields.two()?);
        let data = fields.take(len.into())?;
        if id == number {
            return Some(Fields(data));
        }
    }
}

/// A name in UTF-8. Without the flag that says so, it is in code page 437 by the standard; but programs
/// on macOS and Linux write UTF-8 without it, and what is UTF-8 by its bytes is hardly the other.
pub(super) fn utf8(name: &[u8], flags: u16, extra: &[u8]) -> Vec<u8> {
    if let Some(mut unicode) = extra_field(extra, 0x7075)
        && unicode.take(1) == Some(&[1])
        && unicode.four() == Some(crc(name))
    {
        return unicode.0.to_vec();
    }
    if flags & UTF8 != 0 || std::str::from_utf8(name).is_ok() {
        return name.to_vec();
    }
    let text: String = name.iter().map(|b| char_437(*b)).collect();
    text.into_bytes()
}

/// Code page 437 above ASCII.
fn char_437(byte: u8) -> char {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}";
    match byte {
        0..0x80 => char::from(byte),
        _ => UPPER.chars().nth(usize::from(byte) - 0x80).unwrap_or('\u{FFFD}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_page_437_has_a_sign_for_every_byte() {
        let all: std::collections::HashSet<char> = (0..=255).map(char_437).collect();
        assert_eq!(all.len(), 256);
        assert_eq!((char_437(0x81), char_437(0xE1), char_437(0xFF)), ('ü', 'ß', '\u{A0}'));
    }
}
