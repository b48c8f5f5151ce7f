use std::borrow::Cow;

use super::number::Number;
use super::text::Text;

/// A JSON value and where it stands in the text.
///
/// A text can hold a value in every two bytes, so what is kept of each is small: see the test below.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'a> {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The value itself.
    pub value: Value<'a>,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, with its spelling.
    Number(Number<'a>),
    /// A string, unescaped.
    String(Text<'a>),
    /// An array.
    Array(Box<[Node<'a>]>),
    /// An object without duplicate keys, members in the order of the text.
    Object(Object<'a>),
}

/// The members of an object, in the order of the text, keys unique.
#[derive(Debug, Clone, PartialEq)]
pub struct Object<'a>(Kept<'a>);

/// A member of an object: its name and its value.
pub type Member<'a> = (Text<'a>, Node<'a>);

type Members<'a> = Box<[Member<'a>]>;

/// Few objects are large, and each value has room for the largest.
#[derive(Debug, Clone, PartialEq)]
enum Kept<'a> {
    Small(Members<'a>),
    Large(Box<Large<'a>>),
}

#[derive(Debug, Clone, PartialEq)]
struct Large<'a> {
    members: Members<'a>,
    /// The places of the members in the order of their keys. Without it, comparing two large hostile
    /// objects would take quadratic time.
    by_key: Box<[u32]>,
}

impl Default for Object<'_> {
    fn default() -> Self {
        Self(Kept::Small(Box::default()))
    }
}

impl<'a> Object<'a> {
    /// One of these members. `by_key` are their places in the order of their keys, if there are many.
    pub(super) fn new(members: Vec<(Text<'a>, Node<'a>)>, by_key: Option<Vec<u32>>) -> Self {
        let members = members.into();
        Self(match by_key {
            None => Kept::Small(members),
            Some(by_key) => Kept::Large(Box::new(Large { members, by_key: by_key.into() })),
        })
    }

    /// The value of `key`, `null` included.
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        let (members, by_key) = match &self.0 {
            Kept::Small(members) => {
                return members.iter().find(|(k, _)| k.text == key).map(|(_, v)| v);
            }
            Kept::Large(large) => (&large.members, &large.by_key),
        };
        let place = by_key.binary_search_by(|&i| (*members[i as usize].0.text).cmp(key)).ok()?;
        Some(&members[by_key[place] as usize].1)
    }

    /// The value of `key` unless it is absent or `null`, which the API uses for the same thing.
    pub fn present(&self, key: &str) -> Option<&Node<'a>> {
        self.get(key).filter(|n| n.value != Value::Null)
    }

    /// Whether every one of `keys` is there and not `null`.
    pub fn has_all(&self, keys: &[&str]) -> bool {
        keys.iter().all(|k| self.present(k).is_some())
    }

    /// Whether one of `keys` is there and not `null`.
    pub fn has_any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|k| self.present(k).is_some())
    }

    /// All members.
    pub fn members(&self) -> &[(Text<'a>, Node<'a>)] {
        match &self.0 {
            Kept::Small(members) => members,
            Kept::Large(large) => &large.members,
        }
    }

    /// Text of the string member `key`.
    pub fn str(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }
}

impl<'a> Node<'a> {
    /// Offset of the first byte, from the start of the text.
    pub fn start(&self) -> usize {
        self.start as usize
    }

    /// Offset behind the last byte.
    pub fn end(&self) -> usize {
        self.end as usize
    }

    /// The object, if it is one.
    pub fn as_object(&self) -> Option<&Object<'a>> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The array, if it is one.
    pub fn as_array(&self) -> Option<&[Node<'a>]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The string, if it is one without unpaired surrogates.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) if !text.has_unpaired_surrogate() => Some(&text.text),
            _ => None,
        }
    }

    /// The 64-bit signed integer, if it is one.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.value {
            Value::Number(number) => number.as_i64(),
            _ => None,
        }
    }

    /// The 64-bit signed integer that it is, however a program saved it: `5.0` is 5.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.value {
            Value::Number(number) => number.to_integer()?.parse().ok(),
            _ => None,
        }
    }

    /// What kind of value it is, with its article, for messages.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(text) if text.has_unpaired_surrogate() => {
                "a string with an unpaired surrogate escape, which no Unicode text can hold"
            }
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }
}

/// A key as a part of a JSON Pointer (RFC 6901, section 4).
pub(crate) fn pointer_token(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) {
        return Cow::Owned(key.replace('~', "~0").replace('/', "~1"));
    }
    Cow::Borrowed(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_takes_little_memory() {
        assert_eq!(size_of::<Node<'_>>(), 32);
    }
}
