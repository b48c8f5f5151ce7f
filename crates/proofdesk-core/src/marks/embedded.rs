//! Texts inside values: log shippers, queues, HAR and Postman files carry records as JSON in a text,
//! or as base64 of it.

use std::borrow::Cow;

use super::ordinary::{is_ordinary, may_be_json};
use super::record::{mark, names_record};
use super::sql::is_rows;
use super::stretch::{DIGITS, STRETCH, decode};
use super::table::is_table;
use super::uuencoded::from_uuencoded;
use crate::json::{self, JsonError, Node, Value};
use crate::text::encoding::is_base64;
use crate::text::private::{is_encoded, is_private_key};

/// Shorter texts hold no record. In bytes.
const SHORTEST: usize = 16;

/// Whether a text can hold neither a record nor a key: a short one, a hash, a public key, a signature, the
/// name of a member, ordinary words.
pub(crate) fn is_plain(text: &str) -> bool {
    is_short_or_hex(text) || is_ordinary(text) || mark(text).is_some()
}

fn is_short_or_hex(text: &str) -> bool {
    // A private key in DER begins with 30.
    let is_hex = || text.bytes().all(|b| b.is_ascii_hexdigit()) && !text.starts_with("30");
    text.len() < SHORTEST && !may_be_json(text) || text.len() <= DIGITS && is_hex()
}

/// A text, after its base64 was undone.
pub(crate) struct Opened<'t> {
    whole: &'t str,
    text: Cow<'t, str>,
    /// It is a private key.
    pub is_key: bool,
}

/// The objects and arrays that a text holds one behind the other, from its first character or else
/// from its first brace.
#[derive(Default)]
pub(crate) struct Read<'o> {
    pub values: Vec<Node<'o>>,
    /// What stands before and behind them.
    rest: Cow<'o, str>,
    /// The text around what was encoded.
    outside: Option<&'o str>,
    /// What keeps the rest from being read.
    pub error: Option<JsonError>,
}

impl Read<'_> {
    /// Whether what could not be read may hold a record.
    pub(crate) fn leaves_a_record(&self) -> bool {
        may_hold_record(&self.rest) || self.outside.is_some_and(names)
    }
}

/// Undoes base64 and the like as often as it was done, until there is what may be JSON, or a key, or what
/// names a record.
pub(crate) fn open(text: &str) -> Opened<'_> {
    let mut opened = Opened {
        whole: text,
        text: Cow::Borrowed(text),
        is_key: is_private_key(text) || is_encoded(text),
    };
    // Each time, there are fewer characters of base64. Of a record in another notation, the hashes are base64
    // too.
    let ends = |opened: &Opened<'_>| {
        opened.is_key || may_be_json(&opened.text) || opened.was_encoded() && names(&opened.text)
    };
    while !ends(&opened) {
        let Some(decoded) = decoded(&opened.text) else { break };
        let is_key = is_private_key(&decoded) || is_encoded(&decoded);
        opened = Opened { is_key, text: Cow::Owned(decoded), ..opened };
    }
    opened
}

impl Opened<'_> {
    /// Whether it was base64 or hex.
    pub(crate) fn was_encoded(&self) -> bool {
        matches!(self.text, Cow::Owned(_))
    }

    pub(crate) fn read(&self) -> Read<'_> {
        let text = &*self.text;
        let outside = self.was_encoded().then_some(self.whole);
        let mut read = Read { rest: Cow::Borrowed(text), outside, ..Read::default() };
        // The cells of a table are texts, but not each by itself.
        if !may_be_json(text) || is_table(text) {
            return read;
        }
        for start in [0, text.find('{').unwrap_or(0)] {
            // The text is one string, so its places are counted from its own beginning.
            let (mut values, mut rest, mut end, mut error) = (Vec::new(), String::new(), 0, None);
            for value in json::values_of(&text[start..]) {
                match value {
                    Ok(node) if holds_values(&node) => {
                        rest.push_str(&text[end..start + node.start()]);
                        end = start + node.end();
                        values.push(node);
                    }
                    Ok(_) => {}
                    Err(e) => error = Some(e),
                }
            }
            read.error = error;
            if !values.is_empty() {
                rest.push_str(&text[end..]);
                read.values = values;
                read.rest = Cow::Owned(rest);
                break;
            }
        }
        read
    }
}

/// An object, an array, or a text of these: JSON that was written twice.
fn holds_values(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Object(_) | Value::Array(_) => true,
        Value::String(text) => may_be_json(&open(&text.text).text),
        _ => false,
    }
}

