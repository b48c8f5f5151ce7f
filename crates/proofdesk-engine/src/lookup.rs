//! Looking for a record by its id, a proof link or a hash.

use std::fmt;

use proofdesk_core::encoding::Digest;
use proofdesk_core::reason::Reason;
use proofdesk_core::verdict::{Finding, Kind, Source};
use proofdesk_core::visible;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    text: String,
    /// The kind that a proof link names.
    kind: Option<Kind>,
    id: String,
    digest: Option<Digest>,
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
        }
    }
}

impl std::error::Error for QueryError {}

impl Query {
    /// Reads an id, a proof link (`…/proof/document|event|ai|trace/{id}` or `…/proof/{id}`) or a
    /// SHA-256, and refuses what can name nothing.
    ///
    /// # Errors
    /// See [`QueryError`].
    pub fn try_parse(text: &str) -> Result<Self, QueryError> {
        let query = Self::parse(text);
        if query.text.is_empty() {
            return Err(QueryError::Empty);
        }
        match link(&query.text) {
            Some((_, "")) => Err(QueryError::NoId),
            Some((Some(kind), _)) if kind_of(kind).is_none() => {
                Err(QueryError::UnknownKind(kind.to_owned()))
            }
            _ => Ok(query),
        }
    }

    /// The same for a text that is known to be good; what can name nothing finds nothing.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let digest = Digest::parse(text).ok().map(|parsed| parsed.digest);
        let (kind, id) = match link(text) {
            // A proof response's `verify_url` names no kind.
            Some((None, id)) => (None, id),
            Some((Some(kind), id)) => match kind_of(kind) {
                Some(kind) => (Some(kind), id),
                None => (None, text),
            },
            None => (None, text),
        };
        Self { text: text.to_owned(), kind, id: id.to_owned(), digest }
    }

    fn names(&self, finding: &Finding) -> bool {
        if let Some(digest) = self.digest {
            let digest = digest.to_string();
            let has = |f: &Finding| f.hashes.iter().any(|(_, hash)| *hash == digest);
            // Ids are opaque: one can look like a hash.
            return has(finding) || finding.id.as_deref() == Some(&*self.text);
        }
        let kind = match self.kind {
            None => true,
            // The public page of an event shows a proof response.
            Some(Kind::Event) => {
                matches!(finding.kind, Kind::Event | Kind::ProofResponse | Kind::AuditEvent)
            }
            Some(kind) => finding.kind == kind,
        };
        kind && finding.id.as_deref() == Some(&self.id)
            || finding.children.iter().any(|child| child.id.as_deref() == Some(&self.id))
    }

    /// The documented not-found error for what was looked for.
    pub fn not_found(&self) -> Finding {
        let (kind, reason) = match self.kind {
            Some(Kind::Document) => (Kind::Document, Reason::DocumentNotFound),
            Some(Kind::Event) => (Kind::Event, Reason::EventNotFound),
            Some(Kind::Attestation) => (Kind::Attestation, Reason::AttestationNotFound),
            Some(Kind::Trace) => (Kind::Trace, Reason::TraceNotFound),
            _ => (Kind::Unknown, Reason::ProofNotFound),
        };
        // It is about the set, not about a file of it.
        let source = Source { path: self.text.as_str().into(), line: None, pointer: None };
        let mut finding = Finding::new(source, kind);
        finding.id = Some(self.id.clone());
        finding.not_found(reason, Some("Not in this evidence; it may exist elsewhere.".to_owned()));
        // The words of this code are about a file whose record is missing; here it is the other
        // way round.
        if reason == Reason::ProofNotFound {
            let (what, ask) = match self.digest {
                Some(_) => ("hash", "the proof record that states this hash, and for its content"),
                None => ("id", "the record with this id"),
            };
            finding.cause = Some(
                "It may be in another export, belong to another tenant or be past its retention \
                 period. That it is not in this evidence set does not show that it was never made."
                    .into(),
            );
            finding.next_step = Some(
                format!(
                    "Compare the {what} character by character. Then ask the issuer for {ask}."
                )
                .into(),
            );
        }
        finding
    }
}

/// The kind and the id of a proof link, `…/proof/{kind}/{id}` or `…/proof/{id}`.
fn link(text: &str) -> Option<(Option<&str>, &str)> {
    let (_, path) = text.rsplit_once("/proof/")?;
    let path = path.split(['?', '#']).next().unwrap_or(path);
    match path.trim_end_matches('/').split_once('/') {
        Some((kind, rest)) => Some((Some(kind), rest.split('/').next().unwrap_or(rest))),
        // `…/proof/document/` has lost its id; no id is such a word.
        None if kind_of(path.trim_end_matches('/')).is_some() => Some((None, "")),
        None => Some((None, path.trim_end_matches('/'))),
    }
}

fn kind_of(word: &str) -> Option<Kind> {
    Some(match word {
        "document" => Kind::Document,
        "event" => Kind::Event,
        "ai" => Kind::Attestation,
        "trace" => Kind::Trace,
        _ => return None,
    })
}

/// The queries that name a finding, by their place.
pub(crate) fn matching(queries: &[Query], finding: &Finding) -> Vec<usize> {
    queries.iter().enumerate().filter(|(_, q)| q.names(finding)).map(|(i, _)| i).collect()
}
