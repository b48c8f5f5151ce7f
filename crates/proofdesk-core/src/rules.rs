//! The documented validation rules of request bodies.
//!
//! Numbers come from the API's Errors page and, where it gives none, from the documentation of
//! the vendor's SDKs. KB and MB are 1,024 and 1,048,576 bytes; the page does not say which it
//! means, so nothing below is refused that the larger reading accepts.

use crate::encoding::decode_bytes;
use crate::json::{Node, Object, Value};
use crate::reason::Reason;
use crate::recognise::RequestKind;
use crate::records::Reader;
use crate::verdict::{Check, CheckName};

const KB: usize = 1024;
/// Largest attestation body, in bytes.
const ATTESTATION_BODY: usize = 1024 * KB;
/// Largest event payload, in bytes of its compact form.
const EVENT_PAYLOAD: usize = 64 * KB;
/// Largest trace metadata, in bytes of its compact form.
const TRACE_METADATA: usize = 16 * KB;
/// Largest subject, in bytes of its compact form.
const SUBJECT: usize = 8 * KB;
/// Keys of a subject beside `user_id` and `session_id`.
const SUBJECT_KEYS: usize = 20;
/// Largest original document, in bytes.
const ORIGINAL: usize = 5 * 1024 * KB;

/// Adds a check for every rule that the body breaks.
pub(crate) fn check_request(r: &mut Reader<'_, '_>, kind: RequestKind) {
    match kind {
        RequestKind::AnchorDocument => anchor(r),
        RequestKind::IngestAttestation => attestation(r),
        RequestKind::IngestEvent => event(r),
        RequestKind::CreateTrace => trace(r),
    }
}

fn breaks(r: &mut Reader<'_, '_>, reason: Reason, limit: impl Into<String>, actual: String) {
    let check = Check::fail(CheckName::Rules, reason).values(limit, actual);
    r.finding().add(check);
}

fn size(node: &Node<'_>) -> usize {
    let mut out = Vec::new();
    crate::canonical::write_compact(node, &mut out);
    out.len()
}

fn over(r: &mut Reader<'_, '_>, reason: Reason, node: &Node<'_>, limit: usize) {
    let size = size(node);
    if size > limit {
        breaks(r, reason, format!("at most {limit} bytes"), format!("{size} bytes"));
    }
}

fn metadata(r: &mut Reader<'_, '_>, limit: Option<usize>) {
    let Some(node) = r.optional("metadata") else { return };
    if !matches!(node.value, Value::Object(_)) {
        breaks(r, Reason::InvalidMetadata, "an object", node.kind().to_owned());
    } else if let Some(limit) = limit {
        over(r, Reason::MetadataTooLarge, node, limit);
    }
}

fn text_length(r: &mut Reader<'_, '_>, name: &'static str, limit: usize, reason: Reason) {
    let node = r.optional(name);
    let length = node.and_then(Node::as_str).map(|text| text.chars().count());
    if !length.is_some_and(|n| (1..=limit).contains(&n)) {
        let actual = match (node, length) {
            (_, Some(n)) => format!("{n} characters"),
            (Some(node), None) => node.kind().to_owned(),
            (None, None) => "missing".to_owned(),
        };
        breaks(r, reason, format!("{name}: 1 to {limit} characters"), actual);
    }
}

