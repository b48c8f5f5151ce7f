//! What a report says to people, from the answer to the last file.

use std::collections::BTreeMap;
use std::io;

use proofdesk_engine::core::verdict::{CheckName, Kind, Source, Verdict};
use proofdesk_engine::core::{capital, counted, grouped};
use proofdesk_engine::keys::MATCHED;
use proofdesk_engine::report::{Clock, Counts, Head, PinnedKey, Reported, VerdictOptions};

use super::exception::explain;
use super::page::{Look, Page, Section, Text};
use super::verified::Verified;
use crate::results::Results;
use crate::words::{file, is_exception, named, place};

/// Exceptions and files that are listed one by one; beyond, they are counted.
const LISTED: usize = 20_000;
/// Exceptions that the first page names.
const FIRST: usize = 10;
/// Exceptions that are explained one by one.
const EXPLAINED: usize = 500;

/// Writes the document.
pub(crate) fn compose(
    head: &Head,
    results: &mut dyn Results,
    page: &mut dyn Page,
) -> io::Result<()> {
    let seen = Seen::of(results)?;
    let sections: Vec<Section> = Section::ALL.into_iter().filter(|s| seen.has(*s, head)).collect();
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
            Section::Basis => basis(head, page)?,
            Section::Exceptions => exceptions(&seen, results, page)?,
            Section::Explained => explained(&seen, page)?,
            Section::Completeness => completeness(results, page)?,
            Section::Verified => verified(results, page)?,
            Section::Information => information(results, page)?,
            Section::Files => files(head, page)?,
            Section::Limits => limits(head, page)?,
            Section::Check => check(head, page)?,
        }
    }
    page.end()
}

/// What has to be known of all results before the first of them is written.
#[derive(Debug, Default)]
struct Seen {
    exceptions: u64,
    lists: u64,
    /// How many results of each kind have each verdict.
    kinds: BTreeMap<(Verdict, Kind), u64>,
    /// Those that are listed, mismatches first.
    listed: BTreeMap<Rank, Listed>,
    /// Those that are explained.
    explained: BTreeMap<Rank, Reported>,
}

/// The place of an exception: by verdict, mismatches first, then in the order of the report.
type Rank = (Verdict, u64);

/// What is listed of an exception.
#[derive(Debug)]
struct Listed {
    place: String,
    kind: Kind,
    headline: String,
}

impl Seen {
    fn of(results: &mut dyn Results) -> io::Result<Self> {
        let mut seen = Self::default();
        results.each(&mut |result| {
            seen.take(result);
            Ok(())
        })?;
        Ok(seen)
    }

    fn take(&mut self, result: Reported) {
        *self.kinds.entry((result.verdict, result.kind)).or_default() += 1;
        self.lists += u64::from(tells_of_completeness(&result));
        if !is_exception(result.verdict) {
            return;
        }
        self.exceptions += 1;
        let rank = (result.verdict, self.exceptions);
        let (place, headline) = (place(&result.source), result.headline.clone());
        self.listed.insert(rank, Listed { place, kind: result.kind, headline });
        self.explained.insert(rank, result);
        if self.listed.len() > LISTED {
            self.listed.pop_last();
        }
        if self.explained.len() > EXPLAINED {
            self.explained.pop_last();
        }
    }

    /// How many results have this verdict.
    fn count(&self, verdict: Verdict) -> u64 {
        self.kinds.iter().filter(|((of, _), _)| *of == verdict).map(|(_, n)| n).sum()
    }

    fn has(&self, section: Section, head: &Head) -> bool {
        match section {
            Section::Exceptions | Section::Explained => self.exceptions > 0,
            Section::Completeness => self.lists > 0,
            Section::Verified => self.count(Verdict::Verified) > 0,
            Section::Information => self.count(Verdict::Info) > 0,
            Section::Files => !head.files.is_empty(),
            Section::Check => head.report_digest.is_some(),
            Section::Answer | Section::Basis | Section::Limits => true,
        }
    }

    /// How many results of each kind have a verdict: "3 events, 2 files".
    fn kinds(&self, verdict: Verdict) -> String {
        let of = self.kinds.iter().filter(|((of, _), _)| *of == verdict);
        let each: Vec<String> = of.map(|((_, kind), n)| kind.counted(*n)).collect();
        each.join(", ")
    }
}

fn clock(clock: Clock) -> &'static str {
    match clock {
        Clock::System => " by the clock of the machine that it ran on",
        Clock::SourceDateEpoch => " by the variable SOURCE_DATE_EPOCH, not by a clock",
    }
}

