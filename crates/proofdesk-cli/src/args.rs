//! Options that several commands have, meaning the same in each.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};
use proofdesk_engine::platform::{Needs, folder_of};
use proofdesk_engine::{UnpackLimits, keys};

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

    /// What reading it takes.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        match (self.named(), keys::default_path()) {
            (Some(ring), _) => needs.read(ring),
            // By its folder: another Proofdesk may be putting a new ring into its place.
            (None, Ok(own)) => needs.read(folder_of(&own)),
            (None, Err(_)) => {}
        }
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

/// Where help lists these limits. Not for the options that follow them, so each has it by itself.
const LIMITS: &str = "Limits for what is read inside archives and mails";

/// How much is read of what lies in archives and mails.
#[derive(Debug, Args)]
pub(crate) struct UnpackArgs {
    /// Bytes that may come out of one given file, such as 500M or 2T
    #[arg(long, help_heading = LIMITS, value_name = "SIZE", value_parser = size, default_value = "1T")]
    max_unpacked: u64,

    /// Bytes of one member
    #[arg(long, help_heading = LIMITS, value_name = "SIZE", value_parser = size, default_value = "256G")]
    max_member: u64,

    /// How many times as much may come out of a file as went in, beyond 64 MiB
    #[arg(long, help_heading = LIMITS, value_name = "N", default_value_t = UnpackLimits::default().ratio)]
    max_ratio: u64,

    /// Members of one given file, those in its members counted
    #[arg(long, help_heading = LIMITS, value_name = "N", default_value_t = UnpackLimits::default().members)]
    max_members: u64,

    /// Archives and mails one inside the other, up to 32
    #[arg(long, help_heading = LIMITS, value_name = "N", value_parser = clap::value_parser!(u64).range(..=UnpackLimits::MOST_DEPTH), default_value_t = UnpackLimits::default().depth)]
    max_depth: u64,
}

impl UnpackArgs {
    pub(crate) fn limits(&self) -> UnpackLimits {
        let Self { max_unpacked, max_member, max_ratio, max_members, max_depth } = *self;
        UnpackLimits {
            unpacked: max_unpacked,
            member: max_member,
            ratio: max_ratio,
            members: max_members,
            depth: max_depth,
        }
    }
}

/// A number of bytes, in binary units where one is given.
fn size(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let (number, unit) = match text.char_indices().last() {
        Some((at, unit)) if unit.is_ascii_alphabetic() => (&text[..at], unit.to_ascii_uppercase()),
        _ => (text, 'B'),
    };
    let shift = "BKMGT".find(unit).map(|at| 10 * at as u32);
    let bytes = number
        .parse()
        .ok()
        .zip(shift)
        .and_then(|(number, shift): (u64, u32)| number.checked_mul(1 << shift));
    bytes.ok_or_else(|| "give a number of bytes, such as 1000000, 500M or 2T".to_owned())
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
