//! A response as `curl -i` saves it: status line, headers, an empty line, the body.
//!
//! A saved response can begin with the blocks of earlier answers (`100 Continue`, a proxy's
//! `200 Connection established`, redirects that were followed); the last one counts.

/// The headers that say something about an error.
const HEADERS: [&str; 7] = [
    "retry-after",
    "date",
    "content-type",
    "content-encoding",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-request-id",
];
/// Headers of one response that are kept, and characters of each.
const KEPT: usize = 32;
const LONGEST: usize = 500;

/// The last response of a capture.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Response<'a> {
    pub status: u16,
    headers: Vec<(&'static str, String)>,
    pub body: &'a [u8],
    /// How many header blocks stood before this one.
    pub earlier: usize,
}

impl Response<'_> {
    /// The values of a header, named in lowercase.
    pub(super) fn header(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(n, _)| *n == name).map(|(_, v)| v.as_str()).collect()
    }
}

/// Reads a capture; `None` if the bytes do not begin with a status line.
pub(super) fn parse(bytes: &[u8]) -> Option<Response<'_>> {
    let mut response = block(bytes.trim_ascii_start())?;
    while let Some(next) = block(response.body) {
        response = Response { earlier: response.earlier + 1, ..next };
    }
    Some(response)
}

fn block(bytes: &[u8]) -> Option<Response<'_>> {
    let (first, mut rest) = line(bytes);
    let status = status(first)?;
    let mut headers: Vec<(&'static str, String)> = Vec::new();
    // Whether a line that begins with white space continues a header that is kept.
    let mut open = false;
    while !rest.is_empty() {
        let (header, next) = line(rest);
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
    Some(Response { status, headers, body: rest, earlier: 0 })
}

/// Adds what is not white space around `bytes`, as far as there is room.
fn append(text: &mut String, bytes: &[u8]) {
    let more = String::from_utf8_lossy(bytes.trim_ascii());
    if !text.is_empty() && !more.is_empty() {
        text.push(' ');
    }
    text.extend(more.chars().take(LONGEST.saturating_sub(text.len())));
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
        let response = parse(text.as_bytes())?;
        Some((response.status, response.earlier, std::str::from_utf8(response.body).ok()?))
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
        let response = parse(text.as_bytes()).map(|r| {
            let own = |name| r.header(name).into_iter().map(str::to_owned).collect::<Vec<_>>();
            [own("retry-after"), own("date"), own("server")].concat()
        });
        assert_eq!(response, Some(["2", "Mon, 02 Mar", ""].map(str::to_owned).to_vec()));
    }
}