fn anchor(r: &mut Reader<'_, '_>) {
    let node = r.optional("document_hash");
    let hash = node.and_then(Node::as_str);
    let well_formed =
        |t: &str| t.len() == 64 && t.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !hash.is_some_and(well_formed) {
        let shown =
            node.map_or("missing".to_owned(), |n| n.to_display().chars().take(200).collect());
        breaks(r, Reason::InvalidDocumentHash, "64 lowercase hexadecimal digits", shown);
    }
    metadata(r, None);
    if r.optional("event_type").is_some() {
        text_length(r, "event_type", crate::records::EVENT_TYPE_LIMIT, Reason::InvalidEventType);
    }
    let Some(original) = r.optional("original_bytes_b64") else { return };
    let bytes = original.as_str().map(decode_bytes);
    match bytes {
        Some(Ok(bytes)) if bytes.is_empty() => {
            breaks(r, Reason::OriginalBytesEmpty, "at least 1 byte", "0 bytes".to_owned());
        }
        Some(Ok(bytes)) => {
            if bytes.len() > ORIGINAL {
                let actual = format!("{} bytes", bytes.len());
                breaks(
                    r,
                    Reason::OriginalBytesTooLarge,
                    format!("at most {ORIGINAL} bytes"),
                    actual,
                );
            }
            let actual = crate::encoding::Digest::of(&bytes).to_string();
            if let Some(hash) = hash.filter(|h| *h != actual) {
                let check = Check::fail(CheckName::ContentHash, Reason::OriginalBytesHashMismatch);
                let check = check.values(hash.chars().take(200).collect::<String>(), actual);
                r.finding().add(check);
            }
        }
        _ => {
            let actual = original.kind().to_owned();
            breaks(r, Reason::InvalidOriginalBytesBase64, "base64", actual);
        }
    }
}

fn attestation(r: &mut Reader<'_, '_>) {
    let kind = r.optional("type");
    let known =
        kind.and_then(Node::as_str).is_some_and(|k| crate::records::ATTESTATION_TYPES.contains(&k));
    if !known {
        let shown =
            kind.map_or("missing".to_owned(), |n| n.to_display().chars().take(200).collect());
        breaks(r, Reason::InvalidAttestationType, "output, decision or approval", shown);
    }
    let payload = r.optional("payload").and_then(Node::as_object);
    for name in ["input", "output"] {
        let text = payload.and_then(|p| p.str(name)).unwrap_or_default();
        if text.is_empty() {
            breaks(r, Reason::EmptyPayload, format!("payload.{name}: not empty"), "empty".into());
        }
    }
    let context = r.optional("context").and_then(Node::as_object);
    for (name, node) in context.map(Object::members).unwrap_or_default() {
        if node.as_str().is_some_and(|text| text.trim().is_empty()) {
            let limit = format!("context.{}: not empty", name.text);
            breaks(r, Reason::InvalidContext, limit, "empty".into());
        }
    }
    if let Some(subject) = r.optional("subject") {
        over(r, Reason::SubjectTooLarge, subject, SUBJECT);
        let members = subject.as_object().map(Object::members).unwrap_or_default();
        let own = members.iter().filter(|(k, _)| !matches!(&*k.text, "user_id" | "session_id"));
        let count = own.count();
        if count > SUBJECT_KEYS {
            let limit = format!("at most {SUBJECT_KEYS} keys beside user_id and session_id");
            breaks(r, Reason::SubjectTooManyKeys, limit, format!("{count} keys"));
        }
    }
    body_size(r, ATTESTATION_BODY);
}

fn event(r: &mut Reader<'_, '_>) {
    text_length(r, "event_type", crate::records::EVENT_TYPE_LIMIT, Reason::InvalidEventType);
    if let Some(payload) = r.optional("payload") {
        if !matches!(payload.value, Value::Object(_)) {
            let actual = payload.kind().to_owned();
            breaks(r, Reason::InvalidPayload, "payload: an object", actual);
        }
        over(r, Reason::PayloadTooLarge, payload, EVENT_PAYLOAD);
    }
}

fn trace(r: &mut Reader<'_, '_>) {
    text_length(r, "label", crate::records::LABEL_LIMIT, Reason::InvalidLabel);
    metadata(r, Some(TRACE_METADATA));
}

fn body_size(r: &mut Reader<'_, '_>, limit: usize) {
    let size = r.size();
    if size > limit {
        let limit = format!("at most {limit} bytes");
        breaks(r, Reason::PayloadTooLarge, limit, format!("{size} bytes"));
    }
}
