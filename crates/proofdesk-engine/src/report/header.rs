//! What a report says besides its results.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::against::Against;
use super::digest::{RULES_VERSION, report_digest};
use super::engagement::Engagement;
use super::facts::{RunFacts, Tool};
use super::options::VerdictOptions;
use super::pinned::{PinnedKey, ReviewerKey};
use crate::clock::{Started, time_of};
use crate::input::{FileRead, Input, SCHEMA, Skipped};
use crate::keys::SecondKey;
use crate::platform::display_path;
use crate::run::{Job, LeftOver, Summary};
use crate::self_check::Passed;

/// A report without its results. Nothing in it differs between two runs over the same bytes with the
/// same pins and options, but `run` and what was given to be said beside.
#[derive(Debug, Serialize)]
pub struct Header<'a> {
    schema: &'static str,
    run: RunFacts,
    /// `None` if the run was cancelled: what it gave depends on when.
    report_digest: Option<String>,
    rules_version: u32,
    options: VerdictOptions,
    /// What the user files it under.
    #[serde(skip_serializing_if = "Option::is_none")]
    engagement: Option<&'a Engagement>,
    /// What differs from an earlier report.
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<&'a Against>,
    /// Domains of the evidence for which the history of keys has more than one key.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    second_keys: &'a [SecondKey],
    pins: Vec<PinnedKey>,
    reviewers: Vec<ReviewerKey>,
    limits: Vec<&'a str>,
    files: &'a [FileRead],
    skipped: &'a [Skipped],
    left_over: &'a [LeftOver],
    /// Written by itself: it begins the last line of NDJSON.
    #[serde(skip)]
    pub(super) summary: &'a Summary,
}

impl<'a> Header<'a> {
    /// What a report on this run says. `output` is the file that it is written to, if it is one.
    pub fn new(job: &Job, started: Started, summary: &'a Summary, output: Option<&Path>) -> Self {
        Self {
            schema: SCHEMA,
            run: RunFacts {
                started_at: time_of(started.at),
                clock: started.clock,
                tool: Tool {
                    name: "proofdesk".to_owned(),
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                },
                self_check: Some(Passed::by_this_program()),
                inputs: job.inputs.iter().map(Input::shown).collect(),
                threads: job.options.threads(),
                output: output.map_or_else(|| "-".to_owned(), display_path),
                cache: summary.cache.clone(),
            },
            report_digest: report_digest(job, summary),
            rules_version: RULES_VERSION,
            options: VerdictOptions::of(job),
            engagement: None,
            against: None,
            second_keys: &[],
            pins: job.trust.pins().iter().map(PinnedKey::from).collect(),
            reviewers: job.trust.reviewers().iter().map(ReviewerKey::from).collect(),
            limits: summary.limits_in_words().collect(),
            files: &summary.files_read,
            skipped: &summary.skipped_files,
            left_over: &summary.left_over,
            summary,
        }
    }

    /// The same with what the user files it under.
    #[must_use]
    pub fn filed(self, engagement: Option<&'a Engagement>) -> Self {
        Self { engagement, ..self }
    }

    /// The same with what differs from an earlier report.
    #[must_use]
    pub fn compared(self, against: Option<&'a Against>) -> Self {
        Self { against, ..self }
    }

    /// The same with what the user's history of keys says of domains of the evidence.
    #[must_use]
    pub fn with_second_keys(self, second_keys: &'a [SecondKey]) -> Self {
        Self { second_keys, ..self }
    }
}

/// Writes the report but for its last member, the results, and what closes it.
pub(super) fn write_head(header: &Header<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut open = ButTheLastByte { out: &mut *out, last: None };
    serde_json::to_writer(&mut open, header)?;
    out.write_all(b",\n\"summary\":")?;
    serde_json::to_writer(out, header.summary)?;
    Ok(())
}

/// Leaves out the byte that comes last: more members follow instead of what closes an object.
struct ButTheLastByte<'o> {
    out: &'o mut dyn Write,
    last: Option<u8>,
}

impl Write for ButTheLastByte<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some((last, rest)) = bytes.split_last() {
            self.out.write_all(self.last.replace(*last).as_slice())?;
            self.out.write_all(rest)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
