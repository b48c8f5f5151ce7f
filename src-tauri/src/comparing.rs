//! The last check beside an earlier report.

use std::io;
use std::sync::{Arc, PoisonError};

use proofdesk_engine::core::capital;
use proofdesk_engine::core::verdict::Source;
use proofdesk_engine::platform::display_path;
use proofdesk_engine::report::{
    self, Against, Change, ChangeKind, Head, Header, PinnedKey, RULES_VERSION, ReviewerKey,
};
use proofdesk_report::OfRun;
use serde::Serialize;

use crate::checking::{Finished, Shared};
use crate::earlier::{Compared, Earlier};
use crate::fault::sentence;

/// So many changes of one kind are listed.
const LISTED: usize = 200;

impl Finished {
    /// What differs from an earlier report: found once, and kept.
    pub(crate) fn compared_with(&self, earlier: &Arc<Earlier>) -> io::Result<Arc<Compared>> {
        let mut kept = self.compared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(compared) = kept.as_ref().filter(|c| Arc::ptr_eq(&c.earlier, earlier)) {
            return Ok(compared.clone());
        }
        let header = Header::new(&self.job, self.started, &self.summary, None);
        let mut results = OfRun { report: &mut Shared(self), header: &header };
        let now = proofdesk_report::side(&Head::of(&header)?, &mut results)?;
        let against = report::compare(&earlier.side, &now);
        let compared = Arc::new(Compared { earlier: earlier.clone(), against });
        Ok(kept.insert(compared).clone())
    }
}

/// The last check beside an earlier report, as the page shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Comparison {
    /// The file with the earlier report.
    pub path: String,
    /// What differs; `None` if the last check was cancelled.
    pub found: Option<Difference>,
}

/// What differs from an earlier report.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct Difference {
    /// The digest of the earlier report.
    pub report_digest: String,
    /// When its check began, RFC 3339.
    pub started_at: String,
    /// Both have the same digest.
    pub same: bool,
    /// Something that was verified is gone or no longer verified.
    pub lost: bool,
    /// What matters most, as a sentence.
    pub sentence: String,
    /// Rules, options and keys that differ.
    pub settings: Vec<SettingChange>,
    /// Files and results that differ, those first that a reader must not miss.
    pub groups: Vec<ChangeGroup>,
}

/// Rules, an option or a key that only one of the two has.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct SettingChange {
    /// In words.
    pub words: String,
    /// Of a key, its fingerprint.
    pub fingerprint: Option<String>,
}

/// Changes of one kind.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct ChangeGroup {
    /// In what: "Gone", "Other bytes".
    pub title: String,
    /// How many.
    pub total: usize,
    /// The first of them.
    pub first: Vec<ChangeShown>,
}

/// One change.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct ChangeShown {
    /// Where it stands; of what is gone, where it stood.
    pub source: Source,
    /// What it is.
    pub what: String,
    /// What was and what is.
    pub words: String,
    /// It is a file as such, and no result.
    pub whole: bool,
    /// It is among the results of this check.
    pub there: bool,
    /// It was verified, and is not any more.
    pub lost: bool,
}

impl Comparison {
    pub(crate) fn of(compared: &Compared) -> Self {
        let path = display_path(&compared.earlier.path);
        Self { path, found: compared.against.as_ref().map(Difference::of) }
    }
}

impl Difference {
    fn of(against: &Against) -> Self {
        let groups = ChangeKind::ALL.into_iter().filter_map(|kind| {
            let total = against.of(kind).count();
            let first = against.of(kind).take(LISTED).map(ChangeShown::of).collect();
            (total > 0).then(|| ChangeGroup { title: capital(kind.words()), total, first })
        });
        Self {
            report_digest: against.report_digest.clone(),
            started_at: against.started_at.clone(),
            same: against.same,
            lost: against.lost > 0,
            sentence: sentence(&against.sentence()),
            settings: settings(against),
            groups: groups.collect(),
        }
    }
}

impl ChangeShown {
    fn of(change: &Change) -> Self {
        Self {
            source: change.source.clone(),
            what: change.what(),
            words: change.words(),
            whole: change.kind.is_none(),
            there: change.change != ChangeKind::Gone,
            lost: change.is_loss(),
        }
    }
}

/// The rules, options and keys that differ.
fn settings(against: &Against) -> Vec<SettingChange> {
    const NEW: &str = "Only in this run";
    const GONE: &str = "Only in the earlier run";
    let words = |words: String| SettingChange { words, fingerprint: None };
    let key = |when: &'static str| {
        move |pin: &PinnedKey| SettingChange {
            words: format!("{when}: the key pinned as {}", pin.label),
            fingerprint: Some(pin.fingerprint.clone()),
        }
    };
    let before = against.rules_version;
    let rules = (before != RULES_VERSION)
        .then(|| words(format!("Rules: were version {before}, are version {RULES_VERSION}")));
    let (options, pins) = (&against.options, &against.pins);
    let new = options.new.iter().map(|option| words(format!("{NEW}: {option}")));
    let gone = options.gone.iter().map(|option| words(format!("{GONE}: {option}")));
    let keys = pins.new.iter().map(key(NEW)).chain(pins.gone.iter().map(key(GONE)));
    let reviewer = |when: &'static str| {
        move |key: &ReviewerKey| SettingChange {
            words: format!("{when}: the key of the reviewer {}", key.label),
            fingerprint: Some(key.fingerprint.clone()),
        }
    };
    let (came, went) = (&against.reviewers.new, &against.reviewers.gone);
    let reviewers = came.iter().map(reviewer(NEW)).chain(went.iter().map(reviewer(GONE)));
    rules.into_iter().chain(new).chain(gone).chain(keys).chain(reviewers).collect()
}
