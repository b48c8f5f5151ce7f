//! Trust in keys: the record never chooses it.
//!
//! The user pins keys. A key inside a record is only ever compared with the pins; the domain and
//! tenant that a record names serve to notice that a pinned issuer's record bears another key.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use crate::encoding::{Digest, decode_flexible};
use crate::json::Object;
use crate::key::{KeyError, PublicKey};
use crate::reason::Reason;
use crate::time::Timestamp;
pub use crate::tried::Tried;
use crate::verdict::{Check, CheckName, Finding, KeySource, Signer, ValueSource};

/// What is known of how the user compared the fingerprint of a pin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Confirmed {
    /// Their own words for it.
    Said(String),
    /// They compared it with this file, which lies beside the key: whoever sent the one could send the
    /// other, so that it is not independent.
    Beside(String),
    /// Nothing is asked of a key that is given for one run.
    #[default]
    NotAsked,
    /// They keep the key, and have not said.
    Never,
}

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
    /// How its fingerprint was compared.
    pub confirmed: Confirmed,
}

/// The pins of a run.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    pins: Vec<Pin>,
    required: Option<Arc<str>>,
}

impl Trust {
    /// Trusts `pins`. With `required`, every signature that holds must be of a pin of that label.
    pub fn new(pins: Vec<Pin>, required: Option<Arc<str>>) -> Self {
        Self { pins, required }
    }

    /// The pins.
    pub fn pins(&self) -> &[Pin] {
        &self.pins
    }

    /// The label of the pin that every signature must be of.
    pub fn required(&self) -> Option<&str> {
        self.required.as_deref()
    }

    fn is_required(&self, pin: &Pin) -> bool {
        self.required.as_ref().is_none_or(|label| *label == pin.label)
    }

