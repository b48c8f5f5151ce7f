//! What a person probably meant by a command line that the parser refuses.

use std::path::Path;

use clap::Error;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The error with a hint, where there is one.
pub(crate) fn with_hint(mut error: Error) -> Error {
    if let Some(hint) = hint(&error) {
        let mut hints = match error.remove(ContextKind::Suggested) {
            Some(ContextValue::StyledStrs(hints)) => hints,
            _ => Vec::new(),
        };
        hints.push(StyledStr::from(hint));
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(hints));
    }
    error
}

fn hint(error: &Error) -> Option<String> {
    match (error.kind(), error.get(ContextKind::InvalidSubcommand)) {
        (ErrorKind::InvalidSubcommand, Some(ContextValue::String(given))) => {
            of_command(error, given)
        }
        (ErrorKind::MissingRequiredArgument, _) => of_missing(error),
        _ => None,
    }
}

/// Of a word that is no command. Only the first one can be meant as evidence.
fn of_command(error: &Error, given: &str) -> Option<String> {
    let similar = error.get(ContextKind::SuggestedSubcommand).map(ToString::to_string);
    let is_told = similar.is_some_and(|similar| similar.contains("verify"));
    if is_told || !usage(error).starts_with(['<', '[']) {
        return None;
    }
    Some(match Path::new(given).exists() {
        true if given.contains(' ') => {
            format!("to verify it, write 'proofdesk verify \"{given}\"'")
        }
        true => format!("to verify it, write 'proofdesk verify {given}'"),
        false => "'proofdesk verify PATH' verifies a file or a folder".to_owned(),
    })
}

/// Of arguments that are missing, how the command is written.
fn of_missing(error: &Error) -> Option<String> {
    let examples = [
        ("verify ", "'proofdesk verify .' verifies the folder that you are in"),
        (
            "keys add ",
            "LABEL is your name for the key, such as the issuer's domain: 'proofdesk keys add acme.com \
             @acme.key.json'",
        ),
    ];
    let usage = usage(error);
    let example = examples.iter().find(|(command, _)| usage.starts_with(command));
    example.map(|(_, hint)| (*hint).to_owned())
}

/// How the command is written, without the name of the program, which a user may have changed.
fn usage(error: &Error) -> String {
    let usage = error.get(ContextKind::Usage).map(ToString::to_string).unwrap_or_default();
    let command = usage.trim_start().trim_start_matches("Usage:").trim_start();
    command.split_once(' ').map(|(_, rest)| rest.to_owned()).unwrap_or_default()
}
