//! What commands read beside the evidence: one regular file, or standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use proofdesk_engine::core::file_kind::FileKind;
use proofdesk_engine::core::key::{KeyError, MAX_KEY_INPUT, ParsedKey, parse_given_key};
use proofdesk_engine::input::ReadError;
use proofdesk_engine::lookup::Meant;
use proofdesk_engine::platform::{self, Opened, Place};
use proofdesk_engine::report::Started;

use crate::failure::Failure;
use crate::terminal;

/// `-`, which is standard input where something is read, and standard output where it is written.
pub(crate) fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Standard input has one content.
pub(crate) fn require_one_dash<'p>(paths: impl Iterator<Item = &'p Path>) -> Result<(), Failure> {
    match paths.filter(|path| is_dash(path)).count() {
        0 | 1 => Ok(()),
        _ => Err(Failure::new("-: standard input can be read only once")),
    }
}

/// What it is called.
pub(crate) fn name(path: &Path) -> String {
    match is_dash(path) {
        true => "standard input".to_owned(),
        false => platform::display_path(path),
    }
}

/// Reads a file, or standard input, and at most one byte more than `limit`, so that too much is
/// noticed. Anything but a regular file is not opened: it could be waited for without end.
pub(crate) fn read(path: &Path, limit: usize) -> Result<Vec<u8>, ReadError> {
    if is_dash(path) {
        terminal::say_if_waiting();
        return Ok(start_of(io::stdin(), limit)?);
    }
    if path.as_os_str().is_empty() {
        return Err(ReadError::Unreadable(io::ErrorKind::NotFound.into()));
    }
    match Place::from(path).open()? {
        Opened::Regular(file, _) => Ok(start_of::<File>(file, limit)?),
        Opened::Special(kind) => Err(ReadError::NotRegular { kind }),
    }
}

/// So much of a file is looked at that is not what was asked for. In bytes.
const LOOKED_AT: usize = 16 << 20;

/// What a file is that is not what was asked for; `None` where nothing is known of it, and of standard input, which
/// can be read only once.
pub(crate) fn kind_of(path: &Path) -> Option<FileKind> {
    if is_dash(path) {
        return None;
    }
    FileKind::of(&read(path, LOOKED_AT).ok()?)
}

/// What is said of a file that is not what was asked for, and what to do with it.
pub(crate) fn instead(path: &Path, wanted: &str) -> Option<String> {
    kind_of(path).map(|kind| format!("{}: {}", name(path), kind.instead_of(wanted)))
}

/// Why something could not be read; of what is not there, with what it may have been meant as.
pub(crate) fn why(path: &Path, error: &ReadError) -> String {
    // A text that was pasted is too long for a name.
    let is_no_name = |error: &io::Error| {
        matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidFilename)
    };
    let is_missing = matches!(error, ReadError::Unreadable(error) if is_no_name(error));
    match Meant::by(path).filter(|_| is_missing) {
        Some(meant) => format!("{error}. {} {}", meant.cause(), meant.next_step()),
        None => error.to_string(),
    }
}

fn start_of<R: Read>(input: R, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// When the run begins. A time that was set and cannot be read is not passed over: the report would have
/// another.
pub(crate) fn started() -> Result<Started, Failure> {
    match Started::unreadable_source_date() {
        None => Ok(Started::now()),
        Some(text) => Err(Failure::new(format!(
            "SOURCE_DATE_EPOCH is set to {text}, which is not a number of seconds since 1970, up to the \
             year 9999; correct it, or unset it to use the clock"
        ))),
    }
}

/// A key as text, or `@FILE`; or words about what is given instead.
pub(crate) fn read_key(text: &str) -> Result<ParsedKey, String> {
    let Some(path) = text.strip_prefix('@').map(Path::new) else {
        return key_in(text.as_bytes()).map_err(|e| match Path::new(text).is_file() {
            true => format!("there is a file of this name: write @{text} for the key in it. What was given is no key itself: {e}"),
            false => e,
        });
    };
    if path.as_os_str().is_empty() {
        return Err("the name of the file is missing behind @".to_owned());
    }
    let named = |e: &dyn std::fmt::Display| format!("{}: {e}", name(path));
    let bytes = read(path, MAX_KEY_INPUT).map_err(|e| match e {
        ReadError::NotRegular { kind } => {
            named(&format!("it is {kind}, not a regular file; give a file with the key in it"))
        }
        e => named(&e),
    })?;
    key_in(&bytes).map_err(|e| named(&e))
}

/// The key in some bytes.
fn key_in(bytes: &[u8]) -> Result<ParsedKey, String> {
    parse_given_key(bytes).map_err(|error| {
        let text = std::str::from_utf8(bytes).unwrap_or_default().trim();
        if text == "-" {
            return "write @- for a key on standard input".to_owned();
        }
        if text.contains("://") && !text.contains(char::is_whitespace) {
            return "this is a link, not a key; `proofdesk fetch key DOMAIN` fetches the key of a domain".to_owned();
        }
        use FileKind::{Encoded, Format, Html, KeyHistory, KeyRing, Markdown, Report, Signed};
        match FileKind::of(bytes) {
            // Only its beginning was read.
            Some(Format(_)) if matches!(error, KeyError::TooLarge { .. }) => {
                format!("it is larger than {} KiB, which no key is", MAX_KEY_INPUT >> 10)
            }
            Some(
                kind @ (Encoded(_) | Format(_) | Html | KeyHistory | KeyRing | Markdown | Report
                | Signed),
            ) => kind.instead_of("a public key"),
            _ => error.to_string(),
        }
    })
}
