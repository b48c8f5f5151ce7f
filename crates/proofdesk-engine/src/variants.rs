//! Variants of a text that a person reads as the same: other line endings, a UTF-8 mark, a line break
//! at the end. Saving, mailing and version control make them, and each has another hash.

use proofdesk_core::encoding::Digest;
use proofdesk_core::text::UTF8_MARK;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Larger files have none. In bytes.
pub(crate) const LIMIT: u64 = 64 << 20;

/// What would make a file the one that was hashed: one change alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Variant {
    /// All line endings as LF.
    Lf,
    /// The same of a file that has both.
    LfForMixed,
    /// All line endings as CR LF.
    CrLf,
    /// The same of a file that has both.
    CrLfForMixed,
    /// A UTF-8 mark at the beginning.
    Mark,
    /// None there.
    NoMark,
    /// One less there, of several.
    OneMarkLess,
    /// A line break at the end.
    FinalBreak,
    /// One more there.
    OneBreakMore,
    /// None there.
    NoFinalBreak,
    /// One less there, of several.
    OneBreakLess,
}

impl Variant {
    /// The only thing in which the two differ, and which of them has what.
    pub(crate) fn difference(self) -> (&'static str, &'static str) {
        const ENDINGS: &str = "the line endings differ";
        const MARK: &str = "the UTF-8 mark at the beginning differs";
        const LAST: &str = "the line break at the end differs";
        const NUMBER: &str = "the number of line breaks at the end differs";
        const ANCHORED: &str = "the anchored version has one, this file has none";
        const THIS: &str = "this file has one, the anchored version has none";
        match self {
            Self::Lf => (ENDINGS, "LF in the anchored version, CR LF in this file"),
            Self::LfForMixed => (ENDINGS, "LF in the anchored version, LF and CR LF in this file"),
            Self::CrLf => (ENDINGS, "CR LF in the anchored version, LF in this file"),
            Self::CrLfForMixed => {
                (ENDINGS, "CR LF in the anchored version, CR LF and LF in this file")
            }
            Self::Mark => (MARK, ANCHORED),
            Self::NoMark => (MARK, THIS),
            Self::OneMarkLess => (
                "the number of UTF-8 marks at the beginning differs",
                "this file has one more than the anchored version",
            ),
            Self::FinalBreak => (LAST, ANCHORED),
            Self::OneBreakMore => (NUMBER, "the anchored version has one more than this file"),
            Self::NoFinalBreak => (LAST, THIS),
            Self::OneBreakLess => (NUMBER, "this file has one more than the anchored version"),
        }
    }

    /// What would make this file the one that was hashed.
    pub(crate) fn remedy(self) -> &'static str {
        match self {
            Self::Lf => "with all line endings as LF, not CR LF,",
            Self::LfForMixed => "with all line endings as LF, not LF and CR LF,",
            Self::CrLf => "with all line endings as CR LF, not LF,",
            Self::CrLfForMixed => "with all line endings as CR LF, not CR LF and LF,",
            Self::Mark => "with a UTF-8 mark before its beginning",
            Self::NoMark => "without the UTF-8 mark at its beginning",
            Self::OneMarkLess => "with one UTF-8 mark less at its beginning",
            Self::FinalBreak => "with a line break added at its end",
            Self::OneBreakMore => "with one more line break at its end",
            Self::NoFinalBreak => "without the line break at its end",
            Self::OneBreakLess => "with one line break less at its end",
        }
    }
}

/// Hashes the variants of a text while it is read.
pub(crate) struct Hashing {
    /// All but the last two bytes, which can be its line break.
    plain: Sha256,
    held: Vec<u8>,
    /// With other line endings: from the first one that this changes on, so that a text whose line
    /// endings are all alike costs one of the two.
    lf: Option<Sha256>,
    crlf: Option<Sha256>,
    /// With the mark that it has not, or without the one that it has.
    other_mark: Sha256,
    has_mark: bool,
    has_marks: bool,
    len: u64,
    /// The line breaks at the end of what came.
    breaks: u64,
    /// A CR at the end of what came, which may belong to a line break.
    cr: bool,
    is_text: bool,
    /// A chunk with other line endings: many short updates of a hash cost more than it does.
    changed: Vec<u8>,
}

