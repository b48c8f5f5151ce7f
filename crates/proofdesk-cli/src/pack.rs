//! `proofdesk pack`.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::ValueHint;
use proofdesk_engine::pack::PackError;
use proofdesk_engine::platform::{Needs, display_path};
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::{self, JsonReport, OwnFiles, Replaced};
use proofdesk_engine::run::{self, Basis};
use proofdesk_engine::{Input, ReportPlace};
use proofdesk_report::{Beside, Form, Pack, bag_name};

use crate::evidence::{EvidenceArgs, Later};
use crate::failure::{CANCELLED, Failure, Status};
use crate::filed::{FiledArgs, say_which_exhibits_are_missing};
use crate::input::{is_dash, started};
use crate::interrupt::cancelled_by_ctrl_c;
use crate::output::Output;
use crate::progress;
use crate::signing::SignArgs;
use crate::terminal::say;

/// Pack evidence, reports and keys into one file to hand on
///
/// The evidence is verified, and put as it was received into a bag (BagIt, RFC 8493) in a zip archive, with
/// the report as JSON, HTML, PDF and CSV, the pinned keys, and a text that says how to check it. Whoever
/// gets it can do so with unzip and sha256sum. A file with a private key stops it.
///
/// Exit status: 0 packed, whatever the verdicts are; 2 wrong usage, or a file could not be read or changed
/// meanwhile; 130 cancelled.
#[derive(Debug, clap::Args)]
// Beside a bag nothing is written, and standard input is no file to pack.
#[command(mut_arg("paths", |paths| paths.help("Files and folders")))]
#[command(mut_arg("sign", |sign| sign.help(
    "Sign the report and the list of the bag's files with this Ed25519 key (PKCS#8 PEM, encrypted or not): \
     the *.dsse.json files in the bag hold what is signed and the signatures"
)))]
pub(crate) struct PackArgs {
    #[command(flatten)]
    evidence: EvidenceArgs,

    /// Write the bag to this file
    #[arg(short, long, required = true, value_name = "FILE.zip", value_hint = ValueHint::FilePath)]
    output: PathBuf,

    /// Leave out this file of the evidence, such as one that cannot be read; repeatable
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    without: Vec<PathBuf>,

    #[command(flatten)]
    sign: SignArgs,

    /// Show no progress
    #[arg(short, long)]
    quiet: bool,

    #[command(flatten)]
    filed: FiledArgs,
}

impl PackArgs {
    /// What the command takes. The signature lies in the bag.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        let Self { evidence, output, without: _, sign, quiet: _, filed } = self;
        evidence.needs(needs);
        needs.write(output);
        sign.needs(None, needs);
        filed.needs(needs);
    }
}

impl From<PackError> for Failure {
    fn from(error: PackError) -> Self {
        let remedy = match error {
            PackError::Io(error) => return error.into(),
            PackError::Unread { .. } => {
                "; nothing was packed: see that it can be read, or leave out each such file with --without FILE"
            }
            PackError::Absent { .. } => "; check the name and the folder, and try again",
            PackError::PrivateKey { .. } => {
                "; leave it out with --without FILE. If others have seen the key, its owner must replace it"
            }
            PackError::Changed { .. } => {
                "; nothing was packed: see that nobody changes it, and try again"
            }
            PackError::NotThere { .. } => "; name it as the report does",
            _ => "",
        };
        Self::new(format!("{error}{remedy}"))
    }
}

/// Runs the command.
pub(crate) fn run(args: PackArgs) -> Status {
    let started = started()?;
    let place = &*args.output;
    if is_dash(place) {
        return Err(Failure::new(
            "-o -: a bag is written to a file, not to standard output; give a name that ends in .zip",
        ));
    }
    if !place.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip")) {
        return Err(Failure::new(format!(
            "-o {}: a bag is a zip archive: give it a name that ends in .zip",
            display_path(place)
        )));
    }
    let extra = args.filed.extra(Some(Form::Pdf))?;
    let own: Vec<PathBuf> = args.filed.files().chain(args.sign.files()).collect();
    let outputs = [(place, Later::Bag)];
    let on_stdin = args.filed.on_stdin() + args.sign.on_stdin();
    let mut job = args.evidence.job(&[], &outputs, &own, on_stdin)?;
    let engagement = args.filed.engagement()?;
    if place.is_file() {
        return Err(Failure::new(format!(
            "-o {}: there is a file of this name; delete it, or choose another name",
            display_path(place)
        )));
    }
    for file in args.sign.files().iter().filter(|file| !args.without.contains(file)) {
        // What signs is nobody else's.
        if !matches!(
            report::require_apart(&job.inputs, OwnFiles::default(), file),
            Ok(Replaced::Nothing)
        ) {
            return Err(Failure::new(format!(
                "{}: this file signs, and would be packed with the evidence: move it out of the folders that \
                 you give, or name it with --without",
                display_path(file)
            )));
        }
    }
    if job.inputs.contains(&Input::Stdin) {
        return Err(PackError::NoFile.into());
    }
    let signer = args.sign.signer()?;
    let mut out = Output::open(Some(place))?;
    job.options.report = Some(ReportPlace {
        path: place.to_owned(),
        unfinished: out.unfinished().into_iter().map(Path::to_owned).collect(),
    });
    let control: &Control = &cancelled_by_ctrl_c();
    let report = Mutex::new(JsonReport::default());
    let summary = progress::shown(control, !args.quiet, || {
        run::carry_out(&job, control, &report::encode, &mut |encoded| {
            report.lock().unwrap_or_else(PoisonError::into_inner).accept(encoded)
        })
    })?;
    let snapshot = control.snapshot();
    if summary.cancelled {
        return cancelled();
    }
    let mut report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
    let name = bag_name(place);
    let pack = Pack {
        job: &job,
        started,
        summary: &summary,
        report: &mut report,
        without: &args.without,
        signer: signer.as_ref(),
        name: &name,
    };
    let engagement = engagement.as_ref();
    let beside = Beside { engagement, against: None, second_keys: &[], extra: &extra };
    match pack.write(beside, control, &mut out) {
        Err(_) if control.is_cancelled() => return cancelled(),
        written => written?,
    }
    out.finish()?;
    if !args.quiet {
        let sentence = summary.sentence(&snapshot, Basis::Unlisted);
        say(format!("Packed into {}: {sentence}", display_path(place)));
        if !args.without.is_empty() {
            let left_out: Vec<_> = args.without.iter().map(|path| display_path(path)).collect();
            say(format!(
                "Left out with --without, and not in the package: {}. What is verified with it cannot be \
                 verified from the package",
                left_out.join(", ")
            ));
        }
    }
    if let Some(engagement) = engagement {
        say_which_exhibits_are_missing(engagement, &job, &summary);
    }
    Ok(0)
}

/// Ends a run that the user stopped.
fn cancelled() -> Status {
    say("Cancelled: nothing was packed");
    Ok(CANCELLED)
}
