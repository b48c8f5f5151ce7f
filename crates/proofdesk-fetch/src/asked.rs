//! What is asked for: the key of a domain, or the public proof with an id. Nothing else ever leaves the
//! machine.

use std::path::Path;

use clap::ValueEnum;
use proofdesk_engine::core::encoding::{Digest, decode_flexible};
use proofdesk_engine::core::marks::hidden;
use proofdesk_engine::core::verdict::Kind;
use proofdesk_engine::core::visible;
use proofdesk_engine::keys::domain_in;
use proofdesk_engine::lookup::Query;
use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::base::Base;

/// A domain has at most so many characters (RFC 1035, section 2.3.4).
const LONGEST_DOMAIN: usize = 253;
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
        let domain = ascii.and_then(|text| domain_in(&text)).map(|d| d.to_ascii_lowercase());
        // The numbers of an address name nobody.
        let is_named = |d: &String| {
            d.len() <= LONGEST_DOMAIN
                && d.rsplit('.')
                    .next()
                    .is_some_and(|last| last.contains(|c: char| c.is_alphabetic()))
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
        if hidden(text) != text {
            return fault("this holds a private key, which is never sent; nothing was");
        }
        if text.contains(API_KEY) {
            return fault(
                "this holds a key of the API, which is a secret and never sent; nothing was",
            );
        }
        const NO_KEY: &str = "this has the form of a key or a signature, and none is ever sent; give the id \
                              or the proof link";
        let is_key =
            |text: &str| decode_flexible::<32>(text).is_ok() || decode_flexible::<64>(text).is_ok();
        let given = text.trim();
        if !given.is_empty() && given.bytes().all(|b| b == b'.') {
            return fault(NO_ID);
        }
        let query = match Query::parse(text) {
            Ok(query) => query,
            // Base64 has slashes, as paths and links have.
            Err(_) if is_key(given) => return fault(NO_KEY),
            Err(e) => return fault(&e.to_string()),
        };
        let id = query.id().to_owned();
        if query.digest().is_some() || Digest::is_meant(&id) {
            return fault(
                "this is a hash, and no hash is ever sent; give the id or the proof link",
            );
        }
        if let Some(hash) = query.as_other_hash() {
            let uuid = match hash {
                "an MD5" => " If it is a UUID, write it with its hyphens.",
                _ => "",
            };
            return fault(&format!(
                "this has the form of {hash}, and no hash is ever sent; give the id or the proof link.{uuid}"
            ));
        }
        if is_key(&id) {
            return fault(NO_KEY);
        }
        if query.as_link_or_hash().is_none() && Path::new(text.trim()).exists() {
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
        if id.len() <= LONGEST_STEM && id.chars().all(is_plain) {
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
            "5c:26:29:5e:ae:e6:2c:f7:e3:2f:9a:f0:64:97:cc:95:cd:74:8f:25",
            &format!("https://invoance.com/proof/event/{}", &hex[..40]),
        ] {
            assert!(Asked::proof(text, Some(ProofKind::Event)).is_err(), "{text}");
        }
        let why = |text: &str| Asked::proof(text, Some(ProofKind::Event)).unwrap_err();
        assert!(why(&hex[..32]).contains("with its hyphens"), "{}", why(&hex[..32]));
        assert!(why("Fu55OWEs2/s1oeLkNRK/xzFocPN5xaZVhXANaoKQ7Xk=").contains("form of a key"));
        assert!(why("..").contains("not the id of a record"));
        let uuid = "5c26295e-aee6-2cf7-e32f-9af06497cc95";
        assert!(Asked::proof(uuid, Some(ProofKind::Event)).is_ok());
    }

    #[test]
    fn names_of_files_are_plain_and_distinct() {
        let stem = |id: &str| Asked::Proof { kind: ProofKind::Ai, id: id.to_owned() }.stem();
        assert_eq!(stem("att_1"), "ai-att_1");
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
