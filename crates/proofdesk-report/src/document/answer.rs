//! The first page: what came of the run, in sentences to be read aloud.

use std::io;

use proofdesk_engine::core::verdict::Verdict;
use proofdesk_engine::core::{capital, counted, counted_in_groups, grouped};
use proofdesk_engine::keys::what_rests_on_the_sample_key;
use proofdesk_engine::report::{Head, what_was_not_compared};
use proofdesk_engine::run::{Basis, INCOMPLETE};

use super::page::{Look, Page, Text};
use super::seen::Seen;
use crate::words::place;

/// Exceptions that the first page names.
const FIRST: usize = 10;

/// Writes it.
pub(super) fn answer(head: &Head, seen: &Seen, page: &mut dyn Page) -> io::Result<()> {
    let summary = &head.summary;
    page.answer(&Text::plain(&in_a_sentence(head, seen)))?;
    first(seen, page)?;
    let inside = match head.files.iter().filter(|file| !file.members.is_empty()).count() {
        0 => String::new(),
        n => format!(", {} of them inside others", grouped(n as u64)),
    };
    let given = format!(
        "{} with {} were read and hashed{inside}.",
        counted(summary.files, "file"),
        counted_in_groups(summary.bytes_hashed, "byte")
    );
    page.paragraph(&Text::plain(&given))?;
    page.table("Results by verdict", &[("Verdict", 3), ("Results", 1), ("What they are", 6)])?;
    for verdict in Verdict::ALL {
        let count = seen.count(verdict);
        if count > 0 {
            let kinds = Text::plain(&seen.kinds(verdict));
            page.row(&[
                Text::verdict(verdict.told(head.summary.cancelled)),
                Text::words(&grouped(count)),
                kinds,
            ])?;
        }
    }
    page.end_table()?;
    let samples: Vec<&str> =
        head.pins.iter().filter(|pin| pin.sample).map(|pin| &*pin.label).collect();
    if let Some(words) = what_rests_on_the_sample_key(&samples) {
        page.paragraph(&Text::default().and(Look::Strong, &words))?;
    }
    let unsaid: Vec<&str> =
        head.pins.iter().filter(|pin| pin.confirmed.is_none()).map(|pin| &*pin.label).collect();
    if let Some(words) = what_was_not_compared(&unsaid) {
        page.paragraph(&Text::plain(&words))?;
    }
    if let Some(against) = &head.against
        && let Some(loss) = against.loss()
    {
        let words = format!("{loss} since the report begun {}.", against.started_at);
        page.paragraph(&Text::default().and(Look::Strong, &words))?;
    }
    match &head.report_digest {
        Some(digest) => page.facts(&[("Report digest", Text::digits(digest))]),
        None => Ok(()),
    }
}

/// What is wrong first, so that the first page alone tells which file, why, and what to do.
fn first(seen: &Seen, page: &mut dyn Page) -> io::Result<()> {
    let Some(((worst, _), _)) = seen.explained.first_key_value() else { return Ok(()) };
    let of_worst = seen.explained.iter().zip(1..).filter(|(((verdict, _), _), _)| verdict == worst);
    let caption = match of_worst.clone().count() {
        all if all > FIRST => format!("{}: the first {FIRST} of {all}", capital(worst.word())),
        _ => capital(worst.word()),
    };
    page.table(&caption, &[("No.", 1), ("File", 5), ("Why", 5), ("Next step", 5)])?;
    for ((_, result), number) in of_worst.take(FIRST) {
        page.row(&[
            Text::link(number, &number.to_string()),
            Text::plain(&place(&result.source)),
            Text::prose(&result.headline),
            Text::prose(result.next_step.as_deref().unwrap_or_default()),
        ])?;
    }
    page.end_table()
}

/// What came of the run, as the command line and the window say it.
fn in_a_sentence(head: &Head, seen: &Seen) -> String {
    match head.summary.cancelled {
        true => format!("Cancelled. {INCOMPLETE}"),
        false => seen.tally(head).sentence(Basis::Listed).to_string(),
    }
}
