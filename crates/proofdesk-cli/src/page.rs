//! Writing for people: width, colour, wrapping and columns.

use std::io::{self, Write};

use proofdesk_engine::LookAlikes;
use proofdesk_engine::core::encoding::groups_of_four;
use proofdesk_engine::core::verdict::{Value, Verdict};
use proofdesk_engine::core::vocabulary::Told;
use proofdesk_engine::core::{Visible, quoted_id, shortened};
use unicode_width::UnicodeWidthStr;

use crate::wrapping::{cut, wrap};

/// Width of the column of labels.
const LABEL: usize = 11;
/// The same where a verdict is explained.
const EXPLANATION: usize = 17;
/// The same where a value stands behind its source.
const SOURCE: usize = 26;
/// The same where a key is described.
const KNOWN: usize = 19;
/// Characters of a hash.
const HASH: usize = 64;
/// Groups of four in a hash.
const GROUPS: usize = HASH / 4;
/// Characters of a row of half of them.
const ROW: usize = GROUPS / 2 * 5 - 1;
/// The same where a word is defined.
const TERM: usize = 14;
/// The same where the outcome of a check stands before its name.
const OUTCOME: usize = 8;
/// Beside a label, text is never squeezed into less than this.
const NARROWEST: usize = 16;
/// Nor anywhere into less than this.
const SQUEEZED: usize = 8;

/// How to write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    /// In colour.
    pub(crate) color: bool,
    /// Only what is wrong is wanted.
    pub(crate) quiet: bool,
    /// Columns to write in.
    pub(crate) width: usize,
}

/// How words look.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Ink {
    Plain,
    Bold,
    Faint,
    /// In the hue of a verdict.
    Of(Told),
    /// The same, bold.
    Title(Told),
}

impl Style {
    fn paint(&self, ink: Ink, text: &str) -> String {
        let code = match ink {
            Ink::Plain => String::new(),
            Ink::Bold => "1".to_owned(),
            Ink::Faint => "2".to_owned(),
            Ink::Of(told) => hue(told).to_owned(),
            Ink::Title(told) => format!("1;{}", hue(told)).trim_end_matches(';').to_owned(),
        };
        match self.color && !code.is_empty() {
            true => format!("\x1b[{code}m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }
}

/// Hues that people who see few colours can still tell apart by lightness; the sign and the word
/// are always there too.
fn hue(told: Told) -> &'static str {
    match told {
        Told::Final(Verdict::Mismatch) => "31",
        Told::Final(Verdict::Uncheckable) => "35",
        Told::Final(Verdict::NotFound) => "36",
        Told::Final(Verdict::Unconfirmed) => "33",
        Told::Final(Verdict::Verified) => "32",
        Told::Final(_) | Told::Provisional => "",
    }
}

/// Where words for people are written. Everything goes through it as [`Visible`] text, so that
/// nothing that stands in the evidence can move the cursor, erase a line or write one of its own.
pub(crate) struct Page<'o> {
    style: Style,
    out: Box<dyn Write + 'o>,
    look_alikes: Vec<LookAlikes>,
}

impl<'o> Page<'o> {
    pub(crate) fn new(style: Style, out: impl Write + 'o) -> Self {
        Self { style, out: Box::new(out), look_alikes: Vec::new() }
    }

    /// From here on, tells apart these names that look alike.
    pub(crate) fn tell_apart(&mut self, look_alikes: LookAlikes) {
        self.look_alikes.push(look_alikes);
    }

