//! A report that was saved earlier: as it was written, or refused.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proofdesk_engine::platform::{display_path, in_words};
use proofdesk_engine::report::{Against, ReadReportError, Side};
use proofdesk_report::ReportFile;

use crate::fault::{Fault, FaultCode, Result};

/// A report that was saved earlier.
pub(crate) struct Earlier {
    pub(crate) path: PathBuf,
    pub(crate) side: Side,
}

/// What differs, of one earlier report.
pub(crate) struct Compared {
    pub(crate) earlier: Arc<Earlier>,
    /// `None` if the check was cancelled: what it lacks was not looked at.
    pub(crate) against: Option<Against>,
}

impl Earlier {
    /// Reads a JSON report.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let shown = display_path(path);
        let fault = |what: &str, remedy: &str| {
            Fault::new(FaultCode::File, format!("{shown}: {what}.")).remedy(remedy)
        };
        let file = File::open(path).map_err(|e| Fault::file(path, in_words(&e)))?;
        let mut report = ReportFile::open(file).map_err(|e| match e {
            // Its own words speak of the command line.
            ReadReportError::NoReport(_) => fault(
                "this is no JSON report of Proofdesk",
                "Choose a report that was saved as JSON.",
            ),
            e => Fault::file(path, e),
        })?;
        if report.head().report_digest.is_none() {
            return Err(fault(
                "its run was cancelled, so it lacks results",
                "Choose the report of a run that came to its end.",
            ));
        }
        let head = report.head().clone();
        let side = proofdesk_report::side(&head, &mut report);
        let side = side.map_err(|e| Fault::file(path, in_words(&e)))?;
        Ok(Self { path: path.to_owned(), side })
    }
}
