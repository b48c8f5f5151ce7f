//! The evidence set: records and content find each other by hash, whatever their names.

mod audit_log;
pub(crate) mod lists;
mod naming;
mod pointers;
mod small;
mod traces;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use proofdesk_core::coverage::LeftOver;
use proofdesk_core::encoding::Digest;
use proofdesk_core::reason::Reason;
use proofdesk_core::records::{AuditEntry, ContentForm, Draft, Supplied, WantRole};
use proofdesk_core::trust::{Trust, Verifier};
use proofdesk_core::verdict::{Check, CheckName, Finding, Kind, Source};
use proofdesk_core::visible_name;

pub(crate) use audit_log::{AuditLogs, Concluded, Numbered};
pub(crate) use pointers::EventPointers;

use crate::hints::Accident;
use crate::input::{FileFacts, Judged, PAYLOAD_LIMIT, Problem, Unread};
use crate::order::{Located, Order};
use crate::progress::Control;
use naming::{Claims, Naming};
use small::Small;

/// Canonical payloads that are kept for proof responses, altogether. In bytes.
const PAYLOADS: usize = 64 << 20;

/// Files and records that are listed as matched with one of the others. Of more, the verdict is
/// still right, but they are not named: many copies of one thing would name each other.
const MATCHES: usize = 100;

/// What is said of one file, or of one content that is missing, because they are near each other.
const HINTS: usize = 3;

/// Findings that are given out at once.
const BATCH: usize = 256;

/// A record that waits for what it speaks of.
#[derive(Debug)]
pub(crate) struct Held {
    pub order: Order,
    pub draft: Box<Draft>,
    /// A result whatever the file is.
    signed: bool,
    /// The request body that it stands in.
    body: Option<Order>,
}

/// What was decided once everything was read.
#[derive(Default)]
pub(crate) struct Settled {
    /// Audit events that waited for it.
    pub events: Vec<Waited>,
    /// Of files that turned out to be content, the marks of records that are part of it.
    pub content: BTreeMap<u32, LeftOver>,
    /// Files that are content as a whole: what they say of lists is too.
    pub anchored: HashSet<u32>,
    /// Litter that holds no record and that none names.
    pub litter: Vec<u32>,
}

/// An audit event whose place in its log is known only now.
pub(crate) struct Waited {
    pub order: Order,
    pub entry: AuditEntry,
    pub finding: Finding,
}

/// A file, or a request body in one.
#[derive(Debug)]
struct FileRecord {
    path: Arc<str>,
    /// Where a body stands in the file.
    line: Option<u64>,
    pointer: Option<String>,
    digest: Digest,
    forms: Box<[(ContentForm, Digest)]>,
    near: Box<[(Accident, Digest)]>,
    problem: Option<Box<Problem>>,
    /// What it may have to do with a record whose content it is not.
    hint: Option<Box<str>>,
    /// It holds records, so that it is not content by itself.
    recognised: bool,
    /// No evidence, unless a record names it.
    litter: bool,
    /// It is one JSON object.
    is_object: bool,
    /// It is an HTML page.
    is_html: bool,
}

impl FileRecord {
    /// Every hash by which a record may speak of the file or of a part of it.
    fn all_forms(&self) -> impl Iterator<Item = (ContentForm, Digest)> {
        std::iter::once((ContentForm::Exact, self.digest)).chain(self.forms.iter().copied())
    }

    /// Whether the file in this form can be what a record means by `role`. The payload of an event
    /// is a JSON object: anything else is not, whatever its hash.
    fn serves(&self, form: ContentForm, role: WantRole) -> bool {
        let is_payload = matches!(role, WantRole::Payload | WantRole::CarriedPayload);
        form.serves(role) && (self.is_object || !is_payload)
    }

    /// Every hash and role under which a record may name the file as a whole, and in which form
    /// the file has the hash.
    fn whole_forms(&self) -> impl Iterator<Item = (ContentForm, Digest, WantRole)> {
        let whole = |(form, _): &(ContentForm, Digest)| !form.is_part();
        self.all_forms().filter(whole).flat_map(move |(form, digest)| {
            let roles = WantRole::ALL.into_iter().filter(move |role| self.serves(form, *role));
            roles.map(move |role| (form, digest, role))
        })
    }

