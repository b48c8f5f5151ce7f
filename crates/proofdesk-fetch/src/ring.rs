//! What the key ring says of a key that was fetched. The ring is only read.

use std::path::{Path, PathBuf};

use proofdesk_engine::keys::{self, KeyRing, RingPin};

use crate::event::InRing;

/// The ring that is given, or named in the environment, or the user's own.
pub(crate) fn load(given: Option<&Path>) -> Result<KeyRing, String> {
    let named = std::env::var_os("PROOFDESK_KEYRING").filter(|value| !value.is_empty());
    let path = match given.map(Path::to_owned).or_else(|| named.map(PathBuf::from)) {
        Some(path) => path,
        None => keys::default_path().map_err(|e| e.to_string())?,
    };
    KeyRing::load(&path).map_err(|e| e.to_string())
}

/// What the ring says of the key with this fingerprint, fetched for this domain. That another key is pinned
/// for the domain comes before everything else, unless this one is, too.
pub(crate) fn standing(ring: &KeyRing, domain: &str, fingerprint: &str) -> InRing {
    let issuers = || ring.pins().iter().filter(|pin| !pin.reviewer);
    let is_of_domain = |pin: &&RingPin| {
        let of = pin.domain.as_deref().unwrap_or_default();
        of.trim_end_matches('.').eq_ignore_ascii_case(domain)
    };
    let is_this = |pin: &&RingPin| pin.fingerprint == fingerprint;
    let label = |pin: &RingPin| pin.label.clone();
    if let Some(pin) = issuers().filter(is_of_domain).find(is_this) {
        return InRing::Pinned { label: label(pin) };
    }
    if let Some(pin) = issuers().find(is_of_domain) {
        return InRing::OtherKey { label: label(pin), fingerprint: pin.fingerprint.clone() };
    }
    match ring.pins().iter().find(is_this) {
        Some(pin) => InRing::PinnedOtherwise { label: label(pin) },
        None => InRing::NotPinned,
    }
}
