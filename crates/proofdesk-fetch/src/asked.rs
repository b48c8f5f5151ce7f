//! What is asked for: the key of a domain, or the public proof with an id. Nothing else ever leaves the
//! machine.

use std::borrow::Cow;
use std::path::Path;

use clap::ValueEnum;
use percent_encoding::percent_decode_str;
use proofdesk_engine::core::encoding::{Digest, decode_bytes, decode_flexible};
use proofdesk_engine::core::marks::hidden;
use proofdesk_engine::core::verdict::Kind;
use proofdesk_engine::core::visible;
use proofdesk_engine::keys::domain_of_issuer;
use proofdesk_engine::lookup::Query;
use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::base::Base;

/// An id or a domain that is longer is cut in the name of its file. In characters.
const LONGEST_STEM: usize = 100;
/// Digits of the hash that tells names apart that were changed.
const DIGITS: usize = 16;
/// How a key of the API begins, which is a secret.
const API_KEY: &str = "invoance_live_";
/// What is said of an id that would be another part of the address.
const NO_ID: &str = "this is not the id of a record";

/// The kinds of public proof, by the words in their links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProofKind {
    /// A document
    Document,
    /// A compliance event
    Event,
    /// An AI attestation
    Ai,
    /// A trace
    Trace,
}

