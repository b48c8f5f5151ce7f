use std::collections::{BTreeMap, HashSet};
use std::io;

use proofdesk_engine::core::trust::{Confirmed, Pin};
use proofdesk_engine::core::verdict::{Finding, KeySource, Kind, Verdict};
use proofdesk_engine::core::vocabulary::Told;
use proofdesk_engine::core::{capital, counted};
use proofdesk_engine::keys::{SecondKey, is_sample, what_rests_on_the_sample_key};
use proofdesk_engine::progress::Snapshot;
use proofdesk_engine::report::{Against, Engagement, what_was_not_compared};
use proofdesk_engine::run::{Basis, Job, Summary};
use proofdesk_engine::{Located, LookAlikes};

use super::closing::closing;
use super::compared::compared;
use super::explained::{Doubts, explain_all};
use super::filed::filed;
use super::second_keys::second_keys;
use super::summarised::Summarised;
use crate::page::{Ink, Page};

/// What a report says beside what a run came to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Beside<'a> {
    /// What the user files it under.
    pub(crate) engagement: Option<&'a Engagement>,
    /// An earlier report by its file, and what differs from it.
    pub(crate) against: Option<(&'a str, &'a Against)>,
    /// What the history of keys says of domains of the evidence.
    pub(crate) second_keys: &'a [SecondKey],
}

/// Gathers findings, as many as it will show, and counts the others.
#[derive(Debug)]
pub(crate) struct TextReport {
    /// What was skipped and left over is to be named.
    list_skipped: bool,
    doubts: BTreeMap<(Verdict, String), Doubts>,
    summarised: BTreeMap<(Verdict, String), Summarised>,
    seen: u64,
    /// The labels of the pins whose keys signed something.
    signers: HashSet<String>,
    /// Those of the reviewers who signed a report.
    reviewers: HashSet<String>,
}

impl TextReport {
    pub(crate) fn new(list_skipped: bool) -> Self {
        Self {
            list_skipped,
            doubts: BTreeMap::new(),
            summarised: BTreeMap::new(),
            seen: 0,
            signers: HashSet::new(),
            reviewers: HashSet::new(),
        }
    }

    /// Notes by which label somebody signed that the user pinned.
    fn note_signer(&mut self, finding: &Finding) {
        let (KeySource::Pinned, Some(label)) = (finding.signer.source, &finding.signer.label)
        else {
            return;
        };
        // Who signs a report is a reviewer, whose label an issuer's key can have too.
        let labels = match finding.kind {
            Kind::Report => &mut self.reviewers,
            _ => &mut self.signers,
        };
        if !labels.contains(&**label) {
            labels.insert(label.to_string());
        }
    }

