//! A report in the forms that people file and other programs read.
//!
//! Every form is made from the same thing, the JSON report, result by result, so that a report of any
//! length costs little memory, and a form made during a run and one made later from the JSON report are
//! the same bytes. Nothing in a form comes from the clock or the machine that writes it.
//!
//! HTML is made from a `document`, which has the words and their order; CSV and JUnit XML are rows.

mod apart;
mod csv;
mod document;
mod extra;
mod html;
mod junit;
mod pack;
mod pdf;
mod results;
mod svr;
mod words;

use std::io::{self, BufWriter, Write};

use proofdesk_engine::report::Head;

pub use extra::{Beside, Extra};
pub use pack::{Pack, bag_name};
use results::OfCancelled;
pub use results::{Kept, OfRun, ReportFile, Results, side};

/// A form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// One HTML page, without scripts and without anything from elsewhere.
    Html,
    /// PDF/A-3a and PDF/UA-1, with the JSON report inside, if that is not larger than 64 MiB.
    Pdf,
    /// Comma-separated values, a row a result.
    Csv,
    /// JUnit XML, as build servers read it.
    Junit,
    /// An in-toto statement over the files that are verified, for pipelines.
    Svr,
}

/// A JSON report up to this size is put into the PDF. In bytes.
const EMBEDDED: usize = 64 << 20;

/// Bytes in memory, up to a limit.
struct Capped {
    bytes: Vec<u8>,
    room: usize,
}

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.room {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.room -= bytes.len();
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a report in a form.
///
/// # Errors
/// Those of `out` and of the results.
pub fn write(
    form: Form,
    head: &Head,
    extra: &Extra,
    results: &mut dyn Results,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let results: &mut dyn Results = match head.summary.cancelled {
        true => &mut OfCancelled(results),
        false => results,
    };
    match form {
        Form::Pdf => {
            let mut json = Capped { bytes: Vec::new(), room: EMBEDDED };
            // One that does not fit is left out, and stays a file of its own.
            let json = results.json(&mut json).map(|()| json.bytes);
            let json = match json {
                Err(error) if error.kind() != io::ErrorKind::StorageFull => return Err(error),
                json => json.ok(),
            };
            let font = extra.font.as_deref();
            let mut pdf = pdf::Pdf::new(head, json, font, &mut out)?;
            document::compose(head, extra, results, &mut pdf)?;
        }
        Form::Html => document::compose(head, extra, results, &mut html::Html::new(&mut out))?,
        Form::Csv => csv::write(head, extra, results, &mut out)?,
        Form::Junit => junit::write(head, results, &mut out)?,
        Form::Svr => svr::write(head, results, &mut out)?,
    }
    out.flush()
}
