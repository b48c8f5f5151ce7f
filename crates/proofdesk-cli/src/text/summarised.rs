//! Findings that need no explaining, together.

use std::collections::BTreeMap;
use std::io;

use proofdesk_engine::FileNumber;
use proofdesk_engine::core::verdict::{
    Axes, Check, CheckName, Finding, Kind, Outcome, ValueSource, Verdict,
};
use proofdesk_engine::keys::SAMPLE_FINGERPRINT;

use super::fields::Fields;
use super::first::{Place, keep_first};
use super::words::{Kinds, noted, place, plurals};
use crate::page::{Ink, Page};

/// Files and notes of the findings of one headline that are named.
const NAMED: usize = 30;

/// Findings that say the same and need none.
#[derive(Debug)]
pub(super) struct Summarised {
    pub kinds: Kinds,
    /// The headline, should the run be cancelled.
    provisional: Option<String>,
    axes: Axes,
    /// Those of the keys.
    fingerprints: Vec<String>,
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
    /// What the word "verified" means for these depends on it.
    always: bool,
}

#[derive(Debug)]
struct File {
    path: String,
    kinds: Kinds,
    /// It is the finding of one whole file, which goes without saying.
    whole: bool,
    /// Of such a one, what it is to its record.
    role: Option<String>,
}

impl Default for Summarised {
    fn default() -> Self {
        Self {
            kinds: Kinds::new(),
            provisional: None,
            axes: Axes::NONE,
            fingerprints: Vec::new(),
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
        if self.provisional.is_none() {
            self.provisional = Some(finding.headline_told(true).into_owned());
        }
        self.axes = self.axes.worse(finding.axes());
        if self.fingerprints.is_empty() {
            self.fingerprints = fingerprints(finding);
        }
        if let (None, Some(causes), Some(next)) =
            (&self.words, finding.possible_causes(), finding.next_step())
        {
            self.words = Some((causes.to_owned(), next.to_owned()));
        }
        self.fields.take(at, finding);
        self.note(at, finding);
        let file = at.0.file;
        if !self.files.contains_key(&file) {
            keep_first(&mut self.files, NAMED, file, || File {
                path: source.visible_name().into_owned(),
                kinds: Kinds::new(),
                whole: source.line.is_none() && source.pointer.is_none(),
                role: finding.role.map(|role| role.with_record(&finding.matched_with)),
            });
        }
        // Unless it is one of those that are not named.
        if let Some(named) = self.files.get_mut(&file) {
            *named.kinds.entry(kind).or_default() += 1;
        }
    }

    /// Keeps what is to be known of a finding and of its items.
    fn note(&mut self, at: Place, finding: &Finding) {
        // Of a signed report, which digest was signed is what it is filed for.
        let is_told = |check: &&Check| {
            check.is_worth_telling() || finding.kind == Kind::Report && check.note.is_some()
        };
        for check in finding.checks.iter().filter(is_told) {
            let always = check.is_worth_telling();
            let words = noted(check);
            let place = || place(&finding.source);
            let Some(noted) = self.noted.get_mut(&words) else {
                let first = || Noted { first: at, place: place(), count: finding.count, always };
                keep_first(&mut self.noted, NAMED, words, first);
                continue;
            };
            noted.count += finding.count;
            noted.always |= always;
            if at < noted.first {
                (noted.first, noted.place) = (at, place());
            }
        }
        finding.children.iter().for_each(|child| self.note(at, &child));
    }

    pub(super) fn write(
        &self,
        page: &mut Page<'_>,
        verdict: Verdict,
        headline: &str,
        provisional: bool,
    ) -> io::Result<()> {
        let headline = match &self.provisional {
            Some(told) if provisional => told,
            _ => headline,
        };
        page.signed(verdict.told(provisional), headline)?;
        if verdict == Verdict::Verified {
            for fingerprint in &self.fingerprints {
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
            page.explained(2, verdict.causes_title(), cause)?;
            page.explained(2, "Next step", next)?;
        }
        let mut named = 0;
        for file in self.files.values() {
            let count: u64 = file.kinds.values().sum();
            named += count;
            let what = match file.whole && count == 1 {
                true => file.role.clone(),
                false => Some(plurals(&file.kinds)),
            };
            let what = what.map(|what| format!(" ({what})")).unwrap_or_default();
            page.line(4, Ink::Plain, format!("{}{what}", file.path))?;
        }
        if self.count > named {
            page.text(4, format!("and {} more", self.count - named))?;
        }
        self.write_notes(page)?;
        page.blank()
    }

    /// What is to be known of some of them. What their verdict rests on is never left out.
    pub(super) fn write_notes(&self, page: &mut Page<'_>) -> io::Result<()> {
        let quiet = page.is_quiet();
        let noted = self.noted.iter().filter(|(_, noted)| noted.always || !quiet);
        for (words, Noted { place, count, .. }) in noted {
            let more = if *count > 1 { format!(" and {} more", count - 1) } else { String::new() };
            page.labelled(2, "note", format!("{place}{more}: {words}"))?;
        }
        Ok(())
    }
}

/// The fingerprints of the keys that signed it: of a log, there can be several.
fn fingerprints(finding: &Finding) -> Vec<String> {
    let signer = finding.checks.iter().filter(|check| check.check == CheckName::Signer);
    let pinned = signer.flat_map(|check| &check.values);
    let pinned = pinned.filter(|value| value.source == ValueSource::Pinned);
    let pinned: Vec<String> = pinned.map(|value| value.value.clone()).collect();
    match (finding.kind, pinned.len()) {
        (Kind::AuditLog, 2..) => pinned,
        _ => finding.signer.fingerprint.as_deref().map(str::to_owned).into_iter().collect(),
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
