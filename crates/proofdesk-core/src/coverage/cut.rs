//! Records that were cut in pieces: a text as a list of its lines, a table as its columns and rows.

use crate::json::{Node, Object};
use crate::marks::{compressed_in, is_table, may_hold_record};

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

/// What compressed file the texts of a list hold together that none of them holds by itself.
pub(super) fn is_cut_and_compressed(items: &[Node<'_>]) -> Option<&'static str> {
    let texts: Option<Vec<&str>> = items.iter().map(Node::as_str).collect();
    let texts = texts.filter(|texts| texts.len() > 1)?;
    compressed_in(&texts.concat())
        .filter(|_| texts.iter().all(|text| compressed_in(text).is_none()))
}

/// Whether an object is a table of records: a list with the names of the columns beside a list of rows.
/// Spreadsheets and databases answer so.
pub(super) fn is_table_of_records(object: &Object<'_>) -> bool {
    let lists = || object.members().iter().filter_map(|(_, member)| member.as_array());
    // A row is a list of cells, or an object that has nothing but such a list.
    let is_row = |row: &Node<'_>| match row.as_object().map(Object::members) {
        Some([(_, only)]) => only.as_array().is_some(),
        Some(_) => false,
        None => row.as_array().is_some(),
    };
    let are_rows = |list: &[Node<'_>]| list.first().is_some_and(is_row);
    let name = |column: &Node<'_>| match column.as_object() {
        Some(column) => column.str("name").map(str::to_owned),
        None => column.as_str().map(str::to_owned),
    };
    let are_columns = |list: &[Node<'_>]| {
        let names: Option<Vec<String>> = list.iter().map(name).collect();
        names.is_some_and(|names| is_table(&names.join(",")))
    };
    // The columns may be described in an object beside the rows.
    let beside = object.members().iter().filter_map(|(_, member)| member.as_object());
    let beside = beside.flat_map(Object::members).filter_map(|(_, member)| member.as_array());
    lists().any(are_rows) && lists().chain(beside).any(are_columns)
}
