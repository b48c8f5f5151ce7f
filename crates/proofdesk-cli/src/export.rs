//! `proofdesk export`.

use std::fs::File;
use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};
use proofdesk_engine::platform::display_path;
use proofdesk_engine::report::{self, KeyFiles};
use proofdesk_engine::{Input, platform};
use proofdesk_report::{ReportFile, Results as _};

use crate::args::RingArgs;
use crate::failure::{Failure, Status};
use crate::format::{ReportFormat, chosen, require_readable};
use crate::input::is_dash;
use crate::output::Output;
use crate::signing::{SignArgs, write_signature};
use crate::terminal::say;

/// Write a JSON report in another form
///
/// Nothing is verified again: the form says what the JSON report says, and is the same bytes as the one
/// that `verify` would have written. A report whose digest is not that of what it holds is refused. Whoever
/// can edit a JSON report can still write another digest, and other words, into it: compare the digest with
/// that of a run of your own.
#[derive(Debug, clap::Args)]
pub(crate) struct ExportArgs {
    /// A report that `verify --format json` wrote
    #[arg(value_name = "REPORT.json", value_hint = ValueHint::FilePath)]
    report: PathBuf,

    /// The form; not needed if the ending of --output names it
    #[arg(long, value_enum, ignore_case = true)]
    format: Option<ExportFormat>,

    /// Write it to FILE; - is standard output. The ending .html, .pdf, .csv or .xml (JUnit) names the form
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,

    #[command(flatten)]
    sign: SignArgs,

    #[command(flatten)]
    ring: RingArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// One page to read, print and file
    Html,
    /// The same to hand on and to archive, with the JSON report inside
    Pdf,
    /// A row a result, for spreadsheets
    Csv,
    /// JUnit XML, for build servers
    #[value(alias = "xml")]
    Junit,
}

impl From<ExportFormat> for ReportFormat {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Html => Self::Html,
            ExportFormat::Pdf => Self::Pdf,
            ExportFormat::Csv => Self::Csv,
            ExportFormat::Junit => Self::Junit,
        }
    }
}

/// Runs the command.
pub(crate) fn run(args: ExportArgs) -> Status {
    let place = args.output.as_deref().filter(|path| !is_dash(path));
    let format = chosen(args.format.map(ReportFormat::from), place)?;
    let Some((format, form)) = format.and_then(|format| Some((format, format.form()?))) else {
        return Err(Failure::new(
            "say which form to write: --format html, pdf, csv or junit, or an --output that ends in .html, \
             .pdf, .csv or .xml",
        ));
    };
    let shown = display_path(&args.report);
    let failure = |error: String| Failure::new(format!("{shown}: {error}"));
    let file = File::open(&args.report).map_err(|e| failure(platform::in_words(&e)))?;
    let mut file = ReportFile::open(file).map_err(|e| failure(e.to_string()))?;
    let sidecar = args.sign.sidecar(place)?;
    let inputs = [Input::Path(args.report.clone())];
    let keys = KeyFiles { rings: &args.ring.all(), keys: &args.sign.files() };
    for place in place.into_iter().chain(sidecar.as_deref()) {
        report::require_apart(&inputs, keys, place)?;
    }
    let signer = args.sign.signer()?;
    let mut out = Output::open(place)?;
    require_readable(format, &out)?;
    let head = file.head().clone();
    proofdesk_report::write(form, &head, &mut file, &mut out)?;
    let is_file = out.unfinished().is_some();
    out.finish()?;
    if let (Some(signer), Some(sidecar)) = (signer, sidecar) {
        let mut json = Vec::new();
        file.json(&mut json)?;
        write_signature(&signer, &json, &sidecar)?;
    }
    if let Some(place) = place.filter(|_| is_file) {
        say(format!("Report written to {}", display_path(place)));
    }
    Ok(0)
}
