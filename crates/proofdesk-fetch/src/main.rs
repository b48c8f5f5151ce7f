//! `proofdesk-fetch`: public keys and public proof records, fetched as files. The one program of Proofdesk
//! that uses a network.
//!
//! Exit status: 0 everything is there, 1 an answer came but not what was asked for, 2 wrong usage or no
//! consent, 3 no answer, 130 cancelled.

mod asked;
mod base;
mod certificates;
mod cli;
mod client;
mod documents;
mod event;
mod exchange;
mod judge;
mod kept;
mod log;
mod note;
mod pace;
mod plan;
mod ring;
mod run;
mod terminal;
mod trouble;
mod words;

use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use proofdesk_engine::core::marks::hidden;
use proofdesk_engine::core::visible;
use proofdesk_engine::keys::KeyRing;
use proofdesk_engine::platform;
use tokio::sync::{Semaphore, watch};

use crate::cli::{Cli, Command, CommonArgs, LogArgs, LogCommand};
use crate::client::Client;
use crate::event::{Event, Summary};
use crate::kept::Folder;
use crate::log::Log;
use crate::run::{Job, Place};

/// Wrong usage, no consent, or a file that could not be written.
const USAGE: u8 = 2;
/// What a shell reports for a program that wrote into a closed pipe.
const BROKEN_PIPE: u8 = 141;

/// Why a command could not be carried out.
enum Failure {
    Words(String),
    Output(io::Error),
}

