use super::audit_entry::AuditEntry;
use super::binding::digests;
use super::carried::ORIGINAL;
use super::trace::Item;
use super::undecided::Undecided;
use super::want::{Want, WantRole};
use crate::json;
use crate::text::encoding::Digest;
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Finding, Kind, Source, fit};

/// A record that was judged as far as it goes by itself.
#[derive(Debug)]
pub struct Draft {
    /// What was found so far. Not concluded.
    pub finding: Finding,
    /// The content that the record speaks of.
    pub wants: Vec<Want>,
    /// Hashes by which a trace can name this record, beside its id.
    pub named_by: Vec<Digest>,
    /// The hash of the document that it carries in base64.
    pub carried: Option<Digest>,
    /// The canonical payload and its hash, for those who look for it.
    pub payload: Option<(Digest, Vec<u8>)>,
    /// The bytes that the record's own signature holds for, of a document or an attestation.
    pub statement: Option<Box<[u8]>>,
    /// What an undecided proof response needs to try once more with a payload at hand.
    pub(crate) undecided: Option<Box<Undecided>>,
    /// The items of a trace, those that are alike once, as in the finding's children.
    pub items: Vec<Item>,
    /// Which of the items stands at each place of the trace.
    pub(crate) item_at: Box<[u32]>,
    /// Place in a sequence, for audit events.
    pub audit: Option<AuditEntry>,
}

impl Draft {
    /// One that speaks of no content.
    pub fn new(finding: Finding) -> Self {
        Self {
            finding,
            wants: Vec::new(),
            named_by: Vec::new(),
            carried: None,
            payload: None,
            undecided: None,
            items: Vec::new(),
            item_at: Box::default(),
            statement: None,
            audit: None,
        }
    }

    /// Every hash that the record names, in whatever member of what it signs, or that an item of it has.
    pub fn named(&self) -> Vec<Digest> {
        let mut named: Vec<Digest> = self.wants.iter().map(|want| want.digest).collect();
        named.extend(self.items.iter().filter_map(|item| item.content_hash));
        if let Some(Ok(statement)) = self.statement.as_deref().map(json::parse) {
            digests(&statement, &mut named);
        }
        named
    }

    /// Whether the hash of the item at a place of a trace is that of its payload, in any form.
    pub(crate) fn has_payload_of_hash(&self, place: usize) -> bool {
        let item = self.item_at.get(place).and_then(|at| self.items.get(*at as usize));
        item.is_some_and(|item| item.covers_payload)
    }

    /// The document that it carries: its hash, and where it stands.
    pub fn carried_document(&self) -> Option<(Digest, Source)> {
        let source = &self.finding.source;
        let pointer = source.pointer.as_deref().unwrap_or_default();
        let pointer = Some(format!("{pointer}/{ORIGINAL}"));
        Some((self.carried?, Source { pointer, ..source.clone() }))
    }

    pub(crate) fn want(&mut self, role: WantRole, digest: Option<Digest>) {
        self.wants.extend(digest.map(|digest| Want { digest, role }));
    }

    /// Gives back the room for more of everything, for one that is kept until it is concluded.
    pub fn shrink_to_fit(&mut self) {
        fit(&mut self.wants);
        fit(&mut self.named_by);
        self.finding.shrink_to_fit();
    }

    /// Whether it costs little to judge its value once more, and nothing but the value decides what
    /// comes of it: no signature was checked, and it offers others nothing but its id and its hashes.
    pub fn is_light(&self) -> bool {
        let kind = self.finding.kind;
        let is_record = matches!(
            kind,
            Kind::Document | Kind::Attestation | Kind::Event | Kind::AuditEvent | Kind::Trace
        );
        let checked =
            |c: &Check| c.check == CheckName::Signature && c.reason != Some(Reason::NoSignature);
        is_record
            && self.items.is_empty()
            && self.audit.is_none()
            && self.undecided.is_none()
            && self.carried.is_none()
            && !self.finding.checks.iter().any(checked)
    }
}
