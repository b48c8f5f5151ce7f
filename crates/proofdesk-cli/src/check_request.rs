//! `proofdesk check-request`: request bodies against the documented rules, before they are sent.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};
use proofdesk_engine::core::request::RequestKind;
use proofdesk_engine::core::request::{self, NotChecked, RequestReport, Rule, RuleOutcome};
use proofdesk_engine::core::verdict::Verdict;
use proofdesk_engine::core::{counted, visible_name};
use proofdesk_engine::platform::Needs;
use serde::Serialize;

use crate::args::{Color, Format};
use crate::failure::Status;
use crate::input;
use crate::page::{Ink, Page};
use crate::terminal;

const BROKEN: u8 = 1;
const UNREADABLE: u8 = 2;
const NOT_CHECKED: u8 = 3;

/// Check request bodies against the API's documented rules, offline
///
/// Every documented rule is checked. Each one that is broken is named with the documented code, the
/// field, the value or size in the body, and the next step. Where the API has a limit that is not
/// published, that is said.
///
/// Exit status: 0 no body breaks a rule; 1 at least one does; 2 wrong usage, or a file cannot be read;
/// 3 a file is not a request body that can be recognised, or its JSON cannot be judged, for example
/// because a key occurs twice. With several files, 2 comes before 1, and 1 before 3.
#[derive(Debug, clap::Args)]
pub(crate) struct CheckRequestArgs {
    /// Files with one request body each; - is standard input
    #[arg(required = true, value_name = "FILE|-", value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,

    /// What the bodies are for; recognised by their fields if not given
    #[arg(long, value_enum)]
    kind: Option<KindArg>,

