//! How the user compared a fingerprint, and how fingerprints are written.

use std::io;
use std::path::Path;

use proofdesk_engine::core::encoding::{DecodeError, Digest, decode_flexible};
use proofdesk_engine::core::key::MAX_KEY_INPUT;
use proofdesk_engine::platform::display_path;

use crate::failure::Failure;
use crate::input;
use crate::terminal;

/// What is asked of a fingerprint that agrees.
pub(super) const WITH_WHOM: &str = "What did you compare it with?";

/// What is noted where the program compared the fingerprint, and the user says nothing of their own.
pub(super) const MATCHED: &str = "compared with a fingerprint given on the command line";

/// The value of `--fingerprint`, as people write it down.
pub(super) fn fingerprint(text: &str) -> Result<Digest, Failure> {
    if is_of_openssh(text) {
        return Err(Failure::new(
            "--fingerprint: this is the fingerprint that OpenSSH shows, which is calculated from other bytes \
             than the key's; ask for the SHA-256 of the 32 bytes of the key, which has 64 hexadecimal \
             characters",
        ));
    }
    Digest::parse_written(text).map_err(|error| {
        let what = match error {
            DecodeError::OddHexLength { digits } => format!("this one has {digits}"),
            DecodeError::WrongLength { actual, .. } => format!("this one has {}", 2 * actual),
            _ => "this one has others too".to_owned(),
        };
        Failure::new(format!("--fingerprint: a fingerprint has 64 hexadecimal characters; {what}"))
    })
}

/// Whether a text is a fingerprint as `ssh-keygen -l` shows it: base64, of the key in the form of OpenSSH.
fn is_of_openssh(text: &str) -> bool {
    let text = text.trim().strip_prefix("SHA256:").unwrap_or_default();
    text.len() == 43 && decode_flexible::<32>(text).is_ok()
}

/// Groups in a row of a fingerprint, as `keys list` and `keys show` print it in two.
const ROW: usize = 8;

/// The one fingerprint in a file that people read: it stands on a line of its own, or in two rows.
pub(super) fn fingerprint_in(file: &Path) -> Result<Digest, Failure> {
    let fault =
        |words: &str| Failure::new(format!("--fingerprint @{}: {words}", display_path(file)));
    let bytes = input::read(file, MAX_KEY_INPUT).map_err(|e| fault(&e.to_string()))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut found = fingerprints(&text);
    found.dedup();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(fault("no line of this file is a fingerprint of 64 hexadecimal characters")),
        _ => Err(fault("there are several fingerprints in this file; give the one you mean")),
    }
}

/// Every fingerprint in a text.
fn fingerprints(text: &str) -> Vec<Digest> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_group = |group: &str| group.len() == 4 && group.bytes().all(|b| b.is_ascii_hexdigit());
    let is_row = |line: &str| {
        let mut groups = line.split_whitespace();
        groups.clone().count() == ROW && groups.all(is_group)
    };
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        // The key itself stands so below its name, where it has no room beside it.
        if at == 0 || lines[at - 1] != "key" {
            found.extend(fingerprint(line).ok());
        }
        let first = line.strip_prefix("fingerprint").unwrap_or(line);
        if let Some(second) = lines.get(at + 1).filter(|next| is_row(first) && is_row(next)) {
            found.extend(fingerprint(&format!("{first} {second}")).ok());
        }
    }
    found
}

/// How the user compared, in words that a reader of the report can do something with: one letter says
/// nothing.
pub(super) fn said(words: &str) -> Result<&str, Failure> {
    let words = words.trim();
    match words.chars().filter(|c| c.is_alphabetic()).count() {
        0 | 1 => Err(Failure::new(format!(
            "{}, so no key is pinned; say it in a few words, such as \"by telephone, 2026-03-02\"",
            match words.is_empty() {
                true => "you have not said how you compared the fingerprint",
                false => "what you said does not tell how you compared the fingerprint",
            }
        ))),
        _ => Ok(words),
    }
}

/// Whether the user says that the fingerprint they were shown is the right one.
pub(super) fn agrees() -> io::Result<bool> {
    let said = terminal::ask(
        "Do all 64 characters agree with a fingerprint that you got by another way? [y/N]",
    )?;
    Ok(["y", "yes"].contains(&said.to_lowercase().as_str()))
}
