//! The report for people: what does not hold first and explained, what holds summarised.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use proofdesk_engine::Order;
use proofdesk_engine::core::verdict::{
    Axes, Check, CheckName, Finding, KeySource, Kind, Outcome, Source, Verdict,
};
use proofdesk_engine::core::visible;
use proofdesk_engine::job::{Job, Located, Summary};
use proofdesk_engine::progress::Snapshot;
use proofdesk_engine::report::NOT_CHECKED;
use unicode_width::UnicodeWidthStr;

use crate::page::{Page, Style, sign};
use crate::progress::bytes;

/// Findings of one headline that are explained one by one; of more, the number is given.
const EXPLAINED: usize = 10;
/// Files with verified or informative findings of one headline that are named.
const NAMED: usize = 30;
/// Failing items of one trace that are explained.
const ITEMS: usize = 5;

/// A finding's place; the number tells findings of one place apart.
type Place = (Order, u64);

/// Findings that say the same and need explaining.
#[derive(Debug, Default)]
struct Doubts {
    count: u64,
    /// The first ones in the order of the report.
    first: BTreeMap<Place, Finding>,
}

/// Findings that say the same and need none.
#[derive(Debug)]
struct Summarised {
    kinds: BTreeMap<&'static str, u64>,
    axes: Axes,
    fingerprint: Option<String>,
    /// What an error response means and what to do, once.
    words: Option<(String, String)>,
    /// The first files in the order of the report.
    files: BTreeMap<u32, File>,
    count: u64,
    /// What is to be known of some although they are verified.
    noted: BTreeMap<Place, String>,
}

#[derive(Debug)]
struct File {
    path: String,
    kinds: BTreeMap<&'static str, u64>,
    /// It is the finding of one whole file, which goes without saying.
    whole: bool,
}

/// Gathers findings, as many as it will show, and counts the others.
#[derive(Debug)]
pub(crate) struct TextReport {
    style: Style,
    doubts: BTreeMap<(Verdict, String), Doubts>,
    summarised: BTreeMap<(Verdict, String), Summarised>,
    seen: u64,
}

impl TextReport {
    pub(crate) fn new(style: Style) -> Self {
        Self { style, doubts: BTreeMap::new(), summarised: BTreeMap::new(), seen: 0 }
    }

    /// Takes findings.
    pub(crate) fn accept(&mut self, findings: Vec<Located>) {
        for Located { order, finding } in findings {
            self.seen += 1;
            let key = (finding.verdict, finding.headline.clone());
            let place = (order, self.seen);
            if needs_no_explaining(finding.verdict) {
                self.summarised.entry(key).or_default().take(place, &finding);
                continue;
            }
            let doubts = self.doubts.entry(key).or_default();
            doubts.count += 1;
            keep_first(&mut doubts.first, EXPLAINED, place, || finding);
        }
    }

    /// Writes the report.
    pub(crate) fn finish(
        self,
        job: &Job,
        summary: &Summary,
        progress: &Snapshot,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut page = Page { style: self.style, out };
        for verdict in Verdict::ALL {
            let of = |key: &&(Verdict, String)| key.0 == verdict;
            if needs_no_explaining(verdict) {
                let groups = self.summarised.iter().filter(|(key, _)| of(key));
                let groups: Vec<_> =
                    groups.map(|((_, headline), group)| (headline, group)).collect();
                if !groups.is_empty() && !self.style.quiet {
                    title(&mut page, verdict, groups.iter().map(|(_, g)| g.count).sum())?;
                    for (headline, group) in groups {
                        group.write(&mut page, verdict, headline)?;
                    }
                }
                continue;
            }
            let groups: Vec<_> = self.doubts.iter().filter(|(key, _)| of(key)).collect();
            if !groups.is_empty() {
                title(&mut page, verdict, groups.iter().map(|(_, g)| g.count).sum())?;
                explain_all(&mut page, &groups)?;
            }
        }
        closing(&mut page, job, summary, progress)
    }
}

