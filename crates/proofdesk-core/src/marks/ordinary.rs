//! Ordinary words: short texts of which their characters alone tell that they hold neither a record nor a
//! key, in whatever way it could be written. Nearly every text of an audit event is one, and looking closer
//! at each takes longer than anything but the signature.

use super::escaped::SIGNS;
use super::stretch::{STRETCH, decode};
use crate::text::private::is_encoded;

/// Neither base64 nor white space nor padding: a short text with such a character is no encoding.
const PROSE: u8 = 1;
/// Can stand between the name of a member and its value, or between names.
const SEPARATOR: u8 = 2;
/// Stands in every name of one of these, by which all kinds of records are told: `seq`, and names with an
/// underscore.
const OF_NAME: u8 = 4;
/// Begins JSON or a tag, or is left out before names are looked for.
const TELLING: u8 = 8;
/// May begin an escaped character.
const ESCAPE: u8 = 16;
/// May begin PEM.
const HYPHEN: u8 = 64;
/// May begin JSON or a line.
const START: u8 = 128;

const CLASSES: [u8; 256] = {
    let mut classes = [PROSE | SEPARATOR; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'P' | b'R'..=b'Z' | b'a'..=b'p' | b'r'..=b'z' | b'/' | b' ' => 0,
            b'q' | b'Q' | b'_' => OF_NAME,
            b'+' => ESCAPE,
            b'-' => HYPHEN,
            b'.' | b'@' | b'#' | b'(' | b')' | b'\'' => PROSE,
            b'=' => SEPARATOR,
            b'\t' | b'\n' | b'\x0c' | b'\r' => SEPARATOR | START,
            b'[' | b'"' => PROSE | SEPARATOR | START,
            b'\\' | b'&' | b'%' => PROSE | SEPARATOR | ESCAPE,
            b'{' | b'\0' | b'<' => TELLING,
            _ => PROSE | SEPARATOR,
        };
        byte += 1;
    }
    classes
};

/// Whether a text is ordinary. What is not may hold nothing all the same.
pub(super) fn is_ordinary(text: &str) -> bool {
    if text.len() >= STRETCH {
        return false;
    }
    match is_silent(text) {
        None => false,
        Some(is_prose) if is_prose => true,
        // One word may be base64: of what it encodes, the same can be told.
        Some(_) => {
            let ends_word = |c: char| c.is_ascii_whitespace() || c == '=';
            !text.contains(ends_word) && decode(text).is_none_or(is_prose)
        }
    }
}

/// Whether the fewer bytes that a text encodes are silent prose, so that they encode nothing once more.
fn is_prose(mut bytes: Vec<u8>) -> bool {
    bytes.retain(|byte| *byte != 0);
    is_silent(&String::from_utf8_lossy(&bytes)).unwrap_or(false)
}

/// Of a text that says nothing as it stands (it is no JSON, names no record and is no key), whether it is
/// prose. To name a record takes two names, one of them `seq` or with an underscore, whatever its kind.
fn is_silent(text: &str) -> Option<bool> {
    let classes = text.bytes().fold(0, |all, byte| all | CLASSES[usize::from(byte)]);
    let has = |class: u8| classes & class != 0;
    let contains = |sign: &&str| text.contains(sign);
    let may_speak = has(TELLING)
        || has(SEPARATOR) && has(OF_NAME) && has_part_of_name(text.as_bytes())
        || has(ESCAPE) && SIGNS.iter().any(contains)
        || has(HYPHEN) && text.contains("-----")
        || has(START) && (may_be_json(text) || text.contains("begin "))
        || text.starts_with("PuTTY")
        || is_encoded(text);
    (!may_speak).then_some(has(PROSE))
}

/// Whether there is an underscore between letters, or `seq`, in either case as in the head of a table.
fn has_part_of_name(text: &[u8]) -> bool {
    text.windows(3).any(|three| {
        let is_letter = |at: usize| three[at].is_ascii_alphabetic();
        three[1] == b'_' && is_letter(0) && is_letter(2) || three.eq_ignore_ascii_case(b"seq")
    })
}

