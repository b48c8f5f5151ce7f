//! `proofdesk verify`.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Mutex;

use clap::CommandFactory;
use clap::parser::ValueSource;
use proofdesk_engine::core::key::{MAX_KEY_INPUT, ParsedKey, parse_key};
use proofdesk_engine::core::trust::{Pin, Trust};
use proofdesk_engine::keys::{self, KeyRing, KeyRingError, TrustError};
use proofdesk_engine::platform::display_path;
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::{self, Header, JsonReport, Replaced, Started};
use proofdesk_engine::run::{self, Job, Options, Summary};
use proofdesk_engine::{Exclude, Input, OWN_OUTPUT, ReportPlace};

use crate::args::{Cli, Format, VerifyArgs};
use crate::output::Output;
use crate::page::Style;
use crate::terminal::say;
use crate::text::TextReport;
use crate::{Failure, Status, cancelled_by_ctrl_c, progress};

/// Runs the command.
pub(crate) fn run(args: VerifyArgs) -> Status {
    let started = Started::now();
    let place = args.output.as_deref().filter(|path| !is_stdin_or_stdout(path));
    let mut job = job(&args, place)?;
    let mut out = Output::open(place)?;
    job.options.report = place.map(|path| ReportPlace {
        path: path.to_owned(),
        unfinished: out.unfinished().map(Path::to_owned),
    });
    // Not before: keys and the place of the report can be pipes, which are waited for.
    let control: &Control = &cancelled_by_ctrl_c();
    let show = !args.quiet;
    let summary = match args.format {
        Format::Json => {
            let report = Mutex::new(JsonReport::default());
            let summary = progress::shown(control, show, || {
                run::carry_out(&job, control, &report::encode, &mut |encoded| {
                    lock(&report).accept(encoded)
                })
            })?;
            let report = report.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
            report.finish(&Header::new(&job, started, &summary, place), &mut out)?;
            summary
        }
        Format::Ndjson => {
            let summary = progress::shown(control, show, || {
                run::carry_out(&job, control, &report::encode, &mut |encoded| {
                    out.write_all(encoded.bytes())?;
                    out.flush()
                })
            })?;
            report::finish_ndjson(&Header::new(&job, started, &summary, place), &mut out)?;
            summary
        }
        Format::Text => {
            let style = Style::new(args.color, args.quiet, out.is_terminal());
            let report = Mutex::new(TextReport::new(style, args.list_skipped));
            let summary = progress::shown(control, show, || {
                run::carry_out(&job, control, &|findings| findings, &mut |findings| {
                    lock(&report).accept(findings);
                    Ok(())
                })
            })?;
            let report = report.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
            let snapshot = control.snapshot();
            report.finish(&job, &summary, &snapshot, &mut out.page(style))?;
            summary
        }
    };
    out.finish()?;
    say_what_was_passed_over(&summary);
    Ok(summary.exit_status())
}

/// What the user may not expect to have been skipped, or not to have been.
fn say_what_was_passed_over(summary: &Summary) {
    for file in summary.skipped_files.iter().filter(|file| file.why == OWN_OUTPUT) {
        say(format!("{} is {OWN_OUTPUT}: it is skipped", file.path));
    }
    if !summary.cancelled {
        for pattern in summary.unused_excludes.iter() {
            say(format!("--exclude {pattern}: nothing in the given folders matched it"));
        }
    }
}

/// `-`, which is standard input where something is read, and standard output where it is written.
pub(crate) fn is_stdin_or_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn job(args: &VerifyArgs, report: Option<&Path>) -> Result<Job, Failure> {
    let inputs = args.paths.iter().map(|path| match is_stdin_or_stdout(path) {
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
    if let Some(report) = report
        && report::require_apart(&inputs, report)? == Replaced::EarlierReport
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
            threads: args.jobs,
            exclude: Exclude::new(&args.exclude)
                .map_err(|e| Failure::new(format!("--exclude: {e}")))?,
            // Known once its file is open.
            report: None,
            saved: Vec::new(),
            contiguous: args.contiguous,
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
            .ok_or_else(|| Failure::new(format!("--pin {text}: write it as LABEL=KEY")))?;
        let parsed = read_key(key).map_err(|e| Failure::new(format!("--pin {label}: {e}")))?;
        if let Some(words) = keys::other_domain(label, &parsed) {
            return Err(Failure::new(format!("--pin {label}: {words}")));
        }
        pins.push(keys::run_pin(label, parsed));
    }
    let ring = match () {
        () if args.no_keyring && args.ring.named().is_some() && keyring_is_named() => {
            return Err(Failure::new(
                "--keyring and --no-keyring contradict each other; leave one out",
            ));
        }
        () if args.no_keyring => None,
        () => match args.ring.named() {
            Some(path) if !path.exists() => {
                return Err(Failure::new(format!("{}: there is no key ring", display_path(path))));
            }
            Some(path) => Some(load_ring(path)?),
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

/// The key ring in a file. That others can write to it is said, whatever the run then comes to.
pub(crate) fn load_ring(path: &Path) -> Result<KeyRing, KeyRingError> {
    let ring = KeyRing::load(path)?;
    if ring.others_can_write() {
        let words = format!(
            "warning: others can write to the key ring {}, and so decide what is verified; let only \
             yourself write to it",
            display_path(path)
        );
        say(words);
    }
    Ok(ring)
}

/// Whether the key ring is named on the command line: one that only the environment names is no
/// contradiction to `--no-keyring`.
fn keyring_is_named() -> bool {
    let matches = Cli::command().get_matches();
    let verify = matches.subcommand_matches("verify");
    verify.is_some_and(|m| m.value_source("keyring") == Some(ValueSource::CommandLine))
}

/// A key as text, or `@FILE`.
pub(crate) fn read_key(text: &str) -> Result<ParsedKey, String> {
    let Some(path) = text.strip_prefix('@') else {
        return parse_key(text.as_bytes()).map_err(|e| match Path::new(text).is_file() {
            true => format!("there is a file of this name: write @{text} for the key in it; {e}"),
            false => e.to_string(),
        });
    };
    let bytes = match path {
        "-" => read_start(io::stdin()),
        _ => fs::File::open(path).and_then(read_start),
    };
    let bytes = bytes.map_err(|e| format!("{path}: {e}"))?;
    parse_key(&bytes).map_err(|e| format!("{path}: {e}"))
}

/// As much of a file as a key can be, and a byte more, so that too much is noticed.
pub(crate) fn read_start(file: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MAX_KEY_INPUT as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
