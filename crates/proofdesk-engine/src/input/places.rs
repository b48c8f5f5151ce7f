//! Where the files of a run are: those that were given, and the members of these.

use std::collections::HashMap;
use std::sync::Arc;

use proofdesk_core::verdict::{Member, Source};

use super::bag::portable;
use super::entry::{Entry, Standing};
use crate::order::FileNumber;

/// A member of a container, and how it came to be there.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    /// The way to it from the given file on.
    pub members: Arc<[Member]>,
    /// The container that it is in.
    pub container: FileNumber,
    pub standing: Standing,
}

/// Every file of a run.
pub(crate) struct Places<'e> {
    entries: &'e [Entry],
    members: HashMap<FileNumber, Placed>,
}

impl<'e> Places<'e> {
    /// Those that were given.
    pub(crate) fn of(entries: &'e [Entry]) -> Self {
        Self { entries, members: HashMap::new() }
    }

    pub(crate) fn add(&mut self, file: FileNumber, placed: Placed) {
        self.members.insert(file, placed);
    }

    fn entry(&self, file: FileNumber) -> Option<&'e Entry> {
        self.entries.get(file.given as usize)
    }

    /// The file as a whole.
    pub(crate) fn source(&self, file: FileNumber) -> Source {
        let path = self.path(file);
        let cached = self.entry(file).is_some_and(|entry| entry.cached);
        Source { members: self.members(file).to_vec(), cached, ..Source::file(path) }
    }

    /// The name of the given file.
    pub(crate) fn path(&self, file: FileNumber) -> Arc<str> {
        self.entry(file).map_or("".into(), |entry| entry.display.clone())
    }

    /// The way from there.
    pub(crate) fn members(&self, file: FileNumber) -> Arc<[Member]> {
        self.members.get(&file).map_or_else(Arc::default, |placed| placed.members.clone())
    }

    pub(crate) fn standing(&self, file: FileNumber) -> Standing {
        match self.members.get(&file) {
            Some(placed) => placed.standing,
            None => self.entry(file).map_or_else(Standing::default, Entry::standing),
        }
    }

    /// The container that it lies in, if it is a member of one.
    pub(crate) fn container(&self, file: FileNumber) -> Option<FileNumber> {
        Some(self.members.get(&file)?.container)
    }

    /// Its path from what was given, or its name in the container that it lies in; with `/` between names.
    pub(crate) fn own_name(&self, file: FileNumber) -> String {
        match self.members.get(&file).and_then(|placed| placed.members.last()) {
            Some(member) => member.name.to_string(),
            None => portable(&self.path(file)).into_owned(),
        }
    }

    /// All of them.
    pub(crate) fn files(&self) -> impl Iterator<Item = FileNumber> {
        let given = (0..).zip(self.entries).map(|(given, _)| FileNumber { given, member: 0 });
        given.chain(self.members.keys().copied())
    }

    /// The containers that it lies in, the innermost first.
    pub(crate) fn around(&self, file: FileNumber) -> impl Iterator<Item = FileNumber> {
        let container = |file: FileNumber| Some(self.members.get(&file)?.container);
        std::iter::successors(container(file), move |file| container(*file))
    }

    /// The names of all members, each behind those of the containers that it lies in.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.members.keys().map(|file| self.source(*file).name().into_owned())
    }
}
