//! What a file is that holds no JSON: a file is called what it is, and not content without a record.

mod wrapped;

use wrapped::Wrapped;

use std::fmt;

use crate::json::{self, JsonError, JsonErrorKind};
use crate::marks::{
    Table, begins_uuencoded, compressed_in, encodes_record, is_plain, is_rows, names_record, table,
};
use crate::recognise::holds_record;
use crate::text::{BYTE_ORDER_MARK, Legible, TextEncoding, capital};
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName};

/// Why a file is not looked into, although a record may be in it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// It is compressed, or holds other files.
    Packed(&'static str),
    /// It is encrypted.
    Encrypted(&'static str),
    /// It is a text that encodes what is compressed.
    Encoded(&'static str),
    /// The CSV export of the vendor's viewer, in any dialect.
    ViewerCsv,
    /// An export of audit events as CSV with other columns.
    Csv,
    /// It has the field names of a record, in another notation than JSON.
    Notation(&'static str),
    /// It has the field names of a record in JSON that is damaged here.
    Damaged(JsonError),
    /// It has the field names of a record in JSON behind something else.
    Prefixed(&'static str),
}

impl Format {
    /// The check that says so, with the remedy that fits.
    pub fn check(&self) -> Check {
        let check = match self {
            Self::Damaged(error) => return damaged(error),
            Self::Packed(_) | Self::Encoded(_) => {
                Check::unknown(CheckName::Parse, Reason::Compressed)
            }
            Self::Encrypted(_) => Check::unknown(CheckName::Parse, Reason::ArchiveEncrypted),
            Self::Prefixed(what) => Check::unknown(CheckName::Parse, Reason::InvalidJson)
                .offset(0)
                .clause(format!("there is {what} before its JSON"))
                .possible_causes(
                    "It may have been copied out of a page, a mail or a log, together with what stood before it, \
                     or a program may have written something before it.",
                )
                .next_step(
                    "Ask for the record as the API returned it, as a file of its own. Or save a copy of the JSON \
                     alone, from its first brace to its last, and add that; keep the original.",
                ),
            Self::ViewerCsv | Self::Csv => {
                Check::unknown(CheckName::Parse, Reason::UnsupportedRecord)
                    .clause("it is an export in CSV, whose rows cannot be verified")
                    .possible_causes("Whoever made the export may have chosen CSV.")
            }
            Self::Notation(name) => Check::unknown(CheckName::Parse, Reason::UnsupportedRecord)
                .clause(format!(
                    "it has the field names of a record, in a form that is not read: {name}"
                ))
                .possible_causes(
                    "A program may have written the record in this form, or it may have been copied out of a page, \
                     a mail or a log.",
                ),
        };
        let check = check.note(self.description());
        match self.remedy() {
            Some(remedy) => check.next_step(remedy),
            None => check,
        }
    }

    /// What it is: one or two sentences.
    fn description(&self) -> String {
        match self {
            Self::Packed(name) | Self::Encrypted(name) => format!("This is {name}."),
            Self::Encoded(name) => format!("This text encodes {name}, which is not opened."),
            Self::ViewerCsv => "This is the viewer's CSV export. Its rows lack the event id, the organisation, the \
                                metadata and the key, so they cannot be verified."
                .to_owned(),
            Self::Csv => "This is a CSV export of audit events. How its rows become the signed bytes again is not \
                          documented, so they cannot be verified."
                .to_owned(),
            Self::Notation(name) => {
                format!("It has the field names of a record, but it is {name}, not JSON.")
            }
            Self::Damaged(error) => sentence(error),
            Self::Prefixed(what) => format!("Line 1: there is {what} before the JSON."),
        }
    }

    /// What to do with it, where that is more than its reason says.
    fn remedy(&self) -> Option<&'static str> {
        match self {
            Self::Packed(MAIL | MAILS) => Some("Save what is attached to it, and add that."),
            Self::ViewerCsv | Self::Csv => Some("Ask for the export as NDJSON."),
            Self::Notation(_) => Some("Ask for the JSON as the API returns it."),
            _ => None,
        }
    }
}

/// What it is, and what to do with it, in sentences.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.description())?;
        self.remedy().map_or(Ok(()), |remedy| write!(f, " {remedy}"))
    }
}

fn sentence(error: &JsonError) -> String {
    capital(&error.to_string()) + "."
}

/// The check that says where a text is no JSON.
pub fn damaged(error: &JsonError) -> Check {
    let reason = match error.kind {
        JsonErrorKind::DuplicateKey(_) => Reason::DuplicateJsonKey,
        JsonErrorKind::TooDeep => Reason::TooDeep,
        JsonErrorKind::TooManyValues | JsonErrorKind::TooLong => Reason::TooLarge,
        JsonErrorKind::InvalidUtf8 => Reason::InvalidUtf8,
        _ => Reason::InvalidJson,
    };
    let check = Check::unknown(CheckName::Parse, reason).offset(error.offset).note(sentence(error));
    match reason == Reason::InvalidJson && error.is_of_display() {
        true => check.possible_causes(
            "It may have been copied out of a page, a mail or a document, which writes such characters, or edited \
             by hand.",
        ),
        false => check,
    }
}

/// So much of a mail's header is looked at. In bytes.
const HEADER: usize = 16 << 10;

const MAIL: &str = "an e-mail";
const MAILS: &str = "a mailbox";

/// Forms in which files are packed: how they begin, what they are called, and a second magic number, since four
/// letters can begin a text too.
#[rustfmt::skip]
const PACKED: [(&[u8], &str, usize, &[u8]); 19] = [
    (b"PK\x03\x04", "a zip archive", 0, b""),
    (b"PK\x05\x06", "a zip archive", 0, b""),
    (b"\x1F\x8B\x08", "a gzip-compressed file", 0, b""),
    (b"\x28\xB5\x2F\xFD", "a zstd-compressed file", 0, b""),
    (b"\xFD7zXZ\0", "an xz-compressed file", 0, b""),
    (b"BZh", "a bzip2-compressed file", 4, b"1AY&SY"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", 0, b""),
    (b"Rar!\x1A\x07", "a RAR archive", 0, b""),
    (b"\x04\x22\x4D\x18", "an lz4-compressed file", 0, b""),
    (b"LZIP\x01", "an lzip-compressed file", 0, b""),
    (b"\x5D\0\0", "an lzma-compressed file", 5, b"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"),
    (b"\x1F\x9D\x90", "a file that `compress` packed", 0, b""),
    (b"xar!", "an xar archive", 4, b"\0\x1C"),
    (b"PK\x07\x08", "a part of a zip archive", 4, b"PK\x03\x04"),
    (b"!<arch>\n", "an ar archive", 66, b"`\n"),
    (b"MSCF", "a cabinet archive", 4, b"\0\0\0\0"),
    (b"!BDN", "an Outlook mailbox", 8, b"SM"),
    (b"\x78\x9F\x3E\x22", "Outlook's own packing of attachments (TNEF, winmail.dat)", 0, b""),
    (b"", "a tar archive", 257, b"ustar"),
];

/// Files of these formats are zip archives too, but people open them as documents and programs: what
/// their members are called, or in which folders they are.
const DOCUMENTS: [&str; 10] = [
    "[Content_Types].xml",
    "_rels/",
    "docProps/",
    "word/",
    "xl/",
    "ppt/",
    "mimetype",
    "META-INF/",
    "AndroidManifest.xml",
    "doc.kml",
];

/// Tells a file that is no JSON by its beginning; `None` if it is content as far as can be told.
/// `whole` says that it has no more than this.
pub fn of(beginning: &[u8], whole: bool) -> Option<Format> {
    of_legible(&Legible::of(beginning), whole)
}

/// The same of a beginning of which the text was made.
pub fn of_legible(legible: &Legible<'_>, whole: bool) -> Option<Format> {
    let beginning = legible.bytes();
    if let Some(name) = packed(beginning) {
        return Some(Format::Packed(name));
    }
    match wrapped::of(beginning) {
        Some(Wrapped::Packed(name)) => return Some(Format::Packed(name)),
        Some(Wrapped::Encrypted(name)) => return Some(Format::Encrypted(name)),
        None => {}
    }
    if whole && is_last_part(beginning) {
        return Some(Format::Packed("the last part of a zip archive in several parts"));
    }
    let decoded = TextEncoding::of(beginning).map(|encoding| encoding.decode_lossy(beginning));
    let text = decoded.as_deref().unwrap_or(legible.text());
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    match table(text) {
        Some(Table::Viewer) => Some(Format::ViewerCsv),
        Some(Table::AuditEvents) => Some(Format::Csv),
        Some(Table::Records) if is_ruled(text) => Some(Format::Notation("Markdown")),
        Some(Table::Records) => Some(Format::Notation("CSV")),
        None if is_rows(text) => Some(Format::Notation("SQL")),
        None if !is_plain(text) && names_record(text) => Some(notation(text, whole)),
        None if encodes_record(text) => {
            let is_uuencoded = text.lines().any(begins_uuencoded);
            Some(Format::Notation(if is_uuencoded { "uuencoded" } else { "base64 or hex" }))
        }
        None => compressed_in(text).map(Format::Encoded),
    }
}

/// What a packed file is called.
pub fn packed(beginning: &[u8]) -> Option<&'static str> {
    let is = |(magic, _, at, second): &&(&[u8], &str, usize, &[u8])| {
        beginning.starts_with(magic) && beginning.get(*at..).is_some_and(|b| b.starts_with(second))
    };
    match PACKED.iter().find(is) {
        Some(_) if members(beginning).any(is_of_document) => None,
        Some((_, name, ..)) => Some(name),
        None => mail(beginning),
    }
}

fn is_of_document(member: &[u8]) -> bool {
    DOCUMENTS.iter().any(|name| match name.ends_with('/') {
        true => member.starts_with(name.as_bytes()),
        false => member == name.as_bytes(),
    })
}

/// The names of the first members of a zip archive, by their local headers (APPNOTE 4.3.7). Behind one
/// that does not say its length, nothing is looked for: what comes next may be inside of it.
fn members(mut archive: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let number =
            |at: usize| archive.get(at..at + 2).map(|b| usize::from(b[0]) | usize::from(b[1]) << 8);
        if !archive.starts_with(b"PK\x03\x04") {
            return None;
        }
        let name = archive.get(30..30 + number(26)?)?;
        let length = number(18)? | number(20)? << 16;
        let behind = 30 + name.len() + number(28)? + length;
        let says_length = number(6)? & 8 == 0;
        archive = archive.get(behind..).filter(|_| says_length).unwrap_or_default();
        Some(name)
    })
}