impl ProofKind {
    fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Document => Some(Self::Document),
            Kind::Event => Some(Self::Event),
            Kind::Attestation => Some(Self::Ai),
            Kind::Trace => Some(Self::Trace),
            _ => None,
        }
    }

    /// The word in links and names of files.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Event => "event",
            Self::Ai => "ai",
            Self::Trace => "trace",
        }
    }

    /// What it is the proof of.
    fn noun(self) -> &'static str {
        match self {
            Self::Document => "a document",
            Self::Event => "an event",
            Self::Ai => "an AI attestation",
            Self::Trace => "a trace",
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Asked {
    /// The public key of an organisation.
    Key {
        /// Its domain, in lowercase ASCII.
        domain: String,
    },
    /// A public proof record.
    Proof {
        /// What it is about.
        kind: ProofKind,
        /// Its id, as it was given.
        id: String,
    },
}

impl Asked {
    /// The key of a domain, as people write it; one with other letters than ASCII in its `xn--` form.
    pub(crate) fn key(text: &str) -> Result<Self, String> {
        let given = text.trim();
        let scheme = ["https://", "http://"].iter().find_map(|scheme| given.strip_prefix(scheme));
        // What ends an address; in any other place they are not of a domain.
        let bare = scheme.unwrap_or(given).trim_end_matches('/').trim_end_matches('.');
        let ascii = match bare.is_ascii() {
            true => Some(bare.to_owned()).filter(|bare| !bare.contains('/')),
            false if bare.contains(['/', '?', '#', '@', ':', '\\']) => None,
            false => Url::parse(&format!("https://{bare}/"))
                .ok()
                .and_then(|url| url.host_str().map(str::to_owned)),
        };
        let domain = ascii.and_then(|text| domain_of_issuer(&text));
        // The numbers of an address name nobody.
        let is_named = |d: &String| {
            let last = d.rsplit('.').next();
            last.is_some_and(|last| last.contains(|c: char| c.is_alphabetic()))
        };
        match domain.filter(is_named) {
            Some(domain) => Ok(Self::Key { domain }),
            None => Err(format!("{}: this is not a domain such as acme.com", shown(text))),
        }
    }

    /// The public proof that a link or an id names, and the host that the link leads to. Anything that
    /// could be a file, a hash or a key is refused: those are never sent.
    pub(crate) fn proof(
        text: &str,
        kind: Option<ProofKind>,
    ) -> Result<(Self, Option<String>), String> {
        let fault = |words: &str| Err(format!("{}: {words}", shown(text)));
        let given = text.trim();
        if !given.is_empty() && given.bytes().all(|b| b == b'.') {
            return fault(NO_ID);
        }
        if let Some(words) = never_sent(given) {
            return fault(words.as_ref());
        }
        let query = match Query::parse(text) {
            Ok(query) => query,
            Err(e) => return fault(&e.to_string()),
        };
        let id = query.id().to_owned();
        // What counts is what would be sent, however often it was encoded, and every part of it.
        let plain = decoded(&id);
        let is_of_ids = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
        let mut texts = vec![given, &id, &plain];
        texts.extend(plain.split(|c| !is_of_ids(c)));
        texts.dedup();
        if let Some(words) = texts.into_iter().skip(1).find_map(never_sent) {
            return fault(words.as_ref());
        }
        let is_file = |name: &str| Path::new(name).exists();
        if query.as_link_or_hash().is_none() && (is_file(given) || is_file(&id)) {
            return fault(
                "this is the name of a file, and nothing of a file is ever sent; give the id \
                          or the proof link that its record shows",
            );
        }
        if [".", ".."].contains(&&*id) {
            return fault(NO_ID);
        }
        let of_link = query.kind().and_then(ProofKind::of);
        let kind = match (of_link, kind) {
            (Some(of_link), Some(kind)) if of_link != kind => {
                return fault(&format!(
                    "the link is that of {}, and --kind says {}",
                    of_link.noun(),
                    kind.word()
                ));
            }
            (of_link, kind) => of_link.or(kind),
        };
        match kind {
            Some(kind) => Ok((Self::Proof { kind, id }, query.host().map(str::to_owned))),
            None => fault("say with --kind what it is the id of: document, event, ai or trace"),
        }
    }

    /// The address at which it is.
    pub(crate) fn url(&self, base: &Base) -> Url {
        match self {
            Self::Key { domain } => base.join(&["keys", domain]),
            Self::Proof { kind, id } => base.join(&["proof", kind.word(), id]),
        }
    }

    /// What is told to the server.
    pub(crate) fn sent(&self) -> String {
        match self {
            Self::Key { domain } => format!("the domain {domain}"),
            Self::Proof { kind, id } => format!("the id {id}, and that it is of {}", kind.noun()),
        }
    }

    /// What it is called among others.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Key { domain } => format!("Key of {domain}"),
            Self::Proof { kind: ProofKind::Document, id } => format!("Document {id}"),
            Self::Proof { kind: ProofKind::Event, id } => format!("Event {id}"),
            Self::Proof { kind: ProofKind::Ai, id } => format!("AI attestation {id}"),
            Self::Proof { kind: ProofKind::Trace, id } => format!("Trace {id}"),
        }
    }

    /// How the names of its files begin: lowercase letters, digits, `.`, `_` and `-` only, and no two are
    /// alike, on systems that do not tell capital letters apart either.
    pub(crate) fn stem(&self) -> String {
        let (kind, id) = match self {
            Self::Key { domain } => ("key", domain),
            Self::Proof { kind, id } => (kind.word(), id),
        };
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        // Behind a dot, notes and other answers have these.
        let end = id.rsplit_once('.').map_or("", |(_, end)| end);
        let is_free = end != "fetched" && !end.starts_with("answer-");
        if id.len() <= LONGEST_STEM && id.chars().all(is_plain) && is_free {
            return format!("{kind}-{id}");
        }
        let lower = id.to_ascii_lowercase();
        let cleaned = lower.chars().map(|c| if is_plain(c) { c } else { '_' });
        let cleaned: String = cleaned.take(LONGEST_STEM).collect();
        let digest = Digest::of(id.as_bytes()).to_string();
        // An id as it is has no `~`.
        format!("{kind}-{cleaned}~{}", digest.get(..DIGITS).unwrap_or_default())
    }
}

/// Why a text is never sent: it is, or holds, a secret, a hash or a key.
fn never_sent(text: &str) -> Option<Cow<'static, str>> {
    if hidden(text) != text {
        return Some("this holds a private key, which is never sent; nothing was".into());
    }
    if text.to_ascii_lowercase().contains(API_KEY) {
        return Some(
            "this holds a key of the API, which is a secret and never sent; nothing was".into(),
        );
    }
    let query = Query::parse(text).ok();
    if let Some(hash) = query.as_ref().and_then(Query::as_other_hash) {
        let uuid = match hash {
            "an MD5" => " If it is a UUID, write it with its hyphens.",
            _ => "",
        };
        return Some(
            format!(
                "this has the form of {hash}, and no hash is ever sent; give the id or the proof link.{uuid}"
            )
            .into(),
        );
    }
    let is_hash = query.is_some_and(|query| query.digest().is_some());
    if is_hash || Digest::is_meant(text) || is_called_hash(text) {
        return Some(
            "this is a hash, and no hash is ever sent; give the id or the proof link".into(),
        );
    }
    is_key(text).then_some(
        "this has the form of a key or a signature, and none is ever sent; give the id or the proof link"
            .into(),
    )
}

