//! A response as `curl -i` saves it: status line, headers, an empty line, the body.
//!
//! A file can hold several: `100 Continue`, a proxy's `200 Connection established`, redirects that
//! were followed, attempts that were repeated. The last one counts.

use std::borrow::Cow;

use crate::json::{self, JsonErrorKind};
use crate::text::private;

/// The headers that say something about an error, or where its body ends.
const HEADERS: [&str; 9] = [
    "retry-after",
    "date",
    "content-type",
    "content-encoding",
    "content-length",
    "transfer-encoding",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-request-id",
];
/// Headers of one response that are kept, and characters of each that are shown.
const KEPT: usize = 32;
const LONGEST: usize = 500;
/// Shorter lines around bodies hold nothing to look at. In bytes.
const SHORTEST: usize = 16;
/// Responses with a body that a capture may hold. To find where a body ends takes a look at all that
/// follows, so their number bounds the work.
pub(super) const MAX_RESPONSES: usize = 32;

/// The last response of a capture.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Response<'a> {
    pub status: u16,
    headers: Vec<Header>,
    /// The body, put together if it was in chunks.
    pub body: Cow<'a, [u8]>,
    /// Whether the body is in chunks that do not fit together.
    pub in_chunks: bool,
    /// How many header blocks without a body stood before this one.
    pub earlier: usize,
    /// The statuses of the responses with a body that stood before this one.
    pub answered: Vec<u16>,
}

/// There are more than [`MAX_RESPONSES`] responses.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooMany;

impl Response<'_> {
    /// The values of a header, named in lowercase.
    pub(super) fn header(&self, name: &str) -> Vec<&str> {
        values(&self.headers, name).collect()
    }
}

/// The name, in lowercase, and the value.
type Header = (&'static str, String);

fn values<'h>(headers: &'h [Header], name: &str) -> impl Iterator<Item = &'h str> {
    headers.iter().filter(move |(n, _)| *n == name).map(|(_, v)| v.as_str())
}

/// Reads a capture; `None` if the bytes do not begin with a status line.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Response<'_>, TooMany>> {
    let mut rest = bytes.trim_ascii_start();
    let mut earlier = 0;
    let mut answered = Vec::new();
    loop {
        let (status, headers, after) = block(rest)?;
        let Body { body, in_chunks, next, .. } = body(&headers, after);
        if next.is_empty() {
            // A key that is cut first may not be told any more.
            let shown = |(name, value): Header| {
                let value = private::masked(&value).unwrap_or(value);
                (name, value.chars().take(LONGEST).collect())
            };
            let headers = headers.into_iter().map(shown).collect();
            return Some(Ok(Response { status, headers, body, in_chunks, earlier, answered }));
        }
        rest = next;
        if body.is_empty() {
            earlier += 1;
        } else if answered.len() + 1 < MAX_RESPONSES {
            answered.push(status);
        } else {
            return Some(Err(TooMany));
        }
    }
}

/// A part of a capture.
#[derive(Debug)]
pub enum Captured<'a> {
    /// A body.
    Body(CapturedBody<'a>),
    /// Lines around it: status line and headers, a chunk's extensions, trailers.
    Framing(&'a [u8]),
}

/// A body of a response.
#[derive(Debug)]
pub struct CapturedBody<'a> {
    /// What was saved of it, put together if it was in chunks.
    pub bytes: Cow<'a, [u8]>,
    /// What its headers say that it is compressed with. curl undoes that if it is asked to, and leaves
    /// the header.
    pub coding: Option<&'static str>,
}

/// The codings of bodies (RFC 9110, section 8.4.1), and what they are called.
fn coding(headers: &[Header]) -> Option<&'static str> {
    let named = values(headers, "content-encoding").flat_map(|value| value.split(','));
    let mut named = named.map(str::trim).filter(|name| !name.eq_ignore_ascii_case("identity"));
    let name = named.find(|name| !name.is_empty())?;
    const KNOWN: [(&str, &str); 6] = [
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("deflate", "deflate"),
        ("compress", "compress"),
        ("br", "Brotli"),
        ("zstd", "zstd"),
    ];
    let known = KNOWN.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    Some(known.map_or("a coding that this program does not know", |(_, called)| called))
}

/// The responses that `curl -i` saved, part by part, and whether these are all: of more than 32 bodies,
/// the rest is not looked at.
pub fn captured(bytes: &[u8]) -> (Vec<Captured<'_>>, bool) {
    let mut rest = bytes.trim_ascii_start();
    let mut parts = Vec::new();
    let mut bodies = 0;
    while let Some((_, headers, after)) = block(rest) {
        let Body { body, next, framing, .. } = body(&headers, after);
        let head = rest.get(..rest.len() - after.len()).unwrap_or(rest);
        let framing = [head].into_iter().chain(framing).filter(|text| text.len() >= SHORTEST);
        parts.extend(framing.map(Captured::Framing));
        if !body.is_empty() {
            bodies += 1;
            let coding = coding(&headers);
            parts.push(Captured::Body(CapturedBody { bytes: body, coding }));
        }
        rest = next;
        if bodies == MAX_RESPONSES {
            break;
        }
    }
    (parts, rest.is_empty())
}

