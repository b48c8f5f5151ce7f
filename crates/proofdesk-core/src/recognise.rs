//! What a JSON value is, told by its fields and never by the name of its file.
//!
//! A record of a known kind is recognised even when a field is missing, so that the finding can
//! say which one.

use crate::json::{self, Node, Object, Value};
use crate::records::audit_event_repeats;
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

    /// The members that are documented for it and may hold an object or an array.
    fn members(self) -> &'static [&'static str] {
        match self {
            Self::AnchorDocument | Self::CreateTrace => &["metadata"],
            Self::IngestAttestation => &["payload", "context", "subject"],
            Self::IngestEvent => &["payload"],
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

/// Members by which a record states what proves it.
const PROOFS: [&str; 4] = ["signature", "signature_b64", "payload_hash", "seal_event"];

/// A JSON Pointer to a candidate is no longer than this, in bytes. A long name around many values
/// would else stand in the pointer of each of them.
const POINTER_LIMIT: usize = 256;

/// The values inside `root` that may be records, each with its JSON Pointer: those of each element
/// of an array, as [`within`] finds them.
pub fn candidates<'n, 'a>(root: &'n Node<'a>) -> Vec<(String, &'n Node<'a>)> {
    let mut found = Vec::new();
    match root.as_array() {
        Some(items) => {
            for (i, item) in items.iter().enumerate() {
                within(format!("/{i}"), item, &mut found);
            }
        }
        None => within(String::new(), root, &mut found),
    }
    found
}

/// Adds the candidates inside one value, or one element of an array, whose JSON Pointer is
/// `pointer`: the elements of every known list, what is recognised in a known envelope, and every
/// record that stands under any other name. What stands beside a record is never left out: it might
/// be the record that does not hold. What a record carries is its own affair, and so are the
/// documented members of a request.
///
/// Programs write much that has the marks of a record somewhere. Where nothing stands under a known
/// name and nothing bears a proof, the value is one candidate as a whole.
pub fn within<'n, 'a>(
    pointer: String,
    node: &'n Node<'a>,
    found: &mut Vec<(String, &'n Node<'a>)>,
) {
    let before = found.len();
    let mut search = Search { found, certain: false };
    let met = search.look(&pointer, node, true);
    if met == Met::Record && !search.certain {
        found.truncate(before);
        found.push((pointer, node));
    }
}

/// What was met in a value; the more it is, the later it stands. What is known but no record
/// counts only where it is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Met {
    Nothing,
    Known,
    Record,
}

/// Looks at every value once, outside of records.
struct Search<'f, 'n, 'a> {
    found: &'f mut Vec<(String, &'n Node<'a>)>,
    /// Something is known by its place, or bears a proof.
    certain: bool,
}

impl<'n, 'a> Search<'_, 'n, 'a> {
    /// `by_name`: whether every name on the way here is one of [`LISTS`] and [`ENVELOPES`]. Only
    /// there is a value expected that is no record.
    fn look(&mut self, pointer: &str, node: &'n Node<'a>, by_name: bool) -> Met {
        let before = self.found.len();
        let (own, inside) = match &node.value {
            Value::Object(object) => self.object(pointer, object, by_name),
            Value::Array(items) => (Met::Nothing, self.elements(pointer, items, false)),
            _ => (Met::Nothing, Met::Nothing),
        };
        let is_whole = own == Met::Known || self.found.len() == before;
        if own == Met::Record || by_name && is_whole {
            self.found.push((pointer.to_owned(), node));
        }
        own.max(inside)
    }

    /// What an object is, and what was met inside.
    fn object(&mut self, pointer: &str, object: &'n Object<'a>, by_name: bool) -> (Met, Met) {
        let known = if by_name { Met::Known } else { Met::Nothing };
        let (own, documented): (_, &[&str]) = match recognise(object) {
            None => (Met::Nothing, &[]),
            Some(Recognised::Record(kind)) => match around(object, kind) {
                Around::Nothing => {
                    self.certain |= by_name || object.has_any(&PROOFS);
                    return (Met::Record, Met::Nothing);
                }
                Around::Event => (Met::Nothing, &[]),
                Around::Another => (Met::Record, &[]),
            },
            Some(Recognised::Request(kind)) => (known, kind.members()),
            Some(_) => (known, &[]),
        };
        self.certain |= by_name && own != Met::Nothing;
        let members = object.members().iter();
        let members = members.filter(|(name, _)| !documented.contains(&&*name.text));
        let inside = members.map(|(name, node)| self.member(pointer, &name.text, node, by_name));
        (own, inside.max().unwrap_or(Met::Nothing))
    }

    fn member(&mut self, parent: &str, name: &str, node: &'n Node<'a>, by_name: bool) -> Met {
        if !matches!(node.value, Value::Array(_) | Value::Object(_)) {
            return Met::Nothing;
        }
        let pointer = format!("{parent}/{}", json::pointer_token(name));
        if pointer.len() > POINTER_LIMIT {
            return self.unreachable(pointer, node);
        }
        if let Some(items) = node.as_array() {
            return self.elements(&pointer, items, by_name && LISTS.contains(&name));
        }
        let before = self.found.len();
        let by_name = by_name && ENVELOPES.contains(&name);
        let met = self.look(&pointer, node, by_name);
        // Where nothing in it is known, it is a part of what is around it.
        if met == Met::Nothing {
            self.found.truncate(before);
        }
        met
    }

    fn elements(&mut self, parent: &str, items: &'n [Node<'a>], by_name: bool) -> Met {
        let elements = items.iter().enumerate();
        let met = elements.map(|(i, item)| self.look(&format!("{parent}/{i}"), item, by_name));
        met.max().unwrap_or(Met::Nothing)
    }

    /// What holds a record, but too far inside, is one candidate: it cannot be judged, but must not
    /// be passed over either.
    fn unreachable(&mut self, pointer: String, node: &'n Node<'a>) -> Met {
        let mut inside = Search { found: &mut Vec::new(), certain: false };
        let met = inside.look("", node, false);
        self.certain |= inside.certain;
        if met == Met::Record {
            self.found.push((pointer, node));
        }
        met
    }
}

/// What an object with the marks of a record holds.
enum Around {
    /// What a record holds is a part of it.
    Nothing,
    /// The one thing that it speaks of: it is an envelope, which repeats some of its members.
    Event,
    /// A record that is not, or not only, what it speaks of itself.
    Another,
}

/// A line of an export may repeat the number of the event that it carries, and so bears the marks
/// of an audit event. What has a proof of its own is none.
fn around(object: &Object<'_>, kind: Kind) -> Around {
    if kind != Kind::AuditEvent || object.has_any(&PROOFS) {
        return Around::Nothing;
    }
    let inner = ["event", "data"].iter().filter_map(|name| object.present(name)?.as_object());
    let records = inner.filter(|o| matches!(recognise(o), Some(Recognised::Record(_))));
    let repeated: Vec<bool> = records.map(|inner| audit_event_repeats(object, inner)).collect();
    match repeated.iter().all(|same| *same) {
        _ if repeated.is_empty() => Around::Nothing,
        true => Around::Event,
        false => Around::Another,
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