fn needs_no_explaining(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Verified | Verdict::Info)
}

/// Keeps the first values by their key.
fn keep_first<K: Ord, V>(map: &mut BTreeMap<K, V>, room: usize, key: K, value: impl FnOnce() -> V) {
    if map.len() < room || map.last_key_value().is_some_and(|(last, _)| key < *last) {
        map.insert(key, value());
        if map.len() > room {
            map.pop_last();
        }
    }
}

fn plural(count: u64, noun: &str) -> String {
    match (count, noun) {
        (1, noun) => format!("1 {noun}"),
        (n, "request body") => format!("{n} request bodies"),
        (n, noun) => format!("{n} {noun}s"),
    }
}

fn plurals(kinds: &BTreeMap<&'static str, u64>) -> String {
    let each: Vec<String> = kinds.iter().map(|(kind, n)| plural(*n, kind)).collect();
    each.join(", ")
}

fn place(source: &Source) -> String {
    let path = visible(&source.path);
    let line = source.line.map(|line| format!(":{line}")).unwrap_or_default();
    let pointer = source.pointer.as_deref().map(|p| format!("#{}", visible(p))).unwrap_or_default();
    format!("{path}{line}{pointer}")
}

fn title(page: &mut Page<'_>, verdict: Verdict, count: u64) -> io::Result<()> {
    let one = count == 1;
    let words = match verdict {
        Verdict::Mismatch if one => "does not match",
        Verdict::Mismatch => "do not match",
        Verdict::Uncheckable => "cannot be checked",
        Verdict::NotFound if one => "has no proof record here",
        Verdict::NotFound => "have no proof record here",
        Verdict::Unconfirmed if one => "is consistent, but not confirmed",
        Verdict::Unconfirmed => "are consistent, but not confirmed",
        Verdict::Verified => "verified",
        _ => "for information",
    };
    let title = page.style.title(verdict, &format!("{count} {words}"));
    writeln!(page.out, "{title}\n")
}

/// Findings of one verdict in the order of the report. Cause and next step are said once, but for
/// a mismatch each time.
fn explain_all(page: &mut Page<'_>, groups: &[(&(Verdict, String), &Doubts)]) -> io::Result<()> {
    let mut findings: Vec<(&Place, &Finding)> =
        groups.iter().flat_map(|(_, group)| &group.first).collect();
    findings.sort_by_key(|(place, _)| **place);
    let mut said = HashSet::new();
    for (_, finding) in findings {
        let new = said.insert((&finding.cause, &finding.next_step));
        explain(page, finding, new || finding.verdict == Verdict::Mismatch)?;
    }
    for ((_, headline), group) in groups {
        let more = group.count - group.first.len() as u64;
        if more > 0 {
            page.text(2, &format!("and {more} more: {headline} (--format json names all)"))?;
            writeln!(page.out)?;
        }
    }
    Ok(())
}

fn explain(page: &mut Page<'_>, finding: &Finding, cause: bool) -> io::Result<()> {
    let verdict = finding.verdict;
    let head = format!("{} {}", sign(verdict), place(&finding.source));
    writeln!(page.out, "{}", page.style.verdict(verdict, &head))?;
    // Of what was asked for and not found, and of a mere file, the name is all that is known.
    let id = finding.id.as_deref().filter(|id| **id != *finding.source.path);
    if id.is_some() || !matches!(finding.kind, Kind::Content | Kind::Unknown) {
        let id = id.map(|id| format!(" {}", visible(id))).unwrap_or_default();
        let what = format!("{}{id}", finding.kind.noun());
        writeln!(page.out, "  {}", page.style.faint(&what))?;
    }
    page.text(2, &finding.headline)?;
    if cause {
        if let Some(cause) = &finding.cause {
            page.labelled(2, "Cause", &visible(cause))?;
        }
        if let Some(next) = &finding.next_step {
            page.labelled(2, "Next", &visible(next))?;
        }
    }
    checks(page, 2, finding)?;
    let bad: Vec<&Finding> = finding.children.iter().filter(|c| c.verdict == verdict).collect();
    for child in bad.iter().take(ITEMS) {
        let id = child.id.as_deref().map(visible).unwrap_or_default();
        let pointer = child.source.pointer.as_deref().unwrap_or_default();
        page.text(2, &format!("item {pointer} {id}: {}", child.headline))?;
        checks(page, 4, child)?;
    }
    if bad.len() > ITEMS {
        page.text(2, &format!("and {} more items", bad.len() - ITEMS))?;
    }
    writeln!(page.out)
}

