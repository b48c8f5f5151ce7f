//! What differs from an earlier report, as a report says it.

use proofdesk_core::verdict::{Kind, Source, Verdict};
use serde::{Deserialize, Serialize};

use super::pinned::{PinnedKey, ReviewerKey};

/// What differs from an earlier report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Against {
    /// The digest of the earlier report.
    pub report_digest: String,
    /// When its run began.
    pub started_at: String,
    /// The version of its rules.
    pub rules_version: u32,
    /// Whether both reports have the same digest.
    pub same: bool,
    /// Options that change verdicts.
    pub options: Differing<String>,
    /// Pinned keys, by everything but their labels.
    pub pins: Differing<PinnedKey>,
    /// The keys of reviewers, by their fingerprints. The digest does not cover them.
    pub reviewers: Differing<ReviewerKey>,
    /// Results that were verified in the earlier report.
    pub verified: u64,
    /// Of these, those that are gone, no longer verified, or about other bytes.
    pub lost: u64,
    /// Files and results.
    pub changes: Vec<Change>,
}

/// What only one of two reports has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Differing<T> {
    /// Only the later one has it.
    pub new: Vec<T>,
    /// Only the earlier one had it.
    pub gone: Vec<T>,
}

impl<T: PartialEq> Differing<T> {
    pub(super) fn between(before: Vec<T>, now: Vec<T>, same: impl Fn(&T, &T) -> bool) -> Self {
        let only = |these: &[T], those: &[T]| -> Vec<bool> {
            these.iter().map(|this| !those.iter().any(|that| same(this, that))).collect()
        };
        let (gone, new) = (only(&before, &now), only(&now, &before));
        let kept = |all: Vec<T>, keep: Vec<bool>| {
            all.into_iter().zip(keep).filter_map(|(this, keep)| keep.then_some(this)).collect()
        };
        Self { new: kept(now, new), gone: kept(before, gone) }
    }

    /// Whether both reports have the same.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty()
    }
}

/// In what something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// A result has another verdict.
    Verdict,
    /// A result of the earlier report is not in this one.
    Gone,
    /// A result of this report was not in the earlier one.
    New,
    /// A file has other bytes.
    Bytes,
    /// A file or a result has the same bytes, or says the same, under another name.
    Moved,
    /// A result has the same verdict and other checks, values or fields, in a file with the same bytes.
    Checks,
}

impl ChangeKind {
    /// All, those first that a reader must not miss.
    pub const ALL: [Self; 6] =
        [Self::Verdict, Self::Gone, Self::New, Self::Bytes, Self::Moved, Self::Checks];

    /// What it is, in words that stand before a count.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Verdict => "another verdict",
            Self::Gone => "gone",
            Self::New => "new",
            Self::Bytes => "other bytes",
            Self::Moved => "moved",
            Self::Checks => "other details",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// In what.
    pub change: ChangeKind,
    /// Where it stands; of what is gone, where it stood.
    pub source: Source,
    /// Where it stood, if that was elsewhere.
    pub moved_from: Option<Source>,
    /// What it is; `None` for a file as such.
    pub kind: Option<Kind>,
    /// Its id.
    pub id: Option<String>,
    /// Its verdict in the earlier report; of a file as such, that of its content, if it had one and has other
    /// bytes.
    pub before: Option<Verdict>,
    /// The same in this report.
    pub now: Option<Verdict>,
}

impl Change {
    /// Whether something was verified and is not any more, or is gone.
    #[must_use]
    pub fn is_loss(&self) -> bool {
        let [was, is] = [self.before, self.now].map(|verdict| verdict == Some(Verdict::Verified));
        match self.change {
            // Other bytes that are verified too are not those that were. Else its result says it.
            ChangeKind::Bytes => was && is,
            _ => was && !is,
        }
    }

    /// What was and what is, in a few words.
    #[must_use]
    pub fn words(&self) -> String {
        let word = |verdict: &Option<Verdict>| verdict.map_or("", |verdict| verdict.word());
        let (before, now) = (word(&self.before), word(&self.now));
        match (self.change, &self.moved_from) {
            (ChangeKind::Verdict, _) => format!("was {before}, now {now}"),
            (ChangeKind::Gone, _) => format!("was {before}"),
            (ChangeKind::New, _) => now.to_owned(),
            (ChangeKind::Moved, Some(from)) => format!("was {}", from.visible_place()),
            (ChangeKind::Bytes, _) if self.is_loss() => {
                "was verified, and so are the other bytes".to_owned()
            }
            _ => String::new(),
        }
    }

    /// What it is and where.
    #[must_use]
    pub fn what(&self) -> String {
        let kind = self.kind.map_or("file", Kind::word);
        let id = self.id.as_deref().map(|id| format!(" {}", proofdesk_core::visible(id)));
        format!("{kind}{}", id.unwrap_or_default())
    }
}

impl Against {
    /// The changes of one kind.
    pub fn of(&self, kind: ChangeKind) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.change == kind)
    }

    /// What differs, as a sentence without its full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        let words = match self.same {
            true => {
                "Both reports have the same digest: the same files, keys, options, rules and results"
            }
            false if self.verified == 0 => "No result was verified in the earlier report",
            false => {
                "Every result that was verified in the earlier report is still there and still verified"
            }
        };
        self.loss().filter(|_| !self.same).unwrap_or_else(|| words.to_owned())
    }

    /// How much was verified and is not any more, as a sentence without its full stop; `None` if nothing was.
    #[must_use]
    pub fn loss(&self) -> Option<String> {
        Some(match self.lost {
            0 => return None,
            1 => "1 result that was verified is gone, no longer verified, or about other bytes"
                .to_owned(),
            n => format!(
                "{n} results that were verified are gone, no longer verified, or about other bytes"
            ),
        })
    }
}
