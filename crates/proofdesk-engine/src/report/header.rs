//! What a report says besides its results.

use std::path::Path;

use proofdesk_core::trust::{Confirmed, Pin};
use serde::{Deserialize, Serialize};

use super::digest::{RULES_VERSION, report_digest};
use super::facts::{RunFacts, Tool};
use super::options::VerdictOptions;
use crate::clock::{Started, time_of};
use crate::input::{FileRead, Input, SCHEMA, Skipped};
use crate::keys::is_sample;
use crate::platform::display_path;
use crate::run::{Job, LeftOver, Limit, Summary};

/// A report without its results. Nothing in it differs between two runs over the same bytes with the
/// same pins and options, but `run`.
#[derive(Debug, Serialize)]
pub struct Header<'a> {
    schema: &'static str,
    run: RunFacts,
    /// `None` if the run was cancelled: what it gave depends on when.
    report_digest: Option<String>,
    rules_version: u32,
    options: VerdictOptions,
    pins: Vec<PinnedKey>,
    limits: Vec<&'static str>,
    files: &'a [FileRead],
    skipped: &'a [Skipped],
    left_over: &'a [LeftOver],
    /// Written by itself: it begins the last line of NDJSON.
    #[serde(skip)]
    pub(super) summary: &'a Summary,
}

/// A key that was pinned for a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PinnedKey {
    /// The user's name for it.
    pub label: String,
    /// The issuer's domain.
    pub domain: Option<String>,
    /// The issuer's tenant id.
    pub tenant_id: Option<String>,
    /// SHA-256 of the key bytes, 64 lowercase hex digits.
    pub fingerprint: String,
    /// How the user compared the fingerprint, in their words, or with which file; `None` if they have
    /// not said, and for a key that is given for one run.
    pub confirmed: Option<String>,
    /// `false` if the fingerprint was compared with a file that lies beside the key; `None` where only
    /// the user knows.
    pub independent: Option<bool>,
    /// It is the key of the sample evidence, which anybody can sign with.
    pub sample: bool,
    /// From when on the user trusts the key, RFC 3339.
    pub valid_from: Option<String>,
    /// Until when, RFC 3339.
    pub valid_until: Option<String>,
    /// Since when it is compromised, RFC 3339.
    pub compromised_since: Option<String>,
}

impl From<&Pin> for PinnedKey {
    fn from(pin: &Pin) -> Self {
        let (confirmed, independent) = match &pin.confirmed {
            Confirmed::Said(words) => (Some(words.clone()), None),
            Confirmed::Beside(file) => (Some(format!("compared with {file}")), Some(false)),
            Confirmed::NotAsked | Confirmed::Never => (None, None),
        };
        Self {
            label: pin.label.to_string(),
            domain: pin.domain.clone(),
            tenant_id: pin.tenant_id.clone(),
            fingerprint: pin.key.fingerprint().to_string(),
            confirmed,
            independent,
            sample: is_sample(&pin.key),
            valid_from: pin.valid_from.map(|time| time.to_exact()),
            valid_until: pin.valid_until.map(|time| time.to_exact()),
            compromised_since: pin.compromised_since.map(|time| time.to_exact()),
        }
    }
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
                inputs: job.inputs.iter().map(Input::shown).collect(),
                threads: job.options.threads(),
                output: output.map_or_else(|| "-".to_owned(), display_path),
            },
            report_digest: report_digest(job, summary),
            rules_version: RULES_VERSION,
            options: VerdictOptions::of(job),
            pins: job.trust.pins().iter().map(PinnedKey::from).collect(),
            limits: summary.limits.iter().map(Limit::words).collect(),
            files: &summary.files_read,
            skipped: &summary.skipped_files,
            left_over: &summary.left_over,
            summary,
        }
    }
}
