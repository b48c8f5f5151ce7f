//! What the API documents of the sizes and values in records and requests: one place for both.

/// Characters of an event type, at most.
pub(crate) const EVENT_TYPE: usize = 128;

/// Characters of a trace's label, at most.
pub(crate) const LABEL: usize = 255;

/// Bytes of an event's payload, at most, by the larger reading of "64 KB".
pub(crate) const EVENT_PAYLOAD: usize = 64 * 1024;

/// Bytes of a document that is sent with its hash, at most, by the larger reading of "5 MB".
pub(crate) const ORIGINAL: usize = 5 * 1024 * 1024;

/// The types of attestations.
pub(crate) const ATTESTATION_TYPES: [&str; 3] = ["output", "decision", "approval"];
