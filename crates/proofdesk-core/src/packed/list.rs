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
    /// Makes room for so many more.
    pub fn reserve(&mut self, more: usize) {
        if more > 0 {
            self.list.get_or_insert_default().packed.reserve_exact(more);
        }
    }

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

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::sync::Arc;

    use super::*;

    type Element = ((Cow<'static, str>, Vec<String>), (Option<Arc<str>>, u64));

    #[test]
    fn what_is_packed_comes_back() {
        let hash = "d3626ac30a87e6f7a6428233b3c68299976865fa5508e4267c5415c76af7a772";
        let mut texts: Vec<String> =
            ["", "a", hash, hash, &hash[1..]].map(str::to_owned).into_iter().collect();
        texts.push(hash.to_uppercase());
        texts.extend((0..40).map(|i| format!("{i:02}{}", &hash[2..])));
        texts.push("é".repeat(300));
        let shared: Arc<str> = "shared".into();
        let elements: Vec<Element> = [0, 1, 127, 128, 1 << 35, u64::MAX]
            .into_iter()
            .flat_map(|number| {
                let fixed = Cow::Borrowed("fixed");
                let made = Cow::Owned(format!("made {}", number % 2));
                [
                    ((fixed, texts.clone()), (Some(shared.clone()), number)),
                    ((made, Vec::new()), (None, number)),
                    ((Cow::Owned("long ".repeat(100)), Vec::new()), (None, number)),
                ]
            })
            .collect();
        let mut list = PackedList::new();
        elements.iter().for_each(|element| list.push(element));
        assert_eq!(list.iter().collect::<Vec<_>>(), elements);
        assert!(Arc::ptr_eq(
            list.get(0).and_then(|(_, (shared, _))| shared).as_ref().unwrap_or(&"".into()),
            &shared
        ));
        list.change_each(|element| element.1.1 ^= 1);
        list.set(2, &elements[0]);
        assert_eq!((list.len(), list.get(2)), (elements.len(), Some(elements[0].clone())));
        assert_eq!(list.get(4).map(|(_, (_, number))| number), Some(0));
        assert_eq!(list.get(elements.len()), None);
    }
}
