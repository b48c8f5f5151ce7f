//! Records that were cut in pieces: a text as a list of its lines, a table as its columns and rows.

use crate::json::{Node, Object, Value};
use crate::marks::{compressed_in, is_table, kinds_marked, may_hold_record};

/// Whether the elements of a list, or numbered members, are texts that hold a record together which none of them
/// holds by itself: notebooks keep texts as lists of lines.
pub(super) fn is_cut_record<'n>(items: impl Iterator<Item = &'n Node<'n>>) -> bool {
    let texts = items.filter(|item| item.value != Value::Null).map(Node::as_str);
    let Some(mut texts) = texts.collect::<Option<Vec<&str>>>() else {
        return false;
    };
    let hold = |texts: &[&str]| ["", "\n"].iter().any(|by| may_hold_record(&texts.join(by)));
    // What one of them holds is told of by itself.
    texts.len() > 1 && hold(&texts) && {
        texts.retain(|text| !may_hold_record(text));
        hold(&texts)
    }
}

/// Whether a list is one of names with their values, and the names are those of a record: forms that a browser sent
/// and telemetry are kept so.
pub(super) fn names_a_record<'n>(items: impl Iterator<Item = &'n Node<'n>>) -> bool {
    let name = |item: &'n Node<'n>| match &item.value {
        Value::Object(pair) if pair.get("value").is_some() => {
            ["name", "key"].iter().find_map(|name| pair.str(name))
        }
        Value::Array(pair) if pair.len() == 2 => pair[0].as_str(),
        _ => None,
    };
    let names = items.map(name).collect::<Option<Vec<&str>>>();
    names.is_some_and(|names| kinds_marked(|mark| names.contains(&mark)).next().is_some())
}

/// The bytes that numbers are, if all are: programs write bytes as lists of numbers.
pub(super) fn bytes<'n>(items: impl Iterator<Item = &'n Node<'n>>) -> Option<Vec<u8>> {
    let byte = |node: &Node<'_>| match &node.value {
        Value::Number(number) => number.as_i64().and_then(|n| u8::try_from(n).ok()),
        _ => None,
    };
    items.map(byte).collect()
}

/// The members of an object that are numbered from 0 or 1 on, in the order of their numbers: so programs
/// write lists for which JSON has no form of its own.
pub(super) fn numbered<'n>(object: &'n Object<'n>) -> Option<Vec<&'n Node<'n>>> {
    let number = |name: &str| name.parse::<usize>().ok();
    let members = object.members().iter().map(|(name, member)| Some((number(&name.text)?, member)));
    let mut members = members.collect::<Option<Vec<_>>>().filter(|members| members.len() > 1)?;
    members.sort_by_key(|(number, _)| *number);
    let first = members[0].0;
    let is_whole = first <= 1 && members.iter().zip(first..).all(|((number, _), i)| *number == i);
    is_whole.then(|| members.into_iter().map(|(_, member)| member).collect())
}

/// What compressed file texts hold together that none of them holds by itself.
pub(super) fn is_cut_and_compressed<'n>(
    pieces: impl Iterator<Item = &'n Node<'n>>,
) -> Option<&'static str> {
    let texts: Option<Vec<&str>> = pieces.map(Node::as_str).collect();
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
