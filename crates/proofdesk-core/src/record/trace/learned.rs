//! What a bundle shows of the forms that are not documented: all its items of one kind are made the
//! same way, so what holds for one is required of the others.

use super::item::{Form, Item, ItemKind};
use crate::trust::Over;
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Finding};

/// Judges a trace as a whole, once it is known what its items stand for. What is given judges each item, in their
/// order.
pub(in crate::record) fn settle<'i>(
    trace: &mut Finding,
    items: &'i [Item],
) -> impl FnMut(&mut Finding) + use<'i> {
    let form = |wanted: &dyn Fn(&Item, Over) -> bool| {
        let mut found: Option<Form> = None;
        for item in items.iter() {
            let Some(form) = item.signed.filter(|form| wanted(item, form.over)) else { continue };
            found.get_or_insert(form).pinned |= form.pinned;
        }
        found
    };
    // A seal has no payload: whether it is over one that is not in the bundle is not known.
    let of_seal = form(&|_, over| over.is_hash());
    // Nor has an item the statement of its record.
    let of_kind = |kind| form(&|item, over| item.kind == kind && over != Over::Statement);
    let kinds = [ItemKind::Event, ItemKind::Document, ItemKind::Attestation];
    let of_kinds = kinds.map(|kind| (kind, of_kind(kind)));
    let events_signed = of_kinds[0].1.is_some();
    let is_payload_hash = items.iter().any(|item| item.kind == ItemKind::Event && item.of_payload);

    trace.checks.iter_mut().for_each(|check| decide(check, of_seal, "an"));
    let mut items = items.iter();
    move |child: &mut Finding| {
        let Some(item) = items.next() else { return };
        let form = of_kinds.iter().find(|(kind, _)| *kind == item.kind).and_then(|(_, form)| *form);
        // Of a payload whose hashed form is not known, the signed one is not known either.
        let over_payload = form.is_some_and(|form| form.over == Over::Payload);
        let open = over_payload && child.has_reason(Reason::CanonicalFormUndetermined);
        for check in &mut child.checks {
            if !open {
                decide(check, form, "another");
            }
            let differs = check.reason == Some(Reason::PayloadHashMismatch);
            if differs && events_signed && !is_payload_hash {
                let undetermined = Reason::CanonicalFormUndetermined;
                let mut open = Check::unknown(CheckName::PayloadHash, undetermined).note(
                    "No event item of this trace has the hash of its payload, but signatures of \
                     event items are valid: the hash is that of another form.",
                );
                open.values = std::mem::take(&mut check.values);
                open.form = check.form.take();
                *check = open;
            }
        }
        if let Some(hash) = item.content_hash {
            child.add_hash(item.kind.hash_name(), hash.to_string());
        }
    }
}

/// A signature that is undecided by itself is invalid beside one that holds. One that was only
/// tried against the pins is so if the signer of the others is among them.
fn decide(check: &mut Check, form: Option<Form>, which: &str) {
    let (Some(form), CheckName::Signature) = (form, check.check) else { return };
    let decided = match check.reason {
        Some(Reason::SignedBytesUndocumented) => true,
        Some(Reason::NoPinnedKeyHolds) => form.pinned,
        _ => false,
    };
    if decided {
        let field = check.field.take();
        *check = Check::fail(CheckName::Signature, Reason::SignatureInvalid).note(format!(
            "It is valid for none of the known forms; {which} item of this trace is signed over {}.",
            form.over.name()
        ));
        check.field = field;
    }
}
