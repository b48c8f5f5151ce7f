//! Sealed traces: items, the composite hash that ties them, and the seal over it.
//!
//! Much of the form is not documented, but all items of one bundle are made the same way. So the
//! forms are learned from the bundle: what holds for one item is required of the others.

mod item;
mod learned;
mod member;
mod seal;

use super::binding;
use super::draft::Draft;
use super::reader::Reader;
use crate::encoding::Digest;
use crate::json::{Node, Object};
use crate::reason::Reason;
use crate::trust::Verifier;
use crate::verdict::{Check, CheckName, FieldStatus, Finding, Source};
use item::{Item, ItemKind};
use learned::Learned;
pub use member::ShownMember;

/// Characters that the API accepts in a label.
pub(crate) const LABEL_LIMIT: usize = 255;

/// By what an item can be the same as another record of the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemLink {
    /// Its id.
    pub id: Option<String>,
    /// Its `content_hash`.
    pub content_hash: Option<Digest>,
    /// Whether the bundle shows that its events' `content_hash` is the hash of the payload.
    pub is_payload_hash: bool,
    /// The members of a payload that `content_hash` is not the hash of, so that only a record can
    /// show them to be signed.
    pub shown: Vec<ShownMember>,
}

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
        r.invalid("events", "an array", node);
    }
    if let Some(node) = count.filter(|n| n.as_i64().is_none()) {
        r.invalid("event_count", "an integer", node);
    }
    let sealed = status == Some("sealed");
    let seal = r.optional("seal_event");
    if let Some(node) = seal.filter(|n| n.as_object().is_none()) {
        r.invalid("seal_event", "an object", node);
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
    let mut items = Vec::new();
    for (i, node) in nodes.into_iter().flatten().enumerate() {
        let (item, child) = item::assess(node, issuer, verifier, child_source(&source, i));
        items.push(item);
        finding.children.push(child);
    }
    let learned = Learned::from(&finding.children, &items);
    learned.apply(&mut finding.children, &items);

    if nodes.is_some() {
        check_items(&mut finding, &items, count.and_then(Node::as_i64), sealed);
    }
    let time_order = seal::check_composite(&mut finding, &items, composite, verifier);
    check_order(&mut finding, &items, time_order);
    if !sealed {
        let shown = status.unwrap_or("(none)").chars().take(80).collect::<String>();
        finding.add(
            Check::unknown(CheckName::Seal, Reason::TraceNotSealed)
                .values("status: sealed", format!("status: {shown}")),
        );
    }
    let mut sealed_hash = None;
    if let Some(seal) = seal {
        let holds = seal::check_seal(&mut finding, seal, composite, issuer, verifier, &learned);
        sealed_hash = composite.filter(|_| holds);
    } else if let Some(first) = finding.children.first() {
        finding.signer = first.signer.clone();
    }
    check_one_signer(&mut finding);
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
    draft.items = items
        .into_iter()
        .map(|item| ItemLink {
            id: item.id.map(str::to_owned),
            content_hash: item.hash,
            is_payload_hash: learned.payload_hash && item.kind == ItemKind::Event,
            shown: item.shown,
        })
        .collect();
    draft
}

/// A tenant has one key, so items and seal of a trace bear the same one.
fn check_one_signer(finding: &mut Finding) {
    let seal = finding.signer.fingerprint.clone();
    let other = finding
        .children
        .iter()
        .find(|child| child.signer.fingerprint.is_some() && child.signer.fingerprint != seal);
    if let (Some(child), Some(seal)) = (other, seal) {
        let actual = child.signer.fingerprint.as_deref().unwrap_or_default().to_owned();
        let place = child.source.pointer.clone().unwrap_or_default();
        finding.add(
            Check::unknown(CheckName::Signer, Reason::UnexpectedSigner)
                .values(&*seal, actual)
                .note(format!("{place} is signed by another key than the seal.")),
        );
    }
}

fn check_label(r: &mut Reader<'_, '_>) {
    if let Some(label) = r.required_string("label") {
        let length = label.chars().count();
        if !(1..=LABEL_LIMIT).contains(&length) {
            r.finding().add(
                Check::unknown(CheckName::Rules, Reason::InvalidLabel)
                    .values("1 to 255 characters", format!("{length} characters")),
            );
        }
    }
}

fn child_source(parent: &Source, i: usize) -> Source {
    let pointer = format!("{}/events/{i}", parent.pointer.as_deref().unwrap_or_default());
    Source { pointer: Some(pointer), ..parent.clone() }
}

fn check_items(finding: &mut Finding, items: &[Item<'_>], count: Option<i64>, sealed: bool) {
    let check = CheckName::Items;
    let mut good = true;
    if items.is_empty() {
        let outcome = if sealed { Check::fail } else { Check::unknown };
        finding.add(outcome(check, Reason::TraceEmpty));
        good = false;
    }
    match count {
        Some(count) if count != items.len() as i64 => {
            finding.add(
                Check::fail(check, Reason::EventCountMismatch)
                    .values(count.to_string(), items.len().to_string()),
            );
            good = false;
        }
        Some(_) => {}
        // Its absence, or another kind of value, is noted already.
        None => good = false,
    }
    let mut ids: Vec<(&str, usize)> =
        items.iter().enumerate().filter_map(|(i, item)| Some((item.id?, i))).collect();
    ids.sort_unstable();
    let repeats: Vec<String> = ids
        .windows(2)
        .filter(|w| w[0].0 == w[1].0)
        .map(|w| format!("/events/{} and /events/{}", w[0].1, w[1].1))
        .collect();
    if let Some(first) = repeats.first() {
        finding.add(
            Check::fail(check, Reason::ItemRepeated)
                .actual(format!("{} repeated", repeats.len()))
                .note(format!("The same event_id at {first}.")),
        );
        good = false;
    }
    if good {
        finding.add(Check::pass(check).note(format!("{} items, none twice.", items.len())));
    }
}

/// The composite is documented to be in chronological order. If it holds in another, the times
/// shown are not those of sealing.
fn check_order(finding: &mut Finding, items: &[Item<'_>], time_order: Option<bool>) {
    let place = items
        .windows(2)
        .position(|w| matches!((w[0].time, w[1].time), (Some(a), Some(b)) if a > b));
    match (place, time_order) {
        (Some(i), Some(false) | None) => {
            finding.add(Check::unknown(CheckName::Items, Reason::ItemOutOfOrder).note(format!(
                "/events/{} is later than /events/{}.",
                i,
                i + 1
            )))
        }
        (Some(_), Some(true)) => finding.add(
            Check::noted(CheckName::Items, Reason::ItemOutOfOrder)
                .note("The items are listed in another order than the one that was sealed."),
        ),
        (None, _) => {}
    }
}
