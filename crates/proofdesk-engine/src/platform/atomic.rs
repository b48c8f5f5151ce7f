//! A file that appears whole or not at all.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{PathPersistError, TempPath};

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
    // Not what the library makes of it: that keeps only the kind of an error.
    out: BufWriter<File>,
    unfinished: TempPath,
    target: PathBuf,
    /// Those of the file that it replaces.
    permissions: Option<Permissions>,
}

impl AtomicFile {
    /// Begins a file that will be at `path`, or where a symbolic link there leads.
    ///
    /// # Errors
    /// What the system says of the folder.
    pub fn create(path: &Path, access: Access) -> io::Result<Self> {
        let target = target_of(path);
        let folder = folder_of(&target);
        // Of the most usual fault, in the system's own words.
        fs::metadata(folder)?;
        let permissions = fs::metadata(&target).ok().map(|metadata| metadata.permissions());
        let options = new_file(access, permissions.as_ref());
        let file = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .make_in(folder, |path| options.open(path))?;
        let (file, unfinished) = file.into_parts();
        Ok(Self { out: BufWriter::new(file), unfinished, target, permissions })
    }

    /// Where it is while it is being written.
    pub fn unfinished(&self) -> &Path {
        &self.unfinished
    }

    /// Puts the file into its place, once all of it is on the disk.
    ///
    /// # Errors
    /// What the system says; the place is then as it was.
    pub fn finish(self) -> io::Result<()> {
        self.put_with(TempPath::persist)
    }

    /// The same, but only if there is nothing at the place yet.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`], and those of [`AtomicFile::finish`].
    pub fn finish_new(self) -> io::Result<()> {
        self.put_with(TempPath::persist_noclobber)
    }

    fn put_with(
        self,
        put: impl FnOnce(TempPath, PathBuf) -> Result<(), PathPersistError>,
    ) -> io::Result<()> {
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        if let Some(permissions) = self.permissions {
            file.set_permissions(permissions)?;
        }
        file.sync_all()?;
        // Where open files cannot be renamed.
        drop(file);
        let folder = folder_of(&self.target).to_owned();
        put(self.unfinished, self.target).map_err(|e| e.error)?;
        sync_folder(&folder);
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
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

/// Where a file will be that is put at `path`: a symbolic link there stays one.
pub(crate) fn target_of(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The folder in which a file is.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// How the new file is opened: an ordinary one with the permissions of what it replaces, or those that the
/// user's umask leaves of all, where the system has such a thing; any other for its owner only.
fn new_file(access: Access, replaced: Option<&Permissions>) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(match access {
            Access::Ordinary => replaced.map_or(0o666, PermissionsExt::mode),
            Access::Owner => 0o600,
        });
    }
    #[cfg(not(unix))]
    {
        let _ = (access, replaced);
    }
    options
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
    fn a_new_file_takes_no_others_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let write_new = |text: &str| {
            let mut file = AtomicFile::create(&path, Access::Ordinary)?;
            file.write_all(text.as_bytes())?;
            file.finish_new()
        };
        write_new("first").unwrap();
        assert_eq!(write_new("second").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn an_error_does_not_name_the_temporary_file() {
        let folder = tempfile::tempdir().unwrap();
        let error = write(&folder.path().join("none/file"), Access::Ordinary, "").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(!error.to_string().contains(UNFINISHED), "{error}");
    }

    /// Errors without a kind of their own are told by their number.
    #[cfg(target_os = "linux")]
    #[test]
    fn an_error_keeps_what_the_system_said() {
        let system = fs::File::create("/proc/file").unwrap_err();
        let error = write(Path::new("/proc/file"), Access::Ordinary, "").unwrap_err();
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
