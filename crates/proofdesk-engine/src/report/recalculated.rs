//! Whether a report is what was written: its digest and its counts once more, from what it holds.

use proofdesk_core::verdict::{Kind, Verdict};

use super::digest::digest;
use super::read::{Counts, Head, Reported};
use crate::run::{CheckRow, Children, Digested, FieldRow, MemberRow, Roots, Row};

/// What the digest of a report covers, while its results are gone through.
pub struct Recalculated {
    roots: Roots,
    digested: Digested,
    counts: Counts,
}

impl Recalculated {
    /// Of a report that says this besides its results.
    #[must_use]
    pub fn of(head: &Head) -> Self {
        let roots = Roots::named(head.run.inputs.clone());
        let mut digested = Digested::default();
        head.files.iter().for_each(|file| digested.add_file(&roots, file));
        let (files, bytes_hashed) = match head.summary.cancelled {
            // Such a report lists none.
            true => (head.summary.files, head.summary.bytes_hashed),
            false => (head.files.len() as u64, head.files.iter().map(|file| file.size).sum()),
        };
        let cancelled = head.summary.cancelled;
        let counts = Counts { files, bytes_hashed, cancelled, ..Counts::default() };
        Self { roots, digested, counts }
    }

    /// Takes one of its results.
    pub fn take(&mut self, result: &Reported) {
        let (root, path) = self.roots.place(result.kind, &result.source.path);
        self.digested.add_row(root, &row(result, &path));
        let counts = &mut self.counts;
        counts.total += 1;
        *match result.verdict {
            Verdict::Verified => &mut counts.verified,
            Verdict::Unconfirmed => &mut counts.unconfirmed,
            Verdict::Mismatch => &mut counts.mismatch,
            Verdict::Uncheckable => &mut counts.uncheckable,
            Verdict::NotFound => &mut counts.not_found,
            _ => &mut counts.info,
        } += 1;
    }

    /// Whether the report has the digest and the counts of what it holds. One of a run that was cancelled
    /// has no digest.
    #[must_use]
    pub fn agrees_with(&self, head: &Head) -> bool {
        let inputs = self.digested.inputs();
        let calculated = digest(&head.options, &head.pins, head.rules_version, &inputs);
        let has = match &head.report_digest {
            Some(digest) => *digest == calculated,
            None => head.summary.cancelled,
        };
        has && self.counts == head.summary
    }
}

pub(super) fn row<'r>(result: &'r Reported, path: &'r str) -> Row<'r> {
    let is_log = result.kind == Kind::AuditLog;
    let checks = result.checks.iter().map(|check| CheckRow {
        check: check.check,
        field: check.field.as_deref(),
        offset: check.offset,
        outcome: check.outcome,
        reason: check.reason.as_deref(),
        values: &check.values,
    });
    let fields = result.fields.iter().map(|field| FieldRow {
        name: &field.name,
        signed_value: field.signed_value.as_deref(),
        status: field.status,
        value: &field.value,
    });
    Row {
        checks: checks.collect(),
        children: Children::Read(result.children.iter().map(|child| row(child, path)).collect()),
        count: result.count,
        fields: fields.collect(),
        id: result.id.as_deref(),
        kind: result.kind,
        line: result.source.line.filter(|_| !is_log),
        members: MemberRow::all(&result.source.members),
        path,
        pointer: result.source.pointer.as_deref().filter(|_| !is_log),
        pointers: result.pointers.clone(),
        sha256: result.hashes.get("sha256").map(String::as_str),
        verdict: result.verdict,
    }
}
