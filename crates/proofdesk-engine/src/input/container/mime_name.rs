//! What a part of a mail is called (RFC 2047, 2183, 2231), as bytes: those that no character can be made of stay
//! what they are, so that no two names become one.

use std::collections::HashMap;

use mail_parser::decoders::charsets::map::charset_decoder;

use super::transfer::{Word, next_word};

/// The value of a parameter of a header field, which is a name. What says its character set goes before
/// what does not (RFC 6266, section 4.3).
pub(super) fn named(field: &[u8], parameter: &str) -> Option<Vec<u8>> {
    let all = parameters(field);
    let of = |name: &str| all.get(name).map(Vec::as_slice);
    let encoded = || Some(extended(of(&format!("{parameter}*"))?));
    let plain = || Some(with_words(of(parameter)?));
    let found = encoded().or_else(|| continued(parameter, &of)).or_else(plain);
    found.filter(|name| !name.is_empty())
}

/// A name in several parts, numbered from 0 (RFC 2231, section 3). Its character set stands in the first.
fn continued<'v>(parameter: &str, of: &impl Fn(&str) -> Option<&'v [u8]>) -> Option<Vec<u8>> {
    let (mut whole, mut charset) = (Vec::new(), Vec::new());
    for number in 0u32.. {
        let own = format!("{parameter}*{number}");
        if let Some(value) = of(&format!("{own}*")) {
            let value = match number {
                0 => {
                    let (said, value) = charset_and_value(value);
                    charset = said.to_vec();
                    value
                }
                _ => value,
            };
            whole.extend(unescaped(value));
        } else if let Some(value) = of(&own) {
            whole.extend_from_slice(value);
        } else if number == 0 {
            return None;
        } else {
            break;
        }
    }
    Some(match charset.is_empty() {
        true => with_words(&whole),
        false => characters(whole, &charset),
    })
}

/// `charset'language'text`, with bytes as `%NN`.
fn extended(value: &[u8]) -> Vec<u8> {
    let (charset, value) = charset_and_value(value);
    characters(unescaped(value), charset)
}

fn charset_and_value(value: &[u8]) -> (&[u8], &[u8]) {
    let mut parts = value.splitn(3, |b| *b == b'\'');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(charset), Some(_), Some(value)) => (charset, value),
        _ => (b"", value),
    }
}

fn unescaped(value: &[u8]) -> Vec<u8> {
    percent_encoding::percent_decode(value).collect()
}

/// A text whose encoded words are undone. White space between two of them is none of theirs.
fn with_words(text: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    // Words of one character set can part a character.
    let (mut run, mut of_run): (Vec<u8>, &[u8]) = (Vec::new(), b"");
    let mut rest = text;
    while let Some(Word { before, charset, bytes, behind }) = next_word(rest) {
        if !before.trim_ascii().is_empty() || !charset.eq_ignore_ascii_case(of_run) {
            whole.extend(characters(std::mem::take(&mut run), of_run));
            let is_between = !of_run.is_empty() && before.trim_ascii().is_empty();
            whole.extend_from_slice(if is_between { b"" } else { before });
        }
        run.extend(bytes);
        (of_run, rest) = (charset, behind);
    }
    whole.extend(characters(run, of_run));
    whole.extend_from_slice(rest);
    whole
}

/// Bytes of a character set as UTF-8. Those that are none of it, and those of a set that is not known, stay
/// as they are.
fn characters(bytes: Vec<u8>, charset: &[u8]) -> Vec<u8> {
    let is = |name: &str| charset.eq_ignore_ascii_case(name.as_bytes());
    if charset.is_empty() || is("utf-8") || is("us-ascii") {
        return bytes;
    }
    let text = charset_decoder(charset).map(|decode| decode(&bytes));
    match text.filter(|text| !text.contains(char::REPLACEMENT_CHARACTER)) {
        Some(text) => text.into_bytes(),
        None => bytes,
    }
}

/// The parameters of a field. Of two of one name, it is the first.
fn parameters(field: &[u8]) -> HashMap<String, Vec<u8>> {
    all_parameters(field).into_iter().rev().collect()
}

