//! What programs change when they save a payload again, so that it can be undone and tried.

use super::doubles::{Search as Doubles, with_doubles};
use super::empties::with_empty_objects;
use super::texts::Changed;
use crate::json::Node;
use crate::text::ReadAs;

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resaved {
    /// Integers were floating-point numbers.
    Numbers,
    /// Empty arrays were empty objects.
    EmptyObjects,
    /// Texts were others.
    Texts(Changed),
}

/// What came of looking for the form of a payload that has its hash.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Search {
    /// The bytes of the one that holds, and what was changed.
    Found(Vec<u8>, Resaved),
    /// None holds.
    Nothing,
    /// There are more forms than are tried.
    CutShort,
}

/// Looks for the sorted compact form that `holds`. `compact` is that of the payload as it is written.
/// One thing at a time is undone, so that the work depends on nothing but the payload.
pub(crate) fn resaved(
    payload: &Node<'_>,
    compact: &[u8],
    mut holds: impl FnMut(&[u8], Resaved) -> bool,
) -> Search {
    let numbers = with_doubles(payload, compact.len(), |form| holds(form, Resaved::Numbers));
    if let Doubles::Found(form) = numbers {
        return Search::Found(form, Resaved::Numbers);
    }
    let objects = with_empty_objects(compact, |form| holds(form, Resaved::EmptyObjects));
    if let Some(form) = objects {
        return Search::Found(form, Resaved::EmptyObjects);
    }
    for changed in Changed::all() {
        let how = Resaved::Texts(changed);
        if let Some(form) = changed.undone_in(payload).filter(|form| holds(form, how)) {
            return Search::Found(form, how);
        }
    }
    match numbers {
        Doubles::CutShort => Search::CutShort,
        _ => Search::Nothing,
    }
}

impl Resaved {
    /// What is undone: continues "with".
    pub(crate) fn undone(self) -> &'static str {
        match self {
            Self::Numbers => "integers as floating-point numbers",
            Self::EmptyObjects => "empty arrays as empty objects",
            Self::Texts(Changed::Misread(_)) => "texts read as UTF-8",
            Self::Texts(Changed::Entities) => "HTML entities as characters",
            Self::Texts(Changed::Times(_)) => "times in another notation",
            Self::Texts(Changed::Normalised(_)) => "texts in another Unicode form",
        }
    }

    /// The same with what a program may have done: continues "with".
    pub(crate) fn explained(self) -> &'static str {
        match self {
            Self::Numbers => {
                "integers written as the floating-point numbers that they may have been: JavaScript and \
                 Go save 100.0 as 100"
            }
            Self::EmptyObjects => {
                "empty arrays written as the empty objects that they may have been: PHP saves {} as []"
            }
            Self::Texts(Changed::Misread(ReadAs::Windows | ReadAs::WindowsTwice)) => {
                "texts read as UTF-8: a program may have read them as Latin-1 or Windows-1252, as \
                 PowerShell 5 does with responses"
            }
            Self::Texts(Changed::Misread(_)) => {
                "texts read as UTF-8: a program may have read them in the encoding of a console or of old \
                 systems (code page 437 or 850, Mac Roman)"
            }
            Self::Texts(Changed::Normalised(_)) => {
                "letters and their accents written as one character or as two"
            }
            Self::Texts(Changed::Entities) => {
                "HTML entities written as the characters that they stand for: a program may have \
                 prepared the texts for a web page"
            }
            Self::Texts(Changed::Times(_)) => {
                "times of the same moments written in another notation: programs that read times as \
                 such, as PowerShell 7 does, save 04.660Z as 04.66Z"
            }
        }
    }
}
