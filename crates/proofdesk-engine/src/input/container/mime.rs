//! The parts of a mail (RFC 5322, 2045 to 2047, 2183, 2231).
//!
//! The syntax of header fields is read by a library. Which bytes are a part, and what they are after their
//! transfer encoding, is decided here, since they are hashed.

use std::borrow::Cow;
use std::ops::Range;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use mail_parser::{MessageParser, MimeHeaders};

/// Parts of one body that are read.
pub(super) const PARTS: usize = 100_000;

/// What the header of a part says, names in lower case.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// Such as `text/plain`.
    pub kind: String,
    pub boundary: Option<String>,
    /// Of S/MIME, what it does.
    pub smime: Option<String>,
    pub name: Option<String>,
    pub is_attachment: bool,
    pub encoding: String,
}

impl Header {
    /// Reads the fields of a header.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let parser = MessageParser::new().with_mime_headers();
        let message = parser.parse_headers(bytes);
        let Some(part) = message.as_ref().and_then(|message| message.parts.first()) else {
            return Self { kind: "text/plain".to_owned(), ..Self::default() };
        };
        let kind = part.content_type().map(|kind| {
            format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("plain")).to_ascii_lowercase()
        });
        let attribute = |name: &str| part.content_type()?.attribute(name).map(str::to_owned);
        let disposition = part.content_disposition();
        Self {
            kind: kind.unwrap_or_else(|| "text/plain".to_owned()),
            boundary: attribute("boundary"),
            smime: attribute("smime-type").map(|kind| kind.to_ascii_lowercase()),
            name: part.attachment_name().filter(|name| !name.is_empty()).map(str::to_owned),
            is_attachment: disposition
                .is_some_and(|how| how.ctype().eq_ignore_ascii_case("attachment")),
            encoding: part
                .content_transfer_encoding()
                .map_or_else(|| "7bit".to_owned(), |how| how.trim().to_ascii_lowercase()),
        }
    }
}

/// Where the header of a part ends and its body begins, behind the blank line.
pub(super) fn body_at(part: &[u8]) -> usize {
    let mut line = 0;
    while line < part.len() {
        let end = memchr::memchr(b'\n', &part[line..]).map_or(part.len(), |end| line + end + 1);
        if part[line..end].trim_ascii().is_empty() {
            return end;
        }
        line = end;
    }
    part.len()
}

/// A body in parts.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// What stands before the first part and behind the last one.
    pub around: Vec<Range<usize>>,
    pub parts: Vec<Range<usize>>,
    /// The mark behind the last part is there.
    pub is_closed: bool,
    /// There are more parts than are read.
    pub too_many: bool,
}

/// Cuts a body at the lines with its boundary (RFC 2046, section 5.1.1).
pub(super) fn parts(body: &[u8], boundary: &str) -> Parts {
    let mark = [b"--", boundary.as_bytes()].concat();
    let mut found = Parts::default();
    // Where the part at hand begins; before the first mark, there is none.
    let mut from = None;
    let mut line = 0;
    while line < body.len() {
        if found.parts.len() == PARTS {
            found.too_many = true;
            return found;
        }
        let end = memchr::memchr(b'\n', &body[line..]).map_or(body.len(), |end| line + end + 1);
        let Some(rest) = body[line..end].strip_prefix(&*mark) else {
            line = end;
            continue;
        };
        let rest = rest.trim_ascii();
        let closes = rest == b"--";
        // A longer boundary is another one.
        if !rest.is_empty() && !closes {
            line = end;
            continue;
        }
        // The line break before a mark belongs to it.
        let before = body[..line].strip_suffix(b"\n").unwrap_or(&body[..line]);
        let before = before.strip_suffix(b"\r").unwrap_or(before).len();
        match from {
            Some(start) => found.parts.push(start..before.max(start)),
            None => found.around.push(0..before),
        }
        from = Some(end);
        line = end;
        if closes {
            found.is_closed = true;
            break;
        }
    }
    match from {
        Some(start) if found.is_closed => found.around.push(start..body.len()),
        Some(start) => found.parts.push(start..body.len()),
        None => found.around.push(0..body.len()),
    }
    found.around.retain(|range| !body[range.clone()].trim_ascii().is_empty());
    found
}

/// The bytes of a body after its transfer encoding; `Err` says in words why there are none.
pub(super) fn decoded<'b>(body: &'b [u8], encoding: &str) -> Result<Cow<'b, [u8]>, String> {
    match encoding {
        "7bit" | "8bit" | "binary" | "" => Ok(Cow::Borrowed(body)),
        "base64" => base64(body).map(Cow::Owned),
        "quoted-printable" => Ok(Cow::Owned(quoted_printable(body))),
        other => Err(format!("Its transfer encoding is not known ({other}).")),
    }
}

