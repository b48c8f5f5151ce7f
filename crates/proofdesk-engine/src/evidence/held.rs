//! Records that wait for what they name.

use std::collections::BTreeMap;

use proofdesk_core::packed::Texts;
use proofdesk_core::record::{Draft, PackedDraft};
use proofdesk_core::verdict::{Finding, Kind, Source, Verdict};

use crate::order::{FileNumber, Order};
use crate::progress::Control;

/// Files and records that are listed as matched with one of the others. Of more, the verdict is
/// still right, but they are not named: many copies of one thing would name each other.
pub(super) const MATCHES: usize = 100;

/// So many records are unpacked at a time.
const OPEN: usize = 1024;

/// A record that waits for what it names.
#[derive(Debug)]
pub(super) struct Held {
    pub order: Order,
    pub draft: PackedDraft,
    /// A result whatever the file is.
    pub signed: bool,
    /// The request body that it stands in.
    pub body: Option<Box<Order>>,
}

/// The records that wait, by their places. There can be millions, so each is packed but for those that were
/// changed last.
#[derive(Debug, Default)]
pub(super) struct Records {
    held: Vec<Held>,
    texts: Texts,
    open: BTreeMap<usize, Draft>,
}

impl Records {
    pub(super) fn add(&mut self, order: Order, draft: Draft, signed: bool, body: Option<Order>) {
        let draft = PackedDraft::new(draft, &mut self.texts);
        self.held.push(Held { order, draft, signed, body: body.map(Box::new) });
    }

    /// Drops those of files that were lost, before any is changed.
    pub(super) fn forget(&mut self, is_lost: &dyn Fn(FileNumber) -> bool) {
        self.held.retain(|held| !is_lost(held.order.file));
    }

    /// Puts them in the order of the report, before any is changed.
    pub(super) fn sort(&mut self) {
        self.held.sort_by_key(|held| held.order);
    }

    /// What is known of each without unpacking it.
    pub(super) fn held(&self) -> &[Held] {
        &self.held
    }

    pub(super) fn held_mut(&mut self) -> &mut [Held] {
        &mut self.held
    }

    /// One to be changed.
    pub(super) fn draft(&mut self, place: usize) -> &mut Draft {
        if self.open.len() >= OPEN && !self.open.contains_key(&place) {
            self.close();
        }
        let Self { held, texts, open } = self;
        open.entry(place).or_insert_with(|| held[place].draft.take(texts))
    }

    /// One that is not changed, without what is rare.
    pub(super) fn look(&mut self, place: usize) -> Draft {
        if let Some(draft) = self.open.remove(&place) {
            self.put(place, draft);
        }
        self.held[place].draft.look(&self.texts)
    }

    /// One as a whole, to be put back.
    pub(super) fn take(&mut self, place: usize) -> Draft {
        let Self { held, texts, open } = self;
        open.remove(&place).unwrap_or_else(|| held[place].draft.take(texts))
    }

    pub(super) fn put(&mut self, place: usize, draft: Draft) {
        self.held[place].draft = PackedDraft::new(draft, &mut self.texts);
    }

    /// Packs those that were changed.
    pub(super) fn close(&mut self) {
        for (place, draft) in std::mem::take(&mut self.open) {
            self.put(place, draft);
        }
    }
}

/// `None` when the run is to stop.
pub(super) fn go_on(control: &Control) -> Option<()> {
    (!control.is_cancelled()).then_some(())
}

/// Lists a match, if there is room.
pub(super) fn list(matched: &mut Vec<Source>, source: &Source) {
    if matched.len() < MATCHES {
        matched.push(source.clone());
    }
}

/// The records once they are concluded, packed.
#[derive(Debug)]
pub(super) struct Concluded {
    records: Records,
    pub verdicts: Vec<Verdict>,
}

impl Concluded {
    /// Concludes each, after `finish` has seen it. `None` when the run is to stop.
    pub(super) fn of(
        mut records: Records,
        control: &Control,
        mut finish: impl FnMut(usize, Order, &mut Draft),
    ) -> Option<Self> {
        let mut verdicts = Vec::with_capacity(records.held.len());
        for place in 0..records.held.len() {
            go_on(control)?;
            let mut draft = records.take(place);
            finish(place, records.held[place].order, &mut draft);
            let finding = draft.conclude();
            verdicts.push(finding.verdict());
            records.put(place, Draft::new(finding));
        }
        Some(Self { records, verdicts })
    }

    /// Adds what was concluded by itself.
    pub(super) fn add(&mut self, order: Order, finding: Finding) {
        self.verdicts.push(finding.verdict());
        self.records.add(order, Draft::new(finding), false, None);
    }

    pub(super) fn held(&self) -> &[Held] {
        &self.records.held
    }

    pub(super) fn order_and_kind(&self, place: usize) -> (Order, Kind) {
        let held = &self.records.held[place];
        (held.order, held.draft.kind)
    }

    /// What is said of one, without what is rare.
    pub(super) fn look(&self, place: usize) -> Finding {
        self.records.held[place].draft.look(&self.records.texts).finding
    }

    /// One to be given out.
    pub(super) fn take(&mut self, place: usize) -> Finding {
        self.records.take(place).finding
    }
}
