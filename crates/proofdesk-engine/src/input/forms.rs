//! The marks by which a file is known to be one that this program wrote, so that it may be replaced: also in forms
//! that no evidence is recognised by.

use std::io::{self, Read};
use std::path::Path;

pub(crate) use proofdesk_core::file_kind::PART_MARK;

use super::earlier::{SCHEMA, is_report_file, is_report_line, up_to_a_report};
use super::signed::is_envelope;
use crate::platform;

/// Most forms are known by so much of their beginning. In bytes.
const BEGINNING: u64 = 64 << 10;

/// The line of the text report above its digest.
pub const TEXT_DIGEST: &str = "Report digest of this run:";

/// How each form for programs begins.
const BEGIN: [&str; 2] = [
    "\u{feff}file,line,pointer,kind,id,verdict,headline,reasons,",
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"Proofdesk, report digest ",
];

/// What stands in the head of an HTML report.
pub const HTML_GENERATOR: &str = "Proofdesk";

/// Whether a regular file is a part of a run.
pub(crate) fn holds_part(file: &Path) -> io::Result<bool> {
    let mut beginning = Vec::new();
    let file = platform::open_to_read(file)?;
    file.take(PART_MARK.len() as u64).read_to_end(&mut beginning)?;
    Ok(beginning == PART_MARK)
}

/// Whether a regular file is a report as evidence is recognised as one, or a signed one.
pub(crate) fn holds_report(file: &Path) -> io::Result<bool> {
    Ok(is_recognised(&up_to_a_report(file)?))
}

fn is_recognised(bytes: &[u8]) -> bool {
    is_report_file(bytes) || is_envelope(bytes)
}

/// Whether a regular file is a report of this program, or the signature of one, in whatever form.
pub(crate) fn holds_form(file: &Path) -> io::Result<bool> {
    let mut beginning = Vec::new();
    platform::open_to_read(file)?.take(BEGINNING).read_to_end(&mut beginning)?;
    if begins_as_report(&beginning) {
        return Ok(true);
    }
    let bytes = up_to_a_report(file)?;
    Ok(is_recognised(&bytes) || is_text(&bytes) || is_pdf(&bytes))
}

/// Whether what a file begins and ends with is that of a report in one of the other forms.
pub(super) fn is_form(beginning: &[u8], end: &[u8]) -> bool {
    let beginning = &beginning[..beginning.len().min(BEGINNING as usize)];
    begins_as_report(beginning)
        || has_text_digest(end)
        || beginning.starts_with(PDF) && holds_creator(end)
}

fn begins_as_report(beginning: &[u8]) -> bool {
    let json = format!("{{\"schema\":\"{SCHEMA}\",\"run\":{{");
    let line = beginning.split(|b| *b == b'\n').next().unwrap_or_default();
    beginning.starts_with(json.as_bytes())
        || is_report_line(line)
        || BEGIN.iter().any(|begin| beginning.starts_with(begin.as_bytes()))
        || is_html(beginning)
}

fn is_html(beginning: &[u8]) -> bool {
    let generator = format!("<meta name=\"generator\" content=\"{HTML_GENERATOR}\">");
    beginning.starts_with(b"<!DOCTYPE html>")
        && memchr::memmem::find(beginning, generator.as_bytes()).is_some()
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok() && has_text_digest(bytes)
}

/// With colours, a line begins with a code that is not shown.
fn has_text_digest(bytes: &[u8]) -> bool {
    let digest = TEXT_DIGEST.as_bytes();
    let mut found = memchr::memmem::find_iter(bytes, digest);
    found.any(|at| {
        let line = bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |end| end + 1);
        let ends = matches!(bytes.get(at + digest.len()), None | Some(b'\r' | b'\n'));
        bytes[line] == 0x1B || line == at && ends
    })
}

/// How a PDF begins.
const PDF: &[u8] = b"%PDF-";

fn holds_creator(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"/Creator(Proofdesk ").is_some()
}

/// What somebody else added to the end, such as a signature, is theirs.
fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(PDF)
        && holds_creator(bytes)
        && memchr::memmem::find_iter(bytes, b"startxref").count() == 1
}
