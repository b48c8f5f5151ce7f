//! What a check of a signature came to, kept so that it need not be made once more.

use std::hash::{BuildHasher, RandomState};

use sha2::{Digest as _, Sha256};

use crate::key::PublicKey;

/// Of so many answers that are believed, one is checked all the same.
const SAMPLE: u64 = 1024;

/// That a signature holds: the SHA-256 of the key, the signature and the bytes that it is over. Of one that
/// does not hold there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Answer(pub [u8; 32]);

impl Answer {
    /// That `signature` holds over `message` under `key`.
    pub(super) fn of(key: &PublicKey, signature: &[u8; 64], message: &[u8]) -> Self {
        // Two parts of fixed length before the one that is not: no two lists of parts are the same bytes.
        let hash = Sha256::new().chain_update(key.as_bytes()).chain_update(signature);
        Self(hash.chain_update(message).finalize().into())
    }
}

/// Answers that are believed.
#[derive(Debug, Default)]
pub struct Answers {
    sorted: Vec<Answer>,
    /// Which of them are checked all the same: whoever made them cannot know.
    sample: RandomState,
}

impl Answers {
    /// These answers.
    pub fn new(mut answers: Vec<Answer>) -> Self {
        answers.sort_unstable();
        Self { sorted: answers, sample: RandomState::new() }
    }

    pub(super) fn has(&self, answer: &Answer) -> bool {
        self.sorted.binary_search(answer).is_ok()
    }

    pub(super) fn is_to_be_checked(&self, answer: &Answer) -> bool {
        self.sample.hash_one(answer).is_multiple_of(SAMPLE)
    }
}
