use std::marker::PhantomData;

use serde::{Serialize, Serializer};

use super::{Packed, Packer, Texts, Unpacker};

/// So many bytes may lie between elements that were changed, and as many as there are of elements.
const UNUSED: usize = 1 << 16;

/// A list of which every element is packed, and unpacked when it is looked at.
#[derive(Debug)]
pub struct PackedList<T> {
    /// None of an empty list, as almost all are.
    list: Option<Box<List>>,
    of: PhantomData<fn() -> T>,
}

/// The elements stand one behind the other: with a piece of memory for each, many small ones would take a fifth more.
#[derive(Debug, Clone, Default)]
struct List {
    texts: Texts,
    bytes: Vec<u8>,
    /// Where each begins, and how long it is.
    starts: Vec<usize>,
    lens: Vec<u32>,
    /// How many bytes are of no element any more.
    unused: usize,
}

impl List {
    /// Packs an element behind the others, and says where it is.
    fn pack(&mut self, element: &impl Packed) -> (usize, u32) {
        let start = self.bytes.len();
        self.bytes = Packer::pack_behind(std::mem::take(&mut self.bytes), element, &mut self.texts);
        (start, (self.bytes.len() - start) as u32)
    }

    fn packed(&self, place: usize) -> Option<&[u8]> {
        let start = *self.starts.get(place)?;
        self.bytes.get(start..start + *self.lens.get(place)? as usize)
    }

    /// Leaves out what is of no element.
    fn close_up(&mut self) {
        let mut bytes = Vec::with_capacity(self.bytes.len() - self.unused);
        for (start, len) in self.starts.iter_mut().zip(&self.lens) {
            let at = std::mem::replace(start, bytes.len());
            bytes.extend_from_slice(&self.bytes[at..at + *len as usize]);
        }
        self.bytes = bytes;
        self.unused = 0;
    }
}

impl<T> PackedList<T> {
    /// An empty list.
    pub const fn new() -> Self {
        Self { list: None, of: PhantomData }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.as_ref().map_or(0, |list| list.starts.len())
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
            let list = self.list.get_or_insert_default();
            list.starts.reserve_exact(more);
            list.lens.reserve_exact(more);
        }
    }

    /// Adds one behind the others.
    pub fn push(&mut self, element: &T) {
        let list = self.list.get_or_insert_default();
        let (start, len) = list.pack(element);
        list.starts.push(start);
        list.lens.push(len);
    }

    /// The one at this place.
    pub fn get(&self, place: usize) -> Option<T> {
        let list = self.list.as_ref()?;
        Some(Unpacker::unpack(list.packed(place)?, &list.texts))
    }

    /// Puts another in the place of one.
    pub fn set(&mut self, place: usize, element: &T) {
        if let Some(list) = &mut self.list {
            let (start, len) = list.pack(element);
            list.starts[place] = start;
            list.unused += std::mem::replace(&mut list.lens[place], len) as usize;
            if list.unused > UNUSED + list.bytes.len() / 2 {
                list.close_up();
            }
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
        (0..self.len()).filter_map(|place| self.get(place))
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
        // More often than there is room for what is changed.
        for _ in 0..301 {
            list.change_each(|element| element.1.1 ^= 1);
        }
        list.set(2, &elements[0]);
        assert_eq!((list.len(), list.get(2)), (elements.len(), Some(elements[0].clone())));
        assert_eq!(list.get(4).map(|(_, (_, number))| number), Some(0));
        assert_eq!(list.get(elements.len()), None);
    }
}
