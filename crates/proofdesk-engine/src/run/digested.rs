//! What the digest of a report covers of files and results.
//!
//! Two people who checked the same evidence in the same way get the same digest, on any machine, in any
//! folder, whatever order they named things in. So a row has the path below what the user named, and no
//! words; and the rows of one input stand in the order of their own hashes. `docs/report.md` says how the
//! digest is computed from a report, and with which tools.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};
use std::path::MAIN_SEPARATOR;

use proofdesk_core::packed::PackedList;
use proofdesk_core::verdict::{
    CheckName, FieldStatus, Finding, Kind, Member, Outcome, Reason, Stretch, Value, Verdict,
};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::input::{FileRead, Input};

/// The inputs of a run by their names in its report.
#[derive(Debug, Clone, Default)]
pub(crate) struct Roots(Vec<String>);

impl Roots {
    pub(super) fn of(inputs: &[Input]) -> Self {
        Self::named(inputs.iter().map(Input::shown).collect())
    }

    /// By the names of the inputs.
    pub(crate) fn named(inputs: Vec<String>) -> Self {
        Self(inputs)
    }

    /// The input that a result is counted to, and the path that is covered of it.
    pub(crate) fn place(&self, kind: Kind, path: &str) -> (Option<u32>, String) {
        match kind {
            // A log can lie in several inputs, and its place is that of its first event.
            Kind::AuditLog => (None, String::new()),
            _ => {
                let (root, path) = self.below(path);
                (root, path.into_owned())
            }
        }
    }

    /// What follows the input that a path lies in; the name of a file that is an input itself.
    pub(crate) fn below_or_name<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let below = self.below(path).1;
        match below.is_empty() {
            true => path.rsplit(MAIN_SEPARATOR).next().unwrap_or(path).into(),
            false => below,
        }
    }

    /// The input that a path of the report lies in, the longest if several do, and what follows it, with `/`
    /// between names.
    fn below<'p>(&self, path: &'p str) -> (Option<u32>, Cow<'p, str>) {
        let found = self.0.iter().zip(0..);
        let found = found.filter_map(|(root, i)| Some((below(root, path)?, Some(i))));
        match found.min_by_key(|(rest, _)| rest.len()) {
            Some((rest, root)) => (root, rest),
            None => (None, path.into()),
        }
    }
}

/// What follows an input in a path that lies in it, with `/` between names. A report is read on other systems than
/// that which it was made on: the sign behind the input is that between all names below it. A `\\` there is one of
/// Windows, whose names have none; a path of any other system goes on with `/`.
fn below<'p>(root: &str, path: &'p str) -> Option<Cow<'p, str>> {
    let follows = |separator: char| {
        let rest = path.strip_prefix(root.trim_end_matches(separator))?;
        match rest.strip_prefix(separator) {
            None => rest.is_empty().then_some(rest),
            below => below,
        }
    };
    let of_windows = || Some(follows('\\')?.replace('\\', "/").into());
    follows('/').map(Cow::Borrowed).or_else(of_windows)
}

/// The hashes of all rows, each with the input that it lies in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Digested(Vec<(Option<u32>, [u8; 32])>);

impl Digested {
    /// Adds a file that was read to its end.
    pub(crate) fn add_file(&mut self, roots: &Roots, file: &FileRead) {
        let (root, path) = roots.below(&file.path);
        let members = MemberRow::all(&file.members);
        let path = &path;
        self.push(
            root,
            &FileRow { members, path, sha256: &file.sha256.to_string(), size: file.size },
        );
    }

    /// Adds a result.
    pub(super) fn add_result(&mut self, roots: &Roots, finding: &Finding) {
        let (root, path) = roots.place(finding.kind, &finding.source.path);
        self.add_row(root, &Row::of(finding, &path));
    }

    /// Adds what is covered of a result, which lies in this input.
    pub(crate) fn add_row(&mut self, root: Option<u32>, row: &Row<'_>) {
        self.push(root, row);
    }

    /// Each, with its input.
    pub(super) fn rows(&self) -> &[(Option<u32>, [u8; 32])] {
        &self.0
    }

    fn push(&mut self, root: Option<u32>, row: &impl Serialize) {
        self.0.push((root, hash(row)));
    }

    /// Of each input a digest, in lowercase hexadecimal and sorted: the SHA-256 of the sorted hashes of
    /// its rows in hexadecimal, each followed by a line feed. What lies in no input is one more.
    #[must_use]
    pub(crate) fn inputs(&self) -> Vec<String> {
        let mut rows = self.0.clone();
        rows.sort_unstable();
        let mut digests = InputDigests::default();
        for (root, row) in rows {
            digests.add(&root.map_or(0, |root| root + 1).to_be_bytes(), &row);
        }
        digests.end()
    }
}

impl From<Vec<(Option<u32>, [u8; 32])>> for Digested {
    fn from(rows: Vec<(Option<u32>, [u8; 32])>) -> Self {
        Self(rows)
    }
}