    fn source(&self) -> Source {
        Source { path: self.path.clone(), line: self.line, pointer: self.pointer.clone() }
    }
}

/// Names a file, or behind all files a request body that is not a whole file.
type Content = usize;

/// A hash, and what has it in which form.
type Named = (Digest, ContentForm, Content);

/// The canonical payload of an event, and where it was found.
struct Payload {
    source: Source,
    /// The event's record, if it was found in one.
    event: Option<usize>,
    bytes: Vec<u8>,
}

/// Everything that was read and is not final.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    held: Vec<Held>,
    small: Vec<Small>,
    /// Values that cannot be read, in files that hold records.
    pub unread: Vec<Unread>,
    files: BTreeMap<u32, FileRecord>,
    /// Request bodies that are not whole files.
    bodies: BTreeMap<Order, FileRecord>,
    /// Canonical payloads of files, and how large they are altogether.
    payloads: BTreeMap<u32, Vec<u8>>,
    payload_bytes: usize,
    /// The first file whose payload was dropped.
    no_room_from: Option<u32>,
}

impl Evidence {
    pub(crate) fn add_file(
        &mut self,
        file: u32,
        path: Arc<str>,
        facts: FileFacts,
        recognised: bool,
        litter: bool,
    ) {
        let FileFacts { digest, problem, forms, is_object, is_html, payload, near, .. } = facts;
        // What may be evidence that cannot be read is none to pass over.
        let litter = litter && !recognised && problem.is_none() && !facts.names_record;
        let Some(digest) = digest.map(|d| Digest(d.sha256)) else { return };
        if let Some(payload) = payload {
            self.keep_payload(file, payload);
        }
        let record = FileRecord {
            path,
            line: None,
            pointer: None,
            digest,
            forms: forms.into(),
            near: near.into(),
            problem: problem.map(Box::new),
            hint: None,
            recognised,
            litter,
            is_object,
            is_html,
        };
        self.files.insert(file, record);
    }

    /// Keeps a result until everything was read.
    pub(crate) fn hold(&mut self, judged: Judged) {
        let Judged { order, draft, signed, body, forms, text } = judged;
        if let Some(text) = text {
            self.small.push(Small { order, body: body.map(Box::new), text });
            return;
        }
        if let [(_, digest), rest @ ..] = forms.as_slice()
            && order != order.whole_file()
        {
            let Source { path, line, pointer } = draft.finding.source.clone();
            let record = FileRecord {
                path,
                line,
                pointer,
                digest: *digest,
                forms: rest.into(),
                near: Box::default(),
                problem: None,
                hint: None,
                recognised: false,
                litter: false,
                is_object: true,
                is_html: false,
            };
            self.bodies.insert(order, record);
        }
        self.held.push(Held { order, draft: Box::new(draft), signed, body });
    }

    /// Drops what was kept of files that could not be read to their end.
    pub(crate) fn forget(&mut self, files: &HashSet<u32>) {
        if !files.is_empty() {
            self.held.retain(|held| !files.contains(&held.order.file));
            self.small.retain(|small| !files.contains(&small.order.file));
            self.bodies.retain(|order, _| !files.contains(&order.file));
        }
    }

    /// Keeps the payloads of the first files, as many as there is room for: which ones must not
    /// depend on the order in which the workers come with them.
    fn keep_payload(&mut self, file: u32, payload: Vec<u8>) {
        if self.no_room_from.is_some_and(|first| file >= first) {
            return;
        }
        self.payload_bytes += payload.len();
        self.payloads.insert(file, payload);
        while self.payload_bytes > PAYLOADS
            && let Some((last, dropped)) = self.payloads.pop_last()
        {
            self.payload_bytes -= dropped.len();
            self.no_room_from = Some(last);
        }
    }

