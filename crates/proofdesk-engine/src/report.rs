//! The report, in the forms that programs read. The command line and the desktop application
//! write the same bytes for the same evidence and pins, but for `started_at`.

use std::io::{self, BufWriter, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use proofdesk_core::reason::Reason;
use proofdesk_core::time::Timestamp;
use proofdesk_core::trust::{Confirmed, Pin, Trust};
use proofdesk_core::verdict::{Check, CheckName, Finding, Kind, Source};
use serde::Serialize;

use crate::job::{Job, LeftOver, Located, Skipped, Summary};
use crate::order::Order;
use crate::platform;
use crate::results::EncodedRows;
use crate::spool::Spool;
use crate::walk::Input;

/// The version of the report's format.
pub const SCHEMA: &str = "proofdesk.report/1";

/// The report's format as a JSON Schema.
pub const JSON_SCHEMA: &str = include_str!("report.schema.json");

/// How the name of a report begins while it is being written beside its place.
pub const UNFINISHED: &str = ".proofdesk-unfinished-";

/// What no run checks. Every report says so.
pub const NOT_CHECKED: [&str; 6] = [
    "whether the issuer has revoked a key: no network is used",
    "when a record was signed: the time is the issuer's own claim",
    "whether what a record says is true: only that it is what was signed",
    "fields that no signature covers: they are marked as unsigned",
    "request_hash and event_hash of compliance events: what they cover is not documented",
    "events cut off before the first or after the last number of an audit log",
];

#[derive(Serialize)]
struct Header<'a> {
    schema: &'static str,
    tool: Tool,
    started_at: String,
    inputs: Vec<String>,
    pins: Vec<PinLine<'a>>,
    not_checked: [&'static str; 6],
    skipped: &'a [Skipped],
    left_over: &'a [LeftOver],
}

/// What an earlier report may hold, with no further member. Its words are not looked into here.
mod accepted {
    use serde::Deserialize;

    macro_rules! members {
        ($name:ident { $($member:ident: $kind:ty),+ $(,)? }) => {
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            #[allow(dead_code)]
            pub(super) struct $name { $(#[serde(default)] $member: Option<$kind>),+ }
        };
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    pub(super) struct Report {
        pub schema: String,
        tool: Tool,
        started_at: String,
        #[serde(default)]
        inputs: Vec<String>,
        pins: Vec<Pin>,
        #[serde(default)]
        not_checked: Vec<String>,
        summary: Summary,
        #[serde(default)]
        skipped: Vec<Skipped>,
        #[serde(default)]
        left_over: Vec<LeftOver>,
        #[serde(default)]
        results: Vec<Finding>,
    }
    members!(Tool { name: String, version: String });
    members!(Pin { label: String, domain: String, fingerprint: String, confirmed: String });
    members!(Skipped { path: String, why: String });
    members!(LeftOver { path: String, count: u64, pointers: Vec<String> });
    members!(Summary {
        total: u64,
        verified: u64,
        unconfirmed: u64,
        mismatch: u64,
        uncheckable: u64,
        not_found: u64,
        info: u64,
        files: u64,
        bytes_hashed: u64,
        skipped: u64,
        cancelled: bool,
    });
    members!(Source { path: String, line: u64, pointer: String });
    members!(Axes {
        content: String,
        signature: String,
        signer: String,
        binding: String,
        completeness: String,
    });
    members!(Check {
        check: String,
        outcome: String,
        reason: String,
        expected: String,
        actual: String,
        offset: u64,
        note: String,
    });
    members!(Signer { label: String, fingerprint: String, source: String });
    members!(Field { name: String, value: String, status: String, signed_value: String });
    members!(Stretch { first: String, last: String });
    members!(Finding {
        source: Source, kind: String, id: String, verdict: String, headline: String, cause: String,
        next_step: String, axes: Axes, checks: Vec<Check>, signer: Signer, fields: Vec<Field>,
        hashes: std::collections::BTreeMap<String, String>, matched_with: Vec<Source>,
        count: u64, pointers: Vec<Stretch>,
        children: Vec<Finding>,
    });
}

/// Whether a text is a report of this program in JSON, and nothing else.
pub(crate) fn is_report(text: &[u8]) -> bool {
    let read = serde_json::from_slice::<accepted::Report>(text);
    read.is_ok_and(|report| report.schema == SCHEMA)
}

/// Whether a line is one of a report in NDJSON: a result, or the last one.
pub(crate) fn is_report_line(line: &[u8]) -> bool {
    if line.starts_with(b"{\"source\":{\"path\":") {
        return serde_json::from_slice::<accepted::Finding>(line).is_ok();
    }
    line.starts_with(b"{\"summary\":{")
        && serde_json::from_slice::<accepted::Report>(line).is_ok_and(|last| last.schema == SCHEMA)
}

/// What is said of an earlier report: it proves nothing, and what it quotes is not looked at again.
pub(crate) fn earlier(source: Source) -> Finding {
    let mut finding = Finding::new(source, Kind::Report);
    finding.add(Check::pass(CheckName::Parse));
    finding.inform("Earlier report of Proofdesk: no evidence of what it reports");
    finding
}

/// What is said of so many lines of a report that is not there as a whole, or not alone.
pub(crate) fn in_part(source: Source, lines: u64) -> Finding {
    let mut finding = Finding::new(source, Kind::Unknown);
    let note = format!(
        "Lines of it ({lines}) are those of an earlier report of Proofdesk, which is not whole or \
         stands among other values. What a report quotes is not checked."
    );
    finding.add(Check::unknown(CheckName::Parse, Reason::UnsupportedRecord).note(note));
    finding.conclude();
    finding
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct PinLine<'a> {
    label: &'a str,
    domain: Option<&'a str>,
    fingerprint: String,
    confirmed: Option<&'a str>,
}

fn header<'a>(job: &'a Job, started: SystemTime, summary: &'a Summary) -> Header<'a> {
    let inputs = job.inputs.iter().map(|input| match input {
        Input::Path(path) => platform::display_path(path),
        Input::Stdin => "-".to_owned(),
        Input::Text { name, .. } => name.to_string(),
    });
    Header {
        schema: SCHEMA,
        tool: Tool { name: "proofdesk", version: env!("CARGO_PKG_VERSION") },
        started_at: time_of(started),
        inputs: inputs.collect(),
        pins: pins(&job.trust),
        not_checked: NOT_CHECKED,
        skipped: &summary.skipped_files,
        left_over: &summary.left_over,
    }
}

/// A moment as the report writes it: RFC 3339 in UTC, with milliseconds.
pub fn time_of(moment: SystemTime) -> String {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix(since.as_secs() as i64, since.subsec_nanos()).to_canonical_millis()
}

fn pins(trust: &Trust) -> Vec<PinLine<'_>> {
    let line = |pin: &'_ Pin| pin.key.fingerprint().to_string();
    trust
        .pins()
        .iter()
        .map(|pin| PinLine {
            label: &pin.label,
            domain: pin.domain.as_deref(),
            fingerprint: line(pin),
            confirmed: match &pin.confirmed {
                Confirmed::Said(words) => Some(words),
                Confirmed::NotAsked | Confirmed::Never => None,
            },
        })
        .collect()
}

/// Findings as JSON texts, made on the workers.
#[derive(Debug)]
pub struct Encoded {
    bytes: Vec<u8>,
    /// Place and end of each in `bytes`.
    parts: Vec<(Order, usize)>,
}

/// Writes each finding as one line of JSON.
pub fn encode(findings: Vec<Located>) -> Encoded {
    let mut encoded =
        Encoded { bytes: Vec::with_capacity(findings.len() * 3000), parts: Vec::new() };
    for located in findings {
        // Strings, numbers and structs cannot fail to serialise into memory.
        let _ = serde_json::to_writer(&mut encoded.bytes, &located.finding);
        encoded.bytes.push(b'\n');
        encoded.parts.push((located.order, encoded.bytes.len()));
    }
    encoded
}

/// Writes each finding as [`encode`] does, with what is needed to browse them.
pub fn encode_rows(findings: Vec<Located>) -> EncodedRows {
    EncodedRows::new(findings)
}

/// Where a result has its place in the report, and where its text is in a spool.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    pub order: Order,
    pub at: u64,
    pub len: u32,
}

impl Encoded {
    /// The lines.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Puts the texts into `spool` and says where they are.
    pub(crate) fn keep(self, spool: &mut Spool) -> io::Result<impl Iterator<Item = Line>> {
        let mut at = spool.append(&self.bytes)?;
        let mut start = 0;
        Ok(self.parts.into_iter().map(move |(order, end)| {
            let whole = end - start;
            start = end;
            // Without the line end.
            let line = Line { order, at, len: (whole - 1) as u32 };
            at += whole as u64;
            line
        }))
    }
}

/// The report as one JSON document, results in order.
pub struct JsonReport {
    texts: Spool,
    lines: Vec<Line>,
}

impl Default for JsonReport {
    fn default() -> Self {
        Self { texts: Spool::new(), lines: Vec::new() }
    }
}

impl JsonReport {
    /// Takes what [`encode`] made.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn accept(&mut self, encoded: Encoded) -> io::Result<()> {
        self.lines.extend(encoded.keep(&mut self.texts)?);
        Ok(())
    }

    /// Writes the report.
    ///
    /// # Errors
    /// Those of `out` and of the temporary file.
    pub fn finish(
        mut self,
        job: &Job,
        started: SystemTime,
        summary: &Summary,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.lines.sort_by_key(|line| (line.order, line.at));
        write_json(&mut self.texts, self.lines.into_iter(), job, started, summary, out)
    }
}

/// Writes the report of results that are in order.
pub(crate) fn write_json(
    texts: &mut Spool,
    lines: impl Iterator<Item = Line>,
    job: &Job,
    started: SystemTime,
    summary: &Summary,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let head = serde_json::to_string(&header(job, started, summary))?;
    write!(out, "{},\n\"summary\":", head.trim_end_matches('}'))?;
    // The header ends with an array, so that trimming takes the object's own brace only.
    serde_json::to_writer(&mut out, summary)?;
    out.write_all(b",\n\"results\":[")?;
    for (i, line) in lines.enumerate() {
        out.write_all(if i == 0 { b"\n" } else { b",\n" })?;
        out.write_all(texts.get(line.at, line.len)?)?;
    }
    out.write_all(b"\n]}\n")?;
    out.flush()
}

/// Writes the last line of the NDJSON report.
///
/// # Errors
/// Those of `out`.
pub fn finish_ndjson(
    job: &Job,
    started: SystemTime,
    summary: &Summary,
    out: &mut dyn Write,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Last<'a> {
        summary: &'a Summary,
        #[serde(flatten)]
        header: Header<'a>,
    }
    let last = Last { summary, header: header(job, started, summary) };
    writeln!(out, "{}", serde_json::to_string(&last)?)
}
