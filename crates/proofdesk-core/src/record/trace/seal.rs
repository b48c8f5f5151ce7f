//! The composite hash that ties the items of a trace, and the seal over it.

use super::in_order::InOrder;
use super::item::Item;
use crate::encoding::Digest;
use crate::json::Object;
use crate::record::reader::Reader;
use crate::record::undecided::digest_forms;
use crate::trust::{Claim, Forms, IssuerNames, Verifier};
use crate::verdict::Reason;
use crate::verdict::{
    Check, CheckName, Field, FieldStatus, Finding, Kind, Signer, Source, ValueSource,
};

/// The field of a trace that shows the id of its seal, which nothing signs.
pub const SEAL_ID: &str = "seal_event.event_id";

fn sorted_by_time(items: InOrder<'_>) -> Option<Vec<&Item>> {
    let mut order: Vec<&Item> = items.iter().collect();
    if order.iter().any(|item| item.time.is_none()) {
        return None;
    }
    order.sort_by_key(|item| item.time);
    Some(order)
}

/// Tries the candidates for the composite hash. Returns whether it holds in the order of time
/// only.
pub(super) fn check_composite(
    finding: &mut Finding,
    items: InOrder<'_>,
    composite: Option<Digest>,
    seal: Option<&Object<'_>>,
    verifier: &mut Verifier<'_>,
) -> Option<bool> {
    let check = CheckName::CompositeHash;
    let expected = composite?;
    if items.len() == 0 {
        return None;
    }
    if items.iter().any(|item| item.content_hash.is_none()) {
        finding.add(Check::unknown(check, Reason::CompositeFormUndetermined));
        return None;
    }
    let in_array: Vec<&Item> = items.iter().collect();
    let by_time = sorted_by_time(items);
    let has_times = by_time.is_some();
    let orders = [(Some(in_array), "array"), (by_time, "time")];
    let orders = orders.iter().filter_map(|(order, name)| Some((order.as_ref()?, *name)));
    let candidates = orders.flat_map(|(order, name)| {
        ENCODINGS.into_iter().map(move |(encode, encoding)| {
            let hashes = order.iter().filter_map(|item| item.content_hash);
            (name, encoding, hashes.map(encode))
        })
    });
    let found =
        candidates.clone().find(|(_, _, hashes)| Digest::of_all(hashes.clone()) == expected);
    let sealed = seal.and_then(|seal| Digest::parse(seal.str("content_hash")?).ok());
    let is_sealed = sealed.filter(|_| found.is_none()).is_some_and(|sealed| {
        candidates.clone().any(|(_, _, hashes)| Digest::of_all(hashes) == sealed.digest)
    });
    verifier.keep(finding, true, || {
        let named = |(order, encoding, hashes)| {
            let bytes = Iterator::flatten(hashes).collect::<Vec<u8>>();
            let name = format!("Hashed: the items' hashes as {encoding}, in {order} order.");
            let held = Digest::of(&bytes) == expected;
            (name.into(), bytes.into(), held)
        };
        candidates.map(named).collect()
    });
    if let Some((name, encoding, _)) = found {
        finding.add(
            Check::pass(check)
                .form(format!("the items' hashes as {encoding}, in {name} order"))
                .stated(expected)
                .calculated(expected),
        );
        return Some(name == "time");
    }
    let hex = items.iter().filter_map(|item| item.content_hash).map(ENCODINGS[0].0);
    let tried: Vec<&str> = ENCODINGS.iter().map(|(_, name)| *name).collect();
    let tried = tried.join(", ");
    // A program can have turned the list round and written the times anew: that changes no item.
    let compared = match has_times {
        true if is_sealed => Check::fail(check, Reason::CompositeHashMismatch)
            .clause(
                "composite_hash is not the hash calculated from the items, which is the one in the seal",
            )
            .possible_causes(
                "composite_hash may have been changed, by accident or on purpose. The items have the hash \
                 in the seal.",
            ),
        true => Check::fail(check, Reason::CompositeHashMismatch).note(format!(
            "Tried the items' hashes as {tried}; in array order and in order of time."
        )),
        false => Check::unknown(check, Reason::CompositeFormUndetermined)
            .clause(
                "its items in the order of the list do not have the sealed hash, and the time of one \
                 cannot be read, so that their order in time is not known",
            )
            .note(format!("Tried the items' hashes as {tried}; in array order.")),
    };
    finding.add(
        compared
            .form(format!("the items' hashes as {}, in array order", ENCODINGS[0].1))
            .stated(expected)
            .calculated(Digest::of_all(hex)),
    );
    None
}

type Encode = fn(Digest) -> Vec<u8>;
const ENCODINGS: [(Encode, &str); 3] = [
    (|d| d.to_string().into_bytes(), "hexadecimal text"),
    (|d| d.0.to_vec(), "raw bytes"),
    (|d| format!("sha256:{d}").into_bytes(), "hexadecimal text with sha256:"),
];

/// The seal's hash must be the composite, and its signature must hold. Returns whether both do.
pub(super) fn check_seal(
    finding: &mut Finding,
    seal: &Object<'_>,
    composite: Option<Digest>,
    issuer: IssuerNames<'_>,
    verifier: &mut Verifier<'_>,
) -> bool {
    let pointer = format!("{}/seal_event", finding.source.pointer.as_deref().unwrap_or_default());
    let source = Source { pointer: Some(pointer), ..finding.source.clone() };
    let mut seal_finding = Finding::new(source, Kind::TraceItem);
    let id = seal.str("event_id").map(str::to_owned);
    let mut r = Reader::new(seal, &mut seal_finding);
    let hash = r.required_digest("content_hash", None);
    let signature = r.signature("signature");
    let key = r.key("public_key");
    let time = r.string("timestamp");
    let mut matches = false;
    if let (Some(hash), Some(composite)) = (hash, composite) {
        matches = hash == composite;
        let check = match matches {
            true => Check::pass(CheckName::Seal)
                .note("The seal has the hash that the field composite_hash shows."),
            false => Check::fail(CheckName::Seal, Reason::SealMismatch)
                .note("The first hash is composite_hash, the second content_hash of the seal."),
        };
        r.finding().add(check.stated(composite).stated(hash));
    }
    let mut holds = false;
    if let (Some(hash), Some(signature)) = (hash, signature) {
        let claim = Claim {
            key,
            key_field: "public_key",
            issuer,
            time: time.map(|text| (ValueSource::Shown, text)),
        };
        let forms = digest_forms(hash);
        let target = r.finding();
        holds =
            verifier.judge(target, &claim, Some(&signature), &forms, Forms::Candidates).is_some();
    }
    finding.fields.extend(id.map(|id| Field {
        name: SEAL_ID.into(),
        value: id,
        status: FieldStatus::Unsigned,
        signed_value: None,
    }));
    finding.signer = std::mem::replace(&mut seal_finding.signer, Signer::NONE);
    for mut check in seal_finding.checks {
        let member = match (check.check, check.field.as_deref()) {
            (CheckName::Seal, _) => "content_hash",
            (_, Some(field)) => field,
            (CheckName::Signer, None) => "public_key",
            (_, None) => "signature",
        };
        check.field = Some(format!("seal_event.{member}").into());
        finding.add(check);
    }
    if holds {
        finding.add(
            Check::pass(CheckName::Binding).note("The seal's signature covers the sealed hash."),
        );
    }
    matches && holds
}
