use crate::packed::packed_struct;
use crate::text::encoding::Digest;

/// What an audit log needs to know of one of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// The organisation whose sequence it is.
    pub org_id: String,
    /// The number in that sequence.
    pub seq: i64,
    /// SHA-256 of the canonical bytes. Two events are the same if it is. Of an event that holds, it is there.
    pub digest: Option<Digest>,
    /// Whether hash and signature hold. Of an event that does not hold, the number is a claim.
    pub holds: bool,
    /// Fingerprint of the key that it names, where no signature was checked. Nobody is credited by it.
    pub named_key: Option<Digest>,
}

packed_struct!(AuditEntry { org_id, seq, digest, holds, named_key });