/// Whether the end of a zip archive says that it began in another file.
fn is_last_part(file: &[u8]) -> bool {
    end_of_zip(file).is_some_and(|(_, end)| end[4..6] != [0, 0])
}

/// What stands before the end of a zip archive (APPNOTE 4.3.16), if a file ends with one, and the end.
fn end_of_zip(file: &[u8]) -> Option<(&[u8], &[u8])> {
    let tail = &file[file.len().saturating_sub(22 + usize::from(u16::MAX))..];
    let mut ends = (22..=tail.len()).rev().map(|end| tail[..end].split_at(end - 22));
    ends.find(|(before, end)| {
        let comment = usize::from(end[20]) | usize::from(end[21]) << 8;
        end.starts_with(b"PK\x05\x06") && before.len() + 22 + comment == tail.len()
    })
}

/// A zip archive that begins as something else, by how the file ends: programs read one from its end on. `None` of
/// documents and programs, which people open as such.
pub fn of_tail(tail: &[u8]) -> Option<Format> {
    let (before, end) = end_of_zip(tail)?;
    let size = u32::from_le_bytes([end[12], end[13], end[14], end[15]]) as usize;
    let directory = &before[before.len().saturating_sub(size)..];
    let has_members = end[10..12] != [0, 0];
    (has_members && !listed(directory).any(is_of_document))
        .then_some(Format::Packed("a zip archive behind something else"))
}

