//! How much is read and looked at. In bytes.

use serde::{Deserialize, Serialize};

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

/// How much may come out of containers: an archive of a few bytes can hold more than any disk. All but
/// `member` count what lies in one given file, in whatever containers in containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct UnpackLimits {
    /// Bytes that come out of a given file.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub unpacked: u64,
    /// Bytes of one member.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub member: u64,
    /// How many times as much as went in may come out, beyond 64 MiB.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub ratio: u64,
    /// Members.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub members: u64,
    /// Containers, one inside the other.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub depth: u64,
}

impl UnpackLimits {
    /// Each container in another takes some of a thread's stack.
    pub const MOST_DEPTH: u64 = 32;
}

impl Default for UnpackLimits {
    fn default() -> Self {
        Self { unpacked: 1 << 40, member: 256 << 30, ratio: 1000, members: 10_000_000, depth: 4 }
    }
}

/// What may come out of any file, however little went in. In bytes.
pub(crate) const FREE: u64 = 64 << 20;
