//! The report for people: what does not hold first and explained, what holds summarised.

use std::collections::BTreeMap;
use std::io::{self, Write};

use proofdesk_engine::Order;
use proofdesk_engine::core::verdict::{Check, Finding, Outcome, Source, Verdict};
use proofdesk_engine::core::visible;
use proofdesk_engine::job::{Job, Located, Summary};
use proofdesk_engine::progress::Snapshot;
use proofdesk_engine::report::NOT_CHECKED;
use unicode_width::UnicodeWidthStr;

use crate::args::Color;
use crate::progress::bytes;

/// Findings of one headline that are explained one by one; of more, the number is given.
const EXPLAINED: usize = 10;
/// Verified and informative findings of one headline that are named.
const NAMED: usize = 30;
/// Failing items of one trace that are explained.
const ITEMS: usize = 5;
const WIDEST: usize = 100;

/// Columns to write in: those of the terminal, within reason.
pub(crate) fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let terminal = terminal_size::terminal_size().map(|(w, _)| usize::from(w.0));
    columns.or(terminal).unwrap_or(80).clamp(40, WIDEST)
}

/// How to write.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    color: bool,
    quiet: bool,
    width: usize,
}

impl Style {
    pub(crate) fn new(color: Color, quiet: bool, terminal: bool) -> Self {
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            // https://no-color.org: set and not empty.
            Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        };
        Self { color, quiet, width: width() }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.color { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    fn faint(&self, text: &str) -> String {
        self.paint("2", text)
    }

    fn verdict(&self, verdict: Verdict, text: &str) -> String {
        self.paint(hue(verdict), text)
    }
}

/// Hues that people who see few colours can still tell apart by lightness; the sign and the word
/// are always there too.
fn hue(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Mismatch => "1;31",
        Verdict::Uncheckable => "35",
        Verdict::NotFound => "36",
        Verdict::Unconfirmed => "33",
        Verdict::Verified => "32",
        _ => "2",
    }
}

fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Mismatch => "≠",
        Verdict::Uncheckable => "–",
        Verdict::NotFound => "○",
        Verdict::Unconfirmed => "◐",
        Verdict::Verified => "✓",
        _ => "·",
    }
}

fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Mismatch => "do not match",
        Verdict::Uncheckable => "cannot be checked",
        Verdict::NotFound => "have no proof record here",
        Verdict::Unconfirmed => "are consistent, but not confirmed",
        Verdict::Verified => "verified",
        _ => "for information",
    }
}

/// Findings that say the same.
#[derive(Debug, Default)]
struct Group {
    count: u64,
    kinds: BTreeMap<&'static str, u64>,
    /// The first ones in the order of the report.
    first: BTreeMap<(Order, u64), Finding>,
}

/// Gathers findings, as many as it will show, and counts the others.
#[derive(Debug)]
pub(crate) struct TextReport {
    style: Style,
    groups: BTreeMap<(Verdict, String), Group>,
    seen: u64,
}

impl TextReport {
    pub(crate) fn new(style: Style) -> Self {
        Self { style, groups: BTreeMap::new(), seen: 0 }
    }

    /// Takes findings.
    pub(crate) fn accept(&mut self, findings: Vec<Located>) {
        for Located { order, finding } in findings {
            let key = (finding.verdict, finding.headline.clone());
            let group = self.groups.entry(key).or_default();
            group.count += 1;
            *group.kinds.entry(noun(&finding)).or_default() += 1;
            let room = match finding.verdict {
                Verdict::Verified | Verdict::Info => NAMED,
                _ => EXPLAINED,
            };
            self.seen += 1;
            let place = (order, self.seen);
            let fits = group.first.len() < room
                || group.first.last_key_value().is_some_and(|(last, _)| place < *last);
            if fits {
                group.first.insert(place, finding);
                if group.first.len() > room {
                    group.first.pop_last();
                }
            }
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
            let groups: Vec<(&String, &Group)> = self
                .groups
                .iter()
                .filter(|((v, _), _)| *v == verdict)
                .map(|((_, headline), group)| (headline, group))
                .collect();
            let good = matches!(verdict, Verdict::Verified | Verdict::Info);
            if groups.is_empty() || good && self.style.quiet {
                continue;
            }
            let count: u64 = groups.iter().map(|(_, g)| g.count).sum();
            page.section(verdict, count)?;
            for (headline, group) in groups {
                match good {
                    true => page.names(verdict, headline, group)?,
                    false => page.explain(verdict, headline, group)?,
                }
            }
        }
        page.closing(job, summary, progress)
    }
}

