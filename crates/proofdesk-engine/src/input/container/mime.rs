//! The parts of a mail (RFC 5322, 2045, 2046, 2183).
//!
//! The syntax of header fields is read by a library. Which bytes are a part, and what they are after their
//! transfer encoding, is decided here, since they are hashed.

use std::collections::BTreeMap;
use std::ops::Range;

use mail_parser::{Header as Field, HeaderName, MessageParser, MimeHeaders};

use super::mime_name::{all_parameters, named};

/// Parts of one body that are read.
pub(super) const PARTS: usize = 100_000;

/// What the header of a part says, names in lower case.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// Such as `text/plain`.
    pub kind: String,
    pub boundary: Option<String>,
    /// Of S/MIME, what it does.
    pub smime: Option<String>,
    pub name: Option<Vec<u8>>,
    pub is_attachment: bool,
    pub encoding: String,
    /// What it says more than once, and not alike: programs differ in which of the two they take.
    pub contested: Vec<String>,
}

/// The fields that say where a part ends, and what its bytes and its name are.
const DECIDING: [(HeaderName<'static>, &str); 3] = [
    (HeaderName::ContentType, "Content-Type"),
    (HeaderName::ContentTransferEncoding, "Content-Transfer-Encoding"),
    (HeaderName::ContentDisposition, "Content-Disposition"),
];

impl Header {
    /// Reads the fields of a header.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let parser = MessageParser::new().with_mime_headers();
        let message = parser.parse_headers(bytes);
        let Some(part) = message.as_ref().and_then(|message| message.parts.first()) else {
            return Self { kind: "text/plain".to_owned(), ..Self::default() };
        };
        let kind = part.content_type().map(|kind| {
            format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("plain")).to_ascii_lowercase()
        });
        let fields = |name: HeaderName<'_>| -> Vec<&[u8]> {
            let named = part.headers.iter().filter(|header| header.name == name);
            let place = |field: &Field<'_>| field.offset_start as usize..field.offset_end as usize;
            named.filter_map(|field| bytes.get(place(field))).collect()
        };
        let field = |name| fields(name).last().copied();
        let contested =
            DECIDING.iter().flat_map(|(name, shown)| contested(shown, &fields(name.clone())));
        let name_in = |name, parameter| named(field(name)?, parameter);
        let attribute = |name: &str| part.content_type()?.attribute(name).map(str::to_owned);
        let disposition = part.content_disposition();
        Self {
            kind: kind.unwrap_or_else(|| "text/plain".to_owned()),
            boundary: attribute("boundary"),
            smime: attribute("smime-type").map(|kind| kind.to_ascii_lowercase()),
            name: name_in(HeaderName::ContentDisposition, "filename")
                .or_else(|| name_in(HeaderName::ContentType, "name")),
            is_attachment: disposition
                .is_some_and(|how| how.ctype().eq_ignore_ascii_case("attachment")),
            encoding: part
                .content_transfer_encoding()
                .map_or_else(|| "7bit".to_owned(), |how| how.trim().to_ascii_lowercase()),
            contested: contested.collect(),
        }
    }
}

/// What fields of one name, or the parameters of one, say more than once and not alike.
fn contested(shown: &str, fields: &[&[u8]]) -> Vec<String> {
    let differ =
        |values: &[&[u8]]| values.iter().any(|value| value.trim_ascii() != values[0].trim_ascii());
    if differ(fields) {
        return vec![shown.to_owned()];
    }
    let mut values: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for (name, value) in fields.first().map(|field| all_parameters(field)).unwrap_or_default() {
        // A name may stand there in an older and a newer form, for older and newer programs. A boundary may not.
        let name = match name.split_once('*') {
            Some(("boundary", _)) => "boundary".to_owned(),
            _ => name,
        };
        values.entry(name).or_default().push(value);
    }
    let twice = values
        .iter()
        .filter(|(_, values)| differ(&values.iter().map(Vec::as_slice).collect::<Vec<_>>()));
    twice.map(|(name, _)| format!("\u{201C}{name}\u{201D} in {shown}")).collect()
}

/// Where the header of a part ends and its body begins, behind the blank line.
pub(super) fn body_at(part: &[u8]) -> usize {
    let mut line = 0;
    while line < part.len() {
        let end = memchr::memchr(b'\n', &part[line..]).map_or(part.len(), |end| line + end + 1);
        if part[line..end].trim_ascii().is_empty() {
            return end;
        }
        line = end;
    }
    part.len()
}

/// A body in parts.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// What stands before the first part and behind the last one.
    pub around: Vec<Range<usize>>,
    pub parts: Vec<Range<usize>>,
    /// The mark behind the last part is there.
    pub is_closed: bool,
    /// There are more parts than are read.
    pub too_many: bool,
}

/// Cuts a body at the lines with its boundary (RFC 2046, section 5.1.1).
pub(super) fn parts(body: &[u8], boundary: &str) -> Parts {
    let mark = [b"--", boundary.as_bytes()].concat();
    let mut found = Parts::default();
    // Where the part at hand begins; before the first mark, there is none.
    let mut from = None;
    let mut line = 0;
    while line < body.len() {
        if found.parts.len() == PARTS {
            found.too_many = true;
            return found;
        }
        let end = memchr::memchr(b'\n', &body[line..]).map_or(body.len(), |end| line + end + 1);
        let Some(rest) = body[line..end].strip_prefix(&*mark) else {
            line = end;
            continue;
        };
        let rest = rest.trim_ascii();
        let closes = rest == b"--";
        // A longer boundary is another one.
        if !rest.is_empty() && !closes {
            line = end;
            continue;
        }
        // The line break before a mark belongs to it.
        let before = body[..line].strip_suffix(b"\n").unwrap_or(&body[..line]);
        let before = before.strip_suffix(b"\r").unwrap_or(before).len();
        match from {
            Some(start) => found.parts.push(start..before.max(start)),
            None => found.around.push(0..before),
        }
        from = Some(end);
        line = end;
        if closes {
            found.is_closed = true;
            break;
        }
    }
    match from {
        Some(start) if found.is_closed => found.around.push(start..body.len()),
        Some(start) => found.parts.push(start..body.len()),
        None => found.around.push(0..body.len()),
    }
    found.around.retain(|range| !body[range.clone()].trim_ascii().is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_cut_at_its_boundary() {
        let body = b"before\r\n--b\r\n\r\none\r\n--bb\r\n--b  \r\n\r\ntwo\n\n--b--\r\nbehind";
        let cut = parts(body, "b");
        let texts: Vec<_> = cut.parts.iter().map(|part| &body[part.clone()]).collect();
        assert_eq!(texts, [&b"\r\none\r\n--bb"[..], b"\r\ntwo\n"]);
        let around: Vec<_> = cut.around.iter().map(|part| &body[part.clone()]).collect();
        assert_eq!((around, cut.is_closed), (vec![&b"before"[..], b"behind"], true));
        assert!(!parts(&body[..body.len() - 10], "b").is_closed);
    }
}
