//! The text encodings of proof records: hex, base64, and SHA-256 digests.
//!
//! Records write the same kind of value in several ways: hex in one place, standard base64 in
//! another, base64url without padding in a third. The functions here accept all of them, and
//! nothing else: no white space, no characters of two alphabets in one value, no padding that is
//! only partly there, and no stray bits in the last base64 character. A value that has a second
//! spelling is thus a value that somebody wrote on purpose.
//!
//! ```
//! use proofdesk_core::encoding::{Digest, decode_flexible};
//!
//! let hex: [u8; 4] = decode_flexible("cafef00d")?;
//! let base64: [u8; 4] = decode_flexible("yv7wDQ==")?;
//! assert_eq!(hex, base64);
//!
//! let parsed = Digest::parse(&format!("sha256:{}", Digest::of(b"abc")))?;
//! assert_eq!(parsed.digest, Digest::of(b"abc"));
//! assert!(!parsed.documented_form); // right digest, but the prefix is not documented
//! # Ok::<(), proofdesk_core::encoding::DecodeError>(())
//! ```

use std::fmt;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{
    GeneralPurpose, GeneralPurposeConfig, STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD,
};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::character::{is_deceptive, mark};
use super::counted::counted;

/// What keys and signatures may carry in front, in records and in what users pin.
pub(crate) const ED25519_PREFIX: &str = "ed25519:";

/// What digests may carry in front.
pub(crate) const SHA256_PREFIX: &str = "sha256:";

/// Why a text is not an encoding of the bytes it should be.
///
/// Never holds more of the text than one character. Offsets are in bytes, from 0, and are counted
/// after a prefix such as `ed25519:`.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecodeError {
    /// A character that is not of the alphabet: white space, for example, or `+` and `/` in a text
    /// that also has `-` or `_`.
    InvalidCharacter {
        /// The first such character.
        found: char,
        /// Where it stands.
        offset: usize,
    },
    /// The text is sound, but it decodes to another number of bytes.
    WrongLength {
        /// How many bytes there should be.
        expected: usize,
        /// How many there are.
        actual: usize,
    },
    /// Hex writes each byte as two digits, so an odd number of them has lost or gained one.
    OddHexLength {
        /// How many digits there are.
        digits: usize,
    },
    /// No bytes have a base64 form of this length: a character is missing or too many.
    InvalidBase64Length {
        /// How many characters there are, without padding.
        characters: usize,
    },
    /// There are `=`, but not as the length of the base64 asks for: too few, too many, or before
    /// the end.
    InvalidPadding,
    /// The last base64 character holds bits that no byte uses (RFC 4648, section 3.5). Most likely
    /// the text was cut or changed.
    TrailingBits,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Escaped, because the character may be invisible or turn the direction of the text.
            Self::InvalidCharacter { found, offset } => {
                let found = if is_deceptive(*found) { mark(*found) } else { found.to_string() };
                write!(f, "the character {found} at offset {offset} is not valid there")
            }
            Self::WrongLength { expected, actual } => {
                write!(f, "it decodes to {}, not to {expected}", counted(*actual as u64, "byte"))
            }
            Self::OddHexLength { digits } => {
                write!(f, "it has {digits} hexadecimal characters, which is an odd number")
            }
            Self::InvalidBase64Length { characters } => {
                write!(f, "{characters} characters are not a possible length of base64")
            }
            Self::InvalidPadding => f.write_str("its '=' padding does not fit its length"),
            Self::TrailingBits => {
                f.write_str("its last base64 character has bits that belong to no byte")
            }
        }
    }
}

impl std::error::Error for DecodeError {}

/// Decodes exactly `N` bytes, written as hex (either case), base64 or base64url, with or without
/// padding and with or without the prefix `ed25519:`.
///
/// The decoded length decides which it is: 32 bytes are a key, 64 a signature. Hex is tried first,
/// and no text can be both, because `2 * N` hex digits read as base64 give `3 * N / 2` bytes.
///
/// # Errors
///
/// [`DecodeError`] when the text is no such encoding, or one of another number of bytes. A text of
/// hex digits alone is described as hex.
pub fn decode_flexible<const N: usize>(text: &str) -> Result<[u8; N], DecodeError> {
    if let Some(bytes) = decode_lowercase(text) {
        return Ok(bytes);
    }
    let text = text.strip_prefix(ED25519_PREFIX).unwrap_or(text);
    let from_base64 = || decode_bytes(text).and_then(exactly);
    if text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let from_hex = decode_hex(text).and_then(exactly);
        from_hex.or_else(|error| from_base64().map_err(|_| error))
    } else {
        from_base64()
    }
}

