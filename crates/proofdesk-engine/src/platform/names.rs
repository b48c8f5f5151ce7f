//! How a path is shown, and how a name stands in a checksum list.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What a byte that is not UTF-8 is shown with. On Windows the backslash parts names, and this is
/// a sign that no name there can hold.
const MARK: char = if cfg!(windows) { '?' } else { '\\' };

/// A path as text, which no other path has. Bytes that are not UTF-8 (on Windows, those of halves
/// of surrogate pairs) are written `\xNN`, on Windows `?xNN`; everything else is itself.
///
/// Only where a name has such a spelling itself is the sign before it written in this form too:
/// `\xff` as a name is `\x5cxff`.
///
/// Control characters are left as they are: whoever shows the text makes them visible.
#[must_use]
pub fn display_path(path: &Path) -> String {
    display_bytes(path.as_os_str().as_encoded_bytes(), MARK)
}

/// The path that [`display_path`] shows so. On Windows, a name with halves of surrogate pairs stays as it is
/// shown, and no file has it.
#[must_use]
pub fn path_from_display(shown: &str) -> PathBuf {
    name_from_bytes(bytes_from_display(shown, MARK)).map_or_else(|| shown.into(), PathBuf::from)
}

fn bytes_from_display(shown: &str, mark: char) -> Vec<u8> {
    let mut parts = shown.split(mark);
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let hex = is_escape(part.as_bytes(), mark).then(|| part.split_at(3));
        let byte = hex.and_then(|(hex, _)| u8::from_str_radix(&hex[1..], 16).ok());
        bytes.push(byte.unwrap_or(mark as u8));
        bytes.extend_from_slice(hex.map_or(part, |(_, rest)| rest).as_bytes());
    }
    bytes
}

/// A name that a container has, in the same form. Containers are the same on every system, and so is the
/// sign before a byte.
#[must_use]
pub fn display_name(name: &[u8]) -> String {
    display_bytes(name, '\\')
}

fn display_bytes(bytes: &[u8], mark: char) -> String {
    let mut shown = String::with_capacity(bytes.len());
    // Writing into a String cannot fail.
    let escape = |shown: &mut String, byte: u8| {
        let _ = write!(shown, "{mark}x{byte:02x}");
    };
    for chunk in bytes.utf8_chunks() {
        for (i, sign) in chunk.valid().char_indices() {
            match sign == mark && is_escape(&chunk.valid().as_bytes()[i + 1..], mark) {
                true => escape(&mut shown, mark as u8),
                false => shown.push(sign),
            }
        }
        chunk.invalid().iter().for_each(|byte| escape(&mut shown, *byte));
    }
    shown
}

/// Whether what stands behind a mark is what [`display_bytes`] writes there.
fn is_escape(text: &[u8], mark: char) -> bool {
    let digit = |sign: u8| char::from(sign).to_digit(16).filter(|_| !sign.is_ascii_uppercase());
    let [b'x', high, low, ..] = *text else { return false };
    let byte = digit(high).zip(digit(low)).map(|(high, low)| high << 4 | low);
    // No byte below these is ever invalid UTF-8.
    byte.is_some_and(|byte| byte >= 0x80 || byte == u32::from(mark))
}

/// A name as the bytes that a checksum list has for it: the system's own on Unix, UTF-8 elsewhere.
#[must_use]
pub fn name_bytes(name: &OsStr) -> Vec<u8> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        name.as_bytes().to_vec()
    }
    #[cfg(not(unix))]
    {
        name.to_string_lossy().into_owned().into_bytes()
    }
}

/// The name that a checksum list has as bytes; `None` if no file here can have it.
#[must_use]
pub fn name_from_bytes(bytes: Vec<u8>) -> Option<OsString> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        Some(OsString::from_vec(bytes))
    }
    #[cfg(not(unix))]
    {
        String::from_utf8(bytes).ok().map(OsString::from)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn utf8_paths_are_shown_as_they_are() {
        for path in ["", "a/b c", "naïve/\u{1f4c4}", "back\\slash", "new\nline"] {
            assert_eq!(display_path(Path::new(path)), path);
        }
    }

    /// Also that each can be read back.
    #[test]
    fn no_two_paths_are_shown_alike() {
        // Every name of up to six of the signs that matter.
        let signs = [&b"\\"[..], b"?", b"x", b"5", b"c", b"f", b"\xff"];
        let mut names: Vec<Vec<u8>> = vec![Vec::new()];
        let mut from = 0;
        for _ in 0..6 {
            let longest = from..names.len();
            from = names.len();
            for i in longest {
                names.extend(signs.map(|sign| [&names[i], sign].concat()));
            }
        }
        for mark in ['\\', '?'] {
            for name in &names {
                assert_eq!(bytes_from_display(&display_bytes(name, mark), mark), *name);
            }
        }
    }

    #[test]
    fn only_what_looks_like_another_name_is_shown_in_another_form() {
        for (name, shown) in [
            (r"C:\xampp\x41\xFF\x", r"C:\xampp\x41\xFF\x"),
            (r"\xff", r"\x5cxff"),
            (r"\x5c", r"\x5cx5c"),
            (r"\\xff", r"\\x5cxff"),
        ] {
            assert_eq!(display_bytes(name.as_bytes(), '\\'), shown);
        }
        assert_eq!(display_bytes(b"C:\\xff\\\xed\xa0\x80?xed", '?'), r"C:\xff\?xed?xa0?x80?x3fxed");
    }

    #[cfg(unix)]
    #[test]
    fn other_bytes_are_shown_as_hex_and_survive_as_names() {
        let name = name_from_bytes(b"a\xff\xc3(\xe2\x82z".to_vec()).unwrap();
        assert_eq!(display_path(Path::new(&name)), "a\\xff\\xc3(\\xe2\\x82z");
        assert_eq!(name_bytes(&name), b"a\xff\xc3(\xe2\x82z");
    }
}
