//! Text broken into lines.

use proofdesk_engine::core::mark_len;
use proofdesk_engine::core::vocabulary::Told;

use super::faces::{Face, Faces};
use crate::document::{Look, Text};
use crate::words::stretches;

/// What a stretch of text leads to.
pub(super) type Target = Option<u64>;

/// A stretch of one line in one font and colour.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub face: Face,
    pub colour: Colour,
    pub text: String,
    pub width: f32,
    pub target: Target,
}

/// What a colour stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    Ink,
    Quiet,
    Verdict(Told),
    Link,
    /// Between rows, and to be written on.
    Line,
    /// No text: the sign that there is no space where the line is broken.
    Break,
}

pub(super) type Line = Vec<Piece>;

/// Behind these a line may be broken, besides spaces: names of files are long words.
const BREAKS: [char; 6] = [' ', '/', '-', '_', '.', '›'];

/// How wide the sign is, at size 1, that there is no space where a line is broken: `a-` and `b` in the next line are
/// `a-b`, and not `a- b`.
const BROKEN: f32 = 0.7;

/// Breaks text into lines of at most this width, at `size`.
pub(super) fn lines(
    faces: &Faces<'_>,
    text: &Text,
    plain: Face,
    size: f32,
    width: f32,
) -> Vec<Line> {
    let mut lines = Lines { faces, size, room: width, at: 0.0, done: Vec::new(), line: Vec::new() };
    let mut parts = Vec::new();
    for (look, words) in text.spans() {
        let (face, colour, target) = match look {
            Look::Plain | Look::Words => (plain, Colour::Ink, None),
            Look::Strong => (Face::Bold, Colour::Ink, None),
            Look::Exact => (Face::Mono, Colour::Ink, None),
            Look::Verdict(told) => (Face::Bold, Colour::Verdict(told), None),
            Look::Link(number) => (plain, Colour::Link, Some(number)),
        };
        let of_faces = faces.parts(face, words).into_iter();
        parts.extend(of_faces.map(|(face, part)| (face, colour, target, part)));
    }
    let last = parts.len().saturating_sub(1);
    for (i, (face, colour, target, part)) in parts.iter().enumerate() {
        lines.add(*face, *colour, *target, part, i == last);
    }
    lines.end()
}

impl Faces<'_> {
    /// Text as stretches, each in a font that has all its characters. What no font has is a mark.
    fn parts(&self, wanted: Face, text: &str) -> Vec<(Face, String)> {
        let mut parts: Vec<(Face, String)> = Vec::new();
        for c in text.chars() {
            let (face, text) = match self.with(wanted, c) {
                Some(face) => (face, c.to_string()),
                None => (wanted, format!("<U+{:04X}>", u32::from(c))),
            };
            match parts.last_mut() {
                Some((last, part)) if *last == face => part.push_str(&text),
                _ => parts.push((face, text)),
            }
        }
        parts
    }
}

/// The pieces of a word that is broken: its characters, and whole marks.
fn unbroken(word: &str) -> impl Iterator<Item = &str> {
    stretches(word).flat_map(|stretch| {
        let is_mark = mark_len(stretch).is_some();
        stretch.split_inclusive(move |_| !is_mark)
    })
}

struct Lines<'f> {
    faces: &'f Faces<'f>,
    size: f32,
    room: f32,
    /// How much of the line is taken.
    at: f32,
    done: Vec<Line>,
    line: Line,
}

impl Lines<'_> {
    /// `ends`: no text follows this one.
    fn add(&mut self, face: Face, colour: Colour, target: Target, text: &str, ends: bool) {
        let sign = BROKEN * self.size;
        let mut words = text.split_inclusive(BREAKS).peekable();
        while let Some(word) = words.next() {
            let width = self.width(face, word);
            let is_last = ends && words.peek().is_none();
            // A space at the end of a line needs no room. Behind any other sign, that of a break may stand.
            let needed = match word.strip_suffix(' ') {
                Some(word) => self.width(face, word),
                None if is_last => width,
                None => width + sign,
            };
            if self.at > 0.0 && self.at + needed > self.room {
                self.next();
            }
            if needed <= self.room {
                self.put(face, colour, target, word, width);
                continue;
            }
            for piece in unbroken(word) {
                let width = self.width(face, piece);
                if self.at > 0.0 && self.at + width > self.room - sign {
                    self.next();
                }
                self.put(face, colour, target, piece, width);
            }
        }
    }

    fn width(&self, face: Face, text: &str) -> f32 {
        self.faces.width(face, text) * self.size
    }

    fn put(&mut self, face: Face, colour: Colour, target: Target, text: &str, width: f32) {
        self.at += width;
        match self.line.last_mut() {
            Some(last) if (last.face, last.colour, last.target) == (face, colour, target) => {
                last.text.push_str(text);
                last.width += width;
            }
            _ => self.line.push(Piece { face, colour, text: text.to_owned(), width, target }),
        }
    }

    fn next(&mut self) {
        if let Some(last) = self.line.last().filter(|last| !last.text.ends_with(' ')) {
            self.put(last.face, Colour::Break, None, "", BROKEN * self.size);
        }
        self.done.push(std::mem::take(&mut self.line));
        self.at = 0.0;
    }

    fn end(mut self) -> Vec<Line> {
        self.done.push(self.line);
        self.done
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    /// The lines of a text, with `|` where the sign of a break stands.
    fn broken(text: &str) -> Vec<String> {
        let faces = Faces::load(None).expect("the fonts that come with the program");
        let shown = |piece: &Piece| match piece.colour {
            Colour::Break => "|".to_owned(),
            _ => piece.text.clone(),
        };
        let lines = lines(&faces, &Text::name(text), Face::Regular, 10.0, 60.0);
        lines.iter().map(|line| line.iter().map(shown).collect()).collect()
    }

    #[test]
    fn a_mark_is_not_broken() {
        for before in 0..12 {
            let name = format!("{}\u{200B}\u{202E}mmm", "m".repeat(before));
            let lines = broken(&name);
            for mark in ["<U+200B>", "<U+202E>"] {
                assert!(lines.iter().any(|line| line.contains(mark)), "{lines:?}");
            }
        }
    }

    #[test]
    fn names_that_differ_at_a_break_are_broken_differently() {
        let names = [
            "mmmmm-final",
            "mmmmm- final",
            "mmmmm -final",
            "mmmmm.final",
            "mmmmm. final",
            "mmmmm  final",
            "mmmmm final",
            "mmmmmfinal",
        ];
        let mut seen = Vec::new();
        for name in names {
            let lines = broken(name);
            assert!(lines.len() > 1, "{lines:?}");
            // A space at the end of a line is not to be seen.
            let lines: Vec<String> = lines.iter().map(|line| line.trim_end().to_owned()).collect();
            assert!(!seen.contains(&lines), "{lines:?}");
            seen.push(lines);
        }
        assert_eq!(broken("mmmmm-final"), ["mmmmm-|", "final"]);
        assert_eq!(broken("mmmmm- final"), ["mmmmm- ", "final"]);
    }
}
