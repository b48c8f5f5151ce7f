//! `proofdesk`: offline verification of proof records on the command line.
//!
//! Exit status: 0 everything verified, 1 a mismatch, 2 wrong usage or a run that could not be
//! done, 3 something could not be established, 130 cancelled.

mod args;
mod cache;
mod check_request;
mod cli;
mod documents;
mod earlier;
mod evidence;
mod explain;
mod export;
mod failure;
mod fetch;
mod filed;
mod format;
mod hash;
mod hint;
mod history;
mod in_order;
mod input;
mod interrupt;
mod kept;
mod keys;
mod merge;
mod output;
mod pack;
mod page;
mod partial;
mod pins;
mod progress;
mod repeat;
mod reporting;
mod sandbox;
mod self_check;
mod signing;
mod terminal;
mod text;
mod verify;
mod wrapping;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use proofdesk_engine::core::marks::hidden;
use proofdesk_engine::core::visible;

use crate::cli::{Cli, Command};
use crate::failure::{BROKEN_PIPE, CANCELLED, Failure, Status, USAGE};
use crate::hint::with_hint;

fn main() -> ExitCode {
    require_long_output();
    let cli = Cli::try_parse().unwrap_or_else(|error| match error.kind() {
        ErrorKind::DisplayVersion => say_version(),
        _ => refuse(&error),
    });
    sandbox::enter(&cli);
    let status = match cli.command {
        Command::Verify(args) => verify::run(*args),
        Command::Merge(args) => merge::run(*args),
        Command::Export(args) => export::run(args),
        Command::Pack(args) => pack::run(*args),
        Command::Repeat(args) => repeat::run(&args),
        Command::Hash(args) => hash::run(args),
        Command::Keys(args) => keys::run(args),
        Command::Explain(args) => explain::run(&args),
        Command::CheckRequest(args) => check_request::run(&args),
        Command::Fetch(args) => fetch::run(args),
        Command::Glossary => documents::glossary(),
        Command::EngagementTemplate => documents::engagement_template(),
        Command::Schema => documents::schema(),
        Command::SelfCheck => self_check::run(),
        Command::Completions { shell } => documents::completions(shell),
        Command::Man { into: Some(folder), .. } => documents::man_pages(&folder),
        Command::Man { command, .. } => documents::man(command.as_deref()),
    };
    ExitCode::from(ended(status.and_then(|status| {
        terminal::flush()?;
        Ok(status)
    })))
}

/// The exit status, after what failed was said.
fn ended(status: Status) -> u8 {
    match status {
        Ok(status) => status,
        Err(Failure::BrokenPipe) => BROKEN_PIPE,
        Err(Failure::Cancelled) => CANCELLED,
        Err(Failure::Words(words)) => {
            terminal::say(words);
            USAGE
        }
    }
}

/// To the parser, `-output FILE` is `-o` with the value `utput`, and FILE one more file to read.
fn require_long_output() {
    let mut options = std::env::args_os().skip(1).take_while(|arg| arg != "--");
    let is_long = |arg: OsString| {
        arg.to_str().is_some_and(|arg| arg == "-output" || arg.starts_with("-output="))
    };
    if options.any(is_long) {
        terminal::say("-output: write --output FILE, with two hyphens, or -o FILE");
        std::process::exit(i32::from(USAGE));
    }
}

/// Says which version this is, and what is in force of the sandbox, which it enters to know.
fn say_version() -> ! {
    // The parser stops at what it is asked about.
    let sandbox = match std::env::args_os().any(|arg| arg == "--no-sandbox") {
        true => "left out (--no-sandbox)",
        false => sandbox::in_force(),
    };
    let words = format!("{}Sandbox: {sandbox}\n", Cli::command().render_version());
    end_with(&words)
}

/// Writes an answer to standard output, and ends.
fn end_with(words: &str) -> ! {
    let written = terminal::own(words.as_bytes()).and_then(|()| terminal::flush());
    std::process::exit(i32::from(ended(written.map(|()| 0).map_err(Failure::from))))
}

/// Says what is wrong with the command line, or what was asked about it. It can name files of the
/// evidence (`proofdesk verify *`), so it is read once more with all of it visible.
fn refuse(error: &clap::Error) -> ! {
    let shown = |arg: OsString| visible(&arg.to_string_lossy()).into_owned();
    match Cli::try_parse_from(std::env::args_os().map(shown)) {
        // What was asked for, and no fault.
        Err(error) if !error.use_stderr() && !terminal::is_terminal() => {
            end_with(&error.render().to_string())
        }
        Err(error) => with_hint(error).exit(),
        // What is wrong with it are the characters that are visible now.
        Ok(_) => {
            let words = error.to_string();
            // A key goes on over several lines.
            hidden(&words).lines().for_each(|line| terminal::say(line.to_owned()));
            std::process::exit(error.exit_code())
        }
    }
}
