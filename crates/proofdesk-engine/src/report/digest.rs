//! The digest of a report: what two people compare to know that they saw the same.

use proofdesk_core::trust::Pin;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::options::VerdictOptions;
use crate::input::UnpackLimits;
use crate::run::{Job, Summary};

/// The version of the rules that verdicts follow. Raised whenever some verdict could be another one
/// for the same bytes, pins and options, so that two reports can be compared.
pub const RULES_VERSION: u32 = 2;

// The members of each part stand in the order of their names, so that what serde_json writes is canonical.

#[derive(Serialize)]
struct Covered<'a> {
    inputs: &'a [String],
    options: Options<'a>,
    pins: Vec<PinRow<'a>>,
    rules_version: u32,
}

#[derive(Serialize)]
struct Options<'a> {
    contiguous: bool,
    exclude: Vec<&'a str>,
    find: Vec<&'a str>,
    limits: Option<Limits>,
    /// The fingerprints of the pins that every signature must be of one of. Their label is the user's.
    signer: Option<Vec<String>>,
}

/// How much may come out of containers, where that is not as usual.
#[derive(Serialize)]
struct Limits {
    depth: u64,
    member: u64,
    members: u64,
    ratio: u64,
    unpacked: u64,
}

impl From<UnpackLimits> for Limits {
    fn from(limits: UnpackLimits) -> Self {
        let UnpackLimits { unpacked, member, ratio, members, depth } = limits;
        Self { depth, member, members, ratio, unpacked }
    }
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct PinRow<'a> {
    compromised_since: Option<String>,
    domain: Option<&'a str>,
    fingerprint: String,
    tenant_id: Option<&'a str>,
    valid_from: Option<String>,
    valid_until: Option<String>,
}

impl<'a> From<&'a Pin> for PinRow<'a> {
    fn from(pin: &'a Pin) -> Self {
        Self {
            compromised_since: pin.compromised_since.map(|time| time.to_exact()),
            domain: pin.domain.as_deref(),
            fingerprint: pin.key.fingerprint().to_string(),
            tenant_id: pin.tenant_id.as_deref(),
            valid_from: pin.valid_from.map(|time| time.to_exact()),
            valid_until: pin.valid_until.map(|time| time.to_exact()),
        }
    }
}

/// SHA-256 over what was checked, with which keys, options and rules, and what came of it, as 64
/// lowercase hex digits: the same on any machine, in any folder, in whatever order things were named.
/// `None` for a run that was cancelled. `docs/report.md` says how to compute it from a report.
#[must_use]
pub fn report_digest(job: &Job, summary: &Summary) -> Option<String> {
    if summary.cancelled {
        return None;
    }
    let all = job.trust.pins();
    let with_label = |label: &str| {
        let named = all.iter().filter(|pin| &*pin.label == label);
        sorted(named.map(|pin| pin.key.fingerprint().to_string()))
    };
    let covered = Covered {
        inputs: &summary.input_digests,
        options: Options {
            contiguous: job.options.contiguous,
            exclude: sorted(job.options.exclude.texts()),
            find: sorted(job.options.find.iter().map(|query| query.text())),
            limits: VerdictOptions::of(job).limits.map(Limits::from),
            signer: job.trust.required().map(with_label),
        },
        pins: sorted(all.iter().map(PinRow::from)),
        rules_version: RULES_VERSION,
    };
    // Strings, numbers and structs cannot fail to serialise into memory.
    let text = serde_json::to_vec(&covered).unwrap_or_default();
    Some(hex::encode(Sha256::digest(text)))
}

fn sorted<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = all.collect();
    all.sort_unstable();
    all
}
