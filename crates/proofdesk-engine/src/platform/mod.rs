//! The operating system's part: how a file is opened, told from others, and named.
//!
//! All `cfg(unix)` and `cfg(windows)` code of the engine is here, so that the rest reads the same
//! on every system.

mod facts;
mod place;

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::{File, Metadata, OpenOptions, Permissions};
use std::io;
use std::path::Path;

pub use facts::{ChangeStamp, Facts, FileIdentity, FileKind};
pub use place::{Opened, Place, Root};

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

/// The permissions of a new file: those that the user's umask leaves of all, where the system has
/// such a thing.
#[must_use]
pub fn ordinary_permissions() -> Option<Permissions> {
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

/// Opens a file to write in, and makes it, for its owner alone, where it is not there.
///
/// # Errors
/// Those of the system.
pub fn open_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Whether a file could not be locked because its file system has no locks.
pub(crate) fn has_no_locks(error: &io::Error) -> bool {
    // ENOLCK, as of a network file system without a lock service, has no kind of its own.
    const ENOLCK: i32 = if cfg!(target_vendor = "apple") { 77 } else { 37 };
    error.kind() == io::ErrorKind::Unsupported || cfg!(unix) && error.raw_os_error() == Some(ENOLCK)
}

/// What a byte that is not UTF-8 is shown with. On Windows the backslash parts names, and this is
/// a sign that no name there can hold.
const MARK: char = if cfg!(windows) { '?' } else { '\\' };

/// A path as text, which no other path has. Bytes that are not UTF-8 (on Windows, those of halves
/// of surrogate pairs) are written `\xNN`, on Windows `?xNN`; everything else is itself.
///
/// Only where a name has such a spelling itself is the sign before it written in this form too:
/// `\xff` as a name is `\x5cxff`.
///
/// Control characters are left as they are: whoever shows the text makes them visible.
#[must_use]
pub fn display_path(path: &Path) -> String {
    display_bytes(path.as_os_str().as_encoded_bytes(), MARK)
}

fn display_bytes(bytes: &[u8], mark: char) -> String {
    let mut shown = String::with_capacity(bytes.len());
    // Writing into a String cannot fail.
    let escape = |shown: &mut String, byte: u8| {
        let _ = write!(shown, "{mark}x{byte:02x}");
    };
    for chunk in bytes.utf8_chunks() {
        for (i, sign) in chunk.valid().char_indices() {
            match sign == mark && is_escape(&chunk.valid().as_bytes()[i + 1..], mark) {
                true => escape(&mut shown, mark as u8),
                false => shown.push(sign),
            }
        }
        chunk.invalid().iter().for_each(|byte| escape(&mut shown, *byte));
    }
    shown
}

/// Whether what stands behind a mark is what [`display_bytes`] writes there.
fn is_escape(text: &[u8], mark: char) -> bool {
    let digit = |sign: u8| char::from(sign).to_digit(16).filter(|_| !sign.is_ascii_uppercase());
    let [b'x', high, low, ..] = *text else { return false };
    let byte = digit(high).zip(digit(low)).map(|(high, low)| high << 4 | low);
    // No byte below these is ever invalid UTF-8.
    byte.is_some_and(|byte| byte >= 0x80 || byte == u32::from(mark))
}

/// A name as the bytes that a checksum list has for it: the system's own on Unix, UTF-8 elsewhere.
#[must_use]
pub fn name_bytes(name: &OsStr) -> Vec<u8> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        name.as_bytes().to_vec()
    }
    #[cfg(not(unix))]
    {
        name.to_string_lossy().into_owned().into_bytes()
    }
}

/// The name that a checksum list has as bytes; `None` if no file here can have it.
#[must_use]
pub fn name_from_bytes(bytes: Vec<u8>) -> Option<OsString> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        Some(OsString::from_vec(bytes))
    }
    #[cfg(not(unix))]
    {
        String::from_utf8(bytes).ok().map(OsString::from)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn utf8_paths_are_shown_as_they_are() {
        for path in ["", "a/b c", "naïve/\u{1f4c4}", "back\\slash", "new\nline"] {
            assert_eq!(display_path(Path::new(path)), path);
        }
    }

    /// Reads back what was written, which shows that no two paths are written alike.
    fn bytes_of(shown: &str, mark: char) -> Vec<u8> {
        let mut parts = shown.split(mark);
        let mut bytes = parts.next().unwrap().as_bytes().to_vec();
        for part in parts {
            match is_escape(part.as_bytes(), mark) {
                true => {
                    bytes.push(u8::from_str_radix(&part[1..3], 16).unwrap());
                    bytes.extend_from_slice(&part.as_bytes()[3..]);
                }
                false => {
                    bytes.push(mark as u8);
                    bytes.extend_from_slice(part.as_bytes());
                }
            }
        }
        bytes
    }

    #[test]
    fn no_two_paths_are_shown_alike() {
        // Every name of up to six of the signs that matter.
        let signs = [&b"\\"[..], b"?", b"x", b"5", b"c", b"f", b"\xff"];
        let mut names: Vec<Vec<u8>> = vec![Vec::new()];
        let mut from = 0;
        for _ in 0..6 {
            let longest = from..names.len();
            from = names.len();
            for i in longest {
                names.extend(signs.map(|sign| [&names[i], sign].concat()));
            }
        }
        for mark in ['\\', '?'] {
            for name in &names {
                assert_eq!(bytes_of(&display_bytes(name, mark), mark), *name);
            }
        }
    }

    #[test]
    fn only_what_looks_like_another_name_is_shown_in_another_form() {
        for (name, shown) in [
            (r"C:\xampp\x41\xFF\x", r"C:\xampp\x41\xFF\x"),
            (r"\xff", r"\x5cxff"),
            (r"\x5c", r"\x5cx5c"),
            (r"\\xff", r"\\x5cxff"),
        ] {
            assert_eq!(display_bytes(name.as_bytes(), '\\'), shown);
        }
        assert_eq!(display_bytes(b"C:\\xff\\\xed\xa0\x80?xed", '?'), r"C:\xff\?xed?xa0?x80?x3fxed");
    }

    #[cfg(unix)]
    #[test]
    fn other_bytes_are_shown_as_hex_and_survive_as_names() {
        let name = name_from_bytes(b"a\xff\xc3(\xe2\x82z".to_vec()).unwrap();
        assert_eq!(display_path(Path::new(&name)), "a\\xff\\xc3(\\xe2\\x82z");
        assert_eq!(name_bytes(&name), b"a\xff\xc3(\xe2\x82z");
    }

    #[cfg(unix)]
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
        assert_eq!(kind(folder.path()), Some("a directory"));
        assert_eq!(kind(Path::new("/dev/null")), Some("a character device"));

        let of = |path: &Path| Facts::of(&std::fs::metadata(path).unwrap()).identity.unwrap();
        assert_eq!(of(&file), of(&link));
        assert_ne!(of(&file), of(folder.path()));
        assert!(open_to_read(&link).is_ok());
    }
}
