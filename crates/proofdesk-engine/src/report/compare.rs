//! A run compared with an earlier report: the same thing is recognised in both by what it is.
//!
//! A file is recognised by its path below its input and, if it has another one, by its bytes; a result by
//! its file, place, kind and id. Where one of these changed the others tell.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::sync::Arc;

use proofdesk_core::verdict::{Finding, Kind, Member, Source, Verdict};

use super::against::{Against, Change, ChangeKind, Differing};
use super::digest::signers;
use super::pinned::{PinnedKey, ReviewerKey};
use super::read::{Head, Reported};
use super::recalculated::row;
use crate::input::FileRead;
use crate::run::{Roots, Row};

/// What is compared of a result.
#[derive(Debug, Clone)]
pub struct Said {
    source: Source,
    kind: Kind,
    id: Option<String>,
    verdict: Verdict,
    /// Of everything that the digest of a report covers of it, but its place.
    says: [u8; 32],
}

impl From<&Finding> for Said {
    fn from(finding: &Finding) -> Self {
        Self {
            source: Source { cached: false, ..finding.source.clone() },
            kind: finding.kind,
            id: finding.id.clone(),
            verdict: finding.verdict(),
            says: Row::of(finding, "").without_place().hash(),
        }
    }
}

impl From<&Reported> for Said {
    fn from(result: &Reported) -> Self {
        Self {
            source: Source { cached: false, ..result.source.clone() },
            kind: result.kind,
            id: result.id.clone(),
            verdict: result.verdict,
            says: row(result, "").without_place().hash(),
        }
    }
}

/// A file by its path below its input, and the names on the way inside containers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Name {
    path: String,
    members: Vec<Arc<str>>,
}

impl Name {
    fn of(roots: &Roots, path: &str, members: &[Member]) -> Self {
        Self {
            path: roots.below_or_name(path).into_owned(),
            members: members.iter().map(|member| member.name.clone()).collect(),
        }
    }
}

/// One side of a comparison: what a report says, without its results' words.
#[derive(Debug)]
pub struct Side {
    head: Head,
    results: Vec<(Arc<Name>, Said)>,
}

impl Side {
    /// The side of a report that says this besides its results.
    #[must_use]
    pub fn new(head: Head, results: Vec<Said>) -> Self {
        let roots = Roots::named(head.run.inputs.clone());
        let mut last: Option<(Source, Arc<Name>)> = None;
        let named = results.into_iter().map(|said| {
            let of_file = |source: &Source| (source.path.clone(), source.members.clone());
            if let Some((source, name)) = &last
                && of_file(source) == of_file(&said.source)
                && said.kind != Kind::AuditLog
            {
                return (name.clone(), said);
            }
            // A log lies where the first of its events does, which may be another one tomorrow.
            let name = match said.kind {
                Kind::AuditLog => Name { path: String::new(), members: Vec::new() },
                _ => Name::of(&roots, &said.source.path, &said.source.members),
            };
            let name = Arc::new(name);
            if said.kind != Kind::AuditLog {
                last = Some((said.source.clone(), name.clone()));
            }
            (name, said)
        });
        let mut results: Vec<_> = named.collect();
        results.sort_by(|(a, x), (b, y)| {
            let place = |said: &Said| (said.source.line, said.source.members.len());
            (a, place(x), &x.source.pointer).cmp(&(b, place(y), &y.source.pointer))
        });
        Self { head, results }
    }

    /// What became of the files that are content.
    fn verdicts_of_content(&self) -> HashMap<&Name, Verdict> {
        let of_files = self.results.iter().filter(|(_, said)| said.kind == Kind::Content);
        of_files.map(|(name, said)| (&**name, said.verdict)).collect()
    }

    fn files(&self) -> Vec<(Name, &FileRead)> {
        let roots = Roots::named(self.head.run.inputs.clone());
        let named = self.head.files.iter();
        named.map(|file| (Name::of(&roots, &file.path, &file.members), file)).collect()
    }
}

