//! What Proofdesk says: findings, verdicts, axes and checks.
//!
//! A [`Finding`] is made of checks, and everything else about it follows from them: each check
//! feeds one axis, and the verdict is read off the checks by the rules of
//! [`Finding::conclude`]. Nothing that a record says about its own validity is ever a check.

mod alike;
mod check;

use std::borrow::Cow;
use std::sync::Arc;

use crate::key::ParsedKey;
pub use alike::{Alike, Stretch};
pub use check::{Axes, Check, CheckName, Outcome};
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::reason::Reason;

/// The one word about a file or a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Something that was checked does not agree.
    Mismatch,
    /// It could not be read, or not checked at all.
    Uncheckable,
    /// Content without a record, or a record asked for that is not in the set.
    NotFound,
    /// Nothing failed, but something needed was not established.
    Unconfirmed,
    /// Every axis that applies passed, under a key that the user pinned.
    Verified,
    /// Nothing to verify: a key, an error response, a request body.
    Info,
}

impl Verdict {
    /// Every verdict, worst first.
    pub const ALL: [Verdict; 6] = [
        Self::Mismatch,
        Self::Uncheckable,
        Self::NotFound,
        Self::Unconfirmed,
        Self::Verified,
        Self::Info,
    ];

    /// The word as the report writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Mismatch => "mismatch",
            Self::Uncheckable => "uncheckable",
            Self::NotFound => "not_found",
            Self::Unconfirmed => "unconfirmed",
            Self::Verified => "verified",
            Self::Info => "info",
        }
    }
}

/// What was found, as the report writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// An anchored document's record.
    Document,
    /// An AI attestation.
    Attestation,
    /// A compliance event.
    Event,
    /// An audit-log event.
    AuditEvent,
    /// The audit-log events of one organisation and key, as a sequence.
    AuditLog,
    /// A trace's proof bundle.
    Trace,
    /// One item of a trace.
    TraceItem,
    /// The public proof page's JSON.
    ProofResponse,
    /// A request body for the API.
    Request,
    /// A file that is not a record.
    Content,
    /// A public key document.
    Key,
    /// An error response of the API.
    ErrorResponse,
    /// A list that holds what is no record, or that says that more follows.
    List,
    /// An earlier report of Proofdesk.
    Report,
    /// What could not be recognised or read.
    Unknown,
}

impl Kind {
    /// What a person calls it, without an article.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Document => "document record",
            Self::Attestation => "AI attestation",
            Self::Event => "compliance event",
            Self::AuditEvent => "audit event",
            Self::AuditLog => "audit log",
            Self::Trace => "trace",
            Self::TraceItem => "trace item",
            Self::ProofResponse => "proof response",
            Self::Request => "request body",
            Self::Content => "file",
            Self::Key => "key",
            Self::ErrorResponse => "error response",
            Self::List => "list",
            Self::Report => "earlier report",
            Self::Unknown => "file",
        }
    }
}

/// Where a finding comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Source {
    /// The file, as the user named it or found under the folder that the user named.
    pub path: Arc<str>,
    /// Line in the file, from 1, for records that stand one per line.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub line: Option<u64>,
    /// JSON Pointer (RFC 6901) to the record inside the file or line.
    pub pointer: Option<String>,
}

/// Where the key comes from that the signature was checked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum KeySource {
    /// A key that the user pinned.
    Pinned,
    /// The key inside the record, which proves nothing about who signed.
    Embedded,
    /// No key.
    None,
}

/// Whose key the signature was checked with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Signer {
    /// The label of the pin.
    pub label: Option<Arc<str>>,
    /// SHA-256 of the 32 key bytes, 64 lowercase hex digits.
    pub fingerprint: Option<Arc<str>>,
    /// Where the key comes from.
    pub source: KeySource,
}

impl Signer {
    /// No key.
    pub const NONE: Self = Self { label: None, fingerprint: None, source: KeySource::None };
}

/// What the signature says of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FieldStatus {
    /// The value stands in the verified bytes.
    Signed,
    /// The verified bytes hold the value in another form, which stands beside it.
    Normalised,
    /// No signature covers it.
    Unsigned,
    /// The verified bytes hold it, and the record does not show it.
    NotShown,
}

