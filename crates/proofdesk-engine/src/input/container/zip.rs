//! zip: members anywhere in the file, found by the directory at its end.
//!
//! A directory and the headers of the members can say different things, and programs differ in which of
//! the two they believe. So both are compared, what belongs to no member is looked at, and of members that
//! share bytes none is read.

use std::io::{self, BufReader, Read};
use std::ops::Range;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::decoding::{broken_off, in_words, invalid};
use super::member::{Data, Is, Member, Name, Told, Visit, damaged, encrypted, named_only};
use super::zip_directory::{DESCRIPTOR, Directory, ENCRYPTED, Entry, Fields, utf8};
use crate::input::bag::Sha512Lists;
use crate::input::section::Section;
use crate::input::source::ReadError;
use proofdesk_core::verdict::Check;

/// How much is read at once. In bytes.
const STEP: usize = 64 << 10;
/// A link's target is no longer than this. In bytes.
const TARGET: u64 = 4096;

/// A member as its own header has it.
struct Placed {
    /// From its header to the end of what belongs to it.
    whole: Range<u64>,
    data: Range<u64>,
}

pub(super) fn read(archive: &Section, visit: &mut Visit<'_>) -> Result<Told, ReadError> {
    let mut told = Told::default();
    let directory = match Directory::read(archive, &mut told)? {
        Ok(directory) => directory,
        Err(check) => {
            told.checks.push(check);
            return Ok(told);
        }
    };
    if directory.is_of_document() {
        told.is_content = true;
        return Ok(told);
    }
    let mut members = Vec::with_capacity(directory.entries.len());
    for entry in &directory.entries {
        members.push(place(archive, entry, directory.range.start, &mut told)?);
    }
    if let Some(at) = overlap(&members) {
        told.damaged(format!("Members of it share the bytes at byte {at}. None of them was read."));
        return Ok(told);
    }
    if let Some(at) = stray_bytes(archive, &members, &directory)? {
        told.damaged(format!("At byte {at}, bytes stand in it that belong to no member."));
    }
    let sha512 = Sha512Lists::among(directory.entries.iter().map(|entry| &*entry.name));
    // One for all members: to make and drop one for each breaks the memory of some systems into pieces.
    let mut inflate = DeflateDecoder::new(BufReader::with_capacity(0, archive.clone()));
    for (entry, placed) in directory.entries.into_iter().zip(members) {
        let name = Name::Bytes(entry.name.clone());
        match placed {
            Ok(placed) => {
                let sha512 = sha512.are_listed(&entry.name);
                member(archive, &entry, placed, name, sha512, &mut inflate, visit)?;
            }
            Err(check) => visit(Member { name, is: Is::Unread(*check) })?,
        }
    }
    Ok(told)
}

/// Whether it is an archive that people open as one document.
pub(super) fn is_document(archive: &Section) -> bool {
    // Only its directory is looked at, of which nothing is to be told here.
    let directory = Directory::read(archive, &mut Told::default());
    matches!(directory, Ok(Ok(directory)) if directory.is_of_document())
}

