use std::fmt;

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
            Self::KeyDiscovery => "key-discovery response",
        })
    }
}