/// Whether a text begins with the name of a hash, as `sha256-…` of web pages.
fn is_called_hash(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let of_sha = lower.strip_prefix("sha").map(|rest| rest.trim_start_matches(['-', '_']));
    of_sha.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        || lower.starts_with("md5")
}

/// Whether a text is a key or a signature, or what base64 is hardly made of but these: 32 or 64 bytes, bytes
/// that had to be padded, a structure in DER (as in PEM), or one of SSH.
fn is_key(text: &str) -> bool {
    if decode_flexible::<32>(text).is_ok() || decode_flexible::<64>(text).is_ok() {
        return true;
    }
    let Ok(bytes) = decode_bytes(text) else { return false };
    let is_structure = match &*bytes {
        // A sequence, whose length is that of what follows.
        [0x30, length, rest @ ..] if *length < 0x80 => rest.len() == usize::from(*length),
        [0x30, 0x81, length, rest @ ..] => rest.len() == usize::from(*length),
        [0x30, 0x82, high, low, rest @ ..] => {
            rest.len() == usize::from(u16::from_be_bytes([*high, *low]))
        }
        // The name of its kind, behind its length.
        [0, 0, 0, length, rest @ ..] => {
            rest.get(..usize::from(*length)).is_some_and(|name| name.is_ascii())
        }
        _ => false,
    };
    is_structure || text.ends_with('=') && !bytes.is_empty()
}

/// A text without its percent-encoding, however often it was encoded.
fn decoded(text: &str) -> String {
    let mut text = text.to_owned();
    loop {
        let plain = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if plain == text {
            return text;
        }
        text = plain;
    }
}

