//! How the user compared a fingerprint, and how fingerprints are written.

use std::io;
use std::path::Path;

use proofdesk_engine::core::encoding::{DecodeError, Digest};
use proofdesk_engine::core::key::MAX_KEY_INPUT;
use proofdesk_engine::platform::display_path;

use crate::failure::Failure;
use crate::input;
use crate::terminal;

/// How a fingerprint was compared of which nothing else is said.
pub(super) const COMPARED_HERE: &str = "compared with a fingerprint given on the command line";

/// What is asked of a fingerprint that agrees.
pub(super) const WITH_WHOM: &str = "What did you compare it with?";

/// The value of `--fingerprint`, as people write it down.
pub(super) fn fingerprint(text: &str) -> Result<Digest, Failure> {
    Digest::parse_written(text).map_err(|error| {
        let what = match error {
            DecodeError::OddHexLength { digits } => format!("this one has {digits}"),
            DecodeError::WrongLength { actual, .. } => format!("this one has {}", 2 * actual),
            _ => "this one has others too".to_owned(),
        };
        Failure::new(format!("--fingerprint: a fingerprint has 64 hexadecimal characters; {what}"))
    })
}

/// The one fingerprint in a file that people read: it stands on a line of its own.
pub(super) fn fingerprint_in(file: &Path) -> Result<Digest, Failure> {
    let fault =
        |words: &str| Failure::new(format!("--fingerprint @{}: {words}", display_path(file)));
    let bytes = input::read(file, MAX_KEY_INPUT).map_err(|e| fault(&e.to_string()))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut found: Vec<Digest> = text.lines().filter_map(|line| fingerprint(line).ok()).collect();
    found.dedup();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(fault("no line of this file is a fingerprint of 64 hexadecimal characters")),
        _ => Err(fault("there are several fingerprints in this file; give the one you mean")),
    }
}

/// Whether the user says that the fingerprint they were shown is the right one.
pub(super) fn agrees() -> io::Result<bool> {
    let said = terminal::ask(
        "Do all 64 characters agree with a fingerprint that you got by another way? [y/N]",
    )?;
    Ok(["y", "yes"].contains(&said.to_lowercase().as_str()))
}
