//! Small records, kept as their text: what was found of one takes some fifty times as much memory.
//! Each is judged once more when everything was read, to see whether anything else in the evidence has
//! to do with it, and, if nothing has, when it is its turn in the report.

use std::collections::HashSet;

use proofdesk_core::encoding::Digest;
use proofdesk_core::record::{Draft, Want, WantRole};
use proofdesk_core::trust::Verifier;

use super::content::{Contents, FileRecord};
use super::held::{Records, go_on};
use crate::input::{Places, judge_again};
use crate::order::{Located, Order};
use crate::progress::Control;

/// A record that is kept as its text.
#[derive(Debug)]
pub(super) struct Small {
    pub order: Order,
    /// The request body that it stands in.
    pub body: Option<Box<Order>>,
    pub text: Box<[u8]>,
}

/// Takes those of the small records that something else in the evidence may have to do with to `records`,
/// and gives back the others. `None` when the run is cancelled.
pub(super) fn expand(
    mut small: Vec<Small>,
    records: &mut Records,
    contents: &Contents,
    places: &Places<'_>,
    verifier: &mut Verifier<'_>,
    control: &Control,
) -> Option<Vec<Small>> {
    if small.is_empty() {
        return Some(small);
    }
    let related = Related::of(records, contents);
    small.retain(|record| {
        let draft = go_on(control).map(|()| record.judge(places, verifier));
        let Some(draft) = draft.filter(|draft| related.touches(draft)) else { return true };
        records.add(record.order, draft, false, record.body.as_deref().copied());
        false
    });
    go_on(control)?;
    small.sort_unstable_by_key(|record| record.order);
    Some(small)
}

impl Small {
    fn judge(&self, places: &Places<'_>, verifier: &mut Verifier<'_>) -> Draft {
        judge_again(&self.text, self.order, &places.source(self.order.file), verifier)
    }

    /// What there is to say of one that nothing else has to do with.
    pub(super) fn conclude(
        &self,
        contents: &Contents,
        places: &Places<'_>,
        verifier: &mut Verifier<'_>,
    ) -> Located {
        let mut draft = self.judge(places, verifier);
        draft.supply(&[], &[]);
        contents.add_hash(self.order, &mut draft.finding);
        Located { order: self.order, finding: draft.conclude() }
    }
}

/// By what a record can have to do with what else is in the evidence.
struct Related<'e> {
    /// Hashes of content as a whole, and of its variants.
    contents: Hashes,
    /// Hashes of the texts in it.
    texts: Hashes,
    /// Names of files.
    names: HashSet<&'e str>,
    /// Ids and hashes of items of traces.
    ids: HashSet<Box<str>>,
    hashes: Hashes,
    /// Hashes of payloads that proof responses want.
    payloads: Hashes,
}

/// The beginnings of hashes, sorted. One that only begins alike has its record matched for nothing.
struct Hashes(Box<[u64]>);

impl Hashes {
    fn contains(&self, hash: &Digest) -> bool {
        self.0.binary_search(&Self::beginning(hash)).is_ok()
    }

    fn beginning(hash: &Digest) -> u64 {
        hash.0.iter().take(8).fold(0, |all, byte| all << 8 | u64::from(*byte))
    }
}

impl FromIterator<Digest> for Hashes {
    fn from_iter<I: IntoIterator<Item = Digest>>(hashes: I) -> Self {
        let mut all: Vec<u64> = hashes.into_iter().map(|hash| Self::beginning(&hash)).collect();
        all.sort_unstable();
        all.dedup();
        Self(all.into())
    }
}

impl<'e> Related<'e> {
    fn of(records: &Records, contents: &'e Contents) -> Self {
        let near = contents.files.values().flat_map(|file| file.near.iter().map(|(_, hash)| *hash));
        let forms = |is_part| {
            let all = contents.iter().flat_map(FileRecord::all_forms);
            all.filter(move |(form, _)| form.is_part() == is_part).map(|(_, hash)| hash)
        };
        let drafts = || records.held().iter().map(|held| &held.draft);
        let items = || drafts().flat_map(|draft| draft.items());
        let wanted = drafts().flat_map(|draft| {
            let wants = draft.wants.iter().filter(|want| want.role == WantRole::Payload);
            wants.map(|want| want.digest).chain(draft.needs_payload())
        });
        Self {
            contents: forms(false).chain(near).collect(),
            texts: forms(true).collect(),
            names: contents.files.values().map(|file| file.file_name()).collect(),
            ids: items().filter_map(|item| item.id.clone()).collect(),
            hashes: items().filter_map(|item| item.content_hash).collect(),
            payloads: wanted.collect(),
        }
    }

    fn touches(&self, draft: &Draft) -> bool {
        let field = draft.finding.fields.iter().find(|field| field.name == "document_ref");
        let has = |want: &Want| {
            let is_text = matches!(want.role, WantRole::Input | WantRole::Output);
            self.contents.contains(&want.digest) || is_text && self.texts.contains(&want.digest)
        };
        draft.wants.iter().any(has)
            || field.is_some_and(|field| self.names.contains(&*field.value))
            || draft.finding.id.as_ref().is_some_and(|id| self.ids.contains(&**id))
            || draft.named_by.iter().any(|hash| self.hashes.contains(hash))
            || draft.payload.as_ref().is_some_and(|(hash, _)| self.payloads.contains(hash))
    }
}
