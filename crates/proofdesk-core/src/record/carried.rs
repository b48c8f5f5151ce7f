use crate::encoding::{Digest, decode_bytes};
use crate::json::Object;

/// The member in which a record or a request carries the document itself.
pub(super) const ORIGINAL: &str = "original_bytes_b64";

/// The hash of the document that an object carries, if it carries one.
pub(crate) fn carried(object: &Object<'_>) -> Option<Digest> {
    let bytes = decode_bytes(object.str(ORIGINAL)?).ok()?;
    (!bytes.is_empty()).then(|| Digest::of(&bytes))
}