/// What was given, in words about it.
fn shown(text: &str) -> String {
    let start: String = text.trim().chars().take(100).collect();
    visible(&start).into_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn domain(text: &str) -> Option<String> {
        match Asked::key(text) {
            Ok(Asked::Key { domain }) => Some(domain),
            _ => None,
        }
    }

    #[test]
    fn domains_as_people_write_them() {
        for (text, is) in [
            ("acme.com", "acme.com"),
            (" https://ACME.com/ ", "acme.com"),
            ("acme.com.", "acme.com"),
            ("bücher.example", "xn--bcher-kva.example"),
        ] {
            assert_eq!(domain(text).as_deref(), Some(is), "{text}");
        }
        for text in [
            "",
            "acme",
            "127.0.0.1",
            "jane@acme.com",
            "acme.com/x",
            "acme.com/..",
            "acme.com/.",
            "https://acme.com/./",
            "acme.com?x",
            "a b.com",
            "büch/er.example",
        ] {
            assert_eq!(domain(text), None, "{text}");
        }
    }

    #[test]
    fn links_say_what_they_are_of_and_ids_do_not() {
        let event = Asked::Proof { kind: ProofKind::Event, id: "evt_1".to_owned() };
        for link in [
            "https://www.invoance.com/proof/event/evt_1",
            "<https://invoance.com/de/proof/event/evt_1/?x=1>",
            "https://api.invoance.com/v1/events/evt_1",
        ] {
            let (asked, host) = Asked::proof(link, None).unwrap();
            assert_eq!(asked, event, "{link}");
            assert!(host.unwrap().ends_with("invoance.com"));
        }
        assert_eq!(Asked::proof("evt_1", Some(ProofKind::Event)).unwrap(), (event, None));
        for text in ["evt_1", "https://www.invoance.com/proof/evt_1", "https://x.example/", "a b"] {
            assert!(Asked::proof(text, None).is_err(), "{text}");
        }
        let other = Asked::proof("https://invoance.com/proof/event/evt_1", Some(ProofKind::Trace));
        assert!(other.unwrap_err().contains("--kind says trace"));
    }

    #[test]
    fn files_hashes_and_keys_are_never_sent() {
        let hex = "5c26295eaee62cf7e32f9af06497cc95cd748f25c903589fb0438a1704f3c63a";
        for text in [
            hex,
            &format!("https://invoance.com/proof/event/{hex}"),
            "Fu55OWEs2_s1oeLkNRK_xzFocPN5xaZVhXANaoKQ7Xk",
            "invoance_live_0123456789",
            "https://invoance.com/proof/event/invoance_live_0123456789",
            "Cargo.toml",
            "..",
            "https://invoance.com/proof/event/%2e%2e",
            &hex[..32],
            &hex[..40].to_uppercase(),
            &hex[..56],
            &hex.repeat(2)[..96],
            &hex.repeat(2),
            &format!("sha1:{}", &hex[..40]),
            &format!("{hex}?x"),
            &format!("x:{hex}"),
            "https://invoance.com/proof/event/invoance%5Flive_0123456789",
            "https://invoance.com/proof/event/invoance%255Flive_0123456789",
            "INVOANCE_LIVE_0123456789",
            "invoance%5Flive_0123456789",
            // A key in PEM without its first and last line, in base64 of either alphabet; one of SSH.
            "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=",
            "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE",
            "AAAAC3NzaC1lZDI1NTE5AAAAIGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE",
            "sha256-XCYpXq7mLPfjL5rwZJfMlc10jyXJA1ifsEOKFwTzxjo=",
            "SHA512_x",
            // SHA-1 and MD5 in base64.
            "2jmj7l5rSw0yVb/vlWAYkK/YBwk=",
            "1B2M2Y8AsgTpgAmY7PhCfg==",
            "\"Cargo.toml\"",
            "<Cargo.toml>",
            "5c:26:29:5e:ae:e6:2c:f7:e3:2f:9a:f0:64:97:cc:95:cd:74:8f:25",
            &format!("https://invoance.com/proof/event/{}", &hex[..40]),
        ] {
            assert!(Asked::proof(text, Some(ProofKind::Event)).is_err(), "{text}");
        }
        let why = |text: &str| Asked::proof(text, Some(ProofKind::Event)).unwrap_err();
        assert!(why(&hex[..32]).contains("with its hyphens"), "{}", why(&hex[..32]));
        assert!(why("Fu55OWEs2/s1oeLkNRK/xzFocPN5xaZVhXANaoKQ7Xk=").contains("form of a key"));
        assert!(why("..").contains("not the id of a record"));
        for id in [
            "5c26295e-aee6-2cf7-e32f-9af06497cc95",
            "evt_01KZVW1MQK01CNPW1T0WB59YGB",
            "evt_5c26295eaee62cf7e32f9af06497cc95",
            "evt:é",
            "a%2e",
            "share_1",
        ] {
            assert!(Asked::proof(id, Some(ProofKind::Event)).is_ok(), "{id}");
        }
    }

    #[test]
    fn names_of_files_are_plain_and_distinct() {
        let stem = |id: &str| Asked::Proof { kind: ProofKind::Ai, id: id.to_owned() }.stem();
        assert_eq!(stem("att_1"), "ai-att_1");
        assert_eq!(stem("att_1.2"), "ai-att_1.2");
        // The names of notes and of other answers are not taken.
        for id in ["att_1.fetched", "att_1.answer-20261130t175520000z", "a.answer-1.fetched"] {
            assert!(stem(id).contains('~'), "{}", stem(id));
        }
        let long = "x".repeat(200);
        let ids =
            ["att_A", "att_a", "att:a", "att_é", "con\u{202E}", &long, &long[1..], "a%2Fb", "~"];
        let stems: std::collections::HashSet<String> = ids.iter().map(|id| stem(id)).collect();
        assert_eq!(stems.len(), ids.len());
        for stem in stems {
            assert!(stem.len() < 140 && stem.starts_with("ai-"), "{stem}");
            assert!(
                stem.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-~".contains(&b))
            );
        }
    }
}
