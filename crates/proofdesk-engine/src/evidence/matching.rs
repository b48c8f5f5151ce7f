//! Records and content find each other by hash. A record that misses content, and a file that none
//! names, are told of each other where they are near.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use proofdesk_core::counted;
use proofdesk_core::encoding::Digest;
use proofdesk_core::record::{ContentForm, Draft, Supplied, Want, WantRole};
use proofdesk_core::trust::{Trust, Verifier};
use proofdesk_core::verdict::Reason;
use proofdesk_core::verdict::{Check, CheckName, KeySource, Kind, Outcome, Source};

use super::content::{Contents, FileRecord};
use super::held::{Held, MATCHES, Records, go_on, list};
use super::naming::{Claims, not_named};
use super::proven::proven_at;
use crate::input::PAYLOAD_LIMIT;
use crate::order::FileNumber;
use crate::progress::Control;
use crate::variants::Variant;

/// What is said of one file, or of one content that is missing, because they are near each other.
const HINTS: usize = 3;

/// Gives every record what has the hashes that it names, and says what is near to what is missing.
/// Returns which records name which hash. `None` when the run is cancelled.
pub(super) fn supply(
    records: &mut Records,
    contents: &mut Contents,
    trust: &Trust,
    control: &Control,
) -> Option<Claims> {
    let payloads = Payloads::take(records, contents, control)?;
    let carried = carried_documents(records);
    let wants = records.held().iter().flat_map(|held| &held.draft.wants);
    let wanted: HashSet<Digest> = wants.map(|want| want.digest).collect();
    let index = Index::of(contents, &wanted);
    let claims = index.claims(records, control)?;
    let near = Near::of(contents, &wanted, &claims, control)?;
    let mut serving = HashMap::new();
    let mut told = ToldFiles::default();
    let mut proofs = Vec::new();
    let mut verifier = Verifier::new(trust);
    for place in 0..records.held().len() {
        go_on(control)?;
        let draft = &records.held()[place].draft;
        let names_nothing = draft.wants.is_empty() && draft.needs_payload().is_none();
        if names_nothing || !names_content(draft.kind) {
            continue;
        }
        let draft = records.draft(place);
        let mut supplied = index.having_what_is_wanted(draft, &mut serving);
        if let Some((event, payload)) = payloads.in_event(draft) {
            supplied.push(payload);
            proofs.push((event, draft.finding.source.clone()));
        }
        let missing = draft.wants.iter().enumerate().filter(|(want, Want { role, .. })| {
            *role == WantRole::Document && supplied.iter().all(|s| s.want != *want)
        });
        let documents = missing.filter_map(|(want, Want { digest, .. })| {
            let source = carried.get(digest)?.clone();
            Some(Supplied { want, source, form: ContentForm::Carried, unread: None })
        });
        supplied.extend(documents.collect::<Vec<_>>());
        let Hints { notes, version, is_near } = near.hints(draft, &supplied, &mut told);
        draft.supply(&supplied, &notes);
        if let Some(version) = version {
            draft.found_version(&version);
        } else if is_near {
            draft.found_near();
        }
        if let Some(payload) = payloads.needed_by(draft) {
            draft.retry_with_payload(payload, &mut verifier);
        }
    }
    for (event, proof) in proofs {
        let event = &mut records.draft(event).finding;
        list(&mut event.matched_with, &proof);
        proven_at(event, &proof, "proof response");
    }
    told.withdraw_versions(records, &index, &carried);
    // Nobody looks for variants any more.
    contents.files.values_mut().for_each(|file| file.near = Box::default());
    let mut versions: BTreeMap<Source, BTreeSet<Source>> = BTreeMap::new();
    for (file, Told { version, hints, is_near }) in told.files {
        if let Some(record) = contents.files.get_mut(&file) {
            let check = match version {
                Some(Version { check, record: speaker, .. }) => {
                    versions.entry(speaker.clone()).or_default().insert(record.source());
                    record.version_of = Some(Box::new(speaker));
                    check
                }
                None if is_near => not_named(Some(hints.join(" "))).possible_causes(
                    "A program may have saved this file again, or converted it on the way, as the note says.",
                ),
                None => not_named(Some(hints.join(" "))),
            };
            record.told = Some(Box::new(check));
        }
    }
    // Each leads to the other.
    for place in 0..records.held().len() {
        if versions.is_empty() {
            break;
        }
        for version in versions.remove(&records.look(place).finding.source).into_iter().flatten() {
            list(&mut records.draft(place).finding.matched_with, &version);
        }
    }
    Some(claims)
}

