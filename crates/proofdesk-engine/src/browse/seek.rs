//! Finding one result among all.

use std::io;
use std::path::Path;

use proofdesk_core::verdict::{Finding, Kind, Source};
use serde::Serialize;

use super::results::Results;
use super::span::FileSpan;
use crate::lookup;
use crate::order::FileNumber;

/// Folders that are named as choices; a set with more is searched by text.
const FOLDERS: usize = 200;

/// What a filter can choose from: only what is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Choices {
    /// The kinds of results.
    pub kinds: Vec<Kind>,
    /// The labels of the pins whose keys signed something.
    pub signers: Vec<String>,
    /// The folders that hold files with results, the first of them.
    pub folders: Vec<String>,
    /// The archives and mails, those that lie in others behind them, the first of them.
    pub containers: Vec<Source>,
}

impl Results {
    /// The result with this source.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn locate(&mut self, source: &Source) -> io::Result<Option<u32>> {
        for span in self.spans_of(&source.path) {
            for index in span.results() {
                let stored = self.stored(index)?;
                if self.brief(&stored)?.stands_at(source) {
                    return Ok(Some(index));
                }
            }
        }
        Ok(None)
    }

    /// The first result of the file of this name.
    pub fn first_of(&self, path: &str) -> Option<u32> {
        self.spans_of(path).first().map(|span| span.first)
    }

    /// The results of the files of this name, and those of no file, which stand last.
    fn spans_of(&self, path: &str) -> Vec<FileSpan> {
        let named = |span: &&FileSpan| self.path_of(span).is_none_or(|name| name == path);
        self.spans.iter().filter(named).copied().collect()
    }

    /// The file's name; `None` of what is of no file.
    pub(super) fn path_of(&self, span: &FileSpan) -> Option<&str> {
        self.files.get(span.file).map(|file| &*file.path)
    }

    /// The results that `query` names, by the rules of a run's own [`lookup`], and what there is to
    /// say beside them: that there are none, or that nothing signs the id that they were found by.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn find(&mut self, query: &lookup::Query) -> io::Result<(Vec<u32>, Option<Finding>)> {
        let mut found = Vec::new();
        let mut surest = lookup::Match::None;
        let mut failed = None;
        let mut file = None;
        let mut unread = lookup::NotRead::default();
        self.visit(self.having(|_| true), |i, stored, brief| match brief.outline(stored.kind) {
            Ok(finding) => {
                if file.is_none() && query.is_name_of(Path::new(brief.path)) {
                    file = Some(brief.path.to_owned());
                }
                let matching = lookup::matching(std::slice::from_ref(query), &finding);
                if matching.is_empty() {
                    unread.note(stored.extent.order, || brief.source(), brief.reasons());
                }
                for (_, how) in matching {
                    found.push(i);
                    surest = surest.max(how);
                }
            }
            Err(e) => failed = Some(e),
        })?;
        found.sort_unstable();
        failed.map_or(Ok((found, query.not_established(surest, file.as_deref(), &unread))), Err)
    }

    /// What a filter can choose from.
    ///
    /// # Errors
    /// Those of the temporary file.
    pub fn choices(&mut self) -> io::Result<Choices> {
        let kinds = self.stored.iter().map(|stored| stored.kind).collect();
        let mut choices = Choices { kinds, ..Choices::default() };
        choices.kinds.sort_unstable();
        choices.kinds.dedup();
        self.visit(self.having(|_| true), |_, _, brief| {
            if let Some(label) = brief.signer
                && choices.signers.iter().all(|known| known != label)
            {
                choices.signers.push(label.to_owned());
            }
        })?;
        choices.signers.sort_unstable();
        choices.containers = self.containers()?;
        for span in &self.spans {
            let folder = self.path_of(span).and_then(|path| Path::new(path).parent());
            let folder = folder.map(|folder| folder.to_string_lossy()).unwrap_or_default();
            // Files stand in the order of their paths, so most of a folder are beside each other.
            if choices.folders.len() < FOLDERS
                && !folder.is_empty()
                && choices.folders.iter().rev().all(|known| *known != folder)
            {
                choices.folders.push(folder.into_owned());
            }
        }
        Ok(choices)
    }

    /// The first containers, each before those that lie in it.
    fn containers(&mut self) -> io::Result<Vec<Source>> {
        let mut found: Vec<Source> = Vec::new();
        // What stands in one member stands beside each other.
        let mut last = FileNumber::default();
        for at in 0..self.stored.len() {
            let stored = self.stored[at];
            let file = stored.extent.order.file;
            if file.member == 0 || file == last {
                continue;
            }
            last = file;
            let inside = self.brief(&stored)?.source();
            for depth in 0..inside.members.len() {
                let members = inside.members[..depth].to_vec();
                let container = Source { members, ..Source::file(inside.path.clone()) };
                if !found.contains(&container) {
                    found.push(container);
                }
                if found.len() == FOLDERS {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    }
}
