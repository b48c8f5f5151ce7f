//! What a JSON value is, told by its fields and never by the name of its file.
//!
//! A record of a known kind is recognised even when a field is missing, so that the finding can
//! say which one.

use crate::json::{Node, Object};
use crate::verdict::Kind;

/// What a JSON object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recognised {
    /// A record that can be judged.
    Record(Kind),
    /// A body for one of the API's writing calls.
    Request(RequestKind),
    /// A public key with what belongs to it.
    Key,
    /// `{"error": …, "message": …}`.
    ErrorResponse,
    /// Another answer of the API, which proves nothing by itself.
    OtherAnswer(&'static str),
}

/// The request bodies that the API documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// `POST /v1/document/anchor`
    AnchorDocument,
    /// `POST /v1/ai/attestations`
    IngestAttestation,
    /// `POST /v1/events`
    IngestEvent,
    /// `POST /v1/traces`
    CreateTrace,
}

impl RequestKind {
    /// Every kind there is.
    pub const ALL: [RequestKind; 4] =
        [Self::AnchorDocument, Self::IngestAttestation, Self::IngestEvent, Self::CreateTrace];

    /// The word for programs and options: `document`, `attestation`, `event`, `trace`.
    pub fn code(self) -> &'static str {
        match self {
            Self::AnchorDocument => "document",
            Self::IngestAttestation => "attestation",
            Self::IngestEvent => "event",
            Self::CreateTrace => "trace",
        }
    }

    /// The call that takes such a body.
    pub fn call(self) -> &'static str {
        match self {
            Self::AnchorDocument => "POST /v1/document/anchor",
            Self::IngestAttestation => "POST /v1/ai/attestations",
            Self::IngestEvent => "POST /v1/events",
            Self::CreateTrace => "POST /v1/traces",
        }
    }

    /// What a person calls it.
    pub fn noun(self) -> &'static str {
        match self {
            Self::AnchorDocument => "document anchor",
            Self::IngestAttestation => "attestation",
            Self::IngestEvent => "event",
            Self::CreateTrace => "trace creation",
        }
    }
}

/// Members under which list responses carry their records.
const LISTS: [&str; 7] =
    ["events", "documents", "attestations", "traces", "items", "data", "results"];

/// Members under which an export or an answer may wrap one record.
const ENVELOPES: [&str; 8] =
    ["event", "data", "document", "attestation", "trace", "proof", "record", "result"];

/// Members of records. What bears one is never taken for an error response or a key, which nobody
/// looks at twice.
const OF_RECORDS: [&str; 11] = [
    "event_id",
    "attestation_id",
    "trace_id",
    "signature",
    "signature_b64",
    "signed_payload",
    "signed_payload_b64",
    "payload_hash",
    "document_hash",
    "attestation_hash",
    "composite_hash",
];

/// The values inside `root` that may be records, each with its JSON Pointer: the elements of an
/// array, and of every list and every envelope of an object that is no record itself. What stands
/// beside a record is never left out: it might be the record that does not hold.
pub fn candidates<'n, 'a>(root: &'n Node<'a>) -> Vec<(String, &'n Node<'a>)> {
    let mut found = Vec::new();
    match root.as_array() {
        Some(items) => elements("", items, &mut found),
        None => within(String::new(), root, &mut found),
    }
    found
}

/// The candidates inside one element of an array, whose JSON Pointer is `pointer`.
pub fn within<'n, 'a>(
    pointer: String,
    node: &'n Node<'a>,
    found: &mut Vec<(String, &'n Node<'a>)>,
) {
    let Some(object) = node.as_object() else { return found.push((pointer, node)) };
    let recognised = recognise(object);
    // What a record or a request carries is its own affair.
    if matches!(recognised, Some(Recognised::Record(_) | Recognised::Request(_))) {
        return found.push((pointer, node));
    }
    let before = found.len();
    for name in LISTS {
        if let Some(items) = object.present(name).and_then(Node::as_array) {
            elements(&format!("{pointer}/{name}"), items, found);
        }
    }
    for name in ENVELOPES {
        let inner = object.present(name).filter(|inner| inner.as_object().is_some());
        let Some(inner) = inner else { continue };
        let before = found.len();
        within(format!("{pointer}/{name}"), inner, found);
        // Where nothing in it is known, it is a part of what is around it.
        let known =
            |(_, node): &(String, &Node<'_>)| node.as_object().and_then(recognise).is_some();
        if !found[before..].iter().any(known) {
            found.truncate(before);
        }
    }
    if found.len() == before || recognised.is_some() {
        found.push((pointer, node));
    }
}

fn elements<'n, 'a>(prefix: &str, items: &'n [Node<'a>], found: &mut Vec<(String, &'n Node<'a>)>) {
    for (i, item) in items.iter().enumerate() {
        within(format!("{prefix}/{i}"), item, found);
    }
}

