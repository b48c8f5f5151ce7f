//! AI attestation records and the raw bodies that they attest.

use serde_json::{Value, json};

use crate::issuer::{Issuer, sha256_hex};
use crate::json::{ordered, string};

/// The `subject` member of an attestation's body.
#[derive(Clone, Debug)]
pub enum Subject {
    /// Not there.
    Absent,
    /// `"subject":null`.
    Null,
    /// An object, its members in this order.
    Members(Vec<(&'static str, Value)>),
}

/// What a model was asked and answered.
#[derive(Clone, Debug)]
pub struct Attestation<'a> {
    /// `output`, `decision` or `approval`.
    pub attestation_type: &'a str,
    /// The input text.
    pub input: &'a str,
    /// The output text.
    pub output: &'a str,
    /// The provider, name and version of the model.
    pub model: [&'a str; 3],
    /// Who or what it was about.
    pub subject: Subject,
    /// When it was attested, RFC 3339.
    pub created_at: &'a str,
}

impl Attestation<'_> {
    /// The raw body in the bytes that are hashed: compact, keys in the documented order.
    pub fn raw_body(&self) -> String {
        let [provider, name, version] = self.model.map(string);
        let subject = match &self.subject {
            Subject::Absent => String::new(),
            Subject::Null => r#","subject":null"#.to_owned(),
            Subject::Members(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(key, value)| format!("{}:{}", string(key), ordered(value, &[])))
                    .collect();
                format!(r#","subject":{{{}}}"#, members.join(","))
            }
        };
        format!(
            r#"{{"type":{},"payload":{{"input":{},"output":{}}},"context":{{"model_provider":{provider},"model_name":{name},"model_version":{version}}}{subject}}}"#,
            string(self.attestation_type),
            string(self.input),
            string(self.output),
        )
    }
}

impl Issuer {
    /// The record of an attestation; [`Attestation::raw_body`] has the bytes behind it.
    pub fn attestation(&self, attestation: &Attestation) -> Value {
        let payload_hash = sha256_hex(attestation.raw_body().as_bytes());
        let attestation_id = self.id("att", &payload_hash);
        let input_hash = sha256_hex(attestation.input.as_bytes());
        let output_hash = sha256_hex(attestation.output.as_bytes());
        let [provider, name, version] = attestation.model;
        let statement = format!(
            r#"{{"v":1,"attestation_id":{},"tenant_id":{},"attestation_type":{},"input_hash":{},"output_hash":{},"payload_hash":{},"model_provider":{},"model_name":{},"model_version":{},"created_at":{}}}"#,
            string(&attestation_id),
            string(self.tenant_id()),
            string(attestation.attestation_type),
            string(&input_hash),
            string(&output_hash),
            string(&payload_hash),
            string(provider),
            string(name),
            string(version),
            string(attestation.created_at),
        );
        json!({
            "attestation_id": attestation_id,
            "tenant_id": self.tenant_id(),
            "attestation_type": attestation.attestation_type,
            "attestation_hash": payload_hash,
            "input_hash": input_hash,
            "output_hash": output_hash,
            "signed_payload": hex::encode(&statement),
            "signature": self.sign_hex(statement.as_bytes()),
            "public_key": self.public_key_hex(),
            "signature_alg": "ed25519",
            "model_provider": provider,
            "model_name": name,
            "model_version": version,
            "retention_policy": "seven_years",
            "created_at": attestation.created_at,
            "organization": self.organization(),
        })
    }
}
