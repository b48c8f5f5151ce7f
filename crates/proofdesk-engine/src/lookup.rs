//! Looking for a record by its id, a proof link or a hash.

use proofdesk_core::encoding::Digest;
use proofdesk_core::reason::Reason;
use proofdesk_core::verdict::{Finding, Kind, Source};

use crate::job::Located;
use crate::order::Order;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    text: String,
    /// The kind that a proof link names.
    kind: Option<Kind>,
    id: String,
    digest: Option<Digest>,
}

impl Query {
    /// Reads an id, a proof link (`…/proof/document|event|ai|trace/{id}` or `…/proof/{id}`) or a
    /// SHA-256.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let link = text.rsplit_once("/proof/").and_then(|(_, path)| {
            let path = path.split(['?', '#']).next().unwrap_or(path);
            // A proof response's `verify_url` names no kind.
            let path = path.trim_end_matches('/');
            let Some((kind, id)) = path.split_once('/') else { return Some((None, path)) };
            let kind = match kind {
                "document" => Kind::Document,
                "event" => Kind::Event,
                "ai" => Kind::Attestation,
                "trace" => Kind::Trace,
                _ => return None,
            };
            Some((Some(kind), id))
        });
        let digest = Digest::parse(text).ok().map(|parsed| parsed.digest);
        let (kind, id) = match link {
            Some((kind, id)) => (kind, id.to_owned()),
            None => (None, text.to_owned()),
        };
        Self { text: text.to_owned(), kind, id, digest }
    }

    fn names(&self, finding: &Finding) -> bool {
        if let Some(digest) = self.digest {
            let digest = digest.to_string();
            return finding.hashes.iter().any(|(_, hash)| *hash == digest);
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
    pub(crate) fn not_found(&self) -> Located {
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
        Located { order: Order { file: u32::MAX, ..Order::default() }, finding }
    }
}

/// The queries that name a finding, by their place.
pub(crate) fn matching(queries: &[Query], finding: &Finding) -> Vec<usize> {
    queries.iter().enumerate().filter(|(_, q)| q.names(finding)).map(|(i, _)| i).collect()
}
