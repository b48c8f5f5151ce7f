//! A report as it is read back: for other forms of it, and to compare it with another.
//!
//! It is read as it comes, result by result, so that a report of any length costs no memory.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead as _, BufReader, Read};

use proofdesk_core::text::without_mark;
use proofdesk_core::verdict::{
    Axes, CheckName, Field, Kind, Outcome, Reason, Role, Signer, Source, Stretch, Value, Verdict,
    foremost_reason, provisional_headline,
};
use serde::Deserialize;
use serde::de::value::MapDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::against::Against;
use super::engagement::Engagement;
use super::facts::RunFacts;
use super::header::{Header, write_head};
use super::options::VerdictOptions;
use super::pinned::{PinnedKey, ReviewerKey};
use crate::input::{FileRead, SCHEMA, Skipped, version_of_report};
use crate::keys::SecondKey;

/// A report without its results.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    schema: String,
    /// The facts of the run.
    pub run: RunFacts,
    /// SHA-256 over what was checked and what came of it; `None` if the run was cancelled.
    pub report_digest: Option<String>,
    /// The version of the rules that its verdicts follow.
    pub rules_version: u32,
    /// The options that change verdicts.
    pub options: VerdictOptions,
    /// What the user files it under.
    pub engagement: Option<Engagement>,
    /// What differs from an earlier report.
    pub against: Option<Against>,
    /// Domains for which the history of keys had more than one key.
    #[serde(default)]
    pub second_keys: Vec<SecondKey>,
    /// The pinned keys.
    pub pins: Vec<PinnedKey>,
    /// The keys of those who sign reports.
    pub reviewers: Vec<ReviewerKey>,
    /// What no check of it could show.
    pub limits: Vec<String>,
    /// Every file that was read to its end.
    pub files: Vec<FileRead>,
    /// What was not looked at.
    pub skipped: Vec<Skipped>,
    /// What stands beside results.
    pub left_over: Vec<LeftOverValues>,
    /// The counts.
    pub summary: Counts,
}

/// What stands beside the results of a file, and is none.
#[derive(Debug, Clone, Deserialize)]
pub struct LeftOverValues {
    /// The file.
    pub path: String,
    /// How many values.
    pub count: u64,
    /// JSON Pointers to the first of them.
    pub pointers: Vec<String>,
}

/// How many results have each verdict, and what was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[allow(missing_docs)]
pub struct Counts {
    pub total: u64,
    pub verified: u64,
    pub unconfirmed: u64,
    pub mismatch: u64,
    pub uncheckable: u64,
    pub not_found: u64,
    pub info: u64,
    /// Files read to their end and hashed.
    pub files: u64,
    /// Bytes read and hashed.
    pub bytes_hashed: u64,
    /// The run was stopped before its end.
    pub cancelled: bool,
}

/// One result of a report.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Reported {
    pub source: Source,
    pub kind: Kind,
    pub id: Option<String>,
    pub verdict: Verdict,
    pub headline: String,
    pub possible_causes: Option<String>,
    pub next_step: Option<String>,
    pub axes: Axes,
    pub checks: Vec<ReportedCheck>,
    pub signer: Signer,
    pub fields: Vec<Field>,
    pub hashes: std::collections::BTreeMap<String, String>,
    #[serde(default)]
    pub role: Option<Role>,
    pub matched_with: Vec<Source>,
    pub count: u64,
    pub pointers: Vec<Stretch>,
    pub children: Vec<Reported>,
}

impl Reported {
    /// What it is most about of what did not pass.
    #[must_use]
    pub fn foremost_reason(&self) -> Option<Reason> {
        let coded = |check: &ReportedCheck| {
            Some((check.outcome, Reason::of_code(check.reason.as_deref()?)?))
        };
        foremost_reason(self.checks.iter().filter_map(coded))
    }

    /// As every form but the JSON report itself says it of a run that was cancelled: nothing is called
    /// verified.
    #[must_use]
    pub fn told_provisionally(mut self) -> Self {
        let reason = self.foremost_reason();
        let label = self.signer.label.as_deref();
        if let Some(told) = provisional_headline(self.verdict, self.kind, label, reason) {
            self.headline = told;
        }
        self.children = self.children.into_iter().map(Self::told_provisionally).collect();
        self
    }
}

/// One check of a result.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs)]
pub struct ReportedCheck {
    pub check: CheckName,
    pub outcome: Outcome,
    /// A reason code.
    pub reason: Option<String>,
    pub field: Option<String>,
    pub form: Option<String>,
    pub values: Vec<Value>,
    pub offset: Option<u64>,
    pub note: Option<String>,
}

/// Why a report cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadReportError {
    /// It is no JSON report of Proofdesk's.
    NoReport(serde_json::Error),
    /// It begins as one, and does not go on as one.
    Damaged {
        /// On which line, and at which byte of it, if that is known.
        at: Option<(usize, usize)>,
        /// It ends in the middle.
        cut: bool,
    },
    /// There is nothing in it.
    Empty,
    /// It is a PDF, in which the JSON report may be attached.
    Pdf,
    /// It is one of another version.
    OtherVersion(String),
    /// Its digest or its counts are not those of what it holds.
    Changed,
    /// It cannot be read, or what was made of it cannot be written.
    Io(io::Error),
}

