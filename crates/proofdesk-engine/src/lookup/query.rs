//! What is looked for, and what it names.

use std::collections::HashSet;
use std::fmt;
use std::path::Path;

use proofdesk_core::encoding::{Digest, is_uuid};
use proofdesk_core::marks::hidden;
use proofdesk_core::record::SEAL_ID;
use proofdesk_core::verdict::{Check, Field, FieldStatus, Finding, Kind, Reason, ValueSource};
use proofdesk_core::visible;

use super::spelling::{self, Link};

/// The longest id, in characters.
const LONGEST_ID: usize = 200;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// As it was given, without what stood around it.
    given: String,
    /// The one spelling of everything that names the same.
    text: String,
    /// The kind that a proof link names.
    kind: Option<Kind>,
    id: String,
    digest: Option<Digest>,
    /// Where a proof link leads, as far as it says.
    host: Option<String>,
}

/// Why a text names nothing that can be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum QueryError {
    /// There is nothing but white space.
    Empty,
    /// A proof link without an id.
    NoId,
    /// A proof link of a kind that is not documented.
    UnknownKind(String),
    /// It begins as a SHA-256, and is none; how many hexadecimal characters it has.
    NoDigest(usize),
    /// A link to something else than a record.
    OtherLink,
    /// The path of a file.
    Path,
    /// A private key, which no report may have.
    PrivateKey,
    /// It is no id, link or hash.
    Nothing,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty; give an id, a proof link or a hash"),
            Self::NoId => f.write_str("the proof link has no id at its end"),
            Self::UnknownKind(kind) => write!(
                f,
                "{} is no kind of proof link; there are document, event, ai and trace",
                visible(kind)
            ),
            Self::NoDigest(digits) => write!(
                f,
                "a SHA-256 has 64 hexadecimal characters, and this has {digits}; give all 64"
            ),
            Self::OtherLink => f.write_str(
                "this link names no record; in a proof link, the id stands behind /proof/ or /verify/",
            ),
            Self::Path => f.write_str(
                "this is the path of a file; give the id of a record, its proof link or its hash",
            ),
            Self::PrivateKey => f.write_str(
                "this is a private key, which no record is found by; give an id, a proof link or a hash. If \
                 others can have seen it, its owner must replace it",
            ),
            Self::Nothing => write!(
                f,
                "this is not a proof link or a hash, and an id has 1 to {LONGEST_ID} characters \
                 without spaces; give an id, a proof link or a hash"
            ),
        }
    }
}

impl std::error::Error for QueryError {}

/// The words of a search in lower case, hashes and links as what they stand for.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    let word = |text: &str| Query::parse(text).ok().and_then(|query| query.word());
    // A hash in groups is one word.
    match word(text) {
        Some(whole) => vec![whole],
        None => text
            .split_whitespace()
            .map(|part| word(part).unwrap_or_else(|| part.to_lowercase()))
            .collect(),
    }
}

