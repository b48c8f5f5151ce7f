//! What a JSON value is, told by its members and never by the name of its file.
//!
//! A record has the *marks* of its kind: a few members that stand together in nothing else that the
//! API gives out. It is recognised even when others are missing, so that the finding can say which.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::errors::Catalogue;
use crate::json::{Node, Object, Value};
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
}

/// A group of members of which one must be there.
type OneOf = &'static [&'static str];

/// The marks of records: a kind, and groups of members. An object has the marks if it has one member
/// of each group, and none of them is `null`. `payload` counts only as an object.
const MARKS: [(Kind, &[OneOf]); 11] = [
    (Kind::AuditEvent, &[&["org_id"], &["seq"]]),
    (Kind::AuditEvent, &[&["signing_public_key"], &["seq", "action", "org_id"]]),
    (Kind::AuditEvent, &[&["seq"], &["action"], &["actor", "occurred_at", "targets"]]),
    (Kind::AuditEvent, &[&["org_id"], &["action"], &["occurred_at", "ingested_at"]]),
    (Kind::Trace, &[&["composite_hash", "seal_event"], &["trace_id", "events", "signature"]]),
    (Kind::Trace, &[&["trace_id"], &["events", "sealed_at", "event_count"]]),
    (
        Kind::Attestation,
        &[
            &["attestation_id", "attestation_hash"],
            &[
                "attestation_type",
                "signed_payload",
                "signature",
                "input_hash",
                "output_hash",
                "model_name",
            ],
        ],
    ),
    (
        Kind::Document,
        &[&["document_hash", "signed_payload_b64"], &["event_id", "signature_b64", "has_original"]],
    ),
    (
        Kind::ProofResponse,
        &[&["event_id"], &["payload_hash"], &["signature", "verify_url", "anchored_at"]],
    ),
    (Kind::Event, &[&["payload_hash", "event_hash", "request_hash"], &["event_id", "event_type"]]),
    (Kind::Event, &[&["event_id"], &["payload"], &["event_type", "ingested_at", "tenant_id"]]),
];

/// The marks of a trace's item that stands alone.
const ITEM_MARKS: &[OneOf] = &[&["event_id"], &["content_hash"], &["signature"]];

