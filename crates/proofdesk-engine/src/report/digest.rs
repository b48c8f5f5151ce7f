//! The digest of a report: what two people compare to know that they saw the same.

use std::collections::BTreeSet;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::options::VerdictOptions;
use super::pinned::PinnedKey;
use crate::input::UnpackLimits;
use crate::run::{Job, Summary};

/// The version of the rules that verdicts follow. Raised whenever some verdict could be another one
/// for the same bytes, pins and options, so that two reports can be compared.
pub const RULES_VERSION: u32 = 6;

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
    signer: Option<Vec<&'a str>>,
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
    compromised_since: Option<&'a str>,
    domain: Option<&'a str>,
    fingerprint: &'a str,
    tenant_id: Option<&'a str>,
    valid_from: Option<&'a str>,
    valid_until: Option<&'a str>,
}

impl<'a> From<&'a PinnedKey> for PinRow<'a> {
    fn from(pin: &'a PinnedKey) -> Self {
        Self {
            compromised_since: pin.compromised_since.as_deref(),
            domain: pin.domain.as_deref(),
            fingerprint: &pin.fingerprint,
            tenant_id: pin.tenant_id.as_deref(),
            valid_from: pin.valid_from.as_deref(),
            valid_until: pin.valid_until.as_deref(),
        }
    }
}

impl PinnedKey {
    /// Whether it is the same key for the same issuer and dates, under whatever label.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        PinRow::from(self) == PinRow::from(other)
    }
}

/// SHA-256 over what was checked, with which keys, options and rules, and what came of it, as 64
/// lowercase hex digits: the same on any machine, in any folder, in whatever order things were named.
/// `None` for a run that was cancelled. `docs/report.md` says how to compute it from a report.
#[must_use]
pub fn report_digest(job: &Job, summary: &Summary) -> Option<String> {
    let pins: Vec<PinnedKey> = job.trust.pins().iter().map(PinnedKey::from).collect();
    let digest = digest(&VerdictOptions::of(job), &pins, RULES_VERSION, &summary.input_digests);
    Some(digest).filter(|_| !summary.cancelled)
}

/// The same from what a report says, and a digest of each input. The keys of reviewers are not covered: they
/// verify no evidence, and what they say of a signed report is in its result.
pub(super) fn digest(
    options: &VerdictOptions,
    pins: &[PinnedKey],
    rules_version: u32,
    inputs: &[String],
) -> String {
    let covered = Covered {
        inputs,
        options: Options {
            contiguous: options.contiguous,
            exclude: sorted(options.exclude.iter().map(String::as_str)),
            find: sorted(options.find.iter().map(String::as_str)),
            limits: options.limits.map(Limits::from),
            signer: signers(options, pins),
        },
        pins: sorted(pins.iter().map(PinRow::from)),
        rules_version,
    };
    // Strings, numbers and structs cannot fail to serialise into memory.
    let text = serde_json::to_vec(&covered).unwrap_or_default();
    hex::encode(Sha256::digest(text))
}

/// The fingerprints of the pins that every signature must be of one of.
pub(super) fn signers<'p>(options: &VerdictOptions, pins: &'p [PinnedKey]) -> Option<Vec<&'p str>> {
    options.signer.as_ref().map(|label| {
        let named = pins.iter().filter(|pin| pin.label == *label);
        sorted(named.map(|pin| pin.fingerprint.as_str()))
    })
}

/// In order, each once: to say something twice changes nothing.
fn sorted<T: Ord>(all: impl Iterator<Item = T>) -> Vec<T> {
    all.collect::<BTreeSet<T>>().into_iter().collect()
}
