//! A zip archive, written from its beginning to its end (APPNOTE 6.3.10): every member compressed, its sizes
//! behind it, in zip64 where it must be.

use std::io::{self, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// Sizes from here on do not fit into 32 bits.
const LONG: u64 = u32::MAX as u64;
/// A member that is said to be longer than this gets room for long sizes: compressing can make it longer.
const MAY_BE_LONG: u64 = 0xF000_0000;
/// The sizes stand behind the data; the name is in UTF-8.
const FLAGS: u16 = 1 << 3 | 1 << 11;
const DEFLATED: u16 = 8;
/// Versions of the format that can read a member: with compression, and with zip64.
const PLAIN: u16 = 20;
const ZIP64: u16 = 45;
/// Made on Unix, by which a member has the permissions of an ordinary file.
const MADE_BY: u16 = 3 << 8 | ZIP64;
const FILE: u32 = 0o100_644 << 16;

/// An archive in the making.
pub(super) struct Zip<W> {
    out: Counted<W>,
    /// Date and time of every member, as MS-DOS has them.
    time: [u16; 2],
    directory: Vec<u8>,
    members: u64,
}

/// A member in the making.
pub(super) struct Member<'z, W: Write> {
    zip: &'z mut Zip<W>,
    name: String,
    is_long: bool,
    start: u64,
    data: u64,
    crc: Crc,
    size: u64,
}

struct Counted<W> {
    out: W,
    at: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.at += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Date and time as MS-DOS has them, in UTC: `year` from 1980 on.
pub(super) fn dos_time([year, month, day, hour, minute, second]: [u16; 6]) -> [u16; 2] {
    let years = year.saturating_sub(1980).min(127);
    [hour << 11 | minute << 5 | (second / 2), years << 9 | month << 5 | day]
}

impl<W: Write> Zip<W> {
    pub(super) fn new(out: W, time: [u16; 2]) -> Self {
        Self { out: Counted { out, at: 0 }, time, directory: Vec::new(), members: 0 }
    }

    /// Writes a member that `fill` gives, of about this length.
    pub(super) fn add(
        &mut self,
        name: &str,
        about: u64,
        fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let name_len = u16::try_from(name.len())
            .map_err(|_| io::Error::other("a name is too long for a zip archive"))?;
        let is_long = about > MAY_BE_LONG;
        let start = self.out.at;
        let extra: &[u8] = if is_long { &[1, 0, 16, 0] } else { &[] };
        let extra_len = if is_long { 20_u16 } else { 0 };
        let unknown: u32 = if is_long { u32::MAX } else { 0 };
        let mut header = b"PK\x03\x04".to_vec();
        let needs = if is_long { ZIP64 } else { PLAIN };
        put(&mut header, &[needs, FLAGS, DEFLATED, self.time[0], self.time[1]]);
        put_long(&mut header, &[0, unknown, unknown]);
        put(&mut header, &[name_len, extra_len]);
        header.extend_from_slice(name.as_bytes());
        header.extend_from_slice(extra);
        header.resize(header.len() + usize::from(extra_len) - extra.len(), 0);
        self.out.write_all(&header)?;
        let data = self.out.at;
        let name = name.to_owned();
        let mut member = Member { zip: self, name, is_long, start, data, crc: Crc::new(), size: 0 };
        member.fill(fill)?;
        member.finish()
    }

    /// Ends the archive with its directory.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let (start, len) = (self.out.at, self.directory.len() as u64);
        self.out.write_all(&self.directory)?;
        let is_long = start >= LONG || len >= LONG || self.members >= u64::from(u16::MAX);
        let mut end = Vec::new();
        if is_long {
            let at = self.out.at;
            end.extend_from_slice(b"PK\x06\x06");
            end.extend_from_slice(&44_u64.to_le_bytes());
            put(&mut end, &[MADE_BY, ZIP64]);
            put_long(&mut end, &[0, 0]);
            for number in [self.members, self.members, len, start] {
                end.extend_from_slice(&number.to_le_bytes());
            }
            end.extend_from_slice(b"PK\x06\x07\0\0\0\0");
            end.extend_from_slice(&at.to_le_bytes());
            put_long(&mut end, &[1]);
        }
        let short = |number: u64| if is_long { u32::MAX } else { number as u32 };
        let members = if is_long { u16::MAX } else { self.members as u16 };
        end.extend_from_slice(b"PK\x05\x06");
        put(&mut end, &[0, 0, members, members]);
        put_long(&mut end, &[short(len), short(start)]);
        put(&mut end, &[0]);
        self.out.write_all(&end)?;
        self.out.flush()
    }
}

