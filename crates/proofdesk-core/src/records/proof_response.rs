//! The public proof page's JSON: a signature over the hash of an event's payload, in a form that
//! is not documented, so every form that binds the payload is tried.

use super::binding;
use super::draft::{Draft, WantRole};
use super::event::check_payload;
use super::reader::Reader;
use super::statement;
use crate::encoding::Digest;
use crate::json::Object;
use crate::reason::Reason;
use crate::trust::{Claim, OpenSignature, Over, SignedForm, Verifier};
use crate::verdict::{Check, CheckName, FieldStatus, Finding, RecordKind, ValueSource};

const PROOF_FIELDS: &[&str] = &["signature", "public_key"];

/// A proof response whose signature holds over none of the forms of the hash. It may hold over
/// the payload, if that turns up.
#[derive(Debug)]
pub(crate) struct Undecided {
    digest: Digest,
    signature: OpenSignature,
    /// The response itself carries a payload that has the hash.
    carried: bool,
}

/// The forms in which a digest may have been signed.
pub(super) fn digest_forms(digest: Digest) -> Vec<SignedForm<'static>> {
    let hex = digest.to_string();
    vec![
        SignedForm::new(Over::HashBytes, digest.0.to_vec()),
        SignedForm::new(Over::HashHex, hex.clone().into_bytes()),
        SignedForm::new(Over::HashPrefixed, format!("sha256:{hex}").into_bytes()),
    ]
}

/// The forms in which what has this digest may have been signed, its own bytes last, if they are at
/// hand.
pub(super) fn candidates(digest: Digest, payload: Option<&[u8]>) -> Vec<SignedForm<'_>> {
    let mut forms = digest_forms(digest);
    forms.extend(payload.map(|bytes| SignedForm::new(Over::Payload, bytes)));
    forms
}

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
        r.invalid("payload", "an object", node);
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

impl Undecided {
    /// Tries every form, the payload's own bytes among them if they are at hand. Gives itself back
    /// if none holds.
    fn judge(
        self,
        finding: &mut Finding,
        verifier: &mut Verifier<'_>,
        payload: Option<&[u8]>,
    ) -> Option<Box<Self>> {
        let forms = candidates(self.digest, payload);
        let Some(held) = self.signature.judge(finding, verifier, &forms) else {
            return Some(Box::new(self));
        };
        if let Some(kind) = statement::kind_of_signed_bytes(&forms[held].bytes) {
            finding.add(
                Check::unknown(CheckName::Binding, Reason::SignedPayloadDoesNotBind)
                    .note(statement::of_another_kind(kind, RecordKind::ProofResponse)),
            );
            return None;
        }
        finding.add(Check::pass(CheckName::Binding).note(match self.carried {
            true => "The signature covers payload_hash, and so payload; no other field is signed.",
            false => "The signature covers payload_hash; no other field is signed.",
        }));
        for field in &mut finding.fields {
            if field.name == "payload_hash" || self.carried && field.name == "payload" {
                field.status = FieldStatus::Signed;
            }
        }
        None
    }
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
