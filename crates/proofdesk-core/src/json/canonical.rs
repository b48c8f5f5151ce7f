//! Canonical bytes: the exact byte strings that hashes and signatures are computed over.
//!
//! Two forms are documented. The *sorted compact* form (event payloads, audit events) has every
//! object's keys sorted by Unicode code point, no white space, and strings and numbers as
//! `serde_json` writes them. The *order-preserving* form (attestation bodies) is the text itself
//! without insignificant white space.

use std::convert::Infallible;

use super::node::{Node, Value};
use super::number::Number;
use super::text::Text;
use crate::text::without_mark;

/// A value that has no canonical bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Uncanonical {
    /// A string holds an unpaired surrogate escape, which UTF-8 cannot express.
    UnpairedSurrogate {
        /// Offset of the string in its text.
        offset: usize,
    },
}

/// What to do with members whose value is `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// They are written.
    Keep,
    /// They are left out of objects, at every depth; in arrays they stay.
    Strip,
}

/// Appends the sorted compact form of `node`.
///
/// # Errors
/// [`Uncanonical`] when there is none; `out` then holds a part of it.
pub fn write_sorted(node: &Node<'_>, nulls: Nulls, out: &mut Vec<u8>) -> Result<(), Uncanonical> {
    write_numbers(node, nulls, "", &|number, _, out| number.write(out), out)
}

/// The same with numbers as `write` writes them, which is given the name of the member that each is
/// in; `name` is that of `node`.
pub(crate) fn write_numbers(
    node: &Node<'_>,
    nulls: Nulls,
    name: &str,
    write: &impl Fn(&Number<'_>, &str, &mut Vec<u8>),
    out: &mut Vec<u8>,
) -> Result<(), Uncanonical> {
    match &node.value {
        Value::Array(items) => {
            write_each(b"[]", items, out, |item, out| {
                write_numbers(item, nulls, name, write, out)
            })?;
        }
        Value::Object(object) => {
            let mut members: Vec<&(Text<'_>, Node<'_>)> = object
                .members()
                .iter()
                .filter(|(_, v)| nulls == Nulls::Keep || v.value != Value::Null)
                .collect();
            // Order of UTF-8 bytes is order of code points.
            members.sort_unstable_by_key(|(name, _)| &*name.text);
            write_each(b"{}", members, out, |(key, value), out| {
                write_text(key, node.start(), out)?;
                out.push(b':');
                write_numbers(value, nulls, &key.text, write, out)
            })?;
        }
        Value::String(text) => write_text(text, node.start(), out)?,
        Value::Number(number) => write(number, name, out),
        Value::Null | Value::Bool(_) => write_literal(node, out),
    }
    Ok(())
}

/// Writes what is between two brackets, with commas between.
pub(crate) fn write_each<T, E>(
    brackets: &[u8; 2],
    all: impl IntoIterator<Item = T>,
    out: &mut Vec<u8>,
    mut write: impl FnMut(T, &mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    out.push(brackets[0]);
    for (i, one) in all.into_iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write(one, out)?;
    }
    out.push(brackets[1]);
    Ok(())
}

/// Whether the canonical form has every number that is shown. It goes through doubles for numbers
/// outside 64 bits, so that it can hide changed digits; such a number is not to be called signed.
pub(crate) fn is_exact(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Number(number) => number.is_exact(),
        Value::Array(items) => items.iter().all(is_exact),
        Value::Object(object) => object.members().iter().all(|(_, value)| is_exact(value)),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

/// The sorted compact form of `node`.
///
/// # Errors
/// [`Uncanonical`] when there is none.
pub fn sorted(node: &Node<'_>) -> Result<Vec<u8>, Uncanonical> {
    let mut out = Vec::with_capacity(node.end() - node.start());
    write_sorted(node, Nulls::Keep, &mut out)?;
    Ok(out)
}

/// Appends `node` compactly, members in the order of the text and numbers as they are spelled. For
/// display: an unpaired surrogate is written as U+FFFD.
pub fn write_compact(node: &Node<'_>, out: &mut Vec<u8>) {
    match &node.value {
        Value::Array(items) => {
            let Ok(()) = write_each(b"[]", items, out, |item, out| {
                write_compact(item, out);
                Ok::<_, Infallible>(())
            });
        }
        Value::Object(object) => {
            let Ok(()) = write_each(b"{}", object.members(), out, |(key, value), out| {
                write_string(&key.text, out);
                out.push(b':');
                write_compact(value, out);
                Ok::<_, Infallible>(())
            });
        }
        Value::String(text) => write_string(&text.text, out),
        Value::Number(number) => out.extend_from_slice(number.spelling.as_bytes()),
        Value::Null | Value::Bool(_) => write_literal(node, out),
    }
}

impl Node<'_> {
    /// The value for a report: a string as its characters, anything else as compact JSON.
    pub fn to_display(&self) -> String {
        match &self.value {
            Value::String(text) => text.text.to_string(),
            _ => {
                let mut out = Vec::with_capacity(self.end() - self.start());
                write_compact(self, &mut out);
                // Pieces of `str` make no other bytes.
                String::from_utf8(out).unwrap_or_default()
            }
        }
    }
}

/// Removes insignificant white space from a JSON text, and a byte-order mark before it. Key
/// order, number spelling and escapes stay as they are. The text must have been parsed: of other
/// text the result means nothing.
pub fn without_white_space(json: &[u8]) -> Vec<u8> {
    let json = without_mark(json);
    let mut out = Vec::with_capacity(json.len());
    let mut in_string = false;
    let mut escaped = false;
    for &b in json {
        if in_string {
            in_string = escaped || b != b'"';
            escaped = !escaped && b == b'\\';
        } else if matches!(b, b' ' | b'\n' | b'\r' | b'\t') {
            continue;
        } else {
            in_string = b == b'"';
        }
        out.push(b);
    }
    out
}

/// Appends `text` as a JSON string the way `serde_json` writes it: `"` and `\` escaped, control
/// characters as `\b \t \n \f \r` or `\u00xx` in lowercase, everything else literally.
pub fn write_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut written = 0;
    for (i, &b) in bytes.iter().enumerate() {
        if b >= 0x20 && b != b'"' && b != b'\\' {
            continue;
        }
        out.extend_from_slice(&bytes[written..i]);
        written = i + 1;
        match b {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x09 => out.extend_from_slice(b"\\t"),
            0x0A => out.extend_from_slice(b"\\n"),
            0x0C => out.extend_from_slice(b"\\f"),
            0x0D => out.extend_from_slice(b"\\r"),
            _ => out.extend_from_slice(format!("\\u{b:04x}").as_bytes()),
        }
    }
    out.extend_from_slice(&bytes[written..]);
    out.push(b'"');
}

fn write_text(text: &Text<'_>, offset: usize, out: &mut Vec<u8>) -> Result<(), Uncanonical> {
    if text.has_unpaired_surrogate() {
        return Err(Uncanonical::UnpairedSurrogate { offset });
    }
    write_string(&text.text, out);
    Ok(())
}

fn write_literal(node: &Node<'_>, out: &mut Vec<u8>) {
    match &node.value {
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        _ => out.extend_from_slice(b"null"),
    }
}
