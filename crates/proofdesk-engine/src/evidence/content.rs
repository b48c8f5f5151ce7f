//! Files and request bodies: what records may name as their content.

use std::collections::BTreeMap;
use std::sync::Arc;

use proofdesk_core::encoding::Digest;
use proofdesk_core::record::{ContentForm, WantRole};
use proofdesk_core::verdict::{self, Check, Finding, Member, Reason, Source};

use crate::input::{ContainerFacts, FileFacts, Problem, Seems, Standing};
use crate::order::{FileNumber, Order};
use crate::variants::Variant;

/// Canonical payloads that are kept for proof responses, altogether. In bytes.
const PAYLOADS: usize = 64 << 20;

/// A file, or a request body in one.
#[derive(Debug)]
pub(super) struct FileRecord {
    pub path: Arc<str>,
    /// The way to it from there.
    pub members: Arc<[Member]>,
    /// See [`Source::cached`].
    pub cached: bool,
    /// Where a body stands in the file: its line and its pointer.
    pub place: Option<Box<(Option<u64>, Option<String>)>>,
    pub digest: Digest,
    pub forms: Box<[(ContentForm, Digest)]>,
    /// Variants of it that a record may name instead.
    pub near: Box<[(Variant, Digest)]>,
    pub problem: Option<Box<Problem>>,
    /// Its line breaks are those of the mail that carried it, whatever they were before.
    pub lines_of_mail: bool,
    /// What it has to do with a record that does not name it.
    pub told: Option<Box<Check>>,
    /// The record that names the anchored version of it.
    pub version_of: Option<Box<Source>>,
    /// It holds records, so that it is not content by itself.
    pub recognised: bool,
    /// No evidence, unless a record names it.
    pub litter: bool,
    /// It may be evidence that cannot be read.
    pub unread: bool,
    /// It is one JSON object.
    pub is_object: bool,
    /// What it seems to be, if it is no record.
    pub seems: Option<Seems>,
    /// It is a container, which was read.
    pub container: Option<Box<ContainerFacts>>,
}

impl FileRecord {
    /// Every hash by which a record may speak of the file or of a part of it.
    pub(super) fn all_forms(&self) -> impl Iterator<Item = (ContentForm, Digest)> {
        std::iter::once((ContentForm::Exact, self.digest)).chain(self.forms.iter().copied())
    }

    /// Whether the file in this form can be what a record means by `role`. The payload of an event
    /// is a JSON object: anything else is not, whatever its hash.
    pub(super) fn serves(&self, form: ContentForm, role: WantRole) -> bool {
        let is_payload = matches!(role, WantRole::Payload | WantRole::CarriedPayload);
        form.serves(role) && (self.is_object || !is_payload)
    }

    /// Every hash and role under which a record may name the file as a whole, and in which form
    /// the file has the hash.
    pub(super) fn whole_forms(&self) -> impl Iterator<Item = (ContentForm, Digest, WantRole)> {
        let whole = |(form, _): &(ContentForm, Digest)| !form.is_part();
        self.all_forms().filter(whole).flat_map(move |(form, digest)| {
            let roles = WantRole::ALL.into_iter().filter(move |role| self.serves(form, *role));
            roles.map(move |role| (form, digest, role))
        })
    }

    pub(super) fn source(&self) -> Source {
        let (line, pointer) = self.place.as_deref().cloned().unwrap_or_default();
        let (members, cached) = (self.members.to_vec(), self.cached);
        Source { path: self.path.clone(), members, line, pointer, cached }
    }

    /// Whether it is nothing to speak of, as a file of a bag itself: nothing in it may be evidence.
    pub(super) fn is_nothing(&self) -> bool {
        let is_version = |told: &Check| told.reason == Some(Reason::OtherVersion);
        !self.unread && !self.told.as_deref().is_some_and(is_version)
    }

    /// Whether a part of it was not read that may be a container's.
    pub(super) fn is_unread(&self) -> bool {
        let packed = |problem: &Problem| problem.check().reason == Some(Reason::Compressed);
        self.problem.as_deref().is_some_and(packed)
            || self.container.as_deref().is_some_and(ContainerFacts::is_damaged)
    }

    /// What it is called where it lies.
    pub(super) fn file_name(&self) -> &str {
        verdict::file_name(&self.path, &self.members)
    }