/// Status and headers of the response at the start, and what follows them.
fn block(bytes: &[u8]) -> Option<(u16, Vec<Header>, &[u8])> {
    let (first, mut rest) = line(bytes);
    let status = status(first)?;
    let mut headers: Vec<Header> = Vec::new();
    // Whether a line that begins with white space continues a header that is kept.
    let mut open = false;
    while !rest.is_empty() {
        let (header, next) = line(rest);
        // Without an empty line, the body begins with what is no header.
        if !header.is_empty() && !is_header(header) {
            break;
        }
        rest = next;
        if header.is_empty() {
            break;
        }
        if let [b' ' | b'\t', ..] = header {
            if let (true, Some((_, value))) = (open, headers.last_mut()) {
                append(value, header);
            }
            continue;
        }
        let colon = header.iter().position(|b| *b == b':').unwrap_or(header.len());
        let (name, value) = header.split_at(colon);
        let name = HEADERS.into_iter().find(|known| known.as_bytes().eq_ignore_ascii_case(name));
        open = name.is_some() && headers.len() < KEPT;
        if let (Some(name), true) = (name, open) {
            let mut text = String::new();
            append(&mut text, value.strip_prefix(b":").unwrap_or(value));
            headers.push((name, text));
        }
    }
    Some((status, headers, rest))
}

/// A body, and the response behind it.
struct Body<'a> {
    body: Cow<'a, [u8]>,
    in_chunks: bool,
    /// The lines before and behind chunks that were put together.
    framing: Vec<&'a [u8]>,
    /// Begins with a status line, or is empty.
    next: &'a [u8],
}

fn body<'a>(headers: &[Header], rest: &'a [u8]) -> Body<'a> {
    let codings = values(headers, "transfer-encoding").last();
    let last = codings.and_then(|text| text.rsplit(',').next()).unwrap_or_default();
    // curl takes the chunks apart and leaves the header, unless it is told --raw.
    let chunked = last.trim().eq_ignore_ascii_case("chunked");
    if chunked
        && let Some(Joined { body, framing, next }) = join_chunks(rest)
        && (next.is_empty() || is_response(next))
    {
        return Body { body: Cow::Owned(body), in_chunks: false, framing, next };
    }
    let end = next_response(headers, rest).unwrap_or(rest.len());
    let (body, next) = rest.split_at_checked(end).unwrap_or((rest, &[]));
    let in_chunks = chunked && chunk_size(line(body).0).is_some();
    Body { body: Cow::Borrowed(body), in_chunks, framing: Vec::new(), next }
}

/// Where in `rest`, which follows the headers of a response, the next one begins.
fn next_response(headers: &[Header], rest: &[u8]) -> Option<usize> {
    if is_response(rest) {
        return Some(0);
    }
    let from = |at: usize| rest.get(at..).unwrap_or_default();
    // JSON says itself where it ends, whatever its strings hold.
    match json::parse(rest) {
        Ok(_) => return None,
        Err(e) if e.kind == JsonErrorKind::TrailingData && is_response(from(e.offset)) => {
            return Some(e.offset);
        }
        Err(_) => {}
    }
    if let Some(length) = values(headers, "content-length").next().and_then(|n| n.parse().ok()) {
        let after = from(length).trim_ascii_start();
        if after.is_empty() {
            return None;
        }
        if is_response(after) {
            return Some(rest.len() - after.len());
        }
    }
    let lines = rest.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(end, _)| end + 1);
    lines.into_iter().find(|start| is_response_with_headers(from(*start)))
}

fn is_response(bytes: &[u8]) -> bool {
    status(line(bytes).0).is_some()
}

/// A page can quote a status line; a response has headers behind it, and nothing else.
fn is_response_with_headers(bytes: &[u8]) -> bool {
    let (first, mut rest) = line(bytes);
    if status(first).is_none() {
        return false;
    }
    let mut some = false;
    loop {
        let (header, next) = line(rest);
        if header.is_empty() {
            return some;
        }
        if !is_header(header) {
            return false;
        }
        (rest, some) = (next, true);
    }
}

/// A name that is a token (RFC 9110, section 5.6.2) and a colon, or the continuation of a value.
fn is_header(line: &[u8]) -> bool {
    let token = |b: &u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(b);
    match line.iter().position(|b| !token(b)) {
        Some(0) => matches!(line, [b' ' | b'\t', ..]),
        Some(end) => line.get(end) == Some(&b':'),
        None => false,
    }
}

/// A body that was in chunks, the lines that are no part of it, and what follows.
struct Joined<'a> {
    body: Vec<u8>,
    framing: Vec<&'a [u8]>,
    next: &'a [u8],
}

