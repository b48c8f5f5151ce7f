//! Where two values look alike, how they differ.
//!
//! Shown beside each other, a composed and a decomposed umlaut, a number and a text of the same
//! digits, or a Latin and a Cyrillic letter are the same to the eye. These are the words for it.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

use crate::json::{Node, Value};
use crate::marks::hidden;
use crate::text::{is_deceptive, quoted};

/// Code points that are listed of one text.
const LISTED: usize = 8;

/// In what two values that are not equal differ, if they could be taken for each other.
pub(crate) fn difference(shown: &Node<'_>, signed: &Node<'_>) -> Option<String> {
    match (&shown.value, &signed.value) {
        (Value::String(a), Value::String(b)) => between_texts(&a.text, &b.text),
        (Value::Number(a), Value::Number(b)) => a.is_rounded(b).then(|| {
            "The shown number is the signed one as programs save it that keep numbers as doubles, \
             such as JavaScript and jq: it may have been rounded."
                .to_owned()
        }),
        (Value::Array(a), Value::Array(b)) if a.len() != b.len() => {
            Some(format!("Elements shown: {}, signed: {}.", a.len(), b.len()))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.iter().zip(b).find_map(|(a, b)| (a.value != b.value).then(|| difference(a, b))?)
        }
        (Value::Object(a), Value::Object(b)) => a.members().iter().find_map(|(name, shown)| {
            let signed = b.present(&name.text).filter(|signed| signed.value != shown.value)?;
            Some(format!("In {}: {}", quoted(&hidden(&name.text)), difference(shown, signed)?))
        }),
        _ if shown.kind() != signed.kind() => Some(format!(
            "The shown value is {}, the signed one is {}.",
            shown.kind(),
            signed.kind()
        )),
        _ => None,
    }
}

fn between_texts(shown: &str, signed: &str) -> Option<String> {
    let same = |fold: fn(&str) -> String| fold(shown) == fold(signed);
    if same(|text| text.chars().filter(|c| !is_deceptive(*c)).collect()) {
        return Some(format!(
            "They differ only in characters that cannot be seen: {}.",
            code_points(shown, signed)
        ));
    }
    if same(|text| text.split_whitespace().collect()) {
        return Some(format!("They differ only in white space: {}.", code_points(shown, signed)));
    }
    if same(|text| text.nfkc().collect()) {
        return Some(format!(
            "They differ only in the Unicode form of their characters: {}.",
            code_points(shown, signed)
        ));
    }
    if same(str::to_lowercase) {
        return Some("They differ only in upper and lower case.".to_owned());
    }
    if same(|text| skeleton(text).collect()) {
        return Some(format!(
            "They differ only in characters that look alike, such as letters of two alphabets: {}.",
            code_points(shown, signed)
        ));
    }
    let pairs = || shown.chars().zip(signed.chars()).enumerate().filter(|(_, (a, b))| a != b);
    let first = pairs().next().filter(|_| shown.chars().count() == signed.chars().count())?.0 + 1;
    if pairs().all(|(_, (a, b))| a.is_numeric() && b.is_numeric()) {
        return Some(format!("They differ only in digits, first at character {first}."));
    }
    (pairs().count() == 1)
        .then(|| format!("They differ in character {first} only: {}.", code_points(shown, signed)))
}

/// The code points of the part in which two texts differ.
fn code_points(shown: &str, signed: &str) -> String {
    let same = |(a, b): &(char, char)| a == b;
    let before = shown.chars().zip(signed.chars()).take_while(same).count();
    let [shown, signed] = [shown, signed].map(|text| text.chars().skip(before).collect::<Vec<_>>());
    let behind = shown.iter().rev().copied().zip(signed.iter().rev().copied());
    let behind = behind.take_while(same).count();
    let list = |chars: &[char]| {
        let part = &chars[..chars.len() - behind];
        let mut listed: Vec<Cow<'_, str>> =
            part.iter().take(LISTED).map(|c| format!("U+{:04X}", u32::from(*c)).into()).collect();
        if part.len() > LISTED {
            listed.push("…".into());
        }
        if listed.is_empty() { "nothing".to_owned() } else { listed.join(" ") }
    };
    format!("{} shown, {} signed", list(&shown), list(&signed))
}
