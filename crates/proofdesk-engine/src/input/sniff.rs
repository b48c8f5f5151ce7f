//! What a file seems to be, told by its beginning.

use proofdesk_core::json::{self, JsonErrorKind};
use proofdesk_core::recognise;
use proofdesk_core::text::{TextEncoding, without_mark};

use super::limits::{CHUNK, LINE_LIMIT};
use super::source::{ReadError, Reading};

/// What the beginning of a file looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    /// An export of one record a line.
    Lines,
    /// JSON: one value, or several behind each other.
    Json,
    /// It may be JSON, or begin like it by chance.
    PerhapsJson,
    /// JSON in another encoding than UTF-8.
    Encoded(TextEncoding),
    /// Responses that `curl -i` saved.
    Responses,
    Other,
}

/// Looks at what was read so far, and reads on as far as it must.
pub(crate) fn look(buffer: &mut Vec<u8>, reading: &mut Reading<'_>) -> Result<Looks, ReadError> {
    let looks = first_signs(buffer);
    Ok(match looks {
        Looks::Json if is_one_a_line(buffer, reading)? => Looks::Lines,
        Looks::Json | Looks::Other if is_cut_at_start(buffer, reading)? => Looks::Lines,
        _ => looks,
    })
}

fn first_signs(bytes: &[u8]) -> Looks {
    if let Some(encoding) = TextEncoding::of(bytes) {
        // As much as holds the first signs, without half a character at its end.
        let beginning = &bytes[..bytes.len().min(4096) & !3];
        let whole =
            |less: usize| encoding.decode(&beginning[..beginning.len().checked_sub(less)?]).ok();
        // Whatever is damaged further on, it began like this.
        let first = || encoding.decode(&bytes[..bytes.len().min(64) & !3]).ok();
        let text = whole(0).or_else(|| whole(2)).or_else(first).unwrap_or_default();
        let is_key = ["-----BEGIN ", "PuTTY-User-Key-File-", "ssh-"];
        return match signs_of(text.as_bytes()) {
            Looks::Other if !is_key.iter().any(|sign| text.contains(sign)) => Looks::Other,
            _ => Looks::Encoded(encoding),
        };
    }
    signs_of(bytes)
}

/// What a text in UTF-8 looks like by its first signs.
pub(crate) fn signs_of(bytes: &[u8]) -> Looks {
    let bytes = without_mark(bytes);
    if bytes.trim_ascii_start().starts_with(b"HTTP/") {
        return Looks::Responses;
    }
    // RTF begins with a brace too, and INI files with a bracket: the next sign tells. A text can hold
    // JSON that was written twice.
    let mut signs = bytes.iter().filter(|b| !b" \t\r\n\x1E".contains(b));
    match (signs.next(), signs.next()) {
        (Some(b'{'), Some(b'"' | b'}') | None)
        | (Some(b'['), Some(b'{' | b'[' | b'"' | b']') | None) => Looks::Json,
        (Some(b'['), Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n'))
        | (Some(b'"'), Some(b'{' | b'[')) => Looks::PerhapsJson,
        _ => Looks::Other,
    }
}

type TwoLines<'b> = Option<(&'b [u8], &'b [u8])>;

/// The first two lines that are not blank, as far as they are at hand. The second ends with the
/// file, or where more is at hand than a line may have.
fn two_lines<'b>(
    buffer: &'b mut Vec<u8>,
    reading: &mut Reading<'_>,
) -> Result<TwoLines<'b>, ReadError> {
    // The beginning of the line, and how far its end was looked for: a file can begin with
    // millions of blank lines, or with a long one.
    let (mut line, mut searched) = (0, 0);
    let mut ends = Vec::new();
    while ends.len() < 2 {
        match buffer[searched..].iter().position(|b| *b == b'\n') {
            Some(found) => {
                let end = searched + found;
                if !buffer[line..end].trim_ascii().is_empty() {
                    ends.push(end);
                }
                line = end + 1;
                searched = line;
            }
            None => {
                searched = buffer.len();
                if buffer.len() > LINE_LIMIT || reading.next_chunk(buffer, CHUNK)? == 0 {
                    break;
                }
            }
        }
    }
    let Some(first) = ends.first() else { return Ok(None) };
    let second = &buffer[first + 1..ends.get(1).copied().unwrap_or(buffer.len())];
    Ok(Some((&buffer[..*first], second)).filter(|_| !second.trim_ascii().is_empty()))
}

