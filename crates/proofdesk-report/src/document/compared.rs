//! What differs from an earlier report.

use std::io;

use proofdesk_engine::core::capital;
use proofdesk_engine::report::{Against, ChangeKind, Head, PinnedKey, ReviewerKey};

use super::page::{Page, Text};
use super::seen::{LISTED, not_listed};
use crate::words::{in_groups, place};

/// Writes it.
pub(super) fn compared(head: &Head, page: &mut dyn Page) -> io::Result<()> {
    let Some(against) = &head.against else { return Ok(()) };
    page.facts(&[
        ("Earlier report", Text::plain(&format!("begun {}", against.started_at))),
        ("Its report digest", Text::digits(&against.report_digest)),
    ])?;
    page.paragraph(&Text::plain(&format!("{}.", against.sentence())))?;
    let settings = settings(head, against);
    if !settings.is_empty() {
        page.list(&settings)?;
    }
    if against.changes.is_empty() {
        return Ok(());
    }
    let columns = [("Change", 2), ("Where", 4), ("What", 3), ("Before and now", 4)];
    page.table("Files and results that differ", &columns)?;
    for kind in ChangeKind::ALL {
        for change in against.of(kind).take(LISTED) {
            page.row(&[
                Text::words(&capital(kind.words())),
                Text::plain(&place(&change.source)),
                Text::plain(&change.what()),
                Text::plain(&change.words()),
            ])?;
        }
    }
    page.end_table()?;
    for kind in ChangeKind::ALL {
        not_listed(against.of(kind).count() as u64, kind.words(), page)?;
    }
    Ok(())
}

/// The rules, options and keys that differ.
fn settings(head: &Head, against: &Against) -> Vec<Text> {
    let rules = (head.rules_version != against.rules_version).then(|| {
        let (before, now) = (against.rules_version, head.rules_version);
        format!("Rules: were version {before}, are version {now}")
    });
    let (options, pins) = (&against.options, &against.pins);
    let with = options.new.iter().map(|option| format!("Only with this run: {option}"));
    let without = options.gone.iter().map(|option| format!("Only with the earlier one: {option}"));
    let key = |when: &'static str| {
        move |pin: &PinnedKey| {
            format!("{when}: the key pinned as {}, {}", pin.label, in_groups(&pin.fingerprint))
        }
    };
    let keys = pins.new.iter().map(key("Only with this run"));
    let dropped = pins.gone.iter().map(key("Only with the earlier one"));
    let reviewer = |when: &'static str| {
        move |key: &ReviewerKey| {
            format!(
                "{when}: the key of the reviewer {}, {}",
                key.label,
                in_groups(&key.fingerprint)
            )
        }
    };
    let reviewers = against.reviewers.new.iter().map(reviewer("Only with this run"));
    let no_reviewers = against.reviewers.gone.iter().map(reviewer("Only with the earlier one"));
    let pins = keys.chain(dropped).chain(reviewers).chain(no_reviewers);
    let all = rules.into_iter().chain(with).chain(without).chain(pins);
    all.map(|words| Text::plain(&words)).collect()
}