/// Every check that did not pass: its code, then what was compared with what.
fn checks(page: &mut Page<'_>, indent: usize, finding: &Finding) -> io::Result<()> {
    for check in finding.checks.iter().filter(|c| c.outcome != Outcome::Pass) {
        let code = check.reason.map_or("", |r| r.code());
        writeln!(page.out, "{}{}", " ".repeat(indent), page.style.faint(code))?;
        page.text(indent + 2, &note(check, finding))?;
        // A key in the record and a key that the user pinned never share a word.
        let is_key = check.check == CheckName::Signer;
        let found = if finding.signer.source == KeySource::Embedded { "embedded" } else { "found" };
        let labels = if is_key { ["pinned", found] } else { ["expected", "found"] };
        for (label, value) in labels.into_iter().zip([&check.expected, &check.actual]) {
            let Some(value) = value else { continue };
            match is_key && value.len() == 64 {
                true => page.fingerprint(indent + 2, label, value)?,
                false => page.value(indent + 2, label, value)?,
            }
        }
    }
    Ok(())
}

/// What the headline and the cause have not said yet.
fn note(check: &Check, finding: &Finding) -> String {
    let clause = check.reason.map_or("", |r| r.clause());
    let mut note = check.note.as_deref().map(visible).unwrap_or_default().into_owned();
    if finding.cause.as_deref().is_some_and(|cause| note.ends_with(cause)) {
        note.clear();
    } else if note.is_empty() && !finding.headline.contains(clause) {
        note = sentence(clause);
    }
    note
}

