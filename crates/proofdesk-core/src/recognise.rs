//! What a JSON value is, told by its members and never by the name of its file.
//!
//! A record has the *marks* of its kind: a few members that stand together in nothing else that the
//! API gives out. It is recognised even when others are missing, so that the finding can say which.

use std::fmt;

use crate::api_error::Catalogue;
use crate::json::{Member, Node, Object, Value};
use crate::limits::ATTESTATION_TYPES;
use crate::marks::{are_names_in_other_spelling, kinds_marked, mark};
use crate::record::audit_event_repeats;
use crate::request::RequestKind;
use crate::verdict::{Kind, RecordKind};

/// What a JSON object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recognised {
    /// A record that can be judged.
    Record(RecordKind),
    /// A body for one of the API's writing calls.
    Request(RequestKind),
    /// A public key with what belongs to it.
    Key,
    /// `{"error": …, "message": …}`.
    ErrorResponse,
    /// What proofdesk-fetch wrote beside a file that it fetched.
    LookUpNote,
    /// Another response of the API, which proves nothing by itself.
    OtherResponse(&'static str),
}

/// What it is, and which command looks at it: continues "This is".
impl fmt::Display for Recognised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(kind) => {
                write!(f, "a record ({}); `proofdesk verify` checks it", Kind::from(*kind).word())
            }
            Self::Request(kind) => {
                write!(f, "a request body ({}); `proofdesk check-request` checks it", kind.noun())
            }
            Self::Key => f.write_str("a public key"),
            Self::ErrorResponse => {
                f.write_str("an error response; `proofdesk explain` explains it")
            }
            Self::LookUpNote => f.write_str("a look-up note of proofdesk-fetch"),
            Self::OtherResponse(what) => f.write_str(what),
        }
    }
}

/// The kinds of record whose marks an object has, each once. One object can pretend to be two
/// records, so it is judged as each of them.
///
/// Some kinds share members, which are then no mark of the other kind: a proof response is an event
/// too, by its own marks; an audit event may call its id `event_id`; and an item of a trace has the
/// payload of an event.
pub fn kinds(o: &Object<'_>) -> Vec<RecordKind> {
    if other_response(o).is_some() {
        return Vec::new();
    }
    let schema = o.str("schema_id").filter(|schema| schema.starts_with("invoance.audit/"));
    let of_schema = schema.map(|_| RecordKind::AuditEvent).into_iter();
    let mut kinds: Vec<_> = of_schema.chain(kinds_marked(|name| has_member(o, name))).collect();
    // The rows of one kind are next to each other, those of audit events first.
    kinds.dedup();
    if kinds.len() > 1 {
        let is_item = kinds.contains(&RecordKind::TraceItem);
        const OF_EVENT: [&str; 5] =
            ["verify_url", "anchored_at", "event_hash", "request_hash", "payload"];
        let audit = kinds.contains(&RecordKind::AuditEvent);
        let proof = kinds.contains(&RecordKind::ProofResponse);
        let hashed = o.has_any(&["payload_hash", "event_hash", "request_hash"]);
        kinds.retain(|kind| match kind {
            RecordKind::ProofResponse => !audit || o.has_any(&OF_EVENT),
            RecordKind::Event => !proof && (!audit || o.has_any(&OF_EVENT)) && (!is_item || hashed),
            _ => true,
        });
    }
    if kinds == [RecordKind::AuditEvent] && is_envelope(o) {
        kinds.clear();
    }
    kinds
}

/// Whether a value is or holds an object with the marks of a record.
pub fn holds_record(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Array(items) => items.iter().any(holds_record),
        Value::Object(o) => {
            !kinds(o).is_empty() || o.members().iter().any(|(_, member)| holds_record(member))
        }
        _ => false,
    }
}

fn has_member(o: &Object<'_>, name: &str) -> bool {
    o.present(name).is_some_and(|node| name != "payload" || node.as_object().is_some())
}

