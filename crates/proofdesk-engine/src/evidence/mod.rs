//! The evidence set: records and content find each other by hash, whatever their names.
//!
//! Each stage decides once. `small` picks the records that something else has to do with; `matching`
//! gives every record its content, or says what is near to what it misses; `traces` links items with the
//! records that they stand for; then everything is concluded, and `naming` says of each file what its
//! records say.

mod audit_log;
mod bag;
mod content;
mod held;
pub(crate) mod lists;
mod matching;
mod naming;
mod pointers;
mod proven;
mod small;
mod traces;

use std::collections::{BTreeMap, HashSet};
use std::io;

use proofdesk_core::coverage::LeftOver;
use proofdesk_core::record::{AuditEntry, Draft};
use proofdesk_core::trust::{Trust, Verifier};
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{Finding, Kind};

pub(crate) use audit_log::{AuditLogs, Concluded, Numbered};
pub(crate) use bag::{Bags, Checked, FileSet, check_bags};
pub(crate) use pointers::EventPointers;

use crate::input::{Judged, Places, Unread};
use crate::order::{FileNumber, Located, Order};
use crate::progress::Control;
use content::{Contents, FileRecord};
use held::{Held, go_on};
use naming::Naming;
use small::Small;

/// Findings that are given out at once.
const BATCH: usize = 256;

/// What was decided once everything was read.
#[derive(Default)]
pub(crate) struct Settled {
    /// Audit events that waited for it.
    pub events: Vec<Waited>,
    /// Of files that turned out to be content, the marks of records that are part of it.
    pub content: BTreeMap<FileNumber, LeftOver>,
    /// Files that are content as a whole: what they say of lists is too.
    pub anchored: HashSet<FileNumber>,
    /// Litter that holds no record and that none names.
    pub litter: Vec<FileNumber>,
}

/// An audit event whose place in its log is known only now.
pub(crate) struct Waited {
    pub order: Order,
    pub entry: AuditEntry,
    pub finding: Finding,
}

/// Everything that was read and is not final.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    held: Vec<Held>,
    small: Vec<Small>,
    /// Values that cannot be read, in files that hold records.
    pub unread: Vec<Unread>,
    pub contents: Contents,
    /// The files that make something a bag: no evidence by themselves, unless a record names them.
    own_of_bags: HashSet<FileNumber>,
}

impl Evidence {
    /// Takes a bag that was checked.
    pub(crate) fn hold_bag(&mut self, bag: Checked) {
        let judged = Judged::new(bag.order, Draft::new(bag.finding));
        self.hold(Judged { signed: true, ..judged });
        self.own_of_bags.extend(bag.own);
    }

    /// Keeps a result until everything was read.
    pub(crate) fn hold(&mut self, judged: Judged) {
        let Judged { order, draft, signed, body, forms, text } = judged;
        if let Some(text) = text {
            self.small.push(Small { order, body: body.map(Box::new), text });
            return;
        }
        if order != order.whole_file() {
            self.contents.add_body(order, draft.finding.source.clone(), &forms);
        }
        self.held.push(Held { order, draft: Box::new(draft), signed, body });
    }

    /// Drops what was kept of files that could not be read to their end.
    pub(crate) fn forget(&mut self, files: &HashSet<FileNumber>) {
        if !files.is_empty() {
            // With a file, what lies in it.
            let is_lost = |file: FileNumber| file.lies_in(files);
            self.held.retain(|held| !is_lost(held.order.file));
            self.small.retain(|small| !is_lost(small.order.file));
            self.unread.retain(|unread| !is_lost(unread.order.file));
            self.contents.forget(&is_lost);
        }
    }

    /// Matches everything with everything, decides it, and gives it out in the order of the report.
    /// A run that is cancelled gives no more than it has given.
    pub(crate) fn conclude(
        mut self,
        trust: &Trust,
        places: &Places<'_>,
        control: &Control,
        give: &mut dyn FnMut(Vec<Located>) -> io::Result<()>,
    ) -> io::Result<Settled> {
        let mut settled = Settled::default();
        let mut verifier = Verifier::new(trust);
        let Some((records, naming)) =
            self.decide_records(trust, places, &mut verifier, control, &mut settled)
        else {
            return Ok(settled);
        };
        let mut records = records.into_iter().peekable();
        let mut small = self.small.iter().peekable();
        let records = std::iter::from_fn(|| match small.peek() {
            Some(next) if records.peek().is_none_or(|record| next.order < record.order) => {
                small.next().map(|small| small.conclude(&self.contents, places, &mut verifier))
            }
            _ => records.next(),
        });
        let mut results = in_order(records, &self.contents, &naming);
        loop {
            let batch: Vec<Located> = results.by_ref().take(BATCH).collect();
            if batch.is_empty() || control.is_cancelled() {
                return Ok(settled);
            }
            give(batch)?;
        }
    }

