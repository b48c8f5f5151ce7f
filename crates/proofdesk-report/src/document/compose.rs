//! What a report says to people, from the answer to the last file.

use std::io;

use proofdesk_engine::core::verdict::{CheckName, Verdict};
use proofdesk_engine::core::{capital, counted, grouped};
use proofdesk_engine::keys::SECOND_KEY_MEANS;
use proofdesk_engine::report::{Clock, Head, PinnedKey, VerdictOptions};

use super::answer::answer;
use super::compared::compared;
use super::exception::explain;
use super::filed::Filed;
use super::limits::limits;
use super::page::{Look, Page, Section, Text};
use super::seen::{EXPLAINED, LISTED, Seen, not_listed, tells_of_completeness};
use super::verified::{BesideVerified, Verified};
use crate::apart::Names;
use crate::extra::Extra;
use crate::results::Results;
use crate::words::{file, is_exception, named, place, what};

/// Writes the document.
pub(crate) fn compose(
    head: &Head,
    extra: &Extra,
    results: &mut dyn Results,
    page: &mut dyn Page,
) -> io::Result<()> {
    let mut names = Names::of(head);
    let seen = Seen::of(results, &mut names)?;
    page.tell_apart(names.apart());
    let filed = Filed::new(head, extra);
    let has = |section: &Section| has(*section, head, &seen, &filed);
    let sections: Vec<Section> = Section::ALL.into_iter().filter(has).collect();
    let subtitle = Text::plain("Proofdesk ")
        .and(Look::Plain, &head.run.tool.version)
        .and(Look::Plain, ", begun ")
        .and(Look::Plain, &head.run.started_at)
        .and(Look::Plain, clock(head.run.clock));
    page.begin("Verification report", &subtitle)?;
    for section in &sections {
        page.section(*section)?;
        match section {
            Section::Answer => {
                answer(head, &seen, page)?;
                page.contents(&sections[1..])?;
            }
            Section::Filed => filed.under(page)?,
            Section::Basis => basis(head, page)?,
            Section::Compared => compared(head, page)?,
            Section::Exceptions => exceptions(&seen, results, page)?,
            Section::Explained => explained(&seen, page)?,
            Section::Completeness => completeness(head, results, page)?,
            Section::Verified | Section::Provisional => verified(head, results, page)?,
            Section::Information => information(results, page)?,
            Section::Files => files(head, &filed, page)?,
            Section::Limits => limits(head, page)?,
            Section::Check => check(head, page)?,
            Section::SignOff => filed.sign_off(page)?,
            Section::Certification => filed.certification(page)?,
        }
    }
    page.end()
}

fn has(section: Section, head: &Head, seen: &Seen, filed: &Filed<'_>) -> bool {
    match section {
        Section::Filed => filed.has_words(),
        Section::Compared => head.against.is_some(),
        Section::Exceptions | Section::Explained => seen.exceptions > 0,
        Section::Completeness => seen.has_lists(),
        Section::Verified => seen.count(Verdict::Verified) > 0 && !head.summary.cancelled,
        Section::Provisional => seen.count(Verdict::Verified) > 0 && head.summary.cancelled,
        Section::Information => seen.count(Verdict::Info) > 0,
        Section::Files => !head.files.is_empty(),
        Section::Check => head.report_digest.is_some(),
        Section::SignOff => filed.extra.sign_off,
        Section::Certification => filed.extra.certification,
        Section::Answer | Section::Basis | Section::Limits => true,
    }
}

fn clock(clock: Clock) -> &'static str {
    match clock {
        Clock::System => " by the clock of the machine that it ran on",
        Clock::SourceDateEpoch => " by the variable SOURCE_DATE_EPOCH, not by a clock",
    }
}

fn basis(head: &Head, page: &mut dyn Page) -> io::Result<()> {
    let inputs: Vec<Text> = head.run.inputs.iter().map(|input| Text::name(input)).collect();
    page.paragraph(&Text::plain("Given to the program:"))?;
    page.list(&inputs)?;
    let mut facts = vec![
        ("Program", Text::plain(&format!("{} {}", head.run.tool.name, head.run.tool.version))),
        ("Rules", Text::plain(&format!("version {}", head.rules_version))),
        ("Begun", Text::plain(&format!("{}{}", head.run.started_at, clock(head.run.clock)))),
        ("Times in records", Text::plain("the issuer's claim")),
        ("Independent proof of time", Text::plain("none")),
        ("Options that change results", Text::plain(&options(&head.options))),
    ];
    facts.extend(
        head.run.self_check.map(|outcome| ("Self-check", Text::plain(&outcome.sentence()))),
    );
    facts.extend(head.run.cache.iter().map(|cache| ("Run cache", Text::plain(&cache.sentence()))));
    facts.extend(head.reviewers.iter().map(|key| {
        ("Key of a reviewer", Text::prose(&format!("{}: {}", key.label, key.fingerprint)))
    }));
    page.facts(&facts)?;
    pinned(head, page)?;
    second_keys(head, page)
}

