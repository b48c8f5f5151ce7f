use std::collections::HashMap;
use std::sync::Arc;

/// The texts that packed values share.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// Those of the program.
    pub(super) fixed: Known<&'static str>,
    /// Names and labels, of which all who use them have one.
    pub(super) shared: Known<Arc<str>>,
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
