//! What a table shows and a search looks at, as it is kept in a file.

use std::io;
use std::sync::Arc;

use proofdesk_core::key::{ParsedKey, PublicKey};
use proofdesk_core::record::SEAL_ID;
use proofdesk_core::verdict::{
    Check, CheckName, Field, FieldStatus, Finding, KeySource, Kind, Member, Outcome, Reason,
    Source, Verdict, provisional_headline,
};
use serde::Serialize;

use crate::lookup;
use crate::order::Located;
use crate::report::{self, Encoded};

/// A result as a table shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Row {
    /// Which result.
    pub index: u32,
    /// Where it comes from.
    pub source: Source,
    /// What it is.
    pub kind: Kind,
    /// Its id, as it states it.
    pub id: Option<String>,
    /// The one word.
    pub verdict: Verdict,
    /// The one sentence.
    pub headline: String,
    /// What the headline says beside the word of the verdict; `None` where it is needed whole.
    pub why: Option<String>,
    /// What is said instead while the run goes on, and if it was cancelled; `None` where that is the same.
    pub provisional: Option<Provisional>,
    /// The label of the pin.
    pub signer: Option<String>,
    /// Where the key comes from.
    pub key_source: KeySource,
    /// The reason codes of the checks that did not pass, what it is most about first, and those of its items
    /// behind its own.
    pub reasons: Vec<String>,
    /// How many items it has.
    pub children: u32,
    /// How many files and records it was matched with.
    pub matched: u32,
    /// When it was made, as it says itself.
    pub date: Option<String>,
    /// The number of an event.
    pub number: Option<String>,
    /// Of the row of a file with several results: what is in it. The row has the first result's index.
    pub file: Option<FilePart>,
    /// It stands inside the row of its file.
    pub within: bool,
}

/// What is said of a result of a run that is incomplete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Provisional {
    /// The one sentence.
    pub headline: String,
    /// What it says beside the word; `None` where it is needed whole.
    pub why: Option<String>,
}

/// What is in a file with several results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FilePart {
    /// How many results.
    pub results: u32,
    /// How many of them pass the filter.
    pub listed: u32,
    /// They stand below the row.
    pub opened: bool,
    /// What they are: "40 audit events, 1 audit log".
    pub contents: String,
}

/// Findings as JSON texts with what is needed to browse them, made on the workers.
#[derive(Debug)]
pub struct EncodedRows {
    pub(super) lines: Encoded,
    /// A [`Brief`] of each, one behind the other.
    pub(super) briefs: Vec<u8>,
    /// What is kept in memory of each.
    pub(super) parts: Vec<Part>,
}

/// What is kept in memory of a result.
#[derive(Debug)]
pub(super) struct Part {
    pub kind: Kind,
    pub verdict: Verdict,
    /// The length of its [`Brief`].
    pub brief_len: u32,
    /// The label of the pin that it is signed under.
    pub label: Option<Arc<str>>,
}

/// Writes each finding as [`report::encode`] does, with what is needed to browse them.
pub fn encode_rows(findings: Vec<Located>) -> EncodedRows {
    EncodedRows::new(findings)
}

impl EncodedRows {
    fn new(findings: Vec<Located>) -> Self {
        let mut briefs = Vec::with_capacity(findings.len() * 800);
        let mut parts = Vec::with_capacity(findings.len());
        for Located { finding, .. } in &findings {
            let start = briefs.len();
            write(finding, &mut briefs);
            parts.push(Part {
                kind: finding.kind,
                verdict: finding.verdict(),
                brief_len: (briefs.len() - start) as u32,
                label: finding.signer.label.clone(),
            });
        }
        Self { lines: report::encode(findings), briefs, parts }
    }
}

