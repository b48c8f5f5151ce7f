//! What stands where records stand, and holds none: the elements of an array, the members of a map,
//! the lines or values of a file, beside those that do hold records at the same path.

use std::collections::BTreeMap;

use super::shape::{ANY, Part, Shape};
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName, Finding, Kind, Source};

/// How many stretches of places are kept; of more, the number is.
const RANGES: usize = 16;
/// How many objects, arrays and records are kept of all elements that differ. Of further ones, those
/// that hold a record are not compared with the others.
const KEPT: usize = 1 << 16;

/// Positions in a sequence, counted from 0, or line numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Positions {
    /// How many.
    pub count: u64,
    /// The first and the last of each of the first stretches.
    pub ranges: Vec<(u64, u64)>,
}

impl Positions {
    fn add(&mut self, place: u64) {
        self.count += 1;
        if let Some((_, last)) = self.ranges.last_mut().filter(|(_, last)| *last + 1 == place) {
            *last = place;
        } else if self.ranges.len() < RANGES {
            self.ranges.push((place, place));
        }
    }

    /// Adds places of the same or of another stretch, and keeps the first.
    fn append(&mut self, other: &Self) {
        self.count += other.count;
        self.ranges.extend_from_slice(&other.ranges);
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
    shapes: BTreeMap<Part, Positions>,
    weight: usize,
}

/// What a sequence has beside records.
#[derive(Debug, Default)]
pub struct Remainder {
    /// What stands where records stand and holds none.
    pub unrecognised: Unrecognised,
    /// What holds nothing and stands nowhere.
    pub rest: Positions,
}

impl Remainder {
    /// Where a part belongs, if records stand at these paths.
    fn list_of(&mut self, part: &Part, paths: &Shape) -> Option<&mut Positions> {
        match part.lacks_a_record(paths) {
            true => Some(&mut self.unrecognised.0),
            false if part.holds_nothing() => Some(&mut self.rest),
            false => None,
        }
    }
}

impl Sequence {
    /// Takes the next part, at its place.
    pub fn add(&mut self, place: u64, part: Part) {
        self.at(part).add(place);
    }

    /// Takes the parts of the next stretch of the same sequence.
    pub fn append(&mut self, next: Self) {
        for (part, places) in next.shapes {
            self.at(part).append(&places);
        }
    }

    fn at(&mut self, mut part: Part) -> &mut Positions {
        if !self.shapes.contains_key(&part) {
            let weight = part.weight();
            match self.weight + weight > KEPT {
                true => part = part.in_short(),
                false => self.weight += weight,
            }
        }
        self.shapes.entry(part).or_default()
    }

    /// What stands where records stand and holds none, and what holds nothing and stands nowhere.
    pub fn remainder(&self) -> Remainder {
        let mut paths = Shape::default();
        self.shapes.keys().for_each(|part| paths.merge_records(&part.shape));
        let mut remainder = Remainder::default();
        for (part, places) in &self.shapes {
            if let Some(list) = remainder.list_of(part, &paths) {
                list.append(places);
            }
        }
        remainder
    }

    /// Whether each part is or holds a record.
    pub(super) fn is_of_records(&self) -> bool {
        self.shapes.keys().all(Part::holds_record)
    }

    /// The array that these are the elements of.
    pub(super) fn into_array(self) -> Part {
        let mut array = Part::container();
        self.shapes.into_keys().for_each(|part| array.put(ANY, part));
        array
    }
}

/// Elements that stand where records stand, and hold none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unrecognised(Positions);

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
        let (elements, contain) = match self.0.count {
            1 => ("1 element".to_owned(), "contains"),
            count => (format!("{count} elements"), "contain"),
        };
        let odd =
            format!("{elements} of this list {contain} no record where the others contain one");
        let check = Check::unknown(CheckName::Parse, Reason::UnsupportedRecord)
            .note(format!("{odd}: {places}{more}."))
            .clause(odd);
        let mut list = Finding::new(source.clone(), Kind::List);
        list.children.push(&Finding::of(source, Kind::Unknown, check));
        Some(list)
    }
}

/// The members of an object of which two or more hold records of one kind at the same path: a map by
/// id, and whether it is one.
pub(super) fn in_map(members: &[Part]) -> (bool, Remainder) {
    let mut by_size: Vec<&Shape> = members.iter().map(|part| &part.shape).collect();
    by_size.sort_by_key(|shape| shape.records);
    let (mut seen, mut paths) = (Shape::default(), Shape::default());
    // The largest is looked at, not kept: what is nested deeply would else be copied at each level.
    let largest = by_size.pop();
    for shape in by_size {
        paths.merge(seen.common(shape));
        seen.merge_records(shape);
    }
    if let Some(largest) = largest {
        paths.merge(seen.common(largest));
    }
    let mut remainder = Remainder::default();
    for (part, place) in members.iter().zip(0..) {
        if let Some(list) = remainder.list_of(part, &paths) {
            list.add(place);
        }
    }
    (!paths.is_empty(), remainder)
}
