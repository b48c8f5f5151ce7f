//! Items of traces and the records that they stand for.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use proofdesk_core::encoding::Digest;
use proofdesk_core::json::{self, Node, Object};
use proofdesk_core::marks::hidden;
use proofdesk_core::record::{Draft, Item, Standing};
use proofdesk_core::trust::{Trust, Verifier};
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{Check, CheckName, Finding, Kind, Outcome, Source};
use proofdesk_core::{quoted, shortened, visible};

use super::held::{MATCHES, Records, go_on, list};
use super::proven::proven_at;
use crate::progress::Control;

/// Records that are listed as matched with an item, whatever else is listed.
const LISTED_AT_EACH: usize = 2;

/// Further ones that are listed at the items of one trace, altogether.
const LISTED: usize = 1000;

/// The records that a trace can name, by their places.
#[derive(Default)]
struct Nameable {
    by_id: HashMap<String, Vec<usize>>,
    by_hash: HashMap<Digest, Vec<usize>>,
    /// The first document's or attestation's with this id and hash.
    named: HashMap<(String, Digest), usize>,
    /// The first one's with this hash.
    hashed: HashMap<Digest, usize>,
    /// Those whose signature holds for what they show: by id, hash and the key's fingerprint.
    signed: HashMap<(String, Digest, Arc<str>), Vec<usize>>,
}

impl Nameable {
    fn of(held: &mut Records, control: &Control) -> Option<Self> {
        let mut records = Self::default();
        for i in 0..held.held().len() {
            go_on(control)?;
            let kind = held.held()[i].draft.kind;
            if !matches!(kind, Kind::Document | Kind::Attestation | Kind::Event) {
                continue;
            }
            let draft = held.look(i);
            let finding = &draft.finding;
            for digest in &draft.named_by {
                records.by_hash.entry(*digest).or_default().push(i);
            }
            if finding.kind != Kind::Event {
                for digest in &draft.named_by {
                    records.hashed.entry(*digest).or_insert(i);
                }
            }
            let Some(id) = &finding.id else { continue };
            records.by_id.entry(id.clone()).or_default().push(i);
            if finding.kind == Kind::Event {
                continue;
            }
            for digest in &draft.named_by {
                records.named.entry((id.clone(), *digest)).or_insert(i);
                if let (true, Some(key)) = (is_signed(finding), &finding.signer.fingerprint) {
                    let name = (id.clone(), *digest, key.clone());
                    records.signed.entry(name).or_default().push(i);
                }
            }
        }
        Some(records)
    }

    /// Those with the item's id and those with its hash, as many as are listed.
    fn matching(&self, item: &Item) -> Vec<usize> {
        let same_id = item.id.as_deref().and_then(|id| self.by_id.get(id));
        let same_hash = item.content_hash.and_then(|hash| self.by_hash.get(&hash));
        let all = same_id.into_iter().chain(same_hash).flatten();
        let mut found: Vec<usize> = all.copied().take(MATCHES).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Those with the item's id and its hash: the first of all, and those that one of `keys` has
    /// signed. Nothing signs the id of an item, so that without one, the first with its hash is taken.
    fn standing_for<'k>(
        &self,
        item: &Item,
        keys: impl Iterator<Item = &'k Arc<str>>,
    ) -> (Option<usize>, Vec<usize>) {
        let Some(hash) = item.content_hash else { return (None, Vec::new()) };
        let hashed = self.hashed.get(&hash).copied();
        let Some(id) = item.id.as_deref().map(str::to_owned) else {
            return (hashed, Vec::new());
        };
        let signed = keys.filter_map(|key| self.signed.get(&(id.clone(), hash, key.clone())));
        let signed = signed.flatten().copied().take(MATCHES).collect();
        (self.named.get(&(id, hash)).copied().or(hashed), signed)
    }
}

