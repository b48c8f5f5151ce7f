//! What the program can print about itself.

use std::io;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;
use proofdesk_engine::platform::{display_path, in_words};

use crate::cli::Cli;
use crate::terminal;

/// A completion script.
pub(crate) fn completions(shell: Shell) -> io::Result<u8> {
    // Into memory first: the generator panics when it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "proofdesk-fetch", &mut script);
    terminal::own(&script).map(|()| 0)
}

/// The manual page of the program.
pub(crate) fn man() -> io::Result<u8> {
    let mut text = Vec::new();
    let cli = Cli::command().disable_help_subcommand(true);
    clap_mangen::Man::new(cli).render(&mut text)?;
    terminal::own(&text).map(|()| 0)
}

/// The manual pages of the program and of every command, in a folder.
pub(crate) fn man_pages(folder: &Path) -> Result<u8, String> {
    let failed = |e| format!("{}: {}", display_path(folder), in_words(&e));
    clap_mangen::generate_to(Cli::command(), folder).map_err(failed).map(|()| 0)
}
