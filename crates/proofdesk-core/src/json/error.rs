use std::fmt;

use crate::text::{is_deceptive, visible};

/// How deep arrays and objects may be nested.
pub const MAX_DEPTH: usize = 128;

/// How many values a text may hold. Each takes some 50 bytes of memory, however short it is.
pub const MAX_VALUES: usize = 8_000_000;

/// Why a text is not the JSON that Proofdesk accepts, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// Offset of the offending byte from the start of the text.
    pub offset: usize,
    /// Line of the offending byte, from 1.
    pub line: u64,
    /// Column of the offending byte in characters, from 1.
    pub column: u64,
    /// The character there, if the grammar is broken.
    pub found: Option<char>,
}

/// The kinds of [`JsonError`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonErrorKind {
    /// The grammar is broken; the words say what was expected.
    Syntax(&'static str),
    /// The text ends inside a value.
    UnexpectedEnd,
    /// A complete value is followed by something else.
    TrailingData,
    /// An object has this key twice.
    DuplicateKey(String),
    /// Values are nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// There are more than [`MAX_VALUES`] values.
    TooManyValues,
    /// It is longer than 4 GiB.
    TooLong,
    /// The bytes are not UTF-8.
    InvalidUtf8,
    /// A number is beyond the range of an IEEE double.
    NumberOutOfRange,
}

impl JsonError {
    /// Locates `offset` in `input`. Works on bytes that are not UTF-8 too.
    pub(super) fn at(input: &[u8], offset: usize, kind: JsonErrorKind) -> Self {
        let before = &input[..offset.min(input.len())];
        let line_start = before.iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
        let line = 1 + before.iter().filter(|&&b| b == b'\n').count() as u64;
        // Continuation bytes (10xxxxxx) do not begin a character.
        let column = 1 + before[line_start..].iter().filter(|&&b| b & 0xC0 != 0x80).count() as u64;
        let rest = &input[before.len()..input.len().min(before.len() + 4)];
        let next = rest.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
        let found =
            next.filter(|_| matches!(kind, JsonErrorKind::Syntax(_) | JsonErrorKind::TrailingData));
        Self { kind, offset, line, column, found }
    }
}

const TYPOGRAPHIC: &str = "a typographic quotation mark";

/// What a character is that programs for people put into JSON.
fn describe(found: char) -> Option<&'static str> {
    Some(match found {
        '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' | '″' => TYPOGRAPHIC,
        '\'' => "a single quotation mark",
        '/' | '#' => "the beginning of a comment",
        '&' => "an HTML entity",
        '\u{A0}' => "a non-breaking space",
        c if !c.is_ascii() && c.is_whitespace() => "a space character that JSON does not allow",
        c if !c.is_ascii() && is_deceptive(c) => "an invisible character",
        _ => return None,
    })
}

impl JsonError {
    /// Whether there stands what programs put into a text that show it to people: a typographic quotation mark,
    /// a space of another kind, or, in a text, a line break.
    pub(crate) fn is_of_display(&self) -> bool {
        let is_of_display =
            |c: char| matches!(c, '\n' | '\r' | '&') || !c.is_ascii() && describe(c).is_some();
        self.found.is_some_and(is_of_display)
    }
}

impl JsonError {
    /// What to do where a program for people wrote a character that JSON does not allow, in a sentence.
    pub fn remedy(&self) -> Option<&'static str> {
        let found = self.found.filter(|_| self.is_of_display())?;
        Some(match describe(found) {
            Some(TYPOGRAPHIC) => {
                "Replace the typographic quotation marks with straight ones (\"), or ask for the data as a file, not \
                 copied out of a mail or a document."
            }
            _ => {
                "Replace this character with a plain space or remove it, or ask for the data as a file, not copied out \
                 of a page, a mail or a document."
            }
        })
    }

    /// The same as what follows another sentence without its full stop; nothing if there is none.
    pub(crate) fn remedy_behind(&self) -> String {
        let remedy = self.remedy().map(|remedy| remedy.trim_end_matches('.'));
        remedy.map(|remedy| format!(". {remedy}")).unwrap_or_default()
    }
}

impl JsonErrorKind {
    /// Whether the text breaks the grammar of RFC 8259. The others are well-formed as far as they
    /// were read, and refused here because programs disagree on them or for their size.
    pub fn is_malformed(&self) -> bool {
        matches!(
            self,
            Self::Syntax(_) | Self::UnexpectedEnd | Self::TrailingData | Self::InvalidUtf8
        )
    }
}

impl fmt::Display for JsonErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(expected) => f.write_str(expected),
            Self::UnexpectedEnd => f.write_str("the text ends in the middle of a value"),
            Self::TrailingData => f.write_str("something follows the end of the JSON value"),
            Self::DuplicateKey(key) => {
                write!(f, "the key \"{}\" occurs twice in one object", visible(key))
            }
            Self::TooDeep => write!(f, "values are nested deeper than {}", MAX_DEPTH),
            Self::TooManyValues => write!(f, "it holds more than {} values", MAX_VALUES),
            Self::TooLong => f.write_str("it is longer than 4 GiB"),
            Self::InvalidUtf8 => f.write_str("a byte that is not UTF-8"),
            Self::NumberOutOfRange => f.write_str("a number is too large for a 64-bit double"),
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.kind)?;
        let found = self.found.and_then(|found| Some((found, describe(found)?)));
        if self.kind == JsonErrorKind::TrailingData {
            // Whatever stands there is what follows.
            return match found.filter(|(found, _)| !found.is_ascii()) {
                Some((found, what)) => write!(f, ": {what} (U+{:04X})", u32::from(found)),
                None => Ok(()),
            };
        }
        match found {
            Some((found, what)) if found.is_ascii() => write!(f, ", but there is {what}"),
            Some((found, what)) => write!(f, ", but there is {what} (U+{:04X})", u32::from(found)),
            None => Ok(()),
        }
    }
}

impl std::error::Error for JsonError {}
