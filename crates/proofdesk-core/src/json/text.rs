use std::ops::Deref;

/// An unescaped string.
#[derive(Debug, Clone, PartialEq)]
pub struct Text<'a> {
    /// The characters.
    pub text: Characters<'a>,
}

/// The characters of a string: those of the text that it was read from, unless an escape had to be resolved.
#[derive(Debug, Clone)]
pub struct Characters<'a>(Kept<'a>);

/// Few have an escape, and each value has room for the largest.
#[derive(Debug, Clone)]
enum Kept<'a> {
    Plain(&'a str),
    Escaped(Box<Escaped>),
}

#[derive(Debug, Clone)]
struct Escaped {
    text: String,
    unpaired_surrogate: bool,
}

impl<'a> Text<'a> {
    /// A string without escapes.
    pub(super) fn plain(text: &'a str) -> Self {
        Self { text: Characters(Kept::Plain(text)) }
    }

    /// A string whose escapes were resolved.
    pub(super) fn escaped(text: String, unpaired_surrogate: bool) -> Self {
        let escaped = Box::new(Escaped { text, unpaired_surrogate });
        Self { text: Characters(Kept::Escaped(escaped)) }
    }

    /// Whether the string held an escape such as `\ud800` without its partner. Each of them stands as
    /// U+FFFD in `text`; no UTF-8 form of such a string exists.
    pub fn has_unpaired_surrogate(&self) -> bool {
        matches!(&self.text.0, Kept::Escaped(escaped) if escaped.unpaired_surrogate)
    }
}

impl Deref for Characters<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Kept::Plain(text) => text,
            Kept::Escaped(escaped) => &escaped.text,
        }
    }
}

impl PartialEq for Characters<'_> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl PartialEq<str> for Characters<'_> {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for Characters<'_> {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}
