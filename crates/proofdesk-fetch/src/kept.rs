//! The files that are written: the bytes that came, and the note beside them. Each appears whole or not at
//! all, and none takes another's place.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use proofdesk_engine::core::encoding::Digest;
use proofdesk_engine::platform::{self, Access, AtomicFile, display_path};

use crate::asked::Asked;
use crate::note::Note;

/// A note with all its headers is no larger. In bytes.
const LARGEST_NOTE: u64 = 4 << 20;

/// What is there already of what is asked for.
#[derive(Debug)]
pub(crate) enum Standing {
    /// Nothing, or a file whose note was never written: the run that fetched it was ended in between.
    Free,
    /// It was fetched before.
    There,
    /// Something else.
    InTheWay(String),
}

/// Where files are put.
#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A folder that is there.
    pub(crate) fn at(path: &Path) -> Result<Self, String> {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => Ok(Self(path.to_owned())),
            Ok(_) => Err(format!("{}: it is a file, not a folder", display_path(path))),
            Err(e) => Err(format!("{}: {}", display_path(path), platform::in_words(&e))),
        }
    }

    /// The path, for people.
    pub(crate) fn shown(&self) -> String {
        display_path(&self.0)
    }

    /// The path of a file in it, for people: by its name alone where the folder is the current one.
    pub(crate) fn path_of(&self, name: &str) -> String {
        match self.0 == Path::new(".") {
            true => name.to_owned(),
            false => display_path(&self.0.join(name)),
        }
    }

    /// What is there of something. `largest` is the most that its file can have, in bytes.
    pub(crate) fn standing(&self, asked: &Asked, largest: u64) -> Standing {
        let [_, beside] = names(&asked.stem());
        if fs::symlink_metadata(self.0.join(beside)).is_err() {
            return Standing::Free;
        }
        self.fetched(asked, largest).map_or_else(Standing::InTheWay, |_| Standing::There)
    }

    /// The bytes of what was fetched before, if they are those that the note beside them names; else words
    /// about what is in the way.
    pub(crate) fn fetched(&self, asked: &Asked, largest: u64) -> Result<Vec<u8>, String> {
        let [file, beside] = names(&asked.stem());
        let fault = |name: &str, what: &str| format!("{}: {what}", self.path_of(name));
        let note = self.read(&beside, LARGEST_NOTE).and_then(|bytes| Note::parse(&bytes));
        let note =
            note.ok_or_else(|| fault(&beside, "it is not a look-up note of this program"))?;
        if note.asked != *asked {
            return Err(fault(&beside, "it is the note of something else"));
        }
        let bytes = self.read(&file, largest);
        let bytes = bytes.filter(|bytes| Digest::of(bytes).to_string() == note.sha256);
        bytes.ok_or_else(|| {
            fault(&file, "it is not there, or not as it was when the note beside it was written")
        })
    }

    fn read(&self, name: &str, largest: u64) -> Option<Vec<u8>> {
        let path = self.0.join(name);
        if !fs::metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
            return None;
        }
        let mut bytes = Vec::new();
        platform::open_to_read(&path).ok()?.take(largest + 1).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 <= largest).then_some(bytes)
    }

    /// Writes a file and its note, of which `stem` is the name. The file comes first: where only it is
    /// there, the same bytes are there already, or something else is.
    pub(crate) fn keep(&self, stem: &str, bytes: &[u8], note: &Note) -> Result<(), String> {
        let [file, beside] = names(stem);
        match self.write(&file, bytes) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                if self.read(&file, bytes.len() as u64).as_deref() != Some(bytes) {
                    let words = "there is another file of this name, which was not replaced";
                    return Err(format!("{}: {words}", self.path_of(&file)));
                }
            }
            written => written.map_err(|e| self.fault(&file, &e))?,
        }
        match self.write(&beside, note.to_json().as_bytes()) {
            // Another run, at the same time, fetched the same bytes.
            Err(e)
                if e.kind() == io::ErrorKind::AlreadyExists && self.has_note_of(&beside, note) =>
            {
                Ok(())
            }
            written => written.map_err(|e| self.fault(&beside, &e)),
        }
    }

    /// Whether the note of this name is one of the same thing and the same bytes as another.
    fn has_note_of(&self, name: &str, note: &Note) -> bool {
        let there = self.read(name, LARGEST_NOTE).and_then(|bytes| Note::parse(&bytes));
        there.is_some_and(|there| there.asked == note.asked && there.sha256 == note.sha256)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut out = AtomicFile::create(&self.0.join(name), Access::Ordinary)?;
        out.write_all(bytes)?;
        out.finish_new()
    }

    fn fault(&self, name: &str, error: &io::Error) -> String {
        format!("{}: {}", self.path_of(name), platform::in_words(error))
    }
}

/// The names of a file and of the note beside it.
pub(crate) fn names(stem: &str) -> [String; 2] {
    [format!("{stem}.json"), format!("{stem}.fetched.json")]
}

/// The stem of an answer that is not what was asked for, by its moment (RFC 3339): the next one takes no
/// name from it, and the name stays free for what was asked.
pub(crate) fn stem_of_answer(stem: &str, at: &str) -> String {
    let moment: String = at.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    format!("{stem}.answer-{}", moment.to_ascii_lowercase())
}
