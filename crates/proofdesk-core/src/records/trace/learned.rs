//! What a bundle shows of the forms that are not documented: all its items of one kind are made the
//! same way, so what holds for one is required of the others.

use super::item::{Item, ItemKind, Signed, signature_holds};
use crate::reason::Reason;
use crate::records::draft::Draft;
use crate::verdict::{Check, CheckName, KeySource};

/// A form in which the signature of an item holds.
#[derive(Clone, Copy)]
struct Form {
    over: Signed,
    /// Whether one holds in it under a pinned key.
    pinned: bool,
}

/// Judges a trace as a whole, once it is known what its items stand for.
pub(in crate::records) fn settle(draft: &mut Draft) {
    let Draft { finding: trace, items, .. } = draft;
    let form = |wanted: &dyn Fn(&Item, Signed) -> bool| {
        let all = trace.children.iter().zip(items.iter());
        let good = all.filter(|(child, _)| signature_holds(child));
        let mut found: Option<Form> = None;
        for (child, item) in good {
            let Some(over) = item.signed.filter(|over| wanted(item, *over)) else { continue };
            let pinned = child.signer.source == KeySource::Pinned;
            found.get_or_insert(Form { over, pinned }).pinned |= pinned;
        }
        found
    };
    // A seal has no payload: whether it is over one that is not in the bundle is not known.
    let of_seal = form(&|_, over| matches!(over, Signed::Hash(_)));
    // Nor has an item the statement of its record.
    let of_kind = |kind| form(&|item, over| item.kind == kind && over != Signed::Statement);
    let kinds = [ItemKind::Event, ItemKind::Document, ItemKind::Attestation];
    let of_kinds = kinds.map(|kind| (kind, of_kind(kind)));
    let events_signed = of_kinds[0].1.is_some();
    let is_payload_hash = items.iter().any(|item| item.kind == ItemKind::Event && item.of_payload);

    trace.checks.iter_mut().for_each(|check| decide(check, of_seal, "The seal. ", "an"));
    for (child, item) in trace.children.iter_mut().zip(items.iter()) {
        let form = of_kinds.iter().find(|(kind, _)| *kind == item.kind).and_then(|(_, form)| *form);
        // Of a payload whose hashed form is not known, the signed one is not known either.
        let over_payload = form.is_some_and(|form| form.over == Signed::Payload);
        let open = over_payload && child.has_reason(Reason::CanonicalFormUndetermined);
        for check in &mut child.checks {
            if !open {
                decide(check, form, "", "another");
            }
            let differs = check.reason == Some(Reason::PayloadHashMismatch);
            if differs && events_signed && !is_payload_hash {
                *check = Check {
                    expected: check.expected.take(),
                    actual: check.actual.take(),
                    ..Check::unknown(CheckName::PayloadHash, Reason::CanonicalFormUndetermined)
                }
                .note(
                    "No event item of this trace has the hash of its payload, yet signatures hold: \
                     the hash is of another form.",
                );
            }
        }
        if let Some(hash) = item.content_hash {
            child.add_hash(item.kind.hash_name(), hash.to_string());
        }
    }
}

/// A signature that is undecided by itself is invalid beside one that holds. One that was only
/// tried against the pins is so if the signer of the others is among them.
fn decide(check: &mut Check, form: Option<Form>, of_what: &str, which: &str) {
    let (Some(form), CheckName::Signature) = (form, check.check) else { return };
    let decided = match check.reason {
        Some(Reason::SignedBytesUndocumented) => true,
        Some(Reason::NoPinnedKeyHolds) => form.pinned,
        _ => false,
    };
    if decided {
        *check = Check::fail(CheckName::Signature, Reason::SignatureInvalid).note(format!(
            "{of_what}It holds in no known form; {which} item of this trace does: {}",
            form.over.name()
        ));
    }
}
