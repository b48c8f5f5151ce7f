//! Signatures over a hash in a form that is not documented.

use super::statement;
use crate::packed::packed_struct;
use crate::text::encoding::Digest;
use crate::trust::{OpenSignature, Over, SignedForm, Verifier};
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, FieldStatus, Finding, RecordKind};

/// A proof response whose signature holds over none of the forms of the hash. It may hold over
/// the payload, if that turns up.
#[derive(Debug)]
pub(crate) struct Undecided {
    pub(super) digest: Digest,
    pub(super) signature: OpenSignature,
    /// The response itself carries a payload that has the hash.
    pub(super) carried: bool,
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

impl Undecided {
    /// Tries every form, the payload's own bytes among them if they are at hand. Gives itself back
    /// if none holds.
    pub(super) fn judge(
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

packed_struct!(Undecided { digest, signature, carried });