fn answer(head: &Head, seen: &Seen, page: &mut dyn Page) -> io::Result<()> {
    let summary = &head.summary;
    let unpinned = match head.pins.is_empty() && summary.total > summary.info {
        true => " No key was pinned, so nothing could be verified.",
        false => "",
    };
    page.answer(&Text::plain(&(in_a_sentence(summary, seen) + unpinned)))?;
    first(seen, page)?;
    let given = format!(
        "{} with {} were read and hashed.",
        counted(summary.files, "file"),
        counted_in_full(summary.bytes_hashed, "byte")
    );
    page.paragraph(&Text::plain(&given))?;
    page.table("Results by verdict", &[("Verdict", 3), ("Results", 1), ("What they are", 6)])?;
    for verdict in Verdict::ALL {
        let count = seen.count(verdict);
        if count > 0 {
            let kinds = Text::plain(&seen.kinds(verdict));
            page.row(&[Text::verdict(verdict), Text::words(&grouped(count)), kinds])?;
        }
    }
    page.end_table()?;
    let samples: Vec<&str> =
        head.pins.iter().filter(|pin| pin.sample).map(|pin| &*pin.label).collect();
    if !samples.is_empty() {
        let words = format!(
            "{} is the key of the sample evidence, which anybody can sign with: what rests on it is a \
             sample.",
            samples.join(", ")
        );
        page.paragraph(&Text::default().and(Look::Strong, &words))?;
    }
    let unsaid: Vec<&str> =
        head.pins.iter().filter(|pin| pin.confirmed.is_none()).map(|pin| &*pin.label).collect();
    if !unsaid.is_empty() {
        let words = format!(
            "How the key pinned as {} was compared is not noted. This report does not show that it is the \
             issuer's key.",
            unsaid.join(", ")
        );
        page.paragraph(&Text::plain(&words))?;
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
    let caption = format!("{}: the first of them", capital(worst.word()));
    page.table(&caption, &[("No.", 1), ("File", 5), ("Why", 5), ("Next step", 5)])?;
    for ((_, result), number) in of_worst.take(FIRST) {
        page.row(&[
            Text::link(number, &number.to_string()),
            Text::plain(&place(&result.source)),
            Text::plain(&result.headline),
            Text::plain(result.next_step.as_deref().unwrap_or_default()),
        ])?;
    }
    page.end_table()
}

/// So many of something, every digit of it readable: "1,204 bytes".
fn counted_in_full(count: u64, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{} {noun}{s}", grouped(count))
}

/// What came of the run. It will be quoted alone.
fn in_a_sentence(summary: &Counts, seen: &Seen) -> String {
    let judged = summary.total - summary.info;
    let verb = |n: u64| if n == 1 { "is" } else { "are" };
    let results = counted(judged, "result");
    if summary.cancelled {
        return "The run was cancelled. These results are incomplete; do not rely on them."
            .to_owned();
    }
    match (judged, summary.mismatch) {
        (0, _) => "There was nothing to verify.".to_owned(),
        (_, 1) => format!("1 of {results} does not match."),
        (_, 2..) => format!("{} of {results} do not match.", summary.mismatch),
        _ if summary.verified == judged => format!(
            "All {results} ({}) are verified under the keys listed, within the limits listed.",
            seen.kinds(Verdict::Verified)
        ),
        _ => format!(
            "{} of {results} {} verified; no mismatch was found in what could be checked.",
            summary.verified,
            verb(if judged == 1 { 1 } else { summary.verified })
        ),
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
    facts.extend(head.reviewers.iter().map(|key| {
        ("Key of a reviewer", Text::plain(&format!("{}: {}", key.label, key.fingerprint)))
    }));
    page.facts(&facts)?;
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
            Text::plain(&compared(pin)),
        ])?;
    }
    page.end_table()
}

/// What the user did to know that a key is the issuer's, as their word.
fn compared(pin: &PinnedKey) -> String {
    let mut words = match (&pin.confirmed, pin.independent) {
        (Some(how), Some(false)) => format!(
            "{how}, which lies beside the key. Not independent: whoever sent one could send the other."
        ),
        (Some(how), _) if how.starts_with(MATCHED) => capital(how),
        (Some(how), _) => format!("The user noted: {how}"),
        (None, _) => "Nothing was noted".to_owned(),
    };
    let dates = [
        ("trusted from", &pin.valid_from),
        ("trusted until", &pin.valid_until),
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
            Text::words(listed.kind.word()),
            Text::verdict(*verdict),
            Text::plain(&listed.headline),
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

/// Whether a result says how complete something is.
fn tells_of_completeness(result: &Reported) -> bool {
    matches!(result.kind, Kind::AuditLog | Kind::Trace | Kind::List)
}

fn completeness(results: &mut dyn Results, page: &mut dyn Page) -> io::Result<()> {
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
        let found = Text::default().and(Look::Strong, &result.headline).and(Look::Plain, ". ");
        page.row(&[
            Text::plain(&place(&result.source)),
            Text::plain(&named(&result)),
            Text::verdict(result.verdict),
            found.and(Look::Plain, &notes),
        ])
    })?;
    page.end_table()
}

