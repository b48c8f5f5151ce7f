//! The pinned keys, as reports name them.

use proofdesk_core::trust::{Confirmed, Pin};
use serde::{Deserialize, Serialize};

use crate::keys::is_sample;

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
    /// The program compared it with one that the user gave, and the words are the program's.
    pub matched: bool,
    /// `false` if the fingerprint was compared with a file that lies beside the key; `None` where only
    /// the user knows.
    pub independent: Option<bool>,
    /// When the user pinned it, RFC 3339 in UTC by their machine's clock; `None` where nothing notes it, as
    /// for a key that is given for one run, and in older reports.
    #[serde(default)]
    pub pinned_at: Option<String>,
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
            Confirmed::Said(words) | Confirmed::Matched(words) => (Some(words.clone()), None),
            Confirmed::Beside(file) => (Some(format!("compared with {file}")), Some(false)),
            Confirmed::NotAsked | Confirmed::Never => (None, None),
        };
        Self {
            label: pin.label.to_string(),
            domain: pin.domain.clone(),
            tenant_id: pin.tenant_id.clone(),
            fingerprint: pin.key.fingerprint().to_string(),
            confirmed,
            matched: matches!(pin.confirmed, Confirmed::Matched(_)),
            independent,
            pinned_at: pin.pinned_at.map(|time| time.to_exact()),
            sample: is_sample(&pin.key),
            valid_from: pin.valid_from.map(|time| time.to_exact()),
            valid_until: pin.valid_until.map(|time| time.to_exact()),
            compromised_since: pin.compromised_since.map(|time| time.to_exact()),
        }
    }
}

/// That nobody said how the keys with these labels were compared, as a sentence; nothing where there is none.
#[must_use]
pub fn what_was_not_compared(labels: &[&str]) -> Option<String> {
    (!labels.is_empty()).then(|| {
        format!(
            "How the key pinned as {} was compared is not noted. This report does not show that it is the \
             issuer's key.",
            labels.join(", ")
        )
    })
}

/// The key of somebody who signs reports, as a report names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReviewerKey {
    /// The user's name for it.
    pub label: String,
    /// SHA-256 of the key bytes, 64 lowercase hex digits.
    pub fingerprint: String,
    /// As [`PinnedKey::confirmed`].
    pub confirmed: Option<String>,
    /// As [`PinnedKey::matched`].
    pub matched: bool,
    /// As [`PinnedKey::independent`].
    pub independent: Option<bool>,
    /// As [`PinnedKey::pinned_at`].
    #[serde(default)]
    pub pinned_at: Option<String>,
}

impl From<&Pin> for ReviewerKey {
    fn from(pin: &Pin) -> Self {
        let PinnedKey { label, fingerprint, confirmed, matched, independent, pinned_at, .. } =
            pin.into();
        Self { label, fingerprint, confirmed, matched, independent, pinned_at }
    }
}
