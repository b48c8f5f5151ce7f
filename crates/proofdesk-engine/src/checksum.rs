//! Checksum lists as GNU coreutils 9 `sha256sum` writes and accepts them.
//!
//! Names are bytes: a list may name files that are not UTF-8. These forms exist, each with or
//! without a leading backslash, which says that `\\`, `\n` and `\r` in the name are escapes:
//!
//! | form | line |
//! |---|---|
//! | text | `‹64 hex› ‹space›‹name›` |
//! | binary | `‹64 hex› *‹name›` (the same on every system that is in use) |
//! | BSD tag | `SHA256 (‹name›) = ‹64 hex›` |
//! | BSD reversed | `‹64 hex› ‹name›`, only read, and only in lists without the first two |
//!
//! ```
//! use proofdesk_engine::checksum::{Form, Parser, Parsed, write_line};
//!
//! let mut list = Vec::new();
//! write_line(&mut list, b"two\nlines", &[0xab; 32], Form::Text, false);
//! assert!(list.starts_with(b"\\abab") && list.ends_with(b"abab  two\\nlines\n"));
//! match Parser::default().parse(list.trim_ascii_end()) {
//!     Parsed::Line(line) => assert_eq!(line.name, b"two\nlines"),
//!     other => unreachable!("{other:?}"),
//! }
//! ```

use std::borrow::Cow;

/// The name of the algorithm in a BSD tag line.
const TAG: &[u8] = b"SHA256";
const HEX_LEN: usize = 64;

/// The form in which a line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// `‹hex›  ‹name›`
    #[default]
    Text,
    /// `‹hex› *‹name›`
    Binary,
    /// `SHA256 (‹name›) = ‹hex›`
    Tag,
}

/// Appends one line. With `zero` it ends in NUL instead of a newline, and the name stands as it is.
pub fn write_line(out: &mut Vec<u8>, name: &[u8], sha256: &[u8; 32], form: Form, zero: bool) {
    let shown = if zero { Cow::Borrowed(name) } else { escape(name) };
    if shown.len() != name.len() {
        out.push(b'\\');
    }
    let hex = hex::encode(sha256);
    let parts: [&[u8]; 4] = match form {
        Form::Text => [hex.as_bytes(), b"  ", &shown, b""],
        Form::Binary => [hex.as_bytes(), b" *", &shown, b""],
        Form::Tag => [b"SHA256 (", &shown, b") = ", hex.as_bytes()],
    };
    out.extend(parts.concat());
    out.push(if zero { 0 } else { b'\n' });
}

/// Appends a name as `sha256sum --check` reports it: escaped if it holds a newline, so that a
/// report is one line, and otherwise as it is.
pub fn write_report_name(out: &mut Vec<u8>, name: &[u8]) {
    if name.contains(&b'\n') {
        out.push(b'\\');
        out.extend_from_slice(&escape(name));
    } else {
        out.extend_from_slice(name);
    }
}

/// What a line of a list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The SHA-256 that the file should have.
    pub sha256: [u8; 32],
    /// The name of the file, unescaped.
    pub name: Vec<u8>,
}

/// What a line of a list turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// A checksum and a name.
    Line(Line),
    /// A comment or an empty line.
    Nothing,
    /// Not a line that `sha256sum` writes.
    Malformed,
}

/// Reads the lines of one or more lists.
///
/// It remembers between lines, as `sha256sum` does, whether names stand after one blank (the BSD
/// reversed form) or after a blank and a mark: the first line that has either decides, for
/// otherwise a name that begins with a space could be taken for another.
#[derive(Debug, Default)]
pub struct Parser {
    reversed: Option<bool>,
}

impl Parser {
    /// Reads one line, given without its newline. One carriage return at the end is left out.
    pub fn parse(&mut self, line: &[u8]) -> Parsed {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() || line.starts_with(b"#") {
            return Parsed::Nothing;
        }
        // No file's name holds a NUL, and what C programs make of one differs.
        if line.contains(&0) {
            return Parsed::Malformed;
        }
        self.parse_line(line).map_or(Parsed::Malformed, Parsed::Line)
    }

