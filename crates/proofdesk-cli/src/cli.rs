//! The commands.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueHint};
use clap_complete::Shell;
use proofdesk_engine::core::glossary::GLOSSARY;

use crate::check_request::CheckRequestArgs;
use crate::explain::ExplainArgs;
use crate::export::ExportArgs;
use crate::fetch::FetchArgs;
use crate::hash::HashArgs;
use crate::keys::KeysArgs;
use crate::merge::MergeArgs;
use crate::pack::PackArgs;
use crate::repeat::RepeatArgs;
use crate::verify::VerifyArgs;

/// Verify proof records and the files they are about, offline
///
/// Proofdesk hashes files on this machine, checks signed records of the Invoance API against the
/// public keys that you pinned, and says what is verified, what does not match, and what could not be
/// checked. It uses no network.
#[derive(Debug, Parser)]
#[command(name = "proofdesk", version, max_term_width = 100, after_long_help = glossary())]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Do not give up the network, other programs and the files that the command does not name (Linux); for
    /// a system on which something fails otherwise
    #[arg(long, global = true)]
    pub(crate) no_sandbox: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Verify(Box<VerifyArgs>),
    Merge(Box<MergeArgs>),
    Export(ExportArgs),
    Pack(Box<PackArgs>),
    Repeat(RepeatArgs),
    Hash(HashArgs),
    Keys(KeysArgs),
    Explain(ExplainArgs),
    CheckRequest(CheckRequestArgs),
    Fetch(FetchArgs),
    /// Print what the words mean that Proofdesk uses in one sense only
    Glossary,
    /// Print a file to fill in for --engagement of verify and export
    EngagementTemplate,
    /// Print the format of the JSON report as a JSON Schema
    Schema,
    /// Check that this program gives known answers
    SelfCheck,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print a manual page, in the format of man(7)
    Man {
        /// The command, such as verify or keys-add; the program as a whole if not given
        #[arg(conflicts_with = "into")]
        command: Option<String>,

        /// Write the pages of the program and of every command into this folder
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        into: Option<PathBuf>,
    },
}

/// The glossary below the long help and in the manual page.
fn glossary() -> String {
    let lines = GLOSSARY.iter().map(|term| format!("\n  {}: {}", term.word, term.meaning));
    format!("Glossary:{}", lines.collect::<String>())
}
