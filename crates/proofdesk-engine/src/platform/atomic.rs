//! A file that appears whole or not at all.

use std::fs::{self, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// How the name of a file begins while it is being written beside its place. No run takes one of
/// these for evidence.
pub const UNFINISHED: &str = ".proofdesk-unfinished-";

/// Who may read a file that was not there before. One that was keeps its permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Whoever the system lets by default.
    Ordinary,
    /// Its owner.
    Owner,
}

/// A file in the making, beside the place that it will take. Dropped before its end, it leaves
/// nothing behind, and what was there stays as it was.
#[derive(Debug)]
pub struct AtomicFile {
    out: BufWriter<NamedTempFile>,
    target: PathBuf,
    /// Those of the file that it replaces.
    permissions: Option<Permissions>,
}

impl AtomicFile {
    /// Begins a file that will be at `path`. A symbolic link there stays one.
    ///
    /// # Errors
    /// What the system says of the folder.
    pub fn create(path: &Path, access: Access) -> io::Result<Self> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let folder = folder_of(&target);
        // Of the most usual fault, in the system's own words.
        fs::metadata(folder)?;
        let permissions = fs::metadata(&target).ok().map(|metadata| metadata.permissions());
        let mut builder = tempfile::Builder::new();
        builder.prefix(UNFINISHED);
        // Otherwise it is its owner's, or, where there are no such permissions, the folder decides.
        if let (Access::Ordinary, Some(ordinary)) = (access, ordinary_permissions()) {
            builder.permissions(permissions.clone().unwrap_or(ordinary));
        }
        let file = builder.tempfile_in(folder).map_err(unnamed)?;
        Ok(Self { out: BufWriter::new(file), target, permissions })
    }

    /// Where it is while it is being written.
    pub fn unfinished(&self) -> &Path {
        self.out.get_ref().path()
    }

    /// Puts the file into its place, once all of it is on the disk.
    ///
    /// # Errors
    /// What the system says; the place is then as it was.
    pub fn finish(self) -> io::Result<()> {
        let file = self.out.into_inner().map_err(|e| unnamed(e.into_error()))?;
        if let Some(permissions) = self.permissions {
            file.as_file().set_permissions(permissions)?;
        }
        file.as_file().sync_all()?;
        file.persist(&self.target).map_err(|e| e.error)?;
        sync_folder(folder_of(&self.target));
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).map_err(unnamed)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush().map_err(unnamed)
    }
}

/// Writes a file in one step: whoever reads it meanwhile sees the old one or the new one.
///
/// # Errors
/// Those of `fill` and of the system; what was there then stays.
pub fn write_atomically(
    path: &Path,
    access: Access,
    fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = AtomicFile::create(path, access)?;
    fill(&mut file)?;
    file.finish()
}

/// The folder in which a file is.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The permissions of a new file: those that the user's umask leaves of all, where the system has
/// such a thing.
fn ordinary_permissions() -> Option<Permissions> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        Some(Permissions::from_mode(0o666))
    }
    #[cfg(not(unix))]
    {
        None
    }
}

/// Makes a new name in a folder last through a loss of power, where the system can. The file itself
/// is whole either way, so that a refusal is no failure.
fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    {
        let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
    }
}

/// The error without the name of the temporary file, which nobody knows: what the system itself says.
fn unnamed(error: io::Error) -> io::Error {
    let mut cause = error.get_ref().and_then(|inner| inner.source());
    while let Some(inner) = cause {
        if let Some(code) = inner.downcast_ref().and_then(io::Error::raw_os_error) {
            return io::Error::from_raw_os_error(code);
        }
        cause = inner.source();
    }
    match error.raw_os_error() {
        Some(_) => error,
        None => error.kind().into(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn write(path: &Path, access: Access, text: &str) -> io::Result<()> {
        write_atomically(path, access, |out| out.write_all(text.as_bytes()))
    }

    #[test]
    fn a_failure_leaves_what_was_there_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        write(&path, Access::Ordinary, "old").unwrap();
        let failed = write_atomically(&path, Access::Ordinary, |out| {
            out.write_all(b"ne")?;
            Err(io::Error::other("no more"))
        });
        assert_eq!(failed.unwrap_err().to_string(), "no more");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_error_does_not_name_the_temporary_file() {
        let folder = tempfile::tempdir().unwrap();
        let error = write(&folder.path().join("none/file"), Access::Ordinary, "").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(!error.to_string().contains(UNFINISHED), "{error}");
    }

    /// Of a name that is too long and of a full disk, the system has no kind of their own in common.
    #[cfg(unix)]
    #[test]
    fn an_error_keeps_what_the_system_said() {
        let folder = tempfile::tempdir().unwrap();
        let named = tempfile::Builder::new().prefix(&"n".repeat(300)).tempfile_in(folder.path());
        let system = fs::File::create(folder.path().join("n".repeat(300))).unwrap_err();
        let error = unnamed(named.unwrap_err());
        assert!(error.raw_os_error().is_some());
        assert_eq!(error.raw_os_error(), system.raw_os_error());
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        write(&path, Access::Owner, "one").unwrap();
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        for access in [Access::Owner, Access::Ordinary] {
            write(&link, access, "two").unwrap();
            assert_eq!(mode(), 0o640, "{access:?}");
        }
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
    }
}
