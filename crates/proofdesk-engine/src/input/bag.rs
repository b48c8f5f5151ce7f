//! Bags (BagIt, RFC 8493) by the names of their files: what is wanted of a file while it is read, since it
//! is read once.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::MAIN_SEPARATOR;

use super::source::Wanted;

/// A manifest that is longer is not read as one. In bytes.
const TEXT_LIMIT: usize = 64 << 20;
/// The name of the signed tag manifest, as `proofdesk pack` writes it.
pub(super) const SIGNED_LIST: &str = "tagmanifest-sha256.txt.dsse.json";
/// How the name of a file begins, and ends, that lists hashes.
const MANIFEST: (&str, &str) = ("manifest-", ".txt");

/// A kind of hash that a manifest lists.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Algorithm {
    Sha256,
    Sha512,
    /// One that is not checked, by its name.
    Other(String),
}

/// A file that belongs to every bag, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TagFile {
    /// `bagit.txt`
    Declaration,
    /// `manifest-ALGORITHM.txt`
    Manifest(Algorithm),
    /// `tagmanifest-ALGORITHM.txt`
    TagManifest(Algorithm),
    /// `bag-info.txt`
    Info,
    /// `fetch.txt`
    Fetch,
    /// [`SIGNED_LIST`]
    Envelope,
}

impl TagFile {
    /// What a file is that is called so where it lies.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "bagit.txt" => Self::Declaration,
            "bag-info.txt" | "package-info.txt" => Self::Info,
            "fetch.txt" => Self::Fetch,
            SIGNED_LIST => Self::Envelope,
            _ => {
                let (is_tag, rest) = match name.strip_prefix("tag") {
                    Some(rest) => (true, rest),
                    None => (false, name),
                };
                let algorithm = rest.strip_prefix(MANIFEST.0)?.strip_suffix(MANIFEST.1)?;
                // As programs write it: "SHA-256" is an older spelling.
                let algorithm = match algorithm.to_ascii_lowercase().replace('-', "").as_str() {
                    "" => return None,
                    "sha256" => Algorithm::Sha256,
                    "sha512" => Algorithm::Sha512,
                    _ => Algorithm::Other(algorithm.to_owned()),
                };
                if is_tag { Self::TagManifest(algorithm) } else { Self::Manifest(algorithm) }
            }
        })
    }

    fn lists_sha512(&self) -> bool {
        matches!(self, Self::Manifest(Algorithm::Sha512) | Self::TagManifest(Algorithm::Sha512))
    }
}

/// How much of the text of a file is wanted, if what it is called makes it one of a bag. `path` has `/`
/// between its names.
fn tag_text_limit(path: &str) -> Option<usize> {
    TagFile::named(own_name(path)).map(|_| TEXT_LIMIT)
}

/// What `proofdesk pack` writes beside the files that make it a bag, by their paths in it.
pub mod packed {
    /// The keys that the report rests on.
    pub const KEYS: &str = "keys/pinned.json";
    /// How to check the bag.
    pub const HOW_TO_VERIFY: &str = "HOW-TO-VERIFY.txt";
    /// The report as JSON.
    pub const JSON: &str = "report/report.json";
    /// The same, signed.
    pub const SIGNED_JSON: &str = "report/report.json.dsse.json";
    /// The report to be read in a browser.
    pub const HTML: &str = "report/report.html";
    /// The report to be printed.
    pub const PDF: &str = "report/report.pdf";
    /// The report as a table.
    pub const CSV: &str = "report/report.csv";
    /// All of them.
    pub(crate) const ALL: [&str; 7] = [KEYS, HOW_TO_VERIFY, JSON, SIGNED_JSON, HTML, PDF, CSV];
}

/// Whether a file is called as one that `proofdesk pack` writes beside the evidence: it is looked through to its
/// end for the name of a record, since a bag does not list it as evidence.
fn may_be_packed(path: &str) -> bool {
    packed::ALL.iter().any(|name| {
        path.strip_suffix(name).is_some_and(|folder| folder.is_empty() || folder.ends_with('/'))
    })
}

/// What is wanted of a file, by what it is called. `path` has `/` between its names.
pub(super) fn wanted(path: &str, sha512: bool) -> Wanted {
    Wanted { sha512, text: tag_text_limit(path), search: may_be_packed(path) }
}

/// Where programs unpack a member of this name to: `./a`, `/a` and `a` are one place. A backslash divides
/// folders only in a name without any `/`, as some programs write archives on Windows; beside a `/` it is a
/// character of a name, as on every system that allows it there.
pub(crate) fn unpacked(name: &str) -> String {
    let divider = if name.contains('/') { '/' } else { '\\' };
    let parts = name.split(divider).filter(|part| !matches!(*part, "" | "."));
    parts.collect::<Vec<_>>().join("/")
}