impl Hashing {
    /// Of a text that begins with these bytes, which are taken.
    pub(crate) fn new(beginning: &[u8]) -> Self {
        let unmarked = beginning.strip_prefix(UTF8_MARK);
        let has_mark = unmarked.is_some();
        let has_marks = unmarked.is_some_and(|rest| rest.starts_with(UTF8_MARK));
        let mut other_mark = Sha256::new();
        if !has_mark {
            other_mark.update(UTF8_MARK);
        }
        let mut hashing = Self {
            plain: Sha256::new(),
            held: Vec::new(),
            lf: None,
            crlf: None,
            other_mark,
            has_mark,
            has_marks,
            len: 0,
            breaks: 0,
            cr: false,
            is_text: true,
            changed: Vec::new(),
        };
        hashing.add(beginning, unmarked.unwrap_or(beginning));
        hashing
    }

    /// Takes what comes next.
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        self.add(bytes, bytes);
    }

    /// Whether more is of use: a NUL byte is in no text.
    pub(crate) fn is_text(&self) -> bool {
        self.is_text
    }

    fn add(&mut self, bytes: &[u8], unmarked: &[u8]) {
        self.len += bytes.len() as u64;
        self.is_text &= self.len <= LIMIT && memchr::memchr(0, bytes).is_none();
        if !self.is_text || bytes.is_empty() {
            return;
        }
        self.other_mark.update(unmarked);
        self.change_line_endings(bytes);
        let end = bytes.iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let (len, breaks) =
            end.fold((0, 0), |(len, breaks), byte| (len + 1, breaks + u64::from(*byte == b'\n')));
        self.breaks = if len == bytes.len() { self.breaks + breaks } else { breaks };
        let kept = bytes.len().min(2);
        let (front, end) = bytes.split_at(bytes.len() - kept);
        let leaving = (self.held.len() + kept).saturating_sub(2);
        self.plain.update(&self.held[..leaving]);
        self.held.drain(..leaving);
        self.plain.update(front);
        self.held.extend_from_slice(end);
    }

    fn change_line_endings(&mut self, bytes: &[u8]) {
        let had_cr = self.cr;
        let follows_cr = |at: usize| if at == 0 { had_cr } else { bytes[at - 1] == b'\r' };
        let breaks = || memchr::memchr_iter(b'\n', bytes);
        if self.lf.is_none() && breaks().any(follows_cr) {
            self.lf = Some(self.so_far());
        }
        if self.crlf.is_none() && breaks().any(|at| !follows_cr(at)) {
            self.crlf = Some(self.so_far());
        }
        let changed = &mut self.changed;
        for (hasher, ending) in [(&mut self.lf, &b"\n"[..]), (&mut self.crlf, b"\r\n")] {
            let Some(hasher) = hasher else { continue };
            changed.clear();
            if had_cr && bytes[0] != b'\n' {
                changed.push(b'\r');
            }
            let mut start = 0;
            for at in breaks() {
                let line = &bytes[start..at];
                changed.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
                changed.extend_from_slice(ending);
                start = at + 1;
            }
            let rest = &bytes[start..];
            changed.extend_from_slice(rest.strip_suffix(b"\r").unwrap_or(rest));
            hasher.update(&changed);
        }
        self.cr = bytes.ends_with(b"\r");
    }

    /// The hash of what came, but for a CR whose line break may follow.
    fn so_far(&self) -> Sha256 {
        let held = &self.held[..self.held.len() - usize::from(self.cr)];
        self.plain.clone().chain_update(held)
    }

    /// The hash of each variant. Nothing for what is no text.
    pub(crate) fn finish(self) -> Vec<(Variant, Digest)> {
        if !self.is_text || self.len == 0 {
            return Vec::new();
        }
        let digest = |hasher: Sha256| Digest(hasher.finalize().into());
        let end: &[u8] = if self.cr { b"\r" } else { b"" };
        let mut found = Vec::new();
        let has_crlf = self.lf.is_some();
        let (lf, crlf) = match has_crlf && self.crlf.is_some() {
            true => (Variant::LfForMixed, Variant::CrLfForMixed),
            false => (Variant::Lf, Variant::CrLf),
        };
        for (variant, hasher) in [(lf, self.lf), (crlf, self.crlf)] {
            found.extend(hasher.map(|hasher| (variant, digest(hasher.chain_update(end)))));
        }
        let mark = match (self.has_mark, self.has_marks) {
            (_, true) => Variant::OneMarkLess,
            (true, false) => Variant::NoMark,
            (false, false) => Variant::Mark,
        };
        found.push((mark, digest(self.other_mark)));
        let with = |end: &[u8]| digest(self.plain.clone().chain_update(end));
        let held = &*self.held;
        let last: Option<&[u8]> = match (held.ends_with(b"\r\n"), held.ends_with(b"\n")) {
            (true, _) => Some(b"\r\n"),
            (false, true) => Some(b"\n"),
            (false, false) => None,
        };
        match last {
            Some(end) => {
                let is_one_of_several = self.breaks > 1;
                let less = match is_one_of_several {
                    true => Variant::OneBreakLess,
                    false => Variant::NoFinalBreak,
                };
                found.push((less, with(&held[..held.len() - end.len()])));
                found.push((Variant::OneBreakMore, with(&[held, end].concat())));
            }
            None => {
                let end: &[u8] = if has_crlf { b"\r\n" } else { b"\n" };
                found.push((Variant::FinalBreak, with(&[held, end].concat())));
            }
        }
        // Nothing is no version of a text.
        let nothing = Digest::of(b"");
        found.retain(|(_, digest)| *digest != nothing);
        found
    }
}

