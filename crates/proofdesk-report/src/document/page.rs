//! What a document is made of, and where it is written.

use std::io;

use proofdesk_engine::core::vocabulary::Told;
use proofdesk_engine::core::{capital, visible, visible_name};

use crate::apart::Apart;
use crate::words::in_groups;

/// How a stretch of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Plain,
    Strong,
    /// A few common words, which are not broken inside.
    Words,
    /// Hashes, ids, codes and values: every character counts.
    Exact,
    /// What a verdict says, behind its sign.
    Verdict(Told),
    /// Leads to the part with this number.
    Link(u64),
}

/// Characters of a hash.
const HASH: usize = 64;
/// What can stand beside a hash in a sentence. Between other signs it is a part of a name.
const AROUND_HASHES: [char; 9] = [' ', '.', ',', ';', ':', '(', ')', '"', '\''];

/// Text as a page has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Text(Vec<(Look, String)>);

impl Text {
    pub(crate) fn plain(text: &str) -> Self {
        Self::default().and(Look::Plain, text)
    }

    /// A few of our own words.
    pub(crate) fn words(text: &str) -> Self {
        Self::default().and(Look::Words, text)
    }

    /// Sentences. A hash or a fingerprint in them is compared by eye, so it stands in groups.
    pub(crate) fn prose(text: &str) -> Self {
        Self::default().and_prose(Look::Plain, text)
    }

    pub(crate) fn exact(text: &str) -> Self {
        Self::default().and(Look::Exact, text)
    }

    /// The name of a file, told from all others.
    pub(crate) fn name(name: &str) -> Self {
        Self(vec![(Look::Plain, visible_name(name).into_owned())])
    }

    /// Leads to the part with this number.
    pub(crate) fn link(number: u64, text: &str) -> Self {
        Self::default().and(Look::Link(number), text)
    }

    /// Hexadecimal digits, in groups.
    pub(crate) fn digits(hex: &str) -> Self {
        Self::exact(&in_groups(hex))
    }

    pub(crate) fn verdict(told: Told) -> Self {
        Self::default().and(Look::Verdict(told), &capital(told.word()))
    }

    pub(crate) fn and(mut self, look: Look, text: &str) -> Self {
        self.0.push((look, visible(text).into_owned()));
        self
    }

    /// The same with sentences, as [`Text::prose`] has them.
    pub(crate) fn and_prose(mut self, look: Look, text: &str) -> Self {
        let mut words = String::new();
        for word in text.split_inclusive(' ') {
            let hash = word.trim_matches(AROUND_HASHES);
            if hash.len() == HASH && hash.bytes().all(|b| b.is_ascii_hexdigit()) {
                let (before, after) = word.split_once(hash).unwrap_or_default();
                words.push_str(before);
                if !words.is_empty() {
                    self = self.and(look, &std::mem::take(&mut words));
                }
                self = self.and(Look::Exact, &in_groups(hash));
                words.push_str(after);
            } else {
                words.push_str(word);
            }
        }
        match words.is_empty() {
            true => self,
            false => self.and(look, &words),
        }
    }

    /// The same in which no name passes for another.
    pub(crate) fn told_apart(&self, apart: &Apart) -> Self {
        let spans = self.0.iter();
        Self(spans.map(|(look, text)| (*look, apart.shown(text).into_owned())).collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn spans(&self) -> impl Iterator<Item = (Look, &str)> {
        self.0.iter().map(|(look, text)| (*look, text.as_str()))
    }
}

/// A part of the document that the contents name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Answer,
    Filed,
    Basis,
    Compared,
    Exceptions,
    Explained,
    Completeness,
    Verified,
    /// In its place, of a run that was cancelled.
    Provisional,
    Information,
    Files,
    Limits,
    Check,
    SignOff,
    Certification,
}

impl Section {
    pub(crate) const ALL: [Self; 15] = [
        Self::Answer,
        Self::Filed,
        Self::Basis,
        Self::Compared,
        Self::Exceptions,
        Self::Explained,
        Self::Limits,
        Self::Completeness,
        Self::Verified,
        Self::Provisional,
        Self::Information,
        Self::Files,
        Self::Check,
        Self::SignOff,
        Self::Certification,
    ];