fn pinned(head: &Head, page: &mut dyn Page) -> io::Result<()> {
    if head.pins.is_empty() {
        return page.paragraph(&Text::plain("No key was pinned, so nothing could be verified."));
    }
    page.table(
        "Keys that were pinned",
        &[("Pinned as", 3), ("Fingerprint (SHA-256 of the key)", 4), ("How it was compared", 4)],
    )?;
    for pin in &head.pins {
        page.row(&[
            Text::plain(&pin.label),
            Text::digits(&pin.fingerprint),
            Text::prose(&how_compared(pin)),
        ])?;
    }
    page.end_table()
}

/// What the user's history of keys says. It stands beside the results, and decides none.
fn second_keys(head: &Head, page: &mut dyn Page) -> io::Result<()> {
    if head.second_keys.is_empty() {
        return Ok(());
    }
    let words = format!("The user keeps a history of keys. {SECOND_KEY_MEANS}");
    page.paragraph(&Text::plain(&words))?;
    page.table(
        "Domains for which more than one key was seen",
        &[("Domain", 3), ("Fingerprint (SHA-256 of the key)", 4), ("Seen", 4)],
    )?;
    for second in &head.second_keys {
        for key in &second.keys {
            page.row(&[
                Text::plain(&second.domain),
                Text::digits(&key.fingerprint),
                Text::plain(&key.seen()),
            ])?;
        }
    }
    page.end_table()
}

/// What the user did to know that a key is the issuer's, as their word.
fn how_compared(pin: &PinnedKey) -> String {
    let mut words = match (&pin.confirmed, pin.independent) {
        (Some(how), Some(false)) => format!(
            "{how}, which lies beside the key. Not independent: whoever sent one could send the other."
        ),
        (Some(how), _) if pin.matched => capital(how),
        (Some(how), _) => format!("The user noted: {how}"),
        (None, _) => "Nothing was noted".to_owned(),
    };
    let dates = [
        ("pinned", &pin.pinned_at),
        ("valid from", &pin.valid_from),
        ("valid until", &pin.valid_until),
        ("compromised since", &pin.compromised_since),
    ];
    for (what, date) in dates {
        date.iter().for_each(|date| words.push_str(&format!("; {what} {date}")));
    }
    if let Some(domain) = pin.domain.as_ref().filter(|domain| **domain != pin.label) {
        words.push_str(&format!("; for {domain}"));
    }
    words
}

fn options(options: &VerdictOptions) -> String {
    match options.arguments() {
        all if all.is_empty() => "none".to_owned(),
        all => all.join(", "),
    }
}

fn exceptions(seen: &Seen, results: &mut dyn Results, page: &mut dyn Page) -> io::Result<()> {
    let columns = [("No.", 1), ("Where", 4), ("What", 2), ("Verdict", 3), ("Why", 5)];
    page.table("Results that are not verified, those that do not match first", &columns)?;
    for (((verdict, _), listed), number) in seen.listed.iter().zip(1..) {
        let label = match number <= EXPLAINED {
            true => Text::link(number as u64, &number.to_string()),
            false => Text::words(&number.to_string()),
        };
        page.row(&[
            label,
            Text::plain(&listed.place),
            Text::words(listed.what),
            Text::verdict((*verdict).into()),
            Text::prose(&listed.headline),
        ])?;
    }
    page.end_table()?;
    if seen.exceptions > LISTED as u64 {
        not_listed_by_file(seen, results, page)?;
    }
    match seen.exceptions > EXPLAINED as u64 {
        true => page.paragraph(&Text::plain(&format!(
            "The first {EXPLAINED} are explained below; the JSON report explains all."
        ))),
        false => Ok(()),
    }
}

/// How many exceptions each file has that are not listed one by one.
fn not_listed_by_file(
    seen: &Seen,
    results: &mut dyn Results,
    page: &mut dyn Page,
) -> io::Result<()> {
    let Some((last, _)) = seen.listed.last_key_value() else { return Ok(()) };
    page.table("Further results that are not verified, by file", &[("File", 5), ("Results", 5)])?;
    let mut at = 0;
    let mut of: Option<(String, u64)> = None;
    let mut write = |of: Option<(String, u64)>| match of {
        Some((file, count)) => page.row(&[Text::plain(&file), Text::words(&grouped(count))]),
        None => Ok(()),
    };
    results.each(&mut |result| {
        at += u64::from(is_exception(result.verdict));
        if !is_exception(result.verdict) || (result.verdict, at) <= *last {
            return Ok(());
        }
        let file = file(&result.source);
        match &mut of {
            Some((same, count)) if *same == file => *count += 1,
            _ => write(of.replace((file, 1)))?,
        }
        Ok(())
    })?;
    write(of)?;
    page.end_table()?;
    page.paragraph(&Text::plain("The JSON and CSV reports list each of them."))
}

fn explained(seen: &Seen, page: &mut dyn Page) -> io::Result<()> {
    seen.explained.values().zip(1..).try_for_each(|(result, number)| explain(number, result, page))
}

