use std::borrow::Cow;

/// Untrusted text with every character made visible that could hide, reorder or erase others:
/// controls, bidirectional controls, zero-width and other format characters, line and paragraph
/// separators. Each becomes `<U+202E>` and the like; everything else stays as it is.
///
/// For people's eyes only; machine formats carry the raw text, escaped by the format.
///
/// ```
/// assert_eq!(proofdesk_core::visible("invoice\u{202E}fdp.exe"), "invoice<U+202E>fdp.exe");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_deceptive) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_deceptive(c) {
            true => out.push_str(&format!("<U+{:04X}>", u32::from(c))),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Unicode categories Cc, Cf, Zl and Zp, the fillers that render as nothing, tag characters and
/// variation selectors of the supplementary plane.
pub(crate) fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{070F}' | '\u{115F}' | '\u{1160}'
            | '\u{0600}'..='\u{0605}' | '\u{06DD}' | '\u{08E2}' | '\u{0890}' | '\u{0891}'
            | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1343F}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}
