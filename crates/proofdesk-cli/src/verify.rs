//! `proofdesk verify`.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Mutex;
use std::time::SystemTime;

use clap::CommandFactory;
use clap::parser::ValueSource;
use proofdesk_engine::core::key::{MAX_KEY_INPUT, ParsedKey, parse_key};
use proofdesk_engine::core::trust::{Pin, Trust};
use proofdesk_engine::globset::{Glob, GlobSet, GlobSetBuilder};
use proofdesk_engine::job::{self, Job, Options};
use proofdesk_engine::keyring::{self, KeyRing, KeyRingError};
use proofdesk_engine::lookup::Query;
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::{self, JsonReport};
use proofdesk_engine::{Input, ReportPlace};

use crate::args::{Cli, Format, VerifyArgs};
use crate::output::Output;
use crate::page::Style;
use crate::terminal::say;
use crate::text::TextReport;
use crate::{Failure, Status, cancelled_by_ctrl_c, progress};

/// Runs the command.
pub(crate) fn run(args: VerifyArgs) -> Status {
    let started = SystemTime::now();
    let mut job = job(&args)?;
    let mut out = Output::open(args.output.as_deref())?;
    job.options.report = args.output.as_ref().map(|path| ReportPlace {
        path: path.clone(),
        unfinished: out.unfinished().map(Path::to_owned),
    });
    // Not before: keys and the place of the report can be pipes, which are waited for.
    let control: &Control = &cancelled_by_ctrl_c();
    let show = !args.quiet;
    let summary = match args.format {
        Format::Json => {
            let report = Mutex::new(JsonReport::default());
            let summary = progress::shown(control, show, || {
                job::run(&job, control, &report::encode, &mut |encoded| {
                    lock(&report).accept(encoded)
                })
            })?;
            let report = report.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
            report.finish(&job, started, &summary, &mut out)?;
            summary
        }
        Format::Ndjson => {
            let summary = progress::shown(control, show, || {
                job::run(&job, control, &report::encode, &mut |encoded| {
                    out.write_all(encoded.bytes())?;
                    out.flush()
                })
            })?;
            report::finish_ndjson(&job, started, &summary, &mut out)?;
            summary
        }
        Format::Text => {
            let style = Style::new(args.color, args.quiet, out.is_terminal());
            let report = Mutex::new(TextReport::new(style, args.list_skipped));
            let summary = progress::shown(control, show, || {
                job::run(&job, control, &|findings| findings, &mut |findings| {
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
    Ok(summary.exit_status())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn job(args: &VerifyArgs) -> Result<Job, Failure> {
    let inputs = args.paths.iter().map(|path| match path.as_os_str() == "-" {
        true => Input::Stdin,
        false => Input::Path(path.clone()),
    });
    let inputs: Vec<Input> = inputs.collect();
    if let Some(report) = &args.output {
        require_apart(&inputs, report)?;
    }
    Ok(Job {
        inputs,
        trust: trust(args)?,
        options: Options {
            jobs: args.jobs,
            exclude: exclude(&args.exclude)?,
            // Known once its file is open.
            report: None,
            contiguous: args.contiguous,
            find: args.find.iter().map(|text| Query::parse(text)).collect(),
        },
    })
}

/// A report must not take the place of what it is about: not of what is named by itself, and in a
/// folder of the evidence of nothing but an earlier report.
fn require_apart(inputs: &[Input], report: &Path) -> Result<(), Failure> {
    // Pipes and devices are written to, not replaced.
    let Some(place) = fs::canonicalize(report).ok().filter(|place| place.is_file()) else {
        return Ok(());
    };
    for input in inputs {
        if let Input::Path(path) = input
            && fs::canonicalize(path).is_ok_and(|path| path == place)
        {
            return Err(Failure::new(format!(
                "{}: the report would take the place of {}, which is named as evidence; give \
                 another FILE with -o",
                report.display(),
                path.display()
            )));
        }
    }
    let holds_it = |input: &Input| match input {
        Input::Path(path) => fs::canonicalize(path).is_ok_and(|path| place.starts_with(path)),
        _ => false,
    };
    if !inputs.iter().any(holds_it) {
        return Ok(());
    }
    let shown = report.display();
    let is_report = ReportPlace::holds_report(&place);
    if !is_report.map_err(|e| Failure::new(format!("{shown}: {e}")))? {
        return Err(Failure::new(format!(
            "{shown}: the report would take the place of this file, which lies in the evidence \
             and is no earlier report in JSON or NDJSON; write the report outside the evidence, or \
             under a name that does not exist yet"
        )));
    }
    let words = format!(
        "{shown} lies in the evidence and is a report of Proofdesk: it is passed over and replaced"
    );
    say(words);
    Ok(())
}

fn trust(args: &VerifyArgs) -> Result<Trust, Failure> {
    let mut pins: Vec<Pin> = Vec::new();
    for text in &args.pin {
        let (label, key) = text
            .split_once('=')
            .filter(|(label, _)| !label.is_empty())
            .ok_or_else(|| Failure::new(format!("--pin {text}: write it as LABEL=KEY")))?;
        if pins.iter().any(|pin| *pin.label == *label) {
            return Err(Failure::new(format!("--pin: the label {label} is given twice")));
        }
        let parsed = read_key(key).map_err(|e| Failure::new(format!("--pin {label}: {e}")))?;
        pins.push(keyring::run_pin(label, parsed));
    }
    if args.no_keyring {
        if args.ring.keyring.is_some() && keyring_is_named() {
            return Err(Failure::new(
                "--keyring and --no-keyring contradict each other; leave one out",
            ));
        }
    } else {
        let path = match &args.ring.keyring {
            Some(path) if !path.exists() => {
                return Err(Failure::new(format!("{}: there is no key ring", path.display())));
            }
            Some(path) => Some(path.clone()),
            // Without a home there is no ring of one's own, which is no fault here.
            None => keyring::default_path().ok(),
        };
        if let Some(path) = path {
            for pin in load_ring(&path)?.to_pins()? {
                match pins.iter_mut().find(|p| p.label == pin.label) {
                    // The same key: what the ring says of it counts, its dates above all.
                    Some(other) if other.key == pin.key => {
                        let domain = pin.domain.or_else(|| other.domain.take());
                        *other = Pin { domain, ..pin };
                    }
                    Some(_) => {
                        return Err(Failure::new(format!(
                            "--pin {0}: your key ring has another key of the label {0}; choose \
                             another label, or add --no-keyring",
                            pin.label
                        )));
                    }
                    None => pins.push(pin),
                }
            }
        }
    }
    let required = args.signer.as_deref();
    if let Some(label) = required.filter(|label| !pins.iter().any(|p| *p.label == **label)) {
        return Err(Failure::new(format!(
            "--signer {label}: no pinned key has this label; `proofdesk keys list` shows yours"
        )));
    }
    Ok(Trust::new(pins, required.map(Into::into)))
}

/// The key ring in a file. That others can write to it is said, whatever the run then comes to.
pub(crate) fn load_ring(path: &Path) -> Result<KeyRing, KeyRingError> {
    let ring = KeyRing::load(path)?;
    if ring.others_can_write() {
        let words = format!(
            "warning: others can write to the key ring {}, and so decide what is verified; let only \
             yourself write to it",
            path.display()
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
        return parse_key(text.as_bytes()).map_err(|e| e.to_string());
    };
    let bytes = read_start(Path::new(path)).map_err(|e| format!("{path}: {e}"))?;
    parse_key(&bytes).map_err(|e| format!("{path}: {e}"))
}

/// As much of a file as a key can be, and a byte more, so that too much is noticed.
fn read_start(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(MAX_KEY_INPUT as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn exclude(globs: &[String]) -> Result<GlobSet, Failure> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(Glob::new(glob).map_err(|e| Failure::new(format!("--exclude {glob}: {e}")))?);
    }
    set.build().map_err(Failure::new)
}
