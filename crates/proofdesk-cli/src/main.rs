//! `proofdesk`: offline verification of proof records on the command line.
//!
//! Exit status: 0 everything verified, 1 a mismatch, 2 wrong usage or a run that could not be
//! done, 3 something could not be established, 130 cancelled.

mod args;
mod check_request;
mod documents;
mod explain;
mod hash;
mod keys;
mod output;
mod page;
mod progress;
mod self_check;
mod terminal;
mod text;
mod verify;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use proofdesk_engine::core::marks::hidden;
use proofdesk_engine::core::visible;
use proofdesk_engine::keys::KeyRingError;
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::PlaceError;

use crate::args::{Cli, Command};

/// What a shell reports for a program that wrote into a closed pipe.
const BROKEN_PIPE: u8 = 141;
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| refuse(&error));
    let status = match cli.command {
        Command::Verify(args) => verify::run(args),
        Command::Hash(args) => {
            let control = cancelled_by_ctrl_c();
            hash::run(args, &control).map_err(Failure::from)
        }
        Command::Keys(args) => keys::run(args),
        Command::Explain(args) => explain::run(&args),
        Command::CheckRequest(args) => check_request::run(&args),
        Command::Schema => documents::schema(),
        Command::SelfCheck => self_check::run(),
        Command::Completions { shell } => documents::completions(shell),
        Command::Man { command } => documents::man(command.as_deref()),
    };
    let status = status.and_then(|status| {
        terminal::flush()?;
        Ok(status)
    });
    ExitCode::from(match status {
        Ok(status) => status,
        Err(Failure::BrokenPipe) => BROKEN_PIPE,
        Err(Failure::Words(words)) => {
            terminal::say(words);
            USAGE
        }
    })
}

/// Says what is wrong with the command line, or what was asked about it. It can name files of the
/// evidence (`proofdesk verify *`), so it is read once more with all of it visible.
fn refuse(error: &clap::Error) -> ! {
    let shown = |arg: OsString| visible(&arg.to_string_lossy()).into_owned();
    match Cli::try_parse_from(std::env::args_os().map(shown)) {
        Err(error) => error.exit(),
        // What is wrong with it are the characters that are visible now.
        Ok(_) => {
            let words = error.to_string();
            // A key goes on over several lines.
            hidden(&words).lines().for_each(|line| terminal::say(line.to_owned()));
            std::process::exit(error.exit_code())
        }
    }
}

/// The control of a run, which the first Ctrl-C stops in good order. Other commands end at once, as
/// programs do, and so does this one while it waits for anything else than the run.
pub(crate) fn cancelled_by_ctrl_c() -> Arc<Control> {
    let control = Arc::new(Control::new());
    let handler = control.clone();
    // The second Ctrl-C ends at once, should the first be waiting for a slow disk.
    let handled = ctrlc::set_handler(move || {
        if handler.is_cancelled() {
            std::process::exit(130);
        }
        handler.cancel();
    });
    if let Err(e) = handled {
        terminal::say(format!("Ctrl-C cannot be handled: {e}"));
    }
    control
}

/// Why a command could not be carried out.
pub(crate) enum Failure {
    /// Nobody reads the output any more, which is no one's fault.
    BrokenPipe,
    /// What a person needs to know.
    Words(String),
}

impl Failure {
    pub(crate) fn new(words: impl ToString) -> Self {
        Self::Words(words.to_string())
    }
}

impl From<KeyRingError> for Failure {
    fn from(error: KeyRingError) -> Self {
        let remedy = match error {
            KeyRingError::Form { .. } => "; repair the file, or name another with --keyring",
            KeyRingError::Unknown { .. } => "; `proofdesk keys list` shows what there is",
            KeyRingError::NoHome => "; name a key ring with --keyring",
            _ => "",
        };
        Self::Words(format!("{error}{remedy}"))
    }
}

impl From<PlaceError> for Failure {
    fn from(error: PlaceError) -> Self {
        let remedy = match error {
            PlaceError::Link { .. } | PlaceError::Named { .. } => "; give another FILE with -o",
            PlaceError::Evidence { .. } => {
                "; write the report outside the evidence, or under a name that does not exist yet"
            }
            _ => "",
        };
        Self::Words(format!("{error}{remedy}"))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::Words(error.to_string()),
        }
    }
}

/// The exit status of a command, or why there is none.
pub(crate) type Status = Result<u8, Failure>;
