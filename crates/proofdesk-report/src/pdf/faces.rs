//! The fonts of the PDF: which characters they have, and how wide these are.

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
}

const FACES: [Face; 3] = [Face::Regular, Face::Bold, Face::Mono];

/// The fonts, ready to be measured and drawn.
pub(super) struct Faces(Vec<Loaded>);

struct Loaded {
    font: Font,
    face: FontRef<'static>,
}

impl Faces {
    /// `None` if the fonts in the program cannot be read, which its tests exclude.
    pub(super) fn load() -> Option<Self> {
        let files: [&'static [u8]; 3] = [
            include_bytes!("../../fonts/NotoSans-Regular.ttf"),
            include_bytes!("../../fonts/NotoSans-Bold.ttf"),
            include_bytes!("../../fonts/NotoSansMono-Regular.ttf"),
        ];
        let load = |bytes: &'static [u8]| {
            Some(Loaded { font: Font::new(bytes.into(), 0)?, face: FontRef::new(bytes).ok()? })
        };
        files.into_iter().map(load).collect::<Option<_>>().map(Self)
    }

    fn of(&self, face: Face) -> &Loaded {
        &self.0[face as usize]
    }

    pub(super) fn font(&self, face: Face) -> Font {
        self.of(face).font.clone()
    }

    /// The font that a character is drawn with: the wanted one, or another that has it.
    pub(super) fn with(&self, wanted: Face, c: char) -> Option<Face> {
        let has = |face: &Face| self.of(*face).face.charmap().map(c).is_some();
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