/// The short text of a result.
pub(super) struct Brief<'a> {
    /// What a person reads of it, in lower case: place, id, headline, kind, verdict, key, fingerprint and
    /// label; the fields, as shown and as signed; and of the checks that did not pass, their words and
    /// the clauses of their reasons.
    words: &'a str,
    reasons: &'a str,
    hashes: &'a str,
    pub path: &'a str,
    /// The way from there, a name behind its index.
    members: Decoder<'a>,
    pointer: Option<&'a str>,
    pub id: Option<&'a str>,
    pub headline: &'a str,
    pub why: Option<&'a str>,
    /// What a list says of it in fewer words.
    pub gist: Option<&'a str>,
    pub date: Option<&'a str>,
    pub number: Option<&'a str>,
    pub signer: Option<&'a str>,
    pub log: Option<InLog<'a>>,
    line: u64,
    children: u32,
    /// How many of them are told apart.
    told_apart: u32,
    matched: u32,
    key_source: KeySource,
    signs_its_id: bool,
    seal_id: Option<&'a str>,
    /// The fields of ids and hashes in whose place something else was signed, and what.
    signed: Decoder<'a>,
    /// Of a public key, the key.
    key: Option<PublicKeyIn<'a>>,
    /// The ids and hashes of the items, as they were written.
    items: Decoder<'a>,
}

struct PublicKeyIn<'a> {
    key: PublicKey,
    domain: Option<&'a str>,
    key_id: Option<&'a str>,
}

/// A public key in the evidence, with what its own text says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceKey {
    /// The file, as the report names it.
    pub path: String,
    /// The key.
    pub key: PublicKey,
    /// The domain that it is said to be of.
    pub domain: Option<String>,
    /// The name that it is given.
    pub key_id: Option<String>,
}

/// To which audit log an event belongs, or which one it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InLog<'a> {
    pub org_id: &'a str,
    pub fingerprint: &'a str,
    /// The event's number.
    pub seq: i64,
}

impl<'a> InLog<'a> {
    fn of(finding: &'a Finding) -> Option<Self> {
        let fingerprint = finding.signer.fingerprint.as_deref()?;
        let field = |name: &str| finding.fields.iter().find(|field| field.name == name);
        let (org_id, seq) = match finding.kind {
            Kind::AuditLog => (finding.id.as_deref()?, 0),
            Kind::AuditEvent => (&*field("org_id")?.value, as_signed(field("seq")?).parse().ok()?),
            _ => return None,
        };
        Some(Self { org_id, fingerprint, seq })
    }
}

/// Of a longer value of a field no more is searched, so that a text of megabytes is not kept twice.
const SEARCHED: usize = 4096;

/// The fields that say when something was made, the first that a record has.
const DATES: [&str; 6] =
    ["occurred_at", "anchored_at", "sealed_at", "created_at", "ingested_at", "timestamp"];

/// When it was made, by its own word: as it was signed, if that is not as it is shown.
fn date(finding: &Finding) -> Option<&str> {
    let field = |name: &&str| finding.fields.iter().find(|field| field.name == **name);
    let field = DATES.iter().find_map(field)?;
    let signed = field.signed_value.as_deref().filter(|_| field.status != FieldStatus::Normalised);
    Some(signed.unwrap_or(&field.value))
}

/// The number of an event.
fn number(finding: &Finding) -> Option<&str> {
    let seq = finding.fields.iter().find(|field| field.name == "seq")?;
    (finding.kind == Kind::AuditEvent).then_some(as_signed(seq))
}

/// A value as it was signed, where it is shown in another form: a number as 5.0.
fn as_signed(field: &Field) -> &str {
    field.signed_value.as_deref().unwrap_or(&field.value)
}

const KEY_SOURCES: [KeySource; 3] = [KeySource::None, KeySource::Embedded, KeySource::Pinned];

