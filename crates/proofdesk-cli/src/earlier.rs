//! A report that was written earlier: as it was written, or refused.

use std::path::Path;

use proofdesk_engine::core::file_kind::FileKind;
use proofdesk_engine::platform::{self, Opened, Place, display_path};
use proofdesk_engine::report::{ReadReportError, Side};
use proofdesk_report::ReportFile;

use crate::failure::Failure;
use crate::input::{self, is_dash};

/// Opens a JSON report.
pub(crate) fn open(path: &Path) -> Result<ReportFile, Failure> {
    if is_dash(path) {
        return Err(Failure::new(
            "-: an earlier report is read from a file, not from standard input; save it, and give the file",
        ));
    }
    let failure = |error: String| Failure::new(format!("{}: {error}", display_path(path)));
    if path.is_dir() {
        return Err(failure("it is a folder; give the JSON report itself".to_owned()));
    }
    // A pipe would be waited for without end.
    let file = match Place::from(path).open() {
        Ok(Opened::Regular(file, _)) => file,
        Ok(Opened::Special(kind)) => {
            return Err(failure(format!(
                "it is {kind}, not a regular file; give the JSON report itself"
            )));
        }
        Err(e) => return Err(failure(platform::in_words(&e))),
    };
    ReportFile::open(file).map_err(|error| {
        // A report in another form is called so by what refuses it.
        let is_other = |kind: &FileKind| !matches!(kind, FileKind::Report | FileKind::Html);
        let other = match error {
            ReadReportError::NoReport(_) => input::kind_of(path).filter(is_other),
            _ => None,
        };
        failure(match other {
            Some(kind) => kind.instead_of("a JSON report of Proofdesk"),
            None => error.to_string(),
        })
    })
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
