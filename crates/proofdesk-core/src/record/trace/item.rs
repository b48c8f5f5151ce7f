//! One item of a trace: an event, or what stands for a document or an attestation.

use super::member::ShownMember;
use crate::json::Node;
use crate::record::payload::{Canonical, SORTED_COMPACT, check_payload};
use crate::record::reader::Reader;
use crate::record::undecided::candidates;
use crate::record::{binding, statement};
use crate::text::encoding::Digest;
use crate::time::Timestamp;
use crate::trust::{Claim, IssuerNames, OpenSignature, Over, SignedForm, Verifier};
use crate::verdict::Reason;
use crate::verdict::{
    Check, CheckName, FieldStatus, Finding, KeySource, Kind, Outcome, RecordKind, Source,
    ValueSource,
};

/// An item of a trace, as far as it can be the same as another record of the set.
#[derive(Debug)]
pub struct Item {
    /// Its id, which nothing signs.
    pub id: Option<Box<str>>,
    /// Its `content_hash`.
    pub content_hash: Option<Digest>,
    /// The members of a payload that `content_hash` is not the hash of, so that only a record can
    /// show them to be signed.
    pub shown: Box<[ShownMember]>,
    pub(super) time: Option<Timestamp>,
    pub(super) kind: ItemKind,
    /// Whether `content_hash` is the hash of the payload.
    pub(super) of_payload: bool,
    /// Whether it is that, in any form.
    pub(crate) covers_payload: bool,
    /// What its signature is over, once one holds, and whether that is under a pinned key.
    pub(super) signed: Option<Form>,
    /// Its signature, while it holds in no form.
    pub(super) open: Option<Box<OpenSignature>>,
}

/// A form in which a signature holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub over: Over,
    /// Whether one holds in it under a pinned key.
    pub pinned: bool,
}

/// What an item stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ItemKind {
    Event,
    Document,
    Attestation,
}

impl ItemKind {
    /// By what name the hash of what it stands for is known.
    pub(super) fn hash_name(self) -> &'static str {
        match self {
            Self::Event => "payload_hash",
            Self::Document => "document_hash",
            Self::Attestation => "attestation_hash",
        }
    }
}

/// Judges an item.
pub(super) fn assess(
    node: &Node<'_>,
    issuer: IssuerNames<'_>,
    verifier: &mut Verifier<'_>,
    source: Source,
) -> (Item, Finding) {
    let mut finding = Finding::new(source, Kind::TraceItem);
    let mut item = Item {
        id: None,
        content_hash: None,
        shown: Box::default(),
        time: None,
        kind: ItemKind::Event,
        of_payload: false,
        covers_payload: false,
        signed: None,
        open: None,
    };
    let Some(object) = node.as_object() else {
        finding.add(
            Check::unknown(CheckName::Parse, Reason::InvalidField)
                .field("events")
                .shown(node.kind())
                .note("It is not an array of objects."),
        );
        return (item, finding);
    };
    let mut r = Reader::new(object, &mut finding);
    item.id = r.required_string("event_id").map(Box::from);
    r.string("event_type");
    item.content_hash = r.required_digest("content_hash", None);
    let time = r.required_string("timestamp");
    item.time = time.and_then(|text| Timestamp::parse_saved(text).ok());
    if let (Some(_), None, Some(node)) = (time, item.time, object.get("timestamp")) {
        r.invalid("timestamp", "an RFC 3339 timestamp", node);
    }
    let payload = r.required_object("payload");
    let signature = r.signature("signature");
    let key = r.key("public_key");
    r.finish();

    finding.id = item.id.as_deref().map(str::to_owned);
    item.kind = payload.map_or(ItemKind::Event, |p| kind_by_payload(p, item.content_hash));
    let canonical = payload.and_then(|payload| match item.kind {
        ItemKind::Event => check_payload(&mut finding, payload, item.content_hash),
        _ => Canonical::of(payload),
    });
    let hashed = canonical.as_ref().filter(|form| form.exact).map(|form| Digest::of(&form.bytes));
    item.of_payload = hashed.is_some() && hashed == item.content_hash;
    if item.kind != ItemKind::Event {
        finding.checks.extend(item.check_other());
    }
    let of_payload = [CheckName::PayloadHash, CheckName::ContentHash];
    item.covers_payload = of_payload.into_iter().any(|name| finding.holds(name));
    if let (false, Some(members)) = (item.of_payload, payload.and_then(Node::as_object)) {
        let members = members.members().iter();
        item.shown = members.filter_map(|(k, v)| ShownMember::of(&k.text, v)).collect();
    }
    let bytes = canonical.as_ref().map(|form| &form.bytes[..]);
    if let Some(bytes) = bytes {
        verifier.keep(&finding, true, || {
            vec![("Hashed: the payload, sorted and compact.".into(), bytes.into(), item.of_payload)]
        });
    }
    let skip = ["signature", "public_key"];
    binding::compare(&mut finding, object, None, |name| name, &skip, false);
    if let (Some(hash), Some(signature)) = (item.content_hash, signature) {
        let claim = Claim {
            key,
            key_field: "public_key",
            issuer,
            time: time.map(|text| (ValueSource::Shown, text)),
        };
        let open = OpenSignature::new(&claim, signature);
        let forms = candidates(hash, bytes);
        match open.judge(&mut finding, verifier, &forms) {
            None => item.open = Some(Box::new(open)),
            Some(held) => item.holds(&mut finding, held, &forms),
        }
    }
    (item, finding)
}

