//! What the system says of a file.

use std::fs::Metadata;
use std::time::SystemTime;

/// Which file it is, whatever its name: two names with one identity are one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileIdentity {
    device: u64,
    inode: u64,
}

impl FileIdentity {
    /// The number of what it lies on.
    pub(super) fn device(&self) -> u64 {
        self.device
    }
}

/// Seconds and nanoseconds since 1970.
type Moment = (i64, i64);

/// What a file system notes down about a file whenever its content changes.
///
/// Equal stamps before and after reading say that nobody wrote in between, as finely as the file
/// system keeps time: many tick every few milliseconds, and on Windows a program may set the time
/// back itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeStamp {
    len: u64,
    modified: Option<Moment>,
    /// The inode's last change, which no program can set.
    changed: Option<Moment>,
}

impl ChangeStamp {
    /// The file's length at that moment, as the system tells it: in `/proc` it is 0.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether the system told of no content at that moment.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether the two differ in the inode's change time at most. A new name or other permissions
    /// change it, and so does a program that writes and then sets the other time back.
    #[must_use]
    pub fn differs_in_inode_only(&self, other: &Self) -> bool {
        (self.len, self.modified) == (other.len, other.modified)
    }
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    Regular,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// Anything else, in words that fit after "it is".
    Special(&'static str),
}

impl FileKind {
    /// What a file is when it is not a regular one, in words that fit after "it is"; `None` for a
    /// regular file.
    #[must_use]
    pub fn special(self) -> Option<&'static str> {
        match self {
            Self::Regular => None,
            Self::Folder => Some("a folder"),
            Self::Link => Some("a symbolic link"),
            Self::Special(words) => Some(words),
        }
    }

    #[cfg(unix)]
    fn of_mode(mode: rustix::fs::RawMode) -> Self {
        use rustix::fs::FileType;
        match FileType::from_raw_mode(mode) {
            FileType::RegularFile => Self::Regular,
            FileType::Directory => Self::Folder,
            FileType::Symlink => Self::Link,
            FileType::Fifo => Self::Special("a named pipe (FIFO)"),
            FileType::Socket => Self::Special("a socket"),
            FileType::CharacterDevice => Self::Special("a character device"),
            FileType::BlockDevice => Self::Special("a block device"),
            FileType::Unknown => Self::Special("a special file"),
        }
    }
}

/// What the system says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// What kind of file it is.
    pub kind: FileKind,
    /// When and how large it was.
    pub stamp: ChangeStamp,
    /// Which file it is, where the system tells that without unsafe code (not on Windows).
    pub identity: Option<FileIdentity>,
}

#[cfg(unix)]
#[allow(clippy::unnecessary_cast)] // The types of these numbers differ between systems.
mod unix {
    use std::os::unix::fs::MetadataExt;

    use super::{ChangeStamp, Facts, FileIdentity, FileKind, Metadata};

    impl Facts {
        /// What the metadata of a file say.
        #[must_use]
        pub fn of(metadata: &Metadata) -> Self {
            Self {
                kind: FileKind::of_mode(metadata.mode() as rustix::fs::RawMode),
                stamp: ChangeStamp {
                    len: metadata.len(),
                    modified: Some((metadata.mtime(), metadata.mtime_nsec())),
                    changed: Some((metadata.ctime(), metadata.ctime_nsec())),
                },
                identity: Some(FileIdentity { device: metadata.dev(), inode: metadata.ino() }),
            }
        }
    }

    impl From<rustix::fs::Stat> for Facts {
        fn from(stat: rustix::fs::Stat) -> Self {
            Self {
                kind: FileKind::of_mode(stat.st_mode as rustix::fs::RawMode),
                stamp: ChangeStamp {
                    len: stat.st_size as u64,
                    modified: Some((stat.st_mtime as i64, stat.st_mtime_nsec as i64)),
                    changed: Some((stat.st_ctime as i64, stat.st_ctime_nsec as i64)),
                },
                identity: Some(FileIdentity {
                    device: stat.st_dev as u64,
                    inode: stat.st_ino as u64,
                }),
            }
        }
    }
}

#[cfg(not(unix))]
impl Facts {
    /// What the metadata of a file say.
    #[must_use]
    pub fn of(metadata: &Metadata) -> Self {
        let file_type = metadata.file_type();
        let kind = match () {
            () if file_type.is_file() => FileKind::Regular,
            () if file_type.is_dir() => FileKind::Folder,
            () if file_type.is_symlink() => FileKind::Link,
            () => FileKind::Special("a special file"),
        };
        let since = |at: SystemTime| at.duration_since(SystemTime::UNIX_EPOCH).ok();
        let moment = |d: std::time::Duration| (d.as_secs() as i64, i64::from(d.subsec_nanos()));
        let modified = metadata.modified().ok().and_then(since).map(moment);
        let stamp = ChangeStamp { len: metadata.len(), modified, changed: None };
        Self { kind, stamp, identity: None }
    }
}

/// So many bytes tell a file that nobody changed from all others of its file system.
pub(crate) const UNCHANGED: usize = 56;

impl Facts {
    /// Which file it is and how it stands: as long as these bytes are the same, nobody wrote to it, as far as its
    /// file system keeps time. The first sixteen tell the file. `None` where the system does not tell enough.
    pub(crate) fn unchanged(&self) -> Option<[u8; UNCHANGED]> {
        let FileIdentity { device, inode } = self.identity?;
        let ChangeStamp { len, modified, changed } = &self.stamp;
        let (modified, changed) = ((*modified)?, (*changed)?);
        let numbers = [
            device.to_le_bytes(),
            inode.to_le_bytes(),
            len.to_le_bytes(),
            modified.0.to_le_bytes(),
            modified.1.to_le_bytes(),
            changed.0.to_le_bytes(),
            changed.1.to_le_bytes(),
        ];
        let mut bytes = [0; UNCHANGED];
        bytes.as_chunks_mut().0.copy_from_slice(&numbers);
        Some(bytes)
    }

    /// Whether both times that its file system notes of a file lie before `moment`.
    pub(crate) fn settled_before(&self, moment: SystemTime) -> bool {
        let Ok(before) = moment.duration_since(SystemTime::UNIX_EPOCH) else { return false };
        let before = (before.as_secs() as i64, i64::from(before.subsec_nanos()));
        let is_before = |noted: Option<Moment>| noted.is_some_and(|noted| noted < before);
        is_before(self.stamp.modified) && is_before(self.stamp.changed)
    }

    /// Whether the file was changed after `moment`, as its file system notes it.
    #[must_use]
    pub fn changed_since(&self, moment: SystemTime) -> bool {
        let since = moment.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let since = (since.as_secs() as i64, i64::from(since.subsec_nanos()));
        self.stamp.changed.or(self.stamp.modified).is_none_or(|noted| noted > since)
    }
}
