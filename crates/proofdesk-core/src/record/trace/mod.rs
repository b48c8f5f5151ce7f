//! Sealed traces: items, the composite hash that ties them, and the seal over it.
//!
//! Much of the form is not documented, but all items of one kind in a bundle are made the same way.
//! So the forms are learned from the bundle: what holds for one item is required of the others. What
//! an item stands for can depend on other records, so a trace is settled when these are known.

mod in_order;
mod item;
mod learned;
mod member;
mod repeats;
mod seal;
mod signer;
mod stands_for;

use std::collections::BTreeMap;

use in_order::InOrder;
use signer::{Signers, check_one_signer};

use super::binding;
use super::draft::Draft;
use super::reader::{Reader, beginning};
use crate::json::{Node, Object};
use crate::limits;
use crate::text::counted;
use crate::trust::Verifier;
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, FieldStatus, Finding, Source};
pub use item::Item;
pub(super) use learned::settle;
pub use member::{ShownMember, Standing};
use repeats::Repeats;
pub use seal::SEAL_ID;

/// Judges `GET /v1/traces/{id}/proof`.
pub(crate) fn assess(
    object: &Object<'_>,
    verifier: &mut Verifier<'_>,
    mut finding: Finding,
) -> Draft {
    let mut r = Reader::new(object, &mut finding);
    r.required_string("trace_id");
    check_label(&mut r);
    let status = r.required_string("status");
    let composite = r.digest("composite_hash", None);
    let count = r.required("event_count");
    let events = r.required("events");
    if let Some(node) = events.filter(|n| n.as_array().is_none()) {
        r.of_another_type("events", "an array", node);
    }
    if let Some(node) = count.filter(|n| n.to_i64().is_none()) {
        r.no_integer("event_count", "an integer", node);
    }
    let sealed = status == Some("sealed");
    let seal = r.optional("seal_event");
    if let Some(node) = seal.filter(|n| n.as_object().is_none()) {
        r.of_another_type("seal_event", "an object", node);
    }
    let seal = seal.and_then(Node::as_object);
    if sealed {
        r.required("seal_event");
        r.required("composite_hash");
    }
    let issuer = r.issuer();
    r.finish();

    let nodes = events.and_then(Node::as_array);
    let source = finding.source.clone();
    let list = format!("{}/events", source.pointer.as_deref().unwrap_or_default());
    let count_at_most = nodes.map_or(0, <[_]>::len);
    // Most differ. Growing step by step would leave holes as large as they are.
    let mut items = Vec::with_capacity(count_at_most);
    let mut item_at = Vec::with_capacity(count_at_most);
    finding.children.reserve(count_at_most);
    let mut repeats = Repeats::default();
    let mut signers = Signers::default();
    let mut repeated: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (i, node) in (0..).zip(nodes.into_iter().flatten()) {
        let known = repeats.first_like(node, items.len() as u32);
        match known {
            Some(known) => repeated.entry(known).or_default().push(i),
            None => {
                let source = Source { pointer: Some(format!("{list}/{i}")), ..source.clone() };
                let (item, child) = item::assess(node, issuer, verifier, source);
                items.push(item);
                signers.note(&child);
                finding.children.push(&child);
            }
        }
        item_at.push(known.unwrap_or(items.len() as u32 - 1));
    }
    drop(repeats);
    for (first, places) in repeated {
        if let Some(mut child) = finding.children.get(first as usize) {
            places.into_iter().for_each(|place| child.add_like(place));
            finding.children.set(first as usize, &child);
        }
    }
    let in_order = InOrder { items: &items, at: &item_at };

    if nodes.is_some() {
        check_items(&mut finding, in_order, count.and_then(Node::to_i64), sealed);
    }
    let time_order = seal::check_composite(&mut finding, in_order, composite, seal, verifier);
    check_order(&mut finding, in_order, time_order);
    if !sealed {
        let check = Check::unknown(CheckName::Seal, Reason::TraceNotSealed).field("status");
        let check = match seal {
            Some(_) => check
                .clause("it is not shown as sealed, although it has a seal")
                .possible_causes(
                    "The status, which is not signed, may have been changed, or a program may have written it wrongly.",
                )
                .next_step("Ask the issuer for the record of this trace again."),
            None => check,
        };
        finding.add(match status {
            Some(status) => check.shown(beginning(status)),
            None => check,
        });
    }
    let mut sealed_hash = None;
    if let Some(seal) = seal {
        let holds = seal::check_seal(&mut finding, seal, composite, issuer, verifier);
        sealed_hash = composite.filter(|_| holds);
        if holds && finding.holds(CheckName::CompositeHash) {
            blame_count(&mut finding);
        }
    } else if let Some(signed) = signers.first.first() {
        finding.signer = signed.signer.clone();
    }
    check_one_signer(&mut finding, &signers.first, verifier);
    binding::compare(&mut finding, object, None, |name| name, &["events", "seal_event"], false);
    for field in &mut finding.fields {
        if field.name == "composite_hash" && sealed_hash.is_some() {
            field.status = FieldStatus::Signed;
        }
    }
    if let Some(composite) = composite {
        finding.add_hash("composite_hash", composite.to_string());
    }
    let mut draft = Draft::new(finding);
    draft.items = items;
    draft.item_at = item_at.into();
    draft
}

