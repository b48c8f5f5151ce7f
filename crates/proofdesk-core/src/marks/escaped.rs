//! Characters that programs write by number or name: JSON and scripts, web pages, links, and mail in UTF-7.

use std::borrow::Cow;

use crate::text::encoding::decode_loosely;
use crate::text::entity;

/// No stretch of UTF-7 is longer. In bytes.
const LONGEST: usize = 64;

/// What such characters begin with.
pub(super) const SIGNS: [&str; 5] = ["\\u", "\\x", "&", "%", "+A"];

/// The text with such characters written as they are: `\u0022`, `\x22`, `&quot;`, `&#34;`, `&#x22;`, `%22` and,
/// after RFC 2152, `+ACI-`. Entities and links are written so again and again: `&amp;quot;`, `%2522`.
pub(super) fn without_escapes(text: &str) -> Cow<'_, str> {
    if !SIGNS.iter().any(|sign| text.contains(sign)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '&', '%', '+']) {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let (said, len) = by_number(escape).unwrap_or_else(|| (escape[..1].to_owned(), 1));
        out.push_str(&said);
        rest = &escape[len..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What an escape at the beginning of a text stands for, and how long it is.
fn by_number(text: &str) -> Option<(String, usize)> {
    let coded = |hex: &str| {
        let code = u8::from_str_radix(hex, 16).ok().filter(u8::is_ascii)?;
        Some(char::from(code).to_string())
    };
    let two = |rest: &str| coded(rest.get(..2)?);
    if let Some(rest) = text.strip_prefix("\\u") {
        let code = u32::from_str_radix(rest.get(..4)?, 16).ok()?;
        return Some((char::from_u32(code)?.to_string(), 6));
    }
    if let Some(rest) = text.strip_prefix("\\x") {
        return Some((two(rest)?, 4));
    }
    if let Some(rest) = text.strip_prefix('&') {
        let inner = rest.trim_start_matches("amp;");
        let (said, len) = entity(inner).unwrap_or(('&', 0));
        return Some((said.to_string(), text.len() - inner.len() + len));
    }
    if let Some(rest) = text.strip_prefix('%') {
        let inner = rest.trim_start_matches("25");
        return Some((two(inner)?, text.len() - inner.len() + 2));
    }
    utf_7(text.strip_prefix('+')?).map(|(said, len)| (said, 1 + len))
}

/// A stretch of UTF-7 behind the sign that begins it: UTF-16 in base64, ended by a hyphen or by what is no
/// base64.
fn utf_7(text: &str) -> Option<(String, usize)> {
    let is_of_it = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let len = text.bytes().take(LONGEST).take_while(is_of_it).count();
    let bytes = decode_loosely(text.get(..len)?).filter(|bytes| !bytes.is_empty())?;
    let units = bytes.chunks(2).map(|unit| match unit {
        [0, ascii] if ascii.is_ascii() => Some(char::from(*ascii)),
        _ => None,
    });
    let said = units.collect::<Option<String>>()?;
    Some((said, len + usize::from(text[len..].starts_with('-'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_by_number_are_read() {
        let said = r#"{"event_id":1}"#;
        for text in [
            r#"\u007b\u0022event_id\u0022:1}"#,
            r#"\x7b\x22event_id\x22:1}"#,
            "&#123;&#34;event&#95;id&#034;:1&#125;",
            "&#x7b;&#X22;event&#x005F;id&#x22;:1&#x7D;",
            "+AHsAIg-event+AF8-id+ACI:1+AH0-",
            "&amp;#123;&quot;event&lowbar;id&amp;amp;quot;:1&rcub;",
            "%7b%22event%5fid%22%3A1%7D",
            "%257b%2522event_id%252522%253A1%257D",
        ] {
            assert_eq!(without_escapes(text), said);
        }
        for text in [
            "a+b",
            "1+A",
            "+AHsgrT-",
            "&#;&#x;",
            "100%",
            "%zz%25zz",
            r"\u00zz\x",
            "a&b",
            "é+é\\é&#é",
        ] {
            assert_eq!(without_escapes(text), text);
        }
    }
}