impl<W: Write> Member<'_, W> {
    fn fill(&mut self, fill: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let Self { zip, crc, size, .. } = self;
        let encoder = DeflateEncoder::new(&mut zip.out, Compression::default());
        let mut summed = Summed { out: encoder, crc, size };
        fill(&mut summed)?;
        summed.out.finish().map(|_| ())
    }

    fn finish(self) -> io::Result<()> {
        let Self { zip, name, is_long, start, data, crc, size } = self;
        let packed = zip.out.at - data;
        if !is_long && size.max(packed) >= LONG {
            return Err(io::Error::other(format!("{name} is longer than it was")));
        }
        let mut behind = b"PK\x07\x08".to_vec();
        put_long(&mut behind, &[crc.sum()]);
        for number in [packed, size] {
            match is_long {
                true => behind.extend_from_slice(&number.to_le_bytes()),
                false => put_long(&mut behind, &[number as u32]),
            }
        }
        zip.out.write_all(&behind)?;
        let mut extra = Vec::new();
        let mut short = |number: u64| match number >= LONG || is_long {
            true => {
                extra.extend_from_slice(&number.to_le_bytes());
                u32::MAX
            }
            false => number as u32,
        };
        let (short_size, short_packed) = (short(size), short(packed));
        let short_start = match start >= LONG {
            true => {
                extra.extend_from_slice(&start.to_le_bytes());
                u32::MAX
            }
            false => start as u32,
        };
        let extra_len = if extra.is_empty() { 0 } else { extra.len() as u16 + 4 };
        let needs = if extra.is_empty() { PLAIN } else { ZIP64 };
        let entry = &mut zip.directory;
        entry.extend_from_slice(b"PK\x01\x02");
        put(entry, &[MADE_BY, needs, FLAGS, DEFLATED, zip.time[0], zip.time[1]]);
        put_long(entry, &[crc.sum(), short_packed, short_size]);
        put(entry, &[name.len() as u16, extra_len, 0, 0, 0]);
        put_long(entry, &[FILE, short_start]);
        entry.extend_from_slice(name.as_bytes());
        if extra_len > 0 {
            put(entry, &[1, extra.len() as u16]);
            entry.extend_from_slice(&extra);
        }
        zip.members += 1;
        Ok(())
    }
}

/// Sums up what passes.
struct Summed<'s, W> {
    out: W,
    crc: &'s mut Crc,
    size: &'s mut u64,
}

impl<W: Write> Write for Summed<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.crc.update(&bytes[..written]);
        *self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn put(bytes: &mut Vec<u8>, numbers: &[u16]) {
    numbers.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
}

fn put_long(bytes: &mut Vec<u8>, numbers: &[u32]) {
    numbers.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::process::Command;

    use super::*;

    /// More members than fit into 16 bits, and one with long sizes, read by another program.
    #[test]
    fn another_program_reads_zip64() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.zip");
        let mut zip =
            Zip::new(std::fs::File::create(&path).unwrap(), dos_time([2026, 3, 2, 10, 0, 1]));
        zip.add("long", u64::MAX, &mut |out| out.write_all(&[7; 100_000])).unwrap();
        for number in 0..66_000 {
            zip.add(&format!("{number}"), 1, &mut |out| write!(out, "{number}")).unwrap();
        }
        zip.finish().unwrap();
        let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n\
                      assert z.testzip() is None\nassert z.read('long') == b'\\7' * 100000\n\
                      assert z.getinfo('long').date_time == (2026, 3, 2, 10, 0, 0)\n\
                      assert z.read('65999') == b'65999' and len(z.namelist()) == 66001";
        let read = Command::new("python3").args(["-c", script]).arg(&path).output().unwrap();
        assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    }
}