/// Where the items give the sealed hash, it is not the items that are wrong.
fn blame_count(finding: &mut Finding) {
    let counts = finding.checks.iter_mut();
    for check in counts.filter(|check| check.reason == Some(Reason::EventCountMismatch)) {
        *check = check.clone().possible_causes(
            "The items present give the sealed hash. The count, which is not signed, may have been changed, or a \
             program may have counted something else, such as the seal, as an item.",
        );
    }
}

fn check_label(r: &mut Reader<'_, '_>) {
    if let Some(label) = r.required_string("label") {
        let length = label.chars().count();
        if !(1..=limits::LABEL).contains(&length) {
            r.finding().add(
                Check::unknown(CheckName::Rules, Reason::InvalidLabel)
                    .field("label")
                    .calculated(format!("{length} characters"))
                    .note(format!("1 to {} characters are documented.", limits::LABEL)),
            );
        }
    }
}

fn check_items(finding: &mut Finding, items: InOrder<'_>, count: Option<i64>, sealed: bool) {
    let check = CheckName::Items;
    let mut good = true;
    if items.len() == 0 {
        let outcome = if sealed { Check::fail } else { Check::unknown };
        finding.add(outcome(check, Reason::TraceEmpty));
        good = false;
    }
    match count {
        Some(count) if count != items.len() as i64 => {
            finding.add(
                Check::fail(check, Reason::EventCountMismatch)
                    .field("event_count")
                    .stated(counted(count, "item"))
                    .calculated(counted(items.len(), "item")),
            );
            good = false;
        }
        Some(_) => {}
        // Its absence, or another kind of value, is noted already.
        None => good = false,
    }
    let mut ids: Vec<(&str, usize)> =
        items.iter().enumerate().filter_map(|(i, item)| Some((item.id.as_deref()?, i))).collect();
    // Of an item without an id, which is noted already, it is not known whether it is there twice.
    good &= ids.len() == items.len();
    ids.sort_unstable();
    let repeats = || ids.windows(2).filter(|w| w[0].0 == w[1].0);
    if let Some(first) = repeats().next() {
        finding.add(
            Check::fail(check, Reason::ItemRepeated)
                .calculated(format!("{} repeated", repeats().count()))
                .note(format!(
                    "The same event_id at /events/{} and /events/{}.",
                    first[0].1, first[1].1
                )),
        );
        good = false;
    }
    if good {
        finding.add(Check::pass(check).note(match items.len() {
            1 => "1 item.".to_owned(),
            count => format!("{count} items, none of them twice."),
        }));
    }
}

/// The composite is documented to be in chronological order. If it holds in another, the times
/// shown are not those of sealing.
fn check_order(finding: &mut Finding, items: InOrder<'_>, time_order: Option<bool>) {
    let place = items
        .iter()
        .zip(items.iter().skip(1))
        .position(|pair| matches!((pair.0.time, pair.1.time), (Some(a), Some(b)) if a > b));
    match (place, time_order) {
        (Some(i), Some(false) | None) => {
            finding.add(Check::unknown(CheckName::Items, Reason::ItemOutOfOrder).note(format!(
                "By the times shown, /events/{} is later than /events/{}.",
                i,
                i + 1
            )))
        }
        (Some(_), Some(true)) => finding.add(
            Check::noted(CheckName::Items, Reason::ItemOutOfOrder)
                .note("The items are listed in a different order from the one that was sealed."),
        ),
        (None, _) => {}
    }
}
