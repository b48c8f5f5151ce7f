use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::overlapped::{BUFFER, BUFFERS, each_buffer};
use super::reading::{PLAIN_LIMIT, STEP};
use super::{Change, FileDigest, ReadError, Reading};
use crate::platform::{Facts, Place, Root};
use crate::progress::Control;

fn file_of(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 31 + at / 251) as u8).collect()
}

#[test]
fn every_length_hashes_as_in_memory() {
    let long = PLAIN_LIMIT as usize + BUFFERS * BUFFER;
    let lens = [0, 1, STEP - 1, STEP, STEP + 1, PLAIN_LIMIT as usize, long + 1, 2 * long + 7];
    for len in lens {
        let bytes = pattern(len);
        let (_folder, path) = file_of(&bytes);
        let control = Control::new();
        let digest = Reading::open(&*path, &control).unwrap().finish().unwrap();
        let sha256 = Sha256::digest(&bytes).into();
        assert_eq!(digest, FileDigest { sha256, len: len as u64 });
        assert_eq!(control.snapshot().bytes_done, len as u64);
    }
}

#[test]
fn what_was_read_and_what_was_left_are_hashed_alike() {
    let bytes = pattern(3 * STEP + 5);
    let (_folder, path) = file_of(&bytes);
    let control = Control::new();
    let whole = Reading::open(&*path, &control).unwrap().finish().unwrap();

    let mut reading = Reading::open(&*path, &control).unwrap();
    let mut got = Vec::new();
    assert_eq!(reading.next_chunk(&mut got, 100).unwrap(), 100);
    assert_eq!(reading.next_chunk(&mut got, STEP).unwrap(), STEP);
    assert_eq!(got, bytes[..STEP + 100]);
    assert_eq!(reading.finish().unwrap(), whole);

    let mut reading = Reading::open(&*path, &control).unwrap();
    let mut got = Vec::new();
    assert!(!reading.read_to_end(&mut got, 999).unwrap());
    assert_eq!(got, bytes[..1000]);
    assert!(!reading.read_to_end(&mut got, 10).unwrap());
    assert!(reading.read_to_end(&mut got, bytes.len()).unwrap());
    assert_eq!(got, bytes);
    assert_eq!(reading.next_chunk(&mut got, 7).unwrap(), 0);
    assert_eq!(reading.finish().unwrap(), whole);
}

/// Opens a file of some bytes, does something to it halfway, and says what `finish` found.
fn outcome_of(meanwhile: impl FnOnce(&Path)) -> Result<FileDigest, ReadError> {
    let (_folder, path) = file_of(&pattern(1000));
    // A stamp that lies back, so that the change is seen however coarsely the clock ticks.
    let past = std::time::SystemTime::now() - std::time::Duration::from_secs(60);
    File::options().write(true).open(&path).unwrap().set_modified(past).unwrap();
    let control = Control::new();
    let mut reading = Reading::open(&*path, &control).unwrap();
    reading.next_chunk(&mut Vec::new(), 500).unwrap();
    meanwhile(&path);
    reading.finish()
}

