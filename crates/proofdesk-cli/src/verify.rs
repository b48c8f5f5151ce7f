//! `proofdesk verify`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use clap::ValueHint;
use proofdesk_engine::core::trust::{Pin, Trust};
use proofdesk_engine::keys::{self, TrustError};
use proofdesk_engine::lookup::Query;
use proofdesk_engine::platform::display_path;
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::{self, Head, Header, JsonReport, KeyFiles, Replaced, Started};
use proofdesk_engine::run::{self, Basis, Job, Options, Summary};
use proofdesk_engine::{Exclude, Input, ReportPlace, SkippedWhy};
use proofdesk_report::OfRun;

use crate::args::{Color, JobsArgs, RingArgs, UnpackArgs};
use crate::failure::{Failure, Status};
use crate::format::{ReportFormat, chosen, require_readable};
use crate::input::{is_dash, read_key};
use crate::keys::load_ring;
use crate::output::Output;
use crate::progress::{self, cancelled_by_ctrl_c};
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
    /// Files and folders; - is standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,

    /// Pin this key for this run; KEY in hex, base64, PEM, DER, JWK, OpenSSH or key-discovery form, or
    /// @FILE (@- is standard input). A LABEL that looks like a domain is also the key's domain
    #[arg(long, value_name = "LABEL=KEY", allow_hyphen_values = true)]
    pin: Vec<String>,

    #[command(flatten)]
    ring: RingArgs,

    /// Use no key ring, only --pin
    #[arg(long)]
    no_keyring: bool,

    /// Require every valid signature to be made with the key pinned under this label
    #[arg(long, value_name = "LABEL")]
    signer: Option<String>,

    /// Treat a gap in the numbers of an audit log as a mismatch
    #[arg(long)]
    contiguous: bool,

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

    /// Skip files and folders that match
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,

    /// Name the files that were skipped, and the values that are not part of any result
    #[arg(long)]
    list_skipped: bool,

    #[command(flatten)]
    jobs: JobsArgs,

    #[command(flatten)]
    unpack: UnpackArgs,

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
    let mut job = job(&args, place)?;
    let format = chosen(args.format, place)?.unwrap_or(ReportFormat::Text);
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

fn job(args: &VerifyArgs, report: Option<&Path>) -> Result<Job, Failure> {
    let inputs = args.paths.iter().map(|path| match is_dash(path) {
        true => Input::Stdin,
        false => Input::Path(path.clone()),
    });
    let inputs: Vec<Input> = inputs.collect();
    let keys = args.pin.iter().filter(|text| text.ends_with("=@-")).count();
    if keys + usize::from(inputs.contains(&Input::Stdin)) > 1 {
        return Err(Failure::new(
            "standard input can be only one thing: PATH -, or the KEY @- once",
        ));
    }
    let key_files = args.pin.iter().filter_map(|text| text.split_once("=@"));
    let key_files: Vec<PathBuf> = key_files.map(|(_, file)| PathBuf::from(file)).collect();
    let key_files = KeyFiles { rings: &args.ring.all(), keys: &key_files };
    if let Some(report) = report
        && report::require_apart(&inputs, key_files, report)? == Replaced::EarlierReport
    {
        say(format!(
            "{} lies in the evidence and is a report of Proofdesk: it is skipped and replaced",
            display_path(report)
        ));
    }
    Ok(Job {
        inputs,
        trust: trust(args)?,
        options: Options {
            threads: args.jobs.jobs,
            exclude: Exclude::new(&args.exclude)
                .map_err(|e| Failure::new(format!("--exclude: {e}")))?,
            // Known once its file is open.
            report: None,
            saved: Vec::new(),
            contiguous: args.contiguous,
            unpack: args.unpack.limits(),
            find: args.find.clone(),
        },
    })
}

fn trust(args: &VerifyArgs) -> Result<Trust, Failure> {
    let mut pins: Vec<Pin> = Vec::new();
    for text in &args.pin {
        let (label, key) = text
            .split_once('=')
            .map(|(label, key)| (label.trim(), key))
            .filter(|(label, _)| !label.is_empty())
            .ok_or_else(|| {
                Failure::new(format!(
                    "--pin {text}: there is no label; write it as LABEL=KEY or LABEL=@FILE, where LABEL is \
                     your name for the key, such as the issuer's domain"
                ))
            })?;
        let parsed = read_key(key).map_err(|e| Failure::new(format!("--pin {label}: {e}")))?;
        if let Some(words) = keys::other_domain(label, &parsed) {
            return Err(Failure::new(format!("--pin {label}: {words}")));
        }
        pins.push(keys::run_pin(label, parsed));
    }
    let ring = match () {
        // One that only the environment names is no contradiction.
        () if args.no_keyring && args.ring.given().is_some() => {
            return Err(Failure::new(
                "--keyring and --no-keyring contradict each other; leave one out",
            ));
        }
        () if args.no_keyring => None,
        () => match args.ring.named() {
            Some(path) if !path.exists() => {
                let named = match args.ring.given() {
                    Some(_) => "with this --keyring makes it",
                    None => "makes the one that PROOFDESK_KEYRING names",
                };
                return Err(Failure::new(format!(
                    "{}: there is no key ring of this name; `proofdesk keys add` {named}",
                    display_path(&path)
                )));
            }
            Some(path) => Some(load_ring(&path)?),
            // Without a home there is no ring of one's own, which is no fault here.
            None => keys::default_path().ok().map(|path| load_ring(&path)).transpose()?,
        },
    };
    let trust = keys::trust(pins, ring.as_ref(), args.signer.as_deref());
    trust.map_err(|error| match error {
        TrustError::Ring(error) => error.into(),
        TrustError::GivenTwice { .. } => Failure::new(format!("--pin: {error}")),
        TrustError::OtherKey { ref label } => Failure::new(format!(
            "--pin {label}: {error}; choose another label, or add --no-keyring"
        )),
        TrustError::NoSigner { label } => Failure::new(format!(
            "--signer {label}: no pinned key has this label; `proofdesk keys list` shows yours"
        )),
        error => Failure::new(error),
    })
}