/// A field that the record shows.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Field {
    /// Its name in the record.
    pub name: Cow<'static, str>,
    /// The value shown: a string as its characters, anything else as compact JSON.
    pub value: String,
    /// Whether it is signed.
    pub status: FieldStatus,
    /// The signed value where it is not spelled like the shown one.
    pub signed_value: Option<String>,
}

/// Everything that is said about one file or record.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Finding {
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
    /// What may have caused it.
    pub cause: Option<Cow<'static, str>>,
    /// What to do next.
    pub next_step: Option<Cow<'static, str>>,
    /// The five axes.
    pub axes: Axes,
    /// Everything that was checked.
    pub checks: Vec<Check>,
    /// Whose key.
    pub signer: Signer,
    /// The fields that the record shows.
    pub fields: Vec<Field>,
    /// Hashes by name, lowercase hex.
    #[serde(serialize_with = "as_map")]
    #[cfg_attr(feature = "ts", ts(type = "Record<string, string>"))]
    pub hashes: Vec<(&'static str, String)>,
    /// The files and records that it was matched with.
    pub matched_with: Vec<Source>,
    /// How many it stands for: of children that are alike in everything but their place, all.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub count: u64,
    /// Of several, where they are.
    #[serde(serialize_with = "alike::write")]
    #[cfg_attr(feature = "ts", ts(type = "Array<Stretch>"))]
    pub pointers: Option<Box<Alike>>,
    /// The items of a trace, those that are alike in everything but their place as one.
    pub children: Vec<Finding>,
    /// Of a public key, the key, to be offered for pinning. The report has its fingerprint.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub key: Option<Box<ParsedKey>>,
}

