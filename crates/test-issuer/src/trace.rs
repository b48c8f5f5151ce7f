//! Sealed trace bundles.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::issuer::{DigestForm, Issuer, SignedForm, sha256_hex};
use crate::json::sorted;

/// One item of a trace, before it is signed.
#[derive(Clone, Debug)]
pub struct TraceItem {
    /// The id of the event, document or attestation.
    pub event_id: String,
    /// Its type.
    pub event_type: String,
    /// Its payload, an object.
    pub payload: Value,
    /// The hash that goes into the composite, 64 hex characters.
    pub content_hash: String,
    /// When it was anchored, RFC 3339.
    pub timestamp: String,
}

impl TraceItem {
    /// The item of an event record: its payload, and the payload's hash.
    pub fn event(record: &Value) -> TraceItem {
        TraceItem {
            event_id: text(record, "event_id"),
            event_type: text(record, "event_type"),
            payload: record["payload"].clone(),
            content_hash: sha256_hex(sorted(&record["payload"]).as_bytes()),
            timestamp: text(record, "ingested_at"),
        }
    }

    /// The item of a document record. Its content hash is the document's, not the payload's.
    pub fn document(record: &Value) -> TraceItem {
        TraceItem {
            event_id: text(record, "event_id"),
            event_type: "document.anchored".to_owned(),
            payload: json!({
                "document_ref": record["document_ref"],
                "document_hash": record["document_hash"],
            }),
            content_hash: text(record, "document_hash"),
            timestamp: text(record, "created_at"),
        }
    }

    /// The item of an attestation record. Its content hash is the attestation's.
    pub fn attestation(record: &Value) -> TraceItem {
        TraceItem {
            event_id: text(record, "attestation_id"),
            event_type: "ai.attestation".to_owned(),
            payload: json!({
                "attestation_type": record["attestation_type"],
                "attestation_hash": record["attestation_hash"],
                "input_hash": record["input_hash"],
                "output_hash": record["output_hash"],
                "model_provider": record["model_provider"],
                "model_name": record["model_name"],
            }),
            content_hash: text(record, "attestation_hash"),
            timestamp: text(record, "created_at"),
        }
    }
}

/// The undocumented choices behind a bundle.
#[derive(Clone, Copy, Debug)]
pub struct TraceForms {
    /// What each item's signature is over.
    pub item: SignedForm,
    /// How the item hashes are concatenated into the composite.
    pub composite: DigestForm,
    /// How the seal signs the composite hash.
    pub seal: DigestForm,
}

impl TraceForms {
    /// Every digest as hex text: what the sample bundles use.
    pub const HEX: TraceForms = TraceForms {
        item: SignedForm::HEX_DIGEST,
        composite: DigestForm::Hex,
        seal: DigestForm::Hex,
    };
}

/// A trace to seal.
#[derive(Clone, Debug)]
pub struct Trace<'a> {
    /// Its label, which also gives it its id.
    pub label: &'a str,
    /// Its items in chronological order.
    pub items: &'a [TraceItem],
    /// When it was opened, RFC 3339.
    pub created_at: &'a str,
    /// When it was sealed, RFC 3339.
    pub sealed_at: &'a str,
    /// The forms to sign and concatenate in.
    pub forms: TraceForms,
}

impl Issuer {
    /// The proof bundle of a sealed trace.
    pub fn trace(&self, trace: &Trace) -> Value {
        let mut composite = Sha256::new();
        let items: Vec<Value> = trace
            .items
            .iter()
            .map(|item| {
                composite.update(trace.forms.composite.bytes(&item.content_hash));
                let signed = trace.forms.item.bytes(&sorted(&item.payload), &item.content_hash);
                json!({
                    "event_id": item.event_id,
                    "event_type": item.event_type,
                    "payload": item.payload,
                    "content_hash": item.content_hash,
                    "timestamp": item.timestamp,
                    "signature": self.sign_hex(&signed),
                    "public_key": self.public_key_hex(),
                })
            })
            .collect();
        let composite = hex::encode(composite.finalize());
        json!({
            "version": "1.0",
            "trace_id": self.id("trc", trace.label),
            "label": trace.label,
            "tenant_domain": self.domain(),
            "status": "sealed",
            "created_at": trace.created_at,
            "sealed_at": trace.sealed_at,
            "composite_hash": composite,
            "event_count": items.len(),
            "events": items,
            "seal_event": {
                "event_id": self.id("evt", &format!("seal {}", trace.label)),
                "event_type": "trace.sealed",
                "content_hash": composite,
                "timestamp": trace.sealed_at,
                "signature": self.sign_hex(&trace.forms.seal.bytes(&composite)),
                "public_key": self.public_key_hex(),
            },
            "verification": { "composite_hash_valid": true, "all_signatures_valid": true },
        })
    }
}

fn text(record: &Value, field: &str) -> String {
    record[field].as_str().unwrap().to_owned()
}
