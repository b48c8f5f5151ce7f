use std::collections::{BTreeMap, HashSet};
use std::io;

use proofdesk_engine::core::trust::Confirmed;
use proofdesk_engine::core::verdict::Reason;
use proofdesk_engine::core::verdict::{KeySource, Verdict};
use proofdesk_engine::core::{capital, counted};
use proofdesk_engine::keys::is_sample;
use proofdesk_engine::progress::Snapshot;
use proofdesk_engine::run::{Job, Summary};
use proofdesk_engine::{Located, LookAlikes};

use super::closing::closing;
use super::explained::{Doubts, explain_all};
use super::summarised::Summarised;
use super::words::{Kinds, plurals};
use crate::page::{Ink, Page, Style};

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
            self.doubts.entry(key).or_default().take(place, finding);
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
                if page.is_quiet() {
                    // What the word "verified" means for these depends on it.
                    groups.iter().try_for_each(|(_, group)| group.write_notes(page))?;
                } else if !groups.is_empty() {
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
                format!("{} of {} {verb} not match", summary.mismatch, counted(judged, "result"))
            }
            _ if judged == 0 => "There was nothing to verify".to_owned(),
            _ if summary.uncheckable == judged => match self.unreadable == judged {
                true => format!(
                    "Nothing could be checked: {} could not be read",
                    counted(judged, "file")
                ),
                false => "Nothing could be checked".to_owned(),
            },
            _ => format!(
                "{} of {} {} verified; no mismatch was found in what could be checked",
                summary.verified,
                counted(judged, "result"),
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

fn title(page: &mut Page<'_>, verdict: Verdict, count: u64) -> io::Result<()> {
    let words = format!("{}: {}", capital(verdict.word()), counted(count, "result"));
    page.line(0, Ink::Title(verdict), words)?;
    page.blank()
}
