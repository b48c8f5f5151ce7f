//! The document as PDF: for archives (PDF/A-3a) and for screen readers (PDF/UA-1), with the JSON report
//! inside it.
//!
//! The library refuses to write what breaks the rules of either standard that it can check. It has no
//! layout, so lines, pages and tables are made here. There is no shaping: scripts whose letters join or
//! run from right to left need a font and a program that the PDF does not have, so such letters are
//! marks, as every character is that the fonts lack.

mod faces;
mod finish;
mod lines;
mod sheet;

use std::io::{self, Write};

use krilla::tagging::{ListNumbering, TableHeaderScope, Tag, TagKind};
use proofdesk_engine::report::Head;

use crate::apart::Apart;
use crate::document::{self, Look, Page, Section, Text, Width};
pub(crate) use faces::is_font;
use faces::{Face, Faces};
use lines::{Colour, Line, lines};
use sheet::{HEIGHT, Part, Sheets, WIDTH};

/// Around the text, in points.
const MARGIN: f32 = 54.0;
const BOTTOM: f32 = HEIGHT - 60.0;
/// The size of the text, and from line to line.
const BODY: f32 = 9.0;
const LEADING: f32 = 1.4;
/// Between columns, and above and below a row.
const GAP: f32 = 10.0;
const PAD: f32 = 3.0;
/// The column of names beside values.
const NAMES: f32 = 120.0;
/// Above a line that is to be filled in by hand.
const BLANK: f32 = 8.0;
/// Sections have numbers in links that no result has.
const SECTIONS: u64 = u64::MAX - 100;

/// A PDF document.
pub(crate) struct Pdf<'o> {
    out: &'o mut dyn Write,
    head: &'o Head,
    /// The JSON report, to be put inside.
    json: Option<Vec<u8>>,
    faces: Faces<'o>,
    apart: Apart,
    sheets: Sheets,
    /// Down the page.
    y: f32,
    title: String,
    parts: Vec<Part>,
    section: Option<(Section, Vec<Part>)>,
    headings: Vec<(u8, String, usize, f32)>,
    /// Headings that wait for what they stand above.
    waiting: Vec<Heading>,
    table: Option<Table>,
}

/// A heading that is not drawn yet.
struct Heading {
    level: u8,
    size: f32,
    words: String,
    lines: Vec<Line>,
    target: u64,
}

impl Heading {
    /// With the room above it.
    fn height(&self) -> f32 {
        self.size * (1.5 + LEADING * self.lines.len() as f32)
    }
}

/// How much was written.
struct Mark {
    pages: usize,
    drawn: usize,
    parts: usize,
    headings: usize,
    y: f32,
}

struct Table {
    /// Drawn with its first row.
    caption: Vec<Line>,
    names: Vec<Vec<Line>>,
    columns: Vec<Column>,
    /// The caption and the names of the columns, as they were drawn.
    drawn: Option<(Part, Part)>,
    rows: Vec<Part>,
}

/// How many lines the longest of some cells has.
fn most(cells: &[Vec<Line>]) -> f32 {
    cells.iter().map(Vec::len).max().unwrap_or_default() as f32
}

/// How high a row with these cells is.
fn height(cells: &[Vec<Line>]) -> f32 {
    most(cells) * BODY * LEADING + 2.0 * PAD
}

#[derive(Debug, Clone, Copy)]
struct Column {
    x: f32,
    width: f32,
}

fn group(tag: impl Into<TagKind>, parts: Vec<Part>) -> Part {
    Part::Group(tag.into(), parts)
}

impl<'o> Pdf<'o> {
    pub(crate) fn new(
        head: &'o Head,
        json: Option<Vec<u8>>,
        font: Option<&'o [u8]>,
        out: &'o mut dyn Write,
    ) -> io::Result<Self> {
        let faces = Faces::load(font).ok_or_else(|| io::Error::other("a font cannot be read"))?;
        let mut pdf = Self {
            out,
            head,
            json,
            faces,
            apart: Apart::default(),
            sheets: Sheets::default(),
            y: MARGIN,
            title: String::new(),
            parts: Vec::new(),
            section: None,
            headings: Vec::new(),
            waiting: Vec::new(),
            table: None,
        };
        pdf.next_page();
        Ok(pdf)
    }

