//! What is drawn, page by page, and the tree that says what it is.

use std::collections::HashMap;

use krilla::Document;
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::page::{Page, PageSettings};
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TagGroup, TagKind,
};
use proofdesk_engine::core::verdict::Verdict;
use proofdesk_engine::core::vocabulary::Told;

use super::faces::Faces;
use super::lines::{Colour, Piece};

/// A4, in points.
pub(super) const WIDTH: f32 = 595.0;
pub(super) const HEIGHT: f32 = 842.0;

/// Something on a page.
enum Drawn {
    /// A stretch of text with its left end on the base line. Part of the document, or decoration.
    Text { x: f32, y: f32, size: f32, piece: Piece, part: bool },
    /// A thin line across.
    Rule { y: f32, from: f32, to: f32 },
    /// The sign that a word goes on in the next line. It is drawn, so that nobody copies it with the word.
    Broken { x: f32, y: f32, size: f32 },
}

/// A node of the tree of what the document is.
pub(super) enum Part {
    Group(TagKind, Vec<Part>),
    /// A stretch of text, by its page and its place there.
    Text(usize, usize),
}

/// The pages, which are written at the end: only then it is known how many there are and where links lead.
#[derive(Default)]
pub(super) struct Sheets {
    pages: Vec<Vec<Drawn>>,
    /// Where the parts are that links lead to.
    pub targets: HashMap<u64, (usize, f32)>,
}

impl Sheets {
    pub(super) fn add_page(&mut self) {
        self.pages.push(Vec::new());
    }

    pub(super) fn page(&self) -> usize {
        self.pages.len().saturating_sub(1)
    }

    pub(super) fn len(&self) -> usize {
        self.pages.len()
    }

    /// How much is drawn on the page at hand.
    pub(super) fn drawn(&self) -> usize {
        self.pages.last().map_or(0, Vec::len)
    }

    /// Leaves so many pages, and so much on the last of them.
    pub(super) fn cut(&mut self, pages: usize, drawn: usize) {
        self.pages.truncate(pages);
        self.pages.last_mut().into_iter().for_each(|last| last.truncate(drawn));
    }

    /// Draws text that is part of the document.
    pub(super) fn text(&mut self, x: f32, y: f32, size: f32, piece: Piece) -> Part {
        let page = self.page();
        let at = self.draw(page, Drawn::Text { x, y, size, piece, part: true });
        Part::Text(page, at)
    }

    /// Draws text that is none, such as the number of a page.
    pub(super) fn decoration(&mut self, page: usize, x: f32, y: f32, size: f32, piece: Piece) {
        self.draw(page, Drawn::Text { x, y, size, piece, part: false });
    }

    pub(super) fn rule(&mut self, y: f32, from: f32, to: f32) {
        self.draw(self.page(), Drawn::Rule { y, from, to });
    }

    pub(super) fn broken(&mut self, x: f32, y: f32, size: f32) {
        self.draw(self.page(), Drawn::Broken { x, y, size });
    }

    fn draw(&mut self, page: usize, drawn: Drawn) -> usize {
        let Some(on) = self.pages.get_mut(page) else { return 0 };
        on.push(drawn);
        on.len() - 1
    }

    /// Writes the pages, and gives what the nodes of the tree need.
    pub(super) fn write(self, document: &mut Document, faces: &Faces<'_>) -> Written {
        let mut written = Written::default();
        let targets = &self.targets;
        for (number, drawn) in self.pages.into_iter().enumerate() {
            let Some(settings) = PageSettings::from_wh(WIDTH, HEIGHT) else { continue };
            let mut page = document.start_page_with(settings);
            let mut links = Vec::new();
            let mut surface = page.surface();
            for (at, drawn) in drawn.into_iter().enumerate() {
                match drawn {
                    Drawn::Rule { y, from, to } => {
                        strokes(&mut surface, Colour::Line, &[&[(from, y), (to, y)]]);
                    }
                    Drawn::Broken { x, y, size } => broken(&mut surface, x, y, size),
                    Drawn::Text { x, y, size, piece, part } => {
                        let id =
                            text(&mut surface, faces, Point::from_xy(x, y), size, &piece, part);
                        if part {
                            written.texts.insert((number, at), id);
                            let target = piece.target.and_then(|target| targets.get(&target));
                            links.extend(target.map(|target| (at, x, y, size, piece, *target)));
                        }
                    }
                }
            }
            surface.finish();
            for (at, x, y, size, piece, target) in links {
                let link = link(&mut page, (x, y), size, &piece, target);
                written.links.extend(link.map(|link| ((number, at), link)));
            }
            page.finish();
        }
        written
    }
}

