use std::fmt;

use super::form::KeyForm;
use crate::text::encoding::DecodeError;

/// How many characters of an input an error may repeat.
const MAX_EXCERPT: usize = 64;

/// Why an input is not a public key that can be pinned or used.
///
/// No variant holds anything of a private key. Texts of the input are cut short and escaped.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyError {
    /// Nothing but white space.
    Empty,
    /// Longer than [`MAX_KEY_INPUT`](super::MAX_KEY_INPUT).
    TooLarge {
        /// The length of the input, in bytes.
        actual: usize,
    },
    /// A private key, in whatever form.
    PrivateKey,
    /// The id of a key, which names it but does not hold it.
    KeyId {
        /// The id.
        key_id: String,
    },
    /// 64 bytes: a signature, or a private key together with its public key.
    SignatureOrKeyPair,
    /// A key of another type, or a structure that is not a key.
    UnsupportedKeyType {
        /// Its name: an algorithm, a PEM label, an OpenSSH key type.
        found: String,
    },
    /// More than one key, so that it is not plain which one is meant.
    MoreThanOneKey,
    /// Text in none of the accepted forms, and why it is not hex or base64 of 32 bytes.
    Undecodable(DecodeError),
    /// Binary input that is not DER.
    NotRecognised,
    /// It starts like this form, but is cut or altered, or has other text around it.
    Malformed {
        /// The form that it starts like.
        form: KeyForm,
    },
    /// Not JSON, or JSON with a member that is given twice or is not a string.
    InvalidJson {
        /// The line of the error, from 1.
        line: usize,
        /// The column of the error, in bytes from 1; 0 for an error at the end of a line.
        column: usize,
    },
    /// JSON without a member that every key has.
    MissingMember {
        /// The name of the member.
        member: &'static str,
    },
    /// 32 bytes that are no point of the curve.
    NotAPoint,
    /// A point in another encoding than its canonical one: y is not below p, or x is 0 and has a
    /// sign (RFC 8032, section 5.1.3).
    NonCanonical,
    /// A point of low order, under which a signature can hold for almost any message.
    LowOrder,
}

/// What is taken as a key.
pub const FORMS: &str = "Give an Ed25519 public key as 64 hexadecimal characters, base64, PEM, DER, JWK, an \
                         OpenSSH line or the issuer's key document.";

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "There is no key here. {FORMS}"),
            Self::TooLarge { actual } => {
                write!(f, "{actual} bytes are too long for a key. {FORMS}")
            }
            Self::PrivateKey => f.write_str(
                "This is a private key. It must not be shared, and no check needs it. Give the \
                 public key that belongs to it. If others have seen it, its owner must replace it.",
            ),
            Self::KeyId { key_id } => write!(
                f,
                "{key_id} is the id of a key, not the key. Give the public key, for example the \
                 response of key discovery for the domain of the organisation.",
            ),
            Self::SignatureOrKeyPair => f.write_str(
                "These are 64 bytes: a signature, or a private key with its public key, which must \
                 not be shared. Give the public key alone, which has 32 bytes.",
            ),
            Self::UnsupportedKeyType { found } => write!(
                f,
                "Unsupported key type: {found}. Give the Ed25519 public key of the organisation.",
            ),
            Self::MoreThanOneKey => f.write_str("There is more than one key here. Give only one."),
            Self::Undecodable(error) => write!(f, "This is not a public key: {error}. {FORMS}"),
            Self::NotRecognised => write!(f, "This is neither UTF-8 text nor DER. {FORMS}"),
            Self::Malformed { form } => write!(
                f,
                "This starts like a key ({form}), but it is cut or altered, or has other text \
                 around it. Copy the whole key again, and nothing else.",
            ),
            Self::InvalidJson { line, column } => write!(
                f,
                "The JSON cannot be read at line {line}, column {column}: it is cut, or a member \
                 is given twice or is not a string. Copy the whole key again.",
            ),
            Self::MissingMember { member } => write!(
                f,
                "This JSON is not a key: it has no \"{member}\". If it is a record, do not \
                 take the key from it; get the key from the organisation that signs.",
            ),
            Self::NotAPoint => f.write_str(
                "These 32 bytes are not an Ed25519 public key: no point of the curve has this \
                 encoding. Perhaps they are the fingerprint of a key, or another hash: give the key \
                 itself. Perhaps they are a private key, which must not be shared.",
            ),
            Self::NonCanonical => f.write_str(
                "These 32 bytes are another key in different notation (a non-canonical encoding), \
                 which no key generator writes. Get the key again from its owner.",
            ),
            Self::LowOrder => f.write_str(
                "These 32 bytes are a point of low order, under which one signature can be valid \
                 for almost any message. No key generator makes it. Get the key again from its owner.",
            ),
        }
    }
}

impl std::error::Error for KeyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Undecodable(error) => Some(error),
            _ => None,
        }
    }
}

impl KeyError {
    pub(super) fn unsupported(found: &str) -> Self {
        Self::UnsupportedKeyType { found: excerpt(found) }
    }
}

/// The beginning of an untrusted text, in visible ASCII and short enough for one line.
pub(super) fn excerpt(text: &str) -> String {
    text.chars().take(MAX_EXCERPT).flat_map(char::escape_default).collect()
}