/// Decodes `N` bytes in lowercase hex, as the API writes them, and nothing else. It has no branches: no
/// processor can foresee the digits of a signature.
pub(crate) fn decode_lowercase<const N: usize>(text: &str) -> Option<[u8; N]> {
    let nibble = |c: u8| match (c.wrapping_sub(b'0'), c.wrapping_sub(b'a')) {
        (digit @ 0..=9, _) => digit,
        (_, letter @ 0..=5) => letter + 10,
        _ => 0xFF,
    };
    let digits = Some(text.as_bytes()).filter(|digits| digits.len() == 2 * N)?;
    let mut bytes = [0; N];
    let mut all = 0;
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let (high, low) = (nibble(pair[0]), nibble(pair[1]));
        *byte = high << 4 | low;
        all |= high | low;
    }
    (all < 16).then_some(bytes)
}

/// Decodes any number of bytes written as base64 or base64url, with or without padding (RFC 4648,
/// sections 4 and 5). The empty text is no bytes.
///
/// # Errors
///
/// [`DecodeError`] when the text is not base64, or not the one form that its bytes have.
pub fn decode_bytes(text: &str) -> Result<Vec<u8>, DecodeError> {
    require(text, |c| is_base64(c) || c == '=')?;
    // Each of these engines accepts one alphabet and one way of padding. The lenient ones of the
    // base64 crate would also take padding that is only partly there.
    let engine = match (text.contains(['-', '_']), text.contains('=')) {
        (false, false) => STANDARD_NO_PAD,
        (false, true) => STANDARD,
        (true, false) => URL_SAFE_NO_PAD,
        (true, true) => URL_SAFE,
    };
    engine.decode(text).map_err(|error| match error {
        base64::DecodeError::InvalidByte(_, b'=') | base64::DecodeError::InvalidPadding => {
            DecodeError::InvalidPadding
        }
        base64::DecodeError::InvalidByte(offset, byte) => {
            DecodeError::InvalidCharacter { found: char::from(byte), offset }
        }
        base64::DecodeError::InvalidLength(characters) => {
            DecodeError::InvalidBase64Length { characters }
        }
        base64::DecodeError::InvalidLastSymbol { .. } => DecodeError::TrailingBits,
    })
}

/// Whether a character is of one of the two alphabets of base64 (RFC 4648, sections 4 and 5), padding
/// aside.
pub(crate) fn is_base64(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_')
}

/// Decodes base64 or base64url without its padding, whatever the unused bits of its last character
/// are: to look what a text holds, not to compare it.
pub(crate) fn decode_loosely(text: &str) -> Option<Vec<u8>> {
    const LOOSELY: GeneralPurposeConfig = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true);
    static LOOSE: [GeneralPurpose; 2] = [
        GeneralPurpose::new(&base64::alphabet::STANDARD, LOOSELY),
        GeneralPurpose::new(&base64::alphabet::URL_SAFE, LOOSELY),
    ];
    LOOSE[usize::from(text.contains(['-', '_']))].decode(text).ok()
}

/// Decodes any number of bytes written as hex digits of either case. The empty text is no bytes.
///
/// # Errors
///
/// [`DecodeError`] when a character is not a hex digit, or when their number is odd.
pub fn decode_hex(text: &str) -> Result<Vec<u8>, DecodeError> {
    require(text, |c| c.is_ascii_hexdigit())?;
    // With every character a digit, the only thing left to be wrong is how many there are.
    hex::decode(text).map_err(|_| DecodeError::OddHexLength { digits: text.len() })
}

/// Refuses a text with a character that is not allowed.
fn require(text: &str, allowed: impl Fn(char) -> bool) -> Result<(), DecodeError> {
    match text.char_indices().find(|&(_, c)| !allowed(c)) {
        Some((offset, found)) => Err(DecodeError::InvalidCharacter { found, offset }),
        None => Ok(()),
    }
}

/// Refuses any other number of bytes than `N`.
fn exactly<const N: usize>(bytes: Vec<u8>) -> Result<[u8; N], DecodeError> {
    <[u8; N]>::try_from(bytes)
        .map_err(|bytes| DecodeError::WrongLength { expected: N, actual: bytes.len() })
}

/// A SHA-256 value (FIPS 180-4). Shown, compared and serialised as 64 lowercase hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

/// A digest as a record spelled it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParsedDigest {
    /// The value, whatever its spelling.
    pub digest: Digest,
    /// Whether it was spelled as documented: exactly 64 lowercase hex digits, without a prefix.
    pub documented_form: bool,
}

impl Digest {
    /// The SHA-256 of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The SHA-256 of these pieces, one behind the other.
    pub(crate) fn of_all(pieces: impl Iterator<Item = Vec<u8>>) -> Self {
        let hasher = pieces.fold(Sha256::new(), |hasher, piece| hasher.chain_update(piece));
        Self(hasher.finalize().into())
    }