/// The documents that records and requests carry, and where the first of each stands.
fn carried_documents(records: &mut Records) -> HashMap<Digest, Source> {
    let mut documents = HashMap::new();
    for place in 0..records.held().len() {
        if records.held()[place].draft.carried().is_some()
            && let Some((digest, source)) = records.draft(place).carried_document()
        {
            documents.entry(digest).or_insert(source);
        }
    }
    documents
}

/// A request is not a record: that it has the hash of a file says nothing of the file.
fn names_content(kind: Kind) -> bool {
    kind != Kind::Request
}

/// Names a file, or behind all files a request body that is not a whole file.
type Content = usize;

/// A hash, and what has it in which form.
type Named = (Digest, ContentForm, Content);

/// Of a hash that many have, those that can be what is wanted are looked for once.
type Serving = HashMap<(Digest, WantRole), Rc<[Named]>>;

/// Everything that can be content, by those of its hashes that a record names.
struct Index<'c> {
    contents: Vec<&'c FileRecord>,
    /// Sorted: of each hash the stronger forms first, so that they are not cut off.
    named: Vec<Named>,
}

impl<'c> Index<'c> {
    fn of(contents: &'c Contents, wanted: &HashSet<Digest>) -> Self {
        let contents: Vec<&FileRecord> = contents.iter().collect();
        let all = contents.iter().enumerate().flat_map(|(content, record)| {
            let forms = record.all_forms().filter(|(_, digest)| wanted.contains(digest));
            forms.map(move |(form, digest)| (digest, form, content))
        });
        let mut named: Vec<Named> = all.collect();
        named.sort_unstable();
        Self { contents, named }
    }

    fn having(&self, digest: Digest) -> &[Named] {
        let from = self.named.partition_point(|(other, ..)| *other < digest);
        let rest = &self.named[from..];
        &rest[..rest.partition_point(|(other, ..)| *other == digest)]
    }

    /// Which records name which hash. A claim that no file fits names none.
    fn claims(&self, records: &Records, control: &Control) -> Option<Claims> {
        let mut claims = Claims::default();
        for (i, Held { draft, .. }) in records.held().iter().enumerate() {
            go_on(control)?;
            let wants = draft.wants.iter().filter(|_| names_content(draft.kind));
            for want in wants.filter(|want| !self.having(want.digest).is_empty()) {
                claims.add(want.digest, want.role, i);
            }
        }
        Some(claims)
    }

    fn having_what_is_wanted(&self, draft: &Draft, serving: &mut Serving) -> Vec<Supplied> {
        let mut supplied = Vec::new();
        let mut bodies: Vec<Content> = Vec::new();
        for (want, Want { digest, role }) in draft.wants.iter().enumerate() {
            let named = self.having(*digest);
            let serves = |(_, form, content): &&Named| self.contents[*content].serves(*form, *role);
            let first = || named.iter().filter(serves).take(MATCHES).copied().collect();
            let found: Rc<[Named]> = match named.len() > MATCHES {
                true => serving.entry((*digest, *role)).or_insert_with(first).clone(),
                false => first(),
            };
            let mut give = |content: Content, form: ContentForm| {
                let file = self.contents[content];
                let unread = file.problem.as_ref().and_then(|problem| problem.check().reason);
                supplied.push(Supplied { want, source: file.source(), form, unread });
            };
            // The texts in the bodies that were found come first: however many other bodies
            // share a text, these must not be cut off.
            for file in &bodies {
                let forms = self.contents[*file].forms.iter();
                let inside = forms
                    .filter(|(form, hash)| form.is_part() && form.serves(*role) && hash == digest);
                inside.for_each(|(form, _)| give(*file, *form));
            }
            for (_, form, file) in found.iter() {
                if *role == WantRole::RawBody {
                    bodies.push(*file);
                }
                if !form.is_part() || !bodies.contains(file) {
                    give(*file, *form);
                }
            }
        }
        supplied
    }
}

/// The canonical payload of an event, and where it was found.
struct Payload {
    source: Source,
    /// The event's record, if it was found in one.
    event: Option<usize>,
    bytes: Vec<u8>,
}

/// Canonical payloads by their hash: those of files, and before them those of events.
struct Payloads(HashMap<Digest, Payload>);

impl Payloads {
    fn take(records: &mut Records, contents: &mut Contents, control: &Control) -> Option<Self> {
        let mut payloads = HashMap::new();
        for (source, bytes) in contents.take_payloads() {
            go_on(control)?;
            payloads.insert(Digest::of(&bytes), Payload { source, event: None, bytes });
        }
        for i in 0..records.held().len() {
            if let Some((digest, bytes)) = records.held_mut()[i].draft.take_payload() {
                let source = records.look(i).finding.source;
                payloads.insert(digest, Payload { source, event: Some(i), bytes });
            }
        }
        Some(Self(payloads))
    }

