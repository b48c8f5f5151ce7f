//! The evidence set: records and content find each other by hash, whatever their names.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use proofdesk_core::encoding::Digest;
use proofdesk_core::reason::Reason;
use proofdesk_core::records::{ContentForm, Draft, ItemLink, Supplied, WantRole};
use proofdesk_core::trust::{Trust, Verifier};
use proofdesk_core::verdict::{
    Check, CheckName, FieldStatus, Finding, KeySource, Kind, Outcome, Source, Verdict,
};
use proofdesk_core::visible;

use crate::hints::Accident;
use crate::intake::{FileFacts, Problem};
use crate::job::Located;
use crate::order::Order;

/// Canonical payloads that are kept for proof responses, altogether. In bytes.
const PAYLOADS: usize = 64 << 20;

/// Files and records that are listed as matched with one of the others. Of more, the verdict is
/// still right, but they are not named: many copies of one thing would name each other.
const MATCHES: usize = 100;

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
    forms: Vec<(ContentForm, Digest)>,
    near: Vec<(Accident, Digest)>,
    payload: Option<Vec<u8>>,
    problem: Option<Problem>,
    /// It holds records, so that it is not content by itself.
    recognised: bool,
}

impl FileRecord {
    /// Every hash by which a record may speak of the file or of a part of it.
    fn all_forms(&self) -> impl Iterator<Item = (ContentForm, Digest)> {
        std::iter::once((ContentForm::Exact, self.digest)).chain(self.forms.iter().copied())
    }