/// What differs between an earlier report and a later one. `None` if one of them was cancelled: what
/// it lacks was not looked at.
#[must_use]
pub fn compare(before: &Side, now: &Side) -> Option<Against> {
    let (old, new) = (&before.head, &now.head);
    let report_digest = old.report_digest.clone()?;
    let same = report_digest == *new.report_digest.as_ref()?;
    let [options, later] = options(old, new);
    let options = Differing::between(options, later, |one, other| one == other);
    // A label is the user's own.
    let pins = Differing::between(old.pins.clone(), new.pins.clone(), PinnedKey::is_same_as);
    let is_same = |one: &ReviewerKey, other: &ReviewerKey| one.fingerprint == other.fingerprint;
    let reviewers = Differing::between(old.reviewers.clone(), new.reviewers.clone(), is_same);
    let (started_at, rules_version) = (old.run.started_at.clone(), old.rules_version);
    let mut changes = changes(before, now);
    changes.sort_by(|a, b| (a.change, &a.source).cmp(&(b.change, &b.source)));
    let lost = changes.iter().filter(|change| change.is_loss()).count() as u64;
    let verified = before.results.iter().filter(|(_, said)| said.verdict == Verdict::Verified);
    let verified = verified.count() as u64;
    Some(Against {
        report_digest,
        started_at,
        rules_version,
        same,
        options,
        pins,
        reviewers,
        verified,
        lost,
        changes,
    })
}

/// The options of both, as arguments. A signer who is the same under another label is none.
fn options(old: &Head, new: &Head) -> [Vec<String>; 2] {
    let is_same = signers(&old.options, &old.pins) == signers(&new.options, &new.pins);
    [old, new].map(|head| {
        let mut options = head.options.clone();
        options.signer = options.signer.filter(|_| !is_same);
        options.arguments()
    })
}

fn changes(before: &Side, now: &Side) -> Vec<Change> {
    let verdicts = [before.verdicts_of_content(), now.verdicts_of_content()];
    let files = Files::between(&before.files(), &now.files(), &verdicts);
    let mut changes: Vec<Change> = files.changes;
    let renamed = before
        .results
        .iter()
        .map(|(name, said)| (files.moved.get(&**name).unwrap_or(name).clone(), said));
    let before_results: Vec<(Arc<Name>, &Said)> = renamed.collect();
    let now_results: Vec<(Arc<Name>, &Said)> =
        now.results.iter().map(|(name, said)| (name.clone(), said)).collect();
    let mut pairs = Pairs::of(before_results.len(), now_results.len());
    let (before, now) = (&before_results, &now_results);
    pairs.find(before, now, |(name, said)| Some((name, place(said), &said.says)));
    pairs.find(before, now, |(name, said)| Some((name, place(said))));
    // Lines were added before it, or it was put into another file.
    pairs.find(before, now, |(name, said)| said.id.as_ref().map(|id| (name, said.kind, id)));
    pairs.find(before, now, |(_, said)| said.id.as_ref().map(|id| (said.kind, id, &said.says)));
    for (was, is) in pairs.found {
        let ((old_name, old), (name, said)) = (&before[was], &now[is]);
        let change = match () {
            () if old.verdict != said.verdict => ChangeKind::Verdict,
            () if old_name != name && said.kind != Kind::AuditLog => ChangeKind::Moved,
            () if old.says != said.says && !files.rewritten.contains(&**name) => ChangeKind::Checks,
            () => continue,
        };
        let mut change = said.change(change, Some(old.verdict), Some(said.verdict));
        change.moved_from = (old_name != name).then(|| old.source.clone());
        changes.push(change);
    }
    let open = |all: &[bool]| -> Vec<usize> { (0..all.len()).filter(|i| all[*i]).collect() };
    for was in open(&pairs.open_before) {
        let old = &before[was].1;
        changes.push(old.change(ChangeKind::Gone, Some(old.verdict), None));
    }
    for is in open(&pairs.open_now) {
        let said = &now[is].1;
        changes.push(said.change(ChangeKind::New, None, Some(said.verdict)));
    }
    changes
}

