//! Results that stand behind each other because they are of one file.

use std::ops::Range;

use proofdesk_core::verdict::Verdict;

/// The results of one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct FileSpan {
    /// The place of the file among those of the run; `u32::MAX` for what is of none.
    pub file: u32,
    pub first: u32,
    pub len: u32,
    /// The worst.
    pub verdict: Verdict,
}

impl FileSpan {
    pub(super) fn results(&self) -> Range<u32> {
        self.first..self.first + self.len
    }

    /// Whether it opens: a file with one result is that result.
    pub(super) fn opens(&self) -> bool {
        self.len > 1
    }
}

/// The files of results that are in order, each given by its file and its verdict.
pub(super) fn spans(results: impl Iterator<Item = (u32, Verdict)>) -> Vec<FileSpan> {
    let mut spans: Vec<FileSpan> = Vec::new();
    for (first, (file, verdict)) in (0..).zip(results) {
        match spans.last_mut() {
            // What was looked for and is not there is each by itself.
            Some(last) if last.file == file && file != u32::MAX => {
                last.len += 1;
                // Verdicts are declared worst first.
                last.verdict = last.verdict.min(verdict);
            }
            _ => spans.push(FileSpan { file, first, len: 1, verdict }),
        }
    }
    spans
}

/// The order in which verdicts are read: what does not match, what is not confirmed; what is verified
/// last.
pub const READING_ORDER: [Verdict; 6] = [
    Verdict::Mismatch,
    Verdict::Unconfirmed,
    Verdict::Uncheckable,
    Verdict::NotFound,
    Verdict::Verified,
    Verdict::Info,
];

/// The place of a verdict in that order.
pub(super) fn weight(verdict: Verdict) -> usize {
    READING_ORDER.iter().position(|other| *other == verdict).unwrap_or(READING_ORDER.len())
}