/// Puts a chunked body together (RFC 9112, section 7.1) and gives what is around it. Only whole
/// bodies are taken; that the end of a text is trimmed does no harm.
fn join_chunks(mut rest: &[u8]) -> Option<Joined<'_>> {
    let mut joined = Vec::new();
    let mut framing = Vec::new();
    loop {
        let (first, after) = line(rest);
        let size = chunk_size(first)?;
        framing.extend(Some(first).filter(|first| first.len() >= SHORTEST));
        if size == 0 {
            rest = after;
            break;
        }
        let (data, after) = after.split_at_checked(size)?;
        // One kind of line end in one body, or a size could be off by one.
        let end = if rest.get(first.len()) == Some(&b'\r') { &b"\r\n"[..] } else { b"\n" };
        let after = after.strip_prefix(end)?;
        joined.extend_from_slice(data);
        rest = after;
    }
    // What is behind the last chunk up to an empty line are headers.
    let trailers = rest;
    loop {
        let (trailer, after) = line(rest);
        match trailer {
            [] => {
                framing.extend(trailers.get(..trailers.len() - rest.len()));
                return Some(Joined { body: joined, framing, next: after });
            }
            trailer if is_header(trailer) => rest = after,
            _ => return None,
        }
    }
}

/// The size before a chunk, which an extension may follow.
fn chunk_size(line: &[u8]) -> Option<usize> {
    let digits = line.split(|b| *b == b';').next()?.trim_ascii_end();
    let sound = (1..=8).contains(&digits.len()) && digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| sound)?;
    usize::from_str_radix(digits, 16).ok()
}

/// Adds what is not white space around `bytes`.
fn append(text: &mut String, bytes: &[u8]) {
    let more = String::from_utf8_lossy(bytes.trim_ascii());
    if !text.is_empty() && !more.is_empty() {
        text.push(' ');
    }
    text.push_str(&more);
}

/// The first line without its end, LF or CR LF, and what follows.
fn line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = match bytes.iter().position(|b| *b == b'\n') {
        Some(end) => (bytes.get(..end).unwrap_or(bytes), bytes.get(end + 1..).unwrap_or_default()),
        None => (bytes, &[][..]),
    };
    (line.strip_suffix(b"\r").unwrap_or(line), rest)
}

/// The status of `HTTP/1.1 404 Not Found`, `HTTP/2 404`, `HTTP/3 404`.
fn status(line: &[u8]) -> Option<u16> {
    let rest = line.strip_prefix(b"HTTP/")?;
    let rest = match rest {
        [b'0'..=b'9', b'.', b'0'..=b'9', b' ', rest @ ..] => rest,
        [b'0'..=b'9', b' ', rest @ ..] => rest,
        _ => return None,
    };
    let (code, after) = rest.split_at_checked(3)?;
    let ended = after.first().is_none_or(|b| *b == b' ');
    let number: u16 = std::str::from_utf8(code).ok()?.parse().ok()?;
    (ended && (100..=599).contains(&number)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(u16, usize, &str)> {
        let response = parse(text.as_bytes())?.ok()?;
        let Cow::Borrowed(body) = response.body else { return None };
        Some((response.status, response.earlier, std::str::from_utf8(body).ok()?))
    }

    #[test]
    fn status_lines() {
        for (text, status) in [
            ("HTTP/1.1 404 Not Found", Some(404)),
            ("HTTP/1.0 404", Some(404)),
            ("HTTP/2 429 ", Some(429)),
            ("HTTP/3 500", Some(500)),
            ("HTTP/2 4299", None),
            ("HTTP/2 999", None),
            ("HTTP/2 +42", None),
            ("HTTP/ 404", None),
            ("HTTP/1.1\t404", None),
            ("http/1.1 404", None),
            ("HTTP/2 40", None),
            ("", None),
        ] {
            assert_eq!(read(text).map(|r| r.0), status, "{text}");
        }
    }

    #[test]
    fn the_last_block_counts() {
        let body = "{\"a\":1}\r\n\r\nx";
        for end in ["\r\n", "\n"] {
            let blocks = format!(
                "HTTP/1.1 200 Connection established{end}{end}HTTP/1.1 100 Continue{end}{end}\
                 HTTP/2 302 {end}location: /x{end}{end}HTTP/2 404 {end}date: d{end}{end}{body}"
            );
            assert_eq!(read(&blocks), Some((404, 3, body)));
        }
        assert_eq!(read("\r\n\nHTTP/2 404\n\nHTTP/x"), Some((404, 0, "HTTP/x")));
        assert_eq!(read("HTTP/2 404\ndate: d"), Some((404, 0, "")));
    }

    #[test]
    fn headers() {
        let text = "HTTP/2 404\nRETRY-AFTER:  2 \r\nserver: x\n ignored\nDate: Mon,\n\t02 Mar\nDate:\n\
                    no header\n\n";
        let response = parse(text.as_bytes()).and_then(Result::ok).map(|r| {
            let own = |name| r.header(name).into_iter().map(str::to_owned).collect::<Vec<_>>();
            [own("retry-after"), own("date"), own("server")].concat()
        });
        assert_eq!(response, Some(["2", "Mon, 02 Mar", ""].map(str::to_owned).to_vec()));
    }
}
