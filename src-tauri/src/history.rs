//! The history of keys beside a run, which reads nothing of it.

use std::path::Path;

use proofdesk_engine::keys::KeyHistory;
use proofdesk_engine::report::time_of;

use crate::checking::{Finished, OfHistory};
use crate::fault::Result;

/// Notes the keys of a run in the history at `file`, and beside the run which domains have more than one. Of one
/// that was cancelled nothing is noted.
pub(crate) fn note(file: &Path, finished: &Finished) -> Result<()> {
    let summary = &finished.summary;
    if !summary.cancelled {
        let history = KeyHistory::note(file, &summary.keys_met, &time_of(finished.started.at))?;
        *finished.history() = OfHistory {
            second_keys: history.second_keys(&summary.keys_met),
            is_full: history.is_full(),
            left_out: summary.more_keys_met,
        };
    }
    Ok(())
}
