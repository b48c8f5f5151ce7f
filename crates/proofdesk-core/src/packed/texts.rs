use std::collections::HashMap;
use std::sync::Arc;

/// The texts that packed values share.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// Those of the program.
    pub(super) fixed: Known<&'static str>,
    /// Names and labels, of which all who use them have one.
    pub(super) shared: Known<Arc<str>>,
    /// Those that are made anew for each record, and are the same for many.
    pub(super) common: Common,
    /// Hashes that are the same for many, as that of a key.
    pub(super) hashes: Common,
}

/// Texts by their places. The same text is told by where it is, so that nobody has to look at it.
#[derive(Debug, Clone)]
pub(super) struct Known<T> {
    all: Vec<T>,
    places: HashMap<(usize, usize), u32>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { all: Vec::new(), places: HashMap::new() }
    }
}

impl<T: AsRef<str> + Clone> Known<T> {
    /// The number of a text.
    pub(super) fn number(&mut self, text: &T) -> u32 {
        let known = text.as_ref();
        let next = self.all.len() as u32;
        let number = *self.places.entry((known.as_ptr() as usize, known.len())).or_insert(next);
        if number == next {
            // As long as it is here, nothing else can be where it is.
            self.all.push(text.clone());
        }
        number
    }

    /// The text with this number.
    pub(super) fn text(&self, number: u32) -> T {
        self.all[number as usize].clone()
    }
}

/// So many texts are common at most, and no longer ones. The first are: what is the same for many comes early.
const COMMON: usize = 4096;
const LENGTH: usize = 256;

/// Texts by what they are.
#[derive(Debug, Clone, Default)]
pub(super) struct Common {
    all: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Common {
    /// The number of a text, if it is a common one.
    pub(super) fn number(&mut self, text: &str) -> Option<u32> {
        let known = self.numbers.get(text).copied();
        if known.is_some() || self.all.len() == COMMON || text.len() > LENGTH {
            return known;
        }
        let number = self.all.len() as u32;
        let text: Arc<str> = text.into();
        self.all.push(text.clone());
        self.numbers.insert(text, number);
        Some(number)
    }

    /// The text with this number.
    pub(super) fn text(&self, number: u32) -> &str {
        &self.all[number as usize]
    }
}
