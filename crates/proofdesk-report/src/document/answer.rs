//! The first page: what came of the run, in sentences to be read aloud.

use std::fmt::Display;
use std::io;

use proofdesk_engine::core::verdict::Verdict;
use proofdesk_engine::core::{capital, counted_in_groups, grouped, visible_name};
use proofdesk_engine::keys::what_rests_on_the_sample_key;
use proofdesk_engine::report::{Head, what_was_not_compared};
use proofdesk_engine::run::{Basis, INCOMPLETE};

use super::page::{Look, Page, Section, Text};
use super::seen::{NAMED, Seen};
use crate::words::place;

/// Exceptions that the first page names.
const FIRST: usize = 10;

/// Writes it.
pub(super) fn answer(head: &Head, seen: &Seen, page: &mut dyn Page) -> io::Result<()> {
    page.answer(&Text::plain(&in_a_sentence(head, seen)))?;
    page.on_this_page(FIRST, &|most, page| {
        page.paragraph(&given(head))?;
        first(seen, most, page)?;
        let counts = counts(head, seen);
        let facts: Vec<_> = counts.iter().map(|(name, text)| (&**name, text.clone())).collect();
        page.facts(&facts)?;
        beside(head, page)
    })
}

/// What the run was given and read.
fn given(head: &Head) -> Text {
    let inputs: Vec<&str> = head.run.inputs.iter().map(String::as_str).collect();
    let inputs =
        names(inputs.iter().take(NAMED).map(|name| visible_name(name)), inputs.len() as u64);
    let files = head.summary.files;
    let inside = match head.files.iter().filter(|file| !file.members.is_empty()).count() as u64 {
        0 => String::new(),
        n if n == files => ", inside others".to_owned(),
        n => format!(", {} of them inside others", grouped(n)),
    };
    Text::plain(&format!(
        "Given to the program: {inputs}. {} with {} {} read and hashed{inside}.",
        counted_in_groups(files, "file"),
        counted_in_groups(head.summary.bytes_hashed, "byte"),
        if files == 1 { "was" } else { "were" }
    ))
}

/// The first of so many names.
fn names<N: Display>(first: impl Iterator<Item = N>, count: u64) -> String {
    let first: Vec<String> = first.map(|name| name.to_string()).collect();
    match count - first.len() as u64 {
        0 => first.join(", "),
        more => format!("{} and {} more", first.join(", "), grouped(more)),
    }
}

/// What came to which verdict, what was not looked at, and the digest of all this.
fn counts(head: &Head, seen: &Seen) -> Vec<(String, Text)> {
    let mut facts = Vec::new();
    for verdict in Verdict::ALL {
        let count = seen.count(verdict);
        let told = verdict.told(head.summary.cancelled);
        let results = Text::default().and(Look::Verdict(told), &counted_in_groups(count, "result"));
        let (first, files) = &seen.unchecked;
        let places = match verdict {
            Verdict::Uncheckable => format!(". In {}", names(first.iter(), *files)),
            _ => String::new(),
        };
        let words = match (verdict, count) {
            // That there are none is an answer too.
            (Verdict::Uncheckable, 0) => Text::plain("none"),
            (_, 0) => continue,
            _ => results.and(Look::Plain, &format!(": {}{places}", seen.kinds(verdict))),
        };
        facts.push((capital(told.word()), words));
    }
    if !head.skipped.is_empty() {
        let count = head.skipped.len() as u64;
        let first = head.skipped.iter().take(NAMED).map(|file| visible_name(&file.path));
        facts.push(("Skipped".to_owned(), Text::plain(&names(first, count))));
    }
    if let Some(digest) = &head.report_digest {
        facts.push(("Report digest".to_owned(), Text::digits(digest)));
    }
    facts
}

/// What has to be said beside whatever came of it.
fn beside(head: &Head, page: &mut dyn Page) -> io::Result<()> {
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
    if !head.limits.is_empty() {
        let limits = Section::Limits.title();
        let words = format!("What no check of this run could show stands under \"{limits}\".");
        page.paragraph(&Text::plain(&words))?;
    }
    match head.against.as_ref().and_then(|against| Some((against, against.loss()?))) {
        Some((against, loss)) => {
            let words = format!("{loss} since the report begun {}.", against.started_at);
            page.paragraph(&Text::default().and(Look::Strong, &words))
        }
        None => Ok(()),
    }
}

/// What is wrong first, so that the first page alone tells which file, why, and what to do.
fn first(seen: &Seen, most: usize, page: &mut dyn Page) -> io::Result<()> {
    let Some(((worst, _), _)) = seen.explained.first_key_value() else { return Ok(()) };
    let of_worst = seen.explained.iter().zip(1..).filter(|(((verdict, _), _), _)| verdict == worst);
    let all = seen.count(*worst);
    let caption = match all > most as u64 {
        true => format!(
            "{}: {} of {} results; the others stand under \"{}\"",
            capital(worst.word()),
            grouped(most as u64),
            grouped(all),
            Section::Exceptions.title()
        ),
        false => capital(worst.word()),
    };
    page.table(&caption, &[("No.", 1), ("File", 6), ("Why", 6), ("Next step", 6)])?;
    for ((_, result), number) in of_worst.take(most) {
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
