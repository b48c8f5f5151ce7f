use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use proofdesk_core::record::AuditEntry;
use proofdesk_core::trust::Trust;
use proofdesk_core::verdict::{Finding, Kind, Source};

use super::checks::{Beside, Others, check_events, check_sequence, other_issuer};
use super::digests::Digests;
use super::log::{Log, Run};
use super::numbered::Numbered;
use super::sequence::examine;
use crate::lookup::NotRead;
use crate::order::Order;

/// A log that was looked at as a whole.
pub(crate) struct Concluded {
    pub order: Order,
    pub finding: Finding,
    /// Whether one of its events was asked for.
    pub event_asked_for: bool,
}

/// Identifies a log: organisation, and fingerprint of the signing key.
type LogKey = (String, Arc<str>);

/// All logs of a run.
pub(crate) struct AuditLogs {
    logs: HashMap<LogKey, Log>,
    /// The log that the previous event went to: an export is of one organisation.
    last: Option<LogKey>,
    digests: Digests,
}

/// The logs in order, those of one organisation under several keys of one issuer as one: an issuer may
/// change its key, and its numbers go on.
fn of_issuers(logs: HashMap<LogKey, Log>, trust: &Trust) -> Vec<(LogKey, Log)> {
    let mut sorted: Vec<(LogKey, Log)> = logs.into_iter().collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let mut logs: Vec<(LogKey, Log)> = Vec::new();
    // Where those of the organisation at hand begin that are pinned: no more than there are pins.
    let mut pinned: Vec<usize> = Vec::new();
    for (key, log) in sorted {
        pinned.retain(|i| logs[*i].0.0 == key.0);
        let same = |i: &&usize| trust.of_one_issuer(&logs[**i].1.signer, &log.signer);
        match pinned.iter().find(same).filter(|_| log.is_pinned()).copied() {
            Some(i) => logs[i].1.absorb(log),
            None => {
                if log.is_pinned() {
                    pinned.push(logs.len());
                }
                logs.push((key, log));
            }
        }
    }
    logs
}

impl AuditLogs {
    pub(crate) fn new() -> Self {
        Self { logs: HashMap::new(), last: None, digests: Digests::new() }
    }

    /// Takes an event into its log. Events come in the order of their file.
    pub(crate) fn add(&mut self, event: Numbered) -> io::Result<()> {
        let AuditEntry { org_id, seq, digest, holds, named_key, .. } = event.entry;
        let named_key = || named_key.map_or("".into(), |key| key.to_string().into());
        let fingerprint = event.signer.fingerprint.clone().unwrap_or_else(named_key);
        let key = match self.last.take() {
            Some(key) if key.0 == org_id && key.1 == fingerprint => key,
            _ => (org_id, fingerprint),
        };
        if !self.logs.contains_key(&key) {
            self.logs.insert(key.clone(), Log::new());
        }
        let Some(log) = self.logs.get_mut(&key) else { return Ok(()) };
        self.last = Some(key);
        log.asked_for |= event.asked_for;
        let Some(digest) = digest.filter(|_| holds) else {
            log.claim(seq, event.order, event.fault);
            return Ok(());
        };
        if log.events == 0 || event.order < log.first {
            (log.first, log.signer) = (event.order, event.signer);
        }
        let place = self.digests.push(&digest.0)?;
        log.events += 1;
        log.hashed += u64::from(event.hashed);
        for (reason, check) in event.doubts {
            log.doubts.entry(reason).or_insert((check, 0)).1 += 1;
        }
        if let Some(run) = log.runs.last_mut() {
            let follows = run.digest + run.len == place;
            if let Some(step) = run.accepts(seq, event.order).filter(|_| follows) {
                run.step = step;
                run.len += 1;
                return Ok(());
            }
        }
        log.runs.push(Run { first: seq, step: 0, len: 1, digest: place, order: event.order });
        Ok(())
    }

    /// One finding for each log of an organisation of which there are two events or more. `unread` is what of
    /// the evidence could not be read.
    pub(crate) fn conclude(
        mut self,
        trust: &Trust,
        contiguous: bool,
        unread: &NotRead,
        source: &dyn Fn(Order) -> Source,
    ) -> io::Result<Vec<Concluded>> {
        self.digests.flush()?;
        let (keyless, logs) = self.logs.into_iter().partition(|((_, key), _)| key.is_empty());
        let keyless: HashMap<LogKey, Log> = keyless;
        let keyless: HashMap<String, Log> =
            keyless.into_iter().map(|((org_id, _), log)| (org_id, log)).collect();
        let logs = of_issuers(logs, trust);
        let mut of_organisation: HashMap<&str, Vec<&Log>> = HashMap::new();
        for ((org_id, _), log) in &logs {
            of_organisation.entry(org_id).or_default().push(log);
        }
        let mut findings = Vec::new();
        for ((org_id, _), log) in &logs {
            // One organisation can have many logs, of which as many are pinned as there are pins: only of these,
            // the others are looked at.
            let others = of_organisation.get(&**org_id).filter(|_| log.is_pinned());
            let (pinned, unpinned): (Vec<&Log>, Vec<&Log>) =
                others.into_iter().flatten().partition(|other| other.is_pinned());
            let strange = |other: &&Log| !trust.of_one_issuer(&other.signer, &log.signer);
            let others = Others { pinned: pinned.into_iter().filter(strange).collect(), unpinned };
            let stranger = others.pinned.first().copied();
            let alone = log.events + log.claim_count < 2 && stranger.is_none();
            if alone || log.events == 0 {
                continue;
            }
            let sequence = examine(log, &mut self.digests)?;
            let order = log.runs.iter().map(|r| r.order).min().unwrap_or_default().whole_file();
            let mut finding = Finding::new(source(order), Kind::AuditLog);
            finding.id = Some(org_id.clone());
            finding.signer = log.signer.clone();
            check_events(&mut finding, log, &sequence);
            if let Some(stranger) = stranger {
                finding.add(other_issuer(log, stranger, source));
            }
            let keyless = keyless.get(org_id).map_or(&[][..], |log| &log.claims);
            let beside = Beside { others, keyless, unread, contiguous };
            check_sequence(&mut finding, log, &sequence, &beside, source);
            finding.conclude();
            findings.push(Concluded { order, finding, event_asked_for: log.asked_for });
        }
        Ok(findings)
    }
}