    /// The pins that hold `key`. Of several, only the required ones, and only those of the tenant
    /// that the signed bytes name, if there are such: nothing else that could choose between them
    /// is the user's word or signed. The first is the one to name.
    fn pins_of(&self, key: &PublicKey, issuer: &IssuerNames<'_>) -> Vec<&Pin> {
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
    /// another key. An issuer with several pins may use any of their keys.
    fn contradicted(&self, key: &KnownKey, issuer: &IssuerNames<'_>) -> Vec<&Pin> {
        let named = self.pins.iter().filter(|pin| issuer.name(pin));
        let meant = || self.pins.iter().filter(|pin| pin.means(key));
        named.filter(|pin| !meant().any(|other| other.same_issuer(pin))).collect()
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

impl Pin {
    fn same_issuer(&self, other: &Self) -> bool {
        let domains = self.domain.as_deref().zip(other.domain.as_deref());
        let tenants = self.tenant_id.as_ref().zip(other.tenant_id.as_ref());
        domains.is_some_and(|(a, b)| same_domain(a, b)) || tenants.is_some_and(|(a, b)| a == b)
    }

    fn names_an_issuer(&self) -> bool {
        self.domain.is_some() || self.tenant_id.is_some()
    }

    /// Whether this is the key's fingerprint, pinned where the key belongs.
    fn is_fingerprint_of(&self, key: &KnownKey) -> bool {
        *self.key.as_bytes() == key.digest.0
    }

    /// Whether the user pinned this key, or meant to.
    fn means(&self, key: &KnownKey) -> bool {
        self.key == key.key || self.is_fingerprint_of(key)
    }

    /// The bound that leaves `time` outside the validity, and what it is called.
    fn excludes(&self, time: Timestamp) -> Option<(Timestamp, &'static str)> {
        match (self.valid_from, self.valid_until) {
            (Some(from), _) if time < from => Some((from, "before the first date")),
            (_, Some(until)) if time > until => Some((until, "after the last date")),
            _ => None,
        }
    }
}

fn same_domain(a: &str, b: &str) -> bool {
    let [a, b] = [a, b].map(|domain| domain.trim().trim_end_matches('.'));
    a.eq_ignore_ascii_case(b)
}

/// Every name that a record gives its issuer. Any of them may have a pin, so all of them count.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct IssuerNames<'a> {
    /// Domains, in the order in which they are named to people.
    pub domains: [Option<&'a str>; 2],
    /// The tenant id that the record shows.
    pub tenant: Option<&'a str>,
    /// The tenant id in the bytes that the signature is over.
    pub signed_tenant: Option<&'a str>,
}

impl<'a> IssuerNames<'a> {
    /// With what the signed statement names.
    pub(crate) fn signed(self, statement: Option<&'a Object<'_>>) -> Self {
        Self { signed_tenant: statement.and_then(|s| s.str("tenant_id")), ..self }
    }

    /// What to call the pin's issuer, which one of the names is of.
    fn name_of<'p>(&self, pin: &'p Pin) -> &'p str {
        let domain = pin.domain.as_deref();
        let named = domain
            .filter(|pinned| self.domains.iter().flatten().any(|named| same_domain(named, pinned)));
        named.unwrap_or(&pin.label)
    }

    /// Whether one of the names is that of the pin's issuer.
    fn name(&self, pin: &Pin) -> bool {
        let domain = |pinned: &str| self.domains.iter().flatten().any(|d| same_domain(d, pinned));
        let tenant = |pinned| [self.tenant, self.signed_tenant].contains(&Some(pinned));
        pin.domain.as_deref().is_some_and(domain) || pin.tenant_id.as_deref().is_some_and(tenant)
    }
}

/// What a record says of its own signer. Nothing here is believed.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Claim<'a> {
    /// The embedded key, as spelled.
    pub key: Option<&'a str>,
    /// The name of the field that holds it, for messages.
    pub key_field: &'static str,
    /// The names of the issuer.
    pub issuer: IssuerNames<'a>,
    /// The time of signing, and whether it stands in the signed bytes.
    pub time: Option<(ValueSource, &'a str)>,
}

/// A claim and a signature that holds in no form tried so far, kept for a form that may turn up.
#[derive(Debug, Clone)]
pub(crate) struct OpenSignature {
    signature: [u8; 64],
    key: Option<String>,
    key_field: &'static str,
    domains: [Option<String>; 2],
    tenant: Option<String>,
    time: Option<(ValueSource, String)>,
}

impl OpenSignature {
    pub(crate) fn new(claim: &Claim<'_>, signature: [u8; 64]) -> Self {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self {
            signature,
            key: owned(claim.key),
            key_field: claim.key_field,
            domains: claim.issuer.domains.map(owned),
            tenant: owned(claim.issuer.tenant),
            time: claim.time.map(|(source, text)| (source, text.to_owned())),
        }
    }

    /// Tries `forms`. The checks of an earlier try are replaced by those of this one.
    pub(crate) fn judge(
        &self,
        finding: &mut Finding,
        verifier: &mut Verifier<'_>,
        forms: &[SignedForm<'_>],
    ) -> Option<usize> {
        let claim = Claim {
            key: self.key.as_deref(),
            key_field: self.key_field,
            issuer: IssuerNames {
                domains: self.domains.each_ref().map(Option::as_deref),
                tenant: self.tenant.as_deref(),
                signed_tenant: None,
            },
            time: self.time.as_ref().map(|(source, text)| (*source, text.as_str())),
        };
        finding.checks.retain(|c| !matches!(c.check, CheckName::Signature | CheckName::Signer));
        verifier.judge(finding, &claim, Some(&self.signature), forms, Forms::Candidates)
    }
}

/// What a signature may be over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    /// The signed payload of a document's record.
    SignedPayloadBase64,
    /// The signed payload of an attestation.
    SignedPayload,
    /// The canonical bytes of an audit event.
    Canonical,
    /// The same, with integers that are written as floats as integers.
    CanonicalIntegers,
    /// A hash as its 32 bytes.
    HashBytes,
    /// A hash in hexadecimal.
    HashHex,
    /// The same with `sha256:` before it.
    HashPrefixed,
    /// The canonical bytes of an event's payload.
    Payload,
    /// The signed payload of the record that an item of a trace stands for.
    Statement,
}