impl Query {
    /// Reads an id, a proof link (`…/proof/document|event|ai|trace/{id}`, `…/proof/{id}`,
    /// `…/verify/{id}`, or a record's address in the API), or a SHA-256, each as people pass it on.
    ///
    /// # Errors
    /// [`QueryError`] for what can name nothing.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let text = spelling::bare(text);
        if text.is_empty() {
            return Err(QueryError::Empty);
        }
        // What is looked for stands in the report.
        if hidden(text) != text {
            return Err(QueryError::PrivateKey);
        }
        let query = |kind, id: &str, digest: Option<Digest>, host| {
            let id = match digest {
                Some(digest) => digest.to_string(),
                None if is_uuid(id) => id.to_lowercase(),
                None => id.to_owned(),
            };
            let given = text.to_owned();
            let mut query = Self { given, text: id.clone(), kind, id, digest, host };
            if !query.is_told_by_its_id() {
                query.text = spelling::written(query.kind, &query.id);
            }
            Ok(query)
        };
        if let Some(digest) = spelling::digest(text) {
            // Ids are opaque: one can look like a hash.
            return query(None, text, Some(digest), None);
        }
        if Digest::is_meant(text) {
            return Err(QueryError::NoDigest(Digest::digits_of(text)));
        }
        let is_id = |id: &str| {
            let is_no_sign = |c: char| c.is_whitespace() || c.is_control() || c == '/';
            id.chars().count() <= LONGEST_ID && !id.contains(is_no_sign)
        };
        match spelling::link(text) {
            Some((Link::Record(kind, id), host)) if is_id(&id) => query(kind, &id, None, host),
            Some((Link::NoId, _)) => Err(QueryError::NoId),
            Some((Link::UnknownKind(kind), _)) => Err(QueryError::UnknownKind(kind)),
            None if is_id(text) => query(None, text, None, None),
            _ if text.contains("://") || text.starts_with("www.") => Err(QueryError::OtherLink),
            _ if text.contains(['/', '\\']) => Err(QueryError::Path),
            _ => Err(QueryError::Nothing),
        }
    }

    /// What is looked for, in the one spelling that everything has which names the same: a hash as 64
    /// lowercase hexadecimal characters, a proof link as `proof/event/ID`. It is read as the same again.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What was given, without what stood around it.
    pub(super) fn given(&self) -> &str {
        &self.given
    }

    /// Each of them once.
    #[must_use]
    pub fn distinct(queries: Vec<Self>) -> Vec<Self> {
        let mut seen = HashSet::new();
        queries.into_iter().filter(|query| seen.insert(query.text.clone())).collect()
    }

    /// Whether its id, read by itself, names the same: it is of no kind, and is a hash only if that is
    /// what is looked for.
    fn is_told_by_its_id(&self) -> bool {
        let is_hash = spelling::digest(&self.id).is_some() || Digest::is_meant(&self.id);
        self.kind.is_none()
            && is_hash == self.digest.is_some()
            && spelling::bare(&self.id) == self.id
    }

    /// The kind of record that a proof link names.
    pub fn kind(&self) -> Option<Kind> {
        self.kind
    }

    /// The id of the record; a hash as 64 lowercase hexadecimal characters.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The hash, if that is what is looked for.
    pub fn digest(&self) -> Option<Digest> {
        self.digest
    }

    /// Where the link leads, with its port, if it is one that says so.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// What this is if it is a link or a hash, and so can hardly be meant as the name of a file.
    pub fn as_link_or_hash(&self) -> Option<&'static str> {
        match self.digest {
            Some(_) => Some("a hash"),
            None => self.given.contains('/').then_some("a proof link"),
        }
    }

    /// The same, also of what has the form of the API's ids: what no file is called so is meant as one.
    pub(super) fn as_no_name(&self) -> Option<&'static str> {
        let has_form_of_id = || spelling::has_form_of_id(&self.given);
        self.as_link_or_hash().or_else(|| has_form_of_id().then_some("the id of a record"))
    }

    /// What a search looks for in its place, if it is a link or a hash however it is written.
    fn word(&self) -> Option<String> {
        match self.digest {
            Some(digest) => Some(digest.to_string()),
            None => self.given.contains("://").then(|| self.id.to_lowercase()),
        }
    }

    /// Whether a file has this name.
    pub(crate) fn is_name_of(&self, path: &Path) -> bool {
        path.file_name().is_some_and(|name| name == &*self.given)
    }

    /// Whether, and by what, this names a finding.
    fn names(&self, finding: &Finding) -> Match {
        let is_hash = |f: &Finding| {
            let digest = self.digest.map(|digest| digest.to_string());
            digest.is_some_and(|digest| f.hashes.iter().any(|(_, hash)| *hash == digest))
        };
        // An item is found with its trace.
        if is_hash(finding) || finding.children.iter().any(|item| is_hash(&item)) {
            return Match::Sure;
        }
        let kind = match self.kind {
            None => true,
            // The public page of an event shows a proof response.
            Some(Kind::Event) => {
                matches!(finding.kind, Kind::Event | Kind::ProofResponse | Kind::AuditEvent)
            }
            Some(kind) => finding.kind == kind,
        };
        // Ids are opaque: one can look like a hash.
        let is_uuid = is_uuid(&self.id);
        let same = |id: &str| {
            id == self.id
                || is_uuid && id.eq_ignore_ascii_case(&self.id)
                || self.digest.is_some() && spelling::digest(id) == self.digest
        };
        let is_id = |f: &Finding| f.id.as_deref().is_some_and(same);
        let is_item = |item: &Finding| {
            is_id(item) && (self.kind.is_none() || self.kind == kind_of_item(item))
        };
        if kind && is_id(finding) {
            return if signs_its_id(finding) { Match::Sure } else { Match::ByUnsignedId };
        }
        let is_signed_as = |(name, value): (&str, &str)| {
            (ID_FIELDS.contains(&name) || self.digest.is_some()) && same(value)
        };
        if kind && signed_in_place(finding).any(is_signed_as) {
            return Match::Sure;
        }
        let is_event = self.kind.is_none_or(|kind| kind == Kind::Event);
        let is_seal = is_event && seal_id(finding) == Some(&*self.id);
        match is_seal || finding.children.iter().any(|item| is_item(&item)) {
            true => Match::ByUnsignedId,
            false => Match::None,
        }
    }
}