/// The names of the members in a zip archive's directory (APPNOTE 4.3.12).
fn listed(mut directory: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let number = |at: usize| {
            directory.get(at..at + 2).map(|b| usize::from(b[0]) | usize::from(b[1]) << 8)
        };
        let is_entry = directory.starts_with(b"PK\x01\x02");
        let name = directory.get(46..46 + number(28).filter(|_| is_entry)?)?;
        let behind = 46 + name.len() + number(30)? + number(32)?;
        directory = directory.get(behind..).unwrap_or_default();
        Some(name)
    })
}

/// Where the header of a mail begins: behind a byte-order mark and empty lines, which some programs write
/// before it.
pub fn mail_at(beginning: &[u8]) -> usize {
    let mark = if beginning.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let lines = beginning[mark..].iter().take(HEADER);
    mark + lines.take_while(|b| matches!(b, b'\r' | b'\n')).count()
}

/// Whether the first line may be one of a header: of most files, a few bytes tell that it is none.
fn begins_header(beginning: &[u8]) -> bool {
    let name = beginning.split(|b| *b == b':').next().unwrap_or_default();
    beginning.starts_with(b"From ")
        || beginning.starts_with(b" ")
        || beginning.starts_with(b"\t")
        || name.iter().all(u8::is_ascii_graphic)
}

