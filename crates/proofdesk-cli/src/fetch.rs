//! `proofdesk fetch`: hands over to `proofdesk-fetch`, if that is installed.

use std::ffi::OsString;
use std::process::Command;

use clap::Args;
use proofdesk_engine::platform::{self, FETCHER, display_path, in_words};

use crate::failure::{Failure, Status};

/// Fetch public keys and public proof records, by the separate program proofdesk-fetch
///
/// This program uses no network. What is fetched is fetched by proofdesk-fetch, a program of its own, if it
/// lies in the same folder: it shows what leaves this machine and asks first, and writes files that `verify`
/// reads. `proofdesk fetch --help` is its help.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct FetchArgs {
    /// What proofdesk-fetch takes: key DOMAIN, proof LINK, log
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
    args: Vec<OsString>,
}

/// Runs the command.
pub(crate) fn run(args: FetchArgs) -> Status {
    let Some(path) = platform::program_beside(FETCHER)? else {
        return Err(Failure::new(format!(
            "{FETCHER} is not in the folder of this program, and programs of other folders are not started: \
             somebody could have put one there. It is a program of its own, because this one cannot reach a \
             network. The package {FETCHER} installs it (`sudo apt install ./{FETCHER}_*.deb`); from the source, \
             `make install` does"
        )));
    };
    let mut command = Command::new(&path);
    command.args(args.args);
    platform::hand_over(command)
        .map_err(|e| Failure::new(format!("{}: {}", display_path(&path), in_words(&e))))
}
