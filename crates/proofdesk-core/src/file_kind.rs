//! What a file is that was given where something else belongs: an error response, a request body. It is
//! called by the same name as among evidence.

use std::fmt;

use crate::format::{self, Format};
use crate::json::{self, Node, Object, Value};
use crate::key::parse_key;
use crate::marks::hidden;
use crate::recognise::{Recognised, holds_record, recognise};
use crate::text::private::{is_der, is_private_key};
use crate::text::{TextEncoding, without_mark};

/// What a part of a run begins with, of any version of its format.
pub const PART_MARK: &[u8] = b"proofdesk-part ";

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// There is nothing in it.
    Empty,
    /// A private key, or a text that holds one.
    PrivateKey,
    /// A public key.
    PublicKey,
    /// One word that is a public key or a SHA-256: by its form, either.
    KeyOrHash,
    /// A text in another encoding than UTF-8.
    Encoded(TextEncoding),
    /// An object that stands for itself.
    Recognised(Recognised),
    /// Several records, as an array or one a line.
    Records,
    /// A report of this program.
    Report,
    /// A key ring of this program.
    KeyRing,
    /// A history of keys of this program.
    KeyHistory,
    /// A response with its headers, of something else than JSON alone.
    Response,
    /// A part of a run of this program.
    Part,
    /// A PDF.
    Pdf,
    /// An envelope around a report or a statement, which says who signed it.
    Signed,
    /// A page of the web.
    Html,
    /// Notes with code in them.
    Markdown,
    /// No JSON.
    Format(Format),
}

impl FileKind {
    /// What these bytes are; `None` where nothing is known of them.
    ///
    /// ```
    /// use proofdesk_core::file_kind::FileKind;
    ///
    /// let of = |text: &str| FileKind::of(text.as_bytes());
    /// assert_eq!(of("<!DOCTYPE html><title>502</title>"), Some(FileKind::Html));
    /// assert_eq!(of("Dear members,"), None);
    /// ```
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if let Some(encoding) = TextEncoding::of(bytes) {
            return Some(match is_private_key(&encoding.decode_lossy(bytes)) {
                true => Self::PrivateKey,
                false => Self::Encoded(encoding),
            });
        }
        let text = without_mark(bytes).trim_ascii();
        if text.is_empty() {
            return Some(Self::Empty);
        }
        let words = String::from_utf8_lossy(text);
        let is_json = matches!(text.first(), Some(b'{' | b'['));
        // A record or an error response is one, whatever stands in it.
        match is_json.then(|| of_json(text)).flatten() {
            None | Some(Self::PublicKey) if is_der(text) || hidden(&words) != words => {
                return Some(Self::PrivateKey);
            }
            None => {}
            known => return known,
        }
        for (mark, kind) in
            [(PART_MARK, Self::Part), (b"%PDF-", Self::Pdf), (b"HTTP/", Self::Response)]
        {
            if text.starts_with(mark) {
                return Some(kind);
            }
        }
        if format::is_html(text) {
            return Some(Self::Html);
        }
        if words.lines().any(|line| line.trim_start().starts_with("```")) {
            return Some(Self::Markdown);
        }
        if let Some(format) = format::of(text, true) {
            return Some(Self::Format(format));
        }
        let kind = if words.contains([' ', '\n']) { Self::PublicKey } else { Self::KeyOrHash };
        parse_key(text).is_ok().then_some(kind)
    }
}

/// What JSON is: one value, or several behind each other.
fn of_json(text: &[u8]) -> Option<FileKind> {
    match json::parse(text) {
        Ok(node) => match &node.value {
            Value::Object(object) => {
                of_object(object).or_else(|| holds_record(&node).then_some(FileKind::Records))
            }
            _ => holds_record(&node).then_some(FileKind::Records),
        },
        Err(_) => {
            let values: Result<Vec<Node<'_>>, _> = json::values(text).ok()?.collect();
            let values = values.ok()?;
            let objects = || values.iter().filter_map(Node::as_object);
            match objects().any(|object| of_object(object) == Some(FileKind::Report)) {
                true => Some(FileKind::Report),
                false => values.iter().any(holds_record).then_some(FileKind::Records),
            }
        }
    }
}

fn of_object(object: &Object<'_>) -> Option<FileKind> {
    let begins =
        |name: &str, with: &str| object.str(name).is_some_and(|text| text.starts_with(with));
    if begins("schema", "proofdesk.report/") {
        return Some(FileKind::Report);
    }
    if begins("schema", "proofdesk.keyring/") {
        return Some(FileKind::KeyRing);
    }
    if begins("schema", "proofdesk.key-history/") {
        return Some(FileKind::KeyHistory);
    }
    if object.has_all(&["payload", "signatures"]) && begins("payloadType", "application/vnd.") {
        return Some(FileKind::Signed);
    }
    match recognise(object)? {
        Recognised::Key => Some(FileKind::PublicKey),
        recognised => Some(FileKind::Recognised(recognised)),
    }
}

