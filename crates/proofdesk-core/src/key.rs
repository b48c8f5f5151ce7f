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

use std::fmt;

use ed25519_dalek::{Signature, VerifyingKey};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::encoding::{
    DecodeError, Digest, ED25519_PREFIX, decode_bytes, decode_flexible, decode_hex,
};

/// The longest input that [`parse_key`] looks at, in bytes.
pub const MAX_KEY_INPUT: usize = 64 * 1024;

/// How many characters of an input an error may repeat.
const MAX_EXCERPT: usize = 64;

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
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.to_hex())
    }
}

/// The form in which a key was given.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyForm {
    /// 64 hex digits, perhaps after `ed25519:`.
    Hex,
    /// Base64 or base64url of the 32 bytes, perhaps after `ed25519:`.
    Base64,
    /// SubjectPublicKeyInfo in PEM: `-----BEGIN PUBLIC KEY-----` (RFC 7468, RFC 8410).
    SpkiPem,
    /// SubjectPublicKeyInfo in DER, as binary or as one line of hex or base64 (RFC 8410).
    SpkiDer,
    /// A JSON Web Key (RFC 7517) of the type OKP and the curve Ed25519 (RFC 8037).
    Jwk,
    /// A line `ssh-ed25519 AAAA… comment` (RFC 4253, section 6.6, and RFC 8709, section 4).
    OpenSsh,
    /// The answer of the key-discovery address, `GET /keys/{domain}`.
    KeyDiscovery,
}

impl fmt::Display for KeyForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Hex => "hex",
            Self::Base64 => "base64",
            Self::SpkiPem => "PEM public key",
            Self::SpkiDer => "DER public key",
            Self::Jwk => "JSON Web Key",
            Self::OpenSsh => "OpenSSH public key",
            Self::KeyDiscovery => "key-discovery answer",
        })
    }
}

/// A key that a user gave, with what its form said about it.
///
/// Domain, key id and comment are untrusted text of the input, as it stood: claims to show to the
/// user, never a reason to trust the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedKey {
    /// The key.
    pub key: PublicKey,
    /// The form in which it was given.
    pub form: KeyForm,
    /// `domain` of a key-discovery answer.
    pub domain: Option<String>,
    /// `key_id` of a key-discovery answer, or `kid` of a JSON Web Key.
    pub key_id: Option<String>,
    /// What follows the key on an OpenSSH line.
    pub comment: Option<String>,
}

/// Reads the one public key in this input, which is text in UTF-8 or binary DER.
///
/// A byte order mark and white space around the text do not matter. The forms are those of
/// [`KeyForm`]; 64 hex digits are always hex, although they could also be base64 of 48 bytes.
///
/// # Errors
///
/// [`KeyError`] says what the input is instead, and what to give. It never repeats a private key.
pub fn parse_key(input: &[u8]) -> Result<ParsedKey, KeyError> {
    if input.len() > MAX_KEY_INPUT {
        return Err(KeyError::TooLarge { actual: input.len() });
    }
    let Some(text) = as_text(input) else {
        let content = der_sequence(input).ok_or(KeyError::NotRecognised)?;
        return Ok(only(key_from_der(content)?, KeyForm::SpkiDer));
    };
    if text.is_empty() {
        return Err(KeyError::Empty);
    }
    if names_private_key(text) {
        return Err(KeyError::PrivateKey);
    }
    if text.starts_with('{') {
        parse_json(text)
    } else if text.starts_with("-----BEGIN ") {
        Ok(only(key_from_pem(text)?, KeyForm::SpkiPem))
    } else if let Some((kind, rest)) = openssh_kind(text) {
        parse_openssh(kind, rest)
    } else {
        let (key, form) = key_from_word(text)?;
        Ok(only(key, form))
    }
}

/// A key whose form says nothing else about it.
fn only(key: PublicKey, form: KeyForm) -> ParsedKey {
    ParsedKey { key, form, domain: None, key_id: None, comment: None }
}

/// The text without what may surround it; nothing if the input is binary. Control characters tell
/// them apart, because every key in DER holds some and no key in text does.
fn as_text(input: &[u8]) -> Option<&str> {
    let text = str::from_utf8(input).ok()?;
    let binary = text.contains(|c: char| c.is_control() && !c.is_whitespace());
    (!binary).then(|| text.strip_prefix('\u{feff}').unwrap_or(text).trim())
}

/// Whether the text announces a private key: PEM with any label of that kind (PKCS#8, PKCS#1,
/// SEC 1, OpenSSH, PGP), also inside JSON, or the format of PuTTY.
fn names_private_key(text: &str) -> bool {
    (text.contains("----") && text.contains("PRIVATE KEY"))
        || text.starts_with("PuTTY-User-Key-File-")
}

