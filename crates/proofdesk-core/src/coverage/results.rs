use super::found::{Coverage, Covered};
use super::sequence::Remainder;
use super::shape::Part;
use crate::encoding::Digest;
use crate::marks::secret::{self, Secrets};
use crate::record::{ContentForm, Draft};
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Finding, Kind, Source};

/// What a walk found so far, and where it is.
pub(super) struct Results<'w> {
    source: &'w Source,
    /// To the value that is looked at.
    pub pointer: String,
    pub found: Coverage,
    /// Private keys, as they are written.
    pub secrets: Secrets,
    /// The request body around the value.
    pub body: Option<usize>,
}

impl<'w> Results<'w> {
    pub(super) fn new(source: &'w Source) -> Self {
        Self {
            source,
            pointer: source.pointer.clone().unwrap_or_default(),
            found: Coverage::default(),
            secrets: Secrets::default(),
            body: None,
        }
    }

    /// What was found. `part` is the whole value.
    pub(super) fn finish(self, part: Part) -> Coverage {
        let Self { found: mut out, secrets, .. } = self;
        out.results.iter_mut().for_each(|result| secrets.redact(&mut result.draft.finding));
        let pages = out.pages.iter_mut().map(|page| &mut page.pointer);
        secrets.redact_texts(out.left_over.pointers.iter_mut().chain(pages));
        out.part = part.with_result(!out.results.is_empty());
        out
    }

    /// Whether something was found since there were so many results.
    pub(super) fn found_since(&self, results: usize) -> bool {
        self.found.results.len() > results
    }

    /// Where the walk is.
    pub(super) fn here(&self) -> Source {
        let pointer = Some(self.pointer.clone()).filter(|pointer| !pointer.is_empty());
        Source { pointer, ..self.source.clone() }
    }

    pub(super) fn push(&mut self, draft: Draft, signed: bool) {
        let body = self.body;
        self.found.results.push(Covered { draft, signed, body, forms: Vec::new() });
    }

    /// Gives the last result the hashes of a request body, as a record may state them.
    pub(super) fn add_forms(&mut self, forms: Vec<(ContentForm, Digest)>) {
        if let Some(last) = self.found.results.last_mut() {
            last.forms = forms;
        }
    }

    /// Adds the result on a value that cannot be read as a record, although it may be one.
    pub(super) fn unreadable(&mut self, reason: Reason, note: String) {
        self.unknown(Check::unknown(CheckName::Parse, reason).note(note));
    }

    /// The same with what is said of it.
    pub(super) fn unknown(&mut self, check: Check) {
        self.push(Draft::new(Finding::of(self.here(), Kind::Unknown, check)), false);
    }

    /// Adds the result on what stands where records stand and holds none, and counts the rest.
    pub(super) fn tell_of(&mut self, remainder: &Remainder, token: impl Fn(u64) -> String) {
        let here = self.pointer.clone();
        let pointer = |i: u64| format!("{here}/{}", token(i));
        if let Some(finding) = remainder.unrecognised.finding(self.here(), pointer) {
            self.push(Draft::new(finding), false);
        }
        self.found.left_over.add_all(remainder.rest.count, remainder.rest.first().map(pointer));
    }

    pub(super) fn add_secret(&mut self, secret: &str) {
        self.secrets.add(secret);
        self.push_secret();
    }

    pub(super) fn push_secret(&mut self) {
        let mut finding = Finding::new(self.here(), Kind::Key);
        finding.add(secret::check());
        let last = self.found.results.last().map(|last| &last.draft.finding);
        if !last.is_some_and(|last| last.kind == Kind::Key && last.source == finding.source) {
            self.push(Draft::new(finding), true);
        }
    }
}
