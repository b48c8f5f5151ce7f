//! Findings that need explaining, one by one.

use std::collections::{BTreeMap, HashSet};
use std::io;

use proofdesk_engine::core::verdict::{Check, CheckName, Finding, Kind, Outcome, Stretch, Verdict};
use proofdesk_engine::core::{counted, quoted, quoted_id};

use super::fields::Fields;
use super::first::{Place, keep_first};
use super::words::{noted, place, sentence};
use crate::page::{Ink, Page};

/// Findings of one headline that are explained one by one; of more, the number is given.
const EXPLAINED: usize = 10;
/// Stretches of items that are alike which are named.
const STRETCHES: usize = 3;
/// Failing items of one trace that are explained.
const ITEMS: usize = 5;

/// Findings that say the same and need explaining.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    pub count: u64,
    /// The first ones in the order of the report.
    first: BTreeMap<Place, Finding>,
}

impl Doubts {
    pub(super) fn take(&mut self, at: Place, finding: Finding) {
        self.count += 1;
        keep_first(&mut self.first, EXPLAINED, at, || finding);
    }
}

/// Findings of one verdict in the order of the report. Cause and next step are said once, but for
/// a mismatch each time.
pub(super) fn explain_all(
    page: &mut Page<'_>,
    groups: &[(&(Verdict, String), &Doubts)],
    provisional: bool,
) -> io::Result<()> {
    let mut findings: Vec<(&Place, &Finding)> =
        groups.iter().flat_map(|(_, group)| &group.first).collect();
    findings.sort_by_key(|(place, _)| **place);
    let mut said = HashSet::new();
    for (at, finding) in findings {
        let new = said.insert((finding.possible_causes(), finding.next_step()));
        let cause = new || finding.verdict() == Verdict::Mismatch;
        explain(page, *at, finding, cause, provisional)?;
    }
    for ((_, headline), group) in groups {
        let more = group.count - group.first.len() as u64;
        if more > 0 {
            let first = group.first.values().next();
            let told = first.map_or(headline.as_str().into(), |f| f.headline_told(provisional));
            page.text(2, format!("and {more} more: {told} (--format json lists all)"))?;
            page.blank()?;
        }
    }
    Ok(())
}

fn explain(
    page: &mut Page<'_>,
    at: Place,
    finding: &Finding,
    cause: bool,
    provisional: bool,
) -> io::Result<()> {
    let verdict = finding.verdict();
    page.line(
        0,
        Ink::Of(verdict.into()),
        format!("{} {}", verdict.sign(), place(&finding.source)),
    )?;
    // Of what was asked for and not found, and of a mere file, the name is all that is known.
    let id = finding.id.as_deref().filter(|id| **id != *finding.source.path);
    if id.is_some() || !matches!(finding.kind, Kind::Content | Kind::Unknown) {
        page.identified(2, finding.kind.word(), id)?;
    }
    if let Some(role) = finding.role {
        page.text(2, role.with_record(&finding.matched_with))?;
    }
    page.text(2, finding.headline_told(provisional))?;
    if cause {
        if let Some(causes) = finding.possible_causes() {
            page.explained(2, verdict.causes_title(), causes)?;
        }
        if let Some(next) = finding.next_step() {
            page.explained(2, "Next step", next)?;
        }
    }
    checks(page, 2, finding)?;
    let mut bad = finding.children.iter().filter(|c| c.verdict() == verdict);
    for child in bad.by_ref().take(ITEMS) {
        let child = &child;
        // What stands in a list and is no record has nothing of its own but the places.
        if finding.kind == Kind::List {
            checks(page, 2, child)?;
            continue;
        }
        let id = child.id.as_deref().map(|id| format!(" {}", quoted_id(id))).unwrap_or_default();
        page.text(2, format!("{}{id}: {}", items(child), child.headline()))?;
        checks(page, 4, child)?;
    }
    let more: u64 = bad.map(|child| child.count).sum();
    if more > 0 {
        page.text(2, format!("and {}", counted(more, "more item")))?;
    }
    let mut fields = Fields::default();
    fields.take(at, finding);
    fields.write(page)?;
    page.blank()
}

/// Where an item of a trace stands, or those that are alike.
fn items(child: &Finding) -> String {
    let Some(alike) = &child.pointers else {
        return format!("item {}", child.source.pointer.as_deref().unwrap_or_default());
    };
    let mut stretches = alike.stretches();
    let named: Vec<String> = stretches
        .by_ref()
        .take(STRETCHES)
        .map(|Stretch { first, last }| match first == last {
            true => first,
            false => format!("{first} to {last}"),
        })
        .collect();
    let more = if stretches.next().is_some() { " and others" } else { "" };
    format!("{} items with the same content, {}{more}", child.count, named.join(", "))
}

/// Every check that did not pass: its code, then what was compared with what. Of those that passed,
/// what is to be known.
fn checks(page: &mut Page<'_>, indent: usize, finding: &Finding) -> io::Result<()> {
    for check in finding.checks.iter().filter(|check| check.is_worth_telling()) {
        if check.outcome == Outcome::Pass {
            page.labelled(indent, "note", noted(check))?;
            continue;
        }
        let code = check.reason.map_or("", |r| r.code());
        let about = check.field.as_deref().map(|name| format!(": {}", quoted(name)));
        page.inked(indent, Ink::Faint, format!("{code}{}", about.unwrap_or_default()))?;
        page.text(indent + 2, note(check, finding))?;
        for value in &check.values {
            let is_fingerprint = check.check == CheckName::Signer && value.value.len() == 64;
            page.compared(indent + 2, value, is_fingerprint)?;
        }
    }
    Ok(())
}

/// What the headline and the cause have not said yet.
fn note(check: &Check, finding: &Finding) -> String {
    let clause = check.reason.map_or("", |r| r.clause());
    match check.note.as_deref() {
        Some(note) => note.to_owned(),
        None if finding.headline().contains(clause) => String::new(),
        None => sentence(clause),
    }
}
