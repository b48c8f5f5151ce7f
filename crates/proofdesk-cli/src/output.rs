//! Where a report goes: standard output, or a file that appears only when it is complete.

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use proofdesk_engine::platform;
use proofdesk_engine::report::UNFINISHED;
use tempfile::NamedTempFile;

use crate::page::{Page, Style};
use crate::terminal::{self, Data};

/// The place of a report.
pub(crate) enum Output {
    Stdout(Data<Stdout>),
    /// A pipe or a device, which is written to and never replaced.
    Special(Data<File>),
    File(BufWriter<NamedTempFile>, Target),
}

/// A file that a report will be.
pub(crate) struct Target {
    path: PathBuf,
    /// Those of the file that it replaces.
    permissions: Option<Permissions>,
}

impl Output {
    /// Opens the place.
    pub(crate) fn open(path: Option<&Path>) -> io::Result<Self> {
        let Some(path) = path else { return Ok(Self::Stdout(terminal::data())) };
        let named = |e| named(path, e);
        if fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir()) {
            let file = File::options().write(true).open(path).map_err(named)?;
            return Ok(Self::Special(Data::new(file)));
        }
        // A link to the place stays one.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = match target.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let permissions = fs::metadata(&target).ok().map(|metadata| metadata.permissions());
        let mut builder = tempfile::Builder::new();
        builder.prefix(UNFINISHED);
        // Where there are no such permissions, the folder decides.
        if let Some(ordinary) = platform::ordinary_permissions() {
            builder.permissions(permissions.clone().unwrap_or(ordinary));
        }
        let file = builder.tempfile_in(folder).map_err(named)?;
        Ok(Self::File(BufWriter::new(file), Target { path: target, permissions }))
    }

    /// Where the report is while it is being written, if it will be a file.
    pub(crate) fn unfinished(&self) -> Option<&Path> {
        match self {
            Self::File(out, _) => Some(out.get_ref().path()),
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
            Self::File(out, _) => Page::new(style, out),
        }
    }

    /// Completes the report.
    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush(),
            Self::Special(mut out) => out.flush(),
            Self::File(out, Target { path, permissions }) => {
                let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
                if let Some(permissions) = permissions {
                    file.as_file().set_permissions(permissions)?;
                }
                file.persist(&path).map_err(|e| named(&path, e.error))?;
                Ok(())
            }
        }
    }
}

/// The error with the name that the user gave, not with that of the temporary file.
fn named(path: &Path, error: io::Error) -> io::Error {
    let words = error.to_string();
    let cause = words.split(" at path ").next().unwrap_or_default();
    io::Error::new(error.kind(), format!("{}: {cause}", platform::display_path(path)))
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Special(out) => out.write(bytes),
            Self::File(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Special(out) => out.flush(),
            Self::File(out, _) => out.flush(),
        }
    }
}
