//! The forms in which a user may hold a public key, each recognised by its own marks.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::error::{KeyError, excerpt};
use super::form::KeyForm;
use super::public::PublicKey;
use crate::text::encoding::{Digest, ED25519_PREFIX, decode_bytes, decode_flexible, decode_hex};
use crate::text::{private, without_mark};

/// The longest input that [`parse_key`] looks at, in bytes.
pub const MAX_KEY_INPUT: usize = 64 * 1024;

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

/// The same of what a person gives: also with hexadecimal digits as people pass them on, in groups, over lines or
/// behind `0x`. In evidence such digits may as well be a fingerprint.
///
/// # Errors
///
/// Those of [`parse_key`].
pub fn parse_given_key(input: &[u8]) -> Result<ParsedKey, KeyError> {
    parse_key(input).or_else(|error| {
        let text = as_text(input).filter(|_| matches!(error, KeyError::Undecodable(_)));
        // What says of itself that it is a SHA-256 is no key.
        let text = text.filter(|text| !text.starts_with(['s', 'S']));
        match text.and_then(|text| Digest::parse_written(text).ok()) {
            Some(digits) => Ok(only(PublicKey::from_bytes(&digits.0)?, KeyForm::Hex)),
            None => Err(error),
        }
    })
}

/// A key whose form says nothing else about it.
fn only(key: PublicKey, form: KeyForm) -> ParsedKey {
    ParsedKey { key, form, domain: None, key_id: None, comment: None }
}

/// The text without what may surround it; nothing if the input is binary. Control characters tell
/// them apart, because every key in DER holds some and no key in text does.
fn as_text(input: &[u8]) -> Option<&str> {
    let text = str::from_utf8(without_mark(input)).ok()?;
    let binary = text.contains(|c: char| c.is_control() && !c.is_whitespace());
    (!binary).then(|| text.trim())
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
        _ if private::is_structure(content) => Err(KeyError::PrivateKey),
        [0x30, _, 0x06, oid @ ..] => Err(match oid {
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
    /// Those of a JSON Web Key Set.
    keys: Option<Vec<KeyJson>>,
}

fn parse_json(text: &str) -> Result<ParsedKey, KeyError> {
    // Only the place of the error is kept: serde's message may repeat a value.
    let json: KeyJson = serde_json::from_str(text)
        .map_err(|error| KeyError::InvalidJson { line: error.line(), column: error.column() })?;
    match json.keys {
        Some(keys) if json.kty.is_none() && json.public_key.is_none() => only_one_of(keys),
        _ => key_in_json(json),
    }
}

/// The key of a JSON Web Key Set (RFC 7517, section 5) that has only one.
fn only_one_of(mut keys: Vec<KeyJson>) -> Result<ParsedKey, KeyError> {
    if keys.iter().any(|key| key.d.is_some()) {
        return Err(KeyError::PrivateKey);
    }
    let key = keys.pop().ok_or(KeyError::MissingMember { member: "kty" })?;
    if keys.is_empty() { key_in_json(key) } else { Err(KeyError::MoreThanOneKey) }
}

fn key_in_json(json: KeyJson) -> Result<ParsedKey, KeyError> {
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
