//! What decoders say, in words of this program.

use std::io;

use flate2::Crc;
use proofdesk_core::verdict::{Check, CheckName};

/// What a decoder says of bytes that it cannot decode.
pub(super) fn broken_off() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "its data breaks off")
}

pub(super) fn invalid(words: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, words)
}

/// That it is whole, but in a form that is not read.
pub(super) fn not_read(words: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, words)
}

/// What a decoder says, in words.
pub(super) fn in_words(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => broken_off(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            invalid("its compressed data is damaged, or does not have the checksum that it states")
        }
        _ => error,
    }
}

/// That nothing shows where a file ends that is compressed in parts.
pub(super) fn may_go_on(count: u64, parts: &str) -> Check {
    Check::pass(CheckName::Parse).remark(format!(
        "It is compressed in {count} {parts}, each of which is whole. Whether others followed cannot be \
         seen."
    ))
}

/// The checksum of a text.
pub(super) fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}
