//! Files and request bodies: what records may name as their content.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use proofdesk_core::encoding::Digest;
use proofdesk_core::record::{ContentForm, WantRole};
use proofdesk_core::verdict::{Check, Finding, Source};

use crate::input::{FileFacts, Problem};
use crate::order::Order;
use crate::variants::Variant;

/// Canonical payloads that are kept for proof responses, altogether. In bytes.
const PAYLOADS: usize = 64 << 20;

/// A file, or a request body in one.
#[derive(Debug)]
pub(super) struct FileRecord {
    pub path: Arc<str>,
    /// Where a body stands in the file.
    pub line: Option<u64>,
    pub pointer: Option<String>,
    pub digest: Digest,
    pub forms: Box<[(ContentForm, Digest)]>,
    /// Variants of it that a record may name instead.
    pub near: Box<[(Variant, Digest)]>,
    pub problem: Option<Box<Problem>>,
    /// What it has to do with a record that does not name it.
    pub told: Option<Box<Check>>,
    /// It holds records, so that it is not content by itself.
    pub recognised: bool,
    /// No evidence, unless a record names it.
    pub litter: bool,
    /// It is one JSON object.
    pub is_object: bool,
    /// It is an HTML page.
    pub is_html: bool,
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
        Source { line: self.line, pointer: self.pointer.clone(), ..Source::file(self.path.clone()) }
    }
}

/// Everything in the evidence that can be content.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    pub(super) files: BTreeMap<u32, FileRecord>,
    /// Request bodies that are not whole files.
    pub(super) bodies: BTreeMap<Order, FileRecord>,
    /// Canonical payloads of files, and how large they are altogether.
    payloads: BTreeMap<u32, Vec<u8>>,
    payload_bytes: usize,
    /// The first file whose payload was dropped.
    no_room_from: Option<u32>,
}

impl Contents {
    /// A file of the evidence, and what of it may be named.
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
            near: if recognised { Box::default() } else { near.into() },
            problem: problem.map(Box::new),
            told: None,
            recognised,
            litter,
            is_object,
            is_html,
        };
        self.files.insert(file, record);
    }

    /// A request body at a place in a file, and every form by which it may be named, its own bytes first.
    pub(super) fn add_body(
        &mut self,
        order: Order,
        source: Source,
        forms: &[(ContentForm, Digest)],
    ) {
        let [(_, digest), rest @ ..] = forms else { return };
        let Source { path, line, pointer, .. } = source;
        let record = FileRecord {
            path,
            line,
            pointer,
            digest: *digest,
            forms: rest.into(),
            near: Box::default(),
            problem: None,
            told: None,
            recognised: false,
            litter: false,
            is_object: true,
            is_html: false,
        };
        self.bodies.insert(order, record);
    }

    /// Drops the bodies in files that could not be read to their end.
    pub(super) fn forget(&mut self, files: &HashSet<u32>) {
        self.bodies.retain(|order, _| !files.contains(&order.file));
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

    /// The canonical payloads, each with where it is.
    pub(super) fn take_payloads(&mut self) -> impl Iterator<Item = (Source, Vec<u8>)> {
        let payloads = std::mem::take(&mut self.payloads).into_iter();
        payloads.filter_map(|(file, bytes)| Some((self.files.get(&file)?.source(), bytes)))
    }

    /// Every file and every request body that is not a whole file.
    pub(super) fn iter(&self) -> impl Iterator<Item = &FileRecord> {
        self.files.values().chain(self.bodies.values())
    }

    /// What a person calls a file.
    pub(super) fn path(&self, file: u32) -> Arc<str> {
        self.files.get(&file).map_or("".into(), |record| record.path.clone())
    }

    /// What is said of a file as a whole has its hash.
    pub(super) fn with_hash(&self, order: Order, mut finding: Finding) -> Finding {
        if let Some(record) = self.files.get(&order.file).filter(|_| order == order.whole_file()) {
            finding.hashes.insert(0, ("sha256", record.digest.to_string()));
        }
        finding
    }
}
