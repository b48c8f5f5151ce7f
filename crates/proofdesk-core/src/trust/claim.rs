//! What a record says of its signature: who signed when, and over which bytes.

use std::borrow::Cow;

use super::issuer::IssuerNames;
use crate::verdict::ValueSource;

/// What a record says of its own signer. Nothing here is believed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Claim<'a> {
    /// The embedded key, as spelled.
    pub key: Option<&'a str>,
    /// The name of the field that holds it, for messages.
    pub key_field: &'static str,
    /// The names of the issuer.
    pub issuer: IssuerNames<'a>,
    /// The time of signing, and whether it stands in the signed bytes.
    pub time: Option<(ValueSource, &'a str)>,
}

/// What a signature may be over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    /// The signed payload of a document's record.
    SignedPayloadBase64,
    /// The signed payload of an attestation.
    SignedPayload,
    /// The canonical bytes of an audit event.
    Canonical,
    /// The same, with integers that are written as floats as integers.
    CanonicalIntegers,
    /// The same, with empty arrays as empty objects.
    CanonicalObjects,
    /// The same, with texts as they were before a program changed them.
    CanonicalTexts,
    /// The same, with an empty object where a program left one out.
    CanonicalEmpties,
    /// The same, with values of the types that they had before a program saved them.
    CanonicalTypes,
    /// A hash as its 32 bytes.
    HashBytes,
    /// A hash in hexadecimal.
    HashHex,
    /// The same with `sha256:` before it.
    HashPrefixed,
    /// The canonical bytes of an event's payload.
    Payload,
    /// The signed payload of the record that an item of a trace stands for.
    Statement,
}

impl Over {
    /// What a person calls these bytes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SignedPayloadBase64 => "the bytes of signed_payload_b64",
            Self::SignedPayload => "the bytes of signed_payload",
            Self::Canonical => "the canonical bytes",
            Self::CanonicalIntegers => {
                "the canonical bytes, with integers that are written as floats as integers"
            }
            Self::CanonicalObjects => {
                "the canonical bytes, with empty objects where empty arrays are written"
            }
            Self::CanonicalTexts => "the canonical bytes, with texts written in another way",
            Self::CanonicalEmpties => {
                "the canonical bytes, with an empty object for context or metadata, which is not there"
            }
            Self::CanonicalTypes => "the canonical bytes, with values of another type",
            Self::HashBytes => "the 32 bytes of the hash",
            Self::HashHex => "the 64 hexadecimal characters of the hash",
            Self::HashPrefixed => "the hash in hexadecimal with the prefix sha256:",
            Self::Payload => "the canonical bytes of the payload",
            Self::Statement => "the signed part of its record",
        }
    }

    /// Whether it is a hash, in one of its forms: the only bytes that a seal has as well.
    pub(crate) fn is_hash(self) -> bool {
        matches!(self, Self::HashBytes | Self::HashHex | Self::HashPrefixed)
    }
}

/// Bytes that a signature may cover.
#[derive(Debug, Clone)]
pub(crate) struct SignedForm<'a> {
    pub over: Over,
    pub bytes: Cow<'a, [u8]>,
}

impl<'a> SignedForm<'a> {
    pub(crate) fn new(over: Over, bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        Self { over, bytes: bytes.into() }
    }
}

/// What it means when a signature holds for none of the candidate forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forms {
    /// The signed bytes are documented: the signature is invalid.
    Documented,
    /// They are not: nothing is shown.
    Candidates,
}