fn changed_by(meanwhile: impl FnOnce(&Path)) -> Change {
    match outcome_of(meanwhile) {
        Err(ReadError::Changed { change }) => change,
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_change_while_reading_is_found() {
    let append = |path: &Path| {
        File::options().append(true).open(path).unwrap().write_all(b"more").unwrap();
    };
    assert!(matches!(changed_by(append), Change::Length { expected: 1000, read: 1001.. }));
    let cut = |path: &Path| File::options().write(true).open(path).unwrap().set_len(600).unwrap();
    assert_eq!(changed_by(cut), Change::Length { expected: 1000, read: 600 });
    let overwrite = |path: &Path| {
        let mut file = File::options().write(true).open(path).unwrap();
        file.seek(SeekFrom::Start(10)).unwrap();
        file.write_all(b"!").unwrap();
    };
    assert_eq!(changed_by(overwrite), Change::Modified);
}

/// The time of a change of the inode tells of new names and permissions too.
#[cfg(unix)]
#[test]
fn a_change_of_the_inode_alone_is_no_change_of_content() {
    use std::os::unix::fs::PermissionsExt;
    let new_name = |path: &Path| fs::hard_link(path, path.with_extension("too")).unwrap();
    let permissions = |path: &Path| {
        fs::set_permissions(path, fs::Permissions::from_mode(0o440)).unwrap();
    };
    let of = Sha256::digest(pattern(1000));
    assert_eq!(outcome_of(new_name).unwrap().sha256, *of);
    assert_eq!(outcome_of(permissions).unwrap().sha256, *of);
    // Whoever writes can set the other time back.
    let in_secret = |path: &Path| {
        let time = fs::metadata(path).unwrap().modified().unwrap();
        let mut file = File::options().write(true).open(path).unwrap();
        file.write_all(b"!").unwrap();
        file.set_modified(time).unwrap();
    };
    assert_eq!(changed_by(in_secret), Change::Modified);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_whose_size_the_system_does_not_tell_is_read_to_its_end() {
    let control = Control::new();
    // A size of 0, and one that is larger than the content.
    for path in [
        "/proc/cpuinfo",
        "/proc/self/maps",
        "/sys/kernel/notes",
        "/sys/kernel/mm/transparent_hugepage/enabled",
    ] {
        let path = Path::new(path);
        let Ok(content) = fs::read(path) else { continue };
        let mut reading = Reading::open(path, &control).unwrap();
        let mut start = Vec::new();
        assert_eq!(reading.next_chunk(&mut start, 20).unwrap(), content.len().min(20));
        let digest = reading.finish().unwrap();
        assert!(digest.len > 0, "{path:?}");
        let mut all = Vec::new();
        let mut reading = Reading::open(path, &control).unwrap();
        assert!(reading.read_to_end(&mut all, usize::MAX - 1).unwrap());
        assert_eq!(reading.finish().unwrap().len, all.len() as u64);
    }
}

#[cfg(unix)]
#[test]
fn another_file_under_the_name_is_found() {
    let replace = |path: &Path| {
        let other = path.with_extension("new");
        fs::write(&other, pattern(1000)).unwrap();
        fs::rename(&other, path).unwrap();
    };
    assert_eq!(changed_by(replace), Change::Replaced);
    assert_eq!(changed_by(|path| fs::remove_file(path).unwrap()), Change::Replaced);
}

#[test]
fn a_cancelled_run_stops_in_every_mode() {
    let (_folder, path) = file_of(&pattern(PLAIN_LIMIT as usize + 3 * BUFFER));
    let control = Control::new();
    let mut plain = Reading::open(&*path, &control).unwrap();
    control.cancel();
    assert!(matches!(plain.fill(&mut [0; 10]), Err(ReadError::Cancelled)));
    let overlapped = each_buffer(|buffer| Ok(buffer.len()), |_| Err(ReadError::Cancelled));
    assert!(matches!(overlapped, Err(ReadError::Cancelled)));
    assert!(matches!(plain.finish(), Err(ReadError::Cancelled)));
    assert!(matches!(Reading::open(&*path, &control), Err(ReadError::Cancelled)));
}

#[cfg(unix)]
#[test]
fn special_files_are_named_and_not_opened() {
    let (folder, path) = file_of(b"x");
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let control = Control::new();
    let kind = |place: Place| match Reading::open(place, &control) {
        Err(ReadError::NotRegular { kind }) => kind,
        other => unreachable!("{other:?}"),
    };
    assert_eq!(kind(folder.path().into()), "a folder");
    assert_eq!(kind(Path::new("/dev/null").into()), "a character device");
    let root = Root::new(folder.path(), &Facts::of(&fs::metadata(folder.path()).unwrap()));
    assert_eq!(kind(Place::Below(root.into(), "link".into())), "a symbolic link");
    assert!(Reading::open(&*link, &control).is_ok());
    let missing = Reading::open(&*folder.path().join("none"), &control);
    assert!(matches!(missing, Err(ReadError::Unreadable(error))
        if error.kind() == io::ErrorKind::NotFound));
}