    /// The record of the event whose payload a proof response names: it holds the payload, compared
    /// with its hash in the same form.
    fn in_event(&self, draft: &Draft) -> Option<(usize, Supplied)> {
        let want = draft.wants.iter().position(|want| want.role == WantRole::Payload)?;
        let payload = self.0.get(&draft.wants[want].digest)?;
        let source = payload.source.clone();
        let supplied = Supplied { want, source, form: ContentForm::EventPayload, unread: None };
        Some((payload.event?, supplied))
    }

    /// A larger one would be hashed for every response that names it.
    fn needed_by(&self, draft: &Draft) -> Option<&[u8]> {
        let payload = self.0.get(&draft.needs_payload()?)?;
        Some(&*payload.bytes).filter(|bytes| bytes.len() <= PAYLOAD_LIMIT)
    }
}

/// What is said of a file that no record names as it is.
#[derive(Default)]
struct Told {
    version: Option<Version>,
    hints: Vec<String>,
    /// Whether one of them is of a change that programs make.
    is_near: bool,
}

impl Told {
    fn hint(&mut self, words: String) {
        if self.hints.len() < HINTS && !self.hints.contains(&words) {
            self.hints.push(words);
        }
    }
}

/// That a file is another version of an anchored document.
struct Version {
    check: Check,
    record: Source,
    /// The hash of this file, and that of the anchored version.
    own: Digest,
    anchored: Digest,
    /// What is said instead where that is not certain.
    hint: String,
}

/// What is said of files that no record names.
#[derive(Default)]
struct ToldFiles {
    files: HashMap<FileNumber, Told>,
    /// The hashes of anchored documents of which all other versions were told.
    anchored: HashSet<Digest>,
}

impl ToldFiles {
    /// Leaves a hint where something else speaks for the file: a signed statement, a request or an item
    /// of a trace names its hash, or the anchored version is in the evidence inside something else.
    fn withdraw_versions(
        &mut self,
        records: &mut Records,
        index: &Index<'_>,
        carried: &HashMap<Digest, Source>,
    ) {
        if self.anchored.is_empty() {
            return;
        }
        let all = 0..records.held().len();
        let named: HashSet<Digest> = all.flat_map(|place| records.draft(place).named()).collect();
        for told in self.files.values_mut() {
            let is_open = |version: &mut Version| {
                named.contains(&version.own)
                    || carried.contains_key(&version.anchored)
                    || !index.having(version.anchored).is_empty()
            };
            if let Some(version) = told.version.take_if(is_open) {
                told.is_near = true;
                told.hint(version.hint);
            }
        }
    }
}

/// What is near to content that a record misses.
#[derive(Default)]
struct Hints {
    /// Sentences on it.
    notes: Vec<String>,
    /// The file that is another version of the document that the record names.
    version: Option<Source>,
    /// Whether a file has a missing hash but for a change.
    is_near: bool,
}

/// Files that no record names, by the hashes of their variants that a record names, and by name.
struct Near<'c> {
    contents: &'c Contents,
    variants: HashMap<Digest, Vec<(FileNumber, Variant)>>,
    names: HashMap<String, FileNumber>,
}

impl<'c> Near<'c> {
    fn of(
        contents: &'c Contents,
        wanted: &HashSet<Digest>,
        claims: &Claims,
        control: &Control,
    ) -> Option<Self> {
        let mut near = Self { contents, variants: HashMap::new(), names: HashMap::new() };
        if wanted.is_empty() {
            return Some(near);
        }
        for (file, record) in &contents.files {
            if record.recognised || claims.name(record) {
                continue;
            }
            go_on(control)?;
            for (variant, digest) in record.near.iter().filter(|(_, hash)| wanted.contains(hash)) {
                near.variants.entry(*digest).or_default().push((*file, *variant));
            }
            near.names.insert(record.file_name().to_owned(), *file);
        }
        Some(near)
    }

