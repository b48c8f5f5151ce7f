//! What a bag wants of a file beside its hash, while it is read.

use sha2::{Digest, Sha512};

/// What else is wanted of a file while it is read, for the bag that it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Wanted {
    /// Its SHA-512.
    pub sha512: bool,
    /// Its text, if that is no longer than this. In bytes.
    pub text: Option<usize>,
    /// Whether it names a record anywhere, even if it is no text.
    pub search: bool,
}

/// What was wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Taken {
    pub sha512: Option<Box<[u8; 64]>>,
    /// All of it, or nothing.
    pub text: Option<Vec<u8>>,
}

/// What was wanted, as far as it came.
#[derive(Debug, Default)]
pub(super) struct Taking {
    sha512: Option<Sha512>,
    text: Option<Vec<u8>>,
    limit: usize,
}

impl Taking {
    pub(super) fn new(Wanted { sha512, text, search: _ }: Wanted) -> Self {
        Self {
            sha512: sha512.then(Sha512::new),
            text: text.map(|_| Vec::new()),
            limit: text.unwrap_or_default(),
        }
    }

    pub(super) fn take(&mut self, bytes: &[u8]) {
        if let Some(hasher) = &mut self.sha512 {
            hasher.update(bytes);
        }
        if let Some(text) = &mut self.text {
            match text.len() + bytes.len() <= self.limit {
                true => text.extend_from_slice(bytes),
                false => self.text = None,
            }
        }
    }

    pub(super) fn end(self) -> Taken {
        let Self { sha512, text, .. } = self;
        Taken { sha512: sha512.map(|hasher| Box::new(hasher.finalize().into())), text }
    }
}
