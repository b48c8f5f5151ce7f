//! Bytes as text for the page, with one place marked.

use crate::messages::Segment;

/// `bytes` as text, bytes that are no UTF-8 as `\xNN`, with the character at `mark` set apart. A
/// mark outside is none.
pub(crate) fn segments(bytes: &[u8], mark: Option<usize>) -> Vec<Segment> {
    let plain = |bytes: &[u8]| Segment { text: text(bytes), marked: false };
    let Some(at) = mark.filter(|at| *at < bytes.len()) else { return vec![plain(bytes)] };
    // A mark inside a character marks the whole of it.
    let is_inner = |b: u8| b & 0b1100_0000 == 0b1000_0000;
    let start = (0..=at).rev().find(|i| !is_inner(bytes[*i])).unwrap_or(at);
    let end = (at + 1..bytes.len()).find(|i| !is_inner(bytes[*i])).unwrap_or(bytes.len());
    let marked = Segment { text: text(&bytes[start..end]), marked: true };
    vec![plain(&bytes[..start]), marked, plain(&bytes[end..])]
}

fn text(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(bytes: &[u8], mark: usize) -> Vec<String> {
        segments(bytes, Some(mark)).into_iter().map(|s| s.text).collect()
    }

    #[test]
    fn marks_a_whole_character() {
        assert_eq!(parts("aé€b".as_bytes(), 2), ["a", "é", "€b"]);
        assert_eq!(parts("aé€b".as_bytes(), 5), ["aé", "€", "b"]);
        assert_eq!(parts(b"abc", 0), ["", "a", "bc"]);
        assert_eq!(parts(b"abc", 2), ["ab", "c", ""]);
    }

    #[test]
    fn a_mark_outside_is_none() {
        assert_eq!(segments(b"abc", Some(3)), segments(b"abc", None));
        assert_eq!(segments(b"", Some(0)).len(), 1);
    }

    #[test]
    fn shows_what_is_no_text() {
        assert_eq!(parts(b"a\xFF\xC3b", 3), ["a\\xFF\\xC3", "b", ""]);
        assert_eq!(parts(b"\x80\x80", 1), ["\\x80", "\\x80", ""]);
    }
}