/// An item is of what its payload names its hash as. All others are events, whatever their type says:
/// that is not signed.
fn kind_by_payload(payload: &Node<'_>, hash: Option<Digest>) -> ItemKind {
    const NAMES: [(&str, ItemKind); 3] = [
        ("document_hash", ItemKind::Document),
        ("attestation_hash", ItemKind::Attestation),
        ("payload_hash", ItemKind::Attestation),
    ];
    let names = |name: &str| {
        let text = payload.as_object().and_then(|p| p.str(name))?;
        Some(Digest::parse(text).ok()?.digest)
    };
    let named = NAMES.iter().find(|(name, _)| hash.is_some() && names(name) == hash);
    named.map_or(ItemKind::Event, |(_, kind)| *kind)
}

impl Item {
    /// That it is open what the hash of a document's or an attestation's item is calculated from.
    pub fn undetermined(why: &str) -> Check {
        Check::unknown(CheckName::ContentHash, Reason::CanonicalFormUndetermined)
            .clause(format!("what the hash of an item is calculated from {why}"))
            .possible_causes(
                "The items of documents and attestations have a hash of which the documentation does not say \
                 what it is calculated from. A record that names the same hash shows it.",
            )
            .next_step(
                "Add the record of that document or attestation to the evidence, as the API returns it.",
            )
    }

    /// What the signature that holds in one of `forms` shows.
    fn holds(&mut self, finding: &mut Finding, held: usize, forms: &[SignedForm<'_>]) {
        let form = &forms[held];
        if let Some(kind) = statement::kind_of_signed_bytes(&form.bytes) {
            finding.add(
                Check::unknown(CheckName::Binding, Reason::SignedPayloadDoesNotBind)
                    .note(statement::of_another_kind(kind, RecordKind::TraceItem)),
            );
            return;
        }
        self.signs(form.over, finding);
        finding.add(
            Check::pass(CheckName::Binding)
                .note("The signature covers content_hash or payload; no other field is signed."),
        );
        self.mark_signed(finding);
    }

    /// That its signature holds over this.
    pub(super) fn signs(&mut self, over: Over, finding: &Finding) {
        let pinned = finding.signer.source == KeySource::Pinned;
        self.signed = Some(Form { over, pinned });
    }

    pub(super) fn mark_signed(&self, finding: &mut Finding) {
        let payload = self.of_payload && self.kind == ItemKind::Event;
        for field in &mut finding.fields {
            if field.name == "content_hash" || payload && field.name == "payload" {
                field.status = FieldStatus::Signed;
            }
        }
    }

    /// A document's or attestation's item: its hash may be that of the payload. If not, the record
    /// of the same id can show what it is of.
    fn check_other(&self) -> Option<Check> {
        let hash = self.content_hash?;
        let check = CheckName::ContentHash;
        // That the payload repeats the hash shows nothing: the payload itself would not be signed.
        Some(match self.of_payload {
            true => Check::pass(check).form(SORTED_COMPACT).stated(hash).calculated(hash),
            false => Self::undetermined("is not documented").stated(hash).note(
                "It is the item of a document or an attestation, and its record is not in the evidence.",
            ),
        })
    }

    /// Takes notice that a document's or an attestation's record has the item's id and hash.
    pub(super) fn stand_for(&mut self, kind: Kind, finding: &mut Finding) {
        let kind = match kind {
            Kind::Document => ItemKind::Document,
            Kind::Attestation => ItemKind::Attestation,
            _ => return,
        };
        // As an event, its hash was required to be that of its payload.
        if self.kind == ItemKind::Event && !self.of_payload {
            finding.checks.retain(|check| check.check != CheckName::PayloadHash);
            finding.checks.extend(self.check_other());
            self.kind = kind;
        }
    }
}

/// Whether a signature was found to hold.
pub(super) fn signature_holds(finding: &Finding) -> bool {
    finding.checks.iter().any(|c| c.check == CheckName::Signature && c.outcome == Outcome::Pass)
}
