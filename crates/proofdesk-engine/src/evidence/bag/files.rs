//! The files of a bag, by their paths in it.

use std::collections::{BTreeMap, HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use super::taken::FileSet;
use crate::input::Standing;
use crate::order::FileNumber;

/// All files of a run, by where they lie and what they are called there.
pub(super) struct Listing<'s> {
    /// For each container, and for no container, its files.
    by_container: HashMap<Option<FileNumber>, BTreeMap<String, FileNumber>>,
    skipped: HashSet<&'s str>,
}

impl<'s> Listing<'s> {
    pub(super) fn of(set: &FileSet<'s>) -> Self {
        let mut by_container: HashMap<_, BTreeMap<_, _>> = HashMap::new();
        for file in set.places.files() {
            let within = by_container.entry(set.places.container(file)).or_default();
            within.insert(set.places.own_name(file), file);
        }
        Self { by_container, skipped: set.skipped.iter().map(|file| &*file.path).collect() }
    }
}

/// What is where a manifest says that a file is.
pub(super) enum Found {
    File(FileNumber),
    /// It was left out of the run.
    Skipped,
    Nothing,
}

/// The files of one bag.
pub(super) struct Files<'l> {
    /// The path of each below the folder of the bag.
    by_path: BTreeMap<&'l str, FileNumber>,
    /// The same for names whose characters are in another Unicode form.
    by_form: HashMap<String, FileNumber>,
    skipped: &'l HashSet<&'l str>,
    /// What stands before such a path in the name of a skipped file.
    prefix: String,
}

impl<'l> Files<'l> {
    /// Those of the bag that this file declares.
    pub(super) fn of(declaration: FileNumber, set: &FileSet<'_>, listing: &'l Listing<'l>) -> Self {
        let container = set.places.container(declaration);
        let name = set.places.own_name(declaration);
        let folder = split(&name).0;
        let all = listing.by_container.get(&container);
        let below = all.into_iter().flat_map(|all| all.range(folder.to_owned()..));
        let below = below.map_while(|(name, file)| Some((name.strip_prefix(folder)?, *file)));
        let by_path: BTreeMap<&str, FileNumber> = below.collect();
        let by_form = by_path.iter().map(|(path, file)| (path.nfc().collect(), *file)).collect();
        let whole = set.places.source(declaration);
        let whole = whole.name();
        let prefix = whole.strip_suffix("bagit.txt").unwrap_or_default().to_owned();
        Self { by_path, by_form, skipped: &listing.skipped, prefix }
    }

    /// What is at a path, which may be written in another Unicode form than the file's own name.
    pub(super) fn find(&self, path: &str) -> Found {
        let form = || self.by_form.get(&path.nfc().collect::<String>());
        if let Some(file) = self.by_path.get(path).or_else(form) {
            return Found::File(*file);
        }
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        let is_skipped = |end: usize| {
            let whole = format!("{}{}", self.prefix, &path[..end]);
            self.skipped.contains(whole.as_str())
        };
        if ends.into_iter().any(is_skipped) { Found::Skipped } else { Found::Nothing }
    }

    /// Its own files: those of the payload, or the others.
    pub(super) fn iter(&self, payload: bool) -> impl Iterator<Item = (&'l str, FileNumber)> {
        let all = self.by_path.iter().map(|(path, file)| (*path, *file));
        all.filter(move |(path, _)| path.starts_with("data/") == payload)
    }

    /// The file that has this name in the folder of the bag.
    pub(super) fn get(&self, name: &str) -> Option<FileNumber> {
        self.by_path.get(name).copied()
    }
}

/// Whether nobody means such a file to be in a bag.
pub(super) fn is_litter(file: FileNumber, set: &FileSet<'_>) -> bool {
    set.places.standing(file) == Standing::Litter
}

/// The folder of a path, up to and with its last `/`, and the name in it.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |at| at + 1))
}
