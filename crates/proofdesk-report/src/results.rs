//! Where the results of a report come from.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

use proofdesk_engine::report::{
    Head, Header, JsonReport, ReadReportError, Recalculated, Reported, Said, Side, read_report,
};

/// The results of a report, which can be gone through as often as a form needs it.
pub trait Results {
    /// Shows each result to `visit`, in the order of the report.
    ///
    /// # Errors
    /// What `visit` returns, and those of where the results are.
    fn each(&mut self, visit: &mut dyn FnMut(Reported) -> io::Result<()>) -> io::Result<()>;

    /// Writes the JSON report that they are of.
    ///
    /// # Errors
    /// Those of `out`, and of where the results are.
    fn json(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

/// One side of a comparison: what a report with this head and these results says.
///
/// # Errors
/// Those of where the results are.
pub fn side(head: &Head, results: &mut dyn Results) -> io::Result<Side> {
    let mut said = Vec::new();
    results.each(&mut |result| {
        said.push(Said::from(&result));
        Ok(())
    })?;
    Ok(Side::new(head.clone(), said))
}

/// The results of a run that is over, wherever they are kept.
pub trait Kept {
    /// As [`Results::each`].
    ///
    /// # Errors
    /// As there.
    fn each(&mut self, visit: &mut dyn FnMut(Reported) -> io::Result<()>) -> io::Result<()>;

    /// Writes the JSON report that says this besides.
    ///
    /// # Errors
    /// As [`Results::json`].
    fn write_json(&mut self, header: &Header<'_>, out: &mut dyn Write) -> io::Result<()>;
}

impl Kept for JsonReport {
    fn each(&mut self, visit: &mut dyn FnMut(Reported) -> io::Result<()>) -> io::Result<()> {
        Self::each(self, visit)
    }

    fn write_json(&mut self, header: &Header<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.write(header, out)
    }
}

/// The results of a run that is over.
pub struct OfRun<'r> {
    /// Its results.
    pub report: &'r mut dyn Kept,
    /// What its report says besides.
    pub header: &'r Header<'r>,
}

impl Results for OfRun<'_> {
    fn each(&mut self, visit: &mut dyn FnMut(Reported) -> io::Result<()>) -> io::Result<()> {
        self.report.each(visit)
    }

    fn json(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.report.write_json(self.header, out)
    }
}

/// The results of a run that was cancelled, of which no form calls one verified.
pub(crate) struct OfCancelled<'r>(pub(crate) &'r mut dyn Results);

impl Results for OfCancelled<'_> {
    fn each(&mut self, visit: &mut dyn FnMut(Reported) -> io::Result<()>) -> io::Result<()> {
        self.0.each(&mut |result| visit(result.told_provisionally()))
    }

    fn json(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.0.json(out)
    }
}

/// A JSON report in a file.
#[derive(Debug)]
pub struct ReportFile {
    file: File,
    head: Head,
}

impl ReportFile {
    /// Reads everything, so that what cannot be read, and a report that was changed after it was written, is
    /// known before anything is made of it. Of words nothing can tell: no digest covers them.
    ///
    /// # Errors
    /// [`ReadReportError`].
    pub fn open(mut file: File) -> Result<Self, ReadReportError> {
        let head = read_report(&mut file, &mut |_| Ok(()))?;
        let mut recalculated = Recalculated::of(&head);
        file.seek(SeekFrom::Start(0))?;
        read_report(&mut file, &mut |result| {
            recalculated.take(&result);
            Ok(())
        })?;
        match recalculated.agrees_with(&head) {
            true => Ok(Self { file, head }),
            false => Err(ReadReportError::Changed),
        }
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

    fn json(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        io::copy(&mut self.file, out).map(|_| ())
    }
}
