//! Answers as bytes.

use proofdesk_core::trust::Answer;

/// One takes so many.
pub(super) const LEN: usize = 32;

pub(super) fn to_bytes(answers: &[Answer]) -> Vec<u8> {
    answers.iter().flat_map(|answer| answer.0).collect()
}

pub(super) fn of_bytes(bytes: &[u8]) -> Vec<Answer> {
    bytes.as_chunks::<LEN>().0.iter().map(|bytes| Answer(*bytes)).collect()
}
