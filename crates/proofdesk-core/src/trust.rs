//! Trust in keys: the record never chooses it.
//!
//! The user pins keys. A key inside a record is only ever compared with the pins; the domain and
//! tenant that a record names serve to notice that a pinned issuer's record bears another key.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::encoding::decode_flexible;
use crate::key::{KeyError, PublicKey};
use crate::reason::Reason;
use crate::time::Timestamp;
pub use crate::tried::Tried;
use crate::verdict::{Check, CheckName, Finding, KeySource, Signer};

/// A key that the user decided to trust, and for what.
#[derive(Debug, Clone)]
pub struct Pin {
    /// The user's name for it, which headlines show.
    pub label: Arc<str>,
    /// The issuer's domain.
    pub domain: Option<String>,
    /// The key.
    pub key: PublicKey,
    /// The issuer's tenant id.
    pub tenant_id: Option<String>,
    /// Signatures from this instant on are accepted.
    pub valid_from: Option<Timestamp>,
    /// Signatures up to and with this instant are accepted.
    pub valid_until: Option<Timestamp>,
    /// Signatures from this instant on are not accepted.
    pub compromised_since: Option<Timestamp>,
}

/// The pins of a run.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    pins: Vec<Pin>,
    required: Option<Arc<str>>,
}

impl Trust {
    /// Trusts `pins`. With `required`, every record must be signed by a pin of that label.
    pub fn new(pins: Vec<Pin>, required: Option<Arc<str>>) -> Self {
        Self { pins, required }
    }

    /// The pins.
    pub fn pins(&self) -> &[Pin] {
        &self.pins
    }

    /// Pins for the issuer that a record names, by domain or tenant.
    fn of_issuer<'a>(&'a self, claim: &Claim<'a>) -> impl Iterator<Item = &'a Pin> + use<'a> {
        let claim = *claim;
        self.pins.iter().filter(move |pin| {
            let domain = match (&pin.domain, claim.domain) {
                (Some(a), Some(b)) => same_domain(a, b),
                _ => false,
            };
            let tenant = matches!((&pin.tenant_id, claim.tenant), (Some(a), Some(b)) if a == b);
            domain || tenant
        })
    }

    fn is_required(&self, pin: &Pin) -> bool {
        self.required.as_ref().is_none_or(|label| *label == pin.label)
    }

    /// The pin that holds `key`; of several, the required one, then one of the named issuer.
    fn pin_of<'a>(&'a self, key: &PublicKey, claim: &Claim<'a>) -> Option<&'a Pin> {
        let holding = || self.pins.iter().filter(|pin| pin.key == *key);
        holding()
            .find(|pin| self.required.is_some() && self.is_required(pin))
            .or_else(|| self.of_issuer(claim).find(|pin| pin.key == *key))
            .or_else(|| holding().next())
    }
}

fn same_domain(a: &str, b: &str) -> bool {
    a.trim_end_matches('.').eq_ignore_ascii_case(b.trim_end_matches('.'))
}

/// What a record says of its own signer. Nothing here is believed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Claim<'a> {
    /// The embedded key, as spelled.
    pub key: Option<&'a str>,
    /// The name of the field that holds it, for messages.
    pub key_field: &'static str,
    /// The issuer's domain.
    pub domain: Option<&'a str>,
    /// The issuer's tenant id.
    pub tenant: Option<&'a str>,
    /// The time of signing.
    pub time: Option<&'a str>,
}

/// Bytes that a signature may cover, and what to call them.
#[derive(Debug, Clone)]
pub(crate) struct SignedForm<'a> {
    pub name: &'static str,
    pub bytes: Cow<'a, [u8]>,
}

impl<'a> SignedForm<'a> {
    pub(crate) fn new(name: &'static str, bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        Self { name, bytes: bytes.into() }
    }
}

/// What it means when a signature holds for none of the candidate forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forms {
    /// The signed bytes are documented: the signature is invalid.
    Documented,
    /// They are not: nothing is shown.
    Candidates,
}

#[derive(Debug)]
struct KnownKey {
    key: PublicKey,
    fingerprint: Arc<str>,
}

/// Checks signatures against a [`Trust`]. Decodes each key once; one per thread.
#[derive(Debug)]
pub struct Verifier<'t> {
    trust: &'t Trust,
    known: HashMap<[u8; 32], Result<Arc<KnownKey>, KeyError>>,
    /// The spelling of the key that was decoded last: the next record is likely to have the same.
    last: Option<(Box<str>, Arc<KnownKey>)>,
    /// What was compared, if that is asked for.
    tried: Option<Vec<Tried>>,
}

/// An export by one tenant has one key. More than this many are not kept.
const KNOWN_KEYS: usize = 4096;

impl<'t> Verifier<'t> {
    /// A verifier with the keys of `trust` decoded.
    pub fn new(trust: &'t Trust) -> Self {
        let mut verifier = Self { trust, known: HashMap::new(), last: None, tried: None };
        for pin in &trust.pins {
            verifier.known.insert(*pin.key.as_bytes(), Ok(known(pin.key.clone())));
        }
        verifier
    }

