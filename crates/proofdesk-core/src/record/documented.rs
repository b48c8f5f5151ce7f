//! Which members of records the API documents.

use super::trace::SEAL_ID;
use crate::verdict::Kind;

/// The members of each kind of record, but for those that carry the proof itself.
fn documented(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Document => &[
            "event_id",
            "tenant_id",
            "document_ref",
            "document_hash",
            "has_original",
            "metadata",
            "created_at",
            "organization",
            "original_bytes_b64",
            "signature_alg",
        ],
        Kind::Attestation => &[
            "attestation_id",
            "tenant_id",
            "attestation_type",
            "attestation_hash",
            "input_hash",
            "output_hash",
            "signature_alg",
            "model_provider",
            "model_name",
            "model_version",
            "retention_policy",
            "created_at",
            "organization",
        ],
        Kind::Event => &[
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
        ],
        Kind::ProofResponse => &[
            "event_id",
            "status",
            "payload_hash",
            "tenant_domain",
            "anchored_at",
            "event_type",
            "verify_url",
            "payload",
        ],
        Kind::Trace => &[
            "version",
            "trace_id",
            "label",
            "tenant_domain",
            "status",
            "created_at",
            "sealed_at",
            "composite_hash",
            "event_count",
            "events",
            "seal_event",
            SEAL_ID,
            "verification",
        ],
        Kind::TraceItem => &["event_id", "event_type", "payload", "content_hash", "timestamp"],
        Kind::AuditEvent => &[
            "id",
            "event_id",
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
            "schema_id",
            "version",
        ],
        _ => &[],
    }
}

/// Whether the API documents such a member for this kind of record. Of another, nobody but who added it can
/// say what it means.
pub fn is_documented_field(kind: Kind, name: &str) -> bool {
    documented(kind).contains(&name)
}

/// Whether a member is one of such a record: documented, or one that carries the proof.
pub(crate) fn is_own_field(kind: Kind, name: &str) -> bool {
    const PROOF: [&str; 8] = [
        "signature",
        "signature_b64",
        "signature_alg",
        "signed_payload_b64",
        "original_bytes_b64",
        "public_key",
        "public_key_b64",
        "signing_public_key",
    ];
    PROOF.contains(&name) || is_documented_field(kind, name)
}
