//! The report for people: what does not hold first and explained, what holds summarised.

use std::collections::{BTreeMap, HashSet};
use std::io;

use proofdesk_engine::core::reason::Reason;
use proofdesk_engine::core::trust::Confirmed;
use proofdesk_engine::core::verdict::{
    Axes, Check, CheckName, FieldStatus, Finding, KeySource, Kind, Outcome, Source, Stretch,
    Verdict,
};
use proofdesk_engine::core::{capital, visible_name};
use proofdesk_engine::keys::{SAMPLE_FINGERPRINT, is_sample};
use proofdesk_engine::progress::Snapshot;
use proofdesk_engine::report::VerdictOptions;
use proofdesk_engine::run::{Job, Summary};
use proofdesk_engine::{Located, LookAlikes, Order};

use crate::page::{Ink, Page, Style, bytes, sign};

/// Findings of one headline that are explained one by one; of more, the number is given.
const EXPLAINED: usize = 10;
/// Files, notes and unsigned fields of the findings of one headline that are named.
const NAMED: usize = 30;
/// Stretches of items that are alike which are named.
const STRETCHES: usize = 3;
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
    kinds: Kinds,
    axes: Axes,
    fingerprint: Option<String>,
    /// What an error response means and what to do, once.
    words: Option<(String, String)>,
    /// The first files in the order of the report.
    files: BTreeMap<u32, File>,
    count: u64,
    fields: Fields,
    /// What is to be known of some although they are verified: the first words in the order of the
    /// alphabet, of which each is said once.
    noted: BTreeMap<String, Noted>,
}

/// How many there are of each kind.
type Kinds = BTreeMap<Kind, u64>;

/// Findings that something is to be known of.
#[derive(Debug)]
struct Noted {
    first: Place,
    place: String,
    count: u64,
}

/// Which of the fields that records show are not signed, by kind.
#[derive(Debug, Default)]
struct Fields(BTreeMap<Kind, Names>);

/// Fields of one kind of record, the first in the order of the alphabet, and one more than are named.
#[derive(Debug, Default)]
struct Names {
    signed: BTreeMap<String, ()>,
    unsigned: BTreeMap<String, ()>,
}

#[derive(Debug)]
struct File {
    path: String,
    kinds: Kinds,
    /// It is the finding of one whole file, which goes without saying.
    whole: bool,
}

/// Gathers findings, as many as it will show, and counts the others.
#[derive(Debug)]
pub(crate) struct TextReport {
    style: Style,
    /// What was skipped and left over is to be named.
    list_skipped: bool,
    doubts: BTreeMap<(Verdict, String), Doubts>,
    summarised: BTreeMap<(Verdict, String), Summarised>,
    seen: u64,
    /// The labels of the pins whose keys signed something.
    signers: HashSet<String>,
    /// Findings on files that could not be read.
    unreadable: u64,
}

impl TextReport {
    pub(crate) fn new(style: Style, list_skipped: bool) -> Self {
        Self {
            style,
            list_skipped,
            doubts: BTreeMap::new(),
            summarised: BTreeMap::new(),
            seen: 0,
            signers: HashSet::new(),
            unreadable: 0,
        }
    }