fn noun(finding: &Finding) -> &'static str {
    finding.kind.noun()
}

fn plural(count: u64, noun: &str) -> String {
    match (count, noun) {
        (1, noun) => format!("1 {noun}"),
        (n, "public key") => format!("{n} public keys"),
        (n, "request body") => format!("{n} request bodies"),
        (n, noun) => format!("{n} {noun}s"),
    }
}

fn place(source: &Source) -> String {
    let path = visible(&source.path);
    let line = source.line.map(|line| format!(":{line}")).unwrap_or_default();
    let pointer =
        source.pointer.as_deref().map(|p| format!("#{}", visible(p))).unwrap_or_default();
    format!("{path}{line}{pointer}")
}

struct Page<'o> {
    style: Style,
    out: &'o mut dyn Write,
}

impl Page<'_> {
    fn section(&mut self, verdict: Verdict, count: u64) -> io::Result<()> {
        let title = format!("{count} {}", words(verdict));
        let title = self.style.verdict(verdict, &self.style.bold(&title));
        writeln!(self.out, "{title}\n")
    }

    /// Text behind a label, wrapped and aligned.
    fn line(&mut self, indent: usize, label: &str, text: &str) -> io::Result<()> {
        let label_width = if label.is_empty() { 0 } else { label.width().max(9) + 1 };
        let room = self.style.width.saturating_sub(indent + label_width).max(20);
        for (i, part) in wrap(text, room).into_iter().enumerate() {
            let head = match (i, label) {
                (_, "") => String::new(),
                (0, label) => {
                    let pad = " ".repeat(label_width - label.width());
                    format!("{}{pad}", self.style.faint(label))
                }
                _ => " ".repeat(label_width),
            };
            writeln!(self.out, "{}{head}{part}", " ".repeat(indent))?;
        }
        Ok(())
    }

    fn explain(&mut self, verdict: Verdict, headline: &str, group: &Group) -> io::Result<()> {
        for (i, finding) in group.first.values().enumerate() {
            let head = format!("{} {}", sign(verdict), place(&finding.source));
            writeln!(self.out, "{}", self.style.verdict(verdict, &head))?;
            let id = finding.id.as_deref().map(|id| format!(" {}", visible(id)));
            let what = format!("{}{}", noun(finding), id.unwrap_or_default());
            writeln!(self.out, "  {}", self.style.faint(&what))?;
            self.line(2, "", headline)?;
            self.checks(4, finding)?;
            let bad = |child: &&Finding| child.verdict == verdict;
            for child in finding.children.iter().filter(bad).take(ITEMS) {
                let id = child.id.as_deref().map(visible).unwrap_or_default();
                let pointer = child.source.pointer.as_deref().unwrap_or_default();
                self.line(4, "", &format!("item {pointer} {id}: {}", child.headline))?;
                self.checks(6, child)?;
            }
            let more = finding.children.iter().filter(bad).count().saturating_sub(ITEMS);
            if more > 0 {
                self.line(4, "", &format!("and {more} more items"))?;
            }
            // Said once for all findings of the headline.
            if i == 0 {
                if let Some(cause) = &finding.cause {
                    self.line(2, "Cause", &visible(cause))?;
                }
                if let Some(next) = &finding.next_step {
                    self.line(2, "Next", &visible(next))?;
                }
            }
            writeln!(self.out)?;
        }
        let more = group.count - group.first.len() as u64;
        if more > 0 {
            let text = format!("  and {more} more with the same finding (--format json names all)");
            writeln!(self.out, "{text}\n")?;
        }
        Ok(())
    }

    fn checks(&mut self, indent: usize, finding: &Finding) -> io::Result<()> {
        let bad = finding.checks.iter().filter(|c| c.outcome != Outcome::Pass);
        for check in bad {
            let name = check.reason.map_or("", |r| r.code());
            self.line(indent, name, &note(check))?;
            for (label, value) in [("expected", &check.expected), ("found", &check.actual)] {
                if let Some(value) = value {
                    self.line(indent + 2, label, &visible(value))?;
                }
            }
        }
        Ok(())
    }

    fn names(&mut self, verdict: Verdict, headline: &str, group: &Group) -> io::Result<()> {
        let head = format!("{} {headline}", sign(verdict));
        writeln!(self.out, "{}", self.style.verdict(verdict, &head))?;
        if verdict == Verdict::Verified {
            let fingerprint = group.first.values().find_map(|f| f.signer.fingerprint.clone());
            if let Some(fingerprint) = fingerprint {
                self.line(2, "key", &groups_of_four(&fingerprint))?;
            }
            let kinds: Vec<String> = group.kinds.iter().map(|(k, n)| plural(*n, k)).collect();
            self.line(2, "", &format!("{}:", kinds.join(", ")))?;
        }
        // Lines of one export are named as a range.
        let mut shown: Vec<(String, u64, u64, u64)> = Vec::new();
        for finding in group.first.values() {
            let line = finding.source.line.unwrap_or(0);
            let base = Source { line: None, ..finding.source.clone() };
            match shown.last_mut() {
                Some((path, _, last, n)) if line > 0 && *path == place(&base) && line > *last => {
                    *last = line;
                    *n += 1;
                }
                _ => shown.push((place(&base), line, line, 1)),
            }
        }
        for (path, first, last, n) in shown {
            let text = match (first, n) {
                (0, _) => path,
                (line, 1) => format!("{path}:{line}"),
                _ => format!("{path}:{first} to {last}"),
            };
            self.line(4, "", &text)?;
        }
        let more = group.count - group.first.len() as u64;
        if more > 0 {
            self.line(4, "", &format!("and {more} more"))?;
        }
        writeln!(self.out)
    }

    fn closing(&mut self, job: &Job, summary: &Summary, at: &Snapshot) -> io::Result<()> {
        let counts = [
            (Verdict::Verified, summary.verified, "verified"),
            (Verdict::Unconfirmed, summary.unconfirmed, "unconfirmed"),
            (Verdict::Mismatch, summary.mismatch, "mismatch"),
            (Verdict::Uncheckable, summary.uncheckable, "cannot be checked"),
            (Verdict::NotFound, summary.not_found, "no record found"),
            (Verdict::Info, summary.info, "for information"),
        ];
        let parts: Vec<String> = counts
            .iter()
            .filter(|(_, n, _)| *n > 0)
            .map(|(v, n, word)| self.style.verdict(*v, &format!("{} {n} {word}", sign(*v))))
            .collect();
        let line = if parts.is_empty() { "No results".to_owned() } else { parts.join("   ") };
        writeln!(self.out, "{line}")?;
        if !self.style.quiet {
            let skipped = match summary.skipped {
                0 => String::new(),
                n => format!(", {n} skipped (system files, excluded files, links within the set)"),
            };
            let read = plural(at.files_done, "file");
            let read = format!("{read}, {} hashed{skipped}", bytes(summary.bytes_hashed));
            writeln!(self.out, "{}", self.style.faint(&read))?;
            if job.trust.pins().is_empty() {
                self.line(
                    0,
                    "",
                    "No key is pinned, so nothing can be verified. Get the issuer's public key \
                     from the issuer, compare its fingerprint, and give it with --pin or \
                     `proofdesk keys add`.",
                )?;
            }
            writeln!(self.out, "{}", self.style.faint("Not checked by any run:"))?;
            for text in NOT_CHECKED {
                self.line(2, "", &format!("- {text}"))?;
            }
        }
        let words = match summary.exit_status() {
            130 => {
                let words = format!(
                    "Cancelled after {} of {} files. This is not a pass.",
                    at.files_done, at.files_total
                );
                self.style.bold(&words)
            }
            0 => self.style.bold("Everything is verified."),
            1 => self.style.bold("Something does not match."),
            _ if summary.total == 0 => self.style.bold("There was nothing to verify."),
            _ if summary.verified == 0
                && summary.total == summary.info =>
            {
                self.style.bold("There was nothing to verify.")
            }
            _ => self.style.bold("Nothing contradicts, but not everything is verified."),
        };
        writeln!(self.out, "{words}")
    }
}

fn note(check: &Check) -> String {
    let note = check.note.as_deref().map(visible).unwrap_or_default();
    match (note.is_empty(), check.reason) {
        (false, _) => note.into_owned(),
        (true, Some(reason)) => {
            let clause = reason.clause();
            let mut chars = clause.chars();
            let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
            format!("{first}{}.", chars.as_str())
        }
        (true, None) => String::new(),
    }
}

/// A hash in groups of four, never cut.
pub(crate) fn groups_of_four(hex: &str) -> String {
    let chars: Vec<char> = hex.chars().collect();
    let groups: Vec<String> = chars.chunks(4).map(|c| c.iter().collect()).collect();
    groups.join(" ")
}

/// Breaks text at spaces; a word that is longer than the room stands alone, uncut.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let needed = word.width();
        if used > 0 && used + 1 + needed > room {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += needed;
        }
    }
    lines
}

