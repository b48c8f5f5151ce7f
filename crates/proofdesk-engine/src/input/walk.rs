//! From what the user named to the list of files to read.
//!
//! Folders are entered, symbolic links inside them are not: what a link names is either in the
//! folder anyway, or was not given. A link that the user names is followed.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::bag::{Sha512Lists, portable};
use super::entry::{Entry, EntryKind, Unreadable};
use super::exclude::Excluding;
use super::forms::holds_report;
use super::given::{Input, ReportPlace, Skipped, SkippedWhy};
use crate::platform::{self, Facts, FileIdentity, FileKind, Place, Root, UNFINISHED};
use crate::progress::Control;

/// What a walk found.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// Sorted by the name in the report, each file once.
    pub entries: Vec<Entry>,
    /// Excluded files, an earlier report, and links to what is in the set anyway.
    pub skipped: Vec<Skipped>,
}

/// What operating systems and programs leave in folders, and no one sends as evidence.
const LITTER: [&str; 14] = [
    ".DS_Store",
    ".localized",
    ".Spotlight-V100",
    ".Trashes",
    ".fseventsd",
    ".apdisk",
    ".directory",
    "Icon\r",
    "Thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "__MACOSX",
    "@eaDir",
    "$RECYCLE.BIN",
];

/// Lists the files under `inputs`.
pub(crate) fn walk(
    inputs: &[Input],
    exclude: &Excluding<'_>,
    report: Option<&ReportPlace>,
    saved: &[PathBuf],
    control: &Control,
) -> Walk {
    let real = |path: &PathBuf| fs::canonicalize(path).ok();
    let mut walk = Walker {
        roots: HashSet::new(),
        seen: HashSet::new(),
        exclude,
        report: report.and_then(|report| real(&report.path)),
        unfinished: report.into_iter().flat_map(|r| &r.unfinished).filter_map(real).collect(),
        saved: saved.iter().filter_map(real).collect(),
        outputs: platform::own_outputs(),
        left_out: HashSet::new(),
        links: Vec::new(),
        found: Walk::default(),
    };
    for input in inputs {
        if let Input::Path(path) = input {
            walk.roots.extend(fs::canonicalize(path));
        }
    }
    for input in inputs {
        if control.is_cancelled() {
            break;
        }
        match input {
            // It can be read only once.
            Input::Stdin | Input::Rows(_) if walk.found.entries.iter().any(Entry::is_stdin) => {}
            Input::Rows(_) => walk.push(nowhere(), input.shown().into(), EntryKind::Rows, 0),
            Input::Stdin => walk.push(nowhere(), "-".into(), EntryKind::Stdin, 0),
            Input::Text { name, bytes } => {
                control.expect(1, bytes.len() as u64);
                let kind = EntryKind::Text(bytes.clone());
                walk.push(nowhere(), name.clone(), kind, bytes.len() as u64);
            }
            Input::Path(path) => walk.root(path, control),
        }
    }
    walk.name_links();
    let mut found = walk.found;
    found.skipped.sort();
    // A folder given by itself may lie inside another one that was given.
    found.entries.sort_by(|a, b| a.display.cmp(&b.display));
    // What cannot be reached has no place by which it is known to be given twice.
    found.entries.dedup_by(|a, b| a.is_unreadable() && b.is_unreadable() && a.display == b.display);
    note_sha512(&mut found.entries);
    found
}

/// Notes of each file whether a manifest in a folder that it lies in lists SHA-512.
pub(crate) fn note_sha512(entries: &mut [Entry]) {
    let mut lists = Sha512Lists::default();
    entries.iter().for_each(|entry| lists.note(portable(&entry.display).as_bytes()));
    for entry in entries {
        entry.sha512 = lists.are_listed(portable(&entry.display).as_bytes());
    }
}

struct Walker<'e> {
    /// The inputs, with links resolved.
    roots: HashSet<PathBuf>,
    /// Folders and named files that were entered already, with links resolved.
    seen: HashSet<PathBuf>,
    exclude: &'e Excluding<'e>,
    /// What the report of this run will replace, with links resolved.
    report: Option<PathBuf>,
    /// Where it is while it is being written.
    unfinished: Vec<PathBuf>,
    /// Reports that this program has saved, with links resolved.
    saved: HashSet<PathBuf>,
    /// What this program writes its output and its messages into.
    outputs: Vec<FileIdentity>,
    /// Files and folders that were left out, with links resolved.
    left_out: HashSet<PathBuf>,
    /// Links inside folders.
    links: Vec<Place>,
    found: Walk,
}