/// Recognises an object.
pub fn recognise(o: &Object<'_>) -> Option<Recognised> {
    use Recognised as R;
    let is_object = |name: &str| o.present(name).is_some_and(|n| n.as_object().is_some());
    let is_string = |name: &str| o.str(name).is_some();
    let keys_within =
        |allowed: &[&str]| o.members().iter().all(|(k, _)| allowed.contains(&&*k.text));

    if o.has_all(&["match_result"]) && o.has_any(&["anchored_hash", "submitted_hash"]) {
        return Some(R::OtherAnswer("an answer of the API to a hash comparison"));
    }
    if is_audit_event(o) {
        return Some(R::Record(Kind::AuditEvent));
    }
    if is_string("error")
        && !o.has_any(&OF_RECORDS)
        && (is_string("message") || keys_within(&["error", "request_id", "code", "status"]))
    {
        return Some(R::ErrorResponse);
    }
    let of_trace = ["events", "composite_hash", "seal_event", "sealed_at", "event_count", "status"];
    // The composite and the seal are found in no other record.
    let is_trace = o.present("trace_id").is_some() && o.has_any(&of_trace)
        || o.has_any(&["composite_hash", "seal_event"]);
    if is_trace && !o.has_any(&["event_id"]) {
        return Some(R::Record(Kind::Trace));
    }
    // The answer to an ingest call names the id and the hashes, but nothing is signed.
    if o.has_any(&["attestation_id", "attestation_hash"]) {
        return Some(R::Record(Kind::Attestation));
    }
    let of_document = ["event_id", "signature_b64", "signed_payload_b64", "has_original"];
    if o.has_any(&["document_hash", "signed_payload_b64"]) && o.has_any(&of_document) {
        return Some(R::Record(Kind::Document));
    }
    let of_proof = ["signature", "verify_url", "anchored_at"];
    if o.has_all(&["event_id", "payload_hash"]) && o.has_any(&of_proof) && !is_object("payload") {
        return Some(R::Record(Kind::ProofResponse));
    }
    if o.has_all(&["verify_url"]) && o.has_any(&["event_id", "payload_hash", "signature"]) {
        return Some(R::Record(Kind::ProofResponse));
    }
    let of_event = ["payload_hash", "event_hash", "request_hash"];
    let has_id = o.present("event_id").is_some();
    if o.has_any(&of_event) && o.has_any(&["event_id", "event_type"])
        || has_id && is_object("payload")
    {
        return Some(R::Record(Kind::Event));
    }
    if has_id && o.has_any(&["ingested_at"]) && keys_within(&["event_id", "ingested_at", "status"])
    {
        return Some(R::OtherAnswer("an answer of the API to an ingest call"));
    }
    let of_key = is_string("public_key") && o.has_any(&["domain", "key_id", "algorithm"]);
    if (of_key || o.str("kty") == Some("OKP")) && !o.has_any(&OF_RECORDS) {
        return Some(R::Key);
    }
    recognise_request(o).map(R::Request)
}

fn is_audit_event(o: &Object<'_>) -> bool {
    let schema = o.str("schema_id").is_some_and(|s| s.starts_with("invoance.audit/"));
    // Each pair or triple is found in no other record.
    schema && o.has_any(&["org_id", "seq", "action"])
        || o.has_all(&["org_id", "seq"])
        || o.has_all(&["seq", "action"]) && o.has_any(&["actor", "occurred_at", "targets"])
        || o.has_all(&["signing_public_key"]) && o.has_any(&["seq", "action", "org_id"])
        || o.has_all(&["org_id", "action"]) && o.has_any(&["occurred_at", "ingested_at"])
}

fn recognise_request(o: &Object<'_>) -> Option<RequestKind> {
    let keys_within =
        |allowed: &[&str]| o.members().iter().all(|(k, _)| allowed.contains(&&*k.text));
    let payload = o.present("payload").and_then(Node::as_object);
    if o.has_any(&["document_hash", "original_bytes_b64"]) {
        return Some(RequestKind::AnchorDocument);
    }
    let texts = payload.is_some_and(|p| p.has_any(&["input", "output"]) || p.members().is_empty());
    if o.present("type").is_some() && (texts || o.has_all(&["payload", "context"])) {
        return Some(RequestKind::IngestAttestation);
    }
    if o.has_all(&["event_type", "payload"]) {
        return Some(RequestKind::IngestEvent);
    }
    if o.present("label").is_some() && keys_within(&["label", "metadata"]) {
        return Some(RequestKind::CreateTrace);
    }
    None
}
