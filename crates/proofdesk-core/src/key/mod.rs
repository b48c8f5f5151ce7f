//! Ed25519 public keys, and the many forms in which a user may hold one.
//!
//! [`PublicKey`] is a key that signatures can be checked against. [`parse_key`] reads what a user
//! pins: the text or the file in which an organisation published its key. Each form is recognised
//! by its own marks, never by a file name, and a private key is refused without being repeated.
//!
//! ```
//! use proofdesk_core::key::{KeyForm, parse_key};
//!
//! let hex = parse_key(b"03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8")?;
//! let ssh = parse_key(
//!     b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4 seal\n",
//! )?;
//! assert_eq!(hex.key, ssh.key);
//! assert_eq!(ssh.form, KeyForm::OpenSsh);
//! assert_eq!(ssh.comment.as_deref(), Some("seal"));
//! # Ok::<(), proofdesk_core::key::KeyError>(())
//! ```

mod parse;

use std::fmt;
use std::sync::LazyLock;

use curve25519_dalek::constants::EIGHT_TORSION;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};

use crate::encoding::{DecodeError, Digest};

pub(crate) use parse::is_private_der;
pub use parse::{KeyForm, MAX_KEY_INPUT, ParsedKey, parse_key};

/// An Ed25519 public key (RFC 8032) that is fit to check signatures with: the one canonical
/// encoding of a curve point, and not a point of low order.
///
/// The other encodings are refused because they give one key two names, or a key for which one
/// signature holds for almost any message. Both would make "signed by this key" mean nothing.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Takes the 32 bytes of RFC 8032, section 5.1.2: y, little-endian, with the sign of x in the
    /// highest bit.
    ///
    /// # Errors
    ///
    /// [`KeyError::NotAPoint`], [`KeyError::NonCanonical`] or [`KeyError::LowOrder`].
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::NotAPoint)?;
        // The library reads y modulo p and takes either sign for x = 0. Written again, such a
        // point comes out in its canonical form, which differs.
        if key.to_edwards().compress().as_bytes() != bytes {
            return Err(KeyError::NonCanonical);
        }
        if key.is_weak() {
            return Err(KeyError::LowOrder);
        }
        Ok(Self(key))
    }

    /// The 32 bytes of the key, as signed data and other tools know it.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The key as 64 lowercase hex digits.
    pub fn to_hex(&self) -> String {
        hex::encode(self.as_bytes())
    }

    /// The SHA-256 of the 32 bytes of the key, by which people compare keys.
    ///
    /// This is not the fingerprint that OpenSSH shows, which also covers the name of the key type.
    pub fn fingerprint(&self) -> Digest {
        Digest::of(self.as_bytes())
    }

    /// Whether this key signed exactly these bytes (Ed25519, without context or pre-hashing).
    ///
    /// Stricter than RFC 8032 where implementations disagree: a signature whose R is not canonical
    /// or is of low order does not hold.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        // The library computes the R that there should be, encodes it and compares the bytes: an R
        // that holds is canonical, and of low order only if its bytes are one of eight. Its own
        // `verify_strict` comes to the same by decoding the R of the signature, which is a seventh
        // of the whole work on an audit event.
        let signature = Signature::from_bytes(signature);
        self.0.verify(message, &signature).is_ok() && !LOW_ORDER.contains(signature.r_bytes())
    }
}

/// The encodings of the points of low order.
static LOW_ORDER: LazyLock<[[u8; 32]; 8]> =
    LazyLock::new(|| EIGHT_TORSION.map(|point| point.compress().to_bytes()));

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.to_hex())
    }
}

/// Why an input is not a public key that can be pinned or used.
///
/// No variant holds anything of a private key. Texts of the input are cut short and escaped.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyError {
    /// Nothing but white space.
    Empty,
    /// Longer than [`MAX_KEY_INPUT`].
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

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const FORMS: &str = "Give an Ed25519 public key as 64 hex digits, base64, PEM, DER, JWK, \
                             an OpenSSH line or the answer of key discovery.";
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
                 answer of key discovery for the domain of the organisation.",
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
                "This JSON is not a key: it has no \"{member}\". If it is a proof record, do not \
                 take the key from it; get the key from the organisation that signs.",
            ),
            Self::NotAPoint => f.write_str(
                "These 32 bytes are not an Ed25519 public key: no point of the curve has this \
                 encoding. Perhaps they are the fingerprint of a key, or another hash: give the key \
                 itself. Perhaps they are a private key, which must not be shared.",
            ),
            Self::NonCanonical => f.write_str(
                "These 32 bytes are a second spelling (a non-canonical encoding) of another key, \
                 which no key generator writes. Get the key again from its owner.",
            ),
            Self::LowOrder => f.write_str(
                "These 32 bytes are a point of low order, under which one signature can hold for \
                 almost any message. No key generator makes it. Get the key again from its owner.",
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
