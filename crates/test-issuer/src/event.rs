//! Compliance events, which carry no signature, and the public proof responses about them.

use serde_json::{Value, json};

use crate::issuer::{Issuer, SignedForm, sha256_hex};
use crate::json::sorted;

/// A compliance event to ingest.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// Its type.
    pub event_type: &'a str,
    /// Its payload, an object.
    pub payload: Value,
    /// When it happened, if that is given; RFC 3339.
    pub event_time: Option<&'a str>,
    /// When it was ingested, RFC 3339.
    pub ingested_at: &'a str,
}

impl Issuer {
    /// The record of an event. Its request and event hashes are made up: nobody outside the vendor
    /// knows what they are taken over.
    pub fn event(&self, event: &Event) -> Value {
        let payload_hash = sha256_hex(sorted(&event.payload).as_bytes());
        let event_id = self.id("evt", &payload_hash);
        let mut record = json!({
            "event_id": event_id,
            "tenant_id": self.tenant_id(),
            "event_type": event.event_type,
            "payload": event.payload,
            "retention_policy": "seven_years",
            "ingested_at": event.ingested_at,
            "payload_hash": payload_hash,
            "request_hash": sha256_hex(format!("request {event_id}").as_bytes()),
            "event_hash": sha256_hex(format!("event {event_id}").as_bytes()),
            "idempotency_key": format!("idem_{}", sha256_hex(event_id.as_bytes())),
            "organization": self.organization(),
        });
        if let Some(event_time) = event.event_time {
            record["event_time"] = event_time.into();
        }
        record
    }

    /// What the public proof page says about an event record, signed in the given form.
    pub fn proof_response(&self, event: &Value, form: SignedForm) -> Value {
        let payload_hash = event["payload_hash"].as_str().unwrap();
        let event_id = event["event_id"].as_str().unwrap();
        let signed = form.bytes(&sorted(&event["payload"]), payload_hash);
        json!({
            "event_id": event_id,
            "status": "anchored",
            "payload_hash": payload_hash,
            "signature": format!("ed25519:{}", self.sign_base64(&signed)),
            "public_key": self.public_key_base64(),
            "tenant_domain": self.domain(),
            "anchored_at": event["ingested_at"],
            "event_type": event["event_type"],
            "verify_url": format!("https://www.invoance.com/proof/{event_id}"),
        })
    }
}
