//! How much is read and looked at. In bytes.

/// A JSON value, other than an export of one record a line, may be this long. In bytes.
pub(crate) const DOCUMENT_LIMIT: usize = 256 << 20;
/// A line of an export may be this long. In bytes.
pub(crate) const LINE_LIMIT: usize = 64 << 20;
/// How much of a file is looked at first. In bytes.
pub(crate) const CHUNK: usize = 256 << 10;
/// Canonical payloads up to this size are tried with proof responses that need them. In bytes; the
/// documented limit of a payload.
pub(crate) const PAYLOAD_LIMIT: usize = 64 << 10;
/// A value on several lines of an export may be this long. In bytes.
pub(crate) const VALUE: usize = 1 << 20;