    /// The findings of all records, and how these name the files. `None` when the run is cancelled.
    fn decide_records(
        &mut self,
        trust: &Trust,
        places: &Places<'_>,
        verifier: &mut Verifier<'_>,
        control: &Control,
        settled: &mut Settled,
    ) -> Option<(Vec<Located>, Naming)> {
        let small = std::mem::take(&mut self.small);
        self.small =
            small::expand(small, &mut self.held, &self.contents, places, verifier, control)?;
        let mut held = std::mem::take(&mut self.held);
        held.sort_by_key(|held| held.order);
        let claims = matching::supply(&mut held, &mut self.contents, trust, control)?;
        traces::link(&mut held, trust, control)?;
        let mut records = Vec::with_capacity(held.len());
        let mut lies_in = Vec::with_capacity(held.len());
        for Held { order, mut draft, signed, body } in held {
            go_on(control)?;
            let entry = draft.audit.take();
            let finding = self.contents.with_hash(order, draft.conclude());
            lies_in.push((signed, body, entry));
            records.push(Located { order, finding });
        }
        let naming = claims.resolve(&records, !trust.pins().is_empty());
        let anchored = self.anchored(&naming);
        let is_in_anchored =
            |file: FileNumber| places.around(file).any(|around| anchored.contains(&around));
        let unread: Vec<_> = std::mem::take(&mut self.unread)
            .into_iter()
            .map(|unread| {
                let finding = unread.finding(&places.source(unread.order.file));
                (Located { order: unread.order, finding }, (false, None, None))
            })
            .collect();
        let all = records.into_iter().zip(lies_in).chain(unread);
        let mut records = Vec::new();
        let mut dropped = Vec::new();
        for (located, (signed, body, entry)) in all {
            let Located { order, finding } = located;
            // Nobody should have sent a private key, whatever it lies in.
            let told = finding.has_reason(Reason::PrivateKey);
            let in_anchored = !signed && is_in_anchored(order.file);
            if !told && (in_anchored || self.is_content(&naming, order, signed, body, settled)) {
                dropped.push((order, finding.source.pointer.unwrap_or_default()));
                continue;
            }
            if let Some(entry) = entry {
                settled.events.push(Waited { order, entry, finding: finding.clone() });
            }
            records.push(Located { order, finding });
        }
        let mut small = std::mem::take(&mut self.small);
        small.retain(|small| {
            let body = small.body.as_deref().copied();
            let drop = is_in_anchored(small.order.file)
                || self.is_content(&naming, small.order, false, body, settled);
            if drop {
                dropped.push((small.order, small.order.element_pointer()));
            }
            !drop
        });
        self.small = small;
        dropped.sort_unstable();
        for (order, pointer) in dropped {
            let place = match order.line {
                0 => pointer,
                line => format!(":{line}#{pointer}"),
            };
            settled.content.entry(order.file).or_default().add_all(1, std::iter::once(place));
        }
        records.sort_by_key(|located| located.order);
        self.contents.files.retain(|file, record| {
            // What it holds of its own does not make it less than the content that it is.
            record.recognised &= !naming.is_anchored(record);
            let litter = record.litter && !naming.knows(record);
            if litter {
                settled.litter.push(*file);
            }
            // The whole is what was anchored; what of it nobody could read is told of.
            let is_part = is_in_anchored(*file) && !record.is_unread();
            if is_part {
                settled.anchored.insert(*file);
            }
            let of_bag =
                self.own_of_bags.contains(file) && record.is_nothing() && !naming.knows(record);
            !litter && !is_part && !of_bag
        });
        Some((records, naming))
    }

    /// The files that are anchored as a whole.
    fn anchored(&self, naming: &Naming) -> HashSet<FileNumber> {
        let files = self.contents.files.iter();
        files.filter(|(_, record)| naming.is_anchored(record)).map(|(file, _)| *file).collect()
    }

    /// Whether a record lies in what another record names. What is inside a body is content then,
    /// signed or not; of a document, what carries a signature of its own is a result.
    fn is_content(
        &self,
        naming: &Naming,
        order: Order,
        signed: bool,
        body: Option<Order>,
        settled: &mut Settled,
    ) -> bool {
        let is_content = |record: Option<&FileRecord>| record.is_some_and(|r| naming.is_content(r));
        let in_body = body.is_some_and(|body| match body == body.whole_file() {
            true => is_content(self.contents.files.get(&body.file)),
            false => is_content(self.contents.bodies.get(&body)),
        });
        let in_document =
            !signed && self.contents.files.get(&order.file).is_some_and(|r| naming.is_anchored(r));
        if in_document || in_body && body == Some(order.whole_file()) {
            settled.anchored.insert(order.file);
        }
        in_body || in_document
    }
}

/// Puts the findings of files, made when it is their turn, between those of the records.
fn in_order<'f>(
    records: impl Iterator<Item = Located> + 'f,
    contents: &'f Contents,
    naming: &'f Naming,
) -> impl Iterator<Item = Located> + 'f {
    let mut records = records.peekable();
    let Contents { files, bodies, .. } = contents;
    let mut files = files.iter().peekable();
    std::iter::from_fn(move || {
        while let Some(&(file, record)) = files.peek() {
            let order = Order { file: *file, ..Order::default() };
            // What is about the file as a whole stands before what it holds.
            if let Some(earlier) = records.next_if(|located| located.order < order) {
                return Some(described(earlier, bodies, naming));
            }
            let is_request = |l: &Located| l.order == order && l.finding.kind == Kind::Request;
            let shown = match records.next_if(is_request) {
                Some(request) => Some(request.finding),
                None => (!record.recognised).then(|| {
                    let kind = match record.container {
                        Some(_) => Kind::Container,
                        None => Kind::Content,
                    };
                    let mut finding = Finding::new(record.source(), kind);
                    finding.add_hash("sha256", record.digest.to_string());
                    finding
                }),
            };
            files.next();
            if let Some(mut finding) = shown {
                naming.describe(record, &mut finding);
                return Some(Located { order, finding });
            }
        }
        records.next().map(|located| described(located, bodies, naming))
    })
}

/// A request body that is not a whole file has its own content, as a file has.
fn described(
    mut located: Located,
    bodies: &BTreeMap<Order, FileRecord>,
    naming: &Naming,
) -> Located {
    if let (Kind::Request, Some(body)) = (located.finding.kind, bodies.get(&located.order)) {
        naming.describe(body, &mut located.finding);
    }
    located
}
