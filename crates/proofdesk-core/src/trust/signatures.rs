//! Signatures, checked with what the keys of a run share, and many of them together.

use std::sync::Arc;

use super::claim::{Over, SignedForm};
use super::pin::KnownKey;
use crate::key::{Expected, Tables, Together};

/// So many times after one that did not hold, signatures are checked one by one: others that do not
/// are likely to stand beside it.
const DOUBTS: u32 = 16;

/// How one thread checks signatures.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    tables: Arc<Tables>,
    /// What the last signature was over. The next is likely to be over the same.
    usual: Option<Over>,
    /// Those that are taken to hold, and are still to be compared.
    put_off: Option<Together>,
    doubts: u32,
}

impl Signatures {
    /// The same for another thread.
    pub(super) fn another(&self) -> Self {
        Self { tables: self.tables.clone(), ..Self::default() }
    }

    /// Which of `forms` the signature is over. No signature is over two: they would have to have the
    /// same SHA-512 modulo the order of the curve.
    ///
    /// Between [`Self::put_off`] and [`Self::settle`], a signature counts as one over the likely form.
    pub(super) fn held(
        &mut self,
        known: &KnownKey,
        forms: &[SignedForm<'_>],
        signature: &[u8; 64],
    ) -> Option<usize> {
        let table = known.table(&self.tables);
        let expected = |i: usize| Expected::of(&known.key, table, &forms[i].bytes, signature);
        let likely = match forms.len() {
            1 => Some(0),
            _ => forms.iter().position(|form| Some(form.over) == self.usual),
        };
        if let (Some(likely), Some(put_off)) = (likely, &mut self.put_off) {
            put_off.add(expected(likely));
            return Some(likely);
        }
        let others = (0..forms.len()).filter(|i| Some(*i) != likely);
        let mut order = likely.into_iter().chain(others);
        let held = order.find(|i| expected(*i).is_some_and(|expected| expected.holds()));
        self.usual = held.map(|i| forms[i].over).or(self.usual);
        held
    }

    /// Whether signatures may be put off: not soon after one that did not hold.
    pub(super) fn may_put_off(&mut self) -> bool {
        self.doubts = self.doubts.saturating_sub(1);
        self.doubts == 0
    }

    /// Puts the comparison of signatures off.
    pub(super) fn put_off(&mut self) {
        self.put_off = Some(Together::default());
    }

    /// Compares those that were put off. Whether all of them hold.
    pub(super) fn settle(&mut self) -> bool {
        let all = self.put_off.take().is_none_or(Together::all_hold);
        if !all {
            self.doubts = DOUBTS;
        }
        all
    }
}