fn as_map<S: Serializer>(
    pairs: &[(&'static str, String)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(pairs.len()))?;
    for (name, value) in pairs {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

impl Finding {
    /// A finding about which nothing has been checked yet.
    pub fn new(source: Source, kind: Kind) -> Self {
        Self {
            source,
            kind,
            id: None,
            verdict: Verdict::Uncheckable,
            headline: String::new(),
            cause: None,
            next_step: None,
            axes: Axes::NONE,
            checks: Vec::new(),
            signer: Signer::NONE,
            fields: Vec::new(),
            hashes: Vec::new(),
            matched_with: Vec::new(),
            count: 1,
            pointers: None,
            children: Vec::new(),
            key: None,
        }
    }

    /// Decides that there is nothing to verify.
    pub fn inform(&mut self, headline: impl Into<String>) {
        self.verdict = Verdict::Info;
        self.headline = headline.into();
    }

    /// Decides that no record is there, for `reason`.
    pub fn not_found(&mut self, reason: Reason, note: Option<String>) {
        self.looked_up(Verdict::NotFound, reason, note);
    }

    /// Decides that it is open, for `reason`, whether what was found is what was asked for.
    pub fn found_unconfirmed(&mut self, reason: Reason, note: String) {
        self.looked_up(Verdict::Unconfirmed, reason, Some(note));
    }

    fn looked_up(&mut self, verdict: Verdict, reason: Reason, note: Option<String>) {
        let mut check = Check::unknown(CheckName::Lookup, reason);
        check.note = note.map(Cow::Owned);
        self.checks.push(check);
        self.verdict = verdict;
        crate::wording::explain(self);
    }

    /// Hands every text that people read, those of the children too, to `change`.
    pub(crate) fn each_text(&mut self, change: &mut dyn FnMut(&mut Cow<'static, str>)) {
        let mut owned = |text: &mut String| {
            let mut changed = Cow::Owned(std::mem::take(text));
            change(&mut changed);
            *text = changed.into_owned();
        };
        owned(&mut self.headline);
        self.id.iter_mut().chain(&mut self.source.pointer).for_each(&mut owned);
        self.pointers.iter_mut().for_each(|alike| owned(&mut alike.list));
        for check in &mut self.checks {
            check.expected.iter_mut().chain(&mut check.actual).for_each(&mut owned);
        }
        for field in &mut self.fields {
            owned(&mut field.value);
            field.signed_value.iter_mut().for_each(&mut owned);
        }
        self.fields.iter_mut().for_each(|field| change(&mut field.name));
        let notes = self.checks.iter_mut().filter_map(|check| check.note.as_mut());
        notes.chain(&mut self.cause).chain(&mut self.next_step).for_each(&mut *change);
        self.children.iter_mut().for_each(|child| child.each_text(change));
    }

    /// Gives back the room for more checks, fields and hashes than there are.
    pub(crate) fn shrink_to_fit(&mut self) {
        fit(&mut self.checks);
        fit(&mut self.fields);
        fit(&mut self.hashes);
        self.children.iter_mut().for_each(Self::shrink_to_fit);
    }

    /// Counts one more of the children that are like this one, at a place of the same list.
    pub(crate) fn add_like(&mut self, place: u32) {
        let pointer = self.source.pointer.as_deref().unwrap_or_default();
        let first = self.pointers.take().or_else(|| Alike::new(pointer).map(Box::new));
        self.pointers = first.map(|mut alike| {
            alike.add(place);
            alike
        });
        self.count += 1;
    }

    /// Adds a check.
    pub fn add(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// Adds a hash under its name.
    pub fn add_hash(&mut self, name: &'static str, value: impl Into<String>) {
        self.hashes.push((name, value.into()));
    }

    /// The outcome of the axes so far, this record's own checks only.
    pub fn own_axes(&self) -> Axes {
        let mut axes = Axes::NONE;
        for check in &self.checks {
            axes.feed(check.check, check.outcome);
        }
        axes
    }

    /// Whether a check with this reason is there.
    pub fn has_reason(&self, reason: Reason) -> bool {
        self.checks.iter().any(|c| c.reason == Some(reason))
    }

    /// A list in which everything is a result by itself: what is said of it is how much there is.
    fn is_list_of_records(&self) -> bool {
        self.kind == Kind::List && self.children.is_empty()
    }

    /// Reads axes, verdict and words off the checks and children. Children must be concluded.
    ///
    /// * Any check that failed gives `mismatch`.
    /// * A record with neither a signature that holds nor content that was compared is
    ///   `uncheckable`. Content that has the hash in a weaker form was compared.
    /// * Any check that could not be established gives `unconfirmed`.
    /// * What is left is `verified`, but only if content, signature, signer and binding each passed,
    ///   and completeness for what has parts.
    pub fn conclude(&mut self) {
        let axes = self.children.iter().fold(self.own_axes(), |a, child| a.worse(child.axes));
        self.axes = axes;
        let any = |outcome| {
            self.checks.iter().any(|c| c.outcome == outcome)
                || match outcome {
                    Outcome::Fail => self.children.iter().any(|c| c.verdict == Verdict::Mismatch),
                    _ => self
                        .children
                        .iter()
                        .any(|c| matches!(c.verdict, Verdict::Unconfirmed | Verdict::Uncheckable)),
                }
        };
        let pass = Outcome::Pass;
        self.verdict = if any(Outcome::Fail) {
            Verdict::Mismatch
        } else if axes.signature != pass
            && axes.content != pass
            && !self.has_reason(Reason::WeakerFormMatched)
            && !self.is_list_of_records()
        {
            Verdict::Uncheckable
        } else if any(Outcome::Unknown)
            || [axes.content, axes.signature, axes.signer, axes.binding].iter().any(|a| *a != pass)
            || matches!(self.kind, Kind::Trace | Kind::AuditLog) && axes.completeness != pass
        {
            Verdict::Unconfirmed
        } else {
            Verdict::Verified
        };
        crate::wording::explain(self);
    }
}

/// Moves the elements to where nothing else has room. Shrinking in place would leave holes that are
/// too small for the next of its kind.
pub(crate) fn fit<T>(elements: &mut Vec<T>) {
    if elements.len() < elements.capacity() {
        let mut exact = Vec::with_capacity(elements.len());
        exact.append(elements);
        *elements = exact;
    }
}
