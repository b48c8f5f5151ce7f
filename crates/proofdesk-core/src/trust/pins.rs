//! The pins of a run: whose a key is, and which pins a record contradicts.

use std::sync::Arc;

use super::issuer::IssuerNames;
use super::pin::{KnownKey, Pin};
use crate::key::PublicKey;
use crate::verdict::Signer;

/// The pins of a run.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    pins: Vec<Pin>,
    required: Option<Arc<str>>,
    reviewers: Vec<Pin>,
}

impl Trust {
    /// Trusts `pins`. With `required`, every signature that holds must be of a pin of that label.
    pub fn new(pins: Vec<Pin>, required: Option<Arc<str>>) -> Self {
        Self { pins, required, reviewers: Vec::new() }
    }

    /// The same with keys of people who sign reports. No record is ever checked with one of them.
    #[must_use]
    pub fn with_reviewers(self, reviewers: Vec<Pin>) -> Self {
        Self { reviewers, ..self }
    }

    /// The keys of people who sign reports.
    pub fn reviewers(&self) -> &[Pin] {
        &self.reviewers
    }

    /// The pins.
    pub fn pins(&self) -> &[Pin] {
        &self.pins
    }

    /// The label of the pin that every signature must be of.
    pub fn required(&self) -> Option<&str> {
        self.required.as_deref()
    }

    pub(super) fn is_required(&self, pin: &Pin) -> bool {
        self.required.as_ref().is_none_or(|label| *label == pin.label)
    }

    /// The pins that hold `key`. Of several, only the required ones, and only those of the tenant
    /// that the signed bytes name, if there are such: nothing else that could choose between them
    /// is the user's word or signed. The first is the one to name.
    pub(super) fn pins_of(&self, key: &PublicKey, issuer: &IssuerNames<'_>) -> Vec<&Pin> {
        let mut pins: Vec<&Pin> = self.pins.iter().filter(|pin| pin.key == *key).collect();
        let signed = |pin: &Pin| {
            issuer.signed_tenant.is_some() && pin.tenant_id.as_deref() == issuer.signed_tenant
        };
        let choices: [&dyn Fn(&Pin) -> bool; 2] = [&|pin| self.is_required(pin), &signed];
        for choice in choices {
            if pins.iter().any(|pin| choice(pin)) {
                pins.retain(|pin| choice(pin));
            }
        }
        if let Some(named) = pins.iter().position(|pin| issuer.name(pin)) {
            pins.swap(0, named);
        }
        pins
    }

    /// The pins of issuers that a record names although its key is none of theirs. Each name counts
    /// for itself: otherwise a second one, which anybody can add, would hide that the first has
    /// another key. An issuer with several pins may use any of their keys. They come in the order of their
    /// fingerprints: that in which they were pinned decides nothing.
    pub(super) fn contradicted(&self, key: &KnownKey, issuer: &IssuerNames<'_>) -> Vec<&Pin> {
        let named = self.pins.iter().filter(|pin| issuer.name(pin));
        let meant = || self.pins.iter().filter(|pin| pin.means(key));
        let mut contradicted: Vec<&Pin> =
            named.filter(|pin| !meant().any(|other| other.same_issuer(pin))).collect();
        contradicted.sort_by_cached_key(|pin| pin.key.fingerprint());
        contradicted
    }

    /// Whether two keys are one, or pinned for one issuer. Pins that name no issuer are not shown to
    /// be of one.
    pub fn of_one_issuer(&self, a: &Signer, b: &Signer) -> bool {
        let pins = |signer: &Signer| -> Vec<&Pin> {
            let holds = |pin: &&Pin| {
                signer.fingerprint.as_deref() == Some(&*pin.key.fingerprint().to_string())
            };
            self.pins.iter().filter(holds).collect()
        };
        a.fingerprint == b.fingerprint
            || pins(a).iter().any(|a| pins(b).iter().any(|b| a.same_issuer(b)))
    }
}
