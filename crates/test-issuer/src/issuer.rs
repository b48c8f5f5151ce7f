//! The issuer itself: its key, its ids, and the forms in which a digest can be signed.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The lowercase hex SHA-256 of some bytes.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// How a digest is turned into bytes before it is signed or concatenated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestForm {
    /// The 32 bytes.
    Raw,
    /// 64 lowercase hex characters.
    Hex,
    /// `sha256:` and 64 lowercase hex characters.
    PrefixedHex,
}

impl DigestForm {
    /// All forms.
    pub const ALL: [DigestForm; 3] = [DigestForm::Raw, DigestForm::Hex, DigestForm::PrefixedHex];

    /// The bytes of the digest that `hex` spells.
    pub fn bytes(self, hex: &str) -> Vec<u8> {
        match self {
            DigestForm::Raw => hex::decode(hex).unwrap(),
            DigestForm::Hex => hex.as_bytes().to_vec(),
            DigestForm::PrefixedHex => format!("sha256:{hex}").into_bytes(),
        }
    }
}

/// What is signed for a record whose signed bytes the vendor does not document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedForm {
    /// The whole canonical text: a document's JSON statement, an event's sorted compact payload.
    Canonical,
    /// Only the digest of the content, in one of its forms.
    Digest(DigestForm),
}

impl SignedForm {
    /// The 32 digest bytes.
    pub const RAW_DIGEST: SignedForm = SignedForm::Digest(DigestForm::Raw);
    /// The digest's 64 hex characters.
    pub const HEX_DIGEST: SignedForm = SignedForm::Digest(DigestForm::Hex);
    /// All forms.
    pub const ALL: [SignedForm; 4] = [
        SignedForm::Canonical,
        SignedForm::RAW_DIGEST,
        SignedForm::HEX_DIGEST,
        SignedForm::Digest(DigestForm::PrefixedHex),
    ];

    /// The bytes to sign, of a canonical text and the hex digest that stands for the content.
    pub fn bytes(self, canonical: &str, digest: &str) -> Vec<u8> {
        match self {
            SignedForm::Canonical => canonical.as_bytes().to_vec(),
            SignedForm::Digest(form) => form.bytes(digest),
        }
    }
}

/// An organisation that issues records: a key and the names that go with it, all from a seed.
#[derive(Clone, Debug)]
pub struct Issuer {
    seed: String,
    name: String,
    domain: String,
    tenant_id: String,
    key: SigningKey,
}

impl Issuer {
    /// The issuer of a seed. Equal seeds have equal keys and tenant ids.
    pub fn new(seed: &str, name: &str, domain: &str) -> Issuer {
        let key = Sha256::digest(format!("test-issuer key {seed}"));
        Issuer {
            seed: seed.to_owned(),
            name: name.to_owned(),
            domain: domain.to_owned(),
            tenant_id: uuid(seed, "tenant"),
            key: SigningKey::from_bytes(&key.into()),
        }
    }

    /// Another key that claims to be this issuer: the same tenant id, name and domain.
    pub fn impostor(&self, seed: &str) -> Issuer {
        let key = Issuer::new(seed, "", "").key;
        Issuer { key, ..self.clone() }
    }

    /// The organisation's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The organisation's domain.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The tenant id, a UUID.
    pub fn tenant_id(&self) -> &str {
        &self.tenant_id
    }

    /// The key id: `invoance:pk_` and the first eight characters of the tenant id.
    pub fn key_id(&self) -> String {
        format!("invoance:pk_{}", &self.tenant_id[..8])
    }

    /// The 32 bytes of the public key.
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// The public key in lowercase hex.
    pub fn public_key_hex(&self) -> String {
        hex::encode(self.public_key())
    }

    /// The public key in standard base64.
    pub fn public_key_base64(&self) -> String {
        STANDARD.encode(self.public_key())
    }

    /// The SHA-256 of the public key's bytes, in groups of four hex digits.
    pub fn fingerprint(&self) -> String {
        let hex = sha256_hex(&self.public_key());
        let groups: Vec<&str> =
            hex.as_bytes().chunks(4).map(|group| std::str::from_utf8(group).unwrap()).collect();
        groups.join(" ")
    }

    /// The Ed25519 signature over some bytes.
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }

    /// The signature in hex.
    pub fn sign_hex(&self, bytes: &[u8]) -> String {
        hex::encode(self.sign(bytes))
    }

    /// The signature in standard base64.
    pub fn sign_base64(&self, bytes: &[u8]) -> String {
        STANDARD.encode(self.sign(bytes))
    }

    /// The answer of the key-discovery service, with the key in base64url.
    pub fn key_document(&self) -> Value {
        json!({
            "domain": self.domain,
            "public_key": URL_SAFE_NO_PAD.encode(self.public_key()),
            "algorithm": "ed25519",
            "key_id": self.key_id(),
        })
    }

    /// The unsigned `organization` object that records carry.
    pub fn organization(&self) -> Value {
        json!({
            "name": self.name,
            "issuer_name": self.name,
            "primary_domain": self.domain,
            "domain_verified": true,
            "domain_verified_at": "2025-11-03T09:12:44.018273Z",
        })
    }

    /// A UUID that belongs to this issuer and a label.
    pub fn uuid(&self, label: &str) -> String {
        uuid(&self.seed, label)
    }

    /// An id such as `evt_01K…` that belongs to this issuer and a label.
    pub fn id(&self, prefix: &str, label: &str) -> String {
        const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let digest = Sha256::digest(format!("test-issuer {prefix} {} {label}", self.seed));
        let tail: String =
            digest.iter().take(23).map(|byte| CROCKFORD[usize::from(byte % 32)] as char).collect();
        format!("{prefix}_01K{tail}")
    }
}

fn uuid(seed: &str, label: &str) -> String {
    let mut bytes = Sha256::digest(format!("test-issuer uuid {seed} {label}"));
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex::encode(&bytes[..16]);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
