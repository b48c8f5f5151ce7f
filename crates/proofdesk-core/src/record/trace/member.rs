//! A member of an item's payload against what the record of the item has signed.

use crate::canonical;
use crate::json::{self, Node, Object, Value};
use crate::marks::secret::shown_member;
use crate::record::binding::{Agreement, agreement};
use crate::record::look_alike;
use crate::record::statement::signed_name;

/// A member of an item's payload, with the value that it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownMember {
    /// Its name.
    pub name: String,
    /// Its value as JSON, with its type and every digit.
    json: String,
}

/// How a member stands to a signed statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The statement has the same value.
    Signed,
    /// The statement has no such member, or the two cannot be compared.
    Unsigned,
    /// The statement has another value. No private key stands in the two.
    Differs {
        /// The signed one.
        signed: String,
        /// The one in the payload.
        shown: String,
        /// In what they differ, where they look alike.
        how: Option<String>,
    },
}

impl ShownMember {
    /// `null` shows nothing, as if the member were not there.
    pub(super) fn of(name: &str, node: &Node<'_>) -> Option<Self> {
        let mut json = Vec::new();
        canonical::write_compact(node, &mut json);
        let json = String::from_utf8(json).ok().filter(|_| node.value != Value::Null)?;
        Some(Self { name: name.to_owned(), json })
    }

    /// Compares the value with the one in a statement, by the rules by which the fields of a record
    /// are held against its own statement.
    pub fn against(&self, statement: Option<&Object<'_>>) -> Standing {
        let signed = statement.and_then(|statement| {
            statement.present(&self.name).or_else(|| statement.present(signed_name(&self.name)))
        });
        let shown = json::parse(self.json.as_bytes()).ok();
        let Some((shown, signed)) = shown.zip(signed) else { return Standing::Unsigned };
        match agreement(&self.name, &shown, signed) {
            Agreement::Same | Agreement::Normalised => Standing::Signed,
            Agreement::Unreadable(_) => Standing::Unsigned,
            Agreement::Different => Standing::Differs {
                signed: shown_member(&self.name, signed),
                shown: shown_member(&self.name, &shown),
                how: look_alike::difference(&shown, signed),
            },
        }
    }
}
