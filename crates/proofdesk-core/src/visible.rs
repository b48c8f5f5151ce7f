use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

/// Text in which no character can hide, reorder or erase others: the only form in which text reaches
/// a terminal. It can be made of any text, and making it is what shows such characters.
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

impl Visible<'_> {
    /// The text by itself.
    pub fn into_owned(self) -> String {
        self.0.into_owned()
    }
}

impl<'t> From<Cow<'t, str>> for Visible<'t> {
    fn from(text: Cow<'t, str>) -> Self {
        if !text.chars().any(is_deceptive) {
            return Self(text);
        }
        let mut out = String::with_capacity(text.len() + 16);
        for c in text.chars() {
            match is_deceptive(c) {
                true => out.push_str(&format!("<U+{:04X}>", u32::from(c))),
                false => out.push(c),
            }
        }
        Self(Cow::Owned(out))
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

/// Unicode categories Cc, Cf, Zl and Zp, every space but U+0020, the fillers and blanks that render
/// as nothing, tag characters and variation selectors.
pub(crate) fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00A0}' | '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{070F}' | '\u{115F}' | '\u{1160}'
            | '\u{0600}'..='\u{0605}' | '\u{06DD}' | '\u{08E2}' | '\u{0890}' | '\u{0891}'
            | '\u{1680}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{2000}'..='\u{200F}' | '\u{2028}'..='\u{202F}' | '\u{205F}'..='\u{206F}'
            | '\u{2800}' | '\u{3000}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}