    /// Format of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// When to use colour
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

impl CheckRequestArgs {
    /// What the command takes.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        let Self { files, kind: _, format: _, color: _ } = self;
        files.iter().for_each(|file| needs.read(file));
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum KindArg {
    /// POST /v1/document/anchor
    Document,
    /// POST /v1/ai/attestations
    Attestation,
    /// POST /v1/events
    Event,
    /// POST /v1/traces
    Trace,
}

impl KindArg {
    fn kind(self) -> RequestKind {
        match self {
            Self::Document => RequestKind::AnchorDocument,
            Self::Attestation => RequestKind::IngestAttestation,
            Self::Event => RequestKind::IngestEvent,
            Self::Trace => RequestKind::CreateTrace,
        }
    }
}

/// What became of one file.
enum Checked {
    Report(RequestReport),
    NotChecked(NotChecked),
    /// Why.
    Unreadable(String),
}

impl Checked {
    fn status(&self) -> u8 {
        match self {
            Self::Report(report) if report.passes() => 0,
            Self::Report(_) => BROKEN,
            Self::NotChecked(_) => NOT_CHECKED,
            Self::Unreadable(_) => UNREADABLE,
        }
    }
}

/// Runs the command.
pub(crate) fn run(args: &CheckRequestArgs) -> Status {
    input::require_one_dash(args.files.iter().map(PathBuf::as_path))?;
    let kind = args.kind.map(KindArg::kind);
    let style = terminal::style(args.color, false, terminal::is_terminal());
    let mut page = terminal::page(style);
    let mut results = Vec::new();
    let mut statuses = Vec::new();
    for file in &args.files {
        let checked = match input::read(file, request::MAX_BODY) {
            Ok(bytes) => match request::check(&bytes, kind) {
                Ok(report) => Checked::Report(report),
                Err(e) => Checked::NotChecked(e),
            },
            Err(e) => Checked::Unreadable(input::why(file, &e)),
        };
        let path = input::name(file);
        statuses.push(checked.status());
        match args.format {
            Format::Json => results.push(FileResult::new(path, checked)),
            Format::Text => {
                if statuses.len() > 1 {
                    page.blank()?;
                }
                write(&mut page, &path, &checked)?;
            }
        }
    }
    if args.format == Format::Json {
        let mut out = terminal::data();
        let report = Results { schema: "proofdesk.request-check/1", results };
        serde_json::to_writer_pretty(&mut out, &report).map_err(io::Error::from)?;
        writeln!(out)?;
    }
    let worst = [UNREADABLE, BROKEN, NOT_CHECKED].into_iter().find(|s| statuses.contains(s));
    Ok(worst.unwrap_or(0))
}

/// One file in the report for programs.
#[derive(Serialize)]
struct FileResult {
    path: String,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<RequestReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl FileResult {
    fn new(path: String, checked: Checked) -> Self {
        let (result, report, why) = match checked {
            Checked::Report(report) if report.passes() => ("pass", Some(report), None),
            Checked::Report(report) => ("fail", Some(report), None),
            Checked::NotChecked(e) => ("not_checked", None, Some(e.to_string())),
            Checked::Unreadable(why) => ("unreadable", None, Some(why)),
        };
        Self { path, result, report, why }
    }
}

#[derive(Serialize)]
struct Results {
    schema: &'static str,
    results: Vec<FileResult>,
}

fn write(page: &mut Page<'_>, path: &str, checked: &Checked) -> io::Result<()> {
    let verdict = match checked.status() {
        0 => Verdict::Info,
        BROKEN => Verdict::Mismatch,
        _ => Verdict::Uncheckable,
    };
    page.line(0, Ink::Of(verdict.into()), format!("{} {}", verdict.sign(), visible_name(path)))?;
    match checked {
        Checked::Report(report) => write_report(page, report),
        Checked::NotChecked(e) => {
            page.text(2, format!("Not checked: {}.", e.to_string().trim_end_matches('.')))?;
            match e {
                NotChecked::NotRecognised => page
                    .text(2, "Name what it is for with --kind document|attestation|event|trace."),
                _ => Ok(()),
            }
        }
        Checked::Unreadable(why) => {
            page.text(2, format!("Not checked: {}.", why.trim_end_matches('.')))
        }
    }
}

fn write_report(page: &mut Page<'_>, report: &RequestReport) -> io::Result<()> {
    let broken = report.broken().count();
    let words = match broken {
        0 => "it meets every documented rule whose limit is published".to_owned(),
        1 => "it breaks 1 documented rule".to_owned(),
        n => format!("it breaks {n} documented rules"),
    };
    let (kind, call) = (report.kind.noun(), report.kind.call());
    let size = counted(report.bytes, "byte");
    page.text(2, format!("Request body: {kind} ({call}), {size}: {words}."))?;
    for rule in report.broken() {
        page.blank()?;
        page.line(2, Ink::Bold, format!("{} {}", rule.code.code(), rule.status))?;
        page.value(4, "field", field(rule))?;
        page.labelled(4, "rule", format!("{} ({})", rule.rule, rule.source.noun()))?;
        page.value(4, "in body", &rule.actual)?;
        if let Some(note) = &rule.note {
            page.labelled(4, "note", note)?;
        }
        if let Some(remedy) = &rule.remedy {
            page.labelled(4, "next step", remedy)?;
        }
    }
    list(page, report, RuleOutcome::Pass)?;
    list(page, report, RuleOutcome::NotPublished)
}

fn list(page: &mut Page<'_>, report: &RequestReport, outcome: RuleOutcome) -> io::Result<()> {
    let mut rules = report.rules.iter().filter(|rule| rule.outcome == outcome).peekable();
    if rules.peek().is_some() {
        page.blank()?;
        page.inked(2, Ink::Bold, outcome.title())?;
    }
    for rule in rules {
        let note = rule.note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
        let text = format!("{}: {}; in the body: {}.", field(rule), rule.rule, rule.actual);
        page.bullet(2, format!("{text}{note}"))?;
    }
    Ok(())
}

fn field(rule: &Rule) -> &str {
    if rule.field.is_empty() { "whole body" } else { &rule.field }
}
