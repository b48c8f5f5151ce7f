//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueHint};
use clap_complete::Shell;

use crate::asked::ProofKind;
use crate::base::{Base, SERVICE};

/// Fetch public keys and public proof records, as files that Proofdesk reads
///
/// This is the only program of Proofdesk that uses a network. It sends a domain or an id to one server, and
/// nothing else: no file, no hash, no key. Before the first request it shows what leaves this machine and
/// asks. What comes is written as files, and nothing is pinned or verified by it.
///
/// Exit status: 0 everything is there; 1 an answer came, but not what was asked for; 2 wrong usage, no
/// consent, or a file that could not be written; 3 no answer; 130 cancelled.
#[derive(Debug, Parser)]
#[command(name = "proofdesk-fetch", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Key(KeyArgs),
    Proof(ProofArgs),
    Log(LogArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, in the format of man(7)
    Man {
        /// Write the pages of the program and of every command into this folder
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        into: Option<PathBuf>,
    },
}

/// Fetch the public keys of organisations, by their domains
///
/// A fetched key is not pinned. Compare its fingerprint with one that the issuer gave you by another way;
/// then pin it with `proofdesk keys add`.
#[derive(Debug, Args)]
pub(crate) struct KeyArgs {
    /// Domains, such as acme.com
    #[arg(value_name = "DOMAIN", required_unless_present = "from")]
    pub(crate) domains: Vec<String>,

    /// Compare with the keys of this key ring instead of your own; the variable PROOFDESK_KEYRING does so
    /// too
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) keyring: Option<PathBuf>,

    /// Compare with no key ring
    #[arg(long, conflicts_with = "keyring")]
    pub(crate) no_keyring: bool,

    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// Fetch public proof records, by their links or ids
///
/// A proof link says what it is the proof of; a bare id needs --kind. `proofdesk verify` then reads the
/// record like any other.
#[derive(Debug, Args)]
pub(crate) struct ProofArgs {
    /// Proof links, or ids with --kind
    #[arg(value_name = "LINK|ID", required_unless_present = "from")]
    pub(crate) what: Vec<String>,

    /// What the ids are of
    #[arg(long, value_enum)]
    pub(crate) kind: Option<ProofKind>,

    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

/// What both have.
#[derive(Debug, Args)]
pub(crate) struct CommonArgs {
    /// Take more from this file, one a line; - is standard input. Empty lines and lines that begin with #
    /// are skipped
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) from: Option<PathBuf>,

    /// Write the files into this folder. What is there already is not asked for again, and no file is
    /// replaced
    #[arg(long, value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) into: PathBuf,

    /// Send without being asked, for scripts
    #[arg(long)]
    pub(crate) yes: bool,

    /// Print the requests and send none
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Ask this server instead of api.invoance.com, such as a private deployment; https, or http
    /// on this machine. The variable PROOFDESK_FETCH_BASE does so too
    #[arg(long, value_name = "URL", value_parser = Base::parse)]
    base: Option<Base>,

    /// Trust the certificate authorities in this file (PEM) beside those of the system. The variable
    /// PROOFDESK_FETCH_CA does so too
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    ca: Option<PathBuf>,

    /// Seconds that one answer may take, with redirects, from 1 to 3600. If not given, 60 for a key and 600 for
    /// a proof, with shorter limits for its parts
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,

    /// Requests at once, from 1 to 8
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = at_once)]
    pub(crate) at_once: usize,

    /// Print what happens as JSON, one event a line
    #[arg(long)]
    pub(crate) json: bool,

    /// End when standard input ends, for a program that starts this one: where that is ended, this one is
    /// cancelled
    #[arg(long, requires = "yes")]
    pub(crate) end_with_input: bool,
}

/// The server that is asked where none is named here: for all who use this machine, and for the window.
const BASE: &str = "PROOFDESK_FETCH_BASE";
/// As that for the file of certificate authorities.
const CA: &str = "PROOFDESK_FETCH_CA";
/// As that for the key ring, for `proofdesk` too.
pub(crate) const KEYRING: &str = "PROOFDESK_KEYRING";

impl CommonArgs {
    /// The server that is asked.
    pub(crate) fn base(&self) -> Result<Base, String> {
        if let Some(base) = &self.base {
            return Ok(base.clone());
        }
        let Some(named) = named(BASE) else { return Base::parse(SERVICE) };
        let text = named.to_str().ok_or_else(|| format!("{BASE}: it is not UTF-8"))?;
        Base::parse(text).map_err(|words| format!("{BASE}: {words}"))
    }

    /// The file with further certificate authorities, and what named it.
    pub(crate) fn ca(&self) -> Option<(&'static str, PathBuf)> {
        let given = self.ca.clone().map(|path| ("--ca", path));
        given.or_else(|| named(CA).map(|path| (CA, PathBuf::from(path))))
    }
}

/// What a variable of the environment says, where it is not empty.
pub(crate) fn named(variable: &str) -> Option<OsString> {
    std::env::var_os(variable).filter(|value| !value.is_empty())
}

/// Show every request that this program ever sent
///
/// A request is noted before it is sent, with its time, its address and its proxy. Answers are not noted
/// here: they are in the files that were written.
#[derive(Debug, Args)]
pub(crate) struct LogArgs {
    /// Print the lines of the log as they are (JSON)
    #[arg(long)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Option<LogCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LogCommand {
    /// Delete what was noted
    Clear,
    /// Note nothing from now on; what was noted stays
    Off,
    /// Note requests again
    On,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.trim().parse().ok().filter(|seconds| (1..=3600).contains(seconds));
    seconds.map(Duration::from_secs).ok_or_else(|| "give a whole number from 1 to 3600".to_owned())
}

fn at_once(text: &str) -> Result<usize, String> {
    let number = text.trim().parse().ok().filter(|number| (1..=8).contains(number));
    number.ok_or_else(|| "give a whole number from 1 to 8".to_owned())
}