/// Finds a member by its own header, and compares that with the directory.
fn place(
    archive: &Section,
    entry: &Entry,
    end: u64,
    told: &mut Told,
) -> io::Result<Result<Placed, Box<Check>>> {
    let differs = |what: &str| {
        let note = format!("Its own header, at byte {}, {what}. It was not read.", entry.header);
        Ok(Err(Box::new(damaged(note))))
    };
    let bytes = archive.bytes(entry.header..entry.header.saturating_add(30).min(end))?;
    let mut fields = Fields(&bytes);
    let header = (|| {
        let magic = fields.take(4)?;
        fields.two()?;
        let (flags, method) = (fields.two()?, fields.two()?);
        fields.four()?;
        let (crc, packed, size) = (fields.four()?, fields.four()?, fields.four()?);
        let (name, extra) = (u64::from(fields.two()?), u64::from(fields.two()?));
        (magic == b"PK\x03\x04").then_some((flags, method, crc, packed, size, name, extra))
    })();
    let Some((flags, method, crc, packed, size, name, extra)) = header else {
        return differs("is not there");
    };
    let names = entry.header + 30;
    let bytes = archive.bytes(names..names + name + extra)?;
    let Some((own_name, own_extra)) = bytes.split_at_checked(name as usize) else {
        return differs("is cut short");
    };
    if own_extra.len() as u64 != extra {
        return differs("is cut short");
    }
    told.look_at(|| format!("The extra field of the header at byte {}", entry.header), own_extra);
    let both = ENCRYPTED | DESCRIPTOR;
    if utf8(own_name, flags, own_extra) != entry.name {
        return differs("has another name than the directory");
    }
    if method != entry.method || flags & both != entry.flags & both {
        return differs("has another method than the directory");
    }
    // Behind the data, they are compared too; of a large member, they stand elsewhere.
    let behind = flags & DESCRIPTOR != 0;
    let is =
        |own: u32, stated: u64| u64::from(own) == stated || own == u32::MAX || behind && own == 0;
    let same_crc = crc == entry.crc || behind && crc == 0;
    if !(same_crc && is(packed, entry.packed) && is(size, entry.size)) {
        return differs("has another size or checksum than the directory");
    }
    let start = names + name + extra;
    let Some(data_end) = start.checked_add(entry.packed).filter(|at| *at <= end) else {
        return differs("leaves no room for its data");
    };
    let mut whole = entry.header..data_end;
    if behind {
        let bytes = archive.bytes(data_end..data_end.saturating_add(24).min(end))?;
        match descriptor(&bytes, entry) {
            Some(len) => whole.end += len,
            None => {
                return differs("is followed by another size or checksum than the directory has");
            }
        }
    }
    Ok(Ok(Placed { whole, data: start..data_end }))
}

/// The length of what stands behind the data and says what the directory says; in one of four forms.
fn descriptor(bytes: &[u8], entry: &Entry) -> Option<u64> {
    let forms = [(true, false), (false, false), (true, true), (false, true)];
    let said = |(signed, long): &(bool, bool)| {
        let mut fields = Fields(bytes);
        let magic = !signed || fields.take(4)? == b"PK\x07\x08";
        let crc = fields.four()?;
        let mut number = || if *long { fields.eight() } else { fields.four().map(u64::from) };
        let (packed, size) = (number()?, number()?);
        Some(magic && (crc, packed, size) == (entry.crc, entry.packed, entry.size))
    };
    let (signed, long) = forms.into_iter().find(|form| said(form) == Some(true))?;
    Some(if long { 20 } else { 12 } + if signed { 4 } else { 0 })
}

/// Where two members share bytes.
fn overlap(members: &[Result<Placed, Box<Check>>]) -> Option<u64> {
    let ranges = sorted(members);
    ranges.windows(2).find(|two| two[1].start < two[0].end).map(|two| two[1].start)
}

