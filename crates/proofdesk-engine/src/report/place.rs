//! A report and the evidence that it is about are kept apart.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io;
use std::path::{self, Component, Path, PathBuf};

use crate::input::{Input, holds_form, holds_part, holds_report};
use crate::keys::KeyRing;
use crate::platform::{display_path, folder_of, in_words};

/// More links than this on the way to one file are a circle.
const LINKS: usize = 40;

/// Why a report, or anything else that is saved, must not be written to a place.
#[derive(Debug)]
#[non_exhaustive]
pub enum PlaceError {
    /// A symbolic link in the evidence leads there: whoever made the evidence would choose what is
    /// written over.
    Link {
        /// Where it was to be written.
        place: PathBuf,
        /// The link.
        link: PathBuf,
    },
    /// A key ring of the user is there, or is to be.
    KeyRing {
        /// Where it was to be written.
        place: PathBuf,
    },
    /// A file is there that was given beside the evidence.
    Given {
        /// Where it was to be written.
        place: PathBuf,
    },
    /// A file that was named as evidence is there.
    Named {
        /// Where it was to be written.
        place: PathBuf,
        /// As the file was named.
        evidence: PathBuf,
    },
    /// A file of the evidence is there that is no earlier report.
    Evidence {
        /// Where it was to be written.
        place: PathBuf,
    },
    /// A file is there that is none of what it would be replaced with.
    Other {
        /// Where it was to be written.
        place: PathBuf,
        /// What was to be written.
        made: Made,
    },
    /// A folder is there.
    Folder {
        /// Where it was to be written.
        place: PathBuf,
    },
    /// What is there cannot be looked at.
    Io {
        /// Where it was to be written.
        place: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl fmt::Display for PlaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Link { place, link } => write!(
                f,
                "{}: {} lies in the evidence and is a symbolic link, so the report would be \
                 written where this link points",
                display_path(place),
                display_path(link)
            ),
            Self::KeyRing { place } => write!(
                f,
                "{}: the report would take the place of your key ring",
                display_path(place)
            ),
            Self::Given { place } => write!(
                f,
                "{}: the report would take the place of a file that you gave for this run",
                display_path(place)
            ),
            Self::Named { place, evidence } => write!(
                f,
                "{}: the report would take the place of {}, which is named as evidence",
                display_path(place),
                display_path(evidence)
            ),
            Self::Evidence { place } => write!(
                f,
                "{}: the report would take the place of this file, which lies in the evidence and \
                 is no earlier report in JSON or NDJSON",
                display_path(place)
            ),
            Self::Other { place, made } => {
                let (made, other) = match made {
                    Made::Report => ("report", "no earlier report of Proofdesk"),
                    Made::Signature => ("signature", "no signed report"),
                    Made::Part => ("part", "no part of a run"),
                    Made::Keys => ("list of keys", "no list of keys of Proofdesk"),
                };
                let place = display_path(place);
                write!(f, "{place}: the {made} would take the place of this file, which is {other}")
            }
            Self::Folder { place } => write!(f, "{}: it is a folder", display_path(place)),
            Self::Io { place, error } => {
                write!(f, "{}: {}", display_path(place), in_words(error))
            }
        }
    }
}

impl std::error::Error for PlaceError {}

impl PlaceError {
    /// What to do instead, as a clause; nothing where the system's own words say it.
    #[must_use]
    pub fn remedy(&self) -> Option<&'static str> {
        match self {
            Self::KeyRing { .. } => Some("choose another name, so that your keys stay as they are"),
            Self::Given { .. } => Some("choose another name, so that this file stays as it is"),
            Self::Link { .. } | Self::Named { .. } => Some("choose a place outside the evidence"),
            Self::Evidence { .. } => {
                Some("choose a place outside the evidence, or a name that does not exist yet")
            }
            Self::Other { .. } => Some("choose another name, or delete the file first"),
            Self::Folder { .. } => Some("give the name of a file in it"),
            Self::Io { .. } => None,
        }
    }
}

/// What is written to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// A report in whatever form.
    Report,
    /// The signature of one.
    Signature,
    /// A part of a run.
    Part,
    /// The keys that the user pinned.
    Keys,
}

impl Made {
    /// Whether a regular file is one of these.
    fn is(self, file: &Path) -> io::Result<bool> {
        match self {
            Self::Report => holds_form(file),
            Self::Signature => holds_report(file),
            Self::Part => holds_part(file),
            Self::Keys => Ok(KeyRing::load(file).is_ok()),
        }
    }
}

