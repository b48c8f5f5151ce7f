//! What stands where records stand, and holds none: the elements of an array, the members of a map,
//! the lines or values of a file, beside those that do hold records at the same path.

use std::collections::{BTreeMap, BTreeSet};

use super::{TEXTS, open, readable};
use crate::json::{self, Node, Value};
use crate::reason::Reason;
use crate::verdict::{Check, CheckName, Finding, Kind, Source};

/// How many stretches of places are kept; of more, the number is.
const RANGES: usize = 16;
/// How many paths to objects and arrays are kept of one element. One with more is taken to have an
/// object at every path.
const CONTAINERS: usize = 512;
/// How many kinds of elements are told apart. Further ones are taken to have an object at every path.
const SHAPES: usize = 1024;

/// Where records stand in a value: their paths, with `*` for each index, and their kinds.
pub(super) type Records = BTreeSet<(String, Kind)>;

/// What a value is to the sequence that it stands in.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// The paths at which records stand in it, `*` for each index.
    records: BTreeSet<String>,
    /// It holds a result that is no record.
    is_result: bool,
    /// The paths at which objects, arrays and texts of these stand in it; `None` for too many.
    containers: Option<BTreeSet<String>>,
}

impl Part {
    pub(super) fn new(records: Records, is_result: bool, node: &Node<'_>) -> Self {
        let records: BTreeSet<String> = records.into_iter().map(|(at, _)| at).collect();
        let mut containers = Some(BTreeSet::new());
        // A record is all that stands in its place.
        if !records.contains("") {
            gather(node, &mut String::new(), 0, &mut containers);
        }
        Self { records, is_result, containers }
    }

    /// One that holds a result, although no record: a line that cannot be read.
    pub fn result() -> Self {
        Self { is_result: true, containers: Some(BTreeSet::new()), ..Self::default() }
    }
}

fn gather(node: &Node<'_>, path: &mut String, texts: usize, found: &mut Option<BTreeSet<String>>) {
    let Some(paths) = found else { return };
    let here = path.len();
    match &node.value {
        Value::Object(_) | Value::Array(_) => {
            paths.insert(path.clone());
        }
        Value::String(text) if texts < TEXTS => {
            let Some(opened) = open(&text.text) else { return };
            match readable(&opened).0.as_slice() {
                [one] => gather(one, path, texts + 1, found),
                several => {
                    path.push_str("/*");
                    several.iter().for_each(|value| gather(value, path, texts + 1, found));
                    path.truncate(here);
                }
            }
            return;
        }
        _ => return,
    }
    if paths.len() > CONTAINERS {
        *found = None;
        return;
    }
    match &node.value {
        Value::Object(object) => {
            for (name, member) in object.members() {
                path.push('/');
                path.push_str(&json::pointer_token(&name.text));
                gather(member, path, texts, found);
                path.truncate(here);
            }
        }
        Value::Array(items) => {
            path.push_str("/*");
            items.iter().for_each(|item| gather(item, path, texts, found));
            path.truncate(here);
        }
        _ => {}
    }
}

/// Places in a sequence, counted from 0, or line numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// How many.
    pub count: u64,
    /// The first and the last of each of the first stretches.
    pub ranges: Vec<(u64, u64)>,
}

impl Places {
    fn add(&mut self, place: u64) {
        self.count += 1;
        if let Some((_, last)) = self.ranges.last_mut().filter(|(_, last)| *last + 1 == place) {
            *last = place;
        } else if self.ranges.len() < RANGES {
            self.ranges.push((place, place));
        }
    }

    /// Adds places of the same or of another stretch, and keeps the first.
    fn append(&mut self, other: Self) {
        self.count += other.count;
        self.ranges.extend(other.ranges);
        self.ranges.sort_unstable();
        self.ranges.dedup_by(|next, last| {
            let joins = last.1 + 1 == next.0;
            if joins {
                last.1 = next.1;
            }
            joins
        });
        self.ranges.truncate(RANGES);
    }

    /// The first places, one by one.
    pub fn first(&self) -> impl Iterator<Item = u64> {
        self.ranges.iter().flat_map(|(first, last)| *first..=*last)
    }
}

/// Gathers the parts of a sequence until it is known where records stand in them.
#[derive(Debug, Default)]
pub struct Sequence {
    paths: BTreeSet<String>,
    shapes: BTreeMap<Part, Places>,
}

