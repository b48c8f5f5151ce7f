//! What the files of the evidence are called in a bag.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use crate::input::Origin;
use crate::platform::{Place, name_bytes};

/// The names of what was given, each another one whatever their letter case.
#[derive(Debug, Default)]
pub(super) struct Names {
    roots: HashMap<PathBuf, String>,
    taken: HashSet<String>,
    /// By the folder in the bag and the own name, the path of each file and folder below what was given.
    below: HashMap<(String, OsString), String>,
    taken_below: HashSet<String>,
}

impl Names {
    /// The path of a file in the payload of the bag; `None` for what is no file.
    pub(super) fn path_of(&mut self, origin: &Origin) -> Option<String> {
        let Origin::File(place) = origin else { return None };
        Some(match place {
            Place::Named(path) => format!("data/{}", self.root(path)),
            Place::Below(root, below) => {
                let root = format!("data/{}", self.root(root.path()));
                below.components().fold(root, |folder, part| self.step(folder, part.as_os_str()))
            }
        })
    }

    /// The name of what was given. The second of one name gets a number.
    fn root(&mut self, path: &Path) -> String {
        if let Some(name) = self.roots.get(path) {
            return name.clone();
        }
        self.new_root(path, path.is_file())
    }

    fn new_root(&mut self, path: &Path, is_file: bool) -> String {
        let own = |path: &Path| path.file_name().map(in_utf8);
        let real = || fs::canonicalize(path).ok().as_deref().and_then(own);
        let name = own(path).or_else(real).unwrap_or_else(|| "evidence".to_owned());
        let mut names = numbered(&name, is_file);
        let free = names.find(|name| self.taken.insert(name.to_lowercase()));
        let free = free.unwrap_or_default();
        self.roots.insert(path.to_owned(), free.clone());
        free
    }

    /// The path of what lies in this folder of the bag. The second that comes to one name gets a number.
    fn step(&mut self, folder: String, name: &OsStr) -> String {
        let key = (folder, name.to_owned());
        if let Some(path) = self.below.get(&key) {
            return path.clone();
        }
        let name = in_utf8(name);
        let mut paths = numbered(&name, true).map(|name| format!("{}/{name}", key.0));
        let free = paths.find(|path| self.taken_below.insert(path.clone())).unwrap_or_default();
        self.below.insert(key, free.clone());
        free
    }
}

/// What a bag calls these, which were given in the order of their files; of each, whether it is a file. Nothing of
/// them needs to be there.
pub fn names_in_bag<'p>(given: impl Iterator<Item = (&'p Path, bool)>) -> Vec<String> {
    let mut names = Names::default();
    given.map(|(path, is_file)| names.new_root(path, is_file)).collect()
}

/// A name, and then the same with numbers, before its ending if it has one.
fn numbered(name: &str, has_ending: bool) -> impl Iterator<Item = String> {
    let (stem, ending) = match name.rfind('.').filter(|at| *at > 0 && has_ending) {
        Some(at) => name.split_at(at),
        None => (name, ""),
    };
    let numbered = (2_u32..).map(move |number| format!("{stem}-{number}{ending}"));
    std::iter::once(name.to_owned()).chain(numbered)
}

/// A name that programs unpack as it is: in UTF-8, and without control characters, which some leave out. Bytes
/// that are neither are written `%NN`.
fn in_utf8(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name_bytes(name).utf8_chunks() {
        for character in chunk.valid().chars() {
            match character.is_control() {
                true => character.to_string().bytes().for_each(|byte| push(&mut text, byte)),
                false => text.push(character),
            }
        }
        chunk.invalid().iter().for_each(|byte| push(&mut text, *byte));
    }
    text
}

fn push(text: &mut String, byte: u8) {
    text.push_str(&format!("%{byte:02X}"));
}

/// A path as a manifest has it (RFC 8493, section 2.1.3).
pub(super) fn encoded(path: &str) -> String {
    path.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn names_are_utf8_and_encoded_once() {
        use std::os::unix::ffi::OsStrExt;
        let name = in_utf8(OsStr::from_bytes(b"a\xE9b%\n"));
        assert_eq!((name.as_str(), encoded(&name).as_str()), ("a%E9b%%0A", "a%25E9b%25%250A"));
    }

    #[test]
    #[cfg(unix)]
    fn names_that_come_to_one_get_a_number() {
        use std::os::unix::ffi::OsStrExt;
        let mut names = Names::default();
        let mut step = |name: &[u8]| names.step("data/e".to_owned(), OsStr::from_bytes(name));
        assert_eq!(step(b"a\n.txt"), "data/e/a%0A.txt");
        assert_eq!(step(b"a%0A.txt"), "data/e/a%0A-2.txt");
        assert_eq!(step(b"a\n.txt"), "data/e/a%0A.txt");
        assert_eq!(step(b"a-2.txt"), "data/e/a-2.txt");
    }

    #[test]
    fn roots_of_one_name_get_a_number() {
        let mut names = Names::default();
        let mut root = |path: &str| names.root(Path::new(path));
        assert_eq!(root("a/evidence"), "evidence");
        assert_eq!(root("b/Evidence"), "Evidence-2");
        assert_eq!(root("c/evidence"), "evidence-3");
        assert_eq!(root("a/evidence"), "evidence");
    }
}
