//! Values of another type than they were, before a program saved them again: databases, protocol buffers and
//! languages that have no type of their own for some of JSON's.

use std::borrow::Cow;

use super::doubles::{Budget, Set};
use crate::json::canonical;
use crate::json::{self, Node, Value};

/// What values were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Was {
    /// Booleans: SQL has 0 and 1, forms and CSV have words.
    Boolean,
    /// Objects or arrays, which are texts now: databases keep them as JSON in a column.
    Structure,
    /// Integers, which are texts now: so protocol buffers write those of 64 bits.
    Integer,
    /// Numbers, times and ids, which have their type beside them: MongoDB.
    Typed,
    /// Empty arrays, which are empty objects now: Lua.
    EmptyArray,
    /// Objects with the names 0, 1 and so on, which are arrays now: PHP.
    Numbered,
    /// Arrays of one element, which are the element now: R, and what was XML on the way.
    Single,
}

impl Was {
    const ALL: [Self; 7] = [
        Self::Boolean,
        Self::Structure,
        Self::Integer,
        Self::Typed,
        Self::EmptyArray,
        Self::Numbered,
        Self::Single,
    ];

    /// What a value was, in JSON, if it can have been such. `text` is what it was parsed from.
    fn of<'t>(self, node: &Node<'t>, text: &'t str) -> Option<Cow<'t, str>> {
        let spelled = |node: &Node<'_>| text.get(node.start()..node.end());
        match (self, &node.value) {
            (Self::Boolean, Value::Number(number)) => match number.spelling {
                "0" => Some("false".into()),
                "1" => Some("true".into()),
                _ => None,
            },
            (Self::Boolean, Value::String(word)) => {
                let word = word.text.to_ascii_lowercase();
                matches!(&*word, "true" | "false").then_some(Cow::Owned(word))
            }
            (Self::Structure, Value::String(inner)) => {
                let is_json = inner.text.starts_with(['{', '[']);
                let inner = Some(&inner.text).filter(|_| is_json)?;
                json::parse(inner.as_bytes()).is_ok().then(|| inner.to_string().into())
            }
            (Self::Integer, Value::String(inner)) => as_integer(&inner.text),
            (Self::Typed, Value::Object(object)) => {
                let [(name, value)] = object.members() else { return None };
                let value = value.as_str()?;
                match &*name.text {
                    "$numberInt" | "$numberLong" => as_integer(value),
                    "$numberDouble" | "$numberDecimal" => {
                        let is_number = |node: Node<'_>| matches!(node.value, Value::Number(_));
                        let is_number = json::parse(value.as_bytes()).is_ok_and(is_number);
                        is_number.then(|| value.to_owned().into())
                    }
                    "$date" | "$oid" | "$uuid" => Some(quoted(value).into()),
                    _ => None,
                }
            }
            (Self::EmptyArray, Value::Object(object)) => {
                object.members().is_empty().then_some("[]".into())
            }
            (Self::Numbered, Value::Array(items)) if !items.is_empty() => {
                let members = items.iter().enumerate();
                let members = members.map(|(i, item)| Some(format!("\"{i}\":{}", spelled(item)?)));
                let members: Option<Vec<String>> = members.collect();
                Some(format!("{{{}}}", members?.join(",")).into())
            }
            (Self::Single, Value::Null | Value::Array(_)) => None,
            (Self::Single, _) => Some(format!("[{}]", spelled(node)?).into()),
            _ => None,
        }
    }

    /// Continues "with".
    pub(crate) fn undone(self) -> &'static str {
        match self {
            Self::Boolean => "numbers or words as booleans",
            Self::Structure => "texts as the JSON in them",
            Self::Integer => "texts as integers",
            Self::Typed => "values without their type beside them",
            Self::EmptyArray => "empty objects as empty arrays",
            Self::Numbered => "arrays as objects with numbered names",
            Self::Single => "values as arrays of one element",
        }
    }

    /// The same with what a program may have done.
    pub(crate) fn explained(self) -> &'static str {
        match self {
            Self::Boolean => {
                "numbers or words written as the booleans that they may have been: SQLite and MySQL save \
                 true as 1"
            }
            Self::Structure => {
                "texts written as the objects or arrays that they contain: databases save these as text"
            }
            Self::Integer => {
                "texts written as the integers that they contain: protocol buffers save integers of 64 bits \
                 as text"
            }
            Self::Typed => "values written without the type that MongoDB puts beside them",
            Self::EmptyArray => {
                "empty objects written as the empty arrays that they may have been: Lua saves [] as {}"
            }
            Self::Numbered => {
                "arrays written as the objects with numbered names that they may have been: PHP saves \
                 {\"0\": 1} as [1]"
            }
            Self::Single => {
                "values written as the arrays of one element that they may have been: R and programs that \
                 convert XML save [1] as 1"
            }
        }
    }

    /// What a value that has not its hash shows of such a change, as a sentence; nothing of those that hardly
    /// any value is without.
    fn sign(self) -> Option<&'static str> {
        match self {
            Self::Structure => Some(
                "It contains a text that is JSON: a database may have saved an object or an array so.",
            ),
            Self::Typed => Some(
                "It contains a value with its type beside it ($date, for one), as MongoDB saves it.",
            ),
            _ => None,
        }
    }
}

fn as_integer<'t>(text: &str) -> Option<Cow<'t, str>> {
    let number: i64 = text.parse().ok()?;
    (number.to_string() == text).then(|| text.to_owned().into())
}

