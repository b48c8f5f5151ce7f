//! `proofdesk verify`.

use std::path::{Path, PathBuf};

use proofdesk_engine::Input;
use proofdesk_engine::lookup::Query;
use proofdesk_engine::parts::cache::Cache;
use proofdesk_engine::platform::Needs;
use proofdesk_engine::report::{PlaceError, Replaced};
use proofdesk_engine::run::Job;

use crate::cache::CacheArgs;
use crate::evidence::EvidenceArgs;
use crate::failure::{Failure, Status};
use crate::partial::{self, PartialArgs};
use crate::reporting::{self, Apart, Given, ReportArgs};

/// Verify files and folders of evidence
///
/// Every file is read and hashed once. Records are recognised by their fields, and content is matched
/// with them by hash, whatever the files are called.
///
/// Exit status: 0 every result is verified; 1 something does not match; 2 wrong usage, or the run could
/// not be done; 3 nothing was found that does not match, but something is not confirmed, cannot be
/// checked or has no record, or there was nothing to verify; 130 cancelled.
#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    given: EvidenceGiven,

    #[command(flatten)]
    report: ReportArgs,

    #[command(flatten)]
    part: PartialArgs,
}

/// What is verified.
#[derive(Debug, clap::Args)]
struct EvidenceGiven {
    #[command(flatten)]
    evidence: EvidenceArgs,

    /// Look for this record and show only what it names
    #[arg(long, value_name = "ID|PROOF-LINK|HASH", value_parser = query)]
    find: Vec<Query>,

    /// Standard input (PATH -) is rows of the table NAME, one JSON value a line: the report names them so,
    /// and has no hash of a file
    #[arg(long, value_name = "NAME", value_parser = table)]
    rows_of: Option<String>,

    #[command(flatten)]
    cache: CacheArgs,
}

impl VerifyArgs {
    /// What the command takes.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        let Self { given, report, part: _ } = self;
        let EvidenceGiven { evidence, find: _, rows_of: _, cache } = given;
        evidence.needs(needs);
        cache.needs(&evidence.inputs(), needs);
        report.needs(needs);
    }
}

/// What is looked for. People also give the name of a file whose record they want.
fn query(text: &str) -> Result<Query, String> {
    Query::parse(text).map_err(|e| match Path::new(text).exists() {
        true => "there is a file or folder of this name: to verify it, give it as PATH without --find; \
                 to find its record in other evidence, give its SHA-256, which `proofdesk hash` prints"
            .to_owned(),
        false => e.to_string(),
    })
}

/// The name of a table, on one line.
fn table(text: &str) -> Result<String, String> {
    match text.is_empty() || text.chars().any(char::is_control) {
        true => {
            Err("give the name of the table, such as its path or catalog.schema.table".to_owned())
        }
        false => Ok(text.to_owned()),
    }
}

impl Given for EvidenceGiven {
    fn require_apart(&self, place: &Path, files: &[PathBuf]) -> Result<Replaced, PlaceError> {
        self.evidence.require_apart(place, files)
    }

    fn job(&self, apart: Apart<'_>) -> Result<Job, Failure> {
        let Apart { outputs, files, on_stdin } = apart;
        let mut job = self.evidence.job(&self.find, outputs, files, on_stdin)?;
        if let Some(table) = &self.rows_of {
            if job.inputs != [Input::Stdin] {
                return Err(Failure::new(
                    "--rows-of: the rows come on standard input: give - as the only PATH",
                ));
            }
            job.inputs = vec![Input::Rows(table.as_str().into())];
        }
        Ok(job)
    }

    fn cache(&self, job: &Job) -> Result<Option<Cache>, Failure> {
        self.cache.begin(&job.inputs)
    }
}

/// Runs the command.
pub(crate) fn run(args: VerifyArgs) -> Status {
    let VerifyArgs { given, report, part } = args;
    match part.sharing() {
        Some(sharing) => partial::run(&report, sharing, &given),
        None => reporting::run(report, &given),
    }
}
