//! The files of all parts as those of one run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::PartError;
use super::index::{Hash, Index, Listed, ListedKind, Stretch};
use crate::input::{Entry, EntryKind, Skipped, note_sha512};
use crate::platform::{Place, path_from_display};

/// Line numbers go no further.
pub(super) const LINES: u64 = 1 << 60;

/// What becomes of a file of a part.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Local {
    /// Its place among all files.
    pub given: u32,
    /// Others have stretches of it too.
    pub is_split: bool,
    /// How many of its blocks and lines others have before this part's.
    pub blocks_before: u32,
    pub lines_before: u64,
    /// How many blocks this part has of a file that is split, and all of them.
    pub blocks: u32,
    pub all_blocks: u32,
    /// Of a file that is split, whether what this part says of it as a whole counts.
    pub tells: bool,
    /// A stretch of it could not be read, so that none counts.
    pub failed: bool,
}

/// The files of all parts.
#[derive(Default)]
pub(super) struct Union {
    of_one_list: bool,
    pub entries: Vec<Entry>,
    /// Of each part, its files.
    pub locals: Vec<Vec<Local>>,
    /// Of each part, the hash of its frames.
    pub hashes: Vec<[u8; 32]>,
    pub skipped: Vec<Skipped>,
    pub unused_excludes: Option<Vec<String>>,
    pub bytes: u64,
    list: Option<[u8; 32]>,
    files: BTreeMap<String, File>,
}

/// A file that one part has, or of which several have stretches.
struct File {
    kind: ListedKind,
    litter: bool,
    sha512: bool,
    /// The part, and which file it is there.
    at: Vec<(usize, usize)>,
    stretches: Vec<Stretch>,
}

impl Union {
    pub(super) fn new(of_one_list: bool) -> Self {
        Self { of_one_list, ..Self::default() }
    }

    /// Whether there are rows of a table of this name.
    pub(super) fn has_rows(&self, name: &str) -> bool {
        let mut of_name = self.entries.iter().filter(|entry| *entry.display == *name);
        of_name.any(|entry| matches!(entry.kind, EntryKind::Rows))
    }