    /// Takes findings.
    pub(crate) fn accept(&mut self, findings: Vec<Located>) {
        for Located { order, finding } in findings {
            self.seen += 1;
            finding.children.iter().for_each(|child| self.note_signer(&child));
            self.note_signer(&finding);
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
        beside: Beside<'_>,
        page: &mut Page<'_>,
    ) -> io::Result<()> {
        page.tell_apart(summary.look_alikes.clone());
        let labels = job.trust.pins().iter().map(|pin| &*pin.label);
        page.tell_apart(LookAlikes::among_labels(labels));
        let absent = summary.what_is_absent();
        if !absent.is_empty() {
            page.inked(0, Ink::Bold, absent)?;
            page.blank()?;
        }
        for verdict in Verdict::ALL {
            let of = |key: &&(Verdict, String)| key.0 == verdict;
            let told = verdict.told(summary.cancelled);
            if needs_no_explaining(verdict) {
                let groups = self.summarised.iter().filter(|(key, _)| of(key));
                let groups: Vec<_> =
                    groups.map(|((_, headline), group)| (headline, group)).collect();
                if page.is_quiet() {
                    // What the word "verified" means for these depends on it.
                    groups.iter().try_for_each(|(_, group)| group.write_notes(page))?;
                } else if !groups.is_empty() {
                    title(page, told, groups.iter().map(|(_, g)| g.count).sum())?;
                    for (headline, group) in groups {
                        group.write(page, verdict, headline, summary.cancelled)?;
                    }
                }
                continue;
            }
            let groups: Vec<_> = self.doubts.iter().filter(|(key, _)| of(key)).collect();
            if !groups.is_empty() {
                title(page, told, groups.iter().map(|(_, g)| g.count).sum())?;
                explain_all(page, &groups, summary.cancelled)?;
            }
        }
        let basis = if page.is_quiet() { Basis::Unlisted } else { Basis::Listed };
        let sentence = summary.sentence(progress, basis).to_string();
        closing(page, job, summary, self.list_skipped)?;
        self.say_how_keys_were_compared(page, job)?;
        if let Some(engagement) = beside.engagement.filter(|_| !page.is_quiet()) {
            filed(page, engagement)?;
        }
        second_keys(page, beside.second_keys)?;
        if let Some((earlier, against)) = beside.against {
            compared(page, earlier, against)?;
        }
        page.inked(0, Ink::Bold, sentence)
    }

    /// Whoever relies on a verdict relies on a comparison of the key that the user made, or did not.
    fn say_how_keys_were_compared(&self, page: &mut Page<'_>, job: &Job) -> io::Result<()> {
        let pins = job.trust.pins();
        for pin in pins.iter().filter(|pin| self.signers.contains(&*pin.label)) {
            how_it_was_compared(page, pin, "key")?;
            // Which of several labels a signature is told of says nothing of the others.
            let others =
                pins.iter().filter(|other| other.key == pin.key && other.label != pin.label);
            let others: Vec<&str> = others.map(|other| &*other.label).collect();
            if !others.is_empty() {
                let (label, others) = (&pin.label, others.join(", "));
                let words = format!(
                    "The key that you pinned as {label} is pinned as {others} too: it is one key."
                );
                page.text(0, words)?;
            }
        }
        let is_unsaid =
            |pin: &&Pin| pin.confirmed == Confirmed::NotAsked && self.signers.contains(&*pin.label);
        let unsaid: Vec<&str> = pins.iter().filter(is_unsaid).map(|pin| &*pin.label).collect();
        if let Some(words) = what_was_not_compared(&unsaid) {
            page.text(0, words)?;
        }
        let is_used = |pin: &&Pin| is_sample(&pin.key) && self.signers.contains(&*pin.label);
        let samples: Vec<&str> = pins.iter().filter(is_used).map(|pin| &*pin.label).collect();
        if let Some(words) = what_rests_on_the_sample_key(&samples) {
            page.text(0, words)?;
        }
        let signed = |pin: &&Pin| self.reviewers.contains(&*pin.label);
        for pin in job.trust.reviewers().iter().filter(signed) {
            if !page.is_quiet() {
                let label = &pin.label;
                let words =
                    format!("Fingerprint of the reviewer's key that you pinned as {label}:");
                page.inked(0, Ink::Faint, words)?;
                page.fingerprint(0, "", &pin.key.fingerprint().to_string())?;
            }
            how_it_was_compared(page, pin, "reviewer's key")?;
        }
        Ok(())
    }
}

/// What the user did to know that a key is the right one.
fn how_it_was_compared(page: &mut Page<'_>, pin: &Pin, key: &str) -> io::Result<()> {
    let label = &pin.label;
    let words = match &pin.confirmed {
        Confirmed::Never => format!(
            "You have not said how you compared the fingerprint of the {key} that you pinned as {label}. \
             Compare it with one from its owner, remove the pin, and add it again with --fingerprint."
        ),
        Confirmed::Beside(file) => format!(
            "You compared the fingerprint of the {key} that you pinned as {label} with {file}, which lies \
             beside the key. That is not independent: whoever sent one could send the other."
        ),
        Confirmed::Matched(words) if !page.is_quiet() => {
            format!("The fingerprint of the {key} that you pinned as {label} was {words}.")
        }
        Confirmed::Said(words) if !page.is_quiet() => {
            format!("How you compared the {key} that you pinned as {label}, you noted: {words}")
        }
        _ => return Ok(()),
    };
    page.text(0, words)
}

fn needs_no_explaining(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Verified | Verdict::Info)
}

fn title(page: &mut Page<'_>, told: Told, count: u64) -> io::Result<()> {
    let words = format!("{}: {}", capital(told.word()), counted(count, "result"));
    page.inked(0, Ink::Title(told), words)?;
    page.blank()
}