    fn parse_line(&mut self, line: &[u8]) -> Option<Line> {
        let line = skip_blanks(line);
        let (escaped, line) = match line.strip_prefix(b"\\") {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let (hex, name) = match line.strip_prefix(TAG) {
            Some(rest) => split_tagged(rest)?,
            None => self.split_plain(line)?,
        };
        let mut sha256 = [0; 32];
        hex::decode_to_slice(hex, &mut sha256).ok()?;
        let name = if escaped { unescape(name)? } else { name.to_vec() };
        Some(Line { sha256, name })
    }

    /// `‹hex› ‹mark›‹name›` or `‹hex› ‹name›`, as hex and name.
    fn split_plain<'a>(&mut self, line: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
        let (hex, rest) = line.split_at_checked(HEX_LEN)?;
        let (blank, rest) = rest.split_first()?;
        // Only a line that is one in other respects may decide the form.
        if !is_blank(*blank) || !hex.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        match rest {
            [] => None,
            [b' ' | b'*', name @ ..] if !name.is_empty() => {
                let reversed = *self.reversed.get_or_insert(false);
                Some((hex, if reversed { rest } else { name }))
            }
            name => self.reversed.get_or_insert(true).then_some((hex, name)),
        }
    }
}

/// ` (‹name›) = ‹hex›`, as hex and name. The name may hold parentheses: the last one ends it.
fn split_tagged(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = rest.strip_prefix(b" ").unwrap_or(rest).strip_prefix(b"(")?;
    let end = rest.iter().rposition(|byte| *byte == b')')?;
    let hex = skip_blanks(&rest[end + 1..]).strip_prefix(b"=")?;
    Some((skip_blanks(hex), &rest[..end]))
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn skip_blanks(line: &[u8]) -> &[u8] {
    &line[line.iter().take_while(|byte| is_blank(**byte)).count()..]
}

fn escape(name: &[u8]) -> Cow<'_, [u8]> {
    let code = |byte: u8| match byte {
        b'\\' => Some(b'\\'),
        b'\n' => Some(b'n'),
        b'\r' => Some(b'r'),
        _ => None,
    };
    if !name.iter().any(|byte| code(*byte).is_some()) {
        return Cow::Borrowed(name);
    }
    let mut escaped = Vec::with_capacity(name.len() + 8);
    for byte in name {
        match code(*byte) {
            Some(code) => escaped.extend([b'\\', code]),
            None => escaped.push(*byte),
        }
    }
    Cow::Owned(escaped)
}

