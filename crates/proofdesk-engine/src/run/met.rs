//! The keys that a run came upon, for the history of keys. No result depends on them.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use proofdesk_core::trust::Trust;
use proofdesk_core::verdict::{Finding, Kind, Member, Outcome, Source};
use serde::Deserialize;

use crate::input::FileRead;
use crate::keys::{How, MetKey, domain_of_issuer};

/// So many of each are remembered: evidence that somebody made for it does not fill the history at once.
const MOST: usize = 1000;
/// So many that are not are counted.
const MOST_COUNTED: usize = 100_000;

/// A key under which a signature held. Pinned ones come first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Signed {
    is_unpinned: bool,
    /// The domain that the record names, if that is another than the pin's.
    domain: Option<Box<str>>,
    label: Option<Arc<str>>,
    fingerprint: Arc<str>,
}

/// A signer that was noted, and in which file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Last {
    fingerprint: Arc<str>,
    label: Option<Arc<str>>,
    path: Arc<str>,
}

/// A key document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Document {
    file: (Arc<str>, Vec<Member>),
    domain: String,
    fingerprint: String,
}

/// What a look-up note says of a key. Anybody can write one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Note {
    domain: String,
    url: String,
}

#[derive(Deserialize)]
struct Asked {
    domain: String,
}

/// The keys that a run came upon, while it goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Met {
    /// Each with the first file that it was met in, by name.
    signed: BTreeMap<Signed, String>,
    documents: BTreeSet<Document>,
    /// By the SHA-256 of the file that was fetched.
    notes: BTreeMap<String, Note>,
    /// Those that were more: a hash of each, so that none is counted twice. Whatever was more once stays so.
    more_signed: BTreeSet<u64>,
    more_documents: BTreeSet<u64>,
    /// What was noted last: the next record is likely to be of the same key and file.
    last: Option<Last>,
}

impl Met {
    /// Notes which keys a result or a child of one shows.
    pub(super) fn note(&mut self, finding: &Finding) {
        match finding.kind {
            Kind::Document
            | Kind::Attestation
            | Kind::AuditEvent
            | Kind::Trace
            | Kind::ProofResponse
            | Kind::TraceItem => self.note_signer(finding),
            Kind::Key => self.note_document(finding),
            Kind::LookUpNote => self.note_look_up(finding),
            _ => {}
        }
    }

    fn note_signer(&mut self, finding: &Finding) {
        let Some(fingerprint) = &finding.signer.fingerprint else { return };
        if finding.own_axes().signature != Outcome::Pass {
            return;
        }
        let (label, path) = (&finding.signer.label, &finding.source.path);
        let named = finding.signer.domains.as_deref();
        if named.is_none()
            && self.last.as_ref().is_some_and(|last| {
                Arc::ptr_eq(&last.fingerprint, fingerprint)
                    && last.label == *label
                    && Arc::ptr_eq(&last.path, path)
            })
        {
            return;
        }
        if named.is_none() {
            let (fingerprint, label) = (fingerprint.clone(), label.clone());
            self.last = Some(Last { fingerprint, label, path: path.clone() });
        }
        let file = finding.source.name();
        let signed = |domain: Option<&str>| Signed {
            is_unpinned: label.is_none(),
            domain: domain.map(Into::into),
            label: label.clone(),
            fingerprint: fingerprint.clone(),
        };
        for domain in named.unwrap_or_default() {
            self.add(signed(Some(domain)), &file);
        }
        // A pinned key is one of its pin's domain too.
        if label.is_some() || named.is_none() {
            self.add(signed(None), &file);
        }
    }

    fn add(&mut self, key: Signed, file: &str) {
        match self.signed.get_mut(&key) {
            Some(first) if file < first.as_str() => file.clone_into(first),
            Some(_) => {}
            None => {
                self.signed.insert(key, file.to_owned());
                if self.signed.len() > MOST
                    && let Some((more, _)) = self.signed.pop_last()
                {
                    count(&mut self.more_signed, &more);
                }
            }
        }
    }