/// The kinds of record whose marks an object has, each once. One object can pretend to be two
/// records, so it is judged as each of them.
///
/// Some kinds share members, which are then no mark of the other kind: a proof response is an event
/// too, by its own marks; an audit event may call its id `event_id`; and an item of a trace has the
/// payload of an event.
pub fn kinds(o: &Object<'_>) -> Vec<Kind> {
    if is_other_answer(o).is_some() {
        return Vec::new();
    }
    let mut kinds: Vec<Kind> = Vec::new();
    let mut add = |kind: Kind| {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    };
    if o.str("schema_id").is_some_and(|s| s.starts_with("invoance.audit/")) {
        add(Kind::AuditEvent);
    }
    let has = |groups: &[OneOf]| has_marks(groups, |name| has_member(o, name));
    MARKS.iter().filter(|(_, groups)| has(groups)).for_each(|(kind, _)| add(*kind));
    let is_item = has(ITEM_MARKS);
    if is_item {
        add(Kind::TraceItem);
    }
    if kinds.len() > 1 {
        const OF_EVENT: [&str; 5] =
            ["verify_url", "anchored_at", "event_hash", "request_hash", "payload"];
        let audit = kinds.contains(&Kind::AuditEvent);
        let proof = kinds.contains(&Kind::ProofResponse);
        let hashed = o.has_any(&["payload_hash", "event_hash", "request_hash"]);
        kinds.retain(|kind| match kind {
            Kind::ProofResponse => !audit || o.has_any(&OF_EVENT),
            Kind::Event => !proof && (!audit || o.has_any(&OF_EVENT)) && (!is_item || hashed),
            _ => true,
        });
    }
    if kinds == [Kind::AuditEvent] && is_envelope(o) {
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

fn has_marks(groups: &[OneOf], has: impl Fn(&str) -> bool) -> bool {
    groups.iter().all(|group| group.iter().any(|name| has(name)))
}

fn has_member(o: &Object<'_>, name: &str) -> bool {
    o.present(name).is_some_and(|node| name != "payload" || node.as_object().is_some())
}

/// Whether a text holds the names of members that are the marks of a record, each with what follows
/// a name: so it may be one that cannot be read. Its quotes can be any, or be missing.
pub fn names_record(text: &str) -> bool {
    let text = without_escapes(text);
    let mut found = BTreeSet::new();
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut at = 0;
    for word in text.split(|c| !is_part(c)) {
        let (before, behind) = (&text[..at], &text[at + word.len()..]);
        // Signs of one byte end a word, or of several, none of which is part of one.
        at += word.len() + behind.chars().next().map_or(0, char::len_utf8);
        let word = match before.chars().next_back() {
            Some('\\') => word.strip_prefix(['n', 'r', 't']).unwrap_or(word),
            Some('%') => word.get(2..).unwrap_or(word),
            Some(c) if c.is_alphanumeric() => continue,
            _ => word,
        };
        if let Some(name) = mark(word)
            && is_used_as_a_name(before, behind)
        {
            found.insert(name);
        }
    }
    let named = |groups: &[OneOf]| has_marks(groups, |name| found.contains(name));
    MARKS.iter().any(|(_, groups)| named(groups)) || named(ITEM_MARKS)
}

/// The mark of this name.
fn mark(word: &str) -> Option<&'static str> {
    if !word.starts_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    let rows = MARKS.iter().map(|(_, groups)| *groups).chain([ITEM_MARKS]);
    rows.flatten().copied().flatten().copied().find(|name| *name == word)
}

/// Whether a word between these texts is the name of a member: in quotes, in a tag, or before a colon
/// or an equals sign.
fn is_used_as_a_name(before: &str, behind: &str) -> bool {
    const ENTITIES: [&str; 7] = ["&quot;", "&#34;", "&#x22;", "&rdquo;", "&ldquo;", "&#39;", "%22"];
    if before.ends_with('"') && behind.starts_with(['"', '\\'])
        || before.ends_with('<') && behind.starts_with('>')
    {
        return true;
    }
    let rest = behind.trim_start_matches('\\');
    let quote = ENTITIES.iter().find_map(|entity| rest.strip_prefix(entity));
    let rest = quote.unwrap_or_else(|| {
        rest.trim_start_matches(['"', '\'', '`', '“', '”', '„', '‘', '’', '«', '»', '″'])
    });
    let rest = rest.trim_start();
    rest.starts_with([':', '=', '：'])
        || rest.starts_with("%3A")
        || rest.starts_with("%3a")
        || begins_a_line(before) && separates(behind)
}

/// Whether nothing but marks of a list or a table stands before a name on its line.
fn begins_a_line(before: &str) -> bool {
    let line = before.chars().rev().take(16).take_while(|c| *c != '\n');
    line.into_iter().all(|c| matches!(c, '|' | '-' | '*' | '`' | '>' | ' ' | '\t'))
}

/// Whether a value follows a name that begins a line.
fn separates(behind: &str) -> bool {
    let rest = behind.trim_start_matches(['*', '`', ' ']);
    let marked = behind.len() > rest.len() && behind.starts_with(['*', '`']);
    let signs = rest.starts_with(['\t', '|', ';', ',', '→']);
    signs || rest.starts_with("->") || rest.starts_with("=>") || marked && !rest.starts_with('\n')
}

/// The text with what JSON escapes by number among ASCII characters written as it is.
fn without_escapes(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u00") {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split("\\u00");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code.filter(u8::is_ascii) {
            Some(code) => out.extend([char::from(code).to_string().as_str(), &part[2..]]),
            None => out.extend(["\\u00", part]),
        }
    }
    Cow::Owned(out)
}

/// A line of an export may repeat what the audit event in it shows, and so have its marks. If it has
/// no proof of its own and shows nothing else, it is no second event.
fn is_envelope(o: &Object<'_>) -> bool {
    let inner = ["event", "data"].iter().filter_map(|name| o.present(name)?.as_object());
    let mut inner = inner.filter(|o| kinds(o) == [Kind::AuditEvent]).peekable();
    !o.has_any(&["signature", "payload_hash", "signing_public_key"])
        && inner.peek().is_some()
        && inner.all(|event| audit_event_repeats(o, event))
}

/// Another answer of the API. It names ids and hashes, and proves nothing.
struct Answer {
    /// What a person calls it.
    what: &'static str,
    /// Members that it has, and those that it may have besides.
    has: &'static [&'static str],
    may: &'static [&'static str],
    /// What its status can be, if others have such members and a status too.
    statuses: &'static [&'static str],
}

const INGEST: &str = "an answer of the API to an ingest call";
const COMPARISON: &str = "an answer of the API to a hash comparison";
const SEAL: &str = "an answer of the API to a seal call";

