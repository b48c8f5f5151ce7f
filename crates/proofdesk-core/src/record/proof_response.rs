//! The public proof page's JSON: a signature over the hash of an event's payload, in a form that
//! is not documented, so every form that binds the payload is tried.

use super::binding;
use super::draft::Draft;
use super::payload::check_payload;
use super::reader::Reader;
use super::undecided::Undecided;
use super::want::WantRole;
use crate::encoding::Digest;
use crate::json::Object;
use crate::trust::{Claim, OpenSignature, Verifier};
use crate::verdict::{Finding, ValueSource};

const PROOF_FIELDS: &[&str] = &["signature", "public_key"];

/// Judges a proof response.
pub(crate) fn assess(
    object: &Object<'_>,
    verifier: &mut Verifier<'_>,
    mut finding: Finding,
) -> Draft {
    let mut r = Reader::new(object, &mut finding);
    r.required_string("event_id");
    let digest = r.required_digest("payload_hash", None);
    let signature = r.signature("signature");
    let claim = Claim {
        key: r.key("public_key"),
        key_field: "public_key",
        issuer: r.issuer(),
        time: r.string("anchored_at").map(|text| (ValueSource::Shown, text)),
    };
    // Not documented to be there, but if it is, it is what the hash is compared with, and no other.
    let carried = r.optional("payload");
    let not_a_payload = carried.filter(|node| node.as_object().is_none());
    if let Some(node) = not_a_payload {
        r.of_another_type("payload", "an object", node);
    }
    r.finish();

    let payload = carried.filter(|_| not_a_payload.is_none());
    let payload = payload.and_then(|node| check_payload(&mut finding, node, digest));
    let payload = payload.filter(|payload| payload.exact);
    let payload = payload.map(|payload| (Digest::of(&payload.bytes), payload.bytes));

    binding::compare(&mut finding, object, None, |name| name, PROOF_FIELDS, false);
    if let Some(digest) = digest {
        finding.add_hash("payload_hash", digest.to_string());
    }
    let mut draft = Draft::new(finding);
    if not_a_payload.is_none() {
        let role = if carried.is_some() { WantRole::CarriedPayload } else { WantRole::Payload };
        draft.want(role, digest);
    }
    draft.named_by.extend(digest);
    if let Some((digest, signature)) = digest.zip(signature) {
        let payload = payload.as_ref().filter(|(own, _)| *own == digest);
        let undecided = Undecided {
            digest,
            signature: OpenSignature::new(&claim, signature),
            carried: payload.is_some(),
        };
        let bytes = payload.map(|(_, bytes)| &bytes[..]);
        let undecided = undecided.judge(&mut draft.finding, verifier, bytes);
        draft.undecided = undecided.filter(|_| not_a_payload.is_none());
    }
    draft.payload = payload;
    draft
}

impl Draft {
    /// The payload that an undecided proof response needs, by its hash.
    pub fn needs_payload(&self) -> Option<Digest> {
        self.undecided.as_ref().map(|u| u.digest)
    }

    /// Judges an undecided proof response once more, with the canonical bytes of its payload. Bytes
    /// that do not have its hash are ignored: a signature over them says nothing about it.
    pub fn retry_with_payload(&mut self, payload: &[u8], verifier: &mut Verifier<'_>) {
        let undecided = self.undecided.take_if(|u| u.digest == Digest::of(payload));
        if let Some(undecided) = undecided {
            self.undecided = undecided.judge(&mut self.finding, verifier, Some(payload));
        }
    }
}