    /// Matches everything with everything, decides it, and gives it out in the order of the report.
    /// A run that is cancelled gives no more than it has given.
    pub(crate) fn conclude(
        mut self,
        trust: &Trust,
        control: &Control,
        give: &mut dyn FnMut(Vec<Located>) -> io::Result<()>,
    ) -> io::Result<Settled> {
        let mut settled = Settled::default();
        let mut verifier = Verifier::new(trust);
        let decided = self
            .expand_small(&mut verifier, control)
            .and_then(|()| self.decide_records(trust, control, &mut settled));
        let Some((records, naming)) = decided else { return Ok(settled) };
        let mut records = records.into_iter().peekable();
        let mut small = self.small.iter().peekable();
        let records = std::iter::from_fn(|| match small.peek() {
            Some(next) if records.peek().is_none_or(|record| next.order < record.order) => {
                small.next().map(|small| small.conclude(&self, &mut verifier))
            }
            _ => records.next(),
        });
        let mut results = in_order(records, &self.files, &self.bodies, &naming);
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
        control: &Control,
        settled: &mut Settled,
    ) -> Option<(Vec<Located>, Naming)> {
        self.held.sort_by_key(|held| held.order);
        let claims = self.supply_content(control)?;
        self.supply_payloads(trust, control)?;
        traces::link(&mut self.held, trust, control)?;
        self.add_hints(&claims, control)?;
        let held = std::mem::take(&mut self.held);
        let mut records = Vec::with_capacity(held.len());
        let mut lies_in = Vec::with_capacity(held.len());
        for Held { order, mut draft, signed, body } in held {
            go_on(control)?;
            let entry = draft.audit.take();
            let finding = self.with_hash(order, draft.conclude());
            lies_in.push((signed, body, entry));
            records.push(Located { order, finding });
        }
        let naming = claims.resolve(&records);
        let unread: Vec<_> = std::mem::take(&mut self.unread)
            .into_iter()
            .map(|unread| {
                let file = self.files.get(&unread.order.file);
                let finding = unread.finding(file.map_or("".into(), |file| file.path.clone()));
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
            if !told && self.is_content(&naming, order, signed, body, settled) {
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
            let drop = self.is_content(&naming, small.order, false, body, settled);
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
        self.files.retain(|file, record| {
            // What it holds of its own does not make it less than the content that it is.
            record.recognised &= !naming.is_anchored(record);
            let litter = record.litter && !naming.knows(record);
            if litter {
                settled.litter.push(*file);
            }
            !litter
        });
        Some((records, naming))
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
            true => is_content(self.files.get(&body.file)),
            false => is_content(self.bodies.get(&body)),
        });
        let in_document =
            !signed && self.files.get(&order.file).is_some_and(|r| naming.is_anchored(r));
        if in_document || in_body && body == Some(order.whole_file()) {
            settled.anchored.insert(order.file);
        }
        in_body || in_document
    }

    /// What is said of a file as a whole has its hash.
    fn with_hash(&self, order: Order, mut finding: Finding) -> Finding {
        if let Some(record) = self.files.get(&order.file).filter(|_| order == order.whole_file()) {
            finding.hashes.insert(0, ("sha256", record.digest.to_string()));
        }
        finding
    }

    /// Every file and every request body that is not a whole file.
    fn contents(&self) -> impl Iterator<Item = &FileRecord> {
        self.files.values().chain(self.bodies.values())
    }

    /// Gives every record the files that have the hashes it speaks of.
    fn supply_content(&mut self, control: &Control) -> Option<Claims> {
        let contents: Vec<&FileRecord> = self.files.values().chain(self.bodies.values()).collect();
        let all = contents.iter().enumerate().flat_map(|(content, record)| {
            record.all_forms().map(move |(form, digest)| (digest, form, content))
        });
        // Of each hash the stronger forms first, so that they are not cut off.
        let mut index: Vec<Named> = all.collect();
        index.sort_unstable();
        let having = |digest: Digest| {
            let from = index.partition_point(|(other, ..)| *other < digest);
            let rest = &index[from..];
            &rest[..rest.partition_point(|(other, ..)| *other == digest)]
        };
        // Of a hash that many have, those that can be what is wanted are looked for once.
        let mut serving: HashMap<(Digest, WantRole), Rc<[Named]>> = HashMap::new();
        let mut claims = Claims::default();
        for (i, held) in self.held.iter_mut().enumerate() {
            go_on(control)?;
            // A request is not a record: that it has the hash of a file says nothing of the file.
            if held.draft.finding.kind == Kind::Request {
                continue;
            }
            let mut supplied = Vec::new();
            let mut bodies: Vec<Content> = Vec::new();
            for (want, wanted) in held.draft.wants.iter().enumerate() {
                let named = having(wanted.digest);
                // A claim that no file fits names none.
                if named.is_empty() {
                    continue;
                }
                let role = wanted.role;
                let serves = |(_, form, content): &&Named| contents[*content].serves(*form, role);
                let first = || named.iter().filter(serves).take(MATCHES).copied().collect();
                let found: Rc<[Named]> = match named.len() > MATCHES {
                    true => serving.entry((wanted.digest, role)).or_insert_with(first).clone(),
                    false => first(),
                };
                let mut give = |content: Content, form: ContentForm| {
                    let file = contents[content];
                    let unread = file.problem.as_ref().and_then(|problem| problem.check().reason);
                    supplied.push(Supplied { want, source: file.source(), form, unread });
                };
                // The texts in the bodies that were found come first: however many other bodies
                // share a text, these must not be cut off.
                for file in &bodies {
                    let forms = contents[*file].forms.iter();
                    let inside = forms.filter(|(form, digest)| {
                        form.is_part() && form.serves(wanted.role) && *digest == wanted.digest
                    });
                    inside.for_each(|(form, _)| give(*file, *form));
                }
                for (_, form, file) in found.iter() {
                    if wanted.role == WantRole::RawBody {
                        bodies.push(*file);
                    }
                    if !form.is_part() || !bodies.contains(file) {
                        give(*file, *form);
                    }
                }
                claims.add(wanted.digest, wanted.role, i);
            }
            held.draft.supply(&supplied);
        }
        Some(claims)
    }

    /// Gives proof responses the payload of the event, from its record or from a file.
    fn supply_payloads(&mut self, trust: &Trust, control: &Control) -> Option<()> {
        let mut payloads: HashMap<Digest, Payload> = HashMap::new();
        for (file, bytes) in std::mem::take(&mut self.payloads) {
            go_on(control)?;
            let source = self.files[&file].source();
            payloads.insert(Digest::of(&bytes), Payload { source, event: None, bytes });
        }
        for (i, held) in self.held.iter_mut().enumerate() {
            if let Some((digest, bytes)) = held.draft.payload.take() {
                let source = held.draft.finding.source.clone();
                payloads.insert(digest, Payload { source, event: Some(i), bytes });
            }
        }
        let mut verifier = Verifier::new(trust);
        for i in 0..self.held.len() {
            go_on(control)?;
            let draft = &mut self.held[i].draft;
            let payload = draft.needs_payload().and_then(|digest| payloads.get(&digest));
            // A larger one would be hashed for every response that names it.
            if let Some(payload) = payload.filter(|payload| payload.bytes.len() <= PAYLOAD_LIMIT) {
                draft.retry_with_payload(&payload.bytes, &mut verifier);
            }
            let want = draft.wants.iter().find(|w| w.role == WantRole::Payload).copied();
            let Some(payload) = want.and_then(|w| payloads.get(&w.digest)) else { continue };
            let Payload { source, event: Some(event), .. } = payload else { continue };
            // The event's record holds the payload, compared with its hash in the same form.
            let finding = &mut draft.finding;
            for check in &mut finding.checks {
                use Reason::{ContentNotSupplied, WeakerFormMatched};
                if matches!(check.reason, Some(ContentNotSupplied | WeakerFormMatched)) {
                    let note = format!("The payload is in {}.", visible_name(&source.path));
                    *check = Check {
                        expected: check.expected.clone(),
                        actual: check.expected.clone(),
                        ..Check::pass(CheckName::PayloadHash).note(note)
                    };
                }
            }
            if !finding.matched_with.contains(source) {
                list(&mut finding.matched_with, source);
            }
            let proof = finding.source.clone();
            list(&mut self.held[*event].draft.finding.matched_with, &proof);
        }
        Some(())
    }

    /// Says what may have happened to content that nothing names, where that can be seen: of the
    /// record that misses it, and of the file.
    fn add_hints(&mut self, claims: &Claims, control: &Control) -> Option<()> {
        let mut near: HashMap<Digest, Vec<(u32, Accident)>> = HashMap::new();
        let mut by_name: HashMap<String, u32> = HashMap::new();
        for (file, record) in &self.files {
            if record.recognised || claims.name(record) {
                continue;
            }
            go_on(control)?;
            for (accident, digest) in &record.near {
                let alike = near.entry(*digest).or_default();
                if alike.len() < HINTS {
                    alike.push((*file, *accident));
                }
            }
            if let Some(name) = Path::new(&*record.path).file_name() {
                by_name.insert(name.to_string_lossy().into_owned(), *file);
            }
        }
        let mut hints: HashMap<u32, Vec<String>> = HashMap::new();
        let mut hint = |file: u32, words: String| {
            let said = hints.entry(file).or_default();
            if said.len() < HINTS && !said.contains(&words) {
                said.push(words);
            }
        };
        for held in &mut self.held {
            go_on(control)?;
            let finding = &mut held.draft.finding;
            if !finding.has_reason(Reason::ContentNotSupplied) {
                continue;
            }
            let speaker = visible_name(&finding.source.path).into_owned();
            let mut notes = Vec::new();
            // Each by itself: what is near to a text says nothing of the body.
            for want in &held.draft.wants {
                for (file, accident) in near.get(&want.digest).into_iter().flatten() {
                    let (what, remedy) = (want.role.name(), accident.remedy());
                    let path = visible_name(&self.files[file].path);
                    notes.push(format!("{path} {remedy} would be the {what}."));
                    hint(*file, format!("The {what} of {speaker} is this file {remedy}."));
                }
            }
            let name = finding.fields.iter().find(|f| f.name == "document_ref");
            let named = name.and_then(|f| by_name.get(&f.value)).filter(|_| notes.is_empty());
            if let Some(file) = named {
                let FileRecord { path, digest, .. } = &self.files[file];
                notes.push(format!(
                    "{} has the name that the record gives, but its hash is {digest}.",
                    visible_name(path)
                ));
                hint(
                    *file,
                    format!(
                        "{speaker} speaks of a document of this name, but with another hash: this \
                         may be another version of it."
                    ),
                );
            }
            let missing = |check: &&mut Check| check.reason == Some(Reason::ContentNotSupplied);
            if let (false, Some(check)) =
                (notes.is_empty(), finding.checks.iter_mut().find(missing))
            {
                let said = check.note.take().into_iter().map(Cow::into_owned);
                check.note = Some(said.chain(notes).collect::<Vec<_>>().join(" ").into());
            }
        }
        for (file, hint) in hints {
            if let Some(record) = self.files.get_mut(&file) {
                record.hint = Some(hint.join(" ").into());
            }
        }
        Some(())
    }
}

/// Puts the findings of files, made when it is their turn, between those of the records.
fn in_order<'f>(
    records: impl Iterator<Item = Located> + 'f,
    files: &'f BTreeMap<u32, FileRecord>,
    bodies: &'f BTreeMap<Order, FileRecord>,
    naming: &'f Naming,
) -> impl Iterator<Item = Located> + 'f {
    let mut records = records.peekable();
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
                    let mut finding = Finding::new(record.source(), Kind::Content);
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

/// `None` when the run is to stop.
fn go_on(control: &Control) -> Option<()> {
    (!control.is_cancelled()).then_some(())
}

/// Lists a match, if there is room.
fn list(matched: &mut Vec<Source>, source: &Source) {
    if matched.len() < MATCHES {
        matched.push(source.clone());
    }
}