/// The name of a file without its folder, in a path with `/`.
pub(super) fn own_name(path: &str) -> &str {
    split(path).1
}

/// A path with `/` between its names on every system.
pub(crate) fn portable(path: &str) -> Cow<'_, str> {
    match MAIN_SEPARATOR {
        '/' => Cow::Borrowed(path),
        _ => Cow::Owned(path.replace(MAIN_SEPARATOR, "/")),
    }
}

/// The folder of a path, up to and with its last `/`, and the name in it.
fn split(path: &str) -> (&str, &str) {
    path.split_at(path.rfind('/').map_or(0, |at| at + 1))
}

/// The folders in which a manifest lists the SHA-512 of files.
#[derive(Debug, Default)]
pub(crate) struct Sha512Lists {
    folders: HashSet<Box<str>>,
    /// A manifest may come behind what it lists.
    in_passing: bool,
}

impl Sha512Lists {
    /// Among all files that there are.
    pub(super) fn among<N: AsRef<[u8]>>(names: impl Iterator<Item = N>) -> Self {
        let mut lists = Self::default();
        names.for_each(|name| lists.note(name.as_ref()));
        lists
    }

    /// None yet.
    pub(super) fn in_passing(in_passing: bool) -> Self {
        Self { in_passing, ..Self::default() }
    }

    /// Takes note of a file.
    pub(super) fn note(&mut self, name: &[u8]) {
        let Ok(name) = std::str::from_utf8(name) else { return };
        let (folder, name) = split(name);
        if TagFile::named(name).is_some_and(|file| file.lists_sha512()) {
            self.folders.insert(folder.into());
        }
    }

    /// Whether the file lies where SHA-512 are listed.
    pub(super) fn are_listed(&self, name: &[u8]) -> bool {
        if self.folders.is_empty() {
            return false;
        }
        let name = String::from_utf8_lossy(name);
        let ends = name.match_indices('/').map(|(at, _)| at + 1);
        std::iter::once(0).chain(ends).any(|end| self.folders.contains(&name[..end]))
    }

    /// The same where not all names are known yet: also of what may be the payload or a tag file of a bag.
    pub(super) fn may_be_listed(&self, name: &[u8]) -> bool {
        let is_of_bag = || {
            let name = name.strip_prefix(b"./").unwrap_or(name);
            let mut parts = name.split(|b| *b == b'/');
            let first = [parts.next(), parts.next()];
            first.contains(&Some(b"data")) || parts.next().is_none()
        };
        self.are_listed(name) || self.in_passing && is_of_bag()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_bags_are_told_by_their_names() {
        let named = |name| TagFile::named(name);
        assert_eq!(named("manifest-sha256.txt"), Some(TagFile::Manifest(Algorithm::Sha256)));
        assert_eq!(named("tagmanifest-SHA-512.txt"), Some(TagFile::TagManifest(Algorithm::Sha512)));
        let md5 = Algorithm::Other("md5".to_owned());
        assert_eq!(named("manifest-md5.txt"), Some(TagFile::Manifest(md5)));
        for other in ["manifest-.txt", "manifest.txt", "manifest-sha256.txt.bak", "bagit.txt~"] {
            assert_eq!(named(other), None, "{other}");
        }
    }

    #[test]
    fn members_are_where_they_are_unpacked_to() {
        for name in ["b/data/a", "./b/data/a", "/b/data/a", "b\\data\\a", "b/./data//a"] {
            assert_eq!(unpacked(name), "b/data/a");
        }
        assert_eq!(unpacked("b/../a"), "b/../a");
        // The name that Unix allows is not the path that Windows would make of it.
        assert_eq!(unpacked("b/data/x\\y"), "b/data/x\\y");
    }

    #[test]
    fn sha512_is_wanted_below_its_manifest() {
        let names = ["bag/data/a", "bag/manifest-sha512.txt", "other/data/b"];
        let lists = Sha512Lists::among(names.into_iter());
        assert!(lists.are_listed(b"bag/data/a") && lists.are_listed(b"bag/bagit.txt"));
        assert!(!lists.are_listed(b"other/data/b") && !lists.are_listed(b"bagged"));
        let passing = Sha512Lists::in_passing(true);
        assert!(
            passing.may_be_listed(b"./bag/data/x/y") && passing.may_be_listed(b"bag/bagit.txt")
        );
        assert!(!passing.may_be_listed(b"a/b/c"));
    }
}