impl Sequence {
    /// Takes the next part, at its place.
    pub fn add(&mut self, place: u64, part: &Part) {
        for path in &part.records {
            if !self.paths.contains(path) {
                self.paths.insert(path.clone());
            }
        }
        if part.records.contains("") {
            return;
        }
        if let Some(places) = self.shapes.get_mut(part) {
            return places.add(place);
        }
        let mut part = part.clone();
        if self.shapes.len() >= SHAPES {
            part.containers = None;
        }
        self.shapes.entry(part).or_default().add(place);
    }

    /// Takes the parts of the next stretch of the same sequence.
    pub fn append(&mut self, next: Self) {
        self.paths.extend(next.paths);
        for (mut part, places) in next.shapes {
            if self.shapes.len() >= SHAPES && !self.shapes.contains_key(&part) {
                part.containers = None;
            }
            self.shapes.entry(part).or_default().append(places);
        }
    }

    /// What stands where records stand and holds none, and what holds nothing and stands nowhere.
    pub fn finish(self) -> (Unrecognised, Places) {
        let (mut unrecognised, mut rest) = (Places::default(), Places::default());
        for (part, places) in self.shapes {
            match part.lacks_a_record(&self.paths) {
                true => unrecognised.append(places),
                false if part.records.is_empty() && !part.is_result => rest.append(places),
                false => {}
            }
        }
        (Unrecognised(unrecognised), rest)
    }
}

impl Part {
    /// Whether there is something at one of the paths of records that holds no record.
    fn lacks_a_record(&self, paths: &BTreeSet<String>) -> bool {
        let holds = |at: &String| {
            let inside = format!("{at}/");
            let next = || self.records.range(inside.clone()..).next();
            self.records.contains(at) || next().is_some_and(|record| record.starts_with(&inside))
        };
        if self.records.is_empty() && self.is_result {
            return false;
        }
        match &self.containers {
            Some(containers) => paths.intersection(containers).any(|at| !holds(at)),
            None => paths.iter().any(|at| !holds(at)),
        }
    }
}

/// Elements that stand where records stand, and hold none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unrecognised(Places);

impl Unrecognised {
    /// The result on them, of the list at `source`. `name` names a place.
    pub fn finding(&self, source: Source, name: impl Fn(u64) -> String) -> Option<Finding> {
        if self.0.count == 0 {
            return None;
        }
        let ranges = self.0.ranges.iter().map(|(first, last)| match first == last {
            true => name(*first),
            false => format!("{} to {}", name(*first), name(*last)),
        });
        let named: u64 = self.0.ranges.iter().map(|(first, last)| last - first + 1).sum();
        let more = match self.0.count - named {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let places = ranges.collect::<Vec<_>>().join(", ");
        let (elements, hold) = match self.0.count {
            1 => ("1 element".to_owned(), "holds"),
            count => (format!("{count} elements"), "hold"),
        };
        let mut child = Finding::new(source.clone(), Kind::Unknown);
        child.add(
            Check::unknown(CheckName::Parse, Reason::UnsupportedRecord)
                .actual(elements.clone())
                .note(format!(
                    "{elements} of this list {hold} no record where the others hold one: \
                     {places}{more}."
                )),
        );
        let mut list = Finding::new(source, Kind::List);
        list.children.push(child);
        Some(list)
    }
}

/// The members of an object of which two or more hold records of one kind at the same path: a map by
/// id, and whether it is one. `parts` are the records in each, and its value.
pub(super) fn in_map(parts: Vec<(Records, bool, &Node<'_>)>) -> (bool, Unrecognised, Places) {
    let mut counted: BTreeMap<(&str, Kind), usize> = BTreeMap::new();
    for (records, ..) in &parts {
        for (at, kind) in records.iter().filter(|(at, _)| !at.contains('*')) {
            *counted.entry((at, *kind)).or_default() += 1;
        }
    }
    let several = counted.into_iter().filter(|(_, count)| *count > 1);
    let paths: BTreeSet<String> = several.map(|((at, _), _)| at.to_owned()).collect();
    let mut sequence = Sequence::default();
    for (i, (records, is_result, node)) in parts.into_iter().enumerate() {
        sequence.add(i as u64, &Part::new(records, is_result, node));
    }
    sequence.paths = paths;
    let is_map = !sequence.paths.is_empty();
    let (unrecognised, rest) = sequence.finish();
    (is_map, unrecognised, rest)
}