    /// Reads 64 hex digits of either case, with or without the prefix `sha256:`, or `\x` as PostgreSQL writes bytes.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when a character is not a hex digit, or when they are not 64.
    pub fn parse(text: &str) -> Result<ParsedDigest, DecodeError> {
        let prefixes = [SHA256_PREFIX, "\\x"];
        let digits = prefixes.into_iter().find_map(|prefix| text.strip_prefix(prefix));
        let digits = digits.unwrap_or(text);
        let digest = Self(decode_hex(digits).and_then(exactly)?);
        Ok(ParsedDigest { digest, documented_form: text == digest.to_string() })
    }

    /// Reads a digest as tools print it and people pass it on: also with `SHA-256=` or `0x` before it,
    /// in capitals, and with colons, hyphens or white space between its digits.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when another character is in it, or when its hex digits are not 64.
    pub fn parse_written(text: &str) -> Result<Self, DecodeError> {
        let digits: String = digits(without_prefix(text.trim())).collect();
        decode_hex(&digits).and_then(exactly).map(Self)
    }

    /// Whether a text can only be meant as a SHA-256: it says so, or is hex of about its length.
    pub fn is_meant(text: &str) -> bool {
        let text = text.trim();
        let rest = without_prefix(text);
        let says_so = rest.len() < text.len() && !text.starts_with('0');
        let is_near = || (56..=72).contains(&digits(rest).count());
        says_so || is_near() && digits(rest).all(|c| c.is_ascii_hexdigit())
    }

    /// How many hexadecimal digits a text has that was meant as a digest.
    pub fn digits_of(text: &str) -> usize {
        digits(without_prefix(text.trim())).filter(char::is_ascii_hexdigit).count()
    }

    /// All 64 hex digits in groups of four, with spaces between: the form that people compare.
    pub fn to_groups(&self) -> String {
        groups_of_four(&self.to_string()).join(" ")
    }
}

/// Whether a text is a UUID, whose letters can be of either case (RFC 9562, section 4).
pub fn is_uuid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths = parts.iter().map(|part| part.len());
    lengths.eq([8, 4, 4, 4, 12]) && parts.concat().bytes().all(|b| b.is_ascii_hexdigit())
}

/// Hexadecimal digits in groups of four, as people compare them.
pub fn groups_of_four(hex: &str) -> Vec<String> {
    let digits: Vec<char> = hex.chars().collect();
    digits.chunks(4).map(|group| group.iter().collect()).collect()
}

