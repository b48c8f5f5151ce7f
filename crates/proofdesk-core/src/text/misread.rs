//! UTF-8 that was read as another encoding and saved as UTF-8 once more.

/// What Windows-1252 has from 0x80 to 0x9F. Where it has nothing, programs keep the control character.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text whose UTF-8 was read as Latin-1 or Windows-1252 and came to this one, if one did.
pub(crate) fn misread(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let byte = |c: char| {
        let of_windows = || WINDOWS_1252.iter().position(|w| *w == c).map(|at| 0x80 + at as u8);
        u8::try_from(c).ok().or_else(of_windows)
    };
    String::from_utf8(text.chars().map(byte).collect::<Option<_>>()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_it_was() {
        // Python: `'José Müller €'.encode().decode('latin1')`, and the same with cp1252.
        for (said, text) in [
            ("José Müller €", "JosÃ© MÃ¼ller â\u{82}¬"),
            ("José Müller €", "JosÃ© MÃ¼ller â‚¬"),
            ("Ł", "Å\u{81}"),
        ] {
            assert_eq!(misread(text).as_deref(), Some(said));
        }
        for text in ["", "Jose", "José Müller", "日本", "Ã", "Özdemir €"] {
            assert_eq!(misread(text), None, "{text}");
        }
    }
}