impl Over {
    /// What a person calls these bytes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SignedPayloadBase64 => "the bytes of signed_payload_b64",
            Self::SignedPayload => "the bytes of signed_payload",
            Self::Canonical => "the canonical bytes",
            Self::CanonicalIntegers => {
                "the canonical bytes, with integers that are written as floats as integers"
            }
            Self::HashBytes => "the 32 bytes of the hash",
            Self::HashHex => "the 64 hexadecimal characters of the hash",
            Self::HashPrefixed => "the hash in hexadecimal with the prefix sha256:",
            Self::Payload => "the canonical bytes of the payload",
            Self::Statement => "the signed payload of its record",
        }
    }

    /// Whether it is a hash, in one of its forms: the only bytes that a seal has as well.
    pub(crate) fn is_hash(self) -> bool {
        matches!(self, Self::HashBytes | Self::HashHex | Self::HashPrefixed)
    }
}

/// Bytes that a signature may cover.
#[derive(Debug, Clone)]
pub(crate) struct SignedForm<'a> {
    pub over: Over,
    pub bytes: Cow<'a, [u8]>,
}

impl<'a> SignedForm<'a> {
    pub(crate) fn new(over: Over, bytes: impl Into<Cow<'a, [u8]>>) -> Self {
        Self { over, bytes: bytes.into() }
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
    digest: Digest,
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

    /// The pins.
    pub(crate) fn trust(&self) -> &'t Trust {
        self.trust
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
            let name = |form: &SignedForm<'_>| format!("Over {}.", form.over.name()).into();
            named.map(|(i, f)| (name(f), (&*f.bytes).into(), form == Some(i))).collect()
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
                        .field(claim.key_field)
                        .value(ValueSource::Record, text.chars().take(200).collect::<String>())
                        .note(format!("It is no key: {error}.")),
                );
                return None;
            }
        };
        let form = holds(&known.key);
        let mut check = signature_check(form, forms, kind);
        if let (None, Forms::Documented) = (form, kind)
            && let Some(pin) = self.trust.pins_of(&known.key, &claim.issuer).first()
        {
            check = check.note(format!(
                "The key in the record is the one that you pinned as {}.",
                pin.label
            ));
        }
        finding.add(check);
        self.judge_signer(finding, claim, &known, ValueSource::Record, form.is_some());
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
        // The required signer's first. Under another pin that holds, it is an unexpected one.
        let mut tried: Vec<&Pin> = trust.pins.iter().collect();
        tried.sort_by_key(|pin| !trust.is_required(pin));
        let found = tried.iter().find_map(|pin| holds(&pin.key).map(|form| (*pin, form)));
        if let Some((pin, form)) = found {
            finding.add(signature_check(Some(form), forms, kind));
            let known = known(pin.key.clone());
            self.judge_signer(finding, claim, &known, ValueSource::Pinned, true);
            return Some(form);
        }
        let required = trust.required.is_some();
        finding.add(if tried.is_empty() {
            Check::unknown(CheckName::Signature, Reason::NoPublicKey)
        } else if required && kind == Forms::Documented {
            Check::fail(CheckName::Signature, Reason::SignatureInvalid)
                .note("The record names no key, and the signature is not valid under the required signer's key.")
        } else {
            Check::unknown(CheckName::Signature, Reason::NoPinnedKeyHolds).note(format!(
                "Tried {} and {}.",
                count(tried.len(), "pinned key"),
                count(forms.len(), "form")
            ))
        });
        if required && kind == Forms::Candidates {
            finding.add(Check::unknown(CheckName::Signer, Reason::NoPinnedKeyHolds).note(
                "The record names no key, and the signature is valid under the required signer's key in no known form.",
            ));
        }
        None
    }

    fn judge_signer(
        &self,
        finding: &mut Finding,
        claim: &Claim<'_>,
        known: &KnownKey,
        key_from: ValueSource,
        signature_holds: bool,
    ) {
        let trust = self.trust;
        let pins = trust.pins_of(&known.key, &claim.issuer);
        // Without a signature that holds, nobody is shown to have signed.
        let signer = pins.first().filter(|_| signature_holds);
        finding.signer = Signer {
            label: signer.map(|pin| pin.label.clone()),
            fingerprint: Some(known.fingerprint.clone()),
            source: if signer.is_some() { KeySource::Pinned } else { KeySource::Embedded },
        };
        // The fingerprints of `pins`, then the one of the key that was met.
        let compared = |check: Check, pins: &[&Pin]| {
            let check = pins.iter().fold(check, |check, pin| check.pinned(pin.key.fingerprint()));
            check.value(key_from, &known.fingerprint)
        };
        // Of a signature that holds, a signer can be required.
        let is_required = trust.required.is_some() && signature_holds;
        let required = || trust.pins.iter().filter(|pin| trust.is_required(pin));
        if is_required && !required().any(|pin| pin.means(known)) {
            let check = Check::fail(CheckName::Signer, Reason::UnexpectedSigner);
            let check = match (&trust.required, signer) {
                (Some(required), Some(signer)) => check.note(format!(
                    "It is signed with the key you pinned as {}, not as {required}.",
                    signer.label
                )),
                _ => check,
            };
            finding.add(compared(check, &required().collect::<Vec<_>>()));
            return;
        }
        let contradicted = trust.contradicted(known, &claim.issuer);
        if let Some(first) = contradicted.first() {
            // A pin that names no other issuer may be one of the same.
            let open = pins.iter().find(|pin| !pin.names_an_issuer());
            let check = match open {
                Some(pin) => Check::unknown(CheckName::Signer, Reason::KeyNotPinned).note(format!(
                    "You pinned this key as {}, and another key for the issuer that the record \
                     names, as {}. If both are keys of this issuer, give both pins its domain.",
                    pin.label, first.label
                )),
                None => {
                    let issuer = claim.issuer.name_of(first);
                    Check::fail(CheckName::Signer, Reason::PinnedKeyMismatch)
                        .clause(format!(
                            "it claims to come from {issuer}, but carries a different key from the \
                             one you pinned for {issuer}"
                        ))
                        .note(format!("You pinned the other key as {}.", first.label))
                }
            };
            finding.add(compared(check, &contradicted));
            return;
        }
        if !pins.iter().any(|pin| trust.is_required(pin) || !is_required) {
            let check = compared(Check::unknown(CheckName::Signer, Reason::KeyNotPinned), &[]);
            let fingerprint = trust.pins.iter().find(|pin| pin.is_fingerprint_of(known));
            finding.add(match fingerprint {
                Some(pin) => check.note(format!(
                    "What you pinned as {} is the fingerprint of this key, not a key. Pin the key \
                     itself.",
                    pin.label
                )),
                None => check,
            });
            return;
        }
        if signature_holds {
            // Validity is of a pin, but a compromise is of the key, under whatever label.
            let same = trust.pins.iter().filter(|pin| pin.key == known.key);
            let compromised = same.filter_map(|pin| pin.compromised_since).min();
            finding.add(pinned_check(&pins, compromised, claim));
        }
    }

    /// What the pins say of a key in the evidence, as the end of a sentence.
    pub(crate) fn standing(&self, key: &PublicKey, domain: Option<&str>) -> String {
        let known = known(key.clone());
        let issuer = IssuerNames { domains: [domain, None], ..IssuerNames::default() };
        let label = |pin: &Pin| crate::visible(&pin.label).into_owned();
        let pins = self.trust.pins_of(key, &issuer);
        let fingerprint = self.trust.pins.iter().find(|pin| pin.is_fingerprint_of(&known));
        let own = match (pins.first(), fingerprint) {
            (Some(pin), _) => format!("which you pinned as {}", label(pin)),
            (None, Some(pin)) => format!(
                "which you have not pinned: what you pinned as {} is its fingerprint",
                label(pin)
            ),
            (None, None) => "which you have not pinned".to_owned(),
        };
        match self.trust.contradicted(&known, &issuer).first() {
            Some(pin) => {
                format!(
                    "{own}; the key that you pinned for this domain, as {}, is another",
                    label(pin)
                )
            }
            None => own,
        }
    }
}