/// A digest without what says that it is one.
fn without_prefix(text: &str) -> &str {
    const PREFIXES: [&str; 6] = ["sha256:", "sha256=", "sha-256:", "sha-256=", "sha256 ", "0x"];
    let begins = |prefix: &&&str| {
        text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let prefix = PREFIXES.iter().find(begins);
    prefix.map_or(text, |prefix| text[prefix.len()..].trim_start())
}

/// The digits of a digest, without what people and tools put between them.
fn digits(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !matches!(c, ':' | '-') && !c.is_whitespace())
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; 64];
        // There is room for the digits, which are ASCII.
        let _ = hex::encode_to_slice(self.0, &mut digits);
        f.pad(std::str::from_utf8(&digits).unwrap_or_default())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(deserializer)?;
        let is_lower = !digits.bytes().any(|byte| byte.is_ascii_uppercase());
        let mut bytes = [0; 32];
        match is_lower && hex::decode_to_slice(&digits, &mut bytes).is_ok() {
            true => Ok(Self(bytes)),
            false => Err(D::Error::custom("a SHA-256 is 64 lowercase hexadecimal digits")),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::DecodeError::*;
    use super::*;

    /// The test vectors of RFC 4648, section 10.
    #[test]
    fn base64_of_any_length() {
        let vectors = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, base64) in vectors {
            assert_eq!(decode_bytes(base64).unwrap(), plain.as_bytes());
            assert_eq!(decode_bytes(base64.trim_end_matches('=')).unwrap(), plain.as_bytes());
        }
        for both in ["+/+/", "-_-_"] {
            assert_eq!(decode_bytes(both).unwrap(), [0xfb, 0xff, 0xbf]);
        }
        assert_eq!(decode_bytes("-w==").unwrap(), [0xfb]);
    }

    #[test]
    fn base64_with_a_second_spelling_is_refused() {
        let refused = [
            ("Zg=", InvalidPadding),
            ("Zm9v=", InvalidPadding),
            ("Zm9v====", InvalidPadding),
            ("=", InvalidPadding),
            ("Zh==", TrailingBits),
            ("Zh", TrailingBits),
            ("Z", InvalidBase64Length { characters: 1 }),
            ("Zm9vY", InvalidBase64Length { characters: 5 }),
            ("Zg==Zg==", InvalidPadding),
            ("+_+_", InvalidCharacter { found: '+', offset: 0 }),
            (" Zg==", InvalidCharacter { found: ' ', offset: 0 }),
            ("Zg==\n", InvalidCharacter { found: '\n', offset: 4 }),
            ("Zm\u{202e}9v", InvalidCharacter { found: '\u{202e}', offset: 2 }),
        ];
        for (text, error) in refused {
            assert_eq!(decode_bytes(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn hex_of_either_case() {
        assert_eq!(decode_hex(""), Ok(vec![]));
        assert_eq!(decode_hex("00fFAb").unwrap(), [0x00, 0xff, 0xab]);
        assert_eq!(decode_hex("123"), Err(OddHexLength { digits: 3 }));
        assert_eq!(decode_hex("0x12"), Err(InvalidCharacter { found: 'x', offset: 1 }));
    }

    #[test]
    fn the_decoded_length_decides() {
        // Base64 that is made of hex digits alone is still base64 when only that has the length.
        assert_eq!(decode_flexible::<3>("abcd").unwrap(), [0x69, 0xb7, 0x1d]);
        assert_eq!(decode_flexible::<2>("abcd").unwrap(), [0xab, 0xcd]);
        assert_eq!(decode_flexible::<2>("ed25519:abcd").unwrap(), [0xab, 0xcd]);
        assert_eq!(decode_flexible::<2>("q80=").unwrap(), [0xab, 0xcd]);

        let wrong_length = |actual| WrongLength { expected: 32, actual };
        assert_eq!(decode_flexible::<32>(""), Err(wrong_length(0)));
        assert_eq!(decode_flexible::<32>("abcd"), Err(wrong_length(2)));
        assert_eq!(decode_flexible::<32>("abcde"), Err(OddHexLength { digits: 5 }));
        assert_eq!(decode_flexible::<32>(&"00".repeat(64)), Err(wrong_length(64)));
        assert_eq!(decode_flexible::<32>(&"z".repeat(86_000)), Err(wrong_length(64_500)));
        let twice = decode_flexible::<2>("ed25519:ed25519:abcd");
        assert_eq!(twice, Err(InvalidCharacter { found: ':', offset: 7 }));
        assert!(decode_flexible::<2>("ED25519:abcd").is_err());
        assert!(decode_flexible::<2>(" abcd").is_err());
    }

    /// FIPS 180-4 example: SHA-256 of "abc".
    #[test]
    fn digests() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let digest = Digest::of(b"abc");
        assert_eq!(digest.to_string(), abc);
        assert_eq!(format!("{digest:?}"), format!("Digest({abc})"));
        assert_eq!(serde_json::to_string(&digest).unwrap(), format!("\"{abc}\""));
        assert_eq!(
            digest.to_groups(),
            "ba78 16bf 8f01 cfea 4141 40de 5dae 2223 b003 61a3 9617 7a9c b410 ff61 f200 15ad"
        );
        let documented = ParsedDigest { digest, documented_form: true };
        let other = ParsedDigest { digest, documented_form: false };
        assert_eq!(Digest::parse(abc), Ok(documented));
        assert_eq!(Digest::parse(&abc.to_uppercase()), Ok(other));
        assert_eq!(Digest::parse(&format!("sha256:{abc}")), Ok(other));

        let short = Err(WrongLength { expected: 32, actual: 31 });
        assert_eq!(Digest::parse(&abc[2..]), short);
        assert_eq!(Digest::parse(&abc[1..]), Err(OddHexLength { digits: 63 }));
        assert_eq!(Digest::parse("sha1:"), Err(InvalidCharacter { found: 's', offset: 0 }));
        assert!(Digest::parse(&format!(" {abc}")).is_err());

        let bytes = digest.to_groups().replace(' ', "").to_uppercase();
        let colons: Vec<&str> =
            bytes.as_bytes().chunks(2).map(|b| str::from_utf8(b).unwrap()).collect();
        for written in
            [abc.to_owned(), digest.to_groups(), colons.join(":"), format!(" SHA-256={bytes}\n")]
        {
            assert_eq!(Digest::parse_written(&written), Ok(digest), "{written}");
            assert!(Digest::is_meant(&written));
        }
        assert_eq!(Digest::parse_written(&abc[1..]), Err(OddHexLength { digits: 63 }));
        assert!(
            Digest::is_meant(&abc[1..]) && Digest::is_meant("sha256:") && !Digest::is_meant("0x1")
        );
    }
}
