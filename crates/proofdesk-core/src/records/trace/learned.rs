//! What a bundle shows of the forms that are not documented: all its items are made the same way, so
//! what holds for one is required of the others.

use std::borrow::Cow;

use super::item::{Item, ItemKind, signature_holds};
use crate::reason::Reason;
use crate::verdict::{Check, CheckName, Finding, KeySource, Outcome};

/// What the items show of how their bundle was made.
pub(super) struct Learned {
    /// The form in which the signature of an item holds.
    form: Option<Cow<'static, str>>,
    /// Whether that form is the payload.
    over_payload: bool,
    /// Whether one holds under a pinned key.
    pinned: bool,
    /// Whether the `content_hash` of events is the hash of their payload.
    pub payload_hash: bool,
}

impl Learned {
    pub(super) fn from(children: &[Finding], items: &[Item<'_>]) -> Self {
        let good = || children.iter().filter(|child| signature_holds(child));
        let signature =
            good().flat_map(|c| &c.checks).find(|check| check.check == CheckName::Signature);
        Self {
            form: signature.and_then(|check| check.note.clone()),
            over_payload: items.iter().any(|item| item.over_payload),
            pinned: good().any(|child| child.signer.source == KeySource::Pinned),
            payload_hash: children.iter().zip(items).any(|(child, item)| {
                item.kind == ItemKind::Event && child.own_axes().content == Outcome::Pass
            }),
        }
    }

    /// Applies what holds for one item to the others.
    pub(super) fn apply(&self, children: &mut [Finding], items: &[Item<'_>]) {
        for (child, item) in children.iter_mut().zip(items) {
            // Of a payload whose hashed form is not known, the signed one is not known either.
            let open = self.over_payload && child.has_reason(Reason::CanonicalFormUndetermined);
            for check in &mut child.checks {
                if !open {
                    self.decide(check);
                }
                let differs = check.reason == Some(Reason::PayloadHashMismatch);
                if differs
                    && item.kind == ItemKind::Event
                    && !self.payload_hash
                    && self.form.is_some()
                {
                    check.outcome = Outcome::Unknown;
                    check.reason = Some(Reason::CanonicalFormUndetermined);
                    check.note = Some(
                        "No item of this trace has the hash of its payload, yet signatures hold: \
                          the hash is of another form."
                            .into(),
                    );
                }
            }
        }
    }

    /// A signature that is undecided by itself is invalid beside one that holds. One that was only
    /// tried against the pins is so if the signer of the others is among them.
    pub(super) fn decide(&self, check: &mut Check) {
        let (Some(form), CheckName::Signature) = (&self.form, check.check) else { return };
        let decided = match check.reason {
            Some(Reason::SignedBytesUndocumented) => true,
            Some(Reason::NoPinnedKeyHolds) => self.pinned,
            _ => false,
        };
        if decided {
            *check = Check::fail(CheckName::Signature, Reason::SignatureInvalid).note(format!(
                "It holds in no known form; another item of this trace does: {form}"
            ));
        }
    }
}
