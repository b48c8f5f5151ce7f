//! Document records.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::issuer::{Issuer, SignedForm, sha256_hex};
use crate::json::string;

/// A document to anchor.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    /// The exact bytes of the document.
    pub content: &'a [u8],
    /// What the organisation calls it.
    pub document_ref: &'a str,
    /// When it was anchored, RFC 3339.
    pub created_at: &'a str,
    /// Metadata; unsigned.
    pub metadata: Option<Value>,
    /// What is signed: a JSON statement that binds id, tenant, name, hash and date, or the digest.
    pub form: SignedForm,
}

impl<'a> Document<'a> {
    /// A document without metadata whose record is signed over a JSON statement.
    pub fn new(content: &'a [u8], document_ref: &'a str, created_at: &'a str) -> Document<'a> {
        let form = SignedForm::Canonical;
        Document { content, document_ref, created_at, metadata: None, form }
    }
}

impl Issuer {
    /// The record of a document. Its id follows from the issuer's seed and the document's name.
    pub fn document(&self, document: &Document) -> Value {
        let event_id = self.uuid(document.document_ref);
        let document_hash = sha256_hex(document.content);
        let statement = format!(
            r#"{{"v":1,"event_id":{},"tenant_id":{},"document_ref":{},"document_hash":{},"created_at":{}}}"#,
            string(&event_id),
            string(self.tenant_id()),
            string(document.document_ref),
            string(&document_hash),
            string(document.created_at),
        );
        let signed = document.form.bytes(&statement, &document_hash);
        let mut record = json!({
            "event_id": event_id,
            "tenant_id": self.tenant_id(),
            "document_ref": document.document_ref,
            "document_hash": document_hash,
            "signature_b64": self.sign_base64(&signed),
            "signed_payload_b64": STANDARD.encode(&signed),
            "public_key_b64": self.public_key_base64(),
            "has_original": false,
            "created_at": document.created_at,
            "organization": self.organization(),
        });
        if let Some(metadata) = &document.metadata {
            record["metadata"] = metadata.clone();
        }
        record
    }
}
