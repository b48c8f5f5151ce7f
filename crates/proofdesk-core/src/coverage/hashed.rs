//! Which parts of a record its own hash covers, and whether it is signed.

use crate::json::{Node, Object};
use crate::text::encoding::{Digest, decode_flexible};
use crate::verdict::{CheckName, Finding, Kind, RecordKind};

/// The members of a record whose hash was recomputed from them, and the bytes that it says were
/// signed: they are the record's content.
pub(super) fn covered_by(finding: &Finding) -> &'static [&'static str] {
    let holds = |name: CheckName| finding.holds(name);
    match finding.kind {
        Kind::AuditEvent if holds(CheckName::PayloadHash) || holds(CheckName::Signature) => {
            &["actor", "targets", "context", "metadata"]
        }
        Kind::Event | Kind::ProofResponse if holds(CheckName::PayloadHash) => &["payload"],
        Kind::Document if holds(CheckName::ContentHash) => {
            &["signed_payload_b64", "original_bytes_b64"]
        }
        Kind::Document => &["signed_payload_b64"],
        Kind::Attestation => &["signed_payload"],
        _ => &[],
    }
}

/// The kind of record of which the payload of an item is a short form: it names the item's hash as
/// that kind does, and has no signature or content of its own.
pub(super) fn described_by(item: &Object<'_>, payload: &Object<'_>) -> Option<RecordKind> {
    let hash = |o: &Object<'_>, name: &str| Some(Digest::parse(o.str(name)?).ok()?.digest);
    let of_item = hash(item, "content_hash")?;
    const OWN: [&str; 5] = [
        "signature",
        "signature_b64",
        "signed_payload",
        "signed_payload_b64",
        "original_bytes_b64",
    ];
    if payload.has_any(&OWN) {
        return None;
    }
    let names = |name: &str| hash(payload, name) == Some(of_item);
    match names("document_hash") {
        true => Some(RecordKind::Document),
        false if names("attestation_hash") || names("payload_hash") => {
            Some(RecordKind::Attestation)
        }
        false => None,
    }
}

/// Whether a record carries a 64-byte signature, with its hash or with the signed bytes.
pub(super) fn is_signed(object: &Object<'_>, kind: RecordKind) -> bool {
    let is_signature = |text: &str| decode_flexible::<64>(text).is_ok();
    let signature = |o: &Object<'_>| {
        ["signature", "signature_b64"].iter().any(|name| o.str(name).is_some_and(is_signature))
    };
    const SIGNED: [&str; 7] = [
        "payload_hash",
        "signed_payload",
        "signed_payload_b64",
        "document_hash",
        "attestation_hash",
        "content_hash",
        "composite_hash",
    ];
    let with_bytes = |o: &Object<'_>| signature(o) && o.has_any(&SIGNED);
    let items = object.present("events").and_then(Node::as_array).unwrap_or_default();
    let seal = object.present("seal_event");
    with_bytes(object)
        || kind == RecordKind::Trace
            && items.iter().chain(seal).any(|item| item.as_object().is_some_and(with_bytes))
}

/// A JWK Set (RFC 7517, section 5).
pub(super) fn is_key_set(object: &Object<'_>) -> bool {
    let keys = object.present("keys").and_then(Node::as_array).unwrap_or_default();
    !keys.is_empty()
        && keys.iter().all(|key| key.as_object().is_some_and(|key| key.str("kty").is_some()))
}
