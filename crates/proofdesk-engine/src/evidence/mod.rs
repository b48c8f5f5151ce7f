//! The evidence set: records and content find each other by hash, whatever their names.

mod naming;
mod traces;

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;
use std::sync::Arc;

use proofdesk_core::encoding::Digest;
use proofdesk_core::reason::Reason;
use proofdesk_core::records::{ContentForm, Draft, Supplied, WantRole};
use proofdesk_core::trust::{Trust, Verifier};
use proofdesk_core::verdict::{Check, CheckName, Finding, Kind, Source};
use proofdesk_core::visible;

use crate::hints::Accident;
use crate::intake::{FileFacts, PAYLOAD_LIMIT, Problem};
use crate::job::Located;
use crate::order::Order;
use crate::progress::Control;
use naming::{Claims, Naming};

/// Canonical payloads that are kept for proof responses, altogether. In bytes.
const PAYLOADS: usize = 64 << 20;

/// Files and records that are listed as matched with one of the others. Of more, the verdict is
/// still right, but they are not named: many copies of one thing would name each other.
const MATCHES: usize = 100;

/// Findings that are given out at once.
const BATCH: usize = 256;

/// A record that waits for what it speaks of.
#[derive(Debug)]
pub(crate) struct Held {
    pub order: Order,
    pub draft: Draft,
}

