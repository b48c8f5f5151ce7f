//! Envelopes (DSSE 1.0): bytes, what they are, and signatures over both.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use proofdesk_core::key::PublicKey;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What an envelope over a report says that it holds.
pub const REPORT_TYPE: &str = "application/vnd.proofdesk.report+json";
/// What an envelope over an in-toto statement says that it holds.
pub const STATEMENT_TYPE: &str = "application/vnd.in-toto+json";
/// What an envelope over the tag manifest of a bag says that it holds.
pub const TAG_MANIFEST_TYPE: &str = "application/vnd.proofdesk.tagmanifest";

/// An envelope, whose signatures nobody has checked yet: its payload is relied on only as
/// [`Envelope::open`] gives it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    payload: String,
    #[serde(rename = "payloadType")]
    payload_type: String,
    signatures: Vec<Signature>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// The signer's hint which key it is. Nothing is decided by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keyid: Option<String>,
    sig: String,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// What a signature covers: the type and the payload, each with its length ("PAE").
#[must_use]
pub fn signed_bytes(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len());
    bytes.reserve(payload.len());
    let mut bytes = bytes.into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

impl Envelope {
    /// An envelope with one signature.
    pub(super) fn new(payload_type: &str, payload: &[u8], keyid: String, sig: [u8; 64]) -> Self {
        Self {
            payload: STANDARD.encode(payload),
            payload_type: payload_type.to_owned(),
            signatures: vec![Signature {
                keyid: Some(keyid),
                sig: STANDARD.encode(sig),
                others: Map::new(),
            }],
            others: Map::new(),
        }
    }

    /// Reads a JSON text that is an envelope of something of ours.
    #[must_use]
    pub fn read(text: &[u8]) -> Option<Self> {
        let envelope: Self = serde_json::from_slice(text).ok()?;
        let is_ours = matches!(&*envelope.payload_type, REPORT_TYPE | TAG_MANIFEST_TYPE);
        is_ours.then_some(envelope)
    }

    /// The in-toto statement that a JSON text says it is an envelope of. Nobody is shown to have signed it: it
    /// tells what the envelope is, and nothing of what the statement says.
    #[must_use]
    pub(crate) fn unsigned_statement(text: &[u8]) -> Option<Vec<u8>> {
        let envelope: Self = serde_json::from_slice(text).ok()?;
        let is_bare = envelope.other_members().is_empty();
        (is_bare && envelope.payload_type == STATEMENT_TYPE).then(|| decoded(&envelope.payload))?
    }

    /// The members that it has besides those of an envelope, which nothing signs: programs that read
    /// envelopes ignore them.
    #[must_use]
    pub fn other_members(&self) -> Vec<&str> {
        let of_signatures = self.signatures.iter().flat_map(|signature| signature.others.keys());
        self.others.keys().chain(of_signatures).map(String::as_str).collect()
    }

    /// What it says that it holds.
    #[must_use]
    pub fn payload_type(&self) -> &str {
        &self.payload_type
    }

    /// Its signatures.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The payload, whoever signed it: it is looked into like anything else, and nothing of it is relied on.
    #[must_use]
    pub fn unverified_payload(&self) -> Option<Vec<u8>> {
        decoded(&self.payload)
    }

    /// What its signatures say of themselves, which nothing signs.
    pub fn unsigned_texts(&self) -> impl Iterator<Item = &str> {
        self.signatures.iter().flat_map(|one| one.keyid.as_deref().into_iter().chain([&*one.sig]))
    }

    /// The payload, and which of the keys signed it; `None` if none did. A signature whose key is not
    /// among them is none.
    #[must_use]
    pub fn open<'k, K>(
        &self,
        keys: impl Iterator<Item = (&'k PublicKey, K)>,
    ) -> Option<(Vec<u8>, Vec<K>)> {
        let payload = decoded(&self.payload)?;
        let signed = signed_bytes(&self.payload_type, &payload);
        let signatures = self.signatures.iter().filter_map(|signature| decoded(&signature.sig));
        let signatures: Vec<[u8; 64]> =
            signatures.filter_map(|bytes| bytes.try_into().ok()).collect();
        let holds = |key: &PublicKey| signatures.iter().any(|sig| key.verify(&signed, sig));
        let signers: Vec<K> = keys.filter(|(key, _)| holds(key)).map(|(_, name)| name).collect();
        (!signers.is_empty()).then_some((payload, signers))
    }
}

/// Base64 in either alphabet, with or without padding, also where a program broke it into lines.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    const CONFIG: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let alphabet = match text.contains(['-', '_']) {
        true => alphabet::URL_SAFE,
        false => alphabet::STANDARD,
    };
    GeneralPurpose::new(&alphabet, CONFIG).decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vector of the DSSE specification (protocol.md, "Test Vectors").
    #[test]
    fn the_signed_bytes_are_those_of_the_published_vector() {
        let bytes = signed_bytes("http://example.com/HelloWorld", b"hello world");
        assert_eq!(bytes, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    #[test]
    fn both_alphabets_are_read() {
        for text in ["+/8=", "-_8=", "-_8", "+/8"] {
            assert_eq!(decoded(text).as_deref(), Some(&[0xFB, 0xFF][..]), "{text}");
        }
    }
}
