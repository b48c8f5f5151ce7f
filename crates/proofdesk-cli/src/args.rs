//! The words of the command line.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use proofdesk_engine::lookup::Query;

use crate::check_request::CheckRequestArgs;
use crate::explain::ExplainArgs;
use crate::hash::HashArgs;
use crate::keys::KeysArgs;

/// Verify proof records and the files they speak of, offline
///
/// Proofdesk hashes files on this machine, checks signed records of the Invoance API against
/// public keys that you chose to trust, and says what holds, what does not, and what could not be
/// checked. It uses no network.
#[derive(Debug, Parser)]
#[command(name = "proofdesk", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Verify(VerifyArgs),
    Hash(HashArgs),
    Keys(KeysArgs),
    Explain(ExplainArgs),
    CheckRequest(CheckRequestArgs),
    /// Print the format of the JSON report as a JSON Schema
    Schema,
    /// Check this program against published test vectors
    SelfCheck,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print a manual page, in the format of man(7)
    Man {
        /// The command; the program as a whole if not given
        command: Option<String>,
    },
}

/// Verify files and folders of evidence
///
/// Every file is read and hashed once. Records are recognised by their fields and content is
/// matched to them by hash, whatever the names.
///
/// Exit status: 0 everything is verified; 1 something does not match; 2 wrong usage; 3 nothing
/// mismatched, but something is unconfirmed, cannot be checked or has no record; 130 cancelled.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Files and folders; - is standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,

    /// Trust this key for this run; KEY in hex, base64, PEM, DER, JWK, OpenSSH or key-discovery
    /// form, or @FILE (@- is standard input). A LABEL that looks like a domain is also the key's domain
    #[arg(long, value_name = "LABEL=KEY", allow_hyphen_values = true)]
    pub(crate) pin: Vec<String>,

    #[command(flatten)]
    pub(crate) ring: RingArgs,

    /// Trust no key ring, only --pin
    #[arg(long)]
    pub(crate) no_keyring: bool,

    /// Every signature that holds must be of this pinned key
    #[arg(long, value_name = "LABEL")]
    pub(crate) signer: Option<String>,

    /// A gap in the numbers of an audit log is a mismatch
    #[arg(long)]
    pub(crate) contiguous: bool,

    /// Look for this record; only what it names is shown
    #[arg(long, value_name = "ID|PROOF-LINK|HASH", value_parser = Query::parse)]
    pub(crate) find: Vec<Query>,

    /// Form of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// Write the report to FILE; - is standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,

    /// Pass over files and folders that match
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,

    /// Name the files that were skipped, and what stands beside the results of the others
    #[arg(long)]
    pub(crate) list_skipped: bool,

    /// Number of threads; as many as there are processors if not given
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// Of the report as text, print only what is neither verified nor for information, and a
    /// summary; show no progress
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Use of colour
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
}

/// Which key ring.
#[derive(Debug, Args)]
pub(crate) struct RingArgs {
    /// Use this key ring instead of your own
    #[arg(
        long,
        global = true,
        env = "PROOFDESK_KEYRING",
        hide_env_values = true,
        value_parser = OsStringValueParser::new().map(PathBuf::from),
        value_name = "FILE",
        value_hint = ValueHint::FilePath
    )]
    keyring: Option<PathBuf>,
}

impl RingArgs {
    /// The ring that is named; an empty variable names none.
    pub(crate) fn named(&self) -> Option<&Path> {
        self.keyring.as_deref().filter(|path| !path.as_os_str().is_empty())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One JSON document, results in order
    Json,
    /// One result a line as it becomes known, then one line with the summary
    Ndjson,
}

/// Form of what is said about one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// For people
    Text,
    /// One JSON document
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
