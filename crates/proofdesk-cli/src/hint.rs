//! What a person probably meant by a command line that the parser refuses.

use std::path::Path;

use clap::Error;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use proofdesk_engine::lookup::Meant;

/// The error with a hint, where there is one, and without those of the parser that do not help.
pub(crate) fn with_hint(mut error: Error) -> Error {
    drop_what_misleads(&mut error);
    if let Some(hint) = hint(&error) {
        let mut hints = hints(&mut error);
        hints.push(StyledStr::from(hint));
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(hints));
    }
    error
}

/// Takes the hints of the parser out of an error.
fn hints(error: &mut Error) -> Vec<StyledStr> {
    match error.remove(ContextKind::Suggested) {
        Some(ContextValue::StyledStrs(hints)) => hints,
        _ => Vec::new(),
    }
}

/// The parser takes every word that it does not know for one that could be a value or a command.
fn drop_what_misleads(error: &mut Error) {
    if let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg).cloned()
        && error.kind() == ErrorKind::UnknownArgument
        && !Path::new(&given).exists()
    {
        if given == "--keyring" {
            error.remove(ContextKind::SuggestedArg);
        }
        let as_value = format!("-- {given}");
        let mut hints = hints(error);
        hints.retain(|hint| !hint.to_string().contains(&as_value));
        if !hints.is_empty() {
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(hints));
        }
    }
    if let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidSubcommand).cloned() {
        let near = match error.remove(ContextKind::SuggestedSubcommand) {
            Some(ContextValue::Strings(similar)) => similar,
            Some(ContextValue::String(similar)) => vec![similar],
            _ => Vec::new(),
        };
        let near = near.into_iter().filter(|command| is_slip(&given, command));
        let near: Vec<String> = near.filter(|_| !Path::new(&given).exists()).collect();
        if !near.is_empty() {
            error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(near));
        }
    }
}

/// Whether a word can be a command with a slip: people seldom mistype how a word begins, but for two
/// letters that change places.
fn is_slip(given: &str, command: &str) -> bool {
    given.chars().take(2).any(|letter| command.chars().take(2).any(|other| other == letter))
}

fn hint(error: &Error) -> Option<String> {
    match (error.kind(), error.get(ContextKind::InvalidSubcommand)) {
        (ErrorKind::InvalidSubcommand, Some(ContextValue::String(given))) => {
            of_command(error, given)
        }
        (ErrorKind::MissingRequiredArgument, _) => of_missing(error),
        (ErrorKind::UnknownArgument, _) => of_unknown(error),
        _ => None,
    }
}

/// Of a word that is no command. Only the first one can be meant as evidence.
fn of_command(error: &Error, given: &str) -> Option<String> {
    if let Some(meant @ Meant::Option(_)) = Meant::by(Path::new(given)) {
        return Some(format!("{} {}", meant.cause(), meant.next_step()));
    }
    if usage(error).starts_with("keys") && ["delete", "del", "rm"].contains(&given) {
        return Some("'proofdesk keys remove LABEL' removes a key".to_owned());
    }
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

/// Of an argument that does not belong where it is.
fn of_unknown(error: &Error) -> Option<String> {
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg) else { return None };
    let is_group = given.len() == 4 && given.bytes().all(|b| b.is_ascii_hexdigit());
    // Of the program itself, not of a command.
    let is_first = usage(error).split_whitespace().last() == Some("<COMMAND>")
        && !usage(error).starts_with("keys");
    match () {
        () if is_group => Some(
            "a fingerprint or a key in groups is one value: put it between quotation marks"
                .to_owned(),
        ),
        () if given == "--keyring" && is_first => {
            Some("it stands behind the command: 'proofdesk keys list --keyring FILE'".to_owned())
        }
        () => None,
    }
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
    // An option that needs another one is no reason to say how the command is written.
    let is_argument = |missing: &String| missing.starts_with('<');
    let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    if !missing.iter().any(is_argument) {
        return None;
    }
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