fn sorted(members: &[Result<Placed, Box<Check>>]) -> Vec<Range<u64>> {
    let mut ranges: Vec<_> = members.iter().flatten().map(|placed| placed.whole.clone()).collect();
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// Where bytes begin that are not zero, and no member's. Where a member could not be found, its own bytes
/// would be among them: then nothing is said.
fn stray_bytes(
    archive: &Section,
    members: &[Result<Placed, Box<Check>>],
    directory: &Directory,
) -> io::Result<Option<u64>> {
    if members.iter().any(Result::is_err) {
        return Ok(None);
    }
    let mut from = 0;
    let ranges = sorted(members);
    for next in ranges.into_iter().chain(std::iter::once(directory.range.clone())) {
        if let Some(mut gap) = archive.part(from..next.start.max(from)) {
            let mut buffer = [0; 4096];
            let mut at = from;
            loop {
                let came = gap.read(&mut buffer)?;
                if came == 0 {
                    break;
                }
                if let Some(found) = buffer[..came].iter().position(|b| *b != 0) {
                    return Ok(Some(at + found as u64));
                }
                at += came as u64;
            }
        }
        from = next.end;
    }
    Ok(None)
}

/// Gives one member.
fn member(
    archive: &Section,
    entry: &Entry,
    placed: Placed,
    name: Name,
    sha512: bool,
    inflate: &mut Inflate,
    visit: &mut Visit<'_>,
) -> Result<(), ReadError> {
    let mut unread = |check| visit(Member { name: name.clone(), is: Is::Unread(check) });
    if entry.flags & ENCRYPTED != 0 || entry.method == 99 {
        return unread(encrypted("It is encrypted with a password."));
    }
    let Some(section) = archive.part(placed.data) else {
        return unread(damaged("Its data lies outside the archive."));
    };
    let is_folder = entry.name.ends_with(b"/") || entry.is_folder;
    if is_folder && (entry.packed, entry.size) == (0, 0) {
        return visit(Member { name, is: Is::Folder });
    }
    let has_data = || damaged("It is a folder, and yet the archive has data for it.");
    if is_folder && entry.size > 0 {
        return unread(has_data());
    }
    let is_stored = match entry.method {
        0 if entry.packed != entry.size => {
            return unread(damaged("It is stored as it is, but gives two different sizes."));
        }
        0 => true,
        8 => false,
        method => {
            return unread(named_only(format!(
                "It is compressed with a method that is not read ({}). Unpack the archive, and add the \
                 file.",
                method_name(method)
            )));
        }
    };
    let step = usize::try_from(entry.packed).map_or(STEP, |packed| packed.min(STEP));
    let packed = BufReader::with_capacity(step, section.clone());
    let mut stream = Checked {
        stream: match is_stored {
            true => Packed::Stored(packed),
            false => {
                inflate.reset(packed);
                Packed::Deflated(inflate)
            }
        },
        crc: Crc::new(),
        left: entry.size,
        stated: entry.crc,
        ended: false,
    };
    if is_folder {
        // Some programs deflate the nothing that a folder has.
        return match stream.read_to_end(&mut Vec::new()) {
            Ok(_) => visit(Member { name, is: Is::Folder }),
            Err(error) if is_of_data(&error) => unread(has_data()),
            Err(error) => Err(error.into()),
        };
    }
    if entry.is_link && entry.size <= TARGET {
        let mut target = Vec::new();
        return match stream.read_to_end(&mut target) {
            Ok(_) => visit(Member { name, is: Is::Link { target, from_root: false } }),
            Err(error) if is_of_data(&error) => unread(damaged("Its data is damaged.")),
            Err(error) => Err(error.into()),
        };
    }
    let section = is_stored.then_some(section);
    let data = Data { section, sha512, ..Data::stream(&mut stream, Some(entry.size)) };
    visit(Member { name, is: Is::File(data) })
}

/// Whether a failure is one of the data, and not of the disk.
fn is_of_data(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
}

/// A method of compression by its number.
fn method_name(method: u16) -> String {
    let name = match method {
        1 => "Shrink",
        2..=5 => "Reduce",
        6 => "Implode",
        9 => "Deflate64",
        12 => "bzip2",
        14 => "LZMA",
        93 => "zstd",
        95 => "xz",
        97 => "WavPack",
        98 => "PPMd",
        _ => return format!("number {method}"),
    };
    name.to_owned()
}

type Inflate = DeflateDecoder<BufReader<Section>>;

enum Packed<'i> {
    Stored(BufReader<Section>),
    Deflated(&'i mut Inflate),
}

impl Packed<'_> {
    /// Whether everything that the archive has for it was used.
    fn is_used_up(&mut self) -> io::Result<bool> {
        match self {
            Self::Stored(stored) => Ok(stored.read(&mut [0])? == 0),
            Self::Deflated(decoder) => {
                let source = decoder.get_mut();
                Ok(source.read(&mut [0])? == 0)
            }
        }
    }
}

impl Read for Packed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Stored(stored) => stored.read(buffer),
            Self::Deflated(decoder) => decoder.read(buffer).map_err(in_words),
        }
    }
}

/// The bytes of a member, compared at their end with what the directory states.
struct Checked<'i> {
    stream: Packed<'i>,
    crc: Crc,
    left: u64,
    stated: u32,
    ended: bool,
}

impl Read for Checked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() || self.ended {
            return Ok(0);
        }
        let came = self.stream.read(buffer)?;
        if came as u64 > self.left {
            return Err(invalid("more comes out of it than the size that it gives"));
        }
        self.left -= came as u64;
        self.crc.update(&buffer[..came]);
        if came == 0 {
            self.ended = true;
            if self.left > 0 {
                return Err(broken_off());
            }
            if self.crc.sum() != self.stated {
                return Err(invalid("it does not have the checksum in the archive"));
            }
            if !self.stream.is_used_up()? {
                return Err(invalid("its compressed data ends before the place that is stated"));
            }
        }
        Ok(came)
    }
}