/// `None` if a backslash stands before anything but `\`, `n` and `r`.
fn unescape(name: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = name.iter();
    let mut plain = Vec::with_capacity(name.len());
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'\\' => match bytes.next()? {
                b'\\' => b'\\',
                b'n' => b'\n',
                b'r' => b'\r',
                _ => return None,
            },
            other => *other,
        });
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    /// The name that a lone line gives; `HEX` stands for a digest.
    fn name_in(line: &str) -> Option<Vec<u8>> {
        match Parser::default().parse(line.replace("HEX", HEX).as_bytes()) {
            Parsed::Line(line) => {
                assert_eq!(hex::encode(line.sha256), HEX);
                Some(line.name)
            }
            Parsed::Nothing => Some(b"(nothing)".to_vec()),
            Parsed::Malformed => None,
        }
    }

    #[test]
    fn accepts_what_sha256sum_accepts() {
        let upper = HEX.to_uppercase();
        for (line, name) in [
            ("HEX  a", "a"),
            (&format!("{upper}  a"), "a"),
            ("HEX *a", "a"),
            ("HEX\t*a", "a"),
            ("HEX a", "a"),
            ("HEX  ", " "),
            ("HEX\ta", "a"),
            (" \tHEX  a", "a"),
            ("HEX  a\r", "a"),
            ("HEX  a\r\r", "a\r"),
            ("HEX   a ", " a "),
            ("HEX  b\\c", "b\\c"),
            ("\\HEX  a", "a"),
            (" \\HEX  a\\\\b\\nc\\rd", "a\\b\nc\rd"),
            ("SHA256 (a) = HEX", "a"),
            (&format!("SHA256 (a) = {upper}"), "a"),
            ("SHA256(a)=HEX", "a"),
            ("  SHA256 (a) \t = \t HEX\r", "a"),
            ("SHA256 (a) ) = HEX", "a) "),
            ("SHA256 () = HEX", ""),
            ("SHA256 (b\\c) = HEX", "b\\c"),
            ("\\SHA256 (n\\nl) = HEX", "n\nl"),
            ("# HEX  a", "(nothing)"),
            ("", "(nothing)"),
            ("\r", "(nothing)"),
        ] {
            assert_eq!(name_in(line).as_deref(), Some(name.as_bytes()), "{line:?}");
        }
    }

    #[test]
    fn refuses_what_sha256sum_refuses() {
        for line in [
            "junk",
            " # HEX  a",
            "HEX",
            "HEX ",
            "HEX0  a",
            "HEXa",
            &format!("{}  a", &HEX[1..]),
            &format!("g{}  a", &HEX[1..]),
            "\\HEX  a\\x",
            "\\HEX  a\\",
            "\\\\HEX  a",
            "\\ HEX  a",
            "SHA256  (a) = HEX",
            "SHA256 (a) = HEX ",
            "SHA256 (a) = HEX0",
            "SHA256 (a) HEX",
            "SHA256 (a = HEX",
            "SHA256 a = HEX",
            "sha256 (a) = HEX",
            "SHA2-256 (a) = HEX",
            "MD5 (a) = d41d8cd98f00b204e9800998ecf8427e",
            "HEX  a\0b",
            "SHA256 (a) = HEX\0",
            "\u{feff}HEX  a",
        ] {
            assert_eq!(name_in(line), None, "{line:?}");
        }
    }

    #[test]
    fn the_first_plain_line_decides_the_form() {
        let names = |lines: &[&str]| {
            let mut parser = Parser::default();
            lines
                .iter()
                .map(|line| match parser.parse(line.replace("HEX", HEX).as_bytes()) {
                    Parsed::Line(line) => String::from_utf8_lossy(&line.name).into_owned(),
                    other => format!("{other:?}"),
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&["HEX a", "HEX  a", "HEX *a"]), ["a", " a", "*a"]);
        assert_eq!(names(&["HEX  a", "HEX a"]), ["a", "Malformed"]);
        assert_eq!(names(&["HEX a", "SHA256 (a) = HEX", "HEX b"]), ["a", "a", "b"]);
        assert_eq!(names(&["SHA256 (a) = HEX", "HEX b"]), ["a", "b"]);
    }

    #[test]
    fn every_written_line_is_read_back() {
        let names: [&[u8]; 7] =
            [b"a", b" a ", b"*a", b"b\\n", b"n\nr\r\\", b"\xff\xfe", b"SHA256 (a) = b"];
        for name in names {
            for form in [Form::Text, Form::Binary, Form::Tag] {
                let mut line = Vec::new();
                write_line(&mut line, name, &[7; 32], form, false);
                assert_eq!(line.pop(), Some(b'\n'));
                let expected = Line { sha256: [7; 32], name: name.to_vec() };
                assert_eq!(Parser::default().parse(&line), Parsed::Line(expected), "{name:?}");
            }
        }
    }

    #[test]
    fn zero_ends_a_line_and_escapes_nothing() {
        let mut line = Vec::new();
        write_line(&mut line, b"a\n\\", &[0; 32], Form::Tag, true);
        assert_eq!(line, [b"SHA256 (a\n\\) = ".as_slice(), &[b'0'; 64], b"\0"].concat());
    }

    #[test]
    fn reports_are_one_line() {
        let report = |name: &[u8]| {
            let mut out = Vec::new();
            write_report_name(&mut out, name);
            out
        };
        assert_eq!(report(b"b\\c\r"), b"b\\c\r");
        assert_eq!(report(b"n\n\\"), b"\\n\\n\\\\");
    }
}
