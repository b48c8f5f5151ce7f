//! Items of traces and the records that they stand for.

use std::collections::HashMap;
use std::sync::Arc;

use proofdesk_core::encoding::Digest;
use proofdesk_core::json::{self, Node, Object};
use proofdesk_core::reason::Reason;
use proofdesk_core::records::{ItemLink, Standing};
use proofdesk_core::verdict::{Check, CheckName, Finding, KeySource, Kind, Outcome, Source};
use proofdesk_core::visible;

use super::{Held, MATCHES, go_on, list};
use crate::progress::Control;

/// The records that a trace can name, by their places.
#[derive(Default)]
struct Records {
    by_id: HashMap<String, Vec<usize>>,
    by_hash: HashMap<Digest, Vec<usize>>,
    /// Those whose signature holds for what they show: by id, hash and the key's fingerprint.
    signed: HashMap<(String, Digest, Arc<str>), Vec<usize>>,
}

impl Records {
    fn of(held: &[Held], control: &Control) -> Option<Self> {
        let mut records = Self::default();
        for (i, Held { draft, .. }) in held.iter().enumerate() {
            go_on(control)?;
            let finding = &draft.finding;
            if !matches!(finding.kind, Kind::Document | Kind::Attestation | Kind::Event) {
                continue;
            }
            for digest in &draft.named_by {
                records.by_hash.entry(*digest).or_default().push(i);
            }
            let Some(id) = &finding.id else { continue };
            records.by_id.entry(id.clone()).or_default().push(i);
            if let (true, Some(key)) = (is_signed(finding), &finding.signer.fingerprint) {
                for digest in &draft.named_by {
                    let name = (id.clone(), *digest, key.clone());
                    records.signed.entry(name).or_default().push(i);
                }
            }
        }
        Some(records)
    }

    /// Those with the item's id and those with its hash, as many as are listed.
    fn matching(&self, item: &ItemLink) -> Vec<usize> {
        let same_id = item.id.as_ref().and_then(|id| self.by_id.get(id));
        let same_hash = item.content_hash.and_then(|hash| self.by_hash.get(&hash));
        let all = same_id.into_iter().chain(same_hash).flatten();
        let mut found: Vec<usize> = all.copied().take(MATCHES).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Those that the item's key has signed, with its id and its hash.
    fn signed_like<'r>(
        &'r self,
        item: &ItemLink,
        finding: &Finding,
    ) -> impl Iterator<Item = usize> + use<'r> {
        let name = item.id.clone().zip(item.content_hash).zip(finding.signer.fingerprint.clone());
        let found = name.and_then(|((id, hash), key)| self.signed.get(&(id, hash, key)));
        found.into_iter().flatten().copied().take(MATCHES)
    }
}

/// Links the items of traces with the records that they stand for. `None` when the run is cancelled.
pub(super) fn link(held: &mut [Held], control: &Control) -> Option<()> {
    let records = Records::of(held, control)?;
    let mut stated = Stated::default();
    let statements: Vec<Option<Box<[u8]>>> =
        held.iter_mut().map(|held| held.draft.statement.take()).collect();
    // An item can be wide, and so can its record, which is read once.
    let mut known: HashMap<usize, Option<Node<'_>>> = HashMap::new();
    for t in 0..held.len() {
        let items = std::mem::take(&mut held[t].draft.items);
        for (child, item) in items.into_iter().enumerate() {
            go_on(control)?;
            stated.add(&item, &held[t].draft.finding.children[child]);
            let signed = records.signed_like(&item, &held[t].draft.finding.children[child]);
            for r in signed {
                go_on(control)?;
                // A trace is no record that a trace names, so these are two of the list.
                if let Ok([trace, record]) = held.get_disjoint_mut([t, r]) {
                    let finding = &mut trace.draft.finding.children[child];
                    let statement = known.entry(r).or_insert_with(|| {
                        statements[r].as_deref().and_then(|bytes| json::parse(bytes).ok())
                    });
                    let statement = statement.as_ref().and_then(Node::as_object);
                    show_item(finding, &item, &record.draft.finding.source.path, statement);
                }
            }
            for r in records.matching(&item) {
                if let Ok([trace, record]) = held.get_disjoint_mut([t, r]) {
                    let finding = &mut trace.draft.finding.children[child];
                    list(&mut record.draft.finding.matched_with, &finding.source);
                    list(&mut finding.matched_with, &record.draft.finding.source);
                }
            }
        }
    }
    stated.hold_against(held);
    Some(())
}

