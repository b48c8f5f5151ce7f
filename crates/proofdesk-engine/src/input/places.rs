//! Where the files of a run are: those that were given, and the members of these.

use std::collections::HashMap;
use std::sync::Arc;

use proofdesk_core::encoding::Digest;
use proofdesk_core::verdict::{Member, Source};

use super::bag::portable;
use super::entry::{Entry, Standing};
use super::given::FileRead;
use super::source::FileDigest;
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
    /// Of each given file its members, by their numbers: there can be millions of them.
    members: HashMap<u32, Vec<Option<Placed>>>,
}

impl<'e> Places<'e> {
    /// Those that were given.
    pub(crate) fn of(entries: &'e [Entry]) -> Self {
        Self { entries, members: HashMap::new() }
    }

    pub(crate) fn add(&mut self, file: FileNumber, placed: Placed) {
        let FileNumber { given, member } = file;
        let members = self.members.entry(given).or_default();
        if members.len() <= member as usize {
            members.resize(member as usize + 1, None);
        }
        members[member as usize] = Some(placed);
    }

    fn placed(&self, file: FileNumber) -> Option<&Placed> {
        self.members.get(&file.given)?.get(file.member as usize)?.as_ref()
    }

    /// The number of every member.
    fn all_members(&self) -> impl Iterator<Item = FileNumber> {
        self.members.iter().flat_map(|(given, members)| {
            let numbered = (0..).zip(members).filter(|(_, placed)| placed.is_some());
            numbered.map(|(member, _)| FileNumber { given: *given, member })
        })
    }

    fn entry(&self, file: FileNumber) -> Option<&'e Entry> {
        self.entries.get(file.given as usize)
    }

    /// The file as a whole.
    pub(crate) fn source(&self, file: FileNumber) -> Source {
        let path = self.path(file);
        let cached = self.is_cached(file);
        Source { members: self.members(file).to_vec(), cached, ..Source::file(path) }
    }

    /// What was read of a file.
    pub(crate) fn file_read(&self, file: FileNumber, digest: FileDigest) -> FileRead {
        FileRead {
            path: self.path(file),
            members: self.members(file),
            size: digest.len,
            sha256: Digest(digest.sha256),
            cached: self.is_cached(file),
        }
    }

    fn is_cached(&self, file: FileNumber) -> bool {
        self.entry(file).is_some_and(|entry| entry.cached)
    }

    /// The name of the given file.
    pub(crate) fn path(&self, file: FileNumber) -> Arc<str> {
        self.entry(file).map_or("".into(), |entry| entry.display.clone())
    }

    /// The way from there.
    pub(crate) fn members(&self, file: FileNumber) -> Arc<[Member]> {
        self.placed(file).map_or_else(Arc::default, |placed| placed.members.clone())
    }

    pub(crate) fn standing(&self, file: FileNumber) -> Standing {
        match self.placed(file) {
            Some(placed) => placed.standing,
            None => self.entry(file).map_or_else(Standing::default, Entry::standing),
        }
    }

    /// The container that it lies in, if it is a member of one.
    pub(crate) fn container(&self, file: FileNumber) -> Option<FileNumber> {
        Some(self.placed(file)?.container)
    }

    /// Its path from what was given, or its name in the container that it lies in; with `/` between names.
    pub(crate) fn own_name(&self, file: FileNumber) -> String {
        match self.placed(file).and_then(|placed| placed.members.last()) {
            Some(member) => member.name.to_string(),
            None => portable(&self.path(file)).into_owned(),
        }
    }

    /// All of them.
    pub(crate) fn files(&self) -> impl Iterator<Item = FileNumber> {
        let given = (0..).zip(self.entries).map(|(given, _)| FileNumber { given, member: 0 });
        given.chain(self.all_members())
    }

    /// The containers that it lies in, the innermost first.
    pub(crate) fn around(&self, file: FileNumber) -> impl Iterator<Item = FileNumber> {
        let container = |file: FileNumber| self.container(file);
        std::iter::successors(container(file), move |file| container(*file))
    }

    /// The names of all members, each in the container that it lies in.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        let all = self.members.values().flatten().flatten();
        all.filter_map(|placed| Some(&*placed.members.last()?.name))
    }
}
