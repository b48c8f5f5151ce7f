//! Texts of which the encoding is not known.

/// A text in whatever encoding: of UTF-16, what is ASCII stays.
pub(crate) fn as_ascii(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\0', "")
}
