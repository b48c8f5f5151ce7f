//! Zstandard (RFC 8878): one file, in one frame or several.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::decoding::{broken_off, invalid, may_go_on};
use super::member::{Data, Is, Member, Name, Told, Visit};
use super::passing::Passing;
use crate::input::source::ReadError;

/// How far back the data of a frame may refer: what `zstd -d` takes without being told to take more.
const WINDOW: u64 = 128 << 20;

pub(super) fn read(source: &mut Passing<'_, '_>, visit: &mut Visit<'_>) -> Result<Told, ReadError> {
    let mut told = Told::default();
    let mut decoder = FrameDecoder::new();
    decoder.set_max_window_size(WINDOW);
    let mut stream =
        Frames { source, decoder, in_frame: false, count: 0, skipped: None, other: false };
    visit(Member { name: Name::OfContainer, is: Is::File(Data::stream(&mut stream, None)) })?;
    if let Some(Skipped { count, bytes, at }) = stream.skipped {
        told.not_examined(match count {
            1 => format!("A skippable frame of {bytes} bytes, at byte {at}, was not examined."),
            _ => format!(
                "{count} skippable frames, of {bytes} bytes together, were not examined. The first one is \
                 at byte {at}."
            ),
        });
    }
    let (count, other) = (stream.count, stream.other);
    if other {
        let at = stream.source.position();
        told.damaged(format!("Behind the compressed data, at byte {at}, other bytes follow."));
    } else if count > 1 {
        told.checks.push(may_go_on(count, "frames"));
    }
    Ok(told)
}

/// What all frames of a file hold.
struct Frames<'s, 'p, 'a> {
    source: &'s mut Passing<'p, 'a>,
    decoder: FrameDecoder,
    in_frame: bool,
    count: u64,
    skipped: Option<Skipped>,
    /// Behind them is something else.
    other: bool,
}

/// Frames that hold anything but compressed data.
struct Skipped {
    count: u64,
    bytes: u64,
    /// Where the first one begins.
    at: u64,
}

impl Read for Frames<'_, '_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !buffer.is_empty() && !self.other {
            if !self.in_frame && !self.next_frame()? {
                return Ok(0);
            }
            let came = self.decoder.read(buffer)?;
            if came > 0 {
                return Ok(came);
            }
            if self.decoder.is_finished() {
                self.in_frame = false;
                let stated = self.decoder.get_checksum_from_data();
                if stated.is_some() && stated != self.decoder.get_calculated_checksum() {
                    return Err(invalid("its data does not have the checksum that it states"));
                }
                continue;
            }
            let one = BlockDecodingStrategy::UptoBlocks(1);
            self.decoder.decode_blocks(&mut *self.source, one).map_err(|_| self.why())?;
        }
        Ok(0)
    }
}

impl Frames<'_, '_, '_> {
    /// Begins the next frame, if there is one.
    fn next_frame(&mut self) -> io::Result<bool> {
        loop {
            let there = self.source.fill_buf()?;
            if there.is_empty() {
                return Ok(false);
            }
            if self.count > 0 && !matches!(there[0], 0x28 | 0x50..=0x5F) {
                self.other = true;
                return Ok(false);
            }
            let at = self.source.position();
            match self.decoder.reset(&mut *self.source) {
                Ok(()) => {
                    self.count += 1;
                    self.in_frame = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let skipped = self.skipped.get_or_insert(Skipped { count: 0, bytes: 0, at });
                    skipped.count += 1;
                    skipped.bytes += u64::from(length);
                    if self.source.skip(length.into())? < length.into() {
                        return Err(broken_off());
                    }
                }
                Err(FrameDecoderError::WindowSizeTooBig { .. }) => {
                    return Err(invalid("its data refers further back than 128 MiB"));
                }
                Err(_) => return Err(self.why()),
            }
        }
    }

    /// Why a frame could not be read: the decoder says it of itself, and not of its source.
    fn why(&mut self) -> io::Error {
        match self.source.fill_buf() {
            Ok([]) => broken_off(),
            Ok(_) => invalid("its compressed data is damaged"),
            Err(error) => error,
        }
    }
}
