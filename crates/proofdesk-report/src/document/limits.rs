//! What was not checked.

use std::io;

use proofdesk_engine::core::counted;
use proofdesk_engine::report::Head;

use super::page::{Look, Page, Text};
use super::seen::{LISTED, not_listed};

/// Writes it.
pub(super) fn limits(head: &Head, page: &mut dyn Page) -> io::Result<()> {
    if !head.limits.is_empty() {
        page.paragraph(&Text::plain("No check of this run could show these:"))?;
        page.list(&head.limits.iter().map(|limit| Text::plain(limit)).collect::<Vec<_>>())?;
    }
    let skipped = head.skipped.iter().take(LISTED);
    let skipped: Vec<Text> = skipped
        .map(|file| {
            Text::name(&file.path).and(Look::Plain, ": ").and(Look::Plain, file.why.words())
        })
        .collect();
    if !skipped.is_empty() {
        page.paragraph(&Text::plain("Skipped, and not checked:"))?;
        page.list(&skipped)?;
        not_listed(head.skipped.len() as u64, "file", page)?;
    }
    let left_over: Vec<Text> = head
        .left_over
        .iter()
        .take(LISTED)
        .map(|file| {
            let first = first_of(file.count, &file.pointers);
            let values = format!(": {}{first}", counted(file.count, "value"));
            Text::name(&file.path).and(Look::Plain, &values)
        })
        .collect();
    if !left_over.is_empty() {
        page.paragraph(&Text::plain("Not part of any result:"))?;
        page.list(&left_over)?;
        not_listed(head.left_over.len() as u64, "file", page)?;
    }
    Ok(())
}

/// The first of the values of a file that are not part of any result, in brackets.
fn first_of(count: u64, pointers: &[String]) -> String {
    let named = pointers.iter().map(|p| if p.is_empty() { "the whole value" } else { p });
    let named = named.collect::<Vec<_>>().join(", ");
    match (named.is_empty(), count > pointers.len() as u64) {
        (true, _) => String::new(),
        (false, false) => format!(" ({named})"),
        (false, true) => format!(" ({named} and more)"),
    }
}