/// What traces state of events: by the event's id, the first item and the first with another hash,
/// since of two different hashes one at least is not that of a record.
#[derive(Default)]
struct Stated {
    by_id: HashMap<String, (Statement, Option<Statement>)>,
}

/// The hash of an item, and where it stands.
type Statement = (Digest, Source);

impl Stated {
    /// Only what a pinned key signed can speak against a record.
    fn add(&mut self, item: &ItemLink, finding: &Finding) {
        let speaks = item.is_payload_hash
            && finding.signer.source == KeySource::Pinned
            && is_signed(finding);
        let (true, Some(id), Some(hash)) = (speaks, &item.id, item.content_hash) else { return };
        let statement = (hash, finding.source.clone());
        match self.by_id.get_mut(id) {
            None => {
                self.by_id.insert(id.clone(), (statement, None));
            }
            Some((first, other)) if first.0 != hash && other.is_none() => *other = Some(statement),
            Some(_) => {}
        }
    }

    /// Notes at every event that states another hash than a trace does for its id.
    fn hold_against(&self, held: &mut [Held]) {
        for Held { draft, .. } in held {
            // One that states no hash contradicts none.
            let ([own], Kind::Event) = (&*draft.named_by, draft.finding.kind) else { continue };
            let Some((first, other)) = draft.finding.id.as_ref().and_then(|id| self.by_id.get(id))
            else {
                continue;
            };
            let mut statements = std::iter::once(first).chain(other);
            if let Some((hash, source)) = statements.find(|(hash, _)| hash != own) {
                draft.finding.add(
                    Check::fail(CheckName::ContentHash, Reason::ContentHashMismatch)
                        .values(hash.to_string(), own.to_string())
                        .note(format!(
                            "The trace {} has an item of this id with another hash.",
                            visible(&source.path)
                        )),
                );
            }
        }
    }
}

/// The record of a document or an attestation shows what the hash of its item is of, and whether
/// the payload that the item shows is what was signed: the item's own signature covers the hash
/// only.
fn show_item(item: &mut Finding, link: &ItemLink, path: &str, statement: Option<&Object<'_>>) {
    let open = item.checks.iter().position(|c| {
        c.check == CheckName::ContentHash && c.reason == Some(Reason::CanonicalFormUndetermined)
    });
    let Some(open) = open else { return };
    let path = visible(path);
    let mut unsigned = Vec::new();
    let mut differs = false;
    for member in &link.shown {
        let name = member.name.as_str();
        match member.against(statement) {
            Standing::Signed => {}
            Standing::Unsigned => unsigned.push(name),
            Standing::Differs { signed, shown, how } => {
                differs = true;
                let how = how.unwrap_or_default();
                let note = format!("{name} in the payload: {path} has another signed value. {how}");
                item.add(
                    Check::fail(CheckName::Binding, Reason::SignedFieldsDiffer)
                        .values(signed, shown)
                        .note(note.trim_end().to_owned()),
                );
            }
        }
    }
    if differs {
        return;
    }
    item.checks[open] = match unsigned.is_empty() {
        true => Check::pass(CheckName::ContentHash)
            .note(format!("The hash and the payload's values are those that {path} has signed.")),
        false => {
            Check::unknown(CheckName::ContentHash, Reason::CanonicalFormUndetermined).note(format!(
                "{path} has this hash, but signed no {} that could be compared.",
                visible(&unsigned.join(", "))
            ))
        }
    };
}

/// Whether a record's signature holds for the fields that it shows.
fn is_signed(finding: &Finding) -> bool {
    let axes = finding.own_axes();
    axes.signature == Outcome::Pass && axes.binding == Outcome::Pass
}
