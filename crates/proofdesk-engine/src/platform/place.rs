//! Where a file is, and how it is reached without leaving what was given.
//!
//! What a user names is reached by its path, through links too. What lies in a folder that they
//! named is reached from that folder on, one name after another, and never through a link: evidence
//! can be somebody else's, and whoever swaps a part of it for a link while it is read must not
//! choose what is read. (On Windows it is reached by its path: files in a cloud folder can be read
//! only as if they were links.)

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::facts::{Facts, FileIdentity};
use super::open::open_to_read;

/// A name in a folder, and what the system says of what has it.
pub(crate) type Child = (OsString, io::Result<Facts>);

/// A folder that the user named, as it was when the run began.
#[derive(Debug, PartialEq, Eq)]
pub struct Root {
    path: PathBuf,
    #[cfg_attr(not(unix), allow(dead_code))] // Windows tells none.
    identity: Option<FileIdentity>,
}

/// Where a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Where a path leads that the user named.
    Named(PathBuf),
    /// In a folder that the user named, under this path below it.
    Below(Arc<Root>, PathBuf),
}

impl From<&Path> for Place {
    fn from(path: &Path) -> Self {
        Self::Named(path.to_owned())
    }
}

impl Place {
    /// Its path, for people.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        match self {
            Self::Named(path) => path.clone(),
            // A path that ends in a separator would be another name.
            Self::Below(root, below) if below.as_os_str().is_empty() => root.path.clone(),
            Self::Below(root, below) => root.path.join(below),
        }
    }

    /// What the system says of the file that is there now.
    ///
    /// # Errors
    /// What the system says.
    pub fn facts(&self) -> io::Result<Facts> {
        match self {
            Self::Named(path) => fs::metadata(path).map(|metadata| Facts::of(&metadata)),
            Self::Below(root, below) => root.facts(below),
        }
    }

    /// Opens a regular file for reading.
    ///
    /// Anything else is told by what the system says of it and not opened, because opening alone can
    /// have effects: it rewinds a tape, and lets a program go on that waits at a FIFO. Should
    /// something else take the place of a regular file at this moment, this does not wait for it.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(&self) -> io::Result<Opened> {
        match self {
            Self::Named(path) => opened(self.facts()?, || open_to_read(path)),
            Self::Below(root, below) => root.open(below),
        }
    }
}

/// What was met where a file was to be opened.
#[derive(Debug)]
pub enum Opened {
    /// A regular file, and what the system says of it.
    Regular(File, Facts),
    /// Something else, in words that fit after "it is".
    Special(&'static str),
}

/// Opens what is a regular file by its name, and still is one by its descriptor: only that tells for
/// certain, because a name may change hands.
fn opened(named: Facts, open: impl FnOnce() -> io::Result<File>) -> io::Result<Opened> {
    if let Some(kind) = named.kind.special() {
        return Ok(Opened::Special(kind));
    }
    let file = open()?;
    let facts = Facts::of(&file.metadata()?);
    Ok(match facts.kind.special() {
        Some(kind) => Opened::Special(kind),
        None => Opened::Regular(file, facts),
    })
}

impl Root {
    /// A folder of this path.
    #[must_use]
    pub fn new(path: &Path, facts: &Facts) -> Self {
        Self { path: path.to_owned(), identity: facts.identity }
    }

    /// The path that the user named.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt;

    use rustix::fs::{AtFlags, Dir, Mode, OFlags, fstat, open, openat, statat};
    use rustix::io::Errno;

    use super::{Child, Facts, Opened, Path, Root, io, opened};

    const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

    impl Root {
        /// The folder at `below`.
        fn folder(&self, below: &Path) -> io::Result<OwnedFd> {
            let mut folder = open(&self.path, FOLDER, Mode::empty())?;
            // The user named a link to it, perhaps, but not one that was made since.
            if Facts::from(fstat(&folder)?).identity != self.identity {
                return Err(io::Error::other(
                    "another folder has taken the place of the given one",
                ));
            }
            for name in below {
                let opened = openat(&folder, name, FOLDER | OFlags::NOFOLLOW, Mode::empty());
                folder = opened.map_err(|error| match error {
                    // Systems differ in what they say of a link.
                    Errno::NOTDIR | Errno::LOOP | Errno::MLINK => io::Error::other(
                        "a link or a file has taken the place of a folder on the way to it",
                    ),
                    error => error.into(),
                })?;
            }
            Ok(folder)
        }

        /// The folder of a file, and the file's name in it.
        fn split<'p>(&self, below: &'p Path) -> io::Result<(OwnedFd, &'p OsStr)> {
            let name = below.file_name().ok_or(io::ErrorKind::InvalidInput)?;
            Ok((self.folder(below.parent().unwrap_or(Path::new("")))?, name))
        }

