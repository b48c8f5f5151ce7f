//! A pin: a key that the user decided to trust, as the ring keeps it and as a run uses it.

use std::borrow::Cow;
use std::path::Path;
use std::time::SystemTime;

use proofdesk_core::encoding::Digest;
use proofdesk_core::key::{KeyError, ParsedKey, PublicKey, parse_key};
use proofdesk_core::marks::hidden;
use proofdesk_core::time::{Timestamp, TimestampError};
use proofdesk_core::trust::{Confirmed, Pin};
use serde::{Deserialize, Serialize};

use super::error::KeyRingError;
use crate::clock::time_of;
use crate::platform::display_path;

const LABEL_LIMIT: usize = 100;
/// A domain has at most so many characters (RFC 1035, section 2.3.4).
const LONGEST_DOMAIN: usize = 253;

/// One key in the ring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(optional_fields = nullable))]
pub struct RingPin {
    /// The user's name for the key, unique in the ring, 1 to 100 characters.
    pub label: String,
    /// The issuer's domain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The 32 key bytes, 64 lowercase hex digits.
    pub key: String,
    /// SHA-256 of the key bytes, 64 lowercase hex digits; must be that of `key`.
    pub fingerprint: String,
    /// The issuer's tenant id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<String>,
    /// The issuer's name for the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// RFC 3339; signatures before it are not accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// RFC 3339; signatures after it are not accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// RFC 3339; signatures from it on are not accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compromised_since: Option<String>,
    /// The user's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How the fingerprint was compared with one obtained elsewhere, in the user's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<String>,
    /// The program compared it with one that the user gave, and the words are the program's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(as = "Option<bool>", optional))]
    pub matched: bool,
    /// The file with the fingerprint that it was compared with, if that lay beside the key: then it is
    /// not independent, whatever the words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared_with: Option<String>,
    /// It is the key of somebody who signs reports, and no issuer's: it verifies no evidence.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(as = "Option<bool>", optional))]
    pub reviewer: bool,
    /// RFC 3339; when it was pinned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_at: Option<String>,
}

impl RingPin {
    /// A pin of `key` with nothing but its label, and what the key's own text says of it.
    pub fn new(label: &str, parsed: &ParsedKey) -> Self {
        Self {
            label: label.to_owned(),
            domain: parsed.domain.clone(),
            key: parsed.key.to_hex(),
            fingerprint: parsed.key.fingerprint().to_string(),
            tenant_id: None,
            key_id: parsed.key_id.clone(),
            valid_from: None,
            valid_until: None,
            compromised_since: None,
            note: None,
            confirmed: None,
            matched: false,
            compared_with: None,
            reviewer: false,
            added_at: None,
        }
    }

    /// The pin as it is taken over from `file`, with the user's words for how they compared it, or the
    /// program's if that did (`matched`). Its key is kept in one form: the file may have it in another, with
    /// more around it.
    ///
    /// # Errors
    /// [`KeyRingError::Pin`] for whatever is not acceptable in it.
    pub fn adopt(self, words: &str, matched: bool, file: &Path) -> Result<Self, KeyRingError> {
        let name = file.file_name().map_or(file, Path::new);
        let name = display_path(name);
        Ok(Self {
            key: self.to_pin()?.key.to_hex(),
            confirmed: Some(format!("{words} (imported from {name})")),
            matched,
            compared_with: None,
            added_at: Some(time_of(SystemTime::now())),
            ..self
        })
    }

    /// The pin as the verifier uses it.
    ///
    /// # Errors
    /// [`KeyRingError::Pin`] for whatever is not acceptable in it.
    pub fn to_pin(&self) -> Result<Pin, KeyRingError> {
        let fault = |what: String| KeyRingError::Pin { label: self.label.clone(), what };
        let length = self.label.chars().count();
        if !(1..=LABEL_LIMIT).contains(&length) || self.label.chars().any(char::is_control) {
            return Err(fault(
                "a label has 1 to 100 characters, none of them a control character".to_owned(),
            ));
        }
        if Digest::parse_written(&self.label).is_ok() {
            return Err(fault(
                "a label with the form of a fingerprint could be taken for the fingerprint of another key; \
                 choose a name"
                    .to_owned(),
            ));
        }
        if is_domain_in_other_letters(&self.label) {
            return Err(fault(
                "a domain with other letters than a to z is written in its ASCII form here, which begins \
                 with xn--: records are compared with that"
                    .to_owned(),
            ));
        }
        let said = [&self.domain, &self.tenant_id, &self.key_id, &self.note, &self.confirmed];
        let said = said.into_iter().chain([&self.compared_with]);
        let said = said.flatten().chain([&self.label]);
        if said.into_iter().any(|text| matches!(hidden(text), Cow::Owned(_))) {
            return Err(fault("its label or one of its notes contains a private key".to_owned()));
        }
        let key = parse_key(self.key.as_bytes()).map_err(|e: KeyError| fault(e.to_string()))?.key;
        if key.fingerprint().to_string() != self.fingerprint {
            return Err(fault("its fingerprint is not that of its key".to_owned()));
        }
        let of_issuers = [
            &self.domain,
            &self.tenant_id,
            &self.valid_from,
            &self.valid_until,
            &self.compromised_since,
        ];
        if self.reviewer && of_issuers.into_iter().any(Option::is_some) {
            let what = "a reviewer's key has no domain, tenant or dates; to stop accepting the key, \
                        remove it";
            return Err(fault(what.to_owned()));
        }
        let time = |name: &str, text: &Option<String>| -> Result<Option<Timestamp>, KeyRingError> {
            let parsed = text.as_deref().map(Timestamp::parse).transpose();
            parsed.map_err(|e: TimestampError| fault(format!("{name}: {e}")))
        };
        let pin = Pin {
            label: self.label.as_str().into(),
            domain: self.domain.as_deref().map(in_one_form),
            key,
            tenant_id: self.tenant_id.clone(),
            valid_from: time("valid_from", &self.valid_from)?,
            valid_until: time("valid_until", &self.valid_until)?,
            compromised_since: time("compromised_since", &self.compromised_since)?,
            confirmed: match (&self.compared_with, &self.confirmed) {
                (Some(file), _) => Confirmed::Beside(file.clone()),
                (None, Some(words)) if self.matched => Confirmed::Matched(words.clone()),
                (None, Some(words)) => Confirmed::Said(words.clone()),
                (None, None) => Confirmed::Never,
            },
            pinned_at: self.added_at.as_deref().and_then(|text| Timestamp::parse(text).ok()),
        };
        if matches!((pin.valid_from, pin.valid_until), (Some(from), Some(until)) if from > until) {
            return Err(fault("valid_until is before valid_from".to_owned()));
        }
        Ok(pin)
    }
}

