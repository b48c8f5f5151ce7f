//! Characters that people do not see, or that change what they see.

/// How a mark begins.
pub(super) const MARK: &str = "<U+";

/// What stands for a character that is not shown.
pub(crate) fn mark(c: char) -> String {
    format!("{MARK}{:04X}>", u32::from(c))
}

/// The length of the mark that a text begins with; `None` if it begins with none. Broken over two lines, it would
/// be no mark.
///
/// ```
/// use proofdesk_core::mark_len;
///
/// assert_eq!(mark_len("<U+202E>fdp"), Some(8));
/// assert_eq!(mark_len("<U+2>"), None);
/// ```
pub fn mark_len(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(MARK)?;
    let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
    let is_mark = (4..=6).contains(&digits) && rest[digits..].starts_with('>');
    is_mark.then_some(MARK.len() + digits + 1)
}

/// Unicode categories Cc, Cf, Zl and Zp, every space but U+0020, the fillers and blanks that render
/// as nothing, tag characters and variation selectors; and what is no character (U+FFFE and its like), which
/// some formats cannot hold.
pub(crate) fn is_deceptive(c: char) -> bool {
    c.is_control()
        || u32::from(c) & 0xFFFE == 0xFFFE
        || matches!(c,
            '\u{00A0}' | '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{070F}' | '\u{115F}' | '\u{1160}'
            | '\u{0600}'..='\u{0605}' | '\u{06DD}' | '\u{08E2}' | '\u{0890}' | '\u{0891}'
            | '\u{1680}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{2000}'..='\u{200F}' | '\u{2028}'..='\u{202F}' | '\u{205F}'..='\u{206F}'
            | '\u{2800}' | '\u{3000}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FDD0}'..='\u{FDEF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1343F}'
            | '\u{16FE4}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D159}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}')
}