    /// A text as it is written.
    fn shown<'t>(&self, text: impl Into<Visible<'t>>) -> Visible<'t> {
        self.look_alikes.iter().fold(text.into(), |text, alike| alike.tell_apart(text))
    }

    /// Writes one whole line. Only this file makes such lines: of visible text, spaces and colours.
    fn put(&mut self, mut line: String) -> io::Result<()> {
        line.push('\n');
        self.out.write_all(line.as_bytes())
    }

    /// Whether only what is wrong is wanted.
    pub(crate) fn is_quiet(&self) -> bool {
        self.style.quiet
    }

    /// An empty line.
    pub(crate) fn blank(&mut self) -> io::Result<()> {
        self.put(String::new())
    }

    /// One line, however long, so that what it names can be copied.
    pub(crate) fn line<'t>(
        &mut self,
        indent: usize,
        ink: Ink,
        text: impl Into<Visible<'t>>,
    ) -> io::Result<()> {
        let text = self.style.paint(ink, &self.shown(text));
        self.put(format!("{:indent$}{text}", ""))
    }

    /// Words, wrapped.
    pub(crate) fn text<'t>(
        &mut self,
        indent: usize,
        text: impl Into<Visible<'t>>,
    ) -> io::Result<()> {
        self.inked(indent, Ink::Plain, text)
    }

    /// Words of one look, wrapped.
    pub(crate) fn inked<'t>(
        &mut self,
        indent: usize,
        ink: Ink,
        text: impl Into<Visible<'t>>,
    ) -> io::Result<()> {
        let lines = wrap(&self.shown(text), self.room(indent));
        let lines = lines.iter().map(|line| self.style.paint(ink, line)).collect();
        self.hanging(indent, "", 0, lines)
    }

    /// A headline behind the sign of its verdict, wrapped.
    pub(crate) fn signed<'t>(
        &mut self,
        told: Told,
        headline: impl Into<Visible<'t>>,
    ) -> io::Result<()> {
        let lines = wrap(&self.shown(headline), self.room(2));
        let ink = |line: &String| self.style.paint(Ink::Of(told), line);
        let lines = lines.iter().map(ink).collect();
        let sign = self.style.paint(Ink::Of(told), told.sign());
        self.hanging(0, &format!("{sign} "), 2, lines)
    }

    /// What something is, and its id if it has one. Of an id, every character is written, and no line is
    /// longer than the page: it can be anything.
    pub(crate) fn identified(
        &mut self,
        indent: usize,
        kind: &'static str,
        id: Option<&str>,
    ) -> io::Result<()> {
        let Some(id) = id.map(|id| self.shown(quoted_id(id))) else {
            return self.line(indent, Ink::Faint, kind);
        };
        if indent + kind.width() + 1 + id.width() <= self.style.width {
            return self.line(indent, Ink::Faint, format!("{kind} {id}"));
        }
        let lines = cut(&id, self.room(indent + 2));
        self.line(indent, Ink::Faint, kind)?;
        lines.into_iter().try_for_each(|line| self.line(indent + 2, Ink::Faint, line))
    }

    /// Words behind a bullet.
    pub(crate) fn bullet<'t>(
        &mut self,
        indent: usize,
        text: impl Into<Visible<'t>>,
    ) -> io::Result<()> {
        let lines = wrap(&self.shown(text), self.room(indent + 2));
        self.hanging(indent, "- ", 2, lines)
    }

    /// Words behind a label, wrapped in a column of their own.
    pub(crate) fn labelled<'t>(
        &mut self,
        indent: usize,
        label: &'static str,
        text: impl Into<Visible<'t>>,
    ) -> io::Result<()> {
        self.words_behind(indent, label, LABEL, text)
    }

    /// The same with the wider column of what explains a verdict.
    pub(crate) fn explained<'t>(
        &mut self,
        indent: usize,
        label: &'static str,
        text: impl Into<Visible<'t>>,
    ) -> io::Result<()> {
        self.words_behind(indent, label, EXPLANATION, text)
    }

    fn words_behind<'t>(
        &mut self,
        indent: usize,
        label: &'static str,
        column: usize,
        text: impl Into<Visible<'t>>,
    ) -> io::Result<()> {
        let text = self.shown(text);
        let lines = |page: &Self, taken| wrap(&text, page.room(taken));
        self.beside_or_below(indent, &label.into(), (column, NARROWEST), lines)
    }

    /// A value that was compared, behind the label of its source.
    pub(crate) fn compared(
        &mut self,
        indent: usize,
        Value { source, value }: &Value,
        is_fingerprint: bool,
    ) -> io::Result<()> {
        let lines = |page: &Self, taken| match is_fingerprint {
            true => page.grouped(value, taken, GROUPS),
            false => page.quoted(&shortened(value), taken),
        };
        self.beside_or_below(indent, &source.word().into(), (SOURCE, HASH), lines)
    }

    /// What is known of a key, behind the name of it.
    pub(crate) fn known<'t>(
        &mut self,
        name: &'static str,
        words: impl Into<Visible<'t>>,
    ) -> io::Result<()> {
        let words = self.shown(words);
        let lines = |page: &Self, taken| wrap(&words, page.room(taken));
        self.beside_or_below(2, &name.into(), (KNOWN, ROW), lines)
    }

    /// The same of the key itself, which is copied.
    pub(crate) fn known_key(&mut self, name: &'static str, hex: &str) -> io::Result<()> {
        self.beside_or_below(2, &name.into(), (KNOWN, HASH), |page, taken| page.quoted(hex, taken))
    }

    /// The same of its fingerprint: in two rows, or more where these have no room, to be compared group
    /// by group.
    pub(crate) fn known_fingerprint(&mut self, name: &'static str, hex: &str) -> io::Result<()> {
        let lines = |page: &Self, taken| page.grouped(hex, taken, GROUPS / 2);
        self.beside_or_below(2, &name.into(), (KNOWN, ROW), lines)
    }

    /// A fingerprint by itself, in such rows.
    pub(crate) fn rows(&mut self, indent: usize, hex: &str) -> io::Result<()> {
        let rows = self.grouped(hex, indent, GROUPS / 2);
        rows.into_iter().try_for_each(|row| self.line(indent, Ink::Plain, &*row))
    }

    /// Lines behind a label in a column of so many characters. Where a line has no room for that and for so
    /// many more, they stand below the label, so that a hash is broken as little as can be.
    fn beside_or_below(
        &mut self,
        indent: usize,
        label: &Visible<'_>,
        (column, needed): (usize, usize),
        lines: impl FnOnce(&Self, usize) -> Vec<String>,
    ) -> io::Result<()> {
        if self.style.width >= indent + column + needed {
            let lines = lines(self, indent + column);
            return self.column(indent, label, column, lines);
        }
        let below = lines(self, indent + 2);
        self.inked(indent, Ink::Faint, &**label)?;
        below.into_iter().try_for_each(|line| self.line(indent + 2, Ink::Plain, &*line))
    }

    /// A word and what it means.
    pub(crate) fn defined(&mut self, word: &'static str, meaning: &'static str) -> io::Result<()> {
        self.words_behind(0, word, TERM, meaning)
    }

    /// How a check of the program itself came out, and which.
    pub(crate) fn outcome(&mut self, word: &'static str, name: &'static str) -> io::Result<()> {
        self.words_behind(0, word, OUTCOME, name)
    }

    /// A value behind a label. A value is compared with another by eye, so every character of it
    /// is written, spaces too, and equal values are broken at equal places.
    pub(crate) fn value<'t>(
        &mut self,
        indent: usize,
        label: impl Into<Visible<'t>>,
        value: &str,
    ) -> io::Result<()> {
        let lines = |page: &Self, taken| page.quoted(value, taken);
        self.beside_or_below(indent, &label.into(), (LABEL, NARROWEST), lines)
    }

    fn quoted(&self, value: &str, taken: usize) -> Vec<String> {
        let value = self.shown(value);
        let quoted = match value.is_empty() || value.trim() != &*value {
            true => format!("\"{value}\""),
            false => value.into_owned(),
        };
        cut(&quoted, self.room(taken))
    }

    /// A fingerprint behind a label, in groups of four and equal lines.
    pub(crate) fn fingerprint(
        &mut self,
        indent: usize,
        label: &'static str,
        hex: &str,
    ) -> io::Result<()> {
        let lines = |page: &Self, taken| page.grouped(hex, taken, GROUPS);
        self.beside_or_below(indent, &label.into(), (LABEL, NARROWEST), lines)
    }

    /// Groups of four, at most so many in a row.
    fn grouped(&self, hex: &str, taken: usize, most: usize) -> Vec<String> {
        let groups = groups_of_four(&self.shown(hex));
        let room = self.room(taken);
        let rows = [GROUPS, GROUPS / 2, GROUPS / 4].into_iter();
        let in_line = rows.filter(|n| *n <= most).find(|n| n * 5 - 1 <= room).unwrap_or(2);
        groups.chunks(in_line).map(|line| line.join(" ")).collect()
    }

    fn room(&self, taken: usize) -> usize {
        self.style.width.saturating_sub(taken).max(SQUEEZED)
    }

    fn column(
        &mut self,
        indent: usize,
        label: &Visible<'_>,
        width: usize,
        lines: Vec<String>,
    ) -> io::Result<()> {
        let first = format!("{}{}", self.style.paint(Ink::Faint, label), pad(width, label.width()));
        self.hanging(indent, &first, width, lines)
    }

    fn hanging(
        &mut self,
        indent: usize,
        first: &str,
        next: usize,
        lines: Vec<String>,
    ) -> io::Result<()> {
        for (i, line) in lines.iter().enumerate() {
            match i {
                0 => self.put(format!("{:indent$}{first}{line}", ""))?,
                _ => self.put(format!("{:1$}{line}", "", indent + next))?,
            }
        }
        Ok(())
    }

    /// Parts that are never broken themselves, as many on a line as fit.
    pub(crate) fn parts(&mut self, parts: &[(Ink, Visible<'_>)]) -> io::Result<()> {
        const BETWEEN: usize = 3;
        let (mut line, mut used) = (String::new(), 0);
        for (ink, text) in parts {
            let width = text.width();
            if used > 0 && used + BETWEEN + width > self.style.width {
                self.put(std::mem::take(&mut line))?;
                used = 0;
            }
            if used > 0 {
                line.push_str(&" ".repeat(BETWEEN));
                used += BETWEEN;
            }
            line.push_str(&self.style.paint(*ink, text));
            used += width;
        }
        self.put(line)
    }
}

/// A number of bytes for people, in powers of 1,024.
pub(crate) fn bytes(n: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    match n {
        1 => return "1 byte".to_owned(),
        0..1024 => return format!("{n} bytes"),
        _ => {}
    }
    let mut value = n as f64 / 1024.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

fn pad(column: usize, used: usize) -> String {
    // A label that fills its column keeps its distance.
    " ".repeat(column.saturating_sub(used).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(width: usize, write: impl FnOnce(&mut Page<'_>) -> io::Result<()>) -> String {
        let style = Style { color: false, quiet: false, width };
        let mut out = Vec::new();
        assert!(write(&mut Page::new(style, &mut out)).is_ok());
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn values_that_differ_in_spaces_look_different() {
        let shown = |value: &str| page(80, |p| p.value(2, "found", value));
        assert_eq!(shown("a  b"), "  found      a  b\n");
        assert_eq!(shown("a "), "  found      \"a \"\n");
        assert_eq!(shown(""), "  found      \"\"\n");
        assert_eq!(shown("a\u{202E}\n"), "  found      a<U+202E><U+000A>\n");
    }

    #[test]
    fn columns_stay_aligned_whatever_the_label() {
        let shown = page(40, |p| {
            p.labelled(2, "Retry", "Ask the issuer for the record again, directly.")?;
            p.explained(2, "Possible causes", "The file was cut.")?;
            p.labelled(2, "unexpected_long_label", "x")
        });
        let expected = "  Retry      Ask the issuer for the\n             record again, directly.\n  \
                        Possible causes  The file was cut.\n  unexpected_long_label x\n";
        assert_eq!(shown, expected);
    }

    #[test]
    fn fingerprints_are_broken_into_equal_lines() {
        let hex = "0123456789abcdef".repeat(4);
        let lines = |width| page(width, |p| p.fingerprint(2, "key", &hex)).lines().count();
        assert_eq!([lines(100), lines(80), lines(50), lines(40)], [1, 2, 4, 4]);
    }

    #[test]
    fn parts_go_to_the_next_line_whole() {
        let parts = ["one", "two", "three"].map(|part| (Ink::Plain, part.into()));
        assert_eq!(page(40, |p| p.parts(&parts)), "one   two   three\n");
        assert_eq!(page(10, |p| p.parts(&parts)), "one   two\nthree\n");
    }
}