/// Whether these members have the marks of a record, with names in another spelling.
pub(crate) fn is_in_other_spelling(members: &[&Member<'_>]) -> bool {
    let members = members.iter().filter(|(_, node)| node.value != Value::Null);
    are_names_in_other_spelling(members.map(|(name, _)| &*name.text))
}

/// A line of an export may repeat what the audit event in it shows, and so have its marks. If it has
/// no proof of its own and shows nothing else, it is no second event.
fn is_envelope(o: &Object<'_>) -> bool {
    let inner = ["event", "data"].iter().filter_map(|name| o.present(name)?.as_object());
    let mut inner = inner.filter(|o| kinds(o) == [RecordKind::AuditEvent]).peekable();
    !o.has_any(&["signature", "payload_hash", "signing_public_key"])
        && inner.peek().is_some()
        && inner.all(|event| audit_event_repeats(o, event))
}

/// Another response of the API. It names ids and hashes, and proves nothing.
struct Response {
    /// What a person calls it.
    what: &'static str,
    /// Members that it has, and those that it may have besides.
    has: &'static [&'static str],
    may: &'static [&'static str],
    /// What its status can be, if others have such members and a status too.
    statuses: &'static [&'static str],
}

const INGEST: &str = "a response of the API to an ingest call";
const COMPARISON: &str = "a response of the API to a hash comparison";
const SEAL: &str = "a response of the API to a seal call";

/// The other responses of the API, by their exact members.
#[rustfmt::skip]
const OTHER_RESPONSES: [Response; 10] = [
    Response {
        what: "a response of the API to an anchor call",
        has: &["event_id", "document_hash", "status", "created_at"], may: &[], statuses: &[],
    },
    Response {
        what: COMPARISON, has: &["match_result"],
        may: &["event_id", "attestation_id", "document_ref", "matched_field", "anchored_hash",
            "submitted_hash", "anchored_at", "organization"],
        statuses: &[],
    },
    Response { what: INGEST, has: &["event_id", "ingested_at"], may: &["status"], statuses: &[] },
    Response {
        what: INGEST, has: &["attestation_id", "status"],
        may: &["created_at", "input_hash", "output_hash", "payload_hash"],
        statuses: &["accepted", "duplicate"],
    },
    Response {
        what: "a response of the API to the creation of a trace",
        has: &["trace_id", "label", "status", "created_at"], may: &[], statuses: &["open"],
    },
    Response {
        what: "the API's description of a trace, without its proof",
        has: &["trace_id", "label", "status", "created_at", "events", "event_page"],
        may: &["event_count", "sealed_at", "composite_hash", "seal_event_id", "metadata",
            "event_limit", "event_total", "event_has_more"],
        statuses: &["open", "sealing", "sealed"],
    },
    Response {
        what: SEAL, has: &["id", "composite_hash", "verification_url"],
        may: &["signature", "status"], statuses: &[],
    },
    Response {
        what: SEAL, has: &["trace_id", "status", "message"], may: &[],
        statuses: &["sealing", "sealed"],
    },
    Response {
        what: "a response of the API to the deletion of a trace",
        has: &["trace_id", "deleted"], may: &[], statuses: &[],
    },
    Response {
        what: "the outcome of a signature check that another program made",
        has: &["valid", "attestation", "signed_data"], may: &["reason"], statuses: &[],
    },
];