fn quoted(text: &str) -> String {
    let mut out = Vec::new();
    canonical::write_string(text, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// A value that was another: where it stands, and what it was.
type Change<'t> = (std::ops::Range<usize>, Cow<'t, str>);

/// Looks for the sorted compact form that `holds`, with some values as they may have been before a program saved
/// them with another type. `compact` is the form in which they are as they are written.
pub(crate) fn with_types(
    compact: &[u8],
    mut holds: impl FnMut(&[u8]) -> bool,
) -> Option<(Vec<u8>, Was)> {
    let text = std::str::from_utf8(compact).ok()?;
    let node = json::parse(compact).ok()?;
    for was in Was::ALL {
        let mut changes = Vec::new();
        changes_in(was, &node, text, &mut changes);
        let mut budget = Budget::of(compact.len());
        for set in Set::all_of(changes.len()) {
            let chosen = changes.iter().enumerate().filter(|(i, _)| set.has(*i));
            let form = changed(text, chosen.map(|(_, change)| change));
            if !budget.take(form.len()) {
                break;
            }
            // What was inside a text need not be sorted.
            let form = json::parse(form.as_bytes()).ok();
            let form = form.and_then(|node| canonical::sorted(&node).ok());
            if let Some(form) = form.filter(|form| holds(form)) {
                return Some((form, was));
            }
        }
    }
    None
}

/// The values inside this one that can have been others.
fn changes_in<'t>(was: Was, node: &Node<'t>, text: &'t str, found: &mut Vec<Change<'t>>) {
    let mut visit = |inside: &Node<'t>| {
        let before = was.of(inside, text);
        found.extend(before.map(|before| (inside.start()..inside.end(), before)));
        changes_in(was, inside, text, found);
    };
    match &node.value {
        Value::Array(items) => items.iter().for_each(visit),
        Value::Object(object) => object.members().iter().for_each(|(_, value)| visit(value)),
        _ => {}
    }
}

/// A text with these changes. What stands inside another that is changed stays as it is.
fn changed<'c>(text: &str, changes: impl Iterator<Item = &'c Change<'c>>) -> String {
    let (mut out, mut at) = (String::with_capacity(text.len() + 64), 0);
    for (place, before) in changes {
        if let Some(between) = text.get(at..place.start) {
            out.push_str(between);
            out.push_str(before);
            at = place.end;
        }
    }
    out.push_str(&text[at..]);
    out
}

/// What a value that has not its hash shows of changes that cannot be undone, or that others hide.
pub(crate) fn signs(node: &Node<'_>) -> Vec<&'static str> {
    let mut signs = Vec::new();
    if has_lost_characters(node) {
        signs.push(
            "It contains U+FFFD, which programs write in place of characters that they cannot read: these are \
             lost.",
        );
    }
    let mut compact = Vec::new();
    canonical::write_compact(node, &mut compact);
    if let (Ok(text), Ok(node)) = (std::str::from_utf8(&compact), json::parse(&compact)) {
        signs.extend(Was::ALL.into_iter().filter_map(|was| {
            let sign = was.sign()?;
            let mut changes = Vec::new();
            changes_in(was, &node, text, &mut changes);
            (!changes.is_empty()).then_some(sign)
        }));
    }
    signs
}

fn has_lost_characters(node: &Node<'_>) -> bool {
    let is_lost = |text: &str| text.contains(char::REPLACEMENT_CHARACTER);
    match &node.value {
        Value::String(text) => is_lost(&text.text),
        Value::Array(items) => items.iter().any(has_lost_characters),
        Value::Object(object) => object
            .members()
            .iter()
            .any(|(name, value)| is_lost(&name.text) || has_lost_characters(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_they_were() {
        for (saved, was) in [
            (r#"{"a":1,"b":0,"c":1}"#, r#"{"a":1,"b":false,"c":true}"#),
            (r#"{"a":"True","b":[1]}"#, r#"{"a":true,"b":[1]}"#),
            (r#"{"a":{"b":"{\"d\":1,\"c\":[]}"}}"#, r#"{"a":{"b":{"c":[],"d":1}}}"#),
            (r#"{"a":"1200","b":"3"}"#, r#"{"a":1200,"b":"3"}"#),
            (r#"{"a":{"$numberInt":"5"},"b":{"$numberDouble":"5.5"}}"#, r#"{"a":5,"b":5.5}"#),
            (r#"{"a":{"$date":"2026-03-01T10:00:00Z"}}"#, r#"{"a":"2026-03-01T10:00:00Z"}"#),
            (r#"{"a":{},"b":{}}"#, r#"{"a":[],"b":{}}"#),
            (r#"{"a":["x","y"]}"#, r#"{"a":{"0":"x","1":"y"}}"#),
            (r#"{"a":"x","b":[["y"]]}"#, r#"{"a":["x"],"b":[["y"]]}"#),
        ] {
            let found = with_types(saved.as_bytes(), |form| form == was.as_bytes());
            assert!(found.is_some(), "{saved}");
        }
        assert_eq!(with_types(b"{}", |_| true), None);
    }

    #[test]
    fn the_work_depends_on_the_payload_only() {
        let saved = format!("[{}1]", "1,".repeat(10_000));
        let mut tried = 0;
        let found = with_types(saved.as_bytes(), |_| {
            tried += 1;
            false
        });
        assert_eq!(found, None);
        assert!(tried <= 64 * Was::ALL.len(), "{tried}");
    }
}
