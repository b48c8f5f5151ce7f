//! What the program can print about itself.

use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;
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
    clap_mangen::Man::new(page).render(&mut text)?;
    terminal::own(&text)?;
    Ok(0)
}

/// The manual pages of the program and of every command, in a folder.
pub(crate) fn man_pages(folder: &Path) -> Status {
    let failed = |e| Failure::new(format!("{}: {}", display_path(folder), in_words(&e)));
    clap_mangen::generate_to(Cli::command(), folder).map_err(failed)?;
    Ok(0)
}