fn base64(body: &[u8]) -> Result<Vec<u8>, String> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
    );
    let mut text = body.to_vec();
    text.retain(|b| !b.is_ascii_whitespace());
    ENGINE.decode(&text).map_err(|_| "Its base64 is damaged, or breaks off.".to_owned())
}

/// Fields of a header, behind them what its encoded words say (RFC 2047), as mail programs show them.
pub(super) fn with_words_decoded(fields: &[u8]) -> Cow<'_, [u8]> {
    let mut said = Vec::new();
    let mut rest = fields;
    while let Some(at) = memchr::memmem::find(rest, b"=?") {
        rest = &rest[at + 2..];
        let mut parts = rest.splitn(4, |b| *b == b'?');
        let (Some(_), Some(way), Some(word), Some(behind)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            break;
        };
        let Some(behind) = behind.strip_prefix(b"=") else { continue };
        match way {
            b"B" | b"b" => said.extend(base64(word).unwrap_or_default()),
            b"Q" | b"q" => {
                let spaced: Vec<u8> =
                    word.iter().map(|b| if *b == b'_' { b' ' } else { *b }).collect();
                said.extend(quoted_printable(&spaced));
            }
            _ => continue,
        }
        rest = behind;
    }
    match said.is_empty() {
        true => Cow::Borrowed(fields),
        false => Cow::Owned([fields, b"\n", &said].concat()),
    }
}

/// An escape that is none stays as it is (RFC 2045, section 6.7, note 2).
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(body.len());
    for line in body.split_inclusive(|b| *b == b'\n') {
        let (text, ending) = match line {
            [text @ .., b'\r', b'\n'] => (text, &b"\r\n"[..]),
            [text @ .., b'\n'] => (text, &b"\n"[..]),
            text => (text, &b""[..]),
        };
        // Blanks at the end of a line were added on the way.
        let text = text.trim_ascii_end();
        let (text, ending) = match text {
            [text @ .., b'='] => (text, &b""[..]),
            text => (text, ending),
        };
        let mut rest = text;
        while let [first, behind @ ..] = rest {
            let digit = |b: u8| char::from(b).to_digit(16);
            match (first, behind) {
                (b'=', [high, low, behind @ ..]) => match digit(*high).zip(digit(*low)) {
                    Some((high, low)) => {
                        bytes.push((high << 4 | low) as u8);
                        rest = behind;
                    }
                    None => {
                        bytes.push(b'=');
                        rest = &rest[1..];
                    }
                },
                (first, behind) => {
                    bytes.push(*first);
                    rest = behind;
                }
            }
        }
        bytes.extend_from_slice(ending);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_printable_is_undone() {
        // The examples of RFC 2045, section 6.7.
        let text = b"Now's the time =\r\nfor all folk to come=\r\n to the aid of their country.";
        let whole = b"Now's the time for all folk to come to the aid of their country.";
        assert_eq!(quoted_printable(text), whole);
        assert_eq!(quoted_printable(b"a=3D=C3=A9 \t\r\nb=\n"), "a=\u{e9}\r\nb".as_bytes());
        assert_eq!(quoted_printable(b"100=%=4"), b"100=%=4");
    }

    #[test]
    fn encoded_words_are_read() {
        let fields = b"Subject: =?utf-8?B?eyJhIjo=?=\r\n =?iso-8859-1?q?=22b=5Fc=22_d?= =?x?= end";
        let whole = with_words_decoded(fields);
        assert!(whole.starts_with(fields) && whole.ends_with(b"\n{\"a\":\"b_c\" d"));
        assert_eq!(&*with_words_decoded(b"From: a =? b"), b"From: a =? b");
    }

    #[test]
    fn a_body_is_cut_at_its_boundary() {
        let body = b"before\r\n--b\r\n\r\none\r\n--bb\r\n--b  \r\n\r\ntwo\n\n--b--\r\nbehind";
        let cut = parts(body, "b");
        let texts: Vec<_> = cut.parts.iter().map(|part| &body[part.clone()]).collect();
        assert_eq!(texts, [&b"\r\none\r\n--bb"[..], b"\r\ntwo\n"]);
        let around: Vec<_> = cut.around.iter().map(|part| &body[part.clone()]).collect();
        assert_eq!((around, cut.is_closed), (vec![&b"before"[..], b"behind"], true));
        assert!(!parts(&body[..body.len() - 10], "b").is_closed);
    }
}
