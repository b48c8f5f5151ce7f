//! Signatures and signers, checked against the pins.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::answers::{Answer, Answers};
use super::claim::{Claim, Forms, SignedForm};
use super::dates::pinned_check;
use super::issuer::IssuerNames;
use super::pin::{KnownKey, Pin};
use super::pins::Trust;
use super::signatures::Signatures;
use super::tried::Tried;
use crate::encoding::decode_flexible;
use crate::key::{KeyError, PublicKey};
use crate::text::counted;
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Finding, KeySource, Signer, ValueSource};

/// Checks signatures against a [`Trust`]. Decodes each key once; one per thread.
#[derive(Debug)]
pub struct Verifier<'t> {
    trust: &'t Trust,
    signatures: Signatures,
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
        Self::with(trust, Signatures::default())
    }

    fn with(trust: &'t Trust, signatures: Signatures) -> Self {
        let pins = trust.pins().iter();
        let known = pins.map(|pin| (*pin.key.as_bytes(), Ok(KnownKey::new(pin.key.clone()))));
        Self { trust, signatures, known: known.collect(), last: None, tried: None }
    }

    /// A verifier for another thread of the same run. What is computed once for a key that signed
    /// much, they share.
    pub fn another(&self) -> Self {
        Self::with(self.trust, self.signatures.another())
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

    /// Keeps from now on which signatures hold, for [`Self::take_answers`].
    pub fn keep_answers(&mut self) {
        self.signatures.keep();
    }

    /// That these signatures hold, of all that were checked since this was asked last.
    pub fn take_answers(&mut self) -> Vec<Answer> {
        self.signatures.take_kept()
    }

    /// Believes from now on these answers and no others: a signature of which one says that it holds is not
    /// checked, but for some that are chosen at random. Of any other nothing changes.
    pub fn believe(&mut self, answers: Option<Arc<Answers>>) {
        self.signatures.believe(answers);
    }

    /// Whether a signature that was believed to hold was checked all the same, and does not.
    pub fn was_deceived(&self) -> bool {
        self.signatures.was_deceived()
    }

    /// The keys that were met, the pinned ones among them.
    pub fn met(&self) -> impl Iterator<Item = &PublicKey> {
        self.known.values().flatten().map(|known| &known.key)
    }

    /// Judges many records with less work for each, as if `judge` were called alone.
    ///
    /// Most signatures hold. So each is taken to hold at first, and all are compared together when
    /// `judge` is done. If one does not hold, what came of it is dropped, and `judge` is called once
    /// more, with every signature compared at once.
    pub fn together<T>(&mut self, judge: impl Fn(&mut Self) -> T) -> T {
        if self.tried.is_none() && self.signatures.may_put_off() {
            let guard = PutOff::begin(self);
            let judged = judge(guard.0);
            if guard.0.signatures.settle() {
                return judged;
            }
        }
        judge(self)
    }

    /// Keeps what a signature, or if `hashed` a hash, in `finding` was compared with, if that is asked for.
    /// `forms` are the candidates and whether each holds, made only then.
    pub(crate) fn keep<'b>(
        &mut self,
        finding: &Finding,
        hashed: bool,
        forms: impl FnOnce() -> Vec<(Cow<'static, str>, Cow<'b, [u8]>, bool)>,
    ) {
        let Some(tried) = &mut self.tried else { return };
        let mut forms = forms();
        if forms.iter().any(|(_, _, held)| *held) {
            forms.retain(|(_, _, held)| *held);
            forms.dedup_by(|a, b| a.1 == b.1);
        }
        let pointer = finding.source.pointer.as_ref();
        tried.extend(
            forms.into_iter().map(|(name, bytes, held)| {
                Tried::new(pointer.cloned(), name, &bytes, hashed, held)
            }),
        );
    }

    /// The pins.
    pub fn trust(&self) -> &'t Trust {
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
        let entry = PublicKey::from_bytes(bytes).map(KnownKey::new);
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
        self.keep(finding, false, || {
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
        // A key id where a key should be is no key.
        let embedded = claim.key.filter(|text| !text.starts_with("invoance:"));
        let Some(text) = embedded else {
            return self.judge_without_key(finding, claim, signature, forms, kind);
        };
        let known = match self.read_key(text) {
            Ok(known) => known,
            Err(error) => {
                finding.add(
                    Check::unknown(CheckName::Signature, Reason::InvalidPublicKey)
                        .field(claim.key_field)
                        .value(ValueSource::Record, text.chars().take(200).collect::<String>())
                        .note(format!("The key in the record cannot be used: {error}.")),
                );
                return None;
            }
        };
        let form = self.signatures.held(&known, forms, signature);
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
        signature: &[u8; 64],
        forms: &[SignedForm<'_>],
        kind: Forms,
    ) -> Option<usize> {
        let trust = self.trust;
        // The required signer's first. Under another pin that holds, it is an unexpected one.
        let mut tried: Vec<&Pin> = trust.pins().iter().collect();
        tried.sort_by_key(|pin| !trust.is_required(pin));
        let holds = |key: &PublicKey| forms.iter().position(|f| key.verify(&f.bytes, signature));
        let found = tried.iter().find_map(|pin| holds(&pin.key).map(|form| (*pin, form)));
        if let Some((pin, form)) = found {
            finding.add(signature_check(Some(form), forms, kind));
            let known = KnownKey::new(pin.key.clone());
            self.judge_signer(finding, claim, &known, ValueSource::Pinned, true);
            return Some(form);
        }
        let required = trust.required().is_some();
        finding.add(if tried.is_empty() {
            Check::unknown(CheckName::Signature, Reason::NoPublicKey)
        } else if required && kind == Forms::Documented {
            Check::fail(CheckName::Signature, Reason::SignatureInvalid)
                .note("The record names no key, and the signature is not valid under the required signer's key.")
        } else {
            Check::unknown(CheckName::Signature, Reason::NoPinnedKeyHolds).note(format!(
                "Tried {} and {}.",
                counted(tried.len(), "pinned key"),
                counted(forms.len(), "form")
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
            domains: match signature_holds {
                true => claim.issuer.domains_besides(signer.copied()),
                false => None,
            },
        };
        // The fingerprints of `pins`, in their order whatever that of the pins, each once: then the one of the
        // key that was met.
        let compared = |check: Check, pins: &[&Pin]| {
            let fingerprints: BTreeSet<_> = pins.iter().map(|pin| pin.key.fingerprint()).collect();
            let check = fingerprints.into_iter().fold(check, Check::pinned);
            check.value(key_from, &known.fingerprint)
        };
        // Of a signature that holds, a signer can be required.
        let is_required = trust.required().is_some() && signature_holds;
        let required = || trust.pins().iter().filter(|pin| trust.is_required(pin));
        if is_required && !required().any(|pin| pin.means(known)) {
            let check = Check::fail(CheckName::Signer, Reason::UnexpectedSigner);
            let check = match (trust.required(), signer) {
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
            let issuer = claim.issuer.name_of(first);
            let check = match (open, pins.first()) {
                (Some(pin), _) => Check::unknown(CheckName::Signer, Reason::KeyNotPinned)
                    .clause(format!(
                        "it names {issuer}, and your pin of its key, {}, names no issuer",
                        pin.label
                    ))
                    .possible_causes(
                        "The issuer may use both keys, or the key may be another issuer's whose pin you gave \
                         no domain.",
                    )
                    .next_step(
                        "If both are keys of this issuer, give both pins its domain. Else ask the issuer, over \
                         a channel that you trust, whether the key with this fingerprint is theirs.",
                    )
                    .note(format!(
                        "You pinned this key as {}, and another key for the issuer that the record \
                         names, as {}. If both are keys of this issuer, give both pins its domain.",
                        pin.label, first.label
                    )),
                (None, pinned) => {
                    let check = Check::fail(CheckName::Signer, Reason::PinnedKeyMismatch);
                    let of_first = format!(
                        "The first fingerprint below is that of the key you pinned as {}, the other that of the \
                         key in the record",
                        first.label
                    );
                    match pinned {
                        Some(pin) => check
                            .clause(format!(
                                "it names {issuer}, but carries the key you pinned as {}, not the one you \
                                 pinned for {issuer}",
                                pin.label
                            ))
                            .possible_causes(
                                "The issuer may use both keys, the record may be of the other issuer whose key \
                                 you pinned, or the issuer shown may have been changed, where nothing signs it.",
                            )
                            .next_step(
                                "If both are keys of one issuer, give both pins the same domain. Else ask the \
                                 issuer, over a channel that you trust, whether the key with this fingerprint is \
                                 theirs.",
                            )
                            .note(format!("{of_first}, which you pinned as {}.", pin.label)),
                        None => check
                            .clause(format!(
                                "it names {issuer}, but carries a different key from the one you pinned for \
                                 {issuer}"
                            ))
                            .note(format!("{of_first}.")),
                    }
                }
            };
            finding.add(compared(check, &contradicted));
            return;
        }
        if !pins.iter().any(|pin| trust.is_required(pin) || !is_required) {
            let check = compared(Check::unknown(CheckName::Signer, Reason::KeyNotPinned), &[]);
            let fingerprint = trust.pins().iter().find(|pin| pin.is_fingerprint_of(known));
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
            let same = trust.pins().iter().filter(|pin| pin.key == known.key);
            let compromised = same.filter_map(|pin| pin.compromised_since).min();
            finding.add(pinned_check(&pins, compromised, claim));
        }
    }

    /// What the pins say of a key in the evidence, as the end of a sentence.
    pub(crate) fn standing(&self, key: &PublicKey, domain: Option<&str>) -> String {
        let known = KnownKey::new(key.clone());
        let issuer = IssuerNames { domains: [domain, None], ..IssuerNames::default() };
        let label = |pin: &Pin| crate::visible(&pin.label).into_owned();
        let pins = self.trust.pins_of(key, &issuer);
        let fingerprint = self.trust.pins().iter().find(|pin| pin.is_fingerprint_of(&known));
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

/// Signatures are put off until this is dropped: also when a panic ends it, or one could count as
/// one that holds without having been compared.
struct PutOff<'v, 't>(&'v mut Verifier<'t>);

impl<'v, 't> PutOff<'v, 't> {
    fn begin(verifier: &'v mut Verifier<'t>) -> Self {
        verifier.signatures.put_off();
        Self(verifier)
    }
}

impl Drop for PutOff<'_, '_> {
    fn drop(&mut self) {
        self.0.signatures.settle();
    }
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
