//! Where a report goes: standard output, or a file that appears only when it is complete.

use std::fs::{self, File};
use std::io::{self, Stdout, Write};
use std::path::Path;

use proofdesk_engine::platform::{self, Access, AtomicFile};

use crate::page::{Page, Style};
use crate::terminal::{self, Data, Named};

/// The place of a report.
pub(crate) enum Output {
    Stdout(Data<Stdout>),
    /// A pipe or a device, which is written to and never replaced.
    Special(Data<File>),
    File(Named<AtomicFile>),
}

impl Output {
    /// Opens the place.
    pub(crate) fn open(path: Option<&Path>) -> io::Result<Self> {
        Self::open_as(path, Access::Ordinary)
    }

    /// Opens the place of what these may read, if it will be a file.
    pub(crate) fn open_as(path: Option<&Path>, access: Access) -> io::Result<Self> {
        let Some(path) = path else { return Ok(Self::Stdout(terminal::data())) };
        let named = |e: io::Error| {
            let folder = platform::folder_of(path);
            match e.kind() == io::ErrorKind::NotFound && !folder.exists() {
                true => {
                    let (path, folder) =
                        (platform::display_path(path), platform::display_path(folder));
                    io::Error::new(
                        e.kind(),
                        format!(
                            "{path}: there is no folder {folder}; make it, or choose another place"
                        ),
                    )
                }
                false => {
                    let (path, why) = (platform::display_path(path), platform::in_words(&e));
                    let words =
                        format!("{path}: it cannot be written: {why}; choose another place");
                    io::Error::new(e.kind(), words)
                }
            }
        };
        let there = fs::metadata(path).ok();
        if there.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(named(io::ErrorKind::IsADirectory.into()));
        }
        if there.is_some_and(|there| !there.is_file()) {
            let file = File::options().write(true).open(path).map_err(named)?;
            return Ok(Self::Special(Data::new(Named::file(path, file))));
        }
        let file = AtomicFile::create(path, access).map_err(named)?;
        Ok(Self::File(Named::file(path, file)))
    }

    /// Where the report is while it is being written, if it will be a file.
    pub(crate) fn unfinished(&self) -> Option<&Path> {
        match self {
            Self::File(out) => Some(out.get_ref().unfinished()),
            Self::Stdout(_) | Self::Special(_) => None,
        }
    }

    /// Whether a person reads it on a terminal.
    pub(crate) fn is_terminal(&self) -> bool {
        match self {
            Self::Stdout(out) => out.is_terminal(),
            Self::Special(out) => out.is_terminal(),
            Self::File(..) => false,
        }
    }

    /// The place, for a report for people.
    pub(crate) fn page(&mut self, style: Style) -> Page<'_> {
        match self {
            Self::Stdout(out) => out.page(style),
            Self::Special(out) => out.page(style),
            Self::File(out) => Page::new(style, out),
        }
    }

    /// Completes the report.
    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush(),
            Self::Special(mut out) => out.flush(),
            Self::File(out) => out.finish_with(AtomicFile::finish),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Special(out) => out.write(bytes),
            Self::File(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Special(out) => out.flush(),
            Self::File(out) => out.flush(),
        }
    }
}
