//! A report that was written earlier: as it was written, or refused.

use std::fs::File;
use std::path::Path;

use proofdesk_engine::platform::{self, display_path};
use proofdesk_engine::report::Side;
use proofdesk_report::ReportFile;

use crate::failure::Failure;
use crate::input::is_dash;

/// Opens a JSON report.
pub(crate) fn open(path: &Path) -> Result<ReportFile, Failure> {
    if is_dash(path) {
        return Err(Failure::new(
            "-: an earlier report is read from a file, not from standard input; save it, and give the file",
        ));
    }
    let failure = |error: String| Failure::new(format!("{}: {error}", display_path(path)));
    let file = File::open(path).map_err(|e| failure(platform::in_words(&e)))?;
    ReportFile::open(file).map_err(|e| failure(e.to_string()))
}

/// What a later run is compared with.
pub(crate) fn side(path: &Path, report: &mut ReportFile) -> Result<Side, Failure> {
    if report.head().report_digest.is_none() {
        return Err(Failure::new(format!(
            "{}: its run was cancelled, so that it lacks results; compare with a report of a whole run",
            display_path(path)
        )));
    }
    let head = report.head().clone();
    Ok(proofdesk_report::side(&head, report)?)
}