/// The domain that a text names, as people write it: with the scheme of a link, a final slash or dot.
/// A label that names one is also the pin's domain. `None` if it names none.
pub fn domain_in(text: &str) -> Option<String> {
    let text = text.trim();
    let scheme = ["https://", "http://"].into_iter().find_map(|scheme| text.strip_prefix(scheme));
    let domain = scheme.unwrap_or(text).trim_end_matches(['/', '.']);
    is_domain(domain).then(|| domain.to_owned())
}

/// A domain as it is compared: letter case and a final dot do not count.
fn in_one_form(domain: &str) -> String {
    domain.trim_end_matches('.').to_ascii_lowercase()
}

/// A text as the domain of an issuer, as it is compared; `None` if it cannot be one.
pub fn domain_of_issuer(text: &str) -> Option<String> {
    let domain = domain_in(text).filter(|domain| domain.len() <= LONGEST_DOMAIN)?;
    Some(in_one_form(&domain))
}

/// What is wrong with a label that names another domain than the document in which the key came.
pub fn other_domain(label: &str, parsed: &ParsedKey) -> Option<String> {
    let (named, own) = (domain_in(label)?, parsed.domain.as_deref()?);
    let differs = !named.eq_ignore_ascii_case(own.trim_end_matches('.'));
    differs.then(|| {
        format!(
            "the file says that the key is of {}, the label names {}; take the domain of the file \
             as the label, or a label that is no domain",
            proofdesk_core::visible(own),
            proofdesk_core::visible(&named)
        )
    })
}

fn is_domain(label: &str) -> bool {
    label.is_ascii() && has_form_of_domain(label)
}

/// Whether a label is a domain as people read it, such as bücher.example.
fn is_domain_in_other_letters(label: &str) -> bool {
    !label.is_ascii() && has_form_of_domain(label.trim().trim_end_matches(['/', '.']))
}

fn has_form_of_domain(label: &str) -> bool {
    let labels: Vec<&str> = label.split('.').collect();
    let part = |p: &&str| {
        !p.is_empty()
            && p.len() <= 63
            && p.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !p.starts_with('-')
            && !p.ends_with('-')
    };
    labels.len() >= 2 && labels.iter().all(part)
}

/// The key of somebody who signs reports, for one run.
pub fn run_reviewer(label: &str, parsed: ParsedKey) -> Pin {
    Pin { domain: None, ..run_pin(label, parsed) }
}

/// A pin for one run.
pub fn run_pin(label: &str, parsed: ParsedKey) -> Pin {
    let domain = domain_in(label).or(parsed.domain).as_deref().map(in_one_form);
    let key: PublicKey = parsed.key;
    Pin {
        label: label.into(),
        domain,
        key,
        tenant_id: None,
        valid_from: None,
        valid_until: None,
        compromised_since: None,
        confirmed: Confirmed::NotAsked,
        pinned_at: None,
    }
}

/// The fingerprint of the key that the sample evidence is signed with. Anybody can make samples, so
/// that whatever rests on it is a sample.
pub const SAMPLE_FINGERPRINT: &str =
    "5c26295eaee62cf7e32f9af06497cc95cd748f25c903589fb0438a1704f3c63a";

/// What has to be said where pins of these labels have the key of the sample evidence; `None` without any.
pub fn what_rests_on_the_sample_key(labels: &[&str]) -> Option<String> {
    let are = match labels {
        [] => return None,
        [label] => format!("{label} is the key"),
        [first @ .., last] => format!("{} and {last} are pins of the key", first.join(", ")),
    };
    Some(format!(
        "{are} of the sample evidence, which anybody can sign with: what rests on it is a sample."
    ))
}

/// Whether this is the key of the sample evidence.
pub fn is_sample(key: &PublicKey) -> bool {
    key.fingerprint().to_string() == SAMPLE_FINGERPRINT
}