    /// The same, but it keeps the bytes that signatures and hashes are compared with, for a person
    /// who wants to see them.
    pub fn inspecting(trust: &'t Trust) -> Self {
        Self { tried: Some(Vec::new()), ..Self::new(trust) }
    }

    /// What was kept: of each signature and each hash the bytes in the form that holds; if none
    /// does, in every form that was tried.
    pub fn into_tried(self) -> Vec<Tried> {
        self.tried.unwrap_or_default()
    }

    /// The keys that were met, the pinned ones among them.
    pub fn met(&self) -> impl Iterator<Item = &PublicKey> {
        self.known.values().flatten().map(|known| &known.key)
    }

    /// Keeps what a hash in `finding` was compared with, if that is asked for. `forms` are the
    /// candidates and whether each holds, made only then.
    pub(crate) fn keep<'b>(
        &mut self,
        finding: &Finding,
        forms: impl FnOnce() -> Vec<(Cow<'static, str>, Cow<'b, [u8]>, bool)>,
    ) {
        let Some(tried) = &mut self.tried else { return };
        let mut forms = forms();
        if forms.iter().any(|(_, _, held)| *held) {
            forms.retain(|(_, _, held)| *held);
            forms.dedup_by(|a, b| a.1 == b.1);
        }
        let pointer = finding.source.pointer.as_ref();
        let forms = forms.into_iter();
        tried.extend(
            forms.map(|(name, bytes, held)| Tried::new(pointer.cloned(), name, &bytes, held)),
        );
    }

    /// The label under which a key is pinned.
    pub(crate) fn label_of(&self, key: &PublicKey) -> Option<Arc<str>> {
        self.trust.pins.iter().find(|pin| pin.key == *key).map(|pin| pin.label.clone())
    }

    fn read_key(&mut self, text: &str) -> Result<Arc<KnownKey>, String> {
        if let Some((_, known)) = self.last.as_ref().filter(|(last, _)| **last == *text) {
            return Ok(known.clone());
        }
        let bytes = decode_flexible::<32>(text).map_err(|e| e.to_string())?;
        let known = self.decode(&bytes).map_err(|e| e.to_string())?;
        self.last = Some((text.into(), known.clone()));
        Ok(known)
    }

    fn decode(&mut self, bytes: &[u8; 32]) -> Result<Arc<KnownKey>, KeyError> {
        if let Some(entry) = self.known.get(bytes) {
            return entry.clone();
        }
        let entry = PublicKey::from_bytes(bytes).map(known);
        if self.known.len() < KNOWN_KEYS {
            self.known.insert(*bytes, entry.clone());
        }
        entry
    }

    /// Checks `signature` and its signer and adds both checks to `finding`. Returns the index of
    /// the form that holds. Without a signature there is nothing to check.
    pub(crate) fn judge(
        &mut self,
        finding: &mut Finding,
        claim: &Claim<'_>,
        signature: Option<&[u8; 64]>,
        forms: &[SignedForm<'_>],
        kind: Forms,
    ) -> Option<usize> {
        let form = signature.and_then(|s| self.judge_signature(finding, claim, s, forms, kind));
        self.keep(finding, || {
            let named = forms.iter().enumerate();
            named.map(|(i, f)| (f.name.into(), (&*f.bytes).into(), form == Some(i))).collect()
        });
        form
    }

    fn judge_signature(
        &mut self,
        finding: &mut Finding,
        claim: &Claim<'_>,
        signature: &[u8; 64],
        forms: &[SignedForm<'_>],
        kind: Forms,
    ) -> Option<usize> {
        let holds = |key: &PublicKey| forms.iter().position(|f| key.verify(&f.bytes, signature));
        // A key id where a key should be is no key.
        let embedded = claim.key.filter(|text| !text.starts_with("invoance:"));
        let Some(text) = embedded else {
            return self.judge_without_key(finding, claim, holds, forms, kind);
        };
        let known = match self.read_key(text) {
            Ok(known) => known,
            Err(error) => {
                finding.add(
                    Check::unknown(CheckName::Signature, Reason::InvalidPublicKey)
                        .actual(text.chars().take(200).collect::<String>())
                        .note(format!("{}: {error}", claim.key_field)),
                );
                if self.trust.required.is_some() {
                    finding.add(Check::fail(CheckName::Signer, Reason::UnexpectedSigner));
                }
                return None;
            }
        };
        let form = holds(&known.key);
        finding.add(signature_check(form, forms, kind));
        self.judge_signer(finding, claim, &known, form.is_some());
        form
    }

    fn judge_without_key(
        &mut self,
        finding: &mut Finding,
        claim: &Claim<'_>,
        holds: impl Fn(&PublicKey) -> Option<usize>,
        forms: &[SignedForm<'_>],
        kind: Forms,
    ) -> Option<usize> {
        let trust = self.trust;
        let tried: Vec<&Pin> = trust.pins.iter().filter(|pin| trust.is_required(pin)).collect();
        let found = tried.iter().find_map(|pin| holds(&pin.key).map(|form| (*pin, form)));
        if let Some((pin, form)) = found {
            finding.add(signature_check(Some(form), forms, kind));
            let known = known(pin.key.clone());
            self.judge_signer(finding, claim, &known, true);
            return Some(form);
        }
        finding.add(if tried.is_empty() {
            Check::unknown(CheckName::Signature, Reason::NoPublicKey)
        } else if trust.required.is_some() {
            Check::fail(CheckName::Signature, Reason::SignatureInvalid)
                .note("The record names no key; the required signer's key does not hold.")
        } else {
            Check::unknown(CheckName::Signature, Reason::NoPinnedKeyHolds).note(format!(
                "Tried {} pinned keys and {} forms.",
                tried.len(),
                forms.len()
            ))
        });
        None
    }

    fn judge_signer(
        &self,
        finding: &mut Finding,
        claim: &Claim<'_>,
        known: &KnownKey,
        signature_holds: bool,
    ) {
        let trust = self.trust;
        let pin = trust.pin_of(&known.key, claim);
        finding.signer = Signer {
            label: pin.map(|p| p.label.clone()),
            fingerprint: Some(known.fingerprint.clone()),
            source: if pin.is_some() { KeySource::Pinned } else { KeySource::Embedded },
        };
        let actual = &*known.fingerprint;
        let expected = |pins: &[&Pin]| {
            let all: Vec<String> = pins.iter().map(|p| p.key.fingerprint().to_string()).collect();
            all.join(" or ")
        };
        let required = || trust.pins.iter().filter(|p| trust.is_required(p));
        if trust.required.is_some() && !required().any(|p| p.key == known.key) {
            let required: Vec<&Pin> = required().collect();
            finding.add(
                Check::fail(CheckName::Signer, Reason::UnexpectedSigner)
                    .values(expected(&required), actual),
            );
            return;
        }
        let issuer: Vec<&Pin> = trust.of_issuer(claim).collect();
        if !issuer.is_empty() && !issuer.iter().any(|p| p.key == known.key) {
            finding.add(
                Check::fail(CheckName::Signer, Reason::PinnedKeyMismatch)
                    .values(expected(&issuer), actual)
                    .note(format!("Pinned as {}.", issuer[0].label)),
            );
            return;
        }
        let Some(pin) = pin else {
            finding.add(Check::unknown(CheckName::Signer, Reason::KeyNotPinned).actual(actual));
            return;
        };
        // Without a signature that holds, the key says nothing about who signed.
        if signature_holds {
            // Validity is of a pin, but a compromise is of the key, under whatever label.
            let same = trust.pins.iter().filter(|other| other.key == pin.key);
            let compromised_since = same.filter_map(|other| other.compromised_since).min();
            finding.add(pinned_check(&Pin { compromised_since, ..pin.clone() }, claim));
        }
    }
}

fn known(key: PublicKey) -> Arc<KnownKey> {
    let fingerprint = key.fingerprint().to_string().into();
    Arc::new(KnownKey { key, fingerprint })
}

fn signature_check(form: Option<usize>, forms: &[SignedForm<'_>], kind: Forms) -> Check {
    match form {
        Some(i) => Check::pass(CheckName::Signature).note(forms[i].name),
        None if kind == Forms::Documented => {
            Check::fail(CheckName::Signature, Reason::SignatureInvalid)
        }
        None => {
            let names: Vec<&str> = forms.iter().map(|f| f.name).collect();
            Check::unknown(CheckName::Signature, Reason::SignedBytesUndocumented)
                .note(format!("Tried: {}.", names.join("; ")))
        }
    }
}

/// The pin's dates against the time of signing that the record claims.
fn pinned_check(pin: &Pin, claim: &Claim<'_>) -> Check {
    let signer = CheckName::Signer;
    if pin.valid_from.is_none() && pin.valid_until.is_none() && pin.compromised_since.is_none() {
        return match (&pin.domain, claim.domain) {
            (Some(pinned), Some(named)) if !same_domain(pinned, named) => {
                Check::pass(signer).note(format!(
                    "The record names the domain {named}, which is not signed; you pinned the key \
                     for {pinned}."
                ))
            }
            _ => Check::pass(signer),
        };
    }
    let Some(time) = claim.time.and_then(|t| Timestamp::parse(t).ok()) else {
        return Check::unknown(signer, Reason::OutsideKeyValidity)
            .note("The pin has dates, but the record states no time of signing.");
    };
    let actual = time.to_canonical_millis();
    let fail = |reason, words: &str, bound: Timestamp| {
        Check::fail(signer, reason)
            .values(format!("{words} {}", bound.to_canonical_millis()), actual.clone())
    };
    match (pin.compromised_since, pin.valid_from, pin.valid_until) {
        (Some(t), _, _) if time >= t => fail(Reason::KeyCompromised, "before", t),
        (_, Some(t), _) if time < t => fail(Reason::OutsideKeyValidity, "not before", t),
        (_, _, Some(t)) if time > t => fail(Reason::OutsideKeyValidity, "not after", t),
        _ => Check::pass(signer).note(
            "The time of signing is a claim: whoever holds the key can write an earlier one, and \
             where the time is not signed, anybody can.",
        ),
    }
}
