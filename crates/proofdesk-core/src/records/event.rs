//! Compliance events: no signature, only a payload and its hash.

use super::binding;
use super::draft::{Draft, WantRole};
use super::reader::Reader;
use crate::canonical;
use crate::contested;
use crate::encoding::Digest;
use crate::json::{Node, Object};
use crate::reason::Reason;
use crate::verdict::{Check, CheckName, Finding};

/// Characters that the API accepts in an event type.
pub(crate) const EVENT_TYPE_LIMIT: usize = 128;

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
        Some(_) => Check::unknown(CheckName::Signature, Reason::SignedBytesUndocumented),
    });
    binding::compare(&mut finding, object, None, |name| name, &[], false);
    if let Some(digest) = digest {
        finding.add_hash("payload_hash", digest.to_string());
    }
    let mut draft = Draft::new(finding);
    draft.want(WantRole::CarriedPayload, digest);
    draft.named_by.extend(digest);
    draft.payload = canonical.map(|bytes| (Digest::of(&bytes), bytes));
    draft
}

fn check_event_type(r: &mut Reader<'_, '_>) {
    if let Some(text) = r.required_string("event_type") {
        let length = text.chars().count();
        if !(1..=EVENT_TYPE_LIMIT).contains(&length) {
            r.finding().add(
                Check::unknown(CheckName::Rules, Reason::InvalidEventType)
                    .values("1 to 128 characters", format!("{length} characters")),
            );
        }
    }
}

/// Compares the payload's canonical form with the stated hash. Returns the canonical bytes.
pub(super) fn check_payload(
    finding: &mut Finding,
    payload: &Node<'_>,
    digest: Option<Digest>,
) -> Option<Vec<u8>> {
    let check = CheckName::PayloadHash;
    let bytes = canonical::sorted(payload).ok();
    let actual = bytes.as_deref().map(Digest::of);
    let Some(expected) = digest else { return bytes };
    if actual == Some(expected) {
        finding.add(
            Check::pass(check)
                .values(expected.to_string(), expected.to_string())
                .note("SHA-256 of the payload in its sorted compact form."),
        );
        return bytes;
    }
    let shown = actual.map_or("(no canonical form)".to_owned(), |d| d.to_string());
    let contested = contested::find(payload);
    finding.add(match contested.is_empty() {
        true => Check::fail(check, Reason::PayloadHashMismatch).values(expected.to_string(), shown),
        // Implementations disagree on what the payload holds, so a difference shows nothing.
        false => Check::unknown(check, Reason::CanonicalFormUndetermined)
            .values(expected.to_string(), shown)
            .note(contested::explain(payload, &contested, expected)),
    });
    bytes
}
