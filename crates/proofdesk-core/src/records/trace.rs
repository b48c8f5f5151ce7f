//! Sealed traces: items, the composite hash that ties them, and the seal over it.
//!
//! Much of the form is not documented, but all items of one bundle are made the same way. So the
//! forms are learned from the bundle: what holds for one item is required of the others.

use std::borrow::Cow;

use super::binding;
use super::draft::Draft;
use super::event::check_payload;
use super::proof_response::digest_forms;
use super::reader::Reader;
use crate::encoding::Digest;
use crate::json::{Node, Object};
use crate::reason::Reason;
use crate::time::Timestamp;
use crate::trust::{Claim, Forms, SignedForm, Verifier};
use crate::verdict::{
    Check, CheckName, FieldStatus, Finding, KeySource, Kind, Outcome, Signer, Source,
};

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
    pub shown: Vec<(String, String)>,
}

struct Item<'a> {
    id: Option<&'a str>,
    hash: Option<Digest>,
    time: Option<Timestamp>,
    kind: ItemKind,
    shown: Vec<(String, String)>,
}

/// What an item was, as far as its payload tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ItemKind {
    Event,
    /// A document or an attestation: the source of its hash is not documented.
    Other,
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
    let domain = r.domain();
    r.finish();

    let nodes = events.and_then(Node::as_array);
    let source = finding.source.clone();
    let mut items = Vec::new();
    for (i, node) in nodes.into_iter().flatten().enumerate() {
        let (item, child) = assess_item(node, domain, verifier, child_source(&source, i));
        items.push(item);
        finding.children.push(child);
    }
    let learned = Learned::from(&finding.children, &items);
    learned.apply(&mut finding.children, &items);

    if nodes.is_some() {
        check_items(&mut finding, &items, count.and_then(Node::as_i64), sealed);
    }
    let time_order = check_composite(&mut finding, &items, composite, verifier);
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
        let holds = check_seal(&mut finding, seal, composite, domain, verifier, &learned);
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

fn signature_holds(finding: &Finding) -> bool {
    finding.checks.iter().any(|c| c.check == CheckName::Signature && c.outcome == Outcome::Pass)
}

fn assess_item<'a>(
    node: &'a Node<'a>,
    domain: Option<&str>,
    verifier: &mut Verifier<'_>,
    source: Source,
) -> (Item<'a>, Finding) {
    let mut finding = Finding::new(source, Kind::TraceItem);
    let mut item =
        Item { id: None, hash: None, time: None, kind: ItemKind::Event, shown: Vec::new() };
    let Some(object) = node.as_object() else {
        finding.add(
            Check::unknown(CheckName::Parse, Reason::InvalidField)
                .values("events: an array of objects", node.kind()),
        );
        return (item, finding);
    };
    let mut r = Reader::new(object, &mut finding);
    item.id = r.required_string("event_id");
    r.string("event_type");
    item.hash = r.required_digest("content_hash", None);
    let time = r.required_string("timestamp");
    item.time = time.and_then(|text| Timestamp::parse(text).ok());
    if let (Some(_), None, Some(node)) = (time, item.time, object.get("timestamp")) {
        r.invalid("timestamp", "an RFC 3339 timestamp", node);
    }
    let payload = r.required_object("payload");
    let signature = r.signature("signature");
    let key = r.string("public_key");
    r.finish();

    finding.id = item.id.map(str::to_owned);
    item.kind = payload.map_or(ItemKind::Event, item_kind);
    if let (ItemKind::Other, Some(members)) = (item.kind, payload.and_then(Node::as_object)) {
        let members = members.members().iter();
        item.shown = members.map(|(k, v)| (k.text.to_string(), v.to_display())).collect();
    }
    let canonical = payload.and_then(|payload| match item.kind {
        ItemKind::Event => check_payload(&mut finding, payload, item.hash),
        ItemKind::Other => check_other(&mut finding, payload, item.hash),
    });
    if let Some(bytes) = &canonical {
        verifier.keep(&finding, || {
            let held = item.hash == Some(Digest::of(bytes));
            vec![("Hashed: the payload, sorted and compact.".into(), bytes.into(), held)]
        });
    }
    if let (Some(hash), Some(signature)) = (item.hash, signature) {
        let mut forms = digest_forms(hash);
        if let Some(bytes) = &canonical {
            forms.push(SignedForm::new("Over the canonical bytes of the payload.", &bytes[..]));
        }
        let claim = Claim { key, key_field: "public_key", domain, tenant: None, time };
        let judged =
            verifier.judge(&mut finding, &claim, Some(&signature), &forms, Forms::Candidates);
        if judged.is_some() {
            finding
                .add(Check::pass(CheckName::Binding).note(
                    "The signature binds content_hash or payload; no other field is signed.",
                ));
        }
    }
    let skip = ["signature", "public_key"];
    binding::compare(&mut finding, object, None, |name| name, &skip, false);
    let bound = signature_holds(&finding);
    let content = finding.own_axes().content == Outcome::Pass;
    for field in &mut finding.fields {
        let covered = match &*field.name {
            "content_hash" => bound,
            "payload" => bound && content && item.kind == ItemKind::Event,
            _ => false,
        };
        if covered {
            field.status = FieldStatus::Signed;
        }
    }
    (item, finding)
}

