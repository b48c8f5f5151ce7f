//! UTF-8 that was read as another encoding and saved as UTF-8 once more.

/// What UTF-8 was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadAs {
    /// Latin-1, or Windows-1252.
    Windows,
    /// The same, twice.
    WindowsTwice,
    /// Code page 437, of consoles.
    Cp437,
    /// Code page 850, of consoles in Western Europe.
    Cp850,
    MacRoman,
}

/// What Windows-1252 has from 0x80 to 0x9F. Where it has nothing, programs keep the control character.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

impl ReadAs {
    pub(crate) const ALL: [Self; 5] =
        [Self::Windows, Self::WindowsTwice, Self::Cp437, Self::Cp850, Self::MacRoman];

    /// What an old encoding has from 0x80 on.
    fn upper_half(self) -> Option<&'static str> {
        match self {
            Self::Windows | Self::WindowsTwice => None,
            Self::Cp437 => Some(
                "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
                 └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
            ),
            Self::Cp850 => Some(
                "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
                 └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
            ),
            Self::MacRoman => Some(
                "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø\
                 ¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ",
            ),
        }
    }

    /// The byte that was read as this character.
    fn byte(self, c: char) -> Option<u8> {
        let of_windows = || WINDOWS_1252.iter().position(|w| *w == c).map(|at| 0x80 + at as u8);
        match self.upper_half() {
            _ if c.is_ascii() => u8::try_from(c).ok(),
            Some(upper) => upper.chars().position(|own| own == c).map(|at| 0x80 + at as u8),
            None => u8::try_from(c).ok().or_else(of_windows),
        }
    }
}

/// The text whose UTF-8 was read so and came to this one, if one did.
pub(crate) fn misread(text: &str, read_as: ReadAs) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let undone = |text: &str| {
        let bytes = text.chars().map(|c| read_as.byte(c)).collect::<Option<_>>();
        String::from_utf8(bytes?).ok()
    };
    let once = undone(text)?;
    if read_as == ReadAs::WindowsTwice { undone(&once) } else { Some(once) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_it_was() {
        // Python: `'José Müller €'.encode().decode('latin1')`, and the same with cp1252 and others.
        for (said, text, read_as) in [
            ("José Müller €", "JosÃ© MÃ¼ller â\u{82}¬", ReadAs::Windows),
            ("José Müller €", "JosÃ© MÃ¼ller â‚¬", ReadAs::Windows),
            ("Ł", "Å\u{81}", ReadAs::Windows),
            ("Müller", "MÃ\u{83}Â¼ller", ReadAs::WindowsTwice),
            ("Müller €", "M├╝ller Γé¼", ReadAs::Cp437),
            ("Müller ÿ", "M├╝ller ├┐", ReadAs::Cp850),
            ("Müller €", "M√ºller ‚Ç¨", ReadAs::MacRoman),
        ] {
            assert_eq!(misread(text, read_as).as_deref(), Some(said));
        }
        for text in ["", "Jose", "José Müller", "日本", "Ã", "Özdemir €"] {
            for read_as in ReadAs::ALL {
                assert_eq!(misread(text, read_as), None, "{text}");
            }
        }
    }

    #[test]
    fn every_byte_has_its_character() {
        for old in [ReadAs::Cp437, ReadAs::Cp850, ReadAs::MacRoman] {
            assert_eq!(old.upper_half().map(|upper| upper.chars().count()), Some(128), "{old:?}");
        }
    }
}
