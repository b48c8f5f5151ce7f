//! `proofdesk verify --partial`.

use std::path::Path;
use std::str::FromStr;

use proofdesk_engine::Input;
use proofdesk_engine::ReportPlace;
use proofdesk_engine::core::counted;
use proofdesk_engine::parts::{self, Share, Sharing};
use proofdesk_engine::platform::{Access, display_path};

use crate::evidence::Later;
use crate::failure::{CANCELLED, Failure, Status};
use crate::input::is_dash;
use crate::interrupt::cancelled_by_ctrl_c;
use crate::output::Output;
use crate::progress;
use crate::reporting::{Apart, Given, ReportArgs};
use crate::terminal::{self, say};

/// More shares are a typing error.
const MOST_SHARES: u32 = 1_000_000;

/// A run in parts.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "For a run in parts, which `proofdesk merge` puts together")]
pub(crate) struct PartialArgs {
    /// Write what is known before anything is matched, with the packed records themselves, to the file of
    /// --output instead of a report
    #[arg(long, conflicts_with_all = [
        "against", "format", "list_skipped", "sign", "history", "engagement", "sign_off", "certification", "font",
    ])]
    partial: bool,

    /// Only share I of N of the evidence. Large files of one record a line are divided too. Give all shares
    /// the same evidence, keys and options
    #[arg(long, value_name = "I/N", requires = "partial")]
    shard: Option<OfShares>,

    /// What is given is share I already: others have other files, or other rows of the table
    #[arg(long, requires = "shard")]
    divided: bool,
}

/// `3/8`.
#[derive(Debug, Clone, Copy)]
struct OfShares(Share);

impl FromStr for OfShares {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers = text.split_once('/').and_then(|(number, of)| {
            Some(Share { number: number.trim().parse().ok()?, of: of.trim().parse().ok()? })
        });
        numbers
            .filter(|share| (1..=share.of).contains(&share.number) && share.of <= MOST_SHARES)
            .map(Self)
            .ok_or("give which share of how many, such as 3/8, from 1/N to N/N")
    }
}

impl PartialArgs {
    /// How the evidence is shared; none for a run that is not in parts.
    pub(crate) fn sharing(&self) -> Option<Sharing> {
        let Self { partial, shard, divided } = *self;
        let share = shard.map(|shard| shard.0);
        let whole = Sharing::whole();
        let sharing = Sharing { share: share.unwrap_or(whole.share), divided, ..whole };
        partial.then_some(sharing)
    }
}

/// Writes a part.
pub(crate) fn run(args: &ReportArgs, sharing: Sharing, given: &impl Given) -> Status {
    let place = args.output.as_deref().filter(|path| !is_dash(path));
    let outputs: Vec<(&Path, Later)> =
        place.into_iter().map(|place| (place, Later::Part)).collect();
    let mut job = given.job(Apart { outputs: &outputs, files: &[], on_stdin: 0 })?;
    let Sharing { share, divided, .. } = sharing;
    if share.of > 1 && !divided && job.inputs.iter().any(Input::is_on_stdin) {
        return Err(Failure::new(
            "--shard: standard input cannot be shared: divide it before, and say so with --divided",
        ));
    }
    let mut out = Output::open_as(place, Access::Owner)?;
    if out.is_terminal() {
        return Err(Failure::new(
            "a part cannot be read on a terminal; write it to a file with --output",
        ));
    }
    job.options.report = place.map(|path| ReportPlace {
        path: path.to_owned(),
        unfinished: out.unfinished().into_iter().map(Path::to_owned).collect(),
    });
    let control = &cancelled_by_ctrl_c();
    if job.inputs.iter().any(Input::is_on_stdin) {
        terminal::say_if_waiting();
    }
    let written =
        progress::shown(control, !args.quiet, || parts::write(&job, sharing, control, &mut out))?;
    if written.cancelled {
        say("Cancelled: nothing was written");
        return Ok(CANCELLED);
    }
    let is_file = out.unfinished().is_some();
    out.finish()?;
    if let Some(place) = place.filter(|_| is_file && !args.quiet) {
        say(format!(
            "Share {} of {} written to {}: {}. Nothing is verified before `proofdesk merge` has all shares",
            share.number,
            share.of,
            display_path(place),
            counted(written.files, "file"),
        ));
    }
    Ok(0)
}