fn completeness(head: &Head, results: &mut dyn Results, page: &mut dyn Page) -> io::Result<()> {
    page.table(
        "Logs, traces and lists",
        &[("Where", 3), ("What", 3), ("Verdict", 2), ("What was found", 6)],
    )?;
    results.each(&mut |result| {
        if !tells_of_completeness(&result) {
            return Ok(());
        }
        let about =
            [CheckName::Sequence, CheckName::Items, CheckName::CompositeHash, CheckName::Seal];
        let notes = result.checks.iter().filter(|check| about.contains(&check.check));
        let notes: Vec<&str> = notes.filter_map(|check| check.note.as_deref()).collect();
        let notes = notes.join(" ");
        let found =
            Text::default().and_prose(Look::Strong, &result.headline).and(Look::Plain, ". ");
        page.row(&[
            Text::plain(&place(&result.source)),
            Text::plain(&named(&result)),
            Text::verdict(result.verdict.told(head.summary.cancelled)),
            found.and_prose(Look::Plain, &notes),
        ])
    })?;
    page.end_table()
}

fn verified(head: &Head, results: &mut dyn Results, page: &mut dyn Page) -> io::Result<()> {
    let words = "Each record passed every check that Proofdesk makes of its kind: its content against the hash \
                 in it, its signature, its key against those that were pinned, the fields shown against those \
                 signed; of logs and traces, that the numbers, items and seal that are present agree. Each \
                 other file has the hash that a verified record shows for it: its own SHA-256 or, where its \
                 result says so, that of its content in another documented form. What no check can show stands \
                 under \"What was not checked\".";
    page.paragraph(&Text::plain(words))?;
    let [caption, results_of] = match head.summary.cancelled {
        true => ["Files with provisional results", "Provisional results"],
        false => ["Files with verified results", "Verified results"],
    };
    page.table(
        caption,
        &[("File", 4), (results_of, 3), ("Matched with", 4), ("Key pinned as", 2)],
    )?;
    let mut verified = Verified::new(head, LISTED as u64);
    let mut beside = BesideVerified::default();
    results.each(&mut |result| match result.verdict {
        Verdict::Verified => {
            beside.note(&result);
            verified.take(&result, page)
        }
        _ => Ok(()),
    })?;
    let more = verified.end(page)?;
    page.end_table()?;
    if more > 0 {
        let words = format!(
            "{} more are not listed here; the JSON report lists all.",
            counted(more, "file")
        );
        page.paragraph(&Text::plain(&words))?;
    }
    beside.write(page)
}

fn information(results: &mut dyn Results, page: &mut dyn Page) -> io::Result<()> {
    page.table("Results for information", &[("Where", 4), ("What", 2), ("What it is", 6)])?;
    let mut count = 0;
    results.each(&mut |result| {
        if result.verdict != Verdict::Info {
            return Ok(());
        }
        count += 1;
        match count <= LISTED as u64 {
            true => page.row(&[
                Text::plain(&place(&result.source)),
                Text::words(what(&result)),
                Text::prose(&result.headline),
            ]),
            false => Ok(()),
        }
    })?;
    page.end_table()?;
    not_listed(count, "result", page)
}

fn files(head: &Head, filed: &Filed<'_>, page: &mut dyn Page) -> io::Result<()> {
    let mut columns = vec![("File", 5), ("Bytes", 2), ("SHA-256", 6)];
    if filed.has_exhibits() {
        columns.push(("Exhibit", 2));
    }
    page.table("Files that were read to their end", &columns)?;
    for read in head.files.iter().take(LISTED) {
        let name = Text::plain(&file(&read.source()));
        let digest = Text::digits(&read.sha256.to_string());
        let mut cells = vec![name, Text::words(&grouped(read.size)), digest];
        if filed.has_exhibits() {
            cells.push(Text::plain(filed.exhibit(read)));
        }
        page.row(&cells)?;
    }
    page.end_table()?;
    not_listed(head.files.len() as u64, "file", page)
}

fn check(head: &Head, page: &mut dyn Page) -> io::Result<()> {
    let words = "The report digest covers every file that is not listed as skipped, every result, the keys, the \
                 options and the rules. Run \
                 Proofdesk on the same evidence with the same keys and options, on any machine: if it \
                 prints the same 64 characters, it saw the same files and came to the same verdicts.";
    page.paragraph(&Text::plain(words))?;
    if let Some(digest) = &head.report_digest {
        page.facts(&[("Report digest", Text::digits(digest))])?;
    }
    let words = "Whoever can edit a report can change its words; the digest does not cover them. Rely on a \
                 report that you made, or whose digest is that of a run of your own.";
    page.paragraph(&Text::plain(words))?;
    if let Some(words) = page.attached() {
        page.paragraph(&Text::plain(words))?;
    }
    let words = "A file by itself is checked with any program that calculates SHA-256:";
    page.paragraph(&Text::plain(words))?;
    page.commands(&["sha256sum FILE"])
}
