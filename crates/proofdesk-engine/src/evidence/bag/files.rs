//! The files of a bag, by their paths in it.

use std::collections::{BTreeMap, HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use super::taken::FileSet;
use crate::input::{Standing, unpacked};
use crate::order::FileNumber;

/// All files of a run, by where they lie and what they are called there.
pub(super) struct Listing<'s> {
    /// For each container, and for no container, its files.
    /// Two members of a container can have one name.
    by_container: HashMap<Option<FileNumber>, BTreeMap<String, Vec<FileNumber>>>,
    skipped: HashSet<&'s str>,
}

impl<'s> Listing<'s> {
    pub(super) fn of(set: &FileSet<'s>) -> Self {
        let mut by_container: HashMap<_, BTreeMap<_, Vec<_>>> = HashMap::new();
        for file in set.places.files() {
            let within = by_container.entry(set.places.container(file)).or_default();
            within.entry(path_of(file, set)).or_default().push(file);
        }
        Self { by_container, skipped: set.skipped.iter().map(|file| &*file.path).collect() }
    }
}

/// What is where a manifest says that a file is.
pub(super) enum Found<'f> {
    /// These, of which each must be the one that is listed.
    Files(&'f [FileNumber]),
    /// It was left out of the run.
    Skipped,
    Nothing,
}

/// The files of one bag.
pub(super) struct Files<'l> {
    /// The path of each below the folder of the bag.
    by_path: BTreeMap<&'l str, &'l [FileNumber]>,
    /// The same for names whose characters are in another Unicode form.
    by_form: HashMap<String, Vec<FileNumber>>,
    skipped: &'l HashSet<&'l str>,
    /// What stands before such a path in the name of a skipped file.
    prefix: String,
}

impl<'l> Files<'l> {
    /// Those of the bag that this file declares.
    pub(super) fn of(declaration: FileNumber, set: &FileSet<'_>, listing: &'l Listing<'l>) -> Self {
        let container = set.places.container(declaration);
        let name = path_of(declaration, set);
        let folder = split(&name).0;
        let all = listing.by_container.get(&container);
        let below = all.into_iter().flat_map(|all| all.range(folder.to_owned()..));
        let below = below.map_while(|(name, files)| Some((name.strip_prefix(folder)?, &**files)));
        let by_path: BTreeMap<&str, &[FileNumber]> = below.collect();
        let mut by_form: HashMap<String, Vec<FileNumber>> = HashMap::new();
        for (path, files) in &by_path {
            by_form.entry(path.nfc().collect()).or_default().extend_from_slice(files);
        }
        let whole = set.places.source(declaration);
        let whole = whole.name();
        let prefix = whole.strip_suffix("bagit.txt").unwrap_or_default().to_owned();
        Self { by_path, by_form, skipped: &listing.skipped, prefix }
    }

    /// What is at a path, which may be written in another Unicode form than the file's own name.
    pub(super) fn find(&self, path: &str) -> Found<'_> {
        let form = || self.by_form.get(&path.nfc().collect::<String>()).map(Vec::as_slice);
        if let Some(files) = self.by_path.get(path).copied().or_else(form) {
            return Found::Files(files);
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
        let all = self.by_path.iter();
        let all = all.flat_map(|(path, files)| files.iter().map(|file| (*path, *file)));
        all.filter(move |(path, _)| path.starts_with("data/") == payload)
    }

    /// The paths, outside of the payload, that several files have.
    pub(super) fn twice(&self) -> impl Iterator<Item = &'l str> {
        let all = self
            .by_path
            .iter()
            .filter(|(path, files)| files.len() > 1 && !path.starts_with("data/"));
        all.map(|(path, _)| *path)
    }

    /// The file that has this name in the folder of the bag.
    pub(super) fn get(&self, name: &str) -> Option<FileNumber> {
        self.by_path.get(name)?.first().copied()
    }
}

/// Where a file lies. Members are where programs unpack them to.
pub(super) fn path_of(file: FileNumber, set: &FileSet<'_>) -> String {
    let name = set.places.own_name(file);
    match set.places.container(file) {
        Some(_) => unpacked(&name),
        None => name,
    }
}

/// The container and the folder that a file lies in.
pub(super) fn folder_of(file: FileNumber, set: &FileSet<'_>) -> (Option<FileNumber>, String) {
    (set.places.container(file), split(&path_of(file, set)).0.to_owned())
}

/// Whether nobody means such a file to be in a bag.
pub(super) fn is_litter(file: FileNumber, set: &FileSet<'_>) -> bool {
    set.places.standing(file) == Standing::Litter
}

/// The folder of a path, up to and with its last `/`, and the name in it.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |at| at + 1))
}
