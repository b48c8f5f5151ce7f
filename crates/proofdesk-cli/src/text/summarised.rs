//! Findings that need no explaining, together.

use std::collections::BTreeMap;
use std::io;

use proofdesk_engine::FileNumber;
use proofdesk_engine::core::verdict::{Axes, FieldStatus, Finding, Kind, Outcome, Verdict};
use proofdesk_engine::keys::SAMPLE_FINGERPRINT;

use super::first::{Place, keep_first};
use super::words::{Kinds, noted, place, plurals};
use crate::page::{Ink, Page};

/// Files, notes and unsigned fields of the findings of one headline that are named.
const NAMED: usize = 30;

/// Findings that say the same and need none.
#[derive(Debug)]
pub(super) struct Summarised {
    pub kinds: Kinds,
    axes: Axes,
    fingerprint: Option<String>,
    /// What an error response means and what to do, once.
    words: Option<(String, String)>,
    /// The first files in the order of the report.
    files: BTreeMap<FileNumber, File>,
    pub count: u64,
    fields: Fields,
    /// What is to be known of some although they are verified: the first words in the order of the
    /// alphabet, of which each is said once.
    noted: BTreeMap<String, Noted>,
}

/// Findings that something is to be known of.
#[derive(Debug)]
struct Noted {
    first: Place,
    place: String,
    count: u64,
}

/// Which of the fields that records show are not signed, by kind.
#[derive(Debug, Default)]
pub(super) struct Fields(BTreeMap<Kind, Names>);

/// Fields of one kind of record, the first in the order of the alphabet, and one more than are named.
#[derive(Debug, Default)]
struct Names {
    signed: BTreeMap<String, ()>,
    unsigned: BTreeMap<String, ()>,
}

#[derive(Debug)]
struct File {
    path: String,
    kinds: Kinds,
    /// It is the finding of one whole file, which goes without saying.
    whole: bool,
}

impl Default for Summarised {
    fn default() -> Self {
        Self {
            kinds: Kinds::new(),
            axes: Axes::NONE,
            fingerprint: None,
            words: None,
            files: BTreeMap::new(),
            count: 0,
            fields: Fields::default(),
            noted: BTreeMap::new(),
        }
    }
}

impl Summarised {
    pub(super) fn take(&mut self, at: Place, finding: &Finding) {
        let (kind, source) = (finding.kind, &finding.source);
        self.count += 1;
        *self.kinds.entry(kind).or_default() += 1;
        self.axes = self.axes.worse(finding.axes());
        if self.fingerprint.is_none() {
            self.fingerprint = finding.signer.fingerprint.as_deref().map(str::to_owned);
        }
        if let (None, Some(causes), Some(next)) =
            (&self.words, finding.possible_causes(), finding.next_step())
        {
            self.words = Some((causes.to_owned(), next.to_owned()));
        }
        self.fields.take(finding);
        self.note(at, finding);
        let file = at.0.file;
        if !self.files.contains_key(&file) {
            keep_first(&mut self.files, NAMED, file, || File {
                path: source.visible_name().into_owned(),
                kinds: Kinds::new(),
                whole: source.line.is_none() && source.pointer.is_none(),
            });
        }
        // Unless it is one of those that are not named.
        if let Some(named) = self.files.get_mut(&file) {
            *named.kinds.entry(kind).or_default() += 1;
        }
    }

    /// Keeps what is to be known of a finding and of its items.
    fn note(&mut self, at: Place, finding: &Finding) {
        for check in finding.checks.iter().filter(|check| check.is_worth_telling()) {
            let words = noted(check);
            let place = || place(&finding.source);
            let Some(noted) = self.noted.get_mut(&words) else {
                let first = || Noted { first: at, place: place(), count: finding.count };
                keep_first(&mut self.noted, NAMED, words, first);
                continue;
            };
            noted.count += finding.count;
            if at < noted.first {
                (noted.first, noted.place) = (at, place());
            }
        }
        finding.children.iter().for_each(|child| self.note(at, child));
    }

