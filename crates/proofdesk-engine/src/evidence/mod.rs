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
mod results;
mod small;
mod traces;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

use proofdesk_core::coverage::LeftOver;
use proofdesk_core::record::{AuditEntry, Draft};
use proofdesk_core::trust::{Trust, Verifier};
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{Finding, Kind, Outcome, Verdict};

pub(crate) use audit_log::{AuditLogs, Concluded, Numbered};
pub(crate) use bag::{Bags, Checked, FileSet, check_bags};
pub(crate) use pointers::EventPointers;

use crate::input::{Judged, Places, Unread};
use crate::lookup::NotRead;
use crate::order::{FileNumber, Located, Order};
use crate::progress::Control;
use content::{Contents, FileRecord};
use held::{Concluded as ConcludedRecords, Held, Records};
use naming::Naming;
use results::Results;
use small::Small;

/// Findings that are given out at once.
const BATCH: usize = 256;

/// Says of what fails in a damaged archive or mail that it may fail for that: nobody is accused of it.
fn blame_the_damage(finding: &mut Finding) {
    let failed = finding.checks.iter_mut().filter(|check| check.outcome == Outcome::Fail);
    for check in failed {
        *check = check
            .clone()
            .possible_causes(
                "The archive or mail is damaged, as its own result says: what came out of it may not be what was \
                 put into it. Or the data was altered before.",
            )
            .next_step("Ask for the archive or mail again, and verify that.");
    }
}