/// The parameters of a field in their order, names in lower case.
pub(super) fn all_parameters(field: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut rest = field;
    skip_to_semicolon(&mut rest);
    while !rest.is_empty() {
        let end = rest.iter().position(|b| matches!(b, b'=' | b';'));
        let (name, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
        if let Some(value) = rest.strip_prefix(b"=") {
            rest = value.trim_ascii_start();
            found.push((name, value_of(&mut rest)));
        }
        skip_to_semicolon(&mut rest);
    }
    found
}

/// Takes a value: in quotes, or up to the next semicolon.
fn value_of(rest: &mut &[u8]) -> Vec<u8> {
    let Some(quoted) = rest.strip_prefix(b"\"") else {
        let end = memchr::memchr(b';', rest).unwrap_or(rest.len());
        let (value, behind) = rest.split_at(end);
        *rest = behind;
        return unfolded(value.trim_ascii());
    };
    let mut value = Vec::new();
    let mut bytes = quoted;
    while let [first, behind @ ..] = bytes {
        bytes = behind;
        match (first, behind) {
            (b'"', _) => break,
            // Old programs write paths of Windows as they are.
            (b'\\', [next @ (b'"' | b'\\'), behind @ ..]) => {
                value.push(*next);
                bytes = behind;
            }
            _ => value.push(*first),
        }
    }
    *rest = bytes;
    unfolded(&value)
}

/// A value without the line breaks of a header that goes on.
fn unfolded(value: &[u8]) -> Vec<u8> {
    value.iter().copied().filter(|b| !matches!(b, b'\r' | b'\n')).collect()
}

/// Goes on behind the next semicolon that is in no quotes.
fn skip_to_semicolon(rest: &mut &[u8]) {
    let mut is_quoted = false;
    let end = rest.iter().position(|b| {
        is_quoted ^= *b == b'"';
        *b == b';' && !is_quoted
    });
    *rest = end.map_or(&[], |end| &rest[end + 1..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is_called(field: &str, name: impl AsRef<[u8]>) {
        let found = named(field.as_bytes(), "filename");
        assert_eq!(found.as_deref(), Some(name.as_ref()), "{field}");
    }

    #[test]
    fn names_are_read_in_all_their_forms() {
        is_called("attachment; filename=a.zip", "a.zip");
        is_called(
            "attachment; x=\"a; filename=no\"; FileName = \"a \\\"b\\\".zip\" ; y=z",
            "a \"b\".zip",
        );
        is_called("attachment; filename=\"C:\\mail\\a.zip\"", "C:\\mail\\a.zip");
        is_called("attachment;\r\n filename=\"a\r\n b.zip\"", "a b.zip");
        // The examples of RFC 2231, sections 3 and 4.1.
        is_called(
            "x; filename*0=\"ftp://\"; filename*1=\"cs.utk.edu/pub/a\"",
            "ftp://cs.utk.edu/pub/a",
        );
        is_called(
            "x; filename*0*=us-ascii'en'This%20is%20even%20more%20; filename*1*=%2A%2A%2Afun%2A%2A%2A%20; \
             filename*2=\"isn't it!\"",
            "This is even more ***fun*** isn't it!",
        );
        // RFC 6266, section 5.
        is_called(
            "x; filename=\"EURO rates\"; filename*=utf-8''%e2%82%ac%20rates",
            "\u{20AC} rates",
        );
        is_called("x; filename*=iso-8859-1'en'%A3%20rates", "\u{A3} rates");
    }

    #[test]
    fn encoded_words_are_undone_in_names_too() {
        is_called("x; filename=\"=?iso-8859-1?Q?M=E4rz?= =?utf-8?B?LnppcA==?=\"", "M\u{E4}rz.zip");
        is_called(
            "x; filename=\"=?utf-8?B?4oI=?= =?utf-8?B?rA==?= a=?b.zip\"",
            "\u{20AC} a=?b.zip",
        );
        is_called("x; filename=\"a =?utf-8?q?b_c?= d.txt\"", "a b c d.txt");
    }

    #[test]
    fn bytes_of_no_character_stay() {
        is_called("x; filename*=UTF-8''M%e4rz.zip", b"M\xE4rz.zip");
        assert_eq!(
            named(b"x; filename=\"M\xE4rz.zip\"", "filename").as_deref(),
            Some(&b"M\xE4rz.zip"[..])
        );
        is_called(
            "x; filename=\"=?GB2312?B?yP3UwrGouOY=?=.zip\"",
            b"\xC8\xFD\xD4\xC2\xB1\xA8\xB8\xE6.zip",
        );
        is_called("x; filename=\"=?x-none?B?4g==?=\"", b"\xE2");
    }
}
