//! What the program can print about itself.

use std::io;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use proofdesk_engine::core::glossary::GLOSSARY;
use proofdesk_engine::platform::{display_path, in_words};

use crate::cli::Cli;
use crate::failure::{Failure, Status};
use crate::terminal;

/// What the words mean.
pub(crate) fn glossary() -> Status {
    let mut page = terminal::page(terminal::plain());
    for term in GLOSSARY {
        page.defined(term.word, term.meaning)?;
    }
    Ok(0)
}

/// The report's format.
pub(crate) fn schema() -> Status {
    terminal::own(proofdesk_engine::report::JSON_SCHEMA.as_bytes())?;
    Ok(0)
}

/// A file of engagement data to be filled in.
pub(crate) fn engagement_template() -> Status {
    terminal::own(proofdesk_engine::report::ENGAGEMENT_TEMPLATE.as_bytes())?;
    Ok(0)
}

/// A completion script.
pub(crate) fn completions(shell: Shell) -> Status {
    // Into memory first: the generator panics when it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "proofdesk", &mut script);
    terminal::own(&script)?;
    Ok(0)
}

/// A manual page: the program's own, or that of one command.
pub(crate) fn man(command: Option<&str>) -> Status {
    let mut cli = Cli::command().disable_help_subcommand(true);
    cli.build();
    let page = match command {
        None => cli,
        Some(name) => {
            // `keys-add` is the page of `keys add`.
            let nested = |name: &str| {
                let (parent, child) = name.split_once('-')?;
                cli.find_subcommand(parent)?.find_subcommand(child)
            };
            let found = cli.find_subcommand(name).or_else(|| nested(name)).cloned();
            let found = found.ok_or_else(|| {
                let words: Vec<&str> = name.split_whitespace().collect();
                Failure::new(match nested(&words.join("-")) {
                    Some(_) => format!(
                        "there is no command {name}; write `proofdesk man {}`",
                        words.join("-")
                    ),
                    None => format!("there is no command {name}; `proofdesk --help` lists them"),
                })
            })?;
            found.name(format!("proofdesk-{name}"))
        }
    };
    let mut text = Vec::new();
    of_command(page).render(&mut text)?;
    terminal::own(&text)?;
    Ok(0)
}

/// The manual pages of the program and of every command, in a folder.
pub(crate) fn man_pages(folder: &Path) -> Status {
    let failed = |e| {
        Failure::new(format!(
            "{}: the pages cannot be written there: {}; give another folder",
            display_path(folder),
            in_words(&e)
        ))
    };
    let mut cli = Cli::command().disable_help_subcommand(true);
    cli.build();
    write_pages(cli, folder).map_err(failed)?;
    Ok(0)
}

/// The pages of a command and of those below it.
fn write_pages(command: Command, folder: &Path) -> io::Result<()> {
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()).cloned() {
        write_pages(below, folder)?;
    }
    of_command(command).generate_to(folder).map(drop)
}

/// The page of a command, which is that of this version of the program.
fn of_command(command: Command) -> Man {
    Man::new(command).source(concat!("proofdesk ", env!("CARGO_PKG_VERSION")))
}
