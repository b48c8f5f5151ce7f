//! Records that were cut in pieces: a text as a list of its lines, a table as its columns and rows.

use std::collections::BTreeMap;

use crate::json::{Member, Node, Object, Value};
use crate::marks::{are_names_in_other_spelling, compressed_in, kinds_marked, may_hold_record};
use crate::verdict::{Check, CheckName, Reason};

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

/// Texts that stand under one name in values one behind the other, none of which holds a result: container logs
/// have a line of what was printed in each.
#[derive(Debug)]
pub struct Pieces<P> {
    by_name: BTreeMap<String, (P, Vec<String>)>,
}

impl<P> Default for Pieces<P> {
    fn default() -> Self {
        Self { by_name: BTreeMap::new() }
    }
}

impl<P: Copy> Pieces<P> {
    /// Takes the next line, at its place: a text may stand on it without a name.
    pub fn add_line(&mut self, place: P, node: &Node<'_>) {
        match node.as_str() {
            Some(text) => self.add_text(place, "", text),
            None => self.add(place, node),
        }
    }

    /// Takes the next value, at its place.
    pub(super) fn add(&mut self, place: P, node: &Node<'_>) {
        for (name, value) in node.as_object().map(Object::members).unwrap_or_default() {
            if let Some(text) = value.as_str() {
                self.add_text(place, &name.text, text);
            }
        }
    }

    fn add_text(&mut self, place: P, name: &str, text: &str) {
        let known = self.by_name.entry(name.to_owned());
        known.or_insert_with(|| (place, Vec::new())).1.push(text.to_owned());
    }

    /// Ends a stretch of such values. Gives where it began, if their texts hold a record together.
    pub fn end(&mut self) -> Option<P> {
        let runs = std::mem::take(&mut self.by_name).into_values();
        let holds = |texts: &[String]| ["", "\n"].iter().any(|by| may_hold_record(&texts.join(by)));
        let mut holding = runs.filter(|(_, texts)| texts.len() > 1 && holds(texts));
        holding.next().map(|(first, _)| first)
    }
}

/// What is said of such texts.
const IN_PIECES: &str = "The texts that stand here under one name, one behind the other, contain the field \
                             names of a record. They are not read as one text.";

/// The check that says so.
pub fn in_pieces() -> Check {
    Check::unknown(CheckName::Parse, Reason::UnsupportedRecord)
        .note(IN_PIECES)
        .possible_causes("A program may have cut a record into lines.")
        .next_step("Ask for the record in one piece, as the API returns it.")
}

/// Whether a list is one of names with their values, and the names are those of a record, whatever the members are
/// called in which they stand: forms that a browser sent and telemetry are kept so.
pub(super) fn names_a_record<'n>(items: impl Iterator<Item = &'n Node<'n>> + Clone) -> bool {
    let is_pair = |item: &&Node<'_>| match &item.value {
        Value::Object(pair) => {
            pair.members().iter().any(|(name, _)| name.text.eq_ignore_ascii_case("value"))
        }
        Value::Array(pair) => pair.len() == 2,
        _ => false,
    };
    // One or the other can be without a value.
    let (pairs, all) = (items.clone().filter(is_pair).count(), items.clone().count());
    pairs > 0 && 2 * pairs >= all && are_names(items)
}

/// So many members has what tells a name at most.
const MEMBERS: usize = 16;

/// Whether the texts that stand at one place in each element of a list are the names of a record: the elements
/// themselves, their first elements, or one of their members.
fn are_names<'n>(list: impl Iterator<Item = &'n Node<'n>> + Clone) -> bool {
    let Some(first) = list.clone().next() else { return false };
    let are = |name: &dyn Fn(&'n Node<'n>) -> Option<&'n str>| {
        let names = list.clone().map(name).collect::<Option<Vec<&str>>>().unwrap_or_default();
        kinds_marked(|mark| names.contains(&mark)).next().is_some()
            || are_names_in_other_spelling(names.into_iter())
    };
    match &first.value {
        Value::Object(object) if object.members().len() <= MEMBERS => {
            let mut members = object.members().iter();
            members.any(|(member, _)| are(&|item| item.as_object()?.str(&member.text)))
        }
        Value::Array(_) => are(&|item| item.as_array()?.first()?.as_str()),
        Value::String(_) => are(&Node::as_str),
        _ => false,
    }
}

/// The bytes that numbers are, if all are: programs write bytes as lists of numbers, Java from -128 on, and some as
/// texts.
pub(super) fn bytes<'n>(items: impl Iterator<Item = &'n Node<'n>>) -> Option<Vec<u8>> {
    let byte = |node: &Node<'_>| {
        let spelling = match &node.value {
            Value::Number(number) => number.spelling,
            Value::String(text) => &text.text,
            _ => return None,
        };
        let number: i64 = spelling.strip_suffix(".0").unwrap_or(spelling).parse().ok()?;
        (-128..256).contains(&number).then_some(number as u8)
    };
    items.filter(|item| item.value != Value::Null).map(byte).collect()
}

/// Whether bytes, read as a text, name a record.
pub(super) fn are_of_record(bytes: &[u8]) -> bool {
    may_hold_record(&String::from_utf8_lossy(bytes))
}

/// Those members that are numbered from 0 or 1 on, in the order of their numbers: so programs write lists for which
/// JSON has no form of its own.
pub(super) fn numbered<'n>(members: &[&'n Member<'n>]) -> Option<Vec<&'n Node<'n>>> {
    let number = |name: &str| name.parse::<usize>().ok();
    let members = members.iter().filter_map(|(name, member)| Some((number(&name.text)?, member)));
    let mut members: Vec<(usize, &Node<'n>)> = members.collect();
    members.sort_by_key(|(number, _)| *number);
    let first = members.first().filter(|_| members.len() > 1)?.0;
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

/// Whether members are a table of records: a list with the names of the columns beside a list of rows.
/// Spreadsheets and databases answer so.
pub(super) fn is_table_of_records(members: &[&Member<'_>]) -> bool {
    let lists = || members.iter().filter_map(|(_, member)| member.as_array());
    let are_rows = |list: &[Node<'_>]| list.first().is_some_and(|first| cells(first).is_some());
    // The columns may be described in an object beside the rows.
    let beside = members.iter().filter_map(|(_, member)| member.as_object());
    let beside = beside.flat_map(Object::members).filter_map(|(_, member)| member.as_array());
    lists().any(are_rows) && lists().chain(beside).any(|list| are_names(list.iter()))
}

/// Whether a list is of rows, the first of which has the names of a record.
pub(super) fn has_names_over_rows(list: &[Node<'_>]) -> bool {
    let [first, second, ..] = list else { return false };
    cells(second).is_some() && cells(first).is_some_and(|cells| are_names(cells.iter()))
}

/// The cells of a row: a list of them, or an object that has nothing but such a list.
fn cells<'n>(row: &'n Node<'n>) -> Option<&'n [Node<'n>]> {
    match row.as_object().map(Object::members) {
        Some([(_, only)]) => only.as_array(),
        Some(_) => None,
        None => row.as_array(),
    }
}