    fn next_page(&mut self) {
        self.sheets.add_page();
        self.y = MARGIN;
    }

    /// Goes on to the next page if so much does not fit on this one.
    fn need(&mut self, height: f32) {
        if self.y + height > BOTTOM {
            self.next_page();
        }
    }

    /// Draws the headings that wait, on the page on which so much of what follows fits too.
    fn begin(&mut self, height: f32) {
        let waiting = std::mem::take(&mut self.waiting);
        let above: f32 = waiting.iter().map(Heading::height).sum();
        self.need(above + height);
        for Heading { level, size, words, lines, target } in waiting {
            self.y += size;
            let (page, top) = (self.sheets.page(), self.y);
            self.sheets.targets.insert(target, (page, top));
            self.headings.push((level, words.clone(), page, top));
            let level = std::num::NonZeroU16::MIN.saturating_add(u16::from(level) - 1);
            let parts = self.put(lines, MARGIN, size);
            self.y += size * 0.5;
            self.push(group(Tag::Hn(level, Some(words)), parts));
        }
    }

    /// Where everything stands now, between two parts of the document.
    fn mark(&mut self) -> Mark {
        self.begin(0.0);
        let parts = self.section.as_ref().map_or(&self.parts, |(_, parts)| parts).len();
        let (pages, drawn) = (self.sheets.len(), self.sheets.drawn());
        Mark { pages, drawn, parts, headings: self.headings.len(), y: self.y }
    }

    /// Undoes what was written since.
    fn back_to(&mut self, mark: &Mark) {
        self.sheets.cut(mark.pages, mark.drawn);
        self.section.as_mut().map_or(&mut self.parts, |(_, parts)| parts).truncate(mark.parts);
        self.headings.truncate(mark.headings);
        self.y = mark.y;
    }

    fn push(&mut self, part: Part) {
        match &mut self.section {
            Some((_, parts)) => parts.push(part),
            None => self.parts.push(part),
        }
    }

    /// Draws lines below each other, over pages if need be.
    fn put(&mut self, lines: Vec<Line>, x: f32, size: f32) -> Vec<Part> {
        let mut parts = Vec::new();
        for line in lines {
            self.need(size * LEADING);
            self.y += size * LEADING;
            parts.extend(self.line(line, x, self.y - size * 0.4, size));
        }
        parts
    }

    fn line(&mut self, line: Line, mut x: f32, y: f32, size: f32) -> Vec<Part> {
        let mut parts = Vec::new();
        for piece in line {
            let width = piece.width;
            match piece.colour {
                Colour::Break => self.sheets.broken(x, y, size),
                _ => parts.push(self.sheets.text(x, y, size, piece)),
            }
            x += width;
        }
        parts
    }

    fn lines(&self, text: &Text, face: Face, size: f32, width: f32) -> Vec<Line> {
        lines(&self.faces, &text.told_apart(&self.apart), face, size, width)
    }

    fn block(&mut self, tag: impl Into<TagKind>, text: &Text, face: Face, size: f32) {
        let lines = self.lines(text, face, size, WIDTH - 2.0 * MARGIN);
        // Not a single line at the end of a page.
        self.begin(size * LEADING * lines.len().min(2) as f32);
        let parts = self.put(lines, MARGIN, size);
        self.y += size * 0.5;
        self.push(group(tag, parts));
    }

    /// A heading, which does not stand alone at the end of a page.
    fn titled(&mut self, level: u8, text: &Text, size: f32, target: u64) {
        let told = text.told_apart(&self.apart);
        let words: String = told.spans().map(|(_, words)| words).collect();
        let lines = self.lines(text, Face::Bold, size, WIDTH - 2.0 * MARGIN);
        self.waiting.push(Heading { level, size, words, lines, target });
    }