/// What was written, by page and place.
#[derive(Default)]
pub(super) struct Written {
    texts: HashMap<(usize, usize), Identifier>,
    links: HashMap<(usize, usize), Identifier>,
}

impl Written {
    /// The node of the document's tree for a part.
    pub(super) fn node(&mut self, part: Part) -> Option<Node> {
        match part {
            Part::Group(tag, parts) => {
                let nodes = parts.into_iter().filter_map(|part| self.node(part)).collect();
                Some(TagGroup::with_children(tag, nodes).into())
            }
            Part::Text(page, at) => {
                let text: Node = self.texts.remove(&(page, at))?.into();
                let Some(link) = self.links.remove(&(page, at)) else { return Some(text) };
                let link = vec![text, link.into()];
                Some(TagGroup::with_children(krilla::tagging::Tag::Link, link).into())
            }
        }
    }
}

fn text(
    surface: &mut Surface<'_>,
    faces: &Faces<'_>,
    at: Point,
    size: f32,
    piece: &Piece,
    part: bool,
) -> Identifier {
    let id = surface.start_tagged(match part {
        true => ContentTag::Span(SpanTag::empty()),
        false => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)),
    });
    surface.set_fill(Some(Fill { paint: colour(piece.colour).into(), ..Fill::default() }));
    let glyphs = faces.glyphs(piece.face, &piece.text);
    surface.draw_glyphs(at, &glyphs, faces.font(piece.face), &piece.text, size, false);
    surface.end_tagged();
    id
}

/// An arrow down and back to the beginning of a line.
fn broken(surface: &mut Surface<'_>, x: f32, y: f32, size: f32) {
    let at = |right: f32, up: f32| (x + right * size, y - up * size);
    let arm = [at(0.6, 0.5), at(0.6, 0.2), at(0.15, 0.2)];
    let head = [at(0.3, 0.32), at(0.15, 0.2), at(0.3, 0.08)];
    strokes(surface, Colour::Break, &[&arm, &head]);
}

/// Draws lines that are no part of the document.
fn strokes(surface: &mut Surface<'_>, ink: Colour, lines: &[&[(f32, f32)]]) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    let mut path = PathBuilder::new();
    for line in lines {
        for (i, (x, y)) in line.iter().enumerate() {
            match i {
                0 => path.move_to(*x, *y),
                _ => path.line_to(*x, *y),
            }
        }
    }
    if let Some(path) = path.finish() {
        let paint = colour(ink).into();
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke { paint, width: 0.5, ..Stroke::default() }));
        surface.draw_path(&path);
        surface.set_stroke(None);
    }
    surface.end_tagged();
}

fn link(
    page: &mut Page<'_>,
    (x, y): (f32, f32),
    size: f32,
    piece: &Piece,
    (to, top): (usize, f32),
) -> Option<Identifier> {
    let area = Rect::from_ltrb(x, y - size, x + piece.width, y + size * 0.3)?;
    let target = XyzDestination::new(to, Point::from_xy(0.0, top));
    let link = LinkAnnotation::new(area, Target::Destination(target.into()));
    let words = format!("To {}", piece.text);
    Some(page.add_tagged_annotation(Annotation::new_link(link, Some(words))))
}

/// On white, each at least 4.5 to 1 (WCAG AA).
fn colour(colour: Colour) -> rgb::Color {
    match colour {
        Colour::Ink => rgb::Color::new(0x1D, 0x21, 0x26),
        Colour::Quiet | Colour::Break => rgb::Color::new(0x56, 0x5E, 0x69),
        Colour::Line => rgb::Color::new(0xC9, 0xCE, 0xD4),
        Colour::Link => rgb::Color::new(0x1F, 0x5F, 0xAE),
        Colour::Verdict(Told::Final(Verdict::Verified)) => rgb::Color::new(0x1C, 0x6B, 0x3A),
        Colour::Verdict(Told::Final(Verdict::Mismatch)) => rgb::Color::new(0xB3, 0x26, 0x1E),
        Colour::Verdict(Told::Final(Verdict::Info) | Told::Provisional) => {
            rgb::Color::new(0x1D, 0x21, 0x26)
        }
        Colour::Verdict(_) => rgb::Color::new(0x7A, 0x52, 0x00),
    }
}
