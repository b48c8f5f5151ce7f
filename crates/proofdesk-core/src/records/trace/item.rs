//! One item of a trace: an event, or what stands for a document or an attestation.

use crate::canonical;
use crate::encoding::Digest;
use crate::json::Node;
use crate::reason::Reason;
use crate::records::binding;
use crate::records::event::{Canonical, check_payload};
use crate::records::proof_response::digest_forms;
use crate::records::reader::Reader;
use crate::records::trace::ShownMember;
use crate::time::Timestamp;
use crate::trust::{Claim, Forms, IssuerNames, SignedForm, Verifier};
use crate::verdict::{Check, CheckName, FieldStatus, Finding, Kind, Outcome, Source};

/// What the trace as a whole needs of an item.
pub(super) struct Item<'a> {
    pub id: Option<&'a str>,
    pub hash: Option<Digest>,
    pub time: Option<Timestamp>,
    pub kind: ItemKind,
    /// Whether its signature holds over its payload, not over the hash of it.
    pub over_payload: bool,
    /// See [`super::ItemLink::shown`].
    pub shown: Vec<ShownMember>,
}

/// What an item was, as far as its payload tells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemKind {
    Event,
    /// A document or an attestation: the source of its hash is not documented.
    Other,
}

/// Judges an item.
pub(super) fn assess<'a>(
    node: &'a Node<'a>,
    issuer: IssuerNames<'_>,
    verifier: &mut Verifier<'_>,
    source: Source,
) -> (Item<'a>, Finding) {
    let mut finding = Finding::new(source, Kind::TraceItem);
    let mut item = Item {
        id: None,
        hash: None,
        time: None,
        kind: ItemKind::Event,
        over_payload: false,
        shown: Vec::new(),
    };
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
    item.time = time.and_then(|text| Timestamp::parse_saved(text).ok());
    if let (Some(_), None, Some(node)) = (time, item.time, object.get("timestamp")) {
        r.invalid("timestamp", "an RFC 3339 timestamp", node);
    }
    let payload = r.required_object("payload");
    let signature = r.signature("signature");
    let key = r.key("public_key");
    r.finish();

    finding.id = item.id.map(str::to_owned);
    item.kind = payload.map_or(ItemKind::Event, item_kind);
    if let (ItemKind::Other, Some(members)) = (item.kind, payload.and_then(Node::as_object)) {
        let members = members.members().iter();
        item.shown = members.filter_map(|(k, v)| ShownMember::of(&k.text, v)).collect();
    }
    let canonical = payload.and_then(|payload| match item.kind {
        ItemKind::Event => check_payload(&mut finding, payload, item.hash),
        ItemKind::Other => check_other(&mut finding, payload, item.hash),
    });
    if let Some(Canonical { bytes, .. }) = &canonical {
        verifier.keep(&finding, || {
            let held = item.hash == Some(Digest::of(bytes));
            vec![("Hashed: the payload, sorted and compact.".into(), bytes.into(), held)]
        });
    }
    if let (Some(hash), Some(signature)) = (item.hash, signature) {
        let mut forms = digest_forms(hash);
        let of_hash = forms.len();
        if let Some(Canonical { bytes, .. }) = &canonical {
            forms.push(SignedForm::new("Over the canonical bytes of the payload.", &bytes[..]));
        }
        let claim = Claim { key, key_field: "public_key", issuer, time };
        let judged =
            verifier.judge(&mut finding, &claim, Some(&signature), &forms, Forms::Candidates);
        item.over_payload = judged.is_some_and(|form| form >= of_hash);
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
fn check_other(
    finding: &mut Finding,
    payload: &Node<'_>,
    hash: Option<Digest>,
) -> Option<Canonical> {
    let check = CheckName::ContentHash;
    let exact = canonical::is_exact(payload);
    let form = canonical::sorted(payload).ok().map(|bytes| Canonical { bytes, exact });
    let Some(hash) = hash else { return form };
    let of_payload =
        form.as_ref().is_some_and(|form| form.exact && Digest::of(&form.bytes) == hash);
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
    form
}

/// Whether a signature was found to hold.
pub(super) fn signature_holds(finding: &Finding) -> bool {
    finding.checks.iter().any(|c| c.check == CheckName::Signature && c.outcome == Outcome::Pass)
}