/// Hex or base64 without any armour: of the key itself, or of its DER.
fn key_from_word(text: &str) -> Result<(PublicKey, KeyForm), KeyError> {
    let word = text.strip_prefix(ED25519_PREFIX).unwrap_or(text);
    let error = match decode_flexible::<32>(text) {
        Ok(bytes) => {
            // Base64 of 32 bytes has 43 or 44 characters.
            let form = if word.len() == 64 { KeyForm::Hex } else { KeyForm::Base64 };
            return Ok((PublicKey::from_bytes(&bytes)?, form));
        }
        Err(error) => error,
    };
    // Not a key, so find out what it is.
    if decode_flexible::<64>(text).is_ok() {
        return Err(KeyError::SignatureOrKeyPair);
    }
    if is_key_id(text) {
        return Err(KeyError::KeyId { key_id: excerpt(text) });
    }
    let bytes = decode_hex(word).or_else(|_| decode_bytes(word)).unwrap_or_default();
    match der_sequence(&bytes) {
        Some(content) => Ok((key_from_der(content)?, KeyForm::SpkiDer)),
        None => Err(KeyError::Undecodable(error)),
    }
}

/// `invoance:pk_cf912d40`, or the same without the name in front.
fn is_key_id(text: &str) -> bool {
    let id = text.rsplit_once(':').map_or(text, |(_, id)| id);
    id.starts_with("pk_") && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The content of the DER SEQUENCE (X.690, section 8.9) that this input is from end to end.
fn der_sequence(der: &[u8]) -> Option<&[u8]> {
    let (length, content) = match *der {
        [0x30, length @ 0..=0x7f, ref content @ ..] => (usize::from(length), content),
        [0x30, 0x81, length, ref content @ ..] => (usize::from(length), content),
        [0x30, 0x82, high, low, ref content @ ..] => {
            (usize::from(u16::from_be_bytes([high, low])), content)
        }
        _ => return None,
    };
    (content.len() == length).then_some(content)
}

/// The key in the content of a SubjectPublicKeyInfo; other structures are told apart far enough to
/// say what was given.
fn key_from_der(content: &[u8]) -> Result<PublicKey, KeyError> {
    // RFC 8410, section 4: the OID 1.3.101.112 without parameters, then a BIT STRING with the 32
    // bytes of the key and no unused bits. There is no second way to write it in DER.
    const ED25519: [u8; 10] = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
    if let Some(key) = content.strip_prefix(&ED25519) {
        let key = key.try_into().map_err(|_| KeyError::Malformed { form: KeyForm::SpkiDer })?;
        return PublicKey::from_bytes(key);
    }
    match content {
        // A version number comes first only in private-key structures: PKCS#8, PKCS#1, SEC 1 and
        // PKCS#12.
        [0x02, 0x01, ..] => Err(KeyError::PrivateKey),
        [0x30, _, 0x06, oid @ ..] => Err(match oid {
            // PKCS#5 and PKCS#12 encryption: an encrypted PKCS#8 private key.
            [_, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05 | 0x0c, ..] => KeyError::PrivateKey,
            [9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, ..] => KeyError::unsupported("RSA"),
            [7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, ..] => KeyError::unsupported("EC"),
            [3, 0x2b, 0x65, 0x6e, ..] => KeyError::unsupported("X25519"),
            [3, 0x2b, 0x65, 0x6f, ..] => KeyError::unsupported("X448"),
            [3, 0x2b, 0x65, 0x71, ..] => KeyError::unsupported("Ed448"),
            [3, 0x2b, 0x65, 0x70, ..] => KeyError::Malformed { form: KeyForm::SpkiDer },
            _ => KeyError::unsupported("another DER algorithm"),
        }),
        _ => Err(KeyError::unsupported("another DER structure, perhaps a certificate")),
    }
}

/// The key in PEM (RFC 7468): one block and nothing around it, so that it is plain which key is
/// meant.
fn key_from_pem(text: &str) -> Result<PublicKey, KeyError> {
    const MALFORMED: KeyError = KeyError::Malformed { form: KeyForm::SpkiPem };
    if text.matches("-----BEGIN ").count() > 1 {
        return Err(KeyError::MoreThanOneKey);
    }
    let rest = text.strip_prefix("-----BEGIN ").ok_or(MALFORMED)?;
    let (label, rest) = rest.split_once("-----").ok_or(MALFORMED)?;
    if label != "PUBLIC KEY" {
        return Err(KeyError::unsupported(label));
    }
    let body = rest.strip_suffix("-----END PUBLIC KEY-----").ok_or(MALFORMED)?;
    let body: String = body.split_ascii_whitespace().collect();
    let der = decode_bytes(&body).map_err(|_| MALFORMED)?;
    key_from_der(der_sequence(&der).ok_or(MALFORMED)?)
}

/// The key type of an OpenSSH line, and what follows it.
fn openssh_kind(text: &str) -> Option<(&str, &str)> {
    let (kind, rest) = text.split_once([' ', '\t'])?;
    let known = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"];
    known.iter().any(|prefix| kind.starts_with(prefix)).then_some((kind, rest))
}

fn parse_openssh(kind: &str, rest: &str) -> Result<ParsedKey, KeyError> {
    const MALFORMED: KeyError = KeyError::Malformed { form: KeyForm::OpenSsh };
    // RFC 8709, section 4: two strings, each after its length; the second is the key.
    const BEFORE_KEY: [u8; 19] = *b"\0\0\0\x0bssh-ed25519\0\0\0\x20";
    if kind != "ssh-ed25519" {
        return Err(KeyError::unsupported(kind));
    }
    if rest.contains(['\n', '\r']) {
        return Err(KeyError::MoreThanOneKey);
    }
    let rest = rest.trim_start();
    let (blob, comment) = rest.split_once([' ', '\t']).unwrap_or((rest, ""));
    let blob = decode_bytes(blob).map_err(|_| MALFORMED)?;
    let key = blob.strip_prefix(&BEFORE_KEY).ok_or(MALFORMED)?;
    let key = PublicKey::from_bytes(key.try_into().map_err(|_| MALFORMED)?)?;
    let comment = Some(comment.trim_start()).filter(|comment| !comment.is_empty());
    Ok(ParsedKey { comment: comment.map(str::to_owned), ..only(key, KeyForm::OpenSsh) })
}

/// The members of a JSON Web Key and of a key-discovery answer. A member that is given twice is an
/// error in serde's derived reading, so none can hide behind another.
#[derive(Deserialize)]
struct KeyJson {
    kty: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    /// The private part of a JSON Web Key. Its presence is all that is looked at.
    d: Option<IgnoredAny>,
    public_key: Option<String>,
    domain: Option<String>,
    #[serde(alias = "alg")]
    algorithm: Option<String>,
    #[serde(alias = "kid")]
    key_id: Option<String>,
}

fn parse_json(text: &str) -> Result<ParsedKey, KeyError> {
    // Only the place of the error is kept: serde's message may repeat a value.
    let json: KeyJson = serde_json::from_str(text)
        .map_err(|error| KeyError::InvalidJson { line: error.line(), column: error.column() })?;
    if json.d.is_some() {
        return Err(KeyError::PrivateKey);
    }
    if let Some(name) = &json.algorithm
        && !["ed25519", "eddsa"].contains(&name.to_ascii_lowercase().as_str())
    {
        return Err(KeyError::unsupported(name));
    }
    let (key, form) = match (json.kty, json.public_key) {
        (Some(_), Some(_)) => return Err(KeyError::MoreThanOneKey),
        (Some(kty), None) => (key_from_jwk(&kty, json.crv, json.x)?, KeyForm::Jwk),
        (None, public_key) => {
            let public_key = public_key.ok_or(KeyError::MissingMember { member: "public_key" })?;
            // Records carry a `public_key` too, but no `algorithm`. A record must never be taken
            // for the source of the key that it is checked with.
            json.algorithm.ok_or(KeyError::MissingMember { member: "algorithm" })?;
            (key_from_word(&public_key)?.0, KeyForm::KeyDiscovery)
        }
    };
    Ok(ParsedKey { domain: json.domain, key_id: json.key_id, ..only(key, form) })
}

/// RFC 8037, section 2: `kty` is OKP, `crv` names the curve, `x` is the key in base64url.
fn key_from_jwk(kty: &str, crv: Option<String>, x: Option<String>) -> Result<PublicKey, KeyError> {
    if kty != "OKP" {
        return Err(KeyError::unsupported(kty));
    }
    let crv = crv.ok_or(KeyError::MissingMember { member: "crv" })?;
    if crv != "Ed25519" {
        return Err(KeyError::unsupported(&crv));
    }
    let x = x.ok_or(KeyError::MissingMember { member: "x" })?;
    PublicKey::from_bytes(&decode_flexible(&x).map_err(KeyError::Undecodable)?)
}

/// The beginning of an untrusted text, in visible ASCII and short enough for one line.
fn excerpt(text: &str) -> String {
    text.chars().take(MAX_EXCERPT).flat_map(char::escape_default).collect()
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

impl KeyError {
    fn unsupported(found: &str) -> Self {
        Self::UnsupportedKeyType { found: excerpt(found) }
    }
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
                 encoding. Perhaps they are a hash, or a private key, which must not be shared.",
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
