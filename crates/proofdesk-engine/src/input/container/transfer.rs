//! How mails carry bytes in their bodies (RFC 2045) and in their headers (RFC 2047). It is decided here, and not
//! by a library, since the bytes are hashed.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

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

/// Fields of a header, behind them what its encoded words say, as mail programs show them.
pub(super) fn with_words_decoded(fields: &[u8]) -> Cow<'_, [u8]> {
    let mut said = Vec::new();
    let mut rest = fields;
    while let Some(Word { bytes, behind, .. }) = next_word(rest) {
        said.extend(bytes);
        rest = behind;
    }
    match said.is_empty() {
        true => Cow::Borrowed(fields),
        false => Cow::Owned([fields, b"\n", &said].concat()),
    }
}

/// An encoded word of a header (RFC 2047).
pub(super) struct Word<'t> {
    pub before: &'t [u8],
    pub charset: &'t [u8],
    pub bytes: Vec<u8>,
    pub behind: &'t [u8],
}

/// The next encoded word in a text.
pub(super) fn next_word(text: &[u8]) -> Option<Word<'_>> {
    for at in memchr::memmem::find_iter(text, b"=?") {
        let mut parts = text[at + 2..].splitn(4, |b| *b == b'?');
        let (charset, way) = (parts.next()?, parts.next()?);
        let (word, behind) = (parts.next()?, parts.next()?);
        let Some(behind) = behind.strip_prefix(b"=") else { continue };
        let bytes = match way {
            b"B" | b"b" => base64(word).ok(),
            b"Q" | b"q" => {
                let spaced: Vec<u8> =
                    word.iter().map(|b| if *b == b'_' { b' ' } else { *b }).collect();
                Some(quoted_printable(&spaced))
            }
            _ => None,
        };
        let Some(bytes) = bytes else { continue };
        // Behind an asterisk is a language (RFC 2231, section 5).
        let charset = charset.split(|b| *b == b'*').next().unwrap_or_default();
        return Some(Word { before: &text[..at], charset, bytes, behind });
    }
    None
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
}