    /// Its heading, and its name in the contents.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Answer => "The answer",
            Self::Filed => "What this report is filed under",
            Self::Basis => "What was checked, and how",
            Self::Compared => "Compared with an earlier report",
            Self::Exceptions => "Everything that is not verified",
            Self::Explained => "Each of these, explained",
            Self::Completeness => "Whether anything is missing",
            Self::Verified => "What is verified",
            Self::Provisional => "Checked before the run was cancelled; do not rely on it",
            Self::Information => "For information",
            Self::Files => "Every file",
            Self::Limits => "What was not checked",
            Self::Check => "How to check this report",
            Self::SignOff => "Sign-off",
            Self::Certification => {
                "Template for a certification (Federal Rules of Evidence 902(13) and (14))"
            }
        }
    }

    /// Whether it begins a page of its own on paper, to be signed.
    pub(crate) fn is_to_be_signed(self) -> bool {
        matches!(self, Self::SignOff | Self::Certification)
    }

    /// Its name in links.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Filed => "filed",
            Self::Basis => "basis",
            Self::Compared => "compared",
            Self::Exceptions => "exceptions",
            Self::Explained => "explained",
            Self::Completeness => "completeness",
            Self::Verified => "verified",
            Self::Provisional => "provisional",
            Self::Information => "information",
            Self::Files => "files",
            Self::Limits => "limits",
            Self::Check => "check",
            Self::SignOff => "sign-off",
            Self::Certification => "certification",
        }
    }
}

/// How wide the column of a table is, against the others.
pub(crate) type Width = u8;

/// Writes a part of a document, with a list of so many items.
pub(crate) type Write<'w> = dyn Fn(usize, &mut dyn Page) -> io::Result<()> + 'w;

/// Where a document is written.
pub(crate) trait Page {
    /// From here on, names are told apart so.
    fn tell_apart(&mut self, apart: Apart);
    fn begin(&mut self, title: &str, subtitle: &Text) -> io::Result<()>;
    /// The sections that follow.
    fn contents(&mut self, contents: &[Section]) -> io::Result<()>;
    fn section(&mut self, section: Section) -> io::Result<()>;
    /// A heading inside a section, which a [`Look::Link`] with this number leads to.
    fn heading(&mut self, number: u64, text: &Text) -> io::Result<()>;
    /// The sentence that all else explains.
    fn answer(&mut self, text: &Text) -> io::Result<()>;
    fn paragraph(&mut self, text: &Text) -> io::Result<()>;
    /// Has something written that has a list of so many items at most: of as many as fit on the page at hand, if there
    /// are pages.
    fn on_this_page(&mut self, most: usize, write: &Write<'_>) -> io::Result<()>;
    fn list(&mut self, items: &[Text]) -> io::Result<()>;
    /// Names with their values.
    fn facts(&mut self, facts: &[(&str, Text)]) -> io::Result<()>;
    /// Names with a line to be filled in by hand, where there is no value yet.
    fn blanks(&mut self, blanks: &[(&str, Text)]) -> io::Result<()>;
    /// Begins a table, whose rows follow.
    fn table(&mut self, caption: &str, columns: &[(&str, Width)]) -> io::Result<()>;
    /// A row of it; the first cell names it.
    fn row(&mut self, cells: &[Text]) -> io::Result<()>;
    fn end_table(&mut self) -> io::Result<()>;
    /// What is attached to the document, as a sentence.
    fn attached(&self) -> Option<&'static str> {
        None
    }
    /// Lines to be typed as they are.
    fn commands(&mut self, lines: &[&str]) -> io::Result<()>;
    fn end(&mut self) -> io::Result<()>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_in_a_sentence_stands_in_groups_and_one_in_a_name_does_not() {
        let hash = "0123456789abcdef".repeat(4);
        let text = Text::prose(&format!("The SHA-256 is {hash}, that of dir/{hash}.json."));
        let spans: Vec<(Look, &str)> = text.spans().collect();
        let rest = format!(", that of dir/{hash}.json.");
        assert_eq!(
            spans,
            [
                (Look::Plain, "The SHA-256 is "),
                (Look::Exact, &*in_groups(&hash)),
                (Look::Plain, &*rest)
            ]
        );
        assert_eq!(Text::prose("no hash"), Text::plain("no hash"));
        assert!(Text::prose("").is_empty());
    }
}
