//! Which of the fields that records show are not signed, and which signed fields they do not show.

use std::collections::BTreeMap;
use std::io;

use proofdesk_engine::core::record::is_documented_field;
use proofdesk_engine::core::verdict::{Field, FieldStatus, Finding, Kind, Outcome, Reason};
use proofdesk_engine::core::{quoted, shortened};

use super::first::{Place, keep_first};
use super::words::place;
use crate::page::Page;

/// Fields of one kind of record that are named.
const NAMED: usize = 30;

/// The fields of all records that are told of together, by kind.
#[derive(Debug, Default)]
pub(super) struct Fields(BTreeMap<Kind, OfKind>);

/// Fields of one kind of record: the first in the order of the alphabet, and one more than are named.
#[derive(Debug, Default)]
struct OfKind {
    records: u64,
    any_signed: bool,
    /// A signature of some could not be checked, or does not hold.
    unproven: bool,
    unsigned: BTreeMap<String, Having>,
    not_shown: BTreeMap<String, Having>,
}

/// The records that have such a field.
#[derive(Debug)]
struct Having {
    count: u64,
    first: Place,
    place: String,
    /// Of the first, what was signed.
    signed_value: String,
}

impl Fields {
    /// Takes the fields of a record, and those of its items.
    pub(super) fn take(&mut self, at: Place, finding: &Finding) {
        // What is no record shows no fields of one, and nothing signs it.
        use Kind::{ErrorResponse, Key, LookUpNote, Request};
        let is_record = !matches!(finding.kind, Request | Key | ErrorResponse | LookUpNote);
        if is_record && !finding.fields.is_empty() {
            self.0.entry(finding.kind).or_default().take(at, finding);
        }
        finding.children.iter().for_each(|child| self.take(at, &child));
    }

    /// Whether some field that is shown was compared with a signed one.
    pub(super) fn any_signed(&self) -> bool {
        self.0.values().any(|kind| kind.any_signed)
    }

    /// Names those that are shown and not signed, and those that are signed and not shown.
    pub(super) fn write(&self, page: &mut Page<'_>) -> io::Result<()> {
        let each = self.0.iter().filter(|(_, fields)| !fields.unsigned.is_empty());
        let each: Vec<String> = each
            .map(|(kind, n)| format!("{}: {}", kind.word(), n.unsigned_in_words(*kind)))
            .collect();
        if !each.is_empty() {
            page.labelled(2, "not signed", each.join("; "))?;
        }
        for fields in self.0.values() {
            for words in fields.not_shown_in_words() {
                page.labelled(2, "not shown", words)?;
            }
        }
        Ok(())
    }
}

impl OfKind {
    fn take(&mut self, at: Place, finding: &Finding) {
        self.records += finding.count;
        // They may have been signed, which could not be shown.
        self.unproven |= finding.kind != Kind::Event
            && finding.own_axes().signature != Outcome::Pass
            && !finding.has_reason(Reason::NoSignature);
        for field in &finding.fields {
            let names = match field.status {
                // One that differs from what was signed is explained by its check.
                FieldStatus::Unsigned if field.signed_value.is_none() => &mut self.unsigned,
                FieldStatus::NotShown => &mut self.not_shown,
                _ => {
                    self.any_signed = true;
                    continue;
                }
            };
            let place = || place(&finding.source);
            let Some(having) = names.get_mut(&*field.name) else {
                keep_first(names, NAMED + 1, field.name.to_string(), || Having {
                    count: finding.count,
                    first: at,
                    place: place(),
                    signed_value: signed_value(field),
                });
                continue;
            };
            having.count += finding.count;
            if at < having.first {
                (having.first, having.place, having.signed_value) =
                    (at, place(), signed_value(field));
            }
        }
    }

    fn unsigned_in_words(&self, kind: Kind) -> String {
        // Where records differ, a name stands for those that have it.
        let all = !self.any_signed && self.unsigned.values().all(|h| h.count == self.records);
        let named = self.unsigned.iter().take(NAMED);
        let named = named.filter_map(|(name, having)| match is_documented_field(kind, name) {
            true if all => None,
            true if having.count == self.records => Some(quoted(name).into_owned()),
            // Many records lack what need not be there; what was added is named where it stands.
            true => Some(format!("{} (in some)", quoted(name))),
            false => Some(format!("{} ({})", quoted(name), having.where_in_words())),
        });
        let every = match self.unproven {
            true => "no field could be shown to be signed",
            false => "every field that is shown",
        };
        let mut each: Vec<String> =
            all.then(|| every.to_owned()).into_iter().chain(named).collect();
        if self.unsigned.len() > NAMED && !all {
            each.push("and more".to_owned());
        }
        each.join(", ")
    }

    fn not_shown_in_words(&self) -> impl Iterator<Item = String> {
        let more = self.not_shown.len() > NAMED;
        let named = self.not_shown.iter().take(NAMED).map(|(name, having)| {
            let of_one = match having.count {
                1 => format!(" is signed as {}", having.signed_value),
                _ => String::new(),
            };
            let name = quoted(name);
            match having.count == self.records {
                true => format!("{name}{of_one}"),
                false => format!("{name}{of_one} ({})", having.where_in_words()),
            }
        });
        named.chain(more.then(|| "and more".to_owned()))
    }
}

impl Having {
    fn where_in_words(&self) -> String {
        match self.count {
            1 => format!("in {} only", self.place),
            count => format!("in {} and {} more", self.place, count - 1),
        }
    }
}

fn signed_value(field: &Field) -> String {
    field.signed_value.as_deref().map(|value| shortened(value).into_owned()).unwrap_or_default()
}
