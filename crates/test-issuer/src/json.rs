//! JSON text with a chosen key order.
//!
//! Nothing here depends on which features of `serde_json` are switched on: object keys are ordered
//! explicitly, and `serde_json` only writes the leaves. So the crate gives the same bytes whether
//! or not another dependency of the workspace turns on `preserve_order`.

use serde_json::Value;

/// Compact text with every object's keys sorted by their UTF-8 bytes: the canonical form of event
/// payloads.
pub fn sorted(value: &Value) -> String {
    ordered(value, &[])
}

/// Compact text in which, in every object, the keys named in `first` come first and in that order;
/// all others follow, sorted.
pub fn ordered(value: &Value, first: &[&str]) -> String {
    let mut out = String::new();
    write(value, first, &mut out);
    out
}

/// One record as the vendor's service writes it: compact, its fields in the documented order.
pub fn record_line(record: &Value) -> String {
    ordered(record, record_order(record))
}

/// One record as a person saves it: [`record_line`] with indentation and a final newline.
pub fn record_text(record: &Value) -> String {
    indented(&record_line(record)) + "\n"
}

/// A string as a JSON literal.
pub fn string(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// The same JSON with white space for people. Key order, number spelling and escapes stay.
pub fn indented(compact: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    let mut in_string = false;
    let mut escaped = false;
    let mut chars = compact.chars().peekable();
    while let Some(c) = chars.next() {
        if in_string {
            out.push(c);
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        match c {
            '{' | '[' => {
                out.push(c);
                if let Some(end) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    out.push(end);
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth -= 1;
                new_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            '"' => {
                out.push(c);
                in_string = true;
            }
            _ => out.push(c),
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
}

fn write(value: &Value, first: &[&str], out: &mut String) {
    match value {
        Value::Object(members) => {
            let rank = |key: &str| first.iter().position(|f| *f == key).unwrap_or(first.len());
            let mut keys: Vec<&String> = members.keys().collect();
            keys.sort_by_key(|key| (rank(key), *key));
            out.push('{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&string(key));
                out.push(':');
                write(&members[key], first, out);
            }
            out.push('}');
        }
        Value::Array(elements) => {
            out.push('[');
            for (i, element) in elements.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(element, first, out);
            }
            out.push(']');
        }
        leaf => out.push_str(&serde_json::to_string(leaf).unwrap()),
    }
}

/// The documented field order of a record, told by a field that only its kind has.
pub fn record_order(record: &Value) -> &'static [&'static str] {
    const ORDERS: [(&str, &[&str]); 7] = [
        ("signed_payload_b64", DOCUMENT),
        ("signed_payload", ATTESTATION),
        ("request_hash", EVENT),
        ("verify_url", PROOF),
        ("composite_hash", TRACE),
        ("signing_public_key", AUDIT),
        ("algorithm", KEY),
    ];
    ORDERS.iter().find(|(field, _)| record.get(field).is_some()).map_or(&[], |(_, order)| order)
}

const DOCUMENT: &[&str] = &[
    "event_id",
    "tenant_id",
    "document_ref",
    "document_hash",
    "signature_b64",
    "signed_payload_b64",
    "public_key_b64",
    "has_original",
    "metadata",
    "created_at",
    "organization",
    "name",
    "issuer_name",
    "primary_domain",
    "domain_verified",
];
const ATTESTATION: &[&str] = &[
    "attestation_id",
    "tenant_id",
    "attestation_type",
    "attestation_hash",
    "input_hash",
    "output_hash",
    "signed_payload",
    "signature",
    "public_key",
    "signature_alg",
    "model_provider",
    "model_name",
    "model_version",
    "retention_policy",
    "created_at",
    "organization",
    "name",
    "issuer_name",
    "primary_domain",
    "domain_verified",
];
const EVENT: &[&str] = &[
    "event_id",
    "tenant_id",
    "event_type",
    "payload",
    "event_time",
    "retention_policy",
    "access_tier",
    "expires_at",
    "api_key_id",
    "user_id",
    "ingested_at",
    "payload_hash",
    "request_hash",
    "event_hash",
    "idempotency_key",
    "organization",
    "name",
    "issuer_name",
    "primary_domain",
    "domain_verified",
];
const PROOF: &[&str] = &[
    "event_id",
    "status",
    "payload_hash",
    "signature",
    "public_key",
    "tenant_domain",
    "anchored_at",
    "event_type",
    "verify_url",
];
const TRACE: &[&str] = &[
    "version",
    "trace_id",
    "label",
    "tenant_domain",
    "event_id",
    "event_type",
    "payload",
    "content_hash",
    "timestamp",
    "signature",
    "public_key",
    "status",
    "created_at",
    "sealed_at",
    "composite_hash",
    "event_count",
    "events",
    "seal_event",
    "verification",
    "composite_hash_valid",
];
const AUDIT: &[&str] = &[
    "type",
    "id",
    "name",
    "org_id",
    "seq",
    "occurred_at",
    "ingested_at",
    "action",
    "actor",
    "targets",
    "context",
    "metadata",
    "payload_hash",
    "signature",
    "signing_public_key",
    "version",
];
const KEY: &[&str] = &["domain", "public_key", "algorithm", "key_id"];