/// What was decided once everything was read.
#[derive(Default)]
pub(crate) struct Settled {
    /// Audit events that waited for it.
    pub events: Vec<Waited>,
    /// Of files that turned out to be content, the marks of records that are part of it.
    pub content: BTreeMap<FileNumber, LeftOver>,
    /// Files that are content as a whole: what they say of lists is too.
    pub anchored: HashSet<FileNumber>,
    /// Something that looks like a record, in a file that a verified record names as a whole, was not examined.
    pub has_unexamined: bool,
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
    records: Records,
    small: Vec<Small>,
    /// Values that cannot be read, in files that hold records.
    pub unread: Vec<Unread>,
    pub contents: Contents,
    /// Members whose stream broke: what came out of them may not be what was put in.
    pub damaged: HashSet<FileNumber>,
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
        self.records.add(order, draft, signed, body);
    }

    /// Drops what was kept of files that could not be read to their end.
    pub(crate) fn forget(&mut self, files: &HashSet<FileNumber>) {
        if !files.is_empty() {
            // With a file, what lies in it.
            let is_lost = |file: FileNumber| file.lies_in(files);
            self.records.forget(&is_lost);
            self.small.retain(|small| !is_lost(small.order.file));
            self.unread.retain(|unread| !is_lost(unread.order.file));
            self.contents.forget(&is_lost);
        }
    }

    /// Matches everything with everything, decides it, and gives it out in the order of the report.
    /// A run that is cancelled gives no more than it has given. What could not be read is added to `unread`.
    pub(crate) fn conclude(
        mut self,
        trust: &Trust,
        places: &Places<'_>,
        unread: &mut NotRead,
        control: &Control,
        give: &mut dyn FnMut(Vec<Located>) -> io::Result<()>,
    ) -> io::Result<Settled> {
        let mut settled = Settled::default();
        let mut verifier = Verifier::new(trust);
        let Some((records, kept, naming)) =
            self.decide_records(trust, places, &mut verifier, control, &mut settled)
        else {
            return Ok(settled);
        };
        self.note_unread(&records, &kept, &naming, unread);
        let mut results = Results {
            unread,
            records,
            kept: kept.into_iter().peekable(),
            small: std::mem::take(&mut self.small).into_iter().peekable(),
            files: self.contents.files.iter().peekable(),
            contents: &self.contents,
            naming,
            places,
            verifier,
        };
        loop {
            let batch: Vec<Located> = results.by_ref().take(BATCH).collect();
            if batch.is_empty() || control.is_cancelled() {
                return Ok(settled);
            }
            give(batch)?;
        }
    }

    /// The records, which of them are given out, and how they name the files. `None` when the run is cancelled.
    fn decide_records(
        &mut self,
        trust: &Trust,
        places: &Places<'_>,
        verifier: &mut Verifier<'_>,
        control: &Control,
        settled: &mut Settled,
    ) -> Option<(ConcludedRecords, Vec<usize>, Naming)> {
        let mut records = std::mem::take(&mut self.records);
        let small = std::mem::take(&mut self.small);
        self.small = small::expand(small, &mut records, &self.contents, places, verifier, control)?;
        records.sort();
        let claims = matching::supply(&mut records, &mut self.contents, trust, control)?;
        traces::link(&mut records, trust, control)?;
        let mut entries = HashMap::new();
        // Nobody should have sent a private key, whatever it lies in.
        let mut told = HashSet::new();
        let damaged = std::mem::take(&mut self.damaged);
        let is_damaged = |file: FileNumber| {
            !damaged.is_empty()
                && std::iter::once(file)
                    .chain(places.around(file))
                    .any(|file| damaged.contains(&file))
        };
        let mut records = ConcludedRecords::of(records, control, |place, order, draft| {
            if is_damaged(order.file) {
                blame_the_damage(&mut draft.finding);
            }
            entries.extend(draft.audit.take().map(|entry| (place, entry)));
            told.extend(draft.finding.has_reason(Reason::PrivateKey).then_some(place));
            self.contents.add_hash(order, &mut draft.finding);
        })?;
        let naming = claims.resolve(&records, !trust.pins().is_empty());
        let anchored = self.anchored(&naming);
        let is_in_anchored =
            |file: FileNumber| places.around(file).any(|around| anchored.contains(&around));
        for unread in std::mem::take(&mut self.unread) {
            let finding = unread.finding(&places.source(unread.order.file));
            records.add(unread.order, finding);
        }
        let mut kept = Vec::with_capacity(records.held().len());
        let mut dropped = Vec::new();
        for place in 0..records.held().len() {
            let Held { order, signed, ref body, .. } = records.held()[place];
            let in_anchored = !signed && is_in_anchored(order.file);
            let body = body.as_deref();
            if !told.contains(&place)
                && (in_anchored || self.is_content(&naming, order, signed, body, settled))
            {
                let pointer = records.look(place).source.pointer;
                dropped.push((order, pointer.unwrap_or_default()));
                continue;
            }
            if let Some(entry) = entries.remove(&place) {
                settled.events.push(Waited { order, entry, finding: records.look(place) });
            }
            kept.push(place);
        }
        let mut small = std::mem::take(&mut self.small);
        small.retain(|small| {
            let body = small.body.as_deref();
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
        kept.sort_by_key(|place| records.order_and_kind(*place).0);
        self.contents.files.retain(|file, record| {
            // What it holds of its own does not make it less than the content that it is.
            record.recognised &= !naming.is_anchored(record);
            let litter = record.litter && !naming.knows(record);
            if litter {
                settled.litter.push(*file);
            }
            settled.has_unexamined |= record.problem.is_some()
                && !record.recognised
                && !record.is_unread()
                && naming.is_verified(record);
            // The whole is what was anchored; what of it nobody could read is told of.
            let is_part = is_in_anchored(*file) && !record.is_unread();
            if is_part {
                settled.anchored.insert(*file);
            }
            let of_bag =
                self.own_of_bags.contains(file) && record.is_nothing() && !naming.knows(record);
            !litter && !is_part && !of_bag
        });
        Some((records, kept, naming))
    }

    /// Notes what could not be read, of files that no record names.
    fn note_unread(
        &self,
        records: &ConcludedRecords,
        kept: &[usize],
        naming: &Naming,
        unread: &mut NotRead,
    ) {
        for place in kept.iter().copied() {
            let (order, kind) = records.order_and_kind(place);
            let is_open = records.verdicts[place] == Verdict::Uncheckable;
            if is_open && matches!(kind, Kind::Unknown | Kind::List) {
                unread.note_finding(order, &records.look(place));
            }
        }
        for (file, record) in &self.contents.files {
            let order = Order { file: *file, ..Order::default() };
            let problem = record.problem.iter().filter_map(|problem| problem.check().reason);
            let container = record.container.iter().flat_map(|container| &container.checks);
            let reasons = problem.chain(container.filter_map(|check| check.reason));
            // Of a file that holds records, each value that could not be read is noted by itself.
            if !record.recognised && !naming.knows(record) {
                unread.note(order, || record.source(), reasons);
            }
        }
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
        body: Option<&Order>,
        settled: &mut Settled,
    ) -> bool {
        let is_content = |record: Option<&FileRecord>| record.is_some_and(|r| naming.is_content(r));
        let in_body = body.is_some_and(|body| match *body == body.whole_file() {
            true => is_content(self.contents.files.get(&body.file).map(Box::as_ref)),
            false => is_content(self.contents.bodies.get(body)),
        });
        let in_document =
            !signed && self.contents.files.get(&order.file).is_some_and(|r| naming.is_anchored(r));
        if in_document || in_body && body == Some(&order.whole_file()) {
            settled.anchored.insert(order.file);
        }
        in_body || in_document
    }
}