/// Whether the file is an export of one record a line. One of the first two lines must be a whole
/// object: a first line that is damaged does not make the others unreadable.
fn is_one_a_line(buffer: &mut Vec<u8>, reading: &mut Reading<'_>) -> Result<bool, ReadError> {
    let mut signs = buffer.iter().filter(|b| !b" \t\r\n\x1E\xEF\xBB\xBF".contains(b));
    if signs.next() != Some(&b'{') {
        return Ok(false);
    }
    let Some((first, second)) = two_lines(buffer, reading)? else { return Ok(false) };
    if is_whole(first) {
        // Behind a first value on one line, others may follow that are written on several.
        let opens = matches!(second.trim_ascii().last(), Some(b'{' | b'['));
        return Ok(!opens || is_whole(second));
    }
    let closed = first.trim_ascii().ends_with(b"}");
    let damaged = matches!(json::parse(first), Err(e) if e.kind != JsonErrorKind::UnexpectedEnd);
    Ok(closed && damaged && is_whole(second))
}

/// Whether a line holds objects and nothing else, whatever separates them.
fn is_whole(line: &[u8]) -> bool {
    let Ok(values) = json::values(line) else { return false };
    let mut some = false;
    values.into_iter().all(|value| {
        some = true;
        value.is_ok_and(|node| node.as_object().is_some())
    }) && some
}

/// Whether the file is such an export from which the beginning is missing: the end of an object,
/// then a line that is a record.
fn is_cut_at_start(buffer: &mut Vec<u8>, reading: &mut Reading<'_>) -> Result<bool, ReadError> {
    // Other files are not read on for this.
    let mut lines = buffer.split_inclusive(|b| *b == b'\n');
    let first = lines.find(|line| !line.trim_ascii().is_empty());
    if !first.is_some_and(|line| line.ends_with(b"\n") && is_end_of_object(line.trim_ascii())) {
        return Ok(false);
    }
    let Some((_, second)) = two_lines(buffer, reading)? else { return Ok(false) };
    Ok(json::parse(second).is_ok_and(|node| recognise::holds_record(&node)))
}

/// Whether a text can be what is left of an object without its beginning, which was cut off inside
/// a string or outside of any.
fn is_end_of_object(text: &[u8]) -> bool {
    text.ends_with(b"}") && (closes_more(text) || behind_string(text).is_some_and(closes_more))
}

/// What is behind the string that ends in the text.
fn behind_string(text: &[u8]) -> Option<&[u8]> {
    let mut escaped = false;
    let end = text.iter().position(|b| {
        let ends = *b == b'"' && !escaped;
        escaped = *b == b'\\' && !escaped;
        ends
    });
    Some(&text[end? + 1..])
}

/// Whether the last sign of the text, and none before it, closes what nothing in it opened; with
/// nothing but JSON's own signs outside of strings.
fn closes_more(mut text: &[u8]) -> bool {
    let (mut depth, mut lowest) = (0i64, 0i64);
    while let [sign, rest @ ..] = text {
        text = rest;
        match sign {
            b'"' => match behind_string(rest) {
                Some(rest) => text = rest,
                None => return false,
            },
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if text.is_empty() {
                    return depth < lowest;
                }
                lowest = lowest.min(depth);
            }
            // The letters are those of true, false and null.
            b',' | b':' | b' ' | b'\t' | b'0'..=b'9' | b'+' | b'-' | b'.' | b'E' => {}
            sign if b"truefalsn".contains(sign) => {}
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_of_an_object_is_one() {
        let line = r#"{"a":"x { \"y\" }","b":[true,{"c":-1.5E3}],"d":{},"e":null}"#;
        for (cut, _) in line.char_indices().skip(1) {
            assert!(is_end_of_object(&line.as_bytes()[cut..]), "{}", &line[cut..]);
        }
        assert!(!is_end_of_object(line.as_bytes()));
    }

    #[test]
    fn other_lines_are_none() {
        for line in [
            "",
            "}}{}",
            "1,2026-03-02,member.viewed,{}",
            "2026-03-02T08:31:00Z INFO received {\"a\":1}",
            "GET /x {\"a\":\"b\"} 200",
            "{\"a\":1}",
            "fn main() { println!(\"}\"); }",
            "body { color: red }",
            "\"name\": \"x\",",
            "]",
        ] {
            assert!(!is_end_of_object(line.as_bytes()), "{line}");
        }
    }
}
