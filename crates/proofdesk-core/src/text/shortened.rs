use std::borrow::Cow;

use super::encoding::Digest;

/// A longer text is said once. In bytes.
const LONG: usize = 1024;
/// The same of an id.
const LONG_ID: usize = 200;
/// How many characters of it say which one it is to a person.
const BEGINNING: usize = 100;

/// A name or a value of the evidence as part of a sentence, or of what is told of many: a long one by
/// its beginning, its length and its SHA-256. In full, it stands in the `fields` of its record.
///
/// ```
/// use proofdesk_core::shortened;
///
/// assert_eq!(shortened("created_at"), "created_at");
/// assert!(shortened(&"n".repeat(5000)).contains("nnn… (5000 characters, SHA-256 "));
/// ```
pub fn shortened(text: &str) -> Cow<'_, str> {
    match beyond(text, LONG) {
        Some((beginning, more)) => Cow::Owned(format!("{beginning}… {more}")),
        None => Cow::Borrowed(text),
    }
}

/// A name of the evidence among others, or among words: shortened, and in quotes where it could be taken for
/// several, or for words of the program.
///
/// ```
/// use proofdesk_core::quoted;
///
/// assert_eq!(quoted("created_at"), "created_at");
/// assert_eq!(quoted("id, and every other field"), "\"id, and every other field\"");
/// ```
pub fn quoted(name: &str) -> Cow<'_, str> {
    quoted_up_to(LONG, name)
}

/// The same of an id. Those of the API have up to 200 characters.
pub fn quoted_id(id: &str) -> Cow<'_, str> {
    quoted_up_to(LONG_ID, id)
}

fn quoted_up_to(most: usize, name: &str) -> Cow<'_, str> {
    let is_of_name = |c: char| c.is_alphanumeric() || "_-.:/@#~+".contains(c);
    let is_plain = !name.is_empty() && name.chars().all(is_of_name);
    let quote = |name: &str| match is_plain {
        true => name.to_owned(),
        false => format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")),
    };
    match beyond(name, most) {
        Some((beginning, more)) => Cow::Owned(format!("{} {more}", quote(&(beginning + "…")))),
        None if is_plain => Cow::Borrowed(name),
        None => Cow::Owned(quote(name)),
    }
}

/// Of a text that is longer than so many bytes, its beginning, and which text it is.
fn beyond(text: &str, most: usize) -> Option<(String, String)> {
    if text.len() <= most {
        return None;
    }
    let (length, digest) = (text.chars().count(), Digest::of(text.as_bytes()));
    let beginning = text.chars().take(BEGINNING).collect();
    Some((beginning, format!("({length} characters, SHA-256 {digest})")))
}
