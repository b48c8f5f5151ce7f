//! What the user added, in that order, and what was taken out of it last.

use std::path::{Path, PathBuf};

use proofdesk_engine::Input;

use crate::messages::{EvidenceInput, InputKind};

/// So many removals can be undone.
const REMEMBERED: usize = 20;

/// The evidence set.
#[derive(Default)]
pub(crate) struct Inputs {
    held: Vec<Held>,
    last_id: u64,
    texts: u32,
    /// The removals, the last one last: what was where.
    removed: Vec<Vec<(usize, Held)>>,
}

/// One input and its description.
struct Held {
    input: Input,
    shown: EvidenceInput,
}

impl Inputs {
    pub(crate) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }

    /// As the page is told.
    pub(crate) fn shown(&self) -> Vec<EvidenceInput> {
        self.held.iter().map(|held| held.shown.clone()).collect()
    }

    /// As a run takes them.
    pub(crate) fn all(&self) -> Vec<Input> {
        self.held.iter().map(|held| held.input.clone()).collect()
    }

    /// Those with one of these ids.
    pub(crate) fn of(&self, ids: &[u64]) -> Vec<Input> {
        let wanted = self.held.iter().filter(|held| ids.contains(&held.shown.id));
        wanted.map(|held| held.input.clone()).collect()
    }

    /// Adds a file or folder, and gives its id: that of the one that is there already, if it is.
    pub(crate) fn add(&mut self, path: PathBuf, shown: EvidenceInput) -> u64 {
        match self.held.iter().find(|held| held.input.path() == Some(&*path)) {
            Some(there) => there.shown.id,
            None => self.hold(Input::Path(path), shown),
        }
    }

    /// Adds a text, and gives its id and the name that it is given.
    pub(crate) fn add_text(&mut self, text: &str) -> (u64, String) {
        self.texts += 1;
        let name = format!("Pasted text {}", self.texts);
        let input = Input::Text { name: name.as_str().into(), bytes: text.as_bytes().into() };
        let shown = EvidenceInput {
            id: 0,
            name: name.clone(),
            path: name.clone(),
            kind: InputKind::Text,
            sample: false,
        };
        (self.hold(input, shown), name)
    }

    fn hold(&mut self, input: Input, shown: EvidenceInput) -> u64 {
        self.last_id += 1;
        self.held.push(Held { input, shown: EvidenceInput { id: self.last_id, ..shown } });
        self.last_id
    }

    /// Takes one out.
    pub(crate) fn remove(&mut self, id: u64) {
        if let Some(place) = self.held.iter().position(|held| held.shown.id == id) {
            let held = self.held.remove(place);
            self.remember(vec![(place, held)]);
        }
    }

    /// Takes all of them out.
    pub(crate) fn clear(&mut self) {
        let all = std::mem::take(&mut self.held);
        self.remember(all.into_iter().enumerate().collect());
    }

    fn remember(&mut self, removal: Vec<(usize, Held)>) {
        if removal.is_empty() {
            return;
        }
        self.removed.push(removal);
        if self.removed.len() > REMEMBERED {
            self.removed.remove(0);
        }
    }

    /// Puts back what the last removal took out, where it was, and gives its ids. What was added
    /// anew meanwhile is not there twice.
    pub(crate) fn restore(&mut self) -> Vec<u64> {
        let mut ids = Vec::new();
        for (place, held) in self.removed.pop().unwrap_or_default() {
            let path = held.input.path();
            let again = self.held.iter().find(|h| path.is_some() && h.input.path() == path);
            if let Some(again) = again {
                ids.push(again.shown.id);
                continue;
            }
            ids.push(held.shown.id);
            self.held.insert(place.min(self.held.len()), held);
        }
        ids
    }

    /// What [`Inputs::restore`] would put back, in words.
    pub(crate) fn removed(&self) -> Option<String> {
        let last = self.removed.last()?;
        Some(match last.as_slice() {
            [(_, held)] => held.shown.name.clone(),
            all => format!("{} inputs", all.len()),
        })
    }
}

/// Whether a file of a report lies within one of these inputs, or is one of them.
pub(crate) fn lies_in(inputs: &[Input], path: &str) -> bool {
    inputs.iter().any(|input| {
        let root = input.shown();
        path.strip_prefix(&*root).is_some_and(|rest| {
            rest.is_empty() || root.ends_with(is_separator) || rest.starts_with(is_separator)
        })
    })
}

fn is_separator(sign: char) -> bool {
    std::path::is_separator(sign)
}

/// The name of a path's last part.
pub(crate) fn name_of(path: &Path) -> String {
    let last = path.file_name().map_or(path, Path::new);
    proofdesk_engine::platform::display_path(last)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn shown(name: &str) -> EvidenceInput {
        let (name, path) = (name.to_owned(), format!("/in/{name}"));
        EvidenceInput { id: 0, name, path, kind: InputKind::File, sample: false }
    }

    fn with(names: &[&str]) -> Inputs {
        let mut inputs = Inputs::default();
        for name in names {
            inputs.add(format!("/in/{name}").into(), shown(name));
        }
        inputs
    }

    fn names(inputs: &Inputs) -> Vec<String> {
        inputs.shown().into_iter().map(|shown| shown.name).collect()
    }

    #[test]
    fn the_same_path_is_held_once() {
        let mut inputs = with(&["a", "b"]);
        assert_eq!(inputs.add("/in/a".into(), shown("a")), 1);
        assert_eq!(names(&inputs), ["a", "b"]);
    }

    #[test]
    fn removals_are_undone_last_first_and_each_in_its_place() {
        let mut inputs = with(&["a", "b", "c"]);
        inputs.remove(2);
        inputs.remove(2);
        inputs.clear();
        assert_eq!(inputs.removed().unwrap(), "2 inputs");
        assert_eq!(inputs.restore(), [1, 3]);
        assert_eq!(inputs.removed().unwrap(), "b");
        assert_eq!(inputs.restore(), [2]);
        assert_eq!(names(&inputs), ["a", "b", "c"]);
        assert_eq!((inputs.removed(), inputs.restore()), (None, Vec::new()));
    }

    #[test]
    fn what_was_added_anew_is_not_there_twice() {
        let mut inputs = with(&["a"]);
        inputs.remove(1);
        inputs.add("/in/a".into(), shown("a"));
        assert_eq!(inputs.restore(), [2]);
        assert_eq!(names(&inputs), ["a"]);
    }

    #[test]
    fn only_whole_parts_of_a_path_count() {
        let inputs = [Input::Path("/in/a".into()), Input::Path("/other/".into())];
        let within = |path| lies_in(&inputs, path);
        assert!(within("/in/a") && within("/in/a/b") && within("/other/c"));
        assert!(!within("/in/ab") && !within("/in") && !within("/else"));
    }
}