fn verified(results: &mut dyn Results, page: &mut dyn Page) -> io::Result<()> {
    let words = "Of each, all that applies was checked: the content against the hash in the record, the \
                 signature, the key against those pinned, the fields shown against those signed, and how \
                 complete a log or trace is.";
    page.paragraph(&Text::plain(words))?;
    page.table(
        "Files with verified results",
        &[
            ("File", 4),
            ("Verified results", 3),
            ("Proved by, or proof of", 4),
            ("Key pinned as", 2),
        ],
    )?;
    let mut verified = Verified::new(LISTED as u64);
    results.each(&mut |result| match result.verdict {
        Verdict::Verified => verified.take(&result, page),
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
    Ok(())
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
                Text::words(result.kind.word()),
                Text::plain(&result.headline),
            ]),
            false => Ok(()),
        }
    })?;
    page.end_table()?;
    not_listed(count, "result", page)
}

fn files(head: &Head, page: &mut dyn Page) -> io::Result<()> {
    page.table("Files that were read to their end", &[("File", 5), ("Bytes", 2), ("SHA-256", 6)])?;
    for read in head.files.iter().take(LISTED) {
        let place = Source { members: read.members.clone(), ..Source::file(read.path.clone()) };
        let name = Text::plain(&file(&place));
        page.row(&[name, Text::words(&grouped(read.size)), Text::digits(&read.sha256)])?;
    }
    page.end_table()?;
    not_listed(head.files.len() as u64, "file", page)
}

fn not_listed(count: u64, noun: &str, page: &mut dyn Page) -> io::Result<()> {
    match count.saturating_sub(LISTED as u64) {
        0 => Ok(()),
        more => page.paragraph(&Text::plain(&format!(
            "{} not listed here; the JSON report lists all.",
            counted(more, &format!("more {noun}"))
        ))),
    }
}

fn limits(head: &Head, page: &mut dyn Page) -> io::Result<()> {
    if !head.limits.is_empty() {
        page.paragraph(&Text::plain("No check of this run could show these:"))?;
        page.list(&head.limits.iter().map(|limit| Text::plain(limit)).collect::<Vec<_>>())?;
    }
    let skipped = head.skipped.iter().take(LISTED);
    let skipped: Vec<Text> = skipped
        .map(|file| Text::name(&file.path).and(Look::Plain, ": ").and(Look::Plain, &file.why))
        .collect();
    if !skipped.is_empty() {
        page.paragraph(&Text::plain("Skipped, and not judged:"))?;
        page.list(&skipped)?;
        not_listed(head.skipped.len() as u64, "file", page)?;
    }
    let left_over: Vec<Text> = head
        .left_over
        .iter()
        .take(LISTED)
        .map(|file| {
            let first = first_of(file.count, &file.pointers);
            let values = format!(": {}{first}", counted(file.count, "value"));
            Text::name(&file.path).and(Look::Plain, &values)
        })
        .collect();
    if !left_over.is_empty() {
        page.paragraph(&Text::plain("Not part of any result:"))?;
        page.list(&left_over)?;
        not_listed(head.left_over.len() as u64, "file", page)?;
    }
    Ok(())
}

/// The first of the values of a file that are not part of any result, in brackets.
fn first_of(count: u64, pointers: &[String]) -> String {
    let named = pointers.iter().map(|p| if p.is_empty() { "the whole value" } else { p });
    let named = named.collect::<Vec<_>>().join(", ");
    match (named.is_empty(), count > pointers.len() as u64) {
        (true, _) => String::new(),
        (false, false) => format!(" ({named})"),
        (false, true) => format!(" ({named} and more)"),
    }
}

fn check(head: &Head, page: &mut dyn Page) -> io::Result<()> {
    let words = "The report digest covers every file, every result, the keys, the options and the rules. Run \
                 Proofdesk on the same evidence with the same keys and options, on any machine: if it \
                 prints the same 64 characters, it saw the same files and came to the same verdicts.";
    page.paragraph(&Text::plain(words))?;
    if let Some(digest) = &head.report_digest {
        page.facts(&[("Report digest", Text::digits(digest))])?;
    }
    let words = "Whoever can edit a report can change its words; the digest does not cover them. Rely on a \
                 report that you made, or whose digest is that of a run of your own.";
    page.paragraph(&Text::plain(words))?;
    let words = "A file by itself is checked with any program that calculates SHA-256:";
    page.paragraph(&Text::plain(words))?;
    page.commands(&["sha256sum FILE"])
}
