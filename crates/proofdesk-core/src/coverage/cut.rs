//! Records that were cut in pieces: a text as a list of its lines, a table as its columns and rows.

use crate::json::{Node, Object};
use crate::marks::{is_table, may_hold_record};

/// Whether texts of a list hold a record together that none of them holds by itself: notebooks keep texts
/// as lists of lines.
pub(super) fn is_cut_record(items: &[Node<'_>]) -> bool {
    if items.len() < 2 || !items.iter().all(|item| item.as_str().is_some()) {
        return false;
    }
    let hold = |texts: &[&str]| ["", "\n"].iter().any(|by| may_hold_record(&texts.join(by)));
    let mut texts: Vec<&str> = items.iter().filter_map(Node::as_str).collect();
    // What one of them holds is told of by itself.
    hold(&texts) && {
        texts.retain(|text| !may_hold_record(text));
        hold(&texts)
    }
}

/// Whether an object is a table of records: a list with the names of the columns beside a list of rows.
/// Spreadsheets and databases answer so.
pub(super) fn is_table_of_records(object: &Object<'_>) -> bool {
    let lists = || object.members().iter().filter_map(|(_, member)| member.as_array());
    let are_rows = |list: &[Node<'_>]| list.first().is_some_and(|row| row.as_array().is_some());
    let name = |column: &Node<'_>| match column.as_object() {
        Some(column) => column.str("name").map(str::to_owned),
        None => column.as_str().map(str::to_owned),
    };
    let are_columns = |list: &[Node<'_>]| {
        let names: Option<Vec<String>> = list.iter().map(name).collect();
        names.is_some_and(|names| is_table(&names.join(",")))
    };
    lists().any(are_rows) && lists().any(are_columns)
}
