//! Blocks are judged by the answers that were written down beside them.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

use proofdesk_core::trust::Verifier;
use proofdesk_core::verdict::Source;

use super::error::PartError;
use crate::input::{Block, BlockYield};
use crate::progress::Control;
use crate::run::judge;

/// What came of believing what was written down.
#[derive(Default)]
pub(super) struct Belief {
    failed: Mutex<Option<PartError>>,
    deceived: AtomicBool,
}

impl Belief {
    /// Judges a block, and believes the answers that it has.
    pub(super) fn judge(
        &self,
        block: &Block,
        whole: &Source,
        verifier: &mut Verifier<'_>,
    ) -> BlockYield {
        verifier.believe(block.answers.clone());
        let found = judge(block, whole, verifier);
        verifier.believe(None);
        self.deceived.fetch_or(verifier.was_deceived(), Relaxed);
        found
    }

    /// Gives the run up, since this could not be read. The first reason counts.
    pub(super) fn fail(&self, error: PartError, control: &Control) {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        control.cancel();
    }

    /// Why the run was given up, if it was, and whether an answer was wrong.
    pub(super) fn end(self) -> (Option<PartError>, bool) {
        let failed = self.failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        (failed, self.deceived.into_inner())
    }
}
