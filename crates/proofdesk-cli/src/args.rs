//! Options that several commands have, meaning the same in each.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};
use proofdesk_engine::keys;

/// More threads than this are a typing error.
const MOST_JOBS: usize = 256;

/// Which key ring.
#[derive(Debug, Args)]
pub(crate) struct RingArgs {
    /// Use this key ring instead of your own; the variable PROOFDESK_KEYRING does so too
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    keyring: Option<PathBuf>,
}

impl RingArgs {
    /// The ring that is named on the command line.
    pub(crate) fn given(&self) -> Option<&Path> {
        self.keyring.as_deref().filter(|path| !path.as_os_str().is_empty())
    }

    /// The ring that is named here or in the environment, where an empty variable names none.
    pub(crate) fn named(&self) -> Option<PathBuf> {
        self.given().map(Path::to_owned).or_else(of_environment)
    }

    /// Every ring that the user has, whether or not it is the one to use.
    pub(crate) fn all(&self) -> Vec<PathBuf> {
        let own = keys::default_path().ok();
        self.given().map(Path::to_owned).into_iter().chain(of_environment()).chain(own).collect()
    }
}

fn of_environment() -> Option<PathBuf> {
    std::env::var_os("PROOFDESK_KEYRING").filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// How many threads.
#[derive(Debug, Args)]
pub(crate) struct JobsArgs {
    /// Number of files to read at once, from 1 to 256; as many as there are processors if not given
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub(crate) jobs: Option<NonZeroUsize>,
}

fn jobs(text: &str) -> Result<NonZeroUsize, String> {
    let number = text.trim().parse().ok().and_then(NonZeroUsize::new);
    number
        .filter(|number| number.get() <= MOST_JOBS)
        .ok_or_else(|| format!("give a whole number from 1 to {MOST_JOBS}"))
}

/// Format of what is said about one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One JSON document
    Json,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
