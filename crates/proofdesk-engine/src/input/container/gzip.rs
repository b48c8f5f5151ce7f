//! gzip (RFC 1952): one file, in one compressed member or several.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use super::decoding::{in_words, may_go_on};
use super::member::{Data, Is, Member, Name, Told, Visit};
use super::passing::Passing;
use crate::input::source::ReadError;

pub(super) fn read(source: &mut Passing<'_, '_>, visit: &mut Visit<'_>) -> Result<Told, ReadError> {
    let mut told = Told::default();
    let mut stream = Members {
        decoder: Some(GzDecoder::new(&mut *source)),
        count: 1,
        ended: None,
        told: &mut told,
    };
    let header = stream.decoder.as_ref().and_then(|decoder| decoder.header());
    let name = header.and_then(|header| header.filename()).map(file_name);
    let name = name.map_or(Name::OfContainer, Name::Bytes);
    visit(Member { name, is: Is::File(Data::stream(&mut stream, None)) })?;
    stream.look_at_header();
    let (count, ended) = (stream.count, stream.ended.take());
    drop(stream);
    match ended {
        Some(Ended::Other) => {
            let at = source.position();
            told.damaged(format!("Behind the compressed data, at byte {at}, other bytes follow."));
        }
        Some(Ended::Clean) if count > 1 => told.checks.push(may_go_on(count, "members")),
        _ => {}
    }
    Ok(told)
}

/// The name in a header, which is in ISO 8859-1 by the standard, in UTF-8 in practice. By the standard it has no
/// folders; where it has, they are shown, as those of every member.
fn file_name(name: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(name) {
        Ok(_) => name.to_vec(),
        Err(_) => name.iter().map(|b| char::from(*b)).collect::<String>().into_bytes(),
    }
}

enum Ended {
    /// Nothing follows, or zeros, as on a tape.
    Clean,
    Other,
}

/// What all members of a file hold.
struct Members<'t, R> {
    decoder: Option<GzDecoder<R>>,
    count: u64,
    ended: Option<Ended>,
    told: &'t mut Told,
}

impl<R: BufRead> Members<'_, R> {
    /// Looks at what the header says of the member at hand.
    fn look_at_header(&mut self) {
        let Some(header) = self.decoder.as_ref().and_then(GzDecoder::header) else { return };
        for (what, said) in [
            ("comment", header.comment()),
            ("extra field", header.extra()),
            ("file name", header.filename()),
        ] {
            let what = || format!("The {what} in the header of its member {}", self.count);
            self.told.look_at(what, said.unwrap_or_default());
        }
    }
}

impl<R: BufRead> Read for Members<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(decoder) = self.decoder.as_mut().filter(|_| !buffer.is_empty()) else {
                return Ok(0);
            };
            let came = decoder.read(buffer).map_err(in_words)?;
            if came > 0 {
                return Ok(came);
            }
            self.look_at_header();
            let Some(mut source) = self.decoder.take().map(GzDecoder::into_inner) else {
                return Ok(0);
            };
            let next = source.fill_buf()?;
            if next.starts_with(&[0x1F]) {
                self.count += 1;
                self.decoder = Some(GzDecoder::new(source));
                continue;
            }
            self.ended = Some(Ended::Clean);
            while let [first, ..] = source.fill_buf()? {
                if *first != 0 {
                    self.ended = Some(Ended::Other);
                    break;
                }
                source.consume(1);
            }
        }
    }
}