    fn note_document(&mut self, finding: &Finding) {
        let Some(key) = &finding.key else { return };
        let Source { path, members, line: None, pointer: None, .. } = &finding.source else {
            return;
        };
        let Some(domain) = &key.domain else { return };
        self.documents.insert(Document {
            file: (path.clone(), members.clone()),
            domain: domain.clone(),
            fingerprint: key.key.fingerprint().to_string(),
        });
        self.limit_documents();
    }

    fn limit_documents(&mut self) {
        while self.documents.len() > MOST {
            let Some(more) = self.documents.pop_last() else { break };
            count(&mut self.more_documents, &more);
        }
    }

    fn note_look_up(&mut self, finding: &Finding) {
        let field = |name: &str| {
            let field = finding.fields.iter().find(|field| field.name == name);
            field.map(|field| field.value.clone())
        };
        let (Some(asked), Some(sha256), Some(url)) =
            (field("asked"), field("sha256"), field("url"))
        else {
            return;
        };
        let Ok(Asked { domain }) = serde_json::from_str(&asked) else { return };
        self.notes.insert(sha256, Note { domain, url });
        if self.notes.len() > MOST {
            self.notes.pop_last();
        }
    }

    /// Adds what another part of the run came upon.
    pub(super) fn merge(&mut self, other: &Self) {
        other.signed.iter().for_each(|(key, file)| self.add(key.clone(), file));
        self.documents.extend(other.documents.iter().cloned());
        self.notes.extend(other.notes.iter().map(|(file, note)| (file.clone(), note.clone())));
        self.limit_documents();
        for (counted, more) in [
            (&mut self.more_signed, &other.more_signed),
            (&mut self.more_documents, &other.more_documents),
        ] {
            counted.extend(more.iter().take(MOST_COUNTED.saturating_sub(counted.len())));
        }
        while self.notes.len() > MOST {
            self.notes.pop_last();
        }
    }

    /// The keys, once every file was read, and how many more there were.
    pub(super) fn keys(self, trust: &Trust, files: &[FileRead]) -> (Vec<MetKey>, u64) {
        let domain_of = |label: &Option<Arc<str>>| {
            let pin = trust.pins().iter().find(|pin| Some(&pin.label) == label.as_ref());
            pin.and_then(|pin| pin.domain.clone())
        };
        let signed = self.signed.into_iter().map(|(key, file)| MetKey {
            domain: key.domain.map(String::from).or_else(|| domain_of(&key.label)),
            fingerprint: key.fingerprint.to_string(),
            how: How::SignatureHeld,
            file,
            url: None,
        });
        let mut all: Vec<MetKey> = signed.collect();
        let is_fetched = !self.documents.is_empty() && !self.notes.is_empty();
        for file in files.iter().filter(|_| is_fetched) {
            let Some(note) = self.notes.get(&file.sha256.to_string()) else { continue };
            let here = (file.path.clone(), file.members.to_vec());
            let asked = domain_of_issuer(&note.domain);
            let documents = self.documents.iter().filter(|document| {
                document.file == here
                    && asked.is_some()
                    && domain_of_issuer(&document.domain) == asked
            });
            let source = file.source();
            all.extend(documents.map(|document| MetKey {
                domain: Some(document.domain.clone()),
                fingerprint: document.fingerprint.clone(),
                how: How::Fetched,
                file: source.name().into_owned(),
                url: Some(note.url.clone()),
            }));
        }
        // Which of the documents that are more were fetched is not known; where none was, none is counted.
        let documents = if is_fetched { self.more_documents.len() } else { 0 };
        let more = self.more_signed.len() + documents + all.len().saturating_sub(MOST);
        all.truncate(MOST);
        (all, more as u64)
    }
}

fn count(counted: &mut BTreeSet<u64>, key: &impl Hash) {
    if counted.len() < MOST_COUNTED {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        counted.insert(hasher.finish());
    }
}
