//! A member of an item's payload against what the record of the item has signed.

use crate::json::{self, Node, Text, Value};
use crate::records::binding::{Agreement, agreement};

/// A member of an item's payload, with the value that it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownMember {
    /// Its name.
    pub name: String,
    /// Its value: a string as its characters, anything else as compact JSON.
    pub value: String,
    is_string: bool,
}

impl ShownMember {
    /// `null` shows nothing, as if the member were not there.
    pub(super) fn of(name: &str, node: &Node<'_>) -> Option<Self> {
        let is_string = matches!(node.value, Value::String(_));
        let shows = node.value != Value::Null;
        shows.then(|| Self { name: name.to_owned(), value: node.to_display(), is_string })
    }

    /// Whether the value is one that a record has signed, which is given as a finding has it, by the
    /// rules by which the fields of a record are held against its own statement: the same moment or
    /// the same digest may be written in another way.
    pub fn agrees_with(&self, signed: &str) -> bool {
        if self.value == signed {
            return true;
        }
        let node = |text| match self.is_string {
            true => Some(string(text)),
            false => json::parse(str::as_bytes(text)).ok(),
        };
        let both = node(&self.value).zip(node(signed));
        both.is_some_and(|(shown, signed)| {
            !matches!(agreement(&self.name, &shown, &signed), Agreement::Different)
        })
    }
}

fn string(text: &str) -> Node<'_> {
    let value = Value::String(Text { text: text.into(), unpaired_surrogate: false });
    Node { value, start: 0, end: text.len() }
}
