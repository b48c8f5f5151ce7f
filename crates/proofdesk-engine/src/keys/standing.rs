//! What the ring says of a key that is offered as that of a domain.

use serde::Serialize;

use super::pin::RingPin;
use super::ring::KeyRing;

/// What the ring says of a key and its domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Standing {
    /// Nothing.
    NotPinned,
    /// The key is pinned for this domain.
    Pinned {
        /// Under this label.
        label: String,
    },
    /// The key is pinned, but not for this domain.
    PinnedOtherwise {
        /// Under this label.
        label: String,
    },
    /// Another key is pinned for this domain, and this one is not.
    OtherKey {
        /// The label of the pinned one.
        label: String,
        /// The fingerprint of the pinned one.
        fingerprint: String,
    },
}

impl KeyRing {
    /// What the ring says of the key with this fingerprint, offered as that of `domain`. That another key is
    /// pinned for the domain comes before everything else, unless this one is, too.
    pub fn standing(&self, domain: &str, fingerprint: &str) -> Standing {
        let domain = domain.trim_end_matches('.');
        let issuers = || self.pins().iter().filter(|pin| !pin.reviewer);
        let is_of_domain = |pin: &&RingPin| {
            let of = pin.domain.as_deref().unwrap_or_default();
            of.trim_end_matches('.').eq_ignore_ascii_case(domain)
        };
        let is_this = |pin: &&RingPin| pin.fingerprint == fingerprint;
        let label = |pin: &RingPin| pin.label.clone();
        if let Some(pin) = issuers().filter(is_of_domain).find(is_this) {
            return Standing::Pinned { label: label(pin) };
        }
        if let Some(pin) = issuers().find(is_of_domain) {
            return Standing::OtherKey { label: label(pin), fingerprint: pin.fingerprint.clone() };
        }
        match self.pins().iter().find(is_this) {
            Some(pin) => Standing::PinnedOtherwise { label: label(pin) },
            None => Standing::NotPinned,
        }
    }
}
