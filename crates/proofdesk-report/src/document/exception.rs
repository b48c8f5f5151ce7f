//! One result that is not verified, explained.

use std::io;

use proofdesk_engine::core::verdict::{FieldStatus, Outcome, Reason};
use proofdesk_engine::core::{capital, quoted, quoted_id, shortened};
use proofdesk_engine::report::{Reported, ReportedCheck};

use super::page::{Look, Page, Text};
use crate::words::{in_groups, place, what};

/// Items of one result that are explained.
const ITEMS: usize = 20;

pub(super) fn explain(number: u64, result: &Reported, page: &mut dyn Page) -> io::Result<()> {
    let title = Text::plain(&format!("{number}. ")).and(Look::Plain, &place(&result.source));
    page.heading(number, &title)?;
    page.paragraph(
        &Text::default().and_prose(Look::Verdict(result.verdict.into()), &result.headline),
    )?;
    let what = match result.role {
        Some(role) => role.with_record(&result.matched_with),
        None => what(result).to_owned(),
    };
    let mut facts = vec![("What it is", Text::plain(&capital(&what)))];
    if let Some(id) = &result.id {
        facts.push(("Id", Text::exact(&shortened(id))));
    }
    if let Some(causes) = &result.possible_causes {
        facts.push((result.verdict.causes_title(), Text::prose(causes)));
    }
    if let Some(step) = &result.next_step {
        facts.push(("Next step", Text::prose(step)));
    }
    let with: Vec<String> = result.matched_with.iter().map(place).collect();
    if !with.is_empty() {
        facts.push(("Matched with", Text::plain(&with.join("; "))));
    }
    if let Some(hash) = result.hashes.get("sha256") {
        facts.push(("SHA-256 of the file", Text::digits(hash)));
    }
    for field in result.fields.iter().filter(|field| field.status == FieldStatus::NotShown) {
        let value = shortened(field.signed_value.as_deref().unwrap_or_default());
        facts
            .push(("Signed, not shown", Text::exact(&format!("{}: {value}", quoted(&field.name)))));
    }
    // What differs from its signed value is explained by its check.
    let is_unsigned = |status: FieldStatus| status == FieldStatus::Unsigned;
    let fields = result.fields.iter().filter(|f| is_unsigned(f.status) && f.signed_value.is_none());
    let unsigned: Vec<_> = fields.map(|field| quoted(&field.name)).collect();
    if !unsigned.is_empty() {
        facts.push(("Marked as not signed", Text::plain(&unsigned.join(", "))));
    }
    page.facts(&facts)?;
    checks(result, page)?;
    let bad: Vec<&Reported> =
        result.children.iter().filter(|item| item.verdict == result.verdict).collect();
    for item in bad.iter().take(ITEMS) {
        let at = item.source.pointer.as_deref().unwrap_or_default();
        let id = item.id.as_deref().map(|id| format!(" {}", quoted_id(id))).unwrap_or_default();
        page.paragraph(
            &Text::plain(&format!("Item {at}{id}: ")).and_prose(Look::Strong, &item.headline),
        )?;
        checks(item, page)?;
    }
    match bad.len().saturating_sub(ITEMS) {
        0 => Ok(()),
        more => page.paragraph(&Text::plain(&format!("And {more} more; the JSON report has all."))),
    }
}

fn checks(result: &Reported, page: &mut dyn Page) -> io::Result<()> {
    let (told, passed): (Vec<_>, Vec<_>) = result.checks.iter().partition(|check| {
        check.outcome != Outcome::Pass || check.note.is_some() || !check.values.is_empty()
    });
    if !told.is_empty() {
        page.table(
            "Checks",
            &[("Check", 3), ("Outcome", 2), ("What was compared, and what to know", 8)],
        )?;
        for check in told {
            page.row(&[
                Text::words(&capital(check.check.word())),
                Text::words(&capital(check.outcome.word())),
                said(check),
            ])?;
        }
        page.end_table()?;
    }
    let passed: Vec<&str> = passed.iter().map(|check| check.check.word()).collect();
    match passed.is_empty() {
        true => Ok(()),
        false => page.facts(&[("Also passed", Text::plain(&capital(&passed.join(", "))))]),
    }
}

fn said(check: &ReportedCheck) -> Text {
    let mut text = Text::default();
    let separate = |text: Text| match text.is_empty() {
        true => text,
        false => text.and(Look::Plain, " "),
    };
    let code = check.reason.as_deref().filter(|_| check.outcome != Outcome::Pass);
    let clause = code.and_then(Reason::of_code);
    if let Some(reason) = clause.filter(|_| check.note.is_none()) {
        text = text.and(Look::Plain, &format!("{}.", capital(reason.clause())));
    }
    if let Some(field) = &check.field {
        text = separate(text).and(Look::Exact, field).and(Look::Plain, ".");
    }
    if let Some(note) = &check.note {
        text = separate(text).and_prose(Look::Plain, note);
    }
    for value in &check.values {
        let source = format!("{}: ", capital(value.source.word()));
        // A hash is compared by eye, group by group.
        let is_hash = value.value.len() == 64 && value.value.bytes().all(|b| b.is_ascii_hexdigit());
        // A longer one would fill pages; the JSON report has it whole.
        let shown = match is_hash {
            true => in_groups(&value.value),
            false => shortened(&value.value).into_owned(),
        };
        text =
            separate(text).and(Look::Plain, &source).and(Look::Exact, &shown).and(Look::Plain, ".");
    }
    if let Some(code) = code {
        text = separate(text).and(Look::Exact, code);
    }
    text
}