fn write(finding: &Finding, out: &mut Vec<u8>) {
    let Finding { source, id, signer, .. } = finding;
    let (headline, why) = (finding.headline(), finding.why());
    let (id, label) = (id.as_deref(), signer.label.as_deref());
    let line = source.line.map(|line| format!("line {line}"));
    let name = source.name();
    let said = [
        Some(&*name),
        line.as_deref(),
        source.pointer.as_deref(),
        id,
        Some(headline),
        why.as_deref(),
        Some(finding.kind.word()),
        Some(finding.verdict().word()),
        Some(signer.source.word()),
        label,
    ];
    let mut words: Vec<&str> = said.into_iter().flatten().collect();
    words.extend(signer.fingerprint.as_deref());
    let mut statuses = Vec::new();
    for Field { name, value, signed_value, status } in &finding.fields {
        words.extend([&**name, beginning(value)]);
        if !statuses.contains(status) {
            statuses.push(*status);
            words.push(status.word());
        }
        words.extend(signed_value.as_deref().map(beginning));
    }
    let (mut checks, mut reasons) = (Vec::new(), Vec::new());
    let mut note = |check: &Check| {
        if check.outcome == Outcome::Pass {
            return;
        }
        if !checks.contains(&check.check) {
            checks.push(check.check);
            words.push(check.check.word());
        }
        if let Some(reason) = check.reason.filter(|reason| !reasons.contains(reason)) {
            reasons.push(reason);
            words.push(reason.clause());
        }
    };
    finding.checks.iter().for_each(&mut note);
    let foremost = finding.foremost_reason();
    let (mut count, mut items) = (0, Vec::new());
    for child in finding.children.iter() {
        child.checks.iter().for_each(&mut note);
        count += child.count;
        put(&mut items, child.id.as_deref());
        // What an item stands for is told by the name of its hash.
        put(&mut items, child.hashes.first().map(|(name, _)| *name));
        put(&mut items, Some(&joined(hashes(&child))));
    }
    // What the row is most about comes first.
    reasons.sort_by_key(|reason| Some(*reason) != foremost);
    put(out, Some(&joined(words.into_iter()).to_lowercase()));
    put(out, Some(&joined(reasons.iter().map(|reason| reason.code()))));
    put(out, Some(&joined(hashes(finding))));
    put(out, Some(&source.path));
    let mut members = Vec::new();
    for Member { name, index, of_name } in &source.members {
        members.extend_from_slice(&index.to_le_bytes());
        members.extend_from_slice(&of_name.unwrap_or_default().to_le_bytes());
        put(&mut members, Some(name));
    }
    put_block(out, &members);
    put(out, source.pointer.as_deref());
    put(out, id);
    put(out, Some(headline));
    put(out, why.as_deref());
    put(out, finding.gist().as_deref());
    put(out, label);
    put(out, date(finding));
    put(out, number(finding));
    let log = InLog::of(finding);
    put(out, log.map(|log| log.org_id));
    put(out, log.map(|log| log.fingerprint));
    out.extend_from_slice(&log.map_or(0, |log| log.seq).to_le_bytes());
    out.extend_from_slice(&source.line.unwrap_or(0).to_le_bytes());
    out.extend_from_slice(&(count as u32).to_le_bytes());
    out.extend_from_slice(&(finding.children.len() as u32).to_le_bytes());
    out.extend_from_slice(&(finding.matched_with.len() as u32).to_le_bytes());
    let key_source = KEY_SOURCES.iter().position(|s| *s == signer.source);
    out.push(key_source.unwrap_or_default() as u8);
    out.push(u8::from(lookup::signs_its_id(finding)));
    put_key(out, finding.key.as_deref());
    put(out, lookup::seal_id(finding));
    let mut signed = Vec::new();
    for (name, value) in lookup::signed_in_place(finding) {
        put(&mut signed, Some(name));
        put(&mut signed, Some(value));
    }
    put_block(out, &signed);
    out.extend_from_slice(&items);
}

/// As much of a value as is searched.
fn beginning(value: &str) -> &str {
    let end = (0..=value.len().min(SEARCHED)).rev().find(|at| value.is_char_boundary(*at));
    &value[..end.unwrap_or_default()]
}

fn hashes(finding: &Finding) -> impl Iterator<Item = &str> {
    finding.hashes.iter().map(|(_, hash)| hash.as_str())
}

fn joined<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut all = String::new();
    for text in texts {
        if !all.is_empty() {
            all.push('\n');
        }
        all.push_str(text);
    }
    all
}