fn sentence(clause: &str) -> String {
    let mut chars = clause.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

impl Default for Summarised {
    fn default() -> Self {
        Self {
            kinds: BTreeMap::new(),
            axes: Axes::NONE,
            fingerprint: None,
            words: None,
            files: BTreeMap::new(),
            count: 0,
            noted: BTreeMap::new(),
        }
    }
}

impl Summarised {
    fn take(&mut self, at: Place, finding: &Finding) {
        let (kind, source) = (finding.kind.noun(), &finding.source);
        self.count += 1;
        *self.kinds.entry(kind).or_default() += 1;
        self.axes = self.axes.worse(finding.axes);
        if self.fingerprint.is_none() {
            self.fingerprint = finding.signer.fingerprint.as_deref().map(str::to_owned);
        }
        if let (None, Some(cause), Some(next)) = (&self.words, &finding.cause, &finding.next_step) {
            self.words = Some((visible(cause).into_owned(), visible(next).into_owned()));
        }
        for reason in finding.checks.iter().filter_map(|c| c.reason) {
            let note = || format!("{}: {}.", place(source), reason.clause());
            keep_first(&mut self.noted, NAMED, at, note);
        }
        let file = at.0.file;
        if !self.files.contains_key(&file) {
            keep_first(&mut self.files, NAMED, file, || File {
                path: visible(&source.path).into_owned(),
                kinds: BTreeMap::new(),
                whole: source.line.is_none() && source.pointer.is_none(),
            });
        }
        // Unless it is one of those that are not named.
        if let Some(named) = self.files.get_mut(&file) {
            *named.kinds.entry(kind).or_default() += 1;
        }
    }

    fn write(&self, page: &mut Page<'_>, verdict: Verdict, headline: &str) -> io::Result<()> {
        let head = format!("{} {headline}", sign(verdict));
        writeln!(page.out, "{}", page.style.verdict(verdict, &head))?;
        if verdict == Verdict::Verified {
            if let Some(fingerprint) = &self.fingerprint {
                page.fingerprint(2, "pinned", fingerprint)?;
            }
            page.labelled(2, "checked", &checked(self.axes))?;
            page.labelled(2, "results", &plurals(&self.kinds))?;
        }
        if let Some((cause, next)) = &self.words {
            page.labelled(2, "Meaning", cause)?;
            page.labelled(2, "Next", next)?;
        }
        let mut named = 0;
        for file in self.files.values() {
            let count: u64 = file.kinds.values().sum();
            named += count;
            // On one line, so that it can be copied.
            match file.whole && count == 1 {
                true => writeln!(page.out, "    {}", file.path)?,
                false => writeln!(page.out, "    {} ({})", file.path, plurals(&file.kinds))?,
            }
        }
        if self.count > named {
            page.text(4, &format!("and {} more", self.count - named))?;
        }
        for note in self.noted.values() {
            page.labelled(2, "noted", note)?;
        }
        writeln!(page.out)
    }
}

/// The axes that passed, in words.
fn checked(axes: Axes) -> String {
    let all = [
        (axes.content, "the content against the hashes"),
        (axes.signature, "the signatures"),
        (axes.signer, "the signer against your pins"),
        (axes.binding, "which of the fields shown are signed"),
        (axes.completeness, "traces and logs as wholes"),
    ];
    let passed = all.iter().filter(|(outcome, _)| *outcome == Outcome::Pass);
    passed.map(|(_, words)| *words).collect::<Vec<_>>().join(", ")
}

fn closing(page: &mut Page<'_>, job: &Job, summary: &Summary, at: &Snapshot) -> io::Result<()> {
    let counts = [
        (Verdict::Mismatch, summary.mismatch, "mismatch"),
        (Verdict::Uncheckable, summary.uncheckable, "cannot be checked"),
        (Verdict::NotFound, summary.not_found, "no record found"),
        (Verdict::Unconfirmed, summary.unconfirmed, "unconfirmed"),
        (Verdict::Verified, summary.verified, "verified"),
        (Verdict::Info, summary.info, "for information"),
    ];
    let parts = counts.iter().filter(|(_, n, _)| *n > 0).map(|(verdict, n, word)| {
        let text = format!("{} {n} {word}", sign(*verdict));
        (page.style.verdict(*verdict, &text), text.width())
    });
    let parts: Vec<(String, usize)> = parts.collect();
    match parts.is_empty() {
        true => writeln!(page.out, "No results")?,
        false => page.parts(&parts)?,
    }
    if !page.style.quiet {
        what_was_read(page, job, summary, at)?;
    }
    let words = match summary.exit_status() {
        130 => format!(
            "Cancelled after {} of {} files. This is not a pass.",
            at.files_done, at.files_total
        ),
        0 => "Everything is verified.".to_owned(),
        1 => "Something does not match.".to_owned(),
        _ if summary.total == summary.info => "There was nothing to verify.".to_owned(),
        _ => "Nothing contradicts, but not everything is verified.".to_owned(),
    };
    writeln!(page.out, "{}", page.style.bold(&words))
}

fn what_was_read(
    page: &mut Page<'_>,
    job: &Job,
    summary: &Summary,
    at: &Snapshot,
) -> io::Result<()> {
    let skipped = match summary.skipped {
        0 => String::new(),
        n => format!(", {n} skipped (system files, excluded files, reports, links within the set)"),
    };
    let read = plural(at.files_done, "file");
    page.text(0, &format!("{read}, {} hashed{skipped}", bytes(summary.bytes_hashed)))?;
    if job.trust.pins().is_empty() {
        page.text(
            0,
            "No key is pinned, so nothing can be verified. Get the issuer's public key from the \
             issuer, compare its fingerprint, and give it with --pin or `proofdesk keys add`.",
        )?;
    }
    writeln!(page.out, "{}", page.style.faint("Not checked by any run:"))?;
    for text in NOT_CHECKED {
        page.bullet(2, text)?;
    }
    Ok(())
}
