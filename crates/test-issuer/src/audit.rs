//! Audit-log events, whose canonical bytes are the vendor's own.

use serde_json::Value;

use crate::issuer::{Issuer, sha256_hex};

impl Issuer {
    /// Signs an audit event: `fields` are its signed fields, with `id` for the event's id, and any
    /// unsigned extras. The result is those fields with hash, signature and key.
    pub fn audit_event(&self, fields: Value) -> Value {
        let canonical = audit_bytes(&fields);
        let mut event = fields;
        event["payload_hash"] = sha256_hex(&canonical).into();
        event["signature"] = self.sign_hex(&canonical).into();
        event["signing_public_key"] = self.public_key_hex().into();
        event
    }
}

/// The bytes that are signed, from the vendor's SDK.
fn audit_bytes(event: &Value) -> Vec<u8> {
    let mut input = event.clone();
    if let Some(id) = event.get("id") {
        input["event_id"] = id.clone();
    }
    invoance::canonical_audit_bytes(&input).expect("a complete audit event")
}
