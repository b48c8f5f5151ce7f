//! The fonts of the PDF: which characters they have, and how wide these are.

use std::ops::RangeInclusive;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// A font of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Face {
    Regular,
    Bold,
    /// Every character as wide as the others: for hashes, ids and values.
    Mono,
    /// The user's own, if there is one, for what the others lack.
    Added,
}

const FACES: [Face; 4] = [Face::Regular, Face::Bold, Face::Mono, Face::Added];

/// Characters that stand by themselves, from left to right, in scripts and symbols that the fonts in the
/// program lack. All others of them are marks with any font: their letters join, change or run from right to
/// left, and drawn one by one they would say something else.
const UNSHAPED: [RangeInclusive<char>; 13] = [
    '\u{0530}'..='\u{058F}',   // Armenian
    '\u{10A0}'..='\u{10FF}',   // Georgian
    '\u{1200}'..='\u{13FF}',   // Ethiopic, Cherokee
    '\u{1C90}'..='\u{1CBF}',   // Georgian capitals
    '\u{2010}'..='\u{2027}',   // dashes and quotation marks
    '\u{2030}'..='\u{205E}',   // other punctuation
    '\u{2070}'..='\u{2BFF}',   // numbers, currencies, arrows, symbols
    '\u{2E80}'..='\u{A4CF}',   // East Asian symbols, Kana, Bopomofo, ideographs, Yi
    '\u{AC00}'..='\u{D7A3}',   // Hangul syllables
    '\u{F900}'..='\u{FAFF}',   // compatibility ideographs
    '\u{FF01}'..='\u{FFEE}',   // full and half width
    '\u{1F300}'..='\u{1FAFF}', // pictures
    '\u{20000}'..='\u{323AF}', // further ideographs
];

/// The fonts, ready to be measured and drawn.
pub(super) struct Faces<'f>(Vec<Loaded<'f>>);

struct Loaded<'f> {
    font: Font,
    face: FontRef<'f>,
}

impl<'f> Loaded<'f> {
    fn new(bytes: &'f [u8]) -> Option<Self> {
        let font = Font::new(bytes.to_vec().into(), 0)?;
        Some(Self { font, face: FontRef::from_index(bytes, 0).ok()? })
    }
}

/// Whether a font file can be used.
pub(crate) fn is_font(bytes: &[u8]) -> bool {
    Loaded::new(bytes).is_some()
}

impl<'f> Faces<'f> {
    /// `None` if a font cannot be read: of those in the program, tests exclude it.
    pub(super) fn load(added: Option<&'f [u8]>) -> Option<Self> {
        let own: [&'static [u8]; 3] = [
            include_bytes!("../../fonts/NotoSans-Regular.ttf"),
            include_bytes!("../../fonts/NotoSans-Bold.ttf"),
            include_bytes!("../../fonts/NotoSansMono-Regular.ttf"),
        ];
        own.into_iter().chain(added).map(Loaded::new).collect::<Option<_>>().map(Self)
    }

    fn of(&self, face: Face) -> &Loaded<'f> {
        &self.0[face as usize]
    }

    pub(super) fn font(&self, face: Face) -> Font {
        self.of(face).font.clone()
    }

    /// The font that a character is drawn with: the wanted one, or another that has it.
    pub(super) fn with(&self, wanted: Face, c: char) -> Option<Face> {
        let has = |face: &Face| match face {
            Face::Added if !UNSHAPED.iter().any(|range| range.contains(&c)) => false,
            face => self.0.get(*face as usize).is_some_and(|f| f.face.charmap().map(c).is_some()),
        };
        Some(wanted).filter(has).or_else(|| FACES.into_iter().find(has))
    }

    /// Each character as a glyph. There is no shaping: a character is a glyph, from left to right.
    pub(super) fn glyphs(&self, face: Face, text: &str) -> Vec<KrillaGlyph> {
        let Loaded { font, face } = self.of(face);
        let charmap = face.charmap();
        let metrics = face.glyph_metrics(Size::unscaled(), LocationRef::default());
        let glyph = |(at, c): (usize, char)| {
            let id = charmap.map(c).unwrap_or_default();
            let advance = metrics.advance_width(id).unwrap_or_default() / font.units_per_em();
            let range = at..at + c.len_utf8();
            KrillaGlyph::new(GlyphId::new(id.to_u32()), advance, 0.0, 0.0, 0.0, range, None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// How wide a text is at size 1.
    pub(super) fn width(&self, face: Face, text: &str) -> f32 {
        let Loaded { font, face } = self.of(face);
        let charmap = face.charmap();
        let metrics = face.glyph_metrics(Size::unscaled(), LocationRef::default());
        let advance = |c| metrics.advance_width(charmap.map(c).unwrap_or_default());
        text.chars().filter_map(advance).sum::<f32>() / font.units_per_em()
    }
}