    /// Draws one row. Its cells go on over pages if they are longer than one.
    fn cells(&mut self, columns: &[Column], cells: Vec<Vec<Line>>, size: f32) -> Vec<Vec<Part>> {
        let step = size * LEADING;
        let most = most(&cells) as usize;
        let mut parts: Vec<Vec<Part>> = cells.iter().map(|_| Vec::new()).collect();
        self.sheets.rule(self.y, MARGIN, WIDTH - MARGIN);
        self.y += PAD;
        let mut cells: Vec<_> = cells.into_iter().map(Vec::into_iter).collect();
        for _ in 0..most {
            self.need(step);
            self.y += step;
            for ((cell, column), parts) in cells.iter_mut().zip(columns).zip(&mut parts) {
                let line = cell.next().unwrap_or_default();
                parts.extend(self.line(line, column.x, self.y - size * 0.4, size));
            }
        }
        self.y += PAD;
        parts
    }

    /// Draws the caption of a table and the names of its columns, on a page on which so much of its first
    /// row fits too.
    fn head(&mut self, table: &Table, first_row: f32) -> (Part, Part) {
        let caption = BODY * LEADING * table.caption.len() as f32 + PAD;
        self.begin(caption + height(&table.names) + first_row);
        let caption = group(Tag::Caption, self.put(table.caption.clone(), MARGIN, BODY));
        self.y += PAD;
        let heads = self.cells(&table.columns, table.names.clone(), BODY).into_iter();
        let heads = heads.map(|cell| group(Tag::TH(TableHeaderScope::Column), cell));
        (caption, group(Tag::TR, heads.collect()))
    }

    /// How wide the columns are, with the space between them: wide enough for each word of their names.
    fn shares(&self, columns: &[(&str, Width)], whole: f32) -> Vec<f32> {
        let widest = |name: &str| {
            let widths = name.split(' ').map(|word| self.faces.width(Face::Bold, word) * BODY);
            widths.fold(0.0, f32::max) + GAP
        };
        let all: f32 = columns.iter().map(|(_, width)| f32::from(*width)).sum();
        let wanted =
            columns.iter().map(|(name, width)| (widest(name), whole * f32::from(*width) / all));
        let (narrow, rest) = wanted.clone().fold((0.0, 0.0), |(narrow, rest), (least, share)| {
            if share < least { (narrow + least, rest) } else { (narrow, rest + share) }
        });
        let scaled = (whole - narrow) / rest;
        wanted.map(|(least, share)| if share < least { least } else { share * scaled }).collect()
    }

    /// The names of the columns once more, on a further page: for the eye, not for the tree.
    fn repeat(&mut self, names: &[Vec<Line>], columns: &[Column]) {
        for (lines, column) in names.iter().zip(columns) {
            let mut y = self.y;
            for line in lines {
                y += BODY * LEADING;
                let mut x = column.x;
                for piece in line.iter().filter(|piece| piece.colour != Colour::Break) {
                    let page = self.sheets.page();
                    self.sheets.decoration(page, x, y - BODY * 0.4, BODY, piece.clone());
                    x += piece.width;
                }
            }
        }
        self.y += BODY * LEADING * most(names) + PAD;
    }
}

/// Text in the colour of what stands beside the matter.
fn quiet(mut lines: Vec<Line>) -> Vec<Line> {
    lines.iter_mut().flatten().for_each(|piece| piece.colour = Colour::Quiet);
    lines
}

