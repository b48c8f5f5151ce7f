//! Usual accidents that change a file's hash without changing what a person reads.
//!
//! A hint never changes a verdict. It tells an auditor what may have happened, so that they can
//! ask for the right thing.

use proofdesk_core::encoding::Digest;

/// An accident that would explain another hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accident {
    ToCrLf,
    ToLf,
    FinalLineBreak,
    NoFinalLineBreak,
    ByteOrderMark,
}

impl Accident {
    /// What would make this file the one that was hashed.
    pub(crate) fn remedy(self) -> &'static str {
        match self {
            Self::ToCrLf => "with line ends of LF instead of CR LF",
            Self::ToLf => "with line ends of CR LF instead of LF",
            Self::FinalLineBreak => "without its final line break",
            Self::NoFinalLineBreak => "with a line break at its end",
            Self::ByteOrderMark => "without the byte-order mark at its beginning",
        }
    }
}

/// The hashes that a text would have without each accident. Nothing for what is not text.
pub(crate) fn accidents(bytes: &[u8]) -> Vec<(Accident, Digest)> {
    if bytes.is_empty() || bytes.contains(&0) || std::str::from_utf8(bytes).is_err() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut add = |accident, text: &[u8]| found.push((accident, Digest::of(text)));
    let lf = replace(bytes, b"\r\n", b"\n");
    if lf != bytes {
        add(Accident::ToCrLf, &lf);
    } else if bytes.contains(&b'\n') {
        add(Accident::ToLf, &replace(bytes, b"\n", b"\r\n"));
    }
    match bytes.strip_suffix(b"\r\n").or_else(|| bytes.strip_suffix(b"\n")) {
        Some(text) => add(Accident::FinalLineBreak, text),
        None => add(Accident::NoFinalLineBreak, &[bytes, b"\n"].concat()),
    }
    if let Some(text) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        add(Accident::ByteOrderMark, text);
    }
    found
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.windows(from.len()).position(|w| w == from) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}