fn item_kind(payload: &Node<'_>) -> ItemKind {
    const MARKS: [&str; 5] =
        ["document_hash", "attestation_id", "attestation_hash", "input_hash", "output_hash"];
    match payload.as_object().is_some_and(|p| p.has_any(&MARKS)) {
        true => ItemKind::Other,
        false => ItemKind::Event,
    }
}

/// A document's or attestation's item: its hash may be that of the payload. If not, the record of
/// the same id can show what it is of.
fn check_other(finding: &mut Finding, payload: &Node<'_>, hash: Option<Digest>) -> Option<Vec<u8>> {
    let check = CheckName::ContentHash;
    let bytes = crate::canonical::sorted(payload).ok();
    let Some(hash) = hash else { return bytes };
    let of_payload = bytes.as_deref().map(Digest::of) == Some(hash);
    // That the payload repeats the hash shows nothing: the payload itself would not be signed.
    finding.add(match of_payload {
        true => Check::pass(check).note("SHA-256 of the payload, sorted and compact."),
        false => Check::unknown(check, Reason::CanonicalFormUndetermined)
            .expected(hash.to_string())
            .note(
                "What the hash of a document's or attestation's item covers is not documented. \
                 Add the record of that document or attestation to the evidence.",
            ),
    });
    bytes
}

/// What the items show of how their bundle was made.
struct Learned {
    /// The form in which the signature of an item holds.
    form: Option<Cow<'static, str>>,
    /// Whether one holds under a pinned key.
    pinned: bool,
    /// Whether the `content_hash` of events is the hash of their payload.
    payload_hash: bool,
}

