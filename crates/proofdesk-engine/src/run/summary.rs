//! What a run came to.

use std::io;
use std::sync::Arc;

use proofdesk_core::trust::Trust;
use proofdesk_core::verdict::{Finding, Reason, Verdict};
use proofdesk_core::{counted, grouped};
use serde::{Deserialize, Serialize};

use super::digested::{Digested, Roots};
use super::files::Files;
use super::limits::Limits;
use super::met::Met;
use super::rows::Rows;
use crate::input::{FileRead, Origins, Skipped};
use crate::keys::MetKey;
use crate::names::LookAlikes;

/// What stands beside the results of a file, and is none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct LeftOver {
    /// The file.
    pub path: Arc<str>,
    /// How many values.
    pub count: u64,
    /// JSON Pointers to the first of them; behind `:LINE#` where values stand on lines.
    pub pointers: Vec<String>,
}

/// What of a run came from a run cache.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromCache {
    /// How many files were unchanged, and not read once more.
    pub unchanged: u64,
    /// How many files there were.
    pub files: u64,
    /// When the first of the unchanged files was read, RFC 3339 in UTC.
    pub since: Option<String>,
}

impl FromCache {
    /// The same for people, as a sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let files = counted(self.files, "file");
        match &self.since {
            Some(since) => format!(
                "{} of {files} unchanged since {since}, taken from the run cache.",
                grouped(self.unchanged)
            ),
            None => format!("0 of {files} taken from the run cache."),
        }
    }
}

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Summary {
    /// Results, `info` included, items of traces not.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub total: u64,
    /// Results that are `verified`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub verified: u64,
    /// Results that are `unconfirmed`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub unconfirmed: u64,
    /// Results that are `mismatch`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub mismatch: u64,
    /// Results that are `uncheckable`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub uncheckable: u64,
    /// Results that are `not_found`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub not_found: u64,
    /// Results that are `info`.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub info: u64,
    /// Files read to their end and hashed.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub files: u64,
    /// Bytes read and hashed.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes_hashed: u64,
    /// The run was stopped before its end. It is never a pass.
    pub cancelled: bool,
    /// The files that were skipped, by name. The report has them beside the summary.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub skipped_files: Arc<[Skipped]>,
    /// Every file that was read to its end, in the order of the report, which has them beside the summary.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub files_read: Arc<Vec<FileRead>>,
    /// A digest of each input, sorted: what the digest of a report is made of. Empty if the run was
    /// cancelled.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub input_digests: Arc<[String]>,
    /// What these are made of, until the run is over.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub(super) digested: Digested,
    /// The keys that it came upon, for the history of keys; empty if the run was cancelled.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub keys_met: Arc<[MetKey]>,
    /// How many more there were, which are not in it.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub more_keys_met: u64,
    /// What these are made of, until the run is over.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub(super) met: Met,
    /// What stands beside results. The report has it beside the summary.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub left_over: Arc<[LeftOver]>,
    /// The patterns of [`Options::exclude`](super::Options::exclude) for which nothing was skipped.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub unused_excludes: Arc<[String]>,
    /// Names that look like others, for a report that people read.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub look_alikes: LookAlikes,
    /// What no check of it can show.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub limits: Limits,
    /// What each file came to.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub by_file: Files,
    /// Results on files that could not be read.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub unreadable: u64,
    /// Results that say that there is a private key.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub(super) private_keys: u64,
    /// What was given by names that nothing has.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub absent: Arc<[Arc<str>]>,
    /// That a link by which something was found leads to another host than the service's, in sentences.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub led_elsewhere: Arc<[String]>,
    /// No key was pinned.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub unpinned: bool,
    /// Something was looked for: only what it names is counted.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub sought: bool,
    /// What came from a run cache, if there was one.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub cache: Option<FromCache>,
    /// Where what it read comes from.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub origins: Origins,
}

impl Summary {
    /// Ends the count of a run that was not cancelled.
    pub(super) fn end(
        &mut self,
        files: Arc<Vec<FileRead>>,
        roots: &Roots,
        mut rows: Rows,
        trust: &Trust,
    ) -> io::Result<()> {
        let (keys_met, more) = std::mem::take(&mut self.met).keys(trust, &files);
        (self.keys_met, self.more_keys_met) = (keys_met.into(), more);
        for file in files.iter() {
            let mut digested = Digested::default();
            digested.add_file(roots, file);
            rows.add(&digested)?;
        }
        self.input_digests = rows.inputs()?.into();
        // Whoever has the report can count both once more.
        self.files = files.len() as u64;
        self.bytes_hashed = files.iter().map(|file| file.size).sum();
        self.files_read = files;
        Ok(())
    }

    /// Counts one result.
    pub(super) fn count(&mut self, finding: &Finding, roots: &Roots) {
        self.digested.add_result(roots, finding);
        self.limits.note(finding);
        self.met.note(finding);
        for child in finding.children.iter() {
            self.limits.note(&child);
            self.met.note(&child);
        }
        self.total += 1;
        self.unreadable += u64::from(finding.has_reason(Reason::UnreadableFile));
        self.private_keys += u64::from(finding.has_reason(Reason::PrivateKey));
        *match finding.verdict() {
            Verdict::Verified => &mut self.verified,
            Verdict::Unconfirmed => &mut self.unconfirmed,
            Verdict::Mismatch => &mut self.mismatch,
            Verdict::Uncheckable => &mut self.uncheckable,
            Verdict::NotFound => &mut self.not_found,
            _ => &mut self.info,
        } += 1;
    }

    /// Adds the results of another count, but for what the digest covers of them.
    pub(super) fn add(&mut self, other: &Self) {
        self.total += other.total;
        self.verified += other.verified;
        self.unconfirmed += other.unconfirmed;
        self.mismatch += other.mismatch;
        self.uncheckable += other.uncheckable;
        self.not_found += other.not_found;
        self.info += other.info;
        self.unreadable += other.unreadable;
        self.private_keys += other.private_keys;
        self.limits.add(&other.limits);
        self.met.merge(&other.met);
    }

    /// What no check of it can show, and what must be known of how something was looked for.
    pub fn limits_in_words(&self) -> impl Iterator<Item = &str> + use<'_> {
        let limits = self.limits.iter().map(|limit| -> &str { limit.words() });
        limits.chain(self.led_elsewhere.iter().map(String::as_str))
    }

    /// The worst verdict among the results that were counted.
    pub(super) fn worst(&self) -> Option<Verdict> {
        let counts = [
            (self.mismatch, Verdict::Mismatch),
            (self.uncheckable, Verdict::Uncheckable),
            (self.not_found, Verdict::NotFound),
            (self.unconfirmed, Verdict::Unconfirmed),
            (self.verified, Verdict::Verified),
            (self.info, Verdict::Info),
        ];
        counts.into_iter().find(|(count, _)| *count > 0).map(|(_, verdict)| verdict)
    }

    /// The exit status of the command line: 0 if everything is verified (and there is something),
    /// 1 for a mismatch, 3 for anything else, 130 if the run was cancelled.
    pub fn exit_status(&self) -> u8 {
        if self.cancelled {
            130
        } else if self.mismatch > 0 {
            1
        } else if self.verified > 0 && self.unconfirmed + self.uncheckable + self.not_found == 0 {
            0
        } else {
            3
        }
    }
}