impl FileKind {
    /// That it is not what is wanted, what it is, and what to do with it.
    pub fn instead_of(&self, wanted: &str) -> String {
        match self {
            // Sentences of its own.
            Self::Format(format) if !matches!(format, Format::Packed(_)) => {
                format!("it is not {wanted}. {format}")
            }
            kind => format!("it is not {wanted} but {kind}"),
        }
    }
}

/// What it is, and what to do with it: continues "This is".
impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("an empty file; give the file again as it was received"),
            Self::PrivateKey => f.write_str(
                "a private key, or holds one; give it to nobody. If others have seen it, its owner must \
                 replace it",
            ),
            Self::PublicKey => f.write_str("a public key; `proofdesk keys add` pins it"),
            Self::KeyOrHash => f.write_str(
                "one word, which by its form is a public key or a SHA-256; `proofdesk keys add` pins a key, and \
                 `proofdesk verify --find` looks for a hash",
            ),
            Self::Encoded(encoding) => {
                write!(f, "a text in {}; save it as UTF-8", encoding.name())
            }
            Self::Recognised(recognised) => write!(f, "{recognised}"),
            Self::Records => f.write_str("JSON with records in it; `proofdesk verify` checks them"),
            Self::Report => f.write_str(
                "a report of Proofdesk; `proofdesk export` writes it in other forms, and `proofdesk \
                 repeat` repeats its verification",
            ),
            Self::KeyRing => f.write_str(
                "a key ring; name it with --keyring, or add keys of it with `proofdesk keys import`",
            ),
            Self::KeyHistory => f.write_str(
                "a history of keys; `proofdesk keys history --history FILE` shows what is in it",
            ),
            Self::Response => f.write_str(
                "a response with its headers, whose first line or headers cannot be read, or in which there is no \
                 error; `proofdesk verify` judges a record in it",
            ),
            Self::Part => {
                f.write_str("a part of a run; `proofdesk merge` merges the parts into one report")
            }
            Self::Pdf => f.write_str(
                "a PDF; one that Proofdesk wrote has the JSON report attached; a PDF viewer can save it",
            ),
            Self::Signed => {
                f.write_str("a signed report or statement; `proofdesk verify` says who signed it")
            }
            Self::Html => f.write_str(
                "an HTML page, as a browser, a proxy or a log-in page gives it; save the JSON as the API \
                 returns it",
            ),
            Self::Markdown => {
                f.write_str("a text in Markdown; save what stands between its ``` lines by itself")
            }
            Self::Format(Format::Packed(name)) => {
                write!(f, "{name}; `proofdesk verify` says what is in it, if it can be read")
            }
            Self::Format(format) => write!(f, "another file. {format}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_for_a_file_continues_a_sentence() {
        let event =
            r#"{"event_id":"evt_1","event_type":"a","payload":{"a":1},"payload_hash":"00"}"#;
        let mail = "From: a@b.example\nMIME-Version: 1.0\nMessage-ID: <1@b.example>\n\nHello\n";
        let key = "-----BEGIN PRIVATE KEY-----\n\
                   MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n\
                   -----END PRIVATE KEY-----\n";
        let cases = [
            (" \n".to_owned(), "an empty file"),
            (key.to_owned(), "a private key"),
            (format!("{{\"key\":{:?}}}", key), "a private key"),
            (format!("[{event},{event}]"), "JSON with records in it"),
            (format!("{event}\n{event}\n"), "JSON with records in it"),
            (event.to_owned(), "a record (event)"),
            ("{\"schema\":\"proofdesk.report/1\"}".to_owned(), "a report of Proofdesk"),
            ("<html><body>502</body></html>".to_owned(), "an HTML page"),
            (format!("# Notes\n\n```json\n{event}\n```\n"), "a text in Markdown"),
            (mail.to_owned(), "an e-mail"),
            ("proofdesk-part 3\n".to_owned(), "a part of a run"),
            ("%PDF-1.7\n".to_owned(), "a PDF"),
            (
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n".to_owned(),
                "one word",
            ),
        ];
        for (text, words) in cases {
            let kind = FileKind::of(text.as_bytes()).map(|kind| kind.to_string());
            assert!(kind.as_ref().is_some_and(|kind| kind.starts_with(words)), "{text}: {kind:?}");
        }
        let utf_16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(matches!(FileKind::of(&utf_16), Some(FileKind::Encoded(_))));
    }
}