/// Writes a text behind its length, which is its own for no text.
fn put(out: &mut Vec<u8>, text: Option<&str>) {
    let len = text.map_or(u32::MAX, |text| text.len() as u32);
    out.extend_from_slice(&len.to_le_bytes());
    out.extend_from_slice(text.unwrap_or_default().as_bytes());
}

/// Writes several values behind their length together.
fn put_block(out: &mut Vec<u8>, block: &[u8]) {
    out.extend_from_slice(&(block.len() as u32).to_le_bytes());
    out.extend_from_slice(block);
}

/// Writes whether there is a key, and which.
fn put_key(out: &mut Vec<u8>, key: Option<&ParsedKey>) {
    out.push(u8::from(key.is_some()));
    if let Some(ParsedKey { key, domain, key_id, .. }) = key {
        out.extend_from_slice(key.as_bytes());
        put(out, domain.as_deref());
        put(out, key_id.as_deref());
    }
}

/// Reads what [`write`] wrote.
#[derive(Clone, Copy)]
struct Decoder<'a>(&'a [u8]);

impl<'a> Decoder<'a> {
    fn bytes(&mut self, len: usize) -> io::Result<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(len).ok_or(io::ErrorKind::InvalidData)?;
        self.0 = rest;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        self.bytes(N)?.try_into().map_err(io::Error::other)
    }

    fn number(&mut self) -> io::Result<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn optional(&mut self) -> io::Result<Option<&'a str>> {
        match self.number()? {
            u32::MAX => Ok(None),
            len => {
                let text = std::str::from_utf8(self.bytes(len as usize)?);
                text.map(Some).map_err(io::Error::other)
            }
        }
    }

    fn key(&mut self) -> io::Result<Option<PublicKeyIn<'a>>> {
        if self.array()? == [0] {
            return Ok(None);
        }
        let key = PublicKey::from_bytes(&self.array()?).map_err(io::Error::other)?;
        Ok(Some(PublicKeyIn { key, domain: self.optional()?, key_id: self.optional()? }))
    }

    fn block(&mut self) -> io::Result<Self> {
        let len = self.number()?;
        self.bytes(len as usize).map(Self)
    }

    fn text(&mut self) -> io::Result<&'a str> {
        self.optional().map(Option::unwrap_or_default)
    }
}