    /// What it is called, for people's eyes.
    pub(super) fn visible_name(&self) -> String {
        self.source().visible_name().into_owned()
    }
}

/// Everything in the evidence that can be content.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// Each by itself, since there can be millions: the rooms of a tree are only half full.
    pub(super) files: BTreeMap<FileNumber, Box<FileRecord>>,
    /// Request bodies that are not whole files.
    pub(super) bodies: BTreeMap<Order, FileRecord>,
    /// Canonical payloads of files, and how large they are altogether.
    payloads: BTreeMap<FileNumber, Vec<u8>>,
    payload_bytes: usize,
    /// The first file whose payload was dropped.
    no_room_from: Option<FileNumber>,
}

impl Contents {
    /// A file of the evidence, and what of it may be named. `members` are the way to it.
    pub(crate) fn add_file(
        &mut self,
        file: FileNumber,
        source: &Source,
        members: Arc<[Member]>,
        facts: FileFacts,
        recognised: bool,
        standing: Standing,
    ) {
        let FileFacts {
            digest,
            problem,
            forms,
            is_object,
            seems,
            payload,
            near,
            lines_of_mail,
            container,
            ..
        } = facts;
        // What may be evidence that cannot be read is none to pass over.
        let damaged = container.as_deref().is_some_and(ContainerFacts::is_damaged);
        let unread = problem.is_some() || facts.names_record || damaged;
        let litter = standing != Standing::Evidence && !recognised && !unread;
        let Some(digest) = digest.map(|d| Digest(d.sha256)) else { return };
        if let Some(payload) = payload {
            self.keep_payload(file, payload);
        }
        let record = FileRecord {
            path: source.path.clone(),
            members,
            cached: source.cached,
            place: None,
            digest,
            forms: forms.into(),
            near: if recognised { Box::default() } else { near.into() },
            lines_of_mail,
            problem: problem.map(Box::new),
            told: None,
            version_of: None,
            recognised,
            litter,
            unread,
            is_object,
            seems,
            container,
        };
        self.files.insert(file, Box::new(record));
    }

    /// A request body at a place in a file, and every form by which it may be named, its own bytes first.
    pub(super) fn add_body(
        &mut self,
        order: Order,
        source: Source,
        forms: &[(ContentForm, Digest)],
    ) {
        let [(_, digest), rest @ ..] = forms else { return };
        let Source { path, members, line, pointer, cached } = source;
        let record = FileRecord {
            path,
            members: members.into(),
            cached,
            place: Some(Box::new((line, pointer))),
            digest: *digest,
            forms: rest.into(),
            near: Box::default(),
            lines_of_mail: false,
            problem: None,
            told: None,
            version_of: None,
            recognised: false,
            litter: false,
            unread: false,
            is_object: true,
            seems: None,
            container: None,
        };
        self.bodies.insert(order, record);
    }

    /// Drops what is of files that could not be read to their end.
    pub(super) fn forget(&mut self, is_lost: &dyn Fn(FileNumber) -> bool) {
        self.bodies.retain(|order, _| !is_lost(order.file));
        self.files.retain(|file, _| !is_lost(*file));
    }

    /// Keeps the payloads of the first files, as many as there is room for: which ones must not
    /// depend on the order in which the workers come with them.
    fn keep_payload(&mut self, file: FileNumber, payload: Vec<u8>) {
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

    /// The canonical payloads, each with where it is.
    pub(super) fn take_payloads(&mut self) -> impl Iterator<Item = (Source, Vec<u8>)> {
        let payloads = std::mem::take(&mut self.payloads).into_iter();
        payloads.filter_map(|(file, bytes)| Some((self.files.get(&file)?.source(), bytes)))
    }

    /// Every file and every request body that is not a whole file.
    pub(super) fn iter(&self) -> impl Iterator<Item = &FileRecord> {
        self.files.values().map(Box::as_ref).chain(self.bodies.values())
    }

    /// What is said of a file as a whole has its hash.
    pub(super) fn add_hash(&self, order: Order, finding: &mut Finding) {
        if let Some(record) = self.files.get(&order.file).filter(|_| order == order.whole_file()) {
            finding.hashes.insert(0, ("sha256", record.digest.to_string()));
        }
    }
}