fn place(said: &Said) -> (Option<u64>, Option<&str>, Kind, Option<&str>) {
    let id = said.id.as_deref();
    match said.kind {
        Kind::AuditLog => (None, None, said.kind, id),
        kind => (said.source.line, said.source.pointer.as_deref(), kind, id),
    }
}

impl Said {
    fn change(&self, change: ChangeKind, before: Option<Verdict>, now: Option<Verdict>) -> Change {
        let (source, id) = (self.source.clone(), self.id.clone());
        Change { change, source, moved_from: None, kind: Some(self.kind), id, before, now }
    }
}

/// What became of the files.
struct Files {
    changes: Vec<Change>,
    /// By what they were called, how files are called now.
    moved: HashMap<Name, Arc<Name>>,
    /// Those that have other bytes under the same name.
    rewritten: HashSet<Name>,
}

impl Files {
    fn between(
        before: &[(Name, &FileRead)],
        now: &[(Name, &FileRead)],
        verdicts: &[HashMap<&Name, Verdict>; 2],
    ) -> Self {
        let mut files =
            Self { changes: Vec::new(), moved: HashMap::new(), rewritten: HashSet::new() };
        let mut pairs = Pairs::of(before.len(), now.len());
        pairs.find(before, now, |(name, file)| Some((name, &file.sha256)));
        pairs.find(before, now, |(name, _)| Some(name));
        // What was renamed itself, before what lies in it.
        pairs.find(before, now, |(name, file)| Some((&name.members, &file.sha256)));
        pairs.find(before, now, |(_, file)| Some(&file.sha256));
        for (was, is) in pairs.found {
            let ((old_name, old), (name, file)) = (&before[was], &now[is]);
            let change = match () {
                () if old_name != name => {
                    files.moved.insert(old_name.clone(), Arc::new(name.clone()));
                    // Another input was named around it.
                    if (&old.path, &old.members) == (&file.path, &file.members) {
                        continue;
                    }
                    ChangeKind::Moved
                }
                () if old.sha256 != file.sha256 => {
                    files.rewritten.insert(name.clone());
                    ChangeKind::Bytes
                }
                () => continue,
            };
            // A container that was renamed says it for all that lies in it.
            if change == ChangeKind::Moved
                && old_name.members == name.members
                && !name.members.is_empty()
            {
                continue;
            }
            let source = |file: &FileRead| Source {
                members: file.members.to_vec(),
                ..Source::file(file.path.clone())
            };
            let is_other = change == ChangeKind::Bytes;
            let [was, is] = [(&verdicts[0], old_name), (&verdicts[1], name)]
                .map(|(verdicts, name)| verdicts.get(name).copied().filter(|_| is_other));
            files.changes.push(Change {
                change,
                source: source(file),
                moved_from: (change == ChangeKind::Moved).then(|| source(old)),
                kind: None,
                id: None,
                before: was,
                now: is,
            });
        }
        files
    }
}

/// What stands on both sides, found by one mark after another.
struct Pairs {
    found: Vec<(usize, usize)>,
    open_before: Vec<bool>,
    open_now: Vec<bool>,
}

impl Pairs {
    fn of(before: usize, now: usize) -> Self {
        Self { found: Vec::new(), open_before: vec![true; before], open_now: vec![true; now] }
    }

    /// Pairs what is still open and has the same mark, in order.
    fn find<'t, T, K: Hash + Eq>(
        &mut self,
        before: &'t [T],
        now: &'t [T],
        mark: impl Fn(&'t T) -> Option<K>,
    ) {
        let mut by_mark: HashMap<K, VecDeque<usize>> = HashMap::new();
        for (i, thing) in now.iter().enumerate().filter(|(i, _)| self.open_now[*i]) {
            if let Some(mark) = mark(thing) {
                by_mark.entry(mark).or_default().push_back(i);
            }
        }
        for (i, thing) in before.iter().enumerate() {
            let same = || by_mark.get_mut(&mark(thing)?)?.pop_front();
            if let Some(found) = self.open_before[i].then(same).flatten() {
                self.open_before[i] = false;
                self.open_now[found] = false;
                self.found.push((i, found));
            }
        }
    }
}