    /// Takes findings.
    pub(crate) fn accept(&mut self, findings: Vec<Located>) {
        for Located { order, finding } in findings {
            self.seen += 1;
            for finding in finding.children.iter().chain([&finding]) {
                if let (KeySource::Pinned, Some(label)) =
                    (finding.signer.source, &finding.signer.label)
                    && !self.signers.contains(&**label)
                {
                    self.signers.insert(label.to_string());
                }
            }
            self.unreadable += u64::from(finding.has_reason(Reason::UnreadableFile));
            let key = (finding.verdict(), finding.headline().to_owned());
            let place = (order, self.seen);
            if needs_no_explaining(finding.verdict()) {
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
        page: &mut Page<'_>,
    ) -> io::Result<()> {
        page.tell_apart(summary.look_alikes.clone());
        let labels = job.trust.pins().iter().map(|pin| &*pin.label);
        page.tell_apart(LookAlikes::among_labels(labels));
        for verdict in Verdict::ALL {
            let of = |key: &&(Verdict, String)| key.0 == verdict;
            if needs_no_explaining(verdict) {
                let groups = self.summarised.iter().filter(|(key, _)| of(key));
                let groups: Vec<_> =
                    groups.map(|((_, headline), group)| (headline, group)).collect();
                if !groups.is_empty() && !page.is_quiet() {
                    title(page, verdict, groups.iter().map(|(_, g)| g.count).sum())?;
                    for (headline, group) in groups {
                        group.write(page, verdict, headline)?;
                    }
                }
                continue;
            }
            let groups: Vec<_> = self.doubts.iter().filter(|(key, _)| of(key)).collect();
            if !groups.is_empty() {
                title(page, verdict, groups.iter().map(|(_, g)| g.count).sum())?;
                explain_all(page, &groups)?;
            }
        }
        let sentence = self.in_a_sentence(summary, progress);
        closing(page, job, summary, self.list_skipped)?;
        self.say_how_keys_were_compared(page, job)?;
        page.inked(0, Ink::Bold, sentence)
    }

    /// Whoever relies on a verdict relies on a comparison of the key that the user made, or did not.
    fn say_how_keys_were_compared(&self, page: &mut Page<'_>, job: &Job) -> io::Result<()> {
        for pin in job.trust.pins().iter().filter(|pin| self.signers.contains(&*pin.label)) {
            let label = &pin.label;
            let words = match &pin.confirmed {
                Confirmed::Never => format!(
                    "You have not said how you compared the fingerprint of the key that you pinned \
                     as {label}. Compare it with one from the issuer, remove the pin, and add it \
                     again with --fingerprint."
                ),
                Confirmed::Beside(file) => format!(
                    "You compared the fingerprint of the key that you pinned as {label} with \
                     {file}, which lies beside the key. That is not independent: whoever sent one \
                     could send the other."
                ),
                Confirmed::Said(words) if !page.is_quiet() => {
                    format!(
                        "How you compared the key that you pinned as {label}, you noted: {words}"
                    )
                }
                _ => String::new(),
            };
            if !words.is_empty() {
                page.text(0, words)?;
            }
            if is_sample(&pin.key) {
                let words = format!(
                    "{label} is the key of the sample evidence, which anybody can sign with: what \
                     rests on it is a sample."
                );
                page.text(0, words)?;
            }
        }
        Ok(())
    }

    /// What came of the run. It will be quoted alone, so it claims nothing that is not so of all
    /// results, and names what it leaves out.
    fn in_a_sentence(&self, summary: &Summary, at: &Snapshot) -> String {
        let judged = summary.total - summary.info;
        let verb = |n: u64| if n == 1 { "is" } else { "are" };
        let words = match summary.exit_status() {
            130 => {
                return format!(
                    "Cancelled after {} of {} files. These results are incomplete; do not rely on them.",
                    at.files_done, at.files_total
                );
            }
            0 => self.all_verified(judged),
            1 => {
                let verb = if summary.mismatch == 1 { "does" } else { "do" };
                format!("{} of {} {verb} not match", summary.mismatch, plural(judged, "result"))
            }
            _ if judged == 0 => "There was nothing to verify".to_owned(),
            _ if summary.uncheckable == judged => match self.unreadable == judged {
                true => format!(
                    "Nothing could be checked: {} could not be read",
                    plural(judged, "file")
                ),
                false => "Nothing could be checked".to_owned(),
            },
            _ => format!(
                "{} of {} {} verified; no mismatch was found in what could be checked",
                summary.verified,
                plural(judged, "result"),
                verb(if judged == 1 { 1 } else { summary.verified })
            ),
        };
        let rest = match summary.info {
            0 => String::new(),
            n => {
                let more = if judged == 0 { "" } else { " more" };
                let kinds = plurals(&self.kinds(Verdict::Info));
                format!("; {n}{more} ({kinds}) {} for information", verb(n))
            }
        };
        format!("{words}{rest}.")
    }

    fn all_verified(&self, count: u64) -> String {
        let kinds = plurals(&self.kinds(Verdict::Verified));
        let all = match count {
            1 => format!("The one result ({kinds}) is"),
            n => format!("All {n} results ({kinds}) are"),
        };
        match self.style.quiet {
            true => format!("{all} verified under keys that you pinned"),
            false => format!("{all} verified under the keys listed, within the limits listed"),
        }
    }

    /// How many findings of each kind have this verdict, of those that need no explaining.
    fn kinds(&self, verdict: Verdict) -> Kinds {
        let mut kinds = Kinds::new();
        for (_, group) in self.summarised.iter().filter(|((of, _), _)| *of == verdict) {
            group.kinds.iter().for_each(|(kind, n)| *kinds.entry(*kind).or_default() += n);
        }
        kinds
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
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}

fn plurals(kinds: &Kinds) -> String {
    let each: Vec<String> = kinds.iter().map(|(kind, n)| kind.counted(*n)).collect();
    each.join(", ")
}

fn place(source: &Source) -> String {
    let line = source.line.map(|line| format!(":{line}")).unwrap_or_default();
    let pointer = source.pointer.as_deref().map(|p| format!("#{p}")).unwrap_or_default();
    format!("{}{line}{pointer}", visible_name(&source.path))
}

fn title(page: &mut Page<'_>, verdict: Verdict, count: u64) -> io::Result<()> {
    let words = format!("{}: {}", capital(verdict.word()), plural(count, "result"));
    page.line(0, Ink::Title(verdict), words)?;
    page.blank()
}

/// Findings of one verdict in the order of the report. Cause and next step are said once, but for
/// a mismatch each time.
fn explain_all(page: &mut Page<'_>, groups: &[(&(Verdict, String), &Doubts)]) -> io::Result<()> {
    let mut findings: Vec<(&Place, &Finding)> =
        groups.iter().flat_map(|(_, group)| &group.first).collect();
    findings.sort_by_key(|(place, _)| **place);
    let mut said = HashSet::new();
    for (_, finding) in findings {
        let new = said.insert((finding.possible_causes(), finding.next_step()));
        explain(page, finding, new || finding.verdict() == Verdict::Mismatch)?;
    }
    for ((_, headline), group) in groups {
        let more = group.count - group.first.len() as u64;
        if more > 0 {
            page.text(2, format!("and {more} more: {headline} (--format json lists all)"))?;
            page.blank()?;
        }
    }
    Ok(())
}

fn explain(page: &mut Page<'_>, finding: &Finding, cause: bool) -> io::Result<()> {
    let verdict = finding.verdict();
    page.line(0, Ink::Of(verdict), format!("{} {}", sign(verdict), place(&finding.source)))?;
    // Of what was asked for and not found, and of a mere file, the name is all that is known.
    let id = finding.id.as_deref().filter(|id| **id != *finding.source.path);
    if id.is_some() || !matches!(finding.kind, Kind::Content | Kind::Unknown) {
        let id = id.map(|id| format!(" {id}")).unwrap_or_default();
        page.line(2, Ink::Faint, format!("{}{id}", finding.kind.word()))?;
    }
    page.text(2, finding.headline())?;
    if cause {
        if let Some(causes) = finding.possible_causes() {
            page.explained(2, "Possible causes", causes)?;
        }
        if let Some(next) = finding.next_step() {
            page.explained(2, "Next step", next)?;
        }
    }
    checks(page, 2, finding)?;
    let bad: Vec<&Finding> = finding.children.iter().filter(|c| c.verdict() == verdict).collect();
    for child in bad.iter().take(ITEMS) {
        // What stands in a list and is no record has nothing of its own but the places.
        if finding.kind == Kind::List {
            checks(page, 2, child)?;
            continue;
        }
        let id = child.id.as_deref().unwrap_or_default();
        page.text(2, format!("{} {id}: {}", items(child), child.headline()))?;
        checks(page, 4, child)?;
    }
    let more: u64 = bad.iter().skip(ITEMS).map(|child| child.count).sum();
    if more > 0 {
        page.text(2, format!("and {}", plural(more, "more item")))?;
    }
    let mut fields = Fields::default();
    fields.take(finding);
    fields.write(page)?;
    for field in finding.fields.iter().filter(|f| f.status == FieldStatus::NotShown) {
        let value = field.signed_value.as_deref().unwrap_or_default();
        page.labelled(2, "not shown", format!("{} is signed as {value}", field.name))?;
    }
    page.blank()
}

/// Where an item of a trace stands, or those that are alike.
fn items(child: &Finding) -> String {
    let Some(alike) = &child.pointers else {
        return format!("item {}", child.source.pointer.as_deref().unwrap_or_default());
    };
    let mut stretches = alike.stretches();
    let named: Vec<String> = stretches
        .by_ref()
        .take(STRETCHES)
        .map(|Stretch { first, last }| match first == last {
            true => first,
            false => format!("{first} to {last}"),
        })
        .collect();
    let more = if stretches.next().is_some() { " and others" } else { "" };
    format!("{} items with the same content, {}{more}", child.count, named.join(", "))
}

/// Every check that did not pass: its code, then what was compared with what. Of those that passed,
/// what is to be known.
fn checks(page: &mut Page<'_>, indent: usize, finding: &Finding) -> io::Result<()> {
    for check in finding.checks.iter().filter(|check| check.is_worth_telling()) {
        if check.outcome == Outcome::Pass {
            page.labelled(indent, "note", noted(check))?;
            continue;
        }
        let code = check.reason.map_or("", |r| r.code());
        let about = check.field.as_deref().map(|name| format!(": {name}")).unwrap_or_default();
        page.line(indent, Ink::Faint, format!("{code}{about}"))?;
        page.text(indent + 2, note(check, finding))?;
        for value in &check.values {
            let is_fingerprint = check.check == CheckName::Signer && value.value.len() == 64;
            page.compared(indent + 2, value, is_fingerprint)?;
        }
    }
    Ok(())
}

/// What is to be known of a check that passed.
fn noted(check: &Check) -> String {
    let clause = || sentence(check.reason.map_or("", |r| r.clause()));
    check.note.as_deref().map_or_else(clause, str::to_owned)
}

/// What the headline and the cause have not said yet.
fn note(check: &Check, finding: &Finding) -> String {
    let clause = check.reason.map_or("", |r| r.clause());
    match check.note.as_deref() {
        Some(note) => note.to_owned(),
        None if finding.headline().contains(clause) => String::new(),
        None => sentence(clause),
    }
}

fn sentence(clause: &str) -> String {
    format!("{}.", capital(clause))
}

impl Default for Summarised {
    fn default() -> Self {
        Self {
            kinds: Kinds::new(),
            axes: Axes::NONE,
            fingerprint: None,
            words: None,
            files: BTreeMap::new(),
            count: 0,
            fields: Fields::default(),
            noted: BTreeMap::new(),
        }
    }
}

impl Summarised {
    fn take(&mut self, at: Place, finding: &Finding) {
        let (kind, source) = (finding.kind, &finding.source);
        self.count += 1;
        *self.kinds.entry(kind).or_default() += 1;
        self.axes = self.axes.worse(finding.axes());
        if self.fingerprint.is_none() {
            self.fingerprint = finding.signer.fingerprint.as_deref().map(str::to_owned);
        }
        if let (None, Some(causes), Some(next)) =
            (&self.words, finding.possible_causes(), finding.next_step())
        {
            self.words = Some((causes.to_owned(), next.to_owned()));
        }
        self.fields.take(finding);
        self.note(at, finding);
        let file = at.0.file;
        if !self.files.contains_key(&file) {
            keep_first(&mut self.files, NAMED, file, || File {
                path: visible_name(&source.path).into_owned(),
                kinds: Kinds::new(),
                whole: source.line.is_none() && source.pointer.is_none(),
            });
        }
        // Unless it is one of those that are not named.
        if let Some(named) = self.files.get_mut(&file) {
            *named.kinds.entry(kind).or_default() += 1;
        }
    }

    /// Keeps what is to be known of a finding and of its items.
    fn note(&mut self, at: Place, finding: &Finding) {
        for check in finding.checks.iter().filter(|check| check.is_worth_telling()) {
            let words = noted(check);
            let place = || place(&finding.source);
            let Some(noted) = self.noted.get_mut(&words) else {
                let first = || Noted { first: at, place: place(), count: finding.count };
                keep_first(&mut self.noted, NAMED, words, first);
                continue;
            };
            noted.count += finding.count;
            if at < noted.first {
                (noted.first, noted.place) = (at, place());
            }
        }
        finding.children.iter().for_each(|child| self.note(at, child));
    }

    fn write(&self, page: &mut Page<'_>, verdict: Verdict, headline: &str) -> io::Result<()> {
        page.signed(verdict, headline)?;
        if verdict == Verdict::Verified {
            if let Some(fingerprint) = &self.fingerprint {
                page.fingerprint(2, "pinned", fingerprint)?;
                if fingerprint == SAMPLE_FINGERPRINT {
                    page.labelled(2, "sample", "the key of the sample evidence")?;
                }
            }
            page.labelled(2, "checked", checked(self.axes, &self.fields))?;
            self.fields.write(page)?;
            page.labelled(2, "results", plurals(&self.kinds))?;
        }
        if let Some((cause, next)) = &self.words {
            page.explained(2, "Meaning", cause)?;
            page.explained(2, "Next step", next)?;
        }
        let mut named = 0;
        for file in self.files.values() {
            let count: u64 = file.kinds.values().sum();
            named += count;
            match file.whole && count == 1 {
                true => page.line(4, Ink::Plain, &file.path)?,
                false => {
                    let kinds = plurals(&file.kinds);
                    page.line(4, Ink::Plain, format!("{} ({kinds})", file.path))?;
                }
            }
        }
        if self.count > named {
            page.text(4, format!("and {} more", self.count - named))?;
        }
        for (words, Noted { place, count, .. }) in &self.noted {
            let more = if *count > 1 { format!(" and {} more", count - 1) } else { String::new() };
            page.labelled(2, "note", format!("{place}{more}: {words}"))?;
        }
        page.blank()
    }
}

impl Fields {
    fn take(&mut self, finding: &Finding) {
        // What is no record shows no fields of one, and nothing signs it.
        if !matches!(finding.kind, Kind::Request | Kind::Key | Kind::ErrorResponse) {
            for field in &finding.fields {
                let names = self.0.entry(finding.kind).or_default();
                let names = match field.status {
                    // One that differs from what was signed is explained by its check.
                    FieldStatus::Unsigned if field.signed_value.is_none() => &mut names.unsigned,
                    _ => &mut names.signed,
                };
                if !names.contains_key(&*field.name) {
                    keep_first(names, NAMED + 1, field.name.to_string(), || ());
                }
            }
        }
        finding.children.iter().for_each(|child| self.take(child));
    }

    /// Whether some field that is shown was compared with a signed one.
    fn any_signed(&self) -> bool {
        self.0.values().any(|names| !names.signed.is_empty())
    }

    /// Names those that are shown and not signed.
    fn write(&self, page: &mut Page<'_>) -> io::Result<()> {
        let each = self.0.iter().filter(|(_, names)| !names.unsigned.is_empty());
        let each: Vec<String> =
            each.map(|(kind, n)| format!("{}: {}", kind.word(), n.words())).collect();
        match each.is_empty() {
            true => Ok(()),
            false => page.labelled(2, "not signed", each.join("; ")),
        }
    }
}

impl Names {
    fn words(&self) -> String {
        if self.signed.is_empty() {
            return "every field that is shown".to_owned();
        }
        let mut each: Vec<String> = Vec::new();
        for name in self.unsigned.keys().take(NAMED) {
            let some = if self.signed.contains_key(name) { " (in some)" } else { "" };
            each.push(format!("{name}{some}"));
        }
        if self.unsigned.len() > NAMED {
            each.push("and more".to_owned());
        }
        each.join(", ")
    }
}

/// The axes that passed, in words.
fn checked(axes: Axes, fields: &Fields) -> String {
    let binding = if fields.any_signed() { axes.binding } else { Outcome::None };
    let all = [
        (axes.content, "content against the hashes in the records"),
        (axes.signature, "signatures"),
        (axes.signer, "keys against your pins"),
        (binding, "fields shown against fields signed"),
        (axes.completeness, "items and numbers of traces and logs"),
    ];
    let passed = all.iter().filter(|(outcome, _)| *outcome == Outcome::Pass);
    passed.map(|(_, words)| *words).collect::<Vec<_>>().join(", ")
}

fn closing(page: &mut Page<'_>, job: &Job, summary: &Summary, list: bool) -> io::Result<()> {
    if !page.is_quiet() {
        what_was_read(page, summary)?;
    }
    let counts = [
        (Verdict::Mismatch, summary.mismatch),
        (Verdict::Uncheckable, summary.uncheckable),
        (Verdict::NotFound, summary.not_found),
        (Verdict::Unconfirmed, summary.unconfirmed),
        (Verdict::Verified, summary.verified),
        (Verdict::Info, summary.info),
    ];
    let parts = counts.iter().filter(|(_, n)| *n > 0).map(|(verdict, n)| {
        let words = format!("{} {}: {n}", sign(*verdict), capital(verdict.word()));
        (Ink::Of(*verdict), words.into())
    });
    let parts: Vec<_> = parts.collect();
    match parts.is_empty() {
        true => page.text(0, "No results")?,
        false => page.parts(&parts)?,
    }
    if list || !page.is_quiet() {
        what_is_no_result(page, summary, list)?;
    }
    match page.is_quiet() {
        false => limits(page, job, summary),
        true => Ok(()),
    }
}

/// Files come before results: a log of 300 lines is one file.
fn what_was_read(page: &mut Page<'_>, summary: &Summary) -> io::Result<()> {
    let skipped = match summary.skipped_files.len() {
        0 => String::new(),
        n => format!(", {n} skipped"),
    };
    let (files, results) = (plural(summary.files, "file"), plural(summary.total, "result"));
    let size = bytes(summary.bytes_hashed);
    page.text(0, format!("{files} read and hashed ({size}){skipped}; {results}"))
}

/// Files that were skipped, and what stands beside results: counted, and named if that is asked for.
fn what_is_no_result(page: &mut Page<'_>, summary: &Summary, list: bool) -> io::Result<()> {
    let left_over: u64 = summary.left_over.iter().map(|file| file.count).sum();
    if left_over > 0 {
        let files = plural(summary.left_over.len() as u64, "file");
        let values = plural(left_over, "value");
        page.text(0, format!("{values} in {files} not part of any result"))?;
    }
    if !list {
        if left_over > 0 || !summary.skipped_files.is_empty() {
            page.line(2, Ink::Faint, "--list-skipped names them")?;
        }
        return Ok(());
    }
    for file in summary.skipped_files.iter() {
        page.bullet(2, format!("skipped: {} ({})", visible_name(&file.path), file.why))?;
    }
    for file in summary.left_over.iter() {
        let named = file.pointers.iter().map(|p| if p.is_empty() { "the whole value" } else { p });
        let first = named.collect::<Vec<_>>().join(", ");
        let more = if file.count > file.pointers.len() as u64 { " and more" } else { "" };
        page.bullet(
            2,
            format!("not part of any result: {}: {first}{more}", visible_name(&file.path)),
        )?;
    }
    Ok(())
}

/// The options that change verdicts, or which results there are.
fn options(page: &mut Page<'_>, options: &VerdictOptions) -> io::Result<()> {
    let VerdictOptions { signer, contiguous, find, exclude } = options;
    let signer = signer.iter().map(|label| format!("--signer {label}"));
    let contiguous = contiguous.then(|| "--contiguous".to_owned());
    let find = find.iter().map(|text| format!("--find {text}"));
    let exclude = exclude.iter().map(|glob| format!("--exclude {glob}"));
    let all: Vec<String> = signer.chain(contiguous).chain(find).chain(exclude).collect();
    match all.is_empty() {
        true => Ok(()),
        false => page.text(0, format!("Options that change the results: {}", all.join(", "))),
    }
}

/// What every reader of these results has to know of them.
fn limits(page: &mut Page<'_>, job: &Job, summary: &Summary) -> io::Result<()> {
    if job.trust.pins().is_empty() {
        page.text(
            0,
            "No key is pinned, so nothing can be verified. Get the issuer's public key from the \
             issuer, compare its fingerprint, and give it with --pin or `proofdesk keys add`.",
        )?;
    }
    options(page, &VerdictOptions::of(job))?;
    let mut limits = summary.limits.iter().peekable();
    if limits.peek().is_some() {
        page.line(0, Ink::Faint, "Limits of these results:")?;
    }
    limits.try_for_each(|limit| page.bullet(2, limit.words()))
}
