//! What is verified, by file: results of one file stand together.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use proofdesk_engine::core::grouped;
use proofdesk_engine::core::verdict::{CheckName, FieldStatus, Kind, Member, Role};
use proofdesk_engine::report::{Head, Reported, ReportedCheck};
use std::sync::Arc;

use super::page::{Page, Text};
use crate::words::{file, named, place, signers};

/// The verified results of the file that is gone through.
pub(super) struct Verified<'h> {
    head: &'h Head,
    listed: u64,
    most: u64,
    of: Option<(Arc<str>, Vec<Member>)>,
    name: String,
    kinds: BTreeMap<Kind, u64>,
    /// Of a whole file, what it is to its record.
    role: Option<Role>,
    ids: Vec<String>,
    with: BTreeSet<String>,
    signers: BTreeSet<String>,
}

/// Ids and counterparts of one file that are named.
const NAMED: usize = 3;

impl<'h> Verified<'h> {
    /// So many files are listed at most.
    pub(super) fn new(head: &'h Head, most: u64) -> Self {
        Self {
            head,
            listed: 0,
            most,
            of: None,
            name: String::new(),
            kinds: BTreeMap::new(),
            role: None,
            ids: Vec::new(),
            with: BTreeSet::new(),
            signers: BTreeSet::new(),
        }
    }

    pub(super) fn take(&mut self, result: &Reported, page: &mut dyn Page) -> io::Result<()> {
        let of = (result.source.path.clone(), result.source.members.clone());
        if self.of.as_ref() != Some(&of) {
            self.write(page)?;
            self.name = file(&result.source);
            self.of = Some(of);
            self.role = result.role;
        }
        *self.kinds.entry(result.kind).or_default() += 1;
        if self.ids.len() <= NAMED {
            self.ids.extend(result.id.as_deref().map(|_| named(result)));
        }
        for with in &result.matched_with {
            if self.with.len() <= NAMED {
                self.with.insert(place(with));
            }
        }
        self.signers.extend(signers(self.head, result).0.into_iter().map(str::to_owned));
        Ok(())
    }

    /// Writes the last one, and says how many were not listed.
    pub(super) fn end(mut self, page: &mut dyn Page) -> io::Result<u64> {
        self.write(page)?;
        Ok(self.listed.saturating_sub(self.most))
    }

    fn write(&mut self, page: &mut dyn Page) -> io::Result<()> {
        let kinds = std::mem::take(&mut self.kinds);
        let signers = std::mem::take(&mut self.signers);
        let (ids, with) = (std::mem::take(&mut self.ids), std::mem::take(&mut self.with));
        if kinds.is_empty() {
            return Ok(());
        }
        self.listed += 1;
        if self.listed > self.most {
            return Ok(());
        }
        // A few are named, many are counted.
        let mut what: Vec<String> =
            match ids.len() as u64 == kinds.values().sum::<u64>() && ids.len() <= NAMED {
                true => ids,
                false => kinds.iter().map(|(kind, n)| kind.counted(*n)).collect(),
            };
        what.retain(|what| what != "1 file");
        if what.is_empty() {
            what.extend(self.role.map(|role| role.word().to_owned()));
        }
        let mut with: Vec<String> = with.into_iter().collect();
        if with.len() > NAMED {
            with.truncate(NAMED);
            with.push("and more".to_owned());
        }
        let signers: Vec<String> = signers.into_iter().collect();
        page.row(&[
            Text::plain(&self.name),
            Text::plain(&what.join(", ")),
            Text::plain(&with.join(", ")),
            Text::plain(&signers.join(", ")),
        ])
    }
}

/// What has to be said beside verified records, so that nobody takes it for verified.
#[derive(Default)]
pub(super) struct BesideVerified {
    /// The fields that no signature covers, by kind.
    unsigned: BTreeMap<Kind, BTreeSet<String>>,
    /// What is said of signers that are accepted, how often, and where first.
    signers: BTreeMap<String, (u64, String)>,
}

impl BesideVerified {
    pub(super) fn note(&mut self, result: &Reported) {
        result.children.iter().for_each(|child| self.note(child));
        let unsigned = result.fields.iter().filter(|field| field.status == FieldStatus::Unsigned);
        for field in unsigned {
            let names = self.unsigned.entry(result.kind).or_default();
            if names.len() < KNOWN && !names.contains(&*field.name) {
                names.insert(field.name.to_string());
            }
        }
        // Of a log under one key, that says no more than what its events say.
        let of_log =
            |check: &ReportedCheck| result.kind == Kind::AuditLog && check.values.is_empty();
        let signer = result.checks.iter().filter(|check| check.check == CheckName::Signer);
        let signer = signer.filter(|check| !of_log(check));
        for note in signer.filter_map(|check| check.note.as_deref()) {
            if self.signers.len() < MOST || self.signers.contains_key(note) {
                let first = || (0, place(&result.source));
                self.signers.entry(note.to_owned()).or_insert_with(first).0 += result.count;
            }
        }
    }

    pub(super) fn write(&self, page: &mut dyn Page) -> io::Result<()> {
        if !self.unsigned.is_empty() {
            page.table(
                "Fields of these records that no signature covers: they may say anything",
                &[("What", 3), ("Not signed in one or more of them", 9)],
            )?;
            for (kind, names) in &self.unsigned {
                let shown: Vec<&str> = names.iter().take(MOST).map(String::as_str).collect();
                let more = match names.len() - shown.len() {
                    0 => String::new(),
                    more if names.len() == KNOWN => {
                        format!(
                            " and {} or more others, which the JSON report names",
                            grouped(more as u64)
                        )
                    }
                    more => {
                        format!(" and {} more, which the JSON report names", grouped(more as u64))
                    }
                };
                page.row(&[
                    Text::words(kind.word()),
                    Text::plain(&format!("{}{more}", shown.join(", "))),
                ])?;
            }
            page.end_table()?;
        }
        if !self.signers.is_empty() {
            page.table(
                "What the records say of their signers",
                &[("Results", 1), ("The first", 4), ("What is to be known", 7)],
            )?;
            for (note, (count, first)) in &self.signers {
                page.row(&[Text::words(&grouped(*count)), Text::plain(first), Text::prose(note)])?;
            }
            page.end_table()?;
        }
        Ok(())
    }
}

/// So many fields of a kind, and so many notes, are listed.
const MOST: usize = 100;
/// So many fields of a kind are counted.
const KNOWN: usize = 10_000;
