//! What stands in the index of a segment of one file.

use crate::input::Entry;
use crate::platform::{Facts, UNCHANGED};

/// So many bytes tell a file as it was read from all others.
const KEY: usize = 8 + UNCHANGED + 3;
/// And so many of an entry come before its extents.
const FIXED: usize = KEY + 8 + 32 + 4;
const EXTENT: usize = 16;

/// Which file it is, how it stood, and as what it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key([u8; KEY]);

impl Key {
    /// Of a file on the file system of this id. `None` where the system tells not enough of it.
    pub(super) fn of(file_system: u64, facts: &Facts, entry: &Entry) -> Option<Self> {
        let wanted = entry.wanted();
        let mut key = [0; KEY];
        key[..8].copy_from_slice(&file_system.to_le_bytes());
        key[8..8 + UNCHANGED].copy_from_slice(&facts.unchanged()?);
        let role = [entry.standing() as u8, wanted.sha512.into(), wanted.text.is_some().into()];
        key[8 + UNCHANGED..].copy_from_slice(&role);
        Some(Self(key))
    }

    /// Whether it is of a file of which the system says this.
    pub(super) fn is_of(&self, facts: &Facts) -> bool {
        facts.unchanged().is_some_and(|unchanged| self.0[8..8 + UNCHANGED] == unchanged)
    }

    /// The same file, as the same, however it stood: of two such keys, one is of the past.
    pub(super) fn whose(&self) -> [u8; 27] {
        let mut whose = [0; 27];
        whose[..24].copy_from_slice(&self.0[..24]);
        whose[24..].copy_from_slice(&self.0[8 + UNCHANGED..]);
        whose
    }
}

/// A file of a segment.
#[derive(Debug, Clone)]
pub(super) struct Indexed {
    pub key: Key,
    /// When it was read: seconds since 1970.
    pub read_at: u64,
    /// The SHA-256 of its frames.
    pub sha256: [u8; 32],
    /// Where they are: place and length.
    pub extents: Box<[(u64, u64)]>,
}

impl Indexed {
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.key.0);
        bytes.extend_from_slice(&self.read_at.to_le_bytes());
        bytes.extend_from_slice(&self.sha256);
        bytes.extend_from_slice(&(self.extents.len() as u32).to_le_bytes());
        for (at, len) in &self.extents {
            bytes.extend_from_slice(&at.to_le_bytes());
            bytes.extend_from_slice(&len.to_le_bytes());
        }
    }

    /// The next of an index whose frames lie before `end`. `None` if there is no such entry.
    pub(super) fn read(bytes: &mut &[u8], end: u64) -> Option<Self> {
        let (fixed, rest) = bytes.split_first_chunk::<FIXED>()?;
        let (key, fixed) = fixed.split_first_chunk::<KEY>()?;
        let (read_at, fixed) = fixed.split_first_chunk::<8>()?;
        let (sha256, count) = fixed.split_first_chunk::<32>()?;
        let count = u32::from_le_bytes(count.try_into().ok()?) as usize;
        let (extents, rest) = rest.split_at_checked(count.checked_mul(EXTENT)?)?;
        let extent = |bytes: &[u8; EXTENT]| {
            let (at, len) = bytes.split_first_chunk::<8>()?;
            let (at, len) = (u64::from_le_bytes(*at), u64::from_le_bytes(len.try_into().ok()?));
            at.checked_add(len).filter(|to| *to <= end).map(|_| (at, len))
        };
        let extents: Option<Box<[_]>> = extents.as_chunks().0.iter().map(extent).collect();
        *bytes = rest;
        Some(Self {
            key: Key(*key),
            read_at: u64::from_le_bytes(*read_at),
            sha256: *sha256,
            extents: extents?,
        })
    }

    /// How many bytes its frames have.
    pub(super) fn len(&self) -> u64 {
        self.extents.iter().map(|(_, len)| len).sum()
    }
}
