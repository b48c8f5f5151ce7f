//! The keys that a run trusts: those of the ring, and those that are given for it.

use std::fmt;
use std::sync::Arc;

use proofdesk_core::trust::{Pin, Trust};
use proofdesk_core::visible;

use super::error::KeyRingError;
use super::ring::KeyRing;

/// Why there are no keys to trust.
#[derive(Debug)]
#[non_exhaustive]
pub enum TrustError {
    /// A pin of the ring is not acceptable.
    Ring(KeyRingError),
    /// Two keys are given under one label.
    GivenTwice {
        /// The label.
        label: Arc<str>,
    },
    /// A key is given under a label that another key has in the ring.
    OtherKey {
        /// The label.
        label: Arc<str>,
    },
    /// A key is an issuer's and a reviewer's.
    BothRoles {
        /// The label as an issuer's.
        issuer: Arc<str>,
        /// The label as a reviewer's.
        reviewer: Arc<str>,
    },
    /// No pin has the label that every signature must be of.
    NoSigner {
        /// The label.
        label: String,
    },
}

impl fmt::Display for TrustError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ring(error) => error.fmt(f),
            Self::GivenTwice { label } => write!(f, "the label {} is given twice", visible(label)),
            Self::OtherKey { label } => {
                write!(f, "your key ring has another key of the label {}", visible(label))
            }
            Self::BothRoles { issuer, reviewer } => write!(
                f,
                "the key of the reviewer {} is pinned as {}, too; one key is either an issuer's or a \
                 reviewer's",
                visible(reviewer),
                visible(issuer)
            ),
            Self::NoSigner { label } => {
                write!(f, "no pinned key has the label {}", visible(label))
            }
        }
    }
}

impl std::error::Error for TrustError {}

impl From<KeyRingError> for TrustError {
    fn from(error: KeyRingError) -> Self {
        Self::Ring(error)
    }
}

/// Keys that are given for one run, beside those of the ring.
#[derive(Debug, Default)]
pub struct Given {
    /// Of issuers.
    pub pins: Vec<Pin>,
    /// Of those who sign reports.
    pub reviewers: Vec<Pin>,
}

/// The keys of a run: `given` ones, then those of `ring`. With `signer`, every signature that holds
/// must be of the pin with this label.
///
/// # Errors
/// [`TrustError`].
pub fn trust(
    given: Given,
    ring: Option<&KeyRing>,
    signer: Option<&str>,
) -> Result<Trust, TrustError> {
    let of_ring = ring.map(KeyRing::to_pins).transpose()?.unwrap_or_default();
    let pins = together(given.pins, of_ring)?;
    let of_ring = ring.map(KeyRing::to_reviewers).transpose()?.unwrap_or_default();
    let reviewers = together(given.reviewers, of_ring)?;
    for reviewer in &reviewers {
        if let Some(pin) = pins.iter().find(|pin| pin.key == reviewer.key) {
            let (issuer, reviewer) = (pin.label.clone(), reviewer.label.clone());
            return Err(TrustError::BothRoles { issuer, reviewer });
        }
    }
    if let Some(label) = signer.filter(|label| !pins.iter().any(|pin| *pin.label == **label)) {
        return Err(TrustError::NoSigner { label: label.to_owned() });
    }
    Ok(Trust::new(pins, signer.map(Into::into)).with_reviewers(reviewers))
}

/// Given keys, then those of the ring.
fn together(given: Vec<Pin>, of_ring: Vec<Pin>) -> Result<Vec<Pin>, TrustError> {
    let mut pins: Vec<Pin> = Vec::new();
    for pin in given {
        if pins.iter().any(|other| other.label == pin.label) {
            return Err(TrustError::GivenTwice { label: pin.label });
        }
        pins.push(pin);
    }
    for pin in of_ring {
        match pins.iter_mut().find(|other| other.label == pin.label) {
            // The same key: what the ring says of it counts, its dates above all.
            Some(other) if other.key == pin.key => {
                let domain = pin.domain.or_else(|| other.domain.take());
                *other = Pin { domain, ..pin };
            }
            Some(_) => return Err(TrustError::OtherKey { label: pin.label }),
            None => pins.push(pin),
        }
    }
    Ok(pins)
}
