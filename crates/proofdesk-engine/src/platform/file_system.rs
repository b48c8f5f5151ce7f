//! Whose times of a file tell that nobody changed it.

use std::collections::HashMap;

use super::facts::{Facts, FileIdentity};
use super::place::Place;

/// The file systems of a run, each looked at once.
#[derive(Debug, Default)]
pub(crate) struct FileSystems {
    known: HashMap<u64, Option<u64>>,
}

impl FileSystems {
    /// What tells the file system that this file lies on from others that may have had its number, if that is one
    /// on a disk of this machine whose change times can be relied on.
    pub(crate) fn id(&mut self, place: &Place, facts: &Facts) -> Option<u64> {
        let identity = facts.identity?;
        if let Some(known) = self.known.get(&identity.device()) {
            return *known;
        }
        // What cannot be told of this file may be told of the next.
        let id = id_of(place, identity)?;
        self.known.insert(identity.device(), id);
        id
    }
}

/// `None` if it is not known, and nothing within where it is known not to be relied on.
#[cfg(target_os = "linux")]
fn id_of(place: &Place, identity: FileIdentity) -> Option<Option<u64>> {
    use rustix::fs::{Mode, OFlags, fstat, fstatfs, fstatvfs, open};

    /// By the numbers of `statfs(2)`: those that note of every write, to the nanosecond or the second, when it
    /// was, and let no program set that time. Not among them: FAT and exFAT, which have no change time; network
    /// file systems and FUSE, where another machine or program says what it likes; overlayfs, which has files of
    /// several others; tmpfs, which notes no write through a memory map.
    const RELIABLE: [i64; 6] = [
        0xEF53,      // ext2, ext3, ext4
        0x5846_5342, // xfs
        0x9123_683E, // btrfs
        0xF2F5_2010, // f2fs
        0x2FC1_2FC1, // zfs
        0xCA45_1A4E, // bcachefs
    ];
    // Nothing is opened but the name: it may be another file's by now.
    let file = open(place.path(), OFlags::PATH | OFlags::CLOEXEC, Mode::empty()).ok()?;
    if Facts::from(fstat(&file).ok()?).identity != Some(identity) {
        return None;
    }
    #[allow(clippy::unnecessary_cast)] // The type of this number differs between processors.
    let kind = fstatfs(&file).ok()?.f_type as i64 & 0xFFFF_FFFF;
    let id = fstatvfs(&file).ok()?.f_fsid;
    Some(RELIABLE.contains(&kind).then_some(id))
}

#[cfg(not(target_os = "linux"))]
fn id_of(_: &Place, _: FileIdentity) -> Option<Option<u64>> {
    Some(None)
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    fn id(path: &Path) -> Option<u64> {
        let facts = Facts::of(&fs::metadata(path).unwrap());
        FileSystems::default().id(&Place::from(path), &facts)
    }

    #[test]
    fn what_is_not_on_a_disk_is_not_relied_on() {
        assert_eq!(id(Path::new("/proc/self/status")), None);
        assert_eq!(id(Path::new("/sys/kernel")), None);
        if Path::new("/dev/shm").is_dir() {
            assert_eq!(id(Path::new("/dev/shm")), None);
        }
    }

    #[test]
    fn a_name_that_is_another_files_by_now_tells_nothing() {
        let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        fs::write(&one, "").unwrap();
        let facts = Facts::of(&fs::metadata(&one).unwrap());
        fs::write(&other, "").unwrap();
        fs::rename(&other, &one).unwrap();
        let mut systems = FileSystems::default();
        assert_eq!(systems.id(&Place::from(&*one), &facts), None);
        assert!(systems.known.is_empty());
    }
}