impl Page for Pdf<'_> {
    fn tell_apart(&mut self, apart: Apart) {
        self.apart = apart;
    }

    fn on_this_page(&mut self, most: usize, write: &document::Write<'_>) -> io::Result<()> {
        let before = self.mark();
        for items in (1..=most).rev() {
            write(items, self)?;
            if self.sheets.len() == before.pages || items == 1 {
                break;
            }
            self.back_to(&before);
        }
        Ok(())
    }

    fn begin(&mut self, title: &str, subtitle: &Text) -> io::Result<()> {
        self.title = format!("{title}, Proofdesk");
        let first = Tag::Hn(std::num::NonZeroU16::MIN, Some(title.to_owned()));
        self.block(first, &Text::plain(title), Face::Bold, 20.0);
        self.block(Tag::P, subtitle, Face::Regular, BODY);
        Ok(())
    }

    fn contents(&mut self, contents: &[Section]) -> io::Result<()> {
        // The answer is a page by itself.
        self.next_page();
        self.paragraph(&Text::default().and(Look::Strong, "Contents"))?;
        let mut entries = Vec::new();
        for section in contents {
            let text = Text::link(SECTIONS + *section as u64, section.title());
            let lines = self.lines(&text, Face::Regular, BODY, WIDTH - 2.0 * MARGIN);
            let parts = self.put(lines, MARGIN, BODY);
            entries.push(group(Tag::TOCI, parts));
        }
        self.push(group(Tag::TOC, entries));
        Ok(())
    }

    fn section(&mut self, section: Section) -> io::Result<()> {
        self.begin(0.0);
        let before = self.section.replace((section, Vec::new()));
        self.parts.extend(before.map(|(_, parts)| group(Tag::Section, parts)));
        if section.is_to_be_signed() {
            self.next_page();
        }
        self.titled(2, &Text::plain(section.title()), 13.0, SECTIONS + section as u64);
        Ok(())
    }

    fn heading(&mut self, number: u64, text: &Text) -> io::Result<()> {
        self.titled(3, text, 10.0, number);
        Ok(())
    }

    fn answer(&mut self, text: &Text) -> io::Result<()> {
        self.block(Tag::P, text, Face::Bold, 14.0);
        Ok(())
    }

    fn paragraph(&mut self, text: &Text) -> io::Result<()> {
        self.block(Tag::P, text, Face::Regular, BODY);
        Ok(())
    }

    fn list(&mut self, items: &[Text]) -> io::Result<()> {
        let mut entries = Vec::new();
        for item in items {
            let lines = self.lines(item, Face::Regular, BODY, WIDTH - 2.0 * MARGIN - 12.0);
            self.begin(BODY * LEADING * lines.len().min(2) as f32);
            let top = self.y;
            let bullet = self.lines(&Text::plain("•"), Face::Regular, BODY, 12.0);
            let label = self.put(bullet, MARGIN, BODY);
            self.y = top;
            let body = self.put(lines, MARGIN + 12.0, BODY);
            entries.push(group(Tag::LI, vec![group(Tag::Lbl, label), group(Tag::LBody, body)]));
        }
        self.y += BODY * 0.5;
        self.push(group(Tag::L(ListNumbering::Disc), entries));
        Ok(())
    }

    fn facts(&mut self, facts: &[(&str, Text)]) -> io::Result<()> {
        let mut entries = Vec::new();
        for (name, value) in facts {
            let label = quiet(self.lines(&Text::plain(name), Face::Regular, BODY, NAMES - GAP));
            let lines = self.lines(value, Face::Regular, BODY, WIDTH - 2.0 * MARGIN - NAMES);
            self.begin(BODY * LEADING * label.len().max(lines.len().min(2)) as f32);
            let (page, top) = (self.sheets.page(), self.y);
            let label = self.put(label, MARGIN, BODY);
            let below = self.y;
            self.y = top;
            let body = self.put(lines, MARGIN + NAMES, BODY);
            if self.sheets.page() == page {
                self.y = self.y.max(below);
            }
            self.y += 1.5;
            entries.push(group(Tag::LI, vec![group(Tag::Lbl, label), group(Tag::LBody, body)]));
        }
        self.y += BODY * 0.5;
        self.push(group(Tag::L(ListNumbering::None), entries));
        Ok(())
    }

    fn blanks(&mut self, blanks: &[(&str, Text)]) -> io::Result<()> {
        let mut entries = Vec::new();
        for (name, value) in blanks {
            self.y += BLANK;
            let label = quiet(self.lines(&Text::plain(name), Face::Regular, BODY, NAMES - GAP));
            let lines = self.lines(value, Face::Regular, BODY, WIDTH - 2.0 * MARGIN - NAMES);
            self.begin(BODY * LEADING * label.len().max(lines.len()) as f32);
            let top = self.y;
            let label = self.put(label, MARGIN, BODY);
            let below = self.y;
            self.y = top;
            let body = self.put(lines, MARGIN + NAMES, BODY);
            self.y = self.y.max(below);
            self.sheets.rule(self.y + 2.0, MARGIN + NAMES, WIDTH - MARGIN);
            entries.push(group(Tag::LI, vec![group(Tag::Lbl, label), group(Tag::LBody, body)]));
        }
        self.y += BODY;
        self.push(group(Tag::L(ListNumbering::None), entries));
        Ok(())
    }

    fn table(&mut self, caption: &str, columns: &[(&str, Width)]) -> io::Result<()> {
        let whole = WIDTH - 2.0 * MARGIN;
        let mut x = MARGIN;
        let columns: Vec<(&str, Column)> = columns
            .iter()
            .zip(self.shares(columns, whole))
            .map(|((name, _), share)| {
                let column = Column { x, width: share - GAP };
                x += share;
                (*name, column)
            })
            .collect();
        let caption = quiet(self.lines(&Text::plain(caption), Face::Regular, BODY, whole));
        let names: Vec<Vec<Line>> = columns
            .iter()
            .map(|(name, column)| {
                quiet(self.lines(&Text::plain(name), Face::Bold, BODY, column.width))
            })
            .collect();
        let columns = columns.into_iter().map(|(_, column)| column).collect();
        self.table = Some(Table { caption, names, columns, drawn: None, rows: Vec::new() });
        Ok(())
    }

    fn row(&mut self, cells: &[Text]) -> io::Result<()> {
        let Some(mut table) = self.table.take() else { return Ok(()) };
        let lines: Vec<Vec<Line>> = cells
            .iter()
            .zip(&table.columns)
            .map(|(cell, column)| self.lines(cell, Face::Regular, BODY, column.width))
            .collect();
        let needed = height(&lines).min(HEIGHT / 3.0);
        if table.drawn.is_none() {
            table.drawn = Some(self.head(&table, needed));
        } else if self.y + needed > BOTTOM {
            self.next_page();
            self.repeat(&table.names, &table.columns);
        }
        let cells = self.cells(&table.columns, lines, BODY).into_iter().enumerate();
        let cells = cells.map(|(i, cell)| match i {
            0 => group(Tag::TH(TableHeaderScope::Row), cell),
            _ => group(Tag::TD, cell),
        });
        table.rows.push(group(Tag::TR, cells.collect()));
        self.table = Some(table);
        Ok(())
    }

    fn end_table(&mut self) -> io::Result<()> {
        if let Some(mut table) = self.table.take() {
            let drawn = table.drawn.take();
            let (caption, head) = drawn.unwrap_or_else(|| self.head(&table, 0.0));
            let rows = table.rows;
            self.y += BODY;
            let (head, body) = (group(Tag::THead, vec![head]), group(Tag::TBody, rows));
            self.push(group(Tag::Table, vec![caption, head, body]));
        }
        Ok(())
    }

    fn attached(&self) -> Option<&'static str> {
        Some(match self.json {
            Some(_) => {
                "The JSON report that this document was made from is attached to it as report.json, byte \
                 for byte. Programs for reading PDF list it among the attachments."
            }
            None => {
                "The JSON report that this document was made from is not attached to it, because it is \
                 larger than 64 MiB."
            }
        })
    }

    fn commands(&mut self, commands: &[&str]) -> io::Result<()> {
        for command in commands {
            self.block(Tag::P, &Text::exact(command), Face::Mono, BODY);
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.begin(0.0);
        let last = self.section.take();
        self.parts.extend(last.map(|(_, parts)| group(Tag::Section, parts)));
        self.finish()
    }
}
