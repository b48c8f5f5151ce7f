//! In which format a report is written: as the user says, or as the ending of its file says.

use std::ffi::OsStr;
use std::path::Path;

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use proofdesk_engine::platform::display_path;
use proofdesk_report::Form;

use crate::failure::Failure;
use crate::output::Output;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people
    Text,
    /// One JSON document, results in order
    Json,
    /// One result a line as it becomes known, then one line with the summary
    Ndjson,
    /// One page to read, print and file
    Html,
    /// The same to hand on and to archive, with the JSON report inside
    Pdf,
    /// A row a result, for spreadsheets
    Csv,
    /// JUnit XML, for build servers
    #[value(alias = "xml")]
    Junit,
    /// An in-toto statement (Simple Verification Result) over the verified files, for pipelines
    Svr,
}

/// The endings that name a format.
const ENDINGS: [(&str, ReportFormat); 8] = [
    ("json", ReportFormat::Json),
    ("ndjson", ReportFormat::Ndjson),
    ("jsonl", ReportFormat::Ndjson),
    ("html", ReportFormat::Html),
    ("htm", ReportFormat::Html),
    ("pdf", ReportFormat::Pdf),
    ("csv", ReportFormat::Csv),
    ("xml", ReportFormat::Junit),
];

impl ReportFormat {
    /// The form that is made from the JSON report.
    pub(crate) fn form(self) -> Option<Form> {
        match self {
            Self::Html => Some(Form::Html),
            Self::Pdf => Some(Form::Pdf),
            Self::Csv => Some(Form::Csv),
            Self::Junit => Some(Form::Junit),
            Self::Svr => Some(Form::Svr),
            Self::Text | Self::Json | Self::Ndjson => None,
        }
    }

    /// Reads the name of a format that is made from the JSON report.
    pub(crate) fn made_from_json() -> impl TypedValueParser<Value = Self> {
        let made = Self::value_variants().iter().filter(|format| format.form().is_some());
        PossibleValuesParser::new(made.filter_map(Self::to_possible_value))
            .try_map(|name| Self::from_str(&name, true))
    }

    /// Whether a report of this format is recognised as one where it lies among evidence.
    pub(crate) fn is_recognised(self) -> bool {
        matches!(self, Self::Json | Self::Ndjson | Self::Svr)
    }

    fn by_ending(path: &Path) -> Option<Self> {
        let ending = path.extension().and_then(OsStr::to_str)?.to_ascii_lowercase();
        ENDINGS.into_iter().find(|(known, _)| **known == ending).map(|(_, format)| format)
    }

    /// What people call it, with its article.
    fn name(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Json => "a JSON",
            Self::Ndjson => "an NDJSON",
            Self::Html => "an HTML",
            Self::Pdf => "a PDF",
            Self::Csv => "a CSV",
            Self::Junit => "a JUnit",
            Self::Svr => "an SVR",
        }
    }

    /// As it is written behind `--format`.
    fn word(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// The format that is given, or that the file's ending names; none if neither says one. A file whose ending
/// says something else than it holds is opened by the wrong program, so the two must agree.
pub(crate) fn chosen(
    given: Option<ReportFormat>,
    place: Option<&Path>,
) -> Result<Option<ReportFormat>, Failure> {
    let ending = place.and_then(|path| Some((path, ReportFormat::by_ending(path)?)));
    match (given, ending) {
        // A statement is JSON too.
        (Some(ReportFormat::Svr), Some((_, ReportFormat::Json))) => Ok(given),
        (Some(given), Some((path, named))) if given != named => Err(Failure::new(format!(
            "--output {}: by its ending this is {} report, but --format says {}; leave --format out, or \
             choose another ending",
            display_path(path),
            named.name(),
            given.word()
        ))),
        (given, ending) => Ok(given.or(ending.map(|(_, named)| named))),
    }
}

/// What nobody can read on a terminal is not written there.
pub(crate) fn require_readable(format: ReportFormat, out: &Output) -> Result<(), Failure> {
    match format == ReportFormat::Pdf && out.is_terminal() {
        true => Err(Failure::new(
            "a PDF cannot be read on a terminal; write it to a file with --output FILE.pdf",
        )),
        false => Ok(()),
    }
}