/// Links the items of traces with the records that they stand for. `None` when the run is cancelled.
pub(super) fn link(records: &mut Records, trust: &Trust, control: &Control) -> Option<()> {
    if records.held().iter().all(|held| held.draft.kind != Kind::Trace) {
        return Some(());
    }
    records.close();
    let nameable = Nameable::of(records, control)?;
    let mut verifier = Verifier::new(trust);
    let pinned = trust.pins().iter().map(|pin| pin.key.fingerprint().to_string().into());
    let pinned: Vec<Arc<str>> = pinned.collect();
    let statements = Statements::of(records);
    let mut known: HashMap<usize, Option<Node<'_>>> = HashMap::new();
    for t in 0..records.held().len() {
        if records.held()[t].draft.kind != Kind::Trace {
            continue;
        }
        let mut trace = records.take(t);
        let mut children = std::mem::take(&mut trace.finding.children);
        let mut room = LISTED;
        for place in 0..trace.items.len() {
            go_on(control)?;
            let matching = nameable.matching(&trace.items[place]);
            let Some(mut child) = (!matching.is_empty()).then(|| children.get(place)).flatten()
            else {
                continue;
            };
            // One that names no key can be of every pin.
            let own = child.signer.fingerprint.as_ref();
            let keys = own.into_iter().chain(pinned.iter().filter(|_| own.is_none()));
            let (named, mut signed) = nameable.standing_for(&trace.items[place], keys);
            // Copies of one record show the same, if one key signed them.
            let mut seen = HashSet::new();
            signed.retain(|r| {
                let signer = records.draft(*r).finding.signer.fingerprint.clone();
                seen.insert((statements.first_like(*r), signer))
            });
            if let Some(r) = named {
                let record = &records.draft(r).finding;
                if record.id.as_deref() != trace.items[place].id.as_deref() {
                    child.add(id_not_signed(record, "this hash and another id"));
                }
            }
            for r in named.into_iter().chain(signed.iter().copied()) {
                trace.item_stands_for(place, &mut child, records.draft(r), &mut verifier);
            }
            let item = &trace.items[place];
            let mut differing = HashSet::new();
            for r in signed {
                go_on(control)?;
                let record = &records.draft(r).finding;
                if child.signer.fingerprint == record.signer.fingerprint {
                    let statement = known.entry(r).or_insert_with(|| {
                        statements.of[r].as_deref().and_then(|bytes| json::parse(bytes).ok())
                    });
                    let statement = statement.as_ref().and_then(Node::as_object);
                    show_item(&mut child, item, &record.source, statement, &mut differing);
                }
            }
            let hash = item.content_hash;
            let mut clash = None;
            for r in matching {
                let Draft { named_by, finding: record, .. } = records.draft(r);
                // What the hash of other items is of is not documented.
                let differs = hash.is_some_and(|hash| named_by.iter().any(|own| *own != hash));
                if record.kind == Kind::Event && differs {
                    clash.get_or_insert(r);
                    continue;
                }
                list(&mut record.matched_with, &child.source);
                if hash.is_some_and(|hash| named_by.contains(&hash)) {
                    proven_at(record, &child.source, "item of a trace");
                }
                if child.matched_with.len() >= LISTED_AT_EACH {
                    if room == 0 {
                        continue;
                    }
                    room -= 1;
                }
                list(&mut child.matched_with, &record.source);
            }
            if let Some(r) = clash {
                let record = &records.draft(r).finding;
                child.add(id_not_signed(record, "this id and another hash"));
            }
            children.set(place, &child);
        }
        trace.finding.children = children;
        records.put(t, trace);
    }
    Some(())
}

/// What records have signed, by their places. An item can be wide, and so can its record, which is
/// read once.
struct Statements {
    of: Vec<Option<Box<[u8]>>>,
    first: Vec<usize>,
}

impl Statements {
    fn of(records: &mut Records) -> Self {
        let all = 0..records.held().len();
        let of: Vec<_> = all.map(|place| records.look(place).statement).collect();
        let mut known: HashMap<&[u8], usize> = HashMap::new();
        let all = of.iter().enumerate();
        let first = all.map(|(i, statement)| match statement.as_deref() {
            Some(statement) => *known.entry(statement).or_insert(i),
            None => i,
        });
        let first = first.collect();
        Self { of, first }
    }

    /// The first record that has signed the same.
    fn first_like(&self, record: usize) -> usize {
        self.first[record]
    }
}

/// Notes at an item what a record shares with it and what not. Nothing signs the id of an item, so
/// this speaks against neither.
fn id_not_signed(record: &Finding, shared: &str) -> Check {
    Check::noted(CheckName::Lookup, Reason::IdNotSigned).note(format!(
        "{} has {shared}. The id of an item is not signed, so neither is shown to be wrong.",
        record.source.visible_name()
    ))
}

/// The record of a document or an attestation shows what the hash of its item is of, and whether
/// the payload that the item shows is what was signed: the item's own signature covers the hash
/// only. Of several records, the first that signed another value of a member is named: `differing`
/// are those members.
fn show_item(
    item: &mut Finding,
    link: &Item,
    source: &Source,
    statement: Option<&Object<'_>>,
    differing: &mut HashSet<usize>,
) {
    let open = item.checks.iter().position(|c| {
        c.check == CheckName::ContentHash && c.reason == Some(Reason::CanonicalFormUndetermined)
    });
    let Some(open) = open else { return };
    let path = source.visible_name();
    let mut unsigned = Vec::new();
    let mut differs = false;
    for (i, member) in link.shown.iter().enumerate() {
        let name = shortened(&hidden(&member.name)).into_owned();
        match member.against(statement) {
            Standing::Signed => {}
            Standing::Unsigned => unsigned.push(quoted(&name).into_owned()),
            Standing::Differs { .. } if differing.contains(&i) => differs = true,
            Standing::Differs { signed, shown, how } => {
                differs = true;
                differing.insert(i);
                let mut check = Check::fail(CheckName::Binding, Reason::SignedFieldsDiffer)
                    .field(format!("payload.{name}"))
                    .signed(shortened(&signed))
                    .shown(shortened(&shown))
                    .note(format!("The signed value is the one in {path}."));
                if let Some(how) = how {
                    check.add_to_note(&how);
                }
                item.add(check);
            }
        }
    }
    if differs {
        return;
    }
    item.checks[open] = match unsigned.is_empty() {
        true => Check::pass(CheckName::ContentHash)
            .note(format!("The hash and the values in the payload are those signed in {path}.")),
        false => Item::undetermined("is not shown for all of it")
            .next_step("Compare these values with the document or the attestation itself.")
            .note(format!(
                "{path} has this hash, but its signed part contains no {} that could be compared.",
                visible(&unsigned.join(", "))
            )),
    };
}

/// Whether a record's signature holds for the fields that it shows.
fn is_signed(finding: &Finding) -> bool {
    let axes = finding.own_axes();
    axes.signature == Outcome::Pass && axes.binding == Outcome::Pass
}
