//! Letters that look like others, and what nobody sees between them.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

/// A text with the ASCII characters that its others look like in their place, and without those that nobody
/// sees: Cyrillic, full-width and mathematical letters, other colons, zero-width spaces (UTS 39), and what colours
/// a terminal (ECMA-48, section 5.4).
pub(super) fn as_it_looks(text: &str) -> Cow<'_, str> {
    let text = without_colours(text);
    match text.chars().all(|c| c.is_ascii() || c == char::REPLACEMENT_CHARACTER) {
        true => text,
        false => Cow::Owned(text.chars().filter_map(look).collect()),
    }
}

/// A text without the sequences that give colours to a terminal.
fn without_colours(text: &str) -> Cow<'_, str> {
    const BEGIN: &str = "\u{1B}[";
    if !text.contains(BEGIN) {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split(BEGIN);
    let first = parts.next().unwrap_or_default().to_owned();
    let is_parameter = |c: char| matches!(c, ' '..='?');
    Cow::Owned(parts.fold(first, |mut seen, part| {
        let mut behind = part.trim_start_matches(is_parameter).chars();
        behind.next();
        seen.push_str(behind.as_str());
        seen
    }))
}

/// What a character looks like, if anybody sees it.
fn look(c: char) -> Option<char> {
    if c.is_ascii() || c == char::REPLACEMENT_CHARACTER {
        return Some(c);
    }
    let mut buffer = [0; 4];
    let text = &*c.encode_utf8(&mut buffer);
    skeleton(text).next()?;
    let ascii = only_ascii(text.nfkc()).or_else(|| only_ascii(skeleton(text)));
    // The lines of a drawn table look like letters, and separate them.
    let is_alike = |ascii: &char| c.is_alphanumeric() || !ascii.is_alphanumeric();
    Some(ascii.filter(is_alike).unwrap_or(c))
}

/// The only character, if it is ASCII.
fn only_ascii(mut characters: impl Iterator<Item = char>) -> Option<char> {
    characters.next().filter(|c| c.is_ascii() && characters.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_that_they_look_like() {
        for (text, looks) in [
            ("\u{43e}rg_id", "org_id"),
            ("\u{455}eq", "seq"),
            ("ｃｏｍｐｏｓｉｔｅ＿ｈａｓｈ：", "composite_hash:"),
            ("𝐬𝐞𝐪", "seq"),
            ("org_id\u{200b}: s\u{ad}eq\u{2060}\u{fe0e}\u{200f}\u{2236}", "org_id: seq:"),
            ("seq\u{a789}", "seq:"),
            ("Zoë 日本 “ö” \u{fffd} │", "Zoë 日本 “ö” \u{fffd} │"),
            ("\u{fffd}\u{fffd}\u{43e}", "\u{fffd}\u{fffd}o"),
            ("\u{1b}[1;36mseq\u{1b}[0m=\u{1b}[35m7", "seq=7"),
            ("\u{1b}[", ""),
        ] {
            assert_eq!(as_it_looks(text), looks);
        }
    }
}
