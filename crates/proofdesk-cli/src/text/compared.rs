//! What differs from an earlier report.

use std::io;

use proofdesk_engine::core::capital;
use proofdesk_engine::report::{Against, ChangeKind, RULES_VERSION};

use crate::page::{Ink, Page};

/// Changes of one kind that are named.
const NAMED: usize = 10;

/// Writes it. `earlier` is the file that the earlier report is in.
pub(crate) fn compared(page: &mut Page<'_>, earlier: &str, against: &Against) -> io::Result<()> {
    let begun = &against.started_at;
    page.line(0, Ink::Bold, format!("Compared with {earlier}, begun {begun}"))?;
    if against.same {
        page.text(2, "The same: both have this report digest:")?;
        page.fingerprint(2, "", &against.report_digest)?;
        return settings(page, against);
    }
    page.line(2, Ink::Faint, "Its report digest:")?;
    page.fingerprint(2, "", &against.report_digest)?;
    settings(page, against)?;
    for kind in ChangeKind::ALL {
        changes(page, against, kind)?;
    }
    match against.loss() {
        Some(loss) => page.inked(2, Ink::Bold, loss),
        None => Ok(()),
    }
}

/// The rules, options and keys that differ.
fn settings(page: &mut Page<'_>, against: &Against) -> io::Result<()> {
    if against.rules_version != RULES_VERSION {
        let before = against.rules_version;
        page.bullet(2, format!("rules: were version {before}, are version {RULES_VERSION}"))?;
    }
    let Against { options, pins, reviewers, .. } = against;
    for (when, options, pins, reviewers) in [
        ("only with this run", &options.new, &pins.new, &reviewers.new),
        ("only with the earlier one", &options.gone, &pins.gone, &reviewers.gone),
    ] {
        for option in options {
            page.bullet(2, format!("{when}: {option}"))?;
        }
        for pin in pins {
            page.bullet(2, format!("{when}: the key pinned as {}", pin.label))?;
            page.fingerprint(4, "", &pin.fingerprint)?;
        }
        for key in reviewers {
            page.bullet(2, format!("{when}: the key of the reviewer {}", key.label))?;
            page.fingerprint(4, "", &key.fingerprint)?;
        }
    }
    Ok(())
}

fn changes(page: &mut Page<'_>, against: &Against, kind: ChangeKind) -> io::Result<()> {
    let count = against.of(kind).count();
    if count == 0 {
        return Ok(());
    }
    page.line(2, Ink::Plain, format!("{}: {count}", capital(kind.words())))?;
    for change in against.of(kind).take(NAMED) {
        let words = Some(change.words()).filter(|words| !words.is_empty());
        let words = words.map(|words| format!(": {words}")).unwrap_or_default();
        let place = change.source.visible_place();
        page.bullet(4, format!("{place} ({}){words}", change.what()))?;
    }
    match count.saturating_sub(NAMED) {
        0 => Ok(()),
        more => page.text(4, format!("and {more} more, which --format json names")),
    }
}
