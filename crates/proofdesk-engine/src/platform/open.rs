//! How a file is opened, and what the system lets others do with it.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

#[cfg(unix)]
use super::facts::FileKind;
use super::facts::{Facts, FileIdentity};

/// Opens a file for reading, of which the caller has seen that it is a regular one or a link to
/// one.
///
/// Should another have taken its place since, this never waits for a FIFO, which the caller can
/// then tell by the descriptor.
///
/// # Errors
/// What the system says.
pub fn open_to_read(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // The standard library adds O_CLOEXEC itself.
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits() as i32);
    }
    options.open(path)
}

/// Opens a regular file for reading; `None` where there is nothing. Opening anything else could wait for ever, or
/// do something: a device, a pipe.
///
/// # Errors
/// What the system says, and that it is no regular file.
pub fn open_regular(path: &Path) -> io::Result<Option<(File, Metadata)>> {
    match fs::metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        found => require_regular(&found?)?,
    };
    let file = open_to_read(path)?;
    let metadata = file.metadata()?;
    require_regular(&metadata)?;
    Ok(Some((file, metadata)))
}

fn require_regular(metadata: &Metadata) -> io::Result<()> {
    match Facts::of(metadata).kind.special() {
        Some(kind) => Err(io::Error::other(format!("it is {kind}, not a regular file"))),
        None => Ok(()),
    }
}

/// Which files this program's own output goes into: its standard output and its messages, where
/// they are regular files.
#[must_use]
pub fn own_outputs() -> Vec<FileIdentity> {
    #[cfg(unix)]
    {
        let told = [rustix::fs::fstat(io::stdout()), rustix::fs::fstat(io::stderr())];
        let files = told.into_iter().flatten().map(Facts::from);
        files.filter(|facts| facts.kind == FileKind::Regular).filter_map(|f| f.identity).collect()
    }
    #[cfg(not(unix))]
    {
        Vec::new()
    }
}

/// Whether others than its owner can write to a file, as far as its permissions tell (not on Windows).
#[must_use]
pub fn others_can_write(metadata: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        metadata.permissions().mode() & 0o022 != 0
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        false
    }
}

/// Opens a regular file to write in, and makes it, for its owner alone, where it is not there.
///
/// # Errors
/// Those of the system, and that it is no regular file.
pub fn open_private(path: &Path) -> io::Result<File> {
    // To open a pipe would wait for whoever reads it.
    match fs::metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        found => require_regular(&found?)?,
    }
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Makes a folder that its owner alone can enter, and those around it that are not there.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// What keeps a folder from being this user's alone, as a clause; as far as its permissions tell (not on
/// Windows).
pub(crate) fn why_not_private(path: &Path) -> io::Result<Option<&'static str>> {
    let metadata = std::fs::symlink_metadata(path)?;
    Ok(match () {
        () if metadata.is_symlink() => Some("it is a symbolic link"),
        () if !metadata.is_dir() => Some("it is not a folder"),
        () if !is_own(&metadata) => Some("it belongs to another user"),
        () if others_can_open(&metadata) => Some("others than its owner can enter it"),
        () => None,
    })
}

/// Opens a file that is this user's alone, and no link.
pub(crate) fn open_own(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        options.custom_flags(flags.bits() as i32);
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    match metadata.is_file() && is_own(&metadata) && !others_can_open(&metadata) {
        true => Ok(file),
        false => Err(io::ErrorKind::PermissionDenied.into()),
    }
}

#[cfg(unix)]
fn is_own(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(unix)]
fn others_can_open(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_own(_: &Metadata) -> bool {
    true
}

#[cfg(not(unix))]
fn others_can_open(_: &Metadata) -> bool {
    false
}

/// Locks a file against others that lock it, until it is closed. Another one, whose work takes some
/// milliseconds, is waited for two seconds. On a file system without locks it goes on without one.
///
/// # Errors
/// What the system says, or that another one holds it.
pub fn lock_soon(file: &File) -> Result<(), TryLockError> {
    const PATIENCE: Duration = Duration::from_secs(2);
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(10));
            }
            // On a file system without locks a change goes on without one.
            Err(TryLockError::Error(e)) if has_no_locks(&e) => return Ok(()),
            locked => return locked,
        }
    }
}

/// Whether a file could not be locked because its file system has no locks.
fn has_no_locks(error: &io::Error) -> bool {
    // ENOLCK, as of a network file system without a lock service, has no kind of its own.
    const ENOLCK: i32 = if cfg!(target_vendor = "apple") { 77 } else { 37 };
    error.kind() == io::ErrorKind::Unsupported || cfg!(unix) && error.raw_os_error() == Some(ENOLCK)
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_identities() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&file, "x").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let facts = |path: &Path| Facts::of(&std::fs::symlink_metadata(path).unwrap());
        let kind = |path: &Path| facts(path).kind.special();
        assert_eq!(kind(&file), None);
        assert_eq!(kind(&link), Some("a symbolic link"));
        assert_eq!(kind(folder.path()), Some("a folder"));
        assert_eq!(kind(Path::new("/dev/null")), Some("a character device"));

        let of = |path: &Path| Facts::of(&std::fs::metadata(path).unwrap()).identity.unwrap();
        assert_eq!(of(&file), of(&link));
        assert_ne!(of(&file), of(folder.path()));
        assert!(open_to_read(&link).is_ok());
    }
}