/// Another response of the API, told by its exact members: what has one more may be a record.
fn other_response(o: &Object<'_>) -> Option<&'static str> {
    let is = |response: &&Response| {
        let known = |name: &str| response.has.contains(&name) || response.may.contains(&name);
        let status = o.str("status").unwrap_or_default();
        o.has_all(response.has)
            && o.members().iter().all(|(name, _)| known(&name.text))
            && (response.statuses.is_empty() || response.statuses.contains(&status))
    };
    OTHER_RESPONSES.iter().find(is).map(|response| response.what)
}

/// What an object is that stands for itself: a file, a line, an element of an array that is a whole
/// file. Of several kinds of record, the first.
pub fn recognise(o: &Object<'_>) -> Option<Recognised> {
    if let Some(what) = other_response(o) {
        return Some(Recognised::OtherResponse(what));
    }
    if let Some(kind) = kinds(o).first() {
        return Some(Recognised::Record(*kind));
    }
    if is_look_up_note(o) {
        return Some(Recognised::LookUpNote);
    }
    // What has a member of a record is no error response and no key, which nobody looks at twice.
    let bears_none = o.members().iter().all(|(name, _)| mark(&name.text).is_none());
    if bears_none && is_error_response(o) {
        return Some(Recognised::ErrorResponse);
    }
    let of_key = o.str("public_key").is_some() && o.has_any(&["domain", "key_id", "algorithm"]);
    if (of_key || o.str("kty").is_some()) && bears_none {
        return Some(Recognised::Key);
    }
    recognise_request(o).map(Recognised::Request)
}

/// The version of the form in which proofdesk-fetch notes where a file came from.
pub const LOOK_UP_NOTE: &str = "proofdesk.fetched/1";

/// The members of such a note. One with any other is none.
const OF_NOTES: [&str; 14] = [
    "schema",
    "file",
    "asked",
    "url",
    "redirected_from",
    "through",
    "at",
    "http",
    "status",
    "headers",
    "certificate_sha256",
    "size",
    "sha256",
    "tool",
];

fn is_look_up_note(o: &Object<'_>) -> bool {
    o.str("schema") == Some(LOOK_UP_NOTE)
        && o.has_all(&["file", "url", "at", "sha256"])
        && o.members().iter().all(|(name, _)| OF_NOTES.contains(&&*name.text))
}

/// A code, and a message or nothing but what is documented to stand beside a code.
fn is_error_response(o: &Object<'_>) -> bool {
    const BESIDE: [&str; 4] = ["error", "request_id", "code", "status"];
    let documented = |name: &str| BESIDE.contains(&name) || Catalogue::get().field(name).is_some();
    o.str("error").is_some()
        && (o.str("message").is_some() || o.members().iter().all(|(k, _)| documented(&k.text)))
}

/// Members that the service adds to what was sent to it: what has one is no request body.
const OF_RESPONSES: [&str; 18] = [
    "event_id",
    "attestation_id",
    "signature",
    "signature_b64",
    "signed_payload",
    "signed_payload_b64",
    "payload_hash",
    "attestation_hash",
    "composite_hash",
    "tenant_id",
    "created_at",
    "ingested_at",
    "retention_policy",
    "public_key",
    "public_key_b64",
    "signing_public_key",
    "organization",
    "verify_url",
];

fn recognise_request(o: &Object<'_>) -> Option<RequestKind> {
    if o.has_any(&OF_RESPONSES) {
        return None;
    }
    let keys_within =
        |allowed: &[&str]| o.members().iter().all(|(k, _)| allowed.contains(&&*k.text));
    let payload = o.present("payload").and_then(Node::as_object);
    if o.has_any(&["document_hash", "original_bytes_b64"]) {
        return Some(RequestKind::AnchorDocument);
    }
    let texts = payload.is_some_and(|p| p.has_any(&["input", "output"]) || p.members().is_empty());
    let is_type = || o.str("type").is_some_and(|text| ATTESTATION_TYPES.contains(&text));
    if o.present("type").is_some() && (o.has_all(&["payload", "context"]) || texts && is_type()) {
        return Some(RequestKind::IngestAttestation);
    }
    let is_event =
        || keys_within(&["event_type", "payload", "event_time", "idempotency_key", "trace_id"]);
    if o.has_all(&["event_type", "payload"]) && (payload.is_some() || is_event()) {
        return Some(RequestKind::IngestEvent);
    }
    if o.present("label").is_some() && keys_within(&["label", "metadata"]) {
        return Some(RequestKind::CreateTrace);
    }
    None
}
