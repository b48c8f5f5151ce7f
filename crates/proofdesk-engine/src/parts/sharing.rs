//! Which share of the evidence a part is of.

use sha2::{Digest, Sha256};

use crate::input::{Entry, EntryKind, Reader, Share};

/// A file of one record a line that is at least so long is divided among all shares. In bytes.
pub const SPLIT_FROM: u64 = 4 << 20;
/// What a file costs beside its bytes, as bytes.
const FILE: u64 = 64 << 10;

/// How the evidence is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sharing {
    /// Which share.
    pub share: Share,
    /// What is given is this share and nothing else.
    pub divided: bool,
    /// Files of one record a line that are so long are divided. In bytes.
    pub split_from: u64,
}

impl Sharing {
    /// All of it.
    #[must_use]
    pub fn whole() -> Self {
        Self { share: Share { number: 1, of: 1 }, divided: false, split_from: SPLIT_FROM }
    }

    /// Whether the share is taken here of what is given.
    fn takes(&self) -> bool {
        self.share.of > 1 && !self.divided
    }
}

/// A file of a share.
pub(super) struct Own {
    pub entry: Entry,
    /// Others have a stretch of it too.
    pub is_split: bool,
}

/// What a share has of all files, which are in order; and the hash of their list, if others have their
/// shares of it.
///
/// Neighbours are in one share, and each share has as many bytes as the others, as far as whole files allow.
pub(super) fn own(entries: Vec<Entry>, sharing: Sharing) -> (Vec<Own>, Option<[u8; 32]>) {
    let is_rows = |entry: &Entry| matches!(entry.kind, EntryKind::Rows);
    if !sharing.takes() {
        let own = entries.into_iter().map(|entry| Own { is_split: is_rows(&entry), entry });
        return (own.collect(), None);
    }
    let mut list = Sha256::new();
    for entry in &entries {
        list.update(entry.display.as_bytes());
        list.update([0]);
        list.update(entry.len.to_le_bytes());
    }
    let is_split = |entry: &Entry| {
        matches!(entry.kind, EntryKind::File)
            && entry.len >= sharing.split_from
            && Reader::is_of_lines(entry)
    };
    let all: Vec<Own> =
        entries.into_iter().map(|entry| Own { is_split: is_split(&entry), entry }).collect();
    let cost = |own: &Own| if own.is_split { 0 } else { FILE + own.entry.len };
    let total: u64 = all.iter().map(cost).sum();
    let Share { number, of } = sharing.share;
    let mut before = 0;
    let own = all.into_iter().filter(|own| {
        let at = u128::from(before) * u128::from(of) / u128::from(total.max(1));
        before += cost(own);
        own.is_split || at == u128::from(number) - 1
    });
    (own.collect(), Some(list.finalize().into()))
}
