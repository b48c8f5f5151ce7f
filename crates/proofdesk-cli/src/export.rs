//! `proofdesk export`.

use std::path::PathBuf;

use clap::ValueHint;
use proofdesk_engine::platform::{Needs, display_path};
use proofdesk_engine::report::{self, Made, OwnFiles};
use proofdesk_report::Form;

use crate::args::RingArgs;
use crate::earlier;
use crate::failure::{Failure, Status};
use crate::filed::FiledArgs;
use crate::format::{ReportFormat, chosen, require_readable};
use crate::input::is_dash;
use crate::output::Output;
use crate::signing::{SignArgs, Signature, say_what_is_not_signed};
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
    #[arg(long, value_parser = ReportFormat::made_from_json(), ignore_case = true)]
    format: Option<ReportFormat>,

    /// Write it to FILE; - is standard output. The ending .html, .pdf, .csv or .xml (JUnit) names the form
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,

    #[command(flatten)]
    sign: SignArgs,

    #[command(flatten)]
    ring: RingArgs,

    #[command(flatten)]
    filed: FiledArgs,
}

impl ExportArgs {
    /// What the command takes. No ring is read: it is only kept apart.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        let Self { report, format: _, output, sign, ring: _, filed } = self;
        let place = output.as_deref().filter(|path| !is_dash(path));
        needs.read(report);
        place.iter().for_each(|place| needs.write(place));
        sign.needs(place, needs);
        filed.needs(needs);
    }
}

/// Runs the command.
pub(crate) fn run(args: ExportArgs) -> Status {
    let place = args.output.as_deref().filter(|path| !is_dash(path));
    let format = chosen(args.format, place)?;
    let Some((format, form)) = format.and_then(|format| Some((format, format.form()?))) else {
        return Err(Failure::new(
            "say which form to write: --format html, pdf, csv, junit or svr, or an --output that ends in .html, \
             .pdf, .csv or .xml",
        ));
    };
    let mut extra = args.filed.extra(Some(form))?;
    let mut file = earlier::open(&args.report)?;
    let head = file.head().clone();
    extra.engagement = args.filed.engagement()?;
    if extra.engagement.is_some() && head.engagement.is_some() {
        return Err(Failure::new(format!(
            "{}: this report has engagement data already; leave out --engagement, or verify again with it",
            display_path(&args.report)
        )));
    }
    let sidecar = args.sign.sidecar(place)?;
    let given = args.filed.files().chain(args.sign.files()).chain([args.report.clone()]);
    let given: Vec<PathBuf> = given.collect();
    let own = OwnFiles { rings: &args.ring.all(), given: &given };
    let report = place.into_iter().map(|place| (place, Made::Report));
    for (place, made) in report.chain(sidecar.as_deref().map(|place| (place, Made::Signature))) {
        report::require_apart(&[], own, place)?;
        report::require_replaceable(place, made)?;
    }
    let mut signature = args.sign.begin(sidecar)?;
    let mut out = Output::open(place)?;
    require_readable(format, &out)?;
    proofdesk_report::write(form, &head, &extra, &mut file, &mut out)?;
    if let Some(signature) = &mut signature {
        signature.sign(Some(&head).filter(|_| form == Form::Svr), &mut file)?;
    }
    let is_file = out.unfinished().is_some();
    out.finish()?;
    let is_signed = signature.is_some();
    signature.map(Signature::finish).transpose()?;
    if let Some(place) = place.filter(|_| is_file) {
        say(format!("Report written to {}", display_path(place)));
        if !is_signed {
            say_what_is_not_signed(place);
        }
    }
    Ok(0)
}