impl<'a> Brief<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> io::Result<Self> {
        let mut r = Decoder(bytes);
        Ok(Self {
            words: r.text()?,
            reasons: r.text()?,
            hashes: r.text()?,
            path: r.text()?,
            members: r.block()?,
            pointer: r.optional()?,
            id: r.optional()?,
            headline: r.text()?,
            why: r.optional()?,
            gist: r.optional()?,
            signer: r.optional()?,
            date: r.optional()?,
            number: r.optional()?,
            log: {
                let (org_id, fingerprint) = (r.optional()?, r.optional()?);
                let seq = i64::from_le_bytes(r.array()?);
                let both = org_id.zip(fingerprint);
                both.map(|(org_id, fingerprint)| InLog { org_id, fingerprint, seq })
            },
            line: u64::from_le_bytes(r.array()?),
            children: r.number()?,
            told_apart: r.number()?,
            matched: r.number()?,
            key_source: {
                let [place] = r.array()?;
                KEY_SOURCES.get(usize::from(place)).copied().unwrap_or(KeySource::None)
            },
            signs_its_id: r.array()? == [1],
            key: r.key()?,
            seal_id: r.optional()?,
            signed: r.block()?,
            items: r,
        })
    }

    /// What is said of it while the run is incomplete, where that is not the same.
    pub(super) fn provisional(&self, kind: Kind, verdict: Verdict) -> Option<Provisional> {
        let reason = self.reasons().next();
        let headline = provisional_headline(verdict, kind, self.signer, reason)?;
        let why = self.why.filter(|_| verdict == Verdict::Verified).map(str::to_owned);
        Some(Provisional { headline, why })
    }

    /// The reasons of the checks that did not pass.
    pub(super) fn reasons(&self) -> impl Iterator<Item = Reason> {
        self.reasons.lines().filter_map(Reason::of_code)
    }

    /// Whether a word in lower case occurs in it.
    pub(super) fn holds(&self, word: &str) -> bool {
        [self.words, self.reasons, self.hashes].iter().any(|text| text.contains(word))
    }

    pub(super) fn stands_at(&self, source: &Source) -> bool {
        *self.path == *source.path
            && self.members() == source.members
            && self.line == source.line.unwrap_or_default()
            && self.pointer == source.pointer.as_deref()
    }

    pub(super) fn row(&self, index: u32, kind: Kind, verdict: Verdict) -> Row {
        Row {
            index,
            source: self.source(),
            kind,
            id: self.id.map(str::to_owned),
            verdict,
            headline: self.headline.to_owned(),
            why: self.why.map(str::to_owned),
            provisional: self.provisional(kind, verdict),
            signer: self.signer.map(str::to_owned),
            key_source: self.key_source,
            reasons: self.reasons.lines().map(str::to_owned).collect(),
            children: self.children,
            matched: self.matched,
            date: self.date.map(str::to_owned),
            number: self.number.map(str::to_owned),
            file: None,
            within: false,
        }
    }

    pub(super) fn source(&self) -> Source {
        let line = Some(self.line).filter(|line| *line > 0);
        let pointer = self.pointer.map(str::to_owned);
        Source { members: self.members(), line, pointer, ..Source::file(self.path) }
    }

    /// The way from the file to what it is about.
    pub(super) fn members(&self) -> Vec<Member> {
        let mut rest = self.members;
        let mut next = || {
            let index = rest.array().ok().map(u64::from_le_bytes)?;
            let of_name = rest.array().ok().map(u32::from_le_bytes).filter(|n| *n > 0);
            Some(Member { name: rest.text().ok()?.into(), index, of_name })
        };
        std::iter::from_fn(&mut next).collect()
    }

    /// The key, if it is one.
    pub(super) fn evidence_key(&self) -> Option<EvidenceKey> {
        self.key.as_ref().map(|PublicKeyIn { key, domain, key_id }| EvidenceKey {
            path: self.source().name().into_owned(),
            key: key.clone(),
            domain: domain.map(str::to_owned),
            key_id: key_id.map(str::to_owned),
        })
    }

    /// As much of the finding as [`lookup`] looks at.
    pub(super) fn outline(&self, kind: Kind) -> io::Result<Finding> {
        let outline = |kind, id: Option<&str>, name: &'static str, hashes: &str| {
            let mut finding = Finding::new(self.source(), kind);
            finding.id = id.map(str::to_owned);
            hashes.lines().for_each(|hash| finding.add_hash(name, hash));
            finding
        };
        let mut finding = outline(kind, self.id, "", self.hashes);
        let mut field = |name, value: &str, status| {
            let value = value.to_owned();
            finding.fields.push(Field { name, value, status, signed_value: None });
        };
        if let (true, Some(id)) = (self.signs_its_id, self.id) {
            field("id".into(), id, FieldStatus::Signed);
        }
        if let Some(id) = self.seal_id {
            field(SEAL_ID.into(), id, FieldStatus::Unsigned);
        }
        let mut signed = self.signed;
        while !signed.0.is_empty() {
            let (name, value) = (signed.text()?, signed.text()?);
            let check = Check::fail(CheckName::Binding, Reason::SignedFieldsDiffer);
            finding.add(check.field(name.to_owned()).signed(value));
        }
        let mut items = self.items;
        for _ in 0..self.told_apart {
            let (id, name, hashes) = (items.optional()?, items.text()?, items.text()?);
            let name = lookup::ITEM_HASHES.iter().find(|(known, _)| *known == name);
            let name = name.map_or("", |(known, _)| known);
            finding.children.push(&outline(Kind::TraceItem, id, name, hashes));
        }
        Ok(finding)
    }
}
