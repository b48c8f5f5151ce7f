//! Tables of records, such as CSV.

use std::borrow::Cow;

use super::look::as_it_looks;
use super::record::{are_names_in_other_spelling, ends_with_mark, kinds_marked, mark};
use super::stretch::STRETCH;

/// Columns of the vendor viewer's table that others lack.
const OF_VIEWER: [&str; 3] = ["actor_type", "actor_id", "payload_hash"];

/// A table of records, by the names over its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    /// The CSV export of the vendor's viewer.
    Viewer,
    /// Audit events with other columns.
    AuditEvents,
    /// Other records, or a part of them.
    Records,
}

/// Whether a text is a table with the names of a record over its columns.
pub fn is_table(text: &str) -> bool {
    table(text).is_some()
}

/// What can separate columns.
const SEPARATORS: [char; 6] = [',', ';', '\t', '|', '~', '\u{1}'];

/// What table of records a text is or has in it, whatever separates the columns. Words can stand before it.
pub(crate) fn table(text: &str) -> Option<Table> {
    let any_spelling = text.len() >= STRETCH;
    let text = if any_spelling { as_it_looks(text) } else { Cow::Borrowed(text) };
    // Spreadsheets take the character that separates columns from a first line, PowerShell writes a type.
    let is_note = |line: &&str| {
        let begins =
            |with: &str| line.get(..with.len()).is_some_and(|l| l.eq_ignore_ascii_case(with));
        line.trim().is_empty() || begins("sep=") || begins("#TYPE ")
    };
    let mut lines = text.lines().filter(|line| !is_note(line)).peekable();
    let mut is_first = true;
    while let Some(line) = lines.next() {
        let columns = columns(line);
        // Behind other lines, a list of names may be prose: rows stand below those of a table.
        let mut rows = |columns: &Vec<String>| {
            lines.peek().is_some_and(|row| 2 * row.matches(SEPARATORS).count() + 1 >= columns.len())
        };
        let columns = columns.filter(|columns| is_first || rows(columns));
        if let Some(found) = columns.and_then(|columns| of_records(&columns, any_spelling)) {
            return Some(found);
        }
        is_first = false;
    }
    None
}

/// The names on a line that can be those of columns; two of them at least are names of a record.
fn columns(line: &str) -> Option<Vec<String>> {
    let is_quote = |c: char| c.is_whitespace() || "\"'`".contains(c);
    // Sentences and JSON have commas too.
    let is_name = |name: &str| {
        let name = name.trim_matches(is_quote);
        name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ' '))
    };
    if !line.split(SEPARATORS).all(is_name) {
        return None;
    }
    let names = line.split(SEPARATORS).map(|name| name.trim_matches(is_quote));
    let names = names.filter(|name| !name.is_empty());
    let columns: Vec<String> = names.map(str::to_ascii_lowercase).collect();
    (columns.iter().filter(|name| ends_with_mark(name)).count() >= 2).then_some(columns)
}

/// The table that has these columns, if they are those of a record.
fn of_records(columns: &[String], any_spelling: bool) -> Option<Table> {
    let has = |name: &&str| columns.iter().any(|column| column == name);
    let own = |column: &String| mark(column.rsplit(['.', '-']).next()?);
    let marks: Vec<&str> = columns.iter().filter_map(own).collect();
    let are_names = kinds_marked(|name| marks.contains(&name)).next().is_some();
    // A short one holds no record whose names were spelled again.
    let respelled =
        || any_spelling && are_names_in_other_spelling(columns.iter().map(String::as_str));
    match are_names || respelled() {
        false => None,
        true if !["seq", "occurred_at", "action"].iter().all(has) => Some(Table::Records),
        true if ["id", "event_id", "org_id", "signing_public_key"].iter().any(has) => {
            Some(Table::AuditEvents)
        }
        true if OF_VIEWER.iter().all(has) => Some(Table::Viewer),
        true => Some(Table::Records),
    }
}
