//! Names that look like one another, told apart.
//!
//! A composed and a decomposed umlaut are the same to the eye, and some systems write one, some the
//! other. By itself, either is shown as it stands; where both are in the evidence, the characters of
//! one are named.

use std::collections::{HashMap, HashSet};
use std::path::MAIN_SEPARATOR;

use aho_corasick::{AhoCorasick, MatchKind};
use proofdesk_core::{Visible, visible};
use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_security::confusable_detection::skeleton;

/// Names of files and folders of a run that another name of it looks like: how they are shown, and
/// how instead, so that no other is shown so.
#[derive(Debug, Clone, Default)]
pub struct LookAlikes {
    names: Option<AhoCorasick>,
    shown: Vec<String>,
}

/// The names follow from what is shown for them.
impl PartialEq for LookAlikes {
    fn eq(&self, other: &Self) -> bool {
        self.shown == other.shown
    }
}

impl Eq for LookAlikes {}

impl LookAlikes {
    /// Those among the names in these paths.
    #[must_use]
    pub fn among<'p>(paths: impl Iterator<Item = &'p str> + Clone) -> Self {
        let names = || paths.clone().flat_map(|path| path.split(MAIN_SEPARATOR));
        let names = || names().map(|name| name.trim_matches(' '));
        let odd: HashSet<&str> = names().filter(|name| !is_nfc(name)).collect();
        if odd.is_empty() {
            return Self::default();
        }
        let mut by_look: HashMap<String, HashSet<&str>> = HashMap::new();
        for name in &odd {
            by_look.entry(name.nfc().collect()).or_default().insert(name);
        }
        for name in names().filter(|name| !odd.contains(name)) {
            if let Some(alike) = by_look.get_mut(name) {
                alike.insert(name);
            }
        }
        let several = by_look.into_values().filter(|alike| alike.len() > 1);
        Self::spelling_out(several.flatten().filter(|name| odd.contains(name)))
    }

    /// Those among the labels of keys. A label is somebody's name, so letters of other alphabets that
    /// look the same, and several spaces for one, count too.
    #[must_use]
    pub fn among_labels<'l>(labels: impl Iterator<Item = &'l str>) -> Self {
        let mut by_look: HashMap<String, HashSet<&str>> = HashMap::new();
        for label in labels {
            let words: Vec<&str> = label.split_whitespace().collect();
            by_look.entry(skeleton(&words.join(" ")).collect()).or_default().insert(label);
        }
        let told = by_look.values().filter(|alike| alike.len() > 1).flat_map(|alike| {
            // One of them may stay as it stands: the plainest, if there is one.
            let only = |plain: &dyn Fn(&str) -> bool| {
                let mut plain = alike.iter().filter(|label| plain(label));
                plain.next().filter(|_| plain.next().is_none()).copied()
            };
            let plain = only(&|label| label.is_ascii() && *visible(label) == spelled_out(label));
            let plain = plain.or_else(|| only(&is_nfc));
            alike.iter().copied().filter(move |label| Some(*label) != plain)
        });
        Self::spelling_out(told)
    }

    fn spelling_out<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let (names, shown): (Vec<_>, Vec<_>) =
            names.map(|name| (visible(name).into_owned(), spelled_out(name))).unzip();
        if names.is_empty() {
            return Self::default();
        }
        // A longer name may hold a shorter one. Only far too many names do not fit into one machine.
        let names = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(names).ok();
        Self { names, shown }
    }

    /// A text about these files, in which each name stands for one of them.
    #[must_use]
    pub fn tell_apart<'t>(&self, text: Visible<'t>) -> Visible<'t> {
        match self.names.as_ref().filter(|names| names.is_match(&*text)) {
            Some(names) => names.replace_all(&text, &self.shown).into(),
            None => text,
        }
    }
}

/// Whether two labels of keys can be taken for one another: also if they differ only in letters that
/// look alike, of this alphabet too (I and l), or in capitals.
#[must_use]
pub fn labels_look_alike(one: &str, other: &str) -> bool {
    let words = |label: &str| label.split_whitespace().collect::<Vec<_>>().join(" ");
    let looks = |label: &str| skeleton(label).collect::<String>().to_lowercase();
    let (one, other) = (words(one), words(other));
    one.to_lowercase() == other.to_lowercase()
        || looks(&one) == looks(&other)
        || looks(&one.to_lowercase()) == looks(&other.to_lowercase())
}

/// A name with every character named that is not plain ASCII, or a space behind another.
fn spelled_out(name: &str) -> String {
    let mut before = None;
    let mut shown = |c: char| {
        let again = before.replace(c) == Some(' ') && c == ' ';
        match c.is_ascii() && !again {
            true => visible(&c.to_string()).into_owned(),
            false => format!("<U+{:04X}>", u32::from(c)),
        }
    };
    name.chars().map(&mut shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(paths: &[&str]) -> Vec<String> {
        let alike = LookAlikes::among(paths.iter().copied());
        paths.iter().map(|path| alike.tell_apart(visible(path)).into_owned()).collect()
    }

    #[test]
    fn a_name_alone_is_shown_as_it_stands() {
        for path in ["e/Mu\u{308}ller.pdf", "e/Müller.pdf", "e/ﬁle", "e/\u{1112}\u{1161}\u{11ab}"]
        {
            assert_eq!(shown(&[path, "e/Mueller.pdf"]), [path, "e/Mueller.pdf"]);
        }
    }

    #[test]
    fn labels_that_look_alike_are_told_apart() {
        let shown = |labels: [&str; 2]| {
            let alike = LookAlikes::among_labels(labels.into_iter());
            labels.map(|label| alike.tell_apart(visible(label)).into_owned())
        };
        // A Cyrillic а.
        assert_eq!(shown(["acme", "\u{430}cme"]), ["acme", "<U+0430>cme"]);
        assert_eq!(shown(["Müller", "Mu\u{308}ller"]), ["Müller", "Mu<U+0308>ller"]);
        assert_eq!(shown(["Acme  Ltd", "Acme Ltd"]), ["Acme <U+0020>Ltd", "Acme Ltd"]);
        assert_eq!(shown(["acme", "Müller"]), ["acme", "Müller"]);
    }

    #[test]
    fn of_two_that_look_alike_one_is_spelled_out() {
        let paths = ["e/Müller.pdf", "e/Mu\u{308}ller.pdf", "e/sub/Mu\u{308}ller.pdf.sig"];
        let marked = ["e/Müller.pdf", "e/Mu<U+0308>ller.pdf", "e/sub/Mu<U+0308>ller.pdf.sig"];
        assert_eq!(shown(&paths), marked);
        // A folder's name too, whatever is in it.
        let paths = ["\u{e9}/a", "e\u{301}/b"];
        assert_eq!(shown(&paths), ["\u{e9}/a", "e<U+0301>/b"]);
        // None of these is composed, and none is shown like another.
        let paths = ["a\u{323}\u{307}", "a\u{307}\u{323}", "\u{227}\u{323}"];
        let all: HashSet<String> = shown(&paths).into_iter().collect();
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(|name| name.is_ascii()), "{all:?}");
    }
}
