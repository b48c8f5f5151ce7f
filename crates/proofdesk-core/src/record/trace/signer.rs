use super::item::signature_holds;
use std::collections::HashSet;
use std::sync::Arc;

use crate::trust::Verifier;
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Finding, Signer};

/// An item whose signature holds.
pub(super) struct Signed {
    pub signer: Signer,
    pointer: Option<String>,
}

impl Signed {
    pub(super) fn of(finding: &Finding) -> Option<Self> {
        let (signer, pointer) = (&finding.signer, &finding.source.pointer);
        let signed = || Self { signer: signer.clone(), pointer: pointer.clone() };
        signature_holds(finding).then(signed)
    }
}

/// The first item that each key signed.
#[derive(Default)]
pub(super) struct Signers {
    known: HashSet<Option<Arc<str>>>,
    pub first: Vec<Signed>,
}

impl Signers {
    pub(super) fn note(&mut self, finding: &Finding) {
        if let Some(signed) = Signed::of(finding)
            && self.known.insert(signed.signer.fingerprint.clone())
        {
            self.first.push(signed);
        }
    }
}

/// One trace, one issuer: the first of these items that is signed by another key than the seal's, and
/// not by one that is pinned for the same issuer, is named. Without a seal, the first item that is signed
/// stands for it.
pub(super) fn check_one_signer(finding: &mut Finding, items: &[Signed], verifier: &Verifier<'_>) {
    let seal = &finding.signer;
    let other = items.iter().find(|item| {
        seal.fingerprint.is_some() && !verifier.trust().of_one_issuer(&item.signer, seal)
    });
    let Some(item) = other else { return };
    // Of its own, a trace has no signature but the seal's.
    let has_seal = finding.checks.iter().any(|check| check.check == CheckName::Signature);
    let first = if has_seal { "seal" } else { "first signed item" };
    let check = Check::unknown(CheckName::Signer, Reason::UnexpectedSigner).note(format!(
        "{} is signed with a different key from the {first}. The first fingerprint is that of the \
         {first}.",
        item.pointer.as_deref().unwrap_or_default(),
    ));
    let check = check
        .clause("its items are signed with different keys, and your pins do not say that they belong to one issuer")
        .possible_causes(
            "The issuer may have changed its key, or an item of somebody else, whose key you pinned, was put \
             into the trace.",
        )
        .next_step(
            "If the keys are of one issuer, pin them with its domain. Else ask the issuer which items belong \
             to this trace.",
        );
    let keys = [seal, &item.signer].into_iter();
    let check = keys.fold(check, |check, signer| check.key_of(signer));
    finding.add(check);
}
