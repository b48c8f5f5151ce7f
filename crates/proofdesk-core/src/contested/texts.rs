//! Texts that programs change when they save a value again.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::json::{Node, Value};
use crate::text::time::Timestamp;
use crate::text::{ReadAs, misread, without_entities};

/// What was done to the texts of a value, in each of which it can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Changed {
    /// Their UTF-8 was read as another encoding, as PowerShell 5 does with responses.
    Misread(ReadAs),
    /// Characters were written as HTML entities.
    Entities,
    /// Times were written in another notation than this, by programs that keep them as times.
    Times(Notation),
    /// Their letters with accents were composed or decomposed (Unicode normalisation): they were in form C, or D.
    Normalised(Form),
}

/// A form of Unicode normalisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    C,
    D,
}

/// How a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Notation {
    /// So many digits behind the second, filled up with zeros. None is cut off.
    digits: usize,
    /// In UTC, which is written so. Else as it is.
    utc: Option<&'static str>,
}

impl Changed {
    /// The forms of Unicode normalisation in which the texts of a signed event can have been.
    pub(crate) const NORMALISED: [Self; 2] = [Self::Normalised(Form::C), Self::Normalised(Form::D)];

    /// All else that is tried. Of times, one notation for all of a value: one program wrote them.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let zones = [None, Some("Z"), Some("+00:00")];
        let notations = zones
            .into_iter()
            .flat_map(|utc| [3, 0, 6, 7, 9].map(|digits| Self::Times(Notation { digits, utc })));
        let misread = ReadAs::ALL.map(Self::Misread).into_iter();
        misread.chain([Self::Entities]).chain(notations)
    }

    /// The text as it was before. One to which this was not done stays as it is.
    pub(super) fn undone(self, text: &str) -> Cow<'_, str> {
        let undone = match self {
            Self::Misread(read_as) => misread(text, read_as),
            Self::Normalised(Form::C) => Some(text.nfc().collect()),
            Self::Normalised(Form::D) => Some(text.nfd().collect()),
            Self::Entities => return without_entities(text),
            Self::Times(notation) => notation.write(text),
        };
        undone.map_or(Cow::Borrowed(text), Cow::Owned)
    }

    /// Whether a value has a text that is another so.
    pub(super) fn is_in(self, node: &Node<'_>) -> bool {
        let is_text = |text: &str| self.undone(text) != text;
        match &node.value {
            Value::String(text) => is_text(&text.text),
            Value::Array(items) => items.iter().any(|item| self.is_in(item)),
            Value::Object(object) => object
                .members()
                .iter()
                .any(|(name, value)| is_text(&name.text) || self.is_in(value)),
            _ => false,
        }
    }
}

impl Notation {
    fn write(self, text: &str) -> Option<String> {
        let instant = Timestamp::parse_saved(text).ok()?;
        // Up to the second, every time is so long. Python writes a space between date and time.
        let (second, rest) = text.split_at_checked(19)?;
        let second = second.replace(' ', "T");
        let zone = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        let fraction = rest[..rest.len() - zone.len()].trim_start_matches('.');
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() && self.digits == 0 { "" } else { "." };
        let utc = self.utc.map(|zone| (instant.to_rfc3339(), zone));
        let (second, zone) = match &utc {
            Some((second, zone)) => (second.trim_end_matches('Z'), *zone),
            None => (&*second, zone),
        };
        Some(format!("{second}{point}{fraction:0<width$}{zone}", width = self.digits))
    }
}

/// Whether a text is one that programs write in place of an object or an array, which is then lost:
/// PowerShell beyond the depth of `ConvertTo-Json`, of which 2 is the default, and JavaScript.
pub(crate) fn replaces_structure(text: &str) -> bool {
    let is_type = |word: &str| {
        let of = ["System.Object", "System.Collections.", "System.Management.Automation."];
        of.iter().any(|of| word.starts_with(of))
    };
    text.starts_with("@{") && text.ends_with('}')
        || text.split([' ', ',']).all(is_type)
        || text.starts_with("[object ") && text.ends_with(']')
}

/// Whether such a text stands anywhere in a value.
pub(crate) fn lacks_structure(node: &Node<'_>) -> bool {
    match &node.value {
        Value::String(text) => replaces_structure(&text.text),
        Value::Array(items) => items.iter().any(lacks_structure),
        Value::Object(object) => object.members().iter().any(|(_, value)| lacks_structure(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_each_notation() {
        let all = |text: &str| -> Vec<String> {
            Changed::all().map(|c| c.undone(text).into_owned()).filter(|t| t != text).collect()
        };
        let of_powershell = all("2026-03-09T09:31:04.66Z");
        for was in [
            "2026-03-09T09:31:04.660Z",
            "2026-03-09T09:31:04.660000Z",
            "2026-03-09T09:31:04.66+00:00",
            "2026-03-09T09:31:04.660000000+00:00",
        ] {
            assert!(of_powershell.iter().any(|text| text == was), "{was}: {of_powershell:?}");
        }
        let local = all("2026-03-09T00:31:04+01:00");
        for was in ["2026-03-09T00:31:04.000+01:00", "2026-03-08T23:31:04Z"] {
            assert!(local.iter().any(|text| text == was), "{was}: {local:?}");
        }
        let of_python = all("2026-03-09 09:31:04.660000+00:00");
        for was in ["2026-03-09T09:31:04.660Z", "2026-03-09T09:31:04.66Z"] {
            assert!(of_python.iter().any(|text| text == was), "{was}: {of_python:?}");
        }
        for text in ["2026-03-09", "2026-02-31T09:31:04Z", "9:31", ""] {
            assert!(all(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn texts_in_place_of_structures_are_told() {
        for text in [
            "@{type=loan; id=L; metadata=}",
            "@{a=1} @{b=2}",
            "System.Object[]",
            "System.Object[] System.Object[]",
            "System.Collections.Hashtable",
            "[object Object]",
            "[object Object],[object Object]",
        ] {
            assert!(replaces_structure(text), "{text}");
        }
        for text in ["", "System", "a System.Object[]", "@{", "{}", "[object]", "object"] {
            assert!(!replaces_structure(text), "{text}");
        }
    }
}
