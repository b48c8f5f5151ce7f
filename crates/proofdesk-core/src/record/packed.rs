//! A record that waits for the others, in few bytes.

use super::audit_entry::AuditEntry;
use super::draft::Draft;
use super::trace::Item;
use super::undecided::Undecided;
use super::want::Want;
use crate::key::ParsedKey;
use crate::packed::{PackedList, Packer, Texts, Unpacker};
use crate::text::encoding::Digest;
use crate::verdict::{Finding, Kind};

/// A [`Draft`] that is packed but for what others look for in it.
#[derive(Debug)]
pub struct PackedDraft {
    /// What it is.
    pub kind: Kind,
    /// See [`Draft::wants`].
    pub wants: Box<[Want]>,
    /// See [`Draft::named_by`].
    pub named_by: Box<[Digest]>,
    packed: Box<[u8]>,
    rare: Option<Box<Rare>>,
}

/// What few have.
#[derive(Debug, Default)]
struct Rare {
    carried: Option<Digest>,
    payload: Option<(Digest, Vec<u8>)>,
    undecided: Option<Box<Undecided>>,
    key: Option<Box<ParsedKey>>,
    children: PackedList<Finding>,
    items: Vec<Item>,
}

/// What is packed of every draft.
type Rest = (Finding, (Option<Box<[u8]>>, Option<AuditEntry>));

impl PackedDraft {
    /// Packs a draft. `texts` must be there to unpack it.
    pub fn new(draft: Draft, texts: &mut Texts) -> Self {
        let Draft { mut finding, wants, named_by, carried, payload, statement, .. } = draft;
        let Draft { undecided, items, audit, .. } = draft;
        let (key, children) = (finding.key.take(), std::mem::take(&mut finding.children));
        let is_rare = carried.is_some()
            || payload.is_some()
            || undecided.is_some()
            || key.is_some()
            || !children.is_empty()
            || !items.is_empty();
        let rare = Rare { carried, payload, undecided, key, children, items };
        Self {
            kind: finding.kind,
            wants: wants.into(),
            named_by: named_by.into(),
            rare: is_rare.then(|| Box::new(rare)),
            packed: Packer::pack::<Rest>(&(finding, (statement, audit)), texts),
        }
    }

    /// What is packed, without what few have: all that is needed to look at one.
    pub fn look(&self, texts: &Texts) -> Draft {
        let (finding, (statement, audit)) = Unpacker::unpack::<Rest>(&self.packed, texts);
        let (wants, named_by) = (self.wants.to_vec(), self.named_by.to_vec());
        Draft { wants, named_by, statement, audit, ..Draft::new(finding) }
    }

    /// The whole draft, of which the items of a trace are no longer here.
    pub fn take(&mut self, texts: &Texts) -> Draft {
        let mut draft = self.look(texts);
        if let Some(rare) = self.rare.take() {
            let Rare { carried, payload, undecided, key, children, items } = *rare;
            (draft.finding.key, draft.finding.children) = (key, children);
            (draft.carried, draft.payload) = (carried, payload);
            (draft.undecided, draft.items) = (undecided, items);
        }
        draft
    }

    /// The items of a trace.
    pub fn items(&self) -> &[Item] {
        self.rare.as_ref().map_or(&[], |rare| &rare.items)
    }

    /// See [`Draft::carried`].
    pub fn carried(&self) -> Option<Digest> {
        self.rare.as_ref()?.carried
    }

    /// See [`Draft::needs_payload`].
    pub fn needs_payload(&self) -> Option<Digest> {
        self.rare.as_ref()?.undecided.as_ref().map(|undecided| undecided.digest)
    }

    /// See [`Draft::payload`]. It is no longer here.
    pub fn take_payload(&mut self) -> Option<(Digest, Vec<u8>)> {
        self.rare.as_mut()?.payload.take()
    }
}
