//! What parts must agree in to be of one run.

use proofdesk_core::trust::Trust;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::input::Input;
use crate::report::{PinnedKey, RULES_VERSION, ReviewerKey, VerdictOptions};
use crate::run::Job;

/// Under what a part was made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Terms {
    program: String,
    rules_version: u32,
    /// What was given, as the report names it.
    pub inputs: Vec<String>,
    pub options: VerdictOptions,
    pins: Vec<PinnedKey>,
    reviewers: Vec<ReviewerKey>,
}

impl Terms {
    pub(super) fn of(job: &Job) -> Self {
        let (pins, reviewers) = keys(&job.trust);
        Self {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            rules_version: RULES_VERSION,
            inputs: job.inputs.iter().map(Input::shown).collect(),
            options: VerdictOptions::of(job),
            pins,
            reviewers,
        }
    }

    /// What an answer or a verdict of a run depends on beside the evidence, as a hash.
    pub(super) fn hash(job: &Job) -> [u8; 32] {
        let terms = Self { inputs: Vec::new(), ..Self::of(job) };
        // Strings, numbers and structs cannot fail to serialise into memory.
        Sha256::digest(serde_json::to_vec(&terms).unwrap_or_default()).into()
    }

    /// What keeps a part that was made under them from being merged here, with these keys, as what continues
    /// its name.
    pub(super) fn contradiction(&self, trust: &Trust) -> Option<String> {
        let own = env!("CARGO_PKG_VERSION");
        if self.program != own || self.rules_version != RULES_VERSION {
            return Some(format!(
                "it was made by Proofdesk {} (rules {}), and this is {own} (rules {RULES_VERSION}): use one \
                 version for all parts and for the merge",
                proofdesk_core::visible(&self.program),
                self.rules_version
            ));
        }
        let (pins, reviewers) = keys(trust);
        let same = is_same(&self.pins, &pins, PinnedKey::is_same_as)
            && is_same(&self.reviewers, &reviewers, |a, b| a.fingerprint == b.fingerprint);
        (!same).then(|| {
            format!(
                "it was made with other pinned keys ({}) than those that are trusted here ({}): give the same \
                 --pin, --reviewer and --keyring",
                labels(&self.pins),
                labels(&pins)
            )
        })
    }

    /// What keeps two parts from being of one run, as a clause about the second.
    pub(super) fn difference(&self, other: &Self) -> Option<&'static str> {
        let same_pins = is_same(&self.pins, &other.pins, PinnedKey::is_same_as);
        let is_same_key = |a: &ReviewerKey, b: &ReviewerKey| a.fingerprint == b.fingerprint;
        let same_reviewers = is_same(&self.reviewers, &other.reviewers, is_same_key);
        let version = |terms: &Self| (terms.program.clone(), terms.rules_version);
        match () {
            () if version(self) != version(other) => Some("it was made by another version"),
            () if self.inputs != other.inputs => Some("it was given other files or folders"),
            () if self.options != other.options => Some("it was made with other options"),
            () if !same_pins || !same_reviewers => Some("it was made with other pinned keys"),
            () => None,
        }
    }
}

fn keys(trust: &Trust) -> (Vec<PinnedKey>, Vec<ReviewerKey>) {
    let pins = trust.pins().iter().map(PinnedKey::from).collect();
    (pins, trust.reviewers().iter().map(ReviewerKey::from).collect())
}

/// Whether each of the one is one of the other, and the other way round.
fn is_same<T>(a: &[T], b: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    let within = |a: &[T], b: &[T]| a.iter().all(|one| b.iter().any(|other| same(one, other)));
    within(a, b) && within(b, a)
}

fn labels(pins: &[PinnedKey]) -> String {
    let labels: Vec<_> = pins.iter().map(|pin| proofdesk_core::visible(&pin.label)).collect();
    match labels.as_slice() {
        [] => "none".to_owned(),
        _ => labels.iter().map(|label| label.to_string()).collect::<Vec<_>>().join(", "),
    }
}