    /// Every hash and role under which a record may name the file as a whole.
    fn whole_forms(&self) -> impl Iterator<Item = (Digest, WantRole)> {
        let whole = |(form, _): &(ContentForm, Digest)| !form.is_part();
        self.all_forms().filter(whole).flat_map(|(form, digest)| {
            let roles = WantRole::ALL.into_iter().filter(move |role| form.serves(*role));
            roles.map(move |role| (digest, role))
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
    payload_bytes: usize,
}

impl Evidence {
    pub(crate) fn add_file(
        &mut self,
        file: u32,
        path: Arc<str>,
        facts: FileFacts,
        recognised: bool,
    ) {
        let FileFacts { digest, problem, forms, payload, near, pointers, .. } = facts;
        if !pointers.is_empty() {
            self.pointers.insert(file, pointers);
        }
        let Some(digest) = digest.map(|d| Digest(d.sha256)) else { return };
        let size = payload.as_ref().map_or(0, Vec::len);
        let payload = payload.filter(|_| self.payload_bytes + size <= PAYLOADS);
        self.payload_bytes += payload.as_ref().map_or(0, Vec::len);
        let record = FileRecord { path, digest, forms, near, payload, problem, recognised };
        self.files.insert(file, record);
    }

    /// JSON Pointers to the records of list responses, by file and element.
    pub(crate) fn pointers(&self) -> &HashMap<u32, Vec<String>> {
        &self.pointers
    }

    /// Matches everything with everything and decides it, in the order of the report.
    pub(crate) fn conclude(mut self, trust: &Trust) -> Vec<Located> {
        self.held.sort_by_key(|held| held.order);
        let claims = self.supply_content();
        self.supply_payloads(trust);
        self.link_traces();
        self.add_hints(&claims);

        let mut requests: HashMap<u32, usize> = HashMap::new();
        let mut results: Vec<Located> = Vec::with_capacity(self.held.len());
        for (i, held) in self.held.into_iter().enumerate() {
            let Held { order, draft } = held;
            let whole_file = order.line == 0 && order.element == 0;
            if draft.finding.kind == Kind::Request && whole_file {
                requests.insert(order.file, i);
            }
            let mut finding = draft.conclude();
            if let Some(record) = self.files.get(&order.file).filter(|_| whole_file) {
                finding.hashes.insert(0, ("sha256", record.digest.to_string()));
            }
            results.push(Located { order, finding });
        }
        let naming = claims.resolve(&results);
        let mut contents = Vec::new();
        for (file, record) in &self.files {
            let shown = match requests.get(file) {
                Some(i) => Some(results[*i].finding.clone()),
                None if !record.recognised => {
                    let mut finding = Finding::new(record.source(), Kind::Content);
                    finding.add_hash("sha256", record.digest.to_string());
                    Some(finding)
                }
                None => None,
            };
            let Some(mut finding) = shown else { continue };
            match naming.of(record) {
                Some((best, role, sources)) => {
                    finding.matched_with = sources;
                    named(&mut finding, &results[best].finding, role, record.digest);
                }
                None => unnamed(&mut finding, record, naming.sharing_a_text(record)),
            }
            match requests.get(file) {
                Some(i) => results[*i].finding = finding,
                None => contents
                    .push(Located { order: Order { file: *file, ..Order::default() }, finding }),
            }
        }
        results.extend(contents);
        results.sort_by_key(|located| located.order);
        results
    }

    /// Gives every record the files that have the hashes it speaks of.
    fn supply_content(&mut self) -> Claims {
        let mut index: HashMap<Digest, Vec<(u32, ContentForm)>> = HashMap::new();
        for (file, record) in &self.files {
            for (form, digest) in record.all_forms() {
                index.entry(digest).or_default().push((*file, form));
            }
        }
        for files in index.values_mut() {
            // Stronger forms first, so that they are not cut off.
            files.sort_by_key(|(file, form)| (*form, *file));
        }
        let mut claims = Claims::default();
        for (i, held) in self.held.iter_mut().enumerate() {
            // A request is not a record: that it has the hash of a file says nothing of the file.
            if held.draft.finding.kind == Kind::Request {
                continue;
            }
            let mut supplied = Vec::new();
            let mut bodies = Vec::new();
            for (want, wanted) in held.draft.wants.iter().enumerate() {
                let fitting = |(_, form): &&(u32, ContentForm)| form.serves(wanted.role);
                let found = index.get(&wanted.digest).into_iter().flatten().filter(fitting);
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
                for (file, form) in found.take(MATCHES) {
                    if wanted.role == WantRole::RawBody {
                        bodies.push(*file);
                    }
                    if !form.is_part() || !bodies.contains(file) {
                        give(*file, *form);
                    }
                }
                claims.by.entry((wanted.digest, wanted.role)).or_default().push(i);
            }
            held.draft.supply(&supplied);
        }
        claims
    }

    /// Gives proof responses the payload of the event, from its record or from a file.
    fn supply_payloads(&mut self, trust: &Trust) {
        let mut payloads: HashMap<Digest, Payload> = HashMap::new();
        for record in self.files.values_mut() {
            if let Some(bytes) = record.payload.take() {
                let source = record.source();
                payloads.insert(Digest::of(&bytes), Payload { source, event: None, bytes });
            }
        }
        for (i, held) in self.held.iter_mut().enumerate() {
            if let Some((digest, bytes)) = held.draft.payload.take() {
                let source = held.draft.finding.source.clone();
                payloads.insert(digest, Payload { source, event: Some(i), bytes });
            }
        }
        let mut verifier = Verifier::new(trust);
        for i in 0..self.held.len() {
            let draft = &mut self.held[i].draft;
            if let Some(payload) = draft.needs_payload().and_then(|d| payloads.get(&d)) {
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
                finding.matched_with.push(source.clone());
            }
            let proof = finding.source.clone();
            self.held[*event].draft.finding.matched_with.push(proof);
        }
    }

    /// Links the items of traces with the records that they stand for.
    fn link_traces(&mut self) {
        let mut by_id: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_hash: HashMap<Digest, Vec<usize>> = HashMap::new();
        for (i, held) in self.held.iter().enumerate() {
            if matches!(held.draft.finding.kind, Kind::Document | Kind::Attestation | Kind::Event) {
                if let Some(id) = &held.draft.finding.id {
                    by_id.entry(id.clone()).or_default().push(i);
                }
                for digest in &held.draft.named_by {
                    by_hash.entry(*digest).or_default().push(i);
                }
            }
        }
        for t in 0..self.held.len() {
            let items = std::mem::take(&mut self.held[t].draft.items);
            for (child, item) in items.into_iter().enumerate() {
                let same_id = item.id.as_ref().and_then(|id| by_id.get(id));
                let same_hash = item.content_hash.and_then(|hash| by_hash.get(&hash));
                let mut linked: Vec<usize> =
                    same_id.into_iter().chain(same_hash).flatten().copied().take(MATCHES).collect();
                linked.sort_unstable();
                linked.dedup();
                for r in linked {
                    let same_id = same_id.is_some_and(|records| records.contains(&r));
                    // A trace is no record that a trace names, so these are two of the list.
                    let [trace, record] = match self.held.get_disjoint_mut([t, r]) {
                        Ok(pair) => pair,
                        Err(_) => continue,
                    };
                    let child = &mut trace.draft.finding.children[child];
                    link(child, &item, &mut record.draft, same_id);
                }
            }
        }
    }

    /// Says what may have happened to content that nothing names, where that can be seen.
    fn add_hints(&mut self, claims: &Claims) {
        let mut near: HashMap<Digest, (u32, Accident)> = HashMap::new();
        let mut by_name: HashMap<String, u32> = HashMap::new();
        for (file, record) in &self.files {
            if record.recognised || claims.name(record) {
                continue;
            }
            for (accident, digest) in &record.near {
                near.insert(*digest, (*file, *accident));
            }
            if let Some(name) = Path::new(&*record.path).file_name() {
                by_name.insert(name.to_string_lossy().into_owned(), *file);
            }
        }
        for held in &mut self.held {
            if !held.draft.finding.has_reason(Reason::ContentNotSupplied) {
                continue;
            }
            let found = held.draft.wants.iter().find_map(|want| near.get(&want.digest));
            let note = match found {
                Some((file, accident)) => format!(
                    "{} {} would be the one.",
                    visible(&self.files[file].path),
                    accident.remedy()
                ),
                None => {
                    let name = held.draft.finding.fields.iter().find(|f| f.name == "document_ref");
                    let Some(file) = name.and_then(|f| by_name.get(&f.value)) else { continue };
                    let record = &self.files[file];
                    format!(
                        "{} has the name that the record gives, but its hash is {}.",
                        visible(&record.path),
                        record.digest
                    )
                }
            };
            for check in &mut held.draft.finding.checks {
                if check.reason == Some(Reason::ContentNotSupplied) {
                    let said = check.note.take().unwrap_or_default();
                    check.note = Some(format!("{said} {note}").trim_start().to_owned().into());
                }
            }
        }
    }
}

/// Links an item of a trace with the record that has its id or its hash.
fn link(item: &mut Finding, link: &ItemLink, record: &mut Draft, same_id: bool) {
    let agrees = link.content_hash.is_some_and(|hash| record.named_by.contains(&hash));
    let is_event = record.finding.kind == Kind::Event;
    if let Some(hash) = link.content_hash.filter(|_| same_id && !agrees && is_event) {
        // Only what a pinned key signed can speak against a record.
        let pinned = item.signer.source == KeySource::Pinned;
        if link.is_payload_hash && pinned && is_signed(item) {
            record.finding.add(
                Check::fail(CheckName::ContentHash, Reason::ContentHashMismatch)
                    .expected(hash.to_string())
                    .note(format!(
                        "The trace {} has an item of this id with another hash.",
                        visible(&item.source.path)
                    )),
            );
        }
    }
    if same_id && agrees && is_signed(&record.finding) {
        show_item(item, link, &record.finding);
    }
    record.finding.matched_with.push(item.source.clone());
    item.matched_with.push(record.finding.source.clone());
}

/// The record of a document or an attestation shows what the hash of its item is of, and whether
/// the payload that the item shows is what was signed: the item's own signature covers the hash
/// only.
fn show_item(item: &mut Finding, link: &ItemLink, record: &Finding) {
    let open = item.checks.iter().position(|c| {
        c.check == CheckName::ContentHash && c.reason == Some(Reason::CanonicalFormUndetermined)
    });
    let Some(open) = open.filter(|_| record.signer.fingerprint == item.signer.fingerprint) else {
        return;
    };
    let path = visible(&record.source.path).into_owned();
    let mut unsigned = Vec::new();
    let mut differs = false;
    for (name, value) in &link.shown {
        match record.fields.iter().find(|f| f.name == *name) {
            Some(field) if field.status == FieldStatus::Unsigned => unsigned.push(name.as_str()),
            Some(field) if field.value == *value => {}
            Some(field) => {
                differs = true;
                item.add(
                    Check::fail(CheckName::Binding, Reason::SignedFieldsDiffer)
                        .values(field.value.clone(), value.clone())
                        .note(format!("{name} in the payload: {path} has another signed value.")),
                );
            }
            None => unsigned.push(name.as_str()),
        }
    }
    if differs {
        return;
    }
    item.checks[open] = match unsigned.is_empty() {
        true => Check::pass(CheckName::ContentHash)
            .note(format!("The hash and the payload are those that {path} has signed.")),
        false => Check::unknown(CheckName::ContentHash, Reason::CanonicalFormUndetermined).note(
            format!("{path} has this hash, but does not sign {}.", visible(&unsigned.join(", "))),
        ),
    };
}

/// Whether a record's signature holds for the fields that it shows.
fn is_signed(finding: &Finding) -> bool {
    let axes = finding.own_axes();
    axes.signature == Outcome::Pass && axes.binding == Outcome::Pass
}

/// Which records speak of which hash, by their places.
#[derive(Debug, Default)]
struct Claims {
    by: HashMap<(Digest, WantRole), Vec<usize>>,
}

impl Claims {
    fn name(&self, record: &FileRecord) -> bool {
        record.whole_forms().any(|key| self.by.contains_key(&key))
    }

    /// The record that says most, and the first of all, once they are concluded.
    fn resolve(self, results: &[Located]) -> Naming {
        let by = self.by.into_iter().map(|(key, records)| {
            let ranked = records.iter().map(|i| (rank(&results[*i].finding), *i));
            let best = ranked.min();
            let sources = records.iter().take(MATCHES);
            let sources = sources.map(|i| results[*i].finding.source.clone()).collect();
            (key, (best.unwrap_or_default(), sources))
        });
        Naming { by: by.collect() }
    }
}

/// For each hash that records speak of, the record that says most, and where they stand.
struct Naming {
    by: HashMap<(Digest, WantRole), (Ranked, Vec<Source>)>,
}

/// How much a record says for a file, less is more, and its place.
type Ranked = (u8, usize);

impl Naming {
    /// The record that says most for a file, what the file is to it, and all that name the file.
    fn of(&self, record: &FileRecord) -> Option<(usize, WantRole, Vec<Source>)> {
        let mut found: Option<(Ranked, WantRole, Vec<Source>)> = None;
        for key in record.whole_forms() {
            let Some((best, sources)) = self.by.get(&key) else { continue };
            let (so_far, role, all) = found.get_or_insert_with(|| (*best, key.1, Vec::new()));
            if best < so_far {
                (*so_far, *role) = (*best, key.1);
            }
            for source in sources {
                if all.len() < MATCHES && !all.contains(source) {
                    all.push(source.clone());
                }
            }
        }
        found.map(|((_, best), role, sources)| (best, role, sources))
    }

    /// Of an attestation body that no record names as a whole: the attestation that has its input
    /// or its output.
    fn sharing_a_text(&self, record: &FileRecord) -> Option<String> {
        let part = record.forms.iter().find_map(|(form, digest)| match form {
            ContentForm::BodyInput => self.by.get(&(*digest, WantRole::Input)),
            ContentForm::BodyOutput => self.by.get(&(*digest, WantRole::Output)),
            _ => None,
        });
        let path = visible(&part?.1.first()?.path).into_owned();
        Some(format!("It shares a text with {path}, but is another body as a whole."))
    }
}

/// The record that says most for a file comes first.
fn rank(finding: &Finding) -> u8 {
    match finding.verdict {
        Verdict::Verified => 0,
        Verdict::Unconfirmed => 1,
        _ => 2,
    }
}

/// A file that a record names is as good as that record, but never worse than unconfirmed: its
/// hash is the one that the record states, whatever else is wrong with the record.
fn named(finding: &mut Finding, record: &Finding, role: WantRole, digest: Digest) {
    let path = visible(&record.source.path).into_owned();
    // The issuer signed this very content: what rules it breaks as a request is beside the point.
    finding.checks = vec![
        Check::pass(CheckName::ContentHash)
            .actual(digest.to_string())
            .note(format!("{} of {path}.", role.noun())),
    ];
    finding.signer = record.signer.clone();
    if record.verdict == Verdict::Verified {
        let carried = record.checks.iter().filter(|c| {
            matches!(c.check, CheckName::Signature | CheckName::Signer | CheckName::Binding)
        });
        finding.checks.extend(carried.cloned());
        finding.conclude();
        return;
    }
    let reason = record.checks.iter().find(|c| c.outcome != Outcome::Pass).and_then(|c| c.reason);
    finding.add(
        Check::unknown(CheckName::Lookup, reason.unwrap_or(Reason::ProofNotFound))
            .note(format!("{path}: {}", record.headline)),
    );
    finding.conclude();
    finding.headline = "Consistent, but the record that names it is not verified".to_owned();
    finding.cause = Some(record.headline.clone().into());
    finding.next_step = Some(format!("See {path}.").into());
}

/// A file that no record names.
fn unnamed(finding: &mut Finding, record: &FileRecord, note: Option<String>) {
    if finding.kind == Kind::Request {
        // A request is shown as what it is, unless it is plainly meant for a record of the set.
        if let Some(note) = note {
            finding.not_found(Reason::ProofNotFound, Some(note));
        }
    } else if let Some(problem) = &record.problem {
        finding.kind = Kind::Unknown;
        finding.add(problem.check());
        finding.conclude();
    } else {
        finding.not_found(Reason::ProofNotFound, note);
    }
}
