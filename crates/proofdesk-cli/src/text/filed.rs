//! What the user files a report under.

use std::io;

use proofdesk_engine::report::Engagement;

use crate::page::Page;

/// Says it in a sentence, as the user's word.
pub(super) fn filed(page: &mut Page<'_>, engagement: &Engagement) -> io::Result<()> {
    let by = |who: &Option<String>, on: &Option<String>| match (who, on) {
        (Some(who), Some(on)) => Some(format!("{who} ({on})")),
        (None, Some(on)) => Some(format!("not said, on {on}")),
        (who, None) => who.clone(),
    };
    let exhibits = match engagement.exhibits.len() {
        0 => None,
        n => Some(n.to_string()),
    };
    let facts = [
        ("engagement", engagement.engagement.clone()),
        ("working paper", engagement.working_paper.clone()),
        ("prepared by", by(&engagement.prepared_by, &engagement.prepared_on)),
        ("reviewed by", by(&engagement.reviewed_by, &engagement.reviewed_on)),
        ("evidence received", engagement.received.clone()),
        ("exhibits named", exhibits),
    ];
    let given = facts.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value?)));
    page.text(0, format!("You noted: {}", given.collect::<Vec<_>>().join("; ")))
}