/// Whether a text names a record as it stands: before values, over columns, or in a list of columns.
pub(super) fn names(text: &str) -> bool {
    names_record(text) || is_table(text) || is_rows(text)
}

/// Whether a text that cannot be read as JSON may hold a record: it names one, or what it encodes does.
pub fn may_hold_record(text: &str) -> bool {
    !is_plain(text) && (names(text) || encodes_record(text))
}

/// Whether a text is an encoding of one that names a record.
pub(crate) fn encodes_record(text: &str) -> bool {
    let mut text = Cow::Borrowed(text);
    while let Some(decoded) = decoded(&text) {
        if !is_plain(&decoded) && names(&decoded) {
            return true;
        }
        text = Cow::Owned(decoded);
    }
    false
}

/// What a text encodes in one of the ways in which programs send files as text.
pub(super) fn decoded(text: &str) -> Option<String> {
    pieces(text).map(|pieces| as_text(&pieces))
}

/// The same, each encoded thing by itself.
pub(super) fn pieces(text: &str) -> Option<Vec<Vec<u8>>> {
    from_uuencoded(text).map(|bytes| vec![bytes]).or_else(|| from_base64(text))
}

/// What was encoded, as one text. A stray byte does not hide the others.
pub(super) fn as_text(pieces: &[Vec<u8>]) -> String {
    let mut bytes = pieces.concat();
    // Of UTF-16, as some programs encode it, what is ASCII stays.
    bytes.retain(|byte| *byte != 0);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What the base64 or hex in a text holds: base64 of either alphabet, with or without padding, broken
/// into lines as mail and old programs do it, in quotes, behind a `data:` prefix or other words.
fn from_base64(text: &str) -> Option<Vec<Vec<u8>>> {
    let is_space = |c: char| c.is_ascii_whitespace();
    let short = text.len() < STRETCH;
    if is_short_or_hex(text)
        || short && !text.chars().all(|c| is_base64(c) || is_space(c) || c == '=')
    {
        return None;
    }
    let whole = text.trim_matches(|c| is_space(c) || c == '=').len();
    let is_long = |stretch: &str| stretch.len() >= STRETCH || stretch.len() == whole;
    let mut pieces = Vec::new();
    // Behind the padding, another may follow. What is no text has many short ones.
    let least = whole.min(STRETCH);
    let runs = text.split(|c| !is_base64(c) && !is_space(c)).filter(|run| run.len() >= least);
    for run in runs {
        let words: Vec<&str> = run.split_ascii_whitespace().collect();
        let mut words = &words[..];
        while let Some(first) = words.first() {
            // What was broken into lines has lines of one length, and a shorter one at its end.
            let equal = words.iter().take_while(|word| word.len() == first.len()).count();
            let last = words.get(equal).is_some_and(|last| last.len() < first.len());
            let (lines, rest) = words.split_at(equal);
            let all = &words[..equal + usize::from(last)];
            words = match of_lines(lines, all) {
                Some((decoded, used)) => {
                    pieces.extend(decoded);
                    &words[used..]
                }
                None => {
                    let long = lines.iter().filter(|line| is_long(line));
                    pieces.extend(long.filter_map(|line| decode(line)));
                    rest
                }
            };
        }
    }
    pieces.iter().any(|piece| piece.iter().any(|byte| *byte != 0)).then_some(pieces)
}

/// What lines of one length come to with the shorter one behind them, or without it, and how many these
/// are. Lines each of which holds JSON of its own are not joined.
fn of_lines(lines: &[&str], all: &[&str]) -> Option<(Vec<Vec<u8>>, usize)> {
    let begins_json = |bytes: Vec<u8>| matches!(bytes.trim_ascii_start(), [b'{' | b'[', ..]);
    let each_alone = || lines.iter().all(|line| decode(line).is_some_and(begins_json));
    let length: usize = lines.iter().map(|line| line.len()).sum();
    if all.len() < 2 || length < STRETCH || each_alone() {
        return None;
    }
    let joined = |lines: &[&str]| Some((decode(&lines.concat())?, lines.len()));
    let (decoded, used) = joined(all).or_else(|| joined(lines))?;
    // What is no text may be several things of their own, one behind the other.
    let is_text = std::str::from_utf8(&decoded).is_ok();
    let alone = all[..used].iter().filter(|_| !is_text).filter_map(|line| decode(line));
    Some((std::iter::once(decoded).chain(alone).collect(), used))
}
