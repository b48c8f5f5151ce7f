//! What each command needs of files; all else is given up before it begins.

use proofdesk_engine::platform::{InForce, Needs, enter_sandbox};

use crate::cli::{Cli, Command};

/// Gives up what the command does not need, unless the user wants it kept.
pub(crate) fn enter(cli: &Cli) {
    if let Some(needs) = needs(&cli.command).filter(|_| !cli.no_sandbox) {
        // What this system lacks is no fault of the run; `--version` says it.
        let _ = enter_sandbox(&needs);
    }
}

/// What is in force on this system, as known by trying.
pub(crate) fn in_force() -> &'static str {
    match enter_sandbox(&Needs::default()) {
        InForce { files: true, calls: true } => {
            "in force. No network, no other program, no file but those that a command names (Landlock, seccomp)"
        }
        InForce { files: true, calls: false } => {
            "in part. No file but those that a command names (Landlock); this system has no seccomp, which would \
             take the network away"
        }
        InForce { files: false, calls: true } => {
            "in part. No network, no other program (seccomp); this system has no Landlock, which would take away \
             the files that a command does not name"
        }
        InForce { files: false, calls: false } if cfg!(target_os = "linux") => {
            "none. This system has neither Landlock nor seccomp"
        }
        InForce { files: false, calls: false } => "none. There is one on Linux only",
    }
}

/// What a command needs. `fetch` stays outside: all that it does is to put `proofdesk-fetch` into its own place, which
/// needs a network. Before that it reads nothing but its arguments, and it can start nothing else.
fn needs(command: &Command) -> Option<Needs> {
    let mut needs = Needs::default();
    match command {
        Command::Verify(args) => args.needs(&mut needs),
        Command::Merge(args) => args.needs(&mut needs),
        Command::Export(args) => args.needs(&mut needs),
        Command::Pack(args) => args.needs(&mut needs),
        Command::Repeat(args) => args.needs(&mut needs),
        Command::Hash(args) => args.needs(&mut needs),
        Command::Keys(args) => args.needs(&mut needs),
        Command::Explain(args) => args.needs(&mut needs),
        Command::CheckRequest(args) => args.needs(&mut needs),
        Command::Fetch(_) => return None,
        Command::Glossary
        | Command::EngagementTemplate
        | Command::Schema
        | Command::SelfCheck
        | Command::Completions { shell: _ } => {}
        Command::Man { command: _, into } => {
            into.iter().for_each(|folder| needs.keep(folder.join("proofdesk.1")));
        }
    }
    Some(needs)
}