#[derive(Debug)]
struct FileRecord {
    path: Arc<str>,
    digest: Digest,
    forms: Box<[(ContentForm, Digest)]>,
    near: Box<[(Accident, Digest)]>,
    problem: Option<Box<Problem>>,
    /// What it may have to do with a record whose content it is not.
    hint: Option<Box<str>>,
    /// It holds records, so that it is not content by itself.
    recognised: bool,
    is_object: bool,
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
        Source { path: self.path.clone(), line: None, pointer: None }
    }
}

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
    pub held: Vec<Held>,
    files: BTreeMap<u32, FileRecord>,
    pointers: HashMap<u32, Vec<String>>,
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
    ) {
        let FileFacts { digest, problem, forms, is_object, payload, near, pointers, .. } = facts;
        // Of a record that is a file of its own, the place needs no pointer.
        if pointers.iter().any(|pointer| !pointer.is_empty()) {
            self.pointers.insert(file, pointers);
        }
        let Some(digest) = digest.map(|d| Digest(d.sha256)) else { return };
        if let Some(payload) = payload {
            self.keep_payload(file, payload);
        }
        let record = FileRecord {
            path,
            digest,
            forms: forms.into(),
            near: near.into(),
            problem: problem.map(Box::new),
            hint: None,
            recognised,
            is_object,
        };
        self.files.insert(file, record);
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

    /// JSON Pointers to the records of list responses, by file and element.
    pub(crate) fn pointers(&self) -> &HashMap<u32, Vec<String>> {
        &self.pointers
    }

    /// The same, to be kept when the evidence is concluded.
    pub(crate) fn take_pointers(&mut self) -> HashMap<u32, Vec<String>> {
        std::mem::take(&mut self.pointers)
    }

    /// Matches everything with everything, decides it, and gives it out in the order of the report.
    /// A run that is cancelled gives no more than it has given.
    pub(crate) fn conclude(
        mut self,
        trust: &Trust,
        control: &Control,
        give: &mut dyn FnMut(Vec<Located>) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some((records, naming)) = self.decide_records(trust, control) else { return Ok(()) };
        let mut results = in_order(records, &self.files, &naming);
        loop {
            let batch: Vec<Located> = results.by_ref().take(BATCH).collect();
            if batch.is_empty() || control.is_cancelled() {
                return Ok(());
            }
            give(batch)?;
        }
    }

    /// The findings of all records, and how these name the files. `None` when the run is cancelled.
    fn decide_records(
        &mut self,
        trust: &Trust,
        control: &Control,
    ) -> Option<(Vec<Located>, Naming)> {
        self.held.sort_by_key(|held| held.order);
        let claims = self.supply_content(control)?;
        self.supply_payloads(trust, control)?;
        traces::link(&mut self.held, trust, control)?;
        self.add_hints(&claims, control)?;
        let decide = |Held { order, draft }| {
            go_on(control)?;
            let mut finding = draft.conclude();
            if order == order.whole_file()
                && let Some(record) = self.files.get(&order.file)
            {
                finding.hashes.insert(0, ("sha256", record.digest.to_string()));
            }
            Some(Located { order, finding })
        };
        let held = std::mem::take(&mut self.held);
        let records: Vec<Located> = held.into_iter().map(decide).collect::<Option<_>>()?;
        let naming = claims.resolve(&records);
        Some((records, naming))
    }

    /// Gives every record the files that have the hashes it speaks of.
    fn supply_content(&mut self, control: &Control) -> Option<Claims> {
        let all = self.files.iter().flat_map(|(file, record)| {
            record.all_forms().map(|(form, digest)| (digest, form, *file))
        });
        // Of each hash the stronger forms first, so that they are not cut off.
        let mut index: Vec<(Digest, ContentForm, u32)> = all.collect();
        index.sort_unstable();
        let having = |digest: Digest| {
            let from = index.partition_point(|(other, ..)| *other < digest);
            index[from..].iter().take_while(move |(other, ..)| *other == digest)
        };
        let mut claims = Claims::default();
        for (i, held) in self.held.iter_mut().enumerate() {
            go_on(control)?;
            // A request is not a record: that it has the hash of a file says nothing of the file.
            if held.draft.finding.kind == Kind::Request {
                continue;
            }
            let mut supplied = Vec::new();
            let mut bodies = Vec::new();
            for (want, wanted) in held.draft.wants.iter().enumerate() {
                let mut found = having(wanted.digest).peekable();
                // A claim that no file fits names none.
                if found.peek().is_none() {
                    continue;
                }
                let found =
                    found.filter(|(_, form, file)| self.files[file].serves(*form, wanted.role));
                let mut give = |file: u32, form: ContentForm| {
                    let source = self.files[&file].source();
                    supplied.push(Supplied { want, source, form });
                };
                // The texts in the bodies that were found come first: however many other bodies
                // share a text, these must not be cut off.
                for file in &bodies {
                    let forms = self.files[file].forms.iter();
                    let inside = forms.filter(|(form, digest)| {
                        form.is_part() && form.serves(wanted.role) && *digest == wanted.digest
                    });
                    inside.for_each(|(form, _)| give(*file, *form));
                }
                for (_, form, file) in found.take(MATCHES) {
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
                if check.reason == Some(Reason::ContentNotSupplied) {
                    let note = format!("The payload is in {}.", visible(&source.path));
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
        let mut near: HashMap<Digest, (u32, Accident)> = HashMap::new();
        let mut by_name: HashMap<String, u32> = HashMap::new();
        for (file, record) in &self.files {
            if record.recognised || claims.name(record) {
                continue;
            }
            go_on(control)?;
            for (accident, digest) in &record.near {
                near.insert(*digest, (*file, *accident));
            }
            if let Some(name) = Path::new(&*record.path).file_name() {
                by_name.insert(name.to_string_lossy().into_owned(), *file);
            }
        }
        let mut hints: HashMap<u32, String> = HashMap::new();
        for held in &mut self.held {
            go_on(control)?;
            if !held.draft.finding.has_reason(Reason::ContentNotSupplied) {
                continue;
            }
            let found = held.draft.wants.iter().find_map(|want| near.get(&want.digest));
            let speaker = visible(&held.draft.finding.source.path);
            let (file, note, hint) = match found {
                Some((file, accident)) => {
                    let (path, remedy) = (visible(&self.files[file].path), accident.remedy());
                    let hint =
                        format!("The content that {speaker} speaks of is this file {remedy}.");
                    (*file, format!("{path} {remedy} would be the one."), hint)
                }
                None => {
                    let name = held.draft.finding.fields.iter().find(|f| f.name == "document_ref");
                    let Some(file) = name.and_then(|f| by_name.get(&f.value)) else { continue };
                    let FileRecord { path, digest, .. } = &self.files[file];
                    let note = format!(
                        "{} has the name that the record gives, but its hash is {digest}.",
                        visible(path)
                    );
                    let hint = format!(
                        "{speaker} speaks of a document of this name, but with another hash: this \
                         may be another version of it."
                    );
                    (*file, note, hint)
                }
            };
            hints.entry(file).or_insert(hint);
            for check in &mut held.draft.finding.checks {
                if check.reason == Some(Reason::ContentNotSupplied) {
                    let said = check.note.take().unwrap_or_default();
                    check.note = Some(format!("{said} {note}").trim_start().to_owned().into());
                }
            }
        }
        for (file, hint) in hints {
            if let Some(record) = self.files.get_mut(&file) {
                record.hint = Some(hint.into());
            }
        }
        Some(())
    }
}

/// Puts the findings of files, made when it is their turn, between those of the records.
fn in_order<'f>(
    records: Vec<Located>,
    files: &'f BTreeMap<u32, FileRecord>,
    naming: &'f Naming,
) -> impl Iterator<Item = Located> + 'f {
    let mut records = records.into_iter().peekable();
    let mut files = files.iter().peekable();
    std::iter::from_fn(move || {
        while let Some(&(file, record)) = files.peek() {
            let order = Order { file: *file, ..Order::default() };
            // What is about the file as a whole stands before what it holds.
            if let Some(earlier) = records.next_if(|located| located.order < order) {
                return Some(earlier);
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
        records.next()
    })
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
