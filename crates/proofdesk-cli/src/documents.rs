//! What the program can print about itself.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Cli;
use crate::{Failure, Status};

/// The report's format.
pub(crate) fn schema() -> Status {
    io::stdout().write_all(proofdesk_engine::report::JSON_SCHEMA.as_bytes())?;
    Ok(0)
}

/// A completion script.
pub(crate) fn completions(shell: Shell) -> Status {
    // Into memory first: the generator panics when it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "proofdesk", &mut script);
    io::stdout().write_all(&script)?;
    Ok(0)
}

/// The manual page: the program's own, then one section for each command.
pub(crate) fn man() -> Status {
    let mut page = Vec::new();
    let mut cli = Cli::command();
    cli.build();
    let render = |command: clap::Command, page: &mut Vec<u8>| -> Result<(), Failure> {
        Ok(clap_mangen::Man::new(command).render(page)?)
    };
    render(cli.clone(), &mut page)?;
    for command in cli.get_subcommands().filter(|c| c.get_name() != "help") {
        let name = format!("proofdesk {}", command.get_name());
        render(command.clone().name(name), &mut page)?;
    }
    io::stdout().write_all(&page)?;
    Ok(0)
}
