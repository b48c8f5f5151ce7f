//! Children that are alike in everything but their place: one finding, with their number and pointers.

use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};

use crate::packed::packed_struct;

/// Where children stand that are alike: their places in one list, in stretches without a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// JSON Pointer to the list.
    pub(super) list: String,
    /// The first and the last place of each stretch.
    stretches: Vec<(u32, u32)>,
}

/// The pointers to the first and the last of children that stand behind each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Stretch {
    /// To the first.
    pub first: String,
    /// To the last.
    pub last: String,
}

impl Alike {
    /// A child of an array, by the pointer to it.
    pub(super) fn new(child: &str) -> Option<Self> {
        let (list, place) = child.rsplit_once('/')?;
        let place = place.parse().ok()?;
        Some(Self { list: list.into(), stretches: vec![(place, place)] })
    }

    /// Adds one that stands behind all of them.
    pub(super) fn add(&mut self, place: u32) {
        match self.stretches.last_mut().filter(|(_, last)| *last + 1 == place) {
            Some((_, last)) => *last = place,
            None => self.stretches.push((place, place)),
        }
    }

    /// The stretches.
    pub fn stretches(&self) -> impl Iterator<Item = Stretch> {
        let pointer = |place| format!("{}/{place}", self.list);
        self.stretches
            .iter()
            .map(move |(first, last)| Stretch { first: pointer(first), last: pointer(last) })
    }

    /// Whether one of them has this pointer.
    pub fn holds(&self, pointer: &str) -> bool {
        let Some(Self { list, stretches }) = Self::new(pointer) else { return false };
        let place = stretches[0].0;
        list == self.list && self.stretches.iter().any(|(from, to)| (*from..=*to).contains(&place))
    }
}

/// Writes the stretches as an array, which is empty for a finding that stands for itself.
pub(super) fn write<S: Serializer>(
    alike: &Option<Box<Alike>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut array = serializer.serialize_seq(None)?;
    for stretch in alike.iter().flat_map(|alike| alike.stretches()) {
        array.serialize_element(&stretch)?;
    }
    array.end()
}

packed_struct!(Alike { list, stretches });