/// The other answers of the API, by their exact members.
#[rustfmt::skip]
const OTHER_ANSWERS: [Answer; 10] = [
    Answer {
        what: "an answer of the API to an anchor call",
        has: &["event_id", "document_hash", "status", "created_at"], may: &[], statuses: &[],
    },
    Answer {
        what: COMPARISON, has: &["match_result"],
        may: &["event_id", "attestation_id", "document_ref", "matched_field", "anchored_hash",
            "submitted_hash", "anchored_at", "organization"],
        statuses: &[],
    },
    Answer { what: INGEST, has: &["event_id", "ingested_at"], may: &["status"], statuses: &[] },
    Answer {
        what: INGEST, has: &["attestation_id", "status"],
        may: &["created_at", "input_hash", "output_hash", "payload_hash"],
        statuses: &["accepted", "duplicate"],
    },
    Answer {
        what: "an answer of the API to the creation of a trace",
        has: &["trace_id", "label", "status", "created_at"], may: &[], statuses: &["open"],
    },
    Answer {
        what: "the API's description of a trace, without its proof",
        has: &["trace_id", "label", "status", "created_at", "events", "event_page"],
        may: &["event_count", "sealed_at", "composite_hash", "seal_event_id", "metadata",
            "event_limit", "event_total", "event_has_more"],
        statuses: &["open", "sealing", "sealed"],
    },
    Answer {
        what: SEAL, has: &["id", "composite_hash", "verification_url"],
        may: &["signature", "status"], statuses: &[],
    },
    Answer {
        what: SEAL, has: &["trace_id", "status", "message"], may: &[],
        statuses: &["sealing", "sealed"],
    },
    Answer {
        what: "an answer of the API to the deletion of a trace",
        has: &["trace_id", "deleted"], may: &[], statuses: &[],
    },
    Answer {
        what: "the outcome of a signature check that another program made",
        has: &["valid", "attestation", "signed_data"], may: &["reason"], statuses: &[],
    },
];

/// Another answer of the API, told by its exact members: what has one more may be a record.
fn is_other_answer(o: &Object<'_>) -> Option<&'static str> {
    let is = |answer: &&Answer| {
        let known = |name: &str| answer.has.contains(&name) || answer.may.contains(&name);
        let status = o.str("status").unwrap_or_default();
        o.has_all(answer.has)
            && o.members().iter().all(|(name, _)| known(&name.text))
            && (answer.statuses.is_empty() || answer.statuses.contains(&status))
    };
    OTHER_ANSWERS.iter().find(is).map(|answer| answer.what)
}

/// Members of records. What has one is never taken for an error response or a key, which nobody
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

/// What an object is that stands for itself: a file, a line, an element of an array that is a whole
/// file. Of several kinds of record, the first.
pub fn recognise(o: &Object<'_>) -> Option<Recognised> {
    if let Some(what) = is_other_answer(o) {
        return Some(Recognised::OtherAnswer(what));
    }
    if let Some(kind) = kinds(o).first() {
        return Some(Recognised::Record(*kind));
    }
    let bears_none = !o.has_any(&OF_RECORDS)
        && o.members().iter().all(|(name, _)| {
            mark(&name.text).is_none() || Catalogue::get().field(&name.text).is_some()
        });
    if bears_none && is_error_response(o) {
        return Some(Recognised::ErrorResponse);
    }
    let of_key = o.str("public_key").is_some() && o.has_any(&["domain", "key_id", "algorithm"]);
    if (of_key || o.str("kty").is_some()) && bears_none {
        return Some(Recognised::Key);
    }
    recognise_request(o).map(Recognised::Request)
}

/// A code, and a message or nothing but what is documented to stand beside a code.
fn is_error_response(o: &Object<'_>) -> bool {
    const BESIDE: [&str; 4] = ["error", "request_id", "code", "status"];
    let documented = |name: &str| BESIDE.contains(&name) || Catalogue::get().field(name).is_some();
    o.str("error").is_some()
        && (o.str("message").is_some() || o.members().iter().all(|(k, _)| documented(&k.text)))
}

/// Members that the service adds to what was sent to it: what has one is no request body.
const OF_ANSWERS: [&str; 18] = [
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
    if o.has_any(&OF_ANSWERS) {
        return None;
    }
    let keys_within =
        |allowed: &[&str]| o.members().iter().all(|(k, _)| allowed.contains(&&*k.text));
    let payload = o.present("payload").and_then(Node::as_object);
    if o.has_any(&["document_hash", "original_bytes_b64"]) {
        return Some(RequestKind::AnchorDocument);
    }
    let texts = payload.is_some_and(|p| p.has_any(&["input", "output"]) || p.members().is_empty());
    const TYPES: [&str; 3] = ["output", "decision", "approval"];
    let is_type = || o.str("type").is_some_and(|text| TYPES.contains(&text));
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