fn count(n: usize, unit: &str) -> String {
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}

fn known(key: PublicKey) -> Arc<KnownKey> {
    let digest = key.fingerprint();
    Arc::new(KnownKey { key, digest, fingerprint: digest.to_string().into() })
}

fn signature_check(form: Option<usize>, forms: &[SignedForm<'_>], kind: Forms) -> Check {
    match form {
        Some(i) => Check::pass(CheckName::Signature).form(forms[i].over.name()),
        None if kind == Forms::Documented => {
            Check::fail(CheckName::Signature, Reason::SignatureInvalid)
        }
        None => {
            let names: Vec<&str> = forms.iter().map(|f| f.over.name()).collect();
            Check::unknown(CheckName::Signature, Reason::SignedBytesUndocumented)
                .note(format!("Tried: {}.", names.join("; ")))
        }
    }
}

/// The dates of `pins`, which hold one key and of which the first is named, and of its compromise
/// against the time of signing that the record claims.
fn pinned_check(pins: &[&Pin], compromised: Option<Timestamp>, claim: &Claim<'_>) -> Check {
    let signer = CheckName::Signer;
    let other_domain = other_domain(pins, &claim.issuer);
    let dated = pins.iter().any(|pin| pin.valid_from.is_some() || pin.valid_until.is_some());
    if !dated && compromised.is_none() {
        return match other_domain {
            Some(note) => Check::pass(signer).remark(note),
            None => Check::pass(signer),
        };
    }
    let time = claim.time.and_then(|(from, t)| Some((from, Timestamp::parse_saved(t).ok()?)));
    let Some((time_from, time)) = time else {
        return Check::unknown(signer, Reason::OutsideKeyValidity).note(
            "The key is pinned with dates, but the record has no time of signing that can be read.",
        );
    };
    let compared = |check: Check, bound: Timestamp| {
        check.pinned(bound.to_exact()).value(time_from, time.to_exact())
    };
    if let Some(since) = compromised.filter(|since| time >= *since) {
        return compared(Check::fail(signer, Reason::KeyCompromised), since);
    }
    let allows = |pin: &Pin| pin.excludes(time).is_none();
    // Of two pins for one issuer, each is good for its own time. Pins that name none are not that.
    let of_one_issuer = |a: &Pin, b: &Pin| {
        a.names_an_issuer() && a.domain == b.domain && a.tenant_id == b.tenant_id
    };
    let excluding = pins.iter().find_map(|pin| {
        let bound = pin.excludes(time)?;
        let another = pins.iter().any(|other| allows(other) && of_one_issuer(pin, other));
        (!another).then_some((pin, bound))
    });
    let allowing = pins.iter().find(|pin| allows(pin));
    match (excluding, allowing) {
        (None, _) => {
            let claimed = "The time of signing is a claim: whoever holds the key can write an \
                           earlier one, and where the time is not signed, anybody can.";
            let notes = [Some(claimed.to_owned()), other_domain];
            Check::pass(signer).remark(notes.into_iter().flatten().collect::<Vec<_>>().join(" "))
        }
        (Some((pin, (bound, which))), None) => {
            compared(Check::fail(signer, Reason::OutsideKeyValidity), bound)
                .note(format!("The time of signing is {which} of your pin {}.", pin.label))
        }
        // Whoever changes an unsigned name, or leaves it out, must not choose between dates.
        (Some((excluding, (bound, _))), Some(allowing)) => {
            compared(Check::unknown(signer, Reason::OutsideKeyValidity), bound).note(format!(
                "The dates of your pin {} exclude this time, those of {} do not, and nothing that \
                 is signed chooses between these pins of one key.",
                excluding.label, allowing.label
            ))
        }
    }
}

/// What is to be said of a domain that the record names and `pins`, which hold its key, are not for.
fn other_domain(pins: &[&Pin], issuer: &IssuerNames<'_>) -> Option<String> {
    let pinned = pins.first()?.domain.as_deref()?;
    let is_pinned = |named: &str| {
        pins.iter().any(|p| p.domain.as_deref().is_some_and(|d| same_domain(d, named)))
    };
    let named = issuer.domains.into_iter().flatten().find(|named| !is_pinned(named))?;
    Some(format!(
        "The record names the domain {named}, which is not signed; you pinned the key for {pinned}."
    ))
}
