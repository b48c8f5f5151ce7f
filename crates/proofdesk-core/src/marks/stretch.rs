//! A stretch of base64 or hex in a text.

use crate::text::encoding::{decode_hex, decode_loosely};

/// So many hex digits are a hash, a key or a signature.
pub(super) const DIGITS: usize = 128;
/// Shorter stretches of base64 among other characters hold none. In bytes.
pub(super) const STRETCH: usize = 64;

/// What it encodes.
pub(super) fn decode(stretch: &str) -> Option<Vec<u8>> {
    // Databases write hex so.
    let stretch = stretch.strip_prefix("0x").or(stretch.strip_prefix('x')).unwrap_or(stretch);
    // No JSON is hex in base64, but for an empty object.
    match stretch.bytes().all(|b| b.is_ascii_hexdigit()) {
        true => decode_hex(stretch).ok().filter(|_| stretch.len() > DIGITS),
        false => decode_loosely(stretch),
    }
}