/// Makes the digest of each input of rows that come sorted.
#[derive(Default)]
pub(super) struct InputDigests {
    ended: Vec<String>,
    open: Option<(Vec<u8>, Sha256)>,
}

impl InputDigests {
    /// Adds the hash of the next row, and which input it lies in.
    pub(super) fn add(&mut self, input: &[u8], row: &[u8]) {
        let is_open = self.open.as_ref().is_some_and(|(open, _)| open == input);
        if !is_open {
            let last = self.open.replace((input.to_vec(), Sha256::new()));
            self.ended.extend(last.map(|(_, hasher)| hex::encode(hasher.finalize())));
        }
        if let Some((_, hasher)) = &mut self.open {
            let mut line = [b'\n'; 65];
            // There is room for the digits.
            let _ = hex::encode_to_slice(row, &mut line[..64]);
            hasher.update(line);
        }
    }

    /// The digests, in lowercase hexadecimal and sorted.
    pub(super) fn end(mut self) -> Vec<String> {
        self.ended.extend(self.open.map(|(_, hasher)| hex::encode(hasher.finalize())));
        self.ended.sort_unstable();
        self.ended
    }
}

fn hash(row: &impl Serialize) -> [u8; 32] {
    // A row is as long as its result: that of an audit event has some 3,000 bytes, that of a trace hundreds of
    // millions.
    let mut out = BufWriter::with_capacity(4096, Hashing(Sha256::new()));
    // Strings, numbers and structs cannot fail to serialise, nor does hashing.
    let _ =
        serde_json::to_writer(&mut out, row).map_err(io::Error::from).and_then(|()| out.flush());
    out.get_ref().0.clone().finalize().into()
}

struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
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
pub(crate) struct Row<'a> {
    pub checks: Vec<CheckRow<'a>>,
    pub children: Children<'a>,
    pub count: u64,
    pub fields: Vec<FieldRow<'a>>,
    pub id: Option<&'a str>,
    pub kind: Kind,
    pub line: Option<u64>,
    pub members: Vec<MemberRow<'a>>,
    pub path: &'a str,
    pub pointer: Option<&'a str>,
    pub pointers: Vec<Stretch>,
    pub sha256: Option<&'a str>,
    pub verdict: Verdict,
}

/// The rows of a result's children.
pub(crate) enum Children<'a> {
    /// Of one that was read back.
    Read(Vec<Row<'a>>),
    /// Of one of this run, which are made one at a time: there can be hundreds of thousands.
    OfRun { list: &'a PackedList<Finding>, path: &'a str, placed: bool },
}

impl Children<'_> {
    fn without_place(self) -> Self {
        match self {
            Self::Read(rows) => Self::Read(rows.into_iter().map(Row::without_place).collect()),
            Self::OfRun { list, .. } => Self::OfRun { list, path: "", placed: false },
        }
    }
}

impl Serialize for Children<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Read(rows) => rows.serialize(serializer),
            Self::OfRun { list, path, placed } => {
                let mut rows = serializer.serialize_seq(Some(list.len()))?;
                for child in list.iter() {
                    let row = Row::of(&child, path);
                    rows.serialize_element(&if *placed { row } else { row.without_place() })?;
                }
                rows.end()
            }
        }
    }
}

#[derive(Serialize)]
pub(crate) struct CheckRow<'a> {
    pub check: CheckName,
    pub field: Option<&'a str>,
    pub offset: Option<u64>,
    pub outcome: Outcome,
    pub reason: Option<&'a str>,
    pub values: &'a [Value],
}

#[derive(Serialize)]
pub(crate) struct FieldRow<'a> {
    pub name: &'a str,
    pub signed_value: Option<&'a str>,
    pub status: FieldStatus,
    pub value: &'a str,
}

#[derive(Serialize)]
pub(crate) struct MemberRow<'a> {
    index: u64,
    name: &'a str,
    of_name: Option<u32>,
}

impl<'a> MemberRow<'a> {
    pub(crate) fn all(members: &'a [Member]) -> Vec<Self> {
        members.iter().map(|m| Self { index: m.index, name: &m.name, of_name: m.of_name }).collect()
    }
}

impl<'a> Row<'a> {
    /// Its SHA-256.
    pub(crate) fn hash(&self) -> [u8; 32] {
        hash(self)
    }

    /// The same wherever it stands.
    pub(crate) fn without_place(self) -> Self {
        let children = self.children.without_place();
        Self { children, line: None, members: Vec::new(), path: "", pointer: None, ..self }
    }

    /// That of a finding whose covered path is this.
    pub(crate) fn of(finding: &'a Finding, path: &'a str) -> Self {
        let checks = finding.checks.iter().map(|check| CheckRow {
            check: check.check,
            field: check.field.as_deref(),
            offset: check.offset,
            outcome: check.outcome,
            reason: check.reason.map(Reason::code),
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
            children: Children::OfRun { list: &finding.children, path, placed: true },
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
