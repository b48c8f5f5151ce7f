use std::borrow::Cow;
use std::fmt::{self, Write};
use std::ops::Deref;

use super::character::{MARK, is_deceptive, mark};
use super::private;

/// Text in which no character can hide, reorder or erase others, and no private key stands: the only
/// form in which text reaches a terminal. It can be made of any text, and making it is what shows such
/// characters and masks such keys.
///
/// A line break is such a character too: lines are made by whoever lays the text out, never by the
/// text itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Visible<'t>(Cow<'t, str>);

/// Untrusted text with every character made visible that could hide, reorder or erase others, or
/// pass for a plain space: controls, bidirectional controls, zero-width and other format characters,
/// variation selectors, line and paragraph separators, blanks and spaces of other widths. Each
/// becomes `<U+202E>` and the like; everything else stays as it is.
///
/// For people's eyes only; machine formats carry the raw text, escaped by the format.
///
/// ```
/// use proofdesk_core::visible;
///
/// assert_eq!(&*visible("invoice\u{202E}fdp.exe"), "invoice<U+202E>fdp.exe");
/// ```
pub fn visible(text: &str) -> Visible<'_> {
    text.into()
}

/// The name of a file as [`visible`] text in which it is told from all others: a space at its beginning or end,
/// also inside a path, and one behind another, which nothing would tell from the white space around it, is a mark
/// too, and a name that is spelled like a mark is not taken for one.
///
/// ```
/// use proofdesk_core::visible_name;
///
/// assert_eq!(&*visible_name("my letter.txt "), "my letter.txt<U+0020>");
/// assert_eq!(&*visible_name("a b/ c.txt"), "a b/<U+0020>c.txt");
/// assert_eq!(&*visible_name("<U+202E>.txt"), "<U+003C>U+202E>.txt");
/// ```
pub fn visible_name(name: &str) -> Visible<'_> {
    if !name.contains(' ') && !name.contains(MARK) {
        return name.into();
    }
    let is_edge = |beside: Option<char>| beside.is_none_or(|c| matches!(c, '/' | '\\'));
    let mut shown = String::with_capacity(name.len() + 16);
    let mut last = None;
    for (at, c) in name.char_indices() {
        let next = name[at + c.len_utf8()..].chars().next();
        match c {
            ' ' if last == Some(' ') || is_edge(last) || is_edge(next) => shown.push_str(&mark(c)),
            '<' if name[at..].starts_with(MARK) => shown.push_str(&mark(c)),
            _ => shown.push(c),
        }
        last = Some(c);
    }
    Visible::from(Cow::Owned(shown))
}

/// JSON text with the same characters escaped, so that it still says the same. Line feeds between its
/// values stay: within them JSON has none.
///
/// ```
/// use proofdesk_core::visible_json;
///
/// assert_eq!(&*visible_json("[\n  \"\u{202E}\"\n]"), "[\n  \"\\u202E\"\n]");
/// ```
pub fn visible_json(json: &str) -> Visible<'_> {
    let mut units = [0; 2];
    replace(
        Cow::Borrowed(json),
        |c| c != '\n' && is_deceptive(c),
        |c, out| {
            for unit in c.encode_utf16(&mut units) {
                // Writing into a String cannot fail.
                let _ = write!(out, "\\u{unit:04X}");
            }
        },
    )
}

fn replace<'t>(
    text: Cow<'t, str>,
    is_replaced: impl Fn(char) -> bool,
    mut write: impl FnMut(char, &mut String),
) -> Visible<'t> {
    if !text.contains(&is_replaced) {
        return Visible(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_replaced(c) {
            true => write(c, &mut out),
            false => out.push(c),
        }
    }
    Visible(Cow::Owned(out))
}

impl Visible<'_> {
    /// The text by itself.
    pub fn into_owned(self) -> String {
        self.0.into_owned()
    }
}

impl<'t> From<Cow<'t, str>> for Visible<'t> {
    fn from(text: Cow<'t, str>) -> Self {
        let text = private::masked(&text).map_or(text, Cow::Owned);
        replace(text, is_deceptive, |c, out| out.push_str(&mark(c)))
    }
}

impl<'t> From<&'t str> for Visible<'t> {
    fn from(text: &'t str) -> Self {
        Cow::Borrowed(text).into()
    }
}

impl<'t> From<&'t String> for Visible<'t> {
    fn from(text: &'t String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Visible<'_> {
    fn from(text: String) -> Self {
        Cow::<str>::Owned(text).into()
    }
}

impl Deref for Visible<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Visible<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
