//! Names that look alike, told apart in every form as in the text report.

use std::collections::{BTreeSet, HashSet};

use proofdesk_engine::LookAlikes;
use proofdesk_engine::core::verdict::Source;
use proofdesk_engine::core::{Visible, visible};
use proofdesk_engine::report::{Head, Reported};

/// The names in a report, gathered before its first word is written.
pub(crate) struct Names<'h> {
    head: &'h Head,
    /// Those that the report lists.
    listed: HashSet<&'h str>,
    /// Those that only results have, such as of files that could not be read.
    others: BTreeSet<String>,
}

/// The names in a place.
fn names(source: &Source) -> impl Iterator<Item = &str> {
    std::iter::once(&*source.path).chain(source.members.iter().map(|member| &*member.name))
}

impl<'h> Names<'h> {
    pub(crate) fn of(head: &'h Head) -> Self {
        let members = head.files.iter().flat_map(|file| file.members.iter());
        let listed = head.files.iter().map(|file| &*file.path);
        let listed = listed.chain(members.map(|member| &*member.name));
        let listed = listed.chain(head.skipped.iter().map(|skipped| &*skipped.path)).collect();
        Self { head, listed, others: BTreeSet::new() }
    }

    pub(crate) fn take(&mut self, result: &Reported) {
        let sources = std::iter::once(&result.source).chain(&result.matched_with);
        for name in sources.flat_map(names) {
            if !self.listed.contains(name) && !self.others.contains(name) {
                self.others.insert(name.to_owned());
            }
        }
    }

    pub(crate) fn apart(self) -> Apart {
        let names = self.listed.iter().copied().chain(self.others.iter().map(String::as_str));
        let labels = self.head.pins.iter().map(|pin| &*pin.label);
        Apart([LookAlikes::among(names), LookAlikes::among_labels(labels)])
    }
}

/// How names are shown so that each stands for one thing: those of files, and the labels of keys.
#[derive(Debug, Default)]
pub(crate) struct Apart([LookAlikes; 2]);

impl Apart {
    /// A text in which no character can hide and no name passes for another.
    pub(crate) fn shown<'t>(&self, text: &'t str) -> Visible<'t> {
        self.0.iter().fold(visible(text), |text, alike| alike.tell_apart(text))
    }
}