    /// Adds the files of the next part.
    pub(super) fn add(&mut self, path: &Path, index: Index) -> Result<(), PartError> {
        let part = self.locals.len();
        let other_list = self.of_one_list && part > 0 && self.list != index.list;
        if other_list {
            return Err(PartError::other(
                path,
                "the list of all files was another when this part was made than with the first: see that \
                 nobody changes the evidence, and make all parts again",
            ));
        }
        self.list = index.list;
        self.locals.push(vec![Local::default(); index.files.len()]);
        self.hashes.push(index.sha256);
        self.skipped.extend(index.skipped);
        self.bytes = self.bytes.saturating_add(index.bytes);
        let unused = index.unused_excludes;
        self.unused_excludes = Some(match self.unused_excludes.take() {
            Some(before) => before.into_iter().filter(|text| unused.contains(text)).collect(),
            None => unused,
        });
        for (place, listed) in index.files.into_iter().enumerate() {
            self.file(path, (part, place), listed)?;
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, at: (usize, usize), listed: Listed) -> Result<(), PartError> {
        let Listed { name, kind, litter, sha512, stretch } = listed;
        let known = self.files.get_mut(&name);
        match (known, stretch) {
            (None, stretch) => {
                let stretches = stretch.into_iter().collect();
                self.files.insert(name, File { kind, litter, sha512, at: vec![at], stretches });
                Ok(())
            }
            (Some(file), Some(stretch)) if !file.stretches.is_empty() && file.kind == kind => {
                file.at.push(at);
                file.stretches.push(stretch);
                Ok(())
            }
            (Some(_), _) => Err(PartError::other(
                path,
                format!(
                    "it has the file {}, which another part has too: give each file to one share",
                    proofdesk_core::visible(&name)
                ),
            )),
        }
    }

    /// Numbers the files, which are in the order of their names, and puts their stretches together.
    pub(super) fn end(&mut self, paths: &[PathBuf]) -> Result<(), PartError> {
        for ((name, file), given) in std::mem::take(&mut self.files).into_iter().zip(0..) {
            if !file.stretches.is_empty() {
                self.join(&name, &file, given, paths)?;
            } else if let Some((part, place)) = file.at.first() {
                self.locals[*part][*place] = Local { given, ..Local::default() };
            }
            self.entries.push(Entry {
                place: Place::Named(path_from_display(&name)),
                kind: match file.kind {
                    ListedKind::File => EntryKind::File,
                    ListedKind::Stdin => EntryKind::Stdin,
                    ListedKind::Rows => EntryKind::Rows,
                },
                display: Arc::from(name),
                len: 0,
                facts: None,
                cached: false,
                litter: file.litter,
                sha512: file.sha512,
            });
        }
        self.require_sha512()
    }

    /// A manifest can lie in another share than the files that it lists.
    fn require_sha512(&mut self) -> Result<(), PartError> {
        let taken: Vec<bool> = self.entries.iter().map(|entry| entry.sha512).collect();
        note_sha512(&mut self.entries);
        let lacks = |(entry, taken): &(&Entry, bool)| entry.sha512 && !taken;
        match self.entries.iter().zip(taken).find(lacks) {
            None => Ok(()),
            Some((entry, _)) => Err(PartError::Shares(format!(
                "{}: a manifest that another share has lists SHA-512, and this share did not take it: give \
                 all files of a bag to one share, or share one list with --shard",
                proofdesk_core::visible(&entry.display)
            ))),
        }
    }

    fn join(
        &mut self,
        name: &str,
        file: &File,
        given: u32,
        paths: &[PathBuf],
    ) -> Result<(), PartError> {
        let fail = |part: usize, what: &str| {
            let path = paths.get(part).map(PathBuf::as_path).unwrap_or(Path::new(""));
            let name = proofdesk_core::visible(name);
            Err(PartError::other(path, format!("{name}: {what}: make all parts again")))
        };
        let stretches = &file.stretches;
        let failed = stretches.iter().position(|stretch| stretch.failed);
        if stretches.len() != paths.len() {
            return fail(0, "not every part has its stretch of this file");
        }
        let teller = failed.unwrap_or(0);
        let all_blocks = stretches.iter().try_fold(0u32, |sum, s| sum.checked_add(s.blocks));
        let all_lines = stretches.iter().try_fold(0u64, |sum, s| sum.checked_add(s.lines));
        let (Some(all_blocks), Some(_)) = (all_blocks, all_lines.filter(|n| *n < LINES)) else {
            return fail(0, "it has more lines than any file can have");
        };
        let (mut blocks_before, mut lines_before, mut at) = (0, 0, 0);
        for (i, (stretch, (part, place))) in stretches.iter().zip(&file.at).enumerate() {
            // In the order of the parts, so that nobody waits for what comes behind.
            if *part != i {
                return fail(*part, "it has two stretches of this file");
            }
            if failed.is_none() && file.kind == ListedKind::File {
                let others = &stretches[0].others;
                let read = i.checked_sub(1).map(|i| others.get(i).copied());
                let is_same = read.is_none_or(|read| read == stretch.sha256.map(Hash));
                let follows = stretch.bytes.filter(|(from, to)| *from == at && from <= to);
                let Some((_, end)) = follows.filter(|_| is_same) else {
                    return fail(*part, "this part read other bytes of it than the first part");
                };
                at = end;
            }
            self.locals[*part][*place] = Local {
                given,
                is_split: true,
                blocks_before,
                lines_before,
                blocks: stretch.blocks,
                all_blocks,
                tells: i == teller,
                failed: failed.is_some(),
            };
            blocks_before += stretch.blocks;
            lines_before += stretch.lines;
        }
        Ok(())
    }
}
