//! tar: members one behind the other, each behind its header.

use std::io::{self, Read};

use super::decoding::broken_off;
use super::member::{Data, Is, Member, Name, Told, Visit, damaged, named_only};
use super::passing::{Passing, Skipped};
use super::tar_header::{BLOCK, Extended, Header};
use crate::input::source::ReadError;

/// An extended header is no longer than this. In bytes.
const HEADER_LIMIT: u64 = 1 << 20;

pub(super) fn read(source: &mut Passing<'_, '_>, visit: &mut Visit<'_>) -> Result<Told, ReadError> {
    let mut told = Told::default();
    // What the global headers said, and those of the next member.
    let (mut global, mut next) = (Extended::default(), Extended::default());
    // Where the header stands that belongs to the next member.
    let mut pending = None;
    loop {
        let at = source.position();
        let mut block = [0; BLOCK];
        let came = source.fill(&mut block)?;
        if came < BLOCK {
            told.damaged(format!(
                "It ends at byte {} without the mark of its end.",
                at + came as u64
            ));
            return Ok(told);
        }
        if block.iter().all(|b| *b == 0) {
            if let Some(at) = pending {
                told.damaged(format!("The extended header at byte {at} belongs to no member."));
            }
            match source.skip_zeros(BLOCK as u64)? {
                Skipped::Zeros if source.rest_has_bytes()? => {
                    told.damaged(format!(
                        "Behind its end, at byte {}, other bytes follow.",
                        at + 1024
                    ));
                }
                Skipped::Zeros => {}
                Skipped::Others => {
                    told.damaged(format!("The mark of its end at byte {at} is damaged."))
                }
                Skipped::Short => {
                    told.damaged(format!("It breaks off in the mark of its end, at byte {at}."));
                }
            }
            return Ok(told);
        }
        let Some(header) = Header::of(&block) else {
            told.damaged(format!(
                "No header of a member stands at byte {at}. Nothing behind was read."
            ));
            return Ok(told);
        };
        told.look_at(|| format!("The header at byte {at}"), &block);
        match header.kind {
            b'x' | b'g' | b'X' | b'L' | b'K' => {
                let text = match text(source, header.size, &mut told)? {
                    Some(text) => text,
                    None => {
                        told.damaged(format!("The extended header at byte {at} cannot be read."));
                        return Ok(told);
                    }
                };
                told.look_at(|| format!("The extended header at byte {at}"), &text);
                if header.kind != b'g' {
                    pending.get_or_insert(at);
                }
                let name = || text.strip_suffix(b"\0").unwrap_or(&text).to_vec();
                let whole = match header.kind {
                    b'L' => {
                        next.name = Some(name());
                        true
                    }
                    b'K' => {
                        next.target = Some(name());
                        true
                    }
                    b'g' => global.read(&text),
                    _ => next.read(&text),
                };
                if !whole {
                    told.damaged(format!("The extended header at byte {at} is damaged."));
                    return Ok(told);
                }
            }
            _ => {
                pending = None;
                let said = std::mem::take(&mut next).over(&global);
                if !member(source, header, said, visit, &mut told)? {
                    return Ok(told);
                }
            }
        }
    }
}

/// The bytes of an extended header.
fn text(source: &mut Passing<'_, '_>, size: u64, told: &mut Told) -> io::Result<Option<Vec<u8>>> {
    if size > HEADER_LIMIT {
        return Ok(None);
    }
    let mut text = vec![0; size as usize];
    let whole = source.fill(&mut text)? as u64 == size;
    Ok((whole && pad(source, size, told)?).then_some(text))
}

/// Goes on from the end of what has this size to the next block. `false` if the archive ends before it.
fn pad(source: &mut Passing<'_, '_>, size: u64, told: &mut Told) -> io::Result<bool> {
    let end = source.position();
    let padded = source.skip_zeros(size.next_multiple_of(BLOCK as u64) - size)?;
    if padded == Skipped::Others {
        told.damaged(format!(
            "Between its members, at byte {end}, bytes stand that belong to none."
        ));
    }
    Ok(padded != Skipped::Short)
}

/// Gives one member. `false` if nothing can be read behind it.
fn member(
    source: &mut Passing<'_, '_>,
    mut header: Header,
    said: Extended,
    visit: &mut Visit<'_>,
    told: &mut Told,
) -> Result<bool, ReadError> {
    let is_sparse = said.is_sparse || header.kind == b'S';
    header.name = said.name.unwrap_or(header.name);
    header.target = said.target.unwrap_or(header.target);
    header.size = said.size.unwrap_or(header.size);
    let size = if header.has_bytes() { header.size } else { 0 };
    if size > i64::MAX as u64 {
        told.damaged("A member in it gives a size that no file has. Nothing behind was read.");
        return Ok(false);
    }
    let at = source.position();
    let name = Name::Bytes(header.name.clone());
    let mut part = Part { source, left: size };
    let is = match header.kind {
        _ if is_sparse => Is::Unread(named_only(
            "It is a sparse file, written without its holes. Unpack the archive, and add the file.",
        )),
        _ if header.is_folder() => Is::Folder,
        b'1' => Is::Link { target: header.target.clone(), from_root: true },
        b'2' => Is::Link { target: header.target.clone(), from_root: false },
        b'3' | b'4' => Is::Special("a device"),
        b'6' => Is::Special("a named pipe (FIFO)"),
        b'V' => {
            if size > 0 {
                told.damaged(format!(
                    "The label of the archive has bytes of its own, at byte {at}."
                ));
            }
            return skip(source, size, at, told);
        }
        // The names of the files in a folder, which an incremental archive has with the folder.
        b'D' => {
            let mut list = Vec::new();
            (&mut part).take(HEADER_LIMIT).read_to_end(&mut list)?;
            told.look_at(|| format!("The list of a folder at byte {at}"), &list);
            if part.left > 0 {
                told.not_examined(format!("The list of a folder at byte {at} was not examined."));
            }
            Is::Folder
        }
        b'M' => Is::Unread(damaged(
            "It goes on with a member that begins in another volume of the archive.",
        )),
        // GNU tar takes it for a folder, and shows nobody the data.
        _ if header.name.ends_with(b"/") && size > 0 => {
            Is::Unread(damaged("It is a folder, and yet the archive has data for it."))
        }
        // POSIX has types that are not known read as files.
        _ => Is::File(Data::stream(&mut part, Some(size))),
    };
    visit(Member { name, is })?;
    let left = part.left;
    skip(source, left, at, told)
}

/// Goes on behind a member of which so much was not read.
fn skip(
    source: &mut Passing<'_, '_>,
    left: u64,
    at: u64,
    told: &mut Told,
) -> Result<bool, ReadError> {
    let came = source.skip(left)?;
    let size = source.position() - at;
    let whole = pad(source, size, told)? && came == left;
    if !whole {
        told.damaged(format!("It breaks off at byte {}.", source.position()));
    }
    Ok(whole)
}

/// The bytes of one member.
struct Part<'s, 'p, 'a> {
    source: &'s mut Passing<'p, 'a>,
    left: u64,
}

impl Read for Part<'_, '_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let want = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if want == 0 {
            return Ok(0);
        }
        match self.source.read(&mut buffer[..want])? {
            0 => Err(broken_off()),
            came => {
                self.left -= came as u64;
                Ok(came)
            }
        }
    }
}
