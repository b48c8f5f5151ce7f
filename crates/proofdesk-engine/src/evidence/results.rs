//! Everything that was decided, in the order of the report.

use std::collections::btree_map;
use std::iter::Peekable;
use std::vec;

use proofdesk_core::trust::Verifier;
use proofdesk_core::verdict::{Finding, Kind};

use super::content::{Contents, FileRecord};
use super::held::Concluded;
use super::naming::Naming;
use super::small::Small;
use crate::input::Places;
use crate::lookup::NotRead;
use crate::order::{FileNumber, Located, Order};

/// Gives out the results. What is said of a file is made when it is its turn, as what was found of a small
/// record.
pub(super) struct Results<'r> {
    pub records: Concluded,
    /// The places of those that are given out, in the order of the report.
    pub kept: Peekable<vec::IntoIter<usize>>,
    pub small: Peekable<vec::IntoIter<Small>>,
    pub files: Peekable<btree_map::Iter<'r, FileNumber, Box<FileRecord>>>,
    pub contents: &'r Contents,
    pub naming: Naming,
    pub places: &'r Places<'r>,
    pub verifier: Verifier<'r>,
    /// What could not be read: the record of a file may be in it.
    pub unread: &'r NotRead,
}

impl Results<'_> {
    /// The next record, if it is one that is wanted.
    fn next_if(&mut self, wanted: impl Fn(Order, Kind) -> bool) -> Option<Located> {
        let record = self.kept.peek().map(|place| self.records.order_and_kind(*place));
        let small = self.small.peek().map(|small| small.order);
        match (record, small) {
            (record, Some(small)) if record.is_none_or(|(order, _)| small < order) => {
                // None of them is a request.
                let small = self.small.next_if(|small| wanted(small.order, Kind::Unknown))?;
                Some(small.conclude(self.contents, self.places, &mut self.verifier))
            }
            (Some((order, kind)), _) if wanted(order, kind) => {
                let finding = self.records.take(self.kept.next()?);
                Some(Located { order, finding })
            }
            _ => None,
        }
    }

    /// A request body that is not a whole file has its own content, as a file has.
    fn described(&self, mut located: Located) -> Located {
        let body = self.contents.bodies.get(&located.order);
        if let (Kind::Request, Some(body)) = (located.finding.kind, body) {
            self.naming.describe(body, &self.records, self.unread, &mut located.finding);
        }
        located
    }
}

impl Iterator for Results<'_> {
    type Item = Located;

    fn next(&mut self) -> Option<Located> {
        while let Some(&(file, record)) = self.files.peek() {
            let order = Order { file: *file, ..Order::default() };
            // What is about the file as a whole stands before what it holds.
            if let Some(earlier) = self.next_if(|other, _| other < order) {
                return Some(self.described(earlier));
            }
            let request = self.next_if(|other, kind| other == order && kind == Kind::Request);
            let shown = match request {
                Some(request) => Some(request.finding),
                None => (!record.recognised).then(|| {
                    let kind = match record.container {
                        Some(_) => Kind::Container,
                        None => Kind::Content,
                    };
                    let mut finding = Finding::new(record.source(), kind);
                    finding.add_hash("sha256", record.digest.to_string());
                    finding
                }),
            };
            self.files.next();
            if let Some(mut finding) = shown {
                self.naming.describe(record, &self.records, self.unread, &mut finding);
                return Some(Located { order, finding });
            }
        }
        self.next_if(|_, _| true).map(|located| self.described(located))
    }
}