    pub(super) fn write(
        &self,
        page: &mut Page<'_>,
        verdict: Verdict,
        headline: &str,
    ) -> io::Result<()> {
        page.signed(verdict, headline)?;
        if verdict == Verdict::Verified {
            if let Some(fingerprint) = &self.fingerprint {
                page.fingerprint(2, "pinned", fingerprint)?;
                if fingerprint == SAMPLE_FINGERPRINT {
                    page.labelled(2, "sample", "the key of the sample evidence")?;
                }
            }
            page.labelled(2, "checked", checked(self.axes, &self.fields))?;
            self.fields.write(page)?;
            page.labelled(2, "results", plurals(&self.kinds))?;
        }
        if let Some((cause, next)) = &self.words {
            page.explained(2, "Meaning", cause)?;
            page.explained(2, "Next step", next)?;
        }
        let mut named = 0;
        for file in self.files.values() {
            let count: u64 = file.kinds.values().sum();
            named += count;
            match file.whole && count == 1 {
                true => page.line(4, Ink::Plain, &file.path)?,
                false => {
                    let kinds = plurals(&file.kinds);
                    page.line(4, Ink::Plain, format!("{} ({kinds})", file.path))?;
                }
            }
        }
        if self.count > named {
            page.text(4, format!("and {} more", self.count - named))?;
        }
        for (words, Noted { place, count, .. }) in &self.noted {
            let more = if *count > 1 { format!(" and {} more", count - 1) } else { String::new() };
            page.labelled(2, "note", format!("{place}{more}: {words}"))?;
        }
        page.blank()
    }
}

impl Fields {
    pub(super) fn take(&mut self, finding: &Finding) {
        // What is no record shows no fields of one, and nothing signs it.
        if !matches!(finding.kind, Kind::Request | Kind::Key | Kind::ErrorResponse) {
            for field in &finding.fields {
                let names = self.0.entry(finding.kind).or_default();
                let names = match field.status {
                    // One that differs from what was signed is explained by its check.
                    FieldStatus::Unsigned if field.signed_value.is_none() => &mut names.unsigned,
                    _ => &mut names.signed,
                };
                if !names.contains_key(&*field.name) {
                    keep_first(names, NAMED + 1, field.name.to_string(), || ());
                }
            }
        }
        finding.children.iter().for_each(|child| self.take(child));
    }

    /// Whether some field that is shown was compared with a signed one.
    fn any_signed(&self) -> bool {
        self.0.values().any(|names| !names.signed.is_empty())
    }

    /// Names those that are shown and not signed.
    pub(super) fn write(&self, page: &mut Page<'_>) -> io::Result<()> {
        let each = self.0.iter().filter(|(_, names)| !names.unsigned.is_empty());
        let each: Vec<String> =
            each.map(|(kind, n)| format!("{}: {}", kind.word(), n.words())).collect();
        match each.is_empty() {
            true => Ok(()),
            false => page.labelled(2, "not signed", each.join("; ")),
        }
    }
}

impl Names {
    fn words(&self) -> String {
        if self.signed.is_empty() {
            return "every field that is shown".to_owned();
        }
        let mut each: Vec<String> = Vec::new();
        for name in self.unsigned.keys().take(NAMED) {
            let some = if self.signed.contains_key(name) { " (in some)" } else { "" };
            each.push(format!("{name}{some}"));
        }
        if self.unsigned.len() > NAMED {
            each.push("and more".to_owned());
        }
        each.join(", ")
    }
}

/// The axes that passed, in words.
fn checked(axes: Axes, fields: &Fields) -> String {
    let binding = if fields.any_signed() { axes.binding } else { Outcome::None };
    let all = [
        (axes.content, "content against the hashes in the records"),
        (axes.signature, "signatures"),
        (axes.signer, "keys against your pins"),
        (binding, "fields shown against fields signed"),
        (axes.completeness, "items and numbers of traces and logs"),
    ];
    let passed = all.iter().filter(|(outcome, _)| *outcome == Outcome::Pass);
    passed.map(|(_, words)| *words).collect::<Vec<_>>().join(", ")
}