impl Walker<'_> {
    fn push(&mut self, place: Place, display: Arc<str>, kind: EntryKind, len: u64) {
        self.found.entries.push(Entry {
            place,
            display,
            kind,
            len,
            facts: None,
            cached: false,
            litter: false,
            sha512: false,
        });
    }

    fn skip(&mut self, path: &Path, why: SkippedWhy) {
        self.found.skipped.push(Skipped { path: platform::display_path(path).into(), why });
    }

    fn root(&mut self, path: &Path, control: &Control) {
        let place = Place::from(path);
        let (real, facts) = match fs::canonicalize(path).and_then(|r| Ok((r, place.facts()?))) {
            Ok(found) => found,
            Err(e) => return self.unresolved(path, place, e, control),
        };
        // What lies under another input is found there.
        if self.is_covered(real.parent()) || !self.seen.insert(real) {
            return;
        }
        if facts.kind == FileKind::Folder {
            self.folder(&Root::new(path, &facts).into(), control);
        } else {
            self.file(place, &facts, control);
        }
    }

    /// What is named and has no place of its own: a pipe behind a link of the system's, or nothing.
    fn unresolved(&mut self, path: &Path, place: Place, error: io::Error, control: &Control) {
        let behind = fs::metadata(path).map(|metadata| Facts::of(&metadata));
        match behind {
            Ok(facts) if facts.kind.special().is_some() => self.file(place, &facts, control),
            _ if fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()) => {
                self.push_unreadable(
                    place,
                    Unreadable::file("it is a symbolic link that leads nowhere"),
                );
            }
            _ => self.push_unreadable(place, error.into()),
        }
    }

    /// Whether a folder, with links resolved, is one of the inputs or lies in one.
    fn is_covered(&self, folder: Option<&Path>) -> bool {
        folder.is_some_and(|folder| folder.ancestors().any(|f| self.roots.contains(f)))
    }

    fn file(&mut self, place: Place, facts: &Facts, control: &Control) {
        let path = place.path();
        if facts.identity.is_some_and(|identity| self.outputs.contains(&identity)) {
            self.left_out.extend(fs::canonicalize(&path));
            return self.skip(&path, SkippedWhy::OwnOutput);
        }
        let kind = match facts.kind.special() {
            None => {
                control.expect(1, facts.stamp.len());
                EntryKind::File
            }
            Some(kind) => EntryKind::Special(kind.to_owned()),
        };
        self.push(place, platform::display_path(&path).into(), kind, facts.stamp.len());
        if let Some(entry) = self.found.entries.last_mut() {
            entry.facts = Some(facts.clone());
        }
    }

    fn push_unreadable(&mut self, place: Place, why: Unreadable) {
        let display = platform::display_path(&place.path());
        // A folder is called one wherever its name stands; a slash that was typed makes none.
        let name = display.trim_end_matches('/');
        let display = match (why.folder, name.is_empty()) {
            (true, _) => format!("{name}/"),
            (false, true) => display,
            (false, false) => name.to_owned(),
        };
        self.push(place, display.into(), EntryKind::Unreadable(why), 0);
    }

    /// That a folder cannot be entered, or not be listed to its end.
    fn push_unlisted(&mut self, folder: Place, error: io::Error) {
        // One that was removed meanwhile is missing as a file would be.
        let why = Unreadable::from(error);
        self.push_unreadable(folder, Unreadable { folder: !why.missing, ..why });
    }

    /// Lists a folder and those under it, without recursion: a path has no depth limit here.
    fn folder(&mut self, root: &Arc<Root>, control: &Control) {
        let names = self.exclude.names_of(root.path());
        let mut waiting = vec![(PathBuf::new(), false)];
        while let Some((folder, in_litter)) = waiting.pop() {
            if control.is_cancelled() {
                return;
            }
            let at = |below: &Path| Place::Below(root.clone(), below.to_owned());
            let children = match root.list(&folder) {
                Ok(children) => children,
                Err(e) => {
                    self.push_unlisted(at(&folder), e);
                    continue;
                }
            };
            for child in children {
                let (below, facts) = match child {
                    Ok((name, Ok(facts))) => (folder.join(name), facts),
                    Ok((name, Err(e))) => {
                        self.push_unreadable(at(&folder.join(name)), e.into());
                        continue;
                    }
                    Err(e) => {
                        self.push_unlisted(at(&folder), e);
                        continue;
                    }
                };
                let path = root.path().join(&below);
                if self.unfinished.iter().any(|unfinished| is_at(&path, Some(unfinished))) {
                    continue;
                }
                let is_folder = facts.kind == FileKind::Folder;
                let left_out = match () {
                    () if self.exclude.matches(&names, &below, is_folder) => {
                        Some(SkippedWhy::Excluded)
                    }
                    () if is_at(&path, self.report.as_deref()) => Some(SkippedWhy::EarlierReport),
                    () if self.saved.iter().any(|saved| is_at(&path, Some(saved)))
                        && is_saved_report(&path) =>
                    {
                        Some(SkippedWhy::SavedReport)
                    }
                    () => None,
                };
                let litter = in_litter || is_litter(&path);
                if let Some(why) = left_out {
                    self.left_out.extend(fs::canonicalize(&path));
                    self.skip(&path, why);
                    continue;
                }
                match facts.kind {
                    FileKind::Folder => waiting.push((below, litter)),
                    FileKind::Link => self.links.push(at(&below)),
                    _ => {
                        let before = self.found.entries.len();
                        self.file(at(&below), &facts, control);
                        self.found.entries[before..].iter_mut().for_each(|e| e.litter = litter);
                    }
                }
            }
        }
    }

    /// A link to what is read anyway is skipped. Any other is told of: what it leads to is not read.
    fn name_links(&mut self) {
        for place in std::mem::take(&mut self.links) {
            let path = place.path();
            let words = match fs::canonicalize(&path) {
                Ok(target) if !self.is_covered(Some(&target)) => {
                    "a symbolic link that leads out of the given folder"
                }
                Ok(target) if self.is_left_out(&target) => {
                    "a symbolic link to a file that was skipped"
                }
                Ok(_) => {
                    self.skip(&path, SkippedWhy::LinkWithin);
                    continue;
                }
                Err(_) => "a symbolic link that leads nowhere",
            };
            let display = platform::display_path(&path).into();
            let target = fs::read_link(&path).map(|target| platform::display_path(&target));
            let target = target.map(|target| format!(" (to {target})")).unwrap_or_default();
            self.push(place, display, EntryKind::Special(format!("{words}{target}")), 0);
        }
    }

    /// Whether a target, with links resolved, is in the given folders, but not read as evidence.
    fn is_left_out(&self, target: &Path) -> bool {
        let below = target.ancestors().take_while(|at| !self.roots.contains(*at));
        below.into_iter().any(|at| self.left_out.contains(at) || is_litter(at))
    }
}

/// Whether a file is a report, or a signed one.
fn is_saved_report(path: &Path) -> bool {
    holds_report(path).unwrap_or_default()
}

fn nowhere() -> Place {
    Place::Named(PathBuf::new())
}

/// Whether a path leads to a place whose links are resolved. Another name of the same file is
/// another place: the report takes that of one name only.
fn is_at(path: &Path, place: Option<&Path>) -> bool {
    place.is_some_and(|place| {
        path.file_name() == place.file_name()
            && fs::canonicalize(path).is_ok_and(|path| path == *place)
    })
}

pub(super) fn is_litter(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    LITTER.contains(&&*name)
        // AppleDouble: what macOS keeps beside a file on foreign file systems.
        || name.starts_with("._")
        // Lock files of office programs.
        || name.starts_with("~$")
        || name.starts_with(".~lock.") && name.ends_with('#')
        || name.starts_with(".Trash-")
        // A report that another run is writing, or that a run could not remove.
        || name.starts_with(UNFINISHED)
        || name.ends_with(":Zone.Identifier")
}
