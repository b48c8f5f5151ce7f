//! The public proof page's JSON: a signature over the hash of an event's payload, in a form that
//! is not documented, so every form that binds the payload is tried.

use super::binding;
use super::draft::{Draft, WantRole};
use super::event::check_payload;
use super::reader::Reader;
use crate::encoding::Digest;
use crate::json::Object;
use crate::trust::{Claim, Forms, IssuerNames, SignedForm, Verifier};
use crate::verdict::{Check, CheckName, FieldStatus, Finding};

const PROOF_FIELDS: &[&str] = &["signature", "public_key"];

/// A proof response whose signature holds over none of the forms of the hash. It may hold over
/// the payload, if that turns up.
#[derive(Debug)]
pub(crate) struct Undecided {
    digest: Digest,
    signature: [u8; 64],
    key: Option<String>,
    domains: [Option<String>; 2],
    tenant: Option<String>,
    time: Option<String>,
    /// The response itself carries a payload that has the hash.
    carried: bool,
}

/// The forms in which a digest may have been signed.
pub(super) fn digest_forms(digest: Digest) -> Vec<SignedForm<'static>> {
    let hex = digest.to_string();
    vec![
        SignedForm::new("Over the 32 bytes of the hash.", digest.0.to_vec()),
        SignedForm::new("Over the 64 hexadecimal digits of the hash.", hex.clone().into_bytes()),
        SignedForm::new(
            "Over the hash in hexadecimal with the prefix sha256:.",
            format!("sha256:{hex}").into_bytes(),
        ),
    ]
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
    let key = r.key("public_key");
    let issuer = r.issuer();
    let time = r.string("anchored_at");
    r.finish();

    // Not documented to be there, but if it is, it is what the hash is compared with.
    let carried = object.present("payload").filter(|node| node.as_object().is_some());
    let payload = carried.and_then(|node| check_payload(&mut finding, node, digest));
    let payload = payload.filter(|payload| payload.exact);
    let payload = payload.map(|payload| (Digest::of(&payload.bytes), payload.bytes));

    binding::compare(&mut finding, object, None, |name| name, PROOF_FIELDS, false);
    if let Some(digest) = digest {
        finding.add_hash("payload_hash", digest.to_string());
    }
    let mut draft = Draft::new(finding);
    let role = if carried.is_some() { WantRole::CarriedPayload } else { WantRole::Payload };
    draft.want(role, digest);
    draft.named_by.extend(digest);
    if let Some((digest, signature)) = digest.zip(signature) {
        let payload = payload.as_ref().filter(|(own, _)| *own == digest);
        let undecided = Undecided {
            digest,
            signature,
            key: key.map(str::to_owned),
            domains: issuer.domains.map(|domain| domain.map(str::to_owned)),
            tenant: issuer.tenant.map(str::to_owned),
            time: time.map(str::to_owned),
            carried: payload.is_some(),
        };
        let bytes = payload.map(|(_, bytes)| &bytes[..]);
        draft.undecided = undecided.judge(&mut draft.finding, verifier, bytes);
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
        let mut forms = digest_forms(self.digest);
        if let Some(payload) = payload {
            forms.push(SignedForm::new("Over the canonical bytes of the payload.", payload));
        }
        let claim = Claim {
            key: self.key.as_deref(),
            key_field: "public_key",
            issuer: IssuerNames {
                domains: self.domains.each_ref().map(Option::as_deref),
                tenant: self.tenant.as_deref(),
                signed_tenant: None,
            },
            time: self.time.as_deref(),
        };
        let held =
            verifier.judge(finding, &claim, Some(&self.signature), &forms, Forms::Candidates);
        if held.is_none() {
            return Some(Box::new(self));
        }
        finding.add(Check::pass(CheckName::Binding).note(match self.carried {
            true => "The signature binds payload_hash and so payload; no other field is signed.",
            false => "The signature binds payload_hash; no other field is signed.",
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
            self.finding
                .checks
                .retain(|c| !matches!(c.check, CheckName::Signature | CheckName::Signer));
            self.undecided = undecided.judge(&mut self.finding, verifier, Some(payload));
        }
    }
}