    /// What is near to content that a record misses. Notes the same of the files.
    fn hints(&self, draft: &Draft, supplied: &[Supplied], told: &mut ToldFiles) -> Hints {
        let finding = &draft.finding;
        let carried = finding.own_axes().content == Outcome::Pass;
        let is_missing = |(want, Want { role, .. }): &(usize, &Want)| {
            let is_carried = *role == WantRole::CarriedPayload || carried;
            !is_carried && supplied.iter().all(|s| s.want != *want)
        };
        // A document that only a record or a request carries is there, but a file that is near it should
        // know of it.
        let is_carried =
            |want: usize| supplied.iter().any(|s| s.want == want && s.form == ContentForm::Carried);
        let all = draft.wants.iter().enumerate();
        let missing: Vec<(bool, &Want)> = all
            .filter(|(want, one)| is_missing(&(*want, one)) || is_carried(*want))
            .map(|(want, one)| (is_carried(want), one))
            .collect();
        if missing.is_empty() {
            return Hints::default();
        }
        let speaker = finding.source.visible_name();
        let mut hints = Vec::new();
        let mut version = None;
        // Each by itself: what is near to a text says nothing of the body.
        for (is_there, Want { digest, role }) in missing {
            let alike = self.variants.get(digest).map(Vec::as_slice).unwrap_or_default();
            let what = role.name();
            let room = if is_there { 0 } else { HINTS.saturating_sub(hints.len()) };
            let named = alike.len().min(room);
            if let (Some((file, _)), true, WantRole::Document) = (alike.first(), named > 0, role) {
                version.get_or_insert_with(|| self.contents.files[file].source());
            }
            for (file, variant) in &alike[..named] {
                let path = self.contents.files[file].visible_name();
                hints.push(format!("{path} {} has the hash of the {what}.", variant.remedy()));
            }
            let more = alike.len() - named;
            if let Some(last) = hints.last_mut().filter(|_| named > 0 && more > 0) {
                let have = if more == 1 { "has" } else { "have" };
                let more = counted(more as u64, "more file");
                last.push_str(&format!(" {more}, changed in such a way, {have} it too."));
            }
            let certain = !is_there && *role == WantRole::Document && is_certain(draft);
            let hint = |variant: Variant| {
                let remedy = variant.remedy();
                format!("This file {remedy} has the hash of the {what} that {speaker} names.")
            };
            if !certain {
                for (file, variant) in alike.iter().take(HINTS) {
                    let told = told.files.entry(*file).or_default();
                    told.is_near = true;
                    told.hint(hint(*variant));
                }
            } else if !alike.is_empty() && told.anchored.insert(*digest) {
                // All that are another version are told so, once.
                for (file, variant) in alike {
                    let record = &self.contents.files[file];
                    let version = &mut told.files.entry(*file).or_default().version;
                    version.get_or_insert_with(|| Version {
                        check: other_version(record, *variant, *digest, &speaker),
                        record: finding.source.clone(),
                        own: record.digest,
                        anchored: *digest,
                        hint: hint(*variant),
                    });
                }
            }
        }
        let is_near = !hints.is_empty();
        let name = finding.fields.iter().find(|f| f.name == "document_ref");
        let named = name.and_then(|f| self.names.get(&f.value)).filter(|_| hints.is_empty());
        if let Some(file) = named {
            let record = &self.contents.files[file];
            hints.push(format!(
                "{} has the name that the record shows, but its SHA-256 is {}.",
                record.visible_name(),
                record.digest
            ));
            told.files.entry(*file).or_default().hint(format!(
                "{speaker} refers to a document of this name, but with another hash: this may be \
                 another version of it."
            ));
        }
        Hints { notes: hints, version, is_near }
    }
}

/// Whether it is certain what a document's record names: its signature holds under a pin that may sign,
/// and the hash is part of what is signed.
fn is_certain(draft: &Draft) -> bool {
    let axes = draft.finding.own_axes();
    draft.finding.kind == Kind::Document
        && draft.finding.signer.source == KeySource::Pinned
        && [axes.signature, axes.signer, axes.binding].iter().all(|axis| *axis == Outcome::Pass)
}

/// That a file is the document which a record names, but not the anchored version.
fn other_version(record: &FileRecord, variant: Variant, named: Digest, speaker: &str) -> Check {
    let (difference, which) = variant.difference();
    let source = record.source();
    let name = source.visible_file_name();
    let check = match record.lines_of_mail {
        // Standard input has no name.
        false if *name == *"-" => Check::fail(CheckName::ContentHash, Reason::OtherVersion),
        // A mail does not say which line breaks the file had.
        true => Check::unknown(CheckName::ContentHash, Reason::OtherVersion)
            .possible_causes(
                "A mail carries every line break of a text as CR LF, whatever it was in the file that was \
                 attached.",
            )
            .next_step(format!(
                "Ask the sender of the mail for {name} in a zip archive, or attached as base64, which keep \
                 its bytes."
            )),
        false => Check::fail(CheckName::ContentHash, Reason::OtherVersion).next_step(format!(
            "Ask the issuer for {name} as it was anchored, or for a record of exactly this file."
        )),
    };
    let from = if record.lines_of_mail { " from the anchored version" } else { "" };
    let clause = format!("only {difference}{from}");
    check.stated(named).calculated(record.digest).clause(clause).detail(which).note(format!(
        "{speaker} names the anchored version. This file {} has its hash.",
        variant.remedy()
    ))
}
