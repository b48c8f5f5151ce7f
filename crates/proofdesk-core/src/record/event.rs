//! Compliance events: no signature, only a payload and its hash.

use super::binding;
use super::draft::Draft;
use super::payload::{Canonical, check_payload};
use super::reader::Reader;
use super::want::WantRole;
use crate::encoding::Digest;
use crate::json::Object;
use crate::limits;
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Finding};

/// Judges `GET /v1/events/{id}`.
pub(crate) fn assess(object: &Object<'_>, mut finding: Finding) -> Draft {
    let mut r = Reader::new(object, &mut finding);
    r.required_string("event_id");
    check_event_type(&mut r);
    let payload = r.required_object("payload");
    let digest = r.required_digest("payload_hash", None);
    r.finish();

    let canonical = payload.and_then(|p| check_payload(&mut finding, p, digest));
    finding.add(match object.present("signature") {
        None => Check::unknown(CheckName::Signature, Reason::NoSignature),
        // Events are documented to carry none.
        Some(_) => {
            Check::unknown(CheckName::Signature, Reason::SignedBytesUndocumented).field("signature")
        }
    });
    binding::compare(&mut finding, object, None, |name| name, &[], false);
    if let Some(digest) = digest {
        finding.add_hash("payload_hash", digest.to_string());
    }
    let mut draft = Draft::new(finding);
    draft.want(WantRole::CarriedPayload, digest);
    draft.named_by.extend(digest);
    let payload = canonical.filter(|payload| payload.exact);
    draft.payload = payload.map(|Canonical { bytes, .. }| (Digest::of(&bytes), bytes));
    draft
}

fn check_event_type(r: &mut Reader<'_, '_>) {
    if let Some(text) = r.required_string("event_type") {
        let length = text.chars().count();
        if !(1..=limits::EVENT_TYPE).contains(&length) {
            r.finding().add(
                Check::unknown(CheckName::Rules, Reason::InvalidEventType)
                    .field("event_type")
                    .calculated(format!("{length} characters"))
                    .note(format!("1 to {} characters are documented.", limits::EVENT_TYPE)),
            );
        }
    }
}
