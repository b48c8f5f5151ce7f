use std::borrow::Cow;

use crate::text::encoding::Digest;

/// More of one form is not kept. In bytes.
const KEPT: usize = 1 << 20;

/// Bytes that a signature or a hash was compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// JSON Pointer to the record, or to the item of a trace, whose signature or hash it is.
    pub pointer: Option<String>,
    /// Which form it is, such as "Over the canonical bytes."
    pub name: Cow<'static, str>,
    /// A hash is over these bytes, and not a signature.
    pub hashed: bool,
    /// Whether the signature or the hash holds for it.
    pub held: bool,
    /// The bytes; of more than 1 MiB, the first.
    pub bytes: Vec<u8>,
    /// How many they are altogether.
    pub len: u64,
    /// SHA-256 of them all.
    pub digest: Digest,
}

impl Tried {
    /// Keeps as much of `bytes` as is kept of a form.
    pub fn new(
        pointer: Option<String>,
        name: Cow<'static, str>,
        bytes: &[u8],
        hashed: bool,
        held: bool,
    ) -> Self {
        let kept = bytes[..bytes.len().min(KEPT)].to_vec();
        Self {
            pointer,
            name,
            hashed,
            held,
            bytes: kept,
            len: bytes.len() as u64,
            digest: Digest::of(bytes),
        }
    }
}
