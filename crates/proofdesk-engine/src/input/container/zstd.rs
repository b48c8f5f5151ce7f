//! Zstandard (RFC 8878): one file, in one frame or several.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::decoding::{broken_off, invalid, may_go_on, not_read};
use super::member::{Data, Is, Member, Name, Told, Visit};
use super::passing::Passing;
use crate::input::source::ReadError;

/// A skippable frame up to this length is looked at. In bytes.
const LOOKED_AT: u32 = 1 << 20;

/// How far back the data of a frame may refer: what `zstd -d` takes without being told to take more.
const WINDOW: u64 = 128 << 20;

pub(super) fn read(source: &mut Passing<'_, '_>, visit: &mut Visit<'_>) -> Result<Told, ReadError> {
    let mut told = Told::default();
    let mut decoder = FrameDecoder::new();
    decoder.set_max_window_size(WINDOW);
    let mut stream = Frames {
        source,
        told: &mut told,
        decoder,
        in_frame: false,
        broken: None,
        count: 0,
        other: false,
    };
    visit(Member { name: Name::OfContainer, is: Is::File(Data::stream(&mut stream, None)) })?;
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
    told: &'s mut Told,
    decoder: FrameDecoder,
    in_frame: bool,
    /// Why the frame at hand breaks off, while what was decoded of it before is given out.
    broken: Option<io::Error>,
    count: u64,
    /// Behind them is something else.
    other: bool,
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
            if let Some(error) = self.broken.take() {
                return Err(error);
            }
            if self.decoder.is_finished() {
                self.in_frame = false;
                let stated = self.decoder.get_checksum_from_data();
                if stated.is_some() && stated != self.decoder.get_calculated_checksum() {
                    return Err(invalid("its data does not have the checksum in it"));
                }
                continue;
            }
            let one = BlockDecodingStrategy::UptoBlocks(1);
            if self.decoder.decode_blocks(&mut *self.source, one).is_err() {
                self.broken = Some(self.why());
                self.end_frame();
            }
        }
        Ok(0)
    }
}

/// A last block that holds nothing, and room for a checksum (RFC 8878, section 3.1.1.2).
const LAST_BLOCK: [u8; 7] = [1, 0, 0, 0, 0, 0, 0];

impl Frames<'_, '_, '_> {
    /// Ends a frame that broke off: to its end, the decoder keeps what later blocks could refer to, which
    /// is everything where the frame is shorter than that.
    fn end_frame(&mut self) {
        // If this fails too, what it keeps is lost, and the break is told of all the same.
        let _ = self.decoder.decode_blocks(&LAST_BLOCK[..], BlockDecodingStrategy::UptoBlocks(1));
    }

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
                    self.skip(at, length)?;
                }
                Err(FrameDecoderError::WindowSizeTooBig { .. }) => {
                    return Err(not_read("its data refers further back than 128 MiB"));
                }
                Err(_) => return Err(self.why()),
            }
        }
    }

    /// Skips a frame that holds something else than compressed data, such as a table of frames.
    fn skip(&mut self, at: u64, length: u32) -> io::Result<()> {
        let looked_at = length.min(LOOKED_AT);
        let mut bytes = vec![0; looked_at as usize];
        let came = self.source.fill(&mut bytes)? as u64;
        let rest = self.source.skip(u64::from(length - looked_at))?;
        if came + rest < u64::from(length) {
            return Err(broken_off());
        }
        self.told.look_at(|| format!("The skippable frame at byte {at}"), &bytes);
        if looked_at < length {
            let note =
                format!("The skippable frame of {length} bytes at byte {at} was not examined.");
            self.told.not_examined(note);
        }
        Ok(())
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
