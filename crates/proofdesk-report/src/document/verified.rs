//! What is verified, by file: results of one file stand together.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use proofdesk_engine::core::verdict::{Kind, Member};
use proofdesk_engine::report::Reported;
use std::sync::Arc;

use super::page::{Page, Text};
use crate::words::file;

/// The verified results of the file that is gone through.
pub(super) struct Verified {
    listed: u64,
    most: u64,
    of: Option<(Arc<str>, Vec<Member>)>,
    name: String,
    kinds: BTreeMap<Kind, u64>,
    signers: BTreeSet<String>,
}

impl Verified {
    /// So many files are listed at most.
    pub(super) fn new(most: u64) -> Self {
        Self {
            listed: 0,
            most,
            of: None,
            name: String::new(),
            kinds: BTreeMap::new(),
            signers: BTreeSet::new(),
        }
    }

    pub(super) fn take(&mut self, result: &Reported, page: &mut dyn Page) -> io::Result<()> {
        let of = (result.source.path.clone(), result.source.members.clone());
        if self.of.as_ref() != Some(&of) {
            self.write(page)?;
            self.name = file(&result.source);
            self.of = Some(of);
        }
        *self.kinds.entry(result.kind).or_default() += 1;
        self.signers.extend(result.signer.label.as_deref().map(str::to_owned));
        Ok(())
    }

    /// Writes the last one, and says how many were not listed.
    pub(super) fn end(mut self, page: &mut dyn Page) -> io::Result<u64> {
        self.write(page)?;
        Ok(self.listed.saturating_sub(self.most))
    }

    fn write(&mut self, page: &mut dyn Page) -> io::Result<()> {
        let kinds = std::mem::take(&mut self.kinds);
        let signers = std::mem::take(&mut self.signers);
        if kinds.is_empty() {
            return Ok(());
        }
        self.listed += 1;
        if self.listed > self.most {
            return Ok(());
        }
        let kinds: Vec<String> = kinds.iter().map(|(kind, n)| kind.counted(*n)).collect();
        let signers: Vec<String> = signers.into_iter().collect();
        page.row(&[
            Text::plain(&self.name),
            Text::plain(&kinds.join(", ")),
            Text::plain(&signers.join(", ")),
        ])
    }
}