        pub(super) fn facts(&self, below: &Path) -> io::Result<Facts> {
            let (folder, name) = self.split(below)?;
            Ok(statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW)?.into())
        }

        pub(super) fn open(&self, below: &Path) -> io::Result<Opened> {
            let (folder, name) = self.split(below)?;
            let named = statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW)?.into();
            let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
            let flags = flags | OFlags::NONBLOCK | OFlags::NOCTTY;
            opened(named, || Ok(openat(&folder, name, flags, Mode::empty())?.into()))
        }

        /// What is in the folder at `below`: each name, and what the system says of it.
        ///
        /// # Errors
        /// What the system says.
        pub fn list(
            &self,
            below: &Path,
        ) -> io::Result<impl Iterator<Item = io::Result<Child>> + use<>> {
            let folder = self.folder(below)?;
            let names = Dir::read_from(&folder)?;
            Ok(names.filter_map(move |entry| {
                let facts = |name: &std::ffi::CStr| {
                    let facts = statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW);
                    let facts = facts.map(Into::into).map_err(Into::into);
                    (OsStr::from_bytes(name.to_bytes()).to_owned(), facts)
                };
                match entry {
                    Ok(entry) if matches!(entry.file_name().to_bytes(), b"." | b"..") => None,
                    Ok(entry) => Some(Ok(facts(entry.file_name()))),
                    Err(error) => Some(Err(error.into())),
                }
            }))
        }
    }
}

#[cfg(not(unix))]
impl Root {
    fn facts(&self, below: &Path) -> io::Result<Facts> {
        fs::symlink_metadata(self.path.join(below)).map(|metadata| Facts::of(&metadata))
    }

    fn open(&self, below: &Path) -> io::Result<Opened> {
        opened(self.facts(below)?, || open_to_read(&self.path.join(below)))
    }

    /// What is in the folder at `below`: each name, and what the system says of it.
    ///
    /// # Errors
    /// What the system says.
    pub fn list(
        &self,
        below: &Path,
    ) -> io::Result<impl Iterator<Item = io::Result<Child>> + use<>> {
        let children = fs::read_dir(self.path.join(below))?;
        Ok(children.map(|child| {
            let child = child?;
            Ok((child.file_name(), child.metadata().map(|metadata| Facts::of(&metadata))))
        }))
    }
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::os::unix::fs::symlink;

    /// A folder with `sub/file`, given, beside another with a `file` of its own.
    fn given() -> (tempfile::TempDir, Place) {
        let around = tempfile::tempdir().unwrap();
        let (given, other) = (around.path().join("given"), around.path().join("other"));
        for folder in [given.join("sub"), other.clone(), other.join("sub")] {
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("file"), folder.as_os_str().as_encoded_bytes()).unwrap();
        }
        let facts = Facts::of(&fs::metadata(&given).unwrap());
        let place = Place::Below(Root::new(&given, &facts).into(), "sub/file".into());
        (around, place)
    }

    fn read(place: &Place) -> io::Result<String> {
        match place.open()? {
            Opened::Regular(mut file, _) => {
                let mut text = String::new();
                file.read_to_string(&mut text)?;
                Ok(text)
            }
            Opened::Special(kind) => Err(io::Error::other(kind)),
        }
    }

    #[test]
    fn no_link_leads_out_of_a_given_folder() {
        // Each part of the path in turn, the given folder itself among them.
        for swapped in ["given", "given/sub", "given/sub/file"] {
            let (around, place) = given();
            assert!(read(&place).unwrap().ends_with("given/sub"));
            let part = around.path().join(swapped);
            fs::rename(&part, around.path().join("moved")).unwrap();
            let below = Path::new(swapped).strip_prefix("given").unwrap();
            symlink(around.path().join("other").join(below), &part).unwrap();
            assert!(read(&place).is_err(), "{swapped}");
            let Place::Below(root, below) = &place else { unreachable!() };
            let listed = root.list(below.parent().unwrap());
            assert_eq!(listed.is_err(), swapped != "given/sub/file", "{swapped}");
            let is_link = place.facts().map(|facts| facts.kind == crate::platform::FileKind::Link);
            assert_eq!(is_link.ok(), (swapped == "given/sub/file").then_some(true), "{swapped}");
        }
    }

    #[test]
    fn a_link_that_was_named_is_followed() {
        let (around, _) = given();
        let link = around.path().join("link");
        symlink("given", &link).unwrap();
        let root = Arc::new(Root::new(&link, &Facts::of(&fs::metadata(&link).unwrap())));
        let names: Vec<_> = root.list(Path::new("")).unwrap().map(|c| c.unwrap().0).collect();
        assert_eq!(names, ["sub"]);
        assert!(read(&Place::Below(root, "sub/file".into())).unwrap().ends_with("given/sub"));
        assert!(read(&Place::from(&*link.join("sub/file"))).is_ok());
    }
}