impl Learned {
    fn from(children: &[Finding], items: &[Item<'_>]) -> Self {
        let good = || children.iter().filter(|child| signature_holds(child));
        let signature =
            good().flat_map(|c| &c.checks).find(|check| check.check == CheckName::Signature);
        Self {
            form: signature.and_then(|check| check.note.clone()),
            pinned: good().any(|child| child.signer.source == KeySource::Pinned),
            payload_hash: children.iter().zip(items).any(|(child, item)| {
                item.kind == ItemKind::Event && child.own_axes().content == Outcome::Pass
            }),
        }
    }

    /// Applies what holds for one item to the others.
    fn apply(&self, children: &mut [Finding], items: &[Item<'_>]) {
        for (child, item) in children.iter_mut().zip(items) {
            for check in &mut child.checks {
                self.decide(check);
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
    fn decide(&self, check: &mut Check) {
        let Some(form) = &self.form else { return };
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

fn sorted_by_time<'i, 'a>(items: &'i [Item<'a>]) -> Option<Vec<&'i Item<'a>>> {
    let mut order: Vec<&Item<'_>> = items.iter().collect();
    if order.iter().any(|item| item.time.is_none()) {
        return None;
    }
    order.sort_by_key(|item| item.time);
    Some(order)
}

/// Tries the candidates for the composite hash. Returns whether it holds in the order of time
/// only.
fn check_composite(
    finding: &mut Finding,
    items: &[Item<'_>],
    composite: Option<Digest>,
    verifier: &mut Verifier<'_>,
) -> Option<bool> {
    let check = CheckName::CompositeHash;
    let expected = composite?;
    if items.is_empty() {
        return None;
    }
    if items.iter().any(|item| item.hash.is_none()) {
        finding.add(Check::unknown(check, Reason::CompositeFormUndetermined));
        return None;
    }
    let in_array: Vec<&Item<'_>> = items.iter().collect();
    let orders = [(Some(in_array), "array"), (sorted_by_time(items), "time")];
    let orders = orders.iter().filter_map(|(order, name)| Some((order.as_ref()?, *name)));
    let candidates = orders.flat_map(|(order, name)| {
        ENCODINGS.into_iter().map(move |(encode, encoding)| {
            let hashes = order.iter().filter_map(|item| item.hash);
            (name, encoding, hashes.flat_map(encode).collect::<Vec<u8>>())
        })
    });
    let found = candidates.clone().find(|(_, _, bytes)| Digest::of(bytes) == expected);
    verifier.keep(finding, || {
        let named = |(order, encoding, bytes): (&str, &str, Vec<u8>)| {
            let name = format!("Hashed: the items' hashes as {encoding}, in {order} order.");
            let held = Digest::of(&bytes) == expected;
            (name.into(), bytes.into(), held)
        };
        candidates.map(named).collect()
    });
    if let Some((name, encoding, _)) = found {
        finding.add(
            Check::pass(check)
                .values(expected.to_string(), expected.to_string())
                .note(format!("Over the items' hashes as {encoding}, in {name} order.")),
        );
        return Some(name == "time");
    }
    let hex: Vec<u8> = items.iter().filter_map(|item| item.hash).flat_map(ENCODINGS[0].0).collect();
    let tried: Vec<&str> = ENCODINGS.iter().map(|(_, name)| *name).collect();
    finding.add(
        Check::fail(check, Reason::CompositeHashMismatch)
            .values(expected.to_string(), Digest::of(&hex).to_string())
            .note(format!(
                "Tried the items' hashes as {}; in array order and in order of time.",
                tried.join(", ")
            )),
    );
    None
}

type Encode = fn(Digest) -> Vec<u8>;
const ENCODINGS: [(Encode, &str); 3] = [
    (|d| d.to_string().into_bytes(), "hexadecimal text"),
    (|d| d.0.to_vec(), "raw bytes"),
    (|d| format!("sha256:{d}").into_bytes(), "hexadecimal text with sha256:"),
];

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
            Check::pass(CheckName::Items)
                .note("The items are listed in another order than the one that was sealed."),
        ),
        (None, _) => {}
    }
}

/// The seal's hash must be the composite, and its signature must hold. Returns whether both do.
fn check_seal(
    finding: &mut Finding,
    seal: &Object<'_>,
    composite: Option<Digest>,
    domain: Option<&str>,
    verifier: &mut Verifier<'_>,
    learned: &Learned,
) -> bool {
    let pointer = format!("{}/seal_event", finding.source.pointer.as_deref().unwrap_or_default());
    let source = Source { pointer: Some(pointer), ..finding.source.clone() };
    let mut seal_finding = Finding::new(source, Kind::TraceItem);
    let mut r = Reader::new(seal, &mut seal_finding);
    let hash = r.required_digest("content_hash", None);
    let signature = r.signature("signature");
    let key = r.string("public_key");
    let time = r.string("timestamp");
    let mut matches = false;
    if let (Some(hash), Some(composite)) = (hash, composite) {
        matches = hash == composite;
        let check = match matches {
            true => Check::pass(CheckName::Seal).note("The seal is over the composite hash."),
            false => Check::fail(CheckName::Seal, Reason::SealMismatch),
        };
        r.finding().add(check.values(composite.to_string(), hash.to_string()));
    }
    let mut holds = false;
    if let (Some(hash), Some(signature)) = (hash, signature) {
        let claim = Claim { key, key_field: "seal_event.public_key", domain, tenant: None, time };
        let forms = digest_forms(hash);
        let target = r.finding();
        holds =
            verifier.judge(target, &claim, Some(&signature), &forms, Forms::Candidates).is_some();
        target.checks.iter_mut().for_each(|check| learned.decide(check));
    }
    finding.signer = std::mem::replace(&mut seal_finding.signer, Signer::NONE);
    for mut check in seal_finding.checks {
        if check.check != CheckName::Seal {
            let said = check.note.take().unwrap_or_default();
            check.note = Some(format!("The seal. {said}").trim_end().to_owned().into());
        }
        finding.add(check);
    }
    if holds {
        finding.add(
            Check::pass(CheckName::Binding).note("The seal's signature binds the composite hash."),
        );
    }
    matches && holds
}
