//! What stands where in a value, as far as it matters to the values beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::verdict::Kind;

/// How many objects and arrays are kept of one value. One with more is taken to have an object at
/// every path.
const CONTAINERS: usize = 512;

/// The step into an array, whatever the index: no JSON Pointer has such a token.
pub(super) const ANY: &str = "/";

/// What a value is to the sequence that it stands in.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    pub(super) shape: Shape,
    /// It holds more objects and arrays than are kept.
    crowded: bool,
    /// It holds a result, perhaps no record.
    is_result: bool,
}

/// Objects, arrays and records by the paths to them. A record is all that stands in its place.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shape {
    /// An object or an array.
    container: bool,
    /// The kinds of record that it is.
    kinds: BTreeSet<Kind>,
    /// What is one step inside, by the tokens of a JSON Pointer.
    inside: BTreeMap<Arc<str>, Shape>,
    /// How many containers and records there are, this and those inside.
    containers: usize,
    pub(super) records: usize,
}

impl Part {
    /// One that holds a result, although no record: a line that cannot be read.
    pub fn result() -> Self {
        Self { is_result: true, ..Self::default() }
    }

    /// An object or an array, with nothing in it yet.
    pub(super) fn container() -> Self {
        let shape = Shape { container: true, containers: 1, ..Shape::default() };
        Self { shape, ..Self::default() }
    }

    /// A record.
    pub(super) fn record(kinds: impl IntoIterator<Item = Kind>) -> Self {
        let kinds = BTreeSet::from_iter(kinds);
        let shape = Shape { records: kinds.len(), kinds, ..Shape::default() };
        Self { shape, ..Self::default() }
    }

    /// Whether it holds nothing that anything is said of.
    pub(super) fn holds_nothing(&self) -> bool {
        !self.holds_record() && !self.is_result
    }

    /// The kind of the first record that it is or holds.
    pub(super) fn first_kind(&self) -> Option<Kind> {
        self.shape.first_kind()
    }

    pub(super) fn holds_record(&self) -> bool {
        self.shape.records > 0
    }

    /// The same, with whether it holds a result.
    pub(super) fn with_result(self, is_result: bool) -> Self {
        Self { is_result, ..self }
    }

    /// Takes what is one step further inside.
    pub(super) fn put(&mut self, token: &str, mut inside: Self) {
        self.crowded |= inside.crowded;
        if self.crowded {
            inside.shape.keep_records();
        }
        self.shape.put(Arc::from(token), inside.shape);
        if self.shape.containers > CONTAINERS {
            self.crowd();
        }
    }

    /// Takes it to have an object at every path.
    fn crowd(&mut self) {
        self.crowded = true;
        self.shape.keep_records();
    }

    /// What is kept of it where many others are: whether it holds a record, or may lack one.
    pub(super) fn in_short(mut self) -> Self {
        match (self.holds_record(), self.shape.is_empty()) {
            (true, _) => Self::result(),
            (false, true) => self,
            (false, false) => {
                self.crowd();
                self
            }
        }
    }

    /// How much is kept of it.
    pub(super) fn weight(&self) -> usize {
        1 + self.shape.containers + self.shape.records
    }

    /// Whether there is something at one of the paths of records that holds no record.
    pub(super) fn lacks_a_record(&self, paths: &Shape) -> bool {
        (self.holds_record() || !self.is_result) && self.shape.lacks(paths, self.crowded)
    }
}

impl Shape {
    pub(super) fn is_empty(&self) -> bool {
        self.containers == 0 && self.records == 0
    }

    fn first_kind(&self) -> Option<Kind> {
        let inside = || self.inside.values().find_map(Shape::first_kind);
        self.kinds.first().copied().or_else(inside)
    }

    fn put(&mut self, token: Arc<str>, shape: Shape) {
        if shape.is_empty() {
            return;
        }
        self.containers += shape.containers;
        self.records += shape.records;
        let Some(there) = self.inside.get_mut(&token) else {
            self.inside.insert(token, shape);
            return;
        };
        let (containers, records) =
            (there.containers + shape.containers, there.records + shape.records);
        there.merge(shape);
        self.containers -= containers - there.containers;
        self.records -= records - there.records;
    }

    /// Takes what stands at the same place of another value.
    pub(super) fn merge(&mut self, mut other: Shape) {
        if other.inside.len() > self.inside.len() {
            std::mem::swap(self, &mut other);
        }
        self.containers += usize::from(other.container && !self.container);
        self.container |= other.container;
        for kind in other.kinds {
            self.records += usize::from(self.kinds.insert(kind));
        }
        other.inside.into_iter().for_each(|(token, shape)| self.put(token, shape));
    }

    /// Takes where records stand in another value.
    pub(super) fn merge_records(&mut self, other: &Shape) {
        for kind in &other.kinds {
            self.records += usize::from(self.kinds.insert(*kind));
        }
        for (token, shape) in other.inside.iter().filter(|(_, shape)| shape.records > 0) {
            let there = self.inside.entry(token.clone()).or_default();
            let before = there.records;
            there.merge_records(shape);
            self.records += there.records - before;
        }
    }

    /// The paths at which records of one kind stand in both, but for those in arrays.
    pub(super) fn common(&self, other: &Shape) -> Shape {
        let kinds: BTreeSet<Kind> = self.kinds.intersection(&other.kinds).copied().collect();
        let mut common = Shape { records: kinds.len(), kinds, ..Shape::default() };
        let (few, many) = match self.inside.len() < other.inside.len() {
            true => (self, other),
            false => (other, self),
        };
        for (token, shape) in few.inside.iter().filter(|(token, _)| &***token != ANY) {
            if let Some(other) = many.inside.get(token) {
                common.put(token.clone(), shape.common(other));
            }
        }
        common
    }

    fn keep_records(&mut self) {
        (self.container, self.containers) = (false, 0);
        self.inside.retain(|_, shape| shape.records > 0);
        for shape in self.inside.values_mut().filter(|shape| shape.containers > 0) {
            shape.keep_records();
        }
    }

    fn lacks(&self, paths: &Shape, crowded: bool) -> bool {
        let stands = self.container || crowded;
        if !paths.kinds.is_empty() && stands && self.records == 0 {
            return true;
        }
        if !crowded && self.inside.len() < paths.inside.len() {
            return self.inside.iter().any(|(token, inside)| {
                paths.inside.get(token).is_some_and(|paths| inside.lacks(paths, false))
            });
        }
        let nothing = Shape::default();
        paths.inside.iter().any(|(token, paths)| match self.inside.get(token) {
            Some(inside) => inside.lacks(paths, crowded),
            None => crowded && nothing.lacks(paths, crowded),
        })
    }
}
