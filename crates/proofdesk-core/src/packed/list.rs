use std::marker::PhantomData;

use serde::{Serialize, Serializer};

use super::{Packed, Packer, Texts, Unpacker};

/// A list of which every element is packed, and unpacked when it is looked at.
#[derive(Debug)]
pub struct PackedList<T> {
    /// None of an empty list, as almost all are.
    list: Option<Box<List>>,
    of: PhantomData<fn() -> T>,
}

#[derive(Debug, Clone, Default)]
struct List {
    texts: Texts,
    packed: Vec<Box<[u8]>>,
}

impl<T> PackedList<T> {
    /// An empty list.
    pub const fn new() -> Self {
        Self { list: None, of: PhantomData }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.as_ref().map_or(0, |list| list.packed.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T: Packed> PackedList<T> {
    /// Adds one behind the others.
    pub fn push(&mut self, element: &T) {
        let List { texts, packed } = &mut **self.list.get_or_insert_default();
        packed.push(Packer::pack(element, texts));
    }

    /// The one at this place.
    pub fn get(&self, place: usize) -> Option<T> {
        let list = self.list.as_ref()?;
        Some(Unpacker::unpack(list.packed.get(place)?, &list.texts))
    }

    /// Puts another in the place of one.
    pub fn set(&mut self, place: usize, element: &T) {
        if let Some(list) = &mut self.list {
            list.packed[place] = Packer::pack(element, &mut list.texts);
        }
    }

    /// Changes each, in their order.
    pub fn change_each(&mut self, mut change: impl FnMut(&mut T)) {
        for place in 0..self.len() {
            if let Some(mut element) = self.get(place) {
                change(&mut element);
                self.set(place, &element);
            }
        }
    }

    /// All, in their order.
    pub fn iter(&self) -> impl Iterator<Item = T> + Clone {
        let list = self.list.iter();
        list.flat_map(|list| list.packed.iter().map(|packed| Unpacker::unpack(packed, &list.texts)))
    }
}

impl<T> Default for PackedList<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for PackedList<T> {
    fn clone(&self) -> Self {
        Self { list: self.list.clone(), of: PhantomData }
    }
}

impl<T: Packed + Serialize> Serialize for PackedList<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