/// A mail by its header lines (RFC 5322), or several in one file.
fn mail(beginning: &[u8]) -> Option<&'static str> {
    let beginning = &beginning[mail_at(beginning)..];
    if !begins_header(beginning) {
        return None;
    }
    let text = String::from_utf8_lossy(&beginning[..beginning.len().min(HEADER)]);
    let (is_box, head) = match text.strip_prefix("From ") {
        Some(rest) => (true, rest.split_once('\n')?.1),
        None => (false, &*text),
    };
    let head = head.split("\n\n").next()?.split("\r\n\r\n").next()?;
    // A longer header goes on in the middle of a line.
    let is_cut = beginning.len() > HEADER && text.ends_with(head);
    let head = if is_cut { head.rsplit_once('\n')?.0 } else { head };
    let (mut names, mut is_multipart) = (Vec::new(), false);
    for line in head.lines().filter(|line| !line.starts_with([' ', '\t'])) {
        let (name, value) = line.split_once(':')?;
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        let name = name.to_ascii_lowercase();
        is_multipart |= name == "content-type"
            && value.trim_start().get(..10).is_some_and(|v| v.eq_ignore_ascii_case("multipart/"));
        names.push(name);
    }
    let has = |name: &str| names.iter().any(|n| n == name);
    let is_letter = ["from", "to", "subject"].into_iter().any(has);
    let is_mail = has("received")
        || has("mime-version") && (is_letter || has("content-type"))
        || is_letter && (is_multipart || has("message-id"));
    match is_box {
        _ if !is_mail => None,
        true => Some(MAILS),
        false => Some(MAIL),
    }
}

/// Whether a file is a mail, by its header lines.
pub fn is_mail(beginning: &[u8]) -> bool {
    mail(beginning) == Some(MAIL)
}

/// Whether a text is an HTML page.
pub fn is_html(beginning: &[u8]) -> bool {
    if beginning.iter().find(|b| b.is_ascii_graphic()) != Some(&b'<') {
        return false;
    }
    let text = String::from_utf8_lossy(&beginning[..beginning.len().min(4096)]);
    let text = text.trim_start_matches(BYTE_ORDER_MARK).trim_start().to_ascii_lowercase();
    text.starts_with('<')
        && ["<!doctype html", "<html", "<head>", "<body"].iter().any(|tag| text.contains(tag))
}

/// Whether a text begins with a value that holds a record.
fn holds_record_first(text: &str) -> bool {
    let first = json::values_of(text).next();
    first.is_some_and(|value| value.is_ok_and(|node| holds_record(&node)))
}

/// Whether a table has the rule below its head that Markdown has.
fn is_ruled(text: &str) -> bool {
    let is_rule = |line: &str| {
        let of_rule = line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'));
        of_rule && line.contains('|') && line.contains("--")
    };
    text.lines().any(|line| is_rule(line.trim()))
}

/// The notation of a text that has the member names of a record.
fn notation(text: &str, whole: bool) -> Format {
    let zeros = text.bytes().filter(|b| *b == 0).count();
    if 3 * zeros >= text.len() {
        return Format::Notation("UTF-16 that was saved again in another encoding");
    }
    let start = text.trim_start();
    let is_tag = |c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '?' | '/');
    if start.strip_prefix('<').is_some_and(|rest| rest.starts_with(is_tag)) {
        return Format::Notation(if is_html(text.as_bytes()) { "HTML" } else { "XML" });
    }
    if start.lines().any(|line| line.trim_start().starts_with("```")) {
        return Format::Notation("Markdown");
    }
    // Lines are broken behind an equals sign in the 76th column (RFC 2045, section 6.7).
    if text.lines().any(|line| line.ends_with('=') && (74..=77).contains(&line.len())) {
        return Format::Notation("quoted-printable text");
    }
    let is_json = || [": true", ": false", ": null"].iter().any(|value| text.contains(value));
    if start.starts_with(['{', '[', '(']) && text.contains("': ") && !is_json() {
        return Format::Notation("Python");
    }
    // What a brace and a quotation mark are in it.
    if text.contains("+AHs") || text.contains("+ACI") {
        return Format::Notation("UTF-7");
    }
    let Some(json) = text.find(['{', '[']) else {
        let is_escaped = text.contains("&#");
        let name = if is_escaped { "text in HTML entities" } else { "YAML or plain text" };
        return Format::Notation(name);
    };
    let before = text[..json].trim();
    match before {
        "" => match json::parse(text.as_bytes()) {
            // So a section of a settings file begins.
            Err(error) if error.offset <= json + 1 && text[json..].starts_with('[') => {
                Format::Notation("YAML or plain text")
            }
            // Where the beginning ends, nothing is damaged.
            Err(error) if whole || error.kind != JsonErrorKind::UnexpectedEnd => {
                Format::Damaged(error)
            }
            _ => Format::Notation("plain text"),
        },
        _ if before.starts_with("//") || before.starts_with("/*") || before.starts_with('#') => {
            Format::Prefixed("a comment")
        }
        _ if text.find('{').is_some_and(|at| holds_record_first(&text[at..])) => {
            Format::Prefixed("other text")
        }
        // Braces and brackets stand in source code too.
        _ => Format::Notation("YAML or plain text"),
    }
}
