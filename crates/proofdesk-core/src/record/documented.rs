/// Members that the API documents for some kind of record and that no signature covers, or not always.
const DOCUMENTED: [&str; 26] = [
    "access_tier",
    "anchored_at",
    "api_key_id",
    "composite_hash",
    "context",
    "created_at",
    "event_count",
    "event_hash",
    "event_time",
    "event_type",
    "expires_at",
    "has_original",
    "idempotency_key",
    "ingested_at",
    "label",
    "metadata",
    "organization",
    "request_hash",
    "retention_policy",
    "sealed_at",
    "status",
    "tenant_domain",
    "user_id",
    "verification",
    "verify_url",
    "version",
];

/// Whether the API documents such a member for records. Of another, nobody but who added it can say what it
/// means.
pub fn is_documented_field(name: &str) -> bool {
    DOCUMENTED.contains(&name)
}
