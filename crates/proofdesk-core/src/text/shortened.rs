use std::borrow::Cow;

use super::encoding::Digest;

/// A longer text is said once. In bytes.
const LONG: usize = 1024;
/// How many characters of it say which one it is to a person.
const BEGINNING: usize = 100;

/// A name or a value of the evidence as part of a sentence, or of what is told of many: a long one by
/// its beginning, its length and its SHA-256. In full, it stands in the `fields` of its record.
///
/// ```
/// use proofdesk_core::shortened;
///
/// assert_eq!(shortened("created_at"), "created_at");
/// assert!(shortened(&"n".repeat(5000)).contains("nnn… (5000 characters, SHA-256 "));
/// ```
pub fn shortened(text: &str) -> Cow<'_, str> {
    if text.len() <= LONG {
        return Cow::Borrowed(text);
    }
    let beginning: String = text.chars().take(BEGINNING).collect();
    let (length, digest) = (text.chars().count(), Digest::of(text.as_bytes()));
    Cow::Owned(format!("{beginning}… ({length} characters, SHA-256 {digest})"))
}