impl fmt::Display for ReadReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoReport(_) => f.write_str(
                "this is not a JSON report of Proofdesk; `proofdesk verify --format json` writes one. Reports in \
                 other forms cannot be read back",
            ),
            Self::Damaged { at, cut } => {
                let place = at.map(|(line, column)| format!("line {line}, column {column}: "));
                let what = match cut {
                    true => "this report ends in the middle of a value: it was cut short",
                    false => "after its beginning, this report is not in the form that Proofdesk writes: it was damaged or edited",
                };
                write!(
                    f,
                    "{}{what}. Get it again as it was written, or verify the evidence again with `proofdesk \
                     verify --format json`",
                    place.unwrap_or_default()
                )
            }
            Self::Empty => f.write_str("this file is empty, and no report"),
            Self::Pdf => f.write_str(
                "this is a PDF. One that Proofdesk wrote has the JSON report attached: save the attachment \
                 with a PDF viewer, and give that",
            ),
            Self::OtherVersion(schema) => write!(
                f,
                "this report has the format {schema:?}, and this version of Proofdesk reads {SCHEMA}; \
                 use the version that wrote it"
            ),
            Self::Changed => f.write_str(
                "its report digest or its counts are not those of what it holds: the report was changed \
                 after it was written. Use it as it was written, or verify the evidence again",
            ),
            Self::Io(error) => f.write_str(&crate::platform::in_words(error)),
        }
    }
}

impl std::error::Error for ReadReportError {}

impl From<io::Error> for ReadReportError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads a JSON report, shows each result to `visit` as it comes, and gives the rest.
///
/// # Errors
/// [`ReadReportError`], also with what `visit` returns.
pub fn read_report(
    report: impl Read,
    visit: &mut dyn FnMut(Reported) -> io::Result<()>,
) -> Result<Head, ReadReportError> {
    let mut failed = None;
    let mut report = BufReader::new(report);
    let beginning = report.fill_buf()?;
    // Programs on Windows write a byte-order mark before a text that they save again.
    let text = without_mark(beginning);
    if text.is_empty() {
        return Err(ReadReportError::Empty);
    }
    if text.starts_with(b"%PDF-") {
        return Err(ReadReportError::Pdf);
    }
    let version = version_of_report(text);
    if let Some(other) = version.filter(|version| *version != SCHEMA) {
        return Err(ReadReportError::OtherVersion(other.to_owned()));
    }
    let is_begun = version.is_some();
    let mark = beginning.len() - text.len();
    report.consume(mark);
    let no_report = |error: serde_json::Error| match is_begun {
        true => ReadReportError::Damaged {
            at: Some((error.line(), error.column())).filter(|(line, _)| *line > 0),
            cut: error.is_eof(),
        },
        false => ReadReportError::NoReport(error),
    };
    let mut reader = serde_json::Deserializer::from_reader(report);
    let visitor = WholeReport { visit, failed: &mut failed };
    let read = reader.deserialize_map(visitor).and_then(|head| reader.end().map(|()| head));
    if let Some(error) = failed {
        return Err(error.into());
    }
    let head = read.map_err(|error| match error.is_io() {
        true => ReadReportError::Io(error.into()),
        false => no_report(error),
    })?;
    let schema = head.get("schema").and_then(|schema| serde_json::from_str(schema.get()).ok());
    match schema {
        Some::<String>(schema) if schema != SCHEMA && schema.starts_with("proofdesk.report/") => {
            Err(ReadReportError::OtherVersion(schema))
        }
        _ => {
            let members = head.iter().map(|(name, value)| (&**name, &**value));
            let head = Head::deserialize(MapDeserializer::new(members));
            head.and_then(Head::known).map_err(|error| match is_begun {
                // The place that it has is one in its member alone.
                true => ReadReportError::Damaged { at: None, cut: false },
                false => ReadReportError::NoReport(error),
            })
        }
    }
}

impl Head {
    fn known(self) -> serde_json::Result<Self> {
        match self.schema == SCHEMA {
            true => Ok(self),
            false => Err(serde_json::Error::custom("its schema is not that of a report")),
        }
    }

    /// What a report that is about to be written will say.
    ///
    /// # Errors
    /// None, unless the two structures differ.
    pub fn of(header: &Header<'_>) -> io::Result<Self> {
        let mut text = Vec::new();
        write_head(header, &mut text)?;
        text.push(b'}');
        Ok(serde_json::from_slice(&text)?)
    }
}

/// A result, from its text in a report.
pub(crate) fn read_result(text: &[u8]) -> io::Result<Reported> {
    Ok(serde_json::from_slice(text)?)
}

/// The members of a report but its results, as their texts: of millions of files, a tree of values would take
/// far more.
type Members = BTreeMap<String, Box<RawValue>>;

struct WholeReport<'v> {
    visit: &'v mut dyn FnMut(Reported) -> io::Result<()>,
    failed: &'v mut Option<io::Error>,
}

impl<'de> Visitor<'de> for WholeReport<'_> {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the members of a report")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Members, A::Error> {
        let mut head = Members::new();
        let mut had_results = false;
        while let Some(name) = members.next_key::<String>()? {
            let twice = match name == "results" {
                true => {
                    let visit = &mut *self.visit;
                    members.next_value_seed(Results { visit, failed: self.failed })?;
                    std::mem::replace(&mut had_results, true)
                }
                false => head.insert(name.clone(), members.next_value()?).is_some(),
            };
            if twice {
                return Err(A::Error::custom(format_args!("the member {name:?} occurs twice")));
            }
        }
        match had_results {
            true => Ok(head),
            false => Err(A::Error::missing_field("results")),
        }
    }
}

struct Results<'v> {
    visit: &'v mut dyn FnMut(Reported) -> io::Result<()>,
    failed: &'v mut Option<io::Error>,
}

impl<'de> DeserializeSeed<'de> for Results<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, results: D) -> Result<(), D::Error> {
        results.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Results<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of results")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut results: A) -> Result<(), A::Error> {
        while let Some(result) = results.next_element()? {
            if let Err(error) = (self.visit)(result) {
                *self.failed = Some(error);
                // Ends the reading; it is the error above that is told.
                return Err(A::Error::custom("a result could not be taken"));
            }
        }
        Ok(())
    }
}
