//! Tables of records, such as CSV.

use super::record::{are_names_in_other_spelling, names_record};
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

/// What table of records a text is, whatever separates the columns.
pub(crate) fn table(text: &str) -> Option<Table> {
    // Spreadsheets take the character that separates columns from a first line, PowerShell writes a type.
    let is_note = |line: &&str| {
        let begins =
            |with: &str| line.get(..with.len()).is_some_and(|l| l.eq_ignore_ascii_case(with));
        line.trim().is_empty() || begins("sep=") || begins("#TYPE ")
    };
    let header = text.lines().find(|line| !is_note(line))?;
    let column = |name: &str| name.trim().trim_matches('"').to_ascii_lowercase();
    let columns: Vec<String> =
        header.split([',', ';', '\t', '|']).map(column).filter(|c| !c.is_empty()).collect();
    // Sentences and JSON have commas too.
    let is_name = |column: &String| {
        column.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-'))
    };
    if columns.len() < 2 || !columns.iter().all(is_name) {
        return None;
    }
    let has = |name: &&str| columns.iter().any(|column| column == name);
    let names: String = columns.iter().map(|column| format!("\"{column}\":")).collect();
    // A short one holds no record whose names were spelled again.
    let respelled = || {
        let columns = columns.iter().map(String::as_str);
        text.len() >= STRETCH && are_names_in_other_spelling(columns)
    };
    match names_record(&names) || respelled() {
        false => None,
        true if !["seq", "occurred_at", "action"].iter().all(has) => Some(Table::Records),
        true if ["id", "event_id", "org_id", "signing_public_key"].iter().any(has) => {
            Some(Table::AuditEvents)
        }
        true if OF_VIEWER.iter().all(has) => Some(Table::Viewer),
        true => Some(Table::Records),
    }
}
