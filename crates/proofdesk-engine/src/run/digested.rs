//! What the digest of a report covers of files and results.
//!
//! Two people who checked the same evidence in the same way get the same digest, on any machine, in any
//! folder, whatever order they named things in. So a row has the path below what the user named, and no
//! words; and the rows of one input stand in the order of their own hashes. `docs/report.md` says how the
//! digest is computed from a report, and with which tools.

use std::path::MAIN_SEPARATOR;

use proofdesk_core::verdict::{
    CheckName, FieldStatus, Finding, Kind, Member, Outcome, Reason, Stretch, Value, Verdict,
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::input::{FileRead, Input};

/// The inputs of a run by their names in its report.
#[derive(Debug, Clone, Default)]
pub(super) struct Roots(Vec<String>);

impl Roots {
    pub(super) fn of(inputs: &[Input]) -> Self {
        Self(inputs.iter().map(Input::shown).collect())
    }

    /// The input that a path of the report lies in, the longest if several do, and what follows it.
    fn below<'p>(&self, path: &'p str) -> (Option<u32>, &'p str) {
        let follows = |root: &String| -> Option<&'p str> {
            let rest = path.strip_prefix(root.trim_end_matches(MAIN_SEPARATOR))?;
            match rest.strip_prefix(MAIN_SEPARATOR) {
                None => rest.is_empty().then_some(rest),
                below => below,
            }
        };
        let found = self.0.iter().zip(0..).filter_map(|(root, i)| Some((follows(root)?, Some(i))));
        match found.min_by_key(|(rest, _)| rest.len()) {
            Some((rest, root)) => (root, rest),
            None => (None, path),
        }
    }
}

/// The hashes of all rows, each with the input that it lies in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Digested(Vec<(Option<u32>, [u8; 32])>);

impl Digested {
    /// Adds a file that was read to its end.
    pub(super) fn add_file(&mut self, roots: &Roots, file: &FileRead) {
        let (root, path) = roots.below(&file.path);
        let members = MemberRow::all(&file.members);
        let path = &portable(path);
        self.push(root, &FileRow { members, path, sha256: &file.sha256, size: file.size });
    }

    /// Adds a result.
    pub(super) fn add_result(&mut self, roots: &Roots, finding: &Finding) {
        // A log can lie in several inputs, and its place is that of its first event.
        let (root, path) = match finding.kind {
            Kind::AuditLog => (None, ""),
            _ => roots.below(&finding.source.path),
        };
        self.push(root, &Row::of(finding, &portable(path)));
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    fn push(&mut self, root: Option<u32>, row: &impl Serialize) {
        // Strings, numbers and structs cannot fail to serialise into memory.
        let text = serde_json::to_vec(row).unwrap_or_default();
        self.0.push((root, Sha256::digest(text).into()));
    }

    /// Of each input a digest, in lowercase hexadecimal and sorted: the SHA-256 of the sorted hashes of
    /// its rows in hexadecimal, each followed by a line feed. What lies in no input is one more.
    #[must_use]
    pub(super) fn inputs(&self) -> Vec<String> {
        let mut rows = self.0.clone();
        rows.sort_unstable();
        let mut inputs: Vec<String> = rows
            .chunk_by(|(a, _), (b, _)| a == b)
            .map(|rows| {
                let mut hasher = Sha256::new();
                for (_, row) in rows {
                    hasher.update(hex::encode(row));
                    hasher.update(b"\n");
                }
                hex::encode(hasher.finalize())
            })
            .collect();
        inputs.sort_unstable();
        inputs
    }
}

/// A path with the same sign between names on every system.
fn portable(path: &str) -> String {
    path.replace(MAIN_SEPARATOR, "/")
}

// The members of each row stand in the order of their names, so that what serde_json writes is canonical.

#[derive(Serialize)]
struct FileRow<'a> {
    members: Vec<MemberRow<'a>>,
    path: &'a str,
    sha256: &'a str,
    size: u64,
}

#[derive(Serialize)]
struct Row<'a> {
    checks: Vec<CheckRow<'a>>,
    children: Vec<Row<'a>>,
    count: u64,
    fields: Vec<FieldRow<'a>>,
    id: Option<&'a str>,
    kind: Kind,
    line: Option<u64>,
    members: Vec<MemberRow<'a>>,
    path: &'a str,
    pointer: Option<&'a str>,
    pointers: Vec<Stretch>,
    sha256: Option<&'a str>,
    verdict: Verdict,
}

#[derive(Serialize)]
struct CheckRow<'a> {
    check: CheckName,
    field: Option<&'a str>,
    offset: Option<u64>,
    outcome: Outcome,
    reason: Option<Reason>,
    values: &'a [Value],
}

#[derive(Serialize)]
struct FieldRow<'a> {
    name: &'a str,
    signed_value: Option<&'a str>,
    status: FieldStatus,
    value: &'a str,
}

#[derive(Serialize)]
struct MemberRow<'a> {
    index: u64,
    name: &'a str,
}

impl<'a> MemberRow<'a> {
    fn all(members: &'a [Member]) -> Vec<Self> {
        members.iter().map(|m| Self { index: m.index, name: &m.name }).collect()
    }
}

impl<'a> Row<'a> {
    fn of(finding: &'a Finding, path: &'a str) -> Self {
        let checks = finding.checks.iter().map(|check| CheckRow {
            check: check.check,
            field: check.field.as_deref(),
            offset: check.offset,
            outcome: check.outcome,
            reason: check.reason,
            values: &check.values,
        });
        let fields = finding.fields.iter().map(|field| FieldRow {
            name: &field.name,
            signed_value: field.signed_value.as_deref(),
            status: field.status,
            value: &field.value,
        });
        let mut hashes = finding.hashes.iter();
        Self {
            checks: checks.collect(),
            children: finding.children.iter().map(|child| Self::of(child, path)).collect(),
            count: finding.count,
            fields: fields.collect(),
            id: finding.id.as_deref(),
            kind: finding.kind,
            line: finding.source.line.filter(|_| finding.kind != Kind::AuditLog),
            members: MemberRow::all(&finding.source.members),
            path,
            pointer: finding.source.pointer.as_deref().filter(|_| finding.kind != Kind::AuditLog),
            pointers: finding.pointers.iter().flat_map(|alike| alike.stretches()).collect(),
            sha256: hashes.find(|(name, _)| *name == "sha256").map(|(_, hash)| hash.as_str()),
            verdict: finding.verdict(),
        }
    }
}
