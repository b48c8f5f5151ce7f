//! `proofdesk merge`.

use std::path::{Path, PathBuf};

use clap::ValueHint;
use proofdesk_engine::parts::{PartError, Parts};
use proofdesk_engine::platform::Needs;
use proofdesk_engine::report::{self, OwnFiles, PlaceError, Replaced};
use proofdesk_engine::run::{Job, Options};

use crate::args::JobsArgs;
use crate::failure::{Failure, Status};
use crate::input;
use crate::pins::PinArgs;
use crate::reporting::{self, Apart, Given, ReportArgs};

/// Put the parts of a run together to its report
///
/// Each PART is what `proofdesk verify --partial` wrote of one share. The report is the one that a single
/// run over all of the evidence writes. The keys are yours, and must be those that the parts were made with;
/// whether a signature is valid, and the hash of a file, is taken from the parts: merge only parts that were
/// made on machines that you rely on.
///
/// Exit status: as that of verify; 2 also if a part is missing, damaged or of another run.
#[derive(Debug, clap::Args)]
pub(crate) struct MergeArgs {
    /// The parts, in any order
    #[arg(required = true, value_name = "PART", value_hint = ValueHint::FilePath)]
    parts: Vec<PathBuf>,

    #[command(flatten)]
    pins: PinArgs,

    #[command(flatten)]
    jobs: JobsArgs,

    #[command(flatten)]
    report: ReportArgs,
}

impl From<PartError> for Failure {
    fn from(error: PartError) -> Self {
        match error {
            PartError::Io(error) => error.into(),
            PartError::NotOne { path } => {
                let instead = input::instead(&path, "a part of a run");
                Self::Words(instead.unwrap_or_else(|| PartError::NotOne { path }.to_string()))
            }
            error => Self::new(error),
        }
    }
}

impl MergeArgs {
    /// What the command takes.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        let Self { parts, pins, jobs: _, report } = self;
        parts.iter().for_each(|part| needs.read(part));
        pins.needs(needs);
        needs.spool();
        report.needs(needs);
    }
}

/// What is merged.
struct PartsGiven {
    paths: Vec<PathBuf>,
    parts: Parts,
    pins: PinArgs,
    jobs: JobsArgs,
}

impl Given for PartsGiven {
    fn require_apart(&self, place: &Path, files: &[PathBuf]) -> Result<Replaced, PlaceError> {
        let given = self.pins.files().chain(files.iter().chain(&self.paths).cloned());
        let given: Vec<PathBuf> = given.collect();
        let own = OwnFiles { rings: &self.pins.ring.all(), given: &given };
        report::require_apart(&[], own, place)
    }

    fn job(&self, apart: Apart<'_>) -> Result<Job, Failure> {
        let Apart { outputs, files, on_stdin } = apart;
        if self.pins.on_stdin() + on_stdin > 1 {
            return Err(Failure::new(
                "standard input can be only one thing: the KEY @- once, --engagement - or --passphrase-file -",
            ));
        }
        for (output, later) in outputs {
            self.require_apart(output, files)?;
            later.require_replaceable(output)?;
        }
        let trust = self.pins.trust(self.parts.options().signer.as_deref())?;
        let options = Options { threads: self.jobs.jobs, ..Options::default() };
        Ok(self.parts.job(trust, options)?)
    }

    fn parts(&self) -> Option<&Parts> {
        Some(&self.parts)
    }
}

/// Runs the command.
pub(crate) fn run(args: MergeArgs) -> Status {
    let MergeArgs { parts: paths, pins, jobs, report } = args;
    let parts = Parts::open(&paths)?;
    reporting::run(report, &PartsGiven { paths, parts, pins, jobs })
}