/// Whether a text may be JSON, or have JSON in it.
pub(super) fn may_be_json(text: &str) -> bool {
    text.contains('{') || text.trim_ascii_start().starts_with(['[', '"'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::embedded::{decoded, encodes_record, is_plain, names, open};
    use super::*;
    use crate::text::private::{has_secret_member, is_private_key};

    /// What the closer look at a text, and at what it encodes, says of it.
    fn holds_nothing(text: &str) -> bool {
        let is_key = is_private_key(text) || is_encoded(text) || has_secret_member(text);
        !is_key
            && !may_be_json(text)
            && !names(text)
            && decoded(text).is_none_or(|text| holds_nothing(&text))
    }

    fn base64(text: &str) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD_NO_PAD.encode(text)
    }

    fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = String> {
        prop::sample::select(words).prop_map(str::to_owned)
    }

    /// The same in the ways in which programs write characters by number.
    fn escaped(text: &str, way: usize) -> String {
        match way {
            0 => text.replace('_', "\\x5f"),
            1 => text.replace('_', "&#95;"),
            2 => text.replace('_', "\\u005f"),
            3 => text.replace('_', "+AF8-"),
            4 => text.to_ascii_uppercase(),
            5 => text.replace('_', "\0_"),
            6 => text.replace('_', "&lowbar;"),
            7 => text.replace('_', "%255F"),
            8 => text.replace('_', "<b></b>_"),
            _ => text.to_owned(),
        }
    }

    /// A file as uuencode writes it.
    fn uuencoded(text: &str) -> String {
        let sign = |bits: u32| char::from(b' ' + (bits & 63) as u8);
        let data = text.as_bytes().chunks(3).flat_map(|three| {
            let three: [u8; 4] = std::array::from_fn(|i| match i {
                0 => 0,
                _ => three.get(i - 1).copied().unwrap_or_default(),
            });
            let bits = u32::from_be_bytes(three);
            [18, 12, 6, 0].map(|shift| sign(bits >> shift))
        });
        let data: String = data.collect();
        format!("begin 644 a\n{}{data}\nend", sign(text.len() as u32))
    }

    /// Two names of one kind of record, used as names in every way; and texts of what records and keys are
    /// made of, in every order. Both as they are, and encoded once or twice.
    fn texts() -> impl Strategy<Value = String> {
        let after = &[
            ":", "=", ": 1 ", "=1 ", "\":", "\\\":", "\"=", "'=", "→", "：", "%3A1", "%22:",
            "&quot;:", "]=", "  1", ",", ";", "|", "\t", "->", "=>", "**", "\n", ">1<", ") values",
            " ",
        ];
        let before = &["", "", "", "a ", "(", "\n", "\\n", "<", "\"", "'", "- ", "%22", ". ", "\t"];
        let name = || (one_of(before), prop::bool::ANY, one_of(after), 0..12_usize);
        let named = (name(), name()).prop_map(|(first, second)| {
            let text = |(before, _, after, way): (String, bool, String, usize), name: &str| {
                escaped(&format!("{before}{name}{after}"), way)
            };
            let names = if first.1 { ["seq", "org_id"] } else { ["event_id", "event_hash"] };
            text(first, names[0]) + &text(second, names[1])
        });
        let pieces = one_of(&[
            "seq",
            "org_id",
            "payload",
            "\"",
            "'",
            ":",
            "=",
            "{",
            "}",
            "[",
            "(",
            ")",
            ",",
            "\n",
            " ",
            ".",
            "-----BEGIN PRIVATE KEY-----",
            "-----",
            "PuTTY-User-Key-File-3: ",
            "MC4CAQAwBQYDK2VwBCIE",
            "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwN",
            "302e020100300506032b657004220420000102030405",
            "LS0tLS1C",
            "é",
            "private_key",
            "a",
            "Desk/4.2",
            "2024-01-01T00:00:01.3Z",
        ]);
        let mixed = prop::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat());
        (prop_oneof![named, mixed, "\\PC{0,24}".boxed()], 0..6_usize).prop_map(
            |(text, way): (String, usize)| match way {
                0 => base64(&text),
                1 => base64(&base64(&text)),
                2 => uuencoded(&text),
                // In two lines.
                3 => {
                    let text = base64(&text);
                    let (first, second) = text.split_at(text.len() / 2);
                    format!("{first}\t{second}")
                }
                _ => text,
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40_000))]
        #[test]
        fn what_is_ordinary_holds_nothing(text in texts()) {
            prop_assert!(!is_ordinary(&text) || holds_nothing(&text), "{}", text);
        }
    }

    #[test]
    fn texts_of_audit_events_are_ordinary() {
        for text in [
            "2024-01-01T00:00:01.336102+02:00",
            "loan.application.opened",
            "loan_application",
            "HarbourDesk/4.2 (Linux)",
            "Tessaly Brandt-Özdemir",
            "aevt_01K14CP6RBE48CDE7320C2F1ZT",
            "aorg_01KDMQY094GZ6BX24EQ01M9APW",
        ] {
            assert!(is_ordinary(text), "{text}");
        }
    }

    #[test]
    fn the_name_of_a_member_holds_nothing() {
        for name in super::super::record::names() {
            let opened = open(name);
            let read = opened.read();
            assert!(!opened.is_key && read.values.is_empty() && !read.leaves_a_record(), "{name}");
            assert!(!names(name) && !encodes_record(name) && !has_secret_member(name), "{name}");
            assert!(is_plain(name), "{name}");
        }
    }
}
