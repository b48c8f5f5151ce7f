//! The lines of a manifest: a hash and a path each.

use crate::platform::display_name;

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A file: its hash in lowercase hexadecimal, and its path in the ways in which it may be meant.
    Lists { hash: String, paths: Vec<String> },
    /// A path that is in no bag.
    Outside(String),
    /// Nothing that can be read; with its number, from 1.
    Unread(usize),
}

/// The lines of a manifest, for hashes of so many digits. Since version 1.0, `%` is encoded in paths too.
pub(super) fn lines(text: &[u8], digits: usize, encodes_percent: bool) -> Vec<Line> {
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    let lines =
        text.split(|b| matches!(b, b'\n' | b'\r')).filter(|line| !line.trim_ascii().is_empty());
    let lines = lines.zip(1..);
    lines.map(|(text, number)| line(text, number, digits, encodes_percent)).collect()
}

fn line(text: &[u8], number: usize, digits: usize, encodes_percent: bool) -> Line {
    let is_blank = |b: &u8| matches!(b, b' ' | b'\t');
    let end = text.iter().position(is_blank).unwrap_or(text.len());
    let (hash, rest) = text.split_at(end);
    let path = &rest[rest.iter().position(|b| !is_blank(b)).unwrap_or(rest.len())..];
    // As `md5sum --binary` writes it.
    let path = path.strip_prefix(b"*").unwrap_or(path);
    let path = path.strip_prefix(b"./").unwrap_or(path);
    let is_hash = hash.len() == digits && hash.iter().all(u8::is_ascii_hexdigit);
    if !is_hash || path.is_empty() {
        return Line::Unread(number);
    }
    let hash = String::from_utf8_lossy(hash).to_ascii_lowercase();
    let meant = decoded(path, encodes_percent);
    if is_outside(&meant) || is_outside(path) {
        return Line::Outside(display_name(&meant));
    }
    // Many programs do not encode: then it is meant as it is written.
    let mut paths = vec![display_name(&meant), display_name(path)];
    paths.dedup();
    Line::Lists { hash, paths }
}

/// A path with its encoded line breaks, and percent signs, as they are.
pub(super) fn decoded(path: &[u8], encodes_percent: bool) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut rest = path;
    while let [first, after @ ..] = rest {
        let byte = match (first, after) {
            (b'%', [b'0', b'a' | b'A', ..]) => Some(b'\n'),
            (b'%', [b'0', b'd' | b'D', ..]) => Some(b'\r'),
            (b'%', [b'2', b'5', ..]) if encodes_percent => Some(b'%'),
            _ => None,
        };
        decoded.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    decoded
}

/// Whether a path leads out of the bag, on any system.
pub(super) fn is_outside(path: &[u8]) -> bool {
    matches!(path, [b'/' | b'\\' | b'~', ..] | [b'A'..=b'Z' | b'a'..=b'z', b':', ..])
        || path.split(|b| matches!(b, b'/' | b'\\')).any(|part| part == b"..")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(path: &str) -> Line {
        Line::Lists { hash: "ab".to_owned(), paths: vec![path.to_owned()] }
    }

    #[test]
    fn lines_end_in_any_way_and_programs_write_them_differently() {
        let text = b"AB  data/a b\r\nab *data/b\rab\t./data/c\n\n";
        let expected = [lists("data/a b"), lists("data/b"), lists("data/c")];
        assert_eq!(lines(text, 2, true), expected);
        assert_eq!(lines(b"ab\nabc data/x\nzz data/x", 2, true), [1, 2, 3].map(Line::Unread));
    }

    #[test]
    fn encoded_names_are_read_by_the_version() {
        assert_eq!(decoded(b"a%0Ab%0dc%25d%20%", true), b"a\nb\rc%d%20%");
        assert_eq!(decoded(b"a%0Ab%0dc%25d%20%", false), b"a\nb\rc%25d%20%");
    }

    #[test]
    fn no_path_leads_out() {
        for path in ["../a", "data/../../a", "/a", "~/a", "C:\\a", "data\\..\\..\\a", "data/%2e%2e"]
        {
            let outside = lines(format!("ab {path}").as_bytes(), 2, true);
            assert_eq!(matches!(outside[..], [Line::Outside(_)]), !path.contains("%2e"), "{path}");
        }
    }
}