/// The same of a text that is in memory.
pub(crate) fn of(text: &[u8]) -> Vec<(Variant, Digest)> {
    Hashing::new(text).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash_of(text: &[u8], variant: Variant) -> Option<Digest> {
        of(text).into_iter().find(|(found, _)| *found == variant).map(|(_, digest)| digest)
    }

    #[test]
    fn each_variant_is_one_change() {
        let lf = b"a\nb\n";
        let crlf = b"a\r\nb\r\n";
        assert_eq!(hash_of(crlf, Variant::Lf), Some(Digest::of(lf)));
        assert_eq!(hash_of(crlf, Variant::CrLf), None);
        assert_eq!(hash_of(lf, Variant::CrLf), Some(Digest::of(crlf)));
        let mixed = b"a\r\nb\n\r";
        assert_eq!(hash_of(mixed, Variant::LfForMixed), Some(Digest::of(b"a\nb\n\r")));
        assert_eq!(hash_of(mixed, Variant::CrLfForMixed), Some(Digest::of(b"a\r\nb\r\n\r")));
        assert_eq!(hash_of(lf, Variant::Mark), Some(Digest::of(b"\xEF\xBB\xBFa\nb\n")));
        assert_eq!(hash_of(b"\xEF\xBB\xBFa\nb\n", Variant::NoMark), Some(Digest::of(lf)));
        assert_eq!(hash_of(lf, Variant::NoFinalBreak), Some(Digest::of(b"a\nb")));
        assert_eq!(hash_of(crlf, Variant::NoFinalBreak), Some(Digest::of(b"a\r\nb")));
        assert_eq!(hash_of(lf, Variant::OneBreakMore), Some(Digest::of(b"a\nb\n\n")));
        assert_eq!(hash_of(b"a\r\n\r\n", Variant::OneBreakLess), Some(Digest::of(b"a\r\n")));
        let marked = b"\xEF\xBB\xBFa";
        let twice = b"\xEF\xBB\xBF\xEF\xBB\xBFa";
        assert_eq!(hash_of(twice, Variant::OneMarkLess), Some(Digest::of(marked)));
        assert_eq!(hash_of(b"a\nb", Variant::FinalBreak), Some(Digest::of(lf)));
        assert_eq!(hash_of(b"a\r\nb", Variant::FinalBreak), Some(Digest::of(crlf)));
        assert_eq!(hash_of(b"x", Variant::FinalBreak), Some(Digest::of(b"x\n")));
        assert!(of(b"").is_empty() && of(b"a\0\n").is_empty());
    }

    #[test]
    fn the_chunks_in_which_it_comes_make_no_difference() {
        for text in [&b"\xEF\xBB\xBFa\r\nb\r\r\nc\n\r\n"[..], b"\r\r\n\n\r", b"\n", b"ab\r"] {
            let whole = of(text);
            // The mark is looked for where the text begins.
            for first in UTF8_MARK.len().min(text.len())..=text.len() {
                for second in first..=text.len() {
                    let mut hashing = Hashing::new(&text[..first]);
                    hashing.take(&text[first..second]);
                    hashing.take(&text[second..]);
                    assert_eq!(hashing.finish(), whole, "{first} {second} {text:?}");
                }
            }
        }
    }
}
