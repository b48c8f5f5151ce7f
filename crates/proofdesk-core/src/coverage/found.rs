use super::paging::Page;
use super::shape::Part;
use crate::record::{ContentForm, Draft};
use crate::text::encoding::Digest;

/// How many pointers to what is left over are kept.
const LEFT_OVER: usize = 8;

/// Everything that one value holds.
#[derive(Debug, Default)]
pub struct Coverage {
    /// The results, in the order of the text; a list behind its elements.
    pub results: Vec<Covered>,
    /// Lists that say where they stand in a larger one.
    pub pages: Vec<Page>,
    /// What stands beside the results.
    pub left_over: LeftOver,
    /// What the value is among the others of a file or an array.
    pub part: Part,
}

/// One result.
#[derive(Debug)]
pub struct Covered {
    /// The result.
    pub draft: Draft,
    /// It carries a 64-byte signature with what that should be over, or it is a private key: a result
    /// whatever it lies in.
    pub signed: bool,
    /// The request body that it stands in, by its place in the results: content of a record, if the
    /// body turns out to be.
    pub body: Option<usize>,
    /// Of a request body, the hashes by which a record may name it.
    pub forms: Vec<(ContentForm, Digest)>,
}

/// Values beside results: paging members, a wrapper's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOver {
    /// How many.
    pub count: u64,
    /// JSON Pointers to the first of them.
    pub pointers: Vec<String>,
}

impl LeftOver {
    /// Counts so many more, with the pointers to the first of them.
    pub fn add_all(&mut self, count: u64, pointers: impl Iterator<Item = String>) {
        self.count += count;
        let room = LEFT_OVER.saturating_sub(self.pointers.len());
        self.pointers.extend(pointers.take(room));
    }
}
