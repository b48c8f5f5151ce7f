//! Where the results of a report come from.

use std::fs::File;
use std::io::{self, Seek, SeekFrom};

use proofdesk_engine::report::{Head, JsonReport, ReadReportError, Reported, read_report};

/// The results of a report, which can be gone through as often as a form needs it.
pub trait Results {
    /// Shows each result to `visit`, in the order of the report.
    ///
    /// # Errors
    /// What `visit` returns, and those of where the results are.
    fn each(&mut self, visit: &mut dyn FnMut(Reported) -> io::Result<()>) -> io::Result<()>;
}

impl Results for JsonReport {
    fn each(&mut self, visit: &mut dyn FnMut(Reported) -> io::Result<()>) -> io::Result<()> {
        JsonReport::each(self, visit)
    }
}

/// A JSON report in a file.
#[derive(Debug)]
pub struct ReportFile {
    file: File,
    head: Head,
}

impl ReportFile {
    /// Reads everything once, so that what cannot be read is known before anything is written.
    ///
    /// # Errors
    /// [`ReadReportError`].
    pub fn open(mut file: File) -> Result<Self, ReadReportError> {
        let head = read_report(&mut file, &mut |_| Ok(()))?;
        Ok(Self { file, head })
    }

    /// The report without its results.
    pub fn head(&self) -> &Head {
        &self.head
    }
}

impl Results for ReportFile {
    fn each(&mut self, visit: &mut dyn FnMut(Reported) -> io::Result<()>) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        match read_report(&mut self.file, visit) {
            Ok(_) => Ok(()),
            Err(ReadReportError::Io(error)) => Err(error),
            Err(error) => Err(io::Error::other(error)),
        }
    }
}