impl From<String> for Failure {
    fn from(words: String) -> Self {
        Self::Words(words)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

fn main() -> ExitCode {
    let cli = Cli::try_parse().unwrap_or_else(|error| refuse(&error));
    let status = match cli.command {
        Command::Key(args) => plan::keys(&args.domains, args.common.from.as_deref())
            .and_then(|wanted| {
                let ring = match args.no_keyring {
                    true => None,
                    false => Some(ring::load(args.keyring.as_deref())?),
                };
                Ok((wanted, ring))
            })
            .map_err(Failure::from)
            .and_then(|(wanted, ring)| look_up(wanted, ring, &args.common)),
        Command::Proof(args) => plan::proofs(&args.what, args.common.from.as_deref(), args.kind)
            .map_err(Failure::from)
            .and_then(|wanted| look_up(wanted, None, &args.common)),
        Command::Log(args) => show_log(&args),
        Command::Completions { shell } => documents::completions(shell).map_err(Failure::from),
        Command::Man { into: Some(folder) } => documents::man_pages(&folder).map_err(Failure::from),
        Command::Man { into: None } => documents::man().map_err(Failure::from),
    };
    let status = status.and_then(|status| Ok(terminal::flush().map(|()| status)?));
    ExitCode::from(match status {
        Ok(status) => status,
        Err(Failure::Output(e)) if e.kind() == io::ErrorKind::BrokenPipe => BROKEN_PIPE,
        Err(Failure::Output(e)) => {
            terminal::say(format!("standard output: {}", platform::in_words(&e)));
            USAGE
        }
        Err(Failure::Words(words)) => {
            terminal::say(words);
            USAGE
        }
    })
}

/// Says what is wrong with the command line, or what was asked about it. Its arguments are read once more
/// with all of them visible, and keys masked.
fn refuse(error: &clap::Error) -> ! {
    let shown = |arg: std::ffi::OsString| visible(&arg.to_string_lossy()).into_owned();
    match Cli::try_parse_from(std::env::args_os().map(shown)) {
        Err(error) => error.exit(),
        Ok(_) => {
            hidden(&error.to_string()).lines().for_each(|line| terminal::say(line.to_owned()));
            std::process::exit(error.exit_code())
        }
    }
}

/// Asks for everything that is wanted, once the user agreed.
fn look_up(
    wanted: Vec<(asked::Asked, Option<String>)>,
    ring: Option<KeyRing>,
    args: &CommonArgs,
) -> Result<u8, Failure> {
    let folder = Folder::at(&args.into)?;
    let base = args.base()?;
    let ca = args.ca();
    let ca = ca.as_ref().map(|(named, path)| (*named, path.as_path()));
    let client = Client::new(&base, ca, args.timeout)?;
    let sorted = plan::sort(wanted, &base, &folder);
    let plan = plan::plan(&sorted, &base, &client);
    let total = sorted.requests.len() + sorted.there.len() + sorted.in_the_way.len();
    let mut words = words::Words::new(total, folder.shown());
    let mut tell = |event: &Event| match args.json {
        true => terminal::print_json(&serde_json::to_string(event)?),
        false => words.tell(event),
    };
    let something_is_sent = !plan.requests.is_empty();
    if args.dry_run && !args.json {
        words::print_plan(&plan)?;
    } else {
        // A program that has to agree in place of a person reads it there.
        if something_is_sent && !args.dry_run && !(args.json && args.yes) {
            words::show_plan(&plan);
        }
        tell(&Event::Plan(plan))?;
    }
    if args.dry_run {
        // As the run would end, of which this is known.
        sorted.in_the_way.iter().for_each(|(_, words)| terminal::say(words.clone()));
        return Ok(if sorted.in_the_way.is_empty() { 0 } else { USAGE });
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let cancel = until_cancelled(args.end_with_input);
    if something_is_sent && !args.yes {
        let input_is_list = args.from.as_deref().is_some_and(|from| from.as_os_str() == "-");
        if !runtime.block_on(agree(input_is_list, cancel.clone()))? {
            let summary = Summary::of_none(total);
            tell(&Event::Summary(summary.clone()))?;
            runtime.shutdown_background();
            return Ok(summary.exit_status);
        }
    }
    let (log, large, ring) =
        (Arc::new(Log::of_user()?), Arc::new(Semaphore::new(1)), Arc::new(ring));
    let place = Place { client, log, folder, large, ring };
    let job = Job {
        requests: sorted.requests,
        there: sorted.there,
        in_the_way: sorted.in_the_way,
        at_once: args.at_once,
        patience: args.timeout,
        place,
    };
    let summary = runtime.block_on(run::carry_out(job, cancel, &mut tell));
    // A name that is being looked up is not waited for.
    runtime.shutdown_background();
    Ok(summary?.exit_status)
}

/// Becomes true when the user has enough, or with `ends_with_input` when whoever started this program is gone.
fn until_cancelled(ends_with_input: bool) -> watch::Receiver<bool> {
    let (cancelling, cancel) = watch::channel(false);
    let cancelling = Arc::new(cancelling);
    let on_signal = cancelling.clone();
    // Without it, Ctrl-C ends the program without a summary, and what was written is whole all the same.
    let _ = ctrlc::set_handler(move || {
        let _ = on_signal.send(true);
    });
    if ends_with_input {
        std::thread::spawn(move || {
            // An input that cannot be read has ended, too.
            let _ = io::copy(&mut io::stdin(), &mut io::sink());
            let _ = cancelling.send(true);
        });
    }
    cancel
}

/// Asks the user whether to send what was shown; false if the program is cancelled meanwhile.
async fn agree(input_is_list: bool, mut cancel: watch::Receiver<bool>) -> Result<bool, Failure> {
    if input_is_list || !terminal::can_ask() {
        return Err(Failure::Words(
            "there is no terminal to ask you on, so nothing was sent; --yes agrees to what is shown above"
                .to_owned(),
        ));
    }
    let asking = tokio::task::spawn_blocking(|| terminal::ask("Send it? [y/N]"));
    let said = tokio::select! {
        biased;
        Ok(_) = cancel.wait_for(|cancelled| *cancelled) => {
            // Its line has no end yet.
            terminal::aside("");
            return Ok(false);
        }
        said = asking => said.map_err(io::Error::other)??,
    };
    match ["y", "yes"].contains(&said.to_lowercase().as_str()) {
        true => Ok(true),
        false => Err(Failure::Words("nothing was sent".to_owned())),
    }
}

/// The log of requests.
fn show_log(args: &LogArgs) -> Result<u8, Failure> {
    let log = Log::of_user()?;
    match args.command {
        Some(LogCommand::Clear) => {
            log.clear()?;
            terminal::aside(format!("The log of requests is empty now: {}", log.shown()));
        }
        Some(LogCommand::Off) => {
            log.turn(false)?;
            terminal::aside(
                "Requests are not noted any more. What was noted stays; `proofdesk-fetch log clear` deletes it.",
            );
        }
        Some(LogCommand::On) => {
            log.turn(true)?;
            terminal::aside("Requests are noted from now on.");
        }
        None => {
            let (entries, unread) = log.entries()?;
            for entry in &entries {
                match (args.json, &entry.through) {
                    (true, _) => terminal::print_json(
                        &serde_json::to_string(entry).map_err(io::Error::from)?,
                    )?,
                    (_, Some(proxy)) => {
                        terminal::print(format!(
                            "{}  GET {}  through {proxy}",
                            entry.at, entry.url
                        ))?;
                    }
                    (_, None) => terminal::print(format!("{}  GET {}", entry.at, entry.url))?,
                }
            }
            if unread > 0 {
                terminal::say(format!("lines that cannot be read: {unread}"));
            }
            let state = if log.is_on() { "" } else { " The log is off: requests are not noted." };
            let count = proofdesk_engine::core::counted(entries.len() as u64, "request");
            terminal::aside(format!("{count} in {}.{state}", log.shown()));
        }
    }
    Ok(0)
}