/// How surely something was found. The surest comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Match {
    None,
    /// Only by an id that nothing signs.
    ByUnsignedId,
    /// By a hash, or by an id that is signed.
    Sure,
}

/// The fields that have the id of a record.
const ID_FIELDS: [&str; 3] = ["id", "event_id", "attestation_id"];

/// The ids and hashes that were signed, where the record shows something else in their place, with their fields.
pub(crate) fn signed_in_place(finding: &Finding) -> impl Iterator<Item = (&str, &str)> {
    let differ = |check: &&Check| check.reason == Some(Reason::SignedFieldsDiffer);
    let checks = finding.checks.iter().filter(differ);
    let fields = checks.filter_map(|check| Some((check.field.as_deref()?, &check.values)));
    let named = fields.filter(|(name, _)| ID_FIELDS.contains(name) || name.ends_with("_hash"));
    named.flat_map(|(name, values)| {
        let signed = values.iter().filter(|value| value.source == ValueSource::Signed);
        signed.map(move |value| (name, &*value.value))
    })
}

/// The id of the seal that a trace shows.
pub(crate) fn seal_id(finding: &Finding) -> Option<&str> {
    let is_it = |field: &&Field| finding.kind == Kind::Trace && field.name == SEAL_ID;
    finding.fields.iter().find(is_it).map(|field| &*field.value)
}

/// Whether a signature that holds covers the id of what is found. That of a log stands in each of
/// its events.
pub(crate) fn signs_its_id(finding: &Finding) -> bool {
    let is_signed = finding.fields.iter().any(|field| {
        field.status == FieldStatus::Signed
            && ID_FIELDS.contains(&&*field.name)
            && finding.id.as_ref() == Some(&field.value)
    });
    is_signed || finding.kind == Kind::AuditLog
}

/// What an item of a trace stands for is told by the name of its hash.
pub(crate) const ITEM_HASHES: [(&str, Kind); 3] = [
    ("payload_hash", Kind::Event),
    ("document_hash", Kind::Document),
    ("attestation_hash", Kind::Attestation),
];

fn kind_of_item(item: &Finding) -> Option<Kind> {
    let (name, _) = item.hashes.first()?;
    ITEM_HASHES.iter().find(|(known, _)| known == name).map(|(_, kind)| *kind)
}

/// The queries that name a finding, by their place, and how surely.
pub(crate) fn matching(queries: &[Query], finding: &Finding) -> Vec<(usize, Match)> {
    let all = queries.iter().map(|query| query.names(finding)).enumerate();
    all.filter(|(_, found)| *found != Match::None).collect()
}