/// Sees that at `place` there is nothing that was not made by this program for the same purpose: nothing is
/// overwritten that the user did not have it write. An empty file is nothing; pipes and devices are written
/// to, not replaced.
///
/// # Errors
/// [`PlaceError`] where there is something else.
pub fn require_replaceable(place: &Path, made: Made) -> Result<(), PlaceError> {
    let Ok(there) = fs::metadata(place) else { return Ok(()) };
    if there.is_dir() {
        return Err(PlaceError::Folder { place: place.to_owned() });
    }
    let io = |error| PlaceError::Io { place: place.to_owned(), error };
    if !there.is_file() || there.len() == 0 || made.is(place).map_err(io)? {
        return Ok(());
    }
    Err(PlaceError::Other { place: place.to_owned(), made })
}

/// What a report takes the place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaced {
    /// Nothing of the evidence, and it lies elsewhere.
    Nothing,
    /// Nothing, but it lies in a folder of the evidence: a later run would find it there.
    NothingInEvidence,
    /// An earlier report that lies in the evidence.
    EarlierReport,
}

/// The files of the user's own that a run reads beside the evidence, of which no report takes the place.
#[derive(Debug, Clone, Copy, Default)]
pub struct OwnFiles<'a> {
    /// The key rings that the user has, also one that is not there yet and one that this run does not
    /// use.
    pub rings: &'a [PathBuf],
    /// The files that are given for this run: with single keys, with engagement data.
    pub given: &'a [PathBuf],
}

/// Sees that a report at `place` takes the place of no keys, and of nothing that it is about: not of
/// what is named by itself, and in a folder of the evidence of nothing but an earlier report; and that
/// no link of the evidence leads there.
///
/// # Errors
/// [`PlaceError`] where it must not be written.
pub fn require_apart(
    inputs: &[Input],
    own: OwnFiles<'_>,
    place: &Path,
) -> Result<Replaced, PlaceError> {
    let there = real(place);
    let is_place = |path: &PathBuf| there.is_some() && real(path) == there;
    if own.rings.iter().any(is_place) {
        return Err(PlaceError::KeyRing { place: place.to_owned() });
    }
    if own.given.iter().any(is_place) {
        return Err(PlaceError::Given { place: place.to_owned() });
    }
    let paths = || inputs.iter().filter_map(Input::path);
    let given: Vec<PathBuf> = paths().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let io = |error| PlaceError::Io { place: place.to_owned(), error };
    if let Some(link) = link_on_the_way(place, &given).map_err(io)? {
        return Err(PlaceError::Link { place: place.to_owned(), link });
    }
    // Pipes and devices are written to, not replaced.
    let Some(real) = fs::canonicalize(place).ok().filter(|real| real.is_file()) else {
        let is_within = there.is_some_and(|there| given.iter().any(|g| there.starts_with(g)));
        return Ok(if is_within { Replaced::NothingInEvidence } else { Replaced::Nothing });
    };
    let is_there = |path: &&Path| fs::canonicalize(path).is_ok_and(|path| path == real);
    if let Some(named) = paths().find(is_there) {
        let (place, evidence) = (place.to_owned(), named.to_owned());
        return Err(PlaceError::Named { place, evidence });
    }
    if !given.iter().any(|given| real.starts_with(given)) {
        return Ok(Replaced::Nothing);
    }
    match holds_report(&real).map_err(io)? {
        true => Ok(Replaced::EarlierReport),
        false => Err(PlaceError::Evidence { place: place.to_owned() }),
    }
}

/// Where a path leads, without links, whether or not there is a file yet, or its folder.
fn real(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok().or_else(|| {
        let name = path.file_name()?;
        Some(real(folder_of(path))?.join(name))
    })
}

/// A symbolic link on the way to `path` that lies in one of the folders, whose own links are
/// resolved.
fn link_on_the_way(path: &Path, folders: &[PathBuf]) -> io::Result<Option<PathBuf>> {
    // What is reached so far, without links, and what is still to go.
    let mut at = PathBuf::new();
    let mut rest = parts(&path::absolute(path)?);
    let mut links = 0;
    while let Some(part) = rest.pop_front() {
        if part == ".." {
            at.pop();
            continue;
        }
        let next = at.join(&part);
        let Ok(target) = fs::read_link(&next) else {
            at = next;
            continue;
        };
        links += 1;
        if links > LINKS {
            return Err(io::Error::other("its symbolic links lead in a circle"));
        }
        if folders.iter().any(|folder| at.starts_with(folder)) {
            return Ok(Some(next));
        }
        for part in parts(&target).into_iter().rev() {
            rest.push_front(part);
        }
    }
    Ok(None)
}

/// The parts of a path. That of an absolute one begins with a part that replaces what is before it.
fn parts(path: &Path) -> VecDeque<OsString> {
    path.components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| part.as_os_str().to_owned())
        .collect()
}
