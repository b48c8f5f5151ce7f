//! `proofdesk verify`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use clap::ValueHint;
use proofdesk_engine::lookup::Query;
use proofdesk_engine::platform::display_path;
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::{self, Head, Header, JsonReport, Started};
use proofdesk_engine::run::{self, Basis, Summary};
use proofdesk_engine::{Input, ReportPlace, SkippedWhy};
use proofdesk_report::OfRun;

use crate::args::Color;
use crate::evidence::EvidenceArgs;
use crate::failure::{Failure, Status};
use crate::format::{ReportFormat, chosen, require_readable};
use crate::input::is_dash;
use crate::output::Output;
use crate::progress::{self, cancelled_by_ctrl_c};
use crate::signing::{SignArgs, write_signature};
use crate::terminal::{self, say};
use crate::text::TextReport;

/// Verify files and folders of evidence
///
/// Every file is read and hashed once. Records are recognised by their fields, and content is matched
/// with them by hash, whatever the files are called.
///
/// Exit status: 0 every result is verified; 1 something does not match; 2 wrong usage, or the run could
/// not be done; 3 nothing was found that does not match, but something is not confirmed, cannot be
/// checked or has no record; 130 cancelled.
#[derive(Debug, clap::Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    evidence: EvidenceArgs,

    /// Look for this record and show only what it names
    #[arg(long, value_name = "ID|PROOF-LINK|HASH", value_parser = query)]
    find: Vec<Query>,

    /// Format of the report; text if neither this nor the ending of --output says one
    #[arg(long, value_enum, ignore_case = true)]
    format: Option<ReportFormat>,

    /// Write the report to FILE; - is standard output. The ending .json, .ndjson, .html, .pdf, .csv or
    /// .xml (JUnit) names the format
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,

    /// Name the files that were skipped, and the values that are not part of any result
    #[arg(long)]
    list_skipped: bool,

    #[command(flatten)]
    sign: SignArgs,

    /// In the text report, leave out what is verified or for information; show no progress
    #[arg(short, long)]
    quiet: bool,

    /// When to use colour
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
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

/// Runs the command.
pub(crate) fn run(args: VerifyArgs) -> Status {
    let started = Started::now();
    let place = args.output.as_deref().filter(|path| !is_dash(path));
    let format = chosen(args.format, place)?.unwrap_or(ReportFormat::Text);
    let sidecar = args.sign.sidecar(place)?;
    if sidecar.is_some() && matches!(format, ReportFormat::Text | ReportFormat::Ndjson) {
        return Err(Failure::new(
            "--sign signs the JSON report: give --format json, html, pdf, csv or junit",
        ));
    }
    let outputs: Vec<&Path> = place.into_iter().chain(sidecar.as_deref()).collect();
    let mut job = args.evidence.job(&args.find, &outputs, &args.sign.files())?;
    // A signature that this one takes the place of is no evidence, as the report before is none.
    job.options.saved.extend(sidecar.clone());
    let signer = args.sign.signer()?;
    let mut signed = None;
    let mut out = Output::open(place)?;
    require_readable(format, &out)?;
    job.options.report = place.map(|path| ReportPlace {
        path: path.to_owned(),
        unfinished: out.unfinished().map(Path::to_owned),
    });
    // Not before: keys and the place of the report can be pipes, which are waited for.
    let control: &Control = &cancelled_by_ctrl_c();
    if job.inputs.contains(&Input::Stdin) {
        terminal::say_if_waiting();
    }
    let show = !args.quiet;
    let summary = match format {
        ReportFormat::Json
        | ReportFormat::Html
        | ReportFormat::Pdf
        | ReportFormat::Csv
        | ReportFormat::Junit => {
            let report = Mutex::new(JsonReport::default());
            let summary = progress::shown(control, show, || {
                run::carry_out(&job, control, &report::encode, &mut |encoded| {
                    lock(&report).accept(encoded)
                })
            })?;
            let mut report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
            let header = Header::new(&job, started, &summary, place);
            match format.form() {
                Some(form) => {
                    let mut results = OfRun { report: &mut report, header: &header };
                    proofdesk_report::write(form, &Head::of(&header)?, &mut results, &mut out)?;
                }
                None => report.write(&header, &mut out)?,
            }
            if signer.is_some() && !summary.cancelled {
                let mut json = Vec::new();
                report.write(&header, &mut json)?;
                signed = Some(json);
            }
            summary
        }
        ReportFormat::Ndjson => {
            let summary = progress::shown(control, show, || {
                run::carry_out(&job, control, &report::encode, &mut |encoded| {
                    out.write_all(encoded.bytes())?;
                    out.flush()
                })
            })?;
            report::finish_ndjson(&Header::new(&job, started, &summary, place), &mut out)?;
            summary
        }
        ReportFormat::Text => {
            let style = terminal::style(args.color, args.quiet, out.is_terminal());
            let report = Mutex::new(TextReport::new(args.list_skipped));
            let summary = progress::shown(control, show, || {
                run::carry_out(&job, control, &|findings| findings, &mut |findings| {
                    lock(&report).accept(findings);
                    Ok(())
                })
            })?;
            let report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
            let snapshot = control.snapshot();
            report.finish(&job, &summary, &snapshot, &mut out.page(style))?;
            summary
        }
    };
    let is_file = out.unfinished().is_some();
    out.finish()?;
    if let (Some(signer), Some(json), Some(sidecar)) = (signer, signed, sidecar) {
        write_signature(&signer, &json, &sidecar)?;
    }
    if let Some(place) = place.filter(|_| is_file && show) {
        let sentence = summary.sentence(&control.snapshot(), Basis::Unlisted);
        say(format!("Report written to {}: {sentence}", display_path(place)));
    }
    say_what_may_be_unexpected(&summary);
    Ok(summary.exit_status())
}

/// What the user may not expect to have been skipped, or not to have been.
fn say_what_may_be_unexpected(summary: &Summary) {
    let absent = summary.what_is_absent();
    if !absent.is_empty() {
        say(absent);
    }
    let own = SkippedWhy::OwnOutput;
    for file in summary.skipped_files.iter().filter(|file| file.why == own) {
        say(format!("{} is {}: it is skipped", file.path, own.words()));
    }
    if !summary.cancelled {
        for pattern in summary.unused_excludes.iter() {
            say(format!("--exclude {pattern}: nothing in the given folders matched it"));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
