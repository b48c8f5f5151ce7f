//! Items that are written alike, so that each is judged and told of once.

use std::collections::HashMap;

use crate::canonical;
use crate::encoding::Digest;
use crate::json::{Node, Value};

/// The items that were met, by how they are written.
#[derive(Default)]
pub(super) struct Repeats {
    first: HashMap<Digest, u32>,
    written: Vec<u8>,
}

impl Repeats {
    /// The first item like this one; if there is none, this is `next`.
    pub(super) fn first_like(&mut self, item: &Node<'_>, next: u32) -> Option<u32> {
        self.written.clear();
        match &item.value {
            // Text does not tell apart what is lost of such a string.
            _ if has_unpaired_surrogate(item) => return None,
            Value::Object(_) => canonical::write_compact(item, &mut self.written),
            // Of what is no item, only the kind is told.
            _ => self.written.extend_from_slice(item.kind().as_bytes()),
        }
        let known = *self.first.entry(Digest::of(&self.written)).or_insert(next);
        (known != next).then_some(known)
    }
}

fn has_unpaired_surrogate(node: &Node<'_>) -> bool {
    match &node.value {
        Value::String(text) => text.has_unpaired_surrogate(),
        Value::Array(items) => items.iter().any(has_unpaired_surrogate),
        Value::Object(object) => object
            .members()
            .iter()
            .any(|(name, value)| name.has_unpaired_surrogate() || has_unpaired_surrogate(value)),
        _ => false,
    }
}
