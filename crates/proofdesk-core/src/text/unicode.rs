//! Texts that are not UTF-8. Bytes are hashed as they are; only parsing reads them anew.

/// The character that some programs put before a text.
pub(crate) const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// The same in UTF-8.
pub const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A text in UTF-8 without the byte-order mark that may stand before it.
pub fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(UTF8_MARK).unwrap_or(text)
}

/// An encoding in which programs save JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextEncoding {
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// UTF-32, the low byte first.
    Utf32Le,
    /// UTF-32, the high byte first.
    Utf32Be,
}

impl TextEncoding {
    /// Tells it by a byte-order mark, or by the zeros around a first character of JSON.
    pub fn of(beginning: &[u8]) -> Option<Self> {
        let begins_json = |b: &u8| b"{[ \t\r\n".contains(b);
        match beginning {
            [0xFF, 0xFE, 0, 0, ..] => Some(Self::Utf32Le),
            [0, 0, 0xFE, 0xFF, ..] => Some(Self::Utf32Be),
            [0xFF, 0xFE, ..] => Some(Self::Utf16Le),
            [0xFE, 0xFF, ..] => Some(Self::Utf16Be),
            [b, 0, 0, 0, ..] if begins_json(b) => Some(Self::Utf32Le),
            [0, 0, 0, b, ..] if begins_json(b) => Some(Self::Utf32Be),
            [b, 0, ..] if begins_json(b) => Some(Self::Utf16Le),
            [0, b, ..] if begins_json(b) => Some(Self::Utf16Be),
            _ => None,
        }
    }

    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Utf32Le | Self::Utf32Be => "UTF-32",
        }
    }

    /// The text in UTF-8 as far as it is one, without its mark.
    pub fn decode_lossy(self, bytes: &[u8]) -> String {
        self.read(bytes).0
    }

    /// The text in UTF-8 without its mark.
    ///
    /// # Errors
    /// The offset of the first byte that is no part of a character.
    pub fn decode(self, bytes: &[u8]) -> Result<String, usize> {
        let (text, damaged) = self.read(bytes);
        damaged.map_or(Ok(text), Err)
    }

    /// The text as far as it is one, without its mark, and the offset of the first byte that is no part of a
    /// character.
    fn read(self, bytes: &[u8]) -> (String, Option<usize>) {
        let (mut text, mut at, mut damaged) = (String::with_capacity(bytes.len() / 2), 0, None);
        let mut take = |c: Option<char>, len: usize| {
            if c.is_none() {
                damaged.get_or_insert(at);
            }
            text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
            at += len;
        };
        match self {
            Self::Utf16Le => utf16(bytes, u16::from_le_bytes, &mut take),
            Self::Utf16Be => utf16(bytes, u16::from_be_bytes, &mut take),
            Self::Utf32Le => utf32(bytes, u32::from_le_bytes, &mut take),
            Self::Utf32Be => utf32(bytes, u32::from_be_bytes, &mut take),
        }
        let text = text.strip_prefix(BYTE_ORDER_MARK).map(str::to_owned).unwrap_or(text);
        (text, damaged.or(Some(at).filter(|at| *at < bytes.len())))
    }
}

/// Gives each character, or that there is none, and how many bytes it takes.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16, take: &mut impl FnMut(Option<char>, usize)) {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    for c in char::decode_utf16(units).map(Result::ok) {
        take(c, c.map_or(2, |c| 2 * c.len_utf16()));
    }
}

fn utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32, take: &mut impl FnMut(Option<char>, usize)) {
    bytes.as_chunks::<4>().0.iter().for_each(|four| take(char::from_u32(unit(*four)), 4));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_with_and_without_a_mark() {
        let text = "{\"name\":\"Zoë 🦀\"}";
        let units: Vec<u16> = text.encode_utf16().collect();
        let forms: [(TextEncoding, Vec<u8>); 4] = [
            (TextEncoding::Utf16Le, units.iter().flat_map(|u| u.to_le_bytes()).collect()),
            (TextEncoding::Utf16Be, units.iter().flat_map(|u| u.to_be_bytes()).collect()),
            (
                TextEncoding::Utf32Le,
                text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
            ),
            (
                TextEncoding::Utf32Be,
                text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
            ),
        ];
        let marks: [&[u8]; 4] =
            [&[0xFF, 0xFE], &[0xFE, 0xFF], &[0xFF, 0xFE, 0, 0], &[0, 0, 0xFE, 0xFF]];
        for ((encoding, bytes), mark) in forms.into_iter().zip(marks) {
            for bytes in [bytes.clone(), [mark, &bytes].concat()] {
                assert_eq!(TextEncoding::of(&bytes), Some(encoding));
                assert_eq!(encoding.decode(&bytes).unwrap(), text);
                assert!(encoding.decode(&bytes[..bytes.len() - 1]).is_err());
            }
        }
        assert_eq!(TextEncoding::of(text.as_bytes()), None);
        assert_eq!(TextEncoding::Utf16Le.decode(&[b'{', 0, 0, 0xD8]), Err(2));
    }
}
